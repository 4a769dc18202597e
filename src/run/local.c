/* local.c - runs of a session: the calling thread builds them and waits until they have ended.
 * Dashboards, queries and detections are here, checks in check.c. */
#include "base/alloc.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/oom.h"
#include "base/str.h"
#include "run/detection.h"
#include "run/live.h"
#include "run/review.h"

/* The run uses the stop of the session as its own, so firing it reaches the queries at once. */
pl_run *pl_run__local(pl_session *session)
{
    pl_run_start_options options = { .stop = session->options.stop };
    pl_run *run = pl_run__make(session->engine, &options);
    run->local = true;
    run->session = *session;
    run->e.limits.deadline = 0;
    if (session->options.stop)
        run->e.limits.stop = &session->options.stop->queries;
    return run;
}

void pl_run__free_local(pl_run *run)
{
    if (!run)
        return;
    if (!run->stage.begun)
        pl_run__release(run); /* the reference of the engine, which the run never joined */
    pl_run__release(run);
}

/* ---- performing it */

/* Whose progress is reported while the caller waits. */
typedef struct telling {
    pl_run *run;
    const pl_check_exec *exec;
} telling;

static void report_progress(void *ctx)
{
    const telling *t = ctx;
    pl_progress now = { 0 };
    pthread_mutex_lock(&t->run->e.lock);
    const pl_live_check *check = t->run->work.checks;
    if (check)
        now = check->turns.progress.runs;
    else
        pl_execution__get_progress(&t->run->e, &now);
    pthread_mutex_unlock(&t->run->e.lock);
    t->exec->progress(t->exec->ctx, &now);
}

void pl_run__perform(pl_run *run, pl_check_tree *tree, const pl_check_exec *exec)
{
    telling t = { .run = run, .exec = exec };
    void (*tick)(void *ctx) = exec && exec->progress ? report_progress : NULL;
    pl_run__enter(run);
    pl_engine__join_local(run, !tick);
    run->stage.begun = true;
    run->e.started = pl_moment_now();
    if (tree) {
        pl_execution__begin_task(&run->e);
        pl_run__start_check(run, tree, exec);
    } else {
        pl_run__take_lanes(run);
        pl_execution__begin(&run->e);
        pl_run__queue_ready(run);
    }
    pl_run__set_phase(run);
    pl_run__leave(run);
    pl_engine__help(run, tick, &t);
    if (tree && tick)
        report_progress(&t);
}

void pl_run__perform_unstopped(pl_run *run, const pl_check_exec *exec)
{
    run->e.limits.stop = NULL;
    run->request.outer = NULL;
    pl_run__perform(run, NULL, exec);
}

bool pl_check_exec_run(pl_session *session, pl_check_tree *tree, const pl_check_exec *exec,
                       pl_buf *why)
{
    pl_run *run = pl_run__local(session);
    run->e.limits.stop = NULL;
    pl_run__perform(run, tree, exec);
    bool ok = pl_check_turns__end(&run->work.checks->turns, why);
    pl_run__free_local(run);
    return ok;
}

/* ---- a dashboard */

static void take_inputs(pl_execution *e, const pl_run_start_options *options)
{
    for (size_t i = 0; i < options->n_args; i++) {
        pl_str arg = options->args[i];
        size_t equals = pl_str_find(arg, '=');
        pl_execution_input(e, pl_str_sub(arg, 0, equals),
                           pl_value_str(pl_str_sub(arg, equals + 1, arg.len)));
    }
}

pl_run *pl_dashboard_run(pl_session *session, const pl_run_start_options *options, pl_diags *diags)
{
    pl_run *run = pl_run__local(session);
    pl_execution *e = &run->e;
    uint64_t limit = pl_session_limit(session, "dashboard-timeout");
    pl_buf why = { 0 };
    e->limits.each = pl_session_limit(session, "query-timeout");
    take_inputs(e, options);
    if (pl_execution_build(e, options->targets[0], &why) && pl_execution_has_inputs(e, &why)) {
        e->limits.deadline = limit ? pl_clock_ns() + limit : 0;
        pl_run__perform(run, NULL, NULL);
    } else {
        pl_diag_raw(diags, PL_ERROR, PL_DIAG_CANNOT_RUN, (pl_range){ 0 }, pl_buf_view(&why),
                    (pl_str){ 0 });
        pl_run__free_local(run);
        run = NULL;
    }
    pl_buf_done(&why);
    return run;
}

void pl_execution__report(const pl_execution *e, pl_diags *diags)
{
    for (size_t i = 0; i < e->panels.n; i++) {
        const pl_node *panel = e->panels.at[i];
        if (panel->status == PL_NODE_ERROR && panel->role == PL_NODE_LEAF)
            pl_diag_plain(diags, PL_ERROR, PL_DIAG_FAILED_PANEL, "%.*s: %.*s", PL_FMT(panel->name),
                          PL_FMT(panel->error));
    }
}

/* ---- a query: a dashboard made up around one table */

pl_node *pl_query_table(const pl_run *run)
{
    return run->e.root->children[0];
}

/* The query is that of `r` or, if that is NULL, the SQL in `root`. */
static bool plan_query(pl_execution *e, const pl_run_start_options *o, const pl_resource *r,
                       pl_buf *why)
{
    bool strict = e->session->options.strict_args;
    pl_given_args given = { 0 };
    /* parentheses in SQL are not a call */
    if (r ? !pl_args_from_user(&e->arena, o->root, o->args, o->n_args, strict, &given, why)
          : !pl_args_from_flags(&e->arena, o->args, o->n_args, strict, &given, why))
        return false;
    pl_str sql = r ? pl_store_text(r, "sql") : o->root;
    pl_node *table = pl_execution__add_query(e, sql, o->title, r);
    if (!r)
        table->plan->from.sql = pl_arena_str(&e->arena, sql);
    return pl_execution__plan_query(e, table, r, &given, strict, why);
}

