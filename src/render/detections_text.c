/* detections_text.c - the text output of detections. */
#include "base/str.h"
#include "base/utf8.h"
#include "base/assert.h"
#include "render/detections.h"
#include "render/text_lines.h"
#include "run/review.h"

typedef struct text_writer {
    pl_text_lines lines;
    bool dry_run, own;
    pl_sink *sink;
} text_writer;

/* The title or, in our own manner, the short name of what has none. */
static pl_str title_of(const text_writer *w, const pl_node *panel)
{
    size_t dot = pl_str_rfind(panel->name, '.');
    if (panel->shown.title.len || !w->own)
        return panel->shown.title;
    return pl_str_sub(panel->name, dot < panel->name.len ? dot + 1 : 0, panel->name.len);
}

/* Write a heading. The count ends the line and is not aligned. */
static void write_heading(text_writer *w, const char *more, const pl_node *panel)
{
    pl_pen *pen = &w->lines.pen;
    uint64_t count = pl_detection_count(panel);
    pl_str severity = { 0 };
    if (count && pl_node_is_detection(panel))
        severity = pl_detection_severity(panel);
    long room = pl_lines_left(&w->lines, more) - pl_text_commas_length(count) -
                pl_text_severity_length(severity);
    pl_lines_prefix(&w->lines, more);
    if (w->dry_run) {
        pl_lines_cut(&w->lines, PL_PAINT_TITLE, title_of(w, panel),
                     pl_lines_left(&w->lines, more) - 1);
        return;
    }
    if (room > 0)
        room -= pl_lines_cut(&w->lines, PL_PAINT_TITLE, title_of(w, panel), room - 1);
    pl_pen_spacer(pen, room);
    pl_pen_severity(pen, severity);
    pl_text_commas(pen->out, count);
}

/* ---- detections */

static void write_row(text_writer *w, uint32_t n_shown, const pl_check_row *row)
{
    long width = n_shown ? pl_lines_left(&w->lines, "") / (long)n_shown - 1 : 0;
    pl_lines_prefix(&w->lines, "");
    for (uint32_t i = 0; i < n_shown; i++) {
        size_t before = w->lines.pen.out->len;
        pl_pen_cut(&w->lines.pen, row->dimensions[i].value, width, w->lines.pen.out);
        long length =
            (long)pl_utf8_runes(pl_str_sub(pl_buf_view(w->lines.pen.out), before, SIZE_MAX));
        if (length < width) /* line ends count */
            pl_buf_fill(w->lines.pen.out, ' ', (size_t)(width - length));
        pl_buf_byte(w->lines.pen.out, ' ');
    }
}

static void write_detection(text_writer *w, const pl_node *one, bool last)
{
    const pl_leaf_texts *texts = one->leaf.texts;
    pl_row_walk walk = { 0 };
    const pl_check_row *row;
    write_heading(w, "+ ", one);
    pl_lines_newline(&w->lines);
    pl_lines_enter(&w->lines, last);
    pl_lines_prefix(&w->lines, pl_detection_count(one) && !w->dry_run ? "| " : "");
    if (one->error.len)
        pl_lines_error(&w->lines, one->error);
    while ((row = pl_row_walk_next(&walk, &texts->rows))) {
        pl_lines_newline(&w->lines);
        write_row(w, texts->n_shown, row);
        pl_sink_pass(w->sink);
    }
    if (texts->rows.n) {
        pl_lines_newline(&w->lines);
        pl_lines_prefix(&w->lines, "");
    }
    pl_lines_leave(&w->lines);
}

/* ---- benchmarks */

static void write_benchmark(text_writer *w, const pl_node *panel, bool top, bool last)
{
    write_heading(w, top ? "" : "+ ", panel);
    pl_assert(!pl_node_is_detection(panel));
    pl_lines_newline(&w->lines);
    if (!top)
        pl_lines_enter(&w->lines, last);
    pl_lines_prefix(&w->lines, "| ");
    for (uint32_t i = 0; i < panel->n_children; i++) {
        const pl_node *child = panel->children[i];
        bool is_last = i + 1 == panel->n_children;
        pl_lines_newline(&w->lines);
        if (pl_node_is_detection(child))
            write_detection(w, child, is_last);
        else
            write_benchmark(w, child, false, is_last);
        pl_sink_pass(w->sink);
    }
    if (!top)
        pl_lines_leave(&w->lines);
}

/* ---- the whole */

/* The levels of benchmarks below `panel`, counted as in the text of controls. */
static long indent_of(const pl_node *panel, long depth)
{
    long most = 0;
    bool any = false;
    for (uint32_t i = 0; i < panel->n_children; i++) {
        if (pl_node_is_detection(panel->children[i]))
            continue;
        long below = indent_of(panel->children[i], depth + 1);
        any = true;
        most = below > most ? below : most;
    }
    return any ? depth + most : 0;
}

static void write_summary(text_writer *w, uint64_t count)
{
    pl_pen *pen = &w->lines.pen;
    pl_buf number = { 0 };
    pl_text_commas(&number, count);
    pl_pen_paint(pen, PL_PAINT_FAILED, PL_S("COUNT"));
    pl_buf_byte(pen->out, ' ');
    pl_pen_spacer(pen, pen->width - 7 - (long)number.len);
    pl_pen_paint(pen, PL_PAINT_FAILED, pl_buf_view(&number));
    pl_buf_cstr(pen->out, " \n");
    pl_buf_done(&number);
}

bool pl_detections_text(const pl_detections *tree, const pl_write_options *options, pl_sink *sink)
{
    long depth = indent_of(tree->root, 1);
    text_writer w = { .lines.pen = { .out = &sink->text,
                                     .color = options->color,
                                     .terminal = options->terminal,
                                     .width = pl_lines_width(options->columns, depth) },
                      .dry_run = tree->dry_run,
                      .own = options->program.len > 0,
                      .sink = sink };
    pl_lines_newline(&w.lines);
    write_benchmark(&w, tree->root, true, true);
    pl_lines_newline(&w.lines);
    if (tree->dry_run)
        pl_lines_newline(&w.lines);
    else
        write_summary(&w, pl_detection_count(tree->root));
    if (tree->hidden_leaves)
        pl_lines_newline(&w.lines);
    pl_review_detection_line(tree, &sink->text);
    pl_lines_done(&w.lines);
    return !sink->failed;
}
