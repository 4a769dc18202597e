/* pools.h - databases that were chosen, each opened once, and side by side.
 *
 * Who wants a database that another thread is opening waits for that one only.
 *
 * Lifetime: what is handed out is borrowed until pl_pools_free(). Threads: any. */
#ifndef PL_RUN_POOLS_H
#define PL_RUN_POOLS_H
#include "run/database.h"

typedef struct pl_pools pl_pools;

/* Owned; pl_pools_free(). What `options` points to is borrowed. */
pl_pools *pl_pools_new(const pl_databases_options *options);
void pl_pools_free(pl_pools *pools); /* NULL is fine; no query may run any more */

/* Open it, or hand out what is open. NULL with the text for users in `why`. */
pl_db *pl_pools_get(pl_pools *pools, const pl_database_choice *choice, pl_buf *why);
/* Open what will be asked for, several at a time; what cannot be is told by pl_pools_get(). */
void pl_pools_open(pl_pools *pools, const pl_database_choice *const *choices, size_t n);

#endif
