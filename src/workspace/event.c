/* event.c - the list of subscribers.
 *
 * A subscription that was ended while it was being called stays in the list as `dead`, because a
 * publisher goes on from it. The first thread that finds it dead and not being called removes
 * it.
 *
 * Invariants (pl_events__check, when the lock is given up):
 * 1. A subscription that is dead is being called, or a thread waits for its calls to end.
 * 2. `wanted` has the kinds of all subscriptions that are not dead.
 * 3. A call is in `calls` of its subscription until it has returned. */
#include "workspace/event.h"
#include "base/assert.h"
#include "base/alloc.h"
#include <pthread.h>
#include <stdatomic.h>

/* A call that has not returned. */
typedef struct on_way {
    pthread_t thread;
    struct on_way *next;
} on_way;

struct pl_subscription {
    pl_subscription *next;
    pl_event_fn *fn;
    void *ctx;
    unsigned kinds;
    on_way *calls;
    unsigned waits;     /* threads that wait until there are no calls */
    uint64_t completed; /* the last resolution whose completion it has received */
    bool dead;
};

struct pl_events {
    pthread_mutex_t lock;
    pthread_cond_t idle; /* signalled when a subscriber has no calls any more */
    pl_subscription *first;
    atomic_uint wanted; /* kinds of all subscribers that are not dead */
};

pl_events *pl_events_new(void)
{
    pl_events *e = pl_mem_zalloc(sizeof *e);
    pthread_mutex_init(&e->lock, NULL);
    pthread_cond_init(&e->idle, NULL);
    return e;
}

void pl_events_free(pl_events *e)
{
    if (!e)
        return;
    for (pl_subscription *s = e->first, *next; s; s = next) {
        next = s->next;
        pl_mem_free(s);
    }
    pthread_mutex_destroy(&e->lock);
    pthread_cond_destroy(&e->idle);
    pl_mem_free(e);
}

static void count_wanted(pl_events *e)
{
    unsigned kinds = 0;
    for (const pl_subscription *s = e->first; s; s = s->next)
        kinds |= s->dead ? 0 : s->kinds;
    atomic_store_explicit(&e->wanted, kinds, memory_order_relaxed);
}

static void pl_events__check(const pl_events *e)
{
#ifndef NDEBUG
    unsigned kinds = 0;
    for (const pl_subscription *s = e->first; s; s = s->next) {
        pl_assert(!s->dead || s->calls || s->waits); /* 1 */
        kinds |= s->dead ? 0 : s->kinds;
    }
    pl_assert(kinds == atomic_load_explicit(&e->wanted, memory_order_relaxed)); /* 2 */
#endif
    (void)e;
}

pl_subscription *pl_events_subscribe(pl_events *e, unsigned kinds, pl_event_fn *fn, void *ctx)
{
    pl_subscription *s = pl_mem_zalloc(sizeof *s);
    *s = (pl_subscription){ .fn = fn, .ctx = ctx, .kinds = kinds };
    pthread_mutex_lock(&e->lock);
    pl_subscription **end = &e->first;
    while (*end)
        end = &(*end)->next;
    *end = s;
    count_wanted(e);
    pl_events__check(e);
    pthread_mutex_unlock(&e->lock);
    return s;
}

/* Remove a dead subscription that no thread calls or waits for. */
static void bury(pl_events *e, pl_subscription *s)
{
    pl_assert(s->dead);
    pl_assert(!s->calls && !s->waits);
    pl_subscription **at = &e->first;
    while (*at != s)
        at = &(*at)->next;
    *at = s->next;
    pl_mem_free(s);
}

/* Are other threads calling it? A thread does not wait for its own calls. */
static bool others_in(const pl_subscription *s)
{
    for (const on_way *c = s->calls; c; c = c->next)
        if (!pthread_equal(c->thread, pthread_self()))
            return true;
    return false;
}

static void bury_dead(pl_events *e, pl_subscription *s)
{
    if (s->dead && !s->calls && !s->waits)
        bury(e, s);
}

void pl_events_unsubscribe(pl_events *e, pl_subscription *s)
{
    if (!s)
        return;
    pthread_mutex_lock(&e->lock);
    s->dead = true;
    count_wanted(e);
    s->waits++;
    while (others_in(s))
        pthread_cond_wait(&e->idle, &e->lock);
    s->waits--;
    bury_dead(e, s);
    pl_events__check(e);
    pthread_mutex_unlock(&e->lock);
}

bool pl_events_wanted(pl_events *e, pl_event_kind kind)
{
    return atomic_load_explicit(&e->wanted, memory_order_relaxed) >> kind & 1;
}

static bool is_subscribed(const pl_subscription *s, const pl_event *event)
{
    bool collected = event->kind == PL_EVENT_COMPLETE && event->resolution <= s->completed;
    return !s->dead && (s->kinds >> event->kind & 1) && !collected;
}

/* Call one subscriber. Requires the lock and gives it up meanwhile; `s` is still in the list
 * afterwards. */
static void call(pl_events *e, pl_subscription *s, const pl_event *event)
{
    pl_assert(!s->dead);
    on_way here = { pthread_self(), s->calls };
    s->calls = &here;
    if (event->kind == PL_EVENT_COMPLETE)
        s->completed = event->resolution;
    pthread_mutex_unlock(&e->lock);
    s->fn(s->ctx, event);
    pthread_mutex_lock(&e->lock);
    on_way **at = &s->calls;
    while (*at != &here)
        at = &(*at)->next;
    *at = here.next;
    if (s->waits)
        pthread_cond_broadcast(&e->idle);
}

void pl_events_publish(pl_events *e, const pl_event *event)
{
    pthread_mutex_lock(&e->lock);
    for (pl_subscription *s = e->first, *next; s; s = next) {
        if (is_subscribed(s, event))
            call(e, s, event);
        next = s->next;
        bury_dead(e, s);
    }
    pl_events__check(e);
    pthread_mutex_unlock(&e->lock);
}

void pl_events_tell(pl_events *e, pl_subscription *s, const pl_event *event)
{
    pthread_mutex_lock(&e->lock);
    if (is_subscribed(s, event))
        call(e, s, event);
    bury_dead(e, s);
    pl_events__check(e);
    pthread_mutex_unlock(&e->lock);
}
