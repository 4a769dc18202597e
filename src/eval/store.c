/* store.c - makes and frees a store, and answers questions about the whole of it. */
#include "eval/store.h"
#include "base/alloc.h"
#include "base/str.h"
#include "eval/evaluators.h"
#include "eval/vars_store.h"

enum { CHUNK = 32 * 1024 }; /* small, because values count against a budget (loader.c) */

/* The number of buckets is half the number of entries, because few values have no entry of their
 * own. */
static uint32_t mask_for(uint32_t n_entries)
{
    uint32_t mask = 255;
    while (mask < n_entries / 2)
        mask = mask * 2 + 1;
    return mask;
}

static size_t bytes_of_memos(const pl_value_store *store)
{
    return ((size_t)store->mask + 1) * sizeof *store->memos;
}

static size_t bytes_of_paths(const pl_value_store *store)
{
    uint32_t n;
    pl_index_files(store->options.index, &n);
    return (n + 1) * sizeof *store->paths;
}

/* The lock spins for a while: computing a value takes a few microseconds, which is too short for
 * a thread to sleep. */
static void init_lock(pthread_mutex_t *lock)
{
    pthread_mutexattr_t attr;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ADAPTIVE_NP);
    pthread_mutex_init(lock, &attr);
    pthread_mutexattr_destroy(&attr);
}

pl_value_store *pl_value_store_new(const pl_value_store_options *options)
{
    uint32_t n;
    pl_assert(options->index);
    pl_value_store *store = pl_mem_zalloc(sizeof *store);
    store->options = *options;
    init_lock(&store->lock);
    pthread_mutex_init(&store->idle.lock, NULL);
    pl_arena_init_tight(&store->arena, 4096, CHUNK);
    store->left = PL_VALUE_STORE_BYTES;
    store->strings =
        pl_type_collection(&store->arena, PL_TYPE_LIST, pl_type_simple(PL_TYPE_STRING));
    store->string_map =
        pl_type_collection(&store->arena, PL_TYPE_MAP, pl_type_simple(PL_TYPE_STRING));
    pl_index_entries(options->index, &n);
    store->mask = mask_for(n);
    store->memos = pl_mem_zeroed(bytes_of_memos(store));
    store->paths = pl_mem_zeroed(bytes_of_paths(store));
    return store;
}

#ifndef NDEBUG
static void check_bucket(const pl_value_store *store, const pl_memo *first)
{
    for (const pl_memo *m = first; m; m = m->next) {
        pl_memo_state state = pl_memo__state(m);
        pl_assert(pl_memo__find(store, m->key) == m);
        pl_assert(state != PL_MEMO_VISITING);
        pl_assert((state != PL_MEMO_FAILED && state != PL_MEMO_AGAIN) || m->recorded);
    }
}

void pl_value_store__check(pl_value_store *store)
{
    pl_assert(!store->holder && store->left);
    for (uint32_t i = 0; i <= store->mask; i++)
        check_bucket(store, store->memos[i]);
    pthread_mutex_lock(&store->idle.lock);
    for (const pl_evaluator *ev = store->idle.first; ev; ev = ev->next_idle) {
        pl_evaluator__check(ev);
        pl_assert(!ev->locks && !ev->depth && !ev->visiting.n);
    }
    pthread_mutex_unlock(&store->idle.lock);
}
#endif

static void free_memos(pl_value_store *store)
{
    for (uint32_t i = 0; i <= store->mask; i++)
        for (const pl_memo *m = store->memos[i]; m; m = m->next)
            if (m->state == PL_MEMO_FAILED || m->state == PL_MEMO_AGAIN)
                pl_diags_free(m->recorded);
    pl_mem_drop(store->memos, bytes_of_memos(store));
}

void pl_value_store_free(pl_value_store *store)
{
    if (!store)
        return;
    pl_assert(!store->idle.n_lent);
#ifndef NDEBUG
    pl_value_store__check(store);
#endif
    pl_evaluators__free_idle(store);
    pl_vars__free(store);
    free_memos(store);
    pl_mem_drop(store->paths, bytes_of_paths(store));
    pl_arena_done(&store->arena);
    pthread_mutex_destroy(&store->lock);
    pthread_mutex_destroy(&store->idle.lock);
    pl_mem_free(store);
}

const pl_index *pl_value_store_index(const pl_value_store *store)
{
    return store->options.index;
}

size_t pl_value_store_bytes(pl_value_store *store)
{
    pthread_mutex_lock(&store->idle.lock);
    size_t evaluators = store->idle.bytes;
    pthread_mutex_unlock(&store->idle.lock);
    return sizeof *store + bytes_of_memos(store) + bytes_of_paths(store) + evaluators +
           atomic_load_explicit(&store->bytes, memory_order_relaxed) +
           atomic_load_explicit(&store->noted, memory_order_relaxed);
}
