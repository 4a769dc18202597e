#include "db/libpq.h"
#include <pthread.h>
#include <stdlib.h>

/* One for the process, as the library itself is. */
static struct {
    pthread_mutex_t lock;
    bool loaded;
    union {
        pl_libpq api;
        void *at[sizeof(pl_libpq) / sizeof(void *)];
    };
} shared = { .lock = PTHREAD_MUTEX_INITIALIZER };

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

const pl_libpq *pl_pg__library(const pl_db_target *target, pl_db_error *error)
{
    static const char *const files[] = { "libpq.so.5", NULL };
    static const pl_library_name library = { "PostgreSQL", files, "the package libpq5" };
#define X(name, result, args) #name "\0"
    static const char names[] = PL_LIBPQ(X);
#undef X
    pthread_mutex_lock(&shared.lock);
    if (!shared.loaded) {
        shared.loaded =
            pl_library__load(&library, target, names, PL_COUNT(shared.at), shared.at, error);
        clean_environment();
    }
    bool ok = shared.loaded;
    pthread_mutex_unlock(&shared.lock);
    return ok ? &shared.api : NULL;
}
