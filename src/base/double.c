#include "base/double.h"
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool reads_back(const char *text, double d, unsigned bits)
{
    return bits == 32 ? strtof(text, NULL) == (float)d : strtod(text, NULL) == d;
}

/* Distinct decimals of up to 15 digits are distinct doubles (6 for floats), so a whole
 * number below 10^15 behind a decimal point that divides back exactly is the shortest:
 * two thirds of the time of a print and a scan saved for what people store. */
static bool few_digits(double d, unsigned *n, char *digits, int *point)
{
    static const double tens[] = { 1,   1e1, 1e2,  1e3,  1e4,  1e5,  1e6, 1e7,
                                   1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14 };
    for (unsigned k = 0; k < sizeof tens / sizeof *tens; k++) {
        double whole = nearbyint(d * tens[k]);
        if (whole >= 1e15)
            return false;
        if (whole < 1 || whole / tens[k] != d)
            continue;
        *n = (unsigned)snprintf(digits, PL_DOUBLE_DIGITS, "%llu", (unsigned long long)whole);
        *point = (int)*n - (int)k;
        return true;
    }
    return false;
}

/* The last digit of "d.ddde+x" one higher, where no carry runs out of the digits. */
static bool next_up(char *text)
{
    char *at = strchr(text, 'e');
    while (--at >= text) {
        if (*at == '.')
            continue;
        if (*at != '9') {
            ++*at;
            return true;
        }
        *at = '0';
    }
    return false;
}

/* Below a power of two the floats are twice as dense: the nearest decimal may not read
 * back where the next one above does. */
static bool try_digits(double d, unsigned bits, int after, char *text, size_t size)
{
    snprintf(text, size, "%.*e", after, d);
    if (reads_back(text, d, bits))
        return true;
    int exp;
    return frexp(d, &exp) == 0.5 && next_up(text) && reads_back(text, d, bits);
}

unsigned pl_double_digits(double d, unsigned bits, char digits[PL_DOUBLE_DIGITS], int *point)
{
    unsigned n = 0;
    d = fabs(d);
    if (d == 0) {
        memcpy(digits, "0", 2);
        *point = 1;
        return 1;
    }
    if (bits == 64 && few_digits(d, &n, digits, point))
        goto strip;
    char text[40];
    bool tiny = d < (bits == 32 ? (double)FLT_MIN : DBL_MIN);
    int after = tiny ? 0 : bits == 32 ? FLT_DIG - 1 : DBL_DIG - 1;
    while (!try_digits(d, bits, after, text, sizeof text) && after < 16)
        after++;
    for (const char *c = text; *c != 'e'; c++)
        if (*c != '.')
            digits[n++] = *c;
    *point = atoi(strchr(text, 'e') + 1) + 1;
strip:
    while (n > 1 && digits[n - 1] == '0')
        n--;
    digits[n] = 0;
    return n;
}

static bool put_special(pl_buf *out, double d)
{
    if (isfinite(d))
        return false;
    pl_buf_cstr(out, isnan(d) ? "NaN" : d > 0 ? "+Inf" : "-Inf");
    return true;
}

static void put_plain(pl_buf *out, const char *digits, unsigned n, int point)
{
    if (point <= 0) {
        pl_buf_cstr(out, "0.");
        pl_buf_fill(out, '0', (size_t)-point);
        pl_buf_add(out, digits, n);
        return;
    }
    unsigned whole = (unsigned)point < n ? (unsigned)point : n;
    pl_buf_add(out, digits, whole);
    pl_buf_fill(out, '0', (unsigned)point - whole);
    if (whole < n) {
        pl_buf_byte(out, '.');
        pl_buf_add(out, digits + whole, n - whole);
    }
}

static void put_exponent(pl_buf *out, const char *digits, unsigned n, int exp, unsigned width)
{
    pl_buf_byte(out, digits[0]);
    if (n > 1) {
        pl_buf_byte(out, '.');
        pl_buf_add(out, digits + 1, n - 1);
    }
    pl_buf_printf(out, "e%c%0*d", exp < 0 ? '-' : '+', (int)width, abs(exp));
}

void pl_double_plain(pl_buf *out, double d, unsigned bits)
{
    if (put_special(out, d))
        return;
    char digits[PL_DOUBLE_DIGITS];
    int point;
    unsigned n = pl_double_digits(d, bits, digits, &point);
    if (signbit(d))
        pl_buf_byte(out, '-');
    put_plain(out, digits, n, point);
}

/* Plain for exponents `low` <= x < `high`. */
static void put_either(pl_buf *out, double d, unsigned bits, int low, int high, unsigned width)
{
    char digits[PL_DOUBLE_DIGITS];
    int point;
    unsigned n = pl_double_digits(d, bits, digits, &point);
    if (signbit(d))
        pl_buf_byte(out, '-');
    if (d != 0 && (point - 1 < low || point - 1 >= high))
        put_exponent(out, digits, n, point - 1, width);
    else
        put_plain(out, digits, n, point);
}

void pl_double_general(pl_buf *out, double d, unsigned bits)
{
    if (!put_special(out, d))
        put_either(out, d, bits, -4, 6, 2);
}

void pl_double_json(pl_buf *out, double d, unsigned bits)
{
    put_either(out, d, bits, -6, 21, 1);
}
