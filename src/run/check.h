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

/* Owned; pl_check_free(). Blocks until all of it is finished. Of the options those are read that a
 * command gives for checks; `targets` has what is run, unless it is all. Limits and parallelism are
 * those of the session's settings. NULL with an error in `diags` when it cannot begin. */
pl_check *pl_check_run(pl_session *session, const pl_run_start_options *options, pl_diags *diags);
void pl_check_free(pl_check *check); /* NULL is fine */
/* order.c: fill `*out` in if the run as a whole is a check and has ended; otherwise false. What it
 * points at is borrowed from the run. */
bool pl_check_find(const pl_run *run, pl_check *out);

/* Fill `*out` in with what is known of a check alone. Texts are borrowed from the check. */
void pl_check_get_info(const pl_check *check, pl_run_info *out);
/* Count the rows of one status over the distinct controls of at least that severity. A control that
 * could not be run counts as an error. Detections only ever have errors. */
uint64_t pl_check_count(const pl_check *check, pl_row_status status, pl_check_severity least);
/* Count the findings of controls of at least that severity that the baseline does not have. */
uint64_t pl_check_new(const pl_check *check, pl_check_severity least);
/* review_open.c: write the summary lines of the review. False when `write` failed. */
bool pl_check_write_notes(const pl_check *check, pl_write_fn *write, void *ctx);

#endif
