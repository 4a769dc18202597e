/* precheck.c - collects the prechecks of a file, by what the schema requires of each attribute.
 *
 * The want_ functions take an expression and the type that it must have. They return at once if it
 * cannot fail, divide it if its parts can be answered alone, and otherwise add its text. */
#include "check/precheck.h"
#include "base/assert.h"
#include "base/str.h"
#include "check/aim.h"
#include "check/static.h"
#include "hcl/parse.h"
#include "schema/kind.h"
#include "schema/schema.h"

/* ---- the list: each text once */

static void add(pl_prechecks *q, pl_str text, uint32_t what)
{
    bool fresh;
    uint32_t at = pl_map_put(&q->texts, text, (uint32_t)q->list.n, &fresh);
    if (fresh)
        pl_vec_push(&q->list, ((pl_build_precheck){ text, what }));
    else
        q->list.at[at].what |= what;
}

void pl_prechecks_done(pl_prechecks *q)
{
    pl_vec_done(&q->list);
    pl_map_done(&q->texts);
    pl_arena_done(&q->marks);
    *q = (pl_prechecks){ 0 };
}

/* The end of an expression; a heredoc ends with its last line. */
static uint32_t end_of(const pl_prechecks *q, const pl_expr *e)
{
    uint32_t end = e->range.end;
    if (e->kind != PL_E_TEMPLATE || !e->flag)
        return end;
    while (end < q->text.len && q->text.ptr[end] != '\n')
        end++;
    return end < q->text.len ? end + 1 : end;
}

static void add_expr(pl_prechecks *q, const pl_expr *e, uint32_t what)
{
    pl_assert(e->range.start <= e->range.end && e->range.end <= q->text.len);
    pl_assert(what && !(what & ~(uint32_t)PL_PRECHECK_EVALUATED));
    pl_str text = pl_str_sub(q->text, e->range.start, end_of(q, e));
    if (e->kind != PL_E_TRAVERSAL && memmem(text.ptr, text.len, "env", 3))
        what |= PL_PRECHECK_ENV;
    add(q, text, what);
}

/* ---- what cannot fail */

static bool is_word(const pl_expr *e, pl_lit_kind kind)
{
    return e->kind == PL_E_LITERAL && e->lit == kind;
}

static bool is_text(const pl_expr *e)
{
    return e->kind == PL_E_TEMPLATE &&
           (!e->tmpl.n || (e->tmpl.n == 1 && e->tmpl.parts->expr->kind == PL_E_LITERAL));
}

/* Is it a whole number far from any limit? */
static bool is_small(const pl_expr *e)
{
    pl_assert(is_word(e, PL_LIT_NUMBER));
    enum { DIGITS = 18 };
    pl_str s = e->literal.text;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    return s.len <= DIGITS;
}

static const pl_expr *inside(const pl_expr *e)
{
    while (e->kind == PL_E_PARENS || e->kind == PL_E_TEMPLATE_WRAP)
        e = e->kind == PL_E_PARENS ? e->parens.inner : e->tmpl.parts->expr;
    return e;
}

static bool is_call(const pl_expr *e, const char *name)
{
    return e->kind == PL_E_CALL && !e->flag && pl_str_eq(e->call.name, pl_str_cstr(name));
}

/* ---- one expression, by what it has to be */

static void want_any(pl_prechecks *q, const pl_expr *e);
static void want_text(pl_prechecks *q, const pl_expr *e, bool null_too);
static void want_map(pl_prechecks *q, const pl_expr *e);

static bool has_directive(const pl_expr *e)
{
    for (const pl_item *i = e->tmpl.parts; i; i = i->next)
        if (i->expr->kind == PL_E_T_IF || i->expr->kind == PL_E_T_FOR)
            return true;
    return false;
}

static void want_parts(pl_prechecks *q, const pl_expr *e)
{
    if (has_directive(e)) {
        add_expr(q, e, PL_PRECHECK_PART);
        return;
    }
    for (const pl_item *i = e->tmpl.parts; i; i = i->next)
        if (i->expr->kind != PL_E_LITERAL || i->expr->lit != PL_LIT_STRING)
            want_text(q, i->expr, false);
}

/* Is it file("docs/a.md"), with a literal path? */
static bool reads_file(const pl_expr *e, pl_str *path)
{
    if (!is_call(e, "file") || e->call.n != 1 || !is_text(e->call.args->expr) ||
        !e->call.args->expr->tmpl.n)
        return false;
    *path = e->call.args->expr->tmpl.parts->expr->literal.text;
    bool plain = path->len && path->ptr[0] != '~' && path->ptr[path->len - 1] != '/';
    for (size_t i = 0; i < path->len && plain; i++) {
        char c = path->ptr[i], next = i + 1 < path->len ? path->ptr[i + 1] : '/';
        plain = c > ' ' && c < 0x7f && c != '\\' && !(c == '.' && next == '.');
    }
    return plain;
}

