/* baseline.h - the findings of an earlier run, to tell new ones from old ones.
 *
 * It is read from the json output of a check or from its snapshot. A finding is a row that is an
 * alarm or an error, or a control that could not be run. Two findings are the same if control,
 * resource and dimensions are equal; the reason may differ.
 *
 * Lifetime: everything is in its arena. Threads: any number may look findings up; `failing` and
 * `present` belong to the thread that reviews. */
#ifndef PL_RUN_BASELINE_H
#define PL_RUN_BASELINE_H
#include "base/map.h"
#include "base/vec.h"
#include "base/diag.h"
#include "run/rows.h"

typedef struct pl_finding {
    uint32_t control; /* index */
    pl_str resource;
    const pl_dimension *dimensions; /* in the order of the file, without types */
    uint32_t n_dimensions;
    bool failing; /* the run at hand has it as alarm or error, too */
    bool present; /* the run at hand has it with any status */
} pl_finding;

typedef struct pl_baseline {
    pl_str path;
    PL_VEC(pl_str) controls;
    PL_VEC(pl_finding) findings;
    pl_map by_name; /* name of a control -> index */
    pl_map by_key;  /* pl_finding__key() -> index of a finding */
    pl_arena arena;
} pl_baseline;

/* Parse `text`, the contents of the file `path`, into `out`, which is empty. False with an error in
 * `diags` that tells the user what to do. */
bool pl_baseline_parse(pl_baseline *out, pl_str path, pl_str text, pl_diags *diags);
void pl_baseline_done(pl_baseline *baseline);

/* The index of a control by its full name, "mod.control.x", or its `control_id` in json; -1: it was
 * not in that run. */
int64_t pl_baseline_control(const pl_baseline *baseline, pl_str full_name, pl_str control_id);
/* NULL: no such finding. `scratch` is overwritten. */
pl_finding *pl_baseline_find(const pl_baseline *baseline, uint32_t control, const pl_check_row *row,
                             pl_buf *scratch);

#endif
