/* html.c - a check as one self-contained page (check-and-outputs.md 12, 20.5).
 *
 * Tags, classes, white space and texts are those of Powerpipe, including lines of
 * blanks only; style sheet and pictures are pipelite's own (html_page.h). Values are escaped,
 * except for the <nil> of a NULL (recorded). */
#include "render/html_page.h"
#include "base/assert.h"
#include "render/writer.h"

/* ORDER icons: as they are shown */
static const struct shown {
    pl_row_status status;
    const char *label, *class;
} shown[] = {
    { PL_ROW_OK, "OK", "ok" },          { PL_ROW_SKIP, "Skip", "skip" },
    { PL_ROW_INFO, "Info", "info" },    { PL_ROW_ALARM, "Alarm", "alarm" },
    { PL_ROW_ERROR, "Error", "error" },
};

/* Write text with its marks escaped, but for the <nil> of a NULL. */
static void put(pl_buf *out, pl_str text, bool quotes)
{
    static const char null_text[] = "<nil>";
    const size_t n = sizeof(null_text) - 1;
    const char *at;
    while (text.len && (at = memmem(text.ptr, text.len, null_text, n))) {
        size_t before = (size_t)(at - text.ptr);
        pl_write_marks(out, pl_str_sub(text, 0, before), quotes);
        pl_buf_cstr(out, null_text);
        text = pl_str_sub(text, before + n, text.len);
    }
    pl_write_marks(out, text, quotes);
}

static void put_between(pl_buf *out, const char *open, pl_str text, const char *close)
{
    pl_buf_cstr(out, open);
    put(out, text, false);
    pl_buf_cstr(out, close);
}

static void write_count(pl_buf *out, const struct shown *s, uint32_t n)
{
    pl_buf_printf(out, "      <td class=\"summary-total-%s%s\">%u</td>\n", s->class,
                  n ? " highlight" : "", n);
}

/* The table of the outermost benchmark: a line for each status. */
static void write_total(pl_buf *out, const pl_counts *counts)
{
    pl_buf_printf(out,
                  "\n<table role=\"table\">\n  <thead>\n    <tr>\n      <th></th>\n"
                  "      <th>TOTAL</th>\n      <th>%u</th>\n    </tr>\n  </thead>\n  <tbody>\n",
                  pl_counts_total(counts));
    for (size_t i = 0; i < PL_COUNT(shown); i++) {
        pl_buf_printf(out,
                      "    <tr>\n      <td class=\"align-center\">%s</td>\n      <td>%s</td>\n",
                      pl_write_icon(shown[i].status), shown[i].label);
        write_count(out, &shown[i], pl_write_count(counts, shown[i].status));
        pl_buf_cstr(out, "    </tr>\n");
    }
    pl_buf_cstr(out, "  </tbody>\n</table>\n\n");
}

/* The table of a benchmark or control: a column for each status. */
static void write_counts(pl_buf *out, const pl_counts *counts)
{
    pl_buf_cstr(out, "\n<table role=\"table\">\n  <thead>\n    <tr>\n");
    for (size_t i = 0; i < PL_COUNT(shown); i++)
        pl_buf_printf(out, "      <th>%s</th>\n", shown[i].label);
    pl_buf_cstr(out, "      <th>Total</th>\n    </tr>\n  </thead>\n  <tbody>\n    <tr>\n");
    for (size_t i = 0; i < PL_COUNT(shown); i++)
        write_count(out, &shown[i], pl_write_count(counts, shown[i].status));
    pl_buf_printf(out, "      <td>%u</td>\n    </tr>\n  </tbody>\n</table>\n\n",
                  pl_counts_total(counts));
}

/* The table of a control begins with its first row: a control without rows has none. */
static void write_row(pl_visiting *w, const pl_visit *at, const pl_check_row *row)
{
    pl_buf *out = w->out, reason = { 0 };
    pl_assert(pl_visit_is_control(at));
    pl_row_put_reason(&reason, row);
    if (!w->row)
        pl_buf_cstr(out, "\n  \n<table role=\"table\">\n  <thead>\n    <tr>\n      <th></th>\n"
                         "      <th>Reason</th>\n      <th>Dimensions</th>\n    </tr>\n"
                         "  </thead>\n  <tbody>\n    ");
    pl_buf_cstr(out, "\n    \n<tr>\n  <td class=\"align-center\" title=\"Resource: ");
    put(out, row->resource, true);
    pl_buf_printf(out, "\">%s</td>\n  <td title=\"Resource: ", pl_write_row_icon(row));
    put(out, row->resource, true);
    put_between(out, "\">", pl_buf_view(&reason), "</td>\n  <td>\n    ");
    pl_buf_done(&reason);
    for (uint32_t i = 0; i < row->n_dimensions; i++)
        put_between(out, "\n    <code>", row->dimensions[i].value, "</code>\n    ");
    pl_buf_cstr(out, "\n  </td>\n</tr>\n\n    ");
}

/* The markup before and after each control of a group. */
static const char *gap_of(const pl_visit *at)
{
    return at->depth > 1 ? "\n  " : "\n    ";
}

