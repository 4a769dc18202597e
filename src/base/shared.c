/* shared.c - searches shared libraries and opens them with dlopen(3). */
#include "base/shared.h"
#include "base/assert.h"
#include "base/str.h"
#include <dlfcn.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#ifdef PL_STATIC
enum { IS_STATIC = true };
static void *open_object(const char *path)
{
    (void)path;
    return NULL;
}
#else
enum { IS_STATIC = false };
static void *open_object(const char *path)
{
    return dlopen(path, RTLD_NOW | RTLD_LOCAL);
}
#endif

bool pl_shared_possible(void)
{
    return !IS_STATIC;
}

static void *open_in(pl_str dir, const char *file, pl_buf *path)
{
    path->len = 0;
    pl_buf_str(path, dir);
    pl_buf_printf(path, "/%s", file);
    pl_buf_byte(path, 0);
    return access(path->ptr, R_OK) == 0 ? open_object(path->ptr) : NULL;
}

static pl_str executable_dir(char room[PATH_MAX])
{
    ssize_t n = readlink("/proc/self/exe", room, PATH_MAX);
    pl_str path = pl_str_make(room, n > 0 ? (size_t)n : 0);
    size_t slash = pl_str_rfind(path, '/');
    return pl_str_sub(path, 0, slash < path.len ? slash : 0);
}

static void *open_file(const char *file, const char *dirs, pl_buf *path)
{
    char room[PATH_MAX];
    pl_str left = pl_str_cstr(dirs), own = executable_dir(room);
    void *library = NULL;
    while (left.len && !library) {
        pl_str dir = pl_str_split(&left, ':');
        library = dir.len ? open_in(dir, file, path) : NULL;
    }
    if (!library && own.len)
        library = open_in(own, file, path);
    if (!library && own.len) {
        pl_buf installed = { 0 };
        pl_buf_printf(&installed, "%.*s/../lib/pipelite", PL_FMT(own));
        library = open_in(pl_buf_view(&installed), file, path);
        pl_buf_done(&installed);
    }
    return library ? library : open_object(file);
}

static void put_reason(pl_buf *why)
{
    const char *reason = IS_STATIC ? NULL : dlerror();
    if (reason && !strstr(reason, "No such file"))
        pl_buf_cstr(why, reason);
}

void *pl_shared_open(const char *const *files, const char *dirs, pl_buf *why)
{
    pl_assert(files[0]);
    pl_buf path = { 0 };
    void *library = NULL;
    for (const char *const *file = files; !IS_STATIC && *file && !library; file++)
        library = open_file(*file, dirs, &path);
    pl_buf_done(&path);
    if (!library)
        put_reason(why);
    return library;
}

bool pl_shared_find(void *library, const char *names, size_t n, void **at, pl_buf *why)
{
    pl_assert(library && n > 0);
    for (size_t i = 0; i < n; i++, names += strlen(names) + 1) {
        at[i] = dlsym(library, names);
        if (!at[i]) {
            put_reason(why);
            return false;
        }
    }
    return true;
}
