#include "cli/ending.h"

#include <unistd.h>

#include "cli/exit.h"

static void wait_for_one(const sigset_t *set)
{
    int signal;

    while (sigwait(set, &signal) != 0)
        ;
}

static void fill(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
}

static void *wait_for_signals(void *ctx)
{
    pl_ending *ending = ctx;
    sigset_t set;

    fill(&set);
    wait_for_one(&set);
    pl_mods_cancel(ending->mods);
    wait_for_one(&set);
    _exit(PL_EXIT_INTERRUPTED);
}

void pl_ending_begin(pl_ending *ending, pl_mods *mods)
{
    sigset_t set;

    fill(&set);
    ending->mods = mods;
    pthread_sigmask(SIG_BLOCK, &set, &ending->before);
    ending->running = pthread_create(&ending->thread, NULL, wait_for_signals, ending) == 0;
    if (!ending->running)
        pthread_sigmask(SIG_SETMASK, &ending->before, NULL);
}

void pl_ending_end(pl_ending *ending)
{
    if (!ending->running)
        return;
    pthread_cancel(ending->thread);
    pthread_join(ending->thread, NULL);
    pthread_sigmask(SIG_SETMASK, &ending->before, NULL);
    ending->running = false;
}
