/* compare.c - eq, ne, lt, le, gt and ge. */
#include "gotmpl/inner.h"

#include "base/str.h"

static bool is_untyped(pl_tmpl_value v)
{
    return v.tag == PL_TMPL_NIL || v.tag == PL_TMPL_MISSING;
}

static bool is_nothing(pl_tmpl_value v)
{
    return is_untyped(v) || (v.tag == PL_TMPL_OBJECT && !v.object);
}

static bool incompatible(pl_tmpl_call *call, pl_tmpl_value a, pl_tmpl_value b)
{
    pl_buf_printf(call->error, "incompatible types for comparison: %s and %s", pl_tmpl_type(a),
                  pl_tmpl_type(b));
    return false;
}

static bool bad_type(pl_tmpl_call *call)
{
    pl_buf_cstr(call->error, "invalid type for comparison");
    return false;
}

static bool is_container(pl_tmpl_value v)
{
    return v.tag == PL_TMPL_LIST || v.tag == PL_TMPL_MAP;
}

static bool not_comparable(pl_tmpl_call *call, pl_tmpl_value v)
{
    pl_buf_cstr(call->error, "non-comparable type ");
    pl_tmpl__format(call->error, PL_S("%s"), &v, 1);
    pl_buf_printf(call->error, ": %s", pl_tmpl_type(v));
    return false;
}

/* Set *out to whether two values are equal. An untyped nil equals another one and nil pointers.
 * False with an error if the types differ, or if both are lists or maps. */
static bool compare_equal(pl_tmpl_call *call, pl_tmpl_value a, pl_tmpl_value b, bool *out)
{
    if (is_untyped(a) || is_untyped(b)) {
        *out = is_nothing(a) == is_nothing(b);
        return true;
    }
    if (a.tag != b.tag || strcmp(pl_tmpl_type(a), pl_tmpl_type(b)) != 0)
        return incompatible(call, a, b);
    if (is_container(a))
        return not_comparable(call, a);
    switch ((pl_tmpl_tag)a.tag) {
    case PL_TMPL_BOOL: *out = a.b == b.b; break;
    case PL_TMPL_INT: *out = a.i == b.i; break;
    case PL_TMPL_FLOAT: *out = a.d == b.d; break;
    case PL_TMPL_TEXT: *out = pl_str_eq(a.text, b.text); break;
    default: *out = a.object == b.object; break;
    }
    return true;
}

bool pl_tmpl__eq(pl_tmpl_call *call, const pl_tmpl_value *args, uint32_t n, pl_tmpl_value *out)
{
    bool same = false;
    if (n < 2) {
        pl_buf_cstr(call->error, "missing argument for comparison");
        return false;
    }
    for (uint32_t i = 1; i < n && !same; i++)
        if (!compare_equal(call, args[0], args[i], &same))
            return false;
    *out = pl_tmpl_bool(same);
    return true;
}

bool pl_tmpl__ne(pl_tmpl_call *call, const pl_tmpl_value *args, uint32_t n, pl_tmpl_value *out)
{
    (void)n;
    bool same;
    if (!compare_equal(call, args[0], args[1], &same))
        return false;
    *out = pl_tmpl_bool(!same);
    return true;
}

/* -1, 0 or 1 as `a` is less than, equal to or greater than `b`; 0 if either is NaN. */
static int compare_doubles(double a, double b)
{
    return a < b ? -1 : a > b;
}

static bool is_basic(pl_tmpl_value v)
{
    return v.tag == PL_TMPL_BOOL || v.tag == PL_TMPL_INT || v.tag == PL_TMPL_FLOAT ||
           v.tag == PL_TMPL_TEXT;
}

/* Compare two values: *order becomes -1, 0 or 1. False: they cannot be compared. */
static bool ordered(pl_tmpl_call *call, pl_tmpl_value a, pl_tmpl_value b, int *order)
{
    if (!is_basic(a) || !is_basic(b))
        return bad_type(call);
    if (a.tag != b.tag)
        return incompatible(call, a, b);
    if (a.tag == PL_TMPL_BOOL)
        return bad_type(call);
    *order = a.tag == PL_TMPL_INT     ? (a.i > b.i) - (a.i < b.i)
             : a.tag == PL_TMPL_FLOAT ? compare_doubles(a.d, b.d)
                                      : pl_str_cmp(a.text, b.text);
    return true;
}

#define COMPARISON(name, op)                                                                       \
    bool name(pl_tmpl_call *call, const pl_tmpl_value *args, uint32_t n, pl_tmpl_value *out)       \
    {                                                                                              \
        int order = 0;                                                                             \
        (void)n;                                                                                   \
        bool ok = ordered(call, args[0], args[1], &order);                                         \
        *out = pl_tmpl_bool(order op 0);                                                           \
        return ok;                                                                                 \
    }
COMPARISON(pl_tmpl__lt, <)
COMPARISON(pl_tmpl__le, <=)
COMPARISON(pl_tmpl__gt, >)
COMPARISON(pl_tmpl__ge, >=)
