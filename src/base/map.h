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
/* Empty it and keep its room. O(slots). */
void pl_map_clear(pl_map *map);
/* False when `key` is not there; then *out is untouched. `out` may be NULL. */
bool pl_map_find(const pl_map *map, pl_str key, uint32_t *out);
/* Value of `key`, inserted as `value` when it was absent (*added then true; may be NULL). */
uint32_t pl_map_put(pl_map *map, pl_str key, uint32_t value, bool *added);
/* Like put, but replaces what was there. */
void pl_map_set(pl_map *map, pl_str key, uint32_t value);

#endif
