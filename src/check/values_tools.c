/* values_tools.c - functions for all checks of the values of blocks: evaluate, and name a block. */
#include "check/values_inner.h"
#include "base/search.h"
#include "mod/field.h"

static pl_entry_id block_at(const pl_blocks *b, uint32_t start)
{
    uint32_t n;
    const pl_ix_entry *entries = pl_index_entries(b->ix, &n);
    for (uint32_t i = b->first; i < b->end; i++)
        if (entries[i].start == start)
            return i;
    return PL_NO_ENTRY;
}

pl_entry_id pl_check__entry_at(const pl_index *ix, uint32_t file, uint32_t byte)
{
    uint32_t first, end, n;
    const pl_ix_entry *entries = pl_index_entries(ix, &n);
    pl_index_file_entries(ix, file, &first, &end);
    size_t after = first + pl_lower_bound(entries + first, end - first, sizeof *entries,
                                          offsetof(pl_ix_entry, start), byte + 1);
    return after > first ? (pl_entry_id)after - 1 : PL_NO_ENTRY;
}

/* "mod.kind.name" of a block of this file. */
void pl_check__print_name(const pl_blocks *b, const pl_block *block, pl_buf *out)
{
    pl_entry_id id = block_at(b, block->range.start);
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
