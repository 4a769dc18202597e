/* show.c - lists of resources and single resources in the formats of `list` and `show`. */
#include "base/diag.h"
#include "base/oom.h"
#include "base/assert.h"
#include "base/sized.h"
#include "base/str.h"
#include "render/resource.h"
#include "render/yaml.h"
#include "workspace/value_stores.h"
#include <pipelite/show.h>
#include <stdlib.h>

/* This many bytes are held back, so that a list that fails early prints nothing. */
enum { HELD = 1 << 20, FLUSH = 64 << 10 };

typedef struct printing {
    pl_resource_view view;
    pl_arena arena;
    pl_format format;
    pl_write_fn *write;
    void *ctx;
    bool plain, terminal;
    pl_buf out;
    pl_yaml yaml;
    bool began; /* something was written */
    uint32_t n; /* resources so far */
} printing;

static bool flush(printing *p, bool all)
{
    size_t enough = p->began ? FLUSH : HELD;
    if (!all && p->out.len < enough)
        return true;
    p->began = true;
    bool ok = p->out.len == 0 || p->write(p->ctx, pl_buf_view(&p->out));
    p->out.len = 0;
    return ok;
}

/* Hand the output written so far to the caller. Also called in the middle of a very long document;
 * its evaluator stays borrowed until the output was taken. */
static bool drain(void *ctx)
{
    printing *p = ctx;
    return p->out.len < HELD || flush(p, false);
}

/* Secrets are hidden in JSON alone. */
static bool begin(printing *p, pl_workspace *ws, pl_format format, pl_diags *diags)
{
    pl_value_store *values = pl_workspace_values(ws, diags);
    if (!values)
        return false;
    pl_arena_init(&p->arena, 16 * 1024);
    p->yaml.out = &p->out;
    p->yaml.plain = p->plain;
    p->yaml.exact = format == PL_FORMAT_YAML_EXACT;
    p->yaml.drain = (pl_doc_drain){ drain, p };
    p->format = format;
    p->view.ev = pl_evaluator_borrow(values);
    p->view.ix = pl_value_store_index(values);
    p->view.dir = pl_workspace_path(ws);
    p->view.arena = &p->arena;
    p->view.diags = diags;
    p->view.secrets = format == PL_FORMAT_JSON ? pl_sanitizer_new() : NULL;
    return true;
}

/* Make the document of `id` for the format; PL_NO_ENTRY: the benchmark that `all` stands for. */
static pl_doc *make_doc(printing *p, pl_entry_id id, bool text)
{
    if (id != PL_NO_ENTRY)
        return text ? pl_resource_view_columns(&p->view, id) : pl_resource_view_doc(&p->view, id);
    if (!text)
        return pl_resource_view_root(&p->view);
    pl_doc *doc = pl_doc_new(&p->arena, PL_DOC_OBJECT);
    pl_doc_string(&p->arena, doc, PL_S("Name"), PL_S("root"));
    return doc;
}

static bool is_yaml(pl_format format)
{
    return format == PL_FORMAT_YAML || format == PL_FORMAT_YAML_EXACT;
}

/* Write one resource. What it was made of is freed before the next one. */
static bool put_one(printing *p, pl_entry_id id)
{
    bool text = p->format == PL_FORMAT_PRETTY || p->format == PL_FORMAT_PLAIN;
    pl_doc *doc = make_doc(p, id, text);
    pl_doc_drain to = { drain, p };
    bool ok = doc;
    if (doc && text)
        pl_doc_put_columns(doc, p->format == PL_FORMAT_PRETTY && !p->plain, p->terminal, &p->out);
    else if (doc && p->format == PL_FORMAT_JSON) {
        pl_buf_cstr(&p->out, p->n ? ",\n  " : "[\n  ");
        ok = pl_doc_json(doc, 1, p->view.secrets, &to, &p->out);
    } else if (doc && is_yaml(p->format)) {
        ok = pl_yaml_element(&p->yaml, doc);
    }
    p->n++;
    pl_resource_view_reset(&p->view);
    return ok && flush(p, false);
}

/* Also called after a failure, to free everything; then what was held back is not printed. */
static bool finish(printing *p, bool ok)
{
    pl_assert(!ok || p->view.depth == 0);
    if (ok && p->format == PL_FORMAT_JSON)
        pl_buf_cstr(&p->out, p->n ? "\n]" : "[]");
    else if (ok && is_yaml(p->format))
        pl_yaml_done(&p->yaml, p->n);
    ok = ok && flush(p, true);
    pl_resource_view_done(&p->view);
    pl_evaluator_give_back(p->view.ev);
    pl_arena_done(&p->arena);
    pl_buf_done(&p->out);
    pl_buf_done(&p->yaml.held);
    return ok;
}

