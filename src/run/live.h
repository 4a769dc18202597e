/* live.h - one run of an engine: a state machine that jobs move (pipelite/engine.h).
 *
 *     pl_run_start   a BUILD job
 *     BUILD          pins resources, builds the tree, requests pools
 *     BEGIN          all pools are open or have failed: STARTED, nodes get their first states
 *     PANEL          claim, query, end; the nodes that became ready are put into lanes
 *     PREPARE        the next control of a check is loaded; CONTROL sends its query
 *
 * Invariants, under the lock of the run (that of its execution):
 *   1. `jobs` counts the run's jobs that are running or in a lane, and the pools it waits for
 *   2. a run is ENDED exactly when its tree is finished or will never exist; from then on it
 *      puts no jobs into lanes
 *   3. a run is WAITING exactly when it has begun, is not finished, and `jobs` is 0
 *
 * `refs` counts two holders: the owner, until pl_run_free(), and the engine, until the run is
 * ENDED and `jobs` is 0. Locks are taken in the order run, pools, engine. No lock is held while a
 * callback of the consumer runs.
 *
 * Each file calls only those above it, and local.c does not call live.c:
 *
 *   engine.c      the crew that does jobs, and the keeper (crew.h); it calls runs through a table
 *   outbox.c      events, kept in order and written as messages
 *   live_state.c  what a run consists of; phases, the lock, ending before its time
 *   live_work.c   what jobs do
 *   live.c        the public calls, inputs
 *   local.c       runs of a session: the calling thread builds them and works until they end */
#ifndef PL_RUN_LIVE_H
#define PL_RUN_LIVE_H
#include "run/outbox.h"
#include "run/pools.h"
#include <pipelite/engine.h>

/* The jobs of one run for one pool. */
typedef struct pl_run_lane {
    pl_lane lane;
    pl_run *run;
    pl_pool *pool; /* held; NULL: for jobs that need no connection */
    pl_pool_waiter waiter;
    bool waits;                       /* `waiter` is in the pool's list */
    PL_VEC(pl_control_job *) wanting; /* controls that wait until the pool is open */
    struct pl_run_lane *next;
} pl_run_lane;

/* A check run under way. */
typedef struct pl_live_check {
    pl_run *run;
    pl_node *panel;      /* the CHECK that shows it; NULL: it is the whole run of a session */
    pl_check_tree *tree; /* owned by the node or by the session */
    bool keeps_rows;     /* in a session: rows stay in the tree as they arrived */
    pl_check_exec exec;
    pl_check_turns turns;
    unsigned under_way; /* controls that were prepared and have not ended */
    bool ended;
    struct pl_live_check *next;
} pl_live_check;

/* The options with which the run was started. Texts are in `texts`. */
typedef struct pl_run_request {
    pl_entry_id root;
    pl_str root_name;
    pl_databases_wish wish;
    uint64_t client; /* of its `client`; 0: none was named */
    pl_stop *outer;  /* may be NULL */
    /* guarded by the lock of the run */
    PL_VEC(pl_input_value) inputs; /* inputs set before the run begins */
    pl_map inputs_at;              /* name -> position in `inputs`; UINT32_MAX: removed */
    pl_arena texts;
} pl_run_request;

/* Its jobs. Guarded by the lock of the run. */
typedef struct pl_run_work {
    unsigned jobs;
    unsigned opening;      /* pools that are being opened before it begins */
    pl_run_lane processor; /* jobs that need no connection */
    pl_run_lane *lanes;
    pl_live_check *checks;
} pl_run_work;

/* Its phase, and what decides it; see pl_run__set_phase(). Guarded by the lock of the run. */
typedef struct pl_run_stage {
    bool begun;     /* the STARTED event is in the outbox */
    bool cancelled; /* by its owner, its stop, or the engine */
    bool expired;   /* its time limit has passed */
    bool held;      /* by pl_run_hold() */
    bool admitted;  /* it counts as running (pl_engine_options.max_running) */
    bool closed;    /* the engine has released it */
    pl_buf failed;  /* why it could not begin */
} pl_run_stage;

/* Who reads its events. Guarded by the lock of the run. */
typedef struct pl_run_consumer {
    void (*notify)(void *ctx, pl_run *run);
    void *ctx;
    bool polled;         /* there is no notify(): the consumer polls */
    bool notified;       /* notify() was called and pl_run_next() has not returned false since */
    bool ended_notified; /* notify() was called after it became ENDED */
    bool notifying;      /* `notifier` is inside notify() */
    pthread_t notifier;
    pthread_cond_t ended; /* signalled when it is ENDED and when notify() has returned */
} pl_run_consumer;

/* Its place in the engine's lists. Guarded by the lock of the engine. */
typedef struct pl_run_place {
    pl_run *before, *after; /* neighbours in the list of runs */
    bool listed;
    pl_run *next_pending; /* the run to be admitted after this one */
} pl_run_place;

