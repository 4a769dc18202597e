/* values_stage.h - the stages in which Powerpipe finds errors.
 *
 * It decodes the variables of all mods before anything else, a mod after those that it requires,
 * and in a mod first the blocks that need nothing after them (mod-language.md 1.6, 5.5). If a stage
 * has errors, it reports all of them and none of the next stage.
 *
 * Threads: that of the evaluator. */
#ifndef PL_CHECK_VALUES_STAGE_H
#define PL_CHECK_VALUES_STAGE_H
#include "base/diag.h"
#include "eval/evaluator.h"

typedef struct pl_stages pl_stages;

/* Owned; pl_stages_free(). */
pl_stages *pl_stages_new(pl_evaluator *ev);
void pl_stages_free(pl_stages *stages);
/* The row of the file that a message is about, or PL_NONE. */
uint32_t pl_stages_file(const pl_stages *stages, const pl_diag *d);
/* The number of a stage: a smaller one comes first. `late`: in the second pass over the blocks. Of
 * an entry, or of what stands in a file (PL_NONE: nowhere) without being one. */
uint64_t pl_stages_of(const pl_stages *stages, pl_entry_id id, bool late);
uint64_t pl_stages_of_file(const pl_stages *stages, uint32_t file);
bool pl_stages_is_late(uint64_t stage);

#endif
