/* typedefault.h - defaults inside type constraints: optional(T, default) (hcl.md 4).
 *
 * The generic language has them, mods do not (typeexpr.h). Defaults are put into a
 * value before it is converted: where an attribute is missing or null, in objects at
 * any depth, those inside collections and inside defaults included.
 *
 * Lifetime: defaults are in the arena they were read into and borrow names from the
 * parsed text. Threads: immutable once read. */
#ifndef PL_TEST_TYPEDEFAULT_H
#define PL_TEST_TYPEDEFAULT_H
#include "base/diag.h"
#include "hcl/ast.h"
#include "value/value.h"

typedef struct pl_defaults pl_defaults;

/* A constraint whose optional attributes may have defaults, which are evaluated
 * without variables and functions and converted to the attribute's type. NULL with
 * all that is wrong in `diags`; *defaults is NULL when there are none. */
const pl_type *pl_type_parse_defaults(const pl_expr *expr, pl_arena *arena, pl_diags *diags,
                                      const pl_defaults **defaults);

/* `v` with defaults put in where it has nothing. Collections that hold them become
 * tuples and objects: the value is meant to be converted next. NULL has no effect. */
pl_value pl_defaults_apply(pl_arena *arena, const pl_defaults *defaults, pl_value v);

#endif
