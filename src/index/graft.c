/* graft.c - the fast way to patch an image: only some files are linked again.
 *
 *      changed files ---> the set <---------------------------+---------------------+
 *                            |  files of bases join           |                     |
 *                            v                                | join                | join
 *        collect, map ids, enter names --> added, removed --> graft_set.c:          |
 *                            |             blocks             files that name them, |
 *                            |                                heirs of differences  |
 *                            v                                                      |
 *                      link targets -- a base is outside of the set ----------------+
 *                            |
 *                            v
 *          edges, orders, children (graft_edges.c, graft_order.c)
 *                            |
 *                            v
 *          graft_image.c: rows of the set and of the other files, in turns
 *
 * The loop ends because the set only grows. The result is NULL, so that everything is linked
 * anew, if the set is no longer a small part of the workspace, or if the result depends on other
 * files in ways that graft_set.c does not follow. */
#include "index/graft.h"
#include "base/hash.h"
#include "base/str.h"
#include <string.h>

/* ---- limits of linking
 *
 * Some limits count over the whole workspace (build.h). The set alone cannot show when they are
 * reached, so a workspace that comes near them is linked anew. */

static bool is_far_from_limits(const pl_index *ix)
{
    const unsigned lists = PL_KIND_IS_HOLDER | PL_KIND_IS_GRAPH;
    uint64_t names = 0, heirs = 0, limit = PL_IX_INHERIT_MAX / 2;
    for (uint32_t id = 0; id < ix->n_entries; id++) {
        const pl_ix_entry *e = &ix->entries[id];
        heirs += e->flags & PL_ENTRY_HAS_BASE && pl_kind_flags((pl_kind)e->kind) & lists;
        if (e->flags & PL_ENTRY_ANONYMOUS)
            names += pl_ix__str(ix, e->short_name).len;
    }
    uint32_t tags = ix->entries[ix->n_entries].tags, children = ix->child_off[ix->n_entries];
    return names < PL_IX_NAME_SUM / 2 && ix->n_entries < PL_LINK_BEYOND / 2 &&
           4 * heirs * (heirs + 1) + tags + children < limit;
}

/* ---- the set */

/* Add the files of all bases of the set's entries to the set, and those of the bases' bases. */
static void join_bases(pl_graft *g)
{
    for (size_t i = 0; i < g->wanted.n; i++) {
        uint32_t first, end;
        pl_index_file_entries(g->old, g->wanted.at[i], &first, &end);
        for (uint32_t id = first; id < end; id++) {
            pl_entry_id base = pl_index_base(g->old, id);
            if (base != PL_NO_ENTRY)
                pl_graft__join(g, g->old->entries[base].file);
        }
    }
}

static bool is_small(const pl_graft *g)
{
    size_t n = 0;
    for (uint32_t row = 0; row < g->old->n_files; row++)
        n += g->in_set[row];
    return n * 4 <= g->old->n_files + 16;
}

/* ---- the linker of the set */

static const pl_part *part_of(pl_graft *g, uint32_t row)
{
    if (!g->parts[row])
        g->parts[row] = pl_index__recover(g->old, row, &g->arena);
    return g->parts[row];
}

/* For the current mod: the entries that the mod itself numbers, how many of each kind the old image
 * had so far, and how many more there are now. */
typedef struct counted {
    uint32_t first, end; /* entries that were counted */
    unsigned char *mine; /* by entry */
    uint32_t was[PL_KIND_COUNT], more[PL_KIND_COUNT];
} counted;

static void count_blocks(const pl_index *ix, counted *c, uint32_t end)
{
    for (; c->end < end; c->end++) {
        const pl_ix_entry *e = &ix->entries[c->end];
        bool mine = e->parent == PL_NONE || (c->mine[e->parent - c->first] &&
                                             !pl_graft__is_namer(ix->entries[e->parent].kind));
        c->mine[c->end - c->first] = mine;
        c->was[e->kind] += mine;
    }
}

