/* values_inner.h - definitions that the checks of the values of blocks share. Private to the room.
 *
 *   values_block.c  blocks and their attributes, in the passes of Powerpipe
 *   values_args.c   arguments and defaults of params
 *   values_query.c  resources without SQL because their attributes turn out to be null; what all
 * use */
#ifndef PL_CHECK_VALUES_INNER_H
#define PL_CHECK_VALUES_INNER_H
#include "check/static_refs.h"
#include "eval/evaluator.h"
#include "schema/schema.h"

/* The state of a check that evaluates one top-level block at a time. */
typedef struct pl_blocks {
    pl_evaluator *ev;
    const pl_index *ix;
    uint32_t mod, file;
    uint32_t first, end; /* entries of the file */
    pl_scope scope;      /* the evaluator's names, without those that a block has to wait for */
    pl_block_view view;
    pl_diags *recorded;    /* messages about the current top-level block */
    const pl_diags *known; /* errors of the static level; reported up to `n_known` */
    size_t n_known;
    pl_refs *refs;     /* NULL: only variables are checked */
    pl_entry_id entry; /* the current block, which may be nested */
    bool first_pass;   /* blocks that are decoded after it do not exist yet */
    bool runtime;      /* the current expression may contain runtime references */
} pl_blocks;

/* Evaluate `expr` as an attribute of that type, in the scope of the current block. *out lies in the
 * block's scratch arena. False if an error was added to `b->recorded`. */
bool pl_check__evaluate_attr(pl_blocks *b, const pl_expr *expr, pl_field_type type, pl_value *out);
/* The entry of a block of the file, or PL_NO_ENTRY. */
pl_entry_id pl_check__block_at(const pl_blocks *b, const pl_block *block);
/* Append "mod.kind.name" of a block of the file. */
void pl_check__print_name(const pl_blocks *b, const pl_block *block, pl_buf *out);

void pl_check__args(pl_blocks *b, const pl_block *block, const pl_attr *attr);
void pl_check__default(pl_blocks *b, const pl_block *param, const pl_attr *attr);
/* Report "... does not define a query or SQL" (mod-language.md 9.3) for a block whose query
 * attributes, which the static level accepted, are null. */
void pl_check__query(pl_blocks *b, const pl_block *block, const pl_schema *schema);

#endif
