/* convert.h - converts values between types, and finds the common type of several
 * (hcl.md 3.4, 3.5). Threads: pure over their arguments. */
#ifndef PL_VALUE_CONVERT_H
#define PL_VALUE_CONVERT_H
#include "value/value.h"

/* Convert `v` to `want` (dynamic inside collections: unified). False with the
 * reference's text in `why` ("a number is required", "string required, but have
 * tuple", ...). Unknown values convert to unknown. Marks are kept. */
bool pl_convert(pl_arena *arena, pl_value v, const pl_type *want, pl_value *out, pl_buf *why);
/* Append why a value of type `got` can never be a `want`: the texts 1-6 of 3.4. */
void pl_convert_mismatch(const pl_type *got, const pl_type *want, pl_buf *why);
/* Does a conversion exist at all? It may still fail on a value. */
bool pl_convert_possible(const pl_type *got, const pl_type *want);
/* The common type of n types (3.5); NULL if they have none. */
const pl_type *pl_unify(pl_arena *arena, const pl_type *const *types, uint32_t n);

#endif
