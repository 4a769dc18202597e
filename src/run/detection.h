/* detection.h - detections that run: a tree of panels, as in dashboards, and what text
 * shows of their rows (check-and-outputs.md 16).
 *
 *   root: a benchmark of detections, or one that is made up around a single detection
 *     children: benchmarks and detections, in declared order
 *
 * A detection has one panel in a tree, however many benchmarks hold it: it runs once and is
 * counted in each. All are loaded before the first one runs.
 *
 * Lifetime: panels are in the tree's arena, what they show in its store and its keeper. Threads: a
 * detection belongs to the worker that runs it; afterwards all of it is immutable. */
#ifndef PL_RUN_DETECTION_H
#define PL_RUN_DETECTION_H
#include "run/exec.h"
#include "run/panel.h"
#include <pipelite/run.h>

typedef struct pl_detection {
    pl_panel panel; /* first: panels of leaves are these */
    pl_str severity;
    const pl_str *display; /* names of columns that are wanted */
    uint32_t n_display;
    uint32_t n_shown; /* of them that are there */
    pl_rows rows;     /* their texts, as the dimensions of rows of controls */
    uint64_t n_rows;
    pl_arena arena; /* of the places of rows */
} pl_detection;

typedef struct pl_detection_tree {
    pl_str name;    /* for generated file names */
    pl_str title;   /* of the target */
    pl_panel *root; /* a container */
    pl_detection **all;
    uint32_t n;
    pl_moment start, end;
    pl_store *store;
    pl_row_keeper *keeper;
    const pl_str *search_path, *search_path_prefix; /* that were asked for */
    uint32_t n_search_path, n_search_path_prefix;
    const pl_review *review; /* NULL: as it ran */
    uint64_t hidden;         /* rows that it leaves out */
    uint32_t hidden_leaves;  /* and detections */
    bool cancelled;
    bool dry_run; /* all the same they ran: text leaves counts out (recorded) */
    pl_arena arena;
} pl_detection_tree;

/* Owned; pl_detection_tree_free(). `exec`: its store and databases, limits, stop, arguments of
 * the only detection and progress. NULL with the reason in `why` when it cannot begin. */
pl_detection_tree *pl_detections_run(pl_session *session, pl_entry_id target,
                                     const pl_check_exec *exec, pl_buf *why);
void pl_detection_tree_free(pl_detection_tree *tree); /* NULL is fine */

/* Rows of a detection, or of all that are below. */
uint64_t pl_detection_count(const pl_panel *panel);
static inline const pl_detection *pl_detection_of(const pl_panel *panel)
{
    return panel->role == PL_PANEL_LEAF ? (const pl_detection *)panel : NULL;
}
uint32_t pl_detections_failed(const pl_detection_tree *tree);
/* The snapshot, in `arena`. */
void pl_detection_snapshot(const pl_detection_tree *tree, pl_arena *arena, pl_snapshot *out);

#endif
