/* loader_inner.h - definitions that the files of the loader share. Private to the room.
 *
 *   loader.c   pins, unpins and preloads resources
 *   follow.c   passes resources on from one generation to the next */
#ifndef PL_LOAD_LOADER_INNER_H
#define PL_LOAD_LOADER_INNER_H
#include "load/loader.h"
#include <stdatomic.h>
#include <string.h>

struct pl_loader {
    pl_cache *cache;
    pl_value_store *values;
    const pl_index *ix;
    uint32_t n_entries;
    uint32_t serial; /* part of its keys, because several loaders share a cache */
    atomic_uint_fast64_t loads, failures, ns, bytes;
    atomic_uint_fast64_t aside;   /* bytes set aside for values and for loads in progress */
    atomic_uint_fast64_t largest; /* size of the largest resource so far */
};

typedef struct pl_loader_key {
    uint32_t serial;
    pl_entry_id id;
    uint32_t how; /* PL_LOAD_* */
} pl_loader_key;

static inline pl_str pl_loader__key_str(const pl_loader_key *key)
{
    return (pl_str){ (const char *)key, sizeof *key };
}
static inline pl_loader_key pl_loader__key(pl_str text)
{
    pl_loader_key key;
    memcpy(&key, text.ptr, sizeof key);
    return key;
}

#endif
