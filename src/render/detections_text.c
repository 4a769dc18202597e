#include "base/utf8.h"
#include "render/detections.h"
#include "render/text_parts.h"

typedef struct text_writer {
    pl_pen pen;
    pl_buf prefix, room;
    bool dry_run;
    pl_sink *sink;
} text_writer;

static void newline(text_writer *w)
{
    pl_buf_byte(w->pen.out, '\n');
}

static void paint_prefix(text_writer *w, const char *more)
{
    size_t mark = w->prefix.len;
    pl_buf_cstr(&w->prefix, more);
    pl_pen_paint(&w->pen, PL_PAINT_INDENT, pl_buf_view(&w->prefix));
    w->prefix.len = mark;
}

static long paint_cut(text_writer *w, pl_paint paint, pl_str text, long n)
{
    w->room.len = 0;
    long length = pl_pen_cut(&w->pen, text, n, &w->room);
    pl_pen_paint(&w->pen, paint, pl_buf_view(&w->room));
    pl_buf_byte(w->pen.out, ' ');
    return length + 1;
}

/* The count ends the line: it is not aligned. */
static void write_heading(text_writer *w, const char *more, const pl_panel *panel)
{
    pl_pen *pen = &w->pen;
    const pl_detection *one = pl_detection_of(panel);
    uint64_t count = pl_detection_count(panel);
    pl_str severity = one && count ? one->severity : (pl_str){ 0 };
    long room = pen->width - pl_text_commas_length(count) - pl_text_severity_length(severity) -
                (long)w->prefix.len - (long)strlen(more);
    paint_prefix(w, more);
    if (w->dry_run) {
        paint_cut(w, PL_PAINT_TITLE, panel->title,
                  pen->width - (long)w->prefix.len - (long)strlen(more) - 1);
        return;
    }
    if (room > 0)
        room -= paint_cut(w, PL_PAINT_TITLE, panel->title, room - 1);
    pl_pen_spacer(pen, room);
    pl_pen_severity(pen, severity);
    pl_text_commas(pen->out, count);
}

/* ---- detections */

static void write_row(text_writer *w, const pl_detection *one, const pl_shown_row *row)
{
    long width = one->n_shown ? (w->pen.width - (long)w->prefix.len) / (long)one->n_shown - 1 : 0;
    paint_prefix(w, "");
    for (uint32_t i = 0; i < one->n_shown; i++) {
        size_t before = w->pen.out->len;
        pl_pen_cut(&w->pen, row->cells[i], width, w->pen.out);
        long length = (long)pl_utf8_runes(pl_str_sub(pl_buf_view(w->pen.out), before, SIZE_MAX));
        if (length < width) /* line ends count */
            pl_buf_fill(w->pen.out, ' ', (size_t)(width - length));
        pl_buf_byte(w->pen.out, ' ');
    }
}

static void write_error(text_writer *w, pl_str error)
{
    enum { STATUS_LENGTH = 7 };
    newline(w);
    paint_prefix(w, "");
    pl_pen_paint(&w->pen, PL_PAINT_FAILED, PL_S("ERROR"));
    pl_pen_paint(&w->pen, PL_PAINT_INDENT, PL_S(":"));
    pl_buf_byte(w->pen.out, ' ');
    w->room.len = 0;
    pl_pen_cut(&w->pen, error, w->pen.width - STATUS_LENGTH - (long)w->prefix.len, &w->room);
    pl_pen_paint(&w->pen, PL_PAINT_FAILED, pl_buf_view(&w->room));
    newline(w);
    paint_prefix(w, "");
}

static void write_detection(text_writer *w, const pl_detection *one, bool last)
{
    write_heading(w, "+ ", &one->panel);
    newline(w);
    pl_buf_cstr(&w->prefix, last ? "  " : "| ");
    paint_prefix(w, one->n_rows && !w->dry_run ? "| " : "");
    if (one->panel.error.len)
        write_error(w, one->panel.error);
    for (const pl_shown_row *row = one->rows; row; row = row->next) {
        newline(w);
        write_row(w, one, row);
        pl_sink_pass(w->sink);
    }
    if (one->rows) {
        newline(w);
        paint_prefix(w, "");
    }
    w->prefix.len -= 2;
}

/* ---- benchmarks */

static void write_benchmark(text_writer *w, const pl_panel *panel, bool top, bool last)
{
    write_heading(w, top ? "" : "+ ", panel);
    newline(w);
    if (!top)
        pl_buf_cstr(&w->prefix, last ? "  " : "| ");
    paint_prefix(w, "| ");
    for (uint32_t i = 0; i < panel->n_children; i++) {
        const pl_panel *child = panel->children[i];
        bool is_last = i + 1 == panel->n_children;
        newline(w);
        if (pl_detection_of(child))
            write_detection(w, pl_detection_of(child), is_last);
        else
            write_benchmark(w, child, false, is_last);
        pl_sink_pass(w->sink);
    }
    if (!top)
        w->prefix.len -= 2;
}

/* ---- the whole */

/* Levels of benchmarks below `panel`, as texts of controls count them. */
static long indent_of(const pl_panel *panel, long depth)
{
    long most = 0;
    bool any = false;
    for (uint32_t i = 0; i < panel->n_children; i++) {
        if (pl_detection_of(panel->children[i]))
            continue;
        long below = indent_of(panel->children[i], depth + 1);
        any = true;
        most = below > most ? below : most;
    }
    return any ? depth + most : 0;
}

static void write_summary(text_writer *w, uint64_t count)
{
    pl_pen *pen = &w->pen;
    pl_buf number = { 0 };
    pl_text_commas(&number, count);
    pl_pen_paint(pen, PL_PAINT_FAILED, PL_S("COUNT"));
    pl_buf_byte(pen->out, ' ');
    pl_pen_spacer(pen, pen->width - 7 - (long)number.len);
    pl_pen_paint(pen, PL_PAINT_FAILED, pl_buf_view(&number));
    pl_buf_cstr(pen->out, " \n");
    pl_buf_done(&number);
}

bool pl_detections_text(const pl_detection_tree *tree, const pl_write_options *options,
                        pl_sink *sink)
{
    enum { LEAST_WIDTH = 26, MOST_WIDTH = 200 };
    long least = LEAST_WIDTH + 2 * indent_of(tree->root, 1);
    long width = options->columns < MOST_WIDTH ? (long)options->columns : MOST_WIDTH;
    text_writer w = { .pen = { .out = &sink->text,
                               .color = options->color,
                               .width = width > least ? width : least },
                      .dry_run = tree->dry_run,
                      .sink = sink };
    newline(&w);
    write_benchmark(&w, tree->root, true, true);
    newline(&w);
    if (tree->dry_run)
        newline(&w);
    else
        write_summary(&w, pl_detection_count(tree->root));
    pl_buf_done(&w.prefix);
    pl_buf_done(&w.room);
    return !sink->failed;
}
