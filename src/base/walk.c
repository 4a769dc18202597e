/* walk.c - the files below a directory, by openat and readdir.
 *
 * Depth first with an explicit stack of relative paths: recursion depth is the
 * user's. A path that would exceed what the kernel takes is reported, not cut. */
#include "base/file.h"
#include "base/str.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct pl_walk {
    int root;
    void *ctx;
    pl_walk_dir *dir;
    pl_walk_file *file;
    void (*bad)(void *ctx, pl_str path, int error);
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
    if (w->dir && !w->dir(w->ctx, pl_buf_view(&w->path)))
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

static void take_entry(pl_walk *w, int fd, size_t dir_len, const struct dirent *e)
{
    const char *name = e->d_name;
    if (name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2])))
        return;
    unsigned char type = type_of(fd, e);
    if (type == DT_UNKNOWN || (type == DT_LNK && link_to_dir(fd, name)))
        return;
    set_path(w, dir_len, name);
    if (type == DT_DIR)
        take_dir(w);
    else if (!w->file(w->ctx, pl_buf_view(&w->path), type == DT_LNK))
        w->stopped = true;
}

/* Walk one directory; its path is in w->path. */
static int walk_dir(pl_walk *w)
{
    size_t len = w->path.len;
    int fd = openat(w->root, len ? w->path.ptr : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir) {
        int error = errno;
        if (fd >= 0)
            close(fd);
        return error;
    }
    for (struct dirent *e; !w->stopped && (e = readdir(dir)) != NULL;)
        take_entry(w, fd, len, e);
    closedir(dir);
    return 0;
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

int pl_file_walk(const char *root, void *ctx, pl_walk_dir *dir, pl_walk_file *file,
                 void (*bad)(void *ctx, pl_str path, int error))
{
    pl_walk w = { .ctx = ctx, .dir = dir, .file = file, .bad = bad };
    w.root = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (w.root < 0)
        return errno;
    int error = walk_dir(&w);
    while (!error && !w.stopped && w.pending.len) {
        pop_dir(&w);
        int failed = walk_dir(&w);
        if (failed && failed != ENOENT && failed != ENOTDIR && bad)
            bad(ctx, pl_buf_view(&w.path), failed);
    }
    close(w.root);
    pl_buf_done(&w.pending);
    pl_buf_done(&w.path);
    return error;
}
