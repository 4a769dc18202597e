/* graft_image.c - the image: runs of the old one with other ids, in turns with those of the
 * set. */
#include "index/graft.h"
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

/* The lists of new entries [id, end), `old` the old id of the first. */
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

/* How many elements there will be. */
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

/* ---- rows of the set: strings and targets are those of the image from here on */

static void settle_rows(pl_graft *g)
{
    pl_linker *lk = &g->lk;
    for (uint32_t l = 0; l < lk->n; l++) {
        pl_ix_entry *e = &lk->entry[l];
        e->short_name = pl_graft__string(g, e->short_name);
        e->title = pl_graft__string(g, e->title);
        e->description = pl_graft__string(g, e->description);
    }
    for (size_t i = 0; i < lk->attrs.n; i++)
        if (lk->attrs.at[i].flags & PL_IX_ATTR_TEXT)
            lk->attrs.at[i].end = pl_graft__string(g, lk->attrs.at[i].end);
    for (size_t i = 0; i < lk->tags.n; i++) {
        pl_ix_tag *t = &lk->tags.at[i];
        t->key = pl_graft__string(g, t->key);
        t->value = (t->value & ~PL_IX_TAG_TEXT) | pl_graft__string(g, t->value & PL_IX_TAG_TEXT);
    }
    for (size_t i = 0; i < lk->refs.n; i++) {
        pl_ix_ref *r = &lk->refs.at[i];
        r->to = r->to == PL_IX_CHILDREN ? r->to : pl_graft__string(g, r->to);
        r->attr = (r->attr & ~PL_IX_REF_ATTR) | pl_graft__string(g, r->attr & PL_IX_REF_ATTR);
        r->target = r->target == PL_NONE ? PL_NONE : pl_graft__target(g, r->target);
    }
}

/* ---- runs of rows */

/* In turns: files that stay, files of the set. The two of `i`: */
typedef struct turn {
    uint32_t id, n, old; /* entries that stay: new id, how many, old id */
    const pl_graft_file *file;
} turn;

static size_t turns_of(const pl_graft *g, turn *out)
{
    size_t n = 0;
    uint32_t id = 0, old = 0;
    for (size_t i = 0; i <= g->files.n; i++) {
        const pl_graft_file *f = i < g->files.n ? &g->files.at[i] : NULL;
        uint32_t end = f ? f->old_first : g->old->n_entries;
        out[n++] = (turn){ id, end - old, old, f };
        id += end - old + (f ? f->end - f->first : 0);
        old = f ? f->old_end : end;
    }
    return n;
}

/* Pieces of the rows that `slice` of entries counts. */
#define JOIN_ROWS(g, section, slice, old_rows, new_rows)                                           \
    do {                                                                                           \
        pl_ix_piece *p = pl_arena_zero(&(g)->arena, n * 2 * sizeof *p, _Alignof(pl_ix_piece));     \
        for (size_t i = 0; i < n; i++) {                                                           \
            const pl_ix_entry *a = &(g)->old->entries[turns[i].old], *b = a + turns[i].n;          \
            const pl_graft_file *f = turns[i].file;                                                \
            p[i * 2] = (pl_ix_piece){ .at = (old_rows) + a->slice, .count = b->slice - a->slice }; \
            p[i * 2].more = &p[i * 2 + 1];                                                         \
            if (!f)                                                                                \
                continue;                                                                          \
            a = &(g)->lk.entry[f->first], b = &(g)->lk.entry[f->end];                              \
            if (b->slice > a->slice)                                                               \
                p[i * 2 + 1] =                                                                     \
                    (pl_ix_piece){ .at = (new_rows) + a->slice, .count = b->slice - a->slice };    \
            p[i * 2 + 1].more = &p[i * 2 + 2];                                                     \
        }                                                                                          \
        p[n * 2 - 2].more = NULL;                                                                  \
        pieces[section] = p[0];                                                                    \
    } while (0)

/* Entries that stay, their runs so much further on. */
static void move_entries(const turn *t, const pl_ix_entry *old, pl_ix_entry *out,
                         const pl_ix_entry *runs)
{
    uint32_t attrs = runs->attrs - old[t->old].attrs, tags = runs->tags - old[t->old].tags;
    uint32_t refs = runs->refs - old[t->old].refs, ids = t->id - t->old;
    for (uint32_t i = 0; i < t->n; i++) {
        pl_ix_entry *e = &out[t->id + i];
        *e = old[t->old + i];
        e->attrs += attrs;
        e->tags += tags;
        e->refs += refs;
        e->parent += e->parent == PL_NONE ? 0 : ids;
    }
}

