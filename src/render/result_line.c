/* result_line.c - one record per row, one line per cell (cli.md 4.3). */
#include "base/str.h"
#include "base/utf8.h"
#include "render/result.h"

static void line_columns(pl_result *r)
{
    r->widths = pl_arena_alloc(&r->arena, (r->n_columns + 1) * sizeof *r->widths);
    for (uint32_t i = 0; i < r->n_columns; i++) {
        size_t runes = pl_utf8_runes(r->columns[i].name);
        if (runes > r->name_runes)
            r->name_runes = runes;
    }
}

static void put_padded(pl_buf *out, pl_str text, size_t width)
{
    size_t runes = pl_utf8_runes(text);
    pl_buf_str(out, text);
    pl_buf_fill(out, ' ', runes < width ? width - runes : 0);
}

/* The number of runes in the longest line; a CR before a line end does not count. */
static size_t widest_line(pl_str text)
{
    size_t widest = 0;
    while (text.ptr) {
        pl_str line = pl_str_split(&text, '\n');
        if (pl_str_ends(line, PL_S("\r")))
            line.len--;
        size_t runes = pl_utf8_runes(line);
        widest = runes > widest ? runes : widest;
    }
    return widest;
}

/* A cell of several lines: all but the last end with a plus, and all are as wide as the widest
 * cell of the record. */
static void put_lines(pl_result *r, pl_str name, pl_str text, size_t width)
{
    pl_buf *out = pl_spool_buf(&r->out);
    while (text.ptr) {
        pl_str line = pl_str_split(&text, '\n');
        put_padded(out, name, r->name_runes);
        pl_buf_cstr(out, " | ");
        put_padded(out, line, width);
        pl_buf_cstr(out, text.ptr ? " +\n" : "\n");
        name = (pl_str){ 0 };
    }
}

static void put_cell(pl_result *r, pl_str name, pl_str text, size_t width)
{
    pl_buf *out = pl_spool_buf(&r->out);
    if (text.len && memchr(text.ptr, '\n', text.len)) {
        put_lines(r, name, text, width);
        return;
    }
    put_padded(out, name, r->name_runes);
    pl_buf_cstr(out, " | ");
    pl_buf_str(out, text);
    pl_buf_byte(out, '\n');
}

/* Write "-[ RECORD 1  ]---...". */
static void put_title(pl_buf *out, uint64_t row)
{
    pl_buf_cstr(out, "-[ RECORD ");
    pl_buf_u64(out, row);
    pl_buf_cstr(out, row < 10 ? "  ]" : " ]");
    pl_buf_fill(out, '-', 75);
    pl_buf_byte(out, '\n');
}

/* All cells of the record are made first, because the widest line decides how lines are filled
 * up. */
static void line_row(pl_result *r, const pl_cell *cells)
{
    pl_buf *out = pl_spool_buf(&r->out);
    size_t width = 0, at = 0;
    r->scratch.len = 0;
    pl_buf_reserve(&r->scratch, 1);
    for (uint32_t i = 0; i < r->n_columns; i++) {
        size_t start = r->scratch.len;
        pl_result__text(&cells[i], &r->columns[i], true, &r->scratch);
        r->widths[i] = r->scratch.len;
        size_t widest = widest_line(pl_str_make(r->scratch.ptr + start, r->scratch.len - start));
        width = widest > width ? widest : width;
    }
    put_title(out, (uint64_t)r->rows + 1);
    for (uint32_t i = 0; i < r->n_columns; at = r->widths[i], i++)
        put_cell(r, r->columns[i].original, pl_str_make(r->scratch.ptr + at, r->widths[i] - at),
                 width);
}

const pl_result_writer pl_result__line = { line_columns, line_row, NULL };
