/* fn_text.h - what the functions of fn_text.def share. Private to the room.
 *
 * Charging comes before making: a function that may make more than its arguments
 * hold takes the bytes from the budget first, so that no input makes it allocate
 * more than the evaluation may. Threads: one call each. */
#ifndef PL_HCL_FN_TEXT_H
#define PL_HCL_FN_TEXT_H
#include "base/buf.h"
#include "base/str.h"
#include "hcl/fn.h"

/* Argument `i`, which the calling convention made a string. */
static inline pl_str pl_text__arg(const pl_call *call, uint32_t i)
{
    return pl_value_get_str(call->args[i]);
}

/* Argument `i` as a whole number that fits, or the text of the reference. */
bool pl_text__int(pl_call *call, uint32_t i, int64_t *out);

/* The result is a part of an argument: borrowed, in normal form already. */
bool pl_text__slice(pl_str s, pl_value *out);
/* The result is `s`: charged, brought to normal form, copied. */
bool pl_text__give(pl_call *call, pl_str s, pl_value *out);
/* The same for text that was charged while it was made; frees the buffer. */
bool pl_text__give_buf(pl_call *call, pl_buf *buf, pl_value *out);
/* `n` elements at `at` as a list of strings, which were charged. */
bool pl_text__give_strings(pl_call *call, const pl_value *at, size_t n, pl_value *out);

/* Append and charge, twice because the text will be copied; false when the budget is
 * used up. */
bool pl_text__add(pl_call *call, pl_buf *buf, pl_str s);
bool pl_text__fill(pl_call *call, pl_buf *buf, char c, uint64_t n);

/* Compact JSON of `v` after what `out` has, charged; false with a text in call->why. */
bool pl_text__json(pl_call *call, pl_value v, pl_buf *out);

/* Argument `i` as messages show paths and data (pl_quote_go), in the arena; "(sensitive value)"
 * when it is marked. */
pl_str pl_text__quoted_arg(pl_call *call, uint32_t i);

/* Standard alphabet with padding. */
void pl_text__base64(pl_buf *out, const void *bytes, size_t n);
/* Line ends are ignored. -1 when all is well, else the offset of the first symbol
 * that cannot be. */
int64_t pl_text__unbase64(pl_str s, pl_buf *out);

/* Lower-case hexadecimal digits. */
void pl_text__hex(pl_buf *out, const void *bytes, size_t n);

#endif
