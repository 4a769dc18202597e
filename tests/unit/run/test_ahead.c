/* Loading a client library while the workspace opens: what is guessed from settings, variables
 * and the mod file. */
#include "base/buf.h"
#include "base/pool.h"
#include "base/str.h"
#include "unit/place.h"
#include <pipelite/engine.h>

static const struct {
    const char *what, *database, *var, *environment, *mod;
    bool loads; /* SQLite is built in */
} rows[] = {
    { "a flag", "postgres://h/d", NULL, NULL, "", true },
    { "a flag that needs none", "sqlite://x.db", NULL, NULL, "postgres://h/d", false },
    { "a connection", "connection.mysql.m", NULL, NULL, "", true },
    { "a value of a variable", NULL, "db=duckdb://x", NULL, "sqlite://x.db", true },
    { "one that needs none", NULL, "db=sqlite://x", NULL, "postgres://h/d", false },
    { "the environment", NULL, NULL, "PP_VAR_db=sqlite://x", "postgres://h/d", false },
    { "another variable says nothing", NULL, NULL, "OTHER=sqlite://x", "postgres://h/d", true },
    { "the mod file", NULL, NULL, NULL, "mod \"m\" {\n  database = \"sqlite://x\"\n}\n", false },
    { "its connection", NULL, NULL, NULL, "database = connection.duckdb.d", true },
    { "nothing: the Steampipe of the machine", NULL, NULL, NULL, "mod \"m\" {}\n", true },
    { "no mod file", NULL, NULL, NULL, NULL, true },
};

/* A mod file may hold all its controls: 330 KB here, below the database. */
TEST(a_library_is_guessed_from_a_long_mod_file)
{
    const char *dir = place_new("ahead-long"), *environment[] = { NULL };
    pl_buf text = { 0 };
    pl_buf_cstr(&text, "mod \"m\" {\n  database = \"sqlite://x\"\n}\n");
    for (int i = 0; i < 10000; i++)
        pl_buf_cstr(&text, "control \"c\" { sql = \"select 1\" }\n");
    place_bytes(dir, "mod.pp", text.ptr, text.len);
    pl_settings_options options = { .directory = pl_str_cstr(dir), .home = pl_str_cstr(dir) };
    pl_settings *settings = pl_settings_new(&options);
    CHECK(!pl_ahead_begin(settings, environment), "SQLite is built in");
    pl_settings_free(settings);
    pl_buf_done(&text);
}

TEST(libraries_load_ahead_when_they_are_needed)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        char name[24];
        snprintf(name, sizeof name, "ahead%zu", i);
        const char *dir = place_new(name);
        const char *environment[] = { rows[i].environment, NULL };
        if (rows[i].mod)
            place_text(dir, "mod.pp", rows[i].mod);
        pl_settings_options options = { .directory = pl_str_cstr(dir), .home = pl_str_cstr(dir) };
        pl_settings *settings = pl_settings_new(&options);
        if (rows[i].database)
            pl_settings_put_string(settings, PL_LAYER_FLAG, "database",
                                   pl_str_cstr(rows[i].database));
        if (rows[i].var) {
            pl_str var = pl_str_cstr(rows[i].var);
            pl_settings_put_list(settings, PL_LAYER_FLAG, "var", &var, 1);
        }
        pl_ahead *ahead = pl_ahead_begin(settings, environment);
        CHECK((ahead != NULL) == (rows[i].loads && pl_pool_cpus() > 1), rows[i].what);
        pl_ahead_end(ahead);
        pl_settings_free(settings);
    }
    pl_ahead_end(NULL);
}
