/* number.c - arithmetic on the two forms of a number.
 *
 * Everything starts in 64-bit integers and leaves for MPFR only when the exact
 * result does not fit. A float is made in the arena with mpfr_custom_init, so no
 * memory comes from MPFR's own allocator; results that are whole and fit go back
 * to PL_V_INT with their precision, so that printing and dividing still know it. */
#include "value/number.h"
#include "base/alloc.h"
#include "base/str.h"
#include "value/number_inner.h"
#include <ctype.h>
#include <gmp.h>
#include <stdio.h>
#include <stdlib.h>

static pl_number *make(pl_arena *arena, mpfr_prec_t bits)
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

/* As a float of its own precision. */
static mpfr_srcptr as_float(pl_arena *arena, pl_value v)
{
    if (v.tag == PL_V_NUMBER)
        return v.num->f;
    pl_number *n = make(arena, v.bits);
    mpfr_set_sj(n->f, v.i, MPFR_RNDN);
    return n->f;
}

/* MPFR's exponents are bounded by a setting of the thread, to less than the 32 bits of
 * the reference: computing brackets itself with a wider range. */
typedef struct exp_range {
    mpfr_exp_t least, most;
} exp_range;

static exp_range widen(void)
{
    exp_range before = { mpfr_get_emin(), mpfr_get_emax() };
    mpfr_set_emin(mpfr_get_emin_min());
    mpfr_set_emax(mpfr_get_emax_max());
    return before;
}

static void restore(exp_range range)
{
    mpfr_set_emin(range.least);
    mpfr_set_emax(range.most);
}

/* Exponents are 32 bits wide in the reference: what goes beyond is infinite or zero. */
static void clamp(pl_number *n)
{
    if (!mpfr_regular_p(n->f))
        return;
    if (mpfr_get_exp(n->f) > INT32_MAX)
        mpfr_set_inf(n->f, mpfr_sgn(n->f));
    else if (mpfr_get_exp(n->f) < INT32_MIN)
        mpfr_set_zero(n->f, mpfr_sgn(n->f));
}

/* The value of a finished float: an INT again when it is whole, fits and is not -0. */
static pl_value finish(pl_number *n)
{
    clamp(n);
    mpfr_prec_t bits = mpfr_get_prec(n->f);
    bool minus_zero = mpfr_zero_p(n->f) && mpfr_signbit(n->f);
    if (bits <= UINT16_MAX && !minus_zero && mpfr_integer_p(n->f) &&
        mpfr_fits_intmax_p(n->f, MPFR_RNDN))
        return pl_value_int(mpfr_get_sj(n->f, MPFR_RNDN), (unsigned)bits);
    return (pl_value){ .tag = PL_V_NUMBER, .num = n };
}

/* Precision of a result: only what parseint reads is wider than PL_NUMBER_BITS. */
static mpfr_prec_t wider(pl_value a, pl_value b)
{
    mpfr_prec_t x = bits_of(a), y = bits_of(b), most = x > y ? x : y;
    return most < PL_NUMBER_BITS ? most : PL_NUMBER_BITS;
}

/* ---- reading */

static size_t digits_at(pl_str s, size_t i)
{
    size_t from = i;
    while (i < s.len && isdigit((unsigned char)s.ptr[i]))
        i++;
    return i - from;
}

/* [digits][.digits][(e|E|p)[sign]digits], at least one digit in front of the
 * exponent; `p` is a binary exponent and only for converted strings. */
static bool is_decimal(pl_str s, bool literal)
{
    size_t i = 0, whole = digits_at(s, 0), part = 0;
    i = whole;
    if (i < s.len && s.ptr[i] == '.') {
        part = digits_at(s, i + 1);
        i += 1 + part;
    }
    if (!whole && !part)
        return false;
    if (i < s.len && (s.ptr[i] == 'e' || s.ptr[i] == 'E' || (!literal && s.ptr[i] == 'p'))) {
        i++;
        i += i < s.len && (s.ptr[i] == '+' || s.ptr[i] == '-');
        size_t exponent = digits_at(s, i);
        if (!exponent)
            return false;
        i += exponent;
    }
    return i == s.len;
}

