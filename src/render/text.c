/* text.c - the text output of checks and of detections: `text` and `brief` (check-and-outputs.md 8,
 * 16.3).
 *
 *     Acme baseline ......... 2 / 6 [==========]     heading
 *     |                                              the line after it
 *     + Storage ............. 1 / 4 [=======   ]     heading: prefix, title, dots, counts
 *     | |
 *     | + Buckets ...... HIGH 1 / 3 [=====     ]
 *     | | |
 *     | | ALARM: web is public. .... us-east-1 1     row: body prefix, status, reason, values
 *
 * Detections have the number of their rows in place of counts and graph, and rows of columns.
 */
#include "render/text_dims.h"
#include "base/assert.h"
#include "base/utf8.h"
#include "render/text_lines.h"
#include "render/writer.h"
#include "run/review.h"
#include <limits.h>

typedef struct text_writer {
    pl_text_lines lines;
    const pl_check_tree *tree; /* NULL: of detections */
    const pl_write_options *options;
    pl_fitted fit;
    pl_dim_colors colors;
    long deepest; /* depth of groups */
    bool dry_run;
    bool any; /* a row of the control at hand was written */
} text_writer;

/* The severity to show; none for a detection without rows. */
static pl_str severity_of(const pl_node *node)
{
    if (!pl_node_is_detection(node))
        return node->role == PL_NODE_CONTROL ? node->shown.severity : (pl_str){ 0 };
    return pl_detection_count(node) ? pl_detection_severity(node) : (pl_str){ 0 };
}

/* Write the prefix, the title, dots, and what there is to count at the end of the line. */
static void write_heading(text_writer *w, const pl_visit *at)
{
    const char *more = at->depth == 1 && at->node->role != PL_NODE_CONTROL ? "" : "+ ";
    pl_pen *pen = &w->lines.pen;
    long room = pl_lines_left(&w->lines, more);
    pl_str severity = severity_of(at->node), title = pl_write_title(w->options, at->node);
    const pl_counts none = { 0 }, *counts = w->tree ? &at->node->tally->counts : &none;
    uint32_t failed = pl_counts_failed(counts), total = pl_counts_total(counts);
    uint64_t rows = w->tree ? 0 : pl_detection_count(at->node);
    pl_lines_prefix(&w->lines, more);
    if (w->dry_run) {
        pl_lines_cut(&w->lines, PL_PAINT_TITLE, title, room - 1);
        pl_lines_newline(&w->lines);
        return;
    }
    room -= pl_text_severity_length(severity);
    room -= w->tree ? pl_pen_counter_length(pen, failed, total, true) + PL_GRAPH_LENGTH
                    : pl_text_commas_length(rows);
    if (room > 0)
        room -= pl_lines_cut(&w->lines, PL_PAINT_TITLE, title, room - 1);
    pl_pen_spacer(pen, room);
    pl_pen_severity(pen, severity);
    if (w->tree) {
        pl_pen_counter(pen, failed, total, true);
        pl_pen_graph(pen, failed, total, PL_PAINT_CELL_FAIL);
    } else {
        pl_text_commas(pen->out, rows);
    }
    pl_lines_newline(&w->lines);
}

/* ---- rows */

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

/* Write a row of a control. The values are laid out first, and the reason gets the room that is
 * left. */
static void write_result(text_writer *w, const pl_check_row *row)
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

/* Write a row of a detection: its columns share the line, and line ends count as characters. */
static void write_columns(text_writer *w, uint32_t n, const pl_check_row *row)
{
    long width = n ? pl_lines_left(&w->lines, "") / (long)n - 1 : 0;
    pl_buf *out = w->lines.pen.out;
    pl_lines_prefix(&w->lines, "");
    for (uint32_t i = 0; i < n; i++) {
        size_t before = out->len;
        pl_pen_cut(&w->lines.pen, row->dimensions[i].value, width, out);
        long length = (long)pl_utf8_runes(pl_str_sub(pl_buf_view(out), before, SIZE_MAX));
        pl_buf_fill(out, ' ', length < width ? (size_t)(width - length) : 0);
        pl_buf_byte(out, ' ');
    }
}

/* A dry run of controls has neither rows nor errors; detections run even then. */
static bool is_quiet(const text_writer *w)
{
    return w->dry_run && w->tree;
}

