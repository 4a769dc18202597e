/* leaf.c - receives the rows of one query as JSON and, for detections, as texts; joins the rows of
 * a graph; writes a leaf as JSON. */
#include "run/leaf.h"
#include "base/double.h"
#include "base/oom.h"
#include "base/str.h"
#include "db/cell.h"
#include <time.h>

static void drop_texts(pl_leaf_texts *texts)
{
    pl_row_keeping_drop(&texts->keeping);
    pl_arena_done(&texts->scratch);
    pl_buf_done(&texts->text);
}

void pl_leaf_done(pl_leaf *leaf)
{
    pl_rowtext_release(leaf->rows);
    pl_rowtext_release(leaf->shown);
    for (uint32_t i = 0; i < leaf->n_parts; i++)
        pl_rowtext_release(leaf->parts[i]);
    if (leaf->texts)
        drop_texts(leaf->texts);
    leaf->rows = leaf->shown = NULL;
    leaf->n_parts = 0;
    pl_arena_done(&leaf->arena);
}

int pl_leaf_error(const pl_leaf *leaf)
{
    int error = leaf->rows ? leaf->rows->text.error : 0;
    return error || !leaf->texts ? error : pl_row_keeper_error(leaf->texts->keeper);
}

static pl_spool *spool_of(pl_leaf *leaf)
{
    if (!leaf->rows)
        leaf->rows = pl_rowtext_in(leaf->store, leaf->dir);
    return &leaf->rows->text;
}

static pl_column copy_column(pl_arena *arena, const pl_column *from)
{
    return (pl_column){ pl_arena_str(arena, from->name), pl_arena_str(arena, from->original),
                        pl_arena_str(arena, from->type) };
}

/* Compute the positions of the columns in the order of their names. */
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

static bool is_json(const pl_column *column)
{
    return pl_str_eq(column->type, PL_S("JSON")) || pl_str_eq(column->type, PL_S("JSONB"));
}

