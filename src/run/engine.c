/* engine.c - the worker threads that move all runs, and the keeper, the thread that supervises
 * them.
 *
 *     pl_engine__put_job() -> lane -> ring -> turns -> do_job()   called by a worker, or by a
 * helper: a caller that waits for its own run keeper   jobs wait too long     -> wake() a deadline,
 * a stop     -> tick() a pool is not used     -> pl_pools_tick()
 *
 * Workers take jobs in turns (turns.h). There are at most 64 of them, unless the host sets
 * more. As many threads as there are processors are kept free of queries, so that runs begin and
 * end however many queries wait for servers. A caller that waits for a run of a session works as
 * well, so a single query costs no thread.
 *
 * A new job wakes a worker only while few are awake: handing a query of 5 us to another thread
 * costs more than it takes. Once a millisecond the keeper looks whether jobs wait too long. If
 * not a single job has ended since, it doubles the number of workers that are awake, otherwise
 * it adds one. While jobs are quick it looks less often; it sleeps while no job waits, and while
 * no thread could take one because all that are allowed are busy. It also ends runs whose
 * deadline has passed and closes pools that have been idle for too long.
 *
 * If the system refuses to start threads, the engine goes on with fewer. Without a keeper, idle
 * workers do its work. Without workers, the keeper does the jobs. Without either, callers of
 * pl_engine__run_jobs() do the jobs before they return, one caller at a time, and end the runs
 * whose deadline has passed.
 *
 * Threads: everything in the engine and in its turns is guarded by `lock`. */
#include "base/assert.h"
#include "base/clock.h"
#include "run/crew.h"
#include <signal.h>
#include <stdio.h>
#include <time.h>

#define MS UINT64_C(1000000)
#define NEVER PL_ENGINE_NEVER
enum { AWAKE_HERE = PL_ENGINE_AWAKE_HERE, AWAKE_REMOTE = 4 };
/* How often the keeper looks at waiting jobs, at the stops of owners, and at idle pools. */
#define LOOK MS
#define LOOK_SELDOM (16 * MS)
#define TICK (100 * MS) /* how often a waiting caller is called back with progress */
#define LOOK_AT_STOPS (50 * MS)
#define LOOK_AT_POOLS (5000 * MS)
#define WORTH (300 * UINT64_C(1000)) /* a job that takes longer is worth a thread of its own */

/* ---- workers */

static unsigned busy(const pl_engine *engine)
{
    pl_assert(engine->crew.n + engine->crew.n_helpers + engine->crew.woken >= engine->crew.idle);
    return engine->crew.n + engine->crew.n_helpers - engine->crew.idle + engine->crew.woken;
}

/* Does the job wait for a server without being a query? */
static bool is_slow(const pl_job *job)
{
    return job->kind == PL_JOB_OPEN || job->kind == PL_JOB_REQUEST;
}

static void call_keeper(pl_engine *engine);

/* Does the reserve of threads without queries allow one more query? */
static bool may_query(const pl_engine *engine)
{
    return engine->turns.queries + engine->cpus < engine->most;
}

/* The number of workers that may exist now. */
static unsigned crew_limit(const pl_engine *engine)
{
    unsigned most = engine->cpus * 2 + engine->turns.queries + engine->crew.slow;
    most = most ? most : 1;
    return most < engine->most ? most : engine->most;
}

/* Does a job wait that an idle thread, or a new one, could take? */
static bool can_help(const pl_engine *engine)
{
    return pl_turns_any(&engine->turns, may_query(engine)) &&
           (engine->crew.idle > engine->crew.woken || engine->crew.n < crew_limit(engine));
}

/* Call the keeper if jobs wait that the present workers do not take. */
static void check_waiting_jobs(pl_engine *engine)
{
    bool helps = can_help(engine);
    engine->crew.limited = engine->turns.rings.first && !helps;
    if (helps && !engine->keeper.called)
        call_keeper(engine);
}

/* Do one job, unless there is none or enough threads work already. Gives up the lock while the
 * job runs. */
