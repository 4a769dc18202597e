/* sarif.c - a check as SARIF 2.1.0, for code scanning of forges.
 *
 * A control is a rule, each alarm and error a result of it; what passed is none. A resource is no
 * file: it is the logical location of its result, and the fingerprint is made of control and
 * resource, so that a finding is the same from one run to the next. */
#include "base/hash.h"
#include "render/writer.h"
#include "run/review.h"
#include <stdio.h>

static void key_text(pl_jsonw *w, const char *key, pl_str text)
{
    pl_jsonw_begin(w, key, '{');
    pl_jsonw_member(w, "text", text);
    pl_jsonw_close(w, '}');
}

/* Write the property bag with one member; nothing if `value` is empty. */
static void properties(pl_jsonw *w, const char *key, pl_str value)
{
    if (!value.len)
        return;
    pl_jsonw_begin(w, "properties", '{');
    pl_jsonw_member(w, key, value);
    pl_jsonw_close(w, '}');
}

/* Write a control as a rule. SARIF requires a short description, so its name takes the place of a
 * missing title. */
static void write_rule(pl_jsonw *w, const pl_node *run)
{
    const pl_node *node = run;

    pl_jsonw_open(w, '{');
    pl_jsonw_member(w, "id", node->name);
    pl_jsonw_member(w, "name", node->shown.short_name);
    key_text(w, "shortDescription",
             node->shown.title.len ? node->shown.title : node->shown.short_name);
    if (node->shown.description.len)
        key_text(w, "fullDescription", node->shown.description);
    properties(w, "severity", node->shown.severity);
    pl_jsonw_close(w, '}');
}

static void write_location(pl_jsonw *w, pl_str resource)
{
    pl_jsonw_begin(w, "locations", '[');
    pl_jsonw_open(w, '{');
    pl_jsonw_begin(w, "logicalLocations", '[');
    pl_jsonw_open(w, '{');
    pl_jsonw_member(w, "fullyQualifiedName", resource);
    pl_jsonw_member(w, "kind", PL_S("resource"));
    pl_jsonw_end(w, "}]}]");
}

static void write_fingerprint(pl_jsonw *w, pl_str control, pl_str resource)
{
    char text[32];
    uint64_t hash = pl_hash_mix(pl_hash_str(control), pl_hash_str(resource));
    int n = snprintf(text, sizeof text, "%016llx", (unsigned long long)hash);

    pl_jsonw_begin(w, "partialFingerprints", '{');
    pl_jsonw_member(w, "controlAndResource/v1", (pl_str){ text, (size_t)n });
    pl_jsonw_close(w, '}');
}

static void write_properties(pl_jsonw *w, const pl_check_row *row)
{
    pl_jsonw_begin(w, "properties", '{');
    pl_jsonw_member(w, "status", pl_row_status_name((pl_row_status)row->status));
    for (uint32_t i = 0; i < row->n_dimensions; i++) {
        pl_jsonw_key(w, row->dimensions[i].key);
        pl_jsonw_str(w, row->dimensions[i].value);
    }
    pl_jsonw_close(w, '}');
}

static void write_change(pl_jsonw *w, pl_row_change change)
{
    if (change == PL_CHANGE_FIXED)
        pl_jsonw_member(w, "baselineState", PL_S("absent"));
    else if (change)
        pl_jsonw_member(w, "baselineState", pl_row_change_name(change));
}

/* Write that a result was accepted outside of the tool, in a reviewed file. */
static void write_suppression(pl_jsonw *w, const pl_exemption *x)
{
    pl_jsonw_begin(w, "suppressions", '[');
    pl_jsonw_open(w, '{');
    pl_jsonw_member(w, "kind", PL_S("external"));
    pl_jsonw_member(w, "status", PL_S("accepted"));
    pl_jsonw_member(w, "justification", x->reason);
    properties(w, "until", x->until);
    pl_jsonw_end(w, "}]");
}

