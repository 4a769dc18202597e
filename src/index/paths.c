/* paths.c - the paths from the mods down to an entry (index.h).
 *
 * The chains are produced in the order of names without being collected: the ancestors of the
 * entry are gathered from below, then walked from the mods down, the children of each node (if
 * they are ancestors) in the order of names. Every step down leads to the entry, except those
 * that a cycle closes.
 *
 * Nodes are numbers: 0 is the entry, the others are its ancestors in the order in which they
 * were met. */
#include "index/image.h"
#include "base/cast.h"
#include "base/vec.h"
#include <stdlib.h>
#include <string.h>

typedef struct edge {
    uint32_t parent, child; /* nodes */
} edge;

typedef struct walk {
    const pl_index *ix;
    PL_VEC(uint32_t) ids; /* node -> entry */
    uint32_t *slots;      /* entry -> node + 1, open addressing */
    uint32_t mask;
    PL_VEC(edge) edges; /* by parent, then name of the child */
    uint32_t *first;    /* node -> its edges; n + 1 */
    uint32_t *next;     /* node -> its next edge, while the node is on the chain */
    bool *on;           /* node is on the chain */
    uint32_t *chain;    /* nodes */
    pl_entry_id *names; /* the chain as entries */
    uint32_t depth, found, steps;
} walk;

static uint32_t *slot_of(const walk *w, uint32_t id)
{
    uint32_t at = id * 0x9e3779b1u & w->mask;
    while (w->slots[at] && w->ids.at[w->slots[at] - 1] != id)
        at = (at + 1) & w->mask;
    return &w->slots[at];
}

/* Double the hash table from entries to nodes (at first 64 slots). */
static void grow(walk *w)
{
    pl_mem_free(w->slots);
    w->mask = w->mask ? w->mask * 2 + 1 : 63;
    w->slots = pl_mem_zalloc((w->mask + 1) * sizeof *w->slots);
    for (uint32_t node = 0; node < w->ids.n; node++)
        *slot_of(w, w->ids.at[node]) = node + 1;
}

static uint32_t node_of(walk *w, uint32_t id)
{
    if (w->ids.n * 2 >= w->mask)
        grow(w);
    uint32_t *slot = slot_of(w, id);
    if (!*slot) {
        pl_vec_push(&w->ids, id);
        *slot = (uint32_t)w->ids.n;
    }
    return *slot - 1;
}

/* ---- gathering ancestors from below */

static void add_parents(walk *w, uint32_t node, pl_entry_id id)
{
    uint32_t n;
    const pl_entry_id *parents = pl_index_parents(w->ix, id, &n);
    for (uint32_t i = 0; i < n; i++) {
        edge e = { .parent = node_of(w, parents[i]), .child = node };
        pl_vec_push(&w->edges, e);
    }
}

/* Each dashboard has inputs of its own, but those of several dashboards may share a name, and
 * Powerpipe finds the parents of all of them by it. */
static void gather(walk *w, pl_entry_id id)
{
    const pl_ix_entry *e = &w->ix->entries[id];
    node_of(w, id);
    if (e->kind == PL_KIND_INPUT && pl_ix__class(e) == PL_IX_CLASS_LOCAL) {
        uint32_t n;
        const pl_entry_id *same = pl_index_same_name(w->ix, id, &n);
        for (uint32_t i = 0; i < n; i++)
            if (w->ix->entries[same[i]].mod == e->mod)
                add_parents(w, 0, same[i]);
    } else {
        add_parents(w, 0, id);
    }
    for (uint32_t node = 1; node < w->ids.n; node++)
        add_parents(w, node, w->ids.at[node]);
}

static int compare(const void *a, const void *b, void *ctx)
{
    const walk *w = ctx;
    const edge *x = a, *y = b;
    if (x->parent != y->parent)
        return x->parent < y->parent ? -1 : 1;
    uint32_t p = w->ids.at[x->child], q = w->ids.at[y->child];
    int order = pl_index_name_cmp(w->ix, p, q);
    return order ? order : (p > q) - (p < q);
}

static void sort_edges(walk *w)
{
    size_t n = w->ids.n, kept = 0;
    if (w->edges.n)
        qsort_r(w->edges.at, w->edges.n, sizeof *w->edges.at, compare, w);
    w->first = pl_mem_zalloc((n + 1) * sizeof *w->first);
    for (size_t i = 0; i < w->edges.n; i++) {
        edge e = w->edges.at[i];
        if (kept && e.parent == w->edges.at[kept - 1].parent &&
            e.child == w->edges.at[kept - 1].child)
            continue;
        w->edges.at[kept++] = e;
        w->first[e.parent + 1]++;
    }
    w->edges.n = kept;
    for (size_t i = 0; i < n; i++)
        w->first[i + 1] += w->first[i];
}

