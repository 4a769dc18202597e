/* queue.h - the entries that wait to be resolved, the most urgent first.
 *
 * A binary heap of entries. Each is queued at most once: pushing it again changes nothing, but it
 * can be moved to the front. Of entries with the same priority, the one that was pushed first comes
 * first.
 *
 * Invariants (pl_queue__check, in pl_queue_done() and whenever the resolver checks itself):
 *   1. heap: no item comes before its parent, which is at (i - 1) / 2
 *   2. `place` and `heap` are inverse: heap[place[id] - 1] is the item of `id`, and place is 0 for
 *      entries that are not queued
 *   3. items that were moved to the front have a lower `order` than all that were pushed
 *
 * Lifetime: pl_queue_init() on `{0}`, then pl_queue_done(). Threads: one at a time; the resolver
 * calls it under its lock. */
#ifndef PL_WORKSPACE_QUEUE_H
#define PL_WORKSPACE_QUEUE_H
#include "base/vec.h"
#include <pipelite/index.h>

/* The priority of an entry that a thread waits for. */
enum { PL_QUEUE_FRONT = 1000 };

typedef struct pl_queue_item {
    pl_entry_id id;
    uint32_t priority;
    uint32_t order; /* of two items with equal priority the one with the lower `order` is first */
} pl_queue_item;

typedef struct pl_queue {
    PL_VEC(pl_queue_item) heap;
    uint32_t *place; /* by entry: position in the heap + 1, 0: not queued. Owned */
    uint32_t n_places;
    uint32_t pushed, first; /* the next `order` of a push, counting up; the last one at the front,
                               counting down */
} pl_queue;

/* Make a queue for entries with ids below `n`. */
void pl_queue_init(pl_queue *q, uint32_t n);
void pl_queue_done(pl_queue *q);

/* Queue an entry. False if it is queued already; its priority stays as it is. */
bool pl_queue_push(pl_queue *q, pl_entry_id id, uint32_t priority);
/* Move an entry to the front; queue it if it is not queued. */
void pl_queue_prioritise(pl_queue *q, pl_entry_id id);
/* The most urgent entry, without removing it; PL_NO_ENTRY if the queue is empty. */
pl_entry_id pl_queue_first(const pl_queue *q);
/* The priority of an entry that is queued. */
uint32_t pl_queue_priority(const pl_queue *q, pl_entry_id id);
/* Remove an entry, wherever it is in the queue. False if it is not queued. */
bool pl_queue_remove(pl_queue *q, pl_entry_id id);
#ifndef NDEBUG
void pl_queue__check(const pl_queue *q);
#endif
bool pl_queue_has(const pl_queue *q, pl_entry_id id);
uint32_t pl_queue_length(const pl_queue *q);

#endif
