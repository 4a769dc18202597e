/* graft_set.c - finding what must be linked again because blocks were added or removed:
 *
 *   files that name a removed block, or that named an added one in vain
 *   heirs of blocks whose bytes differ, and their heirs
 *
 * Some cases are not followed, so that everything is linked anew: names that are used twice,
 * categories that shadow others, benchmarks of both types with the same name, and generated names
 * whose number changes. */
#include "index/graft.h"
#include "base/hash.h"
#include "base/str.h"

static void join_entry(pl_graft *g, uint32_t old)
{
    pl_graft__join(g, g->old->entries[old].file);
}

/* ---- cases that are not followed */

static uint32_t find_old(const pl_graft *g, const pl_ix_entry *e, unsigned class, pl_str name)
{
    const pl_ix_key key = { e->mod, e->kind, class, name };
    return g->old->slots[pl_ix__slot(g->old, g->old->slots, &key)] - 1;
}

static bool is_local_category(const pl_graft *g, const pl_ix_entry *e, pl_str name)
{
    for (size_t i = 0; i < g->fresh.n; i++) {
        const pl_ix_entry *f = pl_graft__row(g, g->fresh.at[i]);
        if (f->kind == PL_KIND_CATEGORY && pl_ix__class(f) == PL_IX_CLASS_LOCAL)
            return true;
    }
    return find_old(g, e, PL_IX_CLASS_LOCAL, name) != PL_NONE;
}

/* Can the graft follow `e`, which was added (`came`) or removed? `name` is its short name. */
static bool is_simple(const pl_graft *g, const pl_ix_entry *e, pl_str name, bool came)
{
    unsigned class = pl_ix__class(e);
    if (e->kind == PL_KIND_MOD)
        return false;
    if (class == PL_IX_CLASS_LOCAL)
        return e->kind != PL_KIND_CATEGORY || (!(e->flags & PL_ENTRY_SHADOWED) &&
                                               find_old(g, e, PL_IX_CLASS_UNIQUE, name) == PL_NONE);
    if (e->kind == PL_KIND_CATEGORY && is_local_category(g, e, name))
        return false;
    if (e->kind == PL_KIND_BENCHMARK) {
        unsigned other = class == PL_IX_CLASS_UNIQUE ? PL_IX_CLASS_DETECTION : PL_IX_CLASS_UNIQUE;
        if (find_old(g, e, other, name) != PL_NONE)
            return false;
    }
    uint32_t old = came ? find_old(g, e, class, name) : PL_NONE;
    return old == PL_NONE || g->to[old] == PL_NONE;
}

/* Were benchmarks of both types added? */
static bool has_twins(const pl_graft *g)
{
    bool met[2] = { false };
    for (size_t i = 0; i < g->fresh.n; i++) {
        const pl_ix_entry *e = pl_graft__row(g, g->fresh.at[i]);
        if (e->kind == PL_KIND_BENCHMARK)
            met[pl_ix__class(e) == PL_IX_CLASS_DETECTION] = true;
    }
    return met[0] && met[1];
}

/* Is every added or removed entry, and every other entry with one of `names`, defined only once? */
static bool is_unique(pl_graft *g, const pl_map *names)
{
    const pl_index *ix = g->old;
    if (!g->gone.n && !g->fresh.n)
        return true;
    for (size_t i = 0; i < g->fresh.n; i++)
        if (pl_graft__row(g, g->fresh.at[i])->flags & PL_ENTRY_DUPLICATE)
            return false;
    for (uint32_t id = 0; id < ix->n_entries; id++)
        if (ix->entries[id].flags & PL_ENTRY_DUPLICATE &&
            pl_map_find(names, pl_ix__str(ix, ix->entries[id].short_name), NULL))
            return false;
    return true;
}

/* Is `id` numbered by the mod itself and not by a dashboard or container? */
static bool is_numbered(const pl_index *ix, uint32_t id)
{
    uint32_t at = ix->entries[id].parent;
    while (at != PL_NONE && !pl_graft__is_namer(ix->entries[at].kind))
        at = ix->entries[at].parent;
    return at == PL_NONE;
}

/* Do all generated names of files that did not change keep their number? */
static bool keeps_numbers(const pl_graft *g)
{
    const pl_index *ix = g->old;
    for (size_t i = 0; i < g->files.n; i++) {
        const pl_graft_file *f = &g->files.at[i];
        uint32_t first, end;
        pl_index_mod_entries(ix, ix->files[f->row].mod, &first, &end);
        for (uint32_t id = f->old_end; id < end && f->renumbers; id++) {
            const pl_ix_entry *e = &ix->entries[id];
            if (e->flags & PL_ENTRY_ANONYMOUS && f->renumbers >> e->kind & 1 &&
                !g->patch->files[e->file]->part && is_numbered(ix, id))
                return false;
        }
    }
    return true;
}

/* ---- files that name what was added or removed */

/* Is the text "kind.name..." or "mod.kind.name..." with one of `names`? */
static bool may_name(const pl_map *names, pl_str text)
{
    pl_str first = pl_str_split(&text, '.'), second = pl_str_split(&text, '.');
    (void)first;
    return pl_map_find(names, second, NULL) || pl_map_find(names, pl_str_split(&text, '.'), NULL);
}

