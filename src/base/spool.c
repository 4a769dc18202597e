#include "base/spool.h"
#include "base/alloc.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void pl_spool_done(pl_spool *spool)
{
    if (spool->fd)
        close(spool->fd - 1);
    pl_buf_done(&spool->tail);
    *spool = (pl_spool){ 0 };
}

/* Nobody else can ever see it: without a name, or with one that is gone at once. */
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

static void open_file(pl_spool *spool)
{
    const char *dir = getenv("TMPDIR");
    int fd = dir && dir[0] ? open_anonymous(dir) : -1;
    if (fd < 0)
        fd = open_anonymous("/tmp");
    if (fd < 0)
        spool->full = errno;
    else
        spool->fd = fd + 1;
}

static void write_tail(pl_spool *spool)
{
    size_t at = 0;
    while (at < spool->tail.len && !spool->full) {
        ssize_t n = pwrite(spool->fd - 1, spool->tail.ptr + at, spool->tail.len - at,
                           (off_t)(spool->file + at));
        if (n > 0)
            at += (size_t)n;
        else if (n == 0 || errno != EINTR)
            spool->full = n ? errno : ENOSPC;
    }
    spool->file += at;
    spool->tail.len -= at;
    if (spool->tail.len)
        memmove(spool->tail.ptr, spool->tail.ptr + at, spool->tail.len);
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

enum { PIECE = 256 * 1024 };

static bool read_file(const pl_spool *spool, uint64_t from, uint64_t to, pl_spool_write *write,
                      void *ctx)
{
    size_t most = to - from < PIECE ? (size_t)(to - from) : PIECE;
    char *piece = pl_mem_alloc(most);
    bool ok = true;
    while (ok && from < to) {
        size_t want = to - from < most ? (size_t)(to - from) : most;
        ssize_t n = pread(spool->fd - 1, piece, want, (off_t)from);
        if (n < 0 && errno == EINTR)
            continue;
        if (n == 0)
            errno = EIO;
        ok = n > 0 && write(ctx, (pl_str){ piece, (size_t)n });
        from += n > 0 ? (uint64_t)n : 0;
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
