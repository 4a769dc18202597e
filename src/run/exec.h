/* exec.h - run the controls of a tree (check-and-outputs.md 4).
 *
 *     order     the controls of a benchmark, then its benchmarks; each control once
 *     worker    takes the next control, loads it, runs its query, keeps its rows
 *     caller    waits, reports progress, sums up
 *
 * The workers are those of an engine (live.h). The setting `max-parallel` bounds how many controls
 * are under way. Each control is loaded by the worker that runs it and freed once its query was
 * sent, so beside the rows memory holds one resource per worker. The resulting tree does not depend
 * on the order in which queries finish.
 *
 * After the deadline or the stop no control begins any more; those that have not finished are
 * errors and are counted as such (C5, C17).
 */
#ifndef PL_RUN_EXEC_H
#define PL_RUN_EXEC_H
#include "run/database.h"
#include "run/params.h"
#include "run/store.h"
#include "run/tree.h"
#include <pipelite/run.h>

typedef struct pl_session pl_session;

/* The progress of a run (check-and-outputs.md 17). */
typedef struct pl_check_progress {
    pl_progress runs; /* distinct controls */
    pl_counts counts; /* over the finished ones */
} pl_check_progress;

typedef struct pl_check_exec {
    pl_store *store; /* loads the resources; no other thread may use it while the check runs */
    pl_databases *dbs;
    pl_query_limits limits;    /* `deadline`: of the whole check */
    const pl_given_args *args; /* replace those of a single control; may be NULL */
    bool dry_run, nulls;       /* see pl_args_binding */
    pl_check_keep keep;
    /* Called at the start, repeatedly, and at the end by the caller's thread. May be NULL. */
    void (*progress)(void *ctx, const pl_progress *progress);
    void *ctx;
} pl_check_exec;

enum { PL_CHECK_PARALLEL = 10 }; /* controls under way, unless the user sets a number */

/* local.c: run the whole tree on the session's engine and sum it up. False, with the reason in
 * `why`, if the fields of a benchmark or control that outputs show cannot be loaded. */
bool pl_check_exec_run(pl_session *session, pl_check_tree *tree, const pl_check_exec *exec,
                       pl_buf *why);

/* ---- private to the room: the controls of a tree in turns (exec.c)
 *
 * Threads: one at a time. */

typedef struct pl_check_turns {
    pl_check_tree *tree;
    const pl_check_exec *exec;
    pl_node **order; /* the controls in the order in which they begin; in the arena of the tree */
    uint32_t next;   /* position in `order` of the first that has not begun */
    pl_check_progress progress;
} pl_check_turns;

void pl_check_turns__begin(pl_check_turns *turns, pl_check_tree *tree, const pl_check_exec *exec);
/* Take the next control and count it as running; NULL: all have begun. */
pl_node *pl_check_turns__next(pl_check_turns *turns);
void pl_check_turns__finished(pl_check_turns *turns, const pl_node *run);
/* Sum up; all controls have finished. False, with the reason in `why`, if the fields that outputs
 * show cannot be loaded or rows could not be kept. */
bool pl_check_turns__end(pl_check_turns *turns, pl_buf *why);

/* ---- one control (control.c) */

/* A control from the moment it is loaded until its last row. */
typedef struct pl_control_job {
    pl_node *run; /* its plan is in `scratch` */
    const pl_check_exec *exec;
    pl_row_keeper *keeper; /* for its rows */
    pl_arena *arena;       /* for what outlives the job */
    pl_arena scratch;      /* of the job; owned */
    struct pl_live_check *check;
    struct pl_run_lane *lane; /* of its query */
} pl_control_job;

/* Load the control and plan its query. False: it has finished already, with an error or because it
 * is too late. */
bool pl_control__prepare(pl_control_job *job);
/* Send its query to the database of its plan, which is open, and finish it. */
void pl_control__query(pl_control_job *job);
/* Finish a control whose database cannot be opened. */
void pl_control__refuse(pl_control_job *job, pl_str why);
/* Load only the fields that outputs show, of all controls and benchmarks of which they are not
 * known. False with the reason in `why`. */
bool pl_check__show(pl_check_tree *tree, const pl_check_exec *exec, pl_buf *why);

#endif
