/* perform.c - run the panels of a dashboard (server.md 5.6).
 *
 *     initialized -> blocked   it waits for a `with`
 *     blocked     -> running   the last value came
 *     running     -> complete  its query and all below it are done
 *     any         -> error     its query or arguments fail, or something below it did
 *     any         -> canceled  the stop was fired before it began
 *
 * A worker takes the next ready leaf, runs its query without the lock and finishes it under
 * the lock; finishing hands values to those who wait and goes up the tree. */
#include "base/clock.h"
#include "base/str.h"
#include "run/dashboard.h"
#include "run/exec.h"
#include "run/workers.h"

static void finish(pl_execution *e, pl_panel *panel, pl_panel_status status, pl_str error);

static bool is_finished(const pl_panel *panel)
{
    return panel->status >= PL_PANEL_COMPLETE;
}

static void set_status(pl_execution *e, pl_panel *panel, pl_panel_status status)
{
    if (panel->status == status)
        return;
    panel->status = (uint8_t)status;
    if (e->status)
        e->status(e->ctx, panel);
}

/* ---- too late */

static bool is_expired(const pl_execution *e)
{
    return e->deadline && pl_clock_ns() >= e->deadline;
}

static bool is_stopped(const pl_execution *e)
{
    return e->stop && e->stop->fired;
}

/* ---- up the tree */

/* Rows of all nodes, then of all edges, in the order of the source. */
static void combine(pl_panel *graph)
{
    static const pl_kind kinds[] = { PL_KIND_NODE, PL_KIND_EDGE };
    for (size_t k = 0; k < PL_COUNT(kinds); k++)
        for (uint32_t i = 0; i < graph->n_children; i++) {
            const pl_panel *child = graph->children[i];
            if (child->resource->kind != kinds[k])
                continue;
            for (uint32_t c = 0; c < child->leaf.n_columns; c++)
                pl_leaf_add_column(&graph->leaf, &child->leaf.columns[c]);
            pl_leaf_add_rows(&graph->leaf, &child->leaf);
        }
    graph->leaf.there = true;
    graph->leaf.null_rows = graph->leaf.n_rows == 0;
}

static pl_str children_failed(pl_execution *e, const pl_panel *panel)
{
    if (is_expired(e))
        return PL_S("execution timed out");
    if (panel->failed == 1)
        return PL_S("1 child failed with an error");
    return pl_arena_printf(&e->arena, "%u children failed with an error", panel->failed);
}

/* One of the things that `panel` waits for is done. */
static void settle(pl_execution *e, pl_panel *panel)
{
    if (is_finished(panel) || --panel->waiting > 0)
        return;
    bool own = panel->role == PL_PANEL_LEAF && panel->n_children && !panel->is_provider;
    if (is_stopped(e) && panel->failed) {
        finish(e, panel, PL_PANEL_CANCELED, PL_S("execution cancelled"));
    } else if (panel->failed) {
        finish(e, panel, PL_PANEL_ERROR, children_failed(e, panel));
    } else {
        if (own)
            combine(panel);
        finish(e, panel, PL_PANEL_COMPLETE, (pl_str){ 0 });
    }
}

static void publish(pl_execution *e, const pl_panel *with);

static void finish(pl_execution *e, pl_panel *panel, pl_panel_status status, pl_str error)
{
    if (is_finished(panel))
        return;
    panel->error = error;
    e->unfinished--;
    set_status(e, panel, status);
    if (panel->resource->kind == PL_KIND_WITH)
        publish(e, panel);
    if (panel->parent) {
        panel->parent->failed += status != PL_PANEL_COMPLETE;
        settle(e, panel->parent);
    }
    if (!e->unfinished)
        pthread_cond_broadcast(&e->changed);
}

/* ---- values */

static bool has_all(const pl_panel *panel)
{
    for (uint32_t i = 0; i < panel->n_deps; i++)
        if (!panel->deps[i].published)
            return false;
    return true;
}

static bool has_job(const pl_panel *panel)
{
    return panel->is_provider || panel->role == PL_PANEL_CHECK;
}

static void unblock(pl_execution *e, pl_panel *panel);

/* A graph will never have what its nodes and edges wait for. */
static void fail_parts(pl_execution *e, pl_panel *graph, pl_panel_status status, pl_str error)
{
    for (uint32_t i = 0; i < graph->n_children; i++)
        for (uint32_t k = 0; k < graph->children[i]->n_deps; k++)
            if (graph->children[i]->deps[k].publisher == graph)
                finish(e, graph->children[i], status, error);
}

