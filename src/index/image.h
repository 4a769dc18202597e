/* image.h - an open index: the sections of a sound image, ready to be indexed. Private to the room.
 *
 * Invariants, beyond those of format.h (pl_index__check, once the image is known to be sound):
 *   1. the image begins at a multiple of 8 and is as long as its header says
 *   2. SLOT is a power of two and has a free slot, so that a search ends
 *   3. NAME holds each entry at most once
 *   4. string 0 is the empty one
 *   5. runs of entry 0 begin at 0
 *   6. the workspace mod comes first, with the first file and the first entry
 *
 * Threads: immutable once open, except for `overlay`, which is atomic. */
#ifndef PL_INDEX_IMAGE_H
#define PL_INDEX_IMAGE_H
#include "base/assert.h"
#include "base/invariant.h"
#include "base/vec.h"
#include "index/build.h"
#include <stdatomic.h>

typedef struct pl_link_overlay pl_link_overlay;

struct pl_index {
    pl_str image;
    void (*release)(void *ctx); /* may be NULL */
    void *ctx;
    uint32_t n_strings, n_mods, n_files, n_entries;
    const uint32_t *str_off;
    const char *str_text;
    const pl_ix_mod *mods;
    const uint32_t *moddep_off, *moddep;
    const pl_ix_file *files;
    const pl_ix_entry *entries; /* n_entries and the sentinel */
    const pl_ix_attr *attrs;
    const pl_ix_tag *tags;
    const pl_ix_ref *refs;
    const uint32_t *child_off, *child, *parent_off, *parent, *rref_off, *rref;
    const uint32_t *kind_off, *kind, *name, *slots;
    uint32_t n_names, slot_mask;
    _Atomic(pl_link_overlay *) overlay; /* laid over it (overlay.h), or NULL */
};

/* Size of one element of each section. */
extern const uint8_t pl_ix__element_size[PL_IX_SECTION_COUNT];

/* assemble.c: the sections of an image in the making. */
typedef struct pl_ix_piece {
    const void *at; /* NULL: left for the caller to fill in */
    size_t count;
    size_t owned;                   /* bytes of `at`, which goes into the image; 0: it stays */
    const struct pl_ix_piece *more; /* what follows in the same section; NULL: nothing */
} pl_ix_piece;
/* Assemble an image from its sections; magic, version, sizes and offsets are set in its header.
 * Owned; pl_ix__release(). NULL if it would exceed 4 GiB. */
char *pl_ix__assemble(const pl_ix_piece pieces[PL_IX_SECTION_COUNT], pl_ix_header header,
                      size_t *size);
/* Like pl_ix__assemble(), but without checksums: the caller fills in the rest and then calls
 * pl_index__seal(). `spare` is taken, and used for the image if that saves time. */
char *pl_ix__lay_out(const pl_ix_piece pieces[PL_IX_SECTION_COUNT], pl_ix_header header,
                     pl_str spare, size_t *size);
/* Free an assembled image; a `release` function for pl_index__wrap(). */
void pl_ix__release(void *image);
/* Like pl_ix__release(), for an image into which no pages were moved: it is one block of memory,
 * which can serve as a spare. */
void pl_ix__release_whole(void *image);

/* diag_row.c: the verdicts of an image in the making, with their messages. `{0}` is empty.
 * The messages of each follow those of the one before. */
typedef struct pl_ix_verdicts {
    PL_VEC(pl_ix_verdict) list;
    PL_VEC(pl_ix_diag) diags;
} pl_ix_verdicts;
/* Add what a parser (level 0) or the schema (level 1) found in the file of row `at`, and mark it in
 * `file`. `keep(ctx, text)` stores a text in the image. `diags` NULL: nothing was checked. */
typedef uint32_t pl_ix_keep_fn(void *ctx, pl_str text);
typedef struct pl_ix_checked {
    uint32_t level, at;
    pl_ix_file *file;
    const pl_diags *diags;
} pl_ix_checked;
void pl_ix__add_verdict(pl_ix_verdicts *to, const pl_ix_checked *what, pl_ix_keep_fn *keep,
                        void *ctx);
