/* graft_edges.c - the lists of PARENT and RREF that differ.
 *
 * An entry that the set holds or names, now or before, gets a new list: the old elements from
 * files outside of the set, and the present ones of the set. All other lists stay, except for
 * their ids. */
#include "index/graft.h"
#include <stdlib.h>
#include <string.h>

typedef struct edges {
    PL_VEC(uint64_t) list; /* target, source: new ids */
    pl_graft_ids targets;  /* new ids of entries whose lists differ */
} edges;

static void add(edges *e, uint32_t to, uint32_t from)
{
    pl_vec_push(&e->list, (uint64_t)to << 32 | from);
    pl_vec_push(&e->targets, to);
}

static int compare_words(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static int compare_ids(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static uint32_t sort_ids(uint32_t *ids, size_t n)
{
    uint32_t out = 0;
    bool ascends = true;
    for (size_t i = 1; i < n && ascends; i++)
        ascends = ids[i - 1] < ids[i];
    if (ascends)
        return (uint32_t)n;
    qsort(ids, n, sizeof *ids, compare_ids);
    for (size_t i = 0; i < n; i++)
        if (!out || ids[out - 1] != ids[i])
            ids[out++] = ids[i];
    return out;
}

static void sort_edges(edges *e)
{
    if (e->list.n)
        qsort(e->list.at, e->list.n, sizeof *e->list.at, compare_words);
    e->targets.n = sort_ids(e->targets.at, e->targets.n);
}

/* ---- edges of the set, now and before */

/* Add an edge for each entry that local entry `l` holds. A duplicate holds none. */
static void add_kids(pl_graft *g, uint32_t l, edges *held)
{
    const pl_linker *lk = &g->lk;
    uint32_t id = g->id[l];
    if (lk->entry[l].kind != PL_KIND_BENCHMARK || lk->entry[l].flags & PL_ENTRY_DUPLICATE)
        return;
    for (uint32_t i = lk->kids_at[l]; i < lk->kids_at[l + 1]; i++) {
        uint32_t kid = lk->kids.at[i];
        if (!(kid & PL_IX_MISSING) && pl_graft__target(g, kid) != id)
            add(held, pl_graft__target(g, kid), id);
    }
}

static void add_local(pl_graft *g, uint32_t l, edges *held, edges *named)
{
    const pl_linker *lk = &g->lk;
    const pl_ix_entry *e = &lk->entry[l];
    const pl_ix_entry *holder = e->parent == PL_NONE ? NULL : &lk->entry[e->parent];
    uint32_t id = g->id[l];
    pl_vec_push(&held->targets, id);
    pl_vec_push(&named->targets, id);
    if (holder && !(holder->flags & PL_ENTRY_DUPLICATE) &&
        pl_link__holds((pl_kind)holder->kind, (pl_kind)e->kind))
        add(held, id, g->id[e->parent]);
    add_kids(g, l, held);
    for (uint32_t i = e[0].refs; i < e[1].refs; i++)
        if (lk->refs.at[i].target != PL_NONE)
            add(named, pl_graft__target(g, lk->refs.at[i].target), id);
}

static void add_old(pl_graft *g, uint32_t old, edges *held, edges *named)
{
    const pl_index *ix = g->old;
    const pl_ix_entry *e = &ix->entries[old];
    uint32_t first = ix->child_off[old], end = ix->child_off[old + 1];
    for (uint32_t i = first; e->kind == PL_KIND_BENCHMARK && i < end; i++)
        if (!(ix->child[i] & PL_IX_MISSING) && !pl_graft__in_set(g, ix->child[i]))
            pl_vec_push(&held->targets, g->to[ix->child[i]]);
    for (uint32_t i = e[0].refs; i < e[1].refs; i++) {
        uint32_t target = ix->refs[i].target;
        if (target != PL_NONE && !pl_graft__in_set(g, target))
            pl_vec_push(&named->targets, g->to[target]);
    }
}

/* ---- roots */

static void set_root(pl_graft *g, uint32_t id, bool root)
{
    uint32_t old = g->from[id], was = old == PL_NONE ? 0 : g->old->entries[old].flags;
    const pl_ix_entry *e = pl_graft__row(g, id);
    if (g->local[id] != PL_NONE)
        g->lk.entry[g->local[id]].flags |= root ? PL_ENTRY_ROOT : 0;
    if (root == ((was & PL_ENTRY_ROOT) != 0))
        return;
    g->roots_moved[e->mod] = 1;
    if (root)
        pl_vec_push(&g->rooted, id);
    else
        g->unrooted[old] = 1;
    if (g->local[id] == PL_NONE)
        pl_vec_push(&g->flags, ((pl_graft_flags){ id, was ^ PL_ENTRY_ROOT }));
}

/* Decide whether `id` is a root, which is then held by its mod. `list` has the entries that hold
 * `id`, without mods. */
static void find_root(pl_graft *g, uint32_t id, pl_graft_ids *list, size_t first)
{
    const pl_ix_entry *e = pl_graft__row(g, id);
    uint32_t mod = g->old->mods[e->mod].entry;
    bool root = e->parent == PL_NONE && e->kind != PL_KIND_MOD && !(e->flags & PL_ENTRY_DUPLICATE);
    for (size_t i = first; i < list->n && root; i++)
        root = pl_graft__row(g, list->at[i])->mod != e->mod;
    set_root(g, id, root);
    if (root && mod != PL_NONE)
        pl_vec_push(list, g->to[mod]);
}

static void find_gone_roots(pl_graft *g)
{
    for (size_t i = 0; i < g->gone.n; i++) {
        const pl_ix_entry *e = &g->old->entries[g->gone.at[i]];
        if (e->flags & PL_ENTRY_ROOT)
            g->roots_moved[e->mod] = 1;
    }
}

/* ---- lists */

static void keep_old(pl_graft *g, uint32_t id, const uint32_t *off, const uint32_t *list, bool held,
                     pl_graft_ids *out)
{
    uint32_t old = g->from[id];
    for (uint32_t i = old == PL_NONE ? 0 : off[old]; old != PL_NONE && i < off[old + 1]; i++) {
        bool mod = held && g->old->entries[list[i]].kind == PL_KIND_MOD;
        if (!mod && !pl_graft__in_set(g, list[i]))
            pl_vec_push(out, g->to[list[i]]);
    }
}

static void make_lists(pl_graft *g, edges *e, bool held, pl_graft_runs *out)
{
    const pl_index *ix = g->old;
    const uint32_t *off = held ? ix->parent_off : ix->rref_off;
    const uint32_t *list = held ? ix->parent : ix->rref;
    pl_graft_ids ids = { 0 };
    size_t at = 0;
    sort_edges(e);
    for (size_t i = 0; i < e->targets.n; i++) {
        uint32_t id = e->targets.at[i];
        ids.n = 0;
        keep_old(g, id, off, list, held, &ids);
        for (; at < e->list.n && e->list.at[at] >> 32 == id; at++)
            pl_vec_push(&ids, (uint32_t)e->list.at[at]);
        if (held)
            find_root(g, id, &ids, 0);
        pl_graft_run run = { id, (uint32_t)out->ids.n, sort_ids(ids.at, ids.n) };
        for (uint32_t k = 0; k < run.n; k++)
            pl_vec_push(&out->ids, ids.at[k]);
        pl_vec_push(&out->list, run);
    }
    pl_vec_done(&ids);
}

void pl_graft__edges(pl_graft *g)
{
    edges held = { 0 }, named = { 0 };
    for (uint32_t l = 0; l < g->lk.n; l++)
        add_local(g, l, &held, &named);
    for (size_t i = 0; i < g->files.n; i++)
        for (uint32_t old = g->files.at[i].old_first; old < g->files.at[i].old_end; old++)
            add_old(g, old, &held, &named);
    find_gone_roots(g);
    make_lists(g, &held, true, &g->parent);
    make_lists(g, &named, false, &g->rref);
    pl_vec_done(&held.list);
    pl_vec_done(&held.targets);
    pl_vec_done(&named.list);
    pl_vec_done(&named.targets);
}
