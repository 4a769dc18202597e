#include "cli/interrupt.h"

#include <poll.h>
#include <time.h>
#include <unistd.h>

#include "cli/exit.h"
#include "cli/output.h"

enum { PATIENCE_SECONDS = 30 };

/* The cursor may be hidden and text painted. A terminal that takes nothing, since its output was
 * stopped, is left as it is: the process has to end. */
static void restore_terminal(const pl_interrupt *in)
{
    static const char restore[] = "\033[?25h\033[0m";
    struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

    if (!isatty(STDOUT_FILENO) || poll(&out, 1, 0) <= 0)
        return;
    if (in->spinner)
        pl_spinner_wipe(in->spinner);
    pl_cli_write(STDOUT_FILENO, restore, sizeof(restore) - 1);
}

static void wait_for_one(const sigset_t *set)
{
    int signal;

    while (sigwait(set, &signal) != 0)
        ;
}

/* Another one, or what runs does not end. */
static void wait_for_second(pl_interrupt *in, const sigset_t *set)
{
    struct timespec patience = { .tv_sec = PATIENCE_SECONDS };

    if (sigtimedwait(set, NULL, &patience) < 0 && atomic_load(&in->delivering))
        wait_for_one(set);
}

static void *wait_for_signals(void *ctx)
{
    pl_interrupt *in = ctx;
    pl_stop *stop;
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    wait_for_one(&set);
    stop = atomic_load(&in->stop);
    if (stop) {
        pl_stop_fire(stop);
        wait_for_second(in, &set);
    }
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
    if (stop)
        pl_stop_abandon(stop);
    restore_terminal(in);
    _exit(PL_EXIT_INTERRUPTED);
}

void pl_interrupt_begin(pl_interrupt *in, pl_spinner *spinner)
{
    sigset_t set;

    atomic_init(&in->stop, NULL);
    atomic_init(&in->delivering, false);
    in->spinner = spinner;
    in->running = false;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    if (pthread_sigmask(SIG_BLOCK, &set, &in->before) != 0)
        return;
    in->running = pthread_create(&in->thread, NULL, wait_for_signals, in) == 0;
    if (!in->running)
        pthread_sigmask(SIG_SETMASK, &in->before, NULL);
}

void pl_interrupt_arm(pl_interrupt *in, pl_stop *stop)
{
    atomic_store(&in->delivering, false);
    atomic_store(&in->stop, stop);
}

void pl_interrupt_delivering(pl_interrupt *in)
{
    atomic_store(&in->delivering, true);
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
