/* engine.c - the crew that moves all runs, and the keeper that looks after it.
 *
 * Workers take jobs in turns (turns.h). At most MOST_WORKERS of them, unless more are asked for; a
 * number of threads that depends on the processors is kept free of queries, so that runs begin and
 * end however many queries wait for servers. Who waits for a run of a session works, too, so that
 * one query costs no thread.
 *
 * A job that was put wakes a worker only while few are awake: handing a query of 5 us to another
 * thread costs more than it takes. The keeper looks once a millisecond whether jobs wait too long,
 * and wakes twice as many workers each time; less often while jobs are quick, and it sleeps while
 * none waits. It also ends runs whose time is over, and closes what has been idle for too long.
 *
 * Threads: everything of the engine and of turns is under `lock`. */
#include "base/file.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/pool.h"
#include "base/str.h"
#include "run/live.h"
#include <signal.h>
#include <stdio.h>
#include <time.h>

#define MS UINT64_C(1000000)
#define NEVER UINT64_MAX
enum { MOST_WORKERS = 64, MOST_ASKED = 256 };
enum { RESULT_BYTES = 16 << 20 };
enum { AWAKE_HERE = 1, AWAKE_REMOTE = 4 };
/* The keeper: a look at jobs that wait, at stops of others, at what is idle. */
#define LOOK MS
#define LOOK_SELDOM (16 * MS)
#define TICK (100 * MS) /* who waits is told of progress */
#define LOOK_AT_STOPS (50 * MS)
#define LOOK_AT_POOLS (5000 * MS)
#define WORTH (300 * UINT64_C(1000)) /* a job that takes longer is worth a thread of its own */

typedef struct worker {
    pl_engine *engine;
    unsigned number;
    pthread_t thread;
} worker;

struct pl_engine {
    pl_workspace *ws;
    pl_engine_options options;
    pl_settings *own_settings; /* owned; NULL: the host gave some */
    pl_databases_options databases;
    const char *const *environment; /* in `arena`; a session's is borrowed */
    pl_arena arena;
    pl_pools *pools;
    pl_spool_budget *budget; /* of all results */
    pl_db_stop closing_stop; /* ends what is being opened */
    unsigned cpus, most;

    pthread_mutex_t lock; /* of all below */
    pthread_cond_t work, keep, quiet;
    pl_turns turns;
    pl_ring processor;
    pl_run_lane asks; /* of questions */
    unsigned n_asks;
    worker *crew;               /* owned; `most` of them */
    unsigned n_crew, n_helpers; /* threads; callers who work, too */
    unsigned idle, woken;       /* of both those that wait; of these called to work */
    unsigned awake;             /* how many may be at work now */
    unsigned slow;              /* at work on what waits for a server, but for queries */
    uint64_t done, seen;        /* jobs so far; at the last look */
    bool closing;
    pthread_t keeper;
    bool kept, called; /* the keeper was started; it knows of jobs that wait */
    uint64_t deadline; /* of the run whose time is over first */
    pl_run *first;     /* runs that are not over */
    pl_run *pending, *last_pending;
    unsigned n_stops; /* runs that have a stop of others */
    uint32_t running, waiting, blocked;
    uint64_t started, completed, failed, cancelled;
};

/* ---- workers */

static unsigned busy(const pl_engine *engine)
{
    return engine->n_crew + engine->n_helpers - engine->idle + engine->woken;
}

/* It waits for a server without being a query. */
static bool is_slow(const pl_job *job)
{
    return job->kind == PL_JOB_OPEN || job->kind == PL_JOB_ASK;
}

static void call_keeper(pl_engine *engine);

