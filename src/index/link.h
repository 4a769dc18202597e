/* link.h - the state that the steps of linking share. Private to the room.
 *
 *   entries   mods, files, entries with names; slots; duplicates   link_entries.c
 *   refs      references to targets, children of benchmarks, bases   link_refs.c
 *   bases     title, description, width, tags through `base`         link_base.c
 *   tree      CHILD, PARENT, RREF                                    link_tree.c
 *   order     KIND and NAME, and by it the children of mods          link_order.c
 *   the rest  MODDEP, VERDICT and DIAG                               build.c
 *   inputs    INPUT                                                  link_inputs.c
 *
 * Each step reads what the steps above it wrote and nothing else, so they run in
 * this order. The sections grow in vectors here; build.c puts them together. */
#ifndef PL_INDEX_LINK_H
#define PL_INDEX_LINK_H
#include "base/intern.h"
#include "base/vec.h"
#include "index/image.h"

/* A CSR pair in the making: n + 1 offsets, elements. */
typedef struct pl_csr {
    uint32_t *off;
    PL_VEC(uint32_t) list;
} pl_csr;

typedef struct pl_linker {
    const pl_build_mod **mods;   /* by image id */
    uint32_t *mod_id;            /* position in the caller's array -> image id */
    const pl_build_file **files; /* by image id */
    uint32_t n_mods, n_files, n; /* n: entries */
    uint32_t max_part;           /* entries of the largest part */
    size_t max_attrs, max_tags, max_refs;
    pl_arena arena; /* all arrays without an owner of their own */
    pl_interner strings;
    bool too_big; /* a limit of the format was met: no image */

    pl_ix_mod *mod;
    pl_ix_file *file;
    pl_ix_entry *entry; /* n + sentinel */
    uint32_t *in_part;  /* entry -> its position in its file's part */
    uint32_t *base;     /* entry of the same kind named by `base`, or PL_NONE; circles are cut */
    uint32_t *first_block, *next_block; /* blocks inside an entry, in source order */
    uint32_t *slots, *slot_hash; /* slot_hash: so that others are told without a look at them */
    uint32_t slot_mask;

    uint32_t *kids_at; /* children of benchmarks: run of entry i in `kids` */
    PL_VEC(uint32_t) kids;

    uint32_t tag_ids[256]; /* strings of late, by their ends: see link_base.c */
    PL_VEC(pl_ix_attr) attrs;
    PL_VEC(pl_ix_tag) tags;
    PL_VEC(pl_ix_ref) refs;
    pl_csr moddep, child, parent, rref;
    uint32_t kind_off[PL_KIND_COUNT + 1];
    uint32_t *kind, *name; /* n_names each */
    uint32_t n_names;
    PL_VEC(pl_ix_verdict) verdicts;
    PL_VEC(pl_ix_diag) diags;
    PL_VEC(pl_ix_input) inputs;
} pl_linker;

void pl_link__entries(pl_linker *lk);
void pl_link__refs(pl_linker *lk);
void pl_link__bases(pl_linker *lk);
void pl_link__tree(pl_linker *lk);
void pl_link__order(pl_linker *lk);
void pl_link__inputs(pl_linker *lk, const pl_build *what);

/* n elements of type T in the linker's arena; zeroed, or with whatever is there. */
#define PL_LINK_ZERO(lk, T, n)                                                                     \
    ((T *)pl_arena_zero(&(lk)->arena, (size_t)(n) * sizeof(T), _Alignof(T)))
#define PL_LINK_NEW(lk, T, n)                                                                      \
    ((T *)pl_arena_take(&(lk)->arena, (size_t)(n) * sizeof(T), _Alignof(T)))

/* The id of `s`; 0 and no image when the strings would pass what an image can hold. */
uint32_t pl_link__new_str(pl_linker *lk, pl_str s);
static inline uint32_t pl_link__str(pl_linker *lk, pl_str s)
{
    return s.len ? pl_link__new_str(lk, s) : 0; /* most are empty */
}
/* The part of an entry and its row there. */
static inline const pl_part *pl_link__part(const pl_linker *lk, uint32_t id)
{
    return lk->files[lk->entry[id].file]->part;
}
static inline const pl_part_entry *pl_link__row(const pl_linker *lk, uint32_t id)
{
    return &pl_link__part(lk, id)->entries[lk->in_part[id]];
}
/* The row's own attribute, or NULL. */
const pl_part_attr *pl_link__attr(const pl_linker *lk, uint32_t id, pl_attr_id attr);
/* The entry of that name, or PL_NONE. `hash`: pl_ix__slot_hash of it all. */
uint32_t pl_link__find(const pl_linker *lk, uint32_t mod, pl_kind kind, unsigned class, pl_str name,
                       uint32_t hash);

#endif
