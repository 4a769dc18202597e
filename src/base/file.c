/* file.c - views of files (read or mapped), stat, and replacing a file in one step. */
#include "base/file.h"
#include "base/guard.h"
#include "base/stamp.h"
#include "base/str.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int pl_file_stat(const char *path, pl_stamp *out, bool *is_dir)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return errno;
    *out = pl_file__stamp(&st);
    if (is_dir)
        *is_dir = S_ISDIR(st.st_mode);
    return 0;
}

int pl_file_link(const char *path, pl_arena *arena, pl_str *target)
{
    char text[4096];
    ssize_t n = readlink(path, text, sizeof text);
    if (n < 0)
        return errno;
    if ((size_t)n == sizeof text)
        return ENAMETOOLONG;
    *target = pl_arena_str(arena, (pl_str){ text, (size_t)n });
    return 0;
}

int pl_dir_open(const char *path)
{
    return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

void pl_dir_close(int dir)
{
    if (dir >= 0)
        close(dir);
}

int pl_dir_stat(int dir, const char *path, pl_stamp *out, bool *is_dir)
{
    struct stat st;
    if (fstatat(dir, path, &st, *path ? 0 : AT_EMPTY_PATH) != 0)
        return errno;
    *out = pl_file__stamp(&st);
    *is_dir = S_ISDIR(st.st_mode);
    return 0;
}

void pl_reader_done(pl_reader *reader)
{
    pl_mem_drop(reader->buf, reader->cap);
    *reader = (pl_reader){ 0 };
}

static ssize_t read_again(int fd, char *at, size_t len)
{
    ssize_t n;
    do
        n = read(fd, at, len);
    while (n < 0 && errno == EINTR);
    return n;
}

static void reserve_bytes(pl_reader *reader, size_t len)
{
    if (len <= reader->cap)
        return;
    size_t cap = reader->cap ? reader->cap : 64 * 1024;
    while (cap < len)
        cap *= 2;
    reader->buf = pl_mem_resize(reader->buf, reader->cap, cap);
    reader->cap = cap;
}

/* Read to the end: the file may be longer or shorter than fstat() said. If it has exactly that
 * length and there was room for more, no further read is needed. */
static int read_all(pl_reader *reader, int fd, size_t expected, pl_view *out)
{
    size_t len = 0;
    reserve_bytes(reader, expected + 1 + PL_VIEW_SLACK);
    for (;;) {
        ssize_t n = read_again(fd, reader->buf + len, reader->cap - PL_VIEW_SLACK - len);
        if (n < 0)
            return errno;
        if (n == 0)
            break;
        len += (size_t)n;
        if (len > PL_VIEW_MAX)
            return EFBIG;
        if (len == expected)
            break;
        reserve_bytes(reader, len + 1 + PL_VIEW_SLACK);
    }
    memset(reader->buf + len, 0, PL_VIEW_SLACK);
    out->ptr = (const unsigned char *)reader->buf;
    out->len = len;
    return 0;
}

/* Map the file. The slack after a mapping is the zero rest of its last page, so a file that
 * nearly fills its last page is read instead. */
static bool map_all(int fd, size_t len, pl_view *out)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t tail = len & (page - 1);
    if (len < PL_VIEW_MAP_MIN || !pl_file_guarded() || !tail || tail > page - PL_VIEW_SLACK)
        return false;
    void *map = mmap(NULL, len, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    if (map == MAP_FAILED)
        return false;
    out->guard = pl_guard__enter(map, len, false);
    if (out->guard < 0) {
        munmap(map, len);
        return false;
    }
    out->map = map;
    out->map_len = len;
    out->ptr = map;
    out->len = len;
    return true;
}

int pl_view_open(pl_reader *reader, const char *path, pl_view *out)
{
    return pl_view_open_at(reader, AT_FDCWD, path, out);
}

int pl_view_open_at(pl_reader *reader, int dir, const char *path, pl_view *out)
{
    struct stat st;
    *out = (pl_view){ .guard = -1 };
    /* O_NONBLOCK: opening a FIFO must not wait for a writer. */
    int fd = openat(dir, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return errno;
    int error = fstat(fd, &st) != 0 ? errno : 0;
    if (!error && !S_ISREG(st.st_mode))
        error = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
    if (!error && (uint64_t)st.st_size > PL_VIEW_MAX)
        error = EFBIG;
    if (!error) {
        out->stamp = pl_file__stamp(&st);
        if (!map_all(fd, (size_t)st.st_size, out))
            error = read_all(reader, fd, (size_t)st.st_size, out);
    }
    close(fd);
    if (error)
        *out = (pl_view){ .guard = -1 };
    return error;
}

bool pl_view_close(pl_view *view)
{
    bool sound = true;
    if (view->map) {
        sound = !pl_guard__leave(view->guard);
        munmap(view->map, view->map_len);
    }
    *view = (pl_view){ .guard = -1 };
    return sound;
}

int pl_file_slurp(const char *path, size_t max, pl_arena *arena, pl_str *out)
{
    enum { FEW = 8 * 1024 }; /* most files are small, and thousands are read this way */
    pl_reader reader = { .buf = pl_mem_alloc(FEW), .cap = FEW };
    pl_view view;
    int error = pl_view_open(&reader, path, &view);
    if (!error && view.len > max)
        error = EFBIG;
    if (!error)
        *out = pl_arena_str(arena, pl_view_str(&view));
    pl_view_close(&view);
    pl_reader_done(&reader);
    return error;
}

static int write_all(int fd, pl_str bytes)
{
    while (bytes.len) {
        ssize_t n = write(fd, bytes.ptr, bytes.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? errno : EIO;
        bytes.ptr += n;
        bytes.len -= (size_t)n;
    }
    return 0;
}

static int replace_file(const char *path, const char *mark, pl_str bytes, bool sync,
                        pl_file_dress *dress, void *ctx)
{
    pl_buf name = { 0 };
    pl_buf_printf(&name, "%s%sXXXXXX", path, mark);
    pl_buf_byte(&name, 0);
    int fd = mkostemp(name.ptr, O_CLOEXEC); /* mode 0600 */
    int error = fd < 0 ? errno : write_all(fd, bytes);
    if (fd >= 0) {
        if (!error && dress)
            error = dress(ctx, fd);
        if (!error && sync && fsync(fd) != 0)
            error = errno;
        if (close(fd) != 0 && !error)
            error = errno;
        if (!error && rename(name.ptr, path) != 0)
            error = errno;
        if (error)
            unlink(name.ptr);
    }
    pl_buf_done(&name);
    return error;
}

int pl_file_replace(const char *path, pl_str bytes, bool sync)
{
    return replace_file(path, ".", bytes, sync, NULL, NULL);
}

int pl_file_replace_dressed(const char *path, pl_str bytes, pl_file_dress *dress, void *ctx)
{
    return replace_file(path, PL_FILE_BESIDE, bytes, true, dress, ctx);
}

int pl_file_rename(const char *from, const char *to)
{
    struct stat st;
    if (lstat(to, &st) == 0)
        return EEXIST;
    return rename(from, to) != 0 ? errno : 0;
}

pl_str pl_file_cwd(pl_arena *arena)
{
    char *dir = get_current_dir_name();
    pl_str out = pl_arena_str(arena, dir ? pl_str_cstr(dir) : PL_S("."));
    free(dir);
    return out;
}

const char *pl_file_reason(int error)
{
    switch (error) {
    case EINVAL: return "not a regular file";
    case ENXIO: return "not a regular file";
    case EFBIG: return "larger than 256 MiB";
    case EAGAIN: return "it changes while it is read";
    default: return pl_error_text(error);
    }
}

const char *pl_error_text(int error)
{
    const char *text = strerrordesc_np(error);
    return text ? text : "unknown error";
}
