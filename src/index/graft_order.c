/* graft_order.c - lists in the order of names: removed entries drop out, added ones are inserted.
 */
#include "index/graft.h"
#include "base/hash.h"
#include "base/str.h"
#include <stdlib.h>
#include <string.h>

/* ---- full names */

static unsigned parts_of(const pl_graft *g, uint32_t id, pl_str parts[5])
{
    const pl_ix_entry *e = pl_graft__row(g, id);
    return pl_ix__parts_of(e, pl_ix__str(g->old, g->old->mods[e->mod].short_name),
                           pl_graft__name(g, id), parts);
}

static int compare_names(const void *a, const void *b, void *graft)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    pl_str p[5], q[5];
    unsigned n = parts_of(graft, x, p), m = parts_of(graft, y, q);
    int order = pl_ix__parts_cmp(p, n, q, m);
    return order ? order : (x > y) - (x < y);
}

/* Kind, mod, short name: the order of KIND. */
static int compare_kinds(const void *a, const void *b, void *graft)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    const pl_ix_entry *e = pl_graft__row(graft, x), *f = pl_graft__row(graft, y);
    int order = e->kind != f->kind ? e->kind - f->kind : e->mod - f->mod;
    if (!order)
        order = pl_str_cmp(pl_graft__name(graft, x), pl_graft__name(graft, y));
    return order ? order : (x > y) - (x < y);
}

/* Compare the full names of an old and a new entry. */
static int compare_full(const pl_graft *g, uint32_t old, uint32_t id)
{
    pl_str p[5], q[5];
    unsigned n = pl_ix__name_parts(g->old, old, p), m = parts_of(g, id, q);
    return pl_ix__parts_cmp(p, n, q, m);
}

/* Compare the short names of two entries of one kind. */
static int compare_short(const pl_graft *g, uint32_t old, uint32_t id)
{
    const pl_ix_entry *e = &g->old->entries[old], *f = pl_graft__row(g, id);
    return e->mod != f->mod ? e->mod - f->mod
                            : pl_str_cmp(pl_ix__str(g->old, e->short_name), pl_graft__name(g, id));
}

static void sort(pl_graft *g, pl_graft_ids *ids, int (*compare)(const void *, const void *, void *))
{
    if (ids->n)
        qsort_r(ids->at, ids->n, sizeof *ids->at, compare, g);
}

/* ---- one list */

typedef int compare_fn(const pl_graft *g, uint32_t old, uint32_t id);

typedef struct list {
    const uint32_t *old;
    uint32_t n;
    const uint32_t *came; /* sorted */
    size_t n_came;
    compare_fn *compare;
    bool roots; /* entries that are not roots drop out */
} list;

/* Does old entry `old` stay in the list? Not if it was removed or, in a list of roots, if it is no
 * longer a root. */
static bool stays(const pl_graft *g, const list *l, uint32_t old)
{
    return g->to[old] != PL_NONE && !(l->roots && g->unrooted[old]);
}

