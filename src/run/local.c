/* local.c - runs of a session: the calling thread builds them and waits until they have ended. */
#include "run/live.h"

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

static void join(pl_run *run, bool helps)
{
    pl_run__enter(run);
    pl_engine__join_local(run, helps);
    run->stage.begun = true;
    run->e.started = pl_moment_now();
}

static void go(pl_run *run, void (*tick)(void *ctx), void *ctx)
{
    pl_run__set_phase(run);
    pl_run__leave(run);
    pl_engine__help(run, tick, ctx);
}

static void begin(pl_run *run)
{
    pl_run__take_lanes(run);
    pl_execution__begin(&run->e);
    pl_run__dispatch(run);
}

void pl_run__perform(pl_run *run)
{
    join(run, true);
    begin(run);
    go(run, NULL, NULL);
}

/* ---- runs whose queries are all begun, and checks: they watch the stop themselves */

/* The progress that is reported while the caller waits. */
typedef struct telling {
    pl_run *run;
    const pl_live_check *check; /* NULL: it is that of the nodes */
    const pl_check_exec *exec;
} telling;

static void report_progress(void *ctx)
{
    const telling *t = ctx;
    pl_check_progress now;
    pthread_mutex_lock(&t->run->e.lock);
    if (t->check)
        now = t->check->turns.progress;
    else
        pl_execution__progress(&t->run->e, &now);
    pthread_mutex_unlock(&t->run->e.lock);
    t->exec->progress(t->exec->ctx, &now);
}

void pl_run__perform_begun(pl_run *run, const pl_check_exec *exec)
{
    telling t = { .run = run, .exec = exec };
    bool tells = exec && exec->progress;
    run->e.limits.stop = NULL;
    run->request.outer = NULL;
    join(run, !tells);
    begin(run);
    go(run, tells ? report_progress : NULL, &t);
}

bool pl_check_exec_run(pl_session *session, pl_check_tree *tree, const pl_check_exec *exec,
                       pl_buf *why)
{
    telling t = { .run = pl_run__local(session), .exec = exec };
    void (*tick)(void *ctx) = exec->progress ? report_progress : NULL;
    t.run->e.limits.stop = NULL;
    join(t.run, !tick);
    pl_execution__begin_task(&t.run->e);
    pl_live_check *check = pl_run__start_check(t.run, tree, exec);
    t.check = check;
    go(t.run, tick, &t);
    if (tick)
        report_progress(&t);
    bool ok = pl_check_turns__end(&check->turns, why);
    pl_run__free_local(t.run);
    return ok;
}
