/* counts.c - the counts of a finished check that decide its exit code. */
#include "run/counts.h"
#include "base/str.h"
#include "run/check.h"
#include "run/detection.h"
#include "run/review.h"

_Static_assert((int)PL_STATUS_ERROR == PL_ROW_ERROR && (int)PL_STATUS_ALARM == PL_ROW_ALARM &&
                   (int)PL_STATUS_INFO == PL_ROW_INFO && (int)PL_STATUS_OK == PL_ROW_OK &&
                   (int)PL_STATUS_SKIP == PL_ROW_SKIP && (int)PL_STATUSES == PL_ROW_STATUSES,
               "the public statuses are those of rows");

bool pl_check_status_find(pl_str word, pl_check_status *out)
{
    pl_row_status status;
    bool found = pl_row_status_find(word, &status);

    if (found)
        *out = (pl_check_status)status;
    return found;
}

uint64_t pl_check_count(const pl_check *check, pl_check_status status, pl_check_severity least)
{
    if (!check || (unsigned)status >= PL_STATUSES)
        return 0;
    const pl_check_tree *tree = check->tree;
    uint64_t n = 0;

    if (check->detections && status == PL_STATUS_ERROR)
        n = pl_detections_n(check->detections, true);
    if (tree && tree->reviewed)
        for (int i = (int)least; i < PL_SEVERITIES; i++)
            n += tree->reviewed->counts[i].of[status];
    for (uint32_t i = 0; tree && !tree->reviewed && i < tree->n_runs; i++)
        if (pl_check_severity_find(tree->runs[i]->shown.severity) >= least)
            n += tree->runs[i]->tally->counts.of[status];
    return n;
}

uint64_t pl_check_new(const pl_check *check, pl_check_severity least)
{
    if (!check)
        return 0;
    const pl_reviewed *reviewed = check->tree ? check->tree->reviewed : NULL;
    uint64_t n = 0;

    for (int i = (int)least; reviewed && i < PL_SEVERITIES; i++)
        n += reviewed->new_of[i];
    return n;
}
