/* folder_walk.c - visiting, and removing, everything below a folder.
 *
 * fts(3) ends a folder that fails while it is read as if it had no more names, but what is summed,
 * copied or searched for links must be complete. It also needs paths that the system accepts, but a
 * program that changes its directory makes deeper trees than PATH_MAX. Therefore this walk opens
 * each folder from the one above it, and goes back up through `..`, so that two descriptors are
 * enough for any depth. */
#include "base/alloc.h"
#include "base/assert.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/str.h"
#include "base/vec.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder that is open, or below which one is. */
typedef struct level {
    dev_t device;
    ino_t inode;
    size_t path_len; /* of w->path */
    size_t left;     /* w->left.n when all its names were visited */
} level;

/* Invariants
 *   1. `fd` is the folder of the last level, and w->path its path.
 *   2. `left` holds the names of each level above those of the levels before it. */
typedef struct walk {
    PL_VEC(level) levels;
    PL_VEC(char *) left; /* names to be visited, the next one last; owned */
    pl_buf path;         /* NUL-terminated */
    size_t root_len;
    int fd;
    /* Called for each thing, and for each folder again after what is in it; NULL: it is not. The
     * name is the last one of the path, in the folder w->fd. */
    pl_thing_fn *each;
    int (*leave)(void *ctx, int dir, const char *name);
    void *ctx;
    bool to_the_end; /* errors do not end it; the first one is returned */
    int error;
    const char *name;
} walk;

/* Note an error. True: the walk ends. What others removed meanwhile need not be removed. */
static bool ends(walk *w, int error)
{
    if (w->to_the_end && error == ENOENT)
        return false;
    w->error = w->error ? w->error : error;
    return error && !w->to_the_end;
}

static void set_path(walk *w, size_t len, const char *name)
{
    w->path.len = len;
    if (name)
        pl_buf_printf(&w->path, "/%s", name);
    pl_buf_byte(&w->path, 0);
    w->path.len--;
}

static int last_name_first(const void *a, const void *b)
{
    return strcmp(*(char *const *)b, *(char *const *)a);
}

static int list_names(walk *w, int fd)
{
    size_t before = w->left.n;
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    DIR *dir = copy < 0 ? NULL : fdopendir(copy);
    if (!dir) {
        int error = errno;
        if (copy >= 0)
            close(copy);
        return error;
    }
    for (struct dirent *e; (errno = 0, e = readdir(dir)) != NULL;) {
        if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
            continue;
        char *name = pl_mem_alloc(strlen(e->d_name) + 1);
        strcpy(name, e->d_name);
        pl_vec_push(&w->left, name);
    }
    int error = errno;
    closedir(dir);
    if (w->left.n - before > 1)
        qsort(w->left.at + before, w->left.n - before, sizeof(char *), last_name_first);
    return error;
}

/* Open the folder `name`, whose path is in w->path. True: the walk ends. */
static bool enter_folder(walk *w, const char *name)
{
    struct stat st;
    int fd = openat(w->fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || fstat(fd, &st) != 0) {
        int error = errno;
        if (fd >= 0)
            close(fd);
        return ends(w, error);
    }
    level l = { st.st_dev, st.st_ino, w->path.len, w->left.n };
    if (w->fd != AT_FDCWD)
        close(w->fd);
    w->fd = fd;
    pl_vec_push(&w->levels, l);
    return ends(w, list_names(w, fd));
}

/* Go back to the folder above, which must be the one that the walk came from. 0 or errno, which
 * ends the walk. */
