/* The queue, the resolver and the events by themselves: scenarios RS of lazy-workspace.md
 * 20.2 that need no workspace. */
#include "unit/test.h"
#include "base/buf.h"
#include "base/str.h"
#include "workspace/event.h"
#include "workspace/queue.h"
#include "workspace/resolve.h"
#include "base/diag.h"
#include <pthread.h>
#include <stdatomic.h>

/* ---- the queue */

/* PL_NO_ENTRY: it is empty. */
static pl_entry_id pop(pl_queue *q)
{
    pl_entry_id id = pl_queue_first(q);
    pl_queue_remove(q, id);
    return id;
}

static const char *pop_all(pl_queue *q)
{
    static char text[256];
    size_t at = 0;
    text[0] = 0;
    for (pl_entry_id id; (id = pop(q)) != PL_NO_ENTRY;)
        at += (size_t)snprintf(text + at, sizeof text - at, "%u ", id);
    return text;
}

TEST(the_most_urgent_comes_first) /* RS-14, RS-15, RS-18, RS-19, RS-22 */
{
    pl_queue q;
    pl_queue_init(&q, 10);
    CHECK_STR(pop_all(&q), "", "RS-22 empty");
    CHECK_STR(pop_all(&q), "", "and still");
    pl_queue_push(&q, 1, 10), pl_queue_push(&q, 2, 100), pl_queue_push(&q, 3, 50);
    CHECK(pl_queue_has(&q, 1) && !pl_queue_has(&q, 4) && !pl_queue_has(&q, 99), "RS-18");
    CHECK_STR(pop_all(&q), "2 3 1 ", "RS-14");
    CHECK(!pl_queue_has(&q, 1), "RS-18 popped");
    CHECK(pl_queue_push(&q, 1, 10) && pl_queue_push(&q, 2, 20), "new");
    CHECK(!pl_queue_push(&q, 1, 100), "RS-15 again");
    CHECK_INT(pl_queue_length(&q), 2, "RS-15 once");
    CHECK_STR(pop_all(&q), "2 1 ", "RS-15 the first priority");
    CHECK(!pl_queue_push(&q, 10, 1), "no such entry");
    pl_queue_push(&q, 1, 1), pl_queue_push(&q, 2, 2), pl_queue_push(&q, 3, 3);
    pop_all(&q);
    CHECK(pl_queue_length(&q) == 0 && pop(&q) == PL_NO_ENTRY, "RS-19");
    CHECK(pl_queue_push(&q, 3, 1), "after it was emptied");
    pl_queue_done(&q);
}

TEST(the_front_of_the_queue) /* RS-16, RS-17 */
{
    pl_queue q;
    pl_queue_init(&q, 10);
    pl_queue_push(&q, 0, 1), pl_queue_push(&q, 1, 2), pl_queue_push(&q, 2, 3);
    pl_queue_prioritise(&q, 0);
    CHECK_STR(pop_all(&q), "0 2 1 ", "RS-16");
    pl_queue_push(&q, 5, 100);
    pl_queue_prioritise(&q, 6);
    CHECK_INT(pl_queue_length(&q), 2, "RS-17 length");
    pl_queue_prioritise(&q, 7);
    CHECK_STR(pop_all(&q), "7 6 5 ", "RS-17 the last one first");
    for (uint32_t i = 0; i < 10; i++)
        pl_queue_push(&q, i, i % 3);
    pl_queue_remove(&q, 4), pl_queue_remove(&q, 0), pl_queue_remove(&q, 4);
    CHECK_STR(pop_all(&q), "2 5 8 1 7 3 6 9 ", "removed from the middle, the first first");
    pl_queue_done(&q);
}

TEST(a_heap_of_random_pushes_is_sorted)
{
    enum { N = 1000 };
    pl_queue q;
    uint32_t priority[N], random = 1, last = UINT32_MAX;
    pl_queue_init(&q, N);
    for (uint32_t i = 0; i < N; i++) {
        random = random * 1664525u + 1013904223u;
        priority[i] = (random >> 8) % 100;
        pl_queue_push(&q, i, priority[i]);
        if (i % 7 == 3)
            pl_queue_remove(&q, i / 2);
    }
    for (pl_entry_id id; (id = pop(&q)) != PL_NO_ENTRY; last = priority[id])
        CHECK(priority[id] <= last, "falling");
    pl_queue_done(&q);
}

