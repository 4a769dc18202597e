#include "hcl/evaluator.h"
#include "base/str.h"
#include "base/vec.h"
#include "hcl/content.h"
#include <stdarg.h>

pl_value pl_ev__fail(pl_eval *ev, pl_range range, const char *summary, const char *detail, ...)
{
    pl_buf text = { 0 };
    va_list args;
    va_start(args, detail);
    pl_buf_vprintf(&text, detail, args);
    va_end(args);
    pl_diag_raw(ev->diags, PL_ERROR, range, pl_str_cstr(summary), pl_buf_view(&text));
    pl_buf_done(&text);
    ev->failed = true;
    return pl_ev__unknown();
}

bool pl_ev__charge(pl_eval *ev, uint64_t n, pl_range range)
{
    if (ev->stopped)
        return false;
    bool cancelled = ev->cancel && *ev->cancel;
    if (!cancelled && ev->budget >= n) {
        ev->budget -= n;
        return true;
    }
    ev->stopped = true;
    if (cancelled)
        pl_ev__fail(ev, range, "Evaluation cancelled", "The evaluation of this expression was cancelled.");
    else
        pl_ev__fail(ev, range, "Evaluation limit exceeded",
                    "This expression needs more than the %llu MiB of memory and steps that one "
                    "expression may use.", (unsigned long long)(PL_EVAL_BUDGET >> 20));
    return false;
}

bool pl_ev__to(pl_eval *ev, pl_value v, pl_type_kind kind, pl_value *out, pl_buf *why)
{
    if (v.tag == PL_V_STRING && kind == PL_TYPE_STRING) {
        *out = v;
        return true;
    }
    return pl_convert(ev->arena, v, pl_type_simple(kind), out, why);
}

void pl_ev__try(pl_eval *ev, pl_trial *trial)
{
    *trial = (pl_trial){ .outer = ev->diags, .own = pl_diags_new(), .failed = ev->failed };
    pl_diags_begin(trial->own, ev->path, ev->text);
    ev->diags = trial->own;
    ev->failed = false;
}

bool pl_ev__settle(pl_eval *ev, pl_trial *trial, bool keep)
{
    bool clean = !ev->failed;
    ev->diags = trial->outer;
    ev->failed = trial->failed || (keep && !clean);
    if (keep)
        pl_diags_append(ev->diags, trial->own);
    pl_diags_free(trial->own);
    return clean;
}

/* ---- literals and names */

static pl_value literal(pl_eval *ev, const pl_expr *e)
{
    pl_value v = { 0 };
    switch ((pl_lit_kind)e->lit) {
    case PL_LIT_NULL: return pl_value_null(pl_type_simple(PL_TYPE_ANY));
    case PL_LIT_TRUE: return pl_value_bool(true);
    case PL_LIT_FALSE: return pl_value_bool(false);
    case PL_LIT_STRING: return pl_value_text(ev->arena, e->literal.text, false);
    case PL_LIT_NUMBER: break;
    }
    if (pl_number_literal(ev->arena, e->literal.text, &v))
        return v;
    return pl_ev__unknown(); /* the parser has said why */
}

typedef struct name_list {
    PL_VEC(pl_str) list;
} name_list;

static void note_name(void *ctx, pl_str name)
{
    name_list *names = ctx;
    pl_vec_push(&names->list, name);
}

static pl_value unknown_variable(pl_eval *ev, pl_str root, pl_range range)
{
    name_list names = { 0 };
    for (const pl_frame *f = ev->frames; f; f = f->outer)
        note_name(&names, f->name);
    if (ev->scope && ev->scope->names)
        ev->scope->names(ev->scope, note_name, &names);
    pl_str near = pl_name_near(root, names.list.at, names.list.n, sizeof(pl_str));
    pl_buf hint = { 0 };
    if (near.len)
        pl_buf_printf(&hint, " Did you mean \"%.*s\"?", PL_FMT(near));
    pl_value v = pl_ev__fail(ev, range, "Unknown variable", "There is no variable named \"%.*s\".%.*s",
                             PL_FMT(root), PL_FMT(pl_buf_view(&hint)));
    pl_buf_done(&hint);
    pl_vec_done(&names.list);
    return v;
}

