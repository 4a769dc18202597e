#include "base/folder.h"
#include "base/alloc.h"
#include "base/file.h"
#include "base/look.h"
#include "base/str.h"
#include "base/vec.h"
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- walking */

/* fts(3) ends a folder that fails while it is read as if it had no more names, but what is
 * summed, copied or searched for links must be complete. Therefore folders are listed here.
 * Those still to be visited are on a stack, because the user decides how deep they are. */
typedef struct walk {
    PL_VEC(char *) left; /* paths to be visited, the next one last */
    pl_buf path;         /* path of the folder that is being listed */
} walk;

static bool add_name(void *ctx, pl_str name, pl_file_type type)
{
    walk *w = ctx;
    (void)type;
    char *path = pl_mem_alloc(w->path.len + name.len + 2);
    snprintf(path, w->path.len + name.len + 2, "%.*s/%.*s", PL_FMT(pl_buf_view(&w->path)),
             PL_FMT(name));
    pl_vec_push(&w->left, path);
    return true;
}

static int last_name_first(const void *a, const void *b)
{
    return strcmp(*(char *const *)b, *(char *const *)a);
}

static int list_folder(walk *w, const char *path)
{
    size_t before = w->left.n;
    w->path.len = 0;
    pl_buf_cstr(&w->path, path);
    while (w->path.len > 1 && w->path.ptr[w->path.len - 1] == '/')
        w->path.len--;
    int error = pl_file_list(path, w, add_name);
    if (w->left.n - before > 1)
        qsort(w->left.at + before, w->left.n - before, sizeof(char *), last_name_first);
    return error;
}

static pl_thing_kind kind_of(mode_t mode)
{
    return S_ISDIR(mode)   ? PL_THING_FOLDER
           : S_ISREG(mode) ? PL_THING_FILE
           : S_ISLNK(mode) ? PL_THING_LINK
                           : PL_THING_OTHER;
}

static int visit(walk *w, const char *full, size_t root_len, pl_thing_fn *fn, void *ctx)
{
    struct stat st;
    if (lstat(full, &st) != 0)
        return errno;
    const char *path = full + root_len;
    while (*path == '/')
        path++;
    pl_thing thing = {
        .path = pl_str_cstr(path),
        .full = full,
        .kind = kind_of(st.st_mode),
        .size = (uint64_t)st.st_size,
        .mode = st.st_mode & 07777,
    };
    int error = fn(ctx, &thing);
    if (thing.kind != PL_THING_FOLDER)
        return error;
    return error == ECANCELED ? 0 : error ? error : list_folder(w, full);
}

int pl_folder_walk(const char *path, pl_thing_fn *fn, void *ctx)
{
    walk w = { 0 };
    struct stat st;
    int error = lstat(path, &st) != 0 ? errno : 0;
    if (!error && S_ISDIR(st.st_mode))
        error = list_folder(&w, path);
    while (w.left.n) {
        char *full = w.left.at[--w.left.n];
        error = error ? error : visit(&w, full, strlen(path), fn, ctx);
        pl_mem_free(full);
    }
    pl_vec_done(&w.left);
    pl_buf_done(&w.path);
    return error;
}

/* ---- making and removing */

int pl_folder_make(const char *path)
{
    return mkdir(path, 0755) != 0 ? errno : 0;
}

/* Remove an entry. A write-protected folder can be emptied by its owner. */
static int remove_one(const FTSENT *e)
{
    switch (e->fts_info) {
    case FTS_D:
        if ((e->fts_statp->st_mode & 0700) != 0700)
            chmod(e->fts_accpath, 0700);
        return 0;
    case FTS_DC:
    case FTS_DOT: return 0;
    case FTS_NS: return e->fts_errno == ENOENT ? 0 : e->fts_errno;
    case FTS_DNR:
    case FTS_ERR: return e->fts_errno;
    case FTS_DP: return rmdir(e->fts_accpath) != 0 && errno != ENOENT ? errno : 0;
    default: return unlink(e->fts_accpath) != 0 && errno != ENOENT ? errno : 0;
    }
}

int pl_folder_remove(const char *path)
{
    char *const roots[] = { (char *)path, NULL };
    FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    int first = 0;
    if (!fts)
        return errno == ENOENT ? 0 : errno;
    for (FTSENT *e; (e = fts_read(fts));) {
        int error = remove_one(e);
        first = first ? first : error;
    }
    fts_close(fts);
    return first;
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
    pl_file_run_name(&beside);
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
