/* field.h - what the value of an attribute must be, by its line in the schema (hcl.md 3.14).
 *
 * Loading a resource and checking its block both use it, so that what the one refuses the other
 * refuses, too. Threads: as the evaluation. */
#ifndef PL_MOD_FIELD_H
#define PL_MOD_FIELD_H
#include "hcl/eval.h"
#include "schema/schema.h"

/* Evaluate `expr` and make it a value of the field's type; for types that are no values
 * (references, children, arguments, ...) it stays what it is. False when something was
 * reported: "Unsuitable value type: ...". */
bool pl_field_eval(pl_eval *ev, const pl_expr *expr, pl_field_type type, pl_value *out);

#endif
