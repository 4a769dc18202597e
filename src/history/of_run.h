/* of_run.h - a run that has ended as the store records it.
 *
 * Lifetime: texts are borrowed from the run and from the facts, or are in the arena of this.
 * Threads: one; it is a use of the run. */
#ifndef PL_HISTORY_OF_RUN_H
#define PL_HISTORY_OF_RUN_H
#include "base/vec.h"
#include "history/record.h"
#include "run/check.h"
#include <pipelite/history.h>

typedef struct pl_of_run {
    pl_recorded_run record;
    pl_check check;
    PL_VEC(pl_history_control) controls;
    PL_VEC(pl_history_benchmark) benchmarks;
    PL_VEC(pl_history_member) members;
    pl_arena arena;
} pl_of_run;

/* Fill `out`, which is `{0}`. False with an error in `diags` if the run is none of benchmarks and
 * controls, or has not ended. Call pl_of_run_done() in any case. */
bool pl_of_run_init(pl_of_run *out, const pl_run *run, const pl_history_facts *facts,
                    pl_diags *diags);
void pl_of_run_done(pl_of_run *of);

/* Fill in what the runs of a session have for their scope but its label: workspace, database and
 * search path. In `arena`. */
void pl_of_session(const pl_session *session, pl_arena *arena, pl_recorded_run *out);

/* A moment as the store has it: "2026-11-25T15:40:00.000Z". In `arena`. */
pl_str pl_history_time(pl_arena *arena, int64_t seconds, unsigned milliseconds);
/* Labels, "key=value", as a JSON object in the order of the keys; of two with one key the last. In
 * `arena`. */
pl_str pl_history_labels(pl_arena *arena, const pl_str *labels, size_t n);

#endif