static pl_value traversal(pl_eval *ev, const pl_expr *e)
{
    const pl_step *rest = e->traversal.steps;
    for (const pl_frame *f = ev->frames; f; f = f->outer)
        if (pl_str_eq(f->name, e->traversal.root))
            return pl_ev__steps(ev, f->value, rest);
    const pl_scope *scope = ev->scope;
    if (scope && scope->no_variables)
        return pl_ev__fail(ev, e->range, "Variables not allowed", "Variables may not be used here.");
    pl_value v = pl_ev__unknown();
    unsigned used = 0;
    pl_found found = PL_FOUND_NOTHING;
    if (scope && scope->find)
        found = scope->find(scope, e->traversal.root, rest, e->range, &v, &used, ev->diags);
    if (found == PL_FOUND_NOTHING)
        return unknown_variable(ev, e->traversal.root, e->traversal.root_range);
    if (found == PL_FOUND_ERROR) {
        ev->failed = true;
        return pl_ev__unknown();
    }
    while (used-- && rest)
        rest = rest->next;
    return pl_ev__steps(ev, v, rest);
}

/* ---- structures */

static pl_value tuple(pl_eval *ev, const pl_expr *e)
{
    uint32_t n = 0;
    pl_value *at = pl_arena_alloc(ev->arena, e->tuple.n * sizeof *at);
    for (const pl_item *i = e->tuple.items; i; i = i->next)
        at[n++] = pl_eval_expr(ev, i->expr);
    return pl_value_seq(ev->arena, PL_V_TUPLE, NULL, at, n);
}

/* A naked identifier is its own name; a naked dotted reference is a mistake. */
static pl_value object_key(pl_eval *ev, const pl_pair *pair)
{
    pl_str word;
    if (pair->naked && pl_expr_keyword(pair->key, &word))
        return pl_value_text(ev->arena, word, false);
    if (pair->key->kind == PL_E_TRAVERSAL)
        return pl_ev__fail(ev, pair->key->range, "Ambiguous attribute key",
                           "If this expression is intended to be a reference, wrap it in "
                           "parentheses. If it's instead intended as a literal name containing "
                           "periods, wrap it in quotes to create a string literal.");
    return pl_eval_expr(ev, pair->key);
}

/* The key as text; false when the member must be left out. */
static bool member_key(pl_eval *ev, const pl_pair *pair, pl_value key, pl_str *out)
{
    pl_value text;
    pl_buf why = { 0 };
    if (pl_ev__is_unknown(key))
        return false;
    if (key.tag == PL_V_NULL) {
        pl_ev__fail(ev, pair->key->range, "Null value as key", "Can't use a null value as a key.");
        return false;
    }
    bool ok = pl_ev__to(ev, key, PL_TYPE_STRING, &text, &why);
    if (ok)
        *out = pl_value_get_str(text);
    else
        pl_ev__fail(ev, pair->key->range, "Incorrect key type",
                    "Can't use this value as a key: %.*s.", PL_FMT(pl_buf_view(&why)));
    pl_buf_done(&why);
    return ok;
}

static pl_value object(pl_eval *ev, const pl_expr *e)
{
    uint32_t n = 0;
    bool known = true;
    pl_member *at = pl_arena_alloc(ev->arena, e->object.n * sizeof *at);
    for (const pl_pair *p = e->object.pairs; p; p = p->next) {
        pl_value key = object_key(ev, p);
        pl_value value = pl_eval_expr(ev, p->value);
        if (!member_key(ev, p, key, &at[n].key)) {
            known = false;
            continue;
        }
        at[n++].value = value;
    }
    return known ? pl_value_members(ev->arena, PL_V_OBJECT, NULL, at, n) : pl_ev__unknown();
}

/* ---- templates */

