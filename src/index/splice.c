/* splice.c - new rows for a few files in an image that stays what it is.
 *
 * Most of what is saved while somebody edits leaves every name, reference and base as it
 * was: a query, a title, a tag or the place of blocks is another. Then no id moves and
 * nothing has to be linked again: FILE and ENTRY rows of the changed files are replaced in
 * place, ATTR and TAG runs put between those of the other files, new strings added at the
 * end, and all other sections taken over as they are.
 *
 * What is compared are two parts: what the scanner says now, and what it said then, which
 * the old image can tell (recover.c). Anything that linking would look at has to be the
 * same in both, else the answer is NULL and all is linked anew:
 *   blocks      their number, kinds, labels, nesting, and the flags that have a say
 *   references  texts, attributes, and whether they are recorded
 *   heirs       (with `base`) also all that a base can give them
 *   bases       (of others) also all that they can give
 *
 * Strings that nothing needs any more stay. Each time that the text has grown by another
 * SWEEP bytes they are counted, and when they are too many all is linked anew. */
#include "index/splice.h"
#include "base/diag.h"
#include "base/str.h"
#include <string.h>

enum { SWEEP = 2048 };

/* What the scanner finds of no interest to linking, and of none unless there is a base. */
enum {
    FREE = PL_ENTRY_HAS_SQL | PL_ENTRY_HAS_ARGS | PL_ENTRY_HAS_PARAMS | PL_ENTRY_BROKEN,
    GIVEN = PL_ENTRY_HAS_TITLE | PL_ENTRY_HAS_DESC | PL_ENTRY_HAS_TAGS | PL_ENTRY_TITLE_OPEN |
            PL_ENTRY_DESC_OPEN | PL_ENTRY_TAGS_OPEN,
    LINKED = PL_ENTRY_DUPLICATE | PL_ENTRY_ROOT | PL_ENTRY_NO_PATH | PL_ENTRY_SHADOWED,
};

/* ---- is it the same workspace, with other bytes? */

static bool same_mod(const pl_splice *sp, const pl_build_mod *bm, uint32_t m,
                     const uint32_t *mod_id)
{
    const pl_index *ix = sp->old;
    const pl_ix_mod *mod = &ix->mods[m];
    uint32_t n;
    const uint32_t *deps = pl_index_mod_deps(ix, m, &n);
    pl_str title = bm->title.len ? bm->title : bm->short_name;
    if (!pl_str_eq(bm->short_name, pl_ix__str(ix, mod->short_name)) ||
        !pl_str_eq(title, pl_ix__str(ix, mod->title)) ||
        !pl_str_eq(bm->dir, pl_ix__str(ix, mod->dir)) ||
        !pl_str_eq(bm->dep_path, pl_ix__str(ix, mod->dep_path)) || bm->flags != mod->flags ||
        bm->n_deps != n)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (mod_id[bm->deps[i]] != deps[i])
            return false;
    return true;
}

/* Every row has its file, in place. Notes those that changed. */
static bool align_files(pl_splice *sp, const pl_build_mod *bm, uint32_t m)
{
    const pl_index *ix = sp->old;
    uint32_t first = ix->mods[m].first_file;
    uint32_t end = m + 1 < ix->n_mods ? ix->mods[m + 1].first_file : ix->n_files;
    if (bm->n_files != end - first)
        return false;
    for (uint32_t i = 0; i < bm->n_files; i++) {
        const pl_build_file *bf = &bm->files[i];
        if (bf->old != first + i + 1)
            return false;
        sp->files[first + i] = bf;
        if (bf->part)
            pl_vec_push(&sp->list, ((pl_changed){ .row = first + i, .is = bf->part }));
    }
    return true;
}