static void fail(pl_execution *e, pl_panel *panel, pl_panel_status status, pl_str error)
{
    finish(e, panel, status, error);
    if (!has_job(panel))
        fail_parts(e, panel, status, error);
}

static void fail_with(pl_execution *e, pl_panel *panel, const pl_buf *why)
{
    fail(e, panel, PL_PANEL_ERROR, pl_arena_str(&e->arena, pl_buf_view(why)));
}

/* The args of a graph are there: its nodes and edges may go on. */
static void publish_params(pl_execution *e, pl_panel *graph)
{
    pl_buf why = { 0 };
    if (!pl_depend__params(e, graph, &why))
        fail_with(e, graph, &why);
    pl_buf_done(&why);
    for (uint32_t i = 0; i < graph->n_children && !is_finished(graph); i++)
        if (graph->children[i]->n_deps)
            unblock(e, graph->children[i]);
}

/* All it waited for is there: bind and run it. */
static void unblock(pl_execution *e, pl_panel *panel)
{
    pl_buf why = { 0 };
    if (is_finished(panel) || panel->is_queued || !has_all(panel))
        return;
    if (!has_job(panel)) {
        publish_params(e, panel);
    } else if (panel->role == PL_PANEL_CHECK || panel->resolved ||
               pl_depend__bind(e, panel, &why)) {
        panel->is_queued = true;
        pl_vec_push(&e->queue, panel);
        pthread_cond_signal(&e->changed);
    } else {
        fail_with(e, panel, &why);
    }
    pl_buf_done(&why);
}

static void take_value(pl_execution *e, pl_panel *panel, pl_dependency *d)
{
    pl_buf why = { 0 };
    const pl_panel *with = d->publisher;
    d->published = true;
    if (with->status != PL_PANEL_COMPLETE)
        fail(e, panel, (pl_panel_status)with->status, with->error);
    else if (!pl_depend__resolve(e, d, &why))
        fail_with(e, panel, &why);
    pl_buf_done(&why);
}

static void publish(pl_execution *e, const pl_panel *with)
{
    for (size_t i = 0; i < e->panels.n; i++) {
        pl_panel *panel = e->panels.at[i];
        bool waits = false;
        for (uint32_t k = 0; k < panel->n_deps && !is_finished(panel); k++) {
            pl_dependency *d = &panel->deps[k];
            if (d->publisher != with || d->published || !pl_str_eq(d->root, PL_S("with")))
                continue;
            waits = true;
            take_value(e, panel, d);
        }
        if (waits)
            unblock(e, panel);
    }
}

static void publish_inputs(pl_execution *e, pl_panel *panel)
{
    for (uint32_t k = 0; k < panel->n_deps; k++) {
        pl_dependency *d = &panel->deps[k];
        for (size_t i = 0; pl_str_eq(d->root, PL_S("input")) && i < e->inputs.n; i++) {
            pl_str name = e->inputs.at[i].name;
            if (!pl_str_eq(pl_str_sub(name, 6, name.len), d->target))
                continue;
            d->value = e->inputs.at[i].value;
            d->published = true;
        }
    }
}

void pl_execution_publish(pl_execution *e, pl_str name, pl_value value)
{
    pthread_mutex_lock(&e->lock);
    pl_execution_input(e, name, value);
    for (size_t i = 0; i < e->panels.n; i++) {
        pl_panel *panel = e->panels.at[i];
        if (is_finished(panel) || !panel->n_deps)
            continue;
        publish_inputs(e, panel);
        unblock(e, panel);
    }
    pthread_mutex_unlock(&e->lock);
}

void pl_execution_cancel(pl_execution *e)
{
    pthread_mutex_lock(&e->lock);
    if (e->stop)
        pl_db_stop_fire(e->stop);
    for (size_t i = 0; i < e->panels.n; i++) {
        pl_panel *panel = e->panels.at[i];
        if (!is_finished(panel) && has_job(panel) && !panel->is_queued)
            finish(e, panel, PL_PANEL_CANCELED, PL_S("execution cancelled"));
    }
    pthread_mutex_unlock(&e->lock);
}

/* ---- one panel */

