/* typeexpr.h - type constraints as written (hcl.md 4).
 *
 * Constraints are read, not evaluated: list(string), object({ a = number }).
 * Types are in the arena; names in them are borrowed from the parsed text.
 * Threads: pure over their arguments. */
#ifndef PL_HCL_TYPEEXPR_H
#define PL_HCL_TYPEEXPR_H
#include "base/diag.h"
#include "hcl/ast.h"
#include "value/type.h"

/* Called for the default of an optional(T, default), which needs evaluation.
 * False when it reported that the default does not fit. */
typedef bool pl_type_default_fn(void *ctx, const pl_expr *value, const pl_type *type,
                                pl_diags *diags);

/* Read a type constraint. If `defaults` is NULL, optional(T, default) is an error, as it is
 * in mods. NULL with all errors in `diags`. */
const pl_type *pl_type_parse(const pl_expr *expr, pl_type_default_fn *defaults, void *ctx,
                             pl_arena *arena, pl_diags *diags);

/* Read the `type` of a variable, which may also be bare list, set or map, `connection`,
 * connection.T for a T in `connections`, or a list of those. NULL with one error at the
 * attribute. */
const pl_type *pl_type_parse_variable(const pl_attr *attr, const pl_str *connections, size_t n,
                                      pl_arena *arena, pl_diags *diags);

#endif