static bool align(pl_splice *sp)
{
    pl_linker lk = { .arena.first = 16 * 1024 };
    const pl_index *ix = sp->old;
    bool same = sp->what->n_mods == ix->n_mods;
    sp->files = pl_arena_alloc(&sp->arena, (ix->n_files + 1) * sizeof *sp->files);
    if (same)
        pl_link__mods(&lk, sp->what->mods, ix->n_mods);
    for (uint32_t m = 0; m < ix->n_mods && same; m++)
        same = same_mod(sp, lk.mods[m], m, lk.mod_id) && align_files(sp, lk.mods[m], m);
    pl_arena_done(&lk.arena);
    return same && sp->list.n * 4 <= ix->n_files + 16;
}

/* ---- does linking see a difference? */

static bool same_span(const pl_part *a, pl_span x, const pl_part *b, pl_span y)
{
    return pl_str_eq(pl_part_str(a, x), pl_part_str(b, y));
}

static bool same_refs(const pl_changed *c, uint32_t i)
{
    const pl_part *a = c->was, *b = c->is;
    uint32_t x = a->entries[i].refs, y = b->entries[i].refs;
    if (a->entries[i + 1].refs - x != b->entries[i + 1].refs - y)
        return false;
    for (; x < a->entries[i + 1].refs; x++, y++) {
        const pl_part_ref *r = &a->refs[x], *s = &b->refs[y];
        if (r->in_param != s->in_param || r->recorded != s->recorded ||
            !same_span(a, r->to, b, s->to) || !same_span(a, r->attr, b, s->attr) ||
            (r->in_param && !same_span(a, r->block, b, s->block)))
            return false;
    }
    return true;
}

static const pl_part_attr *attr_of(const pl_part *part, uint32_t i, pl_attr_id id)
{
    for (uint32_t at = part->entries[i].attrs; at < part->entries[i + 1].attrs; at++)
        if (part->attrs[at].id == id)
            return &part->attrs[at];
    return NULL;
}

/* There or not, and of one kind. */
static bool same_attr(const pl_changed *c, uint32_t i, pl_attr_id id)
{
    const pl_part_attr *a = attr_of(c->was, i, id), *b = attr_of(c->is, i, id);
    return a && b ? a->flags == b->flags : a == b;
}

/* All that a base can give, and what it gives it to. */
static bool same_gifts(const pl_changed *c, uint32_t i)
{
    const pl_part *a = c->was, *b = c->is;
    const pl_part_entry *x = &a->entries[i], *y = &b->entries[i];
    if ((x->flags ^ y->flags) & GIVEN || x->width != y->width ||
        !same_span(a, x->title, b, y->title) || !same_span(a, x->description, b, y->description) ||
        x[1].tags - x->tags != y[1].tags - y->tags || !same_attr(c, i, PL_ATTR_WIDTH))
        return false;
    for (uint32_t t = x->tags, u = y->tags; t < x[1].tags; t++, u++)
        if (a->tags[t].open != b->tags[u].open ||
            !same_span(a, a->tags[t].key, b, b->tags[u].key) ||
            !same_span(a, a->tags[t].value, b, b->tags[u].value))
            return false;
    return true;
}

static bool has_heirs(const pl_index *ix, pl_entry_id id)
{
    uint32_t n;
    const pl_entry_id *by = pl_index_dependents(ix, id, &n);
    for (uint32_t i = 0; i < n; i++)
        if (pl_index_base(ix, by[i]) == id)
            return true;
    return false;
}

static bool same_entry(const pl_splice *sp, const pl_changed *c, uint32_t i)
{
    const pl_part *a = c->was, *b = c->is;
    const pl_part_entry *x = &a->entries[i], *y = &b->entries[i];
    uint32_t flags = y->flags | (y->kind == PL_KIND_LOCAL ? PL_ENTRY_TOP_BLOCK : 0);
    uint32_t structure = (x->flags ^ flags) & ~(uint32_t)(FREE | GIVEN);
    if (x->kind != y->kind || y->kind == PL_KIND_MOD || x->parent != y->parent || structure ||
        !same_span(a, x->label, b, y->label) || !same_refs(c, i))
        return false;
    bool heir = y->flags & PL_ENTRY_HAS_BASE;
    if (heir && !same_attr(c, i, PL_ATTR_BASE))
        return false;
    return same_gifts(c, i) || (!heir && !has_heirs(sp->old, c->first + i));
}

