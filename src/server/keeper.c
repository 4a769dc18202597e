/* keeper.c - the thread of the keeper and its two queues of tasks: those to be worked on and those
 * that are done. */
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

/* A queue of tasks, first in, first out. `{0}` is empty, except that `end` must be set. */
typedef struct queue {
    pl_task *first, **end;
} queue;

struct pl_keeper {
    pl_keeper_options options;
    pthread_t thread;
    int event; /* eventfd: signals that there are tasks, or that the keeper should end */
    pthread_mutex_t lock;
    queue waiting, ready;
    bool over;
};

static void put(queue *q, pl_task *task)
{
    assert(task->done && q->end);
    task->next = NULL;
    *q->end = task;
    q->end = &task->next;
}

static pl_task *take(queue *q)
{
    pl_task *task = q->first;

    if (task)
        q->first = task->next;
    if (!q->first)
        q->end = &q->first;
    return task;
}

static void wake(pl_keeper *keeper)
{
    uint64_t one = 1;
    ssize_t n = write(keeper->event, &one, sizeof one);

    (void)n; /* the counter is full, so the event is signalled already */
}

static pl_task *next_task(pl_keeper *keeper, bool *over)
{
    pl_task *task;

    pthread_mutex_lock(&keeper->lock);
    *over = keeper->over;
    task = *over ? NULL : take(&keeper->waiting);
    pthread_mutex_unlock(&keeper->lock);
    return task;
}

void pl_keeper_deliver(pl_keeper *keeper, pl_task *task)
{
    pthread_mutex_lock(&keeper->lock);
    put(&keeper->ready, task);
    pthread_mutex_unlock(&keeper->lock);
    keeper->options.wake(keeper->options.ctx);
}

static void work_off(pl_keeper *keeper, bool *over)
{
    pl_task *task;

    while ((task = next_task(keeper, over))) {
        if (task->work)
            task->work(task);
        pl_keeper_deliver(keeper, task);
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

void pl_keeper_post(pl_keeper *keeper, pl_task *task)
{
    pthread_mutex_lock(&keeper->lock);
    put(&keeper->waiting, task);
    pthread_mutex_unlock(&keeper->lock);
    wake(keeper);
}

void pl_keeper_collect(pl_keeper *keeper)
{
    pl_task *task, *next;

    pthread_mutex_lock(&keeper->lock);
    task = keeper->ready.first;
    keeper->ready = (queue){ .end = &keeper->ready.first };
    pthread_mutex_unlock(&keeper->lock);
    for (; task; task = next) {
        next = task->next;
        task->done(task);
    }
}

void pl_keeper_free(pl_keeper *keeper)
{
    pl_task *task;

    if (!keeper)
        return;
    pthread_mutex_lock(&keeper->lock);
    keeper->over = true;
    pthread_mutex_unlock(&keeper->lock);
    wake(keeper);
    pthread_join(keeper->thread, NULL);
    pl_keeper_collect(keeper);
    while ((task = take(&keeper->waiting)))
        task->done(task);
    close(keeper->event);
    pthread_mutex_destroy(&keeper->lock);
    pl_mem_free(keeper);
}