typedef struct pl_order pl_order;

struct pl_run {
    pl_order *order; /* owned; set only in runs of a command, which use nothing else but a phase */
    pl_engine *engine;
    atomic_uint refs;
    char id[16];
    _Atomic pl_run_phase phase;
    pl_generation *generation;
    pl_db_stop stop;
    pl_session session;
    pl_spool_store *store; /* where its results are kept */
    pl_execution e;        /* its lock is the lock of the run */
    bool local;            /* it belongs to a session and uses its store and databases (local.c) */
    pl_outbox outbox;      /* see there */
    pl_run_request request;
    pl_run_work work;
    pl_run_stage stage;
    pl_run_consumer consumer;
    pl_run_place place;
};

/* ---- live_state.c */

/* A new run with two references: one for its owner, one for the engine, which it has not joined. */
pl_run *pl_run__make(pl_engine *engine, const pl_run_start_options *options);
/* Add a reference; returns `run`. NULL is fine. */
static inline pl_run *pl_run__hold(pl_run *run)
{
    if (run)
        atomic_fetch_add(&run->refs, 1);
    return run;
}
/* Drop a reference; the last one frees the run. */
void pl_run__release(pl_run *run);
/* Free a run that has not joined the engine. */
void pl_run__undo(pl_run *run);

static inline bool pl_run__is_over(const pl_run *run)
{
    return atomic_load(&run->phase) == PL_RUN_PHASE_ENDED;
}
void pl_run__enter(pl_run *run);
/* Unlock the run, call the consumer's notify() for new events, and release a run that is over. The
 * run may be freed when this returns. */
void pl_run__leave(pl_run *run);
/* Like pl_run__leave(); if the engine has no thread, do its waiting jobs as well. */
void pl_run__leave_and_work(pl_run *run);
void pl_run__set_phase(pl_run *run);
/* End a run that cannot begin. Requires the lock, as does the next one. */
void pl_run__fail(pl_run *run, pl_str why);
void pl_run__cancel(pl_run *run);
/* Expire the run if its deadline has passed. Returns the deadline (pl_clock_ns()), 0 for none.
 * Called without the lock. */
uint64_t pl_run__tick(pl_run *run, uint64_t now);

/* ---- live_work.c */

void pl_run__work(const pl_job *job, unsigned worker);
/* Put the nodes that have become ready into lanes. Requires the lock. */
void pl_run__queue_ready(pl_run *run);

/* Begin a check: that of a CHECK node, or the whole run of a session. Requires the lock. */
void pl_run__start_check(pl_run *run, pl_check_tree *tree, const pl_check_exec *exec);
/* Assign lanes to the nodes of a session's run, whose databases are open or have failed. Requires
 * the lock. */
void pl_run__take_lanes(pl_run *run);

/* ---- local.c
 *
 * A run that its caller builds and waits for. It has no consumer, so no events are kept. */

/* Owned; pl_run__free_local(). The caller builds its execution next. */
pl_run *pl_run__local(pl_session *session);
void pl_run__free_local(pl_run *run); /* NULL is fine */
/* Run the controls of `tree` or, if that is NULL, the nodes of its execution, and return when the
 * run has ended. `exec->progress` is called meanwhile; `exec` may be NULL without a tree. The
 * calling thread does jobs, too, but while there is progress to report only if the engine has no
 * other thread. */
void pl_run__perform(pl_run *run, pl_check_tree *tree, const pl_check_exec *exec);
/* Run its nodes, but a fired stop does not keep a query from beginning. */
void pl_run__perform_unstopped(pl_run *run, const pl_check_exec *exec);

/* ---- outbox.c */

/* The message of an event that was taken out of the outbox. Owned, one reference. Called without
 * the lock, so the node may have moved on: the status in the message is the one that `news`
 * recorded. */
pl_message *pl_run__message(pl_run *run, const pl_news *news);
void pl_run__snapshot(const pl_run *run, pl_arena *arena, pl_snapshot *out);

/* ---- engine.c, engine_open.c */

/* Owned; pl_engine_close(). An engine for the runs of one session. Borrows the environment as well
 * as the options; `stop` interrupts the opening of databases. */
pl_engine *pl_engine__of_session(pl_session *session, const pl_engine_options *options,
                                 const pl_db_stop *stop);
/* What pl_engine_open() and pl_engine_close() do without a command. */
pl_engine *pl_engine__open(pl_workspace *ws, const pl_engine_options *options, pl_diags *diags);
void pl_engine__close(pl_engine *engine); /* NULL is fine */
/* The session of a command; NULL: the engine is of none. */
pl_session *pl_engine__session(const pl_engine *engine);
/* The check of the CHECK named `panel` (empty: the root), for the formats that write checks. NULL:
 * there is none. The run has ended. Borrowed until pl_run_free(). */