/* Do one job, if there is one and no more are at work than may be. Leaves the lock meanwhile. */
static bool do_job(pl_engine *engine, unsigned number)
{
    bool queries = engine->turns.queries + engine->cpus < engine->most;
    pl_ring *ring;
    pl_job job;
    if (busy(engine) > engine->awake || !pl_turns_take(&engine->turns, queries, &job, &ring))
        return false;
    if (engine->n_helpers && engine->turns.first && !engine->called)
        call_keeper(engine);
    engine->slow += is_slow(&job);
    pthread_mutex_unlock(&engine->lock);
    pl_run__work(&job, number);
    pthread_mutex_lock(&engine->lock);
    engine->slow -= is_slow(&job);
    pl_turns_end(&engine->turns, ring);
    engine->done++;
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

/* There is nothing to do, or others do it. */
static void rest(pl_engine *engine, uint64_t until)
{
    if (!engine->turns.first && engine->awake > AWAKE_REMOTE)
        engine->awake--;
    if (engine->turns.first && !engine->called)
        call_keeper(engine); /* they were listed when a turn ended, and are not for this one */
    engine->idle++;
    wait_until(&engine->work, engine, until);
    engine->idle--;
    engine->woken -= engine->woken > 0;
}

static void *work(void *arg)
{
    const worker *w = arg;
    pl_engine *engine = w->engine;
    pthread_mutex_lock(&engine->lock);
    for (;;) {
        if (do_job(engine, w->number))
            continue;
        if (engine->closing)
            break;
        rest(engine, NEVER);
    }
    pthread_mutex_unlock(&engine->lock);
    return NULL;
}

/* Signals are for the threads of the host; a broken connection ends no process. */
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
    worker *w = &engine->crew[engine->n_crew];
    unsigned most = engine->cpus * 2 + engine->turns.queries + engine->slow;
    if (engine->n_crew >= engine->most || (engine->n_crew && engine->n_crew >= most))
        return false;
    *w = (worker){ .engine = engine, .number = engine->n_crew };
    if (!start_thread(&w->thread, work, w))
        return false;
    engine->n_crew++;
    return true;
}

/* Let one more worker take jobs, up to `awake` in all. */
static bool wake(pl_engine *engine, unsigned awake)
{
    if (busy(engine) >= awake)
        return false;
    if (engine->awake < awake)
        engine->awake = awake;
    if (engine->idle == engine->woken)
        return start_worker(engine);
    engine->woken++;
    pthread_cond_signal(&engine->work);
    return true;
}

/* ---- the keeper */

/* Jobs that are quick are left to the workers that are awake: false. */
static bool look_at_jobs(pl_engine *engine, uint64_t since)
{
    uint64_t finished = engine->done - engine->seen;
    unsigned awake = busy(engine);
    engine->seen = engine->done;
    if (!engine->turns.first || finished * WORTH >= since * (awake ? awake : 1))
        return false;
    for (unsigned more = finished ? 1 : (awake ? awake : 1); more; more--)
        if (!wake(engine, busy(engine) + 1))
            break;
    return true;
}

static pl_run *hold(pl_run *run)
{
    if (run)
        atomic_fetch_add(&run->refs, 1);
    return run;
}

/* The step of a walk through the list of runs, which may leave it meanwhile: the one at hand is
 * held, and `next` is held before it is let go. */
static pl_run *step(pl_engine *engine, pl_run *run, pl_run *next)
{
    hold(next);
    pthread_mutex_unlock(&engine->lock);
    pl_run__release(run);
    pthread_mutex_lock(&engine->lock);
    return next;
}

static uint64_t look_at_runs(pl_engine *engine, uint64_t now)
{
    uint64_t next = NEVER;
    pl_run *run = hold(engine->first);
    while (run) {
        pthread_mutex_unlock(&engine->lock);
        uint64_t deadline = pl_run__tick(run, now);
        pthread_mutex_lock(&engine->lock);
        if (deadline && deadline < next)
            next = deadline;
        if (!run->listed) /* it was taken out meanwhile: look once more */
            next = now + LOOK;
        run = step(engine, run, run->listed ? run->after : NULL);
    }
    return next;
}

static void look_at_pools(pl_engine *engine, uint64_t now)
{
    pthread_mutex_unlock(&engine->lock);
    pl_pools_tick(engine->pools, now);
    pthread_mutex_lock(&engine->lock);
}

