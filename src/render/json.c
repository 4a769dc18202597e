/* json.c - a check as JSON (check-and-outputs.md 10). */
#include "base/jsonw.h"
#include "base/vec.h"
#include "render/writer.h"
#include "run/review.h"
#include <stdlib.h>

/* ---- tags of the benchmarks around a control */

typedef PL_VEC(pl_tag_pair) tag_list;

static int order_tags(const void *a, const void *b)
{
    return pl_str_cmp(((const pl_tag_pair *)a)->key, ((const pl_tag_pair *)b)->key);
}

/* Has a group nearer than `group` a tag of that key? */
static bool is_covered(const pl_group *nearest, const pl_group *group, pl_str key)
{
    for (; nearest != group; nearest = nearest->parent)
        if (pl_write_find_tag(&nearest->info, key))
            return true;
    return false;
}

/* Those of `nearest` and of the groups around it, sorted; release with pl_vec_done(). */
static tag_list inherited_tags(const pl_group *nearest)
{
    tag_list list = { 0 };
    for (const pl_group *g = nearest; g; g = g->parent)
        for (uint32_t i = 0; i < g->info.n_tags; i++)
            if (!is_covered(nearest, g, g->info.tags[i].key))
                pl_vec_push(&list, g->info.tags[i]);
    if (list.n)
        qsort(list.at, list.n, sizeof *list.at, order_tags);
    return list;
}

/* Write an error on one line: blanks for line ends and tabs, no NUL. */
static void write_error(pl_jsonw *w, pl_str error)
{
    pl_buf text = { 0 };
    pl_write_one_line(&text, error);
    pl_jsonw_member(w, "run_error", pl_buf_view(&text));
    pl_buf_done(&text);
}

/* `inherited` NULL: the user does not want them. */
static void write_run(pl_jsonw *w, const pl_control_run *run, const tag_list *inherited,
                      pl_sink *sink)
{
    pl_row_walk walk = { 0 };
    const pl_check_row *row;
    pl_jsonw_open(w, '{');
    pl_jsonw_key(w, PL_S("summary"));
    pl_write_counts_json(w, &run->counts);
    pl_jsonw_key(w, PL_S("results"));
    if (run->rows.n)
        pl_jsonw_open(w, '[');
    else
        pl_jsonw_null(w);
    while ((row = pl_row_walk_next(&walk, &run->rows))) {
        pl_write_row_json(w, row);
        pl_sink_pass(sink);
    }
    if (run->rows.n)
        pl_jsonw_close(w, ']');
    pl_jsonw_member(w, "control_id", run->control_id);
    pl_jsonw_member(w, "description", run->info.description);
    pl_jsonw_member(w, "severity", run->info.severity);
    pl_write_tags_json(w, &run->info);
    if (inherited)
        pl_write_pairs_json(w, "benchmark_tags", inherited->at, (uint32_t)inherited->n);
    pl_jsonw_member(w, "title", run->info.title);
    pl_jsonw_key(w, PL_S("run_status"));
    pl_jsonw_int(w, run->state);
    write_error(w, run->error);
    if (run->error.len && pl_run_change(run))
        pl_jsonw_member(w, "change", pl_row_change_name(pl_run_change(run)));
    pl_jsonw_close(w, '}');
}

/* ---- what a review adds to the outermost group */

static void write_fixed(pl_jsonw *w, const pl_reviewed *r, const pl_finding *f)
{
    pl_jsonw_open(w, '{');
    pl_jsonw_member(w, "control_id", r->runs[f->control]->control_id);
    pl_jsonw_member(w, "resource", f->resource);
    pl_jsonw_key(w, PL_S("dimensions"));
    pl_jsonw_open(w, '[');
    for (uint32_t i = 0; i < f->n_dimensions; i++) {
        pl_jsonw_open(w, '{');
        pl_jsonw_member(w, "key", f->dimensions[i].key);
        pl_jsonw_member(w, "value", f->dimensions[i].value);
        pl_jsonw_close(w, '}');
    }
    pl_jsonw_close(w, ']');
    pl_jsonw_close(w, '}');
}

static void write_compared(pl_jsonw *w, const pl_reviewed *r)
{
    pl_jsonw_key(w, PL_S("baseline"));
    pl_jsonw_open(w, '{');
    pl_jsonw_member_int(w, "new", r->n_new);
    pl_jsonw_member_int(w, "unchanged", r->n_unchanged);
    pl_jsonw_key(w, PL_S("fixed"));
    pl_jsonw_open(w, '[');
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
        pl_jsonw_member_int(w, "not_shown", r->hidden);
}

static void write_runs(pl_jsonw *w, const pl_group *group, bool benchmark_tags, pl_sink *sink)
{
    tag_list inherited = { 0 };
    if (!group->n_runs) {
        pl_jsonw_null(w);
        return;
    }
    if (benchmark_tags)
        inherited = inherited_tags(group);
    pl_jsonw_open(w, '[');
    for (uint32_t i = 0; i < group->n_children; i++)
        if (group->children[i].run)
            write_run(w, group->children[i].run, benchmark_tags ? &inherited : NULL, sink);
    pl_jsonw_close(w, ']');
    pl_vec_done(&inherited);
}

static void write_group(pl_jsonw *w, const pl_check_tree *tree, const pl_group *group,
                        bool benchmark_tags, pl_sink *sink)
{
    pl_jsonw_open(w, '{');
    pl_jsonw_member(w, "group_id", group->info.full_name);
    pl_jsonw_member(w, "title", group->info.title);
    pl_jsonw_member(w, "description", group->info.description);
    pl_write_tags_json(w, &group->info);
    pl_jsonw_key(w, PL_S("summary"));
    pl_jsonw_open(w, '{');
    pl_jsonw_key(w, PL_S("status"));
    pl_write_counts_json(w, &group->counts);
    pl_jsonw_close(w, '}');
    pl_jsonw_key(w, PL_S("groups"));
    pl_jsonw_open(w, '[');
    for (uint32_t i = 0; i < group->n_children; i++)
        if (group->children[i].group)
            write_group(w, tree, group->children[i].group, benchmark_tags, sink);
    pl_jsonw_close(w, ']');
    pl_jsonw_key(w, PL_S("controls"));
    write_runs(w, group, benchmark_tags, sink);
    if (group == tree->root && tree->reviewed)
        write_reviewed(w, tree->reviewed);
    pl_jsonw_close(w, '}');
    pl_sink_pass(sink);
}

bool pl_write_json(const pl_check_tree *tree, const pl_write_options *options, pl_sink *sink,
                   pl_diags *diags)
{
    pl_jsonw w;
    (void)diags;
    pl_jsonw_init(&w, &sink->text, 2, true);
    write_group(&w, tree, tree->root, options->benchmark_tags, sink);
    pl_buf_byte(&sink->text, ' ');
    return !sink->failed;
}
