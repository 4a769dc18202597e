#include "run/workers.h"
#include "base/alloc.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

enum { TICK_MS = 100 };

typedef struct crew {
    const pl_workers *how;
    _Atomic uint32_t next; /* job that nobody has begun */
    pthread_mutex_t lock;  /* of `working` */
    pthread_cond_t changed;
    unsigned working;
} crew;

typedef struct worker {
    crew *crew;
    unsigned number;
    pthread_t thread;
} worker;

unsigned pl_workers_count(unsigned wanted, uint32_t jobs)
{
    unsigned n = wanted ? wanted : PL_WORKERS_DEFAULT;
    n = n > PL_WORKERS_MOST ? PL_WORKERS_MOST : n;
    n = n > jobs ? jobs : n;
    return n ? n : 1;
}

static void work(crew *c, unsigned number)
{
    uint32_t job;
    while ((job = atomic_fetch_add(&c->next, 1)) < c->how->jobs)
        c->how->job(c->how->ctx, job, number);
}

static void *work_on_thread(void *arg)
{
    worker *w = arg;
    work(w->crew, w->number);
    pthread_mutex_lock(&w->crew->lock);
    w->crew->working--;
    pthread_cond_signal(&w->crew->changed);
    pthread_mutex_unlock(&w->crew->lock);
    return NULL;
}

static void wait_a_tick(crew *c)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += TICK_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_cond_timedwait(&c->changed, &c->lock, &until);
}

static void look_on(crew *c)
{
    pthread_mutex_lock(&c->lock);
    while (c->working) {
        wait_a_tick(c);
        pthread_mutex_unlock(&c->lock);
        c->how->tick(c->how->ctx);
        pthread_mutex_lock(&c->lock);
    }
    pthread_mutex_unlock(&c->lock);
}

/* Number 0 is the caller itself when nobody has to look on. */
void pl_workers_run(const pl_workers *workers)
{
    crew c = { .how = workers };
    worker *all = pl_mem_zalloc(workers->n * sizeof *all);
    unsigned first = workers->tick ? 0 : 1, end = first;
    pthread_mutex_init(&c.lock, NULL);
    pthread_cond_init(&c.changed, NULL);
    for (; end < workers->n; end++) {
        all[end] = (worker){ .crew = &c, .number = end };
        pthread_mutex_lock(&c.lock);
        bool ok = pthread_create(&all[end].thread, NULL, work_on_thread, &all[end]) == 0;
        c.working += ok;
        pthread_mutex_unlock(&c.lock);
        if (!ok)
            break;
    }
    if (end == 0 || !workers->tick)
        work(&c, 0);
    else
        look_on(&c);
    for (unsigned i = first; i < end; i++)
        pthread_join(all[i].thread, NULL);
    pthread_cond_destroy(&c.changed);
    pthread_mutex_destroy(&c.lock);
    pl_mem_free(all);
}
