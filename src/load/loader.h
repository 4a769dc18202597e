/* loader.h - any resource of one generation, loaded when it is asked for.
 *
 *     const pl_resource *r = pl_loader_pin(loader, id, diags);
 *     if (r)
 *         ... read it ...
 *     pl_resource_unpin(r);
 *
 * A loader belongs to one index and one set of variable values (pl_value_store). Several
 * loaders, of generations that follow each other, share one cache: the budget is one, and
 * what did not change between two generations is handed on (pl_loader_follow).
 *
 * The budget is for resources and for values and the evaluators of threads.
 *
 * What cannot be loaded fails again with the same messages until the next generation, unless
 * it was a matter of the system (a file that could not be read).
 *
 * Lifetime: a resource is valid and unchanged while it is pinned, also when it is dropped
 * or another generation comes meanwhile. Threads: any; a resource that several want at a
 * time is loaded once. */
#ifndef PL_LOAD_LOADER_H
#define PL_LOAD_LOADER_H
#include "load/cache.h"
#include "load/resource.h"

typedef struct pl_loader pl_loader;

/* A cache for resources: pl_cache_free() when all its loaders are. `gone` (may be NULL) is called
 * for each resource that goes, right before it is freed. */
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
void pl_loader_free(pl_loader *loader); /* NULL is fine. Drops what it loaded */
/* Of the ids that it understands. */
const pl_index *pl_loader_index(const pl_loader *loader);
pl_value_store *pl_loader_values(const pl_loader *loader);

/* NULL with errors in `diags`. An id that is no entry is one. */
const pl_resource *pl_loader_pin(pl_loader *loader, pl_entry_id id, pl_diags *diags);
/* The same with the text of its block and its references (PL_LOAD_LISTED), which others do not
 * have: kept apart from it. */
const pl_resource *pl_loader_pin_listed(pl_loader *loader, pl_entry_id id, pl_diags *diags);
/* By name as pl_index_find() takes it; "not found" names it. */
const pl_resource *pl_loader_pin_name(pl_loader *loader, pl_str name, pl_diags *diags);
/* Forget one resource, or all of this loader. Pinned ones stay until they are unpinned. */
void pl_loader_drop(pl_loader *loader, pl_entry_id id);
void pl_loader_drop_all(pl_loader *loader);

/* Load several, on `threads` threads (0 and 1: this one); what fits stays in the cache. */
typedef struct pl_preload {
    const pl_entry_id *ids;
    uint32_t n;
    unsigned threads;
    void (*progress)(void *ctx, uint32_t loaded, uint32_t of); /* any thread. May be NULL */
    const atomic_bool *cancel; /* looked at between loads; beside that of the store */
    void *ctx;
} pl_preload;
/* False when something failed (all is in `diags`, in the order of ids) or was cancelled. */
bool pl_loader_preload(pl_loader *loader, const pl_preload *what, pl_diags *diags);

/* Take over from `old`, which shares the cache, what is the same in this generation:
 * new_of[id] is the entry that `id` became, PL_NO_ENTRY when it went, is different, or
 * depends on what is. What is pinned, and what depends on more than the sources, is not
 * handed on. Returns how many were. */
size_t pl_loader_follow(pl_loader *loader, pl_loader *old, const uint32_t *new_of);

#endif
