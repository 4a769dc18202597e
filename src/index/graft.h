/* graft.h - links some files of an image again and copies all others. Private to the room.
 *
 * "The set" is the set of files that are linked again: those that changed, and all others for which
 * linking could come to a different result, because they name a block that was added or removed, or
 * because an entry of theirs inherits from one that differs. The set is linked as if it were a
 * workspace, by the same steps (link.h); names that it does not define are looked up in the old
 * image. The bases of its entries are in the set, too, because an heir needs all of its base.
 *
 * There are three kinds of ids: old (in the old image), new (in the image to be) and local (in the
 * linker). A block that is the same before and after has both an old and a new id.
 *
 * Invariants of the maps between them (pl_graft__check, whenever ids were mapped):
 *   1. `to` and `from` are inverse: to[old] is PL_NONE, or from[to[old]] is old; and vice versa
 *   2. a new entry has a local id (local[new]), an old one (from[new]), or both, as all entries of
 *      unchanged files of the set do
 *   3. `id` and `local` are inverse, and `id` ascends
 *   4. `out` is `to`, but PL_NONE for all entries of files of the set that changed
 *   5. `files` and `rest` ascend; together they cover every entry once
 *   6. `gone` ascends and has the old entries without a new id; `fresh` the new ones without an old
 *      id */
#ifndef PL_INDEX_GRAFT_H
#define PL_INDEX_GRAFT_H
#include "base/invariant.h"
#include "base/map.h"
#include "index/patch.h"
#include "schema/kind.h"

/* A file of the set. */
typedef struct pl_graft_file {
    uint32_t row;
    uint32_t old_first, old_end; /* entries, by old ids */
    uint32_t first, end;         /* by local ids */
    uint32_t new_first;
    uint32_t renumbers; /* kinds, as bits, of which the mod itself has more or fewer than before */
    bool changed;
} pl_graft_file;

/* Files between those of the set. */
typedef struct pl_graft_rest {
    uint32_t first, end, old_first; /* new ids; the old id of the first */
} pl_graft_rest;

/* A list of ids that differs: of new entry `id`, `n` of `ids` from `at` on. */
typedef struct pl_graft_run {
    uint32_t id, at, n;
} pl_graft_run;

typedef struct pl_graft_runs {
    PL_VEC(pl_graft_run) list; /* ascending by id */
    PL_VEC(uint32_t) ids;      /* new ids; for CHILD also strings */
} pl_graft_runs;

typedef struct pl_graft_flags {
    uint32_t id, flags; /* new; of an entry that is not in the set */
} pl_graft_flags;

typedef PL_VEC(uint32_t) pl_graft_ids;

typedef struct pl_graft {
    pl_beyond beyond; /* first: the linker has its address */
    pl_patch *patch;
    const pl_index *old;
    pl_arena arena;
    pl_linker lk;
    const pl_part **parts; /* by row: of the set; NULL */
    unsigned char *in_set; /* by row */
    pl_graft_ids wanted;   /* rows that joined the set and were not linked yet */
    PL_VEC(pl_graft_file) files;
    PL_VEC(uint32_t) origin; /* local string -> old one; later local strings are new */
    uint32_t *string;        /* local string -> new one; PL_NONE: not yet */

    uint32_t n;               /* new entries */
    uint32_t *to;             /* old id -> new id; PL_NONE: gone. One more for the end */
    uint32_t *out;            /* the same, but PL_NONE for all entries of changed files */
    uint32_t *from;           /* new id -> old id, or PL_NONE */
    uint32_t *local;          /* new id -> local id, or PL_NONE */
    uint32_t *id;             /* local id -> new id */
    bool moved;               /* some entry that stays has another id than before */
    bool bad;                 /* the old image contradicts itself */
    pl_graft_ids gone, fresh; /* old ids of removed entries; new ids of added ones */
    PL_VEC(pl_graft_rest) rest;

    pl_graft_runs child, parent, rref;
    PL_VEC(pl_graft_flags) flags; /* ascending by id */
    unsigned char *unrooted;      /* by old id: it stays, but no longer as a root */
    pl_graft_ids rooted;          /* new ids of entries that have become roots */
    unsigned char *roots_moved;   /* by mod: its children differ */
    uint32_t *kind, *name;        /* KIND and NAME */
    uint32_t n_names, kind_off[PL_KIND_COUNT + 1];
} pl_graft;

