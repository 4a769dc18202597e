/* patch_rows.c - the tools of a graft: new strings, rows of files with what is
 * known about them, and sections that are put together from old and new rows. */
#include "index/patch_rows.h"
#include "base/diag.h"
#include "base/str.h"
#include <string.h>

void pl_patch__init(pl_patch *pt, const pl_index *old, const pl_build *what)
{
    *pt = (pl_patch){ .old = old, .what = what, .arena.first = 64 * 1024, .spare = what->spare };
}

void pl_patch__done(pl_patch *pt)
{
    pl_index_free_spare(pt->spare);
    pl_vec_done(&pt->list);
    pl_vec_done(&pt->offsets);
    pl_buf_done(&pt->text);
    pl_ix__verdicts_done(&pt->verdicts);
    pl_vec_done(&pt->prechecks);
    pl_vec_done(&pt->inputs);
    pl_arena_done(&pt->arena);
}

#ifndef NDEBUG
void pl_patch__check(const pl_patch *pt)
{
    uint32_t row = 0, text = pl_patch__text_end(pt->old), end_diag = 0;
    for (size_t k = 0; k < pt->list.n; k++) {
        const pl_patch_file *c = &pt->list.at[k];
        pl_assert(c->row >= row && c->row < pt->old->n_files); /* 1 */
        pl_assert(c->is && pt->files[c->row]->part == c->is);  /* 2 */
        row = c->row + 1;
    }
    for (size_t i = 0; i < pt->offsets.n; i++) { /* 3 */
        pl_assert(pt->offsets.at[i] >= text);
        text = pt->offsets.at[i];
    }
    pl_assert(text == pl_patch__text_end(pt->old) + pt->text.len);
    for (size_t i = 0; i < pt->verdicts.list.n; i++) { /* 4 */
        pl_assert(pt->verdicts.list.at[i].first_diag == end_diag);
        end_diag += pt->verdicts.list.at[i].n_diags;
    }
    pl_assert(end_diag == pt->verdicts.diags.n);
}
#endif

/* ---- strings */

uint32_t pl_patch__text_end(const pl_index *ix)
{
    return ix->str_off[ix->n_strings];
}

uint32_t pl_patch__str(pl_patch *pt, pl_str s)
{
    if (!s.len)
        return 0;
    pl_buf_str(&pt->text, s);
    pl_vec_push(&pt->offsets, pl_patch__text_end(pt->old) + (uint32_t)pt->text.len);
    return pt->old->n_strings + (uint32_t)pt->offsets.n - 1;
}

/* ---- files, with their verdicts and prechecks */

static uint32_t keep(void *pt, pl_str text)
{
    return pl_patch__str(pt, text);
}

static void put_verdict(pl_patch *pt, uint32_t row, uint32_t level, const uint32_t *at)
{
    const pl_build_file *bf = pt->files[row];
    uint16_t flag = level ? PL_IX_FILE_SCHEMA : PL_IX_FILE_SYNTAX;
    const pl_ix_verdict *old = pl_index_section(pt->old, PL_IX_VERDICT, NULL);
    pl_ix_checked what = { level, row, &pt->file_rows[row], level ? bf->schema : bf->syntax };
    if (what.diags) {
        pl_ix__add_verdict(&pt->verdicts, &what, keep, pt);
    } else if (!bf->part) {
        what.file->flags |= pt->old->files[row].flags & flag;
        if (at[row * 2 + level])
            pl_ix__keep_verdict(&pt->verdicts, pt->old, &old[at[row * 2 + level] - 1]);
    }
}

