/* build.h - parts to an image.
 *
 * The builder links: generated names (mod-language.md 5.2), references, children,
 * what comes through `base`, parents, permutations, hash. The result depends on
 * the set of files only, never on the order of scanning (determinism,
 * lazy-workspace.md 14).
 *
 * Threads: one builder, one thread. */
#ifndef PL_INDEX_BUILD_H
#define PL_INDEX_BUILD_H
#include "base/file.h"
#include "index/read.h"

/* A question about the expressions of a file; `what` is for who asks (lazy-workspace.md
 * 2.6). */
typedef struct pl_build_ask {
    pl_str text;
    uint32_t what;
} pl_build_ask;

typedef struct pl_build_file {
    pl_str path; /* as pl_ix_file.path */
    pl_stamp stamp;
    const pl_part *part;      /* NULL: could not be read; kept out */
    const pl_diags *syntax;   /* verdict of the parser; NULL: not checked */
    const pl_diags *schema;   /* verdict over its top-level blocks; NULL: not checked */
    const pl_build_ask *asks; /* when `asked`: all that may fail in it */
    uint32_t n_asks;
    bool asked;
    bool mod_file; /* holds the mod block that counts */
    /* For pl_index_patch: 1 + its id in the old image, 0: it is not in there. With that
     * and without a part it is unchanged, and its rows and verdicts are taken from there. */
    uint32_t old;
} pl_build_file;

typedef struct pl_build_mod {
    pl_str short_name, title, dir, dep_path;
    uint32_t flags;             /* PL_MOD_* */
    const pl_build_file *files; /* ascending by path bytes */
    uint32_t n_files;
    /* Mods whose resources this one may name: ids of its direct dependencies. */
    const uint32_t *deps;
    uint32_t n_deps;
} pl_build_mod;

/* Something else that discovery looked at (format.h, INPUT). */
typedef struct pl_build_input {
    pl_str path;   /* as pl_ix_file.path; empty: the workspace */
    uint32_t kind; /* PL_IX_INPUT_* */
    pl_stamp stamp;
    uint64_t hash;
} pl_build_input;

/* All that an image is made of. */
typedef struct pl_build {
    const pl_build_mod *mods; /* as in pl_builder_new() */
    uint32_t n_mods, n_inputs;
    const pl_build_input *inputs;
    uint64_t options, program; /* as in the header */
    uint64_t device;
    int64_t as_of_ns;
    /* For pl_index_patch: memory of an image that nobody needs any more, to build the next one
     * in. Taken; see pl_index_retire(). */
    pl_str spare;
    bool doubtful; /* parts were told from an image that is not ours for sure: prove the result */
} pl_build;

/* Limits, so that hostile files cannot make an image out of proportion. Longer generated
 * names keep their beginning and get a fingerprint of the rest; beyond the number, children
 * that come through `base` alone are not listed, and tags wait for evaluation. */
enum {
    PL_IX_NAME_MAX = 16 << 10, /* bytes of a generated name: containers 500 deep */
    PL_IX_NAME_SHORT = 192,    /* the same, when all of them exceed PL_IX_NAME_SUM bytes */
    PL_IX_NAME_SUM = 64 << 20,
    PL_IX_INHERIT_MAX = 1 << 20, /* children from bases and steps to find them; tags: each */
    PL_IX_BASE_DEPTH = 1000,     /* bases behind each other that a reader looks through */
};

/* An image in the making. Files are added in its order, and what is in a part is taken
 * at once: a part may go as soon as its file was added, so that parts never have to be
 * in memory together. */
typedef struct pl_builder pl_builder;

/* `mods[0]` is the workspace mod; the others are sorted here by short name, then
 * dependency path (their order in the image; `deps` are positions in `mods`). `n_mods`
 * is at least 1. `files` are not looked at, `n_files` are those to expect. `mods` has
 * to stay as long as the builder. Owned; pl_builder_free() or pl_builder_finish(). */
pl_builder *pl_builder_new(const pl_build_mod *mods, uint32_t n_mods);
void pl_builder_free(pl_builder *builder); /* NULL is fine */
/* Position in `mods` of the mod that is the `i`th of the image: the order to add in. */
uint32_t pl_builder_mod(const pl_builder *builder, uint32_t i);
/* Add a file of mods[mod], with its verdicts. Of one mod by path, bytewise. Nothing of
 * `file` has to stay. */
void pl_builder_add(pl_builder *builder, uint32_t mod, const pl_build_file *file);
/* Link; what is not in `mods` comes from `what`. Takes the builder. Owned;
 * pl_index_close(). NULL when the workspace is larger than an image can be (format.h). */
pl_index *pl_builder_finish(pl_builder *builder, const pl_build *what);

/* The same from parts that are all there: `files` of each mod. */
pl_index *pl_index_build(const pl_build_mod *mods, uint32_t n_mods, uint64_t options);
/* The same with what a saved image needs to be trusted again. */
pl_index *pl_index_build_all(const pl_build *what);

/* patch.c: the same from an image of some earlier state, with parts of new and changed
 * files alone. Says what pl_index_build_all() would say of the same files: string ids may
 * differ, and strings that nothing needs any more stay for a while. Three ways:
 *   spliced   rows of changed files are replaced, all else is as it was: when every name,
 *             reference and base is what it was (splice.c). Costs little more than a copy
 *   grafted   blocks, names or references came or went: changed files are linked again,
 *             with those that name what came or went; ids of all others move (graft.c)
 *   relinked  parts of unchanged files are made from the old image and all is linked
 *             anew: when files came or went, mods or inputs are others, much changed at
 *             once, names stand twice, or strings have to be swept out
 * Without `what->inputs` they are those of `old`, which may be mapped and stays what it
 * is. */
typedef enum pl_patch_way {
    PL_PATCH_SPLICED,
    PL_PATCH_GRAFTED,
    PL_PATCH_RELINKED,
    PL_PATCH_WAYS
} pl_patch_way;
pl_index *pl_index_patch(const pl_index *old, const pl_build *what, pl_patch_way *way);

/* Close `ix`, and keep the memory of its image for the next one, which then need not be made
 * page by page: half of what a patch costs. Empty when it is not ours, or larger than
 * PL_IX_SPARE_MAX. Owned; pl_index_drop_spare(). */
enum { PL_IX_SPARE_MAX = 8 << 20 };
pl_str pl_index_retire(pl_index *ix);
void pl_index_drop_spare(pl_str spare);

/* The image itself, borrowed from `ix`. */
pl_str pl_index_bytes(const pl_index *ix);
/* Take an image that is in memory or mapped, at an address that 8 divides. NULL when
 * it is not sound or was made with other `options`: then the answer is to rebuild.
 * `release(ctx)` (may be NULL) is called at close, or at once on NULL. */
pl_index *pl_index_adopt(pl_str image, uint64_t options, void (*release)(void *ctx), void *ctx);
/* verify.c: every invariant of format.h. O(image). */
bool pl_index__verify(pl_str image);
/* So much of them that the rows of FILE, INPUT and READ can be read, with their paths. */
bool pl_index__verify_rows(pl_str image);
/* Make the checksums right after a change of the image. */
void pl_index__seal(char *image, size_t len);

#endif
