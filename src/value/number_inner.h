/* number_inner.h - the inside of a number, for number*.c. Private to the room. */
#ifndef PL_VALUE_NUMBER_INNER_H
#define PL_VALUE_NUMBER_INNER_H
#include "value/number.h"
#include <stdint.h>
#include <mpfr.h>

struct pl_number {
    mpfr_t f;
};

/* Widest mantissa, and what its shortest text needs. */
enum { PL_NUMBER_BITS = 4096, PL_NUMBER_DIGITS = PL_NUMBER_BITS * 3 / 10 + 8 };

/* Fewest digits that read back as x, which is finite and not zero: `text` gets them
 * (with a sign, no zeroes at the end), *exp the place of the point before them.
 * Returns the length of the text. */
size_t pl_number__shortest(mpfr_srcptr x, char text[PL_NUMBER_DIGITS + 2], mpfr_exp_t *exp);

#endif
