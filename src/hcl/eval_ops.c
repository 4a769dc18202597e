/* eval_ops.c - operators and conditionals (hcl.md 3.6, 3.7). */
#include "base/str.h"
#include "base/assert.h"
#include "hcl/evaluator.h"
#include "lex/token.h"

/* Convert an operand; false: it was reported. */
static bool operand(pl_eval *ev, pl_value v, const pl_expr *at, const char *side, pl_type_kind kind,
                    pl_value *out)
{
    pl_buf why = { 0 };
    bool ok = pl_ev__to(ev, v, kind, out, &why);
    if (!ok)
        pl_ev__fail(ev, PL_DIAG_INVALID_OPERAND, at->range, "Invalid operand",
                    "Unsuitable value for %s operand: %.*s.", side, PL_FMT(pl_buf_view(&why)));
    pl_buf_done(&why);
    return ok;
}

static void failed_operation(pl_eval *ev, const pl_expr *e, const char *why)
{
    pl_ev__fail(ev, PL_DIAG_INVALID_OPERAND, e->range, "Operation failed",
                "Error during operation: %s.", why);
}

typedef const char *arithmetic(pl_arena *arena, pl_value a, pl_value b, pl_value *out);

static arithmetic *arithmetic_of(unsigned op)
{
    switch (op) {
    case PL_T_PLUS: return pl_number_add;
    case PL_T_MINUS: return pl_number_sub;
    case PL_T_STAR: return pl_number_mul;
    case PL_T_SLASH: return pl_number_div;
    case PL_T_PERCENT: return pl_number_mod;
    default: return NULL;
    }
}

static bool order_matches(unsigned op, int order)
{
    switch (op) {
    case PL_T_LESS: return order < 0;
    case PL_T_LESS_EQ: return order <= 0;
    case PL_T_GREATER: return order > 0;
    default: return order >= 0;
    }
}

static bool is_logic(unsigned op)
{
    return op == PL_T_AND || op == PL_T_OR;
}

/* The cost of a float beside its step: limbs of operands and result, and temporaries. */
static uint64_t float_cost(pl_value v)
{
    return v.tag == PL_V_NUMBER ? 3 * pl_number_size(v) : 0;
}

/* The type of the result, which it has even if the operation fails. */
static const pl_type *result_of(unsigned op)
{
    return pl_type_simple(arithmetic_of(op) ? PL_TYPE_NUMBER : PL_TYPE_BOOL);
}

static pl_value combine(pl_eval *ev, const pl_expr *e, pl_value a, pl_value b)
{
    pl_assert(e->kind == PL_E_BINARY || e->kind == PL_E_UNARY);
    pl_value v = pl_value_unknown(result_of(e->op));
    arithmetic *compute = arithmetic_of(e->op);
    if (!pl_ev__charge(ev, float_cost(a) + float_cost(b), e->range))
        return v;
    if (is_logic(e->op)) {
        v = pl_value_bool(e->op == PL_T_AND ? a.b && b.b : a.b || b.b);
    } else if (compute) {
        const char *why = compute(ev->arena, a, b, &v);
        if (why) {
            failed_operation(ev, e, why);
            return pl_value_unknown(result_of(e->op));
        }
        pl_ev__charge(ev, float_cost(v), e->range);
    } else {
        v = pl_value_bool(order_matches(e->op, pl_number_cmp(a, b)));
    }
    v.marks = a.marks | b.marks;
    return v;
}

static pl_value equality(pl_eval *ev, const pl_expr *e, pl_value a, pl_value b)
{
    pl_assert(e->kind == PL_E_BINARY);
    uint64_t cost = 8 * (uint64_t)pl_value_weight(a);
    if (!pl_value_is_known(a) || !pl_value_is_known(b) || !pl_ev__charge(ev, cost, e->range))
        return pl_value_unknown(pl_type_simple(PL_TYPE_BOOL));
    pl_value v = pl_value_bool(pl_value_equal(a, b) == (e->op == PL_T_EQUAL_OP));
    v.marks = (uint8_t)(pl_value_marks(a) | pl_value_marks(b));
    return v;
}

/* Both sides are evaluated and both report errors: there is no short circuit. */
pl_value pl_ev__binary(pl_eval *ev, const pl_expr *e)
{
    pl_value left = pl_eval_expr(ev, e->op2.left), right = pl_eval_expr(ev, e->op2.right);
    if (e->op == PL_T_EQUAL_OP || e->op == PL_T_NOT_EQUAL)
        return equality(ev, e, left, right);
    pl_type_kind kind = is_logic(e->op) ? PL_TYPE_BOOL : PL_TYPE_NUMBER;
    pl_value a, b, v = pl_value_unknown(result_of(e->op));
    bool ok = operand(ev, left, e->op2.left, "left", kind, &a);
    ok &= operand(ev, right, e->op2.right, "right", kind, &b);
    if (!ok)
        return v;
    if (a.tag == PL_V_NULL || b.tag == PL_V_NULL)
        failed_operation(ev, e, "argument must not be null");
    else if (!pl_ev__is_unknown(a) && !pl_ev__is_unknown(b))
        v = combine(ev, e, a, b);
    return v;
}

