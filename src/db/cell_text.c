/* cell_text.c - cells as text: csv, tables, lines, dimensions.
 *
 * Where cli.md 4.6 b has no rule, the text is that of cell_general.c. */
#include "base/double.h"
#include "db/cell.h"
#include "db/civil.h"
#include "db/inner.h"
#include <inttypes.h>
#include <math.h>

static bool is_type(const pl_column *column, const char *name)
{
    return pl_str_eq(column->type, pl_str_cstr(name));
}

static void put_interval(const pl_cell *cell, pl_buf *out)
{
    if (cell->plain) {
        pl_cell__interval(cell, out);
        return;
    }
    pl_buf_printf(out, "{%d %d %" PRId64 "}", cell->interval.days, cell->interval.months,
                  cell->interval.micros);
}

/* ---- cells of csv, tables and lines */

/* Append a number with a comma before every third digit left of the point. Other characters count
 * as digits, so that "+Inf" becomes "+,Inf" (recorded). */
static void put_grouped(const char *text, size_t len, pl_buf *out)
{
    pl_str all = pl_str_make(text, len);
    size_t whole = pl_str_find(all, '.');
    for (size_t i = 0; i < whole; i++) {
        if (i && (whole - i) % 3 == 0)
            pl_buf_byte(out, ',');
        pl_buf_byte(out, text[i]);
    }
    pl_buf_add(out, text + whole, len - whole);
}

static void put_thousands(const pl_cell *cell, pl_buf *out)
{
    pl_buf text = { 0 };
    bool below = false;
    if (cell->tag == PL_CELL_DOUBLE) {
        below = cell->d < 0;
        pl_double_plain(&text, below ? -cell->d : cell->d, 64);
    } else {
        int64_t i = cell->tag == PL_CELL_INT ? cell->i : (int64_t)cell->u;
        below = i < 0;
        pl_buf_u64(&text, below ? 0 - (uint64_t)i : (uint64_t)i);
    }
    if (below)
        pl_buf_byte(out, '-');
    put_grouped(text.ptr, text.len, out);
    pl_buf_done(&text);
}

static void put_time(const pl_cell *cell, const pl_column *column, pl_buf *out)
{
    if (is_type(column, "DATE"))
        pl_civil__date(cell->time, out);
    else if (is_type(column, "TIMESTAMP") || is_type(column, "TIME") || is_type(column, "INTERVAL"))
        pl_civil__seconds(cell->time, out);
    else
        pl_civil__rfc3339(cell->time, false, out);
}

static bool is_json_type(const pl_column *column)
{
    return is_type(column, "JSON") || is_type(column, "JSONB");
}

void pl_cell_text(const pl_cell *cell, const pl_column *column, bool thousands, pl_buf *out)
{
    bool number = cell->tag == PL_CELL_INT || cell->tag == PL_CELL_UINT;
    number |= cell->tag == PL_CELL_DOUBLE;
    if (cell->tag == PL_CELL_NULL)
        return;
    if (thousands && number) {
        put_thousands(cell, out);
    } else if (cell->tag == PL_CELL_JSON || is_json_type(column)) {
        pl_jsonw w;
        pl_jsonw_init(&w, out, 0, true);
        pl_cell_leaf(cell, column, &w);
    } else if (cell->tag == PL_CELL_TIME) {
        put_time(cell, column, out);
    } else if (cell->tag == PL_CELL_DOUBLE) {
        pl_double_plain(out, cell->d, cell->bits);
    } else if (cell->tag == PL_CELL_UUID ||
               (cell->tag == PL_CELL_BYTES && cell->text.len == 16 && is_type(column, "UUID"))) {
        pl_cell__uuid(cell->text, out);
    } else if (cell->tag == PL_CELL_BYTES) {
        pl_buf_str(out, cell->text);
    } else if (cell->tag == PL_CELL_DECIMAL) {
        pl_cell__decimal(cell, false, out);
    } else if (cell->tag == PL_CELL_INTERVAL) {
        put_interval(cell, out);
    } else {
        pl_cell__general(cell, out);
    }
}

void pl_cell_json(const pl_cell *cell, const pl_column *column, pl_jsonw *w)
{
    static const pl_str native[] = { { "BOOL", 4 }, { "INT2", 4 },   { "INT4", 4 },
                                     { "INT8", 4 }, { "FLOAT4", 6 }, { "FLOAT8", 6 } };
    bool plain = cell->tag == PL_CELL_NULL || is_json_type(column);
    for (size_t i = 0; i < PL_COUNT(native) && !plain; i++)
        plain = pl_str_eq(column->type, native[i]);
    if (plain) {
        pl_cell_leaf(cell, column, w);
        return;
    }
    if (cell->tag == PL_CELL_TEXT) {
        pl_jsonw_str(w, cell->text);
        return;
    }
    if (cell->tag == PL_CELL_INT || cell->tag == PL_CELL_UINT || cell->tag == PL_CELL_DOUBLE) {
        pl_jsonw_raw(w, PL_S("\"")); /* nothing in it has to be escaped */
        pl_cell_text(cell, column, false, w->out);
        pl_buf_byte(w->out, '"');
        return;
    }
    pl_buf text = { 0 };
    pl_cell_text(cell, column, false, &text);
    pl_jsonw_str(w, pl_buf_view(&text));
    pl_buf_done(&text);
}

void pl_cell_dimension(const pl_cell *cell, const pl_column *column, pl_buf *out)
{
    switch ((pl_cell_tag)cell->tag) {
    case PL_CELL_NULL: pl_buf_cstr(out, "<nil>"); return;
    case PL_CELL_TIME: pl_civil__rfc3339(cell->time, false, out); return;
    case PL_CELL_JSON:
        if (cell->json->kind == PL_JSON_NUMBER)
            pl_double_plain(out, pl_db__json_number(cell->json), 64);
        else
            pl_cell__general(cell, out);
        return;
    default: break;
    }
    pl_column untyped = { .name = column->name };
    pl_cell_text(cell, &untyped, false, out);
}
