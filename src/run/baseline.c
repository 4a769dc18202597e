/* baseline.c - reads the findings of an earlier run out of its JSON, row by row, and looks findings
 * up. */
#include "run/baseline.h"
#include "base/alloc.h"
#include "base/sort.h"
#include "base/str.h"
#include "run/identity.h"
#include "run/tree.h"
#include "value/json.h"
#define XXH_INLINE_ALL
#include <xxhash.h>

/* ---- which row it is (identity.h) */

static int order_dimensions(const void *a, const void *b)
{
    return pl_str_cmp(((const pl_dimension *)a)->key, ((const pl_dimension *)b)->key);
}

static void put_key_text(pl_buf *out, pl_str text)
{
    uint64_t len = text.len;
    pl_buf_add(out, &len, sizeof len);
    pl_buf_str(out, text);
}

uint32_t pl_identity_dimensions(const pl_dimension *dimensions, uint32_t n,
                                const pl_dimension **out)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++)
        out[i] = &dimensions[i];
    pl_sort((const void **)out, n, order_dimensions);
    for (uint32_t i = 0; i < n; i++)
        if (i + 1 == n || !pl_str_eq(out[i]->key, out[i + 1]->key))
            out[kept++] = out[i];
    return kept;
}

void pl_identity_key(pl_str resource, const pl_dimension *dimensions, uint32_t n, pl_buf *out)
{
    const pl_dimension *few[32], **at = n > PL_COUNT(few) ? pl_mem_alloc(n * sizeof *at) : few;
    put_key_text(out, resource);
    n = pl_identity_dimensions(dimensions, n, at);
    for (uint32_t i = 0; i < n; i++) {
        put_key_text(out, at[i]->key);
        put_key_text(out, at[i]->value);
    }
    if (at != few)
        pl_mem_free(at);
}

pl_identity pl_identity_of(pl_str resource, const pl_dimension *dimensions, uint32_t n,
                           uint32_t ordinal, pl_buf *scratch)
{
    scratch->len = 0;
    pl_identity_key(resource, dimensions, n, scratch);
    XXH128_hash_t hash = XXH3_128bits_withSeed(scratch->ptr, scratch->len, ordinal);
    return (pl_identity){ hash.high64, hash.low64 };
}

/* ---- looking up */

pl_finding *pl_baseline_find(const pl_baseline *b, uint32_t control, const pl_check_row *row,
                             pl_buf *scratch)
{
    uint32_t at;
    scratch->len = 0;
    pl_buf_add(scratch, &control, sizeof control);
    pl_identity_key(row->resource, row->dimensions, row->n_dimensions, scratch);
    return pl_map_find(&b->by_key, pl_buf_view(scratch), &at) ? &b->findings.at[at] : NULL;
}

int64_t pl_baseline_control(const pl_baseline *b, pl_str full_name, pl_str control_id)
{
    uint32_t at;
    if (pl_map_find(&b->by_name, full_name, &at) || pl_map_find(&b->by_name, control_id, &at))
        return at;
    return -1;
}

/* ---- reading: a row is examined as it ends and then dropped, so only findings take memory */

/* The control that is being read owns the findings from `first` on: its name is known only when
 * it ends. */
typedef struct reading {
    pl_baseline *out;
    size_t first;
    bool wrong;    /* json output: a group or control is not one that pipelite writes */
    bool controls; /* snapshot: a panel of a control was seen */
    pl_buf scratch;
} reading;

/* The most members of an object of which something is kept: the columns of a row and a few
 * others. */
enum { MEMBERS_MAX = 4096 };

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

static void add_finding(reading *r, pl_str resource, pl_dimension *dimensions, uint32_t n)
{
    pl_finding f = { .resource = pl_arena_str(&r->out->arena, resource),
                     .dimensions = dimensions,
                     .n_dimensions = n };
    pl_vec_push(&r->out->findings, f);
}

/* Assign the findings since `first` to `control`, dropping duplicates. */
static void take_findings(reading *r, uint32_t control)
{
    pl_baseline *b = r->out;
    size_t kept = r->first;
    for (size_t i = r->first; i < b->findings.n; i++) {
        pl_finding f = b->findings.at[i];
        pl_check_row row = { .resource = f.resource,
                             .dimensions = f.dimensions,
                             .n_dimensions = f.n_dimensions };
        if (pl_baseline_find(b, control, &row, &r->scratch))
            continue;
        f.control = control;
        pl_map_put(&b->by_key, pl_arena_str(&b->arena, pl_buf_view(&r->scratch)), (uint32_t)kept,
                   NULL);
        b->findings.at[kept++] = f;
    }
    b->findings.n = r->first = kept;
}

static void drop_findings(reading *r)
{
    r->out->findings.n = r->first;
}

static bool is_failing(const pl_json *row)
{
    pl_str status = pl_json_text(pl_json_get(row, "status"));
    return pl_str_eq(status, PL_S("alarm")) || pl_str_eq(status, PL_S("error"));
}

static pl_dimension *new_dimensions(reading *r, size_t n)
{
    return pl_arena_alloc(&r->out->arena, (n + 1) * sizeof(pl_dimension));
}

