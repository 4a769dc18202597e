/* spool.c - output that may go to an unnamed file: bytes stay in memory until a budget is used up,
 * then a file takes them. */
#include "base/spool.h"
#include "base/assert.h"
#include "base/alloc.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- stores */

pl_spool_budget *pl_spool_budget_new(uint64_t limit, const char *dir)
{
    pl_spool_budget *budget = pl_mem_zalloc(sizeof *budget);
    atomic_init(&budget->refs, 1);
    budget->limit = limit;
    if (dir && dir[0]) {
        budget->dir = pl_mem_alloc(strlen(dir) + 1);
        memcpy(budget->dir, dir, strlen(dir) + 1);
    }
    return budget;
}

void pl_spool_budget_release(pl_spool_budget *budget)
{
    if (atomic_fetch_sub_explicit(&budget->refs, 1, memory_order_acq_rel) > 1)
        return;
    pl_mem_free(budget->dir);
    pl_mem_free(budget);
}

pl_spool_store *pl_spool_store_new(pl_spool_budget *budget)
{
    pl_spool_store *store = pl_mem_zalloc(sizeof *store);
    atomic_init(&store->refs, 1);
    atomic_fetch_add_explicit(&budget->refs, 1, memory_order_relaxed);
    store->budget = budget;
    return store;
}

pl_spool_store *pl_spool_store_hold(pl_spool_store *store)
{
    pl_assert(atomic_load(&store->refs) > 0);
    atomic_fetch_add_explicit(&store->refs, 1, memory_order_relaxed);
    return store;
}

void pl_spool_store_release(pl_spool_store *store)
{
    if (!store || atomic_fetch_sub_explicit(&store->refs, 1, memory_order_acq_rel) > 1)
        return;
    if (store->fd)
        close(store->fd - 1);
    pl_spool_budget_release(store->budget);
    pl_mem_free(store);
}

/* ---- writing */

static void discount(pl_spool *spool)
{
    if (spool->store)
        atomic_fetch_sub_explicit(&spool->store->budget->used, spool->counted,
                                  memory_order_relaxed);
    spool->counted = 0;
}

static void pl_spool__check(const pl_spool *spool)
{
#ifndef NDEBUG
    uint64_t bytes = 0;
    for (size_t i = 0; i < spool->extents.n; i++)
        bytes += spool->extents.at[i].len;
    pl_assert(bytes == (spool->store ? spool->file : 0));
    pl_assert(spool->store || !spool->counted);
    pl_assert(!spool->error || spool->full);
#endif
    (void)spool;
}

void pl_spool_done(pl_spool *spool)
{
    pl_spool__check(spool);
    if (spool->fd && !spool->store)
        close(spool->fd - 1);
    discount(spool);
    pl_spool_store_release(spool->store);
    pl_vec_done(&spool->extents);
    pl_buf_done(&spool->tail);
    *spool = (pl_spool){ 0 };
}

/* Open a file that no other process can open: it has no name, or one that is removed at once. */
static int open_anonymous(const char *dir)
{
    char name[4096];
    int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        return fd;
    if ((size_t)snprintf(name, sizeof name, "%s/pipelite-XXXXXX", dir) >= sizeof name)
        return -1;
    fd = mkostemp(name, O_CLOEXEC);
    if (fd >= 0)
        unlink(name);
    return fd;
}

static int open_in(const char *dir)
{
    int fd = dir && dir[0] ? open_anonymous(dir) : -1;
    return fd >= 0 ? fd : open_anonymous("/tmp");
}

/* Open the file of the store. If two threads do so at the same time, one closes its own again. */
static int open_store(pl_spool_store *store)
{
    int none = 0, fd = atomic_load(&store->fd) ? -1 : open_in(store->budget->dir);
    if (fd >= 0 && !atomic_compare_exchange_strong(&store->fd, &none, fd + 1))
        close(fd);
    return atomic_load(&store->fd);
}

static void open_file(pl_spool *spool)
{
    int fd = spool->store ? open_store(spool->store) : open_in(spool->dir) + 1;
    if (fd > 0)
        spool->fd = fd;
    else
        spool->full = errno;
}

/* The position in the file of the next `n` bytes. */
static uint64_t reserve_place(pl_spool *spool, size_t n)
{
    return spool->store ? atomic_fetch_add(&spool->store->written, n) : spool->file;
}

static void note_extent(pl_spool *spool, uint64_t at, uint64_t n)
{
    pl_spool_extent *last = spool->extents.n ? &spool->extents.at[spool->extents.n - 1] : NULL;
    if (!spool->store || !n)
        return;
    if (last && last->at + last->len == at)
        last->len += n;
    else
        pl_vec_push(&spool->extents, ((pl_spool_extent){ at, n }));
}

