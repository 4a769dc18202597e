/* number_inner.h - the representation of a number, for number*.c. Private to the room. */
#ifndef PL_VALUE_NUMBER_INNER_H
#define PL_VALUE_NUMBER_INNER_H
#include "value/number.h"
#include <stdint.h>
#include <mpfr.h>

struct pl_number {
    mpfr_t f;
};

/* The widest mantissa, and the digits that its shortest text needs. */
enum { PL_NUMBER_BITS = 4096, PL_NUMBER_DIGITS = PL_NUMBER_BITS * 3 / 10 + 8 };

/* Make a zero of that precision in `arena`. */
pl_number *pl_number__make(pl_arena *arena, mpfr_prec_t bits);
/* The value of a finished float: an INT if it is whole, fits and is not -0; infinite or zero if its
 * exponent is beyond the reference's 32 bits. */
pl_value pl_number__finish(pl_number *n);

/* MPFR's exponents are bounded by a setting of the thread, to less than the 32 bits of
 * the reference: computing brackets itself with a wider range. */
typedef struct pl_exp_range {
    mpfr_exp_t least, most;
} pl_exp_range;
pl_exp_range pl_number__widen(void);
void pl_number__restore(pl_exp_range range);

/* Fewest digits that read back as x, which is finite and not zero: `text` gets them
 * (with a sign, no zeroes at the end), *exp the place of the point before them.
 * Returns the length of the text. */
size_t pl_number__shortest(mpfr_srcptr x, char text[PL_NUMBER_DIGITS + 2], mpfr_exp_t *exp);

#endif
