/* number_text.c - reads numbers from text and writes them as text (hcl.md 3.3). */
#include "base/ascii.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "base/double.h"
#include "base/str.h"
#include "value/number_inner.h"
#include <gmp.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- reading */

static size_t digits_at(pl_str s, size_t i)
{
    size_t from = i;
    while (i < s.len && pl_is_digit(s.ptr[i]))
        i++;
    return i - from;
}

/* Is it [digits][.digits][(e|E|p)[sign]digits], with at least one digit before the exponent? `p` is
 * a binary exponent, allowed only in converted strings. */
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

/* Set n to `mantissa` * 2^`exponent`, both decimal texts: for "1p-3", which mpfr_strtofr() does not
 * read. */
static void set_binary(pl_number *n, const char *mantissa, const char *exponent)
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
    char *text = pl_arena_text(arena, s);
    pl_number *n = pl_number__make(arena, PL_BITS_LITERAL);
    pl_exp_range range = pl_number__widen();
    size_t p = pl_str_find(s, 'p');
    if (p < s.len) {
        text[p] = 0;
        set_binary(n, text, text + p + 1);
    } else {
        mpfr_strtofr(n->f, text, NULL, 10, MPFR_RNDN);
    }
    if (minus)
        mpfr_neg(n->f, n->f, MPFR_RNDN);
    *out = pl_number__finish(n);
    pl_number__restore(range);
    return true;
}

bool pl_number_parse(pl_arena *arena, pl_str s, pl_value *out)
{
    bool minus = s.len && s.ptr[0] == '-';
    if (s.len && (s.ptr[0] == '-' || s.ptr[0] == '+'))
        s = pl_str_sub(s, 1, s.len);
    if (pl_str_eq(s, PL_S("Inf")) || pl_str_eq(s, PL_S("inf"))) {
        pl_number *n = pl_number__make(arena, PL_BITS_LITERAL);
        mpfr_set_inf(n->f, minus ? -1 : 1);
        *out = pl_number__finish(n);
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
    pl_number *n = pl_number__make(arena, PL_BITS_DOUBLE);
    mpfr_set_d(n->f, d, MPFR_RNDN);
    return pl_number__finish(n);
}

/* ---- writing */

/* Does the decimal lie within half a unit of x, a power of two? Below x the numbers are twice as
 * dense, but the reference accepts half a unit on either side, so a text that stands for x need not
 * read back as x. */
static bool stands_for_power(mpfr_srcptr x, const char *number)
{
    mpfr_prec_t bits = mpfr_get_prec(x), wide = bits + 64;
    mp_limb_t limbs[PL_NUMBER_BITS / (8 * sizeof(mp_limb_t)) + 2];
    mpfr_t apart;
    mpfr_custom_init(limbs, wide);
    mpfr_custom_init_set(apart, MPFR_ZERO_KIND, 0, wide, limbs);
    mpfr_strtofr(apart, number, NULL, 10, MPFR_RNDN);
    mpfr_sub(apart, apart, x, MPFR_RNDN);
    mpfr_abs(apart, apart, MPFR_RNDN);
    return mpfr_cmp_ui_2exp(apart, 1, mpfr_get_exp(x) - bits - 1) <= 0;
}

/* Do `digits` significant digits stand for x? */
static bool reads_back(mpfr_srcptr x, size_t digits, char *text, mpfr_exp_t *exp, mpfr_ptr back)
{
    char number[1400];
    mpfr_get_str(text, exp, 10, digits, x, MPFR_RNDN);
    const char *minus = text[0] == '-' ? "-" : "";
    snprintf(number, sizeof number, "%s.%se%ld", minus, text + (*minus != 0), (long)*exp);
    if (mpfr_min_prec(x) == 1)
        return stands_for_power(x, number);
    mpfr_strtofr(back, number, NULL, 10, MPFR_RNDN);
    return mpfr_equal_p(back, x);
}

/* May 17 digits suffice? They may if the next ones are all 0 or all 9. */
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
    pl_assert(mpfr_regular_p(x));
    mpfr_prec_t bits = mpfr_get_prec(x);
    mp_limb_t limbs[PL_NUMBER_BITS / (8 * sizeof(mp_limb_t)) + 1];
    mpfr_t back;
    mpfr_custom_init(limbs, bits);
    mpfr_custom_init_set(back, MPFR_ZERO_KIND, 0, bits, limbs);
    pl_exp_range range = pl_number__widen();
    read_shortest(x, text, exp, back);
    pl_number__restore(range);
    size_t n = strlen(text);
    while (n > 1 && text[n - 1] == '0' && pl_is_digit(text[n - 2]))
        n--;
    text[n] = 0;
    return n;
}

static void put_shortest(mpfr_srcptr x, pl_buf *out)
{
    char text[PL_NUMBER_DIGITS + 2];
    mpfr_exp_t exp;
    pl_number__shortest(x, text, &exp);
    if (text[0] == '-')
        pl_buf_byte(out, '-');
    const char *digits = text + (text[0] == '-');
    pl_double_put_digits(out, digits, strlen(digits), exp);
}

/* Append a whole number that is too large for its precision, so that its last digits do not count.
 */
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

/* Translate digits to those of GMP, whose alphabet differs for bases above 36. */
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
    pl_assert(base >= 2 && base <= 62);
    bool minus = s.len && s.ptr[0] == '-';
    if (s.len && (minus || s.ptr[0] == '+'))
        s = pl_str_sub(s, 1, s.len);
    char *digits = pl_mem_alloc(s.len + 1);
    bool ok = to_gmp_digits(s, base, digits);
    if (ok) {
        mpz_t z;
        mpz_init_set_str(z, digits, (int)base);
        size_t bits = mpz_sizeinbase(z, 2);
        pl_number *n = pl_number__make(arena, bits < PL_BITS_INT ? PL_BITS_INT : (mpfr_prec_t)bits);
        mpfr_set_z(n->f, z, MPFR_RNDN);
        if (minus && !mpfr_zero_p(n->f))
            mpfr_neg(n->f, n->f, MPFR_RNDN);
        *out = pl_number__finish(n);
        mpz_clear(z);
    }
    pl_mem_free(digits);
    return ok;
}
