/* blob.c - opens a file as a blob: checks who may write to it, then maps it under the SIGBUS guard
 * or reads it. */
#include "base/blob.h"
#include "base/cast.h"
#include "base/assert.h"
#include "base/guard.h"
#include "base/stamp.h"
#include "base/str.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

static void pl_blob__check(const pl_blob *blob)
{
    pl_assert(!blob->mapped || blob->guard >= 0);             /* 1 */
    pl_assert(!blob->mapped || blob->len >= PL_BLOB_MAP_MIN); /* 2 */
    pl_assert(blob->ptr || !blob->len);                       /* 3 */
    pl_assert(((uintptr_t)blob->ptr & 7) == 0);               /* 3 */
    (void)blob;
}

static int check_owner(const struct stat *st, size_t max)
{
    if (!S_ISREG(st->st_mode))
        return EINVAL;
    if (st->st_uid != geteuid() || (st->st_mode & (S_IWGRP | S_IWOTH)))
        return EPERM;
    return (uint64_t)st->st_size > max ? EFBIG : 0;
}

static bool map_blob(int fd, pl_blob *out)
{
    if (out->len < PL_BLOB_MAP_MIN || !pl_file_guarded())
        return false;
    void *map = mmap(NULL, out->len, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    if (map == MAP_FAILED)
        return false;
    out->guard = pl_guard__enter(map, out->len, true);
    if (out->guard < 0) {
        munmap(map, out->len);
        return false;
    }
    out->ptr = map;
    out->mapped = true;
    return true;
}

static int read_blob(int fd, pl_blob *out)
{
    char *bytes = pl_mem_alloc(out->len + 1);
    size_t got = 0;
    int error = 0;
    while (got < out->len && !error) {
        ssize_t n = read(fd, bytes + got, out->len - got);
        if (n > 0)
            got += (size_t)n;
        else if (n == 0)
            error = EIO; /* the file has become shorter meanwhile */
        else if (errno != EINTR)
            error = errno;
    }
    out->ptr = bytes;
    if (error)
        pl_mem_free(bytes);
    return error;
}

int pl_blob_open(const char *path, size_t max, pl_blob *out)
{
    struct stat st;
    *out = (pl_blob){ .guard = -1 };
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return errno;
    int error = fstat(fd, &st) != 0 ? errno : check_owner(&st, max);
    if (!error) {
        out->len = (size_t)st.st_size;
        if (!map_blob(fd, out))
            error = read_blob(fd, out);
    }
    close(fd);
    if (error)
        *out = (pl_blob){ .guard = -1 };
    pl_blob__check(out);
    return error;
}

bool pl_blob_close(pl_blob *blob)
{
    bool whole = true;
    pl_blob__check(blob);
    if (blob->mapped) {
        whole = !pl_guard__leave(blob->guard);
        munmap(pl_unconst(blob->ptr), blob->len);
    } else {
        pl_mem_free(pl_unconst(blob->ptr));
    }
    *blob = (pl_blob){ .guard = -1 };
    return whole;
}

void pl_blob_rest(const pl_blob *blob)
{
    if (blob->mapped)
        madvise(pl_unconst(blob->ptr), blob->len, MADV_DONTNEED);
}

void pl_dir_prune(const char *dir, pl_prune_old *old, void *ctx)
{
    DIR *names = opendir(dir);
    if (!names)
        return;
    for (struct dirent *e; (e = readdir(names)) != NULL;) {
        struct stat st;
        if (fstatat(dirfd(names), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode))
            continue;
        pl_stamp stamp = pl_file__stamp(&st);
        if (old(ctx, pl_str_cstr(e->d_name), &stamp))
            unlinkat(dirfd(names), e->d_name, 0);
    }
    closedir(names);
}
