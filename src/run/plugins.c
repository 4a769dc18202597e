/* plugins.c - queries a Steampipe for its plugins, and compares them with those that mods
 * require. */
#include "run/plugins.h"
#include "base/diag.h"
#include "base/str.h"
#include "mod/session.h"
#include <pipelite/config.h>
#include <pipelite/mod_tools.h>
#include <poll.h>
#include <pthread.h>

/* Only small tables are read, which a server has in memory: the query below takes 2 ms on a new
 * connection. */
static const char find_schema[] =
    "select nspname from pg_catalog.pg_namespace where nspname = 'steampipe_internal'";
/* Newer Steampipes have one row for each plugin; older ones name in each connection the plugin
 * that it uses. */
static const char find_tables[] =
    "select tablename from pg_tables where schemaname = 'steampipe_internal' and tablename in "
    "('steampipe_plugin', 'steampipe_connection') order by tablename desc";
static const char by_plugin[] = "select plugin, version from steampipe_internal.steampipe_plugin";
static const char by_connection[] =
    "select distinct plugin, null from steampipe_internal.steampipe_connection";

/* ---- queries */

static bool any_columns(void *ctx, const pl_column *columns, uint32_t n)
{
    (void)ctx, (void)columns, (void)n;
    return true;
}

static pl_str text_of(const pl_cell *cell)
{
    return cell->tag == PL_CELL_TEXT ? pl_str_trim(cell->text) : PL_S("");
}

static bool take_schema(void *ctx, const pl_cell *cells)
{
    (void)cells;
    *(bool *)ctx = true;
    return true;
}

/* Take the first name. */
static bool take_table(void *ctx, const pl_cell *cells)
{
    const char **sql = ctx;
    if (!*sql)
        *sql = pl_str_eq(text_of(&cells[0]), PL_S("steampipe_plugin")) ? by_plugin : by_connection;
    return true;
}

/* "hub.steampipe.io/plugins/turbot/aws@latest", "turbot/aws" and "aws" are the same. */
static pl_str plain_name(pl_arena *arena, pl_str text)
{
    pl_str hub = PL_S("hub.steampipe.io/plugins/");
    if (pl_str_starts(text, hub))
        text = pl_str_sub(text, hub.len, text.len);
    text = pl_str_sub(text, 0, pl_str_find(text, '@'));
    bool has_owner = pl_str_find(text, '/') < text.len;
    return has_owner ? pl_arena_str(arena, text)
                     : pl_arena_printf(arena, "turbot/%.*s", PL_FMT(text));
}

static bool take_plugin(void *ctx, const pl_cell *cells)
{
    pl_plugins *all = ctx;
    pl_plugin p = { .name = plain_name(&all->arena, text_of(&cells[0])) };
    pl_str version = pl_arena_str(&all->arena, text_of(&cells[1]));
    p.any = !pl_version_parse(version, &p.version);
    pl_vec_push(&all->list, p);
    return true;
}

static bool ask(pl_db *db, pl_db_stop *stop, const char *sql, void *ctx,
                bool (*row)(void *, const pl_cell *))
{
    pl_row_sink sink = { any_columns, row, ctx };
    pl_db_query query = { .sql = pl_str_cstr(sql), .stop = stop };
    pl_db_error error = { 0 };
    bool ok = pl_db_run(db, &query, &sink, &error, NULL);
    pl_db_error_done(&error);
    return ok;
}

void pl_plugins_read(pl_plugins *plugins, pl_db *db, pl_db_stop *stop)
{
    const char *sql = NULL;
    bool may_be = false;
    plugins->is_steampipe = ask(db, stop, find_schema, &may_be, take_schema) && may_be &&
                            ask(db, stop, find_tables, &sql, take_table) && sql &&
                            ask(db, stop, sql, plugins, take_plugin);
}

void pl_plugins_done(pl_plugins *plugins)
{
    pl_vec_done(&plugins->list);
    pl_arena_done(&plugins->arena);
}

/* ---- searching */

static bool has_name(const pl_plugin *p, pl_str wanted)
{
    pl_str own = PL_S("local/");
    size_t slash = pl_str_rfind(wanted, '/');
    return pl_str_eq(p->name, wanted) ||
           (pl_str_starts(p->name, own) && pl_str_eq(pl_str_sub(p->name, own.len, p->name.len),
                                                     pl_str_sub(wanted, slash + 1, wanted.len)));
}

bool pl_plugins_satisfy(const pl_plugins *plugins, const pl_require_plugin *wanted)
{
    pl_arena arena = { 0 };
    pl_str name = plain_name(&arena, wanted->name);
    bool ok = false;
    for (size_t i = 0; i < plugins->list.n && !ok; i++) {
        const pl_plugin *p = &plugins->list.at[i];
        ok = has_name(p, name) && (p->any || pl_version_cmp(&p->version, &wanted->at_least) >= 0);
    }
    pl_arena_done(&arena);
    return ok;
}

/* ---- what a mod requires */

bool pl_required_info(pl_evaluator *ev, uint32_t mod, pl_arena *arena, pl_mod_info *out,
                      pl_diags *diags)
{
    uint32_t n;
    const pl_ix_mod *mods = pl_index_mods(pl_evaluator_index(ev), &n);
    pl_block_view view;
    bool ok = true;
    *out = (pl_mod_info){ 0 };
    if (mods[mod].entry == PL_NONE)
        return true;
    if (!pl_evaluator_open(ev, mods[mod].entry, &view, diags))
        return false;
    for (const pl_block *r = view.block ? view.block->body->blocks : NULL; r; r = r->next)
        if (pl_required_is_block(r))
            ok = pl_require__decode(r, pl_str_eq(r->type, PL_S("requires")), arena, out, diags) &&
                 ok;
    pl_evaluator_close(ev, &view, diags);
    return ok;
}

/* ---- does the Steampipe have the plugins that a mod requires (mod-management.md 8)? */

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

static bool check_mod_plugins(const pl_mods *m, const pl_settings *s, pl_diags *diags)
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
    bool ok = check_mod_plugins(m, s, diags);
    return pl_mods__end(&scope, ok, diags);
}