static bool do_job(pl_engine *engine, unsigned number)
{
    pl_ring *ring;
    pl_job job;
    if (busy(engine) > engine->crew.awake ||
        !pl_turns_take_job(&engine->turns, may_query(engine), &job, &ring))
        return false;
    engine->crew.slow += is_slow(&job);
    if (engine->crew.n_helpers || engine->crew.limited)
        check_waiting_jobs(engine);
    pthread_mutex_unlock(&engine->lock);
    engine->calls->work(&job, number);
    pthread_mutex_lock(&engine->lock);
    pl_assert(!is_slow(&job) || engine->crew.slow > 0);
    engine->crew.slow -= is_slow(&job);
    pl_turns_end(&engine->turns, ring);
    engine->crew.done++;
    return true;
}

static void wait_until(pthread_cond_t *condition, pl_engine *engine, uint64_t when)
{
    struct timespec at = { (time_t)(when / 1000000000u), (long)(when % 1000000000u) };
    if (when == NEVER)
        pthread_cond_wait(condition, &engine->lock);
    else
        pthread_cond_timedwait(condition, &engine->lock, &at);
}

/* Wait because there is nothing to do or others do it. */
static void wait_for_work(pl_engine *engine, uint64_t until)
{
    if (!engine->turns.rings.first && engine->crew.awake > AWAKE_REMOTE)
        engine->crew.awake--;
    engine->crew.idle++;
    if (engine->turns.rings.first)
        check_waiting_jobs(engine); /* jobs that this thread may not take */
    wait_until(&engine->work, engine, until);
    pl_assert(engine->crew.idle > 0);
    engine->crew.idle--;
    engine->crew.woken -= engine->crew.woken > 0;
}

static uint64_t tick_runs(pl_engine *engine, uint64_t now);
static void tick_pools(pl_engine *engine, uint64_t now);

/* Do the keeper's work as an idle worker, because no thread could be started for the keeper. */
static void work_as_keeper(pl_engine *engine)
{
    wait_for_work(engine, pl_clock_ns() + LOOK_AT_STOPS);
    uint64_t now = pl_clock_ns();
    tick_runs(engine, now);
    tick_pools(engine, now);
}

static void *work(void *arg)
{
    const pl_worker *w = arg;
    pl_engine *engine = w->engine;
    pthread_mutex_lock(&engine->lock);
    for (;;) {
        if (do_job(engine, w->number))
            continue;
        if (engine->closing)
            break;
        if (engine->keeper.started)
            wait_for_work(engine, NEVER);
        else
            work_as_keeper(engine);
    }
    pthread_mutex_unlock(&engine->lock);
    return NULL;
}

/* The thread blocks all signals: they are for the threads of the host, and a broken connection
 * must not end the process. */
static bool start_thread(pthread_t *thread, void *(*run)(void *ctx), void *ctx)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool ok = pthread_create(thread, NULL, run, ctx) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return ok;
}

static bool start_worker(pl_engine *engine)
{
    if (engine->crew.n >= crew_limit(engine))
        return false;
    pl_worker *w = &engine->crew.workers[engine->crew.n];
    *w = (pl_worker){ .engine = engine, .number = engine->crew.n };
    engine->crew.no_more = !start_thread(&w->thread, work, w);
    engine->crew.n += !engine->crew.no_more;
    if (engine->crew.n)
        atomic_store(&engine->alone, false);
    return !engine->crew.no_more;
}

/* Let one more worker take jobs, up to `awake` in all. */
static bool wake(pl_engine *engine, unsigned awake)
{
    if (busy(engine) >= awake)
        return false;
    if (engine->crew.awake < awake)
        engine->crew.awake = awake;
    if (engine->crew.idle == engine->crew.woken)
        return start_worker(engine);
    engine->crew.woken++;
    pthread_cond_signal(&engine->work);
    return true;
}

/* ---- the keeper */

/* Wake workers if jobs wait too long. False: jobs are quick, so they are left to the workers
 * that are awake. */
