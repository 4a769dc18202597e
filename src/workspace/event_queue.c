/* event_queue.c - a queue for a thread that fetches its events (lazy-workspace.md 13).
 *
 *     waiting    the latest event of each kind
 *     order      the kinds that wait, in the order in which they arrived
 *     resolved   the ids of PL_EVENT_RESOLVED; if there are too many, none, and `many` is set
 *
 * Invariants, under the lock (pl_event_queue__check, after each event that is put or taken):
 * 1. `order` has each kind at most once, and exactly the kinds of which an event waits.
 * 2. There are ids in `resolved` exactly when RESOLVED is in `order` and `many` is not set. */
#include "base/alloc.h"
#include "base/cast.h"
#include "base/assert.h"
#include "base/wait.h"
#include <pipelite/phase.h>
#include <string.h>

struct pl_event_queue {
    pl_waiting lock; /* guards all fields below except `wake` */
    pl_event waiting[PL_EVENT_KINDS];
    pl_event_kind order[PL_EVENT_KINDS];
    unsigned n;
    pl_entry_id resolved[PL_EVENT_QUEUE_MAX];
    unsigned n_resolved;
    bool many, closed;
    void (*wake)(void *ctx);
    void *ctx;
};

void pl_event_done(pl_event *event)
{
    if (!event)
        return;
    pl_diags_free(pl_unconst(event->diags));
    event->diags = NULL;
}

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
    for (unsigned i = 0; i < q->n; i++)
        pl_event_done(&q->waiting[q->order[i]]);
    pl_waiting_done(&q->lock);
    pl_mem_free(q);
}

/* ---- functions that require the lock */

static bool is_waiting(const pl_event_queue *q, pl_event_kind kind)
{
    for (unsigned i = 0; i < q->n; i++)
        if (q->order[i] == kind)
            return true;
    return false;
}

/* Assert the invariants of the file's head, in debug builds. */
static void pl_event_queue__check(const pl_event_queue *q)
{
#ifndef NDEBUG
    bool resolved = false;
    pl_assert(q->n <= PL_EVENT_KINDS && q->n_resolved <= PL_EVENT_QUEUE_MAX);
    for (unsigned i = 0; i < q->n; i++) {
        pl_assert(q->waiting[q->order[i]].kind == q->order[i]); /* 1 */
        for (unsigned k = i + 1; k < q->n; k++)
            pl_assert(q->order[i] != q->order[k]); /* 1 */
        resolved = resolved || q->order[i] == PL_EVENT_RESOLVED;
    }
    pl_assert((q->n_resolved > 0) == (resolved && !q->many)); /* 2 */
#endif
    (void)q;
}

static void note_resolved(pl_event_queue *q, pl_entry_id id)
{
    if (q->many || (q->n_resolved && q->resolved[q->n_resolved - 1] == id))
        return;
    q->many = q->n_resolved == PL_EVENT_QUEUE_MAX || id == PL_NO_ENTRY;
    if (q->many)
        q->n_resolved = 0;
    else
        q->resolved[q->n_resolved++] = id;
}

static void put_event(pl_event_queue *q, const pl_event *event)
{
    pl_event *at = &q->waiting[event->kind];
    bool fresh = !is_waiting(q, event->kind);
    if (fresh)
        q->order[q->n++] = event->kind;
    else
        pl_event_done(at);
    if (event->kind == PL_EVENT_RESOLVED && (fresh || at->generation != event->generation)) {
        q->n_resolved = 0; /* ids are of one generation */
        q->many = false;
    }
    *at = *event;
    if (event->diags)
        at->diags = pl_diags_share(event->diags);
    if (event->kind == PL_EVENT_RESOLVED)
        note_resolved(q, event->id);
}

/* Take the first kind out, unless it is RESOLVED and more ids wait. */
static void take_event(pl_event_queue *q, pl_event *out)
{
    pl_event_kind kind = q->order[0];
    bool more = false;
    *out = q->waiting[kind];
    if (kind == PL_EVENT_RESOLVED) {
        out->id = q->many ? PL_NO_ENTRY : q->resolved[0];
        q->many = false;
        if (q->n_resolved)
            memmove(q->resolved, q->resolved + 1, --q->n_resolved * sizeof *q->resolved);
        more = q->n_resolved > 0;
    }
    if (!more)
        memmove(q->order, q->order + 1, --q->n * sizeof *q->order);
}

/* ---- functions of the header */

void pl_event_queue_put(void *queue, const pl_event *event)
{
    pl_event_queue *q = queue;
    if (!q)
        return;
    pl_assert(event->kind < PL_EVENT_KINDS);
    pl_waiting_enter(&q->lock);
    bool open = !q->closed;
    if (open)
        put_event(q, event);
    pl_event_queue__check(q);
    pl_waiting_leave(&q->lock, open);
    if (open && q->wake)
        q->wake(q->ctx);
}

static bool has_event(void *ctx)
{
    const pl_event_queue *q = ctx;
    return q->closed || q->n > 0;
}

bool pl_event_queue_take(pl_event_queue *q, uint64_t timeout_ns, pl_event *out)
{
    if (!q)
        return false;
    pl_waiting_enter(&q->lock);
    bool there = pl_waiting_until(&q->lock, has_event, q, timeout_ns) && q->n > 0;
    if (there)
        take_event(q, out);
    pl_event_queue__check(q);
    pl_waiting_leave(&q->lock, false);
    return there;
}

void pl_event_queue_close(pl_event_queue *q)
{
    if (!q)
        return;
    pl_waiting_enter(&q->lock);
    q->closed = true;
    pl_waiting_leave(&q->lock, true);
}
