/* eval.c - evaluates expressions: literals, names, tuples, objects and templates, and the budget
 * that bounds it all. */
#include "hcl/eval.h"
#include "base/assert.h"
#include "base/nfc.h"
#include "base/str.h"
#include "base/vec.h"
#include "hcl/content.h"
#include "hcl/evaluator.h"
#include <stdarg.h>
#include <stdlib.h>

static pl_value fail_at(pl_eval *ev, pl_diag_code code, pl_range range, const char *summary,
                        const char *detail, va_list args)
{
    pl_buf text = { 0 };
    if (ev->stopped) /* nothing more is reported */
        return pl_ev__unknown();
    pl_buf_vprintf(&text, detail, args);
    pl_diag_raw(ev->diags, PL_ERROR, code, range, pl_str_cstr(summary), pl_buf_view(&text));
    /* Messages cost memory and time, even those that are dropped. */
    uint64_t cost = text.len + 64 * PL_EVAL_STEP;
    ev->budget -= ev->budget < cost ? ev->budget : cost;
    ev->failed = true;
    pl_buf_done(&text);
    return pl_ev__unknown();
}

pl_value pl_ev__fail(pl_eval *ev, pl_diag_code code, pl_range range, const char *summary,
                     const char *detail, ...)
{
    va_list args;
    va_start(args, detail);
    pl_value v = fail_at(ev, code, range, summary, detail, args);
    va_end(args);
    return v;
}