static bool is_tame(pl_splice *sp, pl_changed *c)
{
    pl_index_file_entries(sp->old, c->row, &c->first, &c->end);
    if (c->is->n_entries != c->end - c->first)
        return false;
    c->was = pl_index__recover(sp->old, c->row, &sp->arena);
    for (uint32_t i = 0; i < c->is->n_entries; i++)
        if (!same_entry(sp, c, i))
            return false;
    return true;
}

/* ---- strings */

static uint32_t text_end(const pl_index *ix)
{
    return ix->str_off[ix->n_strings];
}

uint32_t pl_splice__str(pl_splice *sp, pl_str s)
{
    if (!s.len)
        return 0;
    pl_buf_str(&sp->text, s);
    pl_vec_push(&sp->offsets, text_end(sp->old) + (uint32_t)sp->text.len);
    return sp->old->n_strings + (uint32_t)sp->offsets.n - 1;
}

/* The string, `was` when it is that one. */
static uint32_t put_str(pl_splice *sp, pl_str s, uint32_t was)
{
    return was < sp->old->n_strings && pl_str_eq(pl_ix__str(sp->old, was), s)
               ? was
               : pl_splice__str(sp, s);
}

/* ---- rows of entries */

static void put_attrs(pl_splice *sp, const pl_changed *c, uint32_t i)
{
    const pl_ix_entry *e = &sp->old->entries[c->first + i];
    const pl_part_entry *row = &c->is->entries[i];
    uint32_t was = e[0].attrs;
    for (uint32_t at = row[0].attrs; at < row[1].attrs; at++) {
        const pl_part_attr *a = &c->is->attrs[at];
        pl_ix_attr out = { a->start, a->end, a->id, a->flags };
        while (was < e[1].attrs && sp->old->attrs[was].id != a->id)
            was++;
        const pl_ix_attr *o = was < e[1].attrs ? &sp->old->attrs[was] : NULL;
        if (!o)
            was = e[0].attrs; /* in another order */
        if (a->flags & PL_ATTR_LITERAL && a->text.len) {
            uint32_t old = o && o->flags & PL_IX_ATTR_TEXT ? o->end : 0;
            out.end = put_str(sp, pl_part_str(c->is, a->text), old);
            out.flags |= PL_IX_ATTR_TEXT;
        }
        pl_vec_push(&sp->attrs, out);
    }
}

/* True when one of them needs evaluation. */
static bool put_tags(pl_splice *sp, const pl_changed *c, uint32_t i)
{
    const pl_ix_entry *e = &sp->old->entries[c->first + i];
    const pl_part_entry *row = &c->is->entries[i];
    const pl_ix_tag *was = &sp->old->tags[e[0].tags], *end = &sp->old->tags[e[1].tags];
    bool open = false;
    for (uint32_t at = row[0].tags; at < row[1].tags; at++, was += was < end) {
        const pl_part_tag *t = &c->is->tags[at];
        uint32_t key = was < end ? was->key : 0;
        uint32_t value = was < end ? was->value & PL_IX_TAG_TEXT : 0;
        pl_ix_tag out = { put_str(sp, pl_part_str(c->is, t->key), key),
                          put_str(sp, pl_part_str(c->is, t->value), value) };
        out.value |= t->open ? PL_IX_OPEN : 0;
        open = open || t->open;
        pl_vec_push(&sp->tags, out);
    }
    return open;
}

/* What an heir has of its base stays. */
static void keep_tags(pl_splice *sp, const pl_ix_entry *e)
{
    for (uint32_t t = e[0].tags; t < e[1].tags; t++)
        pl_vec_push(&sp->tags, sp->old->tags[t]);
}

