/* json.c - a check as JSON (check-and-outputs.md 10). */
#include "base/jsonw.h"
#include "base/vec.h"
#include "render/writer.h"
#include "run/review.h"
#include <stdlib.h>

typedef PL_VEC(pl_tag_pair) tag_list;

typedef struct json_writer {
    pl_jsonw json;
    tag_list inherited; /* by the controls of the group at hand, with benchmark tags */
} json_writer;

/* ---- tags of the benchmarks around a control */

static int order_tags(const void *a, const void *b)
{
    return pl_str_cmp(((const pl_tag_pair *)a)->key, ((const pl_tag_pair *)b)->key);
}

/* Does a group from `nearest` up to but not including `group` have a tag with that key? */
static bool is_covered(const pl_node *nearest, const pl_node *group, pl_str key)
{
    for (; nearest != group; nearest = nearest->parent)
        if (pl_write_find_tag(nearest, key))
            return true;
    return false;
}

/* The tags that a control in `nearest` inherits: those of `nearest` and of the groups around it,
 * the nearest group winning for each key. Sorted by key; release with pl_vec_done(). */
static tag_list inherited_tags(const pl_node *nearest)
{
    tag_list list = { 0 };
    for (const pl_node *g = nearest; g; g = g->parent)
        for (uint32_t i = 0; i < g->tally->n_tags; i++)
            if (!is_covered(nearest, g, g->tally->tags[i].key))
                pl_vec_push(&list, g->tally->tags[i]);
    if (list.n)
        qsort(list.at, list.n, sizeof *list.at, order_tags);
    return list;
}

/* ---- what a review adds to the outermost group */

/* Write a finding of the baseline that no longer exists. It has no row, so resource and dimensions
 * come from the baseline. */
static void write_fixed(pl_jsonw *w, const pl_reviewed *r, const pl_finding *f)
{
    pl_jsonw_open(w, '{');
    pl_jsonw_member(w, "control_id", r->runs[f->control]->tally->control_id);
    pl_jsonw_member(w, "resource", f->resource);
    pl_jsonw_begin(w, "dimensions", '[');
    for (uint32_t i = 0; i < f->n_dimensions; i++) {
        pl_jsonw_open(w, '{');
        pl_jsonw_member(w, "key", f->dimensions[i].key);
        pl_jsonw_member(w, "value", f->dimensions[i].value);
        pl_jsonw_close(w, '}');
    }
    pl_jsonw_end(w, "]}");
}

/* What changed since the baseline, counted over all that ran, shown or not. */
static void write_compared(pl_jsonw *w, const pl_reviewed *r)
{
    pl_jsonw_begin(w, "baseline", '{');
    pl_jsonw_member_int(w, "new", r->n_new);
    pl_jsonw_member_int(w, "unchanged", r->n_unchanged);
    pl_jsonw_begin(w, "fixed", '[');
    for (uint32_t i = 0; i < r->n_fixed; i++)
        write_fixed(w, r, r->fixed[i]);
    pl_jsonw_close(w, ']');
    pl_jsonw_member_int(w, "not_compared", r->n_lost);
    pl_jsonw_close(w, '}');
}

static void write_reviewed(pl_jsonw *w, const pl_reviewed *r)
{
    if (r->review->compared)
        write_compared(w, r);
    if (r->hidden)
        pl_jsonw_member_int(w, "not_shown", (int64_t)r->hidden);
}

/* ---- steps */

/* Members up to the list of its groups, which is left open: the walk visits them next. */
static void begin_group(pl_visiting *walk, const pl_visit *at)
{
    pl_jsonw *w = &((json_writer *)walk->state)->json;
    const pl_node *group = at->node;
    if (!at->depth)
        pl_jsonw_init(w, walk->out, 2, true);
    pl_jsonw_open(w, '{');
    pl_jsonw_member(w, "group_id", group->name);
    pl_jsonw_member(w, "title", group->shown.title);
    pl_jsonw_member(w, "description", group->shown.description);
    pl_write_tags_json(w, group);
    pl_jsonw_begin(w, "summary", '{');
    pl_jsonw_key(w, PL_S("status"));
    pl_write_counts_json(w, &group->tally->counts);
    pl_jsonw_close(w, '}');
    pl_jsonw_begin(w, "groups", '[');
}