static void write_tail(pl_spool *spool)
{
    size_t done = 0;
    uint64_t to = reserve_place(spool, spool->tail.len);
    while (done < spool->tail.len && !spool->full) {
        ssize_t n = pwrite(spool->fd - 1, spool->tail.ptr + done, spool->tail.len - done,
                           (off_t)(to + done));
        if (n > 0)
            done += (size_t)n;
        else if (n == 0 || errno != EINTR)
            spool->full = n ? errno : ENOSPC;
    }
    note_extent(spool, to, done);
    spool->file += done;
    spool->tail.len -= done;
    if (spool->tail.len)
        memmove(spool->tail.ptr, spool->tail.ptr + done, spool->tail.len);
}

void pl_spool_flush(pl_spool *spool)
{
    if (!spool->fd && !spool->full)
        open_file(spool);
    if (!spool->full)
        write_tail(spool);
    if (spool->tail.len >= PL_SPOOL_WITHOUT)
        spool->error = spool->full;
    if (spool->error)
        spool->tail.len = 0;
    if (spool->store && !spool->tail.len) {
        discount(spool);
        pl_buf_done(&spool->tail);
    }
}

void pl_spool_count(pl_spool *spool)
{
    if (!spool->store)
        return;
    pl_spool_budget *budget = spool->store->budget;
    uint64_t more = spool->tail.len - spool->counted;
    uint64_t used = atomic_fetch_add_explicit(&budget->used, more, memory_order_relaxed) + more;
    spool->counted = spool->tail.len;
    if (used > budget->limit && spool->tail.len && !spool->full)
        pl_spool_flush(spool);
}

void pl_spool_add(pl_spool *spool, pl_str bytes)
{
    pl_buf_str(&spool->tail, bytes);
    pl_spool_pass(spool);
}

uint64_t pl_spool_size(const pl_spool *spool)
{
    return spool->file + spool->tail.len;
}

/* ---- reading */

enum { PIECE = 256 * 1024 };

/* The position in the file of byte `from` of the spool; returns how many bytes follow it there,
 * at most `n`. */
static size_t find_bytes(const pl_spool *spool, uint64_t from, size_t n, uint64_t *at)
{
    uint64_t before = 0;
    *at = from;
    for (size_t i = 0; i < spool->extents.n; i++) {
        const pl_spool_extent *e = &spool->extents.at[i];
        if (from - before < e->len) {
            uint64_t left = e->len - (from - before);
            *at = e->at + (from - before);
            return left < n ? (size_t)left : n;
        }
        before += e->len;
    }
    return n;
}

static bool read_file(const pl_spool *spool, uint64_t from, uint64_t to, pl_spool_write *write,
                      void *ctx)
{
    size_t most = to - from < PIECE ? (size_t)(to - from) : PIECE;
    char *piece = pl_mem_alloc(most);
    bool ok = true;
    while (ok && from < to) {
        size_t want = to - from < most ? (size_t)(to - from) : most;
        ok = pl_spool_copy(spool, from, piece, want) && write(ctx, (pl_str){ piece, want });
        from += want;
    }
    pl_mem_free(piece);
    return ok;
}

bool pl_spool_read(const pl_spool *spool, uint64_t from, uint64_t to, pl_spool_write *write,
                   void *ctx)
{
    uint64_t in_file = to < spool->file ? to : spool->file;
    if (spool->error) {
        errno = spool->error;
        return false;
    }
    if (from < in_file && !read_file(spool, from, in_file, write, ctx))
        return false;
    if (to <= spool->file)
        return true;
    uint64_t at = from > spool->file ? from - spool->file : 0;
    pl_str rest = { spool->tail.ptr + at, (size_t)(to - spool->file - at) };
    return rest.len == 0 || write(ctx, rest);
}

static bool copy_file(const pl_spool *spool, uint64_t from, char *to, size_t n)
{
    while (n) {
        uint64_t at;
        size_t want = find_bytes(spool, from, n, &at);
        ssize_t got = pread(spool->fd - 1, to, want, (off_t)at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            errno = got ? errno : EIO;
            return false;
        }
        from += (uint64_t)got;
        to += got;
        n -= (size_t)got;
    }
    return true;
}

bool pl_spool_copy(const pl_spool *spool, uint64_t from, void *to, size_t n)
{
    uint64_t left = from < spool->file ? spool->file - from : 0;
    size_t in_file = left < n ? (size_t)left : n;
    if (spool->error) {
        errno = spool->error;
        return false;
    }
    if (in_file && !copy_file(spool, from, to, in_file))
        return false;
    if (n > in_file)
        memcpy((char *)to + in_file, spool->tail.ptr + (from + in_file - spool->file), n - in_file);
    return true;
}
