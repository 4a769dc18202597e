/* control_data.c - the rows of a control as leaf data (check-and-outputs.md 15). */
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

void pl_write_control_data(pl_jsonw *w, const pl_control_run *run, pl_data_form form, pl_sink *sink)
{
    bool sorted = form.sorted;
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
    pl_rows_write(&run->rows, PL_ROW_LAST_VALUES, form.reviewed ? pl_write_reason : NULL, w, sink);
    pl_jsonw_close(w, ']');
    pl_jsonw_close(w, '}');
}
