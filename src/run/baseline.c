#include "run/baseline.h"
#include "base/alloc.h"
#include "base/sort.h"
#include "base/str.h"
#include "run/tree.h"
#include "value/json.h"

/* ---- identity */

static int order_dimensions(const void *a, const void *b)
{
    return pl_str_cmp(((const pl_dimension *)a)->key, ((const pl_dimension *)b)->key);
}

static void put_text(pl_buf *out, pl_str text)
{
    uint64_t len = text.len;
    pl_buf_add(out, &len, sizeof len);
    pl_buf_str(out, text);
}

/* Dimensions in the order of their keys, of two with one key the last, as snapshots have them. */
static void put_key(pl_buf *out, uint32_t control, const pl_check_row *row)
{
    const pl_dimension *few[32], **at = few;
    uint32_t n = row->n_dimensions;
    if (n > PL_COUNT(few))
        at = pl_mem_alloc(n * sizeof *at);
    for (uint32_t i = 0; i < n; i++)
        at[i] = &row->dimensions[i];
    pl_sort((const void **)at, n, order_dimensions);
    out->len = 0;
    pl_buf_add(out, &control, sizeof control);
    put_text(out, row->resource);
    for (uint32_t i = 0; i < n; i++) {
        if (i + 1 < n && pl_str_eq(at[i]->key, at[i + 1]->key))
            continue;
        put_text(out, at[i]->key);
        put_text(out, at[i]->value);
    }
    if (at != few)
        pl_mem_free(at);
}

pl_finding *pl_baseline_find(const pl_baseline *b, uint32_t control, const pl_check_row *row,
                             pl_buf *scratch)
{
    uint32_t at;
    put_key(scratch, control, row);
    return pl_map_find(&b->by_key, pl_buf_view(scratch), &at) ? &b->findings.at[at] : NULL;
}

int64_t pl_baseline_control(const pl_baseline *b, pl_str full_name, pl_str control_id)
{
    uint32_t at;
    if (pl_map_find(&b->by_name, full_name, &at) || pl_map_find(&b->by_name, control_id, &at))
        return at;
    return -1;
}

/* ---- reading */

typedef struct reading {
    pl_baseline *out;
    pl_buf scratch;
    PL_VEC(pl_dimension) dimensions; /* of the row at hand */
} reading;

static uint32_t add_control(reading *r, pl_str name)
{
    bool added = false;
    uint32_t n = (uint32_t)r->out->controls.n, at = n;
    if (pl_map_find(&r->out->by_name, name, &at))
        return at;
    name = pl_arena_str(&r->out->arena, name);
    pl_map_put(&r->out->by_name, name, n, &added);
    pl_vec_push(&r->out->controls, name);
    return n;
}

static const pl_dimension *copy_dimensions(reading *r)
{
    size_t n = r->dimensions.n;
    pl_dimension *copy = pl_arena_alloc(&r->out->arena, (n + 1) * sizeof *copy);
    for (size_t i = 0; i < n; i++)
        copy[i] = (pl_dimension){ pl_arena_str(&r->out->arena, r->dimensions.at[i].key),
                                  pl_arena_str(&r->out->arena, r->dimensions.at[i].value),
                                  { 0 } };
    return copy;
}

/* A row with `dimensions`, once. */
static void add_finding(reading *r, uint32_t control, pl_str resource)
{
    pl_check_row row = { .resource = resource,
                         .dimensions = r->dimensions.at,
                         .n_dimensions = (uint32_t)r->dimensions.n };
    if (pl_baseline_find(r->out, control, &row, &r->scratch))
        return;
    pl_str key = pl_arena_str(&r->out->arena, pl_buf_view(&r->scratch));
    pl_map_put(&r->out->by_key, key, (uint32_t)r->out->findings.n, NULL);
    pl_finding f = { .control = control,
                     .resource = pl_arena_str(&r->out->arena, resource),
                     .dimensions = copy_dimensions(r),
                     .n_dimensions = row.n_dimensions };
    pl_vec_push(&r->out->findings, f);
}

static bool is_failing(pl_str status)
{
    return pl_str_eq(status, PL_S("alarm")) || pl_str_eq(status, PL_S("error"));
}

/* ---- json output: groups in groups, with controls */

static void add_result(reading *r, uint32_t control, const pl_json *result)
{
    if (!is_failing(pl_json_text(pl_json_get(result, "status"))))
        return;
    r->dimensions.n = 0;
    for (const pl_json *d = pl_json_first(pl_json_get(result, "dimensions")); d; d = d->next)
        pl_vec_push(&r->dimensions, ((pl_dimension){ pl_json_text(pl_json_get(d, "key")),
                                                     pl_json_text(pl_json_get(d, "value")),
                                                     { 0 } }));
    add_finding(r, control, pl_json_text(pl_json_get(result, "resource")));
}

