/* dashboard.h - one execution of a dashboard: its tree of panels, and running it
 * (server.md 5).
 *
 *     build    everything that the root needs is loaded, in the order of the source; args
 *              that are known are bound, those that are not find who publishes them
 *     run      ready leaves -> workers -> finished -> those who waited for them are ready
 *     snapshot panels as they are
 *
 * Invariants while it runs, all under `lock` (pl_execution__check in debug builds):
 *   1. a leaf is in the queue, running or finished, or waits for dependencies
 *   2. `waiting` of a panel counts what below it is not finished, its own query included
 *   3. a finished panel never changes again
 *   4. `unfinished` counts panels that are not finished
 *
 * Threads: build and snapshot are for one; run starts its own, and ends them. Who looks at
 * panels meanwhile holds `lock`. */
#ifndef PL_RUN_DASHBOARD_H
#define PL_RUN_DASHBOARD_H
#include "run/panel.h"
#include "run/session.h"
#include <pthread.h>

typedef struct pl_input_value {
    pl_str name; /* "input.region" */
    pl_value value;
} pl_input_value;

typedef struct pl_execution {
    pl_session *session;
    pl_panel *root;
    PL_VEC(pl_panel *) panels; /* as they were made: owners before what they hold */
    PL_VEC(pl_input_value) inputs;
    const pl_tag_pair *variables;
    uint32_t n_variables;
    pl_moment started, ended;
    pl_db_stop *stop;  /* of the session, or its own; may be NULL */
    uint64_t deadline; /* pl_clock_ns(); 0: none */
    uint64_t limit;    /* of one query; 0: none */
    bool cancelled;
    pl_arena arena;
    unsigned depth; /* of what is being built */

    /* while it runs */
    pthread_mutex_t lock, checks; /* `checks`: one benchmark at a time, it loads */
    pthread_cond_t changed;
    PL_VEC(pl_panel *) queue;
    size_t queued; /* first of the queue that nobody has taken */
    uint32_t unfinished;
    /* Told under the lock whenever the status of a panel changes. May be NULL. */
    void (*status)(void *ctx, const pl_panel *panel);
    void *ctx;
} pl_execution;

void pl_execution_init(pl_execution *e, pl_session *session);
void pl_execution_done(pl_execution *e);
/* A value for an input; `name` with or without "input." in front. */
void pl_execution_input(pl_execution *e, pl_str name, pl_value value);
/* Make the tree of `dashboard`. False with the reason in `why`. */
bool pl_execution_build(pl_execution *e, pl_entry_id dashboard, pl_buf *why);
/* Every input that somebody waits for has a value, or the message says which have not. */
bool pl_execution_has_inputs(const pl_execution *e, pl_buf *why);
/* Blocks until all panels are finished: as long as an input that somebody waits for has no
 * value, if need be. */
void pl_execution_run(pl_execution *e);
/* The same as pl_execution_input(), while it runs: who waited for it goes on. Any thread. */
void pl_execution_publish(pl_execution *e, pl_str name, pl_value value);
/* Fire the stop; what has not begun is canceled. Any thread, while it runs. */
void pl_execution_cancel(pl_execution *e);
void pl_execution_snapshot(const pl_execution *e, pl_arena *arena, pl_snapshot *out);

/* ---- private to the room */

/* depend.c: find what `panel` waits for and who publishes it. */
bool pl_depend__find(pl_execution *e, pl_panel *panel, pl_buf *why);
/* `with` blocks that need each other. False with the circle in `why`. */
bool pl_depend__check_cycles(const pl_execution *e, pl_buf *why);
/* The value of a finished `with` for `dep`. False with the reason in `why`. */
bool pl_depend__resolve(pl_execution *e, pl_dependency *dep, pl_buf *why);
/* Hand the params of a graph to its nodes and edges: all it waits for is there. */
bool pl_depend__params(pl_execution *e, pl_panel *graph, pl_buf *why);
/* Bind the arguments of `panel`: all it waits for is there. */
bool pl_depend__bind(pl_execution *e, pl_panel *panel, pl_buf *why);
/* The input of the root that is called so, or NULL. */
const pl_panel *pl_depend__input(const pl_execution *e, pl_str name);

#endif
