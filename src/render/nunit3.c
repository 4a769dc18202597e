/* nunit3.c - a check as NUnit 3 XML (check-and-outputs.md 13). */
#include "gotmpl/gotmpl.h"
#include "base/assert.h"
#include "base/double.h"
#include "render/writer.h"

static void attribute(pl_buf *out, const char *name, pl_str value)
{
    pl_buf_printf(out, " %s=\"", name);
    pl_write_marks(out, value, true);
    pl_buf_byte(out, '"');
}

static void write_counts(pl_buf *out, const pl_counts *c)
{
    uint32_t total = pl_counts_total(c);
    pl_buf_printf(out,
                  " testcasecount=\"%u\" total=\"%u\" passed=\"%u\" failed=\"%u\" skipped=\"%u\"",
                  total, total, pl_counts_passed(c), pl_counts_failed(c), pl_counts_skipped(c));
}

static void open_suite(pl_buf *out, pl_str id, pl_str name, uint64_t nanos, const pl_counts *c)
{
    pl_buf_cstr(out, "\n<test-suite");
    attribute(out, "id", id);
    attribute(out, "name", name);
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

static void write_case(pl_buf *out, const pl_control_run *run, const pl_check_row *row, uint32_t i)
{
    pl_assert(row->status < PL_ROW_STATUSES);
    pl_row_status status = (pl_row_status)row->status;
    pl_buf_cstr(out, "\n<test-case id=\"");
    pl_write_marks(out, run->info.short_name, true);
    pl_buf_printf(out, "::%u\" name=\"", i);
    pl_write_marks(out, run->info.full_name, true);
    pl_buf_printf(out, "::%u\" result=\"%s\">\n<properties>\n", i,
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
    pl_buf_cstr(out, "</message>\n</reason>\n</test-case>\n");
}

static void write_run(pl_sink *sink, const pl_control_run *run)
{
    pl_buf *out = &sink->text;
    pl_row_walk walk = { 0 };
    const pl_check_row *row;
    uint32_t i = 0;
    open_suite(out, run->control_id, run->info.full_name, run->nanos, &run->counts);
    pl_buf_cstr(out, "\n    ");
    while ((row = pl_row_walk_next(&walk, &run->rows))) {
        pl_buf_cstr(out, "\n        ");
        write_case(out, run, row, i++);
        pl_buf_cstr(out, "\n    ");
        pl_sink_pass(sink);
    }
    pl_buf_cstr(out, "\n</test-suite>\n");
}

static void write_body(pl_sink *sink, const pl_group *group)
{
    pl_buf *out = &sink->text;
    pl_buf_cstr(out, "\n    ");
    for (uint32_t i = 0; i < group->n_children; i++) {
        const pl_group *child = group->children[i].group;
        if (!child)
            continue;
        pl_buf_cstr(out, "\n        ");
        open_suite(out, child->info.full_name, child->info.title, child->nanos, &child->counts);
        write_body(sink, child);
        pl_buf_cstr(out, "</test-suite>\n\n    ");
    }
    pl_buf_cstr(out, "\n    \n    ");
    for (uint32_t i = 0; i < group->n_children; i++)
        if (group->children[i].run)
            write_run(sink, group->children[i].run);
}

bool pl_write_nunit3(const pl_check_tree *tree, const pl_write_options *options, pl_sink *sink,
                     pl_diags *diags)
{
    (void)options, (void)diags;
    pl_buf_cstr(&sink->text, "\n<test-run");
    write_counts(&sink->text, &tree->root->counts);
    pl_buf_byte(&sink->text, '>');
    write_body(sink, tree->root);
    pl_buf_cstr(&sink->text, "</test-run>\n");
    return !sink->failed;
}
