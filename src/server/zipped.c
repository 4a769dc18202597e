/* zipped.c - keeps compressed files by path, size and time, and compresses large ones on the
 * keeper's thread. */
#include "server/zipped.h"

#include <assert.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/vec.h"
#include "server/gzip.h"

/* A compressed file. While it is being made it has no payload. */
typedef struct kept {
    pl_payload *gzip; /* NULL: the keeper is compressing the file */
    char *path;       /* owned */
    uint64_t size;
    int64_t mtime_ns;
    uint64_t used; /* when it was last sent, as a count of files sent */
} kept;

struct pl_zipped {
    pl_keeper *keeper;
    PL_VEC(kept) kept;
    uint64_t bytes, uses;
};

pl_zipped *pl_zipped_new(void)
{
    return pl_mem_zalloc(sizeof(pl_zipped));
}

static void forget(pl_zipped *z, size_t i)
{
    if (z->kept.at[i].gzip)
        z->bytes -= pl_payload_size(z->kept.at[i].gzip);
    pl_payload_release(z->kept.at[i].gzip);
    pl_mem_free(z->kept.at[i].path);
    z->kept.at[i] = z->kept.at[--z->kept.n];
}

void pl_zipped_free(pl_zipped *z)
{
    if (!z)
        return;
    while (z->kept.n)
        forget(z, 0);
    pl_vec_done(&z->kept);
    pl_mem_free(z);
}

void pl_zipped_set_keeper(pl_zipped *z, pl_keeper *keeper)
{
    z->keeper = keeper;
}

/* ---- what is kept */

static int64_t mtime_of(const struct stat *is)
{
    return is->st_mtim.tv_sec * INT64_C(1000000000) + is->st_mtim.tv_nsec;
}

/* The file in exactly this state, or NULL; a compressed file of another state is dropped. */
static kept *find(pl_zipped *z, const char *path, uint64_t size, int64_t mtime_ns)
{
    for (size_t i = 0; i < z->kept.n; i++) {
        kept *k = &z->kept.at[i];

        if (strcmp(k->path, path) != 0)
            continue;
        if (k->size == size && k->mtime_ns == mtime_ns)
            return k;
        forget(z, i);
        break;
    }
    return NULL;
}

/* Asserts that `bytes` is the sum of the sizes in `kept`, and within the limit. */
static void zipped__check(const pl_zipped *z)
{
    uint64_t bytes = 0;

    for (size_t i = 0; i < z->kept.n; i++)
        bytes += z->kept.at[i].gzip ? pl_payload_size(z->kept.at[i].gzip) : 0;
    assert(bytes == z->bytes && bytes <= PL_ZIPPED_KEPT);
    (void)bytes;
}

static void make_room(pl_zipped *z, uint64_t bytes)
{
    zipped__check(z);
    while (z->kept.n && z->bytes + bytes > PL_ZIPPED_KEPT) {
        size_t oldest = 0;

        for (size_t i = 1; i < z->kept.n; i++)
            if (z->kept.at[i].used < z->kept.at[oldest].used)
                oldest = i;
        forget(z, oldest);
    }
}

static kept *add(pl_zipped *z, const char *path, const struct stat *is)
{
    kept *k = pl_vec_add(&z->kept);

    *k = (kept){ .size = (uint64_t)is->st_size, .mtime_ns = mtime_of(is), .used = ++z->uses };
    k->path = pl_mem_alloc(strlen(path) + 1);
    strcpy(k->path, path);
    return k;
}

/* ---- compressing */

static bool read_all(int fd, size_t size, pl_buf *out)
{
    char *to = pl_buf_reserve(out, size);

    while (out->len < size) {
        ssize_t n = pread(fd, to + out->len, size - out->len, (off_t)out->len);

        if (n <= 0)
            return false;
        out->len += (size_t)n;
    }
    return true;
}

/* Read and compress a file of `size` bytes; `fd` stays open. Owned, one reference; NULL: it cannot
 * be read. */
static pl_payload *compress_file(int fd, size_t size)
{
    pl_buf plain = { 0 }, gzip = { 0 };
    pl_payload *out = NULL;

    if (read_all(fd, size, &plain)) {
        pl_gzip(pl_buf_view(&plain), 1, &gzip);
        out = pl_payload_take(&gzip);
    }
    pl_buf_done(&plain);
    return out;
}

/* A file that the keeper compresses. */
typedef struct making {
    pl_task task; /* first */
    pl_zipped *zipped;
    int fd;     /* owned */
    char *path; /* owned */
    struct stat is;
    pl_payload *gzip;
} making;

static void make(pl_task *task)
{
    making *m = (making *)task;

    m->gzip = compress_file(m->fd, (size_t)m->is.st_size);
}

static void made(pl_task *task)
{
    making *m = (making *)task;
    pl_zipped *z = m->zipped;
    kept *k;

    if (m->gzip) {
        make_room(z, pl_payload_size(m->gzip));
        k = find(z, m->path, (uint64_t)m->is.st_size, mtime_of(&m->is));
        if (k && !k->gzip) {
            k->gzip = pl_payload_hold(m->gzip);
            z->bytes += pl_payload_size(m->gzip);
        }
    }
    pl_payload_release(m->gzip);
    close(m->fd);
    pl_mem_free(m->path);
    pl_mem_free(m);
}

static void post(pl_zipped *z, const char *path, int fd, const struct stat *is)
{
    making *m = pl_mem_zalloc(sizeof *m);

    *m = (making){ .task = { .work = make, .done = made }, .zipped = z, .is = *is };
    m->fd = dup(fd);
    m->path = pl_mem_alloc(strlen(path) + 1);
    strcpy(m->path, path);
    pl_keeper_post(z->keeper, &m->task);
}

pl_payload *pl_zipped_get(pl_zipped *z, const char *path, int fd, const struct stat *is)
{
    kept *k = find(z, path, (uint64_t)is->st_size, mtime_of(is));
    pl_payload *gzip;

    if (k) {
        k->used = ++z->uses;
        return k->gzip;
    }
    if (is->st_size > PL_ZIPPED_KEPT)
        return NULL;
    if (z->keeper && is->st_size > PL_ZIPPED_AT_ONCE) {
        add(z, path, is);
        post(z, path, fd, is);
        return NULL;
    }
    gzip = compress_file(fd, (size_t)is->st_size);
    if (!gzip)
        return NULL;
    make_room(z, pl_payload_size(gzip));
    z->bytes += pl_payload_size(gzip);
    return add(z, path, is)->gzip = gzip;
}
