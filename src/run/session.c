/* session.c - opens the session of a command: its engine, its store, its default database. The
 * client library of that database is loaded on a thread meanwhile. */
#include "run/session.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/oom.h"
#include "base/pool.h"
#include "base/str.h"
#include "db/db.h"
#include "workspace/value_stores.h"
#include "run/crew.h"
#include "run/need.h"
#include <pthread.h>

enum { ROWS_IN_MEMORY = 1 << 20 };

static void explain(const pl_session *s, const pl_database_choice *choice, pl_buf *out)
{
    out->len = 0;
    pl_databases_explain(s->dbs, pl_store_index(s->store), choice, out);
}

/* Start as many threads as queries may run at a time, and a few for the work between them. */
static pl_engine *open_engine(pl_session *s, const pl_db_stop *stop)
{
    enum { USUAL = 60, SPARE = 4 };
    unsigned parallel = pl_session_parallel(s);
    pl_engine_options options = { .settings = s->options.settings,
                                  .environment = s->options.environment,
                                  .recorded = s->options.recorded,
                                  .threads = s->options.threads,
                                  .result_bytes = s->options.result_bytes };
    if (!options.threads && parallel > USUAL)
        options.threads = parallel + SPARE;
    if (!options.result_bytes)
        options.result_bytes = ROWS_IN_MEMORY;
    return pl_engine__of_session(s, &options, stop);
}

/* Open the default database if what will be run needs it. If opening contacts no server, it is
 * opened in any case, which costs less than finding out. Failure is an error unless the session is
 * tolerant and something runs without the database. */
static bool open_default(pl_session *s, pl_buf *why)
{
    const pl_command_scope *scope = s->options.scope;
    if (scope && !pl_databases_is_quiet(s->dbs) && !pl_need_of_session(s, scope, false).uses)
        return true;
    if (pl_databases_open_default(s->dbs, why))
        return true;
    if (s->options.tolerant && scope && pl_need_of_session(s, scope, true).rest)
        return true;
    if (s->options.explain) {
        pl_buf_cstr(why, "\nThe database is ");
        pl_databases_explain(s->dbs, pl_store_index(s->store), pl_databases_session(s->dbs), why);
    }
    return false;
}

static bool open_databases(pl_session *s, pl_buf *why)
{
    const pl_databases_options how = { .settings = s->options.settings,
                                       .environment = s->options.environment,
                                       .stop = pl_session_stop(s),
                                       .explain = s->options.explain };
    pl_store_enter(s->store);
    s->dbs = pl_databases_over(s->engine->pools, s->store, &how, NULL, why);
    pl_store_leave(s->store);
    return s->dbs && open_default(s, why);
}

static pl_session *open_session(pl_workspace *ws, const pl_engine_options *options, pl_diags *diags)
{
    pl_generation *generation = pl_workspace_acquire(ws);
    pl_value_store *values =
        generation ? pl_generation_values(generation, diags) : pl_workspace_values(ws, diags);
    pl_buf why = { 0 };
    if (!values) {
        pl_generation_release(generation);
        return NULL;
    }
    pl_session *s = pl_mem_zalloc(sizeof *s);
    s->ws = ws;
    s->generation = generation;
    if (options)
        s->options = *options;
    if (!s->options.settings)
        s->options.settings = s->own_settings = pl_session_settings(s->options.environment);
    s->store = pl_store_new(values, PL_LOAD_LISTED);
    s->engine = open_engine(s, pl_session_stop(s));
    if (open_databases(s, &why)) {
        explain(s, pl_databases_session(s->dbs), &s->database);
        pl_session_deprecations(s, diags);
        pl_store_enter(s->store);
        pl_session_requirements(s, diags);
        pl_store_leave(s->store);
        s->options.scope = NULL; /* it was borrowed for this call */
    } else {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_NO_DATABASE, "%.*s", PL_FMT(pl_buf_view(&why)));
        pl_session_close(s);
        s = NULL;
    }
    pl_buf_done(&why);
    return s;
}

pl_session *pl_session_open(pl_workspace *ws, const pl_engine_options *options, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, ws, "workspace"))
        return NULL;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    pl_session *s = open_session(ws, options, diags);
    if (!pl_oom_end_reported(&scope, diags))
        return s;
    pl_session_close(s);
    return NULL;
}

void pl_session_close(pl_session *s)
{
    if (!s)
        return;
    pl_engine__close(s->engine);
    pl_databases_free(s->dbs);
    pl_store_free(s->store);
    pl_buf_done(&s->database);
    pl_buf_done(&s->unopened);
    pl_generation_release(s->generation);
    pl_settings_free(s->own_settings);
    pl_mem_free(s);
}

pl_str pl_session_database(const pl_session *s)
{
    if (!s)
        return (pl_str){ 0 };
    return pl_buf_view(&s->database);
}

pl_str pl_session_unopened(pl_session *s)
{
    if (!s)
        return (pl_str){ 0 };
    const pl_database_choice *choice = pl_databases_unopened(s->dbs);
    if (choice)
        explain(s, choice, &s->unopened);
    return pl_buf_view(&s->unopened);
}

/* ---- loading the client library of the database on a thread of its own while the workspace opens
 *
 * Which library that is can only be guessed this early, from flags, variables and settings. A
 * wrong guess costs a few milliseconds of another processor and nothing else. */

enum { MOD_FILE_TOP = 1 << 18 };

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

/* A mod states its database at the top of its file, however long that is. */
static bool guess_by_mod(const pl_settings *s, pl_arena *arena, pl_str *url)
{
    pl_reader reader = { 0 };
    pl_view view;
    pl_str path = pl_arena_printf(arena, "%.*s/mod.pp", PL_FMT(pl_settings_mod_location(s)));
    bool found = pl_view_open(&reader, path.ptr, &view) == 0 &&
                 guess_by(pl_str_sub(pl_view_str(&view), 0, MOD_FILE_TOP), url);
    pl_view_close(&view);
    pl_reader_done(&reader);
    return found;
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
