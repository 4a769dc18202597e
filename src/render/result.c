/* result.c - receives the rows of a query for any format, and writes csv. The other formats are in
 * result_json.c, result_line.c and result_table.c. */
#include "render/result.h"
#include "base/assert.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/cell.h"
#include "render/writer.h"

static const pl_result_writer *const writers[] = {
    [PL_RESULT_TABLE] = &pl_result__table,
    [PL_RESULT_CSV] = &pl_result__csv,
    [PL_RESULT_JSON] = &pl_result__json,
    [PL_RESULT_LINE] = &pl_result__line,
};

void pl_result_init(pl_result *r, pl_result_format format, const pl_run_output *options)
{
    pl_str s = options->separator;
    const unsigned char *p = (const unsigned char *)s.ptr;
    unsigned len = s.len ? pl_utf8_len(p, p + s.len) : 0;
    *r = (pl_result){ .format = format, .header = options->header, .timing = options->timing };
    r->separator = s.len ? pl_str_sub(s, 0, len ? len : 1) : PL_S(",");
}

void pl_result_done(pl_result *r)
{
    pl_spool_done(&r->out);
    pl_buf_done(&r->scratch);
    pl_buf_done(&r->lines);
    pl_arena_done(&r->arena);
}

/* The columns outlive the call of the driver, so they are copied. */
static bool take_columns(void *ctx, const pl_column *columns, uint32_t n)
{
    pl_result *r = ctx;
    pl_assert(!r->columns);
    r->columns = pl_arena_alloc(&r->arena, (n + 1) * sizeof *r->columns);
    r->n_columns = n;
    for (uint32_t i = 0; i < n; i++)
        r->columns[i] = (pl_column){ pl_arena_str(&r->arena, columns[i].name),
                                     pl_arena_str(&r->arena, columns[i].original),
                                     pl_arena_str(&r->arena, columns[i].type) };
    writers[r->format]->columns(r);
    return true;
}

static bool take_row(void *ctx, const pl_cell *cells)
{
    pl_result *r = ctx;
    pl_assert(r->columns);
    writers[r->format]->row(r, cells);
    r->rows++;
    pl_spool_pass(&r->out);
    return !r->out.error;
}

pl_row_sink pl_result_sink(pl_result *r)
{
    return (pl_row_sink){ take_columns, take_row, r };
}

bool pl_result_finish(pl_result *r, uint64_t nanos)
{
    if (!r->columns)
        take_columns(r, NULL, 0);
    if (writers[r->format]->end)
        writers[r->format]->end(r, nanos);
    return !r->out.error;
}

void pl_result__text(const pl_cell *cell, const pl_column *column, bool people, pl_buf *out)
{
    bool null = cell->tag == PL_CELL_NULL ||
                (cell->tag == PL_CELL_JSON && pl_json_is(cell->json, PL_JSON_NULL));
    if (!null)
        pl_cell_text(cell, column, people, out);
    else if (people)
        pl_buf_cstr(out, "<null>");
}

/* ---- csv */

static void put_field(const pl_result *r, pl_str text, pl_buf *out)
{
    if (!pl_write_csv_quoted(out, text, r->separator))
        pl_buf_str(out, text);
}

static void csv_columns(pl_result *r)
{
    pl_buf *out = pl_spool_buf(&r->out);
    for (uint32_t i = 0; r->header && i < r->n_columns; i++) {
        if (i)
            pl_buf_str(out, r->separator);
        put_field(r, r->columns[i].original, out);
    }
    if (r->header)
        pl_buf_byte(out, '\n');
}

static void csv_row(pl_result *r, const pl_cell *cells)
{
    pl_buf *out = pl_spool_buf(&r->out);
    for (uint32_t i = 0; i < r->n_columns; i++) {
        if (i)
            pl_buf_str(out, r->separator);
        r->scratch.len = 0;
        pl_result__text(&cells[i], &r->columns[i], false, &r->scratch);
        put_field(r, pl_buf_view(&r->scratch), out);
    }
    pl_buf_byte(out, '\n');
}

const pl_result_writer pl_result__csv = { csv_columns, csv_row, NULL };