static bool speed_up(pl_engine *engine, uint64_t since)
{
    uint64_t finished = engine->crew.done - engine->crew.seen;
    unsigned awake = busy(engine);
    engine->crew.seen = engine->crew.done;
    if (!engine->turns.rings.first || finished * WORTH >= since * (awake ? awake : 1))
        return false;
    for (unsigned more = finished ? 1 : (awake ? awake : 1); more; more--)
        if (!wake(engine, busy(engine) + 1))
            break;
    return true;
}

pl_run *pl_engine__step(pl_engine *engine, pl_run *run, pl_run *next)
{
    pl_run__hold(next);
    pthread_mutex_unlock(&engine->lock);
    engine->calls->release(run);
    pthread_mutex_lock(&engine->lock);
    return next;
}

static uint64_t tick_runs(pl_engine *engine, uint64_t now)
{
    uint64_t next = NEVER;
    pl_run *run = pl_run__hold(engine->runs.first);
    while (run) {
        pthread_mutex_unlock(&engine->lock);
        uint64_t deadline = engine->calls->tick(run, now);
        pthread_mutex_lock(&engine->lock);
        if (deadline && deadline < next)
            next = deadline;
        if (!run->place.listed) /* it has left the list, so the walk ends here: look once more */
            next = now + LOOK;
        run = pl_engine__step(engine, run, run->place.listed ? run->place.after : NULL);
    }
    return next;
}

static void tick_pools(pl_engine *engine, uint64_t now)
{
    pthread_mutex_unlock(&engine->lock);
    pl_pools_tick(engine->pools, now);
    pthread_mutex_lock(&engine->lock);
}

