/* text.c - the text output of a check: `text` and `brief` (check-and-outputs.md 8).
 *
 *     Acme baseline ......... 2 / 6 [==========]     heading
 *     |                                              the line behind it
 *     + Storage ............. 1 / 4 [=======   ]     heading: prefix, title, dots, counts
 *     | |
 *     | + Buckets ...... HIGH 1 / 3 [=====     ]
 *     | | |
 *     | | ALARM: web is public. .... us-east-1 1     row: body prefix, status, reason, values
 *
 * A group hands each child its own prefix, which is two characters longer than its
 * parent's: blanks below the last child, else a bar. */
#include "render/text_dims.h"
#include "render/text_parts.h"
#include "render/writer.h"

typedef struct text_writer {
    pl_pen pen;
    const pl_check_tree *tree;
    bool brief;
    pl_buf prefix; /* of what is inside the group at hand */
    pl_buf room;   /* cut texts on their way */
    pl_fitted fit;
    pl_dim_colors colors;
    pl_sink *sink;
} text_writer;

static void newline(text_writer *w)
{
    pl_buf_byte(w->pen.out, '\n');
}

/* The inherited prefix and `more`, as one piece. */
static void paint_prefix(text_writer *w, const char *more)
{
    size_t mark = w->prefix.len;
    pl_buf_cstr(&w->prefix, more);
    pl_pen_paint(&w->pen, PL_PAINT_INDENT, pl_buf_view(&w->prefix));
    w->prefix.len = mark;
}

/* Painted and cut to `n`, a blank behind; returns how much of the line it takes. */
static long paint_cut(text_writer *w, pl_paint paint, pl_str text, long n)
{
    w->room.len = 0;
    long length = pl_pen_cut(&w->pen, text, n, &w->room);
    pl_pen_paint(&w->pen, paint, pl_buf_view(&w->room));
    pl_buf_byte(w->pen.out, ' ');
    return length + 1;
}

static void write_heading(text_writer *w, const char *more, const pl_node_info *info,
                          pl_str severity, const pl_counts *counts)
{
    pl_pen *pen = &w->pen;
    long room = pen->width - (long)w->prefix.len - (long)strlen(more);
    paint_prefix(w, more);
    if (w->tree->dry_run) {
        paint_cut(w, PL_PAINT_TITLE, info->title, room - 1);
        return;
    }
    uint32_t failed = pl_counts_failed(counts), total = pl_counts_total(counts);
    room -= pl_pen_counter_length(pen, failed, total, true) + PL_GRAPH_LENGTH +
            pl_text_severity_length(severity);
    if (room > 0)
        room -= paint_cut(w, PL_PAINT_TITLE, info->title, room - 1);
    pl_pen_spacer(pen, room);
    pl_pen_severity(pen, severity);
    pl_pen_counter(pen, failed, total, true);
    pl_pen_graph(pen, failed, total, PL_PAINT_CELL_FAIL);
}

/* ---- controls */

static const char *const status_words[] = { "ERROR", "ALARM", "INFO ", "OK   ", "SKIP " };

enum { STATUS_LENGTH = 7, LEAST_REASON = 10 };

static void write_status(text_writer *w, pl_row_status status)
{
    pl_pen_paint(&w->pen, pl_paint_of_word(status), pl_str_cstr(status_words[status]));
    pl_pen_paint(&w->pen, PL_PAINT_INDENT, PL_S(":"));
    pl_buf_byte(w->pen.out, ' ');
}

/* The values are laid out before the reason, which gets what they leave. */
static void write_row(text_writer *w, const pl_check_row *row)
{
    pl_pen *pen = &w->pen;
    long room = pen->width - STATUS_LENGTH - (long)w->prefix.len;
    pl_buf *out = pen->out, values = { 0 };
    paint_prefix(w, "");
    write_status(w, (pl_row_status)row->status);
    w->fit.n = 0;
    if (room > LEAST_REASON)
        pl_dims_fit(pen, row, room - LEAST_REASON, &w->fit);
    pen->out = &values;
    room -= pl_dims_write(pen, pen->color ? &w->colors : NULL, row, &w->fit);
    pen->out = out;
    room -= paint_cut(w, pl_paint_of_reason((pl_row_status)row->status), row->reason, room - 1);
    if (row->n_dimensions)
        pl_pen_spacer(pen, room);
    pl_buf_str(out, pl_buf_view(&values));
    pl_buf_done(&values);
}

static void write_rows(text_writer *w, const pl_control_run *run)
{
    pl_row_walk walk = { 0 };
    const pl_check_row *row;
    bool any = false;
    while ((row = pl_row_walk_next(&walk, &run->rows))) {
        if (w->brief && row->status != PL_ROW_ALARM && row->status != PL_ROW_ERROR)
            continue;
        newline(w);
        write_row(w, row);
        any = true;
        pl_sink_pass(w->sink);
    }
    if (any) {
        newline(w);
        paint_prefix(w, "");
    }
}

static void write_error(text_writer *w, pl_str error)
{
    long room = w->pen.width - STATUS_LENGTH - (long)w->prefix.len;
    newline(w);
    paint_prefix(w, "");
    write_status(w, PL_ROW_ERROR);
    w->room.len = 0;
    pl_pen_cut(&w->pen, error, room, &w->room);
    pl_pen_paint(&w->pen, PL_PAINT_FAILED, pl_buf_view(&w->room));
    newline(w);
    paint_prefix(w, "");
}

