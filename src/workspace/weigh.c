/* weigh.c - deciding which changes matter to callers that look at a resource.
 *
 *     other bytes       effective if the tokens of the block differ; blanks and comments do not
 *                       count
 *     variable, local   effective if its value differs
 *     added, removed    always effective
 *     depends on it     effective if something that it refers to, is based on or contains is
 *                       effective; a variable or local between the two stops this if its value is
 *                       the same
 *
 * Marks are by entry of the new index. */
#include "base/alloc.h"
#include "base/buf.h"
#include "base/vec.h"
#include "workspace/changes.h"

typedef struct weigher {
    const pl_weighing *w;
    const pl_ix_entry *entries;
    uint8_t *marks; /* by entry of the new index: EFFECTIVE or SAME */
    PL_VEC(pl_entry_id) queue;
} weigher;

enum { EFFECTIVE = 1, SAME = 2 };

static bool is_value(const weigher *g, pl_entry_id id)
{
    return g->entries[id].kind == PL_KIND_VARIABLE || g->entries[id].kind == PL_KIND_LOCAL;
}

static pl_entry_id find_entry_id(const pl_index *ix, pl_str name)
{
    pl_entry e;
    return pl_index_find(ix, name, &e) ? e.id : PL_NO_ENTRY;
}

static bool has_same_value(weigher *g, pl_entry_id id)
{
    pl_entry_id old = pl_index_find_same(g->w->old, g->w->new, id);
    return old != PL_NO_ENTRY && g->w->same_value(g->w->ctx, id, old);
}

/* Mark an entry as effective and queue it, so that what depends on it is next. */
static void mark_effective(void *ctx, pl_entry_id id)
{
    weigher *g = ctx;
    if (g->marks[id])
        return;
    if (is_value(g, id) && has_same_value(g, id)) {
        g->marks[id] = SAME;
        return;
    }
    g->marks[id] = EFFECTIVE;
    pl_vec_push(&g->queue, id);
}

/* Mark what refers to entry `id` of `ix`, or contains it. */
static void mark_dependents(weigher *g, const pl_index *ix, pl_entry_id id)
{
    pl_changes__dependents(ix, id, &(pl_dependents){ g->w->new, mark_effective, g });
}

/* All entries with the name of `id`: several nested panels may have the same one. */
static const pl_entry_id *named(const pl_index *ix, const pl_entry_id *id, uint32_t *n)
{
    const pl_entry_id *ids = pl_index_same_name(ix, *id, n);
    if (*n)
        return ids;
    *n = 1;
    return id;
}

static bool same_effect(const pl_weighing *w, pl_entry_id old, pl_entry_id new)
{
    uint32_t n, m;
    const pl_entry_id *a = named(w->old, &old, &n), *b = named(w->new, &new, &m);
    bool same = n == m;
    for (uint32_t i = 0; i < n && same; i++) {
        uint32_t effect = pl_kept_effect(w->old_kept, a[i]);
        same = effect && effect == pl_kept_effect(w->new_kept, b[i]);
    }
    return same;
}

/* Weigh an entry whose bytes differ. */
static void weigh_one(weigher *g, const pl_change *change)
{
    const pl_weighing *w = g->w;
    pl_entry_id old = find_entry_id(w->old, change->name),
                new = find_entry_id(w->new, change->name);
    uint32_t n;
    bool both = old != PL_NO_ENTRY && new != PL_NO_ENTRY;
    if (both && !is_value(g, new) && same_effect(w, old, new))
        return;
    const pl_entry_id *ids = new == PL_NO_ENTRY ? NULL : named(w->new, &new, &n);
    for (uint32_t i = 0; ids && i < n; i++)
        mark_effective(g, ids[i]);
    bool same = both && g->marks[new] == SAME;
    ids = old == PL_NO_ENTRY || same ? NULL : named(w->old, &old, &n);
    for (uint32_t i = 0; ids && i < n; i++)
        mark_dependents(g, w->old, ids[i]);
}

static bool is_effective(const weigher *g, const pl_change *change)
{
    uint32_t n;
    pl_entry_id id = find_entry_id(g->w->new, change->name);
    if (id == PL_NO_ENTRY)
        return true;
    const pl_entry_id *ids = named(g->w->new, &id, &n);
    for (uint32_t i = 0; i < n; i++)
        if (g->marks[ids[i]] == EFFECTIVE)
            return true;
    return false;
}

static void weigh_all(weigher *g, pl_changes *changes)
{
    size_t n_reasons;
    const pl_str *reasons = pl_changes__reasons(changes, &n_reasons);
    for (uint32_t i = 0; i < changes->n_entries; i++)
        if (changes->entries[i].what != PL_CHANGE_AFFECTED)
            weigh_one(g, &changes->entries[i]);
    for (size_t i = 0; i < n_reasons; i++) {
        pl_entry_id id = find_entry_id(g->w->new, reasons[i]);
        if (id != PL_NO_ENTRY)
            mark_effective(g, id);
    }
    while (g->queue.n)
        mark_dependents(g, g->w->new, g->queue.at[--g->queue.n]);
}

void pl_changes_weigh(pl_changes *changes, const pl_weighing *w)
{
    uint32_t n;
    weigher g = { .w = w };
    pl_change *list = pl_changes__entries(changes);
    g.entries = pl_index_entries(w->new, &n);
    g.marks = pl_mem_zalloc(n + (size_t)1);
    if (w->old_kept && w->new_kept)
        weigh_all(&g, changes);
    for (uint32_t i = 0; i < changes->n_entries; i++) {
        if (w->old_kept && w->new_kept)
            list[i].effective = is_effective(&g, &list[i]);
        changes->effective = changes->effective || list[i].effective;
    }
    pl_vec_done(&g.queue);
    pl_mem_free(g.marks);
}
