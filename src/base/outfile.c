/* outfile.c - writes a file beside its place and renames it at the end, or removes it. What is no
 * plain file is written directly. */
#include "base/outfile.h"
#include "base/alloc.h"
#include "base/clock.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *make_path(pl_str a, const char *b)
{
    size_t n = strlen(b);
    char *out = pl_mem_alloc(a.len + n + 1);
    if (a.len > 0)
        memcpy(out, a.ptr, a.len);
    memcpy(out + a.len, b, n + 1);
    return out;
}

static void list_outfile(pl_outfile *out, pl_outfile *value)
{
    if (!out->guard)
        return;
    pthread_mutex_lock(&out->guard->lock);
    out->guard->file = value;
    pthread_mutex_unlock(&out->guard->lock);
}

/* Is it something other than a plain file (a terminal, /dev/stdout, a pipe)? Such a file is
 * written directly. */
static bool is_special(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

enum { TRIES = 100 };

/* Make the new file as open(2) would, with the mode of the file that it replaces. */
static int open_beside(pl_outfile *out, pl_str path)
{
    struct stat st;
    bool there = stat(out->path, &st) == 0;
    for (unsigned i = 0; i < TRIES; i++) {
        char suffix[40];
        snprintf(suffix, sizeof suffix, ".%llx%x",
                 (unsigned long long)(pl_clock_ns() ^ (uint64_t)getpid() << 40), i);
        out->name = make_path(path, suffix);
        list_outfile(out, out);
        int fd = open(out->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0 && there)
            (void)!fchmod(fd, st.st_mode & 0777);
        if (fd >= 0)
            return fd;
        list_outfile(out, NULL);
        pl_mem_free(out->name); /* there is nothing to remove */
        out->name = NULL;
        if (errno != EEXIST)
            break;
    }
    return -1;
}

int pl_outfile_open(pl_outfile *out, pl_str path, pl_outfile_guard *guard)
{
    *out = (pl_outfile){ .path = make_path(path, ""), .guard = guard };
    if (is_special(out->path))
        out->fd = open(out->path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    else
        out->fd = open_beside(out, path);
    if (out->fd >= 0)
        return 0;
    int error = errno;
    pl_outfile_close(out, false);
    return error;
}

bool pl_outfile_write(pl_outfile *out, pl_str bytes)
{
    while (bytes.len && !out->error) {
        ssize_t n = write(out->fd, bytes.ptr, bytes.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            out->error = n ? errno : ENOSPC;
            break;
        }
        bytes.ptr += n;
        bytes.len -= (size_t)n;
    }
    return !out->error;
}

int pl_outfile_close(pl_outfile *out, bool keep)
{
    int error = out->error;
    if (out->fd >= 0 && close(out->fd) != 0 && !error)
        error = errno;
    if (out->name && keep && !error && rename(out->name, out->path) != 0)
        error = errno;
    if (out->name && (error || !keep))
        unlink(out->name);
    list_outfile(out, NULL);
    pl_mem_free(out->path);
    pl_mem_free(out->name);
    *out = (pl_outfile){ .fd = -1 };
    return error;
}

void pl_outfile_abandon(pl_outfile_guard *guard)
{
    pthread_mutex_lock(&guard->lock);
    if (guard->file && guard->file->name)
        unlink(guard->file->name);
}
