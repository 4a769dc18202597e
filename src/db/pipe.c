#include "db/pipe.h"
#include <pthread.h>
#include <stddef.h>
#include <time.h>

static sigset_t only_pipe(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    return set;
}

void pl_pipe_begin(pl_pipe_guard *guard, bool wanted)
{
    sigset_t pipe = only_pipe();
    guard->held = wanted && pthread_sigmask(SIG_BLOCK, &pipe, &guard->before) == 0 &&
                  !sigismember(&guard->before, SIGPIPE);
}

/* A pending signal arrived since pl_pipe_begin(): this thread caused it, so the host must not see
 * it. */
void pl_pipe_end(pl_pipe_guard *guard)
{
    static const struct timespec now;
    sigset_t pipe = only_pipe(), waits;
    if (!guard->held)
        return;
    if (sigpending(&waits) == 0 && sigismember(&waits, SIGPIPE))
        sigtimedwait(&pipe, NULL, &now);
    pthread_sigmask(SIG_SETMASK, &guard->before, NULL);
}
