/* text.c - the text output of a check: `text` and `brief` (check-and-outputs.md 8).
 *
 *     Acme baseline ......... 2 / 6 [==========]     heading
 *     |                                              the line after it
 *     + Storage ............. 1 / 4 [=======   ]     heading: prefix, title, dots, counts
 *     | |
 *     | + Buckets ...... HIGH 1 / 3 [=====     ]
 *     | | |
 *     | | ALARM: web is public. .... us-east-1 1     row: body prefix, status, reason, values
 */
#include "render/text_dims.h"
#include "base/assert.h"
#include "render/text_lines.h"
#include "render/writer.h"
#include "run/review.h"
#include <limits.h>

typedef struct text_writer {
    pl_text_lines lines;
    const pl_check_tree *tree;
    const pl_write_options *options;
    pl_fitted fit;
    pl_dim_colors colors;
    pl_sink *sink;
} text_writer;

static void write_heading(text_writer *w, const char *more, const pl_node_info *info,
                          pl_str severity, const pl_counts *counts)
{
    pl_pen *pen = &w->lines.pen;
    long room = pl_lines_left(&w->lines, more);
    pl_str title = pl_write_title(w->options, info);
    pl_lines_prefix(&w->lines, more);
    if (w->tree->dry_run) {
        pl_lines_cut(&w->lines, PL_PAINT_TITLE, title, room - 1);
        return;
    }
    uint32_t failed = pl_counts_failed(counts), total = pl_counts_total(counts);
    room -= pl_pen_counter_length(pen, failed, total, true) + PL_GRAPH_LENGTH +
            pl_text_severity_length(severity);
    if (room > 0)
        room -= pl_lines_cut(&w->lines, PL_PAINT_TITLE, title, room - 1);
    pl_pen_spacer(pen, room);
    pl_pen_severity(pen, severity);
    pl_pen_counter(pen, failed, total, true);
    pl_pen_graph(pen, failed, total, PL_PAINT_CELL_FAIL);
}

/* ---- controls */

enum { LEAST_REASON = 10 };

/* The status whose colour is used; an exempted row has that of skip. */
static pl_row_status shown_status(const pl_check_row *row)
{
    return row->exemption ? PL_ROW_SKIP : (pl_row_status)row->status;
}

/* Write the status. Returns its length. */
static long write_status(text_writer *w, const pl_check_row *row)
{
    static const char exempt[] = "EXEMPT";
    if (!row->exemption) {
        pl_lines_status(&w->lines, (pl_row_status)row->status);
        return PL_TEXT_STATUS_LENGTH;
    }
    pl_pen_paint(&w->lines.pen, pl_paint_of_word(PL_ROW_SKIP), pl_str_cstr(exempt));
    pl_pen_paint(&w->lines.pen, PL_PAINT_INDENT, PL_S(":"));
    pl_buf_byte(w->lines.pen.out, ' ');
    return (long)sizeof exempt - 1 + 2;
}

/* Write why the row is exempted before its reason, because the end of a line may be cut off. */
static void write_marked(pl_buf *out, const pl_check_row *row)
{
    pl_assert(row->change || row->exemption);
    const pl_exemption *x = row->exemption;
    if (row->change)
        pl_buf_printf(out, "[%.*s] ", PL_FMT(pl_row_change_name((pl_row_change)row->change)));
    if (x)
        pl_buf_printf(out, "(%s%.*s%s%.*s) ", x->until.len ? "until " : "", PL_FMT(x->until),
                      x->until.len ? ": " : "", PL_FMT(x->reason));
    pl_buf_str(out, row->reason);
}

/* Write a row. The values are laid out first, and the reason gets the room that is left. */
static void write_row(text_writer *w, const pl_check_row *row)
{
    pl_pen *pen = &w->lines.pen;
    long room = pl_lines_left(&w->lines, "");
    pl_buf *out = pen->out, values = { 0 }, marked = { 0 };
    pl_str reason = row->reason;
    pl_lines_prefix(&w->lines, "");
    room -= write_status(w, row);
    if (row->change || row->exemption) {
        write_marked(&marked, row);
        reason = pl_buf_view(&marked);
    }
    w->fit.n = 0;
    pl_assert(pen->out == out);
    if (room > LEAST_REASON)
        pl_dims_fit(pen, row, room - LEAST_REASON, &w->fit);
    pen->out = &values;
    room -= pl_dims_write(pen, pen->color ? &w->colors : NULL, row, &w->fit);
    pen->out = out;
    room -= pl_lines_cut(&w->lines, pl_paint_of_reason(shown_status(row)), reason, room - 1);
    if (row->n_dimensions)
        pl_pen_spacer(pen, room);
    pl_buf_str(out, pl_buf_view(&values));
    pl_assert(pen->out == out);
    pl_buf_done(&values);
    pl_buf_done(&marked);
}

