/* turns.h - jobs of many runs, taken in turns.
 *
 *     ring   a resource that jobs compete for: the connections of a pool, or processors
 *     lane   the jobs of one run for one ring, first in, first out
 *
 * The lane at the head of a ring gives one job and moves to the end, so a run with thousands of
 * jobs delays another run by one turn. A ring gives jobs while fewer than `most` of its jobs are
 * running: a job of a pool starts only when a connection is free.
 *
 * Invariants, under the lock of the engine:
 *   1. a lane is in the list of its ring exactly when it has jobs and is not held
 *   2. a ring that has lanes and busy < most is in the list of rings; a full ring is in the list
 *      only if its limit became known while its jobs ran, and is skipped
 *   3. `queries` is the sum of `counted` of all rings
 *
 * pl_turns__check() asserts them in debug builds.
 *
 * Threads: all under one lock, that of the engine. */
#ifndef PL_RUN_TURNS_H
#define PL_RUN_TURNS_H
#include "base/vec.h"
#include <stdbool.h>

/* A new kind of job also gets a case in pl_run__work() (live_work.c) and, if it waits for a server
 * without being a query, in is_slow() (engine.c). */
typedef enum pl_job_kind {
    PL_JOB_BUILD,   /* load the resources of a run */
    PL_JOB_OPEN,    /* open a pool; `what` is the pool */
    PL_JOB_BEGIN,   /* begin a run whose pools are open or have failed */
    PL_JOB_PANEL,   /* send the query of a node; `what` is the node */
    PL_JOB_PREPARE, /* load the next control of a check; `what` is the pl_live_check */
    PL_JOB_CONTROL, /* send the query of a control; `what` is the pl_control_job */
    PL_JOB_REQUEST, /* answer a request for search paths; `what` is it, and there is no run */
} pl_job_kind;

typedef struct pl_job {
    struct pl_run *run;
    void *what;
    pl_job_kind kind;
} pl_job;

/* What stands in a list and waits for its turn. */
typedef struct pl_turn {
    struct pl_turn *next;
    bool listed;
} pl_turn;

typedef struct pl_turn_list {
    pl_turn *first, *last;
} pl_turn_list;

struct pl_ring;

typedef struct pl_lane {
    pl_turn turn; /* in the list of its ring */
    struct pl_ring *ring;
    PL_VEC(pl_job) jobs;
    size_t first; /* jobs before this position were taken */
    bool held;
} pl_lane;

typedef struct pl_ring {
    pl_turn turn;          /* in the list of rings */
    pl_turn_list lanes;    /* those that can give a job */
    unsigned busy;         /* jobs that are running */
    _Atomic unsigned most; /* how many may run at once; 0: no limit. Set without the lock when the
                              pool has been opened, possibly by a job of this ring */
    unsigned counted;      /* those of `busy` that began when there was a limit */
    _Atomic bool remote;   /* its jobs wait for a server instead of using a processor */
} pl_ring;

typedef struct pl_turns {
    pl_turn_list rings; /* those that can give a job */
    size_t waiting;     /* jobs that were put and not taken */
    unsigned queries;   /* running jobs that hold a connection: those of rings with a limit */
} pl_turns;

void pl_turns_put(pl_turns *turns, pl_lane *lane, pl_job job);
/* Take the next job into `*job`, its ring into `*ring`, and count it as running; false: there is
 * none. `queries` false: skip jobs that need a connection. */
bool pl_turns_take_job(pl_turns *turns, bool queries, pl_job *job, pl_ring **ring);
/* Would pl_turns_take_job() return a job? */
bool pl_turns_any(const pl_turns *turns, bool queries);
/* Note that a running job of that ring has ended. */
void pl_turns_end(pl_turns *turns, pl_ring *ring);
/* Count one more job of that ring as running, if no other job waits and the limit allows it. */
bool pl_turns_skip(pl_turns *turns, pl_ring *ring);
/* The jobs that were put into lanes of that ring, not held, and not taken. */
uint32_t pl_turns_waiting(const pl_ring *ring);
/* Hold a lane, or let it go on; no jobs are taken from a held lane. */
void pl_turns_hold(pl_turns *turns, pl_lane *lane, bool held);
/* Remove the first waiting job of a lane without running it; false: there is none. */
bool pl_turns_drop(pl_turns *turns, pl_lane *lane, pl_job *out);
void pl_turns__check(const pl_turns *turns);

#endif
