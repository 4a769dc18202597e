/* library.c - searches client libraries, opens them with dlopen(3) and looks up all functions of
 * one. */
#include "db/library.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "base/environment.h"
#include "db/inner.h"
#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

const char *pl_db__env(const pl_db_target *target, const char *name)
{
    return pl_environment_get(target->environment, name);
}

/* A program without a dynamic loader (make static) has only SQLite. */
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

static void *open_file(const char *file, const pl_db_target *target, pl_buf *path)
{
    char room[PATH_MAX];
    pl_str dirs = pl_str_cstr(pl_db__env(target, "PIPELITE_DRIVERS"));
    void *handle = NULL;
    while (dirs.len && !handle) {
        pl_str dir = pl_str_split(&dirs, ':');
        handle = dir.len ? open_in(dir, file, path) : NULL;
    }
    pl_str own = executable_dir(room);
    if (!handle && own.len)
        handle = open_in(own, file, path);
    if (!handle && own.len) {
        pl_buf installed = { 0 };
        pl_buf_printf(&installed, "%.*s/../lib/pipelite", PL_FMT(own));
        handle = open_in(pl_buf_view(&installed), file, path);
        pl_buf_done(&installed);
    }
    return handle ? handle : open_object(file);
}

/* Report the failure, with the text of dlerror() if the file exists but cannot be used. */
static bool fail(const pl_library_name *name, const char *reason, pl_db_error *error)
{
    pl_db__fail(error, PL_DB_FAILED, "cannot load the client library of %s, '%s': install %s",
                name->database, name->files[0], name->package);
    if (reason && !strstr(reason, "No such file"))
        pl_buf_printf(&error->text, " (%s)", reason);
    return false;
}

static bool load(const pl_library_name *name, const pl_db_target *target,
                 const pl_library_functions *functions, pl_db_error *error)
{
    pl_assert(functions->n > 0 && name->files[0]);
    pl_buf path = { 0 };
    void *handle = NULL;
    if (IS_STATIC) {
        pl_db__fail(error, PL_DB_FAILED,
                    "this is the static program, which has SQLite alone: %s needs the dynamic one",
                    name->database);
        return false;
    }
    for (const char *const *file = name->files; *file && !handle; file++)
        handle = open_file(*file, target, &path);
    pl_buf_done(&path);
    if (!handle)
        return fail(name, dlerror(), error);
    const char *names = functions->names;
    for (size_t i = 0; i < functions->n; i++, names += strlen(names) + 1) {
        functions->at[i] = dlsym(handle, names);
        if (!functions->at[i])
            return fail(name, dlerror(), error);
    }
    return true;
}

void pl_library__preload(const pl_library_name *name, const pl_db_target *target)
{
    pl_buf path = { 0 };
    for (const char *const *file = name->files; *file; file++)
        if (open_file(*file, target, &path))
            break;
    pl_buf_done(&path);
}

void pl_library__init(pl_library *library)
{
    *library = (pl_library){ 0 };
    pthread_mutex_init(&library->lock, NULL);
}

void pl_library__done(pl_library *library)
{
    pthread_mutex_destroy(&library->lock);
}

bool pl_library__load(pl_library *library, const pl_library_name *name, const pl_db_target *target,
                      const pl_library_functions *functions, pl_db_error *error)
{
    pthread_mutex_lock(&library->lock);
    if (!library->loaded)
        library->loaded = load(name, target, functions, error);
    bool ok = library->loaded;
    pthread_mutex_unlock(&library->lock);
    return ok;
}
