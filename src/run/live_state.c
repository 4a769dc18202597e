/* live_state.c - phases of a run, its lock, and its end: by itself, by its owner, or in time. */
#include "base/assert.h"
#include "base/clock.h"
#include "base/str.h"
#include "run/live.h"

/* ---- queries of a run that ends */

/* Empty a lane. A prepared control goes on without waiting for a turn, and its query fails at
 * once. */
static void drop_lane(pl_run *run, pl_run_lane *lane)
{
    pl_job job;
    while (pl_engine__drop(run, lane, &job))
        if (job.kind == PL_JOB_CONTROL)
            pl_engine__put(run, &run->work.processor, PL_JOB_CONTROL, job.what);
    for (size_t i = 0; i < lane->wanting.n; i++)
        pl_engine__put(run, &run->work.processor, PL_JOB_CONTROL, lane->wanting.at[i]);
    lane->wanting.n = 0;
}

/* Take its queries out of the lanes because it has ended, was cancelled or has expired; controls
 * among them end as errors. Requires the lock. */
static void drop_queries(pl_run *run)
{
    for (pl_run_lane *lane = run->work.lanes; lane; lane = lane->next)
        drop_lane(run, lane);
}

/* ---- phases: set_phase() is the only function that changes one */

static void end(pl_run *run)
{
    pl_assert(atomic_load(&run->phase) == PL_RUN_PHASE_ENDED);
    run->e.ended = pl_moment_now();
    run->e.cancelled = run->e.limits.stop && run->e.limits.stop->fired;
    if (run->stage.failed.len)
        pl_outbox_put(&run->outbox, (pl_news){ .kind = PL_RUN_EVENT_FAILED });
    else if (run->stage.begun)
        pl_outbox_put(&run->outbox, (pl_news){ .kind = PL_RUN_EVENT_COMPLETED });
    drop_queries(run);
    pthread_cond_broadcast(&run->consumer.ended);
}

static pl_run_phase phase_of(const pl_run *run)
{
    if (run->stage.failed.len || (run->stage.begun && !run->e.ready.unfinished) ||
        (run->stage.cancelled && !run->stage.begun))
        return PL_RUN_PHASE_ENDED;
    if (run->stage.cancelled || run->stage.expired)
        return PL_RUN_PHASE_ENDING;
    if (!run->stage.begun)
        return PL_RUN_PHASE_STARTING;
    return run->work.jobs ? PL_RUN_PHASE_RUNNING : PL_RUN_PHASE_WAITING;
}

void pl_run__set_phase(pl_run *run)
{
    pl_run_phase was = atomic_load(&run->phase), now = phase_of(run);
    if (was == PL_RUN_PHASE_ENDED || was == now)
        return;
    atomic_store(&run->phase, now);
    pl_engine__count(run, was, now);
    if (now == PL_RUN_PHASE_ENDED)
        end(run);
}

void pl_run__fail(pl_run *run, pl_str why)
{
    if (run->stage.begun || run->stage.failed.len)
        return;
    pl_buf_str(&run->stage.failed, why.len ? why : PL_S("the run cannot begin"));
    pl_run__set_phase(run);
}

/* ---- the lock of a run */

void pl_run__enter(pl_run *run)
{
    pthread_mutex_lock(&run->e.lock);
}

static bool has_news(pl_run *run)
{
    return pl_outbox_any(&run->outbox) || (pl_run__is_over(run) && !run->consumer.ended_notified);
}

/* Call the consumer once for all events that it has not taken yet. Only one thread at a time
 * does. */
static void notify(pl_run *run)
{
    pl_assert(!run->consumer.notifying);
    run->consumer.notifying = true;
    run->consumer.notifier = pthread_self();
    while (run->consumer.notify && !run->consumer.notified && has_news(run)) {
        void (*call)(void *ctx, pl_run *r) = run->consumer.notify;
        void *ctx = run->consumer.ctx;
        run->consumer.notified = true;
        run->consumer.ended_notified = pl_run__is_over(run);
        pl_outbox_publish(&run->outbox);
        pthread_mutex_unlock(&run->e.lock);
        call(ctx, run);
        pthread_mutex_lock(&run->e.lock);
    }
    run->consumer.notifying = false;
    pthread_cond_broadcast(&run->consumer.ended);
}

void pl_run__leave(pl_run *run)
{
    bool over;
    atomic_fetch_add(&run->refs, 1);
    if (!run->consumer.notifying)
        notify(run);
    over = pl_run__is_over(run) && !run->work.jobs && !run->stage.closed;
    run->stage.closed |= over;
    if (over)
        pl_run__let_go(run);
    pl_outbox_publish(&run->outbox);
    pthread_mutex_unlock(&run->e.lock);
    if (over) {
        pl_engine__leave(run);
        pl_run__release(run);
    }
    pl_run__release(run);
}

/* Leave the run and do the engine's jobs if it has no thread. Meanwhile `jobs` counts this
 * caller, so that the run stays and the engine is not closed. */
void pl_run__leave_and_work(pl_run *run)
{
    pl_engine *engine = run->engine;
    bool work = !run->stage.closed && pl_engine__is_alone(engine);
    run->work.jobs += work;
    pl_run__leave(run);
    if (!work)
        return;
    pl_engine__run_jobs(engine);
    pl_run__enter(run);
    pl_assert(run->work.jobs > 0 && !run->stage.closed);
    run->work.jobs--;
    pl_run__set_phase(run);
    pl_run__leave(run);
}

/* ---- ending before its time */

void pl_run__cancel(pl_run *run)
{
    if (run->stage.cancelled || pl_run__is_over(run))
        return;
    run->stage.cancelled = true;
    if (run->e.limits.stop)
        pl_db_stop_fire(run->e.limits.stop);
    if (run->stage.begun)
        pl_execution__cancel(&run->e);
    drop_queries(run);
    pl_run__set_phase(run);
}

static void expire(pl_run *run)
{
    pl_assert(!run->stage.expired);
    run->stage.expired = true;
    if (!run->stage.begun) {
        pl_run__fail(run, PL_S("execution timed out"));
        return;
    }
    pl_execution__expire(&run->e);
    drop_queries(run);
    pl_run__set_phase(run);
}

uint64_t pl_run__tick(pl_run *run, uint64_t now)
{
    uint64_t deadline;
    pl_run__enter(run);
    deadline = run->e.limits.deadline;
    if (run->request.outer && run->request.outer->queries.fired)
        pl_run__cancel(run);
    if (deadline && now >= deadline && !run->stage.expired && !pl_run__is_over(run))
        expire(run);
    deadline = run->stage.expired ? 0 : deadline;
    pl_run__leave(run);
    return deadline;
}
