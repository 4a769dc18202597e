/* local.c - runs of a session: the calling thread builds them and waits until they have ended. */
#include "run/live.h"

/* The run uses the stop of the session as its own, so firing it reaches the queries at once. */
pl_run *pl_run__local(pl_session *session)
{
    pl_run_start_options options = { .stop = session->options.stop };
    pl_run *run = pl_run__make(session->engine, &options);
    run->local = true;
    run->session = *session;
    run->e.deadline = 0;
    if (session->options.stop)
        run->e.stop = &session->options.stop->queries;
    return run;
}

void pl_run__free_local(pl_run *run)
{
    if (!run)
        return;
    if (!run->begun)
        pl_run__release(run); /* the reference of the engine, which the run never joined */
    pl_run__release(run);
}

static void join(pl_run *run, bool helps)
{
    pl_run__enter(run);
    pl_engine__join_local(run, helps);
    run->begun = true;
    run->e.started = pl_moment_now();
}

static void go(pl_run *run, void (*tick)(void *ctx), void *ctx)
{
    pl_run__set_phase(run);
    pl_run__leave(run);
    pl_engine__help(run, tick, ctx);
}

void pl_run__perform(pl_run *run)
{
    join(run, true);
    pl_run__take_lanes(run);
    pl_execution__begin(&run->e);
    pl_run__dispatch(run);
    go(run, NULL, NULL);
}

void pl_run__perform_begun(pl_run *run)
{
    run->e.stop = NULL;
    run->outer = NULL;
    pl_run__perform(run);
}

/* ---- tasks and checks watch stop and deadline themselves, so all of them are begun */

void pl_run__perform_tasks(pl_run *run, pl_run_task *tasks, size_t n, void (*tick)(void *ctx),
                           void *ctx)
{
    run->e.stop = NULL;
    join(run, !tick);
    for (size_t i = 0; i < n; i++)
        pl_run__put_task(run, &tasks[i]);
    go(run, tick, ctx);
}

typedef struct checking {
    pl_run *run;
    pl_live_check *check;
    const pl_check_exec *exec;
} checking;

static void report_progress(void *ctx)
{
    checking *c = ctx;
    pthread_mutex_lock(&c->run->e.lock);
    pl_check_progress now = c->check->turns.progress;
    pthread_mutex_unlock(&c->run->e.lock);
    c->exec->progress(c->exec->ctx, &now);
}

bool pl_check_exec_run(pl_session *session, pl_check_tree *tree, const pl_check_exec *exec,
                       pl_buf *why)
{
    checking c = { .run = pl_run__local(session), .exec = exec };
    void (*tick)(void *ctx) = exec->progress ? report_progress : NULL;
    c.run->e.stop = NULL;
    join(c.run, !tick);
    pl_execution__begin_task(&c.run->e);
    c.check = pl_run__start_check(c.run, tree, exec);
    go(c.run, tick, &c);
    if (tick)
        report_progress(&c);
    bool ok = pl_check_turns__end(&c.check->turns, why);
    pl_run__free_local(c.run);
    return ok;
}
