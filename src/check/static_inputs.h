/* static_inputs.h - inputs of a dashboard that need each other (mod-language.md 7.9).
 *
 * The references of the index decide: an input needs the inputs that its own or its base's
 * arguments name. Threads: pure over their arguments. */
#ifndef PL_CHECK_STATIC_INPUTS_H
#define PL_CHECK_STATIC_INPUTS_H
#include "base/vec.h"
#include "index/read.h"

typedef struct pl_input_cycle {
    pl_entry_id dashboard;
    pl_entry_id *inputs; /* n inputs; each needs the next, and the last needs the first */
    uint32_t n;
} pl_input_cycle;

/* `{0}` to begin with; pl_input_cycles_done() when finished. */
typedef struct pl_input_cycles {
    PL_VEC(pl_input_cycle) list;
} pl_input_cycles;

/* Find the first cycle of each dashboard that has one, in the order of the dashboards. */
void pl_input_cycles_find(const pl_index *ix, pl_input_cycles *out);
void pl_input_cycles_done(pl_input_cycles *cycles);

/* The dashboard that an input belongs to: the innermost one around it, or PL_NO_ENTRY. */
pl_entry_id pl_input_dashboard(const pl_ix_entry *entries, pl_entry_id input);

#endif
