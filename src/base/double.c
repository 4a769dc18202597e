#include "base/double.h"
#include "base/shortest.h"
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

void pl_digits_plain(pl_buf *out, const char *digits, size_t n, long point)
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
    pl_digits_plain(out, digits, n, point);
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
        pl_digits_plain(out, digits, n, point);
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
