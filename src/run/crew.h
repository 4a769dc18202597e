/* crew.h - the engine's own data, private to its files.
 *
 *   engine.c        workers, the keeper, jobs, runs
 *   engine_open.c   opening, closing, statistics
 *
 * Threads: the fields above `lock` do not change after opening, but for `alone`, which is atomic,
 * and for what is inside `pools` and `budget`, which have locks of their own. All fields below it
 * are guarded by it. */
#ifndef PL_RUN_CREW_H
#define PL_RUN_CREW_H
#include "run/live.h"

#define PL_ENGINE_NEVER UINT64_MAX
enum { PL_ENGINE_AWAKE_HERE = 1 }; /* workers at first, while no job waits for a server */

typedef struct pl_worker {
    pl_engine *engine;
    unsigned number;
    pthread_t thread;
} pl_worker;

/* The calls from the crew into runs, set by engine_open.c, so that engine.c does not depend on
 * live.h's functions. */
typedef struct pl_run_calls {
    void (*work)(const pl_job *job, unsigned worker); /* pl_run__work() */
    uint64_t (*tick)(pl_run *run, uint64_t now);      /* pl_run__tick() */
    void (*release)(pl_run *run);                     /* pl_run__release() */
} pl_run_calls;

/* The options with which the host opened the engine; they do not change. */
typedef struct pl_engine_host {
    pl_workspace *ws;
    pl_engine_options options;
    pl_settings *own_settings; /* owned; NULL: the host passed its own */
    pl_databases_options databases;
    const char *const *environment; /* in `arena`; an engine of a session borrows it */
    pl_arena arena;
    pl_session *session; /* of a command, which owns the engine; NULL: none */
} pl_engine_host;

typedef struct pl_engine_crew {
    pl_worker *workers;    /* owned; room for `most` */
    unsigned n, n_helpers; /* worker threads; calling threads that work as well */
    unsigned idle, woken;  /* threads of both kinds: idle; idle and signalled */
    unsigned awake;        /* how many may work now */
    unsigned slow;         /* workers whose job waits for a server but is no query */
    uint64_t done, seen;   /* jobs that have ended; `done` when the keeper last looked */
    bool limited;          /* jobs wait and no thread can be woken for them: the keeper sleeps */
    bool no_more;          /* the system refused to start the last thread */
} pl_engine_crew;

typedef struct pl_engine_keeper {
    pthread_t thread;
    bool started, called; /* `thread` is valid; it was signalled about waiting jobs */
    bool looking;         /* a caller is ending overdue runs, because there is no keeper */
    uint64_t wakeups;     /* how often it woke up */
    uint64_t deadline;    /* the earliest deadline of all runs */
} pl_engine_keeper;

typedef struct pl_engine_runs {
    pl_run *first; /* the runs that have not ended */
    pl_run *pending, *last_pending;
    unsigned n_stops; /* runs whose owner may fire a stop */
    uint32_t running, waiting, blocked;
    uint64_t started, completed, failed, cancelled;
} pl_engine_runs;

struct pl_engine {
    const pl_run_calls *calls; /* static */
    pl_engine_host host;
    pl_pools *pools;
    pl_spool_budget *budget; /* memory for the results of all runs */
    pl_db_stop closing_stop; /* interrupts databases that are being opened */
    unsigned cpus, most;     /* processors; worker threads at most */

    atomic_bool alone; /* no thread could be started so far; written under the lock */

    pthread_mutex_t lock;
    pthread_cond_t work;  /* signalled: workers and helpers may take a job */
    pthread_cond_t keep;  /* signalled: the keeper should look */
    pthread_cond_t quiet; /* signalled: a run or a request has left the engine */
    pl_turns turns;
    pl_ring processor;    /* jobs that need no connection */
    pl_run_lane requests; /* requests of pl_engine_search_path() */
    unsigned n_requests;
    bool closing;
    pl_engine_crew crew;
    pl_engine_keeper keeper;
    pl_engine_runs runs;
};

/* One step of a walk through the list of runs during which runs may leave the list: holds `next`,
 * releases `run`, and returns `next`. Requires the lock, which it gives up for a moment. */
pl_run *pl_engine__step(pl_engine *engine, pl_run *run, pl_run *next);

#endif
