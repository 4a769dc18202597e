#include "check/fault.h"
#include "index/read.h"
#include <stdlib.h>

pl_fault pl_fault_of(const pl_diags *messages, size_t message)
{
    const pl_diag *d = pl_diags_get(messages, message);
    return (pl_fault){ .code = d->code,
                       .severity = d->severity,
                       .file = PL_NONE,
                       .entry = PL_NO_ENTRY,
                       .range = d->range,
                       .message = (uint32_t)message };
}

static int compare_order(const void *a, const void *b)
{
    const pl_fault *x = a, *y = b;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return (x->message > y->message) - (x->message < y->message);
}

void pl_faults_sort(pl_faults *faults)
{
    if (faults->n > 1)
        qsort(faults->at, faults->n, sizeof *faults->at, compare_order);
}

void pl_faults_tell(const pl_faults *faults, const pl_diags *messages, uint64_t stage,
                    pl_diags *out)
{
    for (size_t i = 0; i < faults->n; i++)
        if (faults->at[i].stage == stage)
            pl_diag_copy(out, pl_diags_get(messages, faults->at[i].message));
}
