/* check.c - runs benchmarks, controls or detections for a command: checks the arguments, builds the
 * tree, runs it, and applies the review. */
#include "run/check.h"
#include "base/cast.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/vec.h"
#include "run/build.h"
#include "run/detection.h"
#include "run/exec.h"
#include "run/review.h"
#include "run/session.h"
#include "run/variables.h"
#include <stdlib.h>

typedef struct starting {
    pl_session *session;
    const pl_run_start_options *options;
    pl_arena arena; /* holds the filter and the arguments */
    pl_check_filter filter;
    pl_given_args args;
    pl_buf why;
} starting;

/* ---- errors about the tree show its target as a block of lines (cli.md 1.6) */

static int order_names(const void *a, const void *b, void *ctx)
{
    return pl_index_name_cmp(ctx, *(const pl_entry_id *)a, *(const pl_entry_id *)b);
}

/* Add the children in the order of their names. */
static void add_children(const pl_index *ix, pl_entry_id id, pl_buf *out)
{
    uint32_t n, total, found = 0;
    const pl_entry_id *children = pl_index_children(ix, id, &n);
    pl_entry_id *sorted = pl_mem_alloc(((size_t)n + 1) * sizeof *sorted);
    pl_index_entries(ix, &total);
    for (uint32_t i = 0; i < n; i++)
        if (children[i] < total)
            sorted[found++] = children[i];
    qsort_r(sorted, found, sizeof *sorted, order_names, pl_unconst(ix));
    for (uint32_t i = 0; i < found; i++) {
        pl_buf_cstr(out, i ? "\n    " : "");
        pl_index_print_name(ix, sorted[i], out);
    }
    pl_mem_free(sorted);
}

static void add_block(pl_store *store, pl_entry_id id, pl_buf *out)
{
    const pl_index *ix = pl_store_index(store);
    pl_buf lost = { 0 };
    const pl_resource *r = pl_store_get(store, id, &lost);
    uint32_t n_parents;
    const pl_entry_id *parents = pl_index_parents(ix, id, &n_parents);
    pl_buf_cstr(out, "\n\t -----\n\t Name: ");
    pl_index_print_name(ix, id, out);
    pl_buf_printf(out, "\n\t Title: %.*s\n\t Description: %.*s\n\t Parent: ",
                  PL_FMT(pl_store_text(r, "title")), PL_FMT(pl_store_text(r, "description")));
    if (n_parents)
        pl_index_print_name(ix, parents[0], out);
    pl_buf_cstr(out, "\n\t Children:\n\t   ");
    add_children(ix, id, out);
    pl_buf_cstr(out, "\n\t");
    pl_buf_done(&lost);
}

/* Put what could not be made before the reason. */
static void explain_no_tree(starting *st)
{
    const pl_run_start_options *o = st->options;
    pl_buf text = { 0 };
    if (o->merged) {
        pl_buf_cstr(&text, "could not create merged execution tree");
    } else {
        pl_buf_cstr(&text, "could not create execution tree for ");
        if (o->n_targets)
            add_block(st->session->store, o->targets[0], &text);
        else
            pl_buf_cstr(&text, "all");
    }
    pl_buf_printf(&text, ": %.*s", PL_FMT(pl_buf_view(&st->why)));
    pl_buf_done(&st->why);
    st->why = text;
}

/* ---- controls */

static void list_variables(pl_check_tree *tree, pl_store *store)
{
    PL_VEC(pl_entry_id) ids = { 0 };
    pl_tree_walk walk = { 0 };
    pl_node *node;
    while (pl_tree_walk_next(&walk, tree, &node))
        pl_vec_push(&ids, node->tally->id);
    tree->variables = pl_variables_of(store, ids.at, ids.n, &tree->arena, &tree->n_variables);
    pl_vec_done(&ids);
}

static const pl_ix_entry *first_target(const starting *st)
{
    const pl_run_start_options *o = st->options;
    if (o->all || !o->n_targets)
        return NULL;
    return pl_index_entry(pl_store_index(st->session->store), o->targets[0]);
}

/* Only controls and detections take arguments. */
static bool takes_args(const starting *st)
{
    const pl_ix_entry *e = first_target(st);
    return st->args.given && e && e->kind != PL_KIND_BENCHMARK;
}

static pl_check_exec how_to_run(starting *st)
{
    pl_session *s = st->session;
    uint64_t limit = pl_session_limit(s, "benchmark-timeout");
    return (pl_check_exec){
        .store = s->store,
        .dbs = s->dbs,
        .limits = { .each = pl_session_limit(s, "query-timeout"),
                    .deadline = limit ? pl_clock_ns() + limit : 0,
                    .stop = pl_session_stop(s) },
        .args = takes_args(st) ? &st->args : NULL,
        .dry_run = st->options->dry_run,
        .nulls = s->options.strict_args,
        .keep = st->options->keep,
        .progress = st->options->progress,
        .ctx = st->options->ctx,
    };
}