/* ---- lists */

/* Is it a variable whose default names a connection that does not exist (recorded)? */
static bool is_lost(printing *p, const pl_entry *e)
{
    const pl_var *var;
    if (e->kind != PL_KIND_VARIABLE)
        return false;
    size_t before = pl_diags_count(p->view.diags);
    if (!pl_evaluator_var(p->view.ev, e->id, &var, p->view.diags) &&
        pl_evaluator_var_lost(p->view.ev, e->id))
        pl_diags_truncate(p->view.diags, before);
    return pl_evaluator_var_lost(p->view.ev, e->id);
}

static bool is_listed(const pl_entry *e, pl_list_what what)
{
    return (e->own_mod || e->direct_mod) && (what != PL_LIST_DETECTION_BENCHMARKS || e->detection);
}

typedef PL_VEC(pl_entry) entries;

static int by_name(const void *a, const void *b)
{
    const pl_entry *x = a, *y = b;
    int order = pl_str_cmp(x->mod, y->mod);
    order = order ? order : pl_str_cmp(x->short_name, y->short_name);
    return order ? order : (x->id > y->id) - (x->id < y->id);
}

/* The resources of the list in the order in which it prints them. */
static void collect(const pl_index *ix, pl_list_what what, pl_kind kind, entries *out)
{
    uint32_t n;
    const pl_entry_id *ids = pl_index_kind(ix, what == PL_LIST_KIND ? kind : PL_KIND_BENCHMARK, &n);
    for (uint32_t i = 0; i < n; i++) {
        pl_entry e;
        pl_index_get(ix, ids[i], &e);
        if (is_listed(&e, what))
            pl_vec_push(out, e);
    }
    if (out->n)
        qsort(out->at, out->n, sizeof *out->at, by_name);
}

static bool render_array(pl_workspace *ws, pl_list_what what, pl_kind kind,
                         const pl_show_output *out, pl_diags *diags)
{
    printing p = {
        .write = out->write, .ctx = out->ctx, .plain = out->plain, .terminal = out->terminal
    };
    entries list = { 0 };
    bool ok = begin(&p, ws, out->format, diags);
    if (!ok)
        return false;
    collect(p.view.ix, what, kind, &list);
    for (size_t i = 0; ok && i < list.n; i++)
        ok = is_lost(&p, &list.at[i]) || put_one(&p, list.at[i].id);
    pl_vec_done(&list);
    return finish(&p, ok);
}

bool pl_render_array_sized(size_t size, pl_workspace *ws, pl_list_what what, pl_kind kind,
                           const pl_show_output *out, pl_diags *diags)
{
    pl_show_output known;
    out = pl_sized_options(&known, sizeof known, out, size);
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, ws, "workspace") || pl_diag_nothing(diags, out, "output"))
        return false;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = render_array(ws, what, kind, out, diags);
    return !pl_oom_end_reported(&scope, diags) && ok;
}

static bool read_call(pl_arena *arena, pl_str target, pl_given_args *out, pl_diags *diags)
{
    pl_buf why = { 0 };
    bool ok = pl_args_from_call(arena, target, out, &why);
    if (!ok)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_FLAG, "%.*s", (int)why.len, why.ptr);
    pl_buf_done(&why);
    return ok;
}

static bool render_show(pl_workspace *ws, pl_entry_id id, pl_str target, const pl_show_output *out,
                        pl_diags *diags)
{
    printing p = {
        .write = out->write, .ctx = out->ctx, .plain = out->plain, .terminal = out->terminal
    };
    pl_arena call = { 0 };
    bool ok = begin(&p, ws, out->format, diags);
    if (ok) {
        ok = read_call(&call, target, &p.view.call, diags) && put_one(&p, id);
        ok = finish(&p, ok);
    }
    pl_arena_done(&call);
    return ok;
}

bool pl_render_show_sized(size_t size, pl_workspace *ws, pl_entry_id id, pl_str target,
                          const pl_show_output *out, pl_diags *diags)
{
    pl_show_output known;
    out = pl_sized_options(&known, sizeof known, out, size);
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, ws, "workspace") || pl_diag_nothing(diags, out, "output"))
        return false;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = render_show(ws, id, target, out, diags);
    return !pl_oom_end_reported(&scope, diags) && ok;
}
