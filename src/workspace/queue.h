/* queue.h - what is to be resolved, the most urgent first.
 *
 * A binary heap of entries. Each is queued at most once: pushing it again changes nothing,
 * bringing it to the front does. Among equals the first pushed comes first.
 *
 * Invariants (pl_queue__check, when it ends and with the resolver that has it):
 *   1. heap: no item comes before its parent, which is at (i - 1) / 2
 *   2. `place` and `heap` are inverse: heap[place[id] - 1] is of `id`, and place is 0 for all
 * others
 *   3. orders from the front are below all that were pushed
 *
 * Lifetime: `{0}` and pl_queue_init() make it, pl_queue_done() ends it. Threads: one at a
 * time, the resolver's lock is around it. */
#ifndef PL_WORKSPACE_QUEUE_H
#define PL_WORKSPACE_QUEUE_H
#include "base/vec.h"
#include <pipelite/index.h>

/* The priority of an entry that a thread waits for. */
enum { PL_QUEUE_FRONT = 1000 };

typedef struct pl_queue_item {
    pl_entry_id id;
    uint32_t priority;
    uint32_t order; /* of pushes; later ones lose ties */
} pl_queue_item;

typedef struct pl_queue {
    PL_VEC(pl_queue_item) heap;
    uint32_t *place; /* by entry: position in the heap + 1, 0: not queued. Owned */
    uint32_t n_places;
    uint32_t pushed, first; /* orders given out; from the front they count down */
} pl_queue;

/* For entries below `n`. */
void pl_queue_init(pl_queue *q, uint32_t n);
void pl_queue_done(pl_queue *q);

/* False when it is queued already: its priority stays. */
bool pl_queue_push(pl_queue *q, pl_entry_id id, uint32_t priority);
/* Queued or not, it is the next now. */
void pl_queue_prioritise(pl_queue *q, pl_entry_id id);
/* The next one, which stays; PL_NO_ENTRY when it is empty. */
pl_entry_id pl_queue_first(const pl_queue *q);
/* Of an entry that is queued. */
uint32_t pl_queue_priority(const pl_queue *q, pl_entry_id id);
bool pl_queue_remove(pl_queue *q, pl_entry_id id);
#ifndef NDEBUG
void pl_queue__check(const pl_queue *q);
#endif
bool pl_queue_has(const pl_queue *q, pl_entry_id id);
uint32_t pl_queue_length(const pl_queue *q);

#endif