/* Build the tree of the targets and run it. NULL with the reason in `why`. */
static pl_check_tree *run_tree(starting *st)
{
    const pl_run_start_options *o = st->options;
    pl_tree_targets targets = { o->targets, (uint32_t)o->n_targets, o->all, o->merged,
                                pl_session_spool_dir(st->session) };
    pl_store *store = st->session->store;
    pl_check_tree *tree = NULL;
    pl_store_enter(store);
    if (pl_check_filter_init(&st->filter, &st->arena, o->tags, o->n_tags, o->where,
                             st->session->options.combined_where, &st->why))
        tree = pl_check_tree_new(st->session->store, &targets, &st->filter, &st->why);
    if (!tree)
        explain_no_tree(st);
    pl_store_leave(store);
    if (!tree)
        return NULL;
    pl_check_exec exec = how_to_run(st);
    const pl_str *path = pl_databases_search_path(exec.dbs, &tree->n_search_path);
    tree->search_path = pl_strs_copy(&tree->arena, path, tree->n_search_path);
    if (pl_check_exec_run(st->session, tree, &exec, &st->why)) {
        pl_store_enter(store);
        list_variables(tree, st->session->store);
        pl_store_leave(store);
        return tree;
    }
    pl_check_tree_free(tree);
    return NULL;
}

/* ---- detections */

static pl_detections *run_detections(starting *st)
{
    pl_check_exec exec = how_to_run(st);
    uint64_t limit = pl_session_limit(st->session, "detection-timeout");
    if (!limit)
        limit = pl_session_limit(st->session, "benchmark-timeout");
    /* Detections have no flag for this limit, but the environment or a profile may set it. */
    limit = pl_session_shorter(st->session, limit, "dashboard-timeout");
    exec.limits.deadline = limit ? pl_clock_ns() + limit : 0;
    return pl_detections_run(st->session, st->options->targets[0], &exec, &st->why);
}

/* ---- the functions of check.h */

/* Does the query of the only target have a param for every argument that was named? Errors in the
 * target itself do not count: they are reported when it runs. */
static bool are_params(starting *st)
{
    pl_store *store = st->session->store;
    pl_buf ignored = { 0 };
    pl_source from = { 0 };
    bool ok = true;
    if (!st->args.n)
        return true;
    pl_store_enter(store);
    const pl_resource *r = pl_store_get(store, st->options->targets[0], &ignored);
    if (r && pl_store_source(store, r, &from, &ignored) && from.n) {
        const pl_resource *owner = from.chain[from.n - 1];
        ok =
            pl_args_are_params(&st->args, owner->params, pl_store_name(store, owner->id), &st->why);
    }
    pl_store_leave(store);
    pl_buf_done(&ignored);
    return ok;
}

static bool take_args(starting *st)
{
    const pl_run_start_options *o = st->options;
    bool strict = st->session->options.strict_args;
    return o->n_targets != 1 || (pl_args_from_user(&st->arena, o->root, o->args, o->n_args, strict,
                                                   &st->args, &st->why) &&
                                 (!strict || are_params(st)));
}

static bool is_of_detections(const starting *st)
{
    const pl_run_start_options *o = st->options;
    if (o->all || !o->n_targets)
        return false;
    const pl_ix_entry *e = pl_index_entry(pl_store_index(st->session->store), o->targets[0]);
    return e->kind == PL_KIND_DETECTION || (e->flags & PL_ENTRY_DETECTION);
}

static void review(const pl_run_start_options *o, pl_check *made)
{
    if (o->review && made->tree)
        pl_review_tree(o->review, made->tree);
    if (o->review && made->tree && o->review->grouped)
        made->grouped = pl_check_tree_group(made->tree, &o->review->grouping);
    if (o->review && made->detections)
        pl_review_detections(o->review, made->detections);
}

pl_check *pl_check_run(pl_session *session, const pl_run_start_options *options, pl_diags *diags)
{
    starting st = { .session = session, .options = options };
    pl_check made = { 0 }, *check = NULL;
    bool detections = is_of_detections(&st), ready = take_args(&st);
    bool suits = !ready || !detections || pl_review_suits(options->review, diags);
    if (ready && suits && detections)
        made.detections = run_detections(&st);
    else if (ready && suits)
        made.tree = run_tree(&st);
    if (suits && !made.tree && !made.detections)
        pl_diag_raw(diags, PL_ERROR, PL_DIAG_CANNOT_RUN, (pl_range){ 0 }, pl_buf_view(&st.why),
                    (pl_str){ 0 });
    review(options, &made);
    if (made.tree || made.detections) {
        check = pl_mem_zalloc(sizeof *check);
        *check = made;
    }
    pl_arena_done(&st.arena);
    pl_buf_done(&st.why);
    return check;
}

void pl_check_free(pl_check *check)
{
    if (!check)
        return;
    pl_check_tree_free(check->grouped);
    pl_check_tree_free(check->tree);
    pl_detections_free(check->detections);
    pl_mem_free(check);
}

void pl_check_get_info(const pl_check *check, pl_run_info *out)
{
    const pl_check_tree *tree = check->tree;
    const pl_detections *d = check->detections;
    *out = (pl_run_info){ .detections = d != NULL };
    if (d) {
        out->name = d->execution->name;
        out->title = d->around->shown.title;
        out->controls = pl_detections_n(d, false);
        out->errors = pl_detections_n(d, true);
    } else {
        const pl_counts *counts = &tree->root->tally->counts;
        out->name = tree->name;
        out->title = pl_check_tree_item(tree)->shown.title;
        out->controls = tree->reviewed ? tree->reviewed->n_runs : tree->n_runs;
        out->alarms = counts->of[PL_ROW_ALARM];
        out->errors = counts->of[PL_ROW_ERROR];
    }
    out->end = (d ? d->cancelled : tree->cancelled) ? PL_END_CANCELLED : PL_END_COMPLETE;
}