/* Is it a call that makes a text of texts and cannot fail itself? */
static bool makes_text(const pl_expr *e)
{
    static const pl_str names[] = { PL_S("lower"), PL_S("upper"), PL_S("title"),
                                    PL_S("trimspace") };
    for (size_t i = 0; i < PL_COUNT(names) && e->call.n == 1 && !e->flag; i++)
        if (pl_str_eq(e->call.name, names[i]))
            return true;
    return false;
}

/* Is it replace(x, "a", "b"), where "a" is no pattern? */
static bool replaces_text(const pl_expr *e)
{
    if (!is_call(e, "replace") || e->call.n != 3)
        return false;
    const pl_expr *from = e->call.args->next->expr, *to = e->call.args->next->next->expr;
    if (!is_text(from) || !is_text(to))
        return false;
    pl_str text = from->tmpl.n ? from->tmpl.parts->expr->literal.text : (pl_str){ 0 };
    return text.len && text.ptr[0] != '/';
}

static void want_text(pl_prechecks *q, const pl_expr *e, bool null_too)
{
    pl_str path;
    e = inside(e);
    switch ((pl_expr_kind)e->kind) {
    case PL_E_LITERAL:
        if (e->lit == PL_LIT_NULL && !null_too)
            add_expr(q, e, PL_PRECHECK_PART);
        else if (e->lit == PL_LIT_NUMBER && !is_small(e))
            add_expr(q, e, PL_PRECHECK_PART);
        return;
    case PL_E_TEMPLATE: want_parts(q, e); return;
    case PL_E_CALL:
        if (reads_file(e, &path)) {
            add(q, path, PL_PRECHECK_FILE);
            return;
        }
        if (!makes_text(e) && !replaces_text(e))
            break;
        want_text(q, e->call.args->expr, false);
        return;
    default: break;
    }
    add_expr(q, e, null_too ? PL_PRECHECK_STRING : PL_PRECHECK_PART);
}

/* Are all keys words or texts? */
static bool has_plain_keys(const pl_expr *e)
{
    pl_assert(e->kind == PL_E_OBJECT);
    for (const pl_pair *p = e->object.pairs; p; p = p->next)
        if (!(p->naked && p->key->kind == PL_E_TRAVERSAL && !p->key->traversal.steps) &&
            !is_text(p->key))
            return false;
    return true;
}

/* Add a precheck for each argument of merge(); `texts`: all values must be texts. */
static void want_tables(pl_prechecks *q, const pl_expr *e, bool texts)
{
    pl_assert(is_call(e, "merge"));
    for (const pl_item *i = e->call.args; i; i = i->next) {
        const pl_expr *arg = inside(i->expr);
        if (arg->kind == PL_E_OBJECT || (is_call(arg, "merge") && arg->call.n)) {
            if (texts)
                want_map(q, arg);
            else
                want_any(q, arg);
        } else {
            add_expr(q, arg, texts ? PL_PRECHECK_TABLE | PL_PRECHECK_MAP : PL_PRECHECK_TABLE);
        }
    }
}

static void want_map(pl_prechecks *q, const pl_expr *e)
{
    e = inside(e);
    if (e->kind == PL_E_OBJECT && has_plain_keys(e)) {
        for (const pl_pair *p = e->object.pairs; p; p = p->next)
            want_text(q, p->value, false);
    } else if (is_call(e, "merge") && e->call.n) {
        want_tables(q, e, true);
    } else if (!is_word(e, PL_LIT_NULL)) {
        add_expr(q, e, PL_PRECHECK_MAP);
    }
}

static void want_strings(pl_prechecks *q, const pl_expr *e)
{
    e = inside(e);
    if (e->kind == PL_E_TUPLE)
        for (const pl_item *i = e->tuple.items; i; i = i->next)
            want_text(q, i->expr, false);
    else if (!is_word(e, PL_LIT_NULL))
        add_expr(q, e, PL_PRECHECK_STRINGS);
}

static void want_int(pl_prechecks *q, const pl_expr *e)
{
    if (!is_word(e, PL_LIT_NULL) && !(is_word(e, PL_LIT_NUMBER) && is_small(e)))
        add_expr(q, e, PL_PRECHECK_INT);
}

