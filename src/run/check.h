/* check.h - running benchmarks and controls, or detections, to their end. Threads: one per
 * session. */
#ifndef PL_RUN_CHECK_H
#define PL_RUN_CHECK_H
#include "run/severity.h"
#include "run/tree.h"
#include <pipelite/run.h>

struct pl_detections;
typedef struct pl_session pl_session;

typedef struct pl_check {
    pl_check_tree *tree; /* exactly one of these two is set */
    struct pl_detections *detections;
    pl_check_tree *grouped; /* the tree for text and csv; NULL: they use `tree` */
} pl_check;

typedef struct pl_check_options {
    /* Benchmarks, or one control, or one detection. Benchmarks of controls and of detections are
     * not mixed. */
    const pl_entry_id *targets;
    uint32_t n_targets;
    bool all;           /* run every benchmark of controls of the workspace's mod instead */
    bool merged;        /* one tree of all targets */
    pl_str target;      /* as the user gave it, "control.c(1)", with its arguments */
    const pl_str *args; /* --arg */
    size_t n_args;
    const pl_str *tags; /* --tag */
    size_t n_tags;
    pl_str where; /* --where; empty: none */
    bool dry_run;
    pl_check_keep keep;
    pl_review *review; /* borrowed by the check; NULL: results are not reviewed */
    /* Called now and then by the calling thread. May be NULL. */
    void (*progress)(void *ctx, const pl_progress *progress);
    void *ctx;
} pl_check_options;

/* Owned; pl_check_free(). Blocks until all of it is finished. Limits and parallelism are those
 * of the session's settings. NULL with an error in `diags` when it cannot begin. */
pl_check *pl_check_run(pl_session *session, const pl_check_options *options, pl_diags *diags);
void pl_check_free(pl_check *check); /* NULL is fine */

typedef struct pl_check_result {
    pl_str name;             /* for files: "acme.benchmark.top", "check.acme" */
    pl_str title;            /* may be empty */
    uint32_t controls;       /* distinct controls that passed the filter, or detections */
    uint32_t alarms, errors; /* rows; a control that could not be run is one error */
    bool detections, cancelled;
} pl_check_result;
/* Fill `*out` in; all zero for a NULL check. Texts are borrowed from the check. */
void pl_check_get_result(const pl_check *check, pl_check_result *out);
/* Count the rows of one status over the distinct controls of at least that severity. A control that
 * could not be run counts as an error. Detections only ever have errors. */
uint64_t pl_check_count(const pl_check *check, pl_check_status status, pl_check_severity least);
/* Count the findings of controls of at least that severity that the baseline does not have. */
uint64_t pl_check_new(const pl_check *check, pl_check_severity least);
/* review_open.c: write the summary lines of the review. False when `write` failed. */
bool pl_check_write_notes(const pl_check *check, pl_write_fn *write, void *ctx);

#endif