static void put_asks(pl_patch *pt, uint32_t row)
{
    const pl_build_file *bf = pt->files[row];
    uint32_t n = 0;
    const pl_ix_precheck *old =
        bf->part || bf->prechecked ? NULL : pl_index_file_prechecks(pt->old, row, &n);
    bool prechecked =
        bf->prechecked || (!bf->part && pt->old->files[row].flags & PL_IX_FILE_PRECHECKED);
    pt->file_rows[row].flags |= prechecked ? PL_IX_FILE_PRECHECKED : 0;
    for (uint32_t i = 0; i < n; i++)
        pl_vec_push(&pt->prechecks, old[i]);
    for (uint32_t i = 0; bf->prechecked && i < bf->n_prechecks; i++)
        pl_vec_push(&pt->prechecks,
                    ((pl_ix_precheck){ row, pl_patch__str(pt, bf->prechecks[i].text),
                                       bf->prechecks[i].what }));
}

void pl_patch__files(pl_patch *pt)
{
    const uint32_t *at = pl_ix__verdict_rows(pt->old, &pt->arena);
    pt->file_rows = pl_arena_alloc(&pt->arena, (pt->old->n_files + 1) * sizeof *pt->file_rows);
    for (uint32_t row = 0; row < pt->old->n_files; row++) {
        const pl_build_file *bf = pt->files[row];
        pl_ix_file *f = &pt->file_rows[row];
        *f = pt->old->files[row];
        f->flags &= (uint16_t) ~(PL_IX_FILE_SYNTAX | PL_IX_FILE_SCHEMA | PL_IX_FILE_PRECHECKED);
        f->stamp = pl_ix_stamp_of(&bf->stamp);
        if (bf->part) {
            f->lines = bf->part->n_lines;
            f->hash = bf->part->hash;
        }
        put_verdict(pt, row, 0, at);
        put_verdict(pt, row, 1, at);
        put_asks(pt, row);
    }
}

/* ---- rows in turns */

static void add_slices(pl_ix_entry *to, const pl_ix_entry *first, const pl_ix_entry *end)
{
    to->attrs += end->attrs - first->attrs;
    to->tags += end->tags - first->tags;
    to->refs += end->refs - first->refs;
}

/* Write n rows, whose slices are moved from those of the first row to `next`. Differences are
 * modulo 2^32. */
static void put_rows(const pl_ix_entry *from, uint32_t n, const pl_ix_entry *next, pl_ix_entry *out)
{
    uint32_t attrs = next->attrs - from->attrs, tags = next->tags - from->tags;
    uint32_t refs = next->refs - from->refs;
    memcpy(out, from, n * sizeof *out);
    for (uint32_t i = 0; i < n && (attrs | tags | refs); i++) {
        out[i].attrs += attrs;
        out[i].tags += tags;
        out[i].refs += refs;
    }
}

void pl_patch__entries(const pl_patch *pt, const pl_patch_turn *turns, size_t n, pl_ix_entry *out)
{
    const pl_ix_entry *old = pt->old->entries;
    pl_ix_entry next = { .parent = PL_NONE }; /* where the next slices begin */
    uint32_t id = 0;
    for (size_t i = 0; i < n; i++) {
        const pl_patch_turn *t = &turns[i];
        pl_assert(t->id == id && t->old + t->n <= pt->old->n_entries);
        uint32_t ids = t->id - t->old;
        put_rows(old + t->old, t->n, &next, out + id);
        for (uint32_t k = 0; k < t->n && ids; k++)
            out[id + k].parent += out[id + k].parent == PL_NONE ? 0 : ids;
        add_slices(&next, old + t->old, old + t->old + t->n);
        id += t->n;
        if (!t->rows)
            continue;
        put_rows(t->rows, t->n_rows, &next, out + id);
        add_slices(&next, t->rows, t->rows + t->n_rows);
        id += t->n_rows;
    }
    out[id] = old[pt->old->n_entries];
    out[id].attrs = next.attrs;
    out[id].tags = next.tags;
    out[id].refs = next.refs;
}