static void write_row(pl_visiting *walk, const pl_visit *at, const pl_check_row *row)
{
    text_writer *w = walk->state;
    if (is_quiet(w) || (w->tree && w->options->brief && !is_brief(w, row)))
        return;
    pl_lines_newline(&w->lines);
    if (w->tree)
        write_result(w, row);
    else
        write_columns(w, at->node->leaf->texts->n_shown, row);
    w->any = true;
}

/* ---- controls, detections */

static void write_error(pl_visiting *walk, const pl_visit *at)
{
    text_writer *w = walk->state;
    pl_row_change change = w->tree ? pl_run_change(at->node) : PL_CHANGE_NONE;
    pl_buf text = { 0 };
    if (is_quiet(w))
        return;
    if (change)
        pl_buf_printf(&text, "[%.*s] ", PL_FMT(pl_row_change_name(change)));
    pl_buf_str(&text, at->node->error);
    pl_lines_error(&w->lines, pl_buf_view(&text));
    pl_buf_done(&text);
}

/* Is this the last child, beside which no bar leads further down? After a control every child
 * counts; after a benchmark those do not that have no controls, but filtered controls do
 * (check-and-outputs.md 8.5). */
static bool is_last(const pl_visit *at)
{
    const pl_node *outer = at->outer->node;
    for (uint32_t i = at->at + 1; i < outer->n_children; i++) {
        const pl_node *child = outer->children[i];
        bool counts = child->role != PL_NODE_LEFT_OUT || !pl_str_eq(child->type, PL_S("benchmark"));
        if (pl_visit_is_control(at) || counts)
            return false;
    }
    return true;
}

static void begin_control(pl_visiting *walk, const pl_visit *at)
{
    text_writer *w = walk->state;
    uint64_t rows = w->tree ? at->node->tally->n_rows : pl_detection_count(at->node);
    pl_lines_newline(&w->lines);
    write_heading(w, at);
    pl_lines_enter(&w->lines, is_last(at));
    pl_lines_prefix(&w->lines, rows && !w->dry_run ? "| " : "");
    w->any = false;
}

static void end_control(pl_visiting *walk, const pl_visit *at)
{
    text_writer *w = walk->state;
    (void)at;
    if (w->any) {
        pl_lines_newline(&w->lines);
        pl_lines_prefix(&w->lines, "");
    }
    pl_lines_leave(&w->lines);
}

/* ---- summary */

/* A line of the summary for one status: word, dots, number, graph. */
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

static const pl_counts *find_severity(const pl_node *group, const char *word)
{
    for (uint32_t i = 0; i < group->tally->n_severities; i++)
        if (pl_str_eq(group->tally->severities[i].severity, pl_str_cstr(word)))
            return &group->tally->severities[i].counts;
    return NULL;
}

/* The width of the block: a line for critical has four places for dots; without such a line the
 * next one fills the whole width. */
enum { CRITICAL_SPACER = 4 };

static long longer(long a, long b)
{
    return a > b ? a : b;
}

/* The lines for critical and high exist only where there are such controls; they decide how
 * wide the block is. */
static void write_sums(text_writer *w)
{
    static const pl_row_status order[] = { PL_ROW_OK, PL_ROW_SKIP, PL_ROW_INFO, PL_ROW_ALARM,
                                           PL_ROW_ERROR };
    static const char *const words[] = { "ERROR", "ALARM", "INFO", "OK", "SKIP" };
    pl_pen *pen = &w->lines.pen;
    const pl_node *root = w->tree->root;
    const pl_counts *critical = find_severity(root, "critical");
    const pl_counts *high = find_severity(root, "high");
    long fill =
        critical ? count_line_length(pen, "CRITICAL", critical) + CRITICAL_SPACER : pen->width;
    long width = fill;
    if (high)
        width = longer(fill, count_line_length(pen, "HIGH", high));
    else if (!critical)
        width = longer(fill, count_line_length(pen, "TOTAL", &root->tally->counts));
    pl_pen_paint(pen, PL_PAINT_TITLE, PL_S("Summary"));
    pl_buf_cstr(pen->out, "\n\n");
    for (size_t i = 0; i < PL_COUNT(order); i++)
        write_status_line(w, words[order[i]], order[i], root->tally->counts.of[order[i]], width);
    if (root->tally->counts.exempted)
        write_status_line(w, "EXEMPT", PL_ROW_SKIP, root->tally->counts.exempted, width);
    if (critical || high)
        pl_lines_newline(&w->lines);
    if (critical)
        write_count_line(w, "CRITICAL", PL_PAINT_SEVERITY, critical, fill);
    if (high)
        write_count_line(w, "HIGH", PL_PAINT_SEVERITY, high, fill);
    pl_lines_newline(&w->lines);
    write_count_line(w, "TOTAL", PL_PAINT_TITLE, &root->tally->counts, width);
}

