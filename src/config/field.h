/* field.h - attributes of configuration blocks as typed values.
 *
 * What is literal is converted as the language converts (hcl.md 3.4, 3.14), with
 * its messages. What would have to be evaluated is a message that names the
 * attribute. Threads: pure over their arguments. */
#ifndef PL_CONFIG_FIELD_H
#define PL_CONFIG_FIELD_H
#include "base/diag.h"
#include "config/setting.h"
#include "hcl/ast.h"

typedef enum pl_field_type {
    PL_FIELD_STRING,
    PL_FIELD_INT,
    PL_FIELD_BOOL,
    PL_FIELD_STRINGS, /* list(string) */
    PL_FIELD_OWN,     /* read by whoever owns the block */
} pl_field_type;

/* The value of `attr` into *out, its texts in `arena`; has = false for null. Names
 * that a reference may start with are in `root` (empty: none). The diagnostics are
 * open on the file. False when something was reported. */
bool pl_field__decode(const pl_attr *attr, pl_field_type type, pl_str root, pl_arena *arena,
                      pl_diags *diags, pl_setting_value *out);

/* "Unsuitable value type" at the start range of `attr` with this reason. */
void pl_field__unsuitable(const pl_attr *attr, const char *reason, pl_diags *diags);
/* What kind of value it is, in the words of messages: "string", "tuple"; NULL when
 * only evaluation can tell. */
const char *pl_field__kind(const pl_expr *expr);
/* Only literal values are read here: say so. */
void pl_field__not_literal(const pl_attr *attr, pl_diags *diags);
/* `expr` without the parentheses around it. */
const pl_expr *pl_field__bare(const pl_expr *expr);

#endif
