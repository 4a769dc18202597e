/* dump_values.c - all values of a resource for the dump of an index. */
#include "base/str.h"
#include "render/dumper.h"

/* `v` as JSON, or `quoted`, as a string that holds its JSON. */
static void put(pl_dumper *d, const char *key, pl_value v, bool quoted)
{
    pl_buf text = { 0 };
    pl_jsonw_key(d->w, pl_str_cstr(key));
    if (v.tag == PL_V_NULL || !pl_value_is_known(v) || !pl_value_json(v, &text))
        pl_jsonw_null(d->w);
    else if (quoted)
        pl_jsonw_str(d->w, pl_buf_view(&text));
    else
        pl_jsonw_raw(d->w, pl_buf_view(&text));
    pl_buf_done(&text);
}

static void put_value(pl_dumper *d, const char *key, pl_value v)
{
    put(d, key, v, false);
}

static pl_value field(const pl_resource *r, const char *name)
{
    return r ? pl_resource_field(r, pl_str_cstr(name)) : (pl_value){ .tag = PL_V_NULL };
}

static void put_print(pl_dumper *d, const char *what, const pl_resource *r, pl_str text, bool there)
{
    pl_dump_print print;
    if (r && there)
        pl_dump__print_of(text, &print);
    pl_dump__print(d, what, r && there ? &print : NULL);
}

static void put_text(pl_dumper *d, const char *what, const pl_resource *r)
{
    pl_value v = field(r, what);
    bool there = v.tag == PL_V_STRING;
    put_print(d, what, r, there ? pl_value_get_str(v) : (pl_str){ 0 }, there);
}

/* Members that are the same for all kinds; those that a kind does not have are null. */
static void put_plain(pl_dumper *d, pl_entry_id id, const pl_resource *r)
{
    pl_kind kind = (pl_kind)d->entries[id].kind;
    bool typed = kind != PL_KIND_VARIABLE && kind != PL_KIND_BENCHMARK;
    pl_value width = field(r, "width");
    put_value(d, "title", field(r, "title"));
    put_value(d, "description", field(r, "description"));
    put_value(d, "tags", field(r, "tags"));
    put_value(d, "display", field(r, "display"));
    put_value(d, "display_type", typed ? field(r, "type") : (pl_value){ .tag = PL_V_NULL });
    put_value(d, "width", width.tag == PL_V_INT && width.i == 0 ? (pl_value){ 0 } : width);
    put_text(d, "documentation", r);
    put_text(d, "sql", r);
    put_print(d, "source", r, r ? r->source : (pl_str){ 0 }, d->entries[id].kind != PL_KIND_LOCAL);
    pl_dump__name(d, "category", r ? r->category : PL_NO_ENTRY);
    pl_dump__name(d, "base", r ? r->base : PL_NO_ENTRY);
    pl_dump__name(d, "query", r ? r->query : PL_NO_ENTRY);
}

static void put_given(pl_dumper *d, const char *key, bool given, pl_str text)
{
    pl_jsonw_key(d->w, pl_str_cstr(key));
    if (given)
        pl_jsonw_str(d->w, text);
    else
        pl_jsonw_null(d->w);
}

/* Write the params in declared order. An absent description differs from an empty one. */
static void put_params(pl_dumper *d, const pl_resource *r)
{
    pl_jsonw_begin(d->w, "params", '[');
    for (const pl_param_def *p = r ? r->params : NULL; p; p = p->next) {
        pl_jsonw_open(d->w, '{');
        pl_jsonw_member(d->w, "name", p->name);
        put_given(d, "description", p->has_description, p->description);
        put_given(d, "default", p->has_default, p->dflt);
        pl_jsonw_member_bool(d->w, "default_is_string", p->default_is_string);
        pl_jsonw_close(d->w, '}');
    }
    pl_jsonw_close(d->w, ']');
}

/* Write the arguments of one form: by name, or by position. */
static void put_some_args(pl_dumper *d, const pl_resource *r, bool named)
{
    pl_jsonw_open(d->w, named ? '{' : '[');
    for (const pl_arg *a = r->args; a; a = a->next) {
        if ((a->name.len != 0) != named || (named && a->is_runtime))
            continue;
        if (named)
            pl_jsonw_key(d->w, a->name);
        pl_jsonw_str(d->w, a->is_runtime ? PL_S("null") : a->text);
    }
    pl_jsonw_close(d->w, named ? '}' : ']');
}

static bool has_any(const pl_resource *r)
{
    for (const pl_arg *a = r->args; a; a = a->next)
        if (!a->name.len || !a->is_runtime)
            return true;
    return false;
}

/* Arguments that take their value from other panels while a dashboard runs are not known here. */
static void put_args(pl_dumper *d, const pl_resource *r)
{
    pl_jsonw_key(d->w, PL_S("args"));
    if (!r || !has_any(r)) {
        pl_jsonw_null(d->w);
        return;
    }
    pl_jsonw_open(d->w, '{');
    pl_jsonw_key(d->w, PL_S("named"));
    put_some_args(d, r, true);
    pl_jsonw_key(d->w, PL_S("positional"));
    put_some_args(d, r, false);
    pl_jsonw_close(d->w, '}');
}

static void put_waits(pl_dumper *d, const pl_resource *r)
{
    pl_jsonw_begin(d->w, "runtime_dependencies", '[');
    for (uint32_t i = 0; r && i < r->n_runtime_deps; i++)
        pl_jsonw_str(d->w, r->runtime_deps[i]);
    pl_jsonw_close(d->w, ']');
}

/* What `show --output json` prints of the resource, as one text. */
static void put_show(pl_dumper *d, pl_entry_id id)
{
    pl_buf text = { 0 };
    bool local = d->entries[id].kind == PL_KIND_LOCAL;
    pl_doc *doc = local ? NULL : pl_resource_view_doc(d->view, id);
    pl_jsonw_key(d->w, PL_S("show"));
    if (doc) {
        pl_buf_cstr(&text, "[\n  ");
        pl_doc_json(doc, 1, d->view->secrets, NULL, &text);
        pl_buf_cstr(&text, "\n]");
        pl_jsonw_str(d->w, pl_buf_view(&text));
    } else {
        pl_jsonw_null(d->w);
    }
    pl_buf_done(&text);
    pl_resource_view_reset(d->view);
}

void pl_dump__values(pl_dumper *d, pl_entry_id id)
{
    pl_resource *r = pl_load_resource(d->view->ev, id, PL_LOAD_LISTED, d->view->diags);
    put_plain(d, id, r);
    put_params(d, r);
    put_args(d, r);
    put_waits(d, r);
    pl_value value = r ? r->value : (pl_value){ .tag = PL_V_NULL };
    put(d, "value", pl_value_is_members(value) ? pl_resource_view_value(d->view, value) : value,
        true);
    pl_resource_free(r);
    if (d->show)
        put_show(d, id);
}
