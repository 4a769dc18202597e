/* helper.h - helper threads for calls that cannot be interrupted: the lookup of a name, a blocking
 * request of a client library.
 *
 * The caller waits until the call has returned or a limit is reached; then it goes on without it,
 * the helper is marked `dropped` and ends as soon as its call returns. Closing the helpers of a
 * pool marks and joins all of them, so none outlives its pool.
 *
 * Invariants, under `lock`:
 *   1. a helper is in the list until its waiting caller, a later call or closing takes it to join
 *   2. it belongs to the waiting caller exactly until it is `dropped`; closing drops all, even one
 *      that another helper waits for
 *   3. none is started after closing has begun
 *
 * Threads: any. `lock` guards the list and the fields marked so. */
#ifndef PL_DB_HELPER_H
#define PL_DB_HELPER_H
#include "db/driver.h"
#include <pthread.h>

typedef struct pl_helper pl_helper;

typedef struct pl_helpers {
    pthread_mutex_t lock;
    pthread_cond_t changed; /* signalled when a helper has ended or is dropped */
    pl_helper *first;       /* the helpers that are not joined yet; guarded by the lock */
    _Atomic bool closing;   /* ends helpers that go on although no caller waits for them */
} pl_helpers;

/* A helper: the first member of a struct that holds what it works on. */
struct pl_helper {
    void (*work)(pl_helper *helper); /* runs on the thread */
    void (*free)(pl_helper *helper); /* frees the whole struct; called by its last owner */
    /* No caller waits any more. work() reads it, itself or through pl_db__is_over(). */
    _Atomic bool dropped;

    pl_helpers *helpers;
    pthread_t thread;
    bool ended; /* guarded by the lock */
    pl_helper *next;
};

/* Initialise an empty list in the caller's storage; pl_helpers_done(). Starts no thread. */
void pl_helpers_init(pl_helpers *helpers);
/* Join all helpers. This may take as long as the longest call that cannot be interrupted: a name
 * lookup runs until the system's resolver gives up. */
void pl_helpers_done(pl_helpers *helpers);

/* Run helper->work() on a thread of its own and wait for it. `helper` is taken. True: the work has
 * ended; the caller owns `helper` again and frees it. False: a limit was reached or the pool is
 * closing, and `helper` is freed when its work ends; or no thread could be started, and it was
 * freed without having run. `interrupted` may be NULL. */
bool pl_helpers_run(pl_helpers *helpers, pl_helper *helper, const pl_db_limits *limits,
                    const _Atomic bool *interrupted);

/* For work(): sleep until a helper ends or is dropped, pl_helpers_wake() is called, or `ms` have
 * passed. */
void pl_helpers_sleep(pl_helpers *helpers, unsigned ms);
void pl_helpers_wake(pl_helpers *helpers);

#endif
