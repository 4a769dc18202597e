/* baseline.h - what failed in an earlier run, to tell new findings from old ones.
 *
 * It is read from what we wrote ourselves: the json output of a check, or its snapshot. A finding
 * is a row that is an alarm or an error, or a control that could not be run. It is the same
 * finding when control, resource and dimensions are; its reason may change.
 *
 * Lifetime: everything is in its arena. Threads: any number may look things up; `failing`
 * and `present` belong to who reviews. */
#ifndef PL_RUN_BASELINE_H
#define PL_RUN_BASELINE_H
#include "base/map.h"
#include "base/vec.h"
#include "base/diag.h"
#include "run/rows.h"

typedef struct pl_finding {
    uint32_t control; /* index */
    pl_str resource;
    const pl_dimension *dimensions; /* as the file has them; no types */
    uint32_t n_dimensions;
    bool failing; /* still, in the run at hand */
    bool present; /* in it, whatever its status */
} pl_finding;

typedef struct pl_baseline {
    pl_str path;
    PL_VEC(pl_str) controls;
    PL_VEC(pl_finding) findings;
    pl_map by_name; /* name of a control -> index */
    pl_map by_key;  /* pl_finding__key() -> index of a finding */
    pl_arena arena;
} pl_baseline;

/* Into `out`, which is empty. False with an error in `diags` that says what to do. */
bool pl_baseline_parse(pl_baseline *out, pl_str path, pl_str text, pl_diags *diags);
void pl_baseline_done(pl_baseline *baseline);

/* Index of the control by one of its names: "mod.control.x", and what json calls it; -1: it was
 * not in that run. */
int64_t pl_baseline_control(const pl_baseline *baseline, pl_str full_name, pl_str control_id);
/* NULL: no such finding. `scratch` is overwritten. */
pl_finding *pl_baseline_find(const pl_baseline *baseline, uint32_t control, const pl_check_row *row,
                             pl_buf *scratch);

#endif