/* The summary of detections: the number of their rows. */
static void write_count(text_writer *w, uint64_t count)
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

/* ---- notes of a review */

/* Lines of a review are not cut, because they are sentences. */
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

/* ---- groups, and the whole */

static void measure_group(pl_visiting *walk, const pl_visit *at)
{
    text_writer *w = walk->state;
    w->deepest = longer(w->deepest, at->depth);
}

static void color_row(pl_visiting *walk, const pl_visit *at, const pl_check_row *row)
{
    text_writer *w = walk->state;
    (void)at;
    for (uint32_t i = 0; i < row->n_dimensions; i++)
        pl_dim_color(&w->colors, &row->dimensions[i]);
}

/* Find out how wide lines are, and which colour belongs to which value. */
static void begin_output(pl_visiting *walk, const pl_visit *root)
{
    static const pl_visitor measure = { .enter = measure_group };
    static const pl_visitor color = { .order = PL_WALK_DISTINCT, .row = color_row };
    const pl_check_tree *tree = walk->results.tree;
    text_writer *w = walk->state;
    w->tree = tree;
    w->options = walk->options;
    w->dry_run = tree ? tree->dry_run : walk->results.detections->dry_run;
    pl_walk_again(walk, &measure, root);
    /* as the reference adds up the levels that have groups below them */
    long indent = w->deepest * (w->deepest - 1) / 2;
    w->lines.pen = (pl_pen){ .out = walk->out,
                             .color = w->options->color,
                             .terminal = w->options->terminal,
                             .width = pl_lines_width(w->options->columns, indent),
                             .max_failed = tree ? pl_counts_failed(&tree->root->tally->counts) : 0,
                             .max_total = tree ? pl_counts_total(&tree->root->tally->counts) : 0 };
    if (tree && w->options->color)
        pl_walk_again(walk, &color, root);
}

static void begin_group(pl_visiting *walk, const pl_visit *at)
{
    text_writer *w = walk->state;
    if (!at->depth) {
        begin_output(walk, at);
        return;
    }
    pl_lines_newline(&w->lines);
    write_heading(w, at);
    if (at->depth > 1)
        pl_lines_enter(&w->lines, is_last(at));
    pl_lines_prefix(&w->lines, "| ");
}

/* A dry run has nothing to sum up. */
static void write_summary(pl_visiting *walk)
{
    const pl_detections *detections = walk->results.detections;
    text_writer *w = walk->state;
    pl_lines_newline(&w->lines);
    if (w->dry_run)
        pl_lines_newline(&w->lines);
    else if (detections)
        write_count(w, pl_detection_count(detections->root));
    else
        write_sums(w);
    if (!detections) {
        write_notes(w);
        return;
    }
    if (detections->hidden_leaves)
        pl_lines_newline(&w->lines);
    pl_review_detection_line(detections, walk->out);
}

static void end_group(pl_visiting *walk, const pl_visit *at)
{
    text_writer *w = walk->state;
    if (at->depth > 1) {
        pl_lines_leave(&w->lines);
    } else if (at->depth == 1) {
        if (w->tree && w->tree->reviewed && !at->node->n_children)
            pl_lines_newline(&w->lines);
    } else {
        write_summary(walk);
        pl_dim_colors_done(&w->colors);
        pl_buf_done(&w->fit.room);
        pl_lines_done(&w->lines);
    }
}

const pl_visitor pl_format_text = { .state = sizeof(text_writer),
                                    .enter = begin_group,
                                    .leave = end_group,
                                    .control = begin_control,
                                    .failed = write_error,
                                    .row = write_row,
                                    .end_control = end_control };
