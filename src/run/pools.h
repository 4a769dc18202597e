/* pools.h - one pool of connections per chosen database; each is opened once, several side by side.
 *
 *     NEW -> OPENING -> OPEN
 *                    -> FAILED -> OPENING, when it is requested again after a while
 *
 * A caller either blocks while another thread opens the pool (pl_pools_get), or holds the pool and
 * is called back when it is open (pl_pool_want). pl_pools_tick() closes pools that have not been
 * held for PL_POOL_IDLE_NS, and, of more than PL_POOLS_PER_URL pools that differ only in their
 * search path, the least recently used ones. A client that chooses one search path after another
 * makes room with its own pools: PL_POOLS_PER_CLIENT of one database are its share.
 *
 * Invariants, under the lock of all pools (pl_pools__check, whenever a pool was opened or closed,
 * and when all are freed):
 *   1. no two pools have one key, and the map of keys leads to each pool
 *   2. exactly the OPEN pools have a database
 *   3. only an OPENING pool has waiters, or a thread that opens it
 *   4. `listed` is set within pl_pools_open() alone
 *   5. a pool that is closed is not held, not OPENING, and its ring is not used
 *
 * Lifetime: a database from pl_pools_get() is borrowed until pl_pools_free(), a held pool until it
 * is released. Threads: any. */
#ifndef PL_RUN_POOLS_H
#define PL_RUN_POOLS_H
#include "run/database.h"
#include "run/turns.h"

#define PL_POOL_IDLE_NS UINT64_C(60000000000)
enum { PL_POOLS_PER_URL = 32, PL_POOLS_PER_CLIENT = 4 };

typedef struct pl_pools pl_pools;

/* Make an empty list of pools; no database is opened. Owned; pl_pools_free(). What `options` points
 * to is borrowed until then. */
pl_pools *pl_pools_new(const pl_databases_options *options);
void pl_pools_free(pl_pools *pools); /* NULL is fine; no query may run any more */
/* Set the callback that protects pools in use: one whose ring `is_used` is never closed. It is
 * called under the lock of all pools. Set it before the first pool is held. */
void pl_pools_share(pl_pools *pools, bool (*is_used)(void *ctx, const pl_ring *ring), void *ctx);

/* The database of `choice`, opened if it is not open. NULL with the text for users in `why`. */
pl_db *pl_pools_get(pl_pools *pools, const pl_database_choice *choice, pl_buf *why);
/* Open several databases side by side; pl_pools_get() reports those that could not be opened. */
void pl_pools_open(pl_pools *pools, const pl_database_choice *const *choices, size_t n);

/* ---- without waiting */

typedef enum pl_pool_state {
    PL_POOL_NEW,
    PL_POOL_OPENING,
    PL_POOL_OPEN,
    PL_POOL_FAILED,
} pl_pool_state;

typedef struct pl_pool_waiter {
    void (*opened)(void *ctx); /* called when the pool is OPEN or FAILED, without a lock, by the
                                  thread that opened it */
    void *ctx;
    struct pl_pool_waiter *next;
} pl_pool_waiter;

typedef struct pl_pool {
    pl_ring ring; /* the queries that compete for its connections; guarded by the engine's lock */
    pl_arena arena;
    pl_str key;
    pl_database_choice choice;
    /* guarded by the lock of all pools */
    pl_pool_state state;
    bool begun; /* OPENING: a thread has taken it */
    unsigned refs;
    uint64_t client;        /* its only user, who has a share of pools; 0: none, or several */
    bool listed;            /* in the list of a pl_pools_open() */
    pl_db *db;              /* OPEN */
    pl_buf why;             /* FAILED: the reason */
    uint64_t since, rested; /* pl_clock_ns() when the state began; when `refs` became 0 */
    pl_pool_waiter *waiters;
} pl_pool;

/* Hold the pool of `choice`; pl_pools_release(). `client` is the number of the client
 * that needs it, 0 if there is none. A pool of two clients no longer counts for either of them. */
pl_pool *pl_pools_hold(pl_pools *pools, const pl_database_choice *choice, uint64_t client);
void pl_pools_release(pl_pools *pools, pl_pool *pool);
/* The state of a pool that the caller needs. OPEN, FAILED: nothing else happens. OPENING: `waiter`
 * will be called. NEW: `waiter` will be called after a thread has called pl_pool_open(), which the
 * caller arranges. */
pl_pool_state pl_pool_want(pl_pools *pools, pl_pool *pool, pl_pool_waiter *waiter);
void pl_pool_open(pl_pools *pools, pl_pool *pool);
/* Open the pool, or wait for the thread that does. NULL with the text for users in `why`. */
pl_db *pl_pool_await(pl_pools *pools, pl_pool *pool, pl_buf *why);
/* The database of a pool that is OPEN or FAILED; NULL as above. */
pl_db *pl_pool_db(pl_pools *pools, pl_pool *pool, pl_buf *why);

/* Close pools and connections that have been idle for too long. Call it every few seconds. */
void pl_pools_tick(pl_pools *pools, uint64_t now);
size_t pl_pools_count(pl_pools *pools);
unsigned pl_pools_idle(pl_pools *pools); /* connections */
/* Visit the open pools under the lock of all pools. */
void pl_pools_each(pl_pools *pools, void (*visit)(void *ctx, pl_pool *pool), void *ctx);

#endif
