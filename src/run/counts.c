/* counts.c - the counts of a finished check that decide its exit code. */
#include "run/counts.h"
#include "base/str.h"
#include "run/check.h"
#include "run/detection.h"
#include "run/review.h"

uint64_t pl_check_count(const pl_check *check, pl_row_status status, pl_check_severity least)
{
    if (!check || (unsigned)status >= PL_ROW_STATUSES)
        return 0;
    const pl_check_tree *tree = check->tree;
    uint64_t n = 0;

    if (check->detections && status == PL_ROW_ERROR)
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