/* Is the row shown in `brief`? Failures are; exempted ones only on request. */
static bool is_brief(const text_writer *w, const pl_check_row *row)
{
    if (row->exemption && w->tree->reviewed->review->statuses == PL_SHOW_ALL)
        return false;
    return row->status == PL_ROW_ALARM || row->status == PL_ROW_ERROR;
}

static void write_rows(text_writer *w, const pl_control_run *run)
{
    pl_row_walk walk = { 0 };
    const pl_check_row *row;
    bool any = false;
    while ((row = pl_row_walk_next(&walk, &run->rows))) {
        if (w->options->brief && !is_brief(w, row))
            continue;
        pl_lines_newline(&w->lines);
        write_row(w, row);
        any = true;
        pl_sink_pass(w->sink);
    }
    if (any) {
        pl_lines_newline(&w->lines);
        pl_lines_prefix(&w->lines, "");
    }
}

static void write_error(text_writer *w, const pl_control_run *run)
{
    pl_row_change change = pl_run_change(run);
    pl_buf text = { 0 };
    if (change)
        pl_buf_printf(&text, "[%.*s] ", PL_FMT(pl_row_change_name(change)));
    pl_buf_str(&text, run->error);
    pl_lines_error(&w->lines, pl_buf_view(&text));
    pl_buf_done(&text);
}

/* `last`: nothing follows that a bar would lead to. */
static void write_control(text_writer *w, const pl_control_run *run, bool last)
{
    bool dry = w->tree->dry_run;
    write_heading(w, "+ ", &run->info, run->info.severity, &run->counts);
    pl_lines_newline(&w->lines);
    pl_lines_enter(&w->lines, last);
    pl_lines_prefix(&w->lines, run->n_rows && !dry ? "| " : "");
    if (run->error.len && !dry)
        write_error(w, run);
    if (!dry)
        write_rows(w, run);
    pl_lines_leave(&w->lines);
}

/* ---- groups */

static void write_group(text_writer *w, const pl_group *group, bool top, bool last);

/* Is it the last benchmark among the declared children? Benchmarks without controls do not
 * count, filtered controls do (8.5). */
static bool is_last_group(const pl_group *group, uint32_t at)
{
    pl_assert(at < group->n_children);
    for (uint32_t i = at + 1; i < group->n_children; i++) {
        const pl_tree_child *c = &group->children[i];
        if (c->group || c->run || !c->is_benchmark)
            return false;
    }
    return true;
}

static void write_children(text_writer *w, const pl_group *group)
{
    for (uint32_t i = 0; i < group->n_children; i++) {
        const pl_tree_child *c = &group->children[i];
        if (!c->group && !c->run)
            continue;
        pl_lines_newline(&w->lines);
        if (c->group)
            write_group(w, c->group, false, is_last_group(group, i));
        else
            write_control(w, c->run, i + 1 == group->n_children);
        pl_sink_pass(w->sink);
    }
}

static void write_group(text_writer *w, const pl_group *group, bool top, bool last)
{
    write_heading(w, top ? "" : "+ ", &group->info, (pl_str){ 0 }, &group->counts);
    pl_lines_newline(&w->lines);
    if (!top)
        pl_lines_enter(&w->lines, last);
    pl_lines_prefix(&w->lines, "| ");
    write_children(w, group);
    if (top && w->tree->reviewed && !group->n_children)
        pl_lines_newline(&w->lines);
    if (!top)
        pl_lines_leave(&w->lines);
}

/* ---- summary */

static void write_status_line(text_writer *w, const char *label, pl_row_status status,
                              uint32_t count, long width)
{
    pl_pen *pen = &w->lines.pen;
    pl_str word = pl_str_cstr(label);
    pl_buf number = { 0 };
    pl_text_commas(&number, count);
    pl_pen_paint(pen, pl_paint_of_word(status), word);
    pl_buf_byte(pen->out, ' ');
    pl_pen_spacer(pen, width - (long)word.len - (long)number.len - 2 - PL_GRAPH_LENGTH);
    pl_pen_paint(pen, pl_paint_of_word(status), pl_buf_view(&number));
    pl_buf_byte(pen->out, ' ');
    pl_pen_graph(pen, count, count, pl_paint_of_cells(status));
    pl_lines_newline(&w->lines);
    pl_buf_done(&number);
}

static long count_line_length(const pl_pen *pen, const char *word, const pl_counts *counts)
{
    return (long)strlen(word) + 1 +
           pl_pen_counter_length(pen, pl_counts_failed(counts), pl_counts_total(counts), false) +
           PL_GRAPH_LENGTH;
}

