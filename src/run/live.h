/* live.h - one run of an engine: a state machine that jobs move (pipelite/engine.h).
 *
 *     pl_run_start   a BUILD job
 *     BUILD          resources are pinned, the tree is built, pools are wanted
 *     BEGIN          all pools are open or failed: STARTED, panels get their first states
 *     PANEL          claim, query, end: what became ready is put into lanes
 *     PREPARE        the next control of a check is loaded; CONTROL sends its query
 *
 * Invariants, under the lock of the run (that of its execution):
 *   1. `jobs` counts jobs that run or are in a lane, and pools that it waits for
 *   2. a run is ENDED exactly when its tree is finished, or there will never be one, and
 *      then it puts no more jobs into lanes
 *   3. it is WAITING exactly when it has begun, is not finished and `jobs` is 0
 *
 * `refs`: the owner's until pl_run_free(), the engine's until it is ENDED and `jobs` is 0.
 * Locks are taken in the order run, pools, engine. No function of a consumer is called with one.
 *
 *   live.c        starting, inputs, cancelling, ending
 *   live_work.c   what jobs do
 *   live_json.c   events as messages
 *   local.c       runs of a session: built by the caller, who works until they are over */
#ifndef PL_RUN_LIVE_H
#define PL_RUN_LIVE_H
#include "run/outbox.h"
#include "run/pools.h"
#include <pipelite/engine.h>

/* What a run uses of a pool. */
typedef struct pl_run_lane {
    pl_lane lane;
    pl_run *run;
    pl_pool *pool; /* held; NULL: of jobs that need none */
    pl_pool_waiter waiter;
    bool waits;                       /* `waiter` is in the list of the pool */
    PL_VEC(pl_control_job *) wanting; /* controls that wait for it to be open */
    struct pl_run_lane *next;
} pl_run_lane;

/* A check run under way. */
typedef struct pl_live_check {
    pl_run *run;
    pl_panel *panel;     /* NULL: it is the whole run, of a session */
    pl_check_tree *tree; /* that of the panel, or the session's */
    bool keeps_rows;     /* in the tree, as they came: a session's */
    pl_check_exec exec;
    pl_check_turns turns;
    unsigned under_way; /* controls between PREPARE and their end */
    bool ended;
    struct pl_live_check *next;
} pl_live_check;

/* One query of a session's run: `work` sends it, without a lock, in its turn. */
typedef struct pl_run_task {
    const pl_database_choice *database;
    void (*work)(void *ctx);
    void *ctx;
} pl_run_task;

struct pl_run {
    pl_engine *engine;
    atomic_uint refs;
    char id[16];
    _Atomic pl_run_phase phase;
    pl_generation *generation;
    pl_entry_id root;
    pl_str root_name; /* in `texts` */
    pl_arena texts;   /* of what was given at the start */
    pl_databases_wish wish;
    pl_stop *outer; /* may be NULL */
    pl_db_stop stop;
    pl_session session;
    pl_spool_store *store; /* of its results */
    pl_execution e;        /* its lock is the run's */
    bool local;            /* of a session, whose store and databases it has (local.c) */

    /* under the lock */
    pl_outbox outbox;
    unsigned jobs;
    unsigned opening;             /* pools that are being opened, before it begins */
    bool begun;                   /* STARTED was put */
    bool cancelled;               /* by its owner, its stop, or the engine */
    bool expired;                 /* its time was over */
    bool held;                    /* pl_run_hold() */
    bool admitted;                /* it counts as running (pl_engine_options.max_running) */
    bool said_ended;              /* notify() was called since it is ENDED */
    bool closed;                  /* the engine has let go of it */
    pl_buf failed;                /* why it could not begin */
    PL_VEC(pl_input_value) given; /* inputs until it begins; texts in `texts` */
    pl_map given_at;              /* name -> position in `given`; UINT32_MAX: taken out */
    pl_run_lane processor;
    pl_run_lane *lanes;
    pl_live_check *checks;
    void (*notify)(void *ctx, pl_run *run);
    void *ctx;
    bool notified;  /* until pl_run_next() returns false */
    bool notifying; /* notify() is being called, by `notifier` */
    pthread_t notifier;
    pthread_cond_t ended; /* it is; or notify() has returned */

    /* under the lock of the engine */
    pl_run *before, *after; /* in its list of runs */
    bool listed;
    pl_run *next_pending; /* to be admitted after it */
};

/* ---- live.c */

void pl_run__enter(pl_run *run);
/* Leave, tell the consumer of events, and let go of what is over. The run may be gone. */
void pl_run__leave(pl_run *run);
void pl_run__set_phase(pl_run *run);
/* A reference less. */
void pl_run__release(pl_run *run);
/* The following with the lock. It cannot begin. */
void pl_run__fail(pl_run *run, pl_str why);
void pl_run__cancel(pl_run *run);
/* Without the lock: its time is over, if it is. Returns when that will be; 0: never. */
uint64_t pl_run__tick(pl_run *run, uint64_t now);