static void collect_file(pl_graft *g, counted *c, pl_graft_file *f, uint32_t mod)
{
    pl_linker *lk = &g->lk;
    pl_build_file file = *g->patch->files[f->row];
    file.part = part_of(g, f->row);
    count_blocks(g->old, c, f->old_first);
    for (unsigned k = 0; k < PL_KIND_COUNT; k++)
        lk->naming.namers.at[0].count[k] = c->was[k] + c->more[k];
    f->first = lk->n;
    pl_link__collect(lk, mod, &file);
    f->end = lk->n;
    count_blocks(g->old, c, f->old_end);
    f->renumbers = 0;
    for (unsigned k = 0; k < PL_KIND_COUNT; k++) {
        uint32_t more = lk->naming.namers.at[0].count[k] - c->was[k];
        f->renumbers |= (uint32_t)(more != c->more[k]) << k;
        c->more[k] = more;
    }
}

/* Add the files of the set to the linker. Numbers in generated names continue those of the files
 * before each of them. */
static void collect(pl_graft *g)
{
    pl_linker *lk = &g->lk;
    counted c;
    uint32_t mod = PL_NONE;
    for (size_t i = 0; i < g->files.n; i++)
        pl_graft__adopt_strings(g, &g->files.at[i]);
    for (size_t i = 0; i < g->files.n && !lk->too_big; i++) {
        uint32_t m = g->old->files[g->files.at[i].row].mod, end;
        if (m != mod) {
            mod = m;
            c = (counted){ 0 };
            pl_index_mod_entries(g->old, m, &c.first, &end);
            c.end = c.first;
            c.mine = pl_arena_take(&g->arena, end - c.first + (size_t)1, 1);
        }
        pl_link__begin_mods(lk, m);
        collect_file(g, &c, &g->files.at[i], m);
    }
    pl_link__begin_mods(lk, lk->n_mods - 1);
    pl_link__close_rows(lk);
}

static void start_linker(pl_graft *g)
{
    pl_linker *lk = &g->lk;
    pl_link__done(lk);
    *lk = (pl_linker){ .beyond = &g->beyond };
    pl_arena_init(&lk->arena, 16 * 1024);
    pl_arena_init(&lk->scratch, 16 * 1024);
    pl_link__mods(lk, g->patch->what->mods, g->patch->what->n_mods);
    lk->mod = PL_LINK_NEW(lk, pl_ix_mod, lk->n_mods);
    g->origin.n = 0;
    pl_vec_reserve(&lk->entry_rows, 1); /* for the sentinel of a set without files */
    lk->entry = lk->entry_rows.at;
    pl_intern(&lk->strings, (pl_str){ 0 });
    pl_vec_push(&g->origin, 0);
}

static void list_files(pl_graft *g)
{
    g->files.n = 0;
    for (uint32_t row = 0; row < g->old->n_files; row++) {
        pl_graft_file f = { .row = row, .changed = g->patch->files[row]->part != NULL };
        if (!g->in_set[row])
            continue;
        pl_index_file_entries(g->old, row, &f.old_first, &f.old_end);
        pl_vec_push(&g->files, f);
    }
}

/* ---- after linking */

/* Copy the flag PL_ENTRY_DUPLICATE from the old image, because the linker may not have the entry
 * that a duplicate repeats. */
static void keep_duplicates(pl_graft *g)
{
    for (uint32_t l = 0; l < g->lk.n; l++) {
        uint32_t old = g->from[g->id[l]];
        if (old != PL_NONE)
            g->lk.entry[l].flags |= g->old->entries[old].flags & PL_ENTRY_DUPLICATE;
    }
}

static uint32_t find_beyond(pl_beyond *beyond, const pl_link_name *name, bool nested)
{
    pl_graft *g = (pl_graft *)beyond;
    const pl_index *ix = g->old;
    const pl_ix_key key = { name->mod, name->kind, name->class, name->text };
    uint32_t slot = ix->slots[pl_ix__slot(ix, ix->slots, &key)];
    if (!slot)
        return PL_NONE;
    const pl_ix_entry *e = &ix->entries[slot - 1];
    bool seen = !g->in_set[e->file] && (nested || e->flags & PL_ENTRY_TOP_BLOCK);
    return seen ? PL_LINK_BEYOND | g->to[slot - 1] : PL_NONE;
}

static void need_base(pl_beyond *beyond, uint32_t id, pl_kind kind)
{
    pl_graft *g = (pl_graft *)beyond;
    const pl_ix_entry *e = &g->old->entries[g->from[id & ~PL_LINK_BEYOND]];
    if (e->kind == kind)
        pl_graft__join(g, e->file);
}