/* JSON columns of a published `with` are written as text, null included (recorded). */
static void put_cell(bool text_json, const pl_cell *cell, const pl_column *column, pl_jsonw *w)
{
    if (!text_json || !is_json(column)) {
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

static bool put_row(const pl_leaf *leaf, bool text_json, const pl_cell *cells, pl_spool *spool)
{
    pl_jsonw w;
    pl_buf *out = pl_spool_buf(spool);
    if (leaf->n_rows)
        pl_buf_byte(out, ',');
    pl_jsonw_init(&w, out, 0, true);
    pl_jsonw_open(&w, '{');
    for (uint32_t i = 0; i < leaf->n_columns; i++) {
        uint32_t at = leaf->order[i];
        pl_jsonw_key(&w, leaf->columns[at].name);
        put_cell(text_json, &cells[at], &leaf->columns[at], &w);
    }
    pl_jsonw_close(&w, '}');
    pl_spool_pass(spool);
    return !spool->error;
}

/* ---- columns that are kept as text */

static void take_text_columns(pl_leaf *leaf, pl_leaf_texts *t)
{
    pl_row_keeping_begin(&t->keeping, t->keeper, &leaf->arena);
    t->n_shown = 0;
    t->shown = pl_arena_alloc(&leaf->arena, ((size_t)t->n_names + 1) * sizeof *t->shown);
    t->cells = pl_arena_alloc(&leaf->arena, ((size_t)t->n_names + 1) * sizeof *t->cells);
    for (uint32_t i = 0; i < t->n_names; i++)
        for (uint32_t c = 0; c < leaf->n_columns; c++)
            if (pl_str_eq(leaf->columns[c].name, t->names[i])) {
                t->cells[t->n_shown] = (pl_dimension){ .key = t->names[i] };
                t->shown[t->n_shown++] = c;
                break;
            }
}

static void add_time(pl_buf *out, const pl_cell_time *time)
{
    time_t seconds = (time_t)(time->seconds + time->offset);
    struct tm t = { 0 };
    gmtime_r(&seconds, &t);
    pl_buf_printf(out, "%04d-%02d-%02d %02d:%02d:%02d", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday,
                  t.tm_hour, t.tm_min, t.tm_sec);
}

static void add_bytes(pl_buf *out, pl_str bytes)
{
    pl_buf_byte(out, '[');
    for (size_t i = 0; i < bytes.len; i++)
        pl_buf_printf(out, "%s%u", i ? " " : "", (unsigned char)bytes.ptr[i]);
    pl_buf_byte(out, ']');
}

static void add_cell(pl_buf *out, const pl_cell *cell, const pl_column *column)
{
    if (cell->tag == PL_CELL_TIME)
        add_time(out, &cell->time);
    else if (cell->tag == PL_CELL_BYTES)
        add_bytes(out, cell->text);
    else if (cell->tag == PL_CELL_DOUBLE)
        pl_double_general(out, cell->d, cell->bits);
    else
        pl_cell_dimension(cell, column, out);
}

/* Keep the displayed columns of one row as texts. */
static void keep_texts(const pl_leaf *leaf, const pl_cell *cells)
{
    pl_leaf_texts *t = leaf->texts;
    pl_mark mark = pl_arena_mark(&t->scratch);
    for (uint32_t i = 0; i < t->n_shown; i++) {
        t->text.len = 0;
        add_cell(&t->text, &cells[t->shown[i]], &leaf->columns[t->shown[i]]);
        t->cells[i].value = pl_arena_str(&t->scratch, pl_buf_view(&t->text));
    }
    pl_check_row row = { .dimensions = t->cells, .n_dimensions = t->n_shown };
    pl_row_keeping_add(&t->keeping, &row);
    pl_arena_rewind(&t->scratch, mark);
}

void pl_leaf_end(pl_leaf *leaf, bool ok)
{
    pl_leaf_texts *t = leaf->texts;
    if (!t)
        return;
    if (ok)
        t->rows = pl_row_keeping_end(&t->keeping);
    if (!ok || pl_row_keeper_error(t->keeper)) {
        t->rows = (pl_rows){ 0 };
        t->n_shown = 0;
    }
    drop_texts(t);
}

/* ---- taking rows */

static bool take_columns(void *ctx, const pl_column *columns, uint32_t n)
{
    pl_leaf *leaf = ctx;
    leaf->there = true;
    leaf->columns = pl_arena_alloc(&leaf->arena, (n + 1) * sizeof *leaf->columns);
    leaf->n_columns = n;
    for (uint32_t i = 0; i < n; i++)
        leaf->columns[i] = copy_column(&leaf->arena, &columns[i]);
    sort_columns(leaf);
    for (uint32_t i = 0; i < n && leaf->is_live && !leaf->shown; i++)
        if (is_json(&columns[i]))
            leaf->shown = pl_rowtext_in(leaf->store, leaf->dir);
    if (leaf->texts)
        take_text_columns(leaf, leaf->texts);
    return true;
}

static bool take_row(void *ctx, const pl_cell *cells)
{
    pl_leaf *leaf = ctx;
    const pl_leaf_texts *t = leaf->texts;
    bool ok = true;
    if (t && t->keep != PL_CHECK_KEEP_NONE)
        keep_texts(leaf, cells);
    if (!t || t->keep == PL_CHECK_KEEP_ALL)
        ok = put_row(leaf, leaf->text_json, cells, spool_of(leaf)) &&
             (!leaf->shown || put_row(leaf, false, cells, &leaf->shown->text));
    leaf->n_rows++;
    return ok && !pl_oom_failed();
}

pl_row_sink pl_leaf_sink(pl_leaf *leaf)
{
    return (pl_row_sink){ take_columns, take_row, leaf };
}

/* ---- combining the rows of several panels */

static void add_column(pl_leaf *leaf, const pl_column *column)
{
    for (uint32_t i = 0; i < leaf->n_columns; i++)
        if (pl_str_eq(leaf->columns[i].name, column->name))
            return;
    pl_column *more = pl_arena_alloc(&leaf->arena, (leaf->n_columns + 1) * sizeof *more);
    if (leaf->n_columns)
        memcpy(more, leaf->columns, leaf->n_columns * sizeof *more);
    more[leaf->n_columns++] = copy_column(&leaf->arena, column);
    leaf->columns = more;
}

void pl_leaf_add(pl_leaf *leaf, const pl_leaf *from)
{
    leaf->there = true;
    for (uint32_t i = 0; i < from->n_columns; i++)
        add_column(leaf, &from->columns[i]);
    if (!from->n_rows)
        return;
    pl_rowtext **more = pl_arena_alloc(&leaf->arena, (leaf->n_parts + 1) * sizeof(*more));
    if (leaf->n_parts)
        memcpy(more, leaf->parts, leaf->n_parts * sizeof(*more));
    more[leaf->n_parts++] = pl_rowtext_hold(from->rows);
    leaf->parts = more;
    leaf->n_rows += from->n_rows;
}

/* ---- showing */

/* The rows of a combined leaf are those of its parts, one after the other. */
static void add_rows(pl_arena *arena, pl_doc *doc, const pl_leaf *leaf)
{
    pl_doc *rows = pl_doc_add(arena, doc, PL_S("rows"), PL_DOC_ARRAY);
    if (leaf->rows)
        pl_doc_piece(arena, rows, leaf->rows);
    for (uint32_t i = 0; i < leaf->n_parts; i++)
        pl_doc_piece(arena, rows, leaf->parts[i]);
}

pl_doc *pl_leaf_doc(pl_arena *arena, const pl_leaf *leaf)
{
    pl_str none = { 0 };
    pl_doc *doc = pl_doc_new(arena, PL_DOC_OBJECT);
    pl_doc *columns = pl_doc_add(arena, doc, PL_S("columns"), PL_DOC_ARRAY);
    for (uint32_t i = 0; i < leaf->n_columns; i++) {
        const pl_column *c = &leaf->columns[i];
        pl_doc *one = pl_doc_add(arena, columns, none, PL_DOC_OBJECT);
        pl_doc_string(arena, one, PL_S("name"), c->name);
        pl_doc_string(arena, one, PL_S("data_type"), c->type);
        if (!pl_str_eq(c->original, c->name))
            pl_doc_string(arena, one, PL_S("original_name"), c->original);
    }
    if (leaf->null_rows)
        pl_doc_null(arena, doc, PL_S("rows"));
    else
        add_rows(arena, doc, leaf);
    return doc;
}
