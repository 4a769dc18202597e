/* field.h - evaluates attributes of configuration blocks as typed values.
 *
 * Expressions are evaluated and converted by the rules of the language (hcl.md 3.4, 3.14), with its
 * messages. Functions see the environment and the directory of the settings.
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

/* Evaluate `attr`, converted to `type`, into *out, whose texts lie in the arena of `s`; for a null
 * out->has is false. `scope` resolves the names in the expression; NULL: it may use none. The
 * caller has called pl_diags_begin() for the file. False if anything was reported. */
bool pl_field__decode(pl_settings *s, const pl_attr *attr, pl_config_type type,
                      const pl_scope *scope, pl_diags *diags, pl_setting_value *out);
/* Evaluate `attr` without a conversion. The value lies in `arena` and borrows from the tree. */
bool pl_field__value(pl_settings *s, const pl_attr *attr, const pl_scope *scope, pl_arena *arena,
                     pl_diags *diags, pl_value *out);

/* Report "Unsuitable value type" with this reason at the start of `attr`. */
void pl_field__unsuitable(const pl_attr *attr, const char *reason, pl_diags *diags);

#endif
