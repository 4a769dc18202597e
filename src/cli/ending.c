#include "cli/ending.h"

#include <unistd.h>

#include "cli/exit.h"

static void fill_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
}

static void *wait_for_signals(void *ctx)
{
    pl_ending *ending = ctx;
    sigset_t set;

    fill_signals(&set);
    if (!pl_waiter_next(&ending->waiter, &set, NULL))
        return NULL;
    pl_mods_cancel(ending->mods);
    if (!pl_waiter_next(&ending->waiter, &set, NULL))
        return NULL;
    _exit(PL_EXIT_INTERRUPTED);
}

void pl_ending_begin(pl_ending *ending, pl_mods *mods)
{
    sigset_t set;

    fill_signals(&set);
    ending->mods = mods;
    pl_waiter_begin(&ending->waiter, &set, wait_for_signals, ending);
}

void pl_ending_end(pl_ending *ending)
{
    pl_waiter_end(&ending->waiter);
}