/* Connects after the store is left, because that may take long. */
bool pl_query_prepare(pl_run *run, const pl_run_start_options *o, pl_buf *why)
{
    pl_session *s = &run->session;
    pl_store_enter(s->store);
    const pl_resource *r = o->sql ? NULL : pl_store_get(s->store, o->targets[0], why);
    bool ok = (o->sql || r) && plan_query(&run->e, o, r, why);
    pl_store_leave(s->store);
    if (!ok)
        return false;
    pl_node_plan *plan = pl_query_table(run)->plan, *root = run->e.root->plan;
    plan->db = pl_databases_get(s->dbs, &plan->database, why);
    root->database = *pl_databases_session(s->dbs);
    root->db = pl_databases_default(s->dbs);
    return plan->db != NULL;
}

enum { FAN_MAX = 9 }; /* collectors (order.h), and the table */

typedef struct fan {
    const pl_row_sink *to[FAN_MAX];
    unsigned n;
} fan;

static bool fan_columns(void *ctx, const pl_column *columns, uint32_t n)
{
    const fan *f = ctx;
    bool ok = true;
    for (unsigned i = 0; i < f->n; i++)
        ok = f->to[i]->columns(f->to[i]->ctx, columns, n) && ok;
    return ok;
}

static bool fan_row(void *ctx, const pl_cell *cells)
{
    const fan *f = ctx;
    bool ok = true;
    for (unsigned i = 0; i < f->n; i++)
        ok = f->to[i]->row(f->to[i]->ctx, cells) && ok;
    return ok;
}

/* `query run` has no flag for this limit, but the environment or a profile may set it. */
pl_run_end pl_query_perform(pl_run *run, const pl_row_sink *sinks, unsigned n, bool keep)
{
    uint64_t own = pl_session_limit(&run->session, "query-timeout");
    pl_execution *e = &run->e;
    pl_node *table = pl_query_table(run);
    fan rows = { .n = 0 };
    pl_row_sink leaf = pl_leaf_sink(table->leaf), all = { fan_columns, fan_row, &rows };
    for (unsigned i = 0; i < n && rows.n + 1 < FAN_MAX; i++)
        rows.to[rows.n++] = &sinks[i];
    if (keep)
        rows.to[rows.n++] = &leaf;
    table->leaf->dir = pl_session_spool_dir(&run->session);
    table->plan->sink = &all;
    e->limits.each = pl_session_shorter(&run->session, own, "dashboard-timeout");
    pl_run__perform_unstopped(run, NULL);
    table->plan->sink = NULL;
    if (table->status == PL_NODE_COMPLETE)
        return PL_END_COMPLETE;
    if (table->plan->timed_out && e->limits.each != own)
        e->root->error = PL_S("execution timed out");
    return table->plan->cancelled ? PL_END_CANCELLED : PL_END_FAILED;
}

/* ---- detections (detection.h) */

/* All outputs show a group around the target, as those of checks do (tree.h). */
static const pl_node *make_around(pl_detections *d)
{
    pl_node *around = PL_NEW(&d->run->e.arena, pl_node);
    const pl_node *titled = d->root->resource ? d->root : d->root->children[0];
    *around = (pl_node){ .name = PL_S("root_result_group"),
                         .role = PL_NODE_CONTAINER,
                         .shown.title = titled->shown.title,
                         .children = &d->root,
                         .n_children = 1 };
    return around;
}

static bool build_detections(pl_detections *d, pl_entry_id target, const pl_check_exec *exec,
                             pl_buf *why)
{
    pl_execution *e = &d->run->e;
    const pl_detecting how = { exec->args, exec->keep, d->keeper };
    e->build.detecting = &how;
    e->build.twins = &e->build.own_twins; /* none: each detection runs as it is declared */
    bool ok = pl_execution_build(e, target, why);
    e->build.detecting = NULL;
    if (!ok)
        return false;
    d->root = e->root;
    d->around = make_around(d);
    return true;
}

/* Copy the search path and its prefix, which snapshots show, from the session. */
static void keep_paths(pl_execution *e, const pl_databases *dbs)
{
    const pl_database_choice *c = pl_databases_session(dbs);
    const pl_str *path = pl_databases_search_path(dbs, &e->shown.n_search_path);
    e->shown.search_path = pl_strs_copy(&e->arena, path, e->shown.n_search_path);
    e->root->plan->database = (pl_database_choice){
        .search_path_prefix =
            pl_strs_copy(&e->arena, c->search_path_prefix, c->n_search_path_prefix),
        .n_search_path_prefix = c->n_search_path_prefix,
    };
}

static void perform_detections(pl_detections *d, const pl_check_exec *exec)
{
    pl_execution *e = &d->run->e;
    keep_paths(e, exec->dbs);
    e->limits.each = exec->limits.each;
    e->limits.deadline = exec->limits.deadline;
    e->overdue = (pl_overdue){ .node = PL_S("execution timed out before detection started") };
    pl_run__perform_unstopped(d->run, exec);
    d->cancelled = pl_limits_stopped(&exec->limits);
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
    d->run->session.options.tolerant = true; /* a detection whose database is down fails alone */
    d->execution = &d->run->e;
    if (build_detections(d, target, exec, why)) {
        perform_detections(d, exec);
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
    return pl_store_text(node->resource, "severity");
}

uint64_t pl_detection_count(const pl_node *node)
{
    uint64_t n = 0;
    if (pl_node_is_detection(node))
        return node->status == PL_NODE_COMPLETE ? node->leaf->n_rows : 0;
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
