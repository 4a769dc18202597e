/* decode_args.c - arguments and what they wait for (mod-language.md 7.3, 7.4). */
#include "base/assert.h"
#include "base/cast.h"
#include "base/str.h"
#include "eval/stored.h"
#include "load/load.h"
#include <stdlib.h>

static bool is_runtime_root(pl_str root)
{
    return pl_str_eq(root, PL_S("self")) || pl_str_eq(root, PL_S("with")) ||
           pl_str_eq(root, PL_S("param")) || pl_str_eq(root, PL_S("input"));
}

/* Rewrite steps in brackets as steps after dots: `rows[*].x`, `rows[0]`, `a["b"]`. */
static size_t plain_steps(char *text, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++)
        if (text[i] != ']' && text[i] != '"')
            text[n++] = text[i] == '[' ? '.' : text[i];
    return n;
}

/* The source text of a reference without blanks, its steps after dots. */
static pl_str reference_text(pl_decoder *d, pl_range range)
{
    pl_str raw = pl_str_sub(d->view.text, range.start, range.end);
    char *out = pl_arena_take(&d->r->arena, raw.len + 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < raw.len; i++)
        if (raw.ptr[i] != ' ' && raw.ptr[i] != '\t' && raw.ptr[i] != '\n' && raw.ptr[i] != '\r')
            out[n++] = raw.ptr[i];
    return pl_str_make(out, plain_steps(out, n));
}

static bool starts_at_runtime(const pl_expr *e)
{
    while (e->kind == PL_E_SPLAT)
        e = e->splat.source;
    return e->kind == PL_E_TRAVERSAL && is_runtime_root(e->traversal.root);
}

bool pl_decode__runtime(pl_decoder *d, const pl_expr *expr, pl_str *path)
{
    if (expr->kind == PL_E_TUPLE && expr->tuple.n == 1)
        expr = expr->tuple.items->expr;
    if (!starts_at_runtime(expr))
        return false;
    *path = reference_text(d, expr->range);
    return true;
}

void pl_decode__add_dependency(pl_decoder *d, pl_str what, pl_str path)
{
    uint32_t n = d->r->n_runtime_deps;
    pl_assert(n <= d->deps_cap);
    if (n == d->deps_cap) {
        d->deps_cap = n ? n * 2 : 4;
        pl_str *more = pl_arena_alloc(&d->r->arena, d->deps_cap * sizeof *more);
        if (n)
            memcpy(more, d->r->runtime_deps, n * sizeof *more);
        d->r->runtime_deps = more;
    }
    pl_str *deps = pl_unconst(d->r->runtime_deps);
    deps[n] = pl_arena_printf(&d->r->arena, "%.*s->%.*s", PL_FMT(what), PL_FMT(path));
    d->r->n_runtime_deps = n + 1;
}

static int by_text(const void *a, const void *b)
{
    return pl_str_cmp(*(const pl_str *)a, *(const pl_str *)b);
}

void pl_decode__order_deps(pl_decoder *d)
{
    if (d->r->n_runtime_deps)
        qsort(pl_unconst(d->r->runtime_deps), d->r->n_runtime_deps, sizeof(pl_str), by_text);
}

static pl_arg *add_arg(pl_decoder *d, pl_str name)
{
    pl_arg *arg = PL_NEW(&d->r->arena, pl_arg);
    arg->name = name.len ? pl_arena_str(&d->r->arena, name) : name;
    *(d->args_end ? d->args_end : &d->r->args) = arg;
    d->args_end = &arg->next;
    return arg;
}

static void bad_args(pl_decoder *d, const pl_attr *attr, pl_str why)
{
    pl_buf name = { 0 };
    pl_index_print_name(d->ix, d->r->id, &name);
    pl_buf_cstr(&name, " has invalid parameter config");
    pl_diag_raw(d->diags, PL_ERROR, PL_DIAG_INVALID_PARAM, attr->range, pl_buf_view(&name), why);
    pl_buf_done(&name);
    d->failed = true;
}

