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

/* Digits of a finite |d| as 0.DIGITS * 10^*point, without trailing zeros, NUL-terminated:
 * returns how many; "0" and point 1 for zero. */
unsigned pl_double_digits(double d, unsigned bits, char digits[PL_DOUBLE_DIGITS], int *point);
/* 0.DIGITS * 10^point of `n` digits, without an exponent. */
void pl_digits_plain(pl_buf *out, const char *digits, size_t n, long point);
/* Never an exponent: 1000000000000000000000, 0.0000001, -0; NaN, +Inf, -Inf. */
void pl_double_plain(pl_buf *out, double d, unsigned bits);
/* An exponent of at least two digits outside 1e-4 <= |d| < 1e6: 1e+06, 1e-05. */
void pl_double_general(pl_buf *out, double d, unsigned bits);
/* As JSON has it (cli.md 7.8): exponents outside 1e-6 <= |d| < 1e21; d is finite. */
void pl_double_json(pl_buf *out, double d, unsigned bits);
/* As printf() has it for "%.<precision><verb>", verb e, f or g: NaN and infinities are "nan",
 * "inf", "-inf". */
void pl_double_print(pl_buf *out, double d, char verb, unsigned precision);

/* Read the number at the start of `text` as strtod() does in the C locale, but for white space:
 * a sign, digits with a point and an exponent, 0x with a binary one, "inf", "infinity", "nan".
 * What is too large becomes an infinity, what is too small zero. Returns the bytes read; 0, and
 * *out is zero: no number is there. */
size_t pl_double_read(pl_str text, unsigned bits, double *out);
/* The number that the whole text is; false, and *out is zero: it is none. */
bool pl_double_parse(pl_str text, unsigned bits, double *out);

#endif
