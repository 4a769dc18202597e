/* library.h - finds client libraries at run time.
 *
 * They are searched for in the directories of PIPELITE_DRIVERS, then as base/shared.h says, and are
 * never unloaded.
 * Threads: any. */
#ifndef PL_DB_LIBRARY_H
#define PL_DB_LIBRARY_H
#include "db/driver.h"
#include <pthread.h>

typedef struct pl_library_name {
    const char *database;     /* "PostgreSQL" */
    const char *const *files; /* "libpq.so.5", ...: the first that can be loaded; a NULL last */
    const char *package;      /* to be installed if it is missing: "the package libpq5" */
} pl_library_name;

/* A client library and its functions, looked up once, when the first connection of any pool needs
 * them. */
typedef struct pl_library {
    pthread_mutex_t lock;
    bool loaded;
} pl_library;

void pl_library__init(pl_library *library);
void pl_library__done(pl_library *library);

/* Load a library before it is needed. Reports nothing if it is missing. */
void pl_library__preload(const pl_library_name *name, const pl_db_target *target);
/* The functions to find in a library. */
typedef struct pl_library_functions {
    const char *names; /* one after the other, each NUL-terminated */
    size_t n;
    void **at; /* their addresses go here, in the order of `names` */
} pl_library_functions;
/* Load the library and find its functions, once. False with `error` filled in: it is missing, or
 * too old. */
bool pl_library__load(pl_library *library, const pl_library_name *name, const pl_db_target *target,
                      const pl_library_functions *functions, pl_db_error *error);

/* The value of a variable in the environment of the target; NULL if it is not set. */
const char *pl_db__env(const pl_db_target *target, const char *name);

#endif
