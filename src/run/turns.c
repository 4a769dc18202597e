/* turns.c - the lists of lanes and rings, from which the next job is taken. */
#include "run/turns.h"
#include "base/assert.h"

static bool is_full(const pl_ring *ring)
{
    return ring->most && ring->busy >= ring->most;
}

/* ---- lists */

/* A turn is the first member of a lane and of a ring. */
static pl_lane *first_lane(const pl_ring *ring)
{
    return (pl_lane *)ring->lanes.first;
}

static pl_ring *first_ring(const pl_turns *t)
{
    return (pl_ring *)t->rings.first;
}

static void append(pl_turn_list *list, pl_turn *turn)
{
    turn->listed = true;
    turn->next = NULL;
    *(list->last ? &list->last->next : &list->first) = turn;
    list->last = turn;
}

static void take_out(pl_turn_list *list, pl_turn *turn)
{
    pl_turn *before = NULL;
    if (!turn->listed)
        return;
    for (pl_turn *at = list->first; at != turn; at = at->next)
        before = at;
    if (before)
        before->next = turn->next;
    else
        list->first = turn->next;
    if (list->last == turn)
        list->last = before;
    turn->listed = false;
}

static void list_ring(pl_turns *t, pl_ring *ring)
{
    if (!ring->turn.listed && ring->lanes.first && !is_full(ring))
        append(&t->rings, &ring->turn);
}

static void list_lane(pl_lane *lane)
{
    if (!lane->turn.listed && !lane->held && lane->first < lane->jobs.n)
        append(&lane->ring->lanes, &lane->turn);
}

static void unlist_lane(pl_turns *t, pl_lane *lane)
{
    take_out(&lane->ring->lanes, &lane->turn);
    if (!lane->ring->lanes.first)
        take_out(&t->rings, &lane->ring->turn);
}

/* ---- the invariants of the header */

#ifndef NDEBUG
static void check_ring(const pl_ring *ring)
{
    pl_assert(ring->turn.listed && ring->lanes.first && ring->counted <= ring->busy);
    for (const pl_turn *at = ring->lanes.first; at; at = at->next) {
        const pl_lane *lane = (const pl_lane *)at;
        pl_assert(at->listed && !lane->held && lane->first < lane->jobs.n);
        pl_assert(lane->ring == ring && (at->next || at == ring->lanes.last));
    }
}
#endif

void pl_turns__check(const pl_turns *t)
{
#ifndef NDEBUG
    for (const pl_turn *at = t->rings.first; at; at = at->next) {
        check_ring((const pl_ring *)at);
        pl_assert(at->next || at == t->rings.last);
    }
    pl_assert(!t->rings.first || t->waiting > 0);
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
    pl_ring *ring = first_ring(t);
    while (ring && (is_full(ring) || (!queries && ring->most)))
        ring = (pl_ring *)ring->turn.next;
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

bool pl_turns_take_job(pl_turns *t, bool queries, pl_job *job, pl_ring **out)
{
    pl_ring *ring = find_ring(t, queries);
    if (!ring)
        return false;
    take_out(&t->rings, &ring->turn);
    pl_lane *lane = first_lane(ring);
    pl_assert(lane && !lane->held && t->waiting > 0);
    take_out(&ring->lanes, &lane->turn);
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
    if (ring->lanes.first || is_full(ring))
        return false;
    begin_job(t, ring);
    return true;
}

uint32_t pl_turns_waiting(const pl_ring *ring)
{
    uint32_t n = 0;
    for (const pl_turn *at = ring->lanes.first; at; at = at->next) {
        const pl_lane *lane = (const pl_lane *)at;
        n += (uint32_t)(lane->jobs.n - lane->first);
    }
    return n;
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
