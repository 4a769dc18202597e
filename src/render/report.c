/* report.c - a check as one static page for people: no scripts, no fonts, nothing from elsewhere
 * (docs/results.md).
 *
 *     title, dates            always on top
 *     sums, severities        of all that ran
 *     notes                   what a review has to say
 *     by failure              controls that failed, the most severe first; then what passed
 *     by benchmark            everything in declared order; a switch of CSS shows one of both
 *
 * Whatever comes from mods and databases is text: it is escaped, and a policy in the head forbids
 * scripts. Rows are read when they are written, so a report of any size takes little memory. */
#include "base/alloc.h"
#include "base/assert.h"
#include "base/sort.h"
#include "render/report_style.h"
#include "render/writer.h"
#include "run/review.h"
#include <stdlib.h>

typedef struct report {
    pl_visiting *walk;
    const pl_check_tree *tree;
    const pl_write_options *options;
    pl_sink *sink;
    pl_buf *out; /* of the sink */
    const pl_node **failed;
    uint32_t n_failed, n_groups;
    bool failing_only; /* of the rows of a control those that failed are shown */
    bool any;          /* the table of its rows was begun */
} report;

static const pl_row_status order[] = { PL_ROW_ERROR, PL_ROW_ALARM, PL_ROW_INFO, PL_ROW_OK,
                                       PL_ROW_SKIP };

/* ---- pieces */

static void put(report *r, pl_str text)
{
    pl_write_marks(r->out, text, true);
}

static void put_between(report *r, const char *open, pl_str text, const char *close)
{
    pl_buf_cstr(r->out, open);
    put(r, text);
    pl_buf_cstr(r->out, close);
}

static pl_str title_of(const pl_node *node)
{
    return node->shown.title.len ? node->shown.title : node->shown.short_name;
}

static void put_mark(report *r, const char *kind, pl_str name)
{
    pl_buf_printf(r->out, "<svg class=\"mark\" aria-hidden=\"true\"><use href=\"#%s-%.*s\"/></svg>",
                  kind, PL_FMT(name));
}

/* Write a status with its word next to its shape. */
static void put_status(report *r, pl_row_status status, const char *word)
{
    pl_str name = pl_row_status_name(status);
    pl_buf_printf(r->out, "<span class=\"status s-%.*s\">", PL_FMT(name));
    put_mark(r, "s", name);
    pl_buf_printf(r->out, "%s</span>", word);
}

/* A severity that is a word of the author's own has no shape. */
static void put_severity(report *r, pl_str severity)
{
    pl_assert(r->out == &r->sink->text);
    static const pl_str names[] = {
        { "", 0 }, { "low", 3 }, { "medium", 6 }, { "high", 4 }, { "critical", 8 }
    };
    pl_str name = names[pl_check_severity_find(severity)];
    if (!severity.len)
        return;
    pl_buf_printf(r->out, "<span class=\"severity v-%.*s\">", PL_FMT(name));
    if (name.len)
        put_mark(r, "v", name);
    put(r, name.len ? name : severity);
    pl_buf_cstr(r->out, "</span>");
}

static void put_offset(report *r, pl_moment moment)
{
    long minutes = labs((long)moment.offset) / 60;
    if (moment.offset)
        pl_buf_printf(r->out, " %c%02ld:%02ld", moment.offset < 0 ? '-' : '+', minutes / 60,
                      minutes % 60);
    else
        pl_buf_cstr(r->out, " UTC");
}

/* ---- the head */

/* The head of the page, its title and the dates. The policy forbids scripts and anything from
 * elsewhere. */