static bool small_int(pl_str s, int64_t *out)
{
    uint64_t n;
    if (s.len > 18 || !pl_str_to_u64(s, &n))
        return false;
    *out = (int64_t)n;
    return true;
}

/* mantissa NUL exponent: a power of two, which mpfr_strtofr does not read. */
static void read_binary_exponent(pl_number *n, const char *mantissa, const char *exponent)
{
    mpfr_strtofr(n->f, mantissa, NULL, 10, MPFR_RNDN);
    mpfr_mul_2si(n->f, n->f, strtol(exponent, NULL, 10), MPFR_RNDN);
}

static bool parse_unsigned(pl_arena *arena, pl_str s, bool literal, bool minus, pl_value *out)
{
    int64_t i;
    if (small_int(s, &i) && !(minus && i == 0)) {
        *out = pl_value_int(minus ? -i : i, PL_BITS_LITERAL);
        return true;
    }
    if (!is_decimal(s, literal))
        return false;
    pl_str text = pl_arena_str(arena, s); /* NUL behind it */
    pl_number *n = make(arena, PL_BITS_LITERAL);
    exp_range range = widen();
    size_t p = pl_str_find(text, 'p');
    if (p < text.len) {
        ((char *)text.ptr)[p] = 0;
        read_binary_exponent(n, text.ptr, text.ptr + p + 1);
    } else {
        mpfr_strtofr(n->f, text.ptr, NULL, 10, MPFR_RNDN);
    }
    if (minus)
        mpfr_neg(n->f, n->f, MPFR_RNDN);
    *out = finish(n);
    restore(range);
    return true;
}

bool pl_number_parse(pl_arena *arena, pl_str s, pl_value *out)
{
    bool minus = s.len && s.ptr[0] == '-';
    if (s.len && (s.ptr[0] == '-' || s.ptr[0] == '+'))
        s = pl_str_sub(s, 1, s.len);
    if (pl_str_eq(s, PL_S("Inf")) || pl_str_eq(s, PL_S("inf"))) {
        pl_number *n = make(arena, PL_BITS_LITERAL);
        mpfr_set_inf(n->f, minus ? -1 : 1);
        *out = finish(n);
        return true;
    }
    return parse_unsigned(arena, s, false, minus, out);
}

bool pl_number_literal(pl_arena *arena, pl_str s, pl_value *out)
{
    return parse_unsigned(arena, s, true, false, out);
}

pl_value pl_number_double(pl_arena *arena, double d)
{
    pl_number *n = make(arena, PL_BITS_DOUBLE);
    mpfr_set_d(n->f, d, MPFR_RNDN);
    return finish(n);
}

/* ---- writing */

/* Whether `digits` significant digits, rounded as said, read back to x. */
static bool rounded_reads_back(mpfr_srcptr x, size_t digits, mpfr_rnd_t round, char *text,
                               mpfr_exp_t *exp, mpfr_ptr back)
{
    char number[1400];
    mpfr_get_str(text, exp, 10, digits, x, round);
    const char *minus = text[0] == '-' ? "-" : "";
    snprintf(number, sizeof number, "%s.%se%ld", minus, text + (*minus != 0), (long)*exp);
    mpfr_strtofr(back, number, NULL, 10, MPFR_RNDN);
    return mpfr_equal_p(back, x);
}

/* Below a power of two the numbers are twice as dense: there the digits next above
 * may read back where the nearest ones do not. */
static bool reads_back(mpfr_srcptr x, size_t digits, char *text, mpfr_exp_t *exp, mpfr_ptr back)
{
    return rounded_reads_back(x, digits, MPFR_RNDN, text, exp, back) ||
           (mpfr_min_prec(x) == 1 && rounded_reads_back(x, digits, MPFR_RNDA, text, exp, back));
}

