/* graft.c - the set, linked.
 *
 *   changed files are collected; old and new blocks of one name are the same block
 *   what has to be linked again because of them joins (graft_set.c), and all bases
 *   the set is linked; should a base turn out to be missing, its file joins and it is
 *   linked once more
 *
 * All is linked anew (NULL) when that is no little part of the workspace, and where a
 * result hangs on what stands elsewhere in ways that are not followed. */
#include "index/graft.h"
#include "base/hash.h"
#include "base/str.h"
#include <string.h>

static const uint32_t class_flags = PL_ENTRY_TOP_BLOCK | PL_ENTRY_DETECTION | PL_ENTRY_ANONYMOUS;

/* ---- limits of linking that count over the whole workspace: stay far below */

static bool is_far_from_limits(const pl_index *ix)
{
    const uint32_t lists = 1u << PL_KIND_DASHBOARD | 1u << PL_KIND_CONTAINER | 1u << PL_KIND_GRAPH |
                           1u << PL_KIND_FLOW | 1u << PL_KIND_HIERARCHY;
    uint64_t names = 0, heirs = 0, limit = PL_IX_INHERIT_MAX / 2;
    for (uint32_t id = 0; id < ix->n_entries; id++) {
        const pl_ix_entry *e = &ix->entries[id];
        heirs += e->flags & PL_ENTRY_HAS_BASE && lists >> e->kind & 1;
        if (e->flags & PL_ENTRY_ANONYMOUS)
            names += pl_ix__str(ix, e->short_name).len;
    }
    uint32_t tags = ix->entries[ix->n_entries].tags, children = ix->child_off[ix->n_entries];
    return names < PL_IX_NAME_SUM / 2 && ix->n_entries < PL_LINK_BEYOND / 2 &&
           4 * heirs * (heirs + 1) + tags + children < limit;
}

/* ---- the set */

void pl_graft__join(pl_graft *g, uint32_t row)
{
    if (g->in_set[row])
        return;
    g->in_set[row] = 1;
    pl_vec_push(&g->wanted, row);
}

/* The files of all bases, and of theirs. */
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

/* ---- their linker */

static void adopt(pl_graft *g, uint32_t string)
{
    if (pl_intern(&g->lk.strings, pl_ix__str(g->old, string)) == g->origin.n)
        pl_vec_push(&g->origin, string);
}

/* The strings that a file had keep their place. */
static void adopt_strings(pl_graft *g, const pl_graft_file *f)
{
    const pl_index *ix = g->old;
    const pl_ix_entry *e = ix->entries + f->old_first, *end = ix->entries + f->old_end;
    adopt(g, ix->files[f->row].path);
    for (const pl_ix_entry *at = e; at < end; at++) {
        adopt(g, at->short_name);
        adopt(g, at->title);
        adopt(g, at->description);
    }
    for (uint32_t i = e->attrs; i < end->attrs; i++)
        if (ix->attrs[i].flags & PL_IX_ATTR_TEXT)
            adopt(g, ix->attrs[i].end);
    for (uint32_t i = e->tags; i < end->tags; i++) {
        adopt(g, ix->tags[i].key);
        adopt(g, ix->tags[i].value & PL_IX_TAG_TEXT);
    }
    for (uint32_t i = e->refs; i < end->refs; i++) {
        if (ix->refs[i].to != PL_IX_CHILDREN)
            adopt(g, ix->refs[i].to);
        adopt(g, ix->refs[i].attr & PL_IX_REF_ATTR);
    }
    for (uint32_t i = ix->child_off[f->old_first]; i < ix->child_off[f->old_end]; i++)
        if (ix->child[i] & PL_IX_MISSING)
            adopt(g, ix->child[i] & ~PL_IX_MISSING);
}

static const pl_part *part_of(pl_graft *g, uint32_t row)
{
    if (!g->parts[row])
        g->parts[row] = pl_index__recover(g->old, row, &g->arena);
    return g->parts[row];
}

/* Of the mod at hand: which entries it counts itself, so far, and how many of each kind;
 * and how many more there are now. */