static void write_title(report *r, const pl_node *node)
{
    pl_buf_cstr(r->out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                        "<meta name=\"color-scheme\" content=\"light dark\">\n"
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
                        "'none'; style-src 'unsafe-inline'\">\n");
    put_between(r, "<title>", title_of(node), " \xe2\x80\x93 report</title>\n<style>\n");
    pl_buf_cstr(r->out, report_style);
    pl_buf_cstr(r->out, "</style>\n</head>\n<body>\n");
    pl_buf_cstr(r->out, report_shapes);
    put_between(r, "<header>\n<h1>", title_of(node), "</h1>\n<p class=\"dim\">Run on <time>");
    pl_write_local_time(r->out, r->tree->start);
    pl_buf_cstr(r->out, "</time>");
    put_offset(r, r->tree->start);
    pl_buf_printf(r->out, ", finished at <time>");
    pl_write_local_time(r->out, r->tree->end);
    pl_buf_printf(r->out, "</time> \xc2\xb7 %u control%s</p>\n",
                  r->tree->reviewed ? r->tree->reviewed->n_runs : r->tree->n_runs,
                  (r->tree->reviewed ? r->tree->reviewed->n_runs : r->tree->n_runs) == 1 ? ""
                                                                                         : "s");
    if (r->tree->cancelled)
        pl_buf_cstr(r->out, "<p class=\"s-error\">The run was cancelled: not all of it ran.</p>\n");
    if (node->shown.description.len)
        put_between(r, "<p class=\"about\">", node->shown.description, "</p>\n");
    pl_buf_cstr(r->out, "</header>\n");
}

static void write_sum(report *r, pl_row_status status, const char *word, uint32_t n)
{
    pl_buf_cstr(r->out, "<div><dt>");
    put_status(r, status, word);
    pl_buf_printf(r->out, "</dt><dd%s>%u</dd></div>\n", n ? "" : " class=\"none\"", n);
}

/* Counts cover all that ran, shown or not. */
static void write_sums(report *r)
{
    static const char *const words[] = { "Error", "Alarm", "Info", "OK", "Skipped" };
    const pl_counts *c = &r->tree->root->tally->counts;
    pl_buf_cstr(r->out, "<dl class=\"sums\">\n");
    for (size_t i = 0; i < PL_COUNT(order); i++)
        write_sum(r, order[i], words[order[i]], c->of[order[i]]);
    if (c->exempted)
        write_sum(r, PL_ROW_SKIP, "Exempted", c->exempted);
    pl_buf_printf(r->out, "<div><dt class=\"dim\">Total</dt><dd>%u</dd></div>\n</dl>\n",
                  pl_counts_total(c));
}

/* A line for each severity that has a shape, the most severe first. */
static void write_severities(report *r)
{
    const pl_node *root = r->tree->root;
    bool any = false;
    for (int want = PL_SEVERITY_CRITICAL; want > PL_SEVERITY_NONE; want--)
        for (uint32_t i = 0; i < root->tally->n_severities; i++) {
            const pl_severity_counts *s = &root->tally->severities[i];
            if ((int)pl_check_severity_find(s->severity) != want)
                continue;
            pl_buf_cstr(r->out, any ? "" : "<p class=\"notes line\">");
            pl_buf_cstr(r->out, "<span>");
            put_severity(r, s->severity);
            pl_buf_printf(r->out, " %u of %u failed</span>\n", pl_counts_failed(&s->counts),
                          pl_counts_total(&s->counts));
            any = true;
        }
    pl_buf_cstr(r->out, any ? "</p>\n" : "");
}

/* Write the summary lines of the review, as in the text output. */
static void write_notes(report *r)
{
    pl_buf lines = { 0 };
    pl_review_lines(r->tree->reviewed, true, &lines);
    pl_str rest = pl_str_trim(pl_buf_view(&lines));
    if (rest.len)
        pl_buf_cstr(r->out, "<ul class=\"notes\">\n");
    bool any = rest.len > 0;
    while (rest.len)
        put_between(r, "<li>", pl_str_split(&rest, '\n'), "</li>\n");
    if (any)
        pl_buf_cstr(r->out, "</ul>\n");
    pl_buf_done(&lines);
}

static void write_switch(report *r)
{
    pl_buf_cstr(r->out, "<input class=\"view\" type=\"radio\" name=\"view\" id=\"first\" checked>\n"
                        "<input class=\"view\" type=\"radio\" name=\"view\" id=\"all\">\n"
                        "<div class=\"switch\"><label for=\"first\">Failures first</label>"
                        "<label for=\"all\">By benchmark</label></div>\n");
}

/* ---- controls */

