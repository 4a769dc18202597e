#include "cli/ticker.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli/terminal.h"

enum { PATIENCE_MS = 500, PERIOD_MS = 100 };

static struct timespec in_ms(struct timespec t, long ms)
{
    assert(ms >= 0 && ms < 1000);
    t.tv_nsec += ms * 1000000;
    t.tv_sec += t.tv_nsec / 1000000000;
    t.tv_nsec %= 1000000000;
    return t;
}

static void turn(pl_ticker *t, time_t began, time_t now)
{
    char text[64];

    snprintf(text, sizeof(text), "%s. (%lld s)", t->what, (long long)(now - began));
    pl_spinner_turn(&t->spinner, text);
}

static void *draw_ticks(void *ctx)
{
    pl_ticker *t = ctx;
    struct timespec began, next;

    clock_gettime(CLOCK_MONOTONIC, &began);
    next = in_ms(began, PATIENCE_MS);
    pthread_mutex_lock(&t->lock);
    while (!t->over) {
        if (pthread_cond_timedwait(&t->ended, &t->lock, &next) == 0)
            continue;
        clock_gettime(CLOCK_MONOTONIC, &next);
        turn(t, began.tv_sec, next.tv_sec);
        next = in_ms(next, PERIOD_MS);
    }
    pthread_mutex_unlock(&t->lock);
    return NULL;
}

void pl_ticker_init(pl_ticker *t, const pl_cli *cli, const char *what)
{
    bool shown = cli->manners->quiet_pipes && pl_settings_bool(cli->settings, "progress");

    assert(what && what[0]);
    memset(t, 0, sizeof(*t));
    t->what = what;
    pl_spinner_begin(&t->spinner, shown ? pl_terminal_progress(cli->manners) : -1);
}

void pl_ticker_begin(pl_ticker *t)
{
    pthread_condattr_t attr;
    sigset_t all, before;

    assert(!t->running);
    if (!t->spinner.on)
        return;
    pthread_mutex_init(&t->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&t->ended, &attr);
    pthread_condattr_destroy(&attr);
    t->over = false;
    sigfillset(&all); /* signals are for other threads */
    pthread_sigmask(SIG_BLOCK, &all, &before);
    t->running = pthread_create(&t->thread, NULL, draw_ticks, t) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!t->running) {
        pthread_cond_destroy(&t->ended);
        pthread_mutex_destroy(&t->lock);
    }
}

void pl_ticker_end(pl_ticker *t)
{
    if (!t->running)
        return;
    pthread_mutex_lock(&t->lock);
    t->over = true;
    pthread_cond_signal(&t->ended);
    pthread_mutex_unlock(&t->lock);
    pthread_join(t->thread, NULL);
    pthread_cond_destroy(&t->ended);
    pthread_mutex_destroy(&t->lock);
    t->running = false;
    pl_spinner_hide(&t->spinner);
}
