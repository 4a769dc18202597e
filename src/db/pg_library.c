/* pg_library.c - finding the functions of libpq at run time. */
#include "db/libpq.h"

static const char *const files[] = { "libpq.so.5", NULL };
const pl_library_name pl_pg__library_name = { "PostgreSQL", files, "the package libpq5" };

const pl_libpq *pl_pg__library(pl_pg_library *lib, const pl_db_target *target, pl_db_error *error)
{
#define X(function, result, args) #function "\0"
    static const char names[] = PL_LIBPQ(X);
#undef X
    pl_library_functions functions = { names, PL_LIBPQ_FUNCTIONS, lib->at };
    if (!pl_library__load(&lib->library, &pl_pg__library_name, target, &functions, error))
        return NULL;
    return &lib->api;
}