static int go_up(walk *w)
{
    struct stat st;
    pl_assert(w->levels.n > 1);
    const level *up = &w->levels.at[w->levels.n - 2];
    int fd = openat(w->fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = fd < 0 || fstat(fd, &st) != 0 ? errno : 0;
    if (!error && (st.st_dev != up->device || st.st_ino != up->inode))
        error = ESTALE; /* it was moved meanwhile */
    close(w->fd);
    w->fd = fd;
    return error;
}

static bool leave_folder(walk *w)
{
    const level top = w->levels.at[w->levels.n - 1];
    if (w->levels.n == 1) {
        w->levels.n = 0;
        return false;
    }
    int error = go_up(w);
    if (error) {
        w->error = w->error ? w->error : error;
        return true;
    }
    w->levels.n--;
    set_path(w, top.path_len, NULL);
    size_t slash = pl_str_rfind(pl_buf_view(&w->path), '/');
    error = w->leave ? w->leave(w->ctx, w->fd, w->path.ptr + slash + 1) : 0;
    return ends(w, error);
}

static pl_thing_kind kind_of(mode_t mode)
{
    return S_ISDIR(mode)   ? PL_THING_FOLDER
           : S_ISREG(mode) ? PL_THING_FILE
           : S_ISLNK(mode) ? PL_THING_LINK
                           : PL_THING_OTHER;
}

static bool visit(walk *w, const char *name)
{
    struct stat st;
    set_path(w, w->levels.at[w->levels.n - 1].path_len, name);
    if (fstatat(w->fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return ends(w, errno);
    size_t start = w->root_len;
    while (w->path.ptr[start] == '/')
        start++;
    pl_thing thing = {
        .path = pl_str_make(w->path.ptr + start, w->path.len - start),
        .full = w->path.ptr,
        .kind = kind_of(st.st_mode),
        .size = (uint64_t)st.st_size,
        .mode = st.st_mode & 07777,
    };
    w->name = name;
    int error = w->each(w->ctx, &thing);
    if (thing.kind != PL_THING_FOLDER)
        return ends(w, error);
    return error == ECANCELED ? false : error ? ends(w, error) : enter_folder(w, name);
}

/* Walk everything below `root` with an explicit stack of folders; frees all memory of `w`. 0 or the
 * errno that ended the walk. */
static int walk_folders(walk *w, const char *root)
{
    w->fd = AT_FDCWD;
    pl_buf_cstr(&w->path, root);
    while (w->path.len > 1 && w->path.ptr[w->path.len - 1] == '/')
        w->path.len--;
    w->root_len = w->path.len;
    set_path(w, w->path.len == 1 && *root == '/' ? 0 : w->path.len, NULL);
    bool ended = enter_folder(w, root);
    while (w->levels.n && !ended) {
        if (w->left.n == w->levels.at[w->levels.n - 1].left) {
            ended = leave_folder(w);
            continue;
        }
        char *name = w->left.at[--w->left.n];
        ended = visit(w, name);
        pl_mem_free(name);
    }
    while (w->left.n)
        pl_mem_free(w->left.at[--w->left.n]);
    if (w->fd >= 0)
        close(w->fd);
    pl_vec_done(&w->left);
    pl_vec_done(&w->levels);
    pl_buf_done(&w->path);
    return w->error;
}

int pl_folder_walk(const char *path, pl_thing_fn *fn, void *ctx)
{
    walk w = { .each = fn, .ctx = ctx };
    struct stat st;
    if (lstat(path, &st) != 0)
        return errno;
    return S_ISDIR(st.st_mode) ? walk_folders(&w, path) : 0;
}

/* ---- removing */

/* Remove a name from an open folder. 0, also when it is not there, or errno. */
static int remove_at(int dir, const char *name, int how)
{
    return unlinkat(dir, name, how) != 0 && errno != ENOENT ? errno : 0;
}

/* A write-protected folder can be emptied by its owner. */
static int remove_thing(void *ctx, const pl_thing *thing)
{
    const walk *w = ctx;
    if (thing->kind != PL_THING_FOLDER)
        return remove_at(w->fd, w->name, 0);
    if ((thing->mode & 0700) != 0700)
        fchmodat(w->fd, w->name, 0700, 0);
    return 0;
}

static int remove_folder(void *ctx, int dir, const char *name)
{
    (void)ctx;
    return remove_at(dir, name, AT_REMOVEDIR);
}

int pl_folder_remove(const char *path)
{
    struct stat st;
    walk w = { .each = remove_thing, .leave = remove_folder, .to_the_end = true };
    w.ctx = &w;
    if (lstat(path, &st) != 0)
        return errno == ENOENT ? 0 : errno;
    if (!S_ISDIR(st.st_mode))
        return remove_at(AT_FDCWD, path, 0);
    if ((st.st_mode & 0700) != 0700)
        chmod(path, 0700);
    int error = walk_folders(&w, path), last = remove_at(AT_FDCWD, path, AT_REMOVEDIR);
    return error ? error : last;
}
