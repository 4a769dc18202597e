#include "load/cache.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/str.h"
#include <assert.h>
#include <pthread.h>
#include <string.h>

struct pl_cache_slot {
    pl_cache_slot *next;          /* in its bucket, or in `going` */
    pl_cache_slot *newer, *older; /* neighbours in the list */
    void *item;
    uint64_t size, put_ns;
    uint64_t hash;
    uint32_t pins;
    uint32_t key_len;
    bool made, loose, failed;
    uint8_t why; /* loose: pl_cache_why */
    char key[];
};

struct pl_cache {
    pl_cache_options options;
    pthread_mutex_t lock;
    pthread_cond_t made; /* signalled when a slot was made or has failed */
    pl_cache_slot **buckets;
    uint32_t mask, n_slots;         /* slots in the table, also those that are being made */
    pl_cache_slot *newest, *oldest; /* the list */
    pl_cache_slot *going;           /* slots to be dropped as soon as the lock is released */
    uint32_t tickets, users;
    uint32_t loose;       /* pinned slots outside the table */
    int64_t aside;        /* pl_cache_set_aside(); below 0 for a moment when calls overtake */
    pl_cache_stats stats; /* entries, bytes and pinned_* kept exact */
};

size_t pl_cache_overhead(size_t key_len)
{
    return sizeof(pl_cache_slot) + key_len + 2 * sizeof(pl_cache_slot *); /* of a half-full table */
}

/* ---- the list */

/* Remove a slot from the list of unpinned slots; it stays in the table. */
static void unlink_slot(pl_cache *c, pl_cache_slot *s)
{
    *(s->newer ? &s->newer->older : &c->newest) = s->older;
    *(s->older ? &s->older->newer : &c->oldest) = s->newer;
    s->newer = s->older = NULL;
}

static void link_newest(pl_cache *c, pl_cache_slot *s)
{
    s->newer = NULL;
    s->older = c->newest;
    *(c->newest ? &c->newest->newer : &c->oldest) = s;
    c->newest = s;
}

/* ---- the table */

static pl_cache_slot **find_slot(const pl_cache *c, pl_str key, uint64_t hash)
{
    pl_cache_slot **at = &c->buckets[hash & c->mask];
    while (*at && ((*at)->hash != hash || (*at)->key_len != key.len ||
                   (key.len && memcmp((*at)->key, key.ptr, key.len) != 0)))
        at = &(*at)->next;
    return at;
}

static void grow_table(pl_cache *c)
{
    uint32_t mask = c->mask * 2 + 1;
    pl_cache_slot **buckets = pl_mem_zeroed(((size_t)mask + 1) * sizeof(void *));
    for (uint32_t i = 0; i <= c->mask; i++)
        for (pl_cache_slot *s = c->buckets[i], *next; s; s = next) {
            next = s->next;
            s->next = buckets[s->hash & mask];
            buckets[s->hash & mask] = s;
        }
    pl_mem_drop(c->buckets, ((size_t)c->mask + 1) * sizeof(void *));
    c->buckets = buckets;
    c->mask = mask;
}

static pl_cache_slot *add_slot(pl_cache *c, pl_str key, uint64_t hash)
{
    if (c->n_slots > c->mask)
        grow_table(c);
    pl_cache_slot *s = pl_mem_alloc(sizeof *s + key.len);
    pl_cache_slot **at = &c->buckets[hash & c->mask];
    *s = (pl_cache_slot){ .hash = hash, .key_len = (uint32_t)key.len, .next = *at };
    if (key.len)
        memcpy(s->key, key.ptr, key.len);
    *at = s;
    c->n_slots++;
    return s;
}

static void unhash_slot(pl_cache *c, pl_cache_slot *s)
{
    pl_cache_slot **at = &c->buckets[s->hash & c->mask];
    while (*at != s)
        at = &(*at)->next;
    *at = s->next;
    s->next = NULL;
    c->n_slots--;
}

/* ---- states of a slot; all functions require the lock */

static void pin_slot(pl_cache *c, pl_cache_slot *s)
{
    if (s->pins++ > 0)
        return;
    if (!s->loose)
        unlink_slot(c, s);
    c->stats.pinned_entries++;
    c->stats.pinned_bytes += s->size;
}

static void send_off(pl_cache *c, pl_cache_slot *s)
{
    s->next = c->going;
    c->going = s;
}

