#include "base/wait.h"
#include "base/clock.h"
#include <errno.h>
#include <time.h>

void pl_cond_init(pthread_cond_t *condition)
{
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &attr);
    pthread_condattr_destroy(&attr);
}

void pl_waiting_init(pl_waiting *w)
{
    pthread_mutex_init(&w->lock, NULL);
    pl_cond_init(&w->changed);
}

void pl_waiting_done(pl_waiting *w)
{
    pthread_mutex_destroy(&w->lock);
    pthread_cond_destroy(&w->changed);
}

void pl_waiting_enter(pl_waiting *w)
{
    pthread_mutex_lock(&w->lock);
}

void pl_waiting_tell(pl_waiting *w)
{
    pthread_cond_broadcast(&w->changed);
}

void pl_waiting_leave(pl_waiting *w, bool changed)
{
    if (changed)
        pl_waiting_tell(w);
    pthread_mutex_unlock(&w->lock);
}

bool pl_waiting_until(pl_waiting *w, bool (*ready)(void *ctx), void *ctx, uint64_t timeout_ns)
{
    const uint64_t second = 1000000000, ages = UINT64_MAX / 4;
    uint64_t now = pl_clock_ns();
    uint64_t end = timeout_ns < ages ? now + timeout_ns : now + ages;
    struct timespec until = { (time_t)(end / second), (long)(end % second) };
    while (!ready(ctx))
        if (pthread_cond_timedwait(&w->changed, &w->lock, &until) == ETIMEDOUT)
            return ready(ctx);
    return true;
}
