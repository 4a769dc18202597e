/* required.h - the database that a mod sets for a mod that it requires
 * (`require { mod "x" { database = ... } }`, mod-language.md 2.3).
 *
 * Lifetime: values live in the store. Threads: as the evaluator. */
#ifndef PL_EVAL_REQUIRED_H
#define PL_EVAL_REQUIRED_H
#include "eval/evaluator.h"

typedef struct pl_required {
    pl_value database;                        /* text or a connection; null: not set */
    pl_value search_path, search_path_prefix; /* lists of text; null: not set */
    uint32_t line;                            /* of `database` */
} pl_required;

/* Is it a `require` block? */
bool pl_required_is_block(const pl_block *block);
/* Read what the workspace's mod sets for mod `dep` (image id). All values are null if it does not
 * require that mod itself, or sets nothing for it. False with errors in `diags`. */
bool pl_required_read(pl_evaluator *ev, uint32_t dep, pl_required *out, pl_diags *diags);

/* The place of a resource's `database`, as "mod.pp:3", in `arena`. With `line` 0 the line is looked
 * up; for an inherited `database` it is the line where the resource begins. */
pl_str pl_database_place(pl_evaluator *ev, pl_entry_id id, uint32_t line, pl_arena *arena);

#endif
