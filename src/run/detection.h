/* detection.h - detections that were run for the formats of checks (check-and-outputs.md 16): an
 * execution whose nodes are benchmarks and detections, and the texts of their rows.
 *
 *   root: a benchmark of detections, or one made up around a single detection
 *     children: benchmarks and detections, in declared order
 *
 * A node has one place in the execution, however many benchmarks hold it: a detection runs once and
 * is counted in each. All detections are loaded before the first one runs.
 *
 * Lifetime: nodes are in the run's arena; the resources and rows that they show are in its store
 * and its keeper. Nothing is borrowed from the session once it has run. Threads: finished ones are
 * immutable. */
#ifndef PL_RUN_DETECTION_H
#define PL_RUN_DETECTION_H
#include "run/dashboard.h"

typedef struct pl_detections {
    pl_run *run;                   /* owned */
    const pl_execution *execution; /* of the run */
    pl_node *root;                 /* of the execution: a container */
    const pl_node *around;         /* the group around the root: it has the target's title */
    pl_store *store;               /* owned */
    pl_row_keeper *keeper;         /* owned */
    const pl_review *review;       /* NULL: not reviewed */
    uint64_t hidden;               /* rows that the review hides */
    uint32_t hidden_leaves;        /* detections that it hides */
    bool cancelled;
    bool dry_run; /* detections run even then; the text output omits counts (recorded) */
} pl_detections;

/* Owned; pl_detections_free(). `exec`: its limits, stop, arguments of the only detection and
 * progress. NULL with the reason in `why` when it cannot begin. */
pl_detections *pl_detections_run(pl_session *session, pl_entry_id target, const pl_check_exec *exec,
                                 pl_buf *why);
void pl_detections_free(pl_detections *detections); /* NULL is fine */

/* Is the node a detection, and not a benchmark? */
static inline bool pl_node_is_detection(const pl_node *node)
{
    return node->role == PL_NODE_LEAF;
}
pl_str pl_detection_severity(const pl_node *node);
/* The number of rows of a detection, or of all detections below a benchmark. */
uint64_t pl_detection_count(const pl_node *node);
/* The number of detections of the run, or of those that failed. */
uint32_t pl_detections_n(const pl_detections *detections, bool failed);

#endif