static uint64_t sooner(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static void *keep(void *arg)
{
    pl_engine *engine = arg;
    uint64_t looked = pl_clock_ns(), pools = looked + LOOK_AT_POOLS, stops = looked;
    uint64_t pause = LOOK;
    bool looking = false;
    pthread_mutex_lock(&engine->lock);
    while (!engine->closing) {
        uint64_t when = pools;
        bool waiting = engine->turns.first != NULL;
        if (waiting && !looking) {
            looked = pl_clock_ns();
            engine->seen = engine->done;
            pause = LOOK;
        }
        looking = engine->called = waiting;
        if (looking)
            when = sooner(when, looked + pause);
        if (engine->n_stops)
            when = sooner(when, stops + LOOK_AT_STOPS);
        wait_until(&engine->keep, engine, sooner(when, engine->deadline));
        uint64_t now = pl_clock_ns();
        if (looking && now - looked >= pause) {
            bool slow = look_at_jobs(engine, now - looked);
            pause = slow ? LOOK : sooner(pause * 2, LOOK_SELDOM);
            looked = now;
        }
        if (now >= engine->deadline || (engine->n_stops && now - stops >= LOOK_AT_STOPS)) {
            engine->deadline = NEVER;
            uint64_t next = look_at_runs(engine, now); /* without the lock: runs may begin */
            engine->deadline = sooner(next, engine->deadline);
            stops = now;
        }
        if (now >= pools) {
            look_at_pools(engine, now);
            pools = now + LOOK_AT_POOLS;
        }
    }
    pthread_mutex_unlock(&engine->lock);
    return NULL;
}

/* It looks at jobs, deadlines and stops anew. */
static void call_keeper(pl_engine *engine)
{
    if (!engine->kept)
        engine->kept = start_thread(&engine->keeper, keep, engine);
    engine->called = engine->kept;
    pthread_cond_signal(&engine->keep);
}

/* ---- who waits and works */

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
    while (run->listed) {
        if (!works && !engine->n_crew) { /* no thread could be started */
            works = true;
            engine->n_helpers++;
        }
        if (works && do_job(engine, engine->most))
            continue;
        if (works)
            rest(engine, look);
        else
            wait_until(&engine->quiet, engine, look);
        uint64_t now = pl_clock_ns();
        if (now < look || !run->listed)
            continue;
        pthread_mutex_unlock(&engine->lock);
        pl_run__tick(run, now);
        if (tick)
            tick(ctx);
        look = next_look(tick);
        pthread_mutex_lock(&engine->lock);
    }
    engine->n_helpers -= works;
    if (engine->turns.first)
        call_keeper(engine);
    pthread_mutex_unlock(&engine->lock);
}

/* ---- jobs */

/* The ring has jobs: somebody takes them now, or the keeper sees to it. */
static void rouse(pl_engine *engine, const pl_ring *ring)
{
    unsigned few = ring->remote ? AWAKE_REMOTE : AWAKE_HERE;
    if (engine->turns.first && !wake(engine, few) && !engine->called)
        call_keeper(engine);
}

static void put(pl_engine *engine, pl_run_lane *lane, pl_job job)
{
    pl_turns_put(&engine->turns, &lane->lane, job);
    if (engine->n_helpers && engine->turns.waiting == 1)
        return; /* it is the next one of who has put it */
    rouse(engine, lane->lane.ring);
}

void pl_engine__put(pl_run *run, pl_run_lane *lane, pl_job_kind kind, void *what)
{
    pl_engine *engine = run->engine;
    run->jobs++;
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
    run->jobs -= any;
    return any;
}

void pl_engine__hold(pl_run *run, bool held)
{
    pl_engine *engine = run->engine;
    pthread_mutex_lock(&engine->lock);
    for (pl_run_lane *lane = run->lanes; lane; lane = lane->next) {
        pl_turns_hold(&engine->turns, &lane->lane, held);
        rouse(engine, lane->lane.ring);
    }
    pthread_mutex_unlock(&engine->lock);
}

bool pl_engine__skip(pl_run *run, pl_run_lane *lane)
{
    pl_engine *engine = run->engine;
    pthread_mutex_lock(&engine->lock);
    bool now = !lane->lane.held && pl_turns_skip(&engine->turns, lane->lane.ring);
    pthread_mutex_unlock(&engine->lock);
    return now;
}

