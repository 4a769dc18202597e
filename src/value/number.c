/* number.c - arithmetic on the two forms of a number.
 *
 * Everything starts in 64-bit integers and leaves for MPFR only when the exact
 * result does not fit. A float is made in the arena with mpfr_custom_init, so no
 * memory comes from MPFR's own allocator; results that are whole and fit go back
 * to PL_V_INT with their precision, so that printing and dividing still know it. */
#include "value/number.h"
#include "base/assert.h"
#include "value/number_inner.h"
#include <string.h>

pl_number *pl_number__make(pl_arena *arena, mpfr_prec_t bits)
{
    pl_number *n = PL_NEW(arena, pl_number);
    void *limbs = pl_arena_zero(arena, mpfr_custom_get_size(bits), sizeof(mp_limb_t));
    mpfr_custom_init(limbs, bits);
    mpfr_custom_init_set(n->f, MPFR_ZERO_KIND, 0, bits, limbs);
    return n;
}

static mpfr_prec_t bits_of(pl_value v)
{
    return v.tag == PL_V_INT ? v.bits : mpfr_get_prec(v.num->f);
}

/* The value as a float of its own precision. */
static mpfr_srcptr as_float(pl_arena *arena, pl_value v)
{
    if (v.tag == PL_V_NUMBER)
        return v.num->f;
    pl_number *n = pl_number__make(arena, v.bits);
    mpfr_set_sj(n->f, v.i, MPFR_RNDN);
    return n->f;
}

pl_exp_range pl_number__widen(void)
{
    pl_exp_range before = { mpfr_get_emin(), mpfr_get_emax() };
    mpfr_set_emin(mpfr_get_emin_min());
    mpfr_set_emax(mpfr_get_emax_max());
    return before;
}

void pl_number__restore(pl_exp_range range)
{
    mpfr_set_emin(range.least);
    mpfr_set_emax(range.most);
}

/* Clamp a float: exponents have 32 bits in the reference; beyond them it is infinite or zero. */
static void clamp(pl_number *n)
{
    if (!mpfr_regular_p(n->f))
        return;
    if (mpfr_get_exp(n->f) > INT32_MAX)
        mpfr_set_inf(n->f, mpfr_sgn(n->f));
    else if (mpfr_get_exp(n->f) < INT32_MIN)
        mpfr_set_zero(n->f, mpfr_sgn(n->f));
}

/* A float is an INT again if it is whole, fits and is not -0. */
pl_value pl_number__finish(pl_number *n)
{
    pl_assert(!mpfr_nan_p(n->f));
    clamp(n);
    mpfr_prec_t bits = mpfr_get_prec(n->f);
    bool minus_zero = mpfr_zero_p(n->f) && mpfr_signbit(n->f);
    if (bits <= UINT16_MAX && !minus_zero && mpfr_integer_p(n->f) &&
        mpfr_fits_intmax_p(n->f, MPFR_RNDN))
        return pl_value_int(mpfr_get_sj(n->f, MPFR_RNDN), (unsigned)bits);
    return (pl_value){ .tag = PL_V_NUMBER, .num = n };
}

/* The precision of a result. Only numbers that parseint reads are wider than PL_NUMBER_BITS. */
static mpfr_prec_t wider(pl_value a, pl_value b)
{
    mpfr_prec_t x = bits_of(a), y = bits_of(b), most = x > y ? x : y;
    return most < PL_NUMBER_BITS ? most : PL_NUMBER_BITS;
}

/* ---- queries */

double pl_number_to_double(pl_value v, bool *exact)
{
    pl_assert(v.tag == PL_V_INT || v.tag == PL_V_NUMBER);
    if (v.tag == PL_V_INT) {
        double d = (double)v.i;
        *exact = d < 9223372036854775808.0 && (int64_t)d == v.i;
        return d;
    }
    double d = mpfr_get_d(v.num->f, MPFR_RNDN);
    *exact = mpfr_cmp_d(v.num->f, d) == 0;
    return d;
}

bool pl_number_to_int(pl_value v, int64_t *out)
{
    pl_assert(v.tag == PL_V_INT || v.tag == PL_V_NUMBER);
    if (v.tag != PL_V_INT) {
        /* pl_number__finish() leaves whole numbers that fit as floats only when they are -0
         * or more precise than an INT can say. */
        if (!mpfr_integer_p(v.num->f) || !mpfr_fits_intmax_p(v.num->f, MPFR_RNDN))
            return false;
        *out = mpfr_get_sj(v.num->f, MPFR_RNDN);
        return true;
    }
    *out = v.i;
    return true;
}

bool pl_number_is_whole(pl_value v)
{
    pl_assert(v.tag == PL_V_INT || v.tag == PL_V_NUMBER);
    return v.tag == PL_V_INT || mpfr_integer_p(v.num->f);
}

