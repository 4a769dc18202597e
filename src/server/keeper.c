#include "server/keeper.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"

/* A queue of errands, first in, first out. `{0}` is empty, except that `end` must be set. */
typedef struct queue {
    pl_errand *first, **end;
} queue;

struct pl_keeper {
    pl_keeper_options options;
    pthread_t thread;
    int event; /* eventfd: signals that there are errands, or that the keeper should end */
    pthread_mutex_t lock;
    queue waiting, ready;
    bool over;
};

static void put(queue *q, pl_errand *errand)
{
    assert(errand->done && q->end);
    errand->next = NULL;
    *q->end = errand;
    q->end = &errand->next;
}

static pl_errand *take(queue *q)
{
    pl_errand *errand = q->first;

    if (errand)
        q->first = errand->next;
    if (!q->first)
        q->end = &q->first;
    return errand;
}

static void ring(pl_keeper *keeper)
{
    uint64_t one = 1;
    ssize_t n = write(keeper->event, &one, sizeof one);

    (void)n; /* the counter is full, so the event is signalled already */
}

static pl_errand *next_errand(pl_keeper *keeper, bool *over)
{
    pl_errand *errand;

    pthread_mutex_lock(&keeper->lock);
    *over = keeper->over;
    errand = *over ? NULL : take(&keeper->waiting);
    pthread_mutex_unlock(&keeper->lock);
    return errand;
}

void pl_keeper_deliver(pl_keeper *keeper, pl_errand *errand)
{
    pthread_mutex_lock(&keeper->lock);
    put(&keeper->ready, errand);
    pthread_mutex_unlock(&keeper->lock);
    keeper->options.wake(keeper->options.ctx);
}

static void work_off(pl_keeper *keeper, bool *over)
{
    pl_errand *errand;

    while ((errand = next_errand(keeper, over))) {
        if (errand->work)
            errand->work(errand);
        pl_keeper_deliver(keeper, errand);
    }
}

/* The time until the next deadline in milliseconds for poll(), rounded up. */
static int until_deadline(const pl_keeper *keeper)
{
    uint64_t now = pl_clock_ns(), at = UINT64_MAX;

    if (keeper->options.deadline)
        at = keeper->options.deadline(keeper->options.ctx);
    if (at == UINT64_MAX)
        return -1;
    if (at <= now)
        return 0;
    at = (at - now + 999999) / 1000000;
    return at < 60000 ? (int)at : 60000;
}

static void *keep(void *ctx)
{
    pl_keeper *keeper = ctx;
    bool over = false;

    for (work_off(keeper, &over); !over; work_off(keeper, &over)) {
        struct pollfd fds[2] = { { .fd = keeper->event, .events = POLLIN },
                                 { .fd = -1, .events = POLLIN } };
        uint64_t rings;
        int timeout = until_deadline(keeper), n;

        if (keeper->options.descriptor)
            fds[1].fd = keeper->options.descriptor(keeper->options.ctx);
        n = poll(fds, 2, timeout);
        if (n > 0 && fds[0].revents && read(keeper->event, &rings, sizeof rings) < 0)
            continue;
        if (keeper->options.step && (n == 0 || (n > 0 && fds[1].revents)))
            keeper->options.step(keeper->options.ctx);
    }
    return NULL;
}

pl_keeper *pl_keeper_new(const pl_keeper_options *options)
{
    pl_keeper *keeper = pl_mem_zalloc(sizeof *keeper);
    int error;

    assert(options->wake && (!options->descriptor || options->step));
    keeper->options = *options;
    keeper->waiting.end = &keeper->waiting.first;
    keeper->ready.end = &keeper->ready.first;
    pthread_mutex_init(&keeper->lock, NULL);
    keeper->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    error = keeper->event < 0 ? errno : pthread_create(&keeper->thread, NULL, keep, keeper);
    if (!error)
        return keeper;
    if (keeper->event >= 0)
        close(keeper->event);
    pthread_mutex_destroy(&keeper->lock);
    pl_mem_free(keeper);
    errno = error;
    return NULL;
}

void pl_keeper_post(pl_keeper *keeper, pl_errand *errand)
{
    pthread_mutex_lock(&keeper->lock);
    put(&keeper->waiting, errand);
    pthread_mutex_unlock(&keeper->lock);
    ring(keeper);
}

void pl_keeper_collect(pl_keeper *keeper)
{
    pl_errand *errand, *next;

    pthread_mutex_lock(&keeper->lock);
    errand = keeper->ready.first;
    keeper->ready = (queue){ .end = &keeper->ready.first };
    pthread_mutex_unlock(&keeper->lock);
    for (; errand; errand = next) {
        next = errand->next;
        errand->done(errand);
    }
}

void pl_keeper_free(pl_keeper *keeper)
{
    pl_errand *errand;

    if (!keeper)
        return;
    pthread_mutex_lock(&keeper->lock);
    keeper->over = true;
    pthread_mutex_unlock(&keeper->lock);
    ring(keeper);
    pthread_join(keeper->thread, NULL);
    pl_keeper_collect(keeper);
    while ((errand = take(&keeper->waiting)))
        errand->done(errand);
    close(keeper->event);
    pthread_mutex_destroy(&keeper->lock);
    pl_mem_free(keeper);
}