static void set_entries(const pl_graft *g, const pl_graft_file *f, pl_ix_entry *out,
                        const pl_ix_entry *runs)
{
    const pl_ix_entry *from = &g->lk.entry[f->first];
    for (uint32_t l = f->first; l < f->end; l++) {
        pl_ix_entry *e = &out[g->id[l]];
        *e = g->lk.entry[l];
        e->attrs += runs->attrs - from->attrs;
        e->tags += runs->tags - from->tags;
        e->refs += runs->refs - from->refs;
        e->parent = e->parent == PL_NONE ? PL_NONE : g->id[e->parent];
        e->file = f->row;
    }
}

static void put_entries(const pl_graft *g, const turn *turns, size_t n, pl_ix_entry *out)
{
    const pl_ix_entry *old = g->old->entries;
    pl_ix_entry runs = { .parent = PL_NONE }; /* where the next runs begin */
    for (size_t i = 0; i < n; i++) {
        const turn *t = &turns[i];
        const pl_ix_entry *a = &old[t->old], *b = a + t->n;
        move_entries(t, old, out, &runs);
        runs.attrs += b->attrs - a->attrs;
        runs.tags += b->tags - a->tags;
        runs.refs += b->refs - a->refs;
        if (!t->file)
            continue;
        set_entries(g, t->file, out, &runs);
        a = &g->lk.entry[t->file->first], b = &g->lk.entry[t->file->end];
        runs.attrs += b->attrs - a->attrs;
        runs.tags += b->tags - a->tags;
        runs.refs += b->refs - a->refs;
    }
    out[g->n] = old[g->old->n_entries];
    out[g->n].attrs = runs.attrs;
    out[g->n].tags = runs.tags;
    out[g->n].refs = runs.refs;
    for (size_t i = 0; i < g->flags.n; i++)
        out[g->flags.at[i].id].flags = g->flags.at[i].flags;
}

/* References of entries that stay name the same entries by other ids. */
static void move_targets(pl_graft *g, const turn *turns, size_t n, const pl_ix_entry *entries,
                         pl_ix_ref *refs)
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
        if (!of_set) { /* behind the last of the set */
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

/* ---- */

/* The table of slots stays as large as it is: a few more have to fit, many less are no
 * reason to keep it. */
static bool keeps_slots(const pl_graft *g)
{
    uint32_t slots = g->old->slot_mask + 1;
    return g->n + g->n / 4 + 1 <= slots && (slots <= 64 || g->n >= slots / 8);
}

static size_t lay_pieces(pl_graft *g, pl_ix_piece pieces[PL_IX_SECTION_COUNT], turn *turns)
{
    size_t n = turns_of(g, turns);
    pl_splice__pieces(g->sp, pieces);
    JOIN_ROWS(g, PL_IX_ATTR, attrs, g->old->attrs, g->lk.attrs.at);
    JOIN_ROWS(g, PL_IX_TAG, tags, g->old->tags, g->lk.tags.at);
    JOIN_ROWS(g, PL_IX_REF, refs, g->old->refs, g->lk.refs.at);
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

static void fill(pl_graft *g, char *image, const turn *turns, size_t n)
{
    const pl_ix_header *h = (const pl_ix_header *)image;
    const pl_index *ix = g->old;
#define AT(name, type) ((type *)(image + h->section[PL_IX_##name].at))
    put_entries(g, turns, n, AT(ENTRY, pl_ix_entry));
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
    turn *turns = pl_arena_alloc(&g->arena, (g->files.n + 1) * sizeof *turns);
    settle_rows(g);
    pl_splice__files(g->sp);
    if (!pl_splice__has_room(g->sp))
        return NULL;
    n = lay_pieces(g, pieces, turns);
    char *image = pl_ix__lay_out(pieces, pl_splice__header(g->sp), pl_splice__spare(g->sp), &size);
    if (!image)
        return NULL;
    fill(g, image, turns, n);
    pl_index *ix = pl_index__open((pl_str){ image, size }, pl_ix__release_whole, image);
    const pl_ix_header *h = (const pl_ix_header *)image;
    pl_graft__slots(g, ix, (uint32_t *)(image + h->section[PL_IX_SLOT].at));
    if (g->bad) {
        pl_index_close(ix);
        return NULL;
    }
    pl_index__seal(image, size);
    return ix;
}
