/* nunit3.c - a check as NUnit 3 XML (check-and-outputs.md 13). */
#include "gotmpl/gotmpl.h"
#include "base/assert.h"
#include "base/double.h"
#include "render/writer.h"

static void write_counts(pl_buf *out, const pl_counts *c)
{
    uint32_t total = pl_counts_total(c);
    pl_buf_printf(out,
                  " testcasecount=\"%u\" total=\"%u\" passed=\"%u\" failed=\"%u\" skipped=\"%u\"",
                  total, total, pl_counts_passed(c), pl_counts_failed(c), pl_counts_skipped(c));
}

/* A suite of a benchmark or of a control; durations are seconds with as many digits as they
 * need. */
static void open_suite(pl_buf *out, pl_str id, pl_str name, uint64_t nanos, const pl_counts *c)
{
    pl_buf_cstr(out, "\n<test-suite");
    pl_write_attribute(out, "id", id);
    pl_write_attribute(out, "name", name);
    pl_buf_cstr(out, " duration=\"");
    pl_double_general(out, (double)nanos / 1e9, 64);
    pl_buf_byte(out, '"');
    write_counts(out, c);
    pl_buf_byte(out, '>');
}

static void property(pl_buf *out, const char *key, pl_str value)
{
    pl_buf_printf(out, "    <property>\n     <key>%s</key>\n     <value>", key);
    pl_write_marks(out, value, false);
    pl_buf_cstr(out, "</value>\n    </property>\n");
}

/* "]]>" ends a section: it is cut in two there. */
static void cdata(pl_buf *out, pl_str text)
{
    pl_buf_cstr(out, "<![CDATA[");
    for (size_t i = 0; i < text.len;) {
        if (pl_str_starts(pl_str_sub(text, i, text.len), PL_S("]]>"))) {
            pl_buf_cstr(out, "]]]]><![CDATA[>");
            i += 3;
        } else {
            i += pl_write_char(out, text, i);
        }
    }
    pl_buf_cstr(out, "]]>");
}

static const char *result(pl_row_status status)
{
    return status == PL_ROW_SKIP                          ? "Skipped"
           : status == PL_ROW_OK || status == PL_ROW_INFO ? "Passed"
                                                          : "Failed";
}

static void write_dimension(pl_buf *out, const pl_dimension *d)
{
    pl_buf_cstr(out, "\n    <property>\n    <key>steampipe:dimension:");
    pl_write_marks(out, d->key, false);
    pl_buf_cstr(out, "</key>\n    <value>");
    pl_write_marks(out, d->value, false);
    pl_buf_cstr(out, "</value>\n    </property>\n    ");
}

/* A case has the position of its row in its name, because rows have no names of their own. */
static void write_row(pl_visiting *w, const pl_visit *at, const pl_check_row *row)
{
    const pl_node *node = at->node;
    pl_buf *out = w->out;
    pl_assert(row->status < PL_ROW_STATUSES);
    pl_row_status status = (pl_row_status)row->status;
    pl_buf_cstr(out, "\n        \n<test-case id=\"");
    pl_write_marks(out, node->shown.short_name, true);
    pl_buf_printf(out, "::%u\" name=\"", w->row);
    pl_write_marks(out, node->name, true);
    pl_buf_printf(out, "::%u\" result=\"%s\">\n<properties>\n", w->row,
                  row->exemption ? "Skipped" : result(status));
    property(out, "steampipe:status", pl_row_status_name(status));
    property(out, "steampipe:reason", row->reason);
    if (row->exemption)
        property(out, "pipelite:exemption", row->exemption->reason);
    if (row->change)
        property(out, "pipelite:change", pl_row_change_name((pl_row_change)row->change));
    pl_buf_cstr(out, "    ");
    for (uint32_t k = 0; k < row->n_dimensions; k++)
        write_dimension(out, &row->dimensions[k]);
    pl_buf_cstr(out, "\n</properties>\n<reason>\n<message>");
    cdata(out, row->reason);
    pl_buf_cstr(out, "</message>\n</reason>\n</test-case>\n\n    ");
}

static void begin_control(pl_visiting *w, const pl_visit *at)
{
    const pl_node *run = at->node;
    open_suite(w->out, run->tally->control_id, run->name, run->tally->nanos, &run->tally->counts);
    pl_buf_cstr(w->out, "\n    ");
}

static void end_control(pl_visiting *w, const pl_visit *at)
{
    (void)at;
    pl_buf_cstr(w->out, "\n</test-suite>\n");
}

/* The root is the run; benchmarks are suites in it. */
static void begin_group(pl_visiting *w, const pl_visit *at)
{
    const pl_node *group = at->node;
    if (at->depth) {
        pl_buf_cstr(w->out, "\n        ");
        open_suite(w->out, group->name, group->shown.title, group->tally->nanos,
                   &group->tally->counts);
    } else {
        pl_buf_cstr(w->out, "\n<test-run");
        write_counts(w->out, &group->tally->counts);
        pl_buf_byte(w->out, '>');
    }
    pl_buf_cstr(w->out, "\n    ");
}

static void between_children(pl_visiting *w, const pl_visit *at)
{
    (void)at;
    pl_buf_cstr(w->out, "\n    \n    ");
}

static void end_group(pl_visiting *w, const pl_visit *at)
{
    pl_buf_cstr(w->out, at->depth ? "</test-suite>\n\n    " : "</test-run>\n");
}

const pl_visitor pl_format_nunit3 = { .order = PL_WALK_GROUPS_FIRST,
                                      .enter = begin_group,
                                      .between = between_children,
                                      .leave = end_group,
                                      .control = begin_control,
                                      .row = write_row,
                                      .end_control = end_control };
