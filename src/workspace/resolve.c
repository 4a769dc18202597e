/* resolve.c - the state machine of the resolver: entries, batches and workers, under one lock. */
#include "workspace/resolve.h"
#include "base/assert.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "base/pool.h"
#include "base/wait.h"
#include "workspace/queue.h"
#include <stdatomic.h>

enum { MAX_WORKERS = 16, USUAL_WORKERS = 4 };
static const uint64_t progress_every = 250000000; /* ns */
static const uint64_t first_cost = 50000;         /* ns, until one was measured */

typedef enum state { IDLE, QUEUED, BUSY, DONE, FAILED } state;

struct pl_resolver {
    pl_resolver_options options;
    pl_waiting lock; /* guards all fields below */
    pl_queue queue;
    uint8_t *states; /* by entry */
    uint64_t resets; /* how often it was reset; places, batches and ids from before are stale */
    uint32_t total, busy, resolved, failed;
    bool started, held, complete;
    atomic_bool stopping;
    unsigned watchers;         /* threads that wait for single entries */
    unsigned workers, running; /* how many threads to start; how many there are */
    pthread_t threads[MAX_WORKERS];
    uint64_t start_ns, end_ns, reported_ns, cost;
};

static unsigned usual_workers(unsigned wanted)
{
    unsigned cpus = pl_pool_cpus();
    if (!wanted)
        wanted = cpus < USUAL_WORKERS ? cpus : USUAL_WORKERS;
    return wanted < MAX_WORKERS ? wanted : MAX_WORKERS;
}

pl_resolver *pl_resolver_new(const pl_resolver_options *options)
{
    pl_resolver *r = pl_mem_zalloc(sizeof *r);
    r->options = *options;
    r->workers = usual_workers(options->workers);
    r->cost = first_cost;
    pl_waiting_init(&r->lock);
    pl_queue_init(&r->queue, options->entries);
    r->states = pl_mem_zeroed(options->entries + 1);
    return r;
}

void pl_resolver_free(pl_resolver *r)
{
    if (!r)
        return;
    pl_resolver_stop(r);
    pl_waiting_done(&r->lock);
    pl_queue_done(&r->queue);
    pl_mem_drop(r->states, r->options.entries + 1);
    pl_mem_free(r);
}

void pl_resolver_reset(pl_resolver *r, uint32_t entries)
{
    pl_waiting_enter(&r->lock);
    pl_assert(!r->running);
    pl_queue_done(&r->queue);
    pl_mem_drop(r->states, r->options.entries + 1);
    r->options.entries = entries;
    pl_queue_init(&r->queue, entries);
    r->states = pl_mem_zeroed(entries + 1);
    r->total = r->resolved = r->failed = r->busy = 0;
    r->started = r->complete = false;
    r->resets++;
    pl_waiting_leave(&r->lock, true);
}

uint64_t pl_resolver_resets(pl_resolver *r)
{
    pl_waiting_enter(&r->lock);
    uint64_t resets = r->resets;
    pl_waiting_leave(&r->lock, false);
    return resets;
}

unsigned pl_resolver_set_workers(pl_resolver *r, unsigned workers)
{
    pl_waiting_enter(&r->lock);
    if (workers && !r->running)
        r->workers = usual_workers(workers);
    workers = r->workers;
    pl_waiting_leave(&r->lock, false);
    return workers;
}

/* ---- functions that require the lock */

static void pl_resolver__check(const pl_resolver *r)
{
    pl_assert(pl_queue_length(&r->queue) + r->busy + r->resolved + r->failed == r->total); /* 1 */
    pl_assert(r->total <= r->options.entries);                                             /* 2 */
    pl_assert(r->running <= MAX_WORKERS);                                                  /* 3 */
    (void)r;
}

/* Check all entries. Requires that no batch is being resolved. */
static void check_all(const pl_resolver *r)
{
#ifndef NDEBUG
    uint32_t n[FAILED + 1] = { 0 };
    for (uint32_t id = 0; id < r->options.entries; id++) {
        n[r->states[id]]++;
        pl_assert((r->states[id] == QUEUED) == pl_queue_has(&r->queue, id)); /* 4 */
    }
    pl_assert(n[BUSY] == r->busy && n[DONE] == r->resolved && n[FAILED] == r->failed); /* 5 */
    pl_queue__check(&r->queue);
#endif
    pl_resolver__check(r);
}

static bool is_over(const pl_resolver *r)
{
    return !r->busy && !pl_queue_length(&r->queue);
}