pl_value pl_ev__unary(pl_eval *ev, const pl_expr *e)
{
    pl_type_kind kind = e->op == PL_T_BANG ? PL_TYPE_BOOL : PL_TYPE_NUMBER;
    pl_value a, v = pl_value_unknown(pl_type_simple(kind));
    if (!operand(ev, pl_eval_expr(ev, e->op2.right), e->op2.right, "unary", kind, &a))
        return v;
    if (a.tag == PL_V_NULL)
        failed_operation(ev, e, "argument must not be null");
    if (a.tag == PL_V_NULL || pl_ev__is_unknown(a))
        return v;
    v = kind == PL_TYPE_BOOL ? pl_value_bool(!a.b) : pl_number_neg(ev->arena, a);
    v.marks = a.marks;
    return v;
}

/* ---- why two branches have no common type */

static void explain_mismatch(const pl_type *yes, const pl_type *no, pl_buf *why);

/* Explain with the first name, in order, that only one of two objects has. */
static bool explain_absent(const pl_type *yes, const pl_type *no, pl_buf *why)
{
    uint32_t i = 0, j = 0;
    while (i < yes->n || j < no->n) {
        int order = i == yes->n  ? 1
                    : j == no->n ? -1
                                 : pl_str_cmp(yes->attrs[i].name, no->attrs[j].name);
        if (order == 0) {
            i++, j++;
            continue;
        }
        pl_str name = order < 0 ? yes->attrs[i].name : no->attrs[j].name;
        pl_buf_printf(why,
                      "The '%s' value includes object attribute \"%.*s\", which is absent in the "
                      "'%s' value",
                      order < 0 ? "true" : "false", PL_FMT(name), order < 0 ? "false" : "true");
        return true;
    }
    return false;
}

static void explain_objects(const pl_type *yes, const pl_type *no, pl_buf *why)
{
    for (uint32_t i = 0; i < yes->n; i++) {
        const pl_type_attr *a = &yes->attrs[i], *b = pl_type_get_attr(no, a->name);
        if (!b) {
            explain_absent(yes, no, why);
            return;
        }
        if (pl_type_eq(a->type, b->type))
            continue;
        pl_buf_printf(why, "Type mismatch for object attribute \"%.*s\": ", PL_FMT(a->name));
        explain_mismatch(a->type, b->type, why);
        return;
    }
    explain_absent(yes, no, why);
}

static void explain_tuples(const pl_type *yes, const pl_type *no, pl_buf *why)
{
    if (yes->n != no->n) {
        pl_buf_printf(why, "The 'true' tuple has length %u, but the 'false' tuple has length %u",
                      yes->n, no->n);
        return;
    }
    for (uint32_t i = 0; i < yes->n; i++) {
        if (pl_type_eq(yes->items[i], no->items[i]))
            continue;
        pl_buf_printf(why, "Type mismatch for tuple element %u: ", i);
        explain_mismatch(yes->items[i], no->items[i], why);
        return;
    }
}

static void explain_mismatch(const pl_type *yes, const pl_type *no, pl_buf *why)
{
    static const char *const words[PL_TYPE_KINDS] = {
        [PL_TYPE_LIST] = "list", [PL_TYPE_SET] = "set", [PL_TYPE_MAP] = "map"
    };
    if (yes->kind == PL_TYPE_OBJECT && no->kind == PL_TYPE_OBJECT) {
        explain_objects(yes, no, why);
    } else if (yes->kind == PL_TYPE_TUPLE && no->kind == PL_TYPE_TUPLE) {
        explain_tuples(yes, no, why);
    } else if (yes->kind == no->kind && words[yes->kind]) {
        pl_buf_printf(why, "Mismatched %s element types: ", words[yes->kind]);
        explain_mismatch(yes->elem, no->elem, why);
    } else {
        pl_buf_cstr(why, "The 'true' value is ");
        pl_type_write_friendly(yes, false, why);
        pl_buf_cstr(why, ", but the 'false' value is ");
        pl_type_write_friendly(no, false, why);
    }
}

/* ---- conditionals */

static bool untyped(pl_value v, pl_value_tag tag)
{
    return v.tag == tag && v.type->kind == PL_TYPE_ANY;
}

static bool inconsistent(pl_eval *ev, const pl_expr *e, const pl_type *yes, const pl_type *no)
{
    pl_assert(e->kind == PL_E_CONDITIONAL || e->kind == PL_E_T_IF);
    pl_range range = { e->conditional.then->range.start, e->conditional.otherwise->range.end };
    pl_buf why = { 0 };
    explain_mismatch(yes, no, &why);
    pl_ev__fail(ev, PL_DIAG_INVALID_CONDITION, range, "Inconsistent conditional result types",
                "The true and false result expressions must have consistent types. %.*s.",
                PL_FMT(pl_buf_view(&why)));
    pl_buf_done(&why);
    return false;
}

/* Set *out to the type that both branches are converted to, NULL if they stay as they are. False
 * with an error if there is none. */