static void write_tags(report *r, const pl_node *node)
{
    if (!node->tally->n_tags)
        return;
    pl_buf_cstr(r->out, "<ul class=\"tags\">");
    for (uint32_t i = 0; i < node->tally->n_tags; i++) {
        put_between(r, "<li>", node->tally->tags[i].key, ": ");
        put_between(r, "", node->tally->tags[i].value, "</li>");
    }
    pl_buf_cstr(r->out, "</ul>\n");
}

/* Write "2 of 7 failed", or the number of results. */
static void put_counts(report *r, const pl_counts *c)
{
    uint32_t failed = pl_counts_failed(c), total = pl_counts_total(c);
    if (failed)
        pl_buf_printf(r->out, "%u of %u failed", failed, total);
    else
        pl_buf_printf(r->out, "%u result%s", total, total == 1 ? "" : "s");
}

/* The anchor of a control has the prefix of its list: the same control may be in both. */
static void write_control_head(report *r, const pl_node *run, const char *prefix)
{
    pl_buf_printf(r->out,
                  "<article class=\"panel control\" id=\"%s%u\">\n<header>\n<div class=\"line\">"
                  "<h3>",
                  prefix, run->tally->index);
    put_between(r, "", title_of(run), "</h3>");
    put_severity(r, run->shown.severity);
    pl_buf_cstr(r->out, "<span class=\"dim count\">");
    put_counts(r, &run->tally->counts);
    pl_buf_cstr(r->out, "</span></div>\n");
    put_between(r, "<p class=\"name\">", run->tally->control_id, "</p>\n");
    if (run->shown.description.len)
        put_between(r, "<p class=\"about small\">", run->shown.description, "</p>\n");
    write_tags(r, run);
    pl_buf_cstr(r->out, "</header>\n");
}

/* Write a row of a table. The status is a word next to its shape, so that it can be recognised
 * without colours. */
static void write_row(report *r, const pl_check_row *row)
{
    static const char *const words[] = { "Error", "Alarm", "Info", "OK", "Skipped" };
    pl_buf reason = { 0 };
    pl_row_put_reason(&reason, row);
    pl_buf_cstr(r->out, "<tr><td class=\"state\">");
    if (row->exemption)
        put_status(r, PL_ROW_SKIP, "Exempted");
    else
        put_status(r, (pl_row_status)row->status, words[row->status]);
    put_between(r, "</td><td>", pl_buf_view(&reason), "</td><td class=\"resource\">");
    put_between(r, "", row->resource, "</td><td class=\"values\">");
    for (uint32_t i = 0; i < row->n_dimensions; i++) {
        put_between(r, "<span><i>", row->dimensions[i].key, ":</i> ");
        put_between(r, "", row->dimensions[i].value, "</span>");
    }
    pl_buf_cstr(r->out, "</td></tr>\n");
    pl_buf_done(&reason);
}

static bool is_failing(const pl_check_row *row)
{
    return !row->exemption && (row->status == PL_ROW_ALARM || row->status == PL_ROW_ERROR);
}

/* The table begins with the first row that is shown. */
static void write_table_row(pl_visiting *w, const pl_visit *at, const pl_check_row *row)
{
    report *r = w->state;
    (void)at;
    if (r->failing_only && !is_failing(row))
        return;
    if (!r->any)
        pl_buf_cstr(r->out, "<table class=\"rows\">\n<thead><tr><th class=\"state\">Status</th>"
                            "<th>Reason</th><th class=\"resource\">Resource</th>"
                            "<th class=\"values\">Dimensions</th></tr></thead>\n<tbody>\n");
    r->any = true;
    write_row(r, row);
}

static void begin_control(pl_visiting *w, const pl_visit *at)
{
    report *r = w->state;
    write_control_head(r, at->node, r->failing_only ? "f" : "c");
    r->any = false;
}

/* A control that could not be run has its error in place of rows. */
static void write_error(pl_visiting *w, const pl_visit *at)
{
    report *r = w->state;
    pl_row_change change = pl_run_change(at->node);
    pl_buf_cstr(r->out, "<p class=\"failed\">");
    put_status(r, PL_ROW_ERROR, "Error");
    pl_buf_byte(r->out, ' ');
    if (change)
        put_between(r, "[", pl_row_change_name(change), "] ");
    put_between(r, "", at->node->error, "</p>\n");
}