static void put_entry(pl_splice *sp, const pl_changed *c, uint32_t i)
{
    const pl_ix_entry *e = &sp->old->entries[c->first + i];
    const pl_part_entry *row = &c->is->entries[i];
    pl_ix_entry out = *e;
    out.start = row->start;
    out.end = row->end;
    out.line = row->line;
    out.end_line = row->end_line;
    out.hash = (uint32_t)row->hash;
    out.attrs = sp->attrs_kept + (uint32_t)sp->attrs.n;
    out.tags = sp->tags_kept + (uint32_t)sp->tags.n;
    put_attrs(sp, c, i);
    if (row->flags & PL_ENTRY_HAS_BASE) {
        out.flags = (e->flags & ~(uint32_t)FREE) | (row->flags & FREE);
        keep_tags(sp, e);
    } else {
        out.title = put_str(sp, pl_part_str(c->is, row->title), e->title);
        out.description = put_str(sp, pl_part_str(c->is, row->description), e->description);
        out.width = row->width;
        out.flags = row->flags | (e->flags & (LINKED | PL_ENTRY_TOP_BLOCK));
        out.flags |= put_tags(sp, c, i) ? PL_ENTRY_TAG_OPEN : 0;
    }
    pl_vec_push(&sp->entries, out);
}

/* Attributes and tags of all other entries stay as they are. */
static void put_entries(pl_splice *sp)
{
    const pl_ix_entry *old = sp->old->entries;
    uint32_t at = 0;
    for (size_t k = 0; k < sp->list.n; k++) {
        pl_changed *c = &sp->list.at[k];
        sp->attrs_kept += old[c->first].attrs - old[at].attrs;
        sp->tags_kept += old[c->first].tags - old[at].tags;
        c->new_attrs = (uint32_t)sp->attrs.n;
        c->new_tags = (uint32_t)sp->tags.n;
        for (uint32_t i = 0; i < c->end - c->first; i++)
            put_entry(sp, c, i);
        c->attrs_end = sp->attrs_kept + (uint32_t)sp->attrs.n;
        c->tags_end = sp->tags_kept + (uint32_t)sp->tags.n;
        at = c->end;
    }
}

/* ---- files, and what is known of them */

static void put_diags(pl_splice *sp, uint32_t row, uint32_t level, const pl_diags *diags)
{
    sp->file_rows[row].flags |= level ? PL_IX_FILE_SCHEMA : PL_IX_FILE_SYNTAX;
    if (!pl_diags_count(diags))
        return;
    pl_ix_verdict v = { .level = level,
                        .subject = row,
                        .key = sp->file_rows[row].hash,
                        .first_diag = (uint32_t)sp->diags.n,
                        .n_diags = (uint32_t)pl_diags_count(diags) };
    for (uint32_t i = 0; i < v.n_diags; i++) {
        const pl_diag *d = pl_diags_get(diags, i);
        pl_ix_diag out = pl_ix__diag_row(d, row);
        out.summary = pl_splice__str(sp, d->summary);
        out.detail = pl_splice__str(sp, d->detail);
        out.excerpt = pl_splice__str(sp, d->excerpt);
        pl_vec_push(&sp->diags, out);
    }
    pl_vec_push(&sp->verdicts, v);
}

static void keep_diags(pl_splice *sp, uint32_t at)
{
    const pl_ix_diag *d = pl_index_section(sp->old, PL_IX_DIAG, NULL);
    pl_ix_verdict v = ((const pl_ix_verdict *)pl_index_section(sp->old, PL_IX_VERDICT, NULL))[at];
    uint32_t from = v.first_diag;
    v.first_diag = (uint32_t)sp->diags.n;
    for (uint32_t i = 0; i < v.n_diags; i++)
        pl_vec_push(&sp->diags, d[from + i]);
    pl_vec_push(&sp->verdicts, v);
}

