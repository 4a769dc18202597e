/* decimal.h - numbers of configuration files, exactly, without a number library.
 *
 * Configuration needs two things of a number: its 64-bit integer and its text.
 * Both come from the written digits; nothing passes through floating point.
 * Threads: pure functions. */
#ifndef PL_CONFIG_DECIMAL_H
#define PL_CONFIG_DECIMAL_H
#include "base/arena.h"

/* Does the whole text read as a number (hcl.md 3.3 "String->number")? */
bool pl_decimal__is(pl_str text);
/* Its value when that is whole and fits; false otherwise and for no number. */
bool pl_decimal__to_int(pl_str text, int64_t *out);
/* Plain digits without exponent and useless zeros, in `arena`. False when they
 * would be longer than PL_DECIMAL_MAX or when there are none (infinity). */
enum { PL_DECIMAL_MAX = 1000 };
bool pl_decimal__to_text(pl_str text, pl_arena *arena, pl_str *out);

#endif
