/* waiter.h - a thread that waits for signals, and a way to end it.
 *
 * The signals are blocked in every thread, and the waiting one takes them. To end it, one of these
 * signals is sent to it alone. pthread_cancel() is not used, because it loads libgcc_s.so.1 while
 * the program runs, which takes a third of a millisecond and, if the file cannot be read, ends the
 * process.
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

/* Block the signals in `set`, which must have SIGINT, and start a thread that runs wait(ctx). If no
 * thread can be started, nothing is blocked. */
void pl_waiter_begin(pl_waiter *waiter, const sigset_t *set, void *(*wait)(void *), void *ctx);
/* Called by that thread: wait for a signal in `set`, for up to `longest` (NULL: for ever), and
 * return its number. 0: pl_waiter_end() was called, so the thread must end. -1: time is up. */
int pl_waiter_next(pl_waiter *waiter, const sigset_t *set, const struct timespec *longest);
/* End the thread, join it and restore the signal mask. A signal that arrived meanwhile takes effect
 * then. A thread that had taken a signal before may end the process instead. */
void pl_waiter_end(pl_waiter *waiter);

#endif
