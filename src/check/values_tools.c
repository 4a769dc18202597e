/* values_tools.c - functions for all checks of the values of blocks: evaluate, and name a block. */
#include "check/values_inner.h"
#include "check/aim.h"
#include "mod/field.h"

pl_entry_id pl_check__block_at(const pl_blocks *b, const pl_block *block)
{
    uint32_t n;
    const pl_ix_entry *entries = pl_index_entries(b->ix, &n);
    pl_entry_id id = pl_check__entry_in(b->ix, b->file, block->range.start);
    return id != PL_NO_ENTRY && entries[id].start == block->range.start ? id : PL_NO_ENTRY;
}

/* "mod.kind.name" of a block of this file. */
void pl_check__print_name(const pl_blocks *b, const pl_block *block, pl_buf *out)
{
    pl_entry_id id = pl_check__block_at(b, block);
    if (id != PL_NO_ENTRY)
        pl_index_print_name(b->ix, id, out);
}

static pl_eval evaluation(pl_blocks *b)
{
    return (pl_eval){ .arena = b->view.scratch,
                      .diags = b->recorded,
                      .scope = &b->scope,
                      .env = pl_evaluator_env(b->ev, b->mod) };
}

bool pl_check__evaluate(pl_blocks *b, const pl_expr *expr, pl_field_type type, pl_value *out)
{
    pl_eval ev = evaluation(b);
    return pl_field_eval(&ev, expr, type, out);
}