/* Append the text of one part; false when it has none. */
static bool add_part(pl_eval *ev, const pl_expr *part, pl_buf *out, unsigned *marks)
{
    if (part->kind == PL_E_LITERAL && part->lit == PL_LIT_STRING) {
        pl_buf_str(out, part->literal.text);
        return pl_ev__charge(ev, part->literal.text.len, part->range);
    }
    pl_value v = pl_eval_expr(ev, part), text;
    if (pl_ev__is_unknown(v))
        return false;
    if (v.tag == PL_V_NULL) {
        pl_ev__fail(ev, part->range, "Invalid template interpolation value",
                    "The expression result is null. Cannot include a null value in a string "
                    "template.");
        return false;
    }
    pl_buf why = { 0 };
    bool ok = pl_ev__to(ev, v, PL_TYPE_STRING, &text, &why);
    if (ok) {
        pl_buf_str(out, pl_value_get_str(text));
        *marks |= v.marks;
        ok = pl_ev__charge(ev, text.len, part->range);
    } else {
        pl_ev__fail(ev, part->range, "Invalid template interpolation value",
                    "Cannot include the given value in a string template: %.*s.",
                    PL_FMT(pl_buf_view(&why)));
    }
    pl_buf_done(&why);
    return ok;
}

pl_value pl_ev__template(pl_eval *ev, const pl_expr *e)
{
    const pl_item *first = e->tmpl.parts;
    if (!first)
        return pl_value_str(PL_S(""));
    if (!first->next && first->expr->kind == PL_E_LITERAL && first->expr->lit == PL_LIT_STRING)
        return literal(ev, first->expr);
    pl_buf text = { 0 };
    bool known = true;
    unsigned marks = 0;
    for (const pl_item *i = first; i; i = i->next)
        known &= add_part(ev, i->expr, &text, &marks);
    pl_value v = known ? pl_value_text(ev->arena, pl_buf_view(&text), true)
                       : pl_value_unknown(pl_type_simple(PL_TYPE_STRING));
    v.marks = (uint8_t)marks;
    pl_buf_done(&text);
    return v;
}

/* ---- every kind */

pl_value pl_eval_expr(pl_eval *ev, const pl_expr *e)
{
    if (!ev->budget && !ev->stopped)
        ev->budget = PL_EVAL_BUDGET;
    if (!pl_ev__charge(ev, 1, e->range))
        return pl_ev__unknown();
    switch ((pl_expr_kind)e->kind) {
    case PL_E_BAD:
        return ev->element && e->range.start == e->range.end ? *ev->element : pl_ev__unknown();
    case PL_E_LITERAL: return literal(ev, e);
    case PL_E_TEMPLATE: return pl_ev__template(ev, e);
    case PL_E_TEMPLATE_WRAP: return pl_eval_expr(ev, e->tmpl.parts->expr);
    case PL_E_TRAVERSAL: return traversal(ev, e);
    case PL_E_RELATIVE:
        return pl_ev__steps(ev, pl_eval_expr(ev, e->traversal.source), e->traversal.steps);
    case PL_E_INDEX: return pl_ev__index(ev, e);
    case PL_E_SPLAT: return pl_ev__splat(ev, e);
    case PL_E_CALL: return pl_ev__call(ev, e);
    case PL_E_CONDITIONAL: return pl_ev__conditional(ev, e);
    case PL_E_BINARY: return pl_ev__binary(ev, e);
    case PL_E_UNARY: return pl_ev__unary(ev, e);
    case PL_E_PARENS: return pl_eval_expr(ev, e->parens.inner);
    case PL_E_TUPLE: return tuple(ev, e);
    case PL_E_OBJECT: return object(ev, e);
    case PL_E_FOR: return pl_ev__for(ev, e);
    case PL_E_T_IF: return pl_ev__template_if(ev, e);
    case PL_E_T_FOR: return pl_ev__template_for(ev, e);
    }
    return pl_ev__unknown();
}

bool pl_eval_as(pl_eval *ev, const pl_expr *expr, const pl_type *want, pl_value *out)
{
    bool before = ev->failed;
    ev->failed = false;
    pl_value v = pl_eval_expr(ev, expr);
    pl_buf why = { 0 };
    bool ok = true;
    if (ev->failed || !pl_value_is_known(v)) {
        pl_buf_cstr(&why, "value must be known");
        ok = false;
    } else {
        ok = pl_convert(ev->arena, v, want, out, &why);
    }
    if (!ok)
        pl_ev__fail(ev, expr->start, "Unsuitable value type", "Unsuitable value: %.*s",
                    PL_FMT(pl_buf_view(&why)));
    pl_buf_done(&why);
    ev->failed = before || !ok;
    return ok;
}
