/* workers.h - jobs on a few threads of their own, while the caller looks on.
 *
 * Jobs are begun in ascending order. Unlike base/pool.h the number of threads is not that of
 * processors: these wait for databases.
 *
 * A crew may begin small and grow while its jobs take longer than handing one to another thread
 * is worth: 1,000 controls that SQLite answers in 5 us each took 18 ms on ten threads and 10 ms
 * on one. A server over a socket is as busy as it can be with four connections, and each one more
 * costs it a process.
 *
 * Threads: workers live as long as the call. */
#ifndef PL_RUN_WORKERS_H
#define PL_RUN_WORKERS_H
#include <stdint.h>

enum { PL_WORKERS_DEFAULT = 10, PL_WORKERS_MOST = 256 };
enum { PL_WORKERS_FIRST_HERE = 1, PL_WORKERS_FIRST_SERVER = 4 };

typedef struct pl_workers {
    unsigned n; /* pl_workers_count() */
    uint32_t jobs;
    unsigned first;                                        /* how many begin; 0: all of them */
    void (*job)(void *ctx, uint32_t job, unsigned worker); /* worker: from 0 to n - 1 */
    void (*tick)(void *ctx); /* ten times a second by the caller's thread. May be NULL */
    void *ctx;
} pl_workers;

/* How many make sense: `wanted` of the user (0: the default), never more than jobs, never
 * none. */
unsigned pl_workers_count(unsigned wanted, uint32_t jobs);
/* Returns when all jobs are done. Where no thread can be started the caller works. */
void pl_workers_run(const pl_workers *workers);

#endif