/* 17 digits may do: those behind them are all 0 or all 9. */
static bool maybe_short(mpfr_srcptr x)
{
    enum { SHORT = 17, MORE = 25 };
    char text[MORE + 3];
    mpfr_exp_t exp;
    mpfr_get_str(text, &exp, 10, MORE, x, MPFR_RNDN);
    const char *rest = text + SHORT + (text[0] == '-');
    return strspn(rest, "0") == MORE - SHORT || strspn(rest, "9") == MORE - SHORT;
}

/* Fewest digits. Up to `sure` of them no two decimals read back as one number: if that
 * many do, the zeroes at their end are not needed and nothing shorter exists; if not, one
 * of the next few counts does. Most fractions people write have at most 17. */
static void read_shortest(mpfr_srcptr x, char *text, mpfr_exp_t *exp, mpfr_ptr back)
{
    size_t bits = (size_t)mpfr_get_prec(x), sure = (bits - 1) * 30103 / 100000;
    if (sure > 34 && maybe_short(x) && reads_back(x, 17, text, exp, back))
        return;
    for (size_t digits = sure; !reads_back(x, digits, text, exp, back);)
        digits++;
}

size_t pl_number__shortest(mpfr_srcptr x, char text[PL_NUMBER_DIGITS + 2], mpfr_exp_t *exp)
{
    mpfr_prec_t bits = mpfr_get_prec(x);
    mp_limb_t limbs[PL_NUMBER_BITS / (8 * sizeof(mp_limb_t)) + 1];
    mpfr_t back;
    mpfr_custom_init(limbs, bits);
    mpfr_custom_init_set(back, MPFR_ZERO_KIND, 0, bits, limbs);
    exp_range range = widen();
    read_shortest(x, text, exp, back);
    restore(range);
    size_t n = strlen(text);
    while (n > 1 && text[n - 1] == '0' && isdigit((unsigned char)text[n - 2]))
        n--;
    text[n] = 0;
    return n;
}

/* Digits d1 d2 ... with the point after `exp` of them, no exponent. */
static void put_plain(const char *digits, mpfr_exp_t exp, pl_buf *out)
{
    size_t n = strlen(digits);
    if (exp <= 0) {
        pl_buf_cstr(out, "0.");
        pl_buf_fill(out, '0', (size_t)-exp);
        pl_buf_add(out, digits, n);
        return;
    }
    size_t whole = (size_t)exp < n ? (size_t)exp : n;
    pl_buf_add(out, digits, whole);
    pl_buf_fill(out, '0', (size_t)exp - whole);
    if (whole < n) {
        pl_buf_byte(out, '.');
        pl_buf_add(out, digits + whole, n - whole);
    }
}

static void put_shortest(mpfr_srcptr x, pl_buf *out)
{
    char text[PL_NUMBER_DIGITS + 2];
    mpfr_exp_t exp;
    pl_number__shortest(x, text, &exp);
    if (text[0] == '-')
        pl_buf_byte(out, '-');
    put_plain(text + (text[0] == '-'), exp, out);
}

/* A whole number above what its precision tells apart: its last digits do not count. */
static void put_rounded_int(int64_t i, unsigned bits, pl_buf *out)
{
    mp_limb_t limb;
    mpfr_t x;
    mpfr_custom_init(&limb, bits);
    mpfr_custom_init_set(x, MPFR_ZERO_KIND, 0, bits, &limb);
    mpfr_set_sj(x, i, MPFR_RNDN);
    put_shortest(x, out);
}