typedef struct counted {
    uint32_t first, end; /* entries that were looked at */
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
    pl_build_file file = *g->sp->files[f->row];
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

/* Collect the set. Generated names go on where those of the files before end. */
static void collect(pl_graft *g)
{
    pl_linker *lk = &g->lk;
    counted c;
    uint32_t mod = PL_NONE;
    for (size_t i = 0; i < g->files.n; i++)
        adopt_strings(g, &g->files.at[i]);
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
    pl_link__mods(lk, g->sp->what->mods, g->sp->what->n_mods);
    lk->mod = PL_LINK_NEW(lk, pl_ix_mod, lk->n_mods);
    g->origin.n = 0;
    pl_intern(&lk->strings, (pl_str){ 0 });
    pl_vec_push(&g->origin, 0);
}

static void list_files(pl_graft *g)
{
    g->files.n = 0;
    for (uint32_t row = 0; row < g->old->n_files; row++) {
        pl_graft_file f = { .row = row, .changed = g->sp->files[row]->part != NULL };
        if (!g->in_set[row])
            continue;
        pl_index_file_entries(g->old, row, &f.old_first, &f.old_end);
        pl_vec_push(&g->files, f);
    }
}

/* ---- ids */

static void map_rest(pl_graft *g, uint32_t old, uint32_t end, uint32_t id)
{
    if (old == end)
        return;
    pl_vec_push(&g->rest, ((pl_graft_rest){ id, id + (end - old), old }));
    g->moved = g->moved || id != old;
    uint32_t *to = g->to + old, *out = g->out + old, *from = g->from + id, n = end - old;
    memset(g->local + id, 0xff, n * sizeof *g->local);
    for (uint32_t i = 0; i < n; i++) {
        to[i] = id + i;
        out[i] = id + i;
        from[i] = old + i;
    }
}

/* Blocks of the same kind and name, in their order. Their classes have to be the same. */
static void match(pl_graft *g, const pl_graft_file *f)
{
    const pl_ix_entry *old = g->old->entries + f->old_first;
    uint32_t n = f->old_end - f->old_first, size = 4;
    while (size < n * 2)
        size *= 2;
    pl_mark mark = pl_arena_mark(&g->arena);
    uint32_t *next = pl_arena_take(&g->arena, (n + 1) * sizeof *next, _Alignof(uint32_t));
    uint32_t *head = pl_arena_take(&g->arena, size * sizeof *head, _Alignof(uint32_t));
    memset(head, 0xff, size * sizeof *head);
    for (uint32_t i = n; i-- > 0;) {
        uint64_t h = pl_hash_str(pl_ix__str(g->old, old[i].short_name)) + old[i].kind;
        next[i] = head[h & (size - 1)];
        head[h & (size - 1)] = i;
    }
    for (uint32_t l = f->first; l < f->end; l++) {
        const pl_ix_entry *e = &g->lk.entry[l];
        pl_str name = pl_intern_get(&g->lk.strings, e->short_name);
        uint32_t *at = &head[(pl_hash_str(name) + e->kind) & (size - 1)], i;
        while ((i = *at) != PL_NONE &&
               (old[i].kind != e->kind || !pl_str_eq(pl_ix__str(g->old, old[i].short_name), name)))
            at = &next[i];
        if (i == PL_NONE)
            continue;
        *at = next[i];
        if ((old[i].flags ^ e->flags) & class_flags)
            continue;
        g->from[g->id[l]] = f->old_first + i;
        g->to[f->old_first + i] = g->id[l];
        g->moved = g->moved || g->id[l] != f->old_first + i;
    }
    pl_arena_rewind(&g->arena, mark);
}

static void map_file(pl_graft *g, pl_graft_file *f, uint32_t id)
{
    f->new_first = id;
    for (uint32_t l = f->first; l < f->end; l++, id++) {
        g->id[l] = id;
        g->local[id] = l;
        g->from[id] = PL_NONE;
    }
    for (uint32_t old = f->old_first; old < f->old_end; old++)
        g->to[old] = g->out[old] = PL_NONE;
    if (f->changed) {
        match(g, f);
        return;
    }
    for (uint32_t old = f->old_first; old < f->old_end; old++) {
        g->to[old] = g->out[old] = f->new_first + (old - f->old_first);
        g->from[g->to[old]] = old;
    }
    g->moved = g->moved || f->new_first != f->old_first;
}

/* False when a file that did not change comes out with other entries. */
static bool map_ids(pl_graft *g)
{
    uint32_t n_old = g->old->n_entries, at = 0, id = 0;
    size_t n = (size_t)n_old + g->lk.n + 1;
    g->to = pl_arena_take(&g->arena, (n_old + 1) * sizeof *g->to, 4);
    g->out = pl_arena_take(&g->arena, (n_old + 1) * sizeof *g->out, 4);
    g->from = pl_arena_take(&g->arena, n * sizeof *g->from, 4);
    g->local = pl_arena_take(&g->arena, n * sizeof *g->local, 4);
    g->id = pl_arena_take(&g->arena, (g->lk.n + (size_t)1) * sizeof *g->id, 4);
    g->rest.n = 0;
    g->moved = false;
    for (size_t i = 0; i < g->files.n; i++) {
        pl_graft_file *f = &g->files.at[i];
        if (!f->changed && f->end - f->first != f->old_end - f->old_first)
            return false;
        map_rest(g, at, f->old_first, id);
        id += f->old_first - at;
        map_file(g, f, id);
        id += f->end - f->first;
        at = f->old_end;
    }
    map_rest(g, at, n_old, id);
    g->n = id + (n_old - at);
    g->moved = g->moved || g->n != n_old;
    g->to[n_old] = g->out[n_old] = g->n;
    return true;
}

/* What is first elsewhere is not in sight. */
static void keep_duplicates(pl_graft *g)
{
    for (uint32_t l = 0; l < g->lk.n; l++) {
        uint32_t old = g->from[g->id[l]];
        if (old != PL_NONE)
            g->lk.entry[l].flags |= g->old->entries[old].flags & PL_ENTRY_DUPLICATE;
    }
}

static void find_differences(pl_graft *g)
{
    g->gone.n = g->fresh.n = 0;
    for (size_t i = 0; i < g->files.n; i++) {
        const pl_graft_file *f = &g->files.at[i];
        for (uint32_t old = f->old_first; f->changed && old < f->old_end; old++)
            if (g->to[old] == PL_NONE)
                pl_vec_push(&g->gone, old);
        for (uint32_t l = f->first; f->changed && l < f->end; l++)
            if (g->from[g->id[l]] == PL_NONE)
                pl_vec_push(&g->fresh, g->id[l]);
    }
}

/* ---- linked */

static uint32_t find_beyond(pl_beyond *beyond, const pl_link_name *name, bool nested)
{
    pl_graft *g = (pl_graft *)beyond;
    const pl_index *ix = g->old;
    for (uint32_t at = name->hash & ix->slot_mask; ix->slots[at]; at = (at + 1) & ix->slot_mask) {
        uint32_t id = ix->slots[at] - 1;
        const pl_ix_entry *e = &ix->entries[id];
        if (e->mod != name->mod || e->kind != name->kind || pl_ix__class(e) != name->class ||
            !pl_str_eq(pl_ix__str(ix, e->short_name), name->text))
            continue;
        bool seen = !g->in_set[e->file] && (nested || e->flags & PL_ENTRY_TOP_BLOCK);
        return seen ? PL_LINK_BEYOND | g->to[id] : PL_NONE;
    }
    return PL_NONE;
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

/* Duplicates and shadows of the set are what they were. */
static bool same_standing(const pl_graft *g)
{
    for (uint32_t l = 0; l < g->lk.n; l++) {
        uint32_t old = g->from[g->id[l]], flags = g->lk.entry[l].flags;
        uint32_t was = old == PL_NONE ? flags & PL_ENTRY_SHADOWED : g->old->entries[old].flags;
        if ((flags ^ was) & (PL_ENTRY_DUPLICATE | PL_ENTRY_SHADOWED))
            return false;
    }
    return true;
}

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
        if (lk->too_big || !map_ids(g))
            return false;
        keep_duplicates(g);
        pl_link__names(lk);
        find_differences(g);
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
    return same_standing(g) && !lk->too_big;
}

/* ---- */

uint32_t pl_graft__string(pl_graft *g, uint32_t local)
{
    if (g->string[local] == PL_NONE)
        g->string[local] = pl_splice__str(g->sp, pl_intern_get(&g->lk.strings, local));
    return g->string[local];
}

static void map_strings(pl_graft *g)
{
    size_t n = g->lk.strings.n;
    g->string = pl_arena_take(&g->arena, (n + 1) * sizeof *g->string, 4);
    memset(g->string, 0xff, n * sizeof *g->string);
    memcpy(g->string, g->origin.at, g->origin.n * sizeof *g->string);
}

/* A mod block is where discovery looks. */
static bool start_set(pl_graft *g)
{
    const pl_index *ix = g->old;
    g->parts = pl_arena_zero(&g->arena, (ix->n_files + (size_t)1) * sizeof *g->parts, 8);
    g->in_set = pl_arena_zero(&g->arena, ix->n_files + (size_t)1, 1);
    g->unrooted = pl_arena_zero(&g->arena, ix->n_entries + (size_t)1, 1);
    g->roots_moved = pl_arena_zero(&g->arena, ix->n_mods + (size_t)1, 1);
    for (size_t i = 0; i < g->sp->list.n; i++) {
        const pl_changed *c = &g->sp->list.at[i];
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

pl_index *pl_index__graft(pl_splice *sp)
{
    pl_graft g = {
        .beyond = { find_beyond, need_base },
        .sp = sp,
        .old = sp->old,
        .arena.first = 256 * 1024,
    };
    pl_index *ix = NULL;
    if (start_set(&g) && link_set(&g)) {
        map_strings(&g);
        pl_graft__edges(&g);
        pl_graft__order(&g);
        pl_graft__children(&g);
        ix = g.bad ? NULL : pl_graft__image(&g);
    }
    done(&g);
    return ix;
}