/* Call a function of the caller with the lock released. */
static void notify(pl_resolver *r, void (*fn)(void *ctx))
{
    pl_waiting_leave(&r->lock, true);
    if (fn)
        fn(r->options.ctx);
    pl_waiting_enter(&r->lock);
}

/* Report once that everything is resolved. */
static void report_complete(pl_resolver *r)
{
    if (r->complete || !r->started || !is_over(r))
        return;
    pl_assert(r->resolved + r->failed == r->total);
    r->complete = true;
    r->end_ns = pl_clock_ns();
    notify(r, r->options.complete);
}

/* ---- several at a time */

enum { BATCH = 64 };

typedef struct batch {
    pl_entry_id ids[BATCH];
    uint32_t priorities[BATCH];
    bool ok[BATCH];
    unsigned n, done; /* entries in it; the first `done` of them were tried */
    uint64_t reset;   /* `resets` when it was taken */
    bool later;
} batch;

/* The place in which a thread resolves, and `resets` when it got the place. */
typedef struct workplace {
    void *place;
    uint64_t reset;
} workplace;

/* Get a place, with the lock released meanwhile. False: there is none at present, and
 * end_thread() must not be called. */
static bool begin_thread(pl_resolver *r, workplace *s)
{
    *s = (workplace){ NULL, r->resets };
    if (!r->options.thread_begin)
        return true;
    pl_waiting_leave(&r->lock, false);
    s->place = r->options.thread_begin(r->options.ctx, &s->reset);
    pl_waiting_enter(&r->lock);
    return s->place != NULL;
}

static void end_thread(pl_resolver *r, const workplace *s)
{
    if (!r->options.thread_end)
        return;
    pl_waiting_leave(&r->lock, false);
    r->options.thread_end(r->options.ctx, s->place);
    pl_waiting_enter(&r->lock);
}

static void take_result(pl_resolver *r, batch *b, pl_entry_id id)
{
    b->ids[b->n] = id;
    b->priorities[b->n++] = pl_queue_priority(&r->queue, id);
    pl_assert(r->states[id] == QUEUED && b->n <= BATCH);
    pl_queue_remove(&r->queue, id);
    r->states[id] = BUSY;
    r->busy++;
    pl_resolver__check(r);
}

/* The size is small enough to keep all workers busy until the end. */
static unsigned batch_size(const pl_resolver *r)
{
    unsigned share = pl_queue_length(&r->queue) / (4 * (r->running ? r->running : 1));
    return share < 1 ? 1 : share < BATCH ? share : BATCH;
}

static void take_batch(pl_resolver *r, batch *b, void *place)
{
    unsigned most = batch_size(r);
    *b = (batch){ .reset = r->resets };
    while (b->n < most && pl_queue_length(&r->queue)) {
        pl_entry_id id = pl_queue_first(&r->queue), first = id, end = id;
        take_result(r, b, id);
        if (r->options.beside)
            r->options.beside(place, id, &first, &end);
        for (pl_entry_id i = first; i < end && b->n < most; i++)
            if (r->states[i] == QUEUED)
                take_result(r, b, i);
    }
}

/* Called without the lock. */
static void resolve_batch(pl_resolver *r, batch *b, void *place)
{
    const pl_resolver_options *o = &r->options;
    do {
        pl_entry_id id = b->ids[b->done];
        pl_resolved outcome = o->resolve(o->ctx, place, id);
        b->later = outcome == PL_RESOLVE_LATER;
        if (b->later)
            return;
        b->ok[b->done++] = outcome == PL_RESOLVED;
        if (o->updated)
            o->updated(o->ctx, place, id, outcome == PL_RESOLVED);
    } while (b->done < b->n && !atomic_load_explicit(&r->stopping, memory_order_relaxed));
}

static void note_cost(pl_resolver *r, uint64_t each)
{
    r->cost += (each > r->cost ? (each - r->cost) / 16 : 0);
    r->cost -= (each < r->cost ? (r->cost - each) / 16 : 0);
}

static void put_down(pl_resolver *r, const batch *b)
{
    if (b->reset != r->resets)
        return;
    for (unsigned i = 0; i < b->done; i++) {
        r->resolved += b->ok[i];
        r->failed += !b->ok[i];
        r->states[b->ids[i]] = b->ok[i] ? DONE : FAILED;
    }
    for (unsigned i = b->done; i < b->n; i++) {
        r->states[b->ids[i]] = QUEUED;
        pl_queue_push(&r->queue, b->ids[i], b->priorities[i]);
    }
    pl_assert(r->busy >= b->n);
    r->busy -= b->n;
    pl_resolver__check(r);
}

