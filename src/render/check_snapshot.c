/* check_snapshot.c - a check as a snapshot document (check-and-outputs.md 15). Members are in
 * the order of their bytes at every level. */
#include "base/jsonw.h"
#include "base/assert.h"
#include "base/sort.h"
#include "base/vec.h"
#include "render/writer.h"
#include "run/review.h"

typedef struct panel {
    const pl_group *group; /* exactly one of both */
    const pl_control_run *run;
    bool root;
} panel;

typedef struct snapshot_writer {
    pl_jsonw json;
    const pl_check_tree *tree;
    pl_sink *sink;
    PL_VEC(panel) panels;
    bool reviewed; /* for the page, and there was a review */
} snapshot_writer;

static const pl_node_info *info_of(const panel *p)
{
    return p->group ? &p->group->info : &p->run->info;
}

/* ---- members */

static void key(snapshot_writer *w, const char *name)
{
    pl_jsonw_key(&w->json, pl_str_cstr(name));
}

static void member(snapshot_writer *w, const char *name, pl_str value)
{
    key(w, name);
    pl_jsonw_str(&w->json, value);
}

/* Write a member unless it is empty. */
static void optional(snapshot_writer *w, const char *name, pl_str value)
{
    if (value.len)
        member(w, name, value);
}

static void write_pairs(snapshot_writer *w, const pl_tag_pair *pairs, uint32_t n)
{
    pl_assert(!n || pairs);
    pl_jsonw_open(&w->json, '{');
    for (uint32_t i = 0; i < n; i++) {
        pl_jsonw_key(&w->json, pairs[i].key);
        pl_jsonw_str(&w->json, pairs[i].value);
    }
    pl_jsonw_close(&w->json, '}');
}

static void write_tags(snapshot_writer *w, const pl_node_info *info)
{
    if (!info->n_tags)
        return;
    key(w, "tags");
    write_pairs(w, info->tags, info->n_tags);
}

static void write_counts(snapshot_writer *w, const pl_counts *counts)
{
    static const pl_row_status order[] = { PL_ROW_ALARM, PL_ROW_ERROR, PL_ROW_INFO, PL_ROW_OK,
                                           PL_ROW_SKIP };
    pl_jsonw_open(&w->json, '{');
    for (size_t i = 0; i < PL_COUNT(order); i++) {
        pl_jsonw_key(&w->json, pl_row_status_name(order[i]));
        pl_jsonw_int(&w->json,
                     w->reviewed ? counts->of[order[i]] : pl_write_count(counts, order[i]));
    }
    if (w->reviewed) {
        key(w, "exempted");
        pl_jsonw_int(&w->json, counts->exempted);
    }
    pl_jsonw_close(&w->json, '}');
}

/* ---- layout */

static void write_layout(snapshot_writer *w, const pl_tree_child *c)
{
    uint32_t n = c->group ? c->group->n_groups + c->group->n_runs : 0;
    pl_jsonw_open(&w->json, '{');
    if (n) {
        key(w, "children");
        pl_jsonw_open(&w->json, '[');
        for (uint32_t i = 0; i < c->group->n_children; i++)
            if (c->group->children[i].group || c->group->children[i].run)
                write_layout(w, &c->group->children[i]);
        pl_jsonw_close(&w->json, ']');
    }
    member(w, "name", c->group ? c->group->info.full_name : c->run->info.full_name);
    member(w, "panel_type", c->group ? PL_S("benchmark") : PL_S("control"));
    pl_jsonw_close(&w->json, '}');
    pl_sink_pass(w->sink);
}

/* ---- what a review found out, for the page alone: snapshots have the results as they came */

/* The lines that text has at its end, and how many results of severity critical and high failed. */
static void write_review(snapshot_writer *w, const pl_group *root)
{
    pl_buf lines = { 0 };
    uint32_t severe = 0;
    pl_review_lines(w->tree->reviewed, true, &lines);
    for (uint32_t i = 0; i < root->n_severities; i++)
        if (pl_check_severity_find(root->severities[i].severity) >= PL_SEVERITY_HIGH)
            severe += pl_counts_failed(&root->severities[i].counts);
    key(w, "review");
    pl_jsonw_open(&w->json, '{');
    key(w, "notes");
    pl_jsonw_open(&w->json, '[');
    for (pl_str rest = pl_str_trim(pl_buf_view(&lines)); rest.len;)
        pl_jsonw_str(&w->json, pl_str_trim(pl_str_split(&rest, '\n')));
    pl_jsonw_close(&w->json, ']');
    key(w, "severe");
    pl_jsonw_int(&w->json, severe);
    pl_jsonw_close(&w->json, '}');
    pl_buf_done(&lines);
}

/* The positions of rows that are exempted. */
static void write_exempted(snapshot_writer *w, const pl_control_run *run)
{
    pl_row_walk walk = { 0 };
    const pl_check_row *row;
    int64_t at = 0;
    if (!w->reviewed || !run->counts.exempted)
        return;
    key(w, "exempted");
    pl_jsonw_open(&w->json, '[');
    while ((row = pl_row_walk_next(&walk, &run->rows))) {
        if (row->exemption)
            pl_jsonw_int(&w->json, at);
        at++;
    }
    pl_jsonw_close(&w->json, ']');
}

