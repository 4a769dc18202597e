/* walk.c - visiting the files below a directory with openat and getdents64.
 *
 * The walk is depth first with an explicit stack of relative paths, because the user decides how
 * deep directories are. A path that is longer than the kernel accepts is reported, not cut. One
 * buffer serves all directories: fdopendir() would make three more system calls for each, and
 * allocate memory. */
#include "base/file.h"
#include "base/stamp.h"
#include "base/str.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reads the names in an open directory one after the other. */
typedef struct names {
    int fd, error; /* error: errno if reading failed */
    ssize_t at, end;
    _Alignas(struct dirent64) char entries[32 * 1024];
} names;

typedef struct pl_walk {
    int root;
    void *ctx;
    const pl_walk_calls *calls;
    pl_buf pending; /* a stack of relative directory names, each with a NUL */
    pl_buf path;    /* the entry at hand, NUL-terminated */
    bool stopped;
    names names; /* names in the directory at hand */
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

/* The DT_* of an entry. The file system may not know it, and a link is followed, but DT_DIR is
 * never returned for a link. */
static unsigned char type_of(int fd, const struct dirent64 *e)
{
    struct stat st;
    unsigned char type = e->d_type;
    if (type == DT_UNKNOWN) {
        if (fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
            return DT_UNKNOWN;
        type = (unsigned char)IFTODT(st.st_mode);
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

/* Begin with the open directory `fd`. 0, or an errno with `fd` closed. */
static int begin_names(names *l, int fd, pl_stamp *stamp)
{
    struct stat st;
    l->fd = fd;
    l->error = 0;
    l->at = l->end = 0;
    if (fd < 0)
        return errno;
    if (fstat(fd, &st) != 0) {
        int error = errno;
        close(fd);
        return error;
    }
    *stamp = pl_file__stamp(&st);
    return 0;
}

/* The next name except "." and "..", or NULL. */
static const struct dirent64 *next_name(names *l)
{
    for (;;) {
        if (l->at == l->end) {
            l->at = 0;
            l->end = getdents64(l->fd, l->entries, sizeof l->entries);
            l->error = l->end < 0 ? errno : 0;
            if (l->end <= 0) {
                l->end = 0;
                return NULL;
            }
        }
        const struct dirent64 *e = (const void *)(l->entries + l->at);
        l->at += e->d_reclen;
        if (!is_dots(e->d_name))
            return e;
    }
}

/* Walk one directory; its path is in w->path. */
static int walk_dir(pl_walk *w)
{
    size_t len = w->path.len;
    uint64_t weight = 0;
    pl_stamp stamp;
    int fd =
        openat(w->root, len ? w->path.ptr : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    int error = begin_names(&w->names, fd, &stamp);
    if (error)
        return error;
    for (const struct dirent64 *e; !w->stopped && (e = next_name(&w->names)) != NULL;) {
        unsigned char type = type_of(fd, e);
        if (w->calls->weigh)
            weight += weigh_name(w->calls->weigh, e->d_name, type);
        if (type != DT_UNKNOWN)
            take_entry(w, len, e->d_name, type, fd);
    }
    close(fd);
    if (!w->names.error && !w->stopped && w->calls->weigh)
        w->calls->listed(w->ctx, pl_str_make(w->path.ptr, len), &stamp, weight);
    return w->names.error;
}

/* Take the newest pending directory into w->path. */
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
    pl_walk w; /* only partly set, because most of the buffer is never used */
    memset(&w, 0, offsetof(pl_walk, names));
    w.ctx = ctx;
    w.calls = calls;
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
    names l;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = begin_names(&l, fd, stamp);
    if (error)
        return error;
    *weight = 0;
    for (const struct dirent64 *e; (e = next_name(&l)) != NULL;)
        *weight += weigh_name(weigh, e->d_name, type_of(fd, e));
    close(fd);
    return l.error;
}
