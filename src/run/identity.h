/* identity.h - when are two results the same finding?
 *
 * When control, resource and dimensions are equal; status and reason may differ. Baselines compare
 * by it, and the history keeps it, so that it never changes.
 *
 * Threads: pure functions. */
#ifndef PL_RUN_IDENTITY_H
#define PL_RUN_IDENTITY_H
#include "base/buf.h"
#include "run/rows.h"

/* The dimensions in the order of their keys; of two with one key the last, as in snapshots. `out`
 * has room for `n`. Returns how many there are. */
uint32_t pl_identity_dimensions(const pl_dimension *dimensions, uint32_t n,
                                const pl_dimension **out);
/* Append bytes that are equal exactly when resource and dimensions are. */
void pl_identity_key(pl_str resource, const pl_dimension *dimensions, uint32_t n, pl_buf *out);

/* The identity of a finding: 128 bits of a hash (XXH3) of its key. */
typedef struct pl_identity {
    uint64_t high, low;
} pl_identity;
/* `ordinal`: of rows of one control that are the same finding, the number of the row in the order
 * of status and reason; 0 for the first. `scratch` is overwritten. */
pl_identity pl_identity_of(pl_str resource, const pl_dimension *dimensions, uint32_t n,
                           uint32_t ordinal, pl_buf *scratch);

#endif