static uint64_t sooner(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* The time until the keeper looks at jobs again: short while they wait long, longer while they
 * are quick or while the system refuses to start threads. */
static uint64_t next_pause(const pl_engine *engine, uint64_t pause, bool slow)
{
    if (engine->crew.no_more)
        return engine->crew.n ? TICK : LOOK;
    return slow ? LOOK : sooner(pause * 2, LOOK_SELDOM);
}

/* Do all waiting jobs, provided that there is no worker and no caller that works in its place. */
static void work_alone(pl_engine *engine)
{
    if (engine->crew.n || engine->crew.n_helpers)
        return;
    engine->crew.n_helpers++;
    while (!engine->crew.n && do_job(engine, engine->most))
        ;
    engine->crew.n_helpers--;
    check_waiting_jobs(engine);
}

/* The keeper's thread: wakes workers for jobs that wait too long, ends runs whose deadline has
 * passed or whose stop was fired, and closes idle pools. Sleeps until the next of these is due. */
static void *keep(void *arg)
{
    pl_engine *engine = arg;
    uint64_t looked = pl_clock_ns(), pools = looked + LOOK_AT_POOLS, stops = looked;
    uint64_t pause = LOOK;
    bool looking = false;
    pthread_mutex_lock(&engine->lock);
    while (!engine->closing) {
        uint64_t when = pools;
        bool waiting = can_help(engine);
        engine->crew.limited = engine->turns.rings.first && !waiting;
        if (waiting && !looking) {
            looked = pl_clock_ns();
            engine->crew.seen = engine->crew.done;
            pause = LOOK;
        }
        looking = engine->keeper.called = waiting;
        if (looking)
            when = sooner(when, looked + pause);
        if (engine->runs.n_stops)
            when = sooner(when, stops + LOOK_AT_STOPS);
        wait_until(&engine->keep, engine, sooner(when, engine->keeper.deadline));
        uint64_t now = pl_clock_ns();
        engine->keeper.wakeups++;
        if (looking && now - looked >= pause) {
            bool slow = speed_up(engine, now - looked);
            pause = next_pause(engine, pause, slow);
            looked = now;
            if (engine->crew.no_more)
                work_alone(engine);
        }
        if (now >= engine->keeper.deadline ||
            (engine->runs.n_stops && now - stops >= LOOK_AT_STOPS)) {
            engine->keeper.deadline = NEVER;
            uint64_t next = tick_runs(engine, now); /* unlocked: runs may begin */
            engine->keeper.deadline = sooner(next, engine->keeper.deadline);
            stops = now;
        }
        if (now >= pools) {
            tick_pools(engine, now);
            pools = now + LOOK_AT_POOLS;
        }
    }
    pthread_mutex_unlock(&engine->lock);
    return NULL;
}

/* Signal the keeper, started if need be, so that it looks at jobs, deadlines and stops anew. */
static void call_keeper(pl_engine *engine)
{
    if (!engine->keeper.started)
        engine->keeper.started = start_thread(&engine->keeper.thread, keep, engine);
    if (engine->keeper.started)
        atomic_store(&engine->alone, false);
    engine->keeper.called = engine->keeper.started;
    pthread_cond_signal(&engine->keep);
}

/* ---- callers that wait for a run and work meanwhile */

static uint64_t next_look(bool ticks)
{
    return pl_clock_ns() + (ticks ? TICK : LOOK_AT_STOPS);
}

void pl_engine__help(pl_run *run, void (*tick)(void *ctx), void *ctx)
{
    pl_engine *engine = run->engine;
    uint64_t look = next_look(tick);
    bool works = !tick;
    pthread_mutex_lock(&engine->lock);
    while (run->place.listed) {
        if (!works && !engine->crew.n) { /* no thread could be started */
            works = true;
            engine->crew.n_helpers++;
        }
        if (works && do_job(engine, engine->most))
            continue;
        if (works)
            wait_for_work(engine, look);
        else
            wait_until(&engine->quiet, engine, look);
        uint64_t now = pl_clock_ns();
        if (now < look || !run->place.listed)
            continue;
        pthread_mutex_unlock(&engine->lock);
        engine->calls->tick(run, now);
        if (tick)
            tick(ctx);
        look = next_look(tick);
        pthread_mutex_lock(&engine->lock);
    }
    pl_assert(!works || engine->crew.n_helpers > 0);
    engine->crew.n_helpers -= works;
    check_waiting_jobs(engine);
    pthread_mutex_unlock(&engine->lock);
}

/* ---- an engine without any thread */

bool pl_engine__is_alone(pl_engine *engine)
{
    return atomic_load(&engine->alone);
}

/* End the runs whose deadline has passed or whose stop was fired; one caller at a time.
 * Consumers are called without the lock and may call the engine. */
static void end_overdue(pl_engine *engine)
{
    uint64_t now = pl_clock_ns();
    if (engine->keeper.looking || (now < engine->keeper.deadline && !engine->runs.n_stops))
        return;
    engine->keeper.looking = true;
    engine->keeper.deadline = NEVER;
    uint64_t next = tick_runs(engine, now);
    engine->keeper.deadline = sooner(next, engine->keeper.deadline);
    engine->keeper.looking = false;
}

void pl_engine__run_jobs(pl_engine *engine)
{
    pthread_mutex_lock(&engine->lock);
    end_overdue(engine);
    work_alone(engine);
    pthread_mutex_unlock(&engine->lock);
}

/* ---- jobs */

/* If a job waits in the engine, wake a thread for it or call the keeper. */
static void wake_for_job(pl_engine *engine, const pl_ring *ring)
{
    unsigned few = ring->remote ? AWAKE_REMOTE : AWAKE_HERE;
    if (engine->turns.rings.first && !wake(engine, few))
        check_waiting_jobs(engine);
}

static void put(pl_engine *engine, pl_run_lane *lane, pl_job job)
{
    pl_turns_put(&engine->turns, &lane->lane, job);
    if (engine->crew.n_helpers && engine->turns.waiting == 1)
        return; /* the thread that put the job takes it next */
    wake_for_job(engine, lane->lane.ring);
}

void pl_engine__put_job(pl_run *run, pl_run_lane *lane, pl_job_kind kind, void *what)
{
    pl_engine *engine = run->engine;
    run->work.jobs++;
    pthread_mutex_lock(&engine->lock);
    put(engine, lane, (pl_job){ run, what, kind });
    pthread_mutex_unlock(&engine->lock);
}

bool pl_engine__drop(pl_run *run, pl_run_lane *lane, pl_job *out)
{
    pl_engine *engine = run->engine;
    pthread_mutex_lock(&engine->lock);
    bool any = pl_turns_drop(&engine->turns, &lane->lane, out);
    pthread_mutex_unlock(&engine->lock);
    pl_assert(!any || run->work.jobs > 0);
    run->work.jobs -= any;
    return any;
}

void pl_engine__hold(pl_run *run, bool held)
{
    pl_engine *engine = run->engine;
    pthread_mutex_lock(&engine->lock);
    for (pl_run_lane *lane = run->work.lanes; lane; lane = lane->next) {
        pl_turns_hold(&engine->turns, &lane->lane, held);
        wake_for_job(engine, lane->lane.ring);
    }
    pthread_mutex_unlock(&engine->lock);
}

bool pl_engine__skip(pl_run *run, pl_run_lane *lane)
{
    pl_engine *engine = run->engine;
    pthread_mutex_lock(&engine->lock);
    bool now = !lane->lane.held && pl_turns_skip(&engine->turns, lane->lane.ring);
    if (now && engine->crew.limited)
        check_waiting_jobs(engine); /* the query lets the crew grow by one */
    pthread_mutex_unlock(&engine->lock);
    return now;
}

void pl_engine__end_skip(pl_run *run, pl_run_lane *lane)
{
    pl_engine *engine = run->engine;
    pthread_mutex_lock(&engine->lock);
    pl_turns_end(&engine->turns, lane->lane.ring);
    engine->crew.done++;
    pthread_mutex_unlock(&engine->lock);
}

void pl_engine__put_request(pl_database_request *request)
{
    pl_engine *engine = request->engine;
    pthread_mutex_lock(&engine->lock);
    engine->n_requests++;
    put(engine, &engine->requests, (pl_job){ NULL, request, PL_JOB_REQUEST });
    pthread_mutex_unlock(&engine->lock);
    if (pl_engine__is_alone(engine))
        pl_engine__run_jobs(engine);
}

void pl_engine__end_request(pl_engine *engine)
{
    pthread_mutex_lock(&engine->lock);
    pl_assert(engine->n_requests > 0);
    engine->n_requests--;
    pthread_cond_broadcast(&engine->quiet);
    pthread_mutex_unlock(&engine->lock);
}

/* ---- runs */

static bool counts(pl_run_phase phase)
{
    return phase == PL_RUN_PHASE_STARTING || phase == PL_RUN_PHASE_RUNNING ||
           phase == PL_RUN_PHASE_ENDING;
}

static bool has_room(const pl_engine *engine)
{
    return !engine->host.options.max_running ||
           engine->runs.running < engine->host.options.max_running;
}

/* Give the run its first job; `jobs` was counted when the run joined. */
static void admit(pl_engine *engine, pl_run *run)
{
    pl_assert(!run->stage.admitted);
    run->stage.admitted = true;
    engine->runs.running++;
    put(engine, &run->work.processor, (pl_job){ run, NULL, PL_JOB_BUILD });
}

static void admit_next(pl_engine *engine)
{
    while (engine->runs.pending && has_room(engine)) {
        pl_run *run = engine->runs.pending;
        engine->runs.pending = run->place.next_pending;
        if (!engine->runs.pending)
            engine->runs.last_pending = NULL;
        engine->runs.blocked--;
        admit(engine, run);
    }
}

static void queue(pl_engine *engine, pl_run *run)
{
    run->place.next_pending = NULL;
    *(engine->runs.last_pending ? &engine->runs.last_pending->place.next_pending
                                : &engine->runs.pending) = run;
    engine->runs.last_pending = run;
    engine->runs.blocked++;
}

/* Take out a run that ended before it was admitted. */
static void unqueue(pl_engine *engine, pl_run *run)
{
    pl_assert(engine->runs.blocked > 0 && run->work.jobs > 0);
    pl_run **at = &engine->runs.pending, *before = NULL;
    while (*at != run) {
        before = *at;
        at = &(*at)->place.next_pending;
    }
    *at = run->place.next_pending;
    if (engine->runs.last_pending == run)
        engine->runs.last_pending = before;
    engine->runs.blocked--;
    run->work.jobs--;
}

static void list_run(pl_engine *engine, pl_run *run)
{
    pl_assert(!run->place.listed && !engine->closing);
    run->place.after = engine->runs.first;
    if (run->place.after)
        run->place.after->place.before = run;
    engine->runs.first = run;
    run->place.listed = true;
    if (run->local)
        return;
    engine->runs.n_stops += run->request.outer != NULL;
    if (run->e.limits.deadline && run->e.limits.deadline < engine->keeper.deadline) {
        engine->keeper.deadline = run->e.limits.deadline;
        call_keeper(engine);
    } else if (run->request.outer && engine->runs.n_stops == 1) {
        call_keeper(engine);
    }
}

static void unlist_run(pl_engine *engine, pl_run *run)
{
    pl_assert(run->place.listed);
    if (run->place.before)
        run->place.before->place.after = run->place.after;
    else
        engine->runs.first = run->place.after;
    if (run->place.after)
        run->place.after->place.before = run->place.before;
    run->place.listed = false;
    engine->runs.n_stops -= !run->local && run->request.outer;
}

void pl_engine__join(pl_run *run)
{
    pl_engine *engine = run->engine;
    run->work.jobs++; /* BUILD */
    pthread_mutex_lock(&engine->lock);
    run->work.processor.lane.ring = &engine->processor;
    snprintf(run->id, sizeof run->id, "x%llu", (unsigned long long)++engine->runs.started);
    list_run(engine, run);
    if (!engine->keeper.started)
        call_keeper(engine);
    if (engine->runs.pending || !has_room(engine))
        queue(engine, run);
    else
        admit(engine, run);
    pthread_mutex_unlock(&engine->lock);
}

void pl_engine__join_local(pl_run *run, bool helps)
{
    pl_engine *engine = run->engine;
    pthread_mutex_lock(&engine->lock);
    run->work.processor.lane.ring = &engine->processor;
    snprintf(run->id, sizeof run->id, "x%llu", (unsigned long long)++engine->runs.started);
    list_run(engine, run);
    run->stage.admitted = true;
    engine->runs.running++;
    engine->crew.n_helpers += helps;
    pthread_mutex_unlock(&engine->lock);
}

void pl_engine__wake_for_queries(pl_run *run)
{
    pl_engine *engine = run->engine;
    pthread_mutex_lock(&engine->lock);
    for (size_t n = engine->turns.waiting; n && wake(engine, AWAKE_REMOTE); n--)
        ;
    pthread_mutex_unlock(&engine->lock);
}

static void count_end(pl_engine *engine, const pl_run *run)
{
    if (run->stage.failed.len)
        engine->runs.failed++;
    else if (run->stage.cancelled)
        engine->runs.cancelled++;
    else
        engine->runs.completed++;
}

void pl_engine__count(pl_run *run, pl_run_phase was, pl_run_phase now)
{
    pl_engine *engine = run->engine;
    pthread_mutex_lock(&engine->lock);
    if (run->stage.admitted) {
        engine->runs.running += (unsigned)counts(now) - (unsigned)counts(was);
        engine->runs.waiting +=
            (unsigned)(now == PL_RUN_PHASE_WAITING) - (unsigned)(was == PL_RUN_PHASE_WAITING);
    }
    if (now == PL_RUN_PHASE_ENDED)
        count_end(engine, run);
    if (now == PL_RUN_PHASE_ENDED && !run->stage.admitted)
        unqueue(engine, run);
    admit_next(engine);
    pthread_mutex_unlock(&engine->lock);
}

void pl_engine__leave(pl_run *run)
{
    pl_engine *engine = run->engine;
    pthread_mutex_lock(&engine->lock);
    unlist_run(engine, run);
    if (!engine->runs.first || run->local)
        pthread_cond_broadcast(&engine->quiet);
    if (run->local && engine->crew.n_helpers)
        pthread_cond_broadcast(&engine->work);
    pthread_mutex_unlock(&engine->lock);
}
