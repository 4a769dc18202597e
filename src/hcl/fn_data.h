/* fn_data.h - what the functions of fn_data.def share. Private to the room.
 *
 * A function that makes more values than its arguments have, or compares them in pairs, charges
 * for that first. Threads: one call each. */
#ifndef PL_HCL_FN_DATA_H
#define PL_HCL_FN_DATA_H
#include "base/buf.h"
#include "base/str.h"
#include "hcl/fn.h"

/* Element `i`, or the value of member `i`. */
static inline pl_value pl_fn__part(pl_value v, uint32_t i)
{
    return pl_value_is_members(v) ? v.members->at[i].value : v.seq->at[i];
}

static inline bool pl_fn__is_list(pl_value v) /* or a tuple */
{
    return v.tag == PL_V_LIST || v.tag == PL_V_TUPLE;
}

/* The friendly name of a value's type, for a message; in the arena. */
pl_str pl_fn__type_name(pl_call *call, pl_value v);
/* Read argument `i` as an int64. False with the reference's text after `prefix`, as an error of
 * the argument (`tied`) or of the whole call. */
bool pl_fn__whole(pl_call *call, uint32_t i, const char *prefix, bool tied, int64_t *out);
/* Return a list of the n values at `at`, of element type `elem`; false if the budget is used up. */
bool pl_fn__give_list(pl_call *call, const pl_type *elem, const pl_value *at, uint32_t n,
                      pl_value *out);
/* Charge for comparing and sorting n values by their contents. */
bool pl_fn__charge_keys(pl_call *call, const pl_value *at, uint32_t n);
/* The common type of n values (hcl.md 3.5); NULL if there is none. */
const pl_type *pl_fn__unify(pl_call *call, const pl_value *at, uint32_t n);
/* Convert `v` to `want`. False with the reason in call->why. */
bool pl_fn__convert(pl_call *call, pl_value v, const pl_type *want, pl_value *out);

#endif