TEST(priorities) /* RS-01 */
{
    CHECK_INT(pl_resolve_priority(PL_KIND_DASHBOARD, true, 1), 160, "a dashboard at the top");
    CHECK_INT(pl_resolve_priority(PL_KIND_DASHBOARD, false, 2), 70, "a nested one");
    CHECK_INT(pl_resolve_priority(PL_KIND_BENCHMARK, true, 0), 130, "a benchmark");
    CHECK_INT(pl_resolve_priority(PL_KIND_CONTROL, false, 1), 10, "a control");
}

/* ---- the resolver */

typedef struct work {
    pl_resolver *r;
    atomic_uint done, updated, completed, progress, fails;
    atomic_int gate; /* resolve waits while it is set */
    pthread_mutex_t lock;
    pl_buf order;
} work;

static pl_resolved resolve(void *ctx, void *place, pl_entry_id id)
{
    work *w = ctx;
    (void)place;
    while (atomic_load(&w->gate))
        sched_yield();
    atomic_fetch_add(&w->done, 1);
    pthread_mutex_lock(&w->lock);
    pl_buf_printf(&w->order, "%u ", id);
    pthread_mutex_unlock(&w->lock);
    return id != 13 ? PL_RESOLVED : PL_UNRESOLVED;
}

static void updated(void *ctx, void *place, pl_entry_id id, bool ok)
{
    work *w = ctx;
    (void)place;
    atomic_fetch_add(&w->updated, 1);
    atomic_fetch_add(&w->fails, !ok);
    (void)id;
}

static void completed(void *ctx)
{
    work *w = ctx;
    pl_resolution_stats s;
    pl_resolver_get_stats(w->r, &s); /* no lock is held */
    atomic_fetch_add(&w->completed, 1);
}

static void begin(work *w, uint32_t entries, unsigned workers)
{
    *w = (work){ .lock = PTHREAD_MUTEX_INITIALIZER };
    pl_resolver_options o = { .entries = entries, .workers = workers, .resolve = resolve };
    o.updated = updated;
    o.complete = completed;
    o.ctx = w;
    w->r = pl_resolver_new(&o);
}

static void end(work *w)
{
    pl_resolver_free(w->r);
    pl_buf_done(&w->order);
}

static pl_resolution_stats stats_of(work *w)
{
    pl_resolution_stats s;
    pl_resolver_get_stats(w->r, &s);
    return s;
}

TEST(it_works_all_off_and_says_so_once) /* RS-06, RS-11, RS-24 */
{
    for (unsigned workers = 1; workers <= 4; workers++) {
        work w;
        begin(&w, 100, workers);
        for (uint32_t i = 0; i < 50; i++)
            CHECK(pl_resolver_add(w.r, i, i), "new");
        CHECK(!pl_resolver_add(w.r, 7, 100), "queued already");
        pl_resolution_stats s = stats_of(&w);
        CHECK(s.queued == 50 && !s.started && !s.complete, "RS-06 before");
        pl_resolver_start(w.r);
        CHECK(stats_of(&w).started, "RS-06 started");
        pl_resolver_start(w.r); /* idempotent */
        CHECK(pl_resolver_wait(w.r, UINT64_MAX), "waited");
        s = stats_of(&w);
        CHECK(s.complete && s.queued == 0, "RS-06 complete");
        CHECK(s.resolved == 49 && s.failed == 1, "RS-24 a failure is no obstacle");
        pl_resolver_stop(w.r);
        CHECK(w.completed == 1 && w.updated == 50 && w.fails == 1, "RS-11");
        pl_resolver_start(w.r);
        CHECK_INT(w.completed, 1, "not again");
        end(&w);
    }
}

TEST(nothing_to_do_is_complete_at_once) /* RS-04, RS-10 */
{
    work w;
    begin(&w, 10, 2);
    pl_resolver_stop(w.r); /* RS-04 */
    pl_resolver_start(w.r);
    CHECK(stats_of(&w).complete && w.completed == 1, "RS-10");
    CHECK(pl_resolver_wait(w.r, 0), "no wait");
    end(&w);
    begin(&w, 10, 2);
    CHECK(pl_resolver_wait(w.r, UINT64_MAX), "never started: nothing is under way");
    end(&w);
}

TEST(who_is_waited_for_comes_first) /* RS-02, RS-05 */
{
    work w;
    begin(&w, 100, 1);
    pl_resolver_add(w.r, 1, 10);
    pl_resolver_add(w.r, 2, 160);
    pl_resolver_prioritise(w.r, 3); /* RS-05 was not queued */
    pl_resolver_run(w.r);
    pl_buf_byte(&w.order, 0);
    CHECK_STR(w.order.ptr, "3 2 1 ", "order");
    CHECK_INT(w.completed, 1, "complete");
    end(&w);
}

