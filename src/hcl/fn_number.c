/* fn_number.c - numbers (hcl.md 7.3 "Numeric"). */
#include "hcl/fn_data.h"
#include "value/quote.h"
#include <math.h>

bool pl_fn__abs(pl_call *call, pl_value *out)
{
    *out = pl_number_abs(call->arena, call->args[0]);
    return true;
}

bool pl_fn__ceil(pl_call *call, pl_value *out)
{
    *out = pl_number_round(call->arena, call->args[0], true);
    return true;
}

bool pl_fn__floor(pl_call *call, pl_value *out)
{
    *out = pl_number_round(call->arena, call->args[0], false);
    return true;
}

bool pl_fn__signum(pl_call *call, pl_value *out)
{
    int64_t n;
    if (!pl_fn__whole(call, 0, "", false, &n))
        return false;
    *out = pl_value_int((n > 0) - (n < 0), PL_BITS_INT);
    return true;
}

static bool extreme(pl_call *call, int sign, pl_value *out)
{
    if (call->n == 0)
        return pl_fn_fail(call, "must pass at least one number");
    *out = call->args[0];
    for (uint32_t i = 1; i < call->n; i++)
        if (pl_number_cmp(call->args[i], *out) * sign > 0)
            *out = call->args[i];
    return true;
}

bool pl_fn__max(pl_call *call, pl_value *out)
{
    return extreme(call, 1, out);
}

bool pl_fn__min(pl_call *call, pl_value *out)
{
    return extreme(call, -1, out);
}

/* ---- floats of 53 bits, computed in the same steps as in the reference, so that even the last
 * digit agrees */

static double natural_log(double x)
{
    static const double ln2_hi = 6.93147180369123816490e-01, ln2_lo = 1.90821492927058770002e-10;
    static const double l1 = 6.666666666666735130e-01, l2 = 3.999999999940941908e-01,
                        l3 = 2.857142874366239149e-01, l4 = 2.222219843214978396e-01,
                        l5 = 1.818357216161805012e-01, l6 = 1.531383769920937332e-01,
                        l7 = 1.479819860511658591e-01;
    if (isnan(x) || isinf(x) || x <= 0)
        return log(x);
    int exp;
    double f = frexp(x, &exp);
    if (f < M_SQRT2 / 2) {
        f *= 2;
        exp--;
    }
    f -= 1;
    double s = f / (2 + f), s2 = s * s, s4 = s2 * s2;
    double t1 = s2 * (l1 + s4 * (l3 + s4 * (l5 + s4 * l7)));
    double t2 = s4 * (l2 + s4 * (l4 + s4 * l6));
    double half = 0.5 * f * f;
    return exp * ln2_hi - ((half - (s * (half + (t1 + t2)) + exp * ln2_lo)) - f);
}

/* x to the integer power n, by squaring with the exponent kept apart. */
static double whole_power(double x, double n, double factor, bool inverse)
{
    int exp, scale = 0;
    double square = frexp(x, &exp);
    for (int64_t i = (int64_t)n; i != 0; i >>= 1) {
        if (exp < -4096 || exp > 4096) {
            scale += exp;
            break;
        }
        if (i & 1) {
            factor *= square;
            scale += exp;
        }
        square *= square;
        exp *= 2;
        if (square < 0.5) {
            square += square;
            exp--;
        }
    }
    return inverse ? ldexp(1 / factor, -scale) : ldexp(factor, scale);
}

static double power(double x, double y)
{
    double whole, part = modf(fabs(y), &whole), factor = 1;
    if (y == 0.5)
        return sqrt(x);
    if (y == -0.5)
        return 1 / sqrt(x);
    if (x == 0 || isinf(x) || isinf(y) || x == 1 || y == 0 || y == 1 || whole >= 0x1p63 ||
        (part != 0 && x < 0))
        return pow(x, y);
    if (part != 0) {
        if (part > 0.5) {
            part--;
            whole++;
        }
        factor = exp(part * natural_log(x));
    }
    return whole_power(x, whole, factor, y < 0);
}

static bool give_double(pl_call *call, double d, pl_value *out)
{
    if (isnan(d))
        return pl_fn_fail(call, "panic in function implementation: Float.SetFloat64(NaN)");
    *out = pl_number_double(call->arena, d);
    return true;
}

bool pl_fn__log(pl_call *call, pl_value *out)
{
    bool exact;
    double num = pl_number_to_double(call->args[0], &exact);
    double base = pl_number_to_double(call->args[1], &exact);
    return give_double(call, natural_log(num) / natural_log(base), out);
}

bool pl_fn__pow(pl_call *call, pl_value *out)
{
    bool exact;
    double num = pl_number_to_double(call->args[0], &exact);
    double exponent = pl_number_to_double(call->args[1], &exact);
    return give_double(call, power(num, exponent), out);
}

/* ---- whole numbers from text */

enum { LONGEST_INT = 100000 }; /* digits */