/* Write a result: of a row, or, with `row` NULL, of a control that could not be run. */
static void write_result(pl_jsonw *w, const pl_node *run, const pl_check_row *row)
{
    pl_str control = run->name, resource = row ? row->resource : control;

    pl_jsonw_open(w, '{');
    pl_jsonw_member(w, "ruleId", control);
    pl_jsonw_member_int(w, "ruleIndex", run->tally->index);
    pl_jsonw_member(w, "level",
                    row && row->status == PL_ROW_ALARM ? PL_S("warning") : PL_S("error"));
    key_text(w, "message", row ? row->reason : run->error);
    write_location(w, resource.len ? resource : control);
    write_fingerprint(w, control, resource);
    write_change(w, row ? (pl_row_change)row->change : pl_run_change(run));
    if (row && row->exemption)
        write_suppression(w, row->exemption);
    if (row)
        write_properties(w, row);
    pl_jsonw_close(w, '}');
}

/* Write a finding of the baseline that no longer exists. Its control may be missing in the
 * rules, which are only those that are shown. */
static void write_fixed(pl_jsonw *w, const pl_reviewed *r, const pl_finding *f)
{
    pl_str control = r->runs[f->control]->name;

    pl_jsonw_open(w, '{');
    pl_jsonw_member(w, "ruleId", control);
    pl_jsonw_member(w, "level", PL_S("none"));
    key_text(w, "message", PL_S("fixed since the baseline"));
    write_location(w, f->resource.len ? f->resource : control);
    write_fingerprint(w, control, f->resource);
    write_change(w, PL_CHANGE_FIXED);
    pl_jsonw_close(w, '}');
}

static void write_error(pl_visiting *w, const pl_visit *at)
{
    write_result(w->state, at->node, NULL);
}

static void write_row(pl_visiting *w, const pl_visit *at, const pl_check_row *row)
{
    if (row->status == PL_ROW_ALARM || row->status == PL_ROW_ERROR)
        write_result(w->state, at->node, row);
}

/* All controls that ran are rules, also those without results: viewers then show what was
 * checked. */
static void write_driver(pl_jsonw *w, const pl_check_tree *tree, pl_str version)
{
    pl_jsonw_begin(w, "tool", '{');
    pl_jsonw_begin(w, "driver", '{');
    pl_jsonw_member(w, "name", PL_S("pipelite"));
    pl_jsonw_member(w, "version", version);
    pl_jsonw_begin(w, "rules", '[');
    for (uint32_t i = 0; i < tree->n_runs; i++)
        write_rule(w, tree->runs[i]);
    pl_jsonw_end(w, "]}}");
}

static void begin_output(pl_visiting *walk, const pl_visit *at)
{
    pl_jsonw *w = walk->state;

    (void)at;
    pl_jsonw_init(w, walk->out, 2, false);
    pl_jsonw_open(w, '{');
    pl_jsonw_member(w, "$schema", PL_S("https://json.schemastore.org/sarif-2.1.0.json"));
    pl_jsonw_member(w, "version", PL_S("2.1.0"));
    pl_jsonw_begin(w, "runs", '[');
    pl_jsonw_open(w, '{');
    write_driver(w, walk->results.tree, walk->options->version);
    pl_jsonw_begin(w, "results", '[');
}

static void end_output(pl_visiting *walk, const pl_visit *at)
{
    const pl_reviewed *reviewed = walk->results.tree->reviewed;
    pl_jsonw *w = walk->state;

    (void)at;
    for (uint32_t i = 0; reviewed && i < reviewed->n_fixed; i++)
        write_fixed(w, reviewed, reviewed->fixed[i]);
    pl_jsonw_end(w, "]}]}");
    pl_buf_byte(walk->out, '\n');
}

const pl_visitor pl_format_sarif = { .order = PL_WALK_DISTINCT,
                                     .state = sizeof(pl_jsonw),
                                     .enter = begin_output,
                                     .leave = end_output,
                                     .failed = write_error,
                                     .row = write_row };
