/* map.h - open addressing from text to a 32-bit number.
 *
 * Invariants (pl_map__check, in debug builds):
 *   1. `mask` + 1 is a power of two, and one slot at least is free.
 *   2. `n` slots are taken.
 *
 * Keys are borrowed: they must outlive the map. No key is ever removed. `{0}` is valid and empty.
 * Threads: one writer, or any number of readers. */
#ifndef PL_BASE_MAP_H
#define PL_BASE_MAP_H
#include <pipelite/base.h>

typedef struct pl_map_slot {
    pl_str key; /* ptr NULL: free */
    uint32_t hash, value;
} pl_map_slot;

typedef struct pl_map {
    pl_map_slot *slots; /* owned; pl_map_done() */
    uint32_t n, mask;   /* mask + 1 slots, a power of two */
} pl_map;

void pl_map_done(pl_map *map);
/* Remove all keys but keep the slots for reuse. O(slots). */
void pl_map_clear(pl_map *map);
/* Find `key` and set *out to its value; `out` may be NULL. False, with *out unchanged, if it is not
 * in the map. */
bool pl_map_find(const pl_map *map, pl_str key, uint32_t *out);
/* The value of `key`; if it was absent it is inserted with `value`. *added (may be NULL) tells
 * which. */
uint32_t pl_map_put(pl_map *map, pl_str key, uint32_t value, bool *added);
/* Insert `key` with `value`, or replace its value. */
void pl_map_set(pl_map *map, pl_str key, uint32_t value);

#endif
