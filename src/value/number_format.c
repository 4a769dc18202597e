/* number_format.c - writes numbers in the forms of printf (hcl.md 7.4).
 *
 * Each form is built from decimal digits without trailing zeros and an exponent, 0.d1d2d3 x 10^exp,
 * rounded half to even from the exact binary value. Zeros after the last other digit are written
 * without being computed. */
#include "base/alloc.h"
#include "base/str.h"
#include "value/number_inner.h"
#include <gmp.h>
#include <stdio.h>

bool pl_number_negative(pl_value v)
{
    return v.tag == PL_V_INT ? v.i < 0 : mpfr_signbit(v.num->f) != 0;
}

/* ---- sizes */

/* The number of bits before the binary point: positive for numbers from 1 on. */
static int64_t exponent_of(pl_value v)
{
    if (v.tag == PL_V_INT)
        return 64;
    return mpfr_regular_p(v.num->f) ? mpfr_get_exp(v.num->f) : 1;
}

static uint64_t precision_of(pl_value v)
{
    return v.tag == PL_V_INT ? v.bits : (uint64_t)mpfr_get_prec(v.num->f);
}

/* At least the decimal digits that `bits` bits need: log10(2) = 0.30103 is below 1/3. */
static uint64_t decimal_digits(uint64_t bits)
{
    return bits / 3 + 2;
}

static uint64_t magnitude(int64_t n)
{
    return n < 0 ? -(uint64_t)n : (uint64_t)n;
}