static void put_verdict(pl_splice *sp, uint32_t row, uint32_t level, const uint32_t *at)
{
    const pl_build_file *bf = sp->files[row];
    const pl_diags *given = level ? bf->schema : bf->syntax;
    uint32_t flag = level ? PL_IX_FILE_SCHEMA : PL_IX_FILE_SYNTAX;
    if (given) {
        put_diags(sp, row, level, given);
    } else if (!bf->part) {
        sp->file_rows[row].flags |= sp->old->files[row].flags & flag;
        if (at[row * 2 + level])
            keep_diags(sp, at[row * 2 + level] - 1);
    }
}

static void put_asks(pl_splice *sp, uint32_t row)
{
    const pl_build_file *bf = sp->files[row];
    uint32_t n = 0;
    const pl_ix_ask *old = bf->part || bf->asked ? NULL : pl_index_file_asks(sp->old, row, &n);
    bool asked = bf->asked || (!bf->part && sp->old->files[row].flags & PL_IX_FILE_ASKED);
    sp->file_rows[row].flags |= asked ? PL_IX_FILE_ASKED : 0;
    for (uint32_t i = 0; i < n; i++)
        pl_vec_push(&sp->asks, old[i]);
    for (uint32_t i = 0; bf->asked && i < bf->n_asks; i++)
        pl_vec_push(&sp->asks,
                    ((pl_ix_ask){ row, pl_splice__str(sp, bf->asks[i].text), bf->asks[i].what }));
}

void pl_splice__files(pl_splice *sp)
{
    uint32_t n;
    const pl_ix_verdict *v = pl_index_section(sp->old, PL_IX_VERDICT, &n);
    size_t levels = (size_t)sp->old->n_files * 2 + 1;
    uint32_t *at = pl_arena_zero(&sp->arena, levels * sizeof *at, _Alignof(uint32_t));
    for (uint32_t i = 0; i < n; i++)
        if (v[i].level < 2)
            at[v[i].subject * 2 + v[i].level] = i + 1;
    sp->file_rows = pl_arena_alloc(&sp->arena, (sp->old->n_files + 1) * sizeof *sp->file_rows);
    for (uint32_t row = 0; row < sp->old->n_files; row++) {
        const pl_build_file *bf = sp->files[row];
        pl_ix_file *f = &sp->file_rows[row];
        *f = sp->old->files[row];
        f->flags &= (uint16_t) ~(PL_IX_FILE_SYNTAX | PL_IX_FILE_SCHEMA | PL_IX_FILE_ASKED);
        f->stamp = pl_ix_stamp_of(&bf->stamp);
        if (bf->part) {
            f->lines = bf->part->n_lines;
            f->hash = bf->part->hash;
        }
        put_verdict(sp, row, 0, at);
        put_verdict(sp, row, 1, at);
        put_asks(sp, row);
    }
}

/* ---- inputs: the same ones in other states, or all is linked anew */

static bool put_inputs(pl_splice *sp)
{
    uint32_t n;
    const pl_ix_input *old = pl_index_section(sp->old, PL_IX_INPUT, &n);
    const pl_build_input *in = sp->what->inputs;
    if (in && sp->what->n_inputs != n)
        return false;
    pl_vec_reserve(&sp->inputs, n);
    for (uint32_t i = 0; i < n; i++) {
        pl_ix_input row = old[i];
        if (in) {
            pl_str path = pl_str_sub(pl_ix__str(sp->old, row.path), 0, row.len);
            if (in[i].kind != row.kind || !pl_str_eq(in[i].path, path))
                return false;
            row.stamp = pl_ix_stamp_of(&in[i].stamp);
            row.hash = in[i].hash;
        }
        pl_vec_push(&sp->inputs, row);
    }
    return true;
}

/* ---- put together */

