#include "cli/waiter.h"

#include <assert.h>
#include <errno.h>
#include <unistd.h>

void pl_waiter_begin(pl_waiter *waiter, const sigset_t *set, void *(*wait)(void *), void *ctx)
{
    assert(sigismember(set, SIGINT) == 1);
    atomic_init(&waiter->over, false);
    waiter->running = false;
    if (pthread_sigmask(SIG_BLOCK, set, &waiter->before) != 0)
        return;
    waiter->running = pthread_create(&waiter->thread, NULL, wait, ctx) == 0;
    if (!waiter->running)
        pthread_sigmask(SIG_SETMASK, &waiter->before, NULL);
}

/* Was the signal sent by pl_waiter_end()? One from a terminal comes from no process. The code
 * SI_TKILL of a signal to a thread cannot be used, because glibc hides it. */
static bool is_own(const siginfo_t *info)
{
    return info->si_signo == SIGINT && info->si_code <= 0 && info->si_pid == getpid();
}

int pl_waiter_next(pl_waiter *waiter, const sigset_t *set, const struct timespec *longest)
{
    siginfo_t info;
    int number;

    do
        number = longest ? sigtimedwait(set, &info, longest) : sigwaitinfo(set, &info);
    while (number < 0 && errno == EINTR);
    if (!atomic_load(&waiter->over))
        return number;
    if (number > 0 && !is_own(&info))
        kill(getpid(), number); /* it stays pending until the mask is put back */
    return 0;
}

void pl_waiter_end(pl_waiter *waiter)
{
    if (!waiter->running)
        return;
    atomic_store(&waiter->over, true);
    pthread_kill(waiter->thread, SIGINT);
    pthread_join(waiter->thread, NULL);
    waiter->running = false;
    pthread_sigmask(SIG_SETMASK, &waiter->before, NULL);
}
