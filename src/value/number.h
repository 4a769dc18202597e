/* number.h - exact binary floats as the reference computes them.
 *
 * 512-bit mantissas by MPFR, each value with a precision of its own that decides
 * how it prints (hcl.md 3.3). Whole numbers that fit 64 bits are PL_V_INT and
 * never touch MPFR; every operation here takes and gives either form, INT first.
 *
 * Lifetime: limbs lie in the arena. Threads: pure; MPFR's caches are per thread. */
#ifndef PL_VALUE_NUMBER_H
#define PL_VALUE_NUMBER_H
#include "value/value.h"

enum { PL_BITS_LITERAL = 512, PL_BITS_INT = 64, PL_BITS_DOUBLE = 53 };

/* Decimal text by the rules of string -> number (3.3). False when it is none. */
bool pl_number_parse(pl_arena *arena, pl_str text, pl_value *out);
/* A literal token of the language: stricter (hcl.md 1.4). */
bool pl_number_literal(pl_arena *arena, pl_str text, pl_value *out);
pl_value pl_number_double(pl_arena *arena, double d); /* 53 bits */
/* Shortest decimal without exponent: the text form of the language. */
void pl_number_text(pl_value v, pl_buf *out);
/* A whole number in base 2, 8, 10 or 16, lower case, with its sign and every digit. */
void pl_number_digits(pl_value v, int base, pl_buf *out);
/* As %e, %f and %g show numbers: `verb` is e, f or g, `precision` -1 means the fewest
 * digits that read back (7.4). With a sign only below zero; "+Inf" and "-Inf". */
void pl_number_format(pl_value v, char verb, int64_t precision, pl_buf *out);
/* Bytes it has in memory besides the value itself. */
size_t pl_number_size(pl_value v);
/* At least as many bytes as the functions above write; UINT64_MAX for too many to count. */
uint64_t pl_number_text_size(pl_value v);
uint64_t pl_number_digits_size(pl_value v, int base);
uint64_t pl_number_format_size(pl_value v, char verb, int64_t precision);
/* Nearest double; exact says whether nothing was lost. */
double pl_number_to_double(pl_value v, bool *exact);
/* True and *out when it is whole and fits. */
bool pl_number_to_int(pl_value v, int64_t *out);
bool pl_number_is_whole(pl_value v);
int pl_number_sign(pl_value v);      /* -1, 0, 1 */
bool pl_number_negative(pl_value v); /* below zero, or -0 */
int pl_number_infinite(pl_value v);  /* -1, 0, 1 */
int pl_number_cmp(pl_value a, pl_value b);
bool pl_number_equal(pl_value a, pl_value b); /* 3.3 "Equality" */
/* A text that two numbers share when they are equal in that sense. */
void pl_number_key(pl_value v, pl_buf *out);

/* NULL, or the message of "Error during operation: ..." (static). */
const char *pl_number_add(pl_arena *arena, pl_value a, pl_value b, pl_value *out);
const char *pl_number_sub(pl_arena *arena, pl_value a, pl_value b, pl_value *out);
const char *pl_number_mul(pl_arena *arena, pl_value a, pl_value b, pl_value *out);
const char *pl_number_div(pl_arena *arena, pl_value a, pl_value b, pl_value *out);
const char *pl_number_mod(pl_arena *arena, pl_value a, pl_value b, pl_value *out);
pl_value pl_number_neg(pl_arena *arena, pl_value a);
pl_value pl_number_abs(pl_arena *arena, pl_value a);
/* The next whole number at or above, or at or below; infinities stay. */
pl_value pl_number_round(pl_arena *arena, pl_value a, bool up);
/* A whole number with digits of `base`, 2 to 62: 0-9, a-z, A-Z (of either case up to
 * 36), a sign in front or none. As precise as it is long. False when it is none. */
bool pl_number_parse_base(pl_arena *arena, pl_str text, unsigned base, pl_value *out);
/* Limbs of its own in `arena`. */
pl_value pl_number_copy(pl_arena *arena, pl_value v);

#endif
