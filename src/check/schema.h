/* schema.h - checks what stands at the top level of a file (mod-language.md 4.1, 9.2).
 * Threads: pure over their arguments. */
#ifndef PL_CHECK_SCHEMA_H
#define PL_CHECK_SCHEMA_H
#include "base/diag.h"
#include "hcl/ast.h"

/* Report everything at the top level of `body` that does not belong there; false if it reported
 * anything. */
bool pl_check_schema(const pl_body *body, pl_diags *diags);

#endif
