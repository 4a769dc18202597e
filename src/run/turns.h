/* turns.h - jobs of many runs, taken in turns.
 *
 *     ring   what jobs compete for: the connections of a pool, or threads
 *     lane   the jobs of one run for one ring, in their order
 *
 * The lane at the head of a ring gives one job and goes to the end, so that a run with thousands
 * of jobs costs another one no more than one turn. A ring gives jobs while fewer than `most` of
 * its jobs run: a job of a pool begins together with a free connection.
 *
 * Invariants, under the lock of the engine:
 *   1. a lane is in the list of its ring exactly when it has jobs and is not held
 *   2. a ring that has lanes and busy < most is in the list of rings; a full one is in it only when
 *      its limit became known while its jobs ran, and is passed over
 *   3. `queries` is the sum of `counted` of all rings
 *
 * pl_turns__check() asserts them in debug builds.
 *
 * Threads: all under one lock, that of the engine. */
#ifndef PL_RUN_TURNS_H
#define PL_RUN_TURNS_H
#include "base/vec.h"
#include <stdbool.h>

typedef enum pl_job_kind {
    PL_JOB_BUILD,   /* load what a run needs */
    PL_JOB_OPEN,    /* a pool; `what` */
    PL_JOB_BEGIN,   /* all pools are open, or failed */
    PL_JOB_PANEL,   /* the query of a panel; `what` */
    PL_JOB_PREPARE, /* load the next control of a check; `what` */
    PL_JOB_CONTROL, /* the query of a control; `what` */
    PL_JOB_TASK,    /* what a session's run is made of; `what` */
    PL_JOB_ASK,     /* search paths, of no run; `what` */
} pl_job_kind;

typedef struct pl_job {
    struct pl_run *run;
    void *what;
    pl_job_kind kind;
} pl_job;

struct pl_ring;

typedef struct pl_lane {
    struct pl_ring *ring;
    PL_VEC(pl_job) jobs;
    size_t first; /* of `jobs`: not taken yet */
    bool held, listed;
    struct pl_lane *next; /* in the list of its ring */
} pl_lane;

typedef struct pl_ring {
    pl_lane *first, *last;
    unsigned busy;         /* jobs that run */
    _Atomic unsigned most; /* may run at once; 0: as many as there are. Set when a pool is open,
                              which a job of the ring may have done itself: without the lock */
    unsigned counted;      /* of `busy`: those that began when there was a limit */
    _Atomic bool remote;   /* they wait for a server, not for a processor */
    bool listed;
    struct pl_ring *next; /* in the list of rings */
} pl_ring;

typedef struct pl_turns {
    pl_ring *first, *last; /* those that can give a job */
    size_t waiting;        /* jobs that nobody has taken */
    unsigned queries;      /* jobs that run and hold a connection: of rings with a limit */
} pl_turns;

void pl_turns_put(pl_turns *turns, pl_lane *lane, pl_job job);
/* The next job, which runs from now on; false: there is none. `queries` false: no more of those
 * that hold a connection. */
bool pl_turns_take(pl_turns *turns, bool queries, pl_job *job, pl_ring **ring);
/* Would pl_turns_take() give one? */
bool pl_turns_any(const pl_turns *turns, bool queries);
/* A job of that ring has ended. */
void pl_turns_end(pl_turns *turns, pl_ring *ring);
/* Is nobody waiting for a turn, and one more job may run? Then it runs from now on. */
bool pl_turns_skip(pl_turns *turns, pl_ring *ring);
/* A held lane gives no jobs. */
void pl_turns_hold(pl_turns *turns, pl_lane *lane, bool held);
/* Take out the first job of a lane that nobody has taken, and forget it; false: there is none. */
bool pl_turns_drop(pl_turns *turns, pl_lane *lane, pl_job *out);
void pl_turns__check(const pl_turns *turns);

#endif