static void link_targets(pl_graft *g)
{
    pl_linker *lk = &g->lk;
    for (uint32_t m = 0; m < lk->n_mods; m++) {
        uint32_t old = g->old->mods[m].entry;
        if (old != PL_NONE && !pl_graft__in_set(g, old))
            lk->mod[m].entry = PL_LINK_BEYOND | g->to[old];
    }
    pl_link__targets(lk);
    pl_arena_reset(&lk->scratch);
}

/* Are the duplicates and shadowed entries of the set the same as before? */
static bool same_flags(const pl_graft *g)
{
    for (uint32_t l = 0; l < g->lk.n; l++) {
        uint32_t old = g->from[g->id[l]], flags = g->lk.entry[l].flags;
        uint32_t was = old == PL_NONE ? flags & PL_ENTRY_SHADOWED : g->old->entries[old].flags;
        if ((flags ^ was) & (PL_ENTRY_DUPLICATE | PL_ENTRY_SHADOWED))
            return false;
    }
    return true;
}

/* Link the set, again whenever files join it, until no file is missing. False if everything must be
 * linked anew. */
static bool link_set(pl_graft *g)
{
    pl_linker *lk = &g->lk;
    bool first = true;
    for (;;) {
        join_bases(g);
        g->wanted.n = 0;
        if (!is_small(g))
            return false;
        list_files(g);
        start_linker(g);
        collect(g);
        if (lk->too_big || !pl_graft__map_ids(g))
            return false;
        keep_duplicates(g);
        pl_link__names(lk);
        pl_graft__find_differences(g);
        pl_graft__check(g);
        if (first && !pl_graft__extend(g))
            return false;
        first = false;
        if (g->wanted.n)
            continue;
        link_targets(g);
        if (!g->wanted.n)
            break;
    }
    pl_link__bases(lk);
    pl_arena_reset(&lk->scratch);
    pl_link__lists(lk);
    pl_assert(lk->too_big || !g->wanted.n);
    return same_flags(g) && !lk->too_big;
}

/* ---- the whole graft */

/* Start the set with the changed files. False if they contain mod blocks, which decide what
 * discovery finds, or if the workspace is near the limits. */
static bool start_set(pl_graft *g)
{
    const pl_index *ix = g->old;
    g->parts = pl_arena_zero(&g->arena, (ix->n_files + (size_t)1) * sizeof *g->parts, 8);
    g->in_set = pl_arena_zero(&g->arena, ix->n_files + (size_t)1, 1);
    g->unrooted = pl_arena_zero(&g->arena, ix->n_entries + (size_t)1, 1);
    g->roots_moved = pl_arena_zero(&g->arena, ix->n_mods + (size_t)1, 1);
    for (size_t i = 0; i < g->patch->list.n; i++) {
        const pl_patch_file *c = &g->patch->list.at[i];
        g->parts[c->row] = c->is;
        pl_graft__join(g, c->row);
        for (uint32_t k = 0; k < c->is->n_entries; k++)
            if (c->is->entries[k].kind == PL_KIND_MOD)
                return false;
    }
    return is_far_from_limits(ix);
}

static void done(pl_graft *g)
{
    pl_link__done(&g->lk);
    pl_vec_done(&g->wanted);
    pl_vec_done(&g->files);
    pl_vec_done(&g->origin);
    pl_vec_done(&g->gone);
    pl_vec_done(&g->fresh);
    pl_vec_done(&g->rest);
    pl_vec_done(&g->child.list);
    pl_vec_done(&g->child.ids);
    pl_vec_done(&g->parent.list);
    pl_vec_done(&g->parent.ids);
    pl_vec_done(&g->rref.list);
    pl_vec_done(&g->rref.ids);
    pl_vec_done(&g->flags);
    pl_vec_done(&g->rooted);
    pl_arena_done(&g->arena);
}

pl_index *pl_patch__graft(pl_patch *pt)
{
    pl_graft g = {
        .beyond = { find_beyond, need_base },
        .patch = pt,
        .old = pt->old,
        .arena.first = 256 * 1024,
    };
    pl_index *ix = NULL;
    if (start_set(&g) && link_set(&g)) {
        pl_graft__map_strings(&g);
        pl_graft__edges(&g);
        pl_graft__order(&g);
        pl_graft__children(&g);
        pl_link__check(&g.lk);
        ix = g.bad ? NULL : pl_graft__image(&g);
    }
    done(&g);
    return ix;
}
