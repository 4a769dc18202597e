/* event_queue.c - events for a thread that comes for them (lazy-workspace.md 13.8). */
#include "base/alloc.h"
#include "base/wait.h"
#include <pipelite/phase.h>

struct pl_event_queue {
    pl_waiting lock;
    pl_event events[PL_EVENT_QUEUE_MAX]; /* a ring */
    unsigned first, n;
    bool closed;
    uint64_t dropped;
    void (*wake)(void *ctx);
    void *ctx;
};

pl_event_queue *pl_event_queue_new(void (*wake)(void *ctx), void *ctx)
{
    pl_event_queue *q = pl_mem_zalloc(sizeof *q);
    pl_waiting_init(&q->lock);
    q->wake = wake;
    q->ctx = ctx;
    return q;
}

void pl_event_queue_free(pl_event_queue *q)
{
    if (!q)
        return;
    pl_waiting_done(&q->lock);
    pl_mem_free(q);
}

static bool has_room(void *ctx)
{
    const pl_event_queue *q = ctx;
    return q->closed || q->n < PL_EVENT_QUEUE_MAX;
}

void pl_event_queue_put(void *queue, const pl_event *event)
{
    const uint64_t second = 1000000000;
    pl_event_queue *q = queue;
    if (!q)
        return;
    pl_waiting_enter(&q->lock);
    bool room = pl_waiting_until(&q->lock, has_room, q, second) && !q->closed;
    if (room) {
        pl_event *at = &q->events[(q->first + q->n++) % PL_EVENT_QUEUE_MAX];
        *at = *event;
        at->diags = NULL;
    } else {
        q->dropped++;
    }
    pl_waiting_leave(&q->lock, room);
    if (room && q->wake)
        q->wake(q->ctx);
}

static bool has_event(void *ctx)
{
    const pl_event_queue *q = ctx;
    return q->closed || q->n > 0;
}

bool pl_event_queue_take(pl_event_queue *q, uint64_t timeout_ns, pl_event *out)
{
    pl_waiting_enter(&q->lock);
    bool there = pl_waiting_until(&q->lock, has_event, q, timeout_ns) && q->n > 0;
    if (there) {
        *out = q->events[q->first];
        q->first = (q->first + 1) % PL_EVENT_QUEUE_MAX;
        q->n--;
    }
    pl_waiting_leave(&q->lock, there);
    return there;
}

void pl_event_queue_close(pl_event_queue *q)
{
    pl_waiting_enter(&q->lock);
    q->closed = true;
    pl_waiting_leave(&q->lock, true);
}

uint64_t pl_event_queue_dropped(pl_event_queue *q)
{
    pl_waiting_enter(&q->lock);
    uint64_t n = q->dropped;
    pl_waiting_leave(&q->lock, false);
    return n;
}
