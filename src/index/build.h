/* build.h - parts to an image.
 *
 * The builder links: generated names (mod-language.md 5.2), references, children,
 * what comes through `base`, parents, permutations, hash. The result depends on
 * the set of files only, never on the order of scanning (determinism,
 * lazy-workspace.md 14).
 *
 * The room:
 *
 *   scan.h          bytes of a file -> a part (part.h)
 *   link.h          parts -> image (format.h, strings.h)
 *   read.h          what the rooms above read; more in pipelite/index.h
 *   verify.c        is an image sound?
 *   store.h         images on disk: saved, opened, proved
 *   patch_rows.h    an image in which a few files differ
 *   recover.c       an image back to parts
 *   renew.h         an image in which only states or verdicts differ
 *
 * Where to add a section to the image: name it in PL_IX_SECTIONS (format.h), which of its fields
 * are strings in strings.h, fill it in build.c (gather), take it over in patch_rows.c and renew.c,
 * prove it in verify.c, and raise PL_IX_VERSION.
 *
 * Threads: a builder is used by one thread at a time. */
#ifndef PL_INDEX_BUILD_H
#define PL_INDEX_BUILD_H
#include "base/file.h"
#include "index/read.h"

/* An expression of a file that may fail, so that a check of values must look at it. The index only
 * stores `what`; check/precheck.h defines it (lazy-workspace.md 2.6).
 */
typedef struct pl_build_precheck {
    pl_str text;
    uint32_t what;
} pl_build_precheck;

typedef struct pl_build_file {
    pl_str path; /* as pl_ix_file.path */
    pl_stamp stamp;
    const pl_part *part;                /* NULL: could not be read; kept out */
    const pl_diags *syntax;             /* verdict of the parser; NULL: not checked */
    const pl_diags *schema;             /* verdict over its top-level blocks; NULL: not checked */
    const pl_build_precheck *prechecks; /* all that may fail in it; only if `prechecked` */
    uint32_t n_prechecks;
    bool prechecked;
    bool mod_file; /* holds the mod block that counts */
    /* For pl_index_patch: 1 + the file's id in the old image, 0 when it is not in there. A file
     * with an id and without a part is unchanged: its rows and verdicts come from the old image. */
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
    /* For pl_index_patch: the memory of a retired image, to build the next one in. Taken; see
     * pl_index_retire(). */
    pl_str spare;
    bool doubtful; /* parts come from an image that another program may have written: verify the
                      result */
} pl_build;

/* Limits, so that hostile files cannot make an image out of proportion. A generated name that is
 * too long keeps its beginning and ends in a fingerprint of the whole. Once the number of inherited
 * children is reached, further ones are not listed; once that of tags is, they are left to
 * evaluation. */
enum {
    PL_IX_NAME_MAX = 16 << 10, /* bytes of a generated name: containers 500 deep */
    PL_IX_NAME_SHORT = 192,    /* the same, when all of them exceed PL_IX_NAME_SUM bytes */
    PL_IX_NAME_SUM = 64 << 20,
    PL_IX_INHERIT_MAX = 1 << 20, /* children from bases and steps to find them; tags: each */
    PL_IX_BASE_DEPTH = 1000,     /* length of a chain of bases that a reader follows */
};

/* An image in the making. Files are added in the order of the image. A part is copied when its file
 * is added and may be freed then, so that parts never have to be in memory together. */
typedef struct pl_builder pl_builder;

/* `mods[0]` is the workspace mod; the builder sorts the others by short name, then dependency path,
 * which is their order in the image. `deps` are positions in `mods`. `n_mods` is at least 1. The
 * builder reads `n_files` as an estimate and ignores `files`. `mods` is borrowed until the builder
 * ends. Owned; pl_builder_free() or pl_builder_finish(). */
pl_builder *pl_builder_new(const pl_build_mod *mods, uint32_t n_mods);
void pl_builder_free(pl_builder *builder); /* NULL is fine */
/* The position in `mods` of the `i`th mod of the image. Files are added in this order of mods. */
uint32_t pl_builder_mod(const pl_builder *builder, uint32_t i);
/* Add a file of mods[mod], with its verdicts. Files of one mod come in the bytewise order of their
 * paths. `file` is copied. */
void pl_builder_add(pl_builder *builder, uint32_t mod, const pl_build_file *file);
/* Link what was added. Inputs and header fields come from `what`; its mods are ignored. Takes the
 * builder. Owned; pl_index_close(). NULL when the workspace is larger than an image can be
 * (format.h). */
pl_index *pl_builder_finish(pl_builder *builder, const pl_build *what);

/* Build an image from `files` of each mod, whose parts are all in memory. Owned; pl_index_close().
 * NULL as pl_builder_finish(). */
pl_index *pl_index_build(const pl_build_mod *mods, uint32_t n_mods, uint64_t options);
/* Like pl_index_build(), with the inputs and header fields by which a saved image can be trusted
 * later. */
pl_index *pl_index_build_all(const pl_build *what);

/* patch.c: build an image from an older one and the parts of new and changed files. The result has
 * the content that pl_index_build_all() would give for the same files, but string ids may differ,
 * and strings that are no longer referred to stay for a while. There are two ways; *way is set to
 * the one that was taken:
 *
 *   grafted    changed files are linked again, together with those that name added or removed
 *              blocks; all else is copied with new ids (graft.c)
 *   relinked   parts of unchanged files are made from the old image and all is linked anew
 *              (relink.c): when files came or went, mods or inputs differ, much changed at once,
 *              names are used twice, or too many strings are garbage
 *
 * Without `what->inputs` the inputs of `old` are kept. `old` may be mapped; it is only read. Owned;
 * pl_index_close(). NULL as pl_builder_finish(). */
typedef enum pl_patch_way { PL_PATCH_GRAFTED, PL_PATCH_RELINKED, PL_PATCH_WAYS } pl_patch_way;
pl_index *pl_index_patch(const pl_index *old, const pl_build *what, pl_patch_way *way);

/* Close `ix` and return the memory of its image, to build the next image in (pl_build.spare): that
 * saves the page faults, half the cost of a patch. Empty if the image is mapped or larger than
 * PL_IX_SPARE_MAX. Owned: pass it on, or free it with pl_index_free_spare() (an empty one is fine).
 */
enum { PL_IX_SPARE_MAX = 8 << 20 };
pl_str pl_index_retire(pl_index *ix);
void pl_index_free_spare(pl_str spare);

/* The image itself, borrowed from `ix`. */
pl_str pl_index_bytes(const pl_index *ix);
/* Verify an image in memory or mapped, at an address that 8 divides, and open it. Owned;
 * pl_index_close(). NULL if the image is not sound or was made with other `options`: rebuild it
 * then. `image` is taken: release(ctx), unless it is NULL, is called at close, or at once if this
 * returns NULL. */
pl_index *pl_index_adopt(pl_str image, uint64_t options, void (*release)(void *ctx), void *ctx);
/* verify.c: does the image keep every invariant of format.h? O(image). */
bool pl_index__verify(pl_str image);
/* Does the image keep the invariants needed to read FILE, INPUT and READ, with their paths? */
bool pl_index__verify_rows(pl_str image);
/* image.c: compute and store the checksums, the last step of making or changing an image. */
void pl_index__seal(char *image, size_t len);

#endif
