/* static.h - checks the contents of blocks by the schemas of their kinds (mod-language.md 4, 9.2).
 *
 * Judges one file by itself: names, attributes, nested blocks and their labels, blocks that may
 * occur only once. Evaluates nothing and checks nothing that depends on other files.
 * Threads: pure over their arguments. */
#ifndef PL_CHECK_STATIC_H
#define PL_CHECK_STATIC_H
#include "base/diag.h"
#include "hcl/ast.h"
#include "schema/schema.h"

/* Report everything at the top level of `body` that does not belong there
 * (mod-language.md 4.1, 9.2); false if it reported anything. */
bool pl_check_schema(const pl_body *body, pl_diags *diags);

typedef enum pl_static_part {
    PL_STATIC_VARIABLES, /* variable blocks */
    PL_STATIC_RESOURCES, /* all blocks except variable and mod blocks */
} pl_static_part;

/* Report what is wrong in the top-level blocks of `body` (clean by pl_check_schema) that
 * belong to `part`, in source order. */
void pl_check_static(const pl_body *body, pl_static_part part, pl_diags *diags);

/* The schema of blocks of that type in a block of `schema`, plain ones and resources; NULL: none
 * may stand there. */
const pl_schema *pl_static_inside(const pl_schema *schema, pl_str name);
/* Call `attr` for each attribute of `body` that its schema has, and then for those in all nested
 * blocks that may stand there. */
typedef void pl_static_attr_fn(void *ctx, const pl_field *field, const pl_attr *attr);
void pl_static_attrs(const pl_body *body, const pl_schema *schema, pl_static_attr_fn *attr,
                     void *ctx);
/* Call `block` for each block and then `attr` for each attribute directly in `body` that the schema
 * does not have. */
typedef struct pl_unknown_words {
    void (*block)(void *ctx, const pl_schema *schema, const pl_block *block);
    void (*attr)(void *ctx, const pl_schema *schema, const pl_attr *attr);
    void *ctx;
} pl_unknown_words;
void pl_static_unknown(const pl_body *body, const pl_schema *schema, const pl_unknown_words *words);

#endif
