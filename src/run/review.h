/* review.h - a finished check as the user wants to see it: filtered, compared with an earlier run,
 * with exemptions applied.
 *
 *     review    the options and the files that were read; good for any number of checks
 *     reviewed  the outcome for one tree
 *     lens      one per control: filters and marks its rows when they are read again
 *
 * Counts of benchmarks and controls cover everything that ran, shown or not; exempted rows are
 * counted apart. Files, formats and exit codes therefore never disagree, and the text output shows
 * how much was left out.
 *
 * Lifetime: a tree borrows its review. Threads: one thread reviews; afterwards any number may read.
 * A tree is written before the next one is reviewed, because findings hold the state of one run. */
#ifndef PL_RUN_REVIEW_H
#define PL_RUN_REVIEW_H
#include "run/baseline.h"
#include "run/exemptions.h"
#include "run/grouped.h"
#include "run/severity.h"
#include "run/tree.h"
#include "base/buf.h"
#include <pipelite/run.h>

/* What is shown: a bit for each status, and one for exempted rows. */
enum { PL_SHOW_EXEMPTED = 1 << PL_ROW_STATUSES, PL_SHOW_ALL = (PL_SHOW_EXEMPTED << 1) - 1 };

struct pl_review {
    unsigned statuses;   /* PL_SHOW_ALL without --status */
    unsigned severities; /* a bit for each pl_check_severity; 0: all */
    bool compared, exempting;
    pl_baseline baseline;     /* if compared */
    pl_exemptions exemptions; /* if exempting */
    char today[16];           /* "2026-01-31" */
    pl_str asked;             /* the filters as options: "--status alarm --severity high" */
    bool grouped;
    pl_grouping grouping; /* if grouped */
    pl_arena arena;
};

typedef struct pl_lens {
    const pl_review *review;
    const pl_node *run;
    int64_t control; /* its index in the baseline; -1: not in it */
} pl_lens;

/* Mark a row; false if it is not shown. */
bool pl_lens_shows(const pl_lens *lens, pl_check_row *row, pl_buf *scratch);
/* How a control that ended with an error changed since the baseline; NONE without a baseline. */
pl_row_change pl_run_change(const pl_node *run);

/* lens.c, for review.c. Is a row of that status a failure: an alarm or an error? */
bool pl_row__is_failing(uint8_t status);
pl_str pl_review__today(const pl_review *review);
/* The exemption for a row, even an expired one; NULL: none. `scratch` is overwritten. */
pl_exemption *pl_lens__exemption(const pl_lens *lens, const pl_check_row *row, pl_buf *scratch);
/* The finding of the baseline that is the same as `row` (identity.h). NULL: there is none, or the
 * control is not in the baseline. Borrowed from the review; `scratch` is overwritten. */
pl_finding *pl_lens__find_baseline_finding(const pl_lens *lens, const pl_check_row *row,
                                           pl_buf *scratch);

typedef struct pl_reviewed {
    const pl_review *review;
    uint64_t hidden;                 /* results that are not shown */
    uint32_t hidden_runs;            /* controls without a result that is shown */
    uint32_t n_runs;                 /* distinct controls that ran */
    uint32_t n_new, n_unchanged;     /* findings that are not exempted */
    uint32_t n_lost;                 /* findings whose controls did not run, or failed */
    uint32_t new_of[PL_SEVERITIES];  /* n_new by severity */
    pl_counts counts[PL_SEVERITIES]; /* over distinct controls */
    const pl_finding **fixed;        /* in the order of the baseline */
    uint32_t n_fixed;
    const pl_node **runs; /* by control of the baseline; NULL: it did not complete */
    uint64_t exempted;    /* rows */
} pl_reviewed;

/* Apply `review` to a finished tree, once. */
void pl_review_tree(pl_review *review, pl_check_tree *tree);

/* Can `review` (NULL: none) be applied to detections? They have severities but no statuses. False
 * with an error if it has an option that only controls support. */
bool pl_review_suits(const pl_review *review, pl_diags *diags);
struct pl_detections;
void pl_review_detections(const pl_review *review, struct pl_detections *detections);
/* Append one line with how many rows and detections are hidden; nothing if all are shown. */
void pl_review_detection_line(const struct pl_detections *detections, pl_buf *out);

/* Append the lines in which a review summarises a tree; nothing if there is nothing to report.
 * `fixed`: also one line for each finding that is gone. */
void pl_review_lines(const pl_reviewed *reviewed, bool fixed, pl_buf *out);
/* Append "control.lit lamp-2 (region: south)". */
void pl_review_put_finding(const pl_reviewed *reviewed, const pl_finding *finding, pl_buf *out);

#endif