static bool bad_int(pl_call *call, int base)
{
    pl_buf text = { 0 }, shown = { 0 };
    if (call->args[0].marks)
        pl_buf_cstr(&text, "(sensitive value)");
    else
        pl_quote_go(&text, pl_value_get_str(call->args[0]));
    if (call->args[1].marks)
        pl_buf_cstr(&shown, "(sensitive value)");
    else
        pl_buf_printf(&shown, "%d", base);
    pl_fn_fail_arg(call, 0, "cannot parse %.*s as a base %.*s integer", PL_FMT(pl_buf_view(&text)),
                   PL_FMT(pl_buf_view(&shown)));
    pl_buf_done(&text);
    pl_buf_done(&shown);
    return false;
}

bool pl_fn__parseint(pl_call *call, pl_value *out)
{
    int64_t base;
    pl_value v = call->args[0];
    if (v.tag != PL_V_STRING)
        return pl_fn_fail_arg(call, 0, "first argument must be a string, not %.*s",
                              PL_FMT(pl_fn__type_name(call, v)));
    if (!pl_fn__whole(call, 1, "", true, &base))
        return false;
    if (base < 2 || base > 62)
        return pl_fn_fail_arg(call, 1, "base must be a whole number between 2 and 62 inclusive");
    if (v.len > LONGEST_INT)
        return pl_fn_fail_arg(call, 0, "cannot parse more than %d digits", LONGEST_INT);
    if (pl_fn_charge(call, v.len) &&
        pl_number_parse_base(call->arena, pl_value_get_str(v), (unsigned)base, out))
        return true;
    return bad_int(call, (int)base);
}

/* ---- many numbers */

static bool add_to(pl_call *call, pl_value part, pl_value *sum)
{
    pl_value number;
    if (part.tag == PL_V_NULL ||
        !pl_fn__convert(call, part, pl_type_simple(PL_TYPE_NUMBER), &number))
        return pl_fn_fail_arg(call, 0, "argument must be list, set, or tuple of number values");
    const char *why = pl_number_add(call->arena, *sum, number, sum);
    return !why || pl_fn_fail(call, "%s", why);
}

bool pl_fn__sum(pl_call *call, pl_value *out)
{
    pl_value v = call->args[0];
    if (!pl_value_is_seq(v) && !pl_value_is_members(v))
        return pl_fn_fail_arg(call, 0, "cannot sum noniterable");
    if (v.len == 0)
        return pl_fn_fail_arg(call, 0, "cannot sum an empty list");
    if (!pl_value_is_seq(v))
        return pl_fn_fail_arg(call, 0, "argument must be list, set, or tuple. Received %.*s",
                              PL_FMT(pl_fn__type_name(call, v)));
    /* The sum starts with the first value, so it is as precise as its most precise part. */
    pl_value first = v.seq->at[0];
    if (first.tag == PL_V_NULL || !pl_fn__convert(call, first, pl_type_simple(PL_TYPE_NUMBER), out))
        return pl_fn_fail_arg(call, 0, "argument must be list, set, or tuple of number values");
    for (uint32_t i = 1; i < v.len; i++)
        if (!add_to(call, v.seq->at[i], out))
            return false;
    return true;
}

enum { MOST_OF_RANGE = 1024 };

static bool count_up(pl_call *call, pl_value start, pl_value end, pl_value step, pl_value *out)
{
    pl_value at[MOST_OF_RANGE], num = start;
    bool down = pl_number_sign(step) < 0;
    uint32_t n = 0;
    for (; down ? pl_number_cmp(num, end) > 0 : pl_number_cmp(num, end) < 0; n++) {
        if (n == MOST_OF_RANGE)
            return pl_fn_fail(call, "more than 1024 values were generated; either decrease the "
                                    "difference between start and end or use a smaller step");
        at[n] = num;
        const char *why = pl_number_add(call->arena, num, step, &num);
        if (why)
            return pl_fn_fail(call, "%s", why);
    }
    return pl_fn__give_list(call, pl_type_simple(PL_TYPE_NUMBER), at, n, out);
}

bool pl_fn__range(pl_call *call, pl_value *out)
{
    const pl_value *args = call->args;
    if (call->n < 1 || call->n > 3)
        return pl_fn_fail(call, "must have one, two, or three arguments");
    pl_value start = call->n == 1 ? pl_value_int(0, PL_BITS_INT) : args[0];
    pl_value end = call->n == 1 ? args[0] : args[1];
    int order = pl_number_cmp(end, start);
    pl_value step = call->n == 3 ? args[2] : pl_value_int(order < 0 ? -1 : 1, PL_BITS_INT);
    bool down = pl_number_sign(step) < 0;
    if (down && order > 0)
        return pl_fn_fail_arg(call, 1, "end must be less than start when step is negative");
    if (!down && order < 0)
        return pl_fn_fail_arg(call, 1, "end must be greater than start when step is positive");
    return count_up(call, start, end, step, out);
}
