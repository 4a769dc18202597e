#include "config/field.h"
#include "base/str.h"
#include "config/decimal.h"
#include "hcl/literal.h"
#include "lex/token.h"
#include <stdio.h>

const pl_expr *pl_field__bare(const pl_expr *expr)
{
    while (expr->kind == PL_E_PARENS)
        expr = expr->parens.inner;
    return expr;
}

/* ---- what is written there */

/* A literal value; `number` and `string` in `text`. */
typedef struct literal {
    enum { L_NULL, L_BOOL, L_NUMBER, L_STRING, L_TUPLE, L_OBJECT, L_OTHER } kind;
    bool truth;
    pl_str text;
    const pl_item *items;
} literal;

static const char *const kind_names[] = { "dynamic", "bool",   "number", "string",
                                          "tuple",   "object", NULL };

static literal of_leaf(const pl_literal *leaf)
{
    switch (leaf->kind) {
    case PL_LIT_NULL: return (literal){ .kind = L_NULL };
    case PL_LIT_TRUE: return (literal){ .kind = L_BOOL, .truth = true };
    case PL_LIT_FALSE: return (literal){ .kind = L_BOOL };
    case PL_LIT_NUMBER: return (literal){ .kind = L_NUMBER, .text = leaf->text };
    case PL_LIT_STRING: return (literal){ .kind = L_STRING, .text = leaf->text };
    }
    return (literal){ .kind = L_OTHER };
}

static literal read_negative(const pl_expr *e, pl_arena *arena)
{
    pl_str text;
    if (e->op != PL_T_MINUS || !pl_literal_number(pl_field__bare(e->op2.right), &text))
        return (literal){ .kind = L_OTHER };
    return (literal){ .kind = L_NUMBER, .text = pl_arena_printf(arena, "-%.*s", PL_FMT(text)) };
}

static literal read_literal(const pl_expr *expr, pl_arena *arena)
{
    const pl_expr *e = pl_field__bare(expr);
    pl_literal leaf;
    if (pl_literal_read(e, arena, &leaf))
        return of_leaf(&leaf);
    switch ((pl_expr_kind)e->kind) {
    case PL_E_UNARY: return read_negative(e, arena);
    case PL_E_TUPLE: return (literal){ .kind = L_TUPLE, .items = e->tuple.items };
    case PL_E_OBJECT: return (literal){ .kind = L_OBJECT };
    default: return (literal){ .kind = L_OTHER };
    }
}

const char *pl_field__kind(const pl_expr *expr)
{
    pl_arena arena = { 0 };
    const char *name = kind_names[read_literal(expr, &arena).kind];
    pl_arena_done(&arena);
    return name;
}

/* ---- messages */

void pl_field__unsuitable(const pl_attr *attr, const char *reason, pl_diags *diags)
{
    pl_diag_add(diags, PL_ERROR, attr->expr->start, "Unsuitable value type", "Unsuitable value: %s",
                reason);
}

void pl_field__not_literal(const pl_attr *attr, pl_diags *diags)
{
    pl_diag_add(diags, PL_ERROR, attr->expr->range, "Unsupported expression",
                "The value of \"%.*s\" must be a literal: functions, operators and references "
                "are not evaluated in configuration files.",
                PL_FMT(attr->name));
}

/* An expression that needs evaluation. A reference to something that no
 * configuration has is the language's own error. */
static bool report_other(const pl_attr *attr, const pl_expr *expr, pl_str root, pl_diags *diags)
{
    const pl_expr *e = pl_field__bare(expr);
    if (e->kind != PL_E_TRAVERSAL || (root.len && pl_str_eq(e->traversal.root, root))) {
        pl_field__not_literal(attr, diags);
        return false;
    }
    pl_diag_add(diags, PL_ERROR, e->traversal.root_range, "Unknown variable",
                "There is no variable named \"%.*s\".", PL_FMT(e->traversal.root));
    pl_field__unsuitable(attr, "value must be known", diags);
    return false;
}

static bool required(const pl_attr *attr, const char *want, const literal *have, pl_diags *diags)
{
    char reason[80];
    snprintf(reason, sizeof reason, "%s required, but have %s", want, kind_names[have->kind]);
    pl_field__unsuitable(attr, reason, diags);
    return false;
}

/* ---- conversions */

static bool to_string(const literal *from, pl_arena *arena, pl_str *out)
{
    switch (from->kind) {
    case L_STRING: *out = pl_arena_str(arena, from->text); return true;
    case L_BOOL: *out = from->truth ? PL_S("true") : PL_S("false"); return true;
    case L_NUMBER: return pl_decimal__to_text(from->text, arena, out);
    default: return false;
    }
}

