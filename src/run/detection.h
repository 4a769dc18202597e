/* detection.h - the results of detections: a tree of panels, as in dashboards, and the texts of
 * their rows (check-and-outputs.md 16).
 *
 *   root: a benchmark of detections, or one made up around a single detection
 *     children: benchmarks and detections, in declared order
 *
 * A detection has one panel in a tree, however many benchmarks hold it: it runs once and is
 * counted in each. All detections are loaded before the first one runs.
 *
 * Lifetime: panels are in the tree's arena; the resources and rows that they show are in its store
 * and its keeper. Threads: while the tree runs, a detection belongs to the worker that runs it. A
 * finished tree is immutable. */
#ifndef PL_RUN_DETECTION_H
#define PL_RUN_DETECTION_H
#include "run/exec.h"
#include "run/node.h"
#include <pipelite/run.h>

typedef struct pl_detection {
    pl_node panel;     /* first: a LEAF node of this tree is a pl_detection */
    pl_node_plan plan; /* of `panel` */
    pl_str severity;
    const pl_str *display; /* names of the columns to show */
    uint32_t n_display;
    uint32_t n_shown; /* how many of them the result has */
    pl_rows rows;     /* cells as text, stored like the dimensions of a control's rows */
    uint64_t n_rows;
    pl_arena arena; /* for the list of pieces of `rows` */
} pl_detection;

typedef struct pl_detection_tree {
    pl_str name;   /* for generated file names */
    pl_str title;  /* of the target */
    pl_node *root; /* a container */
    pl_detection **all;
    uint32_t n;
    pl_moment start, end;
    pl_store *store;
    pl_row_keeper *keeper;
    const pl_str *search_path, *search_path_prefix; /* those of the options */
    uint32_t n_search_path, n_search_path_prefix;
    const pl_review *review; /* NULL: not reviewed */
    uint64_t hidden;         /* rows that the review hides */
    uint32_t hidden_leaves;  /* detections that it hides */
    bool cancelled;
    bool dry_run; /* detections run even then; the text output omits counts (recorded) */
    pl_arena arena;
} pl_detection_tree;

/* Owned; pl_detection_tree_free(). `exec`: its store and databases, limits, stop, arguments of
 * the only detection and progress. NULL with the reason in `why` when it cannot begin. */
pl_detection_tree *pl_detections_run(pl_session *session, pl_entry_id target,
                                     const pl_check_exec *exec, pl_buf *why);
void pl_detection_tree_free(pl_detection_tree *tree); /* NULL is fine */

/* The number of rows of a detection, or of all detections below a benchmark. */
uint64_t pl_detection_count(const pl_node *panel);
static inline const pl_detection *pl_detection_of(const pl_node *panel)
{
    return panel->role == PL_NODE_LEAF ? (const pl_detection *)panel : NULL;
}
uint32_t pl_detections_failed(const pl_detection_tree *tree);
/* The snapshot, in `arena`. */
void pl_detection_snapshot(const pl_detection_tree *tree, pl_arena *arena, pl_snapshot *out);

#endif