/* `first`, then `second`. */
static pl_ix_piece join(pl_splice *sp, pl_ix_piece first, pl_ix_piece second)
{
    pl_ix_piece *more = PL_NEW(&sp->arena, pl_ix_piece);
    *more = second;
    first.more = more;
    return first;
}

/* The runs of a section in turns: of files that stay, and of one that changed. */
static void join_runs(pl_splice *sp, pl_ix_piece *attrs, pl_ix_piece *tags)
{
    const pl_index *ix = sp->old;
    size_t n = sp->list.n;
    pl_ix_piece *a = pl_arena_zero(&sp->arena, (n * 2 + 1) * sizeof *a, 16);
    pl_ix_piece *t = pl_arena_zero(&sp->arena, (n * 2 + 1) * sizeof *t, 16);
    uint32_t at = 0;
    for (size_t k = 0; k <= n; k++) {
        const pl_ix_entry *from = &ix->entries[at];
        const pl_ix_entry *to = &ix->entries[k < n ? sp->list.at[k].first : ix->n_entries];
        a[k * 2] = (pl_ix_piece){ .at = ix->attrs + from->attrs, .count = to->attrs - from->attrs };
        t[k * 2] = (pl_ix_piece){ .at = ix->tags + from->tags, .count = to->tags - from->tags };
        if (k == n)
            break;
        const pl_changed *c = &sp->list.at[k];
        size_t n_attrs = (k + 1 < n ? c[1].new_attrs : sp->attrs.n) - c->new_attrs;
        size_t n_tags = (k + 1 < n ? c[1].new_tags : sp->tags.n) - c->new_tags;
        if (n_attrs)
            a[k * 2 + 1] = (pl_ix_piece){ .at = sp->attrs.at + c->new_attrs, .count = n_attrs };
        if (n_tags)
            t[k * 2 + 1] = (pl_ix_piece){ .at = sp->tags.at + c->new_tags, .count = n_tags };
        a[k * 2].more = &a[k * 2 + 1], a[k * 2 + 1].more = &a[k * 2 + 2];
        t[k * 2].more = &t[k * 2 + 1], t[k * 2 + 1].more = &t[k * 2 + 2];
        at = c->end;
    }
    *attrs = a[0];
    *tags = t[0];
}

/* Entries are in the image as they were: put the new ones in, and move the runs of those
 * behind them. */
static void place_entries(const pl_splice *sp, pl_ix_entry *rows)
{
    const pl_ix_entry *from = sp->entries.at, *old = sp->old->entries;
    for (size_t k = 0; k < sp->list.n; k++) {
        const pl_changed *c = &sp->list.at[k];
        uint32_t end = k + 1 < sp->list.n ? c[1].first : sp->old->n_entries + 1;
        uint32_t attrs = c->attrs_end - old[c->end].attrs, tags = c->tags_end - old[c->end].tags;
        for (uint32_t id = c->first; id < c->end; id++)
            rows[id] = *from++;
        for (uint32_t id = c->end; id < end && (attrs || tags); id++) {
            rows[id].attrs += attrs; /* modulo 2^32 */
            rows[id].tags += tags;
        }
    }
}

void pl_splice__pieces(pl_splice *sp, pl_ix_piece pieces[PL_IX_SECTION_COUNT])
{
    for (unsigned s = 0; s < PL_IX_SECTION_COUNT; s++) {
        uint32_t n;
        const void *at = pl_index_section(sp->old, (pl_ix_section)s, &n);
        pieces[s] = (pl_ix_piece){ .at = at, .count = n };
    }
#define PUT(name, vec) pieces[PL_IX_##name] = (pl_ix_piece){ .at = (vec).at, .count = (vec).n }
    pieces[PL_IX_STR_OFF] = join(sp, pieces[PL_IX_STR_OFF],
                                 (pl_ix_piece){ .at = sp->offsets.at, .count = sp->offsets.n });
    pieces[PL_IX_STR_TEXT] = join(sp, pieces[PL_IX_STR_TEXT],
                                  (pl_ix_piece){ .at = sp->text.ptr, .count = sp->text.len });
    pieces[PL_IX_FILE].at = sp->file_rows;
    PUT(VERDICT, sp->verdicts);
    PUT(DIAG, sp->diags);
    PUT(INPUT, sp->inputs);
    PUT(ASK, sp->asks);
    pieces[PL_IX_READ].count = 0;
#undef PUT
}