static bool common_type(pl_eval *ev, const pl_expr *e, pl_value yes, pl_value no,
                        const pl_type **out)
{
    *out = NULL;
    if (untyped(yes, PL_V_UNKNOWN) || untyped(no, PL_V_UNKNOWN) || pl_value_same_type(yes, no))
        return true;
    uint64_t nodes = (uint64_t)pl_value_weight(yes) + pl_value_weight(no);
    if (!pl_ev__charge(ev, nodes * PL_EVAL_STEP, e->range))
        return false;
    const pl_type *both[2] = { pl_value_type(ev->arena, yes), pl_value_type(ev->arena, no) };
    if (untyped(yes, PL_V_NULL) || untyped(no, PL_V_NULL)) {
        *out = both[untyped(yes, PL_V_NULL)];
        return true;
    }
    *out = pl_unify(ev->arena, both, 2);
    return (*out && (*out)->kind != PL_TYPE_ANY) || inconsistent(ev, e, both[0], both[1]);
}

/* The value of a conditional whose condition is unknown: unknown, of the common type. */
static pl_value neither(pl_eval *ev, pl_value yes, pl_value no, const pl_type *type)
{
    if (!type && pl_value_same_type(yes, no))
        type = pl_value_type(ev->arena, yes);
    return type ? pl_value_unknown(type) : pl_ev__unknown();
}

/* Evaluate the condition as a bool. False: it is unknown, or wrong, which was reported. */
static bool condition(pl_eval *ev, const pl_expr *cond, pl_value *out)
{
    pl_value v = pl_eval_expr(ev, cond);
    pl_buf why = { 0 };
    if (v.tag == PL_V_NULL) {
        pl_ev__fail(ev, PL_DIAG_NULL_VALUE, cond->range, "Null condition",
                    "The condition value is null. Conditions must either be true or false.");
        return false;
    }
    bool ok = pl_ev__to(ev, v, PL_TYPE_BOOL, out, &why);
    pl_buf_done(&why);
    if (!ok)
        pl_ev__fail(ev, PL_DIAG_INVALID_CONDITION, cond->range, "Incorrect condition type",
                    "The condition expression must be of type bool.");
    return ok && !pl_ev__is_unknown(*out);
}

/* Convert the result `v` of the branch `at` to the type that both branches share (NULL: as it is).
 * `side` ("true" or "false") names the branch in the error. Unknown if that fails. */
static pl_value convert_branch(pl_eval *ev, const pl_expr *at, const char *side, pl_value v,
                               const pl_type *type)
{
    pl_value out = v;
    pl_buf why = { 0 };
    if (type && !pl_convert(ev->arena, v, type, &out, &why)) {
        pl_ev__fail(
            ev, PL_DIAG_INVALID_CONDITION, at->range, "Inconsistent conditional result types",
            "The %s result value has the wrong type: %.*s.", side, PL_FMT(pl_buf_view(&why)));
        out = pl_value_unknown(type);
    }
    pl_buf_done(&why);
    return out;
}

/* Both branches are evaluated for their types; only messages of the branch that is taken are
 * kept. */
pl_value pl_ev__conditional(pl_eval *ev, const pl_expr *e)
{
    const pl_expr *yes = e->conditional.then, *no = e->conditional.otherwise;
    pl_trial first, second;
    pl_ev__try(ev, &first);
    pl_value a = pl_eval_expr(ev, yes);
    bool clean_first = pl_ev__tried(ev, &first);
    pl_ev__try(ev, &second);
    pl_value b = pl_eval_expr(ev, no);
    bool clean_second = pl_ev__tried(ev, &second);

    const pl_type *type;
    pl_value cond, v = pl_ev__unknown();
    bool typed = common_type(ev, e, a, b, &type);
    bool known = typed && condition(ev, e->conditional.cond, &cond);
    bool take_first = known && cond.b, take_second = known && !cond.b;
    if (take_first)
        v = convert_branch(ev, yes, "true", a, type);
    else if (take_second)
        v = convert_branch(ev, no, "false", b, type);
    else if (typed)
        v = neither(ev, a, b, type);
    v.marks |= known ? cond.marks : 0;

    /* The messages of the branch come after those of the condition. */
    if (take_second)
        pl_diags_sink(ev->diags, second.from, second.to);
    else
        pl_ev__drop(ev, &second);
    if (take_first)
        pl_diags_sink(ev->diags, first.from, first.to);
    else
        pl_ev__drop(ev, &first);
    ev->failed |= (take_first && !clean_first) || (take_second && !clean_second);
    return v;
}

static pl_value empty_string(void)
{
    return pl_value_str(PL_S(""));
}

/* Both branches are templates, so their types always agree. */
pl_value pl_ev__template_if(pl_eval *ev, const pl_expr *e)
{
    const pl_expr *yes = e->conditional.then, *no = e->conditional.otherwise;
    pl_value cond;
    if (!condition(ev, e->conditional.cond, &cond))
        return pl_value_unknown(pl_type_simple(PL_TYPE_STRING));
    const pl_expr *taken = cond.b ? yes : no;
    pl_value v = taken ? pl_ev__template(ev, taken) : empty_string();
    v.marks |= cond.marks;
    return v;
}
