/* queue.c - a binary heap with the position of each entry, so that an entry can be moved or
 * removed. */
#include "workspace/queue.h"
#include "base/assert.h"
#include <string.h>

enum { MIDDLE = UINT32_MAX / 2 };

void pl_queue_init(pl_queue *q, uint32_t n)
{
    *q = (pl_queue){ .n_places = n, .pushed = MIDDLE, .first = MIDDLE };
    q->place = pl_mem_zeroed((n + 1) * sizeof *q->place);
}

void pl_queue_done(pl_queue *q)
{
#ifndef NDEBUG
    pl_queue__check(q);
#endif
    pl_vec_done(&q->heap);
    pl_mem_drop(q->place, (q->n_places + 1) * sizeof *q->place);
    *q = (pl_queue){ 0 };
}

/* ---- the heap */

static bool before(const pl_queue_item *a, const pl_queue_item *b)
{
    return a->priority != b->priority ? a->priority > b->priority : a->order < b->order;
}

static void put_item(pl_queue *q, size_t at, pl_queue_item item)
{
    pl_assert(at < q->heap.n);
    pl_assert(item.id < q->n_places);
    q->heap.at[at] = item;
    q->place[item.id] = (uint32_t)at + 1;
}

static void sift_up(pl_queue *q, size_t at, pl_queue_item item)
{
    while (at > 0 && before(&item, &q->heap.at[(at - 1) / 2])) {
        put_item(q, at, q->heap.at[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    put_item(q, at, item);
}

static void sink(pl_queue *q, size_t at, pl_queue_item item)
{
    for (;;) {
        size_t child = at * 2 + 1;
        if (child + 1 < q->heap.n && before(&q->heap.at[child + 1], &q->heap.at[child]))
            child++;
        if (child >= q->heap.n || !before(&q->heap.at[child], &item))
            break;
        put_item(q, at, q->heap.at[child]);
        at = child;
    }
    put_item(q, at, item);
}

/* Replace the item at `at` by another one and restore the heap. */
static void replace_item(pl_queue *q, size_t at, pl_queue_item item)
{
    if (at > 0 && before(&item, &q->heap.at[(at - 1) / 2]))
        sift_up(q, at, item);
    else
        sink(q, at, item);
}

#ifndef NDEBUG
void pl_queue__check(const pl_queue *q)
{
    uint32_t queued = 0;
    for (size_t i = 0; i < q->heap.n; i++) {
        const pl_queue_item *item = &q->heap.at[i];
        pl_assert(i == 0 || !before(item, &q->heap.at[(i - 1) / 2]));               /* 1 */
        pl_assert(item->id < q->n_places && q->place[item->id] == (uint32_t)i + 1); /* 2 */
        pl_assert(item->order >= q->first && item->order < q->pushed);              /* 3 */
    }
    for (uint32_t id = 0; id < q->n_places; id++)
        queued += q->place[id] != 0;
    pl_assert(queued == q->heap.n); /* 2 */
}
#endif

/* ---- functions of the header */

bool pl_queue_push(pl_queue *q, pl_entry_id id, uint32_t priority)
{
    if (id >= q->n_places || q->place[id])
        return false;
    pl_vec_reserve(&q->heap, q->heap.n + 1);
    q->heap.n++;
    sift_up(q, q->heap.n - 1, (pl_queue_item){ id, priority, q->pushed++ });
    return true;
}

void pl_queue_prioritise(pl_queue *q, pl_entry_id id)
{
    if (id >= q->n_places)
        return;
    pl_queue_item item = { id, PL_QUEUE_FRONT, --q->first };
    if (q->place[id]) {
        sift_up(q, q->place[id] - 1, item);
        return;
    }
    pl_vec_reserve(&q->heap, q->heap.n + 1);
    q->heap.n++;
    sift_up(q, q->heap.n - 1, item);
}

bool pl_queue_remove(pl_queue *q, pl_entry_id id)
{
    if (id >= q->n_places || !q->place[id])
        return false;
    size_t at = q->place[id] - 1;
    pl_queue_item last = q->heap.at[--q->heap.n];
    q->place[id] = 0;
    if (at < q->heap.n)
        replace_item(q, at, last);
    return true;
}

pl_entry_id pl_queue_first(const pl_queue *q)
{
    return q->heap.n ? q->heap.at[0].id : PL_NO_ENTRY;
}

uint32_t pl_queue_priority(const pl_queue *q, pl_entry_id id)
{
    pl_assert(id < q->n_places && q->place[id]);
    return q->heap.at[q->place[id] - 1].priority;
}

bool pl_queue_has(const pl_queue *q, pl_entry_id id)
{
    return id < q->n_places && q->place[id];
}

uint32_t pl_queue_length(const pl_queue *q)
{
    return (uint32_t)q->heap.n;
}