int pl_number_sign(pl_value v)
{
    pl_assert(v.tag == PL_V_INT || v.tag == PL_V_NUMBER);
    return v.tag == PL_V_INT ? (v.i > 0) - (v.i < 0) : mpfr_sgn(v.num->f);
}

int pl_number_infinite(pl_value v)
{
    return v.tag == PL_V_INT || !mpfr_inf_p(v.num->f) ? 0 : mpfr_sgn(v.num->f);
}

int pl_number_cmp(pl_value a, pl_value b)
{
    if (a.tag == PL_V_INT && b.tag == PL_V_INT)
        return (a.i > b.i) - (a.i < b.i);
    if (a.tag == PL_V_INT)
        return -mpfr_cmp_si(b.num->f, a.i);
    if (b.tag == PL_V_INT)
        return mpfr_cmp_si(a.num->f, b.i);
    return mpfr_cmp(a.num->f, b.num->f);
}

/* Are two fractions equal? As in the reference, they are if they print the same digits. */
static bool same_fraction(mpfr_srcptr x, mpfr_srcptr y)
{
    char a[PL_NUMBER_DIGITS + 2], b[PL_NUMBER_DIGITS + 2];
    mpfr_exp_t a_exp, b_exp;
    if (mpfr_get_prec(x) == mpfr_get_prec(y))
        return mpfr_equal_p(x, y);
    pl_number__shortest(x, a, &a_exp);
    pl_number__shortest(y, b, &b_exp);
    return a_exp == b_exp && strcmp(a, b) == 0;
}

bool pl_number_equal(pl_value a, pl_value b)
{
    bool whole = pl_number_is_whole(a);
    if (whole != pl_number_is_whole(b))
        return false;
    if (whole || pl_number_infinite(a) || pl_number_infinite(b))
        return pl_number_cmp(a, b) == 0;
    return same_fraction(a.num->f, b.num->f);
}

/* ---- computing */

size_t pl_number_size(pl_value v)
{
    return v.tag == PL_V_INT ? 0 : sizeof(pl_number) + (size_t)mpfr_get_prec(v.num->f) / 8 + 16;
}

pl_value pl_number_copy(pl_arena *arena, pl_value v)
{
    if (v.tag == PL_V_INT)
        return v;
    pl_number *n = pl_number__make(arena, bits_of(v));
    mpfr_set(n->f, v.num->f, MPFR_RNDN);
    return (pl_value){ .tag = PL_V_NUMBER, .marks = v.marks, .num = n };
}

pl_value pl_number_neg(pl_arena *arena, pl_value a)
{
    if (a.tag == PL_V_INT && a.i != 0 && a.i != INT64_MIN)
        return pl_value_int(-a.i, a.bits);
    pl_number *n = pl_number__make(arena, bits_of(a));
    mpfr_neg(n->f, as_float(arena, a), MPFR_RNDN);
    return pl_number__finish(n);
}

/* Does a whole number fit `bits` exactly? INT results may have a narrow precision. */
static bool fits_bits(int64_t i, mpfr_prec_t bits)
{
    uint64_t n = i < 0 ? -(uint64_t)i : (uint64_t)i;
    return n == 0 || 64 - __builtin_clzll(n) - __builtin_ctzll(n) <= bits;
}

typedef int operation(mpfr_ptr to, mpfr_srcptr a, mpfr_srcptr b, mpfr_rnd_t round);

/* a op b, rounded to `bits`. */
static pl_number *compute(pl_arena *arena, operation *op, pl_value a, pl_value b, mpfr_prec_t bits)
{
    pl_assert(bits > 0 && bits <= PL_NUMBER_BITS);
    pl_number *n = pl_number__make(arena, bits);
    pl_exp_range range = pl_number__widen();
    op(n->f, as_float(arena, a), as_float(arena, b), MPFR_RNDN);
    clamp(n);
    pl_number__restore(range);
    return n;
}

/* a + b, or a - b. `opposed` is the message about two infinities that have no sum. */
static const char *add_numbers(pl_arena *arena, pl_value a, pl_value b, bool minus,
                               const char *opposed, pl_value *out)
{
    mpfr_prec_t bits = wider(a, b);
    int64_t sum;
    int other = minus ? -pl_number_infinite(b) : pl_number_infinite(b);
    if (a.tag == PL_V_INT && b.tag == PL_V_INT &&
        !(minus ? __builtin_sub_overflow(a.i, b.i, &sum)
                : __builtin_add_overflow(a.i, b.i, &sum)) &&
        fits_bits(sum, bits)) {
        *out = pl_value_int(sum, (unsigned)bits);
        return NULL;
    }
    if (pl_number_infinite(a) && pl_number_infinite(a) == -other)
        return opposed;
    *out = pl_number__finish(compute(arena, minus ? mpfr_sub : mpfr_add, a, b, bits));
    return NULL;
}

