/* required.h - what a mod requires of programs and plugins (mod-language.md 2.6).
 *
 * Threads: as the evaluator. */
#ifndef PL_RUN_REQUIRED_H
#define PL_RUN_REQUIRED_H
#include "eval/required.h"
#include "mod/mod.h"

/* `min_powerpipe`, `powerpipe_at_least` and `plugins` of `out` for mod `mod`, in `arena`. Nothing
 * when it has no mod file. */
bool pl_required_info(pl_evaluator *ev, uint32_t mod, pl_arena *arena, pl_mod_info *out,
                      pl_diags *diags);

#endif
