/* timer.c - timers of a loop: a binary heap of pointers, the next one first. Places count from 1,
 * so that the parent of place n is n / 2. */
#include "server/loop_state.h"

#include <assert.h>

#include "base/clock.h"

static pl_timer **at(pl_loop *loop, size_t place)
{
    return &loop->timers.at[place - 1];
}

static void put(pl_loop *loop, size_t place, pl_timer *timer)
{
    *at(loop, place) = timer;
    timer->place = place;
}

static void rise(pl_loop *loop, pl_timer *timer)
{
    size_t place = timer->place;

    for (; place > 1 && (*at(loop, place / 2))->due_ns > timer->due_ns; place /= 2)
        put(loop, place, *at(loop, place / 2));
    put(loop, place, timer);
}

static void sink(pl_loop *loop, pl_timer *timer)
{
    size_t place = timer->place, n = loop->timers.n;

    for (size_t child; (child = 2 * place) <= n; place = child) {
        if (child < n && (*at(loop, child + 1))->due_ns < (*at(loop, child))->due_ns)
            child++;
        if ((*at(loop, child))->due_ns >= timer->due_ns)
            break;
        put(loop, place, *at(loop, child));
    }
    put(loop, place, timer);
}

void pl_timer_clear(pl_loop *loop, pl_timer *timer)
{
    size_t place = timer->place;
    pl_timer *last;

    if (!place)
        return;
    assert(place <= loop->timers.n && *at(loop, place) == timer);
    last = *at(loop, loop->timers.n--);
    timer->place = 0;
    if (last == timer)
        return;
    put(loop, place, last);
    rise(loop, last);
    sink(loop, last);
}

void pl_timer_set(pl_loop *loop, pl_timer *timer, uint64_t after_ns)
{
    assert(timer->fire);
    pl_timer_clear(loop, timer);
    timer->due_ns = pl_clock_ns() + after_ns;
    pl_vec_push(&loop->timers, timer);
    timer->place = loop->timers.n;
    rise(loop, timer);
}

uint64_t pl_timer__next(const pl_loop *loop)
{
    return loop->timers.n ? loop->timers.at[0]->due_ns : UINT64_MAX;
}

/* Those that are set meanwhile wait for the next turn, so this ends. */
void pl_timer__fire(pl_loop *loop, uint64_t now)
{
    while (loop->timers.n && loop->timers.at[0]->due_ns <= now) {
        pl_timer *timer = loop->timers.at[0];

        pl_timer_clear(loop, timer);
        timer->fire(timer);
    }
}