static void want_bool(pl_prechecks *q, const pl_expr *e)
{
    if (e->kind != PL_E_LITERAL || e->lit > PL_LIT_FALSE)
        add_expr(q, e, PL_PRECHECK_BOOL);
}

static void want_any(pl_prechecks *q, const pl_expr *e)
{
    e = inside(e);
    switch ((pl_expr_kind)e->kind) {
    case PL_E_LITERAL:
        if (e->lit != PL_LIT_NUMBER || is_small(e))
            return;
        break;
    case PL_E_TEMPLATE: want_parts(q, e); return;
    case PL_E_TUPLE:
        for (const pl_item *i = e->tuple.items; i; i = i->next)
            want_any(q, i->expr);
        return;
    case PL_E_OBJECT:
        if (!has_plain_keys(e))
            break;
        for (const pl_pair *p = e->object.pairs; p; p = p->next)
            want_any(q, p->value);
        return;
    case PL_E_CALL:
        if (!is_call(e, "merge") || !e->call.n)
            break;
        want_tables(q, e, false);
        return;
    default: break;
    }
    add_expr(q, e, PL_PRECHECK_ANY);
}

/* ---- arguments and defaults of params: these may wait for a value (mod-language.md 7.4) */

/* Is it a runtime reference: `self.input.x.value`, `with.y.rows[*].c`, `param.p`? */
static bool waits(const pl_expr *e)
{
    while (e->kind == PL_E_SPLAT)
        e = e->splat.source;
    return e->kind == PL_E_TRAVERSAL && pl_aim_is_runtime(e->traversal.root);
}

static void note_runtime(void *ctx, pl_str root, const pl_step *steps, pl_range range)
{
    bool *found = ctx;
    (void)steps;
    (void)range;
    *found = *found || pl_aim_is_runtime(root) || pl_str_eq(root, PL_S("input"));
}

/* Does the expression contain a runtime reference, which must not be part of a larger expression?
 * If it has a value all the same, that does no harm. */
static bool holds_waiting(const pl_expr *e)
{
    bool found = false;
    pl_expr_refs(e, note_runtime, &found);
    return found;
}

static void want_arg(pl_prechecks *q, const pl_expr *e, bool in_list)
{
    if (waits(e) ||
        (!in_list && e->kind == PL_E_TUPLE && e->tuple.n == 1 && waits(e->tuple.items->expr)))
        return;
    if (holds_waiting(e))
        add_expr(q, e, PL_PRECHECK_PART);
    else if (e->kind == PL_E_TEMPLATE)
        want_any(q, e);
    else if (e->kind != PL_E_LITERAL || (e->lit == PL_LIT_NUMBER && !is_small(e)))
        add_expr(q, e, PL_PRECHECK_STORED);
}

static void want_args(pl_prechecks *q, const pl_expr *e)
{
    if (e->kind == PL_E_OBJECT && has_plain_keys(e))
        for (const pl_pair *p = e->object.pairs; p; p = p->next)
            want_arg(q, p->value, false);
    else if (e->kind == PL_E_TUPLE)
        for (const pl_item *i = e->tuple.items; i; i = i->next)
            want_arg(q, i->expr, true);
    else
        add_expr(q, e, PL_PRECHECK_ARGS);
}

/* ---- one block */

/* Is it the name of a resource or null, which needs no precheck? */
static bool names_resource(const pl_expr *e)
{
    pl_kind kind;
    if (e->kind != PL_E_TRAVERSAL)
        return is_word(e, PL_LIT_NULL);
    return pl_kind_find_name(e->traversal.root, &kind) && kind != PL_KIND_LOCAL &&
           kind != PL_KIND_VARIABLE;
}

/* Collect the prechecks of an attribute, by the type of its field. */
static void want_field(void *prechecks, const pl_field *field, const pl_attr *attr)
{
    pl_prechecks *q = prechecks;
    const pl_expr *e = attr->expr;
    bool null_too = !pl_str_eq(field->name, PL_S("sql")) && !(field->flags & PL_FIELD_NOT_NULL);
    if (field->flags & PL_FIELD_IGNORED)
        return;
    switch ((pl_field_type)field->type) {
    case PL_FIELD_STRING: want_text(q, e, null_too); return;
    case PL_FIELD_BASE:
    case PL_FIELD_REF:
        if (!names_resource(e))
            add_expr(q, e, PL_PRECHECK_GIVEN);
        return;
    case PL_FIELD_DATABASE:
        if (!is_text(e))
            add_expr(q, e, PL_PRECHECK_DATABASE);
        return;
    case PL_FIELD_INT: want_int(q, e); return;
    case PL_FIELD_BOOL: want_bool(q, e); return;
    case PL_FIELD_STRINGS: want_strings(q, e); return;
    case PL_FIELD_MAP: want_map(q, e); return;
    case PL_FIELD_ANY:
        if (field->flags & PL_FIELD_RUNTIME)
            want_arg(q, e, true);
        else
            want_any(q, e);
        return;
    case PL_FIELD_ARGS: want_args(q, e); return;
    default: return; /* the static level checks references completely */
    }
}

