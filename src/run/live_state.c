/* live_state.c - making and freeing a run, its phases, its lock, and how it ends: by itself, by its
 * owner, or at its deadline. */
#include "base/assert.h"
#include "base/cast.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/wait.h"
#include "run/crew.h"
#include "run/live.h"

/* ---- making, holding and freeing a run */

/* The sizes of the first and of later chunks of a run's arena. They are small because thousands
 * of small runs may wait for inputs, each with an unused part of its last chunk. */
enum { FIRST_CHUNK = 2560, CHUNK = 768, TEXTS = 480 };

static void copy_wish(pl_run *run, const pl_run_start_options *o)
{
    pl_arena *arena = &run->request.texts;
    run->request.wish = (pl_databases_wish){
        .has_search_path = o->has_search_path,
        .has_search_path_prefix = o->has_search_path_prefix,
        .search_path = pl_strs_copy(arena, o->search_path, o->n_search_path),
        .search_path_prefix = pl_strs_copy(arena, o->search_path_prefix, o->n_search_path_prefix),
        .n_search_path = pl_u32(o->n_search_path),
        .n_search_path_prefix = pl_u32(o->n_search_path_prefix),
        .from = pl_arena_str(arena, o->from),
        .to = pl_arena_str(arena, o->to),
    };
}

pl_run *pl_run__make(pl_engine *engine, const pl_run_start_options *o)
{
    pl_arena arena;
    pl_arena_init(&arena, sizeof(pl_run) + TEXTS);
    pl_run *run = PL_NEW(&arena, pl_run);
    run->request.texts = arena;
    run->engine = engine;
    atomic_init(&run->refs, 2);
    run->request.outer = o->stop;
    run->consumer.notify = o->notify;
    run->consumer.ctx = o->ctx;
    run->consumer.polled = !o->notify;
    pl_outbox_init(&run->outbox);
    run->work.processor.run = run;
    copy_wish(run, o);
    run->request.client = o->client.len ? pl_hash_str(o->client) : 0;
    run->session.ws = engine->host.ws;
    run->session.options.settings = engine->host.options.settings;
    run->session.options.environment = engine->host.environment;
    pl_cond_init(&run->consumer.ended);
    run->store = pl_spool_store_new(engine->budget);
    uint64_t limit =
        o->timeout_ns ? o->timeout_ns : pl_session_limit(&run->session, "dashboard-timeout");
    pl_execution_init(&run->e, &run->session);
    pl_arena_init_tight(&run->e.arena, FIRST_CHUNK, CHUNK);
    run->e.limits.stop = &run->stop;
    run->e.limits.deadline = limit ? pl_clock_ns() + limit : 0;
    return run;
}

/* ---- references */

/* Free everything that the run owns. */
static void free_contents(pl_run *run)
{
    pl_execution_done(&run->e);
    if (!run->local) {
        pl_databases_free(run->session.dbs);
        pl_store_free(run->session.store);
    }
    pl_spool_store_release(run->store);
}

void pl_run__release(pl_run *run)
{
    if (atomic_fetch_sub(&run->refs, 1) > 1)
        return;
    free_contents(run);
    pl_outbox_done(&run->outbox);
    pl_buf_done(&run->stage.failed);
    pl_vec_done(&run->request.inputs);
    pl_map_done(&run->request.inputs_at);
    pthread_cond_destroy(&run->consumer.ended);
    pl_generation_release(run->generation);
    pl_arena arena = run->request.texts; /* it holds the run itself */
    pl_arena_done(&arena);
}

void pl_run__undo(pl_run *run)
{
    atomic_store(&run->refs, 1);
    pl_run__release(run);
}

/* Release the pools of a run that is over. */
static void release_pools(pl_run *run)
{
    for (pl_run_lane *l = run->work.lanes, *next; l; l = next) {
        next = l->next;
        pl_pools_release(run->engine->pools, l->pool);
        pl_vec_done(&l->lane.jobs);
        pl_vec_done(&l->wanting);
        pl_mem_free(l);
    }
    run->work.lanes = NULL;
    pl_vec_done(&run->work.processor.lane.jobs);
}

/* ---- queries of a run that ends */

/* Empty a lane. A prepared control goes on without waiting for a turn, and its query fails at
 * once. */
static void drop_lane(pl_run *run, pl_run_lane *lane)
{
    pl_job job;
    while (pl_engine__drop(run, lane, &job))
        if (job.kind == PL_JOB_CONTROL)
            pl_engine__put_job(run, &run->work.processor, PL_JOB_CONTROL, job.what);
    for (size_t i = 0; i < lane->wanting.n; i++)
        pl_engine__put_job(run, &run->work.processor, PL_JOB_CONTROL, lane->wanting.at[i]);
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
        release_pools(run);
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
