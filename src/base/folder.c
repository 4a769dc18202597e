/* folder.c - makes, removes, copies and moves whole folders, on top of folder_walk.c. */
#include "base/folder.h"
#include "base/file.h"
#include "base/str.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- making, and removing what is empty */

int pl_folder_make(const char *path)
{
    return mkdir(path, 0755) != 0 ? errno : 0;
}

void pl_folder_remove_empty(const char *path, const char *top)
{
    pl_buf dir = { 0 };
    size_t top_len = strlen(top);
    pl_buf_cstr(&dir, path);
    while (dir.len > top_len && !strncmp(dir.ptr, top, top_len)) {
        pl_buf_byte(&dir, 0);
        if (rmdir(dir.ptr) != 0)
            break;
        dir.len = pl_str_rfind(pl_str_make(dir.ptr, dir.len), '/');
    }
    pl_buf_done(&dir);
}

/* ---- copying */

typedef struct copying {
    pl_buf to; /* the target folder and the path in it */
    size_t root;
} copying;

static int copy_bytes(int from, int to)
{
    char room[64 * 1024];
    for (;;) {
        ssize_t n = read(from, room, sizeof room);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? errno : 0;
        for (ssize_t at = 0; at < n;) {
            ssize_t done = write(to, room + at, (size_t)(n - at));
            if (done < 0 && errno != EINTR)
                return errno;
            at += done > 0 ? done : 0;
        }
    }
}

static int copy_file(const char *from, const char *to, unsigned mode)
{
    int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (in < 0)
        return errno;
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode & 0777);
    int error = out < 0 ? errno : copy_bytes(in, out);
    if (out >= 0) {
        if (!error && fsync(out) != 0)
            error = errno;
        if (close(out) != 0 && !error)
            error = errno;
    }
    close(in);
    return error;
}

static int copy_link(const char *from, const char *to)
{
    pl_buf target = { 0 };
    int error = pl_file_link_target(from, &target);
    pl_buf_byte(&target, 0);
    if (!error && symlink(target.ptr, to) != 0)
        error = errno;
    pl_buf_done(&target);
    return error;
}

static int copy_thing(void *ctx, const pl_thing *thing)
{
    copying *c = ctx;
    c->to.len = c->root;
    pl_buf_byte(&c->to, '/');
    pl_buf_str(&c->to, thing->path);
    pl_buf_byte(&c->to, 0);
    switch (thing->kind) {
    case PL_THING_FOLDER: return mkdir(c->to.ptr, (thing->mode & 0777) | 0700) != 0 ? errno : 0;
    case PL_THING_LINK: return copy_link(thing->full, c->to.ptr);
    case PL_THING_FILE: return copy_file(thing->full, c->to.ptr, thing->mode);
    default: return 0;
    }
}

int pl_folder_copy(const char *from, const char *to)
{
    copying c = { 0 };
    if (mkdir(to, 0755) != 0)
        return errno;
    pl_buf_cstr(&c.to, to);
    c.root = c.to.len;
    int error = pl_folder_walk(from, copy_thing, &c);
    if (error)
        pl_folder_remove(to);
    else
        pl_folder_sync(to);
    pl_buf_done(&c.to);
    return error;
}

int pl_folder_move(const char *from, const char *to)
{
    if (rename(from, to) == 0)
        return 0;
    if (errno != EXDEV && errno != EBUSY)
        return errno;
    pl_buf beside = { 0 };
    pl_buf_printf(&beside, "%s.", to);
    pl_file_temp_name(&beside);
    pl_buf_byte(&beside, 0);
    int error = pl_folder_copy(from, beside.ptr);
    if (!error && rename(beside.ptr, to) != 0) {
        error = errno;
        pl_folder_remove(beside.ptr);
    }
    if (!error)
        error = pl_folder_remove(from);
    pl_buf_done(&beside);
    return error;
}