/* Take a slot out of the table. It is dropped now, or with its last pin. */
static void take_out(pl_cache *c, pl_cache_slot *s, pl_cache_why why)
{
    unhash_slot(c, s);
    s->loose = true;
    s->why = (uint8_t)why;
    if (!s->made)
        return; /* publish_item() or make_it() handles it when the maker is done */
    c->stats.entries--;
    c->stats.bytes -= s->size;
    if (s->pins) {
        c->loose++;
        return;
    }
    unlink_slot(c, s);
    send_off(c, s);
}

/* The bytes that items may take: the budget without what is set aside, but at least a quarter. */
static uint64_t room_of(const pl_cache *c)
{
    uint64_t all = c->options.max_bytes, least = all / 4;
    if (all == PL_CACHE_NO_LIMIT)
        return all;
    uint64_t aside = c->aside > 0 ? (uint64_t)c->aside : 0;

    return all > aside && all - aside > least ? all - aside : least;
}

static void evict(pl_cache *c)
{
    const pl_cache_options *o = &c->options;
    uint64_t room = room_of(c);
    while (c->oldest &&
           (c->stats.bytes > room || (o->max_items && c->stats.entries > o->max_items))) {
        c->stats.evictions++;
        take_out(c, c->oldest, PL_CACHE_EVICTED);
    }
}

/* Store the item in a pinned slot and account for it. */
static void publish_item(pl_cache *c, pl_cache_slot *s, void *item, uint64_t size)
{
    s->item = item;
    s->size = size;
    s->made = true;
    s->put_ns = c->options.ttl_ns ? c->options.now() : 0;
    if (s->loose) { /* taken out while it was made */
        c->loose++;
    } else if (size > room_of(c)) {
        c->stats.too_large++;
        c->stats.entries++;
        c->stats.bytes += size;
        take_out(c, s, PL_CACHE_TOO_LARGE);
    } else {
        c->stats.entries++;
        c->stats.bytes += size;
    }
    c->stats.pinned_entries++;
    c->stats.pinned_bytes += size;
    evict(c);
}

static void unpin(pl_cache *c, pl_cache_slot *s)
{
    if (--s->pins > 0)
        return;
    c->stats.pinned_entries--;
    c->stats.pinned_bytes -= s->size;
    if (s->loose) {
        c->loose--;
        send_off(c, s);
        return;
    }
    link_newest(c, s);
    evict(c);
}

/* ---- life */

#ifndef NDEBUG
static void pl_cache__check(const pl_cache *c)
{
    uint64_t listed = 0, idle = 0, bytes = 0, made = 0;
    if (c->n_slots > 64) /* check only small caches, as tests have them: this takes O(n) */
        return;
    for (const pl_cache_slot *s = c->newest; s; s = s->older, listed++)
        assert(s->made && !s->loose && !s->pins && (s->older || s == c->oldest));
    for (uint32_t i = 0; i <= c->mask; i++)
        for (const pl_cache_slot *s = c->buckets[i]; s; s = s->next) {
            assert(!s->loose);
            idle += s->made && !s->pins;
            bytes += s->made ? s->size : 0;
            made += s->made;
        }
    assert(listed == idle);
    assert(bytes == c->stats.bytes && made == c->stats.entries);
    assert(!c->oldest || c->stats.bytes <= room_of(c));
}
#else
static void pl_cache__check(const pl_cache *c)
{
    (void)c;
}
#endif

static void lock_cache(pl_cache *c)
{
    pthread_mutex_lock(&c->lock);
}

static void drop_slot(pl_cache *c, pl_cache_slot *s)
{
    if (!s->failed && c->options.dropped)
        c->options.dropped(c->options.ctx, (pl_str){ s->key, s->key_len }, s->item,
                           (pl_cache_why)s->why);
    pl_mem_free(s);
}

/* Release the lock, then drop the slots in `going` in the order in which they were taken out. */
static void unlock_cache(pl_cache *c)
{
    pl_cache_slot *going = c->going, *first = NULL;
    c->going = NULL;
    pl_cache__check(c);
    pthread_mutex_unlock(&c->lock);
    for (pl_cache_slot *next; going; going = next) {
        next = going->next;
        going->next = first;
        first = going;
    }
    for (pl_cache_slot *next; first; first = next) {
        next = first->next;
        drop_slot(c, first);
    }
}