/* `last`: below it there is nothing for a bar to lead to. */
static void write_control(text_writer *w, const pl_control_run *run, bool last)
{
    bool dry = w->tree->dry_run;
    write_heading(w, "+ ", &run->info, run->info.severity, &run->counts);
    newline(w);
    pl_buf_cstr(&w->prefix, last ? "  " : "| ");
    paint_prefix(w, run->n_rows && !dry ? "| " : "");
    if (run->error.len && !dry)
        write_error(w, run->error);
    if (!dry)
        write_rows(w, run);
    w->prefix.len -= 2;
}

/* ---- groups */

static void write_group(text_writer *w, const pl_group *group, bool top, bool last);

/* The declared children that a child benchmark is compared with: those of benchmarks without
 * controls do not count, filtered controls do (8.5). */
static bool is_last_group(const pl_group *group, uint32_t at)
{
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
        newline(w);
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
    newline(w);
    if (!top)
        pl_buf_cstr(&w->prefix, last ? "  " : "| ");
    paint_prefix(w, "| ");
    write_children(w, group);
    if (!top)
        w->prefix.len -= 2;
}

/* ---- summary */

static void write_status_line(text_writer *w, pl_row_status status, uint32_t count, long width)
{
    static const char *const words[] = { "ERROR", "ALARM", "INFO", "OK", "SKIP" };
    pl_pen *pen = &w->pen;
    pl_str word = pl_str_cstr(words[status]);
    pl_buf number = { 0 };
    pl_text_commas(&number, count);
    pl_pen_paint(pen, pl_paint_of_word(status), word);
    pl_buf_byte(pen->out, ' ');
    pl_pen_spacer(pen, width - (long)word.len - (long)number.len - 2 - PL_GRAPH_LENGTH);
    pl_pen_paint(pen, pl_paint_of_word(status), pl_buf_view(&number));
    pl_buf_byte(pen->out, ' ');
    pl_pen_graph(pen, count, count, pl_paint_of_cells(status));
    newline(w);
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
    pl_pen *pen = &w->pen;
    pl_pen_paint(pen, paint, pl_str_cstr(word));
    pl_buf_byte(pen->out, ' ');
    pl_pen_spacer(pen, width - count_line_length(pen, word, counts));
    pl_pen_counter(pen, pl_counts_failed(counts), pl_counts_total(counts), false);
    pl_pen_graph(pen, pl_counts_failed(counts), pl_counts_total(counts), PL_PAINT_CELL_FAIL);
    newline(w);
}

static const pl_counts *find_severity(const pl_group *group, const char *word)
{
    for (uint32_t i = 0; i < group->n_severities; i++)
        if (pl_str_eq(group->severities[i].severity, pl_str_cstr(word)))
            return &group->severities[i].counts;
    return NULL;
}

/* How wide the block is: a critical line has four places for dots, without one the next
 * fills the whole width. */
enum { CRITICAL_SPACER = 4 };

static long longer(long a, long b)
{
    return a > b ? a : b;
}

static void write_summary(text_writer *w)
{
    static const pl_row_status order[] = { PL_ROW_OK, PL_ROW_SKIP, PL_ROW_INFO, PL_ROW_ALARM,
                                           PL_ROW_ERROR };
    pl_pen *pen = &w->pen;
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
        write_status_line(w, order[i], root->counts.of[order[i]], width);
    if (critical || high)
        newline(w);
    if (critical)
        write_count_line(w, "CRITICAL", PL_PAINT_SEVERITY, critical, fill);
    if (high)
        write_count_line(w, "HIGH", PL_PAINT_SEVERITY, high, fill);
    newline(w);
    write_count_line(w, "TOTAL", PL_PAINT_TITLE, &root->counts, width);
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

enum { LEAST_WIDTH = 26, MOST_WIDTH = 200 };

static long width_for(const pl_check_tree *tree, unsigned columns)
{
    long width = columns < MOST_WIDTH ? (long)columns : MOST_WIDTH;
    return longer(width, LEAST_WIDTH + 2 * indent_of(tree->root, 0));
}

bool pl_write_text(const pl_check_tree *tree, const pl_write_options *options, pl_sink *sink,
                   pl_diags *diags)
{
    const pl_tree_child *item = pl_check_tree_item(tree);
    text_writer w = { .pen = { .out = &sink->text,
                               .color = options->color,
                               .width = width_for(tree, options->columns),
                               .max_failed = pl_counts_failed(&tree->root->counts),
                               .max_total = pl_counts_total(&tree->root->counts) },
                      .tree = tree,
                      .brief = options->brief,
                      .sink = sink };
    (void)diags;
    if (options->color)
        pl_dim_colors_fill(&w.colors, tree);
    newline(&w);
    if (item->group)
        write_group(&w, item->group, true, true);
    else if (item->run)
        write_control(&w, item->run, true);
    newline(&w);
    if (tree->dry_run)
        newline(&w);
    else
        write_summary(&w);
    pl_dim_colors_done(&w.colors);
    pl_buf_done(&w.fit.room);
    pl_buf_done(&w.prefix);
    pl_buf_done(&w.room);
    return !sink->failed;
}
