/* splice.c - the first way to patch: new rows for the changed files in an image whose ids stay.
 *
 * Linking sees no difference (patch.c), so no id changes: FILE and ENTRY rows of the changed
 * files are replaced in place, ATTR and TAG runs are put between those of the other files, new
 * strings are added at the end, and all other sections are copied:
 *
 *      STR_TEXT  |========= old =========|+ new +|
 *      ENTRY     |====|new|==========|new|=======|        same ids, slices moved
 *      ATTR TAG  |====|new.|=========|ne|========|        runs of another length
 *      the rest  |========= old =========|                CHILD, PARENT, NAME, SLOT ... */
#include "index/patch.h"
#include "base/str.h"

/* The flags that linking has set; they stay. */
enum { LINKED = PL_ENTRY_DUPLICATE | PL_ENTRY_ROOT | PL_ENTRY_NO_PATH | PL_ENTRY_SHADOWED };

typedef struct splicing {
    pl_patch *pt;
    PL_VEC(pl_ix_entry) entries; /* of each changed file, and one more where its slices end */
    PL_VEC(pl_ix_attr) attrs;
    PL_VEC(pl_ix_tag) tags;
} splicing;

/* ---- strings */

/* The id of the string, which is `was` if the text is the same. */
static uint32_t put_str(pl_patch *pt, pl_str s, uint32_t was)
{
    return was < pt->old->n_strings && pl_str_eq(pl_ix__str(pt->old, was), s)
               ? was
               : pl_patch__str(pt, s);
}

/* ---- rows of entries */

static void put_attrs(splicing *sp, const pl_patch_file *c, uint32_t i)
{
    const pl_ix_entry *e = &sp->pt->old->entries[c->first + i];
    const pl_part_entry *row = &c->is->entries[i];
    uint32_t was = e[0].attrs;
    for (uint32_t at = row[0].attrs; at < row[1].attrs; at++) {
        const pl_part_attr *a = &c->is->attrs[at];
        pl_ix_attr out = { a->start, a->end, a->id, a->flags };
        while (was < e[1].attrs && sp->pt->old->attrs[was].id != a->id)
            was++;
        const pl_ix_attr *o = was < e[1].attrs ? &sp->pt->old->attrs[was] : NULL;
        if (!o)
            was = e[0].attrs; /* in another order */
        if (a->flags & PL_ATTR_LITERAL && a->text.len) {
            uint32_t old = o && o->flags & PL_IX_ATTR_TEXT ? o->end : 0;
            out.end = put_str(sp->pt, pl_part_str(c->is, a->text), old);
            out.flags |= PL_IX_ATTR_TEXT;
        }
        pl_vec_push(&sp->attrs, out);
    }
}

/* True: one of the tags needs evaluation. */
static bool put_tags(splicing *sp, const pl_patch_file *c, uint32_t i)
{
    const pl_ix_entry *e = &sp->pt->old->entries[c->first + i];
    const pl_part_entry *row = &c->is->entries[i];
    const pl_ix_tag *was = &sp->pt->old->tags[e[0].tags], *end = &sp->pt->old->tags[e[1].tags];
    bool open = false;
    for (uint32_t at = row[0].tags; at < row[1].tags; at++, was += was < end) {
        const pl_part_tag *t = &c->is->tags[at];
        uint32_t key = was < end ? was->key : 0;
        uint32_t value = was < end ? was->value & PL_IX_TAG_TEXT : 0;
        pl_ix_tag out = { put_str(sp->pt, pl_part_str(c->is, t->key), key),
                          put_str(sp->pt, pl_part_str(c->is, t->value), value) };
        out.value |= t->open ? PL_IX_OPEN : 0;
        open = open || t->open;
        pl_vec_push(&sp->tags, out);
    }
    return open;
}

/* Copy the tags of an heir, which keeps all of them, inherited ones included. */
static void keep_tags(splicing *sp, const pl_ix_entry *e)
{
    for (uint32_t t = e[0].tags; t < e[1].tags; t++)
        pl_vec_push(&sp->tags, sp->pt->old->tags[t]);
}

