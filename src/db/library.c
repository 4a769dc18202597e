/* library.c - opens client libraries and looks up all functions of one. */
#include "db/library.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "base/environment.h"
#include "base/shared.h"
#include "db/inner.h"

const char *pl_db__env(const pl_db_target *target, const char *name)
{
    return pl_environment_get(target->environment, name);
}

/* Report the failure, with the loader's words if the file exists but cannot be used. */
static bool report_failure(const pl_library_name *name, pl_str reason, pl_db_error *error)
{
    pl_db__fail(error, PL_DB_FAILED, "cannot load the client library of %s, '%s': install %s",
                name->database, name->files[0], name->package);
    if (reason.len)
        pl_buf_printf(&error->text, " (%.*s)", PL_FMT(reason));
    return false;
}

static bool load_library(const pl_library_name *name, const pl_db_target *target,
                         const pl_library_functions *functions, pl_db_error *error)
{
    pl_assert(functions->n > 0 && name->files[0]);
    if (!pl_shared_possible()) {
        pl_db__fail(error, PL_DB_FAILED,
                    "this is the static program, which has SQLite alone: %s needs the dynamic one",
                    name->database);
        return false;
    }
    pl_buf why = { 0 };
    void *library = pl_shared_open(name->files, pl_db__env(target, "PIPELITE_DRIVERS"), &why);
    bool ok =
        library && pl_shared_find(library, functions->names, functions->n, functions->at, &why);
    if (!ok)
        report_failure(name, pl_buf_view(&why), error);
    pl_buf_done(&why);
    return ok;
}

void pl_library__preload(const pl_library_name *name, const pl_db_target *target)
{
    pl_buf why = { 0 };
    (void)pl_shared_open(name->files, pl_db__env(target, "PIPELITE_DRIVERS"), &why);
    pl_buf_done(&why);
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
        library->loaded = load_library(name, target, functions, error);
    bool ok = library->loaded;
    pthread_mutex_unlock(&library->lock);
    return ok;
}