/* The elements of a section that belong to the n rows, as one piece. */
static pl_ix_piece slices_of(const pl_ix_entry *rows, uint32_t n, const pl_patch_weave *w,
                             const void *elements, size_t size)
{
    uint32_t first, end;
    memcpy(&first, (const char *)rows + w->slice, sizeof first);
    memcpy(&end, (const char *)(rows + n) + w->slice, sizeof end);
    pl_assert(first <= end);
    return end > first
               ? (pl_ix_piece){ .at = (const char *)elements + first * size, .count = end - first }
               : (pl_ix_piece){ 0 };
}

pl_ix_piece pl_patch__weave(pl_patch *pt, const pl_patch_turn *turns, size_t n,
                            pl_ix_section section, const pl_patch_weave *w)
{
    size_t size = pl_ix__element_size[section];
    pl_ix_piece *p = pl_arena_zero(&pt->arena, n * 2 * sizeof *p, _Alignof(pl_ix_piece));
    pl_assert(n > 0);
    for (size_t i = 0; i < n; i++) {
        const pl_patch_turn *t = &turns[i];
        p[i * 2] = slices_of(pt->old->entries + t->old, t->n, w, w->old, size);
        if (t->rows)
            p[i * 2 + 1] = slices_of(t->rows, t->n_rows, w, w->new_rows, size);
        p[i * 2].more = &p[i * 2 + 1];
        p[i * 2 + 1].more = i + 1 < n ? &p[i * 2 + 2] : NULL;
    }
    return p[0];
}

/* ---- sections */

/* A piece of `first` followed by `second`. */
static pl_ix_piece join(pl_patch *pt, pl_ix_piece first, pl_ix_piece second)
{
    pl_ix_piece *more = PL_NEW(&pt->arena, pl_ix_piece);
    *more = second;
    first.more = more;
    return first;
}

void pl_patch__pieces(pl_patch *pt, pl_ix_piece pieces[PL_IX_SECTION_COUNT])
{
    for (unsigned s = 0; s < PL_IX_SECTION_COUNT; s++) {
        uint32_t n;
        const void *at = pl_index_section(pt->old, (pl_ix_section)s, &n);
        pieces[s] = (pl_ix_piece){ .at = at, .count = n };
    }
#define PUT(name, vec) pieces[PL_IX_##name] = (pl_ix_piece){ .at = (vec).at, .count = (vec).n }
    pieces[PL_IX_STR_OFF] = join(pt, pieces[PL_IX_STR_OFF],
                                 (pl_ix_piece){ .at = pt->offsets.at, .count = pt->offsets.n });
    pieces[PL_IX_STR_TEXT] = join(pt, pieces[PL_IX_STR_TEXT],
                                  (pl_ix_piece){ .at = pt->text.ptr, .count = pt->text.len });
    pieces[PL_IX_FILE].at = pt->file_rows;
    PUT(VERDICT, pt->verdicts.list);
    PUT(DIAG, pt->verdicts.diags);
    PUT(INPUT, pt->inputs);
    PUT(PRECHECK, pt->prechecks);
    pieces[PL_IX_READ].count = 0;
#undef PUT
}

char *pl_patch__lay_out(pl_patch *pt, const pl_ix_piece pieces[PL_IX_SECTION_COUNT], size_t *size)
{
    pl_str spare = pt->spare;
    pl_ix_header header = { .options = pt->what->options,
                            .program = pt->what->program,
                            .device = pt->what->device,
                            .as_of_ns = pt->what->as_of_ns };
    pl_patch__check(pt);
    pt->spare = (pl_str){ 0 };
    return pl_ix__lay_out(pieces, header, spare, size);
}

bool pl_patch__has_room(const pl_patch *pt)
{
    return pt->text.len < PL_IX_NAME_SUM && pt->offsets.n < PL_IX_NAME_SUM &&
           (size_t)pl_patch__text_end(pt->old) + pt->text.len < (size_t)1 << 30 &&
           pt->old->n_strings + pt->offsets.n < PL_IX_REF_ATTR;
}
