/* graft_image.c - the image of a graft: rows and lists of the old image with new ids,
 * alternating with those of the set. */
#include "index/graft.h"
#include "index/strings.h"
#include <string.h>

/* ---- lists of ids */

typedef struct lists {
    const uint32_t *off, *list; /* the old ones */
    const pl_graft_runs *runs;
    const uint32_t *map;
    uint32_t *new_off, *new_list;
    uint32_t n; /* elements so far */
} lists;

static bool move_ids(const uint32_t *map, const uint32_t *from, uint32_t n, uint32_t *restrict to)
{
    uint32_t bad = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t id = from[i], now = id & PL_IX_MISSING ? id : map[id];
        bad |= now == PL_NONE;
        to[i] = now;
    }
    return !bad;
}

/* Write the lists of the new entries [id, end); `old` is the old id of the first. */
static void put_lists(pl_graft *g, lists *ls, uint32_t id, uint32_t end, uint32_t old)
{
    uint32_t first = ls->off[old], n = ls->off[old + (end - id)] - first;
    uint32_t shift = ls->n - first;
    for (uint32_t i = 0; i < end - id; i++)
        ls->new_off[id + i] = ls->off[old + i] + shift;
    if (!move_ids(ls->map, ls->list + first, n, ls->new_list + ls->n))
        g->bad = true;
    ls->n += n;
}

static void put_run(lists *ls, size_t at)
{
    const pl_graft_run *run = &ls->runs->list.at[at];
    pl_assert(at == 0 || ls->runs->list.at[at - 1].id < run->id);
    ls->new_off[run->id] = ls->n;
    if (run->n)
        memcpy(ls->new_list + ls->n, ls->runs->ids.at + run->at, run->n * sizeof *ls->new_list);
    ls->n += run->n;
}

static void weave_lists(pl_graft *g, lists *ls)
{
    const pl_graft_runs *runs = ls->runs;
    size_t at = 0;
    for (size_t i = 0; i < g->rest.n; i++) {
        pl_graft_rest r = g->rest.at[i];
        for (; at < runs->list.n && runs->list.at[at].id < r.first; at++)
            put_run(ls, at);
        for (uint32_t id = r.first; id < r.end; at++) {
            bool more = at < runs->list.n && runs->list.at[at].id < r.end;
            uint32_t stop = more ? runs->list.at[at].id : r.end;
            put_lists(g, ls, id, stop, r.old_first + (id - r.first));
            id = stop + more;
            if (!more)
                break;
            put_run(ls, at);
        }
    }
    for (; at < runs->list.n; at++)
        put_run(ls, at);
    ls->new_off[g->n] = ls->n;
}

/* The number of elements that there will be. */
static size_t count_lists(const pl_graft *g, const uint32_t *off, const pl_graft_runs *runs)
{
    size_t n = 0;
    for (size_t i = 0; i < g->rest.n; i++) {
        pl_graft_rest r = g->rest.at[i];
        n += off[r.old_first + (r.end - r.first)] - off[r.old_first];
    }
    for (size_t i = 0; i < runs->list.n; i++) {
        uint32_t id = runs->list.at[i].id, old = g->from[id];
        n += runs->list.at[i].n;
        if (g->local[id] == PL_NONE)
            n -= off[old + 1] - off[old];
    }
    return n;
}

/* ---- rows of the set: from here on they have the strings and ids of the image */

static void map_strings(pl_graft *g)
{
    pl_linker *lk = &g->lk;
    const pl_ix_run runs[PL_IX_SECTION_COUNT] = {
        [PL_IX_ENTRY] = { lk->entry, lk->n },
        [PL_IX_ATTR] = { lk->attrs.at, (uint32_t)lk->attrs.n },
        [PL_IX_TAG] = { lk->tags.at, (uint32_t)lk->tags.n },
        [PL_IX_REF] = { lk->refs.at, (uint32_t)lk->refs.n },
    };
#define STRING_FIELD(field, bits, holds)                                                           \
    if (holds)                                                                                     \
        field = ((field) & ~(bits)) | pl_graft__string(g, (field) & (bits));
    PL_IX_SECTIONS(PL_IX_EACH_STRING)
#undef STRING_FIELD
}