TEST(the_number_of_workers) /* RS-03 */
{
    work w;
    begin(&w, 10, 8);
    CHECK_INT(pl_resolver_set_workers(w.r, 0), 8, "0 changes nothing");
    CHECK_INT(pl_resolver_set_workers(w.r, 3), 3, "3");
    end(&w);
}

TEST(it_waits_with_a_time_limit)
{
    work w;
    begin(&w, 100, 2);
    atomic_store(&w.gate, 1);
    for (uint32_t i = 0; i < 4; i++)
        pl_resolver_add(w.r, i, 1);
    pl_resolver_start(w.r);
    while (pl_resolver_idle(w.r)) /* RS-09 */
        sched_yield();
    CHECK(!pl_resolver_wait(w.r, 1000000), "still at it");
    CHECK(!pl_resolver_idle(w.r), "RS-09 somebody is");
    atomic_store(&w.gate, 0);
    CHECK(pl_resolver_wait(w.r, UINT64_MAX), "done");
    CHECK(pl_resolver_idle(w.r), "RS-09 no thread is");
    end(&w);
}

TEST(it_stops_and_goes_on) /* RS-26 */
{
    work w;
    begin(&w, 1000, 2);
    for (uint32_t i = 0; i < 1000; i++)
        pl_resolver_add(w.r, i, 1);
    atomic_store(&w.gate, 1);
    pl_resolver_start(w.r);
    while (pl_resolver_idle(w.r))
        sched_yield();
    atomic_store(&w.gate, 0);
    pl_resolver_stop(w.r);
    pl_resolution_stats s = stats_of(&w);
    CHECK_INT(s.queued + s.resolved + s.failed, 1000, "nothing is lost");
    CHECK(pl_resolver_wait(w.r, UINT64_MAX), "no thread waits for what has stopped");
    uint32_t before = w.done;
    pl_resolver_start(w.r);
    pl_resolver_wait(w.r, UINT64_MAX);
    pl_resolver_stop(w.r); /* it has been reported by now */
    CHECK(w.done == 1000 && before <= 1000 && w.completed == 1, "all, once");
    pl_resolver_reset(w.r, 5);
    CHECK(pl_resolver_add(w.r, 4, 1) && !pl_resolver_add(w.r, 5, 1), "another generation");
    pl_resolver_run(w.r);
    CHECK_INT(w.completed, 2, "complete again");
    end(&w);
}

typedef struct asker {
    work *w;
    uint32_t first;
} asker;

static void *ask_now(void *ctx)
{
    asker *a = ctx;
    for (uint32_t i = 0; i < 10; i++)
        pl_resolver_now(a->w->r, (a->first + i) % 10);
    return NULL;
}

TEST_THREADS(many_ask_for_the_same_now) /* RS-08 */
{
    enum { N = 50 };
    work w;
    pthread_t threads[N];
    asker askers[N];
    begin(&w, 20, 2);
    for (uint32_t i = 0; i < 10; i++)
        pl_resolver_add(w.r, i, 1);
    for (uint32_t i = 0; i < N; i++) {
        askers[i] = (asker){ &w, i };
        pthread_create(&threads[i], NULL, ask_now, &askers[i]);
    }
    pl_resolver_start(w.r);
    for (uint32_t i = 0; i < N; i++)
        pthread_join(threads[i], NULL);
    pl_resolver_wait(w.r, UINT64_MAX);
    CHECK_INT(w.done, 10, "each once");
    CHECK(pl_resolver_now(w.r, 15) == PL_RESOLVED && pl_resolver_now(w.r, 99) == PL_RESOLVED,
          "unknown: nothing to do");
    end(&w);
}

static void *push_some(void *ctx)
{
    asker *a = ctx;
    for (uint32_t i = 0; i < 200; i++) {
        pl_resolver_add(a->w->r, a->first * 200 + i, i);
        if (i % 3 == 0)
            pl_resolver_prioritise(a->w->r, (a->first * 200 + i + 400) % 1600);
    }
    return NULL;
}

TEST_THREADS(threads_push_while_others_pop) /* RS-20, RS-21 */
{
    enum { N = 8 };
    work w;
    pthread_t threads[N];
    asker askers[N];
    begin(&w, N * 200, 4);
    for (uint32_t i = 0; i < N; i++) {
        askers[i] = (asker){ &w, i };
        pthread_create(&threads[i], NULL, push_some, &askers[i]);
    }
    pl_resolver_start(w.r);
    for (uint32_t i = 0; i < N; i++)
        pthread_join(threads[i], NULL);
    pl_resolver_run(w.r);
    CHECK_INT(w.done, N * 200, "each once");
    end(&w);
}

