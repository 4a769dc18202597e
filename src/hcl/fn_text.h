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

/* Return a slice of an argument as the result: borrowed, because it is in normal form already. */
bool pl_text__slice(pl_str s, pl_value *out);
/* Return a copy of `s` in normal form, and charge for it. */
bool pl_text__give(pl_call *call, pl_str s, pl_value *out);
/* Return the text of `buf`, which was charged while it was built, in normal form. Frees `buf`. */
bool pl_text__give_buf(pl_call *call, pl_buf *buf, pl_value *out);
/* Return a list of the `n` strings at `at`, which were charged already. */
bool pl_text__give_strings(pl_call *call, const pl_value *at, size_t n, pl_value *out);

/* Append `s` and charge its length twice, because the text will be copied once more. False if the
 * budget is used up. */
bool pl_text__add(pl_call *call, pl_buf *buf, pl_str s);
bool pl_text__fill(pl_call *call, pl_buf *buf, char c, uint64_t n);

/* Append `v` to `out` as compact JSON, and charge for it. False with the reason in call->why. */
bool pl_text__json(pl_call *call, pl_value v, pl_buf *out);

/* Argument `i` as messages show paths and data (pl_quote_go), in the arena; "(sensitive value)"
 * when it is marked. */
pl_str pl_text__quoted_arg(pl_call *call, uint32_t i);

/* Standard alphabet with padding. */
void pl_text__base64(pl_buf *out, const void *bytes, size_t n);
/* Decode base64 and append the bytes to `out`; line ends are ignored. -1, or the offset of the
 * first symbol that is wrong. */
int64_t pl_text__unbase64(pl_str s, pl_buf *out);

/* Lower-case hexadecimal digits. */
void pl_text__hex(pl_buf *out, const void *bytes, size_t n);

#endif
