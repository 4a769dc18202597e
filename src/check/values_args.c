/* values_args.c - checks arguments and defaults of params: values that are stored as texts, and
 * runtime references (mod-language.md 7.2 to 7.4). */
#include "base/str.h"
#include "check/values_inner.h"
#include "eval/stored.h"
#include "mod/field.h"
#include <stdio.h>

static const pl_expr *root_of(const pl_expr *e)
{
    while (e->kind == PL_E_SPLAT)
        e = e->splat.source;
    return e;
}

static bool is_reference(const pl_expr *e)
{
    return root_of(e)->kind == PL_E_TRAVERSAL;
}

/* Append the source of a reference without blanks. */
static void print_reference(const pl_blocks *b, const pl_expr *e, pl_buf *out)
{
    for (uint32_t i = e->range.start; i < e->range.end && i < b->view.text.len; i++) {
        char c = b->view.text.ptr[i];
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
            pl_buf_byte(out, c);
    }
}

/* Append why `e`, which has no value yet, cannot wait for one; nothing if it can. */
static void check_waiting(const pl_blocks *b, const pl_expr *e, pl_buf *why)
{
    if (!is_reference(e)) {
        pl_buf_cstr(why, "unexpected runtime dependency expression type");
    } else if (pl_str_eq(root_of(e)->traversal.root, PL_S("input"))) {
        pl_buf_cstr(why, "could not resolve runtime dependency resource ");
        print_reference(b, e, why);
    }
}

/* Evaluate as far as values are known now; failures give unknown, without a message. False if the
 * evaluation fails or a part is unknown. */
static bool evaluate_late(pl_blocks *b, const pl_expr *e, pl_field_type type, pl_value *out)
{
    size_t before = pl_diags_count(b->recorded);
    b->runtime = true;
    bool ok = pl_check__evaluate_attr(b, e, type, out);
    b->runtime = false;
    pl_diags_truncate(b->recorded, before);
    return ok && pl_value_is_known(*out);
}

/* Append why the value cannot be stored as a text; nothing if it can. */
static void check_stored(pl_value v, pl_buf *why)
{
    pl_buf text = { 0 };
    pl_stored_text(v, &text, why);
    pl_buf_done(&text);
}

/* Check one argument or default. One that cannot be evaluated waits for a value as well. True if it
 * has one. */
static bool check_runtime(pl_blocks *b, const pl_expr *e, bool may_wrap, pl_str name, pl_buf *why)
{
    pl_value v;
    bool wrapped = may_wrap && e->kind == PL_E_TUPLE && e->tuple.n == 1;
    if (evaluate_late(b, e, PL_FIELD_ANY, &v)) {
        check_stored(v, why);
        return true;
    }
    if ((pl_value_is_seq(v) || pl_value_is_members(v)) && !pl_value_is_known(v) &&
        !(wrapped && is_reference(e->tuple.items->expr)))
        pl_buf_printf(why,
                      "invalid value provided for param '%.*s': cannot serialize unknown values",
                      PL_FMT(name));
    else
        check_waiting(b, wrapped ? e->tuple.items->expr : e, why);
    return false;
}

static void report_args(pl_blocks *b, const pl_block *block, pl_range range, pl_str detail)
{
    pl_buf text = { 0 };
    pl_check__print_name(b, block, &text);
    pl_buf_cstr(&text, " has invalid parameter config");
    pl_diag_raw(b->recorded, PL_ERROR, PL_DIAG_INVALID_PARAM, range, pl_buf_view(&text), detail);
    pl_buf_done(&text);
}

static const char not_args[] = "'params' property must be either a map or an array";

static void check_named(pl_blocks *b, const pl_expr *e, pl_buf *why)
{
    for (const pl_pair *p = e->object.pairs; p && !why->len; p = p->next) {
        pl_value key = { .tag = PL_V_NULL };
        pl_str word;
        if (p->naked && pl_expr_keyword(p->key, &word))
            check_runtime(b, p->value, true, word, why);
        else if (evaluate_late(b, p->key, PL_FIELD_STRING, &key) && key.tag == PL_V_STRING)
            check_runtime(b, p->value, true, pl_value_get_str(key), why);
        else
            pl_buf_cstr(why, not_args);
    }
}

static void check_listed(pl_blocks *b, const pl_expr *e, pl_buf *why)
{
    char number[16];
    unsigned position = 0;
    for (const pl_item *i = e->tuple.items; i && !why->len; i = i->next) {
        snprintf(number, sizeof number, "%u", position++);
        check_runtime(b, i->expr, false, pl_str_cstr(number), why);
    }
}

/* Append the name of the first member or element that is not known. */
static void print_unknown(pl_value v, pl_buf *out)
{
    uint32_t i = 0;
    bool members = pl_value_is_members(v);
    while (i < v.len && pl_value_is_known(members ? v.members->at[i].value : v.seq->at[i]))
        i++;
    if (members && i < v.len)
        pl_buf_str(out, v.members->at[i].key);
    else
        pl_buf_printf(out, "%u", i);
}

/* Check arguments that an expression computes. */
static void check_computed(pl_blocks *b, const pl_expr *e, pl_buf *why)
{
    pl_value v;
    bool known = evaluate_late(b, e, PL_FIELD_ANY, &v);
    if (v.tag != PL_V_TUPLE && v.tag != PL_V_OBJECT) {
        pl_buf_cstr(why, not_args);
    } else if (known) {
        check_stored(v, why);
    } else if (!pl_value_is_known(v)) {
        pl_buf_cstr(why, "could not extract runtime dependency for arg ");
        print_unknown(v, why);
    }
}

void pl_check__args(pl_blocks *b, const pl_block *block, const pl_attr *attr)
{
    pl_buf why = { 0 };
    if (attr->expr->kind == PL_E_OBJECT)
        check_named(b, attr->expr, &why);
    else if (attr->expr->kind == PL_E_TUPLE)
        check_listed(b, attr->expr, &why);
    else
        check_computed(b, attr->expr, &why);
    if (why.len)
        report_args(b, block, attr->range, pl_buf_view(&why));
    pl_buf_done(&why);
}

void pl_check__default(pl_blocks *b, const pl_block *param, const pl_attr *attr)
{
    pl_buf why = { 0 }, text = { 0 };
    pl_str name = param->labels ? param->labels->text : (pl_str){ 0 };
    bool known = check_runtime(b, attr->expr, false, name, &why);
    if (why.len) {
        pl_buf_printf(&text, "param.%.*s has invalid %sdefault config", PL_FMT(name),
                      known ? "" : "parameter ");
        pl_diag_raw(b->recorded, PL_ERROR, PL_DIAG_INVALID_PARAM, attr->range, pl_buf_view(&text),
                    pl_buf_view(&why));
    }
    pl_buf_done(&why);
    pl_buf_done(&text);
}