static uint64_t saturating_add(uint64_t a, uint64_t b)
{
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

uint64_t pl_number_text_size(pl_value v)
{
    return decimal_digits(magnitude(exponent_of(v))) + decimal_digits(precision_of(v)) + 4;
}

uint64_t pl_number_digits_size(pl_value v, int base)
{
    int64_t exp = exponent_of(v);
    uint64_t bits = exp > 0 ? (uint64_t)exp : 1;
    return base == 2 ? bits + 2 : decimal_digits(bits) + 2;
}

uint64_t pl_number_format_size(pl_value v, char verb, int64_t precision)
{
    int64_t exp = exponent_of(v);
    uint64_t most = precision < 0 ? decimal_digits(precision_of(v)) : (uint64_t)precision;
    uint64_t whole = exp > 0 ? decimal_digits((uint64_t)exp) : 1;
    if (verb == 'f' && precision < 0 && exp < 0)
        most += decimal_digits(magnitude(exp));
    if (verb == 'g') /* never longer than its digits and a few zeroes */
        whole = 32;
    return saturating_add(most, whole + 32);
}

/* ---- whole numbers */

void pl_number_digits(pl_value v, int base, pl_buf *out)
{
    mpz_t z;
    mpz_init(z);
    if (v.tag == PL_V_INT)
        mpz_set_si(z, v.i);
    else
        mpfr_get_z(z, v.num->f, MPFR_RNDZ);
    char *text = pl_buf_reserve(out, mpz_sizeinbase(z, base) + 2);
    mpz_get_str(text, base, z);
    out->len += strlen(text);
    mpz_clear(z);
}

/* ---- decimal digits */

typedef struct decimal {
    char *digits; /* no sign, no zeroes at the end, NUL-terminated */
    size_t n;
    int64_t exp; /* the value is 0.d1d2... x 10^exp */
    char *heap;  /* owned, or NULL: they fit below */
    char small[PL_NUMBER_DIGITS + 4];
} decimal;

static void set_digits(decimal *d, char *text, int64_t exp)
{
    d->digits = text + (text[0] == '-');
    d->n = strlen(d->digits);
    d->exp = exp;
    while (d->n && d->digits[d->n - 1] == '0')
        d->n--;
    if (!d->n)
        d->exp = 0;
    d->digits[d->n] = 0;
}

static char *room_for(decimal *d, size_t digits)
{
    if (digits + 3 <= sizeof d->small)
        return d->small;
    return d->heap = pl_mem_alloc(digits + 3);
}

/* Round to `n` significant digits, at least 1, but compute no more than the exact value has. */
static void round_to_digits(decimal *d, mpfr_srcptr x, uint64_t n)
{
    mpfr_exp_t exp;
    int64_t last = mpfr_get_exp(x) - (int64_t)mpfr_min_prec(x); /* weight of the lowest bit */
    uint64_t fraction = last < 0 ? magnitude(last) : 0;
    int64_t whole = mpfr_get_exp(x) > 0 ? mpfr_get_exp(x) : 0;
    uint64_t all = fraction + decimal_digits((uint64_t)whole);
    size_t count = (size_t)(n < all ? n : all);
    char *text = room_for(d, count);
    mpfr_get_str(text, &exp, 10, count, x, MPFR_RNDN);
    set_digits(d, text, exp);
}

/* Is x = 0.d1d2... of some unit more than half of it? Half is rounded to the even 0. */
static bool above_half(mpfr_srcptr x)
{
    mpfr_exp_t exp;
    char down[8], up[8];
    mpfr_get_str(down, &exp, 10, 1, x, MPFR_RNDZ);
    mpfr_get_str(up, &exp, 10, 1, x, MPFR_RNDA);
    char first = down[down[0] == '-'];
    return first > '5' || (first == '5' && strcmp(down, up) != 0);
}

/* Round to `places` digits after the point. */
static void round_to_place(decimal *d, mpfr_srcptr x, uint64_t places)
{
    mpfr_exp_t exp;
    char first[8];
    mpfr_get_str(first, &exp, 10, 2, x, MPFR_RNDZ); /* only where the digits start */
    int64_t n = exp + (int64_t)places;
    if (n >= 1) {
        round_to_digits(d, x, (uint64_t)n);
        return;
    }
    /* All of it lies after the last place: nothing, or one unit there, which only
     * n == 0 can come to. */
    bool one = n == 0 && above_half(x);
    memcpy(d->small, one ? "1" : "", one ? 2 : 1);
    set_digits(d, d->small, one ? exp + 1 : 0);
}

/* ---- the forms */

static void put_exponent(const decimal *d, uint64_t precision, pl_buf *out)
{
    size_t rest = d->n > 1 ? d->n - 1 : 0;
    pl_buf_byte(out, d->n ? d->digits[0] : '0');
    if (precision > 0) {
        pl_buf_byte(out, '.');
        pl_buf_add(out, d->digits + 1, rest < precision ? rest : (size_t)precision);
        if (rest < precision)
            pl_buf_fill(out, '0', (size_t)(precision - rest));
    }
    int64_t exp = d->n ? d->exp - 1 : 0;
    pl_buf_printf(out, "e%c%02llu", exp < 0 ? '-' : '+', (unsigned long long)magnitude(exp));
}

static void put_places(const decimal *d, uint64_t precision, pl_buf *out)
{
    size_t whole = d->exp > 0 ? (size_t)d->exp : 0, have = whole < d->n ? whole : d->n;
    pl_buf_add(out, d->digits, have);
    pl_buf_fill(out, '0', whole ? whole - have : 1);
    if (!precision)
        return;
    pl_buf_byte(out, '.');
    uint64_t zeroes = d->exp < 0 ? magnitude(d->exp) : 0;
    zeroes = zeroes < precision ? zeroes : precision;
    uint64_t digits = d->n - have, room = precision - zeroes;
    digits = digits < room ? digits : room;
    pl_buf_fill(out, '0', (size_t)zeroes);
    pl_buf_add(out, d->digits + have, (size_t)digits);
    pl_buf_fill(out, '0', (size_t)(room - digits));
}

/* Append the form %g, by the rule of hcl.md 7.4. */
static void put_general(const decimal *d, int64_t precision, pl_buf *out)
{
    int64_t eprec = precision, n = (int64_t)d->n, exp = d->exp - 1;
    if (eprec > n && n >= d->exp)
        eprec = n;
    if (precision < 0)
        eprec = 6;
    if (exp < -4 || exp >= eprec)
        put_exponent(d, n > 1 ? (uint64_t)n - 1 : 0, out);
    else
        put_places(d, n > d->exp ? (uint64_t)(n - d->exp) : 0, out);
}

static void shortest_digits(decimal *d, mpfr_srcptr x)
{
    mpfr_exp_t exp;
    if (mpfr_get_prec(x) > PL_NUMBER_BITS) {
        round_to_digits(d, x, UINT64_MAX);
        return;
    }
    pl_number__shortest(x, d->small, &exp);
    set_digits(d, d->small, exp);
}

static void put_finite(mpfr_srcptr x, char verb, int64_t precision, pl_buf *out)
{
    decimal d = { 0 };
    if (verb == 'g' && precision == 0)
        precision = 1;
    if (mpfr_zero_p(x))
        set_digits(&d, d.small, 0);
    else if (precision < 0)
        shortest_digits(&d, x);
    else if (verb == 'f')
        round_to_place(&d, x, (uint64_t)precision);
    else
        round_to_digits(&d, x, (uint64_t)precision + (verb == 'e'));
    if (mpfr_signbit(x))
        pl_buf_byte(out, '-');
    int64_t n = (int64_t)d.n;
    if (verb == 'g')
        put_general(&d, precision, out);
    else if (verb == 'e')
        put_exponent(&d, precision < 0 ? (uint64_t)(n ? n - 1 : 0) : (uint64_t)precision, out);
    else
        put_places(&d, precision < 0 ? (uint64_t)(n > d.exp ? n - d.exp : 0) : (uint64_t)precision,
                   out);
    pl_mem_free(d.heap);
}

void pl_number_format(pl_value v, char verb, int64_t precision, pl_buf *out)
{
    if (v.tag == PL_V_INT) {
        /* Beyond 64 bits of precision the digits of an int64 stay the same. */
        mpfr_prec_t bits = v.bits < 64 ? v.bits : 64;
        mp_limb_t limb;
        mpfr_t x;
        mpfr_custom_init(&limb, bits);
        mpfr_custom_init_set(x, MPFR_ZERO_KIND, 0, bits, &limb);
        mpfr_set_sj(x, v.i, MPFR_RNDN);
        put_finite(x, verb, precision, out);
    } else if (mpfr_inf_p(v.num->f)) {
        pl_buf_cstr(out, mpfr_sgn(v.num->f) < 0 ? "-Inf" : "+Inf");
    } else {
        put_finite(v.num->f, verb, precision, out);
    }
}