/* ---- walking down from above */

static void push(walk *w, uint32_t node)
{
    w->on[node] = true;
    w->next[node] = w->first[node];
    w->chain[w->depth] = node;
    w->names[w->depth++] = w->ids.at[node];
}

/* Walk all chains that start at `top`. False: the caller has enough, or a limit was reached. */
static bool descend(walk *w, uint32_t top, pl_path_fn *fn, void *ctx, bool *cut)
{
    push(w, top);
    while (w->depth) {
        uint32_t node = w->chain[w->depth - 1];
        if (w->steps++ >= PL_PATHS_STEPS || (!node && w->found++ == PL_PATHS_MAX)) {
            *cut = true;
            return false;
        }
        if (!node && !fn(ctx, w->names, w->depth))
            return false;
        while (node && w->next[node] < w->first[node + 1] &&
               w->on[w->edges.at[w->next[node]].child])
            w->next[node]++, w->steps++;
        if (node && w->next[node] < w->first[node + 1]) {
            push(w, w->edges.at[w->next[node]++].child);
        } else {
            w->on[node] = false;
            w->depth--;
        }
    }
    return true;
}

static int compare_tops(const void *a, const void *b, void *ctx)
{
    const walk *w = ctx;
    uint32_t p = w->ids.at[*(const uint32_t *)a], q = w->ids.at[*(const uint32_t *)b];
    int order = pl_index_name_cmp(w->ix, p, q);
    return order ? order : (p > q) - (p < q);
}

/* Find the mods, and the entries that would be children of a mod if the mod had an entry. */
static uint32_t find_tops(const walk *w, uint32_t *tops)
{
    uint32_t n = 0;
    for (uint32_t node = 0; node < w->ids.n; node++) {
        const pl_ix_entry *e = &w->ix->entries[w->ids.at[node]];
        bool orphan = e->flags & PL_ENTRY_ROOT && w->ix->mods[e->mod].entry == PL_NONE;
        if (e->kind == PL_KIND_MOD || orphan)
            tops[n++] = node;
    }
    if (n)
        qsort_r(tops, n, sizeof *tops, compare_tops, pl_unconst(w));
    return n;
}

static void done(walk *w)
{
    pl_vec_done(&w->ids);
    pl_vec_done(&w->edges);
    pl_mem_free(w->slots);
    pl_mem_free(w->first);
    pl_mem_free(w->next);
    pl_mem_free(w->on);
    pl_mem_free(w->chain);
    pl_mem_free(w->names);
}

enum { AWAY_DEPTH = 64, AWAY_STEPS = 1 << 12 };

/* Do all ways down from a benchmark end in benchmarks of other mods that have children? Powerpipe
 * looks for paths from the childless resources of a mod upwards, so it never comes to such a
 * benchmark (recorded). False if there are too many ways. */
static bool leads_away(const pl_index *ix, pl_entry_id id, unsigned depth, unsigned *steps)
{
    uint32_t n, inner;
    const pl_entry_id *children = pl_index_children(ix, id, &n);
    bool away = ix->entries[id].kind == PL_KIND_BENCHMARK && n && depth < AWAY_DEPTH;
    for (uint32_t i = 0; i < n && away; i++) {
        pl_entry_id child = children[i];
        if (child & PL_IX_MISSING || ix->entries[child].kind != PL_KIND_BENCHMARK ||
            (*steps)++ == AWAY_STEPS)
            return false;
        pl_index_children(ix, child, &inner);
        away = ix->entries[child].mod == ix->entries[id].mod
                   ? leads_away(ix, child, depth + 1, steps)
                   : inner > 0;
    }
    return away;
}

bool pl_index_paths(const pl_index *ix, pl_entry_id id, pl_path_fn *fn, void *ctx)
{
    if (!ix)
        return false;
    walk w = { .ix = ix };
    bool cut = false, more = true;
    unsigned steps = 0;
    if (ix->entries[id].flags & PL_ENTRY_NO_PATH || ix->entries[id].kind == PL_KIND_MOD ||
        leads_away(ix, id, 0, &steps))
        return true;
    gather(&w, id);
    sort_edges(&w);
    size_t n = w.ids.n;
    uint32_t *tops = pl_mem_alloc(n * sizeof *tops);
    w.next = pl_mem_alloc(n * sizeof *w.next);
    w.on = pl_mem_zalloc(n * sizeof *w.on);
    w.chain = pl_mem_alloc(n * sizeof *w.chain);
    w.names = pl_mem_alloc(n * sizeof *w.names);
    uint32_t n_tops = find_tops(&w, tops);
    for (uint32_t i = 0; i < n_tops && more; i++)
        more = descend(&w, tops[i], fn, ctx, &cut);
    pl_mem_free(tops);
    done(&w);
    return !cut;
}
