/* wait.h - a lock with one condition variable for everything that it guards.
 *
 *     pl_waiting_enter(&w);
 *     if (pl_waiting_until(&w, is_ready, ctx, timeout)) ...
 *     pl_waiting_leave(&w, changed);
 *
 * No thread polls: one that changes something passes `changed` when it leaves, and all that wait
 * look again. Threads: any. */
#ifndef PL_BASE_WAIT_H
#define PL_BASE_WAIT_H
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct pl_waiting {
    pthread_mutex_t lock;
    pthread_cond_t changed;
} pl_waiting;

#define PL_WAIT_FOREVER UINT64_MAX

/* A condition whose deadlines are times of pl_clock_ns(). */
void pl_cond_init(pthread_cond_t *condition);

void pl_waiting_init(pl_waiting *w);
void pl_waiting_done(pl_waiting *w);
void pl_waiting_enter(pl_waiting *w);
/* `changed`: wake all that wait. */
void pl_waiting_leave(pl_waiting *w, bool changed);
/* Wait, with the lock held, until ready(ctx) is true or the time is over. Returns the last result
 * of ready(). */
bool pl_waiting_until(pl_waiting *w, bool (*ready)(void *ctx), void *ctx, uint64_t timeout_ns);
/* Wake all that wait, without leaving. */
void pl_waiting_tell(pl_waiting *w);

#endif
