/* inside.c - proves that a path stays inside a folder: with openat2(2) where the kernel has it,
 * else by following it name by name. */
#include "base/inside.h"
#include "base/assert.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/path.h"
#include "base/str.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

bool pl_path_is_plain(pl_str path)
{
    if (!path.len || memchr(path.ptr, 0, path.len))
        return false;
    while (path.ptr) {
        pl_str name = pl_str_split(&path, '/');
        if (!name.len || pl_str_eq(name, PL_S(".")) || pl_str_eq(name, PL_S("..")))
            return false;
    }
    return true;
}

/* ---- by the kernel */

/* The argument of openat2(2) and its flags; older system headers lack them. */
typedef struct how {
    uint64_t flags, mode, resolve;
} how;
enum { NO_MAGICLINKS = 0x02, NO_SYMLINKS = 0x04, BENEATH = 0x08 };

static int open_beneath(int root, const char *path, pl_links links)
{
#ifdef SYS_openat2
    how h = { .flags = O_PATH | O_CLOEXEC, .resolve = BENEATH | NO_MAGICLINKS };
    if (links == PL_LINKS_NONE)
        h.resolve |= NO_SYMLINKS;
    return (int)syscall(SYS_openat2, root, path, &h, sizeof h);
#else
    (void)root, (void)path, (void)links;
    errno = ENOSYS;
    return -1;
#endif
}

/* Does the errno mean that openat2() cannot answer: the kernel lacks it, a sandbox forbids it, or
 * something was renamed meanwhile? */
static bool is_unknown(int error)
{
    return error == ENOSYS || error == EPERM || error == EAGAIN || error == EINVAL;
}

/* ---- name by name */

enum { MOST_LINKS = 40 };

typedef struct following {
    int root;
    pl_links forbidden;
    pl_buf at;   /* the path so far: relative, without links and `..`, NUL-terminated */
    pl_buf rest; /* what is still to be followed */
    unsigned links;
} following;

static void set_length(pl_buf *path, size_t len)
{
    path->len = len;
    pl_buf_byte(path, 0);
    path->len--;
}

static int step_up(following *f)
{
    if (!f->at.len)
        return EXDEV;
    size_t slash = pl_str_rfind(pl_buf_view(&f->at), '/');
    set_length(&f->at, slash < f->at.len ? slash : 0);
    return 0;
}

/* Replace the name that was just appended, a link, by its target. `rest` follows it; its pointer
 * is NULL when not even a slash does. */
static int follow_link(following *f, size_t before, pl_str rest)
{
    char target[PATH_MAX];
    ssize_t n = readlinkat(f->root, f->at.ptr, target, sizeof target);
    if (n < 0)
        return errno;
    if (f->forbidden == PL_LINKS_NONE || ++f->links > MOST_LINKS)
        return ELOOP;
    if (n && target[0] == '/')
        return EXDEV;
    pl_buf next = { 0 };
    pl_buf_add(&next, target, (size_t)n);
    if (rest.ptr)
        pl_buf_byte(&next, '/');
    pl_buf_str(&next, rest);
    pl_buf_done(&f->rest);
    f->rest = next;
    set_length(&f->at, before);
    return 0;
}

static int step_into(following *f, pl_str name, pl_str rest)
{
    struct stat st;
    size_t before = f->at.len;
    if (before)
        pl_buf_byte(&f->at, '/');
    pl_buf_str(&f->at, name);
    set_length(&f->at, f->at.len);
    if (fstatat(f->root, f->at.ptr, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return errno;
    if (S_ISLNK(st.st_mode))
        return follow_link(f, before, rest);
    return rest.ptr && !S_ISDIR(st.st_mode) ? ENOTDIR : 0;
}

static int follow_path(following *f)
{
    int error = 0;
    while (f->rest.len && !error) {
        pl_str rest = pl_buf_view(&f->rest), name = pl_str_split(&rest, '/');
        size_t left = rest.len;
        unsigned links = f->links;
        if (pl_str_eq(name, PL_S("..")))
            error = step_up(f);
        else if (name.len && !pl_str_eq(name, PL_S(".")))
            error = step_into(f, name, rest);
        if (error || links != f->links)
            continue;
        memmove(f->rest.ptr, f->rest.ptr + f->rest.len - left, left);
        f->rest.len = left;
    }
    return error;
}

static int prove_by_name(int root, const char *path, pl_links links)
{
    following f = { .root = root, .forbidden = links };
    if (path[0] == '/')
        return EXDEV;
    pl_buf_cstr(&f.rest, path);
    int error = follow_path(&f);
    pl_buf_done(&f.at);
    pl_buf_done(&f.rest);
    return error;
}

/* ---- both */

int pl_path__prove_by_name(const char *root, const char *path, pl_links links)
{
    int fd = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    int error = prove_by_name(fd, path, links);
    close(fd);
    return error;
}

int pl_path_prove(const char *root, const char *path, pl_links links)
{
    pl_assert(links != PL_LINKS_ANY);
    int fd = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    int found = open_beneath(fd, path, links), error = found < 0 ? errno : 0;
    if (found >= 0)
        close(found);
    else if (is_unknown(error))
        error = prove_by_name(fd, path, links);
    close(fd);
    return error;
}

int pl_path_inside(pl_arena *arena, pl_str root, pl_str path, pl_links links, pl_str *out)
{
    *out = (pl_str){ 0 };
    pl_assert(root.len);
    if (!pl_path_is_plain(path))
        return EXDEV;
    pl_str full = pl_path_join(arena, root, path);
    pl_str top = pl_arena_str(arena, root);
    int error = 0;
    if (links != PL_LINKS_ANY)
        error = pl_path_prove(top.ptr, full.ptr + full.len - path.len, links);
    if (error == ENOENT || error == ENOTDIR)
        error = 0;
    if (!error)
        *out = full;
    return error;
}

const char *pl_path_reason(int error)
{
    return error == EXDEV ? "it leads out of its folder" : pl_file_reason(error);
}
