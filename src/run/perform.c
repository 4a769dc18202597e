/* perform.c - run all panels of a dashboard, on a few threads, while the caller waits. */
#include "base/clock.h"
#include "base/str.h"
#include "run/dashboard.h"
#include "run/exec.h"
#include "run/workers.h"

void pl_execution_publish(pl_execution *e, pl_str name, pl_value value)
{
    pthread_mutex_lock(&e->lock);
    pl_execution_input(e, name, value);
    pl_execution__publish(e);
    pthread_mutex_unlock(&e->lock);
}

void pl_execution_cancel(pl_execution *e)
{
    pthread_mutex_lock(&e->lock);
    if (e->stop)
        pl_db_stop_fire(e->stop);
    pl_execution__cancel(e);
    pthread_mutex_unlock(&e->lock);
}

/* ---- one panel */

void pl_panel__query(pl_execution *e, pl_panel *panel, pl_buf *why)
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
    pthread_mutex_unlock(&e->lock);
    if (panel->role == PL_PANEL_CHECK)
        run_check(e, panel, &why);
    else
        pl_panel__query(e, panel, &why);
    pthread_mutex_lock(&e->lock);
    pl_execution__end(e, panel, pl_buf_view(&why));
    pl_buf_done(&why);
}

/* A worker without work looks so often whether the run was stopped. */
#define LOOK_EVERY UINT64_C(50000000)

/* Until something changes, or for a while: a stop is fired without the lock. */
static void wait_for_work(pl_execution *e)
{
    uint64_t until = pl_clock_ns() + LOOK_EVERY;
    if (e->deadline && e->deadline < until)
        until = e->deadline;
    struct timespec ts = { (time_t)(until / 1000000000u), (long)(until % 1000000000u) };
    pthread_cond_timedwait(&e->changed, &e->lock, &ts);
    pl_execution__end_when_late(e);
}

static void work(void *ctx, uint32_t job, unsigned worker)
{
    pl_execution *e = ctx;
    pl_panel *panel;
    (void)job;
    (void)worker;
    pthread_mutex_lock(&e->lock);
    while (e->unfinished) {
        panel = pl_execution__ready(e);
        if (!panel)
            wait_for_work(e);
        else if (pl_execution__claim(e, panel))
            run_panel(e, panel);
    }
    pthread_mutex_unlock(&e->lock);
}

/* ---- the whole */

static uint32_t count_jobs(const pl_execution *e)
{
    uint32_t n = 0;
    for (size_t i = 0; i < e->panels.n; i++)
        n += !e->panels.at[i]->is_idle &&
             (e->panels.at[i]->is_provider || e->panels.at[i]->role == PL_PANEL_CHECK);
    return n;
}

void pl_execution_run(pl_execution *e)
{
    pthread_mutex_lock(&e->lock);
    pl_execution__begin(e);
    pthread_mutex_unlock(&e->lock);
    pl_workers workers = { .n = pl_workers_count(pl_session_parallel(e->session), count_jobs(e)),
                           .job = work,
                           .ctx = e };
    workers.jobs = workers.n;
    pl_workers_run(&workers);
    e->cancelled = e->stop && e->stop->fired;
    e->ended = pl_moment_now();
}