/* Add the file of row `row` to the set, unless it is in it. It is linked in the next round. */
static inline void pl_graft__join(pl_graft *g, uint32_t row)
{
    pl_assert(row < g->old->n_files);
    if (g->in_set[row])
        return;
    g->in_set[row] = 1;
    pl_vec_push(&g->wanted, row);
}

/* graft_ids.c: the strings that a file had keep their ids. */
void pl_graft__adopt_strings(pl_graft *g, const pl_graft_file *f);
/* Prepare pl_graft__string(): call it once every file of the set was adopted. */
void pl_graft__map_strings(pl_graft *g);
/* The string id in the new image for a string of the linker; adds the string if it is new. */
uint32_t pl_graft__string(pl_graft *g, uint32_t local);
/* Fill to, out, from, local, id and rest. False if an unchanged file got other entries than it has
 * in the old image. */
bool pl_graft__map_ids(pl_graft *g);
PL_CHECKS(pl_graft__check, pl_graft);
/* Fill gone and fresh. */
void pl_graft__find_differences(pl_graft *g);
/* graft_set.c: add the files that `gone` and `fresh` affect to the set. False if everything must be
 * linked anew. */
bool pl_graft__extend(pl_graft *g);
/* graft_edges.c: the lists of PARENT and RREF that differ, and which entries are roots. */
void pl_graft__edges(pl_graft *g);
/* graft_order.c: KIND and NAME. */
void pl_graft__order(pl_graft *g);
/* The lists of CHILD that differ. */
void pl_graft__children(pl_graft *g);
/* Fill the hash table SLOT of `ix`, all other sections of which are complete. */
void pl_graft__slots(pl_graft *g, const pl_index *ix, uint32_t *slots);
/* graft_image.c: make the new image. Owned; pl_index_close(). NULL if it would be too large, or if
 * the old one contradicts itself. */
pl_index *pl_graft__image(pl_graft *g);

/* The new id of a target as the linker has it: a local id, or a new one with PL_LINK_BEYOND. */
static inline uint32_t pl_graft__target(const pl_graft *g, uint32_t target)
{
    pl_assert(target & PL_LINK_BEYOND || target < g->lk.n);
    return target & PL_LINK_BEYOND ? target & ~PL_LINK_BEYOND : g->id[target];
}

static inline bool pl_graft__in_set(const pl_graft *g, uint32_t old)
{
    pl_assert(old < g->old->n_entries);
    return g->in_set[g->old->entries[old].file];
}

/* Does a block of this kind number the blocks inside it (mod-language.md 5.2)? */
static inline bool pl_graft__is_namer(unsigned kind)
{
    return pl_kind_flags((pl_kind)kind) & PL_KIND_IS_HOLDER;
}

/* The row of a new entry: from the linker with local ids, or from the old image with old ids. Its
 * string ids belong to the same source. */
static inline const pl_ix_entry *pl_graft__row(const pl_graft *g, uint32_t id)
{
    pl_assert(id < g->n);
    return g->local[id] == PL_NONE ? &g->old->entries[g->from[id]] : &g->lk.entry[g->local[id]];
}

static inline pl_str pl_graft__name(const pl_graft *g, uint32_t id)
{
    const pl_ix_entry *e = pl_graft__row(g, id);
    return g->local[id] == PL_NONE ? pl_ix__str(g->old, e->short_name)
                                   : pl_intern_get(&g->lk.strings, e->short_name);
}

#endif