TEST(completion_is_not_polled_for) /* RS-25 */
{
    work w;
    begin(&w, 2500, 2);
    for (uint32_t i = 0; i < 2500; i++)
        pl_resolver_add(w.r, i, 1);
    pl_resolver_start(w.r);
    pl_resolver_wait(w.r, UINT64_MAX);
    CHECK_INT(w.done, 2500, "it waits as long as there is something");
    end(&w);
}

/* ---- events */

typedef struct ear {
    pl_events *events;
    pl_subscription *own;
    atomic_uint collected;
    bool once;
} ear;

static void hear(void *ctx, const pl_event *event)
{
    ear *e = ctx;
    (void)event;
    atomic_fetch_add(&e->collected, 1);
    if (e->once)
        pl_events_unsubscribe(e->events, e->own);
}

TEST(each_subscriber_hears_what_it_wants) /* LX-19, LX-20 */
{
    pl_events *events = pl_events_new();
    ear ears[3] = { { .events = events }, { .events = events }, { .events = events } };
    pl_event phase = { .kind = PL_EVENT_PHASE }, changed = { .kind = PL_EVENT_CHANGED };
    for (int i = 0; i < 3; i++)
        ears[i].own = pl_events_subscribe(events, i == 2 ? 1u << PL_EVENT_CHANGED : PL_EVENT_ALL,
                                          hear, &ears[i]);
    pl_events_publish(events, &phase);
    CHECK(ears[0].collected == 1 && ears[1].collected == 1 && ears[2].collected == 0, "phase");
    CHECK(pl_events_wanted(events, PL_EVENT_PHASE), "wanted");
    pl_events_unsubscribe(events, ears[0].own);
    pl_events_publish(events, &changed);
    CHECK(ears[0].collected == 1 && ears[1].collected == 2 && ears[2].collected == 1, "changed");
    ears[1].once = true;
    pl_events_publish(events, &changed);
    pl_events_publish(events, &changed);
    CHECK(ears[1].collected == 3 && ears[2].collected == 3, "one left from inside");
    CHECK(!pl_events_wanted(events, PL_EVENT_PHASE), "not wanted");
    pl_events_free(events);
}

TEST(completion_is_heard_once_for_each_resolution)
{
    pl_events *events = pl_events_new();
    ear e = { .events = events };
    pl_event complete = { .kind = PL_EVENT_COMPLETE, .resolution = 1 };
    e.own = pl_events_subscribe(events, PL_EVENT_ALL, hear, &e);
    pl_events_publish(events, &complete);
    pl_events_tell(events, e.own, &complete);
    CHECK_INT(e.collected, 1, "collected and published");
    complete.resolution = 2;
    pl_events_tell(events, e.own, &complete);
    pl_events_publish(events, &complete);
    CHECK_INT(e.collected, 2, "the next");
    pl_events_free(events);
}

static void *come_and_go(void *ctx)
{
    ear *shared = ctx;
    for (int i = 0; i < 300; i++) {
        ear own = { .events = shared->events };
        pl_event event = { .kind = PL_EVENT_CHANGED };
        own.own = pl_events_subscribe(shared->events, PL_EVENT_ALL, hear, &own);
        pl_events_publish(shared->events, &event);
        pl_events_unsubscribe(shared->events, own.own);
        CHECK(own.collected >= 1,
              "its own at least"); /* `own` goes: it may not be called any more */
    }
    return NULL;
}

TEST_THREADS(subscribers_come_and_go_while_others_publish)
{
    enum { N = 6 };
    pthread_t threads[N];
    ear shared = { .events = pl_events_new() };
    for (int i = 0; i < N; i++)
        pthread_create(&threads[i], NULL, come_and_go, &shared);
    for (int i = 0; i < N; i++)
        pthread_join(threads[i], NULL);
    pl_events_free(shared.events);
}

static void *put_many(void *ctx)
{
    for (uint32_t i = 0; i < 1000; i++) {
        pl_event e = { .kind = PL_EVENT_RESOLVED, .id = i };
        pl_event_queue_put(ctx, &e);
    }
    return NULL;
}

static void count_wakes(void *ctx)
{
    atomic_fetch_add((atomic_uint *)ctx, 1);
}

/* Take what waits, until none comes for that long. */
static void take_in_order(pl_event_queue *q, uint64_t timeout_ns, uint32_t *next)
{
    pl_event e = { 0 };
    while (pl_event_queue_take(q, timeout_ns, &e)) {
        CHECK(e.id == PL_NO_ENTRY || e.id >= *next, "in order, or too many to say");
        *next = e.id == PL_NO_ENTRY ? *next : e.id + 1;
    }
}

