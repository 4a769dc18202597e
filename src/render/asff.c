/* asff.c - a check as findings of AWS Security Hub (check-and-outputs.md 14). */
#include "base/jsonw.h"
#include "base/str.h"
#include "base/vec.h"
#include "render/writer.h"
#include <stdlib.h>

static void put_json(pl_buf *out, pl_str text)
{
    if (text.ptr)
        pl_json_quote(out, text, true);
    else
        pl_buf_cstr(out, "null");
}

static const char *compliance(pl_row_status status)
{
    switch (status) {
    case PL_ROW_OK: return "PASSED";
    case PL_ROW_ALARM: return "FAILED";
    case PL_ROW_ERROR: return "WARNING";
    default: return "NOT_AVAILABLE";
    }
}

/* Write a member. Powerpipe inserts values unescaped, so a quote in a row breaks its
 * JSON; here each is a JSON text, which looks the same if nothing needs an escape. */
static void member(pl_buf *out, const char *indent, const char *key, pl_str value, const char *end)
{
    pl_buf_printf(out, "%s\"%s\": ", indent, key);
    pl_json_quote(out, value, false);
    pl_buf_printf(out, "%s\n", end);
}

/* A label of Security Hub is a word in capitals; it has one for results without a severity,
 * too. */
static void write_severity(pl_buf *out, pl_str severity)
{
    pl_buf upper = { 0 };
    pl_buf_cstr(out, "    \"Severity\": {\n");
    if (severity.len)
        pl_write_upper(&upper, severity);
    member(out, "        ", "Label", severity.len ? pl_buf_view(&upper) : PL_S("INFORMATIONAL"),
           "");
    pl_buf_cstr(out, "    },\n");
    pl_buf_done(&upper);
}

/* Write a finding: one for each row, whatever its status. Account and region are dimensions of
 * those names; without them the members are empty. */
static void write_row(pl_visiting *w, const pl_visit *at, const pl_check_row *row)
{
    const pl_node *run = at->node;
    const pl_write_options *options = w->options;
    bool *any = w->state;
    pl_buf *out = w->out;
    pl_str account = pl_write_dimension(row, PL_S("account_id")),
           region = pl_write_dimension(row, PL_S("region"));
    pl_buf now = { 0 }, arn = { 0 }, generator = { 0 };
    pl_write_rfc3339(&now, options->now, false);
    pl_buf_printf(&arn, "arn:aws:securityhub:%.*s:%.*s:product/%.*s/default", PL_FMT(region),
                  PL_FMT(account), PL_FMT(account));
    pl_buf_printf(&generator, "powerpipe-%.*s", PL_FMT(run->shown.short_name));
    pl_buf_cstr(out, *any ? ",\n{\n" : "\n{\n");
    *any = true;
    member(out, "    ", "SchemaVersion", PL_S("2018-10-08"), ",");
    member(out, "    ", "Id", run->name, ",");
    member(out, "    ", "ProductArn", pl_buf_view(&arn), ",");
    pl_buf_cstr(out, "    \"ProductFields\": {\n");
    member(out, "        ", "ProviderName", PL_S("Powerpipe"), ",");
    member(out, "        ", "ProviderVersion", options->version, "");
    pl_buf_cstr(out, "    },\n");
    member(out, "    ", "GeneratorId", pl_buf_view(&generator), ",");
    member(out, "    ", "AwsAccountId", account, ",");
    pl_buf_cstr(out, "    \"Types\": [\n        \"automated\"\n    ],\n");
    member(out, "    ", "UpdatedAt", pl_buf_view(&now), ",");
    member(out, "    ", "CreatedAt", pl_buf_view(&now), ",");
    pl_buf_cstr(out, "    \"Title\": ");
    put_json(out, run->shown.title);
    pl_buf_cstr(out, ",\n    \"Description\": ");
    put_json(out, run->shown.description);
    pl_buf_cstr(out, ",\n");
    write_severity(out, run->shown.severity);
    pl_buf_cstr(out, "    \"Resources\": [\n        {\n");
    member(out, "            ", "Type", PL_S("Other"), ",");
    member(out, "            ", "Id", row->resource, "");
    if (row->exemption)
        pl_buf_cstr(out, "        }\n    ],\n    \"Workflow\": {\n        \"Status\": "
                         "\"SUPPRESSED\"\n    },\n");
    pl_buf_printf(out, "%s    \"Compliance\": {\n        \"Status\": \"%s\"\n    }\n}",
                  row->exemption ? "" : "        }\n    ],\n",
                  compliance((pl_row_status)row->status));
    pl_buf_done(&generator);
    pl_buf_done(&arn);
    pl_buf_done(&now);
}

static bool is_aws(const pl_node *run)
{
    for (uint32_t i = 0; i < run->tally->n_tags; i++)
        if (pl_str_eq(run->tally->tags[i].key, PL_S("plugin")))
            return pl_str_eq(run->tally->tags[i].value, PL_S("aws"));
    return false;
}

static int by_name(const void *a, const void *b)
{
    const pl_node *const *ra = a, *const *rb = b;
    return pl_str_cmp((*ra)->name, (*rb)->name);
}

static void write_all(pl_visiting *w, const pl_visit *at)
{
    const pl_check_tree *tree = w->results.tree;
    PL_VEC(const pl_node *) runs = { 0 };
    for (uint32_t i = 0; i < tree->n_runs; i++)
        if (is_aws(tree->runs[i]))
            pl_vec_push(&runs, tree->runs[i]);
    if (runs.n)
        qsort(runs.at, runs.n, sizeof(*runs.at), by_name);
    pl_buf_byte(w->out, '[');
    for (size_t i = 0; i < runs.n; i++)
        pl_walk_control(w, at, runs.at[i]);
    pl_buf_cstr(w->out, "\n]\n");
    pl_vec_done(&runs);
}

/* Findings are in the order of their controls' names. The state: was one written? */
const pl_visitor pl_format_asff = {
    .order = PL_WALK_NOWHERE, .state = sizeof(bool), .enter = write_all, .row = write_row
};
