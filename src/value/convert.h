/* convert.h - converts values between types, and finds the common type of several
 * (hcl.md 3.4, 3.5). Threads: pure over their arguments. */
#ifndef PL_VALUE_CONVERT_H
#define PL_VALUE_CONVERT_H
#include "value/value.h"

/* Convert `v` to `want`; `any` as the element type of a collection stands for the common
 * type of the elements. False with the reference's text in `why` ("a number is required",
 * "string required, but have tuple", ...). Unknown values stay unknown. Marks are kept. */
bool pl_convert(pl_arena *arena, pl_value v, const pl_type *want, pl_value *out, pl_buf *why);
/* Append why a value of type `got` can never be a `want`: texts 1 to 6 of hcl.md 3.4. */
void pl_convert_mismatch(const pl_type *got, const pl_type *want, pl_buf *why);
/* Does a conversion between the types exist? It may still fail for a particular value. */
bool pl_convert_possible(const pl_type *got, const pl_type *want);
/* The common type of n types (hcl.md 3.5), in `arena` or one of them; NULL if they have none. */
const pl_type *pl_unify(pl_arena *arena, const pl_type *const *types, uint32_t n);

#endif
