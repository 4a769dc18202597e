/* crew.h - what an engine is made of, for the two files that it is written in.
 *
 *   engine.c       workers, the keeper, jobs, runs
 *   engine_open.c  opening, closing, what others ask it for
 *
 * Threads: as the fields say. */
#ifndef PL_RUN_CREW_H
#define PL_RUN_CREW_H
#include "run/live.h"

#define PL_ENGINE_NEVER UINT64_MAX
enum { PL_ENGINE_AWAKE_HERE = 1 }; /* at work on jobs that wait for no server, to begin with */

typedef struct pl_worker {
    pl_engine *engine;
    unsigned number;
    pthread_t thread;
} pl_worker;

struct pl_engine {
    pl_workspace *ws;
    pl_engine_options options;
    pl_settings *own_settings; /* owned; NULL: the host gave some */
    pl_databases_options databases;
    const char *const *environment; /* in `arena`; a session's is borrowed */
    pl_arena arena;
    pl_pools *pools;
    pl_spool_budget *budget; /* of all results */
    pl_db_stop closing_stop; /* ends what is being opened */
    unsigned cpus, most;

    pthread_mutex_t lock; /* of all below */
    pthread_cond_t work, keep, quiet;
    pl_turns turns;
    pl_ring processor;
    pl_run_lane asks; /* of questions */
    unsigned n_asking;
    pl_worker *crew;            /* owned; `most` of them */
    unsigned n_crew, n_helpers; /* threads; callers who work, too */
    unsigned idle, woken;       /* of both those that wait; of these called to work */
    unsigned awake;             /* how many may be at work now */
    unsigned slow;              /* at work on what waits for a server, but for queries */
    uint64_t done, seen;        /* jobs so far; at the last look */
    bool closing;
    pthread_t keeper;
    bool kept, called; /* the keeper was started; it knows of jobs that wait */
    bool limited;      /* jobs wait, and no thread can be woken for them: the keeper sleeps */
    bool no_more;      /* the system refused the last thread that was asked for */
    uint64_t looks;    /* how often the keeper woke up */
    uint64_t deadline; /* of the run whose time is over first */
    pl_run *first;     /* runs that are not over */
    pl_run *pending, *last_pending;
    unsigned n_stops; /* runs that have a stop of others */
    uint32_t running, waiting, blocked;
    uint64_t started, completed, failed, cancelled;
};

/* Another reference; NULL is fine. */
pl_run *pl_run__hold(pl_run *run);
/* The step of a walk through the list of runs, which may leave it meanwhile: the one at hand is
 * held, and `next` is held before it is let go. Under the lock, which is left. */
pl_run *pl_engine__step(pl_engine *engine, pl_run *run, pl_run *next);

#endif
