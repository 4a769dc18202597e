/* required.h - the programs and plugins that a mod requires (mod-language.md 2.6).
 *
 * Threads: that of the evaluator. */
#ifndef PL_RUN_REQUIRED_H
#define PL_RUN_REQUIRED_H
#include "eval/required.h"
#include "mod/mod.h"

/* Fill in `min_powerpipe`, `powerpipe_at_least` and `plugins` of `out` for mod `mod`, in `arena`. A
 * mod without a mod file requires nothing. */
bool pl_required_info(pl_evaluator *ev, uint32_t mod, pl_arena *arena, pl_mod_info *out,
                      pl_diags *diags);

#endif
