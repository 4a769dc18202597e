/* library.h - client libraries, found at run time.
 *
 * Looked for in the directories of PIPELITE_DRIVERS (separated by colons), in the directory
 * of the executable, in lib/pipelite beside that directory (where `make install` puts them),
 * then where the system looks. Loaded libraries stay.
 * Threads: any. */
#ifndef PL_DB_LIBRARY_H
#define PL_DB_LIBRARY_H
#include "db/driver.h"
#include <pthread.h>

typedef struct pl_library_name {
    const char *database;     /* "PostgreSQL" */
    const char *const *files; /* "libpq.so.5", ...: the first that is there; a NULL last */
    const char *package;      /* what to install: "the package libpq5" */
} pl_library_name;

/* Functions of a library, found when the first connection of a pool needs them. */
typedef struct pl_library {
    pthread_mutex_t lock;
    bool loaded;
} pl_library;

void pl_library__init(pl_library *library);
void pl_library__done(pl_library *library);

/* Have the library in memory before it is needed; no message when it is not there. */
void pl_library__preload(const pl_library_name *name, const pl_db_target *target);
/* What is taken from a library. */
typedef struct pl_library_functions {
    const char *names; /* of all of them, each NUL-terminated */
    size_t n;
    void **at; /* their addresses go here, in the order of `names` */
} pl_library_functions;
/* Find the functions, once. False with `error` filled in: not there, or too old. */
bool pl_library__load(pl_library *library, const pl_library_name *name, const pl_db_target *target,
                      const pl_library_functions *functions, pl_db_error *error);

/* The value of a variable in the environment of the target; NULL when it is not there. */
const char *pl_db__env(const pl_db_target *target, const char *name);

#endif
