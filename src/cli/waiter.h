/* waiter.h - a thread that waits for signals, and how it learns that there is nothing to wait for.
 *
 * The signals are blocked in every thread; the waiting one takes them. It is woken by one of them
 * that is sent to it alone, not by pthread_cancel(): that loads libgcc_s.so.1 while the program
 * runs, which takes a third of a millisecond and ends the process where it cannot be read.
 *
 * Threads: one waits, another one ends it. */
#ifndef PL_CLI_WAITER_H
#define PL_CLI_WAITER_H
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

typedef struct pl_waiter {
    pthread_t thread;
    _Atomic bool over; /* set by pl_waiter_end() */
    sigset_t before;   /* the mask of the thread that began */
    bool running;
} pl_waiter;

/* Block `set`, which has SIGINT, and start a thread that runs `wait` with `ctx`. When the system
 * has no thread, nothing is blocked. */
void pl_waiter_begin(pl_waiter *waiter, const sigset_t *set, void *(*wait)(void *), void *ctx);
/* For that thread: the signal that came; 0 when nothing is to be waited for any more, -1 after
 * `longest`, which may be NULL. */
int pl_waiter_next(pl_waiter *waiter, const sigset_t *set, const struct timespec *longest);
/* Make the thread end and put the mask back. A signal that came meanwhile counts from then on. A
 * thread that has taken one before may end the process instead. */
void pl_waiter_end(pl_waiter *waiter);

#endif