void pl_engine__end_skip(pl_run *run, pl_run_lane *lane)
{
    pl_engine *engine = run->engine;
    pthread_mutex_lock(&engine->lock);
    pl_turns_end(&engine->turns, lane->lane.ring);
    engine->done++;
    pthread_mutex_unlock(&engine->lock);
}

void pl_engine__ask(pl_ask *ask)
{
    pl_engine *engine = ask->engine;
    pthread_mutex_lock(&engine->lock);
    engine->n_asks++;
    put(engine, &engine->asks, (pl_job){ NULL, ask, PL_JOB_ASK });
    pthread_mutex_unlock(&engine->lock);
}

void pl_engine__answered(pl_engine *engine)
{
    pthread_mutex_lock(&engine->lock);
    engine->n_asks--;
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
    return !engine->options.max_running || engine->running < engine->options.max_running;
}

/* Its first job; `jobs` was counted when it joined. */
static void admit(pl_engine *engine, pl_run *run)
{
    run->admitted = true;
    engine->running++;
    put(engine, &run->processor, (pl_job){ run, NULL, PL_JOB_BUILD });
}

static void admit_next(pl_engine *engine)
{
    while (engine->pending && has_room(engine)) {
        pl_run *run = engine->pending;
        engine->pending = run->next_pending;
        if (!engine->pending)
            engine->last_pending = NULL;
        engine->blocked--;
        admit(engine, run);
    }
}

static void queue(pl_engine *engine, pl_run *run)
{
    run->next_pending = NULL;
    if (engine->last_pending)
        engine->last_pending->next_pending = run;
    else
        engine->pending = run;
    engine->last_pending = run;
    engine->blocked++;
}

/* It was cancelled before it was admitted. */
static void unqueue(pl_engine *engine, pl_run *run)
{
    pl_run **at = &engine->pending, *before = NULL;
    while (*at != run) {
        before = *at;
        at = &(*at)->next_pending;
    }
    *at = run->next_pending;
    if (engine->last_pending == run)
        engine->last_pending = before;
    engine->blocked--;
    run->jobs--;
}

static void list_run(pl_engine *engine, pl_run *run)
{
    run->after = engine->first;
    if (run->after)
        run->after->before = run;
    engine->first = run;
    run->listed = true;
    if (run->local)
        return;
    engine->n_stops += run->outer != NULL;
    if (run->e.deadline && run->e.deadline < engine->deadline) {
        engine->deadline = run->e.deadline;
        call_keeper(engine);
    } else if (run->outer && engine->n_stops == 1) {
        call_keeper(engine);
    }
}

static void unlist_run(pl_engine *engine, pl_run *run)
{
    if (run->before)
        run->before->after = run->after;
    else
        engine->first = run->after;
    if (run->after)
        run->after->before = run->before;
    run->listed = false;
    engine->n_stops -= !run->local && run->outer;
}

void pl_engine__join(pl_run *run)
{
    pl_engine *engine = run->engine;
    run->jobs++; /* BUILD */
    pthread_mutex_lock(&engine->lock);
    run->processor.lane.ring = &engine->processor;
    snprintf(run->id, sizeof run->id, "x%llu", (unsigned long long)++engine->started);
    list_run(engine, run);
    if (!engine->kept)
        call_keeper(engine);
    if (engine->pending || !has_room(engine))
        queue(engine, run);
    else
        admit(engine, run);
    pthread_mutex_unlock(&engine->lock);
}

void pl_engine__join_local(pl_run *run, bool helps)
{
    pl_engine *engine = run->engine;
    pthread_mutex_lock(&engine->lock);
    run->processor.lane.ring = &engine->processor;
    snprintf(run->id, sizeof run->id, "x%llu", (unsigned long long)++engine->started);
    list_run(engine, run);
    run->admitted = true;
    engine->running++;
    engine->n_helpers += helps;
    pthread_mutex_unlock(&engine->lock);
}

