/* spool.h - output that is held back until it may be sent.
 *
 * The first PL_SPOOL_MEMORY bytes stay in memory; what is more goes to an anonymous file in
 * the folder that the caller names (TMPDIR, cli.md 4.2) or /tmp, so that a result of any size costs
 * no memory. Written in order, read in order from any place, any number of times. Where no file can
 * be made, or none that large, up to PL_SPOOL_WITHOUT bytes more stay in memory: programs in
 * containers that may not write still have small results.
 *
 * Invariants (pl_spool__check, in debug builds):
 *   1. Without a store there are no extents; with one their lengths add up to `file`.
 *   2. Without a store no budget counts its bytes.
 *   3. A spool that lost something (`error`) had a file that was full (`full`).
 *
 * `{0}` is valid and empty. Threads: one user at a time. */
#ifndef PL_BASE_SPOOL_H
#define PL_BASE_SPOOL_H
#include "base/buf.h"
#include "base/vec.h"
#include <stdatomic.h>

enum { PL_SPOOL_MEMORY = 1 << 20, PL_SPOOL_WITHOUT = 32 << 20 };

/* A budget of memory for spools of any number of stores, each of which holds it, and where their
 * files are. */
typedef struct pl_spool_budget {
    atomic_uint refs;
    atomic_uint_fast64_t used; /* bytes */
    uint64_t limit;
    char *dir; /* owned; NULL: /tmp */
} pl_spool_budget;
/* pl_spool_budget_release(). `dir` is copied; NULL, empty or a folder that cannot be written: files
 * go to /tmp. */
pl_spool_budget *pl_spool_budget_new(uint64_t limit, const char *dir);
void pl_spool_budget_release(pl_spool_budget *budget);

/* One file shared by several spools, which move to it when the budget is used up. It is closed when
 * the last of them releases it. Threads: any. */
typedef struct pl_spool_store {
    atomic_uint refs;
    atomic_int fd;                /* plus 1; 0: there is none yet */
    atomic_uint_fast64_t written; /* bytes of the file that were handed out */
    pl_spool_budget *budget;      /* held */
} pl_spool_store;
pl_spool_store *pl_spool_store_new(pl_spool_budget *budget); /* pl_spool_store_release() */
pl_spool_store *pl_spool_store_hold(pl_spool_store *store);
void pl_spool_store_release(pl_spool_store *store); /* NULL is fine */

typedef struct pl_spool_extent {
    uint64_t at, len; /* in the file of the store */
} pl_spool_extent;

typedef struct pl_spool {
    pl_spool_store *store;           /* held; NULL: it has a file of its own */
    PL_VEC(pl_spool_extent) extents; /* of a store: where its bytes are, in order */
    uint64_t counted;                /* bytes of the tail that the budget has counted */
    pl_buf tail;                     /* bytes after the file's end; owned */
    uint64_t file;                   /* bytes in the file */
    const char *dir; /* of the file if there is no store, borrowed; NULL or empty: /tmp */
    int fd;          /* of the file plus 1; 0: there is none */
    int full;        /* errno of what ended it: all else is in memory; 0: nothing did */
    int error;       /* the same when memory is full, too: what came later is lost */
} pl_spool;

void pl_spool_done(pl_spool *spool);
void pl_spool_add(pl_spool *spool, pl_str bytes);
/* A buffer to append to; hand it back with pl_spool_pass() now and then, which moves it to the
 * file when there is much. */
static inline pl_buf *pl_spool_buf(pl_spool *spool)
{
    return &spool->tail;
}
void pl_spool_flush(pl_spool *spool);
void pl_spool_count(pl_spool *spool); /* with a store: tell the budget, which may flush it */
static inline void pl_spool_pass(pl_spool *spool)
{
    enum { STEP = 32 * 1024 };
    if (spool->store && spool->tail.len >= spool->counted + STEP)
        pl_spool_count(spool);
    if (spool->tail.len >= PL_SPOOL_MEMORY)
        pl_spool_flush(spool);
}
uint64_t pl_spool_size(const pl_spool *spool);

/* Pass bytes [from, to) to `write` in order. False if `write` returned false, or if they cannot be
 * read (errno). */
typedef bool pl_spool_write(void *ctx, pl_str bytes);
bool pl_spool_read(const pl_spool *spool, uint64_t from, uint64_t to, pl_spool_write *write,
                   void *ctx);
/* Copy `n` bytes from `from` on, which are there. False when they cannot be read (errno). */
bool pl_spool_copy(const pl_spool *spool, uint64_t from, void *to, size_t n);

#endif
