/* rows_json.c - the rows of controls as JSON (check-and-outputs.md 15). */
#include "base/alloc.h"
#include "base/assert.h"
#include "base/sort.h"
#include "run/rows.h"
#include "run/tree.h"

static int compare_row_members(const void *a, const void *b)
{
    return pl_str_cmp(((const pl_dimension *)a)->key, ((const pl_dimension *)b)->key);
}

static void write_json_row(pl_jsonw *w, const pl_check_row *row, pl_row_values values,
                           pl_str reason)
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
    bool all = values == PL_ROW_ALL_VALUES;
    for (uint32_t i = 0; i < FIXED; i++)
        at[i + (all ? row->n_dimensions : 0)] = &fixed[i];
    for (uint32_t i = 0; i < row->n_dimensions; i++)
        at[i + (all ? 0 : FIXED)] = &row->dimensions[i];
    pl_sort((const void **)at, n, compare_row_members);
    pl_jsonw_open(w, '{');
    for (uint32_t i = 0; i < n; i++) {
        if (!all && i + 1 < n && pl_str_eq(at[i]->key, at[i + 1]->key))
            continue;
        pl_jsonw_key(w, at[i]->key);
        pl_jsonw_str(w, at[i]->value);
    }
    pl_jsonw_close(w, '}');
    if (at != few)
        pl_mem_free(at);
}

void pl_rows_write(const pl_rows *rows, pl_row_values values, bool reviewed, pl_jsonw *w,
                   pl_sink *sink)
{
    pl_row_walk walk = { 0 };
    const pl_check_row *row;
    pl_buf text = { 0 };
    while ((row = pl_row_walk_next(&walk, rows))) {
        text.len = 0;
        if (reviewed)
            pl_row_put_reason(&text, row);
        write_json_row(w, row, values, reviewed ? pl_buf_view(&text) : row->reason);
        if (sink)
            pl_sink_pass(sink);
    }
    pl_buf_done(&text);
}
