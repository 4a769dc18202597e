/* loader.c - pins, loads and preloads resources of one generation.
 *
 * The cache holds them under {loader, entry, form}. A resource that could not be loaded is cached,
 * too, as a placeholder with its errors, so that the next pin fails at once with the same ones. */
#include "load/loader.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/oom.h"
#include "base/pool.h"
#include "base/str.h"
#include "base/vec.h"
#include "load/load.h"
#include "load/loader_inner.h"
#include <stdatomic.h>

/* ---- the cache */

static void drop_resource(void *ctx, pl_str key, void *item, pl_cache_why why)
{
    const pl_resource_cache_options *o = ctx;
    (void)key;
    if (o->gone && !((pl_resource *)item)->recorded)
        o->gone(o->ctx, item, why);
    pl_resource_free(item);
}

pl_cache *pl_resource_cache_new(const pl_resource_cache_options *options)
{
    pl_resource_cache_options *own = pl_mem_alloc(sizeof *own);
    *own = *options;
    pl_cache_options o = {
        .max_bytes = options->max_bytes,
        .max_items = options->max_items,
        .ttl_ns = options->ttl_ns,
        .dropped = drop_resource,
        .closed = pl_mem_free,
        .ctx = own,
    };
    return pl_cache_new(&o);
}

/* ---- a loader */

pl_loader *pl_loader_new(pl_cache *cache, pl_value_store *values)
{
    pl_assert(cache && values);
    pl_loader *l = pl_mem_zalloc(sizeof *l);
    l->cache = pl_cache_share(cache);
    l->values = values;
    l->ix = pl_value_store_index(values);
    l->serial = pl_cache_ticket(cache);
    pl_index_entries(l->ix, &l->n_entries);
    return l;
}

static bool is_of(void *ctx, pl_str key, const void *item)
{
    const pl_loader *l = ctx;
    (void)item;
    return pl_loader__key(key).serial == l->serial;
}

void pl_loader_drop_all(pl_loader *l)
{
    pl_cache_remove_if(l->cache, is_of, l);
}

static void set_aside(pl_loader *l, uint64_t now)
{
    uint64_t was = atomic_exchange(&l->aside, now);
    if (was != now)
        pl_cache_set_aside(l->cache, was, now);
}

/* Set aside memory of the budget for values, which live as long as their store, and for a load in
 * progress: a resource and its base take memory before they have a size. */
static void note_memory(pl_loader *l, uint64_t size)
{
    enum { GROWTH = 64 * 1024 }; /* by which a larger load than any before may grow buffers */
    uint64_t largest = atomic_load(&l->largest);
    while (size > largest && !atomic_compare_exchange_weak(&l->largest, &largest, size))
        ;
    set_aside(l, pl_value_store_bytes(l->values) + 2 * (size > largest ? size : largest) + GROWTH);
}

void pl_loader_free(pl_loader *l)
{
    if (!l)
        return;
    pl_loader_drop_all(l);
    set_aside(l, 0);
    pl_cache_free(l->cache);
    pl_mem_free(l);
}

const pl_index *pl_loader_index(const pl_loader *l)
{
    return l->ix;
}

pl_value_store *pl_loader_values(const pl_loader *l)
{
    return l->values;
}

/* ---- loading */

/* A placeholder that holds the errors of a resource that could not be loaded. */
static pl_resource *failed_resource(pl_entry_id id, pl_diags *recorded)
{
    pl_arena arena;
    pl_arena_init(&arena, sizeof(pl_resource));
    pl_resource *r = PL_NEW(&arena, pl_resource);
    r->id = id;
    r->recorded = recorded;
    r->arena = arena;
    return r;
}

/* Bytes that the messages take, roughly. */
static uint64_t bytes_of_diags(const pl_diags *recorded)
{
    enum { EACH = 256 };
    return recorded ? pl_diags_count(recorded) * EACH : 0;
}

static void count_load(pl_loader *l, const pl_resource *r, uint64_t ns)
{
    const pl_ix_entry *e = pl_index_entry(l->ix, r->id);
    pl_assert(e->start <= e->end);
    atomic_fetch_add_explicit(r->recorded ? &l->failures : &l->loads, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&l->ns, ns, memory_order_relaxed);
    atomic_fetch_add_explicit(&l->bytes, e->end - e->start, memory_order_relaxed);
}

typedef struct making {
    pl_loader *loader;
    pl_entry_id id;
    unsigned how;
} making;

static void *make_item(void *ctx, pl_cache_slot *slot, uint64_t *size)
{
    const making *m = ctx;
    pl_loader *l = m->loader;
    pl_assert(m->id < l->n_entries);
    pl_evaluator *ev = pl_evaluator_borrow(l->values);
    pl_diags *recorded = pl_evaluator_take_diags(ev);
    uint64_t start = pl_clock_ns();
    pl_evaluator_marks before = pl_evaluator_marks_now(ev);
    pl_resource *r = pl_load_resource(ev, m->id, m->how, recorded);
    pl_evaluator_marks after = pl_evaluator_marks_now(ev);
    uint64_t spent = pl_clock_ns() - start;
    if (r)
        pl_evaluator_put_diags(ev, recorded);
    else
        r = failed_resource(m->id, recorded);
    pl_evaluator_give_back(ev);
    r->cache = l->cache;
    r->slot = slot;
    r->reads = after.reads != before.reads;
    r->again =
        r->recorded && (after.system != before.system || pl_value_store_is_cancelled(l->values));
    count_load(l, r, spent);
    *size = pl_resource_bytes(r) + bytes_of_diags(r->recorded) +
            pl_cache_overhead(sizeof(pl_loader_key));
    note_memory(l, *size);
    return r;
}

