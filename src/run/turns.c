#include "run/turns.h"
#include "base/assert.h"

static bool is_full(const pl_ring *ring)
{
    return ring->most && ring->busy >= ring->most;
}

/* ---- lists */

static void list_ring(pl_turns *t, pl_ring *ring)
{
    if (ring->listed || !ring->first || is_full(ring))
        return;
    ring->listed = true;
    ring->next = NULL;
    if (t->last)
        t->last->next = ring;
    else
        t->first = ring;
    t->last = ring;
}

static void unlist_ring(pl_turns *t, pl_ring *ring)
{
    pl_ring *before = NULL;
    if (!ring->listed)
        return;
    for (pl_ring *r = t->first; r != ring; r = r->next)
        before = r;
    if (before)
        before->next = ring->next;
    else
        t->first = ring->next;
    if (t->last == ring)
        t->last = before;
    ring->listed = false;
}

static void list_lane(pl_lane *lane)
{
    pl_ring *ring = lane->ring;
    if (lane->listed || lane->held || lane->first == lane->jobs.n)
        return;
    lane->listed = true;
    lane->next = NULL;
    if (ring->last)
        ring->last->next = lane;
    else
        ring->first = lane;
    ring->last = lane;
}

static void unlist_lane(pl_turns *t, pl_lane *lane)
{
    pl_ring *ring = lane->ring;
    pl_lane *before = NULL;
    if (!lane->listed)
        return;
    for (pl_lane *l = ring->first; l != lane; l = l->next)
        before = l;
    if (before)
        before->next = lane->next;
    else
        ring->first = lane->next;
    if (ring->last == lane)
        ring->last = before;
    lane->listed = false;
    if (!ring->first)
        unlist_ring(t, ring);
}

/* ---- the invariants of the header */

#ifndef NDEBUG
static void check_ring(const pl_ring *ring)
{
    pl_assert(ring->listed && ring->first && ring->counted <= ring->busy);
    for (const pl_lane *lane = ring->first; lane; lane = lane->next) {
        pl_assert(lane->listed && !lane->held && lane->first < lane->jobs.n);
        pl_assert(lane->ring == ring && (lane->next || lane == ring->last));
    }
}
#endif

void pl_turns__check(const pl_turns *t)
{
#ifndef NDEBUG
    for (const pl_ring *ring = t->first; ring; ring = ring->next) {
        check_ring(ring);
        pl_assert(ring->next || ring == t->last);
    }
    pl_assert(!t->first || t->waiting > 0);
#else
    (void)t;
#endif
}

/* ---- jobs */

void pl_turns_put(pl_turns *t, pl_lane *lane, pl_job job)
{
    pl_assert(lane->ring);
    pl_vec_push(&lane->jobs, job);
    t->waiting++;
    list_lane(lane);
    list_ring(t, lane->ring);
}

static pl_job take_first(pl_lane *lane)
{
    pl_assert(lane->first < lane->jobs.n);
    pl_job job = lane->jobs.at[lane->first++];
    if (lane->first == lane->jobs.n)
        lane->first = lane->jobs.n = 0;
    return job;
}

/* The first ring that can give a job; without `queries`, one whose jobs hold no connection. */
static pl_ring *find_ring(const pl_turns *t, bool queries)
{
    pl_ring *ring = t->first;
    while (ring && (is_full(ring) || (!queries && ring->most)))
        ring = ring->next;
    return ring;
}

static void begin_job(pl_turns *t, pl_ring *ring)
{
    ring->busy++;
    if (!ring->most)
        return;
    ring->counted++;
    t->queries++;
}

bool pl_turns_any(const pl_turns *t, bool queries)
{
    return find_ring(t, queries) != NULL;
}

bool pl_turns_take(pl_turns *t, bool queries, pl_job *job, pl_ring **out)
{
    pl_ring *ring = find_ring(t, queries);
    if (!ring)
        return false;
    unlist_ring(t, ring);
    pl_lane *lane = ring->first;
    pl_assert(lane && ring->first == lane);
    ring->first = lane->next;
    if (!ring->first)
        ring->last = NULL;
    lane->listed = false;
    pl_assert(!lane->held && t->waiting > 0);
    *job = take_first(lane);
    *out = ring;
    t->waiting--;
    begin_job(t, ring);
    list_lane(lane);
    list_ring(t, ring);
    return true;
}

void pl_turns_end(pl_turns *t, pl_ring *ring)
{
    pl_assert(ring->busy > 0);
    pl_assert(ring->counted <= ring->busy && ring->counted <= t->queries);
    ring->busy--;
    if (ring->counted > 0) {
        ring->counted--;
        t->queries--;
    }
    list_ring(t, ring);
}

bool pl_turns_skip(pl_turns *t, pl_ring *ring)
{
    if (ring->first || is_full(ring))
        return false;
    begin_job(t, ring);
    return true;
}

void pl_turns_hold(pl_turns *t, pl_lane *lane, bool held)
{
    lane->held = held;
    if (held) {
        unlist_lane(t, lane);
    } else {
        list_lane(lane);
        list_ring(t, lane->ring);
    }
    pl_turns__check(t);
}

bool pl_turns_drop(pl_turns *t, pl_lane *lane, pl_job *out)
{
    if (lane->first == lane->jobs.n)
        return false;
    pl_assert(t->waiting > 0);
    *out = take_first(lane);
    t->waiting--;
    if (lane->first == lane->jobs.n)
        unlist_lane(t, lane);
    return true;
}