void pl_number_text(pl_value v, pl_buf *out)
{
    if (v.tag == PL_V_INT) {
        uint64_t n = v.i < 0 ? -(uint64_t)v.i : (uint64_t)v.i;
        if (v.bits < 64 && n >> v.bits) {
            put_rounded_int(v.i, v.bits, out);
            return;
        }
        if (v.i < 0)
            pl_buf_byte(out, '-');
        pl_buf_u64(out, n);
        return;
    }
    mpfr_srcptr x = v.num->f;
    if (mpfr_inf_p(x))
        pl_buf_cstr(out, mpfr_sgn(x) < 0 ? "-Inf" : "+Inf");
    else if (mpfr_zero_p(x))
        pl_buf_cstr(out, mpfr_signbit(x) ? "-0" : "0");
    else if (mpfr_get_prec(x) > PL_NUMBER_BITS)
        pl_number_digits(v, 10, out); /* as parseint makes them: whole, every digit counts */
    else
        put_shortest(x, out);
}

/* ---- asking */

double pl_number_to_double(pl_value v, bool *exact)
{
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
    if (v.tag != PL_V_INT) {
        /* finish() leaves whole numbers that fit as floats only when they are -0
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
    return v.tag == PL_V_INT || mpfr_integer_p(v.num->f);
}

int pl_number_sign(pl_value v)
{
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

/* Fractions are equal when they print alike. */
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

void pl_number_key(pl_value v, pl_buf *out)
{
    int64_t i;
    mpfr_exp_t exp;
    char text[PL_NUMBER_DIGITS + 2];
    if (pl_number_infinite(v)) {
        pl_buf_cstr(out, pl_number_infinite(v) < 0 ? "-Inf" : "+Inf");
    } else if (pl_number_to_int(v, &i)) {
        pl_buf_cstr(out, i < 0 ? "-" : "");
        pl_buf_u64(out, i < 0 ? -(uint64_t)i : (uint64_t)i);
    } else if (pl_number_is_whole(v)) {
        char *hex = mpfr_get_str(NULL, &exp, 16, 0, v.num->f, MPFR_RNDN);
        size_t n = strlen(hex);
        while (n && hex[n - 1] == '0')
            n--;
        pl_buf_printf(out, "x%.*s@%ld", (int)n, hex, (long)exp);
        mpfr_free_str(hex);
    } else {
        pl_number__shortest(v.num->f, text, &exp);
        pl_buf_printf(out, "%s@%ld", text, (long)exp);
    }
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
    pl_number *n = make(arena, bits_of(v));
    mpfr_set(n->f, v.num->f, MPFR_RNDN);
    return (pl_value){ .tag = PL_V_NUMBER, .marks = v.marks, .num = n };
}

pl_value pl_number_neg(pl_arena *arena, pl_value a)
{
    if (a.tag == PL_V_INT && a.i != 0 && a.i != INT64_MIN)
        return pl_value_int(-a.i, a.bits);
    pl_number *n = make(arena, bits_of(a));
    mpfr_neg(n->f, as_float(arena, a), MPFR_RNDN);
    return finish(n);
}

/* Whether a whole number fits `bits` exactly: INT results of a narrow precision. */
static bool fits_bits(int64_t i, mpfr_prec_t bits)
{
    uint64_t n = i < 0 ? -(uint64_t)i : (uint64_t)i;
    return n == 0 || 64 - __builtin_clzll(n) - __builtin_ctzll(n) <= bits;
}

typedef int operation(mpfr_ptr to, mpfr_srcptr a, mpfr_srcptr b, mpfr_rnd_t round);

/* a op b, rounded to `bits`. */
static pl_number *compute(pl_arena *arena, operation *op, pl_value a, pl_value b, mpfr_prec_t bits)
{
    pl_number *n = make(arena, bits);
    exp_range range = widen();
    op(n->f, as_float(arena, a), as_float(arena, b), MPFR_RNDN);
    clamp(n);
    restore(range);
    return n;
}

const char *pl_number_add(pl_arena *arena, pl_value a, pl_value b, pl_value *out)
{
    mpfr_prec_t bits = wider(a, b);
    int64_t sum;
    if (a.tag == PL_V_INT && b.tag == PL_V_INT && !__builtin_add_overflow(a.i, b.i, &sum) &&
        fits_bits(sum, bits)) {
        *out = pl_value_int(sum, (unsigned)bits);
        return NULL;
    }
    if (pl_number_infinite(a) && pl_number_infinite(a) == -pl_number_infinite(b))
        return "can't compute sum of opposing infinities";
    *out = finish(compute(arena, mpfr_add, a, b, bits));
    return NULL;
}

const char *pl_number_sub(pl_arena *arena, pl_value a, pl_value b, pl_value *out)
{
    mpfr_prec_t bits = wider(a, b);
    int64_t rest;
    if (a.tag == PL_V_INT && b.tag == PL_V_INT && !__builtin_sub_overflow(a.i, b.i, &rest) &&
        fits_bits(rest, bits)) {
        *out = pl_value_int(rest, (unsigned)bits);
        return NULL;
    }
    if (pl_number_infinite(a) && pl_number_infinite(a) == pl_number_infinite(b))
        return "can't subtract infinity from itself";
    *out = finish(compute(arena, mpfr_sub, a, b, bits));
    return NULL;
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
    pl_number *n = make(arena, bits > least ? bits : least);
    mpfr_set(n->f, wide->f, MPFR_RNDN); /* exact, unless `wide` is not */
    *out = finish(n);
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
    *out = finish(compute(arena, mpfr_div, a, b, bits));
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
    pl_number *rounded = make(arena, bits);
    pl_number *product = make(arena, bits), *n = make(arena, bits);
    pl_number *q = compute(arena, mpfr_div, a, b, wider(a, b));
    exp_range range = widen();
    mpfr_trunc(q->f, q->f);
    mpfr_set(rounded->f, q->f, MPFR_RNDN);
    mpfr_mul(product->f, rounded->f, y, MPFR_RNDN);
    mpfr_sub(n->f, x, product->f, MPFR_RNDN);
    *out = finish(n);
    restore(range);
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
    pl_number *n = make(arena, bits_of(a));
    mpfr_rint(n->f, a.num->f, up ? MPFR_RNDU : MPFR_RNDD);
    if (mpfr_zero_p(n->f))
        mpfr_set_zero(n->f, 1); /* never -0 */
    return finish(n);
}

/* ---- whole numbers in any base */

static int digit_of(char c, unsigned base)
{
    int lower = base > 36 ? 36 : 10; /* above 36 capitals come after the small letters */
    int digit = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'a' && c <= 'z' ? c - 'a' + 10
                : c >= 'A' && c <= 'Z' ? c - 'A' + lower
                                       : -1;
    return digit < (int)base ? digit : -1;
}

/* Digits of a base up to 36 as GMP writes them, or of any as GMP's own alphabet. */
static bool to_gmp_digits(pl_str s, unsigned base, char *out)
{
    static const char small[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    static const char large[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    for (size_t i = 0; i < s.len; i++) {
        int digit = digit_of(s.ptr[i], base);
        if (digit < 0)
            return false;
        out[i] = (base > 36 ? large : small)[digit];
    }
    out[s.len] = 0;
    return s.len > 0;
}

bool pl_number_parse_base(pl_arena *arena, pl_str s, unsigned base, pl_value *out)
{
    bool minus = s.len && s.ptr[0] == '-';
    if (s.len && (minus || s.ptr[0] == '+'))
        s = pl_str_sub(s, 1, s.len);
    char *digits = pl_mem_alloc(s.len + 1);
    bool ok = to_gmp_digits(s, base, digits);
    if (ok) {
        mpz_t z;
        mpz_init_set_str(z, digits, (int)base);
        size_t bits = mpz_sizeinbase(z, 2);
        pl_number *n = make(arena, bits < PL_BITS_INT ? PL_BITS_INT : (mpfr_prec_t)bits);
        mpfr_set_z(n->f, z, MPFR_RNDN);
        if (minus && !mpfr_zero_p(n->f))
            mpfr_neg(n->f, n->f, MPFR_RNDN);
        *out = finish(n);
        mpz_clear(z);
    }
    pl_mem_free(digits);
    return ok;
}
