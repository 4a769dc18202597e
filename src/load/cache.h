/* cache.h - items that can be made again at any time: the least recently used are evicted first.
 *
 * Items are kept by key until the budget is used up (lazy-workspace.md 9). A pinned slot stays,
 * whatever the budget; unpinned slots form one list, newest first:
 *
 *     key -> slot -> item        newest <-> ... <-> oldest      unpinned slots only
 *
 * Invariants (pl_cache__check, in debug builds):
 *   1. a slot is in the list exactly when it is in the table, made and not pinned
 *   2. `bytes` is the sum of the sizes of all made slots in the table
 *   3. bytes <= max_bytes, less what is set aside, and slots <= max_items, unless only pinned
 *      slots are left
 *   4. a slot that was taken out of the table while pinned ("loose") is freed with its last pin
 *
 * An item larger than the budget is loose from the start: the threads that pin it at the same time
 * share it, and no other item is evicted for it. Making is single flight: of several threads that
 * request one key, one makes the item and the others wait for it.
 *
 * The caller's functions `make` and `dropped` are called without the lock.
 * Lifetime: an item belongs to its slot; pl_cache_options.dropped frees it.
 * Threads: any. */
#ifndef PL_LOAD_CACHE_H
#define PL_LOAD_CACHE_H
#include <pipelite/resource.h>

typedef struct pl_cache pl_cache;
typedef struct pl_cache_slot pl_cache_slot;

#define PL_CACHE_DEFAULT_BYTES ((uint64_t)50 << 20)
#define PL_CACHE_NO_LIMIT UINT64_MAX

/* Why an item left the cache. ORDER reasons */
typedef enum pl_cache_why {
    PL_CACHE_EVICTED,   /* the budget was used up */
    PL_CACHE_EXPIRED,   /* it was older than the time to live */
    PL_CACHE_REPLACED,  /* another item was put under its key */
    PL_CACHE_REMOVED,   /* pl_cache_remove() and the like */
    PL_CACHE_TOO_LARGE, /* it is larger than the budget */
    PL_CACHE_CLOSED,    /* pl_cache_free() */
} pl_cache_why;

typedef struct pl_cache_options {
    uint64_t max_bytes;    /* 0: keep only items of size 0 */
    uint32_t max_items;    /* 0: any number */
    uint64_t ttl_ns;       /* how long an item is kept after it was made or put; 0: for ever */
    uint64_t (*now)(void); /* NULL: pl_clock_ns */
    /* Free `item`, which has left the cache. Called once for each item. */
    void (*dropped)(void *ctx, pl_str key, void *item, pl_cache_why why);
    void (*closed)(void *ctx); /* called when the last sharer frees the cache. May be NULL */
    void *ctx;
} pl_cache_options;

/* Owned; pl_cache_free(). */
pl_cache *pl_cache_new(const pl_cache_options *options);
/* Add a reference. Every sharer frees its own (NULL is fine); when the last one does, nothing may
 * be pinned. */
pl_cache *pl_cache_share(pl_cache *cache);
void pl_cache_free(pl_cache *cache);

/* Make the item of `slot` and set *size; the cache owns the item afterwards. NULL: it cannot be
 * made; nothing is kept, and the threads that waited for it get NULL, too. */
typedef void *pl_cache_make(void *ctx, pl_cache_slot *slot, uint64_t *size);

/* Pin the made item under `key`. NULL, counted as a miss, if there is none. */
pl_cache_slot *pl_cache_get(pl_cache *cache, pl_str key);
/* Pin the item under `key`, made now if it is missing. NULL if it cannot be made. */
pl_cache_slot *pl_cache_take(pl_cache *cache, pl_str key, pl_cache_make *make, void *ctx);
/* Keep `item` under `key` in place of the previous one. The cache takes it over. */
void pl_cache_put(pl_cache *cache, pl_str key, void *item, uint64_t size);
void pl_cache_unpin(pl_cache *cache, pl_cache_slot *slot);
/* Borrowed while the slot is pinned. */
void *pl_cache_item(const pl_cache_slot *slot);
/* Does the cache hold a made item under `key`? Counts nothing and pins nothing. */
bool pl_cache_has(pl_cache *cache, pl_str key);
/* A number that is returned only once: keeps the keys of several sharers apart. */
uint32_t pl_cache_ticket(pl_cache *cache);

/* Take out the item under `key`, even one that is being made: later callers get a new one. False if
 * there is none. */
bool pl_cache_remove(pl_cache *cache, pl_str key);
/* Take out every made item for which `which` returns true: unpinned ones are dropped, pinned ones
 * stay valid until their last unpin. `which` runs under the lock and must not call the cache.
 * Returns how many were taken out. Counts no hits or misses. */
typedef bool pl_cache_which(void *ctx, pl_str key, const void *item);
size_t pl_cache_remove_if(pl_cache *cache, pl_cache_which *which, void *ctx);

/* What becomes of an item in pl_cache_renew(). */
typedef enum pl_cache_fate { PL_CACHE_STAYS, PL_CACHE_RENAMED, PL_CACHE_GOES } pl_cache_fate;
/* Call `fn` for every item that is not pinned, under the lock. It may change the item, and it may
 * overwrite the key with one of the same length that the cache does not hold yet (RENAMED). */
typedef pl_cache_fate pl_cache_renew_fn(void *ctx, char *key, size_t len, void *item);
void pl_cache_renew(pl_cache *cache, pl_cache_renew_fn *fn, void *ctx);

/* Change memory that counts towards the budget without belonging to an item from `was` to `now`
 * bytes. However much is set aside, a quarter of the budget is left to items. */
void pl_cache_set_aside(pl_cache *cache, uint64_t was, uint64_t now);
/* Set another budget and evict items that exceed it. */
void pl_cache_limit(pl_cache *cache, uint64_t max_bytes, uint32_t max_items);

void pl_cache_get_stats(pl_cache *cache, pl_cache_stats *out);

/* Bytes that a slot takes beside its item. Callers add them to the item's size. */
size_t pl_cache_overhead(size_t key_len);

#endif
