/* variables.c - collects the variables to which resources refer, and writes values as snapshots
 * show them. */
#include "run/variables.h"
#include "base/diag.h"
#include "base/str.h"
#include "base/vec.h"
#include <stdlib.h>

/* ---- values */

static void add_value(pl_value v, pl_buf *out);

/* Append a list as "[1,'a']". */
static void add_list(pl_value v, pl_buf *out)
{
    pl_buf_byte(out, '[');
    for (uint32_t i = 0; i < v.len; i++) {
        if (i)
            pl_buf_byte(out, ',');
        add_value(v.seq->at[i], out);
    }
    pl_buf_byte(out, ']');
}

/* Recursion ends at PL_VALUE_DEPTH. */
static void add_value(pl_value v, pl_buf *out)
{
    if (v.tag == PL_V_LIST || v.tag == PL_V_TUPLE) {
        add_list(v, out);
    } else if (v.tag == PL_V_STRING) {
        pl_buf_byte(out, '\'');
        pl_buf_str(out, pl_value_get_str(v));
        pl_buf_byte(out, '\'');
    } else if (v.tag != PL_V_UNKNOWN) {
        pl_value_json(v, out);
    }
}

void pl_variable_text(pl_value v, pl_buf *out)
{
    if (v.tag == PL_V_STRING)
        pl_buf_str(out, pl_value_get_str(v));
    else if (v.tag != PL_V_NULL)
        add_value(v, out);
}

/* ---- references */

typedef PL_VEC(pl_entry_id) id_list;

static int order_ids(const void *a, const void *b)
{
    pl_entry_id x = *(const pl_entry_id *)a, y = *(const pl_entry_id *)b;
    return x < y ? -1 : x > y;
}

/* Is the reference the whole value, "var.x", of an attribute in the resource's own body or in
 * its params? References inside larger values and in sub-blocks do not count (recorded). */
static bool is_whole(const pl_index *ix, const pl_index_ref *ref)
{
    pl_str prefix = PL_S("var.");
    const pl_ix_entry *e = pl_index_entry(ix, ref->target);
    return ref->recorded && pl_str_starts(ref->to, prefix) &&
           pl_str_eq(pl_str_sub(ref->to, prefix.len, ref->to.len), pl_index_str(ix, e->short_name));
}

static void collect(const pl_index *ix, pl_entry_id id, id_list *out)
{
    uint32_t n;
    const pl_ix_entry *entries = pl_index_entries(ix, &n);
    pl_ref_iter it;
    pl_index_ref ref;
    if (id >= n)
        return;
    pl_ref_iter_init(&it, ix, id);
    while (pl_ref_iter_next(&it, &ref))
        if (ref.target < n && entries[ref.target].kind == PL_KIND_VARIABLE && is_whole(ix, &ref))
            pl_vec_push(out, ref.target);
    pl_ref_iter_done(&it);
}

static bool make_pair(pl_store *store, pl_entry_id id, pl_arena *arena, pl_tag_pair *out)
{
    const pl_index *ix = pl_store_index(store);
    const pl_var *var = NULL;
    uint32_t n;
    const pl_ix_entry *e = pl_index_entry(ix, id);
    pl_diags *diags = pl_diags_new(); /* its errors were reported before the run */
    bool ok = pl_evaluator_var(pl_store_evaluator(store), id, &var, diags);
    pl_diags_free(diags);
    if (!ok)
        return false;
    pl_buf text = { 0 };
    pl_variable_text(var->value, &text);
    pl_str name = pl_index_str(ix, e->short_name);
    out->key =
        e->mod == 0
            ? pl_arena_str(arena, name)
            : pl_arena_printf(arena, "%.*s.%.*s",
                              PL_FMT(pl_index_str(ix, pl_index_mods(ix, &n)[e->mod].short_name)),
                              PL_FMT(name));
    out->value = pl_arena_str(arena, pl_buf_view(&text));
    pl_buf_done(&text);
    return true;
}

static int order_pairs(const void *a, const void *b)
{
    return pl_str_cmp(((const pl_tag_pair *)a)->key, ((const pl_tag_pair *)b)->key);
}

const pl_tag_pair *pl_variables_of(pl_store *store, const pl_entry_id *ids, size_t n_ids,
                                   pl_arena *arena, uint32_t *n)
{
    id_list found = { 0 };
    *n = 0;
    for (size_t i = 0; i < n_ids; i++)
        collect(pl_store_index(store), ids[i], &found);
    if (found.n)
        qsort(found.at, found.n, sizeof *found.at, order_ids);
    pl_tag_pair *pairs = pl_arena_alloc(arena, (found.n + 1) * sizeof *pairs);
    for (size_t i = 0; i < found.n; i++)
        if (!i || found.at[i] != found.at[i - 1])
            *n += make_pair(store, found.at[i], arena, &pairs[*n]);
    if (*n)
        qsort(pairs, *n, sizeof *pairs, order_pairs);
    pl_vec_done(&found);
    return pairs;
}
