/* text_dims.c - gives colours to dimensions in the order in which they are met, and cuts the values
 * of a row until they fit. */
#include "render/text_dims.h"
#include "base/assert.h"
#include "base/utf8.h"

/* ---- colours */

enum { START_ROW = 4, START_COLUMN = 27, LAST_ROW = 5, LAST_COLUMN = 51, COLUMNS = 36 };

static bool is_forbidden(int column)
{
    return (column >= 16 && column <= 20) || column == 22 || column == 23 ||
           (column >= 27 && column <= 29) || (column >= 34 && column <= 36) ||
           (column >= 40 && column <= 42) || (column >= 46 && column <= 49);
}

/* Move on in the palette of 256, a table of 36 columns, past colours that are hard to read. */
static void step(int *row, int *column, int by)
{
    pl_assert(by > 0 && by <= COLUMNS);
    *column += by;
    if (*column > LAST_COLUMN)
        *column -= COLUMNS;
    while (is_forbidden(*column))
        ++*column;
    *row += by;
    if (*row > LAST_ROW)
        *row -= LAST_ROW;
}

/* Compute the whole sequence once; it starts again when all colours were used. */
static void make_sequence(pl_dim_colors *c)
{
    bool used[256] = { false };
    int row = START_ROW, column = START_COLUMN;
    for (c->n = 0; c->n < sizeof c->given; c->n++) {
        step(&row, &column, 2);
        int color = column + COLUMNS * row, first = color;
        while (used[color & 255]) {
            step(&row, &column, 1);
            color = column + COLUMNS * row;
            if (color == first)
                return;
        }
        used[color & 255] = true;
        c->given[c->n] = (uint8_t)color;
    }
}

unsigned pl_dim_colors_nth(pl_dim_colors *colors, unsigned n)
{
    if (!colors->n)
        make_sequence(colors);
    pl_assert(colors->n > 0);
    return colors->given[n % colors->n];
}

static pl_str key_of(pl_arena *arena, const pl_dimension *d)
{
    char *text = pl_arena_take(arena, d->key.len + d->value.len + 1, 1);
    if (d->key.len)
        memcpy(text, d->key.ptr, d->key.len);
    text[d->key.len] = 0;
    if (d->value.len)
        memcpy(text + d->key.len + 1, d->value.ptr, d->value.len);
    return pl_str_make(text, d->key.len + d->value.len + 1);
}

unsigned pl_dim_color(pl_dim_colors *colors, const pl_dimension *dimension)
{
    pl_mark mark = pl_arena_mark(&colors->arena);
    bool added;
    pl_str key = key_of(&colors->arena, dimension);
    uint32_t n = pl_map_put(&colors->map, key, colors->map.n, &added);
    if (!added)
        pl_arena_rewind(&colors->arena, mark);
    return pl_dim_colors_nth(colors, n);
}

void pl_dim_colors_done(pl_dim_colors *colors)
{
    pl_map_done(&colors->map);
    pl_arena_done(&colors->arena);
}

/* ---- what fits */

/* A value of blanks alone is not shown. */
static bool is_blank(pl_str s)
{
    const unsigned char *p = (const unsigned char *)s.ptr, *end = s.len ? p + s.len : p;
    while (p < end) {
        unsigned len = pl_utf8_len(p, end);
        if (!len || !pl_utf8_is_space(pl_utf8_decode(p, len)))
            return false;
        p += len;
    }
    return true;
}

/* Cut the first value until all values take at most `most` bytes, by removing one printable
 * character after the other: "abc…", "ab…", "a…" and finally nothing. `rest`: the bytes of the
 * other values and of the blanks. What follows the line of its last character stays, because it
 * is a line of its own. */
static void cut_first(const pl_pen *pen, pl_str value, long length, long most, long rest,
                      pl_fitted *fit)
{
    size_t last = pl_pen_prefix(pen, value, length - 1);
    size_t line = last + pl_str_find(pl_str_sub(value, last, value.len), '\n');
    pl_str head = pl_str_sub(value, 0, line), tail = pl_str_sub(value, line, value.len);
    if (pl_str_rfind(pl_str_sub(head, 0, last), '\n') != last)
        tail.len = 0; /* several lines have characters */
    long room = most - rest - 3 - (long)tail.len, low = 1, high = length - 1;
    fit->room.len = 0;
    fit->cut = (pl_str){ 0 };
    if (room < 0 || (long)pl_pen_prefix(pen, head, 1) > room)
        return;
    while (low < high) { /* the most characters in front of the ellipsis, and one */
        long middle = (low + high + 1) / 2;
        if ((long)pl_pen_prefix(pen, head, middle - 1) <= room)
            low = middle;
        else
            high = middle - 1;
    }
    if (low < 2)
        return;
    pl_buf_str(&fit->room, pl_str_sub(head, 0, pl_pen_prefix(pen, head, low - 1)));
    pl_buf_cstr(&fit->room, "\xe2\x80\xa6");
    pl_buf_str(&fit->room, tail);
    fit->cut = pl_buf_view(&fit->room);
}

void pl_dims_fit(const pl_pen *pen, const pl_check_row *row, long most, pl_fitted *fit)
{
    long bytes = (long)row->n_dimensions - 1;
    fit->first = fit->n = 0;
    fit->cut = (pl_str){ 0 };
    if (!row->n_dimensions)
        return;
    for (uint32_t i = 0; i < row->n_dimensions; i++)
        bytes += (long)row->dimensions[i].value.len;
    fit->n = row->n_dimensions;
    fit->cut = row->dimensions[0].value;
    while (bytes > most) {
        pl_str value = row->dimensions[fit->first].value;
        long length = pl_pen_length(pen, value), rest = bytes - (long)value.len;
        if (length > 0) {
            cut_first(pen, value, length, most, rest, fit);
            bytes = rest + (long)fit->cut.len;
            if (bytes <= most)
                return;
        }
        if (fit->n <= 2) {
            fit->n = 0;
            return;
        }
        bytes = rest - 1;
        fit->first++, fit->n--;
        fit->cut = row->dimensions[fit->first].value;
    }
}

long pl_dims_write(pl_pen *pen, pl_dim_colors *colors, const pl_check_row *row,
                   const pl_fitted *fit)
{
    long length = 0;
    bool first = true;
    for (uint32_t i = 0; i < fit->n; i++) {
        const pl_dimension *d = &row->dimensions[fit->first + i];
        pl_str shown = i ? d->value : fit->cut;
        if (is_blank(d->value))
            continue;
        if (!first)
            pl_buf_byte(pen->out, ' ');
        length += !first + pl_pen_length(pen, shown);
        first = false;
        if (colors)
            pl_pen_put_colored(pen, pl_dim_color(colors, d), shown);
        else
            pl_pen_data(pen, shown);
    }
    return length;
}
