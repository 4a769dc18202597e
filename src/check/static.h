/* static.h - what blocks hold, each by the schema of its kind (mod-language.md 4, 9.2).
 *
 * Judges one file by itself: names, attributes, nested blocks and their labels, blocks
 * that may stand once. Nothing is evaluated; what needs other files is not asked here.
 * Threads: pure over their arguments. */
#ifndef PL_CHECK_STATIC_H
#define PL_CHECK_STATIC_H
#include "base/diag.h"
#include "hcl/ast.h"

typedef enum pl_static_part {
    PL_STATIC_VARIABLES, /* variable blocks alone */
    PL_STATIC_RESOURCES, /* all blocks but those, and but mod blocks */
} pl_static_part;

/* Report what is wrong in the top-level blocks of `body` (clean by pl_check_schema) that
 * belong to `part`, in source order. */
void pl_check_static(const pl_body *body, pl_static_part part, pl_diags *diags);

#endif
