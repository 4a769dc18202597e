/* result_json.c - rows as JSON, indented by one blank per level (cli.md 4.3, 7.8). */
#include "base/jsonw.h"
#include "base/str.h"
#include "db/cell.h"
#include "render/result.h"

/* Members of rows are sorted by name; of two columns with one name the first stays first. */
static void sort_columns(pl_result *r)
{
    r->order = pl_arena_alloc(&r->arena, (r->n_columns + 1) * sizeof *r->order);
    for (uint32_t i = 0; i < r->n_columns; i++) {
        uint32_t at = i;
        for (; at > 0 && pl_str_cmp(r->columns[i].name, r->columns[r->order[at - 1]].name) < 0;
             at--)
            r->order[at] = r->order[at - 1];
        r->order[at] = i;
    }
}

/* Make the text before each value of a row, from its line end on. */
static void make_keys(pl_result *r)
{
    r->keys = pl_arena_alloc(&r->arena, (r->n_columns + 1) * sizeof *r->keys);
    for (uint32_t i = 0; i < r->n_columns; i++) {
        r->scratch.len = 0;
        pl_buf_cstr(&r->scratch, i ? ",\n   " : "\n   ");
        pl_json_quote(&r->scratch, r->columns[r->order[i]].name, false);
        pl_buf_cstr(&r->scratch, ": ");
        r->keys[i] = pl_arena_str(&r->arena, pl_buf_view(&r->scratch));
    }
}

/* Write the list of columns and the start of the rows, in the layout of Go's JSON encoder with one
 * blank per level. */
static void json_columns(pl_result *r)
{
    pl_buf *out = pl_spool_buf(&r->out);
    pl_jsonw w;
    sort_columns(r);
    make_keys(r);
    pl_buf_cstr(out, "{\n \"columns\": ");
    pl_jsonw_init(&w, out, 1, false);
    w.depth = 1;
    w.after_key = true;
    if (!r->n_columns)
        pl_jsonw_null(&w);
    else
        pl_jsonw_open(&w, '[');
    for (uint32_t i = 0; i < r->n_columns; i++) {
        const pl_column *c = &r->columns[i];
        pl_jsonw_open(&w, '{');
        pl_jsonw_member(&w, "name", c->name);
        pl_jsonw_member(&w, "data_type", pl_arena_lower(&r->arena, c->type));
        if (!pl_str_eq(c->name, c->original)) {
            pl_jsonw_member(&w, "original_name", c->original);
        }
        pl_jsonw_close(&w, '}');
    }
    if (r->n_columns)
        pl_jsonw_close(&w, ']');
    pl_buf_cstr(out, ",\n \"rows\": [");
}

/* Keys with what is around them were made once: a result may have millions of rows. */
static void json_row(pl_result *r, const pl_cell *cells)
{
    pl_buf *out = pl_spool_buf(&r->out);
    pl_buf_cstr(out, r->rows ? ",\n  {" : "\n  {");
    for (uint32_t i = 0; i < r->n_columns; i++) {
        uint32_t at = r->order[i];
        pl_jsonw w;
        pl_buf_str(out, r->keys[i]);
        pl_jsonw_init(&w, out, 1, false);
        w.depth = 3;
        w.after_key = true;
        pl_cell_json(&cells[at], &r->columns[at], &w);
    }
    pl_buf_cstr(out, r->n_columns ? "\n  }" : "}");
}

static void put_duration(uint64_t nanos, pl_buf *out)
{
    char text[PL_DURATION_SIZE];
    pl_buf_add(out, text, pl_render_duration(nanos, text));
}

static void json_end(pl_result *r, uint64_t nanos)
{
    pl_buf *out = pl_spool_buf(&r->out);
    pl_buf_cstr(out, r->rows ? "\n ]" : "]");
    if (r->timing) {
        pl_buf_printf(out, ",\n \"metadata\": {\n  \"rows_returned\": %llu,\n  \"duration_ms\": \"",
                      (unsigned long long)r->rows);
        put_duration(nanos, out);
        pl_buf_cstr(out, "\"\n }");
    }
    pl_buf_cstr(out, "\n}\n");
}

const pl_result_writer pl_result__json = { json_columns, json_row, json_end };