pl_cache *pl_cache_new(const pl_cache_options *options)
{
    enum { FIRST = 64 };
    pl_cache *c = pl_mem_zalloc(sizeof *c);
    c->options = *options;
    if (!c->options.now)
        c->options.now = pl_clock_ns;
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->made, NULL);
    c->mask = FIRST - 1;
    c->users = 1;
    c->buckets = pl_mem_zeroed(FIRST * sizeof(void *));
    return c;
}

static void take_out_all(pl_cache *c, pl_cache_which *which, void *ctx, pl_cache_why why, size_t *n)
{
    for (uint32_t i = 0; i <= c->mask; i++)
        for (pl_cache_slot *s = c->buckets[i], *next; s; s = next) {
            next = s->next;
            if (which && !(s->made && which(ctx, (pl_str){ s->key, s->key_len }, s->item)))
                continue;
            take_out(c, s, why);
            *n += 1;
        }
}

pl_cache *pl_cache_share(pl_cache *c)
{
    lock_cache(c);
    c->users++;
    unlock_cache(c);
    return c;
}

static bool is_last_user(pl_cache *c)
{
    lock_cache(c);
    bool last = --c->users == 0;
    unlock_cache(c);
    return last;
}

void pl_cache_free(pl_cache *c)
{
    size_t n = 0;
    if (!c || !is_last_user(c))
        return;
    lock_cache(c);
    assert(c->stats.pinned_entries == 0 && c->loose == 0);
    take_out_all(c, NULL, NULL, PL_CACHE_CLOSED, &n);
    unlock_cache(c);
    pthread_mutex_destroy(&c->lock);
    pthread_cond_destroy(&c->made);
    pl_mem_drop(c->buckets, ((size_t)c->mask + 1) * sizeof(void *));
    if (c->options.closed)
        c->options.closed(c->options.ctx);
    pl_mem_free(c);
}

/* ---- looking up */

static bool is_expired(const pl_cache *c, const pl_cache_slot *s)
{
    return c->options.ttl_ns && s->made && c->options.now() - s->put_ns >= c->options.ttl_ns;
}

/* The slot under `key`; NULL if there is none. An expired one is taken out. */
static pl_cache_slot *find_unexpired(pl_cache *c, pl_str key, uint64_t hash)
{
    pl_cache_slot *s = *find_slot(c, key, hash);
    if (s && is_expired(c, s)) {
        c->stats.expired++;
        take_out(c, s, PL_CACHE_EXPIRED);
        return NULL;
    }
    return s;
}

pl_cache_slot *pl_cache_get(pl_cache *c, pl_str key)
{
    uint64_t hash = pl_hash_str(key);
    lock_cache(c);
    pl_cache_slot *s = find_unexpired(c, key, hash);
    if (s && !s->made)
        s = NULL;
    if (s) {
        c->stats.hits++;
        pin_slot(c, s);
    } else {
        c->stats.misses++;
    }
    unlock_cache(c);
    return s;
}

/* Wait for the thread that makes `s`. Our pin keeps the slot. NULL if it could not be made. */
static pl_cache_slot *wait_for(pl_cache *c, pl_cache_slot *s)
{
    c->stats.waits++;
    c->stats.hits++;
    s->pins++;
    while (!s->made && !s->failed)
        pthread_cond_wait(&c->made, &c->lock);
    if (s->made)
        return s;
    if (--s->pins == 0)
        send_off(c, s);
    return NULL;
}

/* Make the item of the new slot `s`, without the lock. NULL if it cannot be made. Another thread
 * may take the slot out of the table meanwhile. */
static pl_cache_slot *make_it(pl_cache *c, pl_cache_slot *s, pl_cache_make *make, void *ctx)
{
    uint64_t size = 0;
    c->stats.misses++;
    s->pins = 1;
    unlock_cache(c);
    uint64_t start = pl_clock_ns();
    void *item = make(ctx, s, &size);
    uint64_t spent = pl_clock_ns() - start;
    lock_cache(c);
    c->stats.made_ns += spent;
    pthread_cond_broadcast(&c->made);
    if (item) {
        c->stats.made++;
        publish_item(c, s, item, size);
        return s;
    }
    c->stats.failed++;
    s->failed = true;
    if (!s->loose)
        unhash_slot(c, s);
    if (--s->pins == 0)
        send_off(c, s);
    return NULL;
}

