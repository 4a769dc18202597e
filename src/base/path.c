/* path.c - cleans and joins paths without looking at the disk, and makes directories. */
#include "base/path.h"
#include "base/str.h"
#include <errno.h>
#include <sys/stat.h>

/* Drop the last name of out[0, n), as `..` does. There is nothing above the root, and the `ups`
 * times `..` at the beginning of a relative path stay. */
static size_t step_up(char *out, size_t n, bool absolute, size_t *ups)
{
    size_t from = absolute ? 1 : *ups ? 3 * *ups - 1 : 0;
    if (n > from) {
        while (n > from && out[n - 1] != '/')
            n--;
        return n > from ? n - 1 : n;
    }
    if (absolute)
        return n;
    if (n)
        out[n++] = '/';
    out[n++] = '.';
    out[n++] = '.';
    *ups += 1;
    return n;
}

pl_str pl_path_clean(pl_arena *arena, pl_str path)
{
    char *out = pl_arena_alloc(arena, path.len + 3);
    bool absolute = path.len && path.ptr[0] == '/';
    size_t n = 0, ups = 0; /* `ups`: leading `..` of a relative path */
    if (absolute)
        out[n++] = '/';
    while (path.len) {
        pl_str name = pl_str_split(&path, '/');
        if (!name.len || pl_str_eq(name, PL_S(".")))
            continue;
        if (pl_str_eq(name, PL_S(".."))) {
            n = step_up(out, n, absolute, &ups);
            continue;
        }
        if (n && out[n - 1] != '/')
            out[n++] = '/';
        memcpy(out + n, name.ptr, name.len);
        n += name.len;
    }
    if (!n)
        out[n++] = '.';
    out[n] = 0;
    return pl_str_make(out, n);
}

pl_str pl_path_join(pl_arena *arena, pl_str dir, pl_str path)
{
    if (path.len && path.ptr[0] == '/')
        return pl_path_clean(arena, path);
    /* Not with printf, which would end the name at a NUL. */
    char *both = pl_arena_alloc(arena, dir.len + 1 + path.len);
    if (dir.len)
        memcpy(both, dir.ptr, dir.len);
    both[dir.len] = '/';
    if (path.len)
        memcpy(both + dir.len + 1, path.ptr, path.len);
    return pl_path_clean(arena, pl_str_make(both, dir.len + 1 + path.len));
}

pl_str pl_path_home(pl_arena *arena, pl_str home, pl_str path)
{
    if (!path.len || path.ptr[0] != '~' || (path.len > 1 && path.ptr[1] != '/'))
        return path;
    path = pl_str_sub(path, 1, path.len);
    return pl_path_join(arena, home, pl_arena_printf(arena, "./%.*s", PL_FMT(path)));
}

static bool is_dir(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int make_one(const char *path, unsigned mode)
{
    if (mkdir(path, mode) == 0)
        return 0;
    int error = errno;
    if (is_dir(path))
        return 0;
    return error == EEXIST ? ENOTDIR : error;
}

static int make_dirs(pl_str path, unsigned mode)
{
    pl_arena arena = { 0 };
    char *p = pl_arena_text(&arena, path);
    bool there = is_dir(p); /* the usual case: one call */
    int error = path.len ? 0 : ENOENT;
    for (size_t i = 1; i <= path.len && !error && !there; i++) {
        if (p[i] && p[i] != '/')
            continue;
        char was = p[i];
        p[i] = 0;
        error = make_one(p, mode);
        p[i] = was;
    }
    pl_arena_done(&arena);
    return error;
}

int pl_path_make_dirs(pl_str path)
{
    return make_dirs(path, 0755);
}

int pl_path_make_private_dirs(pl_str path)
{
    return make_dirs(path, 0700);
}

pl_str pl_path_below(pl_str path, pl_str dir)
{
    bool below =
        dir.len && path.len > dir.len + 1 && pl_str_starts(path, dir) && path.ptr[dir.len] == '/';
    return below ? pl_str_sub(path, dir.len + 1, path.len) : path;
}
