/* md.c - a check as Markdown (check-and-outputs.md 11). Values are escaped in
 * our own manner alone. */
#include "render/writer.h"
#include "base/assert.h"

/* ORDER icons: as they are shown, which is not the order of rows */
static const pl_row_status shown[] = { PL_ROW_OK, PL_ROW_SKIP, PL_ROW_INFO, PL_ROW_ALARM,
                                       PL_ROW_ERROR };

static void write_total(pl_buf *out, const pl_counts *counts)
{
    static const char *const labels[] = { "OK", "Skip", "Info", "Alarm", "Error" };
    pl_buf_printf(out, "\n| | TOTAL | %u |\n|-|-|-|\n", pl_counts_total(counts));
    for (size_t i = 0; i < PL_COUNT(shown); i++)
        pl_buf_printf(out, "| %s | %s | %u |\n", pl_write_icon(shown[i]), labels[i],
                      counts->of[shown[i]]);
    if (counts->exempted)
        pl_buf_printf(out, "| | Exempted | %u |\n", counts->exempted);
}

/* Write the counts of a table; there is one more column if results are exempted. */
static void write_counts(pl_buf *out, const pl_counts *counts)
{
    bool exempting = counts->exempted > 0;
    pl_buf_printf(out, "\n| OK | Skip | Info | Alarm | Error |%s Total |\n|-|-|-|-|-|-|%s\n|",
                  exempting ? " Exempted |" : "", exempting ? "-|" : "");
    for (size_t i = 0; i < PL_COUNT(shown); i++)
        pl_buf_printf(out, " %u |", counts->of[shown[i]]);
    if (exempting)
        pl_buf_printf(out, " %u |", counts->exempted);
    pl_buf_printf(out, " %u |\n", pl_counts_total(counts));
}

/* Where a text of mods or databases stands; Powerpipe escapes it in neither place. */
typedef enum place { LINE, CELL } place;

/* Write text. In our own manner < > & and bars are escaped, and line breaks replaced, so that the
 * text cannot become HTML, another cell or another line. */
static void put(pl_buf *out, const pl_write_options *options, pl_str text, place where)
{
    if (!options->program.len) {
        pl_buf_str(out, text);
        return;
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i], next = i + 1 < text.len ? text.ptr[i + 1] : 0;
        if (c == '\r' && next == '\n')
            continue;
        switch (c) {
        case '&': pl_buf_cstr(out, "&amp;"); break;
        case '<': pl_buf_cstr(out, "&lt;"); break;
        case '>': pl_buf_cstr(out, "&gt;"); break;
        case '|': pl_buf_cstr(out, "\\|"); break;
        case '\r':
        case '\n': pl_buf_cstr(out, where == CELL ? "<br>" : " "); break;
        case '\\': /* a bar may follow */
            pl_buf_cstr(out, next == '|' || (!next && where == CELL) ? "\\\\" : "\\");
            break;
        default: pl_buf_byte(out, c);
        }
    }
}

/* The longest run of backquotes in `text`. */
static size_t longest_quote(pl_str text)
{
    size_t most = 0, n = 0;
    for (size_t i = 0; i < text.len; i++) {
        n = text.ptr[i] == '`' ? n + 1 : 0;
        most = n > most ? n : most;
    }
    return most;
}

/* Write a value as code. In our own manner it gets as many backquotes around it as it needs, line
 * breaks become blanks, and bars are escaped, because they would end a cell even in code. */
static void put_code(pl_buf *out, const pl_write_options *options, pl_str text)
{
    size_t quotes = options->program.len ? longest_quote(text) + 1 : 1;
    const char *gap = quotes > 1 ? " " : "";
    pl_buf_fill(out, '`', quotes);
    pl_buf_cstr(out, gap);
    for (size_t i = 0; i < text.len; i++) {
        bool own = options->program.len > 0;
        char c = text.ptr[i];
        if (own && c == '|')
            pl_buf_byte(out, '\\');
        pl_buf_byte(out, own && (c == '\n' || c == '\r') ? ' ' : c);
    }
    pl_buf_cstr(out, gap);
    pl_buf_fill(out, '`', quotes);
    pl_buf_byte(out, ' ');
}

