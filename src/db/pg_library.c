#include "db/libpq.h"
#include <stdlib.h>

static void clean_environment(void)
{
    static const char *const foreign[] = { "PGHOSTADDR",       "PGREQUIREPEER", "PGSSLCRL",
                                           "PGSSLCRLDIR",      "PGREQUIREAUTH", "PGCHANNELBINDING",
                                           "PGSYSCONFDIR",     "PGSERVICE",     "PGSERVICEFILE",
                                           "PGDATESTYLE",      "PGGEQO",        "PGGSSLIB",
                                           "PGCLIENTENCODING", "PGGSSENCMODE",  "PGKRBSRVNAME" };
    for (size_t i = 0; i < PL_COUNT(foreign); i++)
        if (getenv(foreign[i]))
            unsetenv(foreign[i]);
}

static const char *const files[] = { "libpq.so.5", NULL };
const pl_library_name pl_pg__library_name = { "PostgreSQL", files, "the package libpq5" };

const pl_libpq *pl_pg__library(pl_pg_library *lib, const pl_db_target *target, pl_db_error *error)
{
#define X(function, result, args) #function "\0"
    static const char names[] = PL_LIBPQ(X);
#undef X
    if (!pl_library__load(&lib->library, &pl_pg__library_name, target, names, PL_LIBPQ_FUNCTIONS,
                          lib->at, error))
        return NULL;
    clean_environment();
    return &lib->api;
}
