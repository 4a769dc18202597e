/* helper.h - threads for calls that cannot be given up in the middle: the lookup of a name,
 * a request of a client library that blocks.
 *
 * The caller waits until the call has returned or a limit is reached, and goes on without it then.
 * The helper is marked (`dropped`) and ends as soon as its call lets it; closing the helpers of a
 * pool marks and joins all of them, so none outlives its pool.
 *
 * Invariants, under `lock`:
 *   1. a helper is in the list until it is joined, by the one that waits for it or by closing
 *   2. it is the waiting caller's exactly until it is `dropped`; closing drops all, also one that
 *      another helper waits for
 *   3. none is started after closing has begun
 *
 * Threads: any. `lock` guards the list and what is marked with it. */
#ifndef PL_DB_HELPER_H
#define PL_DB_HELPER_H
#include "db/driver.h"
#include <pthread.h>

typedef struct pl_helper pl_helper;

typedef struct pl_helpers {
    pthread_mutex_t lock;
    pthread_cond_t changed; /* a helper ended, or was dropped */
    pl_helper *first;       /* those that are not joined yet; under the lock */
    _Atomic bool closing;   /* for what goes on although no caller waits */
} pl_helpers;

/* First member of what a helper works on. */
struct pl_helper {
    void (*work)(pl_helper *helper); /* on the thread */
    void (*free)(pl_helper *helper); /* the whole, by its last owner */
    /* No caller waits any more. work() reads it, itself or through pl_db__is_over(). */
    _Atomic bool dropped;

    pl_helpers *helpers;
    pthread_t thread;
    bool ended; /* under the lock */
    pl_helper *next;
};

void pl_helpers_init(pl_helpers *helpers);
/* Join all of them. Bounded by the longest call that cannot be ended: for the lookup of a
 * name, what the system's resolver takes to give up. */
void pl_helpers_done(pl_helpers *helpers);

/* Run helper->work() on a thread of its own. True: it has ended, and `helper` is the caller's
 * again, to be freed. False: a limit or closing came first, and it is taken; or no thread could
 * be started, and it was freed without having worked. `interrupted` may be NULL. */
bool pl_helpers_run(pl_helpers *helpers, pl_helper *helper, const pl_db_limits *limits,
                    const _Atomic bool *interrupted);

/* For work(): sleep until it is dropped, pl_helpers_wake() is called, or `ms` have
 * passed. */
void pl_helpers_sleep(pl_helpers *helpers, unsigned ms);
void pl_helpers_wake(pl_helpers *helpers);

#endif
