#include "render/points.h"
#include "base/str.h"
#include "base/utf8.h"

/* The text of the file, which stays open until another one is asked for. */
static pl_str text_of(pl_points *points, pl_str path)
{
    pl_str open = pl_buf_view(&points->path);

    if (!open.len || !pl_str_eq(pl_str_sub(open, 0, open.len - 1), path)) {
        pl_view_close(&points->view);
        points->path.len = 0;
        pl_buf_str(&points->path, path);
        pl_buf_byte(&points->path, 0);
        (void)pl_view_open(&points->reader, points->path.ptr, &points->view); /* else: empty */
    }
    return pl_view_str(&points->view);
}

/* A byte order mark has no column. */
static pl_str without_mark(pl_str line)
{
    static const pl_str mark = PL_S("\xef\xbb\xbf");
    return pl_str_starts(line, mark) ? pl_str_sub(line, mark.len, line.len) : line;
}

/* The text of the line of byte `at` in front of it. */
static pl_str line_before(pl_str text, uint32_t at)
{
    pl_str before = pl_str_sub(text, 0, at);
    size_t end = pl_str_rfind(before, '\n');
    pl_str line = end < before.len ? pl_str_sub(before, end + 1, before.len) : before;

    return line.ptr == text.ptr ? without_mark(line) : line;
}

/* Does the text still have the line of the message where it was? */
static bool is_same(pl_str text, const pl_diag *d)
{
    size_t end;

    if (d->start.byte > text.len || d->end.byte > text.len)
        return false;
    end = pl_str_rfind(pl_str_sub(text, 0, d->start.byte), '\n');
    return pl_str_starts(pl_str_sub(text, end < d->start.byte ? end + 1 : 0, text.len), d->excerpt);
}

uint32_t pl_points_column(pl_points *points, const pl_diag *d, pl_pos pos)
{
    pl_str text = text_of(points, d->path);
    size_t at = 0;

    if (!pos.line)
        return 0;
    if (text.len && is_same(text, d))
        return (uint32_t)pl_utf8_runes(line_before(text, pos.byte)) + 1;
    if (pos.line != d->start.line)
        return pos.column;
    pl_str line = d->start.line == 1 ? without_mark(d->excerpt) : d->excerpt;
    uint32_t rest = pos.column - 1; /* clusters */
    for (; rest && at < line.len; rest--)
        at += pl_utf8_cluster(pl_str_sub(line, at, line.len));
    return (uint32_t)pl_utf8_runes(pl_str_sub(line, 0, at)) + rest + 1;
}

void pl_points_done(pl_points *points)
{
    pl_view_close(&points->view);
    pl_reader_done(&points->reader);
    pl_buf_done(&points->path);
}
