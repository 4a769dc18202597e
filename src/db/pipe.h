/* pipe.h - keeps a lost connection from ending the host program by SIGPIPE.
 *
 * Writing to a broken connection raises SIGPIPE in the writing thread, and most client libraries
 * suppress it only on some of their paths (TLS is often forgotten). The disposition of the signal
 * belongs to the host, so the thread blocks the signal while it is in a client library, and then
 * discards one that arrived meanwhile. Threads that are started in between inherit the mask.
 *
 * Threads: a guard belongs to the thread that began it. */
#ifndef PL_DB_PIPE_H
#define PL_DB_PIPE_H
#include <signal.h>
#include <stdbool.h>

typedef struct pl_pipe_guard {
    sigset_t before; /* the thread's mask */
    bool held;       /* this guard blocked the signal, which was not blocked before */
} pl_pipe_guard;

/* Block the signal. With `wanted` false (no sockets are involved) both functions do nothing. */
void pl_pipe_begin(pl_pipe_guard *guard, bool wanted);
void pl_pipe_end(pl_pipe_guard *guard);

#endif
