/* finder.h - which of many values equals a given one, without comparing all.
 *
 * Equal values have one text in common (pl_value_key); values with the same text
 * are compared. Lifetime: the values are borrowed; pl_finder_done() frees the rest.
 * Threads: one user, for it has scratch. */
#ifndef PL_VALUE_FINDER_H
#define PL_VALUE_FINDER_H
#include "base/map.h"
#include "value/value.h"

typedef struct pl_finder {
    const pl_value *at;
    uint32_t n;
    uint32_t *next;     /* of the same text: index + 1, 0 at the end; owned */
    uint32_t *first_of; /* index of the first with the same text; owned */
    pl_map first;       /* text -> that index */
    pl_buf texts, probe;
} pl_finder;

/* O(weight of all). */
void pl_finder_init(pl_finder *f, const pl_value *at, uint32_t n);
void pl_finder_done(pl_finder *f);
/* The first that equals `v`; false when there is none. O(weight of v). */
bool pl_finder_find(pl_finder *f, pl_value v, uint32_t *i);
/* The i-th equals none before it. */
bool pl_finder_is_first(pl_finder *f, uint32_t i);

/* A text that values have in common when they are equal (hcl.md 3.6). */
void pl_value_key(pl_value v, pl_buf *out);

#endif
