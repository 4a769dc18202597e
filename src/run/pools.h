/* pools.h - databases that were chosen, each opened once, and side by side.
 *
 *     NEW -> OPENING -> OPEN
 *                    -> FAILED -> OPENING, when it is asked for again after a while
 *
 * A caller either waits while another thread opens what it wants (pl_pools_get), or holds the pool
 * and is called when it has been opened. A pool that nobody has held for PL_POOL_IDLE_NS is closed
 * by pl_pools_tick(), and so is the least recently used one of more than PL_POOLS_PER_URL that
 * differ in the search path alone.
 *
 * Lifetime: what pl_pools_get() hands out is borrowed until pl_pools_free(), what is held until it
 * is released. Threads: any. */
#ifndef PL_RUN_POOLS_H
#define PL_RUN_POOLS_H
#include "run/database.h"
#include "run/turns.h"

#define PL_POOL_IDLE_NS UINT64_C(60000000000)
enum { PL_POOLS_PER_URL = 32 };

typedef struct pl_pools pl_pools;

/* Owned; pl_pools_free(). What `options` points to is borrowed. */
pl_pools *pl_pools_new(const pl_databases_options *options);
void pl_pools_free(pl_pools *pools); /* NULL is fine; no query may run any more */
/* Before anything is held: a pool whose ring `is_used` is not closed. Called under the lock. */
void pl_pools_share(pl_pools *pools, bool (*is_used)(void *ctx, const pl_ring *ring), void *ctx);

/* Open it, or hand out what is open. NULL with the text for users in `why`. */
pl_db *pl_pools_get(pl_pools *pools, const pl_database_choice *choice, pl_buf *why);
/* Open what will be asked for, several at a time; what cannot be is told by pl_pools_get(). */
void pl_pools_open(pl_pools *pools, const pl_database_choice *const *choices, size_t n);

/* ---- without waiting */

typedef enum pl_pool_state {
    PL_POOL_NEW,
    PL_POOL_OPENING,
    PL_POOL_OPEN,
    PL_POOL_FAILED,
} pl_pool_state;

typedef struct pl_pool_waiter {
    void (*opened)(void *ctx); /* it is open, or failed; by the thread that tried, without a lock */
    void *ctx;
    struct pl_pool_waiter *next;
} pl_pool_waiter;

typedef struct pl_pool {
    pl_ring ring; /* queries that want a connection of it; of the engine */
    pl_arena arena;
    pl_str key;
    pl_database_choice choice;
    /* under the lock of all pools */
    pl_pool_state state;
    bool begun; /* OPENING: a thread is at it */
    unsigned refs;
    bool listed;            /* by pl_pools_open() */
    pl_db *db;              /* OPEN */
    pl_buf why;             /* FAILED */
    uint64_t since, rested; /* of the state; of refs 0: pl_clock_ns() */
    pl_pool_waiter *waiters;
} pl_pool;

pl_pool *pl_pools_hold(pl_pools *pools, const pl_database_choice *choice); /* pl_pools_release() */
void pl_pools_release(pl_pools *pools, pl_pool *pool);
/* OPEN or FAILED: so it is. OPENING: `waiter` will be called. NEW: so it will, and the caller sees
 * to it that some thread calls pl_pool_open(). */
pl_pool_state pl_pool_want(pl_pools *pools, pl_pool *pool, pl_pool_waiter *waiter);
void pl_pool_open(pl_pools *pools, pl_pool *pool);
/* Wait for the thread that opens it, or open it. NULL with the text for users in `why`. */
pl_db *pl_pool_await(pl_pools *pools, pl_pool *pool, pl_buf *why);
/* The same of one that is open by now, or failed. */
pl_db *pl_pool_db(pl_pools *pools, pl_pool *pool, pl_buf *why);

/* Close what has been idle for too long, pools and connections. Now and then. */
void pl_pools_tick(pl_pools *pools, uint64_t now);
size_t pl_pools_count(pl_pools *pools);
unsigned pl_pools_idle(pl_pools *pools); /* connections */
/* Those that are open, under the lock of all pools. */
void pl_pools_each(pl_pools *pools, void (*visit)(void *ctx, pl_pool *pool), void *ctx);

#endif