static void report_progress(pl_resolver *r)
{
    const pl_resolver_options *o = &r->options;
    uint32_t done = r->resolved + r->failed, total = r->total;
    uint64_t now = pl_clock_ns();
    if (!o->progress || now - r->reported_ns < progress_every)
        return;
    r->reported_ns = now;
    pl_waiting_leave(&r->lock, false);
    o->progress(o->ctx, done, total);
    pl_waiting_enter(&r->lock);
}

/* Resolve the entries of `b`, which were taken out of the queue and belong to this thread.
 * Threads that only wait for the end of all entries are not woken before. */
static void do_batch(pl_resolver *r, batch *b, void *place)
{
    pl_waiting_leave(&r->lock, false);
    uint64_t start = pl_clock_ns();
    resolve_batch(r, b, place);
    uint64_t spent = pl_clock_ns() - start;
    pl_waiting_enter(&r->lock);
    if (b->done)
        note_cost(r, spent / b->done);
    put_down(r, b);
    if (b->later)
        r->stopping = true;
    if (r->watchers || b->later || is_over(r))
        pl_waiting_tell(&r->lock);
    report_progress(r);
    report_complete(r);
}

static bool has_work(void *ctx)
{
    const pl_resolver *r = ctx;
    return r->stopping || pl_queue_length(&r->queue) || is_over(r);
}

static void work_in(pl_resolver *r, const workplace *s)
{
    batch b;
    for (;;) {
        pl_waiting_until(&r->lock, has_work, r, PL_WAIT_FOREVER);
        if (r->stopping || is_over(r) || s->reset != r->resets)
            break;
        take_batch(r, &b, s->place);
        do_batch(r, &b, s->place);
    }
}

static void resolve_batches(pl_resolver *r)
{
    workplace s;
    do { /* in another place after each reset */
        if (!begin_thread(r, &s)) {
            r->stopping = true; /* the resolver can be started again */
            return;
        }
        work_in(r, &s);
        end_thread(r, &s);
    } while (!r->stopping && !is_over(r));
}

static void *work_thread(void *ctx)
{
    pl_resolver *r = ctx;
    pl_waiting_enter(&r->lock);
    resolve_batches(r);
    pl_waiting_leave(&r->lock, true);
    return NULL;
}

/* ---- functions of the header */

bool pl_resolver_add(pl_resolver *r, pl_entry_id id, uint32_t priority)
{
    pl_waiting_enter(&r->lock);
    bool new = id < r->options.entries && r->states[id] == IDLE;
    if (new) {
        pl_queue_push(&r->queue, id, priority);
        r->states[id] = QUEUED;
        r->total++;
        pl_resolver__check(r);
    }
    pl_waiting_leave(&r->lock, new);
    return new;
}

void pl_resolver_prioritise(pl_resolver *r, pl_entry_id id)
{
    pl_waiting_enter(&r->lock);
    if (id < r->options.entries && r->states[id] <= QUEUED) {
        r->total += r->states[id] == IDLE;
        r->states[id] = QUEUED;
        pl_queue_prioritise(&r->queue, id);
        pl_resolver__check(r);
    }
    pl_waiting_leave(&r->lock, true);
}

static void begin_resolver(pl_resolver *r)
{
    if (!r->started)
        r->start_ns = r->reported_ns = pl_clock_ns();
    r->started = true;
    r->stopping = r->held = false;
}

static void start_threads(pl_resolver *r)
{
    begin_resolver(r);
    unsigned most = pl_queue_length(&r->queue);
    unsigned wanted = r->workers < most ? r->workers : most;
    while (r->running < wanted &&
           pthread_create(&r->threads[r->running], NULL, work_thread, r) == 0)
        r->running++;
    if (!r->running)
        resolve_batches(r); /* there is nothing to do, or no thread could be started */
    report_complete(r);
}

void pl_resolver_start(pl_resolver *r)
{
    pl_waiting_enter(&r->lock);
    bool ended = r->running && r->stopping; /* the workers ended after PL_RESOLVE_LATER */
    pl_waiting_leave(&r->lock, false);
    if (ended)
        pl_resolver_stop(r);
    pl_waiting_enter(&r->lock);
    if (!r->running && !r->complete)
        start_threads(r);
    pl_waiting_leave(&r->lock, true);
}

void pl_resolver_run(pl_resolver *r)
{
    pl_waiting_enter(&r->lock);
    begin_resolver(r);
    resolve_batches(r);
    report_complete(r);
    pl_waiting_leave(&r->lock, true);
}

