/* pipe.h - a server that went away ends no host.
 *
 * Writing to a broken connection raises SIGPIPE in the thread that writes, and most client
 * libraries keep it away on some of their ways only (TLS is one that is forgotten). The
 * disposition belongs to the host, so the thread blocks the signal instead while it is in a client
 * library, and takes back what came meanwhile. Threads that are started in there inherit it.
 *
 * Threads: each guard is of the thread that began it. */
#ifndef PL_DB_PIPE_H
#define PL_DB_PIPE_H
#include <signal.h>
#include <stdbool.h>

typedef struct pl_pipe_guard {
    sigset_t before; /* the thread's mask */
    bool held;       /* the signal was not blocked before, nor waited to be delivered */
} pl_pipe_guard;

/* Nothing is done with `wanted` false: there is no socket. */
void pl_pipe_begin(pl_pipe_guard *guard, bool wanted);
void pl_pipe_end(pl_pipe_guard *guard);

#endif