/* A control that ended as an error has its text in place of rows. */
static void begin_control(pl_visiting *w, const pl_visit *at)
{
    const pl_node *run = at->node;
    pl_buf *out = w->out;
    pl_buf_cstr(out, gap_of(at));
    put_between(out, "\n<section class=\"control\">\n  <h3>", pl_write_title(w->options, run),
                "</h3>\n\n  ");
    if (run->shown.description.len)
        put_between(out, "\n  <p><em>", run->shown.description, "</em></p>\n  ");
    pl_buf_cstr(out, "\n\n  ");
    write_counts(out, &run->tally->counts);
    pl_buf_cstr(out, "\n  ");
    if (run->error.len)
        put_between(out, "\n  <blockquote>", run->error, "</blockquote>\n  ");
    else
        pl_buf_cstr(out, "\n  \n  ");
}

static void end_control(pl_visiting *w, const pl_visit *at)
{
    if (w->row)
        pl_buf_cstr(w->out, "\n  </tbody>\n</table>\n\n  ");
    pl_buf_cstr(w->out, at->node->error.len ? "" : "\n  ");
    pl_buf_cstr(w->out, "\n</section>\n");
    pl_buf_cstr(w->out, gap_of(at));
}

static void write_head(pl_visiting *w)
{
    pl_buf_cstr(w->out, "\n<!DOCTYPE html>\n<html lang=\"en\">\n\n<head>\n  <title>");
    put(w->out, w->options->program.len ? w->options->program : PL_S("Powerpipe"), false);
    pl_buf_cstr(w->out,
                " Report</title>\n  <style>\n" PL_HTML_STYLE
                "  </style>\n  <meta charset=\"UTF-8\">\n  <link rel=\"icon\" href='" PL_HTML_ICON
                "' type=\"image/svg+xml\" sizes=\"any\">\n</head>\n\n"
                "<body>\n  <div class=\"container\">\n    ");
}

/* The outermost benchmark has the head line of the page, others have a smaller one. */
static void begin_group(pl_visiting *w, const pl_visit *at)
{
    const pl_node *group = at->node;
    pl_buf *out = w->out;
    bool top = at->depth == 1;
    if (!at->depth) {
        write_head(w);
        return;
    }
    pl_buf_cstr(out, top ? "\n    \n    " : "\n  ");
    pl_buf_cstr(out, "\n<section class=\"group\">\n  ");
    put_between(out, top ? "<div class=\"header\">\n    <h1 class=\"title\">" : "<h2>",
                pl_write_title(w->options, group), top ? "</h1>\n    " : "</h2>\n  ");
    if (top && w->options->program.len)
        pl_buf_cstr(out, "<img class=\"logo\" src=\"" PL_HTML_LOGO "\" alt=\"\" />\n  </div>\n  ");
    else if (top)
        pl_buf_cstr(out, "<a href=\"https://steampipe.io\" rel=\"noopener noreferrer\" "
                         "target=\"_blank\"><img class=\"logo\" src=\"" PL_HTML_LOGO
                         "\" alt=\"Steampipe Report\" /></a>\n  </div>\n  ");
    (top ? write_total : write_counts)(out, &group->tally->counts);
    pl_buf_cstr(out, pl_node_count(group, PL_NODE_CONTROL) ? "\n  \n  " : "\n  ");
}

static void between_children(pl_visiting *w, const pl_visit *at)
{
    if (at->depth)
        pl_buf_cstr(w->out, pl_node_count(at->node, PL_NODE_CONTROL) ? "\n  \n\n  " : "\n\n  ");
    else
        pl_buf_cstr(w->out, "\n    ");
}

static void write_footer(pl_buf *out, const pl_check_tree *tree, const pl_write_options *options)
{
    pl_buf_cstr(out, "\n    <footer><em>Report run at <code>");
    pl_write_local_time(out, tree->start);
    if (options->program.len) {
        put_between(out, "</code> using <code>", options->program, " ");
        put_between(out, "", options->version, "</code> in dir\n        <code>");
    } else {
        pl_buf_cstr(out, "</code> using <a href=\"https://powerpipe.io\"\n"
                         "          rel=\"nofollow\"><code>Steampipe ");
        put_between(out, "", options->version, "</code></a> in dir\n        <code>");
    }
    put_between(out, "", options->working_dir,
                "</code>.</em></footer>\n  </div>\n</body>\n\n</html>\n");
}

static void end_group(pl_visiting *w, const pl_visit *at)
{
    if (!at->depth)
        write_footer(w->out, w->results.tree, w->options);
    else
        pl_buf_cstr(w->out, at->depth == 1 ? "\n</section>\n" : "\n</section>\n\n  ");
}

const pl_visitor pl_format_html = { .order = PL_WALK_CONTROLS_FIRST,
                                    .enter = begin_group,
                                    .between = between_children,
                                    .leave = end_group,
                                    .control = begin_control,
                                    .row = write_row,
                                    .end_control = end_control };