void pl_engine__invite(pl_run *run)
{
    pl_engine *engine = run->engine;
    pthread_mutex_lock(&engine->lock);
    for (size_t n = engine->turns.waiting; n && wake(engine, AWAKE_REMOTE); n--)
        ;
    pthread_mutex_unlock(&engine->lock);
}

static void count_end(pl_engine *engine, const pl_run *run)
{
    if (run->failed.len)
        engine->failed++;
    else if (run->cancelled)
        engine->cancelled++;
    else
        engine->completed++;
}

void pl_engine__count(pl_run *run, pl_run_phase was, pl_run_phase now)
{
    pl_engine *engine = run->engine;
    pthread_mutex_lock(&engine->lock);
    if (run->admitted) {
        engine->running += (unsigned)counts(now) - (unsigned)counts(was);
        engine->waiting +=
            (unsigned)(now == PL_RUN_PHASE_WAITING) - (unsigned)(was == PL_RUN_PHASE_WAITING);
    }
    if (now == PL_RUN_PHASE_ENDED)
        count_end(engine, run);
    if (now == PL_RUN_PHASE_ENDED && !run->admitted)
        unqueue(engine, run);
    admit_next(engine);
    pthread_mutex_unlock(&engine->lock);
}

void pl_engine__leave(pl_run *run)
{
    pl_engine *engine = run->engine;
    pthread_mutex_lock(&engine->lock);
    unlist_run(engine, run);
    if (!engine->first || run->local)
        pthread_cond_broadcast(&engine->quiet);
    if (run->local && engine->n_helpers)
        pthread_cond_broadcast(&engine->work);
    pthread_mutex_unlock(&engine->lock);
}

/* ---- opening and closing */

/* A worker gives the turn back after the run has let go of the pool. */
static bool ring_is_used(void *ctx, const pl_ring *ring)
{
    pl_engine *engine = ctx;
    pthread_mutex_lock(&engine->lock);
    bool used = ring->busy > 0;
    pthread_mutex_unlock(&engine->lock);
    return used;
}

pl_pools *pl_engine__pools(pl_engine *engine)
{
    return engine->pools;
}

pl_spool_budget *pl_engine__budget(pl_engine *engine)
{
    return engine->budget;
}

pl_workspace *pl_engine__workspace(pl_engine *engine)
{
    return engine->ws;
}

const pl_databases_options *pl_engine__databases(const pl_engine *engine)
{
    return &engine->databases;
}

void pl_engine__session(const pl_engine *engine, pl_session *session)
{
    session->ws = engine->ws;
    session->options.settings = engine->options.settings;
    session->options.environment = engine->environment;
}

extern char **environ;

/* That of the process may change while others run: it is copied once. */
static void copy_environment(pl_engine *engine, const char *const *from)
{
    size_t n = 0;
    if (!from)
        from = (const char *const *)environ;
    while (from[n])
        n++;
    const char **copy = pl_arena_alloc(&engine->arena, (n + 1) * sizeof *copy);
    for (size_t i = 0; i < n; i++)
        copy[i] = pl_arena_str(&engine->arena, pl_str_cstr(from[i])).ptr;
    copy[n] = NULL;
    engine->environment = copy;
}

static void init_threads(pl_engine *engine)
{
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_mutex_init(&engine->lock, NULL);
    pthread_cond_init(&engine->work, &attr);
    pthread_cond_init(&engine->quiet, &attr);
    pthread_cond_init(&engine->keep, &attr);
    pthread_condattr_destroy(&attr);
    engine->cpus = pl_pool_cpus();
    engine->most = engine->options.threads ? engine->options.threads : MOST_WORKERS;
    if (engine->most > MOST_ASKED)
        engine->most = MOST_ASKED;
    if (engine->cpus >= engine->most)
        engine->cpus = engine->most > 1 ? engine->most - 1 : 0;
    engine->crew = pl_mem_zalloc(engine->most * sizeof *engine->crew);
    engine->awake = AWAKE_HERE;
    engine->deadline = NEVER;
}

