/* finder.h - finds which of many values equals a given one, without comparing all.
 *
 * Equal values have the same key (pl_value_key); only values with the same key are compared.
 *
 *     first     key -> the first value with it
 *     next      value -> the next one with the same key -> ...
 *
 * Invariants (pl_finder__check, once it is made):
 *   1. `first_of` names a value that is not later and is the first of its own key.
 *   2. Chains ascend, and all values of a chain have the same first one: so each value is in one.
 *
 * Lifetime: the values are borrowed; pl_finder_done() frees the rest. Threads: one user, because a
 * finder has scratch memory. */
#ifndef PL_VALUE_FINDER_H
#define PL_VALUE_FINDER_H
#include "base/map.h"
#include "value/value.h"

typedef struct pl_finder {
    const pl_value *at;
    uint32_t n;
    uint32_t *next;     /* index + 1 of the next with the same key, 0 at the end; owned */
    uint32_t *first_of; /* index of the first with the same key; owned */
    pl_map first;       /* key -> that index */
    pl_buf texts, probe;
} pl_finder;

/* Index n values. O(weight of all). */
void pl_finder_init(pl_finder *f, const pl_value *at, uint32_t n);
void pl_finder_done(pl_finder *f);
/* Find the first value that equals `v`: its index. False if there is none. O(weight of v). */
bool pl_finder_find(pl_finder *f, pl_value v, uint32_t *i);
/* Does the i-th value differ from all before it? */
bool pl_finder_is_first(pl_finder *f, uint32_t i);

/* Append a key of `v`: equal values have the same one (hcl.md 3.6). */
void pl_value_key(pl_value v, pl_buf *out);

#endif