static void map_entries(pl_graft *g)
{
    pl_linker *lk = &g->lk;
    for (size_t i = 0; i < g->files.n; i++)
        for (uint32_t l = g->files.at[i].first; l < g->files.at[i].end; l++) {
            pl_ix_entry *e = &lk->entry[l];
            e->parent = e->parent == PL_NONE ? PL_NONE : g->id[e->parent];
            e->file = g->files.at[i].row;
        }
    for (size_t i = 0; i < lk->refs.n; i++) {
        pl_ix_ref *r = &lk->refs.at[i];
        r->target = r->target == PL_NONE ? PL_NONE : pl_graft__target(g, r->target);
    }
}

/* ---- rows in turns: files that stay, then one of the set */

static size_t turns_of(const pl_graft *g, pl_patch_turn *out)
{
    size_t n = 0;
    uint32_t id = 0, old = 0;
    for (; n < g->files.n; n++) {
        const pl_graft_file *f = &g->files.at[n];
        out[n] = (pl_patch_turn){ id, f->old_first - old, old, &g->lk.entry[f->first],
                                  f->end - f->first };
        id += out[n].n + out[n].n_rows;
        old = f->old_end;
    }
    out[n] = (pl_patch_turn){ .id = id, .n = g->old->n_entries - old, .old = old };
    pl_assert(id + out[n].n == g->n);
    return n + 1;
}

static void set_flags(const pl_graft *g, pl_ix_entry *out)
{
    for (size_t i = 0; i < g->flags.n; i++)
        out[g->flags.at[i].id].flags = g->flags.at[i].flags;
}

/* References of entries that stay name the same entries, by their new ids. */
static void move_targets(pl_graft *g, const pl_patch_turn *turns, size_t n,
                         const pl_ix_entry *entries, pl_ix_ref *refs)
{
    const uint32_t *to = g->to;
    bool bad = false;
    for (size_t i = 0; i < n && g->moved; i++) {
        pl_ix_ref *r = refs + entries[turns[i].id].refs;
        const pl_ix_ref *end = refs + entries[turns[i].id + turns[i].n].refs;
        for (; r < end; r++) {
            uint32_t target = r->target, now = target == PL_NONE ? PL_NONE : to[target];
            bad |= now != target && now == PL_NONE;
            r->target = now;
        }
    }
    g->bad = g->bad || bad;
}

/* ---- tables */

static void put_first_entries(const pl_graft *g, pl_ix_mod *mods, pl_ix_file *files)
{
    const pl_index *ix = g->old;
    size_t at = 0;
    for (uint32_t row = 0; row < ix->n_files; row++) {
        bool of_set = at < g->files.n && g->files.at[at].row == row;
        uint32_t old = ix->files[row].first_entry;
        files[row].first_entry = of_set ? g->files.at[at].new_first : 0;
        if (!of_set) { /* after the last of the set */
            uint32_t end = at ? g->files.at[at - 1].old_end : 0;
            uint32_t id = at ? g->files.at[at - 1].new_first + g->files.at[at - 1].end -
                                   g->files.at[at - 1].first
                             : 0;
            files[row].first_entry = id + (old - end);
        }
        at += of_set;
    }
    for (uint32_t m = 0; m < ix->n_mods; m++) {
        mods[m].entry = mods[m].entry == PL_NONE ? PL_NONE : g->to[mods[m].entry];
        mods[m].first_entry =
            mods[m].first_file < ix->n_files ? files[mods[m].first_file].first_entry : g->n;
    }
}

/* ---- the whole image */

/* May the table of slots keep its size? False: the entries do not fit, or the table would be
 * much too large for them. */
static bool keeps_slots(const pl_graft *g)
{
    uint32_t slots = g->old->slot_mask + 1;
    return g->n + g->n / 4 + 1 <= slots && (slots <= 64 || g->n >= slots / 8);
}

