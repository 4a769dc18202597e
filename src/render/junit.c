/* junit.c - a check as JUnit XML, as pipelines of Jenkins, GitLab and others read it.
 *
 *     <testsuites>
 *       <testsuite name="mod.control.x">     one for each control
 *         <testcase>                         one for each row
 *
 * An alarm is a failure, an error an error, what is exempted is skipped; a control that could not
 * be run is one case with its error. Severity, status and dimensions are properties of the suite,
 * or lines of the case. */
#include "render/writer.h"
#include "base/assert.h"
#include "run/review.h"

static void write_seconds(pl_buf *out, uint64_t nanos)
{
    pl_buf_printf(out, " time=\"%llu.%03llu\"", (unsigned long long)(nanos / 1000000000),
                  (unsigned long long)(nanos / 1000000 % 1000));
}

static void write_counts(pl_buf *out, const pl_counts *c)
{
    pl_buf_printf(out, " tests=\"%u\" failures=\"%u\" errors=\"%u\" skipped=\"%u\"",
                  pl_counts_total(c), c->of[PL_ROW_ALARM], c->of[PL_ROW_ERROR],
                  pl_counts_skipped(c));
}

/* `change`: the change since the baseline, which is the type of a failure. */
static void write_verdict(pl_buf *out, const char *element, pl_str message, pl_str change)
{
    pl_buf_printf(out, "      <%s", element);
    pl_write_attribute(out, "message", message);
    if (change.len)
        pl_write_attribute(out, "type", change);
    pl_buf_cstr(out, "/>\n");
}

static void write_exempted(pl_buf *out, const pl_check_row *row)
{
    pl_assert(row->exemption);
    pl_buf text = { 0 };
    pl_row_put_reason(&text, row);
    write_verdict(out, "skipped", pl_buf_view(&text), (pl_str){ 0 });
    pl_buf_done(&text);
}

static void write_status(pl_buf *out, const pl_check_row *row)
{
    pl_str change = pl_row_change_name((pl_row_change)row->change);
    switch ((pl_row_status)row->status) {
    case PL_ROW_ALARM: write_verdict(out, "failure", row->reason, change); break;
    case PL_ROW_ERROR: write_verdict(out, "error", row->reason, change); break;
    case PL_ROW_SKIP: write_verdict(out, "skipped", row->reason, (pl_str){ 0 }); break;
    default: break;
    }
}

/* Write the dimensions of a row. JUnit has no fields for them: they are lines of the output of a
 * case. */
static void write_dimensions(pl_buf *out, const pl_check_row *row)
{
    if (!row->n_dimensions)
        return;
    pl_buf_cstr(out, "      <system-out>");
    for (uint32_t i = 0; i < row->n_dimensions; i++) {
        pl_write_marks(out, row->dimensions[i].key, false);
        pl_buf_cstr(out, ": ");
        pl_write_marks(out, row->dimensions[i].value, false);
        pl_buf_cstr(out, i + 1 < row->n_dimensions ? "\n" : "");
    }
    pl_buf_cstr(out, "</system-out>\n");
}

/* A case is known by its control and its resource; a row without a resource by its reason. */
static void write_row(pl_visiting *w, const pl_visit *at, const pl_check_row *row)
{
    pl_buf *out = w->out;
    pl_buf_cstr(out, "    <testcase");
    pl_write_attribute(out, "classname", at->node->name);
    pl_write_attribute(out, "name", row->resource.len ? row->resource : row->reason);
    pl_buf_cstr(out, ">\n");
    if (row->exemption)
        write_exempted(out, row);
    else
        write_status(out, row);
    write_dimensions(out, row);
    pl_buf_cstr(out, "    </testcase>\n");
}

/* A control that could not be run is one case, so that pipelines see it fail. */
static void write_error(pl_visiting *w, const pl_visit *at)
{
    const pl_node *run = at->node;
    pl_buf *out = w->out;
    pl_buf_cstr(out, "    <testcase");
    pl_write_attribute(out, "classname", run->name);
    pl_write_attribute(out, "name",
                       run->shown.title.len ? run->shown.title : run->shown.short_name);
    pl_buf_cstr(out, ">\n");
    write_verdict(out, "error", run->error, pl_row_change_name(pl_run_change(run)));
    pl_buf_cstr(out, "    </testcase>\n");
}

/* Pipelines compare the numbers with the cases in the file, so results that are not shown are
 * not counted. */
static pl_counts shown_counts(const pl_node *run)
{
    pl_counts counts = { .exempted = 0 };
    pl_row_walk walk = { 0 };
    const pl_check_row *row;
    if (!run->tally->rows.lens)
        return run->tally->counts;
    counts.of[PL_ROW_ERROR] += run->error.len > 0;
    while ((row = pl_row_walk_next(&walk, &run->tally->rows))) {
        counts.of[row->status] += row->exemption == NULL;
        counts.exempted += row->exemption != NULL;
    }
    return counts;
}

/* The numbers of the whole file; with a review those of what it shows. */
static pl_counts all_counts(const pl_check_tree *tree)
{
    pl_counts all = { .exempted = 0 };
    if (!tree->reviewed)
        return tree->root->tally->counts;
    for (uint32_t i = 0; i < tree->n_runs; i++) {
        pl_counts one = shown_counts(tree->runs[i]);
        for (int s = 0; s < PL_ROW_STATUSES; s++)
            all.of[s] += one.of[s];
        all.exempted += one.exempted;
    }
    return all;
}

/* Write the head of a suite. It holds the number of cases, so they are counted before they are
 * written. */
static void begin_control(pl_visiting *w, const pl_visit *at)
{
    const pl_node *run = at->node;
    pl_counts counts = shown_counts(run);
    pl_buf *out = w->out;
    pl_buf_cstr(out, "  <testsuite");
    pl_write_attribute(out, "name", run->name);
    write_counts(out, &counts);
    write_seconds(out, run->tally->nanos);
    pl_buf_cstr(out, ">\n");
    if (run->shown.severity.len) {
        pl_buf_cstr(out, "    <properties><property name=\"severity\"");
        pl_write_attribute(out, "value", run->shown.severity);
        pl_buf_cstr(out, "/></properties>\n");
    }
}

static void end_control(pl_visiting *w, const pl_visit *at)
{
    (void)at;
    pl_buf_cstr(w->out, "  </testsuite>\n");
}

static void begin_output(pl_visiting *w, const pl_visit *at)
{
    pl_counts counts = all_counts(w->results.tree);
    (void)at;
    pl_buf_cstr(w->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
    pl_write_attribute(w->out, "name", w->results.tree->name);
    write_counts(w->out, &counts);
    pl_buf_cstr(w->out, ">\n");
}

static void end_output(pl_visiting *w, const pl_visit *at)
{
    (void)at;
    pl_buf_cstr(w->out, "</testsuites>\n");
}

const pl_visitor pl_format_junit = { .order = PL_WALK_DISTINCT,
                                     .enter = begin_output,
                                     .leave = end_output,
                                     .control = begin_control,
                                     .failed = write_error,
                                     .row = write_row,
                                     .end_control = end_control };