pl_str pl_splice__spare(pl_splice *sp)
{
    pl_str spare = sp->spare;
    sp->spare = (pl_str){ 0 };
    return spare;
}

pl_ix_header pl_splice__header(const pl_splice *sp)
{
    return (pl_ix_header){ .options = sp->what->options,
                           .program = sp->what->program,
                           .device = sp->what->device,
                           .as_of_ns = sp->what->as_of_ns };
}

static pl_index *put_together(pl_splice *sp)
{
    pl_ix_piece pieces[PL_IX_SECTION_COUNT];
    size_t size;
    pl_splice__pieces(sp, pieces);
    join_runs(sp, &pieces[PL_IX_ATTR], &pieces[PL_IX_TAG]);
    char *image = pl_ix__lay_out(pieces, pl_splice__header(sp), pl_splice__spare(sp), &size);
    if (!image)
        return NULL;
    const pl_ix_header *laid = (const pl_ix_header *)image;
    place_entries(sp, (pl_ix_entry *)(image + laid->section[PL_IX_ENTRY].at));
    pl_index__seal(image, size);
    return pl_index__open((pl_str){ image, size }, pl_ix__release_whole, image);
}

static void done(pl_splice *sp)
{
    pl_index_drop_spare(sp->spare);
    pl_vec_done(&sp->list);
    pl_vec_done(&sp->offsets);
    pl_buf_done(&sp->text);
    pl_vec_done(&sp->entries);
    pl_vec_done(&sp->attrs);
    pl_vec_done(&sp->tags);
    pl_vec_done(&sp->verdicts);
    pl_vec_done(&sp->diags);
    pl_vec_done(&sp->asks);
    pl_vec_done(&sp->inputs);
    pl_arena_done(&sp->arena);
}

static bool all_tame(pl_splice *sp)
{
    for (size_t k = 0; k < sp->list.n; k++)
        if (!is_tame(sp, &sp->list.at[k]))
            return false;
    return true;
}

bool pl_splice__has_room(const pl_splice *sp)
{
    return sp->text.len < PL_IX_NAME_SUM && sp->offsets.n < PL_IX_NAME_SUM &&
           (size_t)text_end(sp->old) + sp->text.len < (size_t)1 << 30 &&
           sp->old->n_strings + sp->offsets.n < PL_IX_REF_ATTR;
}

/* Only rows are others. */
static pl_index *replace_rows(pl_splice *sp)
{
    put_entries(sp);
    pl_splice__files(sp);
    return pl_splice__has_room(sp) ? put_together(sp) : NULL;
}

pl_index *pl_index__splice(const pl_index *old, const pl_build *what, pl_patch_way *way)
{
    pl_splice sp = { .old = old, .what = what, .arena.first = 64 * 1024, .spare = what->spare };
    pl_index *ix = NULL;
    if (align(&sp) && put_inputs(&sp)) {
        *way = all_tame(&sp) ? PL_PATCH_SPLICED : PL_PATCH_GRAFTED;
        ix = *way == PL_PATCH_SPLICED ? replace_rows(&sp) : pl_index__graft(&sp);
    }
    size_t before = text_end(old), after = before + sp.text.len;
    if (ix && before / SWEEP != after / SWEEP && pl_index__is_wasteful(ix)) {
        pl_index_close(ix);
        ix = NULL;
    }
    done(&sp);
    return ix;
}
