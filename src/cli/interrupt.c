#include "cli/interrupt.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/exit.h"
#include "cli/output.h"

enum { PATIENCE_SECONDS = 30 };

/* The cursor may be hidden and text painted. */
static void restore_terminal(void)
{
    static const char restore[] = "\033[?25h\033[0m";

    if (isatty(STDOUT_FILENO))
        pl_cli_write(STDOUT_FILENO, restore, sizeof(restore) - 1);
}

static void *wait_for_signals(void *ctx)
{
    pl_interrupt *in = ctx;
    struct timespec patience = { .tv_sec = PATIENCE_SECONDS };
    sigset_t set;
    int signal;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    while (sigwait(&set, &signal) != 0)
        ;
    pl_stop_fire(in->stop);
    sigtimedwait(&set, NULL, &patience);
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
    pl_stop_abandon(in->stop);
    restore_terminal();
    _exit(PL_EXIT_INTERRUPTED);
}

void pl_interrupt_begin(pl_interrupt *in, pl_stop *stop)
{
    sigset_t set;

    *in = (pl_interrupt){ .stop = stop };
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    if (pthread_sigmask(SIG_BLOCK, &set, &in->before) != 0)
        return;
    in->running = pthread_create(&in->thread, NULL, wait_for_signals, in) == 0;
    if (!in->running)
        pthread_sigmask(SIG_SETMASK, &in->before, NULL);
}

void pl_interrupt_end(pl_interrupt *in)
{
    if (!in->running)
        return;
    pthread_cancel(in->thread);
    pthread_join(in->thread, NULL);
    in->running = false;
    pthread_sigmask(SIG_SETMASK, &in->before, NULL);
}
