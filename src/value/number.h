/* number.h - computes with exact binary floats as the reference does.
 *
 * Floats have 512-bit mantissas (MPFR), and each value has a precision of its own that decides how
 * it prints (hcl.md 3.3). Whole numbers that fit 64 bits are PL_V_INT and need no MPFR; every
 * operation takes both forms and returns an INT if it can.
 *
 * Lifetime: limbs lie in the arena. Threads: pure; MPFR's caches are per thread. */
#ifndef PL_VALUE_NUMBER_H
#define PL_VALUE_NUMBER_H
#include "value/value.h"

enum { PL_BITS_LITERAL = 512, PL_BITS_INT = 64, PL_BITS_DOUBLE = 53 };

/* Parse a decimal text by the rules of string -> number (hcl.md 3.3). False: it is no number. */
bool pl_number_parse(pl_arena *arena, pl_str text, pl_value *out);
/* Parse a literal token of the language, by stricter rules (hcl.md 1.4). */
bool pl_number_literal(pl_arena *arena, pl_str text, pl_value *out);
pl_value pl_number_double(pl_arena *arena, double d); /* 53 bits */
/* Append the text form of the language: the shortest decimal without exponent. */
void pl_number_text(pl_value v, pl_buf *out);
/* Append a whole number in base 2, 8, 10 or 16, lower case, with its sign and every digit. */
void pl_number_digits(pl_value v, int base, pl_buf *out);
/* Append it as %e, %f or %g do: `verb` is e, f or g, `precision` -1 means the fewest digits that
 * read back (hcl.md 7.4). It has a sign only below zero; infinities are "+Inf" and "-Inf". */
void pl_number_format(pl_value v, char verb, int64_t precision, pl_buf *out);
/* Bytes of memory that it takes besides the value itself. */
size_t pl_number_size(pl_value v);
/* An upper bound of the bytes that the functions above append; UINT64_MAX: too many to count. */
uint64_t pl_number_text_size(pl_value v);
uint64_t pl_number_digits_size(pl_value v, int base);
uint64_t pl_number_format_size(pl_value v, char verb, int64_t precision);
/* The nearest double; *exact: is it the same number? */
double pl_number_to_double(pl_value v, bool *exact);
/* Set *out if the number is whole and fits; false otherwise. */
bool pl_number_to_int(pl_value v, int64_t *out);
bool pl_number_is_whole(pl_value v);
int pl_number_sign(pl_value v);      /* -1, 0, 1 */
bool pl_number_negative(pl_value v); /* below zero, or -0 */
int pl_number_infinite(pl_value v);  /* -1, 0, 1 */
/* Compare two numbers (INT or NUMBER) by their exact values: below, equal to or above 0. */
int pl_number_cmp(pl_value a, pl_value b);
bool pl_number_equal(pl_value a, pl_value b); /* hcl.md 3.3 "Equality" */
/* Append a key of the number: numbers for which pl_number_equal() is true have the same key. */
void pl_number_key(pl_value v, pl_buf *out);

/* Compute a op b into *out. NULL, or the text for "Error during operation: ..." (static). */
const char *pl_number_add(pl_arena *arena, pl_value a, pl_value b, pl_value *out);
const char *pl_number_sub(pl_arena *arena, pl_value a, pl_value b, pl_value *out);
const char *pl_number_mul(pl_arena *arena, pl_value a, pl_value b, pl_value *out);
const char *pl_number_div(pl_arena *arena, pl_value a, pl_value b, pl_value *out);
const char *pl_number_mod(pl_arena *arena, pl_value a, pl_value b, pl_value *out);
pl_value pl_number_neg(pl_arena *arena, pl_value a);
pl_value pl_number_abs(pl_arena *arena, pl_value a);
/* The nearest whole number that is not below (`up`) or not above `a`; infinities stay. */
pl_value pl_number_round(pl_arena *arena, pl_value a, bool up);
/* Parse a whole number with digits of `base`, 2 to 62: 0-9, a-z, A-Z (either case up to 36), after
 * an optional sign. Its precision grows with its length. False: it is no such number. */
bool pl_number_parse_base(pl_arena *arena, pl_str text, unsigned base, pl_value *out);
/* Copy a number with its limbs into `arena`. */
pl_value pl_number_copy(pl_arena *arena, pl_value v);

#endif
