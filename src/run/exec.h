/* exec.h - run the controls of a tree (check-and-outputs.md 4).
 *
 *     traversal   the controls of a group in order, then its groups, each control once
 *     worker      takes the next control, loads it, runs its query, keeps its rows
 *     caller      waits, is told of progress, sums up
 *
 * At most `max_parallel` workers; each control is loaded by the worker that runs it and
 * forgotten when its query was sent, so memory holds one resource per worker beside the
 * rows. The tree that comes out does not depend on who was faster.
 *
 * When the deadline passes or the stop is fired no control is begun any more; those that
 * did not finish are errors and count everywhere (C5, C17).
 *
 * Threads: workers live as long as the call. */
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
    pl_store *store; /* its world and what it has of mods; nothing else may load meanwhile */
    pl_databases *dbs;
    unsigned max_parallel;     /* 0: 10 */
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

/* Runs all of it and sums up: the tree is finished then. False when a group or control cannot
 * be loaded for what is shown of it; the reason is in `why`. */
bool pl_check_exec_run(pl_check_tree *tree, const pl_check_exec *exec, pl_buf *why);

/* ---- private to the room: control.c */

/* Load, run and finish one control, unless `exec` says that it is too late: its error then.
 * All that stays lies in `arena`, and rows with `keeper`. Any thread, for different runs. */
void pl_control__run(pl_control_run *run, const pl_check_exec *exec, pl_row_keeper *keeper,
                     pl_arena *arena);
/* It is not run: only what is shown of it. */
bool pl_control__show(pl_node_info *info, const pl_check_exec *exec, pl_arena *arena, pl_buf *why);

#endif
