/* double.h - binary floats read from text, and written in the forms that outputs have for them.
 *
 * strtod() and printf() follow the locale of the program that embeds us: under de_DE they read
 * and write a comma. These never do; `make check` refuses the others outside this file.
 *
 * "Shortest" are the fewest digits that read back as the same number, of several the
 * nearest. `bits` is 64, or 32 for a number that is a float.
 * Threads: pure functions. */
#ifndef PL_BASE_DOUBLE_H
#define PL_BASE_DOUBLE_H
#include "base/buf.h"

enum { PL_DOUBLE_DIGITS = 18 };

/* Set `digits` to the shortest digits of |d|, which must be finite: it is 0.DIGITS * 10^*point.
 * Without trailing zeros, NUL-terminated. Returns how many; for zero "0" with *point 1. */
unsigned pl_double_digits(double d, unsigned bits, char digits[PL_DOUBLE_DIGITS], int *point);
/* Append the number 0.DIGITS * 10^point, given by its `n` digits, as a decimal without exponent. */
void pl_double_put_digits(pl_buf *out, const char *digits, size_t n, long point);
/* Append d without an exponent: 1000000000000000000000, 0.0000001, -0; NaN, +Inf, -Inf. */
void pl_double_plain(pl_buf *out, double d, unsigned bits);
/* Append d; outside 1e-4 <= |d| < 1e6 with an exponent of at least two digits: 1e+06, 1e-05. */
void pl_double_general(pl_buf *out, double d, unsigned bits);
/* Append d as JSON (cli.md 7.8): with an exponent outside 1e-6 <= |d| < 1e21. d must be finite. */
void pl_double_json(pl_buf *out, double d, unsigned bits);
/* Append d as printf() does for "%.<precision><verb>", verb e, f or g: NaN and infinities are
 * "nan", "inf", "-inf". */
void pl_double_print(pl_buf *out, double d, char verb, unsigned precision);

/* Read the number at the start of `text` as strtod() does in the C locale, but for white space:
 * a sign, digits with a point and an exponent, 0x with a binary one, "inf", "infinity", "nan".
 * What is too large becomes an infinity, what is too small zero. Returns the bytes read; 0, and
 * *out is zero: no number is there. */
size_t pl_double_read(pl_str text, unsigned bits, double *out);
/* Parse the whole of `text` by the rules of pl_double_read(), as a double or (`bits` 32) a float.
 * False, with *out zero, if it is anything but one number. */
bool pl_double_parse(pl_str text, unsigned bits, double *out);

#endif
