/* content.h - does a body hold what its schema allows?
 *
 * The strict form of the reference (hcl.md 3.14, mod-language.md 9.2): labels
 * and single blocks in source order, then missing arguments, unknown arguments
 * and unknown blocks, each in source order, with "Did you mean".
 *
 * Schemas are static tables. Threads: pure over their arguments. */
#ifndef PL_HCL_CONTENT_H
#define PL_HCL_CONTENT_H
#include "base/diag.h"
#include "hcl/ast.h"

typedef struct pl_block_rule {
    pl_str type;
    const char *labels; /* "name", "type, name"; NULL: none allowed */
    uint8_t n_labels;
    bool single; /* at most one of them */
} pl_block_rule;

typedef struct pl_body_rule {
    const pl_str *attrs; /* allowed arguments */
    const pl_block_rule *blocks;
    uint16_t n_attrs, n_blocks;
    uint16_t n_required; /* the first of `attrs` must be there */
} pl_body_rule;

/* Report everything in `body` that `rule` does not allow. False if anything was
 * reported. */
bool pl_body_check(const pl_body *body, const pl_body_rule *rule, pl_diags *diags);
/* Like pl_body_check(), but only for blocks of the types in `rule`: nothing is reported about
 * attributes and other blocks. */
bool pl_body_check_known(const pl_body *body, const pl_body_rule *rule, pl_diags *diags);
/* Check only the labels of one block against `rule`. False if anything was reported. */
bool pl_block_check(const pl_block *block, const pl_block_rule *rule, pl_diags *diags);

/* The name to suggest for `given`: the nearest of the n names (each `stride` bytes after the one
 * before) at an edit distance below 3, of several the alphabetically first; empty if there is none.
 */
pl_str pl_name_near(pl_str given, const pl_str *names, size_t n, size_t stride);

#endif