/* Without settings of the host: the built-in defaults and what the environment says. */
static void default_settings(pl_engine *engine)
{
    pl_settings_options o = { .environment = engine->environment };
    o.directory = pl_file_cwd(&engine->arena).ptr;
    engine->own_settings = pl_settings_new(&o);
    engine->options.settings = engine->own_settings;
}

static void open_pools(pl_engine *engine, const pl_db_stop *stop)
{
    engine->databases = (pl_databases_options){ .settings = engine->options.settings,
                                                .environment = engine->environment,
                                                .stop = stop };
    engine->pools = pl_pools_new(&engine->databases);
    pl_pools_share(engine->pools, ring_is_used, engine);
    engine->budget = pl_spool_budget_new(engine->options.result_bytes ? engine->options.result_bytes
                                                                      : RESULT_BYTES);
    engine->asks.lane.ring = &engine->processor;
    init_threads(engine);
}

pl_engine *pl_engine_open(pl_workspace *ws, const pl_engine_options *options, pl_diags *diags)
{
    pl_engine *engine = pl_mem_zalloc(sizeof *engine);
    (void)diags;
    engine->ws = ws;
    if (options)
        engine->options = *options;
    copy_environment(engine, engine->options.environment);
    if (!engine->options.settings)
        default_settings(engine);
    open_pools(engine, &engine->closing_stop);
    return engine;
}

pl_engine *pl_engine__of_session(pl_workspace *ws, const pl_engine_options *options,
                                 const pl_db_stop *stop)
{
    pl_engine *engine = pl_mem_zalloc(sizeof *engine);
    engine->ws = ws;
    engine->options = *options;
    engine->environment = options->environment;
    open_pools(engine, stop);
    return engine;
}

unsigned pl_engine__most(const pl_engine *engine)
{
    return engine->most + 1; /* and who helps */
}

static void cancel_all(pl_engine *engine)
{
    pl_run *run = hold(engine->first);
    while (run) {
        pthread_mutex_unlock(&engine->lock);
        pl_run_cancel(run);
        pthread_mutex_lock(&engine->lock);
        run = step(engine, run, run->listed ? run->after : engine->first);
    }
}

void pl_engine_close(pl_engine *engine)
{
    if (!engine)
        return;
    atomic_store(&engine->closing_stop.fired, true);
    pthread_mutex_lock(&engine->lock);
    cancel_all(engine);
    while (engine->first || engine->n_asks)
        pthread_cond_wait(&engine->quiet, &engine->lock);
    engine->closing = true;
    pthread_cond_broadcast(&engine->work);
    pthread_cond_broadcast(&engine->keep);
    pthread_mutex_unlock(&engine->lock);
    for (unsigned i = 0; i < engine->n_crew; i++)
        pthread_join(engine->crew[i].thread, NULL);
    if (engine->kept)
        pthread_join(engine->keeper, NULL);
    pl_vec_done(&engine->asks.lane.jobs);
    pl_pools_free(engine->pools);
    pl_settings_free(engine->own_settings);
    pl_spool_budget_release(engine->budget);
    pthread_cond_destroy(&engine->work);
    pthread_cond_destroy(&engine->keep);
    pthread_cond_destroy(&engine->quiet);
    pthread_mutex_destroy(&engine->lock);
    pl_mem_free(engine->crew);
    pl_arena_done(&engine->arena);
    pl_mem_free(engine);
}

void pl_engine_get_stats(pl_engine *engine, pl_engine_stats *out)
{
    pthread_mutex_lock(&engine->lock);
    *out = (pl_engine_stats){
        .threads = engine->n_crew,
        .running = engine->running,
        .waiting = engine->waiting,
        .blocked = engine->blocked,
        .connections_busy = engine->turns.queries,
        .connections_wanted = (uint32_t)engine->turns.waiting,
        .started = engine->started,
        .completed = engine->completed,
        .failed = engine->failed,
        .cancelled = engine->cancelled,
    };
    pthread_mutex_unlock(&engine->lock);
    out->result_bytes = atomic_load(&engine->budget->used);
    out->connections_idle = pl_pools_idle(engine->pools);
}