TEST_THREADS(a_queue_hands_events_over_in_order)
{
    pthread_t thread;
    pl_event e = { 0 };
    uint32_t next = 0;
    atomic_uint wakes = 0;
    pl_event_queue *q = pl_event_queue_new(count_wakes, &wakes);
    CHECK(!pl_event_queue_take(q, 1000, &e), "empty");
    pthread_create(&thread, NULL, put_many, q);
    CHECK(pl_event_queue_take(q, UINT64_MAX, &e), "one that waits is woken");
    while (atomic_load(&wakes) < 1000)
        take_in_order(q, 1000, &next);
    pthread_join(thread, NULL);
    take_in_order(q, 0, &next);
    CHECK_INT(wakes, 1000, "each wakes");
    pl_event_queue_close(q);
    pl_event_queue_put(q, &e);
    CHECK(!pl_event_queue_take(q, UINT64_MAX, &e), "closed");
    pl_event_queue_put(NULL, &e);
    pl_event_queue_free(q);
    pl_event_queue_free(NULL);
}

/* "resolved 3 resolved 4 changed 7 ..." of all that waits; static. */
static const char *drain(pl_event_queue *q)
{
    static const char *const names[] = { "phase",    "resolved", "progress",
                                         "complete", "checked",  "changed" };
    static char text[500];
    pl_event e;
    size_t at = 0;
    text[0] = 0;
    while (pl_event_queue_take(q, 0, &e)) {
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%s", at ? " " : "", names[e.kind]);
        if (e.kind == PL_EVENT_RESOLVED)
            at += (size_t)snprintf(text + at, sizeof text - at, " %d", (int)e.id);
        if (e.kind == PL_EVENT_PROGRESS)
            at += (size_t)snprintf(text + at, sizeof text - at, " %u", e.done);
        if (e.kind == PL_EVENT_CHANGED)
            at += (size_t)snprintf(text + at, sizeof text - at, " %d", (int)e.generation);
        if (e.diags)
            at += (size_t)snprintf(text + at, sizeof text - at, " (%.*s)",
                                   PL_FMT(pl_diags_get(e.diags, 0)->summary));
        pl_event_done(&e);
    }
    return text;
}

static void put(pl_event_queue *q, pl_event event)
{
    pl_event_queue_put(q, &event);
}

TEST(events_that_wait_are_coalesced)
{
    pl_event_queue *q = pl_event_queue_new(NULL, NULL);
    pl_diags *first = pl_diags_new(), *second = pl_diags_new();
    pl_diag_plain(first, PL_ERROR, PL_DIAG_OTHER, "first");
    pl_diag_plain(second, PL_ERROR, PL_DIAG_OTHER, "second");
    put(q, (pl_event){ .kind = PL_EVENT_PROGRESS, .done = 1 });
    put(q, (pl_event){ .kind = PL_EVENT_CHECKED, .diags = first });
    put(q, (pl_event){ .kind = PL_EVENT_RESOLVED, .id = 3, .generation = 1 });
    put(q, (pl_event){ .kind = PL_EVENT_RESOLVED, .id = 4, .generation = 1 });
    put(q, (pl_event){ .kind = PL_EVENT_CHANGED, .generation = 2 });
    put(q, (pl_event){ .kind = PL_EVENT_PROGRESS, .done = 2 });
    put(q, (pl_event){ .kind = PL_EVENT_CHECKED, .diags = second });
    put(q, (pl_event){ .kind = PL_EVENT_CHANGED, .generation = 3 });
    pl_diags_free(first);
    pl_diags_free(second);
    CHECK_STR(drain(q), "progress 2 checked (second) resolved 3 resolved 4 changed 3",
              "the latest");
    for (uint32_t i = 0; i < 1000; i++)
        put(q, (pl_event){ .kind = PL_EVENT_RESOLVED, .id = i, .generation = 3 });
    CHECK_STR(drain(q), "resolved -1", "too many: all of them");
    put(q, (pl_event){ .kind = PL_EVENT_RESOLVED, .id = 5, .generation = 3 });
    put(q, (pl_event){ .kind = PL_EVENT_RESOLVED, .id = 6, .generation = 4 });
    CHECK_STR(drain(q), "resolved 6", "ids of a generation that is gone mean nothing");
    put(q, (pl_event){ .kind = PL_EVENT_CHECKED });
    pl_event_queue_free(q);
}