static const pl_resource *pin_entry(pl_loader *l, pl_entry_id id, unsigned how, pl_diags *diags)
{
    pl_loader_key key = { l->serial, id, how };
    making m = { l, id, how };
    if (id >= l->n_entries) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_UNKNOWN_RESOURCE, "resource %u not found", id);
        return NULL;
    }
    pl_cache_slot *slot = pl_cache_take(l->cache, pl_loader__key_str(&key), make_item, &m);
    const pl_resource *r = pl_cache_item(slot);
    pl_assert(r->id == id && r->slot == slot);
    if (!r->recorded)
        return r;
    pl_diags_append(diags, r->recorded);
    if (r->again)
        pl_cache_remove(l->cache, pl_loader__key_str(&key));
    pl_cache_unpin(l->cache, slot);
    return NULL;
}

const pl_resource *pl_loader_pin(pl_loader *l, pl_entry_id id, pl_diags *diags)
{
    return pin_entry(l, id, 0, diags);
}

const pl_resource *pl_loader_pin_listed(pl_loader *l, pl_entry_id id, pl_diags *diags)
{
    return pin_entry(l, id, PL_LOAD_LISTED, diags);
}

void pl_resource_unpin(const pl_resource *r)
{
    if (r)
        pl_cache_unpin(r->cache, r->slot);
}

static bool find_entry(const pl_loader *l, pl_str name, pl_entry *out, pl_diags *diags)
{
    if (pl_index_find(l->ix, name, out))
        return true;
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_UNKNOWN_RESOURCE, "resource '%.*s' not found",
                  PL_FMT(name));
    return false;
}

const pl_resource *pl_loader_pin_name(pl_loader *l, pl_str name, pl_diags *diags)
{
    pl_entry e;
    return find_entry(l, name, &e, diags) ? pl_loader_pin(l, e.id, diags) : NULL;
}

void pl_loader_drop(pl_loader *l, pl_entry_id id)
{
    pl_loader_key key = { l->serial, id, 0 };
    pl_cache_remove(l->cache, pl_loader__key_str(&key));
    key.how = PL_LOAD_LISTED;
    pl_cache_remove(l->cache, pl_loader__key_str(&key));
}

/* ---- several */

typedef struct preloading {
    pl_loader *loader;
    const pl_preload *what;
    pl_diags **recorded; /* messages of each item; NULL: none */
    pl_diags **empty;    /* an empty list per worker, for its next item; NULL: none yet */
    atomic_uint done;
    atomic_bool stopped;
} preloading;

static bool is_cancelled(const preloading *p)
{
    const atomic_bool *cancel = p->what->cancel;
    return (cancel && atomic_load_explicit(cancel, memory_order_relaxed)) ||
           pl_value_store_is_cancelled(p->loader->values) || pl_oom_failed();
}

static void preload_one(void *ctx, size_t item, unsigned worker)
{
    preloading *p = ctx;
    if (is_cancelled(p)) {
        atomic_store_explicit(&p->stopped, true, memory_order_relaxed);
        return;
    }
    pl_diags *recorded = p->empty[worker] ? p->empty[worker] : pl_diags_new();
    pl_resource_unpin(pl_loader_pin(p->loader, p->what->ids[item], recorded));
    bool any = pl_diags_count(recorded);
    p->recorded[item] = any ? recorded : NULL;
    p->empty[worker] = any ? NULL : recorded;
    uint32_t done = atomic_fetch_add_explicit(&p->done, 1, memory_order_relaxed) + 1;
    if (p->what->progress)
        p->what->progress(p->what->ctx, done, p->what->n);
}

bool pl_loader_preload(pl_loader *l, const pl_preload *what, pl_diags *diags)
{
    preloading p = { .loader = l, .what = what };
    pl_assert(what->ids || !what->n);
    size_t before = pl_diags_errors(diags);
    unsigned workers = what->threads ? what->threads : 1;
    p.recorded = pl_mem_zeroed((what->n + 1) * sizeof(void *));
    p.empty = pl_mem_zalloc(workers * sizeof(void *));
    pl_pool_run(what->threads, what->n, preload_one, &p);
    for (uint32_t i = 0; i < what->n; i++)
        if (p.recorded[i]) {
            pl_diags_append(diags, p.recorded[i]);
            pl_diags_free(p.recorded[i]);
        }
    for (unsigned i = 0; i < workers; i++)
        pl_diags_free(p.empty[i]);
    pl_mem_free(p.empty);
    pl_mem_drop(p.recorded, (what->n + 1) * sizeof(void *));
    if (atomic_load(&p.stopped))
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANCELLED, "preloading was cancelled");
    return pl_diags_errors(diags) == before;
}