static void put_entry(splicing *sp, const pl_patch_file *c, uint32_t i)
{
    const pl_ix_entry *e = &sp->pt->old->entries[c->first + i];
    const pl_part_entry *row = &c->is->entries[i];
    pl_ix_entry out = *e;
    out.start = row->start;
    out.end = row->end;
    out.line = row->line;
    out.end_line = row->end_line;
    out.hash = (uint32_t)row->hash;
    out.attrs = (uint32_t)sp->attrs.n;
    out.tags = (uint32_t)sp->tags.n;
    put_attrs(sp, c, i);
    if (row->flags & PL_ENTRY_HAS_BASE) {
        out.flags = (e->flags & ~(uint32_t)PL_PATCH_UNLINKED) | (row->flags & PL_PATCH_UNLINKED);
        keep_tags(sp, e);
    } else {
        out.title = put_str(sp->pt, pl_part_str(c->is, row->title), e->title);
        out.description = put_str(sp->pt, pl_part_str(c->is, row->description), e->description);
        out.width = row->width;
        out.flags = row->flags | (e->flags & (LINKED | PL_ENTRY_TOP_BLOCK));
        out.flags |= put_tags(sp, c, i) ? PL_ENTRY_TAG_OPEN : 0;
    }
    pl_vec_push(&sp->entries, out);
}

/* Write the new rows of all changed files and the slices that they have in `attrs` and `tags`.
 * References stay where they are. */
static void put_files(splicing *sp)
{
    const pl_ix_entry *old = sp->pt->old->entries;
    for (size_t k = 0; k < sp->pt->list.n; k++) {
        const pl_patch_file *c = &sp->pt->list.at[k];
        for (uint32_t i = 0; i < c->end - c->first; i++)
            put_entry(sp, c, i);
        pl_vec_push(&sp->entries, ((pl_ix_entry){ .attrs = (uint32_t)sp->attrs.n,
                                                  .tags = (uint32_t)sp->tags.n,
                                                  .refs = old[c->end].refs }));
    }
}

static pl_patch_turn *turns_of(const splicing *sp)
{
    const pl_patch *pt = sp->pt;
    const pl_ix_entry *rows = sp->entries.at;
    pl_patch_turn *turns = pl_arena_alloc(&sp->pt->arena, (pt->list.n + 1) * sizeof *turns);
    uint32_t at = 0;
    for (size_t k = 0; k < pt->list.n; k++) {
        const pl_patch_file *c = &pt->list.at[k];
        uint32_t n = c->end - c->first;
        turns[k] = (pl_patch_turn){ at, c->first - at, at, rows, n };
        rows += n + 1;
        at = c->end;
    }
    turns[pt->list.n] = (pl_patch_turn){ .id = at, .n = pt->old->n_entries - at, .old = at };
    return turns;
}

/* ---- the image */

static pl_index *put_together(splicing *sp)
{
    pl_patch *pt = sp->pt;
    pl_ix_piece pieces[PL_IX_SECTION_COUNT];
    size_t size, n = pt->list.n + 1;
    pl_patch_turn *turns = turns_of(sp);
    pl_patch_weave attrs = { offsetof(pl_ix_entry, attrs), pt->old->attrs, sp->attrs.at };
    pl_patch_weave tags = { offsetof(pl_ix_entry, tags), pt->old->tags, sp->tags.at };
    pl_patch__pieces(pt, pieces);
    pieces[PL_IX_ATTR] = pl_patch__weave(pt, turns, n, PL_IX_ATTR, &attrs);
    pieces[PL_IX_TAG] = pl_patch__weave(pt, turns, n, PL_IX_TAG, &tags);
    pieces[PL_IX_ENTRY].at = NULL;
    char *image = pl_patch__lay_out(pt, pieces, &size);
    if (!image)
        return NULL;
    const pl_ix_header *laid = (const pl_ix_header *)image;
    pl_patch__entries(pt, turns, n, (pl_ix_entry *)(image + laid->section[PL_IX_ENTRY].at));
    pl_index__seal(image, size);
    return pl_index__open((pl_str){ image, size }, pl_ix__release_whole, image);
}

pl_index *pl_patch__splice(pl_patch *pt)
{
    splicing sp = { .pt = pt };
    put_files(&sp);
    pl_patch__files(pt);
    pl_index *ix = pl_patch__has_room(pt) ? put_together(&sp) : NULL;
    pl_vec_done(&sp.entries);
    pl_vec_done(&sp.attrs);
    pl_vec_done(&sp.tags);
    return ix;
}