static void write_count_line(text_writer *w, const char *word, pl_paint paint,
                             const pl_counts *counts, long width)
{
    pl_pen *pen = &w->lines.pen;
    pl_pen_paint(pen, paint, pl_str_cstr(word));
    pl_buf_byte(pen->out, ' ');
    pl_pen_spacer(pen, width - count_line_length(pen, word, counts));
    pl_pen_counter(pen, pl_counts_failed(counts), pl_counts_total(counts), false);
    pl_pen_graph(pen, pl_counts_failed(counts), pl_counts_total(counts), PL_PAINT_CELL_FAIL);
    pl_lines_newline(&w->lines);
}

static const pl_counts *find_severity(const pl_group *group, const char *word)
{
    for (uint32_t i = 0; i < group->n_severities; i++)
        if (pl_str_eq(group->severities[i].severity, pl_str_cstr(word)))
            return &group->severities[i].counts;
    return NULL;
}

/* The width of the block: a line for critical has four places for dots; without such a line the
 * next one fills the whole width. */
enum { CRITICAL_SPACER = 4 };

static long longer(long a, long b)
{
    return a > b ? a : b;
}

static void write_summary(text_writer *w)
{
    static const pl_row_status order[] = { PL_ROW_OK, PL_ROW_SKIP, PL_ROW_INFO, PL_ROW_ALARM,
                                           PL_ROW_ERROR };
    static const char *const words[] = { "ERROR", "ALARM", "INFO", "OK", "SKIP" };
    pl_pen *pen = &w->lines.pen;
    const pl_group *root = w->tree->root;
    const pl_counts *critical = find_severity(root, "critical");
    const pl_counts *high = find_severity(root, "high");
    long fill =
        critical ? count_line_length(pen, "CRITICAL", critical) + CRITICAL_SPACER : pen->width;
    long width = fill;
    if (high)
        width = longer(fill, count_line_length(pen, "HIGH", high));
    else if (!critical)
        width = longer(fill, count_line_length(pen, "TOTAL", &root->counts));
    pl_pen_paint(pen, PL_PAINT_TITLE, PL_S("Summary"));
    pl_buf_cstr(pen->out, "\n\n");
    for (size_t i = 0; i < PL_COUNT(order); i++)
        write_status_line(w, words[order[i]], order[i], root->counts.of[order[i]], width);
    if (root->counts.exempted)
        write_status_line(w, "EXEMPT", PL_ROW_SKIP, root->counts.exempted, width);
    if (critical || high)
        pl_lines_newline(&w->lines);
    if (critical)
        write_count_line(w, "CRITICAL", PL_PAINT_SEVERITY, critical, fill);
    if (high)
        write_count_line(w, "HIGH", PL_PAINT_SEVERITY, high, fill);
    pl_lines_newline(&w->lines);
    write_count_line(w, "TOTAL", PL_PAINT_TITLE, &root->counts, width);
}

/* ---- notes of a review */

static void write_notes(text_writer *w)
{
    pl_buf lines = { 0 };
    pl_review_lines(w->tree->reviewed, true, &lines);
    pl_str rest = pl_buf_view(&lines);
    if (rest.len)
        pl_lines_newline(&w->lines);
    while (rest.len) {
        pl_pen_cut(&w->lines.pen, pl_str_split(&rest, '\n'), LONG_MAX, w->lines.pen.out);
        pl_lines_newline(&w->lines);
    }
    pl_buf_done(&lines);
}

/* ---- the whole */

static long indent_of(const pl_group *group, long depth)
{
    long most = 0;
    if (!group->n_groups)
        return 0;
    for (uint32_t i = 0; i < group->n_children; i++)
        if (group->children[i].group)
            most = longer(most, indent_of(group->children[i].group, depth + 1));
    return depth + most;
}

bool pl_write_text(const pl_check_tree *tree, const pl_write_options *options, pl_sink *sink,
                   pl_diags *diags)
{
    const pl_tree_child *item = pl_check_tree_item(tree);
    text_writer w = { .lines.pen = { .out = &sink->text,
                                     .color = options->color,
                                     .terminal = options->terminal,
                                     .width =
                                         pl_lines_width(options->columns, indent_of(tree->root, 0)),
                                     .max_failed = pl_counts_failed(&tree->root->counts),
                                     .max_total = pl_counts_total(&tree->root->counts) },
                      .tree = tree,
                      .options = options,
                      .sink = sink };
    (void)diags;
    if (options->color)
        pl_dim_colors_fill(&w.colors, tree);
    pl_lines_newline(&w.lines);
    if (item->group)
        write_group(&w, item->group, true, true);
    else if (item->run)
        write_control(&w, item->run, true);
    pl_lines_newline(&w.lines);
    if (tree->dry_run)
        pl_lines_newline(&w.lines);
    else
        write_summary(&w);
    write_notes(&w);
    pl_dim_colors_done(&w.colors);
    pl_buf_done(&w.fit.room);
    pl_lines_done(&w.lines);
    return !sink->failed;
}
