/* values_inner.h - what the files that check the values of blocks share. Private to the room.
 *
 *   values_block.c  blocks and their attributes, in the passes of the real program
 *   values_args.c   arguments and defaults of params
 *   values_tools.c  what they all do
 *   values_query.c  what has no SQL because its attributes turn out to be null */
#ifndef PL_CHECK_VALUES_INNER_H
#define PL_CHECK_VALUES_INNER_H
#include "check/static_refs.h"
#include "eval/evaluator.h"
#include "schema/schema.h"

/* One top-level block at a time. */
typedef struct pl_blocks {
    pl_evaluator *ev;
    const pl_index *ix;
    uint32_t mod;
    uint32_t first, end; /* entries of the file */
    pl_scope scope;      /* what the evaluator finds, but for what a block has to wait for */
    pl_block_view view;
    pl_diags *recorded;    /* about the block at hand */
    const pl_diags *known; /* errors of the static level; reported up to `n_known` */
    size_t n_known;
    pl_refs *refs;     /* NULL: only variables are looked at */
    pl_entry_id entry; /* the block at hand */
    bool first_pass;   /* what is decoded after it is not there yet */
    bool runtime;      /* the expression at hand may name what a dashboard knows when it runs */
} pl_blocks;

/* As an attribute of that type; false when something was reported. */
bool pl_check__evaluate(pl_blocks *b, const pl_expr *expr, pl_field_type type, pl_value *out);
/* "mod.kind.name" of a block of the file. */
void pl_check__print_name(const pl_blocks *b, const pl_block *block, pl_buf *out);

void pl_check__args(pl_blocks *b, const pl_block *block, const pl_attr *attr);
void pl_check__default(pl_blocks *b, const pl_block *param, const pl_attr *attr);
/* "... does not define a query or SQL" (9.3), of a block where the static level saw an attribute
 * that is null. */
void pl_check__query(pl_blocks *b, const pl_block *block, const pl_schema *schema);

#endif
