/* ahead.c - load the client library of the database on a thread of its own while the workspace
 * opens.
 *
 * Which library that is can only be guessed this early, from flags, variables and settings. A
 * wrong guess costs a few milliseconds of another processor and nothing else. */
#include "base/file.h"
#include "base/pool.h"
#include "base/str.h"
#include "db/db.h"
#include <pipelite/query.h>
#include <pthread.h>

enum { MOD_FILE_MAX = 1 << 18 };

struct pl_ahead {
    pl_arena arena;
    pl_db_options options;
    pthread_t thread;
};

/* ---- guessing which database will be used */

static const struct {
    const char *word, *url;
} words[] = {
    { "sqlite://", "sqlite://" },
    { "duckdb://", "duckdb://" },
    { "duckdbinit://", "duckdb://" },
    { "postgres://", "postgres://" },
    { "postgresql://", "postgres://" },
    { "mysql://", "mysql://" },
    { "connection.sqlite.", "sqlite://" },
    { "connection.duckdb.", "duckdb://" },
    { "connection.tailpipe.", "duckdb://" },
    { "connection.postgres.", "postgres://" },
    { "connection.steampipe.", "postgres://" },
    { "connection.mysql.", "mysql://" },
};

static bool guess_by(pl_str text, pl_str *url)
{
    for (size_t i = 0; i < PL_COUNT(words); i++)
        if (memmem(text.ptr, text.len, words[i].word, strlen(words[i].word))) {
            *url = pl_str_cstr(words[i].url);
            return true;
        }
    return false;
}

/* Find a "database=postgres://..." among the values of variables. */
static bool guess_by_variables(const pl_settings *s, const char *const *environment, pl_str *url)
{
    size_t n;
    const pl_str *vars = pl_settings_list(s, "var", &n);
    for (size_t i = 0; i < n; i++)
        if (guess_by(vars[i], url))
            return true;
    for (; environment && *environment; environment++)
        if (!strncmp(*environment, "PP_VAR_", 7) && guess_by(pl_str_cstr(*environment), url))
            return true;
    return false;
}

static bool guess_by_mod(const pl_settings *s, pl_arena *arena, pl_str *url)
{
    pl_str text;
    pl_str path = pl_arena_printf(arena, "%.*s/mod.pp", PL_FMT(pl_settings_mod_location(s)));
    return pl_file_slurp(path.ptr, MOD_FILE_MAX, arena, &text) == 0 && guess_by(text, url);
}

/* Without any hint the guess is the Steampipe of this machine. */
static pl_str guess(const pl_settings *s, const char *const *environment, pl_arena *arena)
{
    pl_str url = PL_S("postgres://"), given = pl_settings_string(s, "database");
    if (given.len)
        guess_by(given, &url);
    else if (!guess_by_variables(s, environment, &url))
        guess_by_mod(s, arena, &url);
    return url;
}

/* ---- the thread */

static void *load(void *ctx)
{
    pl_ahead *ahead = ctx;
    pl_db_preload(&ahead->options);
    return NULL;
}

pl_ahead *pl_ahead_begin(const pl_settings *settings, const char *const *environment)
{
    if (pl_pool_cpus() < 2)
        return NULL;
    pl_ahead *ahead = pl_mem_zalloc(sizeof *ahead);
    ahead->options = (pl_db_options){ .url = { guess(settings, environment, &ahead->arena) },
                                      .environment = environment };
    const pl_db_driver *driver = pl_db_driver_of(ahead->options.url);
    if (driver && driver->library && pthread_create(&ahead->thread, NULL, load, ahead) == 0)
        return ahead;
    pl_arena_done(&ahead->arena);
    pl_mem_free(ahead);
    return NULL;
}

void pl_ahead_end(pl_ahead *ahead)
{
    if (!ahead)
        return;
    pthread_join(ahead->thread, NULL);
    pl_arena_done(&ahead->arena);
    pl_mem_free(ahead);
}