static void stop(pl_resolver *r, bool hold)
{
    pl_waiting_enter(&r->lock);
    unsigned n = r->running;
    r->held = hold;
    r->stopping = true;
    pl_waiting_leave(&r->lock, true);
    for (unsigned i = 0; i < n; i++)
        pthread_join(r->threads[i], NULL);
    pl_waiting_enter(&r->lock);
    r->running = 0;
    check_all(r);
    pl_waiting_leave(&r->lock, true);
}

void pl_resolver_stop(pl_resolver *r)
{
    stop(r, false);
}

void pl_resolver_hold(pl_resolver *r)
{
    stop(r, true);
}

void pl_resolver_release(pl_resolver *r)
{
    pl_waiting_enter(&r->lock);
    r->held = false;
    pl_waiting_leave(&r->lock, true);
}

typedef struct one {
    pl_resolver *resolver;
    pl_entry_id id;
    uint64_t reset;
} one;

static bool is_reset(const one *o)
{
    return o->reset != o->resolver->resets;
}

static bool is_not_busy(void *ctx)
{
    const one *o = ctx;
    return is_reset(o) || o->resolver->states[o->id] != BUSY;
}

static void wait_for_one(one *o)
{
    pl_resolver *r = o->resolver;
    r->watchers++;
    pl_waiting_until(&r->lock, is_not_busy, o, PL_WAIT_FOREVER);
    r->watchers--;
}

/* Resolve an entry that was queued before this thread got a place. False: it cannot be resolved
 * now. */
static bool do_one(one *o)
{
    pl_resolver *r = o->resolver;
    batch b = { .reset = o->reset };
    workplace s;
    if (!begin_thread(r, &s))
        return false;
    bool right = !is_reset(o) && s.reset == o->reset;
    if (right && r->states[o->id] == QUEUED) {
        take_result(r, &b, o->id);
        do_batch(r, &b, s.place);
    }
    end_thread(r, &s);
    return right && !b.later;
}

static pl_resolved now(one *o)
{
    const pl_resolver *r = o->resolver;
    if (o->id >= r->options.entries)
        return PL_RESOLVED;
    wait_for_one(o);
    while (!is_reset(o) && r->states[o->id] == QUEUED) {
        if (!do_one(o))
            return PL_RESOLVE_LATER;
        wait_for_one(o);
    }
    if (is_reset(o))
        return PL_RESOLVE_LATER;
    return r->states[o->id] == FAILED ? PL_UNRESOLVED : PL_RESOLVED;
}

pl_resolved pl_resolver_now(pl_resolver *r, pl_entry_id id)
{
    pl_waiting_enter(&r->lock);
    one o = { r, id, r->resets };
    pl_resolved outcome = now(&o);
    pl_waiting_leave(&r->lock, false);
    return outcome;
}

static bool may_return(void *ctx)
{
    const pl_resolver *r = ctx;
    return !r->held && (r->complete || !r->started || r->stopping);
}

bool pl_resolver_wait(pl_resolver *r, uint64_t timeout_ns)
{
    pl_waiting_enter(&r->lock);
    bool reached = pl_waiting_until(&r->lock, may_return, r, timeout_ns);
    pl_waiting_leave(&r->lock, false);
    return reached;
}

bool pl_resolver_idle(pl_resolver *r)
{
    pl_waiting_enter(&r->lock);
    bool idle = !r->busy;
    pl_waiting_leave(&r->lock, false);
    return idle;
}

void pl_resolver_get_stats(pl_resolver *r, pl_resolution_stats *out)
{
    pl_waiting_enter(&r->lock);
    uint64_t end = r->complete ? r->end_ns : pl_clock_ns();
    *out = (pl_resolution_stats){ .queued = pl_queue_length(&r->queue),
                                  .resolved = r->resolved,
                                  .failed = r->failed,
                                  .unresolved = r->total,
                                  .started = r->started,
                                  .complete = r->complete,
                                  .elapsed_ns = r->started ? end - r->start_ns : 0,
                                  .average_ns = r->cost };
    pl_waiting_leave(&r->lock, false);
}

uint32_t pl_resolve_priority(pl_kind kind, bool top_level, uint32_t n_open)
{
    uint32_t priority = 10 * n_open + (top_level ? 100 : 0);
    if (kind == PL_KIND_DASHBOARD)
        priority += 50;
    else if (kind == PL_KIND_BENCHMARK)
        priority += 30;
    return priority;
}
