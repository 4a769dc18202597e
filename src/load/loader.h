/* loader.h - loads resources of one generation on demand.
 *
 *     const pl_resource *r = pl_loader_pin(loader, id, diags);
 *     if (r)
 *         ... read it ...
 *     pl_resource_unpin(r);
 *
 * A loader belongs to one index and one set of variable values (pl_value_store). The loaders of
 * successive generations share one cache, and so one budget; a resource that did not change passes
 * from one generation to the next (pl_loader_follow).
 *
 * The budget covers the resources, the values and the evaluators of threads.
 *
 * A resource that cannot be loaded fails again with the same messages until the next generation,
 * unless the system was the cause (a file that could not be read).
 *
 * Lifetime: a pinned resource stays valid and unchanged, even if it is dropped or another
 * generation begins meanwhile. Threads: any; a resource that several threads request at a time is
 * loaded once. */
#ifndef PL_LOAD_LOADER_H
#define PL_LOAD_LOADER_H
#include "load/cache.h"
#include "load/resource.h"

typedef struct pl_loader pl_loader;

/* A cache for resources; pl_cache_free() it after all its loaders were freed. `gone` (may be NULL)
 * is called for each resource that leaves the cache, right before it is freed. */
typedef struct pl_resource_cache_options {
    uint64_t max_bytes; /* PL_CACHE_NO_LIMIT: keep everything */
    uint32_t max_items;
    uint64_t ttl_ns;
    void (*gone)(void *ctx, const pl_resource *r, pl_cache_why why);
    void *ctx;
} pl_resource_cache_options;
pl_cache *pl_resource_cache_new(const pl_resource_cache_options *options);

/* Owned; pl_loader_free(). The cache is shared, the store borrowed. */
pl_loader *pl_loader_new(pl_cache *cache, pl_value_store *values);
void pl_loader_free(pl_loader *loader); /* NULL is fine. Drops the resources that it loaded */
/* The index that entry ids refer to. Borrowed. */
const pl_index *pl_loader_index(const pl_loader *loader);
pl_value_store *pl_loader_values(const pl_loader *loader);

/* Load and pin a resource. NULL with errors in `diags`, also for an id that is no entry. */
const pl_resource *pl_loader_pin(pl_loader *loader, pl_entry_id id, pl_diags *diags);
/* Pin it with the text of its block and its references (PL_LOAD_LISTED). The cache keeps this form
 * beside the one of pl_loader_pin(). */
const pl_resource *pl_loader_pin_listed(pl_loader *loader, pl_entry_id id, pl_diags *diags);
/* Pin a resource by a name as pl_index_find() takes it; "not found" quotes the name. */
const pl_resource *pl_loader_pin_name(pl_loader *loader, pl_str name, pl_diags *diags);
/* Drop one resource, or all that this loader loaded. Pinned ones stay until they are unpinned. */
void pl_loader_drop(pl_loader *loader, pl_entry_id id);
void pl_loader_drop_all(pl_loader *loader);

/* Load several on `threads` threads (0, 1: the caller's); those that fit stay in the cache. */
typedef struct pl_preload {
    const pl_entry_id *ids;
    uint32_t n;
    unsigned threads;
    void (*progress)(void *ctx, uint32_t loaded, uint32_t of); /* from any thread. May be NULL */
    const atomic_bool *cancel; /* tested before each load, as is the store's. May be NULL */
    void *ctx;
} pl_preload;
/* False if a load failed or the work was cancelled; the errors are in `diags`, in the order of ids.
 */
bool pl_loader_preload(pl_loader *loader, const pl_preload *what, pl_diags *diags);

/* Take over from `old`, which shares the cache, the resources that are the same in this generation:
 * new_of[id] is the entry that `id` became, PL_NO_ENTRY if it was removed, is different, or depends
 * on one that is. Resources that are pinned or depend on more than the sources are not taken over.
 * Returns how many were. */
size_t pl_loader_follow(pl_loader *loader, pl_loader *old, const uint32_t *new_of);

#endif
