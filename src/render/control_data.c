/* control_data.c - the rows of a control as leaf data (check-and-outputs.md 15). */
#include "base/alloc.h"
#include "base/assert.h"
#include "base/sort.h"
#include "render/writer.h"

/* Write a column with its members as declared or, in a snapshot, sorted. */
static void write_column(pl_jsonw *w, pl_str name, pl_str type, bool sorted)
{
    pl_jsonw_open(w, '{');
    if (!sorted)
        pl_jsonw_member(w, "name", name);
    pl_jsonw_member(w, "data_type", type);
    if (sorted)
        pl_jsonw_member(w, "name", name);
    pl_jsonw_close(w, '}');
}

static int order_members(const void *a, const void *b)
{
    return pl_str_cmp(((const pl_dimension *)a)->key, ((const pl_dimension *)b)->key);
}

/* Write a row. Of two values with the same key the last one counts. */
static void write_row(pl_jsonw *w, const pl_check_row *row, pl_str reason)
{
    pl_assert(row->n_dimensions == 0 || row->dimensions);
    enum { FIXED = 3 };
    uint32_t n = row->n_dimensions + FIXED;
    pl_dimension fixed[FIXED] = {
        { PL_S("reason"), reason, { 0 } },
        { PL_S("resource"), row->resource, { 0 } },
        { PL_S("status"), pl_row_status_name((pl_row_status)row->status), { 0 } },
    };
    const pl_dimension *few[32], **at = few;
    if (n > PL_COUNT(few))
        at = pl_mem_alloc(n * sizeof *at);
    for (uint32_t i = 0; i < n; i++)
        at[i] = i < FIXED ? &fixed[i] : &row->dimensions[i - FIXED];
    pl_sort((const void **)at, n, order_members);
    pl_jsonw_open(w, '{');
    for (uint32_t i = 0; i < n; i++) {
        if (i + 1 < n && pl_str_eq(at[i]->key, at[i + 1]->key))
            continue;
        pl_jsonw_key(w, at[i]->key);
        pl_jsonw_str(w, at[i]->value);
    }
    pl_jsonw_close(w, '}');
    if (at != few)
        pl_mem_free(at);
}

void pl_write_control_data(pl_jsonw *w, const pl_control_run *run, pl_data_form form, pl_sink *sink)
{
    bool sorted = form.sorted;
    pl_buf reason = { 0 };
    if (!run->has_data) {
        pl_jsonw_null(w);
        return;
    }
    pl_jsonw_open(w, '{');
    pl_jsonw_key(w, PL_S("columns"));
    pl_jsonw_open(w, '[');
    write_column(w, PL_S("reason"), PL_S("TEXT"), sorted);
    write_column(w, PL_S("resource"), PL_S("TEXT"), sorted);
    write_column(w, PL_S("status"), PL_S("TEXT"), sorted);
    for (uint32_t i = 0; i < run->rows.n_keys; i++)
        write_column(w, run->rows.keys[i].key, run->rows.keys[i].type, sorted);
    pl_jsonw_close(w, ']');
    pl_jsonw_key(w, PL_S("rows"));
    pl_jsonw_open(w, '[');
    pl_row_walk walk = { 0 };
    const pl_check_row *row;
    while ((row = pl_row_walk_next(&walk, &run->rows))) {
        reason.len = 0;
        if (form.reviewed)
            pl_write_reason(&reason, row);
        write_row(w, row, form.reviewed ? pl_buf_view(&reason) : row->reason);
        if (sink)
            pl_sink_pass(sink);
    }
    pl_jsonw_close(w, ']');
    pl_jsonw_close(w, '}');
    pl_buf_done(&reason);
}