const struct pl_check_tree *pl_run__checks(const pl_run *run, pl_str panel);
/* Find the resource of that name; false with an error in `diags`. */
bool pl_run__find(const pl_index *ix, pl_str name, pl_entry *out, pl_diags *diags);
/* What pl_run_start(), pl_run_wait() and pl_run_free() do without a command. */
pl_run *pl_run__start(pl_engine *engine, const pl_run_start_options *options, pl_diags *diags);
bool pl_run__wait(pl_run *run, uint64_t timeout_ns);
void pl_run__end(pl_run *run);
/* Write the snapshot of the run; for a `file` it is stripped and on one line. False before the run
 * is ENDED, or when `write` fails. */
bool pl_run__write(const pl_run *run, bool file, pl_write_fn *write, void *ctx);

/* These functions require the lock of the run, unless they say otherwise. */

/* Add a new run to the engine: gives it an id and, as soon as it is admitted, its first job. */
void pl_engine__join(pl_run *run);
/* Add a session's run, which has no first job. `helps`: the caller will call pl_engine__help(). */
void pl_engine__join_local(pl_run *run, bool helps);
/* Do jobs until the run is over; with `tick`, do none and call `tick` ten times a second instead.
 * Called without the lock. */
void pl_engine__help(pl_run *run, void (*tick)(void *ctx), void *ctx);
/* Has the system refused to start any thread, so that callers of the engine do its jobs? */
bool pl_engine__is_alone(pl_engine *engine);
/* End the runs whose deadline has passed and do the waiting jobs, unless another thread is doing
 * so. If the engine has no thread, this is called by pl_engine_get_stats() and by every function
 * that starts, waits for, reads, holds, cancels or frees a run or gives it inputs. Requires that
 * the lock of no run is held. */
void pl_engine__run_jobs(pl_engine *engine);
/* The jobs that were just put are queries to servers: let as many threads work as there are such
 * queries. */
void pl_engine__wake_for_queries(pl_run *run);
/* Count a change of phase in the statistics of the engine. */
void pl_engine__count(pl_run *run, pl_run_phase was, pl_run_phase now);
/* Append a job to `lane` and wake a thread for it if need be. `jobs` of the run counts it. */
void pl_engine__put_job(pl_run *run, pl_run_lane *lane, pl_job_kind kind, void *what);
/* Remove the first job of a lane that no worker has taken; false: there is none. */
bool pl_engine__drop(pl_run *run, pl_run_lane *lane, pl_job *out);
void pl_engine__hold(pl_run *run, bool held);
/* Begin a query of that lane out of turn if no other job waits; false: one does. The caller calls
 * pl_engine__end_skip() when the query has ended. Both are called without the lock. */
bool pl_engine__skip(pl_run *run, pl_run_lane *lane);
void pl_engine__end_skip(pl_run *run, pl_run_lane *lane);
/* Remove a run that is over: nothing of the engine refers to it afterwards. */
void pl_engine__leave(pl_run *run);

/* ---- search paths (engine_open.c) */

/* A request of pl_engine_search_path(), answered by a worker. */
typedef struct pl_database_request {
    pl_engine *engine;
    void (*answer)(struct pl_database_request *request); /* frees it */
    void (*done)(void *ctx, pl_str json);
    void *ctx;
} pl_database_request;
/* Queue a request; note that a request was answered. Called without a lock. */
void pl_engine__put_request(pl_database_request *request);
void pl_engine__end_request(pl_engine *engine);

/* ---- local.c: dashboards and queries of a session. Of the options only those are read that a
 * command gives for them; `targets` has the resource, unless it is SQL. */

/* Owned; pl_run__free_local(). Blocks until all nodes are finished, some of them perhaps with an
 * error. NULL with an error in `diags` when it cannot begin. */
pl_run *pl_dashboard_run(pl_session *session, const pl_run_start_options *options, pl_diags *diags);
/* Report each panel that failed as an error PL_DIAG_FAILED_PANEL, "m.chart.x: no such table". A
 * container or dashboard that failed only because of a panel in it is left out. */
void pl_execution__report(const pl_execution *e, pl_diags *diags);

/* Find SQL, arguments and database of a query, for `run`, which is new. False: `why` has the
 * reason. */
bool pl_query_prepare(pl_run *run, const pl_run_start_options *options, pl_buf *why);
/* Send a query that was prepared. Every sink receives all rows, and so does the table with `keep`.
 * If it failed, the table has the reason. */
pl_run_end pl_query_perform(pl_run *run, const pl_row_sink *sinks, unsigned n, bool keep);
/* The only table of the run. */
pl_node *pl_query_table(const pl_run *run);

#endif