/* ---- panels */

static void write_benchmark(snapshot_writer *w, const panel *p)
{
    const pl_node_info *info = &p->group->info;
    if (p->root) {
        member(w, "benchmark_type", PL_S("control"));
        member(w, "dashboard", info->full_name);
    }
    optional(w, "description", info->description);
    optional(w, "display", info->display);
    if (p->root)
        optional(w, "display_type", info->type);
    optional(w, "documentation", info->documentation);
    member(w, "name", info->full_name);
    member(w, "panel_type", PL_S("benchmark"));
    if (p->root && w->reviewed)
        write_review(w, p->group);
    if (p->root)
        member(w, "status", PL_S("complete"));
    key(w, "summary");
    pl_jsonw_open(&w->json, '{');
    key(w, "status");
    write_counts(w, &p->group->counts);
    pl_jsonw_close(&w->json, '}');
    write_tags(w, info);
    optional(w, "title", info->title);
    if (!p->root)
        optional(w, "type", info->type);
    if (p->root && info->width > 0) {
        key(w, "width");
        pl_jsonw_int(&w->json, info->width);
    }
}

static void write_control(snapshot_writer *w, const pl_control_run *run)
{
    const pl_node_info *info = &run->info;
    key(w, "data");
    pl_write_control_data(&w->json, run, (pl_data_form){ .sorted = true, .reviewed = w->reviewed },
                          w->sink);
    optional(w, "description", info->description);
    optional(w, "display", info->display);
    optional(w, "display_type", info->type);
    optional(w, "documentation", info->documentation);
    optional(w, "error", run->error);
    write_exempted(w, run);
    member(w, "name", info->full_name);
    member(w, "panel_type", PL_S("control"));
    key(w, "properties");
    pl_jsonw_open(&w->json, '{');
    member(w, "name", info->short_name);
    optional(w, "severity", info->severity);
    pl_jsonw_close(&w->json, '}');
    member(w, "status", pl_run_state_name((pl_run_state)run->state));
    key(w, "summary");
    write_counts(w, &run->counts);
    write_tags(w, info);
    optional(w, "title", info->title);
}

static void collect_panels(snapshot_writer *w)
{
    pl_tree_walk walk = { 0 };
    pl_tree_child c;
    while (pl_tree_walk_next(&walk, w->tree, &c)) {
        if (c.run && c.run->parents[0] != walk.holder)
            continue;
        pl_vec_push(&w->panels, ((panel){ c.group, c.run, walk.holder == w->tree->root }));
    }
}

static int order_panels(const void *a, const void *b)
{
    return pl_str_cmp(info_of(a)->full_name, info_of(b)->full_name);
}

/* A benchmark that several benchmarks list has one panel. */
static void write_panels(snapshot_writer *w)
{
    const void **order = pl_mem_alloc((w->panels.n + 1) * sizeof *order);
    for (size_t i = 0; i < w->panels.n; i++)
        order[i] = &w->panels.at[i];
    pl_sort(order, w->panels.n, order_panels);
    pl_jsonw_open(&w->json, '{');
    for (size_t i = 0; i < w->panels.n; i++) {
        const panel *p = order[i];
        if (i && order_panels(order[i - 1], p) == 0)
            continue;
        pl_jsonw_key(&w->json, info_of(p)->full_name);
        pl_jsonw_open(&w->json, '{');
        if (p->group)
            write_benchmark(w, p);
        else
            write_control(w, p->run);
        pl_jsonw_close(&w->json, '}');
        pl_sink_pass(w->sink);
    }
    pl_jsonw_close(&w->json, '}');
    pl_mem_free(order);
}

static void write_time(snapshot_writer *w, const char *name, pl_moment moment)
{
    pl_buf text = { 0 };
    pl_write_rfc3339(&text, moment, true);
    member(w, name, pl_buf_view(&text));
    pl_buf_done(&text);
}

static void write_snapshot(pl_visiting *walk, const pl_visit *root)
{
    const pl_check_tree *tree = walk->results.tree;
    const pl_write_options *options = walk->options;
    pl_sink *sink = walk->sink;
    (void)root;
    snapshot_writer w = { .tree = tree, .sink = sink, .reviewed = options->page && tree->reviewed };
    pl_jsonw_init(&w.json, &sink->text, options->compact ? 0 : 2, true);
    collect_panels(&w);
    pl_jsonw_open(&w.json, '{');
    write_time(&w, "end_time", tree->end);
    key(&w, "inputs");
    write_pairs(&w, NULL, 0);
    key(&w, "layout");
    write_layout(&w, pl_check_tree_item(tree));
    key(&w, "panels");
    write_panels(&w);
    member(&w, "schema_version", PL_S("20240607"));
    write_time(&w, "start_time", tree->start);
    key(&w, "variables");
    write_pairs(&w, tree->variables, tree->n_variables);
    pl_jsonw_close(&w.json, '}');
    pl_buf_byte(&sink->text, '\n');
    pl_vec_done(&w.panels);
}

const pl_visitor pl_format_snapshot = { .order = PL_WALK_NOWHERE, .enter = write_snapshot };
