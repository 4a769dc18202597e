/* interrupt.c - the thread that waits for Ctrl-C, and what it does in each phase (interrupt.h). */
#include "cli/interrupt.h"

#include <assert.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

#include "cli/exit.h"
#include "cli/output.h"

enum { PATIENCE_SECONDS = 30 };

/* Does the terminal accept output? One whose output was stopped is not restored, because the
 * process must end. */
static bool is_ready(int fd)
{
    struct pollfd out = { .fd = fd, .events = POLLOUT };

    return isatty(fd) && poll(&out, 1, 0) > 0;
}

/* Restore the terminal: the cursor may be hidden and a colour set. */
static void restore_terminal(const pl_interrupt *in)
{
    static const char restore[] = "\033[?25h\033[0m";

    if (in->spinner && in->spinner->on && is_ready(in->spinner->fd))
        pl_spinner_wipe(in->spinner);
    if (is_ready(STDOUT_FILENO))
        pl_cli_write(STDOUT_FILENO, restore, sizeof(restore) - 1);
}

/* Wait for a second signal, or until what runs takes too long to end. 0: it has ended. */
static int wait_for_second(pl_interrupt *in, const sigset_t *set)
{
    struct timespec patience = { .tv_sec = PATIENCE_SECONDS };
    int signal = pl_waiter_next(&in->waiter, set, &patience);

    return signal < 0 && atomic_load(&in->delivering) ? pl_waiter_next(&in->waiter, set, NULL)
                                                      : signal;
}

/* End the process by the signal, as if the signal had never been blocked. */
static void end_by(int number)
{
    sigset_t set;

    assert(number > 0);
    sigemptyset(&set);
    sigaddset(&set, number);
    signal(number, SIG_DFL);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    kill(getpid(), number);
    _exit(128 + number);
}

/* A signal that is ignored stays ignored (nohup). */
static void add_unless_ignored(sigset_t *set, int number)
{
    struct sigaction now;

    if (sigaction(number, NULL, &now) == 0 && now.sa_handler != SIG_IGN)
        sigaddset(set, number);
}

static void fill_set(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGINT);
    add_unless_ignored(set, SIGTERM);
    add_unless_ignored(set, SIGHUP);
}

static void *wait_for_signals(void *ctx)
{
    pl_interrupt *in = ctx;
    pl_stop *stop;
    sigset_t set;
    int number;

    fill_set(&set);
    number = pl_waiter_next(&in->waiter, &set, NULL);
    stop = atomic_load(&in->stop);
    if (stop && number == SIGINT) {
        pl_stop_fire(stop);
        number = wait_for_second(in, &set);
    }
    if (!number)
        return NULL;
    if (stop)
        pl_stop_abandon(stop);
    restore_terminal(in);
    if (number == SIGTERM || number == SIGHUP)
        end_by(number);
    _exit(PL_EXIT_INTERRUPTED);
}

void pl_interrupt_begin(pl_interrupt *in, pl_spinner *spinner)
{
    sigset_t set;

    atomic_init(&in->stop, NULL);
    atomic_init(&in->delivering, false);
    in->spinner = spinner;
    fill_set(&set);
    pl_waiter_begin(&in->waiter, &set, wait_for_signals, in);
}

void pl_interrupt_arm(pl_interrupt *in, pl_stop *stop)
{
    assert(stop);
    atomic_store(&in->delivering, false);
    atomic_store(&in->stop, stop);
}

void pl_interrupt_delivering(pl_interrupt *in)
{
    assert(!in->waiter.running || atomic_load(&in->stop));
    atomic_store(&in->delivering, true);
}

void pl_interrupt_end(pl_interrupt *in)
{
    pl_waiter_end(&in->waiter);
}
