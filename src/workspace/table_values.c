/* table_values.c - cells of the tables of a workspace. */
#include "index/read.h"
#include "workspace/tables.h"

bool pl_table__text(pl_cell *out, pl_str text)
{
    *out = (pl_cell){ .tag = PL_CELL_TEXT, .text = text };
    return true;
}

bool pl_table__copy(pl_table_walk *walk, pl_cell *out, pl_str text)
{
    *out = (pl_cell){ .tag = PL_CELL_TEXT, .text = pl_arena_str(&walk->arena, text) };
    return false;
}

bool pl_table__int(pl_cell *out, int64_t n)
{
    *out = (pl_cell){ .tag = PL_CELL_INT, .i = n };
    return true;
}

bool pl_table__bool(pl_cell *out, bool truth)
{
    *out = (pl_cell){ .tag = PL_CELL_BOOL, .b = truth };
    return true;
}

bool pl_table__name(pl_table_walk *walk, pl_cell *out, pl_entry_id id)
{
    const pl_table_state *state = walk->state;
    if (id == PL_NO_ENTRY)
        return true;
    pl_str name = pl_index_full_name(state->ix, id, &walk->arena);
    *out = (pl_cell){ .tag = PL_CELL_TEXT, .text = name };
    return false;
}

bool pl_table__wants(const pl_table_walk *walk, uint32_t column, pl_str *value)
{
    for (uint32_t i = 0; i < walk->n_keys; i++)
        if (walk->keys[i].column == column) {
            *value = walk->keys[i].value;
            return true;
        }
    return false;
}

pl_entry_id pl_table__find(const pl_table_state *state, pl_str name)
{
    pl_entry found;
    return pl_index_find(state->ix, name, &found) ? found.id : PL_NO_ENTRY;
}
