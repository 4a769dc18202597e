/* cache.h - what was made once and may be made again: least recently used goes first.
 *
 * Items are kept by key until the budget is used up (lazy-workspace.md 9). A slot that is
 * pinned stays, whatever the budget says; what is not pinned is in one list, newest first:
 *
 *     key -> slot -> item        newest <-> ... <-> oldest      unpinned slots only
 *
 * Invariants (pl_cache__check, in debug builds):
 *   1. a slot is in the list exactly when it is in the table, made and not pinned
 *   2. `bytes` is the sum of the sizes of all slots in the table that are made
 *   3. bytes <= max_bytes, or what is set aside leaves of it, and slots <= max_items, unless
 *      only pinned ones are left
 *   4. a slot that was taken out of the table while pinned ("loose") dies with its last pin
 *
 * An item larger than the budget is loose from the start: it is shared by the threads that pin it
 * at the same time, and the others stay. Making is single flight: of several threads that want one
 * key one makes the item and the others wait for it.
 *
 * Functions of the caller (make, dropped) are called without a lock being held.
 * Lifetime: an item belongs to its slot; pl_cache_options.dropped frees it.
 * Threads: any. */
#ifndef PL_LOAD_CACHE_H
#define PL_LOAD_CACHE_H
#include <pipelite/resource.h>

typedef struct pl_cache pl_cache;
typedef struct pl_cache_slot pl_cache_slot;

#define PL_CACHE_DEFAULT_BYTES ((uint64_t)50 << 20)
#define PL_CACHE_NO_LIMIT UINT64_MAX

/* Why an item went. ORDER reasons */
typedef enum pl_cache_why {
    PL_CACHE_EVICTED,  /* others needed its place */
    PL_CACHE_EXPIRED,  /* older than the time to live */
    PL_CACHE_REPLACED, /* another one was put under its key */
    PL_CACHE_REMOVED,  /* pl_cache_remove() */
    PL_CACHE_TOO_LARGE,
    PL_CACHE_CLOSED,
} pl_cache_why;

typedef struct pl_cache_options {
    uint64_t max_bytes;    /* 0: nothing that has a size is kept */
    uint32_t max_items;    /* 0: any number */
    uint64_t ttl_ns;       /* from when it was put, 0: for ever */
    uint64_t (*now)(void); /* NULL: pl_clock_ns */
    /* Free `item`, which is not in the cache any more. Called once for each. */
    void (*dropped)(void *ctx, pl_str key, void *item, pl_cache_why why);
    void (*closed)(void *ctx); /* the cache is gone. May be NULL */
    void *ctx;
} pl_cache_options;

/* Owned; pl_cache_free(). */
pl_cache *pl_cache_new(const pl_cache_options *options);
/* Every sharer frees its own reference; with the last one nothing is pinned any more. NULL is fine.
 */
pl_cache *pl_cache_share(pl_cache *cache);
void pl_cache_free(pl_cache *cache);

/* Make what is missing in `slot`, with its size in *size: owned by the cache then. NULL: it
 * cannot be made; nothing is kept, and the threads that waited get NULL, too. */
typedef void *pl_cache_make(void *ctx, pl_cache_slot *slot, uint64_t *size);

/* Pin what is there under `key`; NULL, and a miss, when nothing is. */
pl_cache_slot *pl_cache_get(pl_cache *cache, pl_str key);
/* The same, made when it is not there. */
pl_cache_slot *pl_cache_take(pl_cache *cache, pl_str key, pl_cache_make *make, void *ctx);
/* Keep `item` (taken) under `key` in place of what was there. */
void pl_cache_put(pl_cache *cache, pl_str key, void *item, uint64_t size);
void pl_cache_unpin(pl_cache *cache, pl_cache_slot *slot);
/* Borrowed while the slot is pinned. */
void *pl_cache_item(const pl_cache_slot *slot);
/* Is it there? Counts nothing and pins nothing. */
bool pl_cache_has(pl_cache *cache, pl_str key);
/* A number that was not given out before: for keys of several that share the cache. */
uint32_t pl_cache_ticket(pl_cache *cache);

/* Take out what is there under `key`, being made included: later callers get a new one. False when
 * nothing was. */
bool pl_cache_remove(pl_cache *cache, pl_str key);
/* The same for all of which `which` says so; it must not call the cache. Returns how many.
 * Counters stay. */
typedef bool pl_cache_which(void *ctx, pl_str key, const void *item);
size_t pl_cache_remove_if(pl_cache *cache, pl_cache_which *which, void *ctx);

/* What becomes of an item in pl_cache_renew(). */
typedef enum pl_cache_fate { PL_CACHE_STAYS, PL_CACHE_RENAMED, PL_CACHE_GOES } pl_cache_fate;
/* Go over all that is there and not pinned. `fn` is called under the lock: it may change
 * the item, and write another key of the same length, of which there is none yet. */
typedef pl_cache_fate pl_cache_renew_fn(void *ctx, char *key, size_t len, void *item);
void pl_cache_renew(pl_cache *cache, pl_cache_renew_fn *fn, void *ctx);

/* Memory that belongs to what is kept, but to no item: `was` bytes of it became `now`. It counts
 * for the budget, of which a quarter is left to items whatever it is. */
void pl_cache_set_aside(pl_cache *cache, uint64_t was, uint64_t now);
/* Another budget; evicts what is too much. */
void pl_cache_limit(pl_cache *cache, uint64_t max_bytes, uint32_t max_items);

void pl_cache_get_stats(pl_cache *cache, pl_cache_stats *out);

/* What a slot takes beside its item, for exact sizes. */
size_t pl_cache_overhead(size_t key_len);

#endif