static void put_dimension(reading *r, pl_dimension *at, pl_str key, pl_str value)
{
    *at = (pl_dimension){ pl_arena_str(&r->out->arena, key),
                          pl_arena_str(&r->out->arena, value),
                          { 0 } };
}

/* ---- json output: controls in nested groups */

static void end_result(reading *r, const pl_json *row)
{
    const pl_json *list = pl_json_get(row, "dimensions");
    if (!is_failing(row))
        return;
    pl_dimension *dimensions = new_dimensions(r, list ? list->n : 0);
    uint32_t n = 0;
    for (const pl_json *d = pl_json_first(list); d; d = d->next)
        put_dimension(r, &dimensions[n++], pl_json_text(pl_json_get(d, "key")),
                      pl_json_text(pl_json_get(d, "value")));
    add_finding(r, pl_json_text(pl_json_get(row, "resource")), dimensions, n);
}

static void end_control(reading *r, const pl_json *control)
{
    pl_str name = pl_json_text(pl_json_get(control, "control_id"));
    if (!name.len) {
        r->wrong = true;
        drop_findings(r);
        return;
    }
    if (pl_json_text(pl_json_get(control, "run_error")).len)
        add_finding(r, (pl_str){ 0 }, new_dimensions(r, 0), 0);
    take_findings(r, add_control(r, name));
}

static bool is_group(const pl_json *group)
{
    return pl_json_get(group, "controls") &&
           pl_json_is(pl_json_get(group, "groups"), PL_JSON_ARRAY);
}

/* ---- snapshots: panels by name, rows as objects */

static bool is_column(const pl_json *member)
{
    return member->kind < PL_JSON_ARRAY && !pl_str_eq(member->key, PL_S("status")) &&
           !pl_str_eq(member->key, PL_S("reason")) && !pl_str_eq(member->key, PL_S("resource"));
}

static void end_row(reading *r, const pl_json *row)
{
    if (!is_failing(row))
        return;
    pl_dimension *dimensions = new_dimensions(r, row->n);
    uint32_t n = 0;
    for (const pl_json *m = pl_json_first(row); m; m = m->next)
        if (is_column(m))
            put_dimension(r, &dimensions[n++], m->key, pl_json_text(m));
    add_finding(r, pl_json_text(pl_json_get(row, "resource")), dimensions, n);
}

static void end_panel(reading *r, const pl_json *panel)
{
    if (!pl_str_eq(pl_json_text(pl_json_get(panel, "panel_type")), PL_S("control"))) {
        drop_findings(r);
        return;
    }
    if (pl_json_text(pl_json_get(panel, "error")).len)
        add_finding(r, (pl_str){ 0 }, new_dimensions(r, 0), 0);
    take_findings(r, add_control(r, panel->key));
    r->controls = true;
}

/* ---- which node is inside which: `next` of an open node is the node that contains it */

static bool is_named(const pl_json *node, const char *key)
{
    return node && pl_str_eq(node->key, pl_str_cstr(key));
}

static bool is_item(const pl_json *node, const char *list)
{
    return node && pl_json_is(node->next, PL_JSON_ARRAY) && is_named(node->next, list);
}

static bool is_panel(const pl_json *node)
{
    return node && is_named(node->next, "panels") && node->next->next && !node->next->next->next;
}

static bool is_snapshot_row(const pl_json *node)
{
    const pl_json *data = is_item(node, "rows") ? node->next->next : NULL;
    return is_named(data, "data") && is_panel(data->next);
}

static bool is_one_of(pl_str key, const char *words)
{
    pl_str rest = pl_str_cstr(words);
    while (rest.len)
        if (pl_str_eq(pl_str_split(&rest, ' '), key))
            return true;
    return false;
}

static bool wants(void *ctx, const pl_json *node)
{
    const pl_json *in = node->next;
    (void)ctx;
    if (in->kind == PL_JSON_ARRAY)
        return node->kind == PL_JSON_OBJECT;
    if (in->n > MEMBERS_MAX)
        return false;
    if (node->kind == PL_JSON_ARRAY)
        return is_one_of(node->key, "groups controls results dimensions rows");
    if (node->kind == PL_JSON_OBJECT)
        return is_one_of(node->key, "panels data") || is_panel(node);
    return is_snapshot_row(in) ||
           is_one_of(node->key,
                     "controls status resource control_id run_error key value panel_type error");
}

static bool ended(void *ctx, const pl_json *node)
{
    reading *r = ctx;
    if (is_item(node, "results") && is_item(node->next->next, "controls"))
        end_result(r, node);
    else if (is_snapshot_row(node))
        end_row(r, node);
    else if (is_item(node, "controls"))
        end_control(r, node);
    else if (is_item(node, "groups"))
        r->wrong |= !is_group(node);
    else if (is_panel(node))
        end_panel(r, node);
    else
        return is_item(node, "results") || is_item(node, "rows");
    return true;
}

/* ---- the whole file */

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
    pl_json_filter filter = { &r, wants, ended };
    pl_arena arena = { 0 };
    pl_json_error error;
    out->path = pl_arena_str(&out->arena, path);
    const pl_json *root = pl_json_read(&arena, text, &filter, &error);
    bool ok = pl_json_get(root, "panels") ? r.controls : is_group(root) && !r.wrong;
    drop_findings(&r);
    if (!ok)
        refuse(path, root ? NULL : &error, diags);
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
