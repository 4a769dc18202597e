/* Jobs on threads: each once, and a crew that grows when its jobs wait. */
#include "run/workers.h"
#include "base/str.h"
#include "unit/test.h"
#include <pthread.h>
#include <stdatomic.h>

enum { JOBS = 500, CREW = 8 };

typedef struct tally {
    _Atomic unsigned times[JOBS];
    _Atomic unsigned strangers; /* workers out of range */
    unsigned n;
} tally;

static void count_job(void *ctx, uint32_t job, unsigned worker)
{
    tally *t = ctx;
    atomic_fetch_add(&t->times[job], 1);
    if (worker >= t->n)
        atomic_fetch_add(&t->strangers, 1);
}

static void no_tick(void *ctx)
{
    (void)ctx;
}

static unsigned wrongs(const tally *t, uint32_t jobs)
{
    unsigned wrong = t->strangers;
    for (uint32_t i = 0; i < JOBS; i++)
        wrong += t->times[i] != (i < jobs);
    return wrong;
}

static const struct {
    const char *what;
    unsigned n;
    uint32_t jobs;
    unsigned first;
    bool ticks;
} crews[] = {
    { "one worker is the caller", 1, JOBS, 0, false },
    { "a thread works while the caller looks on", 1, JOBS, 0, true },
    { "many workers", CREW, JOBS, 0, false },
    { "many workers while the caller looks on", CREW, JOBS, 0, true },
    { "a crew that begins with one", CREW, JOBS, 1, false },
    { "the same while the caller looks on", CREW, JOBS, 1, true },
    { "a crew of one that may grow", 1, JOBS, 1, false },
    { "a crew that begins with four", CREW, JOBS, 4, false },
    { "more to begin with than there may be", 2, JOBS, 4, true },
    { "more workers than jobs", CREW, 2, 0, false },
    { "no jobs", 1, 0, 1, false },
    { "no jobs while the caller looks on", 1, 0, 1, true },
};

TEST(workers_do_each_job_once)
{
    for (size_t i = 0; i < PL_COUNT(crews); i++) {
        tally t = { .n = crews[i].n };
        pl_workers workers = { .n = crews[i].n,
                               .jobs = crews[i].jobs,
                               .first = crews[i].first,
                               .job = count_job,
                               .tick = crews[i].ticks ? no_tick : NULL,
                               .ctx = &t };
        pl_workers_run(&workers);
        CHECK_INT(wrongs(&t, crews[i].jobs), 0, crews[i].what);
    }
}

/* Each job waits until all of them were begun: fewer workers than jobs would wait forever. */
static void meet(void *ctx, uint32_t job, unsigned worker)
{
    (void)job, (void)worker;
    pthread_barrier_wait(ctx);
}

TEST(workers_become_as_many_as_wait)
{
    for (int ticks = 0; ticks < 2; ticks++) {
        pthread_barrier_t all;
        pthread_barrier_init(&all, NULL, CREW);
        pl_workers workers = { .n = CREW,
                               .jobs = CREW,
                               .first = ticks + 1,
                               .job = meet,
                               .tick = ticks ? no_tick : NULL,
                               .ctx = &all };
        pl_workers_run(&workers);
        pthread_barrier_destroy(&all);
    }
}

TEST(workers_count_is_bounded)
{
    CHECK_INT(pl_workers_count(0, 100), PL_WORKERS_DEFAULT, "nobody said how many");
    CHECK_INT(pl_workers_count(3, 100), 3, "as many as wanted");
    CHECK_INT(pl_workers_count(30, 4), 4, "not more than jobs");
    CHECK_INT(pl_workers_count(5, 0), 1, "never none");
    CHECK_INT(pl_workers_count(100000, 100000), PL_WORKERS_MOST, "never absurd");
}
