#include "render/text_lines.h"
#include "base/assert.h"

enum { LEAST_WIDTH = 26, MOST_WIDTH = 200, STEP = 2 };

void pl_lines_done(pl_text_lines *l)
{
    pl_buf_done(&l->prefix);
    pl_buf_done(&l->room);
}

long pl_lines_width(unsigned columns, long depth)
{
    long width = columns < MOST_WIDTH ? (long)columns : MOST_WIDTH;
    long least = LEAST_WIDTH + STEP * depth;
    return width > least ? width : least;
}

void pl_lines_newline(pl_text_lines *l)
{
    pl_buf_byte(l->pen.out, '\n');
}

void pl_lines_prefix(pl_text_lines *l, const char *more)
{
    size_t mark = l->prefix.len;
    pl_buf_cstr(&l->prefix, more);
    pl_pen_paint(&l->pen, PL_PAINT_INDENT, pl_buf_view(&l->prefix));
    l->prefix.len = mark;
}

long pl_lines_left(const pl_text_lines *l, const char *more)
{
    return l->pen.width - (long)l->prefix.len - (long)strlen(more);
}

void pl_lines_enter(pl_text_lines *l, bool last)
{
    pl_buf_cstr(&l->prefix, last ? "  " : "| ");
}

void pl_lines_leave(pl_text_lines *l)
{
    pl_assert(l->prefix.len >= STEP);
    l->prefix.len -= STEP;
}

long pl_lines_cut(pl_text_lines *l, pl_paint paint, pl_str text, long n)
{
    l->room.len = 0;
    long length = pl_pen_cut(&l->pen, text, n, &l->room);
    pl_pen_paint(&l->pen, paint, pl_buf_view(&l->room));
    pl_buf_byte(l->pen.out, ' ');
    return length + 1;
}

void pl_lines_status(pl_text_lines *l, pl_row_status status)
{
    static const char *const words[] = { "ERROR", "ALARM", "INFO ", "OK   ", "SKIP " };
    pl_assert((size_t)status < PL_COUNT(words));
    pl_pen_paint(&l->pen, pl_paint_of_word(status), pl_str_cstr(words[status]));
    pl_pen_paint(&l->pen, PL_PAINT_INDENT, PL_S(":"));
    pl_buf_byte(l->pen.out, ' ');
}

void pl_lines_error(pl_text_lines *l, pl_str error)
{
    pl_lines_newline(l);
    pl_lines_prefix(l, "");
    pl_lines_status(l, PL_ROW_ERROR);
    l->room.len = 0;
    pl_pen_cut(&l->pen, error, pl_lines_left(l, "") - PL_TEXT_STATUS_LENGTH, &l->room);
    pl_pen_paint(&l->pen, PL_PAINT_FAILED, pl_buf_view(&l->room));
    pl_lines_newline(l);
    pl_lines_prefix(l, "");
}