/* The entry that has row `at` of REF or of CHILD: the last one whose rows begin there or before. */
static uint32_t entry_of(const pl_index *ix, uint32_t at, bool child)
{
    uint32_t low = 0, high = ix->n_entries;
    while (high - low > 1) {
        uint32_t mid = low + (high - low) / 2;
        if ((child ? ix->child_off[mid] : ix->entries[mid].refs) <= at)
            low = mid;
        else
            high = mid;
    }
    return low;
}

/* Add the files that named a removed entry, or an added one in vain. Their entries are queued,
 * because they may have heirs. */
static void join_namers(pl_graft *g, const pl_map *fresh, pl_graft_ids *queue)
{
    const pl_index *ix = g->old;
    uint32_t n;
    for (size_t i = 0; i < g->gone.n; i++) {
        const pl_entry_id *by = pl_index_dependents(ix, g->gone.at[i], &n);
        for (uint32_t k = 0; k < n; k++) {
            join_entry(g, by[k]);
            pl_vec_push(queue, by[k]);
        }
        by = pl_index_parents(ix, g->gone.at[i], &n);
        for (uint32_t k = 0; k < n; k++)
            if (ix->entries[by[k]].kind == PL_KIND_BENCHMARK)
                join_entry(g, by[k]);
    }
    uint32_t n_refs = ix->entries[ix->n_entries].refs;
    unsigned char *other = pl_arena_zero(&g->arena, ix->n_strings, 1); /* texts that name others */
    for (uint32_t i = 0; i < n_refs && g->fresh.n; i++) {
        const pl_ix_ref *ref = &ix->refs[i];
        if (ref->target != PL_NONE || ref->to == PL_IX_CHILDREN || other[ref->to])
            continue;
        if (!may_name(fresh, pl_ix__str(ix, ref->to))) {
            other[ref->to] = 1;
            continue;
        }
        uint32_t id = entry_of(ix, i, false);
        join_entry(g, id);
        pl_vec_push(queue, id);
    }
    uint32_t n_child = ix->child_off[ix->n_entries];
    for (uint32_t i = 0; i < n_child && g->fresh.n; i++)
        if (ix->child[i] & PL_IX_MISSING &&
            may_name(fresh, pl_ix__str(ix, ix->child[i] & ~PL_IX_MISSING)))
            join_entry(g, entry_of(ix, i, true));
}

/* ---- heirs of entries that differ */

static void queue_old(pl_graft *g, pl_graft_ids *queue, uint32_t old)
{
    for (; old != PL_NONE; old = g->old->entries[old].parent)
        pl_vec_push(queue, old);
}

static void queue_differences(pl_graft *g, pl_graft_ids *queue)
{
    for (size_t i = 0; i < g->files.n; i++) {
        const pl_graft_file *f = &g->files.at[i];
        for (uint32_t l = f->first; f->changed && l < f->end; l++) {
            const pl_ix_entry *e = &g->lk.entry[l], *o;
            uint32_t old = g->from[g->id[l]];
            if (old == PL_NONE)
                continue;
            o = &g->old->entries[old];
            if (o->hash != e->hash || o->end - o->start != e->end - e->start)
                pl_vec_push(queue, old);
        }
    }
    for (size_t i = 0; i < g->gone.n; i++)
        queue_old(g, queue, g->gone.at[i]);
    for (size_t i = 0; i < g->fresh.n; i++) {
        uint32_t parent = g->lk.entry[g->local[g->fresh.at[i]]].parent;
        for (; parent != PL_NONE; parent = g->lk.entry[parent].parent)
            if (g->from[g->id[parent]] != PL_NONE)
                pl_vec_push(queue, g->from[g->id[parent]]);
    }
}

static void join_heirs(pl_graft *g, pl_graft_ids *queue)
{
    const pl_index *ix = g->old;
    unsigned char *met = pl_arena_zero(&g->arena, ix->n_entries + (size_t)1, 1);
    for (size_t i = 0; i < queue->n; i++) {
        uint32_t n, id = queue->at[i];
        const pl_entry_id *by = pl_index_dependents(ix, id, &n);
        if (met[id])
            continue;
        met[id] = 1;
        for (uint32_t k = 0; k < n; k++) {
            if (pl_index_base(ix, by[k]) != id)
                continue;
            join_entry(g, by[k]);
            pl_vec_push(queue, by[k]);
        }
    }
}

bool pl_graft__extend(pl_graft *g)
{
    pl_map names = { 0 }, fresh = { 0 };
    pl_graft_ids queue = { 0 };
    bool ok = keeps_numbers(g);
    for (size_t i = 0; i < g->gone.n && ok; i++) {
        const pl_ix_entry *e = &g->old->entries[g->gone.at[i]];
        pl_str name = pl_ix__str(g->old, e->short_name);
        pl_map_put(&names, name, 0, NULL);
        ok = is_simple(g, e, name, false);
    }
    for (size_t i = 0; i < g->fresh.n && ok; i++) {
        pl_str name = pl_graft__name(g, g->fresh.at[i]);
        pl_map_put(&names, name, 0, NULL);
        pl_map_put(&fresh, name, 0, NULL);
        ok = is_simple(g, pl_graft__row(g, g->fresh.at[i]), name, true);
    }
    ok = ok && !has_twins(g) && is_unique(g, &names);
    if (ok) {
        queue_differences(g, &queue);
        join_namers(g, &fresh, &queue);
        join_heirs(g, &queue);
    }
    pl_map_done(&names);
    pl_map_done(&fresh);
    pl_vec_done(&queue);
    return ok;
}