static void end_control(pl_visiting *w, const pl_visit *at)
{
    report *r = w->state;
    (void)at;
    pl_buf_cstr(r->out, r->any ? "</tbody>\n</table>\n" : "");
    pl_buf_cstr(r->out, "</article>\n");
}

/* ---- by failure */

/* The most severe first, then those with the most failures. */
static int order_failed(const void *a, const void *b)
{
    const pl_node *x = a, *y = b;
    int sx = (int)pl_check_severity_find(x->shown.severity);
    int sy = (int)pl_check_severity_find(y->shown.severity);
    uint32_t nx = pl_counts_failed(&x->tally->counts), ny = pl_counts_failed(&y->tally->counts);
    return sx != sy ? sy - sx : (nx < ny) - (nx > ny);
}

static void collect_failed(report *r)
{
    r->failed = pl_mem_alloc((r->tree->n_runs + 1) * sizeof(*r->failed));
    for (uint32_t i = 0; i < r->tree->n_runs; i++)
        if (pl_counts_failed(&r->tree->runs[i]->tally->counts))
            r->failed[r->n_failed++] = r->tree->runs[i];
    pl_sort((const void **)r->failed, r->n_failed, order_failed);
}

/* A line of the contents, which links to "#f3". */
typedef struct contents_line {
    const char *prefix;
    uint32_t at;
    const pl_node *node;
    pl_str severity; /* empty: none is shown */
    const pl_counts *counts;
    uint32_t depth;
} contents_line;

static void write_contents_line(report *r, const contents_line *line)
{
    pl_buf_printf(r->out, "<li style=\"padding-left:%upx\"><a href=\"#%s%u\">",
                  12 + 16 * (line->depth < 8 ? line->depth : 8), line->prefix, line->at);
    put_between(r, "", title_of(line->node), "</a>");
    put_severity(r, line->severity);
    pl_buf_cstr(r->out, "<span class=\"number\">");
    put_counts(r, line->counts);
    pl_buf_cstr(r->out, "</span></li>\n");
    pl_sink_pass(r->sink);
}

static contents_line line_of_run(const char *prefix, const pl_node *run, uint32_t depth)
{
    return (contents_line){ .prefix = prefix,
                            .at = run->tally->index,
                            .node = run,
                            .severity = run->shown.severity,
                            .counts = &run->tally->counts,
                            .depth = depth };
}

/* A contents of links, then each control that failed with the rows that did. */
static void write_failures(pl_visiting *w, const pl_visit *root)
{
    report *r = w->state;
    if (!r->n_failed) {
        pl_buf_cstr(r->out, "<h2>Failures</h2>\n<p class=\"dim\">Nothing failed.</p>\n");
        return;
    }
    pl_buf_cstr(r->out,
                "<nav aria-label=\"Failures\"><h2>Contents</h2>\n<ol class=\"contents\">\n");
    for (uint32_t i = 0; i < r->n_failed; i++) {
        contents_line line = line_of_run("f", r->failed[i], 0);
        write_contents_line(r, &line);
    }
    pl_buf_cstr(r->out, "</ol></nav>\n<h2>Failures</h2>\n");
    r->failing_only = true;
    for (uint32_t i = 0; i < r->n_failed; i++)
        pl_walk_control(w, root, r->failed[i]);
    r->failing_only = false;
}

static void write_passed_line(report *r, const pl_node *run)
{
    const pl_counts *c = &run->tally->counts;
    put_between(r, "<tr><td>", title_of(run), "</td><td>");
    put_severity(r, run->shown.severity);
    pl_buf_printf(r->out,
                  "</td><td class=\"number\">%u</td><td class=\"number\">%u</td>"
                  "<td class=\"number\">%u</td></tr>\n",
                  c->of[PL_ROW_OK], c->of[PL_ROW_INFO], pl_counts_skipped(c));
    pl_sink_pass(r->sink);
}

