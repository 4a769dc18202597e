#include "base/map.h"
#include "base/assert.h"
#include "base/alloc.h"
#include "base/hash.h"
#include "base/str.h"

static void pl_map__check(const pl_map *map, bool whole)
{
#ifndef NDEBUG
    uint32_t taken = 0;
    if (!map->slots) {
        pl_assert(!map->n && !map->mask);
        return;
    }
    pl_assert((map->mask & (map->mask + 1)) == 0);
    pl_assert(map->n <= map->mask);
    for (uint32_t i = 0; whole && i <= map->mask; i++)
        taken += map->slots[i].key.ptr != NULL;
    pl_assert(!whole || taken == map->n);
#endif
    (void)map, (void)whole;
}

void pl_map_done(pl_map *map)
{
    pl_map__check(map, true);
    pl_mem_free(map->slots);
    *map = (pl_map){ 0 };
}

void pl_map_clear(pl_map *map)
{
    if (map->n)
        memset(map->slots, 0, ((size_t)map->mask + 1) * sizeof *map->slots);
    map->n = 0;
}

/* The slot of `key`, or the free slot for it. */
static pl_map_slot *find_slot(const pl_map *map, pl_str key, uint32_t hash)
{
    for (uint32_t i = hash & map->mask;; i = (i + 1) & map->mask) {
        pl_map_slot *slot = &map->slots[i];
        if (!slot->key.ptr || (slot->hash == hash && pl_str_eq(slot->key, key)))
            return slot;
    }
}

bool pl_map_find(const pl_map *map, pl_str key, uint32_t *out)
{
    if (!map->n)
        return false;
    const pl_map_slot *slot = find_slot(map, key, (uint32_t)pl_hash_str(key));
    if (slot->key.ptr && out)
        *out = slot->value;
    return slot->key.ptr;
}

static void grow_table(pl_map *map)
{
    pl_map old = *map;
    uint32_t slots = old.slots ? (old.mask + 1) * 2 : 8;
    map->mask = slots - 1;
    map->slots = pl_mem_zalloc(slots * sizeof *map->slots);
    for (uint32_t i = 0; old.slots && i <= old.mask; i++)
        if (old.slots[i].key.ptr)
            *find_slot(map, old.slots[i].key, old.slots[i].hash) = old.slots[i];
    pl_mem_free(old.slots);
    pl_map__check(map, true);
}

static pl_map_slot *put_entry(pl_map *map, pl_str key, uint32_t value, bool *added)
{
    if (!map->slots || map->n * 4 >= (map->mask + 1) * 3)
        grow_table(map);
    if (!key.ptr)
        key.ptr = "";
    uint32_t hash = (uint32_t)pl_hash_str(key);
    pl_map_slot *slot = find_slot(map, key, hash);
    bool is_new = !slot->key.ptr;
    if (is_new) {
        *slot = (pl_map_slot){ .key = key, .hash = hash, .value = value };
        map->n++;
    }
    if (added)
        *added = is_new;
    pl_map__check(map, false);
    return slot;
}

uint32_t pl_map_put(pl_map *map, pl_str key, uint32_t value, bool *added)
{
    return put_entry(map, key, value, added)->value;
}

void pl_map_set(pl_map *map, pl_str key, uint32_t value)
{
    put_entry(map, key, value, NULL)->value = value;
}
