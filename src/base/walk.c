/* walk.c - the files below a directory, by openat and readdir.
 *
 * Depth first with an explicit stack of relative paths: recursion depth is the
 * user's. A path that would exceed what the kernel takes is reported, not cut. */
#include "base/file.h"
#include "base/stamp.h"
#include "base/str.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct pl_walk {
    int root;
    void *ctx;
    const pl_walk_calls *calls;
    pl_buf pending; /* relative directory names, each with a NUL, a stack */
    pl_buf path;    /* the entry at hand, NUL-terminated */
    bool stopped;
} pl_walk;

static void set_path(pl_walk *w, size_t dir_len, const char *name)
{
    w->path.len = dir_len;
    if (dir_len)
        pl_buf_byte(&w->path, '/');
    pl_buf_cstr(&w->path, name);
    pl_buf_byte(&w->path, 0);
    w->path.len--;
}

static void take_dir(pl_walk *w)
{
    if (w->calls->dir && !w->calls->dir(w->ctx, pl_buf_view(&w->path)))
        return;
    pl_buf_add(&w->pending, w->path.ptr, w->path.len + 1);
}

/* DT_* of an entry; the file system may not say, and a link is looked through:
 * DT_DIR never comes from a link. */
static unsigned char type_of(int fd, const struct dirent *e)
{
    struct stat st;
    unsigned char type = e->d_type;
    if (type == DT_UNKNOWN) {
        if (fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
            return DT_UNKNOWN;
        type = IFTODT(st.st_mode);
    }
    return type;
}

static bool link_to_dir(int fd, const char *name)
{
    struct stat st;
    return fstatat(fd, name, &st, 0) == 0 && S_ISDIR(st.st_mode);
}

static bool is_dots(const char *name)
{
    return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]));
}

static void take_entry(pl_walk *w, size_t dir_len, const char *name, unsigned char type, int fd)
{
    set_path(w, dir_len, name);
    if (type == DT_LNK && link_to_dir(fd, name)) {
        if (w->calls->weigh)
            w->calls->link(w->ctx, pl_buf_view(&w->path));
    } else if (type == DT_DIR) {
        take_dir(w);
    } else if (!w->calls->file(w->ctx, pl_buf_view(&w->path), type == DT_LNK)) {
        w->stopped = true;
    }
}

static uint64_t weigh_name(pl_walk_weigh *weigh, const char *name, unsigned char type)
{
    pl_name_kind kind = type == DT_DIR       ? PL_NAME_DIR
                        : type == DT_LNK     ? PL_NAME_LINK
                        : type == DT_UNKNOWN ? PL_NAME_GONE
                                             : PL_NAME_FILE;
    return weigh(pl_str_cstr(name), kind);
}

/* The open directory `fd`; its number, or NULL with errno and `fd` closed. */
static DIR *begin(int fd, pl_stamp *stamp)
{
    struct stat st;
    if (fd < 0)
        return NULL;
    DIR *dir = fstat(fd, &st) == 0 ? fdopendir(fd) : NULL;
    if (!dir) {
        int error = errno;
        close(fd);
        errno = error;
        return NULL;
    }
    *stamp = pl_file__stamp(&st);
    return dir;
}

/* Walk one directory; its path is in w->path. */
static int walk_dir(pl_walk *w)
{
    size_t len = w->path.len;
    uint64_t weight = 0;
    pl_stamp stamp;
    int fd =
        openat(w->root, len ? w->path.ptr : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *dir = begin(fd, &stamp);
    if (!dir)
        return errno;
    errno = 0;
    for (struct dirent *e; !w->stopped && (e = readdir(dir)) != NULL; errno = 0) {
        if (is_dots(e->d_name))
            continue;
        unsigned char type = type_of(fd, e);
        if (w->calls->weigh)
            weight += weigh_name(w->calls->weigh, e->d_name, type);
        if (type != DT_UNKNOWN)
            take_entry(w, len, e->d_name, type, fd);
    }
    int error = w->stopped ? 0 : errno;
    closedir(dir);
    if (!error && !w->stopped && w->calls->weigh)
        w->calls->listed(w->ctx, pl_str_make(w->path.ptr, len), &stamp, weight);
    return error;
}

/* The newest pending directory into w->path. */
static void pop_dir(pl_walk *w)
{
    pl_buf *p = &w->pending;
    size_t end = p->len - 1, start = pl_str_rfind(pl_str_make(p->ptr, end), 0);
    start = start == end ? 0 : start + 1;
    w->path.len = 0;
    pl_buf_add(&w->path, p->ptr + start, end - start + 1);
    w->path.len--;
    p->len = start;
}

int pl_file_walk_with(const char *root, void *ctx, const pl_walk_calls *calls)
{
    pl_walk w = { .ctx = ctx, .calls = calls };
    w.root = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (w.root < 0)
        return errno;
    int error = walk_dir(&w);
    while (!error && !w.stopped && w.pending.len) {
        pop_dir(&w);
        int failed = walk_dir(&w);
        if (failed && failed != ENOENT && failed != ENOTDIR && calls->bad)
            calls->bad(ctx, pl_buf_view(&w.path), failed);
    }
    close(w.root);
    pl_buf_done(&w.pending);
    pl_buf_done(&w.path);
    return error;
}

int pl_file_walk(const char *root, void *ctx, pl_walk_dir *dir, pl_walk_file *file,
                 void (*bad)(void *ctx, pl_str path, int error))
{
    pl_walk_calls calls = { .dir = dir, .file = file, .bad = bad };
    return pl_file_walk_with(root, ctx, &calls);
}

int pl_file_weigh(const char *path, pl_walk_weigh *weigh, pl_stamp *stamp, uint64_t *weight)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = begin(fd, stamp);
    if (!dir)
        return errno;
    *weight = 0;
    errno = 0;
    for (struct dirent *e; (e = readdir(dir)) != NULL; errno = 0)
        if (!is_dots(e->d_name))
            *weight += weigh_name(weigh, e->d_name, type_of(fd, e));
    int error = errno;
    closedir(dir);
    return error;
}