/* The groups are done; `controls` is null, not empty, if the benchmark has none of its own. */
static void between_children(pl_visiting *walk, const pl_visit *at)
{
    json_writer *w = walk->state;
    pl_jsonw_close(&w->json, ']');
    pl_jsonw_key(&w->json, PL_S("controls"));
    if (!pl_node_count(at->node, PL_NODE_CONTROL)) {
        pl_jsonw_null(&w->json);
        return;
    }
    pl_jsonw_open(&w->json, '[');
    if (walk->options->benchmark_tags)
        w->inherited = inherited_tags(at->node);
}

/* The results of a review are members of the outermost group, after its controls. */
static void end_group(pl_visiting *walk, const pl_visit *at)
{
    json_writer *w = walk->state;
    if (pl_node_count(at->node, PL_NODE_CONTROL))
        pl_jsonw_close(&w->json, ']');
    pl_vec_done(&w->inherited);
    if (!at->depth && walk->results.tree->reviewed)
        write_reviewed(&w->json, walk->results.tree->reviewed);
    pl_jsonw_close(&w->json, '}');
    if (!at->depth)
        pl_buf_byte(walk->out, ' ');
}

/* Rows stand between its counts and its texts, as Powerpipe declares the members. */
static void begin_control(pl_visiting *walk, const pl_visit *at)
{
    pl_jsonw *w = &((json_writer *)walk->state)->json;
    pl_jsonw_open(w, '{');
    pl_jsonw_key(w, PL_S("summary"));
    pl_write_counts_json(w, &at->node->tally->counts);
    pl_jsonw_key(w, PL_S("results"));
    if (at->node->tally->rows.n)
        pl_jsonw_open(w, '[');
    else
        pl_jsonw_null(w);
}

static void write_row(pl_visiting *walk, const pl_visit *at, const pl_check_row *row)
{
    (void)at;
    pl_write_row_json(&((json_writer *)walk->state)->json, row);
}

/* Write an error on one line: blanks for line ends and tabs, no NUL. */
static void write_error(pl_jsonw *w, pl_str error)
{
    pl_buf text = { 0 };
    pl_write_one_line(&text, error);
    pl_jsonw_member(w, "run_error", pl_buf_view(&text));
    pl_buf_done(&text);
}

static void end_control(pl_visiting *walk, const pl_visit *at)
{
    const pl_node *run = at->node;
    json_writer *writer = walk->state;
    const tag_list *inherited = &writer->inherited;
    pl_jsonw *w = &writer->json;
    if (run->tally->rows.n)
        pl_jsonw_close(w, ']');
    pl_jsonw_member(w, "control_id", run->tally->control_id);
    pl_jsonw_member(w, "description", run->shown.description);
    pl_jsonw_member(w, "severity", run->shown.severity);
    pl_write_tags_json(w, run);
    if (walk->options->benchmark_tags)
        pl_write_pairs_json(w, "benchmark_tags", inherited->at, (uint32_t)inherited->n);
    pl_jsonw_member(w, "title", run->shown.title);
    pl_jsonw_member_int(w, "run_status", pl_node_status_number((pl_node_status)run->status));
    write_error(w, run->error);
    if (run->error.len && pl_run_change(run))
        pl_jsonw_member(w, "change", pl_row_change_name(pl_run_change(run)));
    pl_jsonw_close(w, '}');
}

const pl_visitor pl_format_json = { .order = PL_WALK_GROUPS_FIRST,
                                    .state = sizeof(json_writer),
                                    .enter = begin_group,
                                    .between = between_children,
                                    .leave = end_group,
                                    .control = begin_control,
                                    .row = write_row,
                                    .end_control = end_control };
