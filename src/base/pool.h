/* pool.h - run one function over many items on a few threads.
 *
 * Threads live only for the call, so that none is left when it returns. Items are
 * claimed in ascending order. Any thread may call it, also from within `fn`. */
#ifndef PL_BASE_POOL_H
#define PL_BASE_POOL_H
#include <stddef.h>

/* `worker` counts from 0 to threads - 1: index of the caller's per-thread state. */
typedef void pl_pool_fn(void *ctx, size_t item, unsigned worker);

/* Online processors, at most 16. */
unsigned pl_pool_cpus(void);
/* Call fn(ctx, i, worker) for i in [0, n). threads <= 1, or a thread that
 * cannot be started: the calling thread does the work. Returns when all is done. */
void pl_pool_run(unsigned threads, size_t n, pl_pool_fn *fn, void *ctx);

#endif