/* The position of `id` in the old list, not before `from`. */
static uint32_t place_of(const pl_graft *g, const list *l, uint32_t from, uint32_t id)
{
    uint32_t low = from, high = l->n;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (l->compare(g, l->old[mid], id) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    while (low < l->n && (!stays(g, l, l->old[low]) || g->to[l->old[low]] < id) &&
           l->compare(g, l->old[low], id) == 0)
        low++;
    return low;
}

/* Write the list to `out`, which has room for n + n_came. Returns the number of elements. */
static uint32_t weave(const pl_graft *g, const list *l, uint32_t *out)
{
    uint32_t at = 0, n = 0;
    for (size_t i = 0; i <= l->n_came; i++) {
        pl_assert(at <= l->n);
        uint32_t end = i < l->n_came ? place_of(g, l, at, l->came[i]) : l->n;
        for (; at < end; at++) {
            out[n] = g->to[l->old[at]];
            n += stays(g, l, l->old[at]);
        }
        if (i < l->n_came)
            out[n++] = l->came[i];
    }
    return n;
}

/* ---- KIND and NAME */

static void weave_kinds(pl_graft *g, pl_graft_ids *came)
{
    const pl_index *ix = g->old;
    size_t at = 0;
    g->kind_off[0] = 0;
    sort(g, came, compare_kinds);
    for (unsigned k = 0; k < PL_KIND_COUNT; k++) {
        size_t end = at;
        while (end < came->n && pl_graft__row(g, came->at[end])->kind == k)
            end++;
        list l = { .old = ix->kind + ix->kind_off[k],
                   .n = ix->kind_off[k + 1] - ix->kind_off[k],
                   .came = end > at ? came->at + at : NULL,
                   .n_came = end - at,
                   .compare = compare_short };
        g->kind_off[k + 1] = g->kind_off[k] + weave(g, &l, g->kind + g->kind_off[k]);
        at = end;
    }
}

void pl_graft__order(pl_graft *g)
{
    const pl_index *ix = g->old;
    const uint32_t out = PL_ENTRY_DUPLICATE | PL_ENTRY_SHADOWED;
    pl_graft_ids came = { 0 };
    for (size_t i = 0; i < g->fresh.n; i++)
        if (!(pl_graft__row(g, g->fresh.at[i])->flags & out))
            pl_vec_push(&came, g->fresh.at[i]);
    size_t room = ix->n_names + came.n + 1;
    g->kind = pl_arena_take(&g->arena, room * sizeof *g->kind, _Alignof(uint32_t));
    g->name = pl_arena_take(&g->arena, room * sizeof *g->name, _Alignof(uint32_t));
    weave_kinds(g, &came);
    sort(g, &came, compare_names);
    list l = { .old = ix->name,
               .n = ix->n_names,
               .came = came.at,
               .n_came = came.n,
               .compare = compare_full };
    g->n_names = weave(g, &l, g->name);
    g->bad = g->bad || g->n_names != g->kind_off[PL_KIND_COUNT];
    pl_vec_done(&came);
}

/* ---- children */

static void begin_run(pl_graft_runs *runs, uint32_t id)
{
    pl_vec_push(&runs->list, ((pl_graft_run){ .id = id, .at = (uint32_t)runs->ids.n }));
}

static void end_run(pl_graft_runs *runs)
{
    pl_assert(runs->list.n > 0);
    pl_graft_run *run = &runs->list.at[runs->list.n - 1];
    run->n = (uint32_t)runs->ids.n - run->at;
}

/* The roots of a mod. */
static void add_roots(pl_graft *g, uint32_t mod)
{
    uint32_t entry = g->old->mods[mod].entry, first = g->old->child_off[entry];
    uint32_t n = g->old->child_off[entry + 1] - first;
    const uint32_t *old = g->old->child + first;
    pl_graft_ids came = { 0 };
    for (uint32_t i = 0; i < n; i++)
        if (old[i] & PL_IX_MISSING) {
            g->bad = true;
            return;
        }
    for (size_t i = 0; i < g->rooted.n; i++)
        if (pl_graft__row(g, g->rooted.at[i])->mod == mod)
            pl_vec_push(&came, g->rooted.at[i]);
    list l = { .old = old,
               .n = n,
               .came = came.at,
               .n_came = came.n,
               .compare = compare_full,
               .roots = true };
    begin_run(&g->child, g->to[entry]);
    pl_vec_reserve(&g->child.ids, g->child.ids.n + n + came.n + 1);
    g->child.ids.n += weave(g, &l, g->child.ids.at + g->child.ids.n);
    end_run(&g->child);
    pl_vec_done(&came);
}

static void add_children(pl_graft *g, uint32_t l)
{
    const pl_csr *csr = &g->lk.child;
    begin_run(&g->child, g->id[l]);
    for (uint32_t i = csr->off[l]; i < csr->off[l + 1]; i++) {
        uint32_t child = csr->list.at[i];
        pl_vec_push(&g->child.ids, child & PL_IX_MISSING
                                       ? PL_IX_MISSING | pl_graft__string(g, child & ~PL_IX_MISSING)
                                       : pl_graft__target(g, child));
    }
    end_run(&g->child);
}

static int compare_runs(const void *a, const void *b)
{
    const pl_graft_run *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

void pl_graft__children(pl_graft *g)
{
    sort(g, &g->rooted, compare_names);
    for (uint32_t m = 0; m < g->old->n_mods; m++) {
        uint32_t entry = g->old->mods[m].entry;
        if (entry != PL_NONE && (g->roots_moved[m] || pl_graft__in_set(g, entry)))
            add_roots(g, m);
    }
    for (uint32_t l = 0; l < g->lk.n; l++)
        if (g->lk.entry[l].kind != PL_KIND_MOD)
            add_children(g, l);
    if (g->child.list.n)
        qsort(g->child.list.at, g->child.list.n, sizeof *g->child.list.at, compare_runs);
}

/* ---- SLOT */

static uint32_t hash_of(const pl_index *ix, const pl_ix_entry *e)
{
    uint32_t name = (uint32_t)pl_hash_str(pl_ix__str(ix, e->short_name));
    return pl_ix__slot_hash(name, e->mod, e->kind, pl_ix__class(e));
}

/* Remove `id` from the hash table and move later entries of its probe sequence into the gap. */
static void drop(const pl_index *ix, uint32_t *slots, uint32_t id)
{
    uint32_t mask = ix->slot_mask, gap = hash_of(ix, &ix->entries[id]) & mask, at;
    while (slots[gap] && slots[gap] != id + 1)
        gap = (gap + 1) & mask;
    if (!slots[gap])
        return; /* the slot of this name has another entry */
    for (at = (gap + 1) & mask; slots[at]; at = (at + 1) & mask) {
        uint32_t home = hash_of(ix, &ix->entries[slots[at] - 1]) & mask;
        if (((at - home) & mask) < ((at - gap) & mask))
            continue;
        slots[gap] = slots[at];
        gap = at;
    }
    slots[gap] = 0;
}

/* Enter `id` under its name; of several entries with one name the table keeps the first. */
static void offer(const pl_index *ix, uint32_t *slots, uint32_t id)
{
    const pl_ix_entry *e = &ix->entries[id];
    const pl_ix_key key = { e->mod, e->kind, pl_ix__class(e), pl_ix__str(ix, e->short_name) };
    uint32_t at = pl_ix__slot(ix, slots, &key);
    if (!slots[at] || slots[at] - 1 > id)
        slots[at] = id + 1;
}

/* The first other entry with the name of `gone`, which is of a class in which several entries
 * may share a name. */
static uint32_t next_of_name(const pl_graft *g, const pl_index *ix, uint32_t gone)
{
    const pl_ix_entry *e = &g->old->entries[gone];
    uint32_t low = 0, high = ix->n_names, first = ix->mods[e->mod].first_entry;
    pl_str name[5], other[5];
    unsigned n = pl_ix__name_parts(g->old, gone, name);
    while (low < high) {
        uint32_t mid = low + (high - low) / 2, m = pl_ix__name_parts(ix, ix->name[mid], other);
        int order = pl_ix__parts_cmp(other, m, name, n);
        if (order < 0 || (order == 0 && ix->name[mid] < first))
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < ix->n_names; low++) {
        const pl_ix_entry *o = &ix->entries[ix->name[low]];
        if (o->mod != e->mod || o->kind != e->kind ||
            !pl_str_eq(pl_ix__str(ix, o->short_name), name[n - 1]))
            break;
        if (pl_ix__class(o) == PL_IX_CLASS_LOCAL)
            return ix->name[low];
    }
    return PL_NONE;
}

static bool move_slots(const uint32_t *to, const uint32_t *from, size_t n, uint32_t *restrict slots)
{
    bool bad = false;
    for (size_t i = 0; i < n; i++) {
        uint32_t slot = from[i], now = slot ? to[slot - 1] + 1 : 0;
        bad |= slot && !now;
        slots[i] = now;
    }
    return !bad;
}

void pl_graft__slots(pl_graft *g, const pl_index *ix, uint32_t *slots)
{
    const pl_index *old = g->old;
    size_t n = old->slot_mask + (size_t)1;
    const uint32_t *from = old->slots;
    if (g->gone.n) {
        uint32_t *copy = pl_arena_take(&g->arena, n * sizeof *copy, _Alignof(uint32_t));
        memcpy(copy, old->slots, n * sizeof *copy);
        for (size_t i = 0; i < g->gone.n; i++)
            drop(old, copy, g->gone.at[i]);
        from = copy;
    }
    g->bad = !move_slots(g->to, from, n, slots) || g->bad;
    for (size_t i = 0; i < g->fresh.n && !g->bad; i++)
        offer(ix, slots, g->fresh.at[i]);
    for (size_t i = 0; i < g->gone.n && !g->bad; i++) {
        const pl_ix_entry *e = &old->entries[g->gone.at[i]];
        uint32_t next =
            pl_ix__class(e) == PL_IX_CLASS_LOCAL ? next_of_name(g, ix, g->gone.at[i]) : PL_NONE;
        if (next != PL_NONE)
            offer(ix, slots, next);
    }
}
