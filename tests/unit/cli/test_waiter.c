/* The thread that waits for signals: what ends it, and that no signal gets lost on the way. */
#include "cli/waiter.h"
#include "unit/place.h"
#include <unistd.h>

typedef struct waiting {
    pl_waiter waiter;
    sigset_t set;
    bool timed;
    _Atomic int got[2]; /* what came; PENDING: nothing yet */
} waiting;

enum { PENDING = -100 };

static void *wait_twice(void *ctx)
{
    waiting *w = ctx;
    struct timespec moment = { .tv_nsec = 1000000 };
    for (int i = 0; i < 2; i++) {
        int number = pl_waiter_next(&w->waiter, &w->set, w->timed ? &moment : NULL);
        atomic_store(&w->got[i], number);
        if (!number)
            break;
    }
    return NULL;
}

static void begin(waiting *w, bool timed)
{
    w->timed = timed;
    atomic_init(&w->got[0], PENDING);
    atomic_init(&w->got[1], PENDING);
    sigemptyset(&w->set);
    sigaddset(&w->set, SIGINT);
    sigaddset(&w->set, SIGTERM);
    pl_waiter_begin(&w->waiter, &w->set, wait_twice, w);
}

static void until(_Atomic int *value)
{
    while (atomic_load(value) == PENDING)
        usleep(100);
}

TEST(a_waiter_ends_without_a_signal)
{
    for (int i = 0; i < 200; i++) {
        waiting w;
        begin(&w, false);
        pl_waiter_end(&w.waiter);
        CHECK_INT(atomic_load(&w.got[0]), 0, "nothing came");
    }
}

TEST(a_waiter_ends_where_the_signal_is_ignored)
{
    waiting w;
    signal(SIGINT, SIG_IGN);
    begin(&w, false);
    pl_waiter_end(&w.waiter);
    signal(SIGINT, SIG_DFL);
    CHECK_INT(atomic_load(&w.got[0]), 0, "nothing came");
}

TEST(a_waiter_says_what_came)
{
    static const int numbers[2] = { SIGINT, SIGTERM };
    for (int i = 0; i < 2; i++) {
        waiting w;
        begin(&w, false);
        kill(getpid(), numbers[i]);
        until(&w.got[0]);
        pl_waiter_end(&w.waiter);
        CHECK_INT(atomic_load(&w.got[0]), numbers[i], "the signal");
        CHECK_INT(atomic_load(&w.got[1]), 0, "then it is over");
    }
}

TEST(a_waiter_looks_up_after_a_while)
{
    waiting w;
    begin(&w, true);
    until(&w.got[1]);
    pl_waiter_end(&w.waiter);
    CHECK_INT(atomic_load(&w.got[0]), -1, "nothing came in time");
}

static _Atomic int handled;

static void count(int number)
{
    (void)number;
    atomic_fetch_add(&handled, 1);
}

/* Each signal is taken, either by the thread or by the process after it. */
TEST(a_signal_at_the_end_is_not_lost)
{
    struct sigaction now = { .sa_handler = count };
    sigaction(SIGTERM, &now, NULL);
    for (int i = 0; i < 500; i++) {
        waiting w;
        int before = atomic_load(&handled);
        begin(&w, false);
        if (i % 2)
            usleep(50);
        kill(getpid(), SIGTERM);
        pl_waiter_end(&w.waiter);
        bool taken = atomic_load(&w.got[0]) == SIGTERM;
        CHECK_INT(atomic_load(&handled) - before + taken, 1, "handled once");
    }
    signal(SIGTERM, SIG_DFL);
}
