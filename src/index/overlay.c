/* overlay.c - an overlay for children that expressions give (lazy-workspace.md 2.3, 8.2).
 *
 * The image has no children for a benchmark whose `children` is not a tuple of references
 * (PL_ENTRY_CHILDREN_OPEN). After they were evaluated, an overlay replaces CHILD and PARENT of
 * all entries and records which entries are no longer roots. The image itself does not change,
 * because values of variables may decide what an expression gives. */
#include "index/overlay.h"
#include "base/vec.h"
#include "index/read.h"
#include "schema/kind.h"
#include <stdlib.h>
#include <string.h>

typedef struct pair {
    uint32_t to, from;
} pair;

typedef struct settling {
    const pl_index *ix;
    const pl_resolved_children **given; /* by entry */
    PL_VEC(pair) pairs;                 /* sorted */
    pl_link_overlay *out;
} settling;

static int compare_pairs(const void *a, const void *b)
{
    const pair *x = a, *y = b;
    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    return (x->from > y->from) - (x->from < y->from);
}

/* ---- parents */

static void add_pairs(settling *s, const pl_resolved_children *kids)
{
    const pl_ix_entry *e = s->ix->entries;
    if (e[kids->id].flags & PL_ENTRY_DUPLICATE)
        return;
    for (uint32_t i = 0; i < kids->n; i++) {
        uint32_t to = kids->list[i];
        if (to == kids->id)
            continue;
        pl_vec_push(&s->pairs, ((pair){ to, kids->id }));
        if (e[to].mod == e[kids->id].mod)
            s->out->held[to] = 1;
    }
}

static bool is_own_mod(const settling *s, uint32_t holder, uint32_t id)
{
    const pl_ix_entry *e = s->ix->entries;
    return e[holder].kind == PL_KIND_MOD && e[holder].mod == e[id].mod;
}

/* Parents are in the order of their ids; a child that is listed twice has its parent once. */
static void merge_parents(settling *s, uint32_t id, size_t *at, uint32_t *n)
{
    const pl_index *ix = s->ix;
    uint32_t old = ix->parent_off[id], end = ix->parent_off[id + 1], first = *n;
    while (old < end || (*at < s->pairs.n && s->pairs.at[*at].to == id)) {
        bool fresh = *at < s->pairs.n && s->pairs.at[*at].to == id &&
                     (old == end || s->pairs.at[*at].from < ix->parent[old]);
        uint32_t parent = fresh ? s->pairs.at[(*at)++].from : ix->parent[old++];
        bool again = *n > first && s->out->parent[*n - 1] == parent;
        bool lost = s->out->held[id] && is_own_mod(s, parent, id);
        if (!again && !lost)
            s->out->parent[(*n)++] = parent;
    }
}

static void lay_parents(settling *s)
{
    uint32_t n = s->ix->n_entries, filled = 0;
    size_t at = 0;
    s->out->parent_off = pl_arena_alloc(&s->out->arena, (n + 1) * sizeof(uint32_t));
    s->out->parent =
        pl_arena_alloc(&s->out->arena, (s->ix->parent_off[n] + s->pairs.n + 1) * sizeof(uint32_t));
    for (uint32_t id = 0; id < n; id++) {
        s->out->parent_off[id] = filled;
        merge_parents(s, id, &at, &filled);
    }
    s->out->parent_off[n] = filled;
}

/* ---- children */

/* Fill the overlay's CHILD: evaluated children where they were given, else those of the image. A
 * mod loses the roots that something holds now. */
static void lay_children(settling *s)
{
    const pl_index *ix = s->ix;
    uint32_t n = ix->n_entries, filled = 0;
    size_t room = ix->child_off[n] + (size_t)1;
    for (uint32_t id = 0; id < n; id++)
        room += s->given[id] ? s->given[id]->n : 0;
    s->out->child_off = pl_arena_alloc(&s->out->arena, (n + 1) * sizeof(uint32_t));
    s->out->child = pl_arena_alloc(&s->out->arena, room * sizeof(uint32_t));
    for (uint32_t id = 0; id < n; id++) {
        s->out->child_off[id] = filled;
        if (s->given[id]) {
            for (uint32_t i = 0; i < s->given[id]->n; i++)
                s->out->child[filled++] = s->given[id]->list[i];
            continue;
        }
        bool mod = ix->entries[id].kind == PL_KIND_MOD;
        for (uint32_t i = ix->child_off[id]; i < ix->child_off[id + 1]; i++)
            if (!mod || !s->out->held[ix->child[i]])
                s->out->child[filled++] = ix->child[i];
    }
    s->out->child_off[n] = filled;
    pl_assert(filled < room);
}

/* ---- the whole overlay */

void pl_index_set_children(pl_index *ix, const pl_resolved_children *kids, uint32_t n)
{
    settling s = { .ix = ix };
    s.out = pl_mem_zalloc(sizeof *s.out);
    s.out->held = pl_arena_zero(&s.out->arena, ix->n_entries + 1, 1);
    s.given = pl_mem_zalloc(((size_t)ix->n_entries + 1) * sizeof *s.given);
    for (uint32_t i = 0; i < n; i++) {
        pl_assert(kids[i].id < ix->n_entries && !s.given[kids[i].id]);
        pl_assert(ix->entries[kids[i].id].kind == PL_KIND_BENCHMARK);
        s.given[kids[i].id] = &kids[i];
        add_pairs(&s, &kids[i]);
    }
    if (s.pairs.n)
        qsort(s.pairs.at, s.pairs.n, sizeof *s.pairs.at, compare_pairs);
    lay_parents(&s);
    lay_children(&s);
    pl_assert(s.out->parent_off[ix->n_entries] <= ix->parent_off[ix->n_entries] + s.pairs.n);
    s.out->older = atomic_load(&ix->overlay);
    atomic_store_explicit(&ix->overlay, s.out, memory_order_release);
    pl_mem_free(s.given);
    pl_vec_done(&s.pairs);
}

void pl_index__drop_overlay(pl_index *ix)
{
    pl_link_overlay *next = atomic_load(&ix->overlay);
    while (next) {
        pl_link_overlay *s = next;
        next = s->older;
        pl_arena_done(&s->arena);
        pl_mem_free(s);
    }
}