bool pl_ev__over(pl_eval *ev, pl_range range)
{
    if (ev->stopped)
        return false;
    if (pl_ev__cancelled(ev))
        pl_ev__fail(ev, PL_DIAG_EVALUATION_OVER, range, "Evaluation cancelled",
                    "The evaluation of this expression was cancelled.");
    else
        pl_ev__fail(ev, PL_DIAG_EVALUATION_OVER, range, "Evaluation limit exceeded",
                    "This expression needs more memory or more steps than one expression may use.");
    ev->stopped = true;
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

bool pl_ev__charge_text(pl_eval *ev, pl_value v, pl_range range)
{
    enum { DIGITS_COST = 64 * PL_EVAL_STEP }; /* of working them out */
    return v.tag != PL_V_NUMBER || pl_ev__charge(ev, DIGITS_COST + pl_number_text_size(v), range);
}

void pl_ev__try(pl_eval *ev, pl_trial *trial)
{
    *trial = (pl_trial){ .from = pl_diags_count(ev->diags), .before = ev->failed };
    ev->failed = false;
}

bool pl_ev__tried(pl_eval *ev, pl_trial *trial)
{
    bool clean = !ev->failed;
    trial->to = pl_diags_count(ev->diags);
    pl_assert(trial->from <= trial->to);
    ev->failed = trial->before;
    return clean;
}

void pl_ev__drop(pl_eval *ev, const pl_trial *trial)
{
    pl_assert(trial->from <= trial->to && trial->to <= pl_diags_count(ev->diags));
    size_t to = trial->to;
    if (to == trial->from)
        return;
    if (pl_diags_get(ev->diags, to - 1)->code == PL_DIAG_EVALUATION_OVER) {
        to--;
        ev->failed = true;
    }
    pl_diags_remove(ev->diags, trial->from, to);
}

/* ---- literals and names */

static pl_value literal(pl_eval *ev, const pl_expr *e)
{
    pl_assert(e->kind == PL_E_LITERAL);
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
    return pl_ev__unknown(); /* the parser has reported why */
}

typedef struct name_list {
    PL_VEC(pl_str) list;
} name_list;

static void note_name(void *ctx, pl_str name)
{
    name_list *names = ctx;
    pl_vec_push(&names->list, name);
}

static int by_text(const void *a, const void *b)
{
    return pl_str_cmp(*(const pl_str *)a, *(const pl_str *)b);
}

pl_str pl_ev__nearest(pl_str given, pl_str *names, size_t n)
{
    if (n)
        qsort(names, n, sizeof *names, by_text);
    return pl_name_near(given, names, n, sizeof *names);
}

static pl_value unknown_variable(pl_eval *ev, pl_str root, pl_range range)
{
    name_list names = { 0 };
    for (const pl_binding *f = ev->frames; f; f = f->outer)
        note_name(&names, f->name);
    if (ev->scope && ev->scope->names)
        ev->scope->names(ev->scope, note_name, &names);
    bool paid = pl_ev__charge(ev, names.list.n * PL_EVAL_STEP, range);
    pl_str near = paid ? pl_ev__nearest(root, names.list.at, names.list.n) : PL_S("");
    pl_buf hint = { 0 };
    if (near.len)
        pl_buf_printf(&hint, " Did you mean \"%.*s\"?", PL_FMT(near));
    pl_value v = pl_ev__fail(ev, PL_DIAG_UNKNOWN_VARIABLE, range, "Unknown variable",
                             "There is no variable named \"%.*s\".%.*s", PL_FMT(root),
                             PL_FMT(pl_buf_view(&hint)));
    pl_buf_done(&hint);
    pl_vec_done(&names.list);
    return v;
}

/* Evaluate a traversal: its root is a `for` variable or is found by the scope, and the remaining
 * steps are applied to that value. */
static pl_value traversal(pl_eval *ev, const pl_expr *e)
{
    pl_assert(e->kind == PL_E_TRAVERSAL);
    const pl_step *rest = e->traversal.steps;
    for (const pl_binding *f = ev->frames; f; f = f->outer)
        if (pl_str_eq(f->name, e->traversal.root))
            return pl_ev__steps(ev, f->value, rest);
    const pl_scope *scope = ev->scope;
    if (scope && scope->no_variables)
        return pl_ev__fail(ev, PL_DIAG_NOT_ALLOWED_HERE, e->traversal.root_range,
                           "Variables not allowed", "Variables may not be used here.");
    pl_value v = pl_ev__unknown();
    unsigned used = 0;
    pl_found found = PL_FOUND_NOTHING;
    if (scope && scope->find)
        found = scope->find(scope, &(pl_root_traversal){ e->traversal.root, rest, e->range }, &v,
                            &used, ev->diags);
    if (found == PL_FOUND_NOTHING)
        return unknown_variable(ev, e->traversal.root, e->traversal.root_range);
    if (found == PL_FOUND_LATER)
        return pl_ev__fail(ev, PL_DIAG_NOT_THERE_YET, e->range, "Value not available yet",
                           "What \"%.*s\" refers to has to be decoded first.",
                           PL_FMT(e->traversal.root));
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
    pl_assert(e->kind == PL_E_TUPLE);
    uint32_t n = 0;
    if (!pl_ev__charge(ev, e->tuple.n * sizeof(pl_value), e->range))
        return pl_ev__unknown();
    pl_seq *seq = pl_seq_room(ev->arena, e->tuple.n);
    for (const pl_item *i = e->tuple.items; i; i = i->next)
        seq->at[n++] = pl_eval_expr(ev, i->expr);
    return pl_value_take_seq(PL_V_TUPLE, NULL, seq, n);
}

/* A single identifier as a key is its own name; a reference with dots is an error. */
static pl_value object_key(pl_eval *ev, const pl_pair *pair)
{
    pl_str word;
    if (pair->naked && pl_expr_keyword(pair->key, &word))
        return pl_value_text(ev->arena, word, false);
    if (pair->key->kind == PL_E_TRAVERSAL)
        return pl_ev__fail(ev, PL_DIAG_INVALID_KEY, pair->key->range, "Ambiguous attribute key",
                           "If this expression is intended to be a reference, wrap it in "
                           "parentheses. If it's instead intended as a literal name containing "
                           "periods, wrap it in quotes to create a string literal.");
    return pl_eval_expr(ev, pair->key);
}

/* Convert a key to text. False: the member must be left out. */
static bool member_key(pl_eval *ev, const pl_pair *pair, pl_value key, pl_str *out)
{
    pl_value text;
    pl_buf why = { 0 };
    if (key.tag == PL_V_STRING) {
        *out = pl_value_get_str(key);
        return true;
    }
    if (pl_ev__is_unknown(key))
        return false;
    if (key.tag == PL_V_NULL) {
        pl_ev__fail(ev, PL_DIAG_INVALID_KEY, pair->value->range, "Null value as key",
                    "Can't use a null value as a key."); /* the place that the reference reports */
        return false;
    }
    if (!pl_ev__charge_text(ev, key, pair->key->range))
        return false;
    bool ok = pl_ev__to(ev, key, PL_TYPE_STRING, &text, &why);
    if (ok)
        *out = pl_value_get_str(text);
    else
        pl_ev__fail(ev, PL_DIAG_INVALID_KEY, pair->key->range, "Incorrect key type",
                    "Can't use this value as a key: %.*s.", PL_FMT(pl_buf_view(&why)));
    pl_buf_done(&why);
    return ok;
}

static pl_value object(pl_eval *ev, const pl_expr *e)
{
    pl_assert(e->kind == PL_E_OBJECT);
    uint32_t n = 0;
    bool known = true;
    uint8_t marks = 0; /* the marks of a key apply to the whole object */
    if (!pl_ev__charge(ev, e->object.n * sizeof(pl_member), e->range))
        return pl_ev__unknown();
    pl_members *members = pl_members_room(ev->arena, e->object.n);
    for (const pl_pair *p = e->object.pairs; p; p = p->next) {
        pl_value key = object_key(ev, p);
        pl_value value = pl_eval_expr(ev, p->value);
        marks |= key.marks;
        if (!member_key(ev, p, key, &members->at[n].key)) {
            known = false;
            continue;
        }
        members->at[n++].value = value;
    }
    if (!known)
        return pl_ev__unknown();
    pl_value v = pl_value_take_members(PL_V_OBJECT, NULL, members, n);
    v.marks |= marks;
    return v;
}

/* ---- templates */

/* Set *out to the text of one part; false if it is unknown. A part that cannot be converted to text
 * is reported and counts as empty, as in the reference: the template still has a value. */
static bool part_text(pl_eval *ev, const pl_expr *part, pl_str *out, uint8_t *marks)
{
    if (part->kind == PL_E_LITERAL && part->lit == PL_LIT_STRING) {
        *out = part->literal.text;
        return true;
    }
    pl_value v = pl_eval_expr(ev, part), text;
    *out = (pl_str){ 0 };
    if (v.tag == PL_V_NULL) {
        pl_ev__fail(ev, PL_DIAG_INVALID_INTERPOLATION, part->range,
                    "Invalid template interpolation value",
                    "The expression result is null. Cannot include a null value in a string "
                    "template.");
        return true;
    }
    pl_buf why = { 0 };
    if (!pl_ev__charge_text(ev, v, part->range))
        return false;
    bool ok = pl_ev__to(ev, v, PL_TYPE_STRING, &text, &why);
    bool known = !ok || !pl_ev__is_unknown(text);
    if (!ok)
        pl_ev__fail(ev, PL_DIAG_INVALID_INTERPOLATION, part->range,
                    "Invalid template interpolation value",
                    "Cannot include the given value in a string template: %.*s.",
                    PL_FMT(pl_buf_view(&why)));
    else if (known)
        *out = pl_value_get_str(text);
    if (ok && known)
        *marks |= v.marks;
    pl_buf_done(&why);
    return known;
}

pl_value pl_ev__join(pl_eval *ev, const pl_str *parts, uint32_t n, pl_range range)
{
    uint64_t len = 0;
    for (uint32_t i = 0; i < n; i++)
        len += parts[i].len;
    char *text = len < UINT32_MAX ? pl_ev__room(ev, len, range) : NULL;
    if (!text) {
        pl_ev__over(ev, range);
        return pl_ev__unknown();
    }
    char *at = text;
    for (uint32_t i = 0; i < n; at += parts[i++].len)
        if (parts[i].len)
            memcpy(at, parts[i].ptr, parts[i].len);
    if (!pl_nfc_is_quick(pl_str_make(text, len)) && !pl_ev__charge(ev, PL_EVAL_NFC * len, range))
        return pl_ev__unknown();
    return pl_value_text(ev->arena, pl_str_make(text, len), false);
}

pl_value pl_ev__template(pl_eval *ev, const pl_expr *e)
{
    enum { FEW = 8 };
    const pl_item *first = e->tmpl.parts;
    pl_str few[FEW], *parts = few;
    uint32_t n = 0;
    bool known = true;
    uint8_t marks = 0;
    if (!first)
        return pl_value_str(PL_S(""));
    if (!first->next && first->expr->kind == PL_E_LITERAL && first->expr->lit == PL_LIT_STRING)
        return literal(ev, first->expr);
    if (e->tmpl.n > FEW && !(parts = pl_ev__room(ev, e->tmpl.n * sizeof *parts, e->range)))
        return pl_ev__unknown();
    for (const pl_item *i = first; i; i = i->next)
        known &= part_text(ev, i->expr, &parts[n++], &marks);
    pl_value v = known ? pl_ev__join(ev, parts, n, e->range)
                       : pl_value_unknown(pl_type_simple(PL_TYPE_STRING));
    v.marks = marks;
    return v;
}

/* ---- every kind */

static pl_value evaluate_kind(pl_eval *ev, const pl_expr *e)
{
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

/* Is the value small enough? Other functions recurse over values and write numbers as text. */
static bool within_limits(pl_eval *ev, pl_value v, pl_range range)
{
    if (v.tag == PL_V_NUMBER && pl_number_text_size(v) > PL_EVAL_DIGITS)
        return pl_ev__over(ev, range);
    if (pl_value_depth(v) > PL_VALUE_DEPTH || pl_value_weight(v) > PL_EVAL_WEIGHT)
        return pl_ev__over(ev, range);
    return true;
}

pl_value pl_eval_expr(pl_eval *ev, const pl_expr *e)
{
    if (!ev->started) {
        ev->started = true;
        ev->budget = ev->budget ? ev->budget : PL_EVAL_BUDGET;
    }
    if (!pl_ev__charge(ev, PL_EVAL_STEP, e->range))
        return pl_ev__unknown();
    pl_value v = evaluate_kind(ev, e);
    if (v.tag < PL_V_NUMBER || within_limits(ev, v, e->range))
        return v;
    return pl_ev__unknown();
}

bool pl_eval_as(pl_eval *ev, const pl_expr *expr, const pl_type *want, pl_value *out)
{
    bool before = ev->failed;
    ev->failed = false;
    pl_value v = pl_eval_expr(ev, expr);
    bool failed = ev->failed, ok = false;
    pl_buf why = { 0 };
    if (pl_convert(ev->arena, v, want, out, &why)) {
        ok = pl_value_is_known(*out);
        if (!ok)
            pl_buf_cstr(&why, "value must be known");
    }
    if (!ok)
        pl_ev__fail(ev, PL_DIAG_UNSUITABLE_VALUE, expr->start, "Unsuitable value type",
                    "Unsuitable value: %.*s", PL_FMT(pl_buf_view(&why)));
    pl_buf_done(&why);
    ok = ok && !failed;
    ev->failed = before || !ok;
    return ok;
}
