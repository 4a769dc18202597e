#include "run/leaf.h"
#include "base/str.h"
#include "db/cell.h"
#include <errno.h>

void pl_leaf_done(pl_leaf *leaf)
{
    pl_spool_done(&leaf->rows);
    pl_arena_done(&leaf->arena);
}

static pl_column copy_column(pl_arena *arena, const pl_column *from)
{
    return (pl_column){ pl_arena_str(arena, from->name), pl_arena_str(arena, from->original),
                        pl_arena_str(arena, from->type) };
}

/* Positions of the columns in the order of their names. */
static void sort_columns(pl_leaf *leaf)
{
    leaf->order = pl_arena_alloc(&leaf->arena, (leaf->n_columns + 1) * sizeof *leaf->order);
    for (uint32_t i = 0; i < leaf->n_columns; i++) {
        uint32_t at = i;
        for (; at > 0 &&
               pl_str_cmp(leaf->columns[i].name, leaf->columns[leaf->order[at - 1]].name) < 0;
             at--)
            leaf->order[at] = leaf->order[at - 1];
        leaf->order[at] = i;
    }
}

static bool take_columns(void *ctx, const pl_column *columns, uint32_t n)
{
    pl_leaf *leaf = ctx;
    leaf->there = true;
    leaf->columns = pl_arena_alloc(&leaf->arena, (n + 1) * sizeof *leaf->columns);
    leaf->n_columns = n;
    for (uint32_t i = 0; i < n; i++)
        leaf->columns[i] = copy_column(&leaf->arena, &columns[i]);
    sort_columns(leaf);
    return true;
}

/* JSON columns of what `with` hands out are text, null included (recorded). */
static void put_cell(const pl_leaf *leaf, const pl_cell *cell, const pl_column *column, pl_jsonw *w)
{
    bool json = pl_str_eq(column->type, PL_S("JSON")) || pl_str_eq(column->type, PL_S("JSONB"));
    if (!leaf->text_json || !json) {
        pl_cell_leaf(cell, column, w);
        return;
    }
    pl_buf text = { 0 };
    pl_jsonw inner;
    pl_jsonw_init(&inner, &text, 0, true);
    pl_cell_leaf(cell, column, &inner);
    pl_jsonw_str(w, pl_buf_view(&text));
    pl_buf_done(&text);
}

static bool take_row(void *ctx, const pl_cell *cells)
{
    pl_leaf *leaf = ctx;
    pl_jsonw w;
    pl_buf *out = pl_spool_buf(&leaf->rows);
    if (leaf->n_rows++)
        pl_buf_byte(out, ',');
    pl_jsonw_init(&w, out, 0, true);
    pl_jsonw_open(&w, '{');
    for (uint32_t i = 0; i < leaf->n_columns; i++) {
        uint32_t at = leaf->order[i];
        pl_jsonw_key(&w, leaf->columns[at].name);
        put_cell(leaf, &cells[at], &leaf->columns[at], &w);
    }
    pl_jsonw_close(&w, '}');
    pl_spool_pass(&leaf->rows);
    return !leaf->rows.error;
}

pl_row_sink pl_leaf_sink(pl_leaf *leaf)
{
    return (pl_row_sink){ take_columns, take_row, leaf };
}

/* ---- put together */

void pl_leaf_add_column(pl_leaf *leaf, const pl_column *column)
{
    leaf->there = true;
    for (uint32_t i = 0; i < leaf->n_columns; i++)
        if (pl_str_eq(leaf->columns[i].name, column->name))
            return;
    pl_column *more = pl_arena_alloc(&leaf->arena, (leaf->n_columns + 1) * sizeof *more);
    if (leaf->n_columns)
        memcpy(more, leaf->columns, leaf->n_columns * sizeof *more);
    more[leaf->n_columns++] = copy_column(&leaf->arena, column);
    leaf->columns = more;
}

static bool copy_piece(void *ctx, pl_str bytes)
{
    pl_spool_add(ctx, bytes);
    return true;
}

void pl_leaf_add_rows(pl_leaf *leaf, const pl_leaf *from)
{
    if (!from->n_rows)
        return;
    if (leaf->n_rows)
        pl_spool_add(&leaf->rows, PL_S(","));
    leaf->n_rows += from->n_rows;
    if (!pl_spool_read(&from->rows, 0, pl_spool_size(&from->rows), copy_piece, &leaf->rows))
        leaf->rows.error = errno;
}

/* ---- shown */

pl_jnode *pl_leaf_doc(pl_arena *arena, const pl_leaf *leaf)
{
    pl_str none = { 0 };
    pl_jnode *doc = pl_jnode_new(arena, PL_JNODE_OBJECT);
    pl_jnode *columns = pl_jnode_add(arena, doc, PL_S("columns"), PL_JNODE_ARRAY);
    for (uint32_t i = 0; i < leaf->n_columns; i++) {
        const pl_column *c = &leaf->columns[i];
        pl_jnode *one = pl_jnode_add(arena, columns, none, PL_JNODE_OBJECT);
        pl_jnode_str(arena, one, PL_S("name"), c->name);
        pl_jnode_str(arena, one, PL_S("data_type"), c->type);
        if (!pl_str_eq(c->original, c->name))
            pl_jnode_str(arena, one, PL_S("original_name"), c->original);
    }
    if (leaf->null_rows)
        pl_jnode_null(arena, doc, PL_S("rows"));
    else
        pl_jnode_add(arena, doc, PL_S("rows"), PL_JNODE_ROWS)->rows = &leaf->rows;
    return doc;
}
