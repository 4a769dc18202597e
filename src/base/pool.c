#include "base/pool.h"
#include "base/oom.h"
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { MAX_THREADS = 16 };

typedef struct pl_crew {
    atomic_size_t next; /* first item that no thread has taken */
    size_t n;
    pl_oom_scope *scope; /* the scope of the caller */
    pl_pool_fn *fn;
    void *ctx;
} pl_crew;

typedef struct pl_crew_worker {
    pl_crew *pool;
    unsigned number;
    pthread_t thread;
} pl_crew_worker;

unsigned pl_pool_cpus(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > MAX_THREADS ? MAX_THREADS : (unsigned)n;
}

static void *run_worker(void *arg)
{
    pl_crew_worker *w = arg;
    pl_crew *pool = w->pool;
    pl_oom_scope *before = pl_oom_join(pool->scope);
    for (;;) {
        size_t i = atomic_fetch_add_explicit(&pool->next, 1, memory_order_relaxed);
        if (i >= pool->n)
            break;
        pool->fn(pool->ctx, i, w->number);
    }
    pl_oom_join(before);
    return NULL;
}

void pl_pool_run(unsigned threads, size_t n, pl_pool_fn *fn, void *ctx)
{
    pl_crew pool = { .n = n, .scope = pl_oom_scope_now(), .fn = fn, .ctx = ctx };
    pl_crew_worker workers[MAX_THREADS];
    unsigned started = 1;
    if (threads > MAX_THREADS)
        threads = MAX_THREADS;
    workers[0] = (pl_crew_worker){ .pool = &pool };
    for (; started < threads && started < n; started++) {
        workers[started] = (pl_crew_worker){ .pool = &pool, .number = started };
        if (pthread_create(&workers[started].thread, NULL, run_worker, &workers[started]) != 0)
            break;
    }
    run_worker(&workers[0]);
    for (unsigned i = 1; i < started; i++)
        pthread_join(workers[i].thread, NULL);
}