/* Add a copy of verdict `v` of the old image `ix`, with its messages. */
void pl_ix__keep_verdict(pl_ix_verdicts *to, const pl_index *ix, const pl_ix_verdict *v);
void pl_ix__verdicts_done(pl_ix_verdicts *verdicts);
/* For each file and level 0 or 1, at file * 2 + level: 1 + its row of VERDICT; 0: none. In `arena`.
 */
const uint32_t *pl_ix__verdict_rows(const pl_index *ix, pl_arena *arena);

/* Make an index of a verified image: finds its sections, checks nothing. If only
 * pl_index__verify_rows() was done, only FILE, INPUT and READ may be read. Owned; pl_index_close(),
 * which then calls release(ctx), unless `release` is NULL. Never NULL. */
pl_index *pl_index__wrap(pl_str image, void (*release)(void *ctx), void *ctx);
PL_CHECKS(pl_index__check, pl_index);

static inline pl_str pl_ix__str(const pl_index *ix, uint32_t id)
{
    pl_assert(id < ix->n_strings);
    uint32_t at = ix->str_off[id];
    return (pl_str){ ix->str_text + at, ix->str_off[id + 1] - at };
}

/* Names of one kind in one mod share the space of their class. */
enum {
    PL_IX_CLASS_UNIQUE,    /* unique in the mod (mod-language.md 5.3) */
    PL_IX_CLASS_DETECTION, /* the same for detection benchmarks */
    PL_IX_CLASS_LOCAL,     /* nested inputs, nodes, edges, categories, withs */
    PL_IX_CLASSES
};

static inline unsigned pl_ix__class(const pl_ix_entry *e)
{
    const uint32_t local = 1u << PL_KIND_INPUT | 1u << PL_KIND_NODE | 1u << PL_KIND_EDGE |
                           1u << PL_KIND_CATEGORY | 1u << PL_KIND_WITH;
    if (!(e->flags & PL_ENTRY_TOP_BLOCK) && (local >> e->kind & 1))
        return PL_IX_CLASS_LOCAL;
    return e->kind == PL_KIND_BENCHMARK && e->flags & PL_ENTRY_DETECTION ? PL_IX_CLASS_DETECTION
                                                                         : PL_IX_CLASS_UNIQUE;
}

/* Where a probe of SLOT starts. `name_hash`: low half of pl_hash_str of the short name. */
static inline uint32_t pl_ix__slot_hash(uint32_t name_hash, uint32_t mod, unsigned kind,
                                        unsigned class)
{
    uint32_t h = name_hash ^ (mod << 7 | kind << 2 | class) * 0x9e3779b1u;
    h = (h ^ h >> 15) * 0x85ebca77u;
    return h ^ h >> 13;
}

/* An entry by its place in SLOT. */
typedef struct pl_ix_key {
    uint32_t mod;
    unsigned kind, class;
    pl_str name; /* short */
} pl_ix_key;
/* find.c: the slot of the entry with that key, or the free one where it would be. `slots`: the
 * table of `ix`, or another one of the same size. */
uint32_t pl_ix__slot(const pl_index *ix, const uint32_t *slots, const pl_ix_key *key);

/* Compare two full names, given as lists of parts, as if the parts were joined. */
int pl_ix__parts_cmp(const pl_str *a, unsigned n_a, const pl_str *b, unsigned n_b);
/* The parts of the full name of an entry, at most 5; `mod` and `short_name` are borrowed. */
unsigned pl_ix__parts_of(const pl_ix_entry *e, pl_str mod, pl_str short_name, pl_str parts[5]);
/* The parts of the full name of entry `id`, borrowed from `ix`. Returns their number. */
unsigned pl_ix__name_parts(const pl_index *ix, pl_entry_id id, pl_str parts[5]);

#endif