static void set_value(pl_decoder *d, const pl_attr *attr, pl_arg *arg, pl_value v)
{
    pl_buf text = { 0 }, why = { 0 };
    arg->is_null = v.tag == PL_V_NULL;
    arg->is_string = v.tag == PL_V_STRING;
    if (pl_stored_text(v, &text, &why))
        arg->text = pl_arena_str(&d->r->arena, pl_buf_view(&text));
    else
        bad_args(d, attr, pl_buf_view(&why));
    pl_buf_done(&text);
    pl_buf_done(&why);
}

static void wait_for(pl_decoder *d, pl_arg *arg, uint32_t position)
{
    pl_str what = arg->name.len ? pl_arena_printf(&d->r->arena, "args.%.*s", PL_FMT(arg->name))
                                : pl_arena_printf(&d->r->arena, "args.%u", position);
    arg->is_runtime = true;
    pl_decode__add_dependency(d, what, arg->path);
}

/* Add one written argument: a runtime reference or a value. A reference to nothing becomes one that
 * waits for ever: the run reports it, or takes the default (mod-language.md 7.4). */
static void take_arg(pl_decoder *d, const pl_attr *attr, pl_str name, uint32_t position,
                     const pl_expr *expr)
{
    pl_arg *arg = add_arg(d, name);
    pl_value v;
    if (pl_decode__runtime(d, expr, &arg->path)) {
        arg->is_wrapped = expr->kind == PL_E_TUPLE;
        wait_for(d, arg, position);
    } else if (pl_decode__lenient(d, expr, PL_FIELD_ANY, &v)) {
        set_value(d, attr, arg, v);
    } else if (!d->failed) {
        arg->path = reference_text(d, expr->range);
        wait_for(d, arg, position);
    }
}

static void take_object(pl_decoder *d, const pl_attr *attr)
{
    for (const pl_pair *p = attr->expr->object.pairs; p; p = p->next) {
        pl_value key;
        pl_str word;
        if (p->naked && pl_expr_keyword(p->key, &word))
            take_arg(d, attr, word, 0, p->value);
        else if (pl_decode__value(d, p->key, PL_FIELD_STRING, &key))
            take_arg(d, attr, pl_value_get_str(key), 0, p->value);
    }
}

static void take_tuple(pl_decoder *d, const pl_attr *attr)
{
    uint32_t position = 0;
    for (const pl_item *i = attr->expr->tuple.items; i; i = i->next)
        take_arg(d, attr, (pl_str){ 0 }, position++, i->expr);
}

/* Add the arguments that an expression evaluates to: an object or a tuple. The maps, lists and sets
 * that functions return are refused, as in Powerpipe. */
static bool take_value(pl_decoder *d, const pl_attr *attr, pl_value v)
{
    for (uint32_t i = 0; v.tag == PL_V_OBJECT && i < v.len; i++)
        set_value(d, attr, add_arg(d, v.members->at[i].key), pl_stored_member(v, i));
    for (uint32_t i = 0; v.tag == PL_V_TUPLE && i < v.len; i++)
        set_value(d, attr, add_arg(d, (pl_str){ 0 }), v.seq->at[i]);
    return v.tag == PL_V_OBJECT || v.tag == PL_V_TUPLE;
}

void pl_decode__args(pl_decoder *d, const pl_attr *attr)
{
    const pl_expr *e = attr->expr;
    pl_value v;
    d->r->has_args = true;
    if (e->kind == PL_E_OBJECT)
        take_object(d, attr);
    else if (e->kind == PL_E_TUPLE)
        take_tuple(d, attr);
    else if (pl_decode__lenient(d, e, PL_FIELD_ANY, &v) ? !take_value(d, attr, v) : !d->failed)
        bad_args(d, attr, PL_S("'params' property must be either a map or an array"));
}