static bool decode_string(const pl_attr *attr, const literal *from, pl_arena *arena,
                          pl_diags *diags, pl_setting_value *out)
{
    out->type = PL_SETTING_STRING;
    if (to_string(from, arena, &out->text))
        return true;
    if (from->kind != L_NUMBER)
        return required(attr, "string", from, diags);
    pl_field__unsuitable(attr, "the number has too many digits", diags);
    return false;
}

static bool decode_int(const pl_attr *attr, const literal *from, pl_diags *diags,
                       pl_setting_value *out)
{
    out->type = PL_SETTING_INT;
    if (from->kind != L_NUMBER && from->kind != L_STRING)
        return required(attr, "number", from, diags);
    if (pl_decimal__to_int(from->text, &out->number))
        return true;
    pl_field__unsuitable(attr,
                         pl_decimal__is(from->text)
                             ? "value must be a whole number, between -9223372036854775808 and "
                               "9223372036854775807"
                             : "a number is required",
                         diags);
    return false;
}

static bool same_letters(pl_str text, const char *word)
{
    if (text.len != strlen(word))
        return false;
    for (size_t i = 0; i < text.len; i++)
        if ((text.ptr[i] | 0x20) != word[i])
            return false;
    return true;
}

static bool decode_bool(const pl_attr *attr, const literal *from, pl_diags *diags,
                        pl_setting_value *out)
{
    pl_str text = from->text;
    out->type = PL_SETTING_BOOL;
    out->truth = from->truth;
    if (from->kind == L_BOOL)
        return true;
    if (from->kind != L_STRING)
        return required(attr, "bool", from, diags);
    out->truth = pl_str_eq(text, PL_S("true")) || pl_str_eq(text, PL_S("1"));
    if (out->truth || pl_str_eq(text, PL_S("false")) || pl_str_eq(text, PL_S("0")))
        return true;
    const char *reason = "a bool is required";
    if (same_letters(text, "true"))
        reason = "a bool is required; to convert from string, use lowercase \"true\"";
    else if (same_letters(text, "false"))
        reason = "a bool is required; to convert from string, use lowercase \"false\"";
    pl_field__unsuitable(attr, reason, diags);
    return false;
}

/* Item `i` of a list(string). */
static bool decode_item(const pl_attr *attr, const pl_expr *expr, size_t i, pl_str root,
                        pl_arena *arena, pl_diags *diags, pl_str *out)
{
    literal from = read_literal(expr, arena);
    char reason[96];
    if (from.kind == L_OTHER)
        return report_other(attr, expr, root, diags);
    if (to_string(&from, arena, out))
        return true;
    if (from.kind == L_NULL)
        snprintf(reason, sizeof reason, "null value is not allowed");
    else if (from.kind == L_NUMBER)
        snprintf(reason, sizeof reason, "element %zu: the number has too many digits", i);
    else
        snprintf(reason, sizeof reason, "element %zu: string required, but have %s", i,
                 kind_names[from.kind]);
    pl_field__unsuitable(attr, reason, diags);
    return false;
}

static bool decode_strings(const pl_attr *attr, const literal *from, pl_str root, pl_arena *arena,
                           pl_diags *diags, pl_setting_value *out)
{
    out->type = PL_SETTING_LIST;
    if (from->kind == L_OBJECT) {
        pl_field__unsuitable(attr, "list of string required", diags);
        return false;
    }
    if (from->kind != L_TUPLE)
        return required(attr, "list of string", from, diags);
    size_t n = 0;
    for (const pl_item *item = from->items; item; item = item->next)
        n++;
    out->items = pl_arena_alloc(arena, n * sizeof *out->items);
    for (const pl_item *item = from->items; item; item = item->next, out->n++)
        if (!decode_item(attr, item->expr, out->n, root, arena, diags, &out->items[out->n]))
            return false;
    return true;
}

bool pl_field__decode(const pl_attr *attr, pl_field_type type, pl_str root, pl_arena *arena,
                      pl_diags *diags, pl_setting_value *out)
{
    *out = (pl_setting_value){ 0 };
    literal from = read_literal(attr->expr, arena);
    bool ok = true;
    if (from.kind == L_OTHER)
        return report_other(attr, attr->expr, root, diags);
    if (from.kind == L_NULL)
        return true;
    switch (type) {
    case PL_FIELD_STRING: ok = decode_string(attr, &from, arena, diags, out); break;
    case PL_FIELD_INT: ok = decode_int(attr, &from, diags, out); break;
    case PL_FIELD_BOOL: ok = decode_bool(attr, &from, diags, out); break;
    case PL_FIELD_STRINGS: ok = decode_strings(attr, &from, root, arena, diags, out); break;
    case PL_FIELD_OWN: return true;
    }
    out->has = ok;
    return ok;
}
