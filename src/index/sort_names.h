/* sort_names.h - many short names into bytewise order. Private to the room. */
#ifndef PL_INDEX_SORT_NAMES_H
#define PL_INDEX_SORT_NAMES_H
#include "base/intern.h"

/* A string of `strings` and the eight bytes of it that are compared next. */
typedef struct pl_sort_key {
    uint64_t word;
    uint32_t id;
} pl_sort_key;

/* Sort n different strings by their ids in `keys`; the words are scratch. Names of the usual
 * lengths need no memory but for slack after the text of `strings`. */
void pl_sort__names(pl_interner *strings, pl_sort_key *keys, size_t n);

#endif
