/* diag_row.c - converts check results and their messages to rows of an image, and back. */
#include "base/diag.h"
#include "base/str.h"
#include "base/assert.h"
#include "index/image.h"
#include "index/read.h"

static pl_ix_diag diag_row(const pl_diag *d, uint32_t file, pl_ix_keep_fn *keep, void *ctx)
{
    pl_assert(pl_diag_code_known(d->code));
    pl_assert(d->severity <= PL_WARNING);
    pl_ix_diag row = {
        .severity = (uint16_t)d->severity,
        .code = (uint16_t)d->code,
        .file = d->path.len ? file : PL_NONE,
        .start_byte = d->start.byte,
        .start_line = d->start.line,
        .start_column = d->start.column,
        .end_byte = d->end.byte,
        .end_line = d->end.line,
        .end_column = d->end.column,
    };
    row.summary = keep(ctx, d->summary); /* one by one: their order in images is fixed */
    row.detail = keep(ctx, d->detail);
    row.excerpt = keep(ctx, d->excerpt);
    return row;
}

void pl_ix__add_verdict(pl_ix_verdicts *to, const pl_ix_checked *what, pl_ix_keep_fn *keep,
                        void *ctx)
{
    if (!what->diags)
        return;
    what->file->flags |= what->level ? PL_IX_FILE_SCHEMA : PL_IX_FILE_SYNTAX;
    if (!pl_diags_count(what->diags))
        return;
    pl_ix_verdict v = {
        .level = what->level,
        .subject = what->at,
        .key = what->file->hash,
        .first_diag = (uint32_t)to->diags.n,
        .n_diags = (uint32_t)pl_diags_count(what->diags),
    };
    for (uint32_t i = 0; i < v.n_diags; i++)
        pl_vec_push(&to->diags, diag_row(pl_diags_get(what->diags, i), what->at, keep, ctx));
    pl_vec_push(&to->list, v);
}

void pl_ix__keep_verdict(pl_ix_verdicts *to, const pl_index *ix, const pl_ix_verdict *v)
{
    const pl_ix_diag *d = pl_index_section(ix, PL_IX_DIAG, NULL);
    pl_ix_verdict copy = *v;
    copy.first_diag = (uint32_t)to->diags.n;
    for (uint32_t i = 0; i < v->n_diags; i++)
        pl_vec_push(&to->diags, d[v->first_diag + i]);
    pl_vec_push(&to->list, copy);
}

const uint32_t *pl_ix__verdict_rows(const pl_index *ix, pl_arena *arena)
{
    uint32_t n;
    const pl_ix_verdict *v = pl_index_section(ix, PL_IX_VERDICT, &n);
    size_t bytes = ((size_t)ix->n_files * 2 + 1) * sizeof(uint32_t);
    uint32_t *at = pl_arena_zero(arena, bytes, _Alignof(uint32_t));
    for (uint32_t i = 0; i < n; i++)
        if (v[i].level < 2)
            at[v[i].subject * 2 + v[i].level] = i + 1;
    return at;
}

void pl_ix__verdicts_done(pl_ix_verdicts *verdicts)
{
    pl_vec_done(&verdicts->list);
    pl_vec_done(&verdicts->diags);
}

pl_diag pl_index_diag(const pl_index *ix, const pl_ix_diag *d, pl_str path)
{
    return (pl_diag){
        .severity = (pl_severity)d->severity,
        .code = (pl_diag_code)d->code,
        .summary = pl_index_str(ix, d->summary),
        .detail = pl_index_str(ix, d->detail),
        .path = d->file == PL_NONE ? (pl_str){ 0 } : path,
        .range = { d->start_byte, d->end_byte },
        .start = { d->start_line, d->start_column, d->start_byte },
        .end = { d->end_line, d->end_column, d->end_byte },
        .excerpt = pl_index_str(ix, d->excerpt),
    };
}