static size_t lay_pieces(pl_graft *g, pl_ix_piece pieces[PL_IX_SECTION_COUNT], pl_patch_turn *turns)
{
    size_t n = turns_of(g, turns);
    const pl_linker *lk = &g->lk;
    pl_patch_weave attrs = { offsetof(pl_ix_entry, attrs), g->old->attrs, lk->attrs.at };
    pl_patch_weave tags = { offsetof(pl_ix_entry, tags), g->old->tags, lk->tags.at };
    pl_patch_weave refs = { offsetof(pl_ix_entry, refs), g->old->refs, lk->refs.at };
    pl_patch__pieces(g->patch, pieces);
    pieces[PL_IX_ATTR] = pl_patch__weave(g->patch, turns, n, PL_IX_ATTR, &attrs);
    pieces[PL_IX_TAG] = pl_patch__weave(g->patch, turns, n, PL_IX_TAG, &tags);
    pieces[PL_IX_REF] = pl_patch__weave(g->patch, turns, n, PL_IX_REF, &refs);
    pieces[PL_IX_ENTRY] = (pl_ix_piece){ .count = g->n + (size_t)1 };
    pieces[PL_IX_CHILD_OFF] = pieces[PL_IX_PARENT_OFF] = pieces[PL_IX_RREF_OFF] =
        pieces[PL_IX_ENTRY];
    pieces[PL_IX_CHILD] = (pl_ix_piece){ .count = count_lists(g, g->old->child_off, &g->child) };
    pieces[PL_IX_PARENT] = (pl_ix_piece){ .count = count_lists(g, g->old->parent_off, &g->parent) };
    pieces[PL_IX_RREF] = (pl_ix_piece){ .count = count_lists(g, g->old->rref_off, &g->rref) };
    pieces[PL_IX_KIND_OFF].at = g->kind_off;
    pieces[PL_IX_KIND] = (pl_ix_piece){ .at = g->kind, .count = g->n_names };
    pieces[PL_IX_NAME] = (pl_ix_piece){ .at = g->name, .count = g->n_names };
    pieces[PL_IX_SLOT].at = NULL;
    return n;
}

static void fill(pl_graft *g, char *image, const pl_patch_turn *turns, size_t n)
{
    const pl_ix_header *h = (const pl_ix_header *)image;
    const pl_index *ix = g->old;
#define AT(name, type) ((type *)(image + h->section[PL_IX_##name].at))
    pl_patch__entries(g->patch, turns, n, AT(ENTRY, pl_ix_entry));
    set_flags(g, AT(ENTRY, pl_ix_entry));
    move_targets(g, turns, n, AT(ENTRY, pl_ix_entry), AT(REF, pl_ix_ref));
    put_first_entries(g, AT(MOD, pl_ix_mod), AT(FILE, pl_ix_file));
#define WEAVE(name, section, ids)                                                                  \
    do {                                                                                           \
        lists ls = { .off = ix->name##_off,                                                        \
                     .list = ix->name,                                                             \
                     .runs = &g->name,                                                             \
                     .map = (ids),                                                                 \
                     .new_off = AT(section##_OFF, uint32_t),                                       \
                     .new_list = AT(section, uint32_t) };                                          \
        weave_lists(g, &ls);                                                                       \
    } while (0)
    WEAVE(child, CHILD, g->to);
    WEAVE(parent, PARENT, g->out);
    WEAVE(rref, RREF, g->out);
#undef WEAVE
#undef AT
}

pl_index *pl_graft__image(pl_graft *g)
{
    pl_ix_piece pieces[PL_IX_SECTION_COUNT];
    size_t size, n;
    if (!keeps_slots(g))
        return NULL;
    pl_patch_turn *turns = pl_arena_alloc(&g->arena, (g->files.n + 1) * sizeof *turns);
    map_strings(g);
    map_entries(g);
    pl_patch__files(g->patch);
    if (!pl_patch__has_room(g->patch))
        return NULL;
    n = lay_pieces(g, pieces, turns);
    char *image = pl_patch__lay_out(g->patch, pieces, &size);
    if (!image)
        return NULL;
    fill(g, image, turns, n);
    pl_index *ix = pl_index__wrap((pl_str){ image, size }, pl_ix__release_whole, image);
    const pl_ix_header *h = (const pl_ix_header *)image;
    pl_graft__slots(g, ix, (uint32_t *)(image + h->section[PL_IX_SLOT].at));
    if (g->bad) {
        pl_index_close(ix);
        return NULL;
    }
    pl_index__seal(image, size);
    return ix;
}
