/* linter_types.c - reports errors in a block that do not depend on other blocks: its shape, and
 * values of the wrong type that need no name to be evaluated.
 *
 * The checks reach values only if the syntax and all names are right. Here, blocks are checked even
 * if the file has an error elsewhere. */
#include "check/linter_inner.h"
#include "base/str.h"
#include "check/needs.h"
#include "check/static.h"
#include "eval/evaluator.h"
#include "hcl/typeexpr.h"
#include "mod/field.h"
#include "schema/kind.h"
#include "schema/schema.h"

typedef struct type_check {
    pl_diags *diags;
    pl_arena scratch;
    bool outside; /* the value depends on a file or on the moment */
} type_check;

/* ---- values */

static void saw_file(void *ctx, pl_str path)
{
    (void)path;
    ((type_check *)ctx)->outside = true;
}

static void saw_moment(void *ctx)
{
    ((type_check *)ctx)->outside = true;
}

/* Find no name: linter_refs.c reports names. */
static pl_found find_later(const pl_scope *scope, const pl_root_traversal *name, pl_value *out,
                           unsigned *used, pl_diags *diags)
{
    (void)scope, (void)name, (void)out, (void)used, (void)diags;
    return PL_FOUND_LATER;
}

/* Are the messages from the n-th on certain, and not reported better elsewhere? */
static bool is_certain(const type_check *j, size_t n)
{
    if (j->outside)
        return false;
    for (size_t i = n; i < pl_diags_count(j->diags); i++) {
        pl_diag_code code = pl_diags_get(j->diags, i)->code;
        if (code == PL_DIAG_NOT_THERE_YET || code == PL_DIAG_UNKNOWN_FUNCTION)
            return false;
    }
    return true;
}

/* Evaluate `expr`. False if there is no value to check: it depends on a name, or its error was
 * reported. */
static bool evaluate(type_check *j, const pl_expr *expr, pl_field_type type, pl_value *out)
{
    size_t n = pl_diags_count(j->diags);
    pl_fn_env env = {
        .base_dir = PL_S("/"), .file_read = saw_file, .moment = saw_moment, .ctx = j
    };
    pl_scope scope = { .find = find_later };
    pl_eval ev = { .arena = &j->scratch, .diags = j->diags, .scope = &scope, .env = &env };
    j->outside = false;
    bool right = pl_field_eval(&ev, expr, type, out);
    if (!is_certain(j, n))
        pl_diags_truncate(j->diags, n);
    return right && !j->outside;
}

/* Report `children = "control.c"`: it is no list. */
static void check_children(type_check *j, const pl_expr *expr)
{
    pl_buf got = { 0 };
    pl_value v;
    if (!evaluate(j, expr, PL_FIELD_ANY, &v) || v.tag == PL_V_NULL || v.tag == PL_V_UNKNOWN ||
        pl_value_is_seq(v))
        return;
    pl_value_write_friendly(v, &got);
    pl_diag_add(j->diags, PL_ERROR, PL_DIAG_UNSUITABLE_VALUE, expr->start, "Unsuitable value type",
                "Unsuitable value: list of object required, but have %.*s",
                PL_FMT(pl_buf_view(&got)));
    pl_buf_done(&got);
}

static void check_attr(void *check, const pl_field *field, const pl_attr *a)
{
    type_check *j = check;
    pl_value v;
    switch ((pl_field_type)field->type) {
    case PL_FIELD_STRING:
    case PL_FIELD_INT:
    case PL_FIELD_BOOL:
    case PL_FIELD_STRINGS:
    case PL_FIELD_MAP: break;
    case PL_FIELD_CHILDREN: check_children(j, a->expr); return;
    default: return;
    }
    if (!(field->flags & (PL_FIELD_IGNORED | PL_FIELD_RUNTIME | PL_FIELD_LENIENT)))
        evaluate(j, a->expr, (pl_field_type)field->type, &v);
}

/* Report a default of the wrong type: variable { type = number, default = "x" }. */
static void check_default(type_check *j, const pl_body *body)
{
    const pl_attr *type = pl_body_attr(body, PL_S("type"));
    const pl_attr *dflt = pl_body_attr(body, PL_S("default"));
    pl_diags *ignored = pl_diags_new();
    const pl_type *want =
        type && dflt ? pl_type_parse_variable(type, NULL, 0, &j->scratch, ignored) : NULL;
    pl_value v;
    if (want && evaluate(j, dflt->expr, PL_FIELD_ANY, &v))
        pl_default_fits(&j->scratch, v, want, dflt, j->diags);
    pl_diags_free(ignored);
}

/* ---- queries */

static bool is_given(const pl_attr *a)
{
    return a && !(a->expr->kind == PL_E_LITERAL && a->expr->lit == PL_LIT_NULL);
}

/* Report a missing or superfluous query. A resource with a base may inherit its query. */
static void check_query(type_check *j, const pl_linter *l, uint32_t mod, const pl_block *b,
                        pl_kind kind)
{
    bool sql = is_given(pl_body_attr(b->body, PL_S("sql")));
    bool query = is_given(pl_body_attr(b->body, PL_S("query")));
    const char *what = NULL;
    pl_buf text = { 0 };
    if (!(pl_kind_flags(kind) & PL_KIND_IS_PROVIDER) || !b->labels ||
        pl_body_attr(b->body, PL_S("base")))
        return;
    if (sql && query)
        what = PL_QUERY_TWICE;
    else if (!sql && !query)
        what = pl_query_missing(kind, false, false);
    if (!what)
        return;
    pl_buf_printf(&text, "%.*s.%.*s.%.*s%s", PL_FMT(l->mods.at[mod]), PL_FMT(pl_kind_name(kind)),
                  PL_FMT(b->labels->text), what);
    pl_diag_raw(j->diags, PL_ERROR, PL_DIAG_QUERY, b->body->range, pl_buf_view(&text),
                (pl_str){ 0 });
    pl_buf_done(&text);
}

/* ---- one file */

void pl_linter__types(pl_linter *l, uint32_t file)
{
    const pl_lint_file *f = &l->files.at[file];
    type_check j = { .diags = f->shape };
    pl_diags_clear(f->shape);
    pl_diags_begin(j.diags, f->path, f->text);
    if (pl_check_schema(f->sound, j.diags)) {
        pl_check_static(f->sound, PL_STATIC_VARIABLES, j.diags);
        pl_check_static(f->sound, PL_STATIC_RESOURCES, j.diags);
    }
    for (const pl_block *b = f->sound->blocks; b; b = b->next) {
        pl_kind kind;
        if (!pl_kind_find(b->type, &kind) || kind == PL_KIND_MOD || kind == PL_KIND_LOCAL ||
            !(pl_kind_flags(kind) & PL_KIND_IS_TOP))
            continue;
        pl_static_attrs(b->body, pl_schema_of(kind), check_attr, &j);
        check_query(&j, l, f->mod, b, kind);
        if (kind == PL_KIND_VARIABLE)
            check_default(&j, b->body);
        pl_arena_reset(&j.scratch);
    }
    pl_diags_end(j.diags);
    pl_arena_done(&j.scratch);
}