/* ---- variables: most are a simple type and a literal of it */

static bool is_keyword(const pl_expr *e, const char *word)
{
    pl_str text;
    return pl_expr_keyword(e, &text) && pl_str_eq(text, pl_str_cstr(word));
}

static bool all_texts(const pl_expr *e)
{
    if (e->kind == PL_E_TUPLE)
        for (const pl_item *i = e->tuple.items; i; i = i->next)
            if (!is_text(i->expr))
                return false;
    if (e->kind == PL_E_OBJECT)
        for (const pl_pair *p = e->object.pairs; p; p = p->next)
            if (!is_text(p->value))
                return false;
    return e->kind != PL_E_OBJECT || has_plain_keys(e);
}

/* Is the default obviously of the type? */
static bool default_fits(const pl_expr *type, const pl_expr *dflt)
{
    if (is_keyword(type, "string"))
        return is_text(dflt);
    if (is_keyword(type, "number"))
        return is_word(dflt, PL_LIT_NUMBER) && is_small(dflt);
    if (is_keyword(type, "bool"))
        return is_word(dflt, PL_LIT_TRUE) || is_word(dflt, PL_LIT_FALSE);
    if (type->kind != PL_E_CALL || type->call.n != 1 || type->flag ||
        !is_keyword(type->call.args->expr, "string"))
        return false;
    return (is_call(type, "list") && dflt->kind == PL_E_TUPLE && all_texts(dflt)) ||
           (is_call(type, "map") && dflt->kind == PL_E_OBJECT && all_texts(dflt));
}

static bool is_simple_type(const pl_expr *type)
{
    return is_keyword(type, "string") || is_keyword(type, "number") || is_keyword(type, "bool");
}

static bool is_plain_variable(const pl_body *body)
{
    const pl_attr *type = NULL, *dflt = NULL;
    for (const pl_attr *a = body->attrs; a; a = a->next) {
        if (pl_str_eq(a->name, PL_S("type")))
            type = a;
        else if (pl_str_eq(a->name, PL_S("default")))
            dflt = a;
        else if (!(pl_str_eq(a->name, PL_S("title")) || pl_str_eq(a->name, PL_S("description"))) ||
                 !is_text(a->expr))
            return false;
    }
    if (body->blocks || !type)
        return false;
    if (!dflt || is_word(dflt->expr, PL_LIT_NULL))
        return is_simple_type(type->expr);
    return default_fits(type->expr, dflt->expr);
}

/* Collect the files that a mod block reads: it does not change when such a file is removed. All
 * other errors in the block are reported when the mod file is read. */
static void collect_mod(pl_prechecks *q, const pl_body *body)
{
    pl_str path;
    for (const pl_attr *a = body->attrs; a; a = a->next)
        if (a->expr->kind == PL_E_CALL && reads_file(a->expr, &path))
            add(q, path, PL_PRECHECK_FILE);
}

/* Collect the prechecks of a top-level block of any kind. A variable that is not plain needs a
 * single one, under its name. */
static void collect_block(pl_prechecks *q, const pl_block *b)
{
    pl_kind kind;
    if (!pl_kind_find(b->type, &kind))
        return;
    if (kind == PL_KIND_MOD) {
        collect_mod(q, b->body);
        return;
    }
    if (kind == PL_KIND_LOCAL) {
        for (const pl_attr *a = b->body->attrs; a; a = a->next)
            want_any(q, a->expr);
    } else if (kind == PL_KIND_VARIABLE) {
        if (b->labels && !is_plain_variable(b->body))
            add(q, b->labels->text, PL_PRECHECK_VARIABLE);
    } else {
        pl_static_attrs(b->body, pl_schema_of(kind), want_field, q);
    }
}

void pl_prechecks_find(pl_prechecks *q, const pl_body *body, pl_str text)
{
    pl_map_clear(&q->texts);
    q->list.n = 0;
    q->text = text;
    pl_arena_reset(&q->marks);
    for (const pl_block *b = body->blocks; b; b = b->next)
        collect_block(q, b);
    pl_prechecks__defer(q, body);
}
