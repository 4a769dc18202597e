#include "run/plugins.h"
#include "base/str.h"

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