const char *pl_number_add(pl_arena *arena, pl_value a, pl_value b, pl_value *out)
{
    return add_numbers(arena, a, b, false, "can't compute sum of opposing infinities", out);
}

const char *pl_number_sub(pl_arena *arena, pl_value a, pl_value b, pl_value *out)
{
    return add_numbers(arena, a, b, true, "can't subtract infinity from itself", out);
}

/* The product at 512 bits, then as narrow as the operands allow without losing
 * any of it (hcl.md 3.3). */
const char *pl_number_mul(pl_arena *arena, pl_value a, pl_value b, pl_value *out)
{
    mpfr_prec_t bits = wider(a, b);
    int64_t product;
    if (a.tag == PL_V_INT && b.tag == PL_V_INT && !__builtin_mul_overflow(a.i, b.i, &product) &&
        (product || (a.i >= 0 && b.i >= 0)) && fits_bits(product, bits)) {
        *out = pl_value_int(product, (unsigned)bits);
        return NULL;
    }
    if ((pl_number_infinite(a) && pl_number_sign(b) == 0) ||
        (pl_number_infinite(b) && pl_number_sign(a) == 0))
        return "can't multiply zero by infinity";
    mpfr_prec_t most = bits > PL_BITS_LITERAL ? bits : PL_BITS_LITERAL;
    pl_number *wide = compute(arena, mpfr_mul, a, b, most);
    mpfr_prec_t least = mpfr_regular_p(wide->f) ? mpfr_min_prec(wide->f) : 1;
    pl_number *n = pl_number__make(arena, bits > least ? bits : least);
    mpfr_set(n->f, wide->f, MPFR_RNDN); /* exact, unless `wide` is not */
    *out = pl_number__finish(n);
    return NULL;
}

const char *pl_number_div(pl_arena *arena, pl_value a, pl_value b, pl_value *out)
{
    mpfr_prec_t bits = wider(a, b);
    bool zeroes = pl_number_sign(a) == 0 && pl_number_sign(b) == 0;
    if (zeroes || (pl_number_infinite(a) && pl_number_infinite(b)))
        return "can't divide zero by zero or infinity by infinity";
    if (a.tag == PL_V_INT && b.tag == PL_V_INT && b.i != 0 && b.i != -1 && a.i != 0 &&
        a.i % b.i == 0 && fits_bits(a.i / b.i, bits)) {
        *out = pl_value_int(a.i / b.i, (unsigned)bits);
        return NULL;
    }
    *out = pl_number__finish(compute(arena, mpfr_div, a, b, bits));
    return NULL;
}

/* q = trunc(a / b) at a's precision; a - b * q in a's precision. x % 0 = x. */
const char *pl_number_mod(pl_arena *arena, pl_value a, pl_value b, pl_value *out)
{
    if (pl_number_infinite(a) || pl_number_infinite(b))
        return "can't use modulo with zero and infinity";
    if (pl_number_sign(b) == 0) {
        *out = a;
        return NULL;
    }
    if (a.tag == PL_V_INT && b.tag == PL_V_INT && b.i != -1 && a.bits >= 64) {
        *out = pl_value_int(a.i % b.i, a.bits);
        return NULL;
    }
    mpfr_prec_t bits = bits_of(a);
    mpfr_srcptr x = as_float(arena, a), y = as_float(arena, b);
    pl_number *rounded = pl_number__make(arena, bits);
    pl_number *product = pl_number__make(arena, bits), *n = pl_number__make(arena, bits);
    pl_number *q = compute(arena, mpfr_div, a, b, wider(a, b));
    pl_exp_range range = pl_number__widen();
    mpfr_trunc(q->f, q->f);
    mpfr_set(rounded->f, q->f, MPFR_RNDN);
    mpfr_mul(product->f, rounded->f, y, MPFR_RNDN);
    mpfr_sub(n->f, x, product->f, MPFR_RNDN);
    *out = pl_number__finish(n);
    pl_number__restore(range);
    return NULL;
}

pl_value pl_number_abs(pl_arena *arena, pl_value a)
{
    return pl_number_negative(a) ? pl_number_neg(arena, a) : a;
}

pl_value pl_number_round(pl_arena *arena, pl_value a, bool up)
{
    if (a.tag == PL_V_INT || mpfr_inf_p(a.num->f))
        return a;
    pl_number *n = pl_number__make(arena, bits_of(a));
    mpfr_rint(n->f, a.num->f, up ? MPFR_RNDU : MPFR_RNDD);
    if (mpfr_zero_p(n->f))
        mpfr_set_zero(n->f, 1); /* never -0 */
    return pl_number__finish(n);
}
