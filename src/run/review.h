/* review.h - a finished check as somebody wants to look at it: filtered, compared with an earlier
 * run, without what is exempted.
 *
 *     review    what was asked for, and the files that were read; for any number of checks
 *     reviewed  what came of it for one tree
 *     lens      of each run of controls in it: rows are judged when they are read again
 *
 * Counts of groups and runs are over all that ran, shown or not; what is exempted is counted apart.
 * Files, writers and exit codes thus never disagree, and the text says what was left out.
 *
 * Lifetime: a tree borrows its review. Threads: who reviews is alone; then any number may read. A
 * tree is written before the next one is reviewed, because findings know of one run at a time. */
#ifndef PL_RUN_REVIEW_H
#define PL_RUN_REVIEW_H
#include "run/baseline.h"
#include "run/exemptions.h"
#include "run/grouped.h"
#include "run/tree.h"
#include "base/buf.h"
#include <pipelite/run.h>

/* What is shown: a bit for each status, one for what is exempted. */
enum { PL_SHOW_EXEMPTED = 1 << PL_ROW_STATUSES, PL_SHOW_ALL = (PL_SHOW_EXEMPTED << 1) - 1 };

struct pl_review {
    unsigned statuses;   /* PL_SHOW_ALL without --status */
    unsigned severities; /* a bit for each pl_check_severity; 0: all */
    bool compared, exempting;
    pl_baseline baseline;     /* compared */
    pl_exemptions exemptions; /* exempting */
    char today[16];           /* "2026-01-31" */
    pl_str asked;             /* "--status alarm --severity high" */
    bool grouped;
    pl_grouping grouping; /* grouped */
    pl_arena arena;
};

typedef struct pl_lens {
    const pl_review *review;
    const pl_control_run *run;
    int64_t control; /* of the baseline; -1: not in it */
} pl_lens;

/* Mark the row; false when it is not shown. */
bool pl_lens_shows(const pl_lens *lens, pl_check_row *row, pl_buf *scratch);
/* Of the error of a run; NONE when there is no baseline. */
pl_row_change pl_run_change(const pl_control_run *run);

/* lens.c, for review.c. */
bool pl_row__is_failing(uint8_t status);
pl_str pl_review__today(const pl_review *review);
/* The exemption that is for a row, be it expired; NULL: none. */
pl_exemption *pl_lens__exemption(const pl_lens *lens, const pl_check_row *row, pl_buf *scratch);
/* The finding of the baseline that a row is; NULL: none. */
pl_finding *pl_lens__finding(const pl_lens *lens, const pl_check_row *row, pl_buf *scratch);

typedef struct pl_reviewed {
    const pl_review *review;
    uint64_t hidden;                 /* results that are not shown */
    uint32_t hidden_runs;            /* controls of which none is */
    uint32_t n_runs;                 /* all distinct ones */
    uint32_t n_new, n_unchanged;     /* findings that are not exempted */
    uint32_t n_lost;                 /* of the baseline, whose controls did not run, or not right */
    uint32_t new_of[PL_SEVERITIES];  /* of n_new */
    pl_counts counts[PL_SEVERITIES]; /* over distinct runs */
    const pl_finding **fixed;        /* in the order of the baseline */
    uint32_t n_fixed;
    const pl_control_run **runs; /* of each control of the baseline; NULL: not to its end */
    uint64_t exempted;           /* rows */
} pl_reviewed;

/* Apply `review` to a finished tree, once. */
void pl_review_tree(pl_review *review, pl_check_tree *tree);

/* Detections have severities alone; false with an error when more is asked for. `review` may be
 * NULL. */
bool pl_review_suits(const pl_review *review, pl_diags *diags);
struct pl_detection_tree;
void pl_review_detections(const pl_review *review, struct pl_detection_tree *tree);
/* The line that says what is not shown of them; nothing when all is. */
void pl_review_detection_line(const struct pl_detection_tree *tree, pl_buf *out);

/* A line for each thing that a review has to say about a tree, with its end; nothing when there
 * is nothing to say. `fixed`: each finding that is no more in a line of its own, too. */
void pl_review_lines(const pl_reviewed *reviewed, bool fixed, pl_buf *out);
/* "control.lit lamp-2 (region: south)". */
void pl_review_put_finding(const pl_reviewed *reviewed, const pl_finding *finding, pl_buf *out);

#endif
