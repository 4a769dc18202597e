/* diag_row.c - messages as rows of an image, and rows as messages. */
#include "base/diag.h"
#include "base/str.h"
#include "base/assert.h"
#include "index/image.h"
#include "index/read.h"

pl_ix_diag pl_ix__diag_row(const pl_diag *d, uint32_t file)
{
    pl_assert(pl_diag_code_known(d->code));
    pl_assert(d->severity <= PL_WARNING);
    return (pl_ix_diag){
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
