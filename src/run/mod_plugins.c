/* mod_plugins.c - does the Steampipe of a workspace have the plugins that its mod requires
 * (mod-management.md 8)? */
#include <pipelite/mod_tools.h>
#include <pipelite/config.h>
#include <poll.h>
#include <pthread.h>
#include "base/diag.h"
#include "base/str.h"
#include "mod/session.h"
#include "run/plugins.h"

enum { PATIENCE_MS = 1000, SLICE_MS = 10 };
#define MACHINE "postgresql://steampipe@127.0.0.1:9193/steampipe"

/* A thread that gives up a server which does not answer in time. */
typedef struct alarm {
    _Atomic bool fired, done;
    pthread_t thread;
    bool running;
} alarm;

static void *wait_and_fire(void *ctx)
{
    alarm *a = ctx;
    for (int ms = 0; ms < PATIENCE_MS && !atomic_load(&a->done); ms += SLICE_MS)
        poll(NULL, 0, SLICE_MS);
    atomic_store(&a->fired, true);
    return NULL;
}

static void begin(alarm *a)
{
    *a = (alarm){ 0 };
    a->running = pthread_create(&a->thread, NULL, wait_and_fire, a) == 0;
}

static void end(alarm *a)
{
    atomic_store(&a->done, true);
    if (a->running)
        pthread_join(a->thread, NULL);
}

/* The database that the user named, else the one that the mod names, else the Steampipe of this
 * machine. */
static pl_str database_of(const pl_mods *m, const pl_settings *s)
{
    pl_str given = pl_settings_string(s, "database");
    const pl_mod_text *own = &m->info.database;
    if (given.len && pl_settings_layer(s, "database") != PL_LAYER_DEFAULT)
        return given;
    return own->set && own->text.len ? own->text : PL_S(MACHINE);
}

static void compare(const pl_mods *m, const pl_plugins *plugins, pl_diags *diags)
{
    for (uint32_t i = 0; plugins->is_steampipe && i < m->info.n_plugins; i++) {
        const pl_require_plugin *p = &m->info.plugins[i];
        if (!pl_plugins_satisfy(plugins, p))
            pl_diag_plain(diags, PL_ERROR, PL_DIAG_REQUIREMENT_NOT_MET,
                          "Steampipe does not provide a plugin which satisfies requirement "
                          "'%.*s@%.*s' - required by '%.*s'",
                          PL_FMT(p->name), PL_FMT(p->min_version), PL_FMT(m->root));
    }
}

static bool check_plugins(const pl_mods *m, const pl_settings *s, pl_diags *diags)
{
    pl_str url = database_of(m, s);
    if (pl_database_backend(url) != PL_BACKEND_POSTGRES)
        return true;
    alarm a;
    pl_plugins plugins = { 0 };
    pl_db_error error = { 0 };
    pl_db_stop stop = { 0 };
    begin(&a);
    pl_db_options options = {
        .url = { url },
        .max_open = 1,
        .install_dir = pl_settings_install_dir(s),
        .environment = m->o.environment,
        .fired = &a.fired,
    };
    pl_db *db = pl_db_open(&options, &error);
    if (db && m->info.n_plugins)
        pl_plugins_read(&plugins, db, &stop);
    end(&a);
    compare(m, &plugins, diags);
    pl_db_close(db);
    pl_db_error_done(&error);
    pl_plugins_done(&plugins);
    return db != NULL;
}

bool pl_mods_check_plugins(const pl_mods *m, const pl_settings *s, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, m, "mods"))
        return false;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = check_plugins(m, s, diags);
    return pl_mods__end(&scope, ok, diags);
}