/* The table of a control begins with its first row: a control without rows has none. */
static void write_row(pl_visiting *w, const pl_visit *at, const pl_check_row *row)
{
    pl_buf *out = w->out, reason = { 0 };
    if (!w->row)
        pl_buf_cstr(out, "\n| | Reason | Dimensions |\n|-|--------|------------|");
    pl_assert(pl_visit_is_control(at));
    pl_row_put_reason(&reason, row);
    pl_buf_printf(out, "\n| %s | ", pl_write_row_icon(row));
    put(out, w->options, pl_buf_view(&reason), CELL);
    pl_buf_cstr(out, "| ");
    for (uint32_t i = 0; i < row->n_dimensions; i++)
        put_code(out, w->options, row->dimensions[i].value);
    pl_buf_cstr(out, " |");
    pl_buf_done(&reason);
}

/* The blank before a description is Powerpipe's, and so are the empty lines. */
static void begin_control(pl_visiting *w, const pl_visit *at)
{
    const pl_node *run = at->node;
    pl_buf *out = w->out;
    pl_buf_cstr(out, "\n## ");
    put(out, w->options, pl_write_title(w->options, run), LINE);
    pl_buf_byte(out, '\n');
    if (run->shown.description.len) {
        pl_buf_cstr(out, " \n*");
        put(out, w->options, run->shown.description, LINE);
        pl_buf_byte(out, '*');
    }
    pl_buf_byte(out, '\n');
    write_counts(out, &run->tally->counts);
    pl_buf_cstr(out, run->error.len ? "" : "\n\n");
}

static void write_error(pl_visiting *w, const pl_visit *at)
{
    pl_buf_cstr(w->out, "\n> Error: _");
    put(w->out, w->options, at->node->error, LINE);
    pl_buf_cstr(w->out, "_\n");
}

static void end_control(pl_visiting *w, const pl_visit *at)
{
    (void)at;
    pl_buf_byte(w->out, '\n');
}

/* The outermost benchmark has a table with a line for each status, others one line of numbers. */
static void begin_group(pl_visiting *w, const pl_visit *at)
{
    const pl_node *group = at->node;
    if (!at->depth) {
        pl_buf_cstr(w->out, "\n\n");
        return;
    }
    pl_buf_cstr(w->out, "\n# ");
    put(w->out, w->options, pl_write_title(w->options, group), LINE);
    pl_buf_byte(w->out, '\n');
    (at->depth == 1 ? write_total : write_counts)(w->out, &group->tally->counts);
    pl_buf_cstr(w->out, pl_node_count(group, PL_NODE_CONTROL) ? "\n" : "");
}

static void between_children(pl_visiting *w, const pl_visit *at)
{
    pl_buf_cstr(w->out, at->depth ? "" : "\n\n");
}

/* Write the footer: when and by which program the report was made. */
static void end_group(pl_visiting *w, const pl_visit *at)
{
    const pl_write_options *options = w->options;
    if (at->depth)
        return;
    pl_buf_cstr(w->out, "\n\n\\\n_Report run at `");
    pl_write_local_time(w->out, w->results.tree->start);
    if (options->program.len)
        pl_buf_printf(w->out, "` using `%.*s %.*s` in dir `%.*s`._\n", PL_FMT(options->program),
                      PL_FMT(options->version), PL_FMT(options->working_dir));
    else
        pl_buf_printf(w->out, "` using [`Powerpipe %.*s`](https://powerpipe.io) in dir `%.*s`._\n",
                      PL_FMT(options->version), PL_FMT(options->working_dir));
}

const pl_visitor pl_format_md = { .order = PL_WALK_CONTROLS_FIRST,
                                  .enter = begin_group,
                                  .between = between_children,
                                  .leave = end_group,
                                  .control = begin_control,
                                  .failed = write_error,
                                  .row = write_row,
                                  .end_control = end_control };
