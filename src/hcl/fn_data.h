/* fn_data.h - what the functions of fn_data.def share. Private to the room.
 *
 * A function that makes more than one value for each in its arguments, or looks at pairs of
 * them, charges before. Threads: one call each. */
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
/* Argument `i` as a whole number that fits; else the reference's text after `prefix`,
 * tied to the argument when `tied`. */
bool pl_fn__whole(pl_call *call, uint32_t i, const char *prefix, bool tied, int64_t *out);
/* n elements of `at` as a list of `elem`. */
bool pl_fn__give_list(pl_call *call, const pl_type *elem, const pl_value *at, uint32_t n,
                      pl_value *out);
/* Pay for finding and ordering n values by what is in them. */
bool pl_fn__charge_keys(pl_call *call, const pl_value *at, uint32_t n);
/* The one type of n values; NULL when there is none. */
const pl_type *pl_fn__unify(pl_call *call, const pl_value *at, uint32_t n);
/* Convert, with the reason as the text of the call. */
bool pl_fn__convert(pl_call *call, pl_value v, const pl_type *want, pl_value *out);

#endif
