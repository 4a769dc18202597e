/* exec.h - run the controls of a tree (check-and-outputs.md 4).
 *
 *     traversal   the controls of a group in order, then its groups, each control once
 *     worker      takes the next control, loads it, runs its query, keeps its rows
 *     caller      waits, is told of progress, sums up
 *
 * The workers are those of an engine (live.h), `max-parallel` of the settings bounds how many
 * controls are under way; each is loaded by the worker that runs it and forgotten when its query
 * was sent, so memory holds one resource per worker beside the rows. The tree that comes out does
 * not depend on who was faster.
 *
 * When the deadline passes or the stop is fired no control is begun any more; those that
 * did not finish are errors and count everywhere (C5, C17).
 */
#ifndef PL_RUN_EXEC_H
#define PL_RUN_EXEC_H
#include "run/database.h"
#include "run/params.h"
#include "run/store.h"
#include "run/tree.h"
#include <pipelite/run.h>

/* How far a run is (check-and-outputs.md 17). */
typedef struct pl_check_progress {
    uint32_t total, pending, running, complete, error; /* distinct controls */
    pl_counts counts;                                  /* of those that are finished */
} pl_check_progress;

typedef struct pl_check_exec {
    pl_store *store; /* what it loads from; nothing else may load meanwhile */
    pl_databases *dbs;
    uint64_t query_limit;      /* nanoseconds of one query; 0: none */
    uint64_t deadline;         /* pl_clock_ns() of the whole; 0: none */
    pl_db_stop *stop;          /* may be NULL */
    const pl_given_args *args; /* of the only control in place of its own; may be NULL */
    bool dry_run;
    pl_check_keep keep;
    /* A control is finished: told by its worker, one at a time. May be NULL. */
    void (*finished)(void *ctx, const pl_control_run *run, const pl_check_progress *progress);
    /* Now and then, by the caller's thread; at the start and at the end, too. May be NULL. */
    void (*progress)(void *ctx, const pl_check_progress *progress);
    void *ctx;
} pl_check_exec;

enum { PL_CHECK_PARALLEL = 10 }; /* controls under way, when the user does not say */

/* local.c: run all of it on the engine of the session and sum up: the tree is finished then. False
 * when a group or control cannot be loaded for what is shown of it; the reason is in `why`. */
bool pl_check_exec_run(pl_session *session, pl_check_tree *tree, const pl_check_exec *exec,
                       pl_buf *why);

/* ---- private to the room: the controls of a tree in turns (exec.c)
 *
 * Threads: one at a time. */

typedef struct pl_check_turns {
    pl_check_tree *tree;
    const pl_check_exec *exec;
    pl_control_run **order; /* in which they are begun; owned */
    uint32_t next;          /* of `order`: not begun yet */
    pl_check_progress progress;
} pl_check_turns;

void pl_check_turns__begin(pl_check_turns *turns, pl_check_tree *tree, const pl_check_exec *exec);
/* The next control, which runs from now on; NULL: all have begun. */
pl_control_run *pl_check_turns__next(pl_check_turns *turns);
void pl_check_turns__finished(pl_check_turns *turns, const pl_control_run *run);
/* All are finished: sum up. False when something that is shown cannot be loaded, or rows could not
 * be kept: the reason is in `why`. */
bool pl_check_turns__end(pl_check_turns *turns, pl_buf *why);
void pl_check_turns__done(pl_check_turns *turns);

/* ---- one control (control.c) */

/* A control between being loaded and its last row. */
typedef struct pl_control_job {
    pl_control_run *run;
    const pl_check_exec *exec;
    pl_row_keeper *keeper; /* of its rows */
    pl_arena *arena;       /* of all that stays */
    pl_arena scratch;      /* gone with the job */
    pl_str sql;
    pl_bound_args args;
    pl_database_choice choice;
    pl_db *db;  /* of the choice; set by whoever opens it */
    void *lane; /* of a live run: where its turn comes */
} pl_control_job;

/* Load it. False: it is finished, be it because it is too late. */
bool pl_control__prepare(pl_control_job *job);
/* Send its query to job->db and finish it. */
void pl_control__query(pl_control_job *job);
/* Its database cannot be opened. */
void pl_control__refuse(pl_control_job *job, pl_str why);
void pl_control__done(pl_control_job *job);
/* It is not run: only what is shown of it. */
bool pl_control__show(pl_node_info *info, const pl_check_exec *exec, pl_arena *arena, pl_buf *why);

#endif
