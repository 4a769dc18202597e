/* field.h - evaluates an attribute as its line in the schema demands (hcl.md 3.14).
 *
 * Loading a resource and checking its block both use it, so that both refuse the same values.
 * Threads: as the evaluation. */
#ifndef PL_MOD_FIELD_H
#define PL_MOD_FIELD_H
#include "hcl/eval.h"
#include "schema/schema.h"

/* Evaluate `expr` and convert it to the field's type; for types without values of their own
 * (references, children, arguments, ...) it is not converted. False if something was reported:
 * "Unsuitable value type: ...". */
bool pl_field_eval(pl_eval *ev, const pl_expr *expr, pl_field_type type, pl_value *out);

#endif
