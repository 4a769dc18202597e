/* memo.c - the table of memos of a store. The key is an entry with what of it is evaluated.
 *
 * The number of buckets is fixed. A memo is put in front of its bucket with release order, so
 * readers, which take no lock, see only complete memos. */
#include "eval/store_inner.h"

static _Atomic(pl_memo *) *bucket_of(const pl_value_store *store, uint64_t key)
{
    return &store->memos[(uint32_t)((key * 0x9e3779b97f4a7c15u) >> 32) & store->mask];
}

pl_memo *pl_memo__find(const pl_value_store *store, uint64_t key)
{
    pl_memo *m = atomic_load_explicit(bucket_of(store, key), memory_order_acquire);
    while (m && m->key != key)
        m = m->next;
    return m;
}

pl_memo *pl_memo__add(pl_value_store *store, uint64_t key)
{
    _Atomic(pl_memo *) *bucket = bucket_of(store, key);
    pl_assert(store->holder && !pl_memo__find(store, key));
    pl_memo *m = PL_NEW(&store->arena, pl_memo);
    m->key = key;
    m->next = atomic_load_explicit(bucket, memory_order_relaxed);
    atomic_store_explicit(bucket, m, memory_order_release);
    return m;
}

pl_memo_state pl_memo__state(const pl_memo *memo)
{
    return (pl_memo_state)atomic_load_explicit(&memo->state, memory_order_acquire);
}

bool pl_memo__is_final(const pl_memo *memo)
{
    pl_memo_state state = pl_memo__state(memo);
    return state == PL_MEMO_DONE || state == PL_MEMO_FAILED || state == PL_MEMO_NOTHING;
}

/* ---- the lock */

void pl_value_store__lock(pl_value_store *store, const pl_evaluator *holder)
{
    pthread_mutex_lock(&store->lock);
    pl_assert(!store->holder && store->left);
    store->holder = holder;
}

void pl_value_store__unlock(pl_value_store *store, const pl_evaluator *holder)
{
    pl_assert(store->holder == holder);
    (void)holder;
    store->holder = NULL;
    atomic_store_explicit(&store->bytes, pl_arena_bytes(&store->arena), memory_order_relaxed);
    pthread_mutex_unlock(&store->lock);
}
