/* double.c - forms of binary floats. The digits come from shortest.cc; here they are laid out, and
 * texts are read. */
#include "base/double.h"
#include "base/ascii.h"
#include "base/assert.h"
#include "base/shortest.h"
#include "base/str.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

unsigned pl_double_digits(double d, unsigned bits, char digits[PL_DOUBLE_DIGITS], int *point)
{
    unsigned n = 0;
    d = fabs(d);
    if (d == 0) {
        memcpy(digits, "0", 2);
        *point = 1;
        return 1;
    }
    char text[PL_SHORTEST_SIZE];
    pl_double__shortest(d, bits, text);
    for (const char *c = text; *c != 'e'; c++)
        if (*c != '.')
            digits[n++] = *c;
    *point = atoi(strchr(text, 'e') + 1) + 1;
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

void pl_double_put_digits(pl_buf *out, const char *digits, size_t n, long point)
{
    if (point <= 0) {
        pl_buf_cstr(out, "0.");
        pl_buf_fill(out, '0', (size_t)-point);
        pl_buf_add(out, digits, n);
        return;
    }
    size_t whole = (size_t)point < n ? (size_t)point : n;
    pl_buf_add(out, digits, whole);
    pl_buf_fill(out, '0', (size_t)point - whole);
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
    pl_double_put_digits(out, digits, n, point);
}

/* Write plainly if the exponent x is `low` <= x < `high`, otherwise with an exponent. */
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
        pl_double_put_digits(out, digits, n, point);
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

void pl_double_print(pl_buf *out, double d, char verb, unsigned precision)
{
    enum { DIGITS_MOST = 310 }; /* of the largest number, before the point */

    pl_assert(verb == 'e' || verb == 'f' || verb == 'g');
    if (!isfinite(d)) {
        pl_buf_cstr(out, isnan(d) ? "nan" : d > 0 ? "inf" : "-inf");
        return;
    }
    size_t room = DIGITS_MOST + precision + 8; /* sign, point, exponent */
    char *at = pl_buf_reserve(out, room);
    size_t n = pl_double__print(d, verb, precision, at, room);
    pl_assert(n > 0);
    out->len += n;
}

/* ---- reading */

/* Is a number that no float holds too large, rather than too small? Its first digit that is not
 * zero stands before the point, or an exponent moves it there. */
static bool is_huge(pl_str text, bool hex)
{
    long place = 0; /* of the first such digit: 1 is the one before the point */
    bool found = false, point = false;
    size_t i = 0;
    for (; i < text.len && (text.ptr[i] == '.' || pl_hex_digit(text.ptr[i]) >= 0); i++) {
        if (!hex && pl_is_letter(text.ptr[i]))
            break;
        if (text.ptr[i] == '.') {
            point = true;
            continue;
        }
        found |= text.ptr[i] != '0';
        if (found ? !point : point)
            place += found ? 1 : -1;
    }
    long exponent = 0;
    bool negative = i + 1 < text.len && text.ptr[i + 1] == '-';
    for (i += i + 1 < text.len && !pl_is_digit(text.ptr[i + 1]) ? 2 : 1; i < text.len; i++)
        if (exponent < 100000000)
            exponent = exponent * 10 + (text.ptr[i] - '0');
    return place * (hex ? 4 : 1) + (negative ? -exponent : exponent) > 0;
}

size_t pl_double_read(pl_str text, unsigned bits, double *out)
{
    *out = 0;
    bool negative = text.len && text.ptr[0] == '-';
    size_t from = negative || (text.len && text.ptr[0] == '+'), used;
    if (from < text.len && text.ptr[from] == '-')
        return 0;
    bool hex = from + 2 < text.len && text.ptr[from] == '0' && (text.ptr[from + 1] | 32) == 'x' &&
               (text.ptr[from + 2] == '.' || pl_hex_digit(text.ptr[from + 2]) >= 0);
    from += hex ? 2 : 0;
    switch (pl_double__read(text.ptr + from, text.len - from, hex, bits, out, &used)) {
    case PL_READ_NOTHING: return 0;
    case PL_READ_OUT_OF_RANGE:
        *out = is_huge(pl_str_sub(text, from, from + used), hex) ? HUGE_VAL : 0;
        break;
    case PL_READ_OK: break;
    }
    if (negative)
        *out = -*out;
    return from + used;
}

bool pl_double_parse(pl_str text, unsigned bits, double *out)
{
    if (text.len && pl_double_read(text, bits, out) == text.len)
        return true;
    *out = 0;
    return false;
}