static void add_error(reading *r, uint32_t control)
{
    r->dimensions.n = 0;
    add_finding(r, control, (pl_str){ 0 });
}

/* False: it is none that we wrote. */
static bool add_group(reading *r, const pl_json *group)
{
    const pl_json *controls = pl_json_get(group, "controls");
    if (!controls || !pl_json_is(pl_json_get(group, "groups"), PL_JSON_ARRAY))
        return false;
    for (const pl_json *c = pl_json_first(controls); c; c = c->next) {
        pl_str name = pl_json_text(pl_json_get(c, "control_id"));
        if (!name.len)
            return false;
        uint32_t control = add_control(r, name);
        const pl_json *results = pl_json_first(pl_json_get(c, "results"));
        for (; results; results = results->next)
            add_result(r, control, results);
        if (pl_json_text(pl_json_get(c, "run_error")).len)
            add_error(r, control);
    }
    return true;
}

static bool read_output(reading *r, const pl_json *root)
{
    PL_VEC(const pl_json *) open = { 0 };
    bool ok = true;
    pl_vec_push(&open, root);
    while (ok && open.n) {
        const pl_json *group = open.at[--open.n];
        ok = add_group(r, group);
        const pl_json *g = ok ? pl_json_first(pl_json_get(group, "groups")) : NULL;
        for (; g; g = g->next)
            pl_vec_push(&open, g);
    }
    pl_vec_done(&open);
    return ok;
}

/* ---- snapshots: panels by name, rows as objects */

static void add_snapshot_row(reading *r, uint32_t control, const pl_json *row)
{
    if (!is_failing(pl_json_text(pl_json_get(row, "status"))))
        return;
    r->dimensions.n = 0;
    for (const pl_json *m = pl_json_first(row); m; m = m->next)
        if (!pl_str_eq(m->key, PL_S("status")) && !pl_str_eq(m->key, PL_S("reason")) &&
            !pl_str_eq(m->key, PL_S("resource")))
            pl_vec_push(&r->dimensions, ((pl_dimension){ m->key, pl_json_text(m), { 0 } }));
    add_finding(r, control, pl_json_text(pl_json_get(row, "resource")));
}

static bool read_snapshot(reading *r, const pl_json *root)
{
    bool any = false;
    const pl_json *p = pl_json_first(pl_json_get(root, "panels"));
    for (; p; p = p->next) {
        if (!pl_str_eq(pl_json_text(pl_json_get(p, "panel_type")), PL_S("control")))
            continue;
        uint32_t control = add_control(r, p->key);
        const pl_json *row = pl_json_first(pl_json_get(pl_json_get(p, "data"), "rows"));
        for (; row; row = row->next)
            add_snapshot_row(r, control, row);
        if (pl_json_text(pl_json_get(p, "error")).len)
            add_error(r, control);
        any = true;
    }
    return any;
}

/* ---- the whole */

#define HOW_TO "make one with `benchmark run ... --export baseline.json`"

static void refuse(pl_str path, const pl_json_error *error, pl_diags *diags)
{
    if (error)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_BASELINE,
                      "baseline '%.*s', line %u: %s; " HOW_TO, PL_FMT(path), error->line,
                      error->message);
    else
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_BASELINE,
                      "baseline '%.*s' is neither the json output nor a snapshot of a benchmark or "
                      "control; " HOW_TO,
                      PL_FMT(path));
}

bool pl_baseline_parse(pl_baseline *out, pl_str path, pl_str text, pl_diags *diags)
{
    reading r = { .out = out };
    pl_arena arena = { 0 };
    pl_json_error error;
    out->path = pl_arena_str(&out->arena, path);
    const pl_json *root = pl_json_parse(&arena, text, &error);
    bool ok =
        root && (pl_json_get(root, "panels") ? read_snapshot(&r, root) : read_output(&r, root));
    if (!ok)
        refuse(path, root ? NULL : &error, diags);
    pl_vec_done(&r.dimensions);
    pl_buf_done(&r.scratch);
    pl_arena_done(&arena);
    return ok;
}

void pl_baseline_done(pl_baseline *b)
{
    pl_vec_done(&b->controls);
    pl_vec_done(&b->findings);
    pl_map_done(&b->by_name);
    pl_map_done(&b->by_key);
    pl_arena_done(&b->arena);
}
