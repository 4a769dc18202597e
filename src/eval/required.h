/* required.h - which database a mod asks for, for a mod that it requires
 * (`require { mod "x" { database = ... } }`, mod-language.md 2.3).
 *
 * Lifetime: values live in the store. Threads: as the evaluator. */
#ifndef PL_EVAL_REQUIRED_H
#define PL_EVAL_REQUIRED_H
#include "eval/evaluator.h"

typedef struct pl_required {
    pl_value database;                        /* text or a connection; null: not set */
    pl_value search_path, search_path_prefix; /* lists of text; null: not set */
} pl_required;

/* Is it a `require` block? */
bool pl_required_is_block(const pl_block *block);
/* What the workspace's mod says about mod `dep` (image id). All null if it does not require that
 * mod itself, or has nothing to say. False with errors in `diags`. */
bool pl_required_read(pl_evaluator *ev, uint32_t dep, pl_required *out, pl_diags *diags);

#endif
