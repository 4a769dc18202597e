/* set.h - orders the elements of a set (hcl.md 3.12). Private to the room. */
#ifndef PL_VALUE_SET_H
#define PL_VALUE_SET_H
#include "value/value.h"

/* Sort n values into the order of sets and drop those that equal an earlier one. Returns how many
 * remain. O(w log n) for values of w bytes in total. */
uint32_t pl_set__order(pl_value *at, uint32_t n);

#endif
