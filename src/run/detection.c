#include "run/detection.h"
#include "base/alloc.h"
#include "run/live.h"
#include "run/review.h"

static bool build(pl_detections *d, pl_entry_id target, const pl_check_exec *exec, pl_buf *why)
{
    pl_execution *e = &d->run->e;
    const pl_detecting how = { exec->args, exec->keep, d->keeper };
    e->build.detecting = &how;
    e->build.twins = &e->build.own_twins; /* none: each detection runs as it is declared */
    bool ok = pl_execution_build_closed(e, target, why);
    e->build.detecting = NULL;
    if (!ok)
        return false;
    d->root = e->root;
    d->title = e->root->resource ? e->root->shown.title : e->root->children[0]->shown.title;
    return true;
}

/* A detection whose database cannot be opened fails alone. */
static void take_database(pl_execution *e, pl_node *node, const pl_check_exec *exec)
{
    pl_buf why = { 0 };
    node->plan->db = pl_databases_get(exec->dbs, &node->plan->database, &why);
    if (!node->plan->db && exec->stop && exec->stop->fired)
        node->state->refused = PL_S("execution cancelled");
    else if (!node->plan->db)
        node->state->refused = pl_arena_str(&e->arena, pl_buf_view(&why));
    pl_buf_done(&why);
}

/* Called without the store, because connecting may take long. */
static void open_databases(pl_execution *e, const pl_check_exec *exec)
{
    PL_VEC(pl_node *) open = { 0 };
    for (size_t i = 0; i < e->panels.n; i++)
        if (pl_node_queries(e->panels.at[i]) && !e->panels.at[i]->state->refused.len)
            pl_vec_push(&open, e->panels.at[i]);
    const pl_database_choice **wanted = pl_mem_alloc((open.n + 1) * sizeof *wanted);
    for (size_t i = 0; i < open.n; i++)
        wanted[i] = &open.at[i]->plan->database;
    pl_databases_prepare(exec->dbs, wanted, open.n);
    pl_mem_free(wanted);
    for (size_t i = 0; i < open.n; i++)
        take_database(e, open.at[i], exec);
    pl_vec_done(&open);
}

/* Copy the search path and its prefix, which snapshots show, from the session. */
static void keep_paths(pl_execution *e, const pl_databases *dbs)
{
    pl_node_plan *root = e->root->plan;
    const pl_database_choice *c = pl_databases_session(dbs);
    root->db = pl_databases_default(dbs);
    pl_execution__keep_path(e);
    root->db = NULL;
    root->database = (pl_database_choice){
        .search_path_prefix =
            pl_strs_copy(&e->arena, c->search_path_prefix, c->n_search_path_prefix),
        .n_search_path_prefix = c->n_search_path_prefix,
    };
}

static void perform(pl_detections *d, const pl_check_exec *exec)
{
    pl_execution *e = &d->run->e;
    keep_paths(e, exec->dbs);
    open_databases(e, exec);
    e->limits.each = exec->query_limit;
    e->limits.deadline = exec->deadline;
    e->overdue = (pl_overdue){ .node = PL_S("execution timed out before detection started") };
    pl_run__perform_begun(d->run, exec);
    d->cancelled = exec->stop && exec->stop->fired;
}

pl_detections *pl_detections_run(pl_session *session, pl_entry_id target, const pl_check_exec *exec,
                                 pl_buf *why)
{
    pl_detections *d = pl_mem_zalloc(sizeof *d);
    d->dry_run = exec->dry_run;
    d->store = pl_store_twin(exec->store, PL_LOAD_LISTED);
    d->keeper = pl_row_keeper_new(pl_session_spool_dir(session));
    d->run = pl_run__local(session);
    d->run->session.store = d->store;
    d->execution = &d->run->e;
    if (build(d, target, exec, why)) {
        perform(d, exec);
        return d;
    }
    pl_detections_free(d);
    return NULL;
}

void pl_detections_free(pl_detections *d)
{
    if (!d)
        return;
    pl_run__free_local(d->run);
    pl_store_free(d->store);
    pl_row_keeper_free(d->keeper);
    pl_mem_free(d);
}

pl_str pl_detection_severity(const pl_node *node)
{
    pl_str severity = { 0 };
    pl_resource_text(node->resource, PL_S("severity"), &severity);
    return severity;
}

uint64_t pl_detection_count(const pl_node *node)
{
    uint64_t n = 0;
    if (pl_node_is_detection(node))
        return node->status == PL_NODE_COMPLETE ? node->leaf.n_rows : 0;
    for (uint32_t i = 0; i < node->n_children; i++)
        n += pl_detection_count(node->children[i]);
    return n;
}

uint32_t pl_detections_n(const pl_detections *d, bool failed)
{
    uint32_t n = 0;
    for (size_t i = 0; i < d->execution->panels.n; i++) {
        const pl_node *node = d->execution->panels.at[i];
        n += pl_node_is_detection(node) && (!failed || node->status == PL_NODE_ERROR);
    }
    return n;
}

/* ---- what a review leaves out */

static bool leaves_out(const pl_review *review, const pl_node *node)
{
    return !(review->severities & (1u << pl_check_severity_find(pl_detection_severity(node))));
}

/* Recursion ends at the depth of the tree. A benchmark in several places is left as it is the
 * second time. */
static void prune(const pl_review *review, pl_node *node)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < node->n_children; i++) {
        pl_node *child = node->children[i];
        bool detection = pl_node_is_detection(child);
        if (!detection)
            prune(review, child);
        child->state->is_hidden = detection ? leaves_out(review, child) : child->n_children == 0;
        if (!child->state->is_hidden)
            node->children[kept++] = child;
    }
    node->n_children = kept;
}

void pl_review_detections(const pl_review *review, pl_detections *d)
{
    const pl_execution *e = d->execution;
    d->review = review;
    if (!review->severities)
        return;
    for (size_t i = 0; i < e->panels.n; i++)
        if (pl_node_is_detection(e->panels.at[i]) && leaves_out(review, e->panels.at[i])) {
            d->hidden += pl_detection_count(e->panels.at[i]);
            d->hidden_leaves++;
        }
    prune(review, d->root);
}