/* Controls without failures have one line each in a table. */
static void write_passed(report *r)
{
    bool any = false;
    for (uint32_t i = 0; i < r->tree->n_runs; i++) {
        const pl_node *run = r->tree->runs[i];
        if (pl_counts_failed(&run->tally->counts))
            continue;
        if (!any)
            pl_buf_cstr(r->out, "<h2>Without failures</h2>\n<div class=\"panel\"><table>\n<thead>"
                                "<tr><th>Control</th><th>Severity</th><th class=\"number\">OK</th>"
                                "<th class=\"number\">Info</th><th class=\"number\">Skipped</th>"
                                "</tr></thead>\n<tbody>\n");
        any = true;
        write_passed_line(r, run);
    }
    if (any)
        pl_buf_cstr(r->out, "</tbody></table></div>\n");
}

/* ---- by benchmark */

static void write_group_line(pl_visiting *w, const pl_visit *at)
{
    report *r = w->state;
    if (!at->depth)
        return;
    contents_line line = { .prefix = "b",
                           .at = r->n_groups++,
                           .node = at->node,
                           .counts = &at->node->tally->counts,
                           .depth = at->depth - 1 };
    write_contents_line(r, &line);
}

static void write_place_line(pl_visiting *w, const pl_visit *at)
{
    contents_line line = line_of_run("c", at->node, at->depth - 1);
    write_contents_line(w->state, &line);
}

static const pl_visitor contents = { .enter = write_group_line, .control = write_place_line };

static void write_group_head(pl_visiting *w, const pl_visit *at)
{
    report *r = w->state;
    const pl_node *group = at->node;
    if (!at->depth)
        return;
    pl_buf_printf(r->out, "<h2 id=\"b%u\">", r->n_groups++);
    put_between(r, "", title_of(group), " <span class=\"dim small\">");
    put_counts(r, &group->tally->counts);
    pl_buf_cstr(r->out, "</span></h2>\n");
    if (group->shown.description.len && at->depth > 1)
        put_between(r, "<p class=\"about small\">", group->shown.description, "</p>\n");
}

/* A control in several benchmarks is written in the first one and named in the others. */
static void write_place(pl_visiting *w, const pl_visit *at)
{
    report *r = w->state;
    if (pl_visit_is_first(at)) {
        pl_walk_control(r->walk, at->outer, at->node);
        return;
    }
    pl_buf_printf(r->out, "<p class=\"control\"><a href=\"#c%u\">", at->node->tally->index);
    put_between(r, "", title_of(at->node), "</a> <span class=\"dim\">(above)</span></p>\n");
}

static const pl_visitor places = { .enter = write_group_head, .control = write_place };

/* ---- the whole */

/* The whole page. By-failure and by-benchmark are both in it; a switch of CSS shows one of
 * them. */
static void write_report(pl_visiting *w, const pl_visit *root)
{
    report *r = w->state;
    *r = (report){
        .walk = w, .tree = w->results.tree, .options = w->options, .sink = w->sink, .out = w->out
    };
    collect_failed(r);
    write_title(r, pl_check_tree_item(w->results.tree));
    write_sums(r);
    write_severities(r);
    write_notes(r);
    write_switch(r);
    pl_buf_cstr(r->out, "<main class=\"by-failure\">\n");
    write_failures(w, root);
    write_passed(r);
    pl_buf_cstr(r->out, "</main>\n<main class=\"by-benchmark\">\n<nav aria-label=\"Benchmarks\">"
                        "<h2>Contents</h2>\n<ol class=\"contents\">\n");
    pl_walk_again(w, &contents, root);
    pl_buf_cstr(r->out, "</ol></nav>\n");
    r->n_groups = 0;
    pl_walk_again(w, &places, root);
    pl_buf_cstr(r->out, "</main>\n<footer>pipelite ");
    put(r, r->options->version);
    put_between(r, " \xc2\xb7 ", r->options->working_dir, "</footer>\n</body>\n</html>\n");
    pl_mem_free(r->failed);
}

/* The steps of a control are those of one that is written in full. */
const pl_visitor pl_format_report = { .order = PL_WALK_NOWHERE,
                                      .state = sizeof(report),
                                      .enter = write_report,
                                      .control = begin_control,
                                      .failed = write_error,
                                      .row = write_table_row,
                                      .end_control = end_control };
