/* field.h - attributes of configuration blocks as typed values.
 *
 * Expressions are evaluated and converted as the language does (hcl.md 3.4, 3.14), with
 * its messages. Functions see the environment and the directory of the settings.
 * Threads: one at a time per settings. */
#ifndef PL_CONFIG_FIELD_H
#define PL_CONFIG_FIELD_H
#include "base/diag.h"
#include "config/setting.h"
#include "hcl/eval.h"

typedef enum pl_config_type {
    PL_FIELD_STRING,
    PL_FIELD_INT,
    PL_FIELD_BOOL,
    PL_FIELD_STRINGS, /* list(string) */
    PL_FIELD_OWN,     /* read by the owner of the block */
} pl_config_type;

/* The value of `attr` into *out, its texts in the arena of `s`; has = false for null.
 * `scope` has the names it may use; NULL: none. The diagnostics are open on the file.
 * False when something was reported. */
bool pl_field__decode(pl_settings *s, const pl_attr *attr, pl_config_type type,
                      const pl_scope *scope, pl_diags *diags, pl_setting_value *out);
/* The same without a conversion; in `arena`, borrowed from the tree. */
bool pl_field__value(pl_settings *s, const pl_attr *attr, const pl_scope *scope, pl_arena *arena,
                     pl_diags *diags, pl_value *out);

/* "Unsuitable value type" at the start range of `attr` with this reason. */
void pl_field__unsuitable(const pl_attr *attr, const char *reason, pl_diags *diags);

#endif
