/* spool.h - bytes kept back until it is known that they may go out.
 *
 * The first PL_SPOOL_MEMORY bytes stay in memory; what is more goes to an anonymous file in
 * $TMPDIR or /tmp (cli.md 4.2), so that a result of any size costs no memory. Written
 * in order, read in order from any place, any number of times. Where no file can be made, or
 * none that large, up to PL_SPOOL_WITHOUT bytes more stay in memory: programs in containers
 * that may not write still have small results.
 *
 * `{0}` is valid and empty. Threads: one user at a time. */
#ifndef PL_BASE_SPOOL_H
#define PL_BASE_SPOOL_H
#include "base/buf.h"

enum { PL_SPOOL_MEMORY = 1 << 20, PL_SPOOL_WITHOUT = 32 << 20 };

typedef struct pl_spool {
    pl_buf tail;   /* what is behind the file's end; owned */
    uint64_t file; /* bytes in the file */
    int fd;        /* of it plus 1; 0: there is none */
    int full;      /* errno of what ended it: all else is in memory; 0: nothing did */
    int error;     /* the same when memory is full, too: what came later is lost */
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
static inline void pl_spool_pass(pl_spool *spool)
{
    if (spool->tail.len >= PL_SPOOL_MEMORY)
        pl_spool_flush(spool);
}
uint64_t pl_spool_size(const pl_spool *spool);

/* Hand bytes [from, to) to `write` in order; false when it says so, or they cannot be read
 * (errno). */
typedef bool pl_spool_write(void *ctx, pl_str bytes);
bool pl_spool_read(const pl_spool *spool, uint64_t from, uint64_t to, pl_spool_write *write,
                   void *ctx);

#endif