pl_cache_slot *pl_cache_take(pl_cache *c, pl_str key, pl_cache_make *make, void *ctx)
{
    uint64_t hash = pl_hash_str(key);
    lock_cache(c);
    pl_cache_slot *s = find_unexpired(c, key, hash);
    if (!s) {
        s = make_it(c, add_slot(c, key, hash), make, ctx);
    } else if (!s->made) {
        s = wait_for(c, s);
    } else {
        c->stats.hits++;
        pin_slot(c, s);
    }
    unlock_cache(c);
    return s;
}

void pl_cache_put(pl_cache *c, pl_str key, void *item, uint64_t size)
{
    uint64_t hash = pl_hash_str(key);
    lock_cache(c);
    pl_cache_slot *s = *find_slot(c, key, hash);
    if (s)
        take_out(c, s, PL_CACHE_REPLACED);
    s = add_slot(c, key, hash);
    s->pins = 1;
    publish_item(c, s, item, size);
    unpin(c, s);
    unlock_cache(c);
}

void pl_cache_unpin(pl_cache *c, pl_cache_slot *slot)
{
    lock_cache(c);
    assert(slot->pins > 0);
    unpin(c, slot);
    unlock_cache(c);
}

void *pl_cache_item(const pl_cache_slot *slot)
{
    return slot->item;
}

bool pl_cache_has(pl_cache *c, pl_str key)
{
    uint64_t hash = pl_hash_str(key);
    lock_cache(c);
    const pl_cache_slot *s = *find_slot(c, key, hash);
    bool there = s && s->made && !is_expired(c, s);
    unlock_cache(c);
    return there;
}

uint32_t pl_cache_ticket(pl_cache *c)
{
    lock_cache(c);
    uint32_t ticket = c->tickets++;
    unlock_cache(c);
    return ticket;
}

/* ---- taking out */

bool pl_cache_remove(pl_cache *c, pl_str key)
{
    uint64_t hash = pl_hash_str(key);
    lock_cache(c);
    pl_cache_slot *s = *find_slot(c, key, hash);
    if (s)
        take_out(c, s, PL_CACHE_REMOVED);
    unlock_cache(c);
    return s != NULL;
}

size_t pl_cache_remove_if(pl_cache *c, pl_cache_which *which, void *ctx)
{
    size_t n = 0;
    lock_cache(c);
    take_out_all(c, which, ctx, PL_CACHE_REMOVED, &n);
    unlock_cache(c);
    return n;
}

static void rehash(pl_cache *c, pl_cache_slot *s, uint64_t old)
{
    pl_cache_slot **at = &c->buckets[old & c->mask];
    while (*at != s)
        at = &(*at)->next;
    *at = s->next;
    s->hash = pl_hash_bytes(s->key, s->key_len);
    at = &c->buckets[s->hash & c->mask];
    s->next = *at;
    *at = s;
}

void pl_cache_renew(pl_cache *c, pl_cache_renew_fn *fn, void *ctx)
{
    lock_cache(c);
    for (pl_cache_slot *s = c->newest, *older; s; s = older) {
        older = s->older;
        switch (fn(ctx, s->key, s->key_len, s->item)) {
        case PL_CACHE_STAYS: break;
        case PL_CACHE_RENAMED: rehash(c, s, s->hash); break;
        case PL_CACHE_GOES: take_out(c, s, PL_CACHE_REMOVED); break;
        }
    }
    unlock_cache(c);
}

void pl_cache_set_aside(pl_cache *c, uint64_t was, uint64_t now)
{
    lock_cache(c);
    c->aside += (int64_t)(now - was);
    evict(c);
    unlock_cache(c);
}

void pl_cache_limit(pl_cache *c, uint64_t max_bytes, uint32_t max_items)
{
    lock_cache(c);
    c->options.max_bytes = max_bytes;
    c->options.max_items = max_items;
    evict(c);
    unlock_cache(c);
}

/* ---- figures */

void pl_cache_get_stats(pl_cache *c, pl_cache_stats *out)
{
    lock_cache(c);
    *out = c->stats;
    out->max_bytes = c->options.max_bytes;
    unlock_cache(c);
}

double pl_cache_hit_rate(const pl_cache_stats *stats)
{
    if (!stats)
        return 0;
    uint64_t all = stats->hits + stats->misses;
    return all ? (double)stats->hits / (double)all : 0;
}