static void run_query(pl_execution *e, pl_panel *panel, pl_buf *why)
{
    uint64_t begin = pl_clock_ns(), deadline = e->limit ? begin + e->limit : 0;
    if (e->deadline && (!deadline || e->deadline < deadline))
        deadline = e->deadline;
    pl_db_query query = { .sql = panel->from.sql,
                          .args = panel->bound.at,
                          .n_args = panel->bound.n,
                          .deadline = deadline,
                          .stop = e->stop };
    pl_row_sink sink = pl_leaf_sink(&panel->leaf);
    pl_db_error error = { 0 };
    bool timed_out = false;
    if (!pl_db_run(panel->db, &query, &sink, &error, &timed_out)) {
        pl_run_error_text(&error, timed_out, pl_clock_ns() - begin, why);
        if (!why->len)
            pl_buf_cstr(why, "cannot keep the result: no room for temporary files");
    }
    panel->leaf.there = true;
    pl_db_error_done(&error);
}

static void run_check(pl_execution *e, pl_panel *panel, pl_buf *why)
{
    pl_session *s = e->session;
    pl_check_exec exec = {
        .store = s->store,
        .dbs = s->dbs,
        .max_parallel = pl_session_parallel(s),
        .query_limit = e->limit,
        .deadline = e->deadline,
        .stop = e->stop,
    };
    pthread_mutex_lock(&e->checks);
    pl_check_exec_run(panel->check, &exec, why);
    pthread_mutex_unlock(&e->checks);
}

/* Without the lock in between. */
static void run_panel(pl_execution *e, pl_panel *panel)
{
    pl_buf why = { 0 };
    set_status(e, panel, PL_PANEL_RUNNING);
    pthread_mutex_unlock(&e->lock);
    if (panel->role == PL_PANEL_CHECK)
        run_check(e, panel, &why);
    else
        run_query(e, panel, &why);
    pthread_mutex_lock(&e->lock);
    if (why.len)
        finish(e, panel, PL_PANEL_ERROR, pl_arena_str(&e->arena, pl_buf_view(&why)));
    else
        settle(e, panel);
    pl_buf_done(&why);
}

static void take_panel(pl_execution *e, pl_panel *panel)
{
    if (is_stopped(e))
        finish(e, panel, PL_PANEL_CANCELED, PL_S("execution cancelled"));
    else if (is_expired(e))
        finish(e, panel, PL_PANEL_ERROR,
               PL_S("dashboard execution timed out before execution of this node started"));
    else
        run_panel(e, panel);
}

static void work(void *ctx, uint32_t job, unsigned worker)
{
    pl_execution *e = ctx;
    (void)job;
    (void)worker;
    pthread_mutex_lock(&e->lock);
    while (e->unfinished) {
        if (e->queued < e->queue.n)
            take_panel(e, e->queue.at[e->queued++]);
        else
            pthread_cond_wait(&e->changed, &e->lock);
    }
    pthread_mutex_unlock(&e->lock);
}

/* ---- the whole */

/* What each panel waits for, and who is ready. Returns how many have something to run. */
static uint32_t prepare(pl_execution *e)
{
    uint32_t jobs = 0;
    for (size_t i = 0; i < e->panels.n; i++) {
        pl_panel *panel = e->panels.at[i];
        panel->waiting = has_job(panel);
        jobs += has_job(panel);
        e->unfinished += !is_finished(panel);
        for (uint32_t k = 0; k < panel->n_children; k++)
            panel->waiting += !is_finished(panel->children[k]);
        for (uint32_t k = 0; k < panel->n_withs; k++)
            panel->waiting += !is_finished(panel->withs[k]);
    }
    return jobs;
}

/* Is it a graph that somebody waits for? */
static bool publishes(const pl_panel *panel)
{
    return panel->role == PL_PANEL_LEAF && !panel->is_provider && panel->n_children &&
           panel->resource->params;
}

static void start(pl_execution *e)
{
    for (size_t i = 0; i < e->panels.n; i++) {
        pl_panel *panel = e->panels.at[i];
        if (is_finished(panel))
            continue;
        publish_inputs(e, panel);
        if (!has_job(panel))
            set_status(e, panel, PL_PANEL_RUNNING);
        if (has_all(panel) && (has_job(panel) || publishes(panel)))
            unblock(e, panel);
        else if (has_job(panel))
            set_status(e, panel, PL_PANEL_BLOCKED);
    }
}

void pl_execution_run(pl_execution *e)
{
    uint32_t jobs = prepare(e);
    e->started = pl_moment_now();
    pthread_mutex_lock(&e->lock);
    start(e);
    pthread_mutex_unlock(&e->lock);
    pl_workers workers = { .n = pl_workers_count(pl_session_parallel(e->session), jobs),
                           .job = work,
                           .ctx = e };
    workers.jobs = workers.n;
    pl_workers_run(&workers);
    e->cancelled = is_stopped(e);
    e->ended = pl_moment_now();
}
