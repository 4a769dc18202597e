/* text.c - tables for people. */
#include "history/text.h"
#include "base/assert.h"
#include "base/harmless.h"
#include "base/str.h"
#include "base/utf8.h"

void pl_text_data(const pl_history_output *how, pl_str text, pl_buf *out)
{
    if (how->terminal)
        pl_harmless_add(out, text);
    else
        pl_buf_str(out, text);
}

void pl_text_paint(const pl_history_output *how, pl_text_color color, const char *text, pl_buf *out)
{
    if (how->color)
        pl_buf_printf(out, "\033[%dm%s\033[0m", color, text);
    else
        pl_buf_cstr(out, text);
}

pl_str pl_text_name(pl_str name, pl_str workspace)
{
    pl_str mod = pl_str_sub(workspace, 4, workspace.len); /* "mod.shop" */
    if (!pl_str_starts(workspace, PL_S("mod.")) || !pl_str_starts(name, mod) ||
        name.len <= mod.len || name.ptr[mod.len] != '.')
        return name;
    return pl_str_sub(name, mod.len + 1, name.len);
}

/* ---- tables */

void pl_text_begin(pl_text_table *table, const pl_history_output *how, const char *titles)
{
    *table = (pl_text_table){ .how = how };
    pl_str rest = pl_str_cstr(titles);
    while (rest.len) {
        pl_str title = pl_str_split(&rest, ' ');
        pl_assert(table->n < PL_TEXT_COLUMNS);
        table->right[table->n] = pl_str_starts(title, PL_S(">"));
        pl_vec_push(&table->cells, pl_str_sub(title, table->right[table->n], title.len));
        table->n++;
    }
}

void pl_text_cell(pl_text_table *table, pl_str text)
{
    pl_buf shown = { 0 };
    pl_text_data(table->how, text, &shown);
    for (size_t i = 0; i < shown.len; i++) /* a cell is on one line */
        if (shown.ptr[i] == '\n' || shown.ptr[i] == '\r' || shown.ptr[i] == '\t')
            shown.ptr[i] = ' ';
    pl_vec_push(&table->cells, pl_arena_str(&table->arena, pl_buf_view(&shown)));
    pl_buf_done(&shown);
}

void pl_text_printf(pl_text_table *table, const char *format, ...)
{
    pl_buf text = { 0 };
    va_list args;
    va_start(args, format);
    pl_buf_vprintf(&text, format, args);
    va_end(args);
    pl_vec_push(&table->cells, pl_arena_str(&table->arena, pl_buf_view(&text)));
    pl_buf_done(&text);
}

void pl_text_time(pl_text_table *table, pl_str time)
{
    pl_text_printf(table, "%.*s %.*sZ", PL_FMT(pl_str_sub(time, 0, 10)),
                   PL_FMT(pl_str_sub(time, 11, 16)));
}

static void find_widths(const pl_text_table *table, size_t *widths)
{
    memset(widths, 0, PL_TEXT_COLUMNS * sizeof *widths);
    for (size_t i = 0; i < table->cells.n; i++) {
        size_t width = pl_utf8_clusters(table->cells.at[i]), *most = &widths[i % table->n];
        *most = width > *most ? width : *most;
    }
}

static void put_row(const pl_text_table *table, size_t first, const size_t *widths, pl_buf *out)
{
    size_t blanks = 0; /* those at the end of a line are left out */
    for (uint32_t k = 0; k < table->n; k++) {
        pl_str cell = table->cells.at[first + k];
        size_t room = widths[k] - pl_utf8_clusters(cell);
        if (cell.len) {
            pl_buf_fill(out, ' ', blanks + (table->right[k] ? room : 0));
            pl_buf_str(out, cell);
            blanks = 2 + (table->right[k] ? 0 : room);
        } else {
            blanks += widths[k] + 2;
        }
    }
    pl_buf_byte(out, '\n');
}

void pl_text_end(pl_text_table *table, const char *indent, pl_buf *out)
{
    size_t widths[PL_TEXT_COLUMNS];
    pl_assert(table->n && table->cells.n % table->n == 0);
    find_widths(table, widths);
    for (size_t i = 0; table->cells.n > table->n && i < table->cells.n; i += table->n) {
        pl_buf_cstr(out, indent);
        put_row(table, i, widths, out);
    }
    pl_vec_done(&table->cells);
    pl_arena_done(&table->arena);
}