/* ---- live_work.c */

void pl_run__work(const pl_job *job, unsigned worker);
/* Put what has become ready into lanes. Under the lock. */
void pl_run__dispatch(pl_run *run);
/* Take its queries out of the lanes: it is too late for them. Controls end as what they are. Under
 * the lock. */
void pl_run__drop(pl_run *run);
void pl_run__let_go(pl_run *run); /* it is over: no pool is needed any more */
void pl_run__done(pl_run *run);   /* free what it was made of */

/* Begin a check that the run is made of, or a panel's. Under the lock. */
pl_live_check *pl_run__start_check(pl_run *run, pl_check_tree *tree, const pl_check_exec *exec);
/* Put the tasks and panels of a session's run into lanes, whose pools are open or have failed.
 * Under the lock. */
void pl_run__put_task(pl_run *run, pl_run_task *task);
void pl_run__take_lanes(pl_run *run);

/* ---- local.c
 *
 * A run that its caller builds and waits for. It has no consumer: nothing is kept of events. */

/* Owned; pl_run__free_local(). Its execution is to be built. */
pl_run *pl_run__local(pl_session *session);
void pl_run__free_local(pl_run *run); /* NULL is fine */
/* Run the panels of its execution, or one check, or tasks; the caller works, too. Returns when it
 * has ended. */
void pl_run__perform(pl_run *run);
void pl_run__perform_tasks(pl_run *run, pl_run_task *tasks, size_t n, void (*tick)(void *ctx),
                           void *ctx);

/* ---- live.c, for local.c */

pl_run *pl_run__make(pl_engine *engine, const pl_run_start_options *options);

/* ---- live_json.c */

/* The message of an event that was taken out of the outbox. Not under the lock; a status that can
 * change before it is final is shown as it is in `news`. */
pl_message *pl_run__message(pl_run *run, const pl_news *news);
void pl_run__snapshot(const pl_run *run, pl_arena *arena, pl_snapshot *out);

/* ---- engine.c, engine_open.c */

/* Owned; pl_engine_close(). For the runs of one session: the environment is borrowed, too, `stop`
 * ends what is being opened. */
pl_engine *pl_engine__of_session(pl_workspace *ws, const pl_engine_options *options,
                                 const pl_db_stop *stop);
unsigned pl_engine__most(const pl_engine *engine); /* threads; worker numbers are smaller */
/* The controls of a panel of a run that has ended, of the root with an empty name; NULL: there are
 * none. For whoever writes them. */
const struct pl_check_tree *pl_run__checks(const pl_run *run, pl_str panel);
pl_pools *pl_engine__pools(pl_engine *engine);
pl_workspace *pl_engine__workspace(pl_engine *engine);
const pl_databases_options *pl_engine__databases(const pl_engine *engine);
/* Workspace and settings of a run's session. */
void pl_engine__session(const pl_engine *engine, pl_session *session);
pl_spool_budget *pl_engine__budget(pl_engine *engine);
/* The following under the lock of the run. A new run: its id, its place among the others, and its
 * first job as soon as it is admitted. */
void pl_engine__join(pl_run *run);
/* The same of a session's run, without a first job. `helps`: pl_engine__help() follows. */
void pl_engine__join_local(pl_run *run, bool helps);
/* Without the lock: wait until it is over, and work meanwhile; with `tick` just call it ten times
 * a second. */
void pl_engine__help(pl_run *run, void (*tick)(void *ctx), void *ctx);
/* The system gives the engine no thread: who calls it works. */
bool pl_engine__is_alone(pl_engine *engine);
/* Without the lock of a run: do the jobs that there are, unless somebody else does. */
void pl_engine__lend(pl_engine *engine);
/* What was put waits for servers: let as many work as for queries of those. */
void pl_engine__invite(pl_run *run);
/* Its phase changes. */
void pl_engine__count(pl_run *run, pl_run_phase was, pl_run_phase now);
void pl_engine__put(pl_run *run, pl_run_lane *lane, pl_job_kind kind, void *what);
/* Take out the first job of a lane that nobody has taken; false: there is none. */
bool pl_engine__drop(pl_run *run, pl_run_lane *lane, pl_job *out);
void pl_engine__hold(pl_run *run, bool held);
/* Without the lock. A query of that lane begins now, if nobody waits for a turn; it has ended. */
bool pl_engine__skip(pl_run *run, pl_run_lane *lane);
void pl_engine__end_skip(pl_run *run, pl_run_lane *lane);
/* ---- ask.c */

/* A question of pl_engine_search_path(), answered by a worker. */
typedef struct pl_database_request {
    pl_engine *engine;
    void (*done)(void *ctx, pl_str json);
    void *ctx;
} pl_database_request;
void pl_ask__work(pl_database_request *request); /* frees it */
/* Without a lock: a question was put, and answered. */
void pl_engine__ask(pl_database_request *request);
void pl_engine__answered(pl_engine *engine);

/* It is over: nothing of the engine refers to it any more. */
void pl_engine__leave(pl_run *run);

#endif
