/* value.c - makes the value that a connection has in expressions. */
#include "config/value.h"
#include "base/str.h"
#include "config/connections.h"
#include "config/setting.h"
#include "value/number.h"

/* The members of an object that is being built. */
typedef struct object {
    pl_arena *arena;
    pl_member at[32];
    uint32_t n;
} object;

static void put_member(object *o, const char *key, pl_value v)
{
    o->at[o->n++] = (pl_member){ pl_str_cstr(key), v };
}

static pl_value text_value(object *o, pl_str s)
{
    return pl_value_text(o->arena, s, true);
}

/* Add a text, or null if it was not given. */
static void put_text(object *o, const char *key, pl_str s)
{
    put_member(o, key, s.ptr ? text_value(o, s) : pl_value_null(pl_type_simple(PL_TYPE_STRING)));
}

static pl_value number_value(int64_t n)
{
    return pl_value_int(n, PL_BITS_INT);
}

static pl_value strings(object *o, const pl_str *items, size_t n)
{
    const pl_type *type = pl_type_simple(PL_TYPE_STRING);
    if (!items)
        return pl_value_null(pl_type_collection(o->arena, PL_TYPE_LIST, type));
    pl_seq *seq = pl_seq_room(o->arena, (uint32_t)n);
    for (size_t i = 0; i < n; i++)
        seq->at[i] = text_value(o, items[i]);
    return pl_value_take_seq(PL_V_LIST, type, seq, (uint32_t)n);
}

static pl_value finish_object(const object *o)
{
    return pl_value_members(o->arena, PL_V_OBJECT, NULL, o->at, o->n);
}

/* ---- parts */

static pl_value range_value(pl_arena *arena, pl_pos at)
{
    object o = { .arena = arena };
    put_member(&o, "line", number_value(at.line));
    put_member(&o, "column", number_value(at.column));
    put_member(&o, "byte", number_value(at.byte));
    return finish_object(&o);
}

static pl_value decl_range(pl_arena *arena, const pl_connection *c)
{
    object o = { .arena = arena };
    pl_pos none = { 0 };
    put_member(&o, "filename", text_value(&o, c->file));
    put_member(&o, "start", range_value(arena, c->file.len ? c->start : none));
    put_member(&o, "end", range_value(arena, c->file.len ? c->end : none));
    return finish_object(&o);
}

static pl_value pipes(pl_arena *arena, const pl_conn_settings *c)
{
    object o = { .arena = arena };
    if (!c->pipes)
        return pl_value_null(pl_type_simple(PL_TYPE_ANY));
    put_text(&o, "cloud_host", c->cloud_host);
    put_text(&o, "user", c->user);
    put_text(&o, "org", c->org);
    put_text(&o, "workspace", c->workspace);
    put_text(&o, "connection", c->connection);
    return finish_object(&o);
}

/* The environment variables by which psql or mysql would connect to the same server; empty for
 * databases that are files. */
static pl_value environment(pl_arena *arena, const pl_conn_settings *c, bool postgres, bool mysql)
{
    object o = { .arena = arena };
    pl_str port = pl_arena_printf(arena, "%lld", (long long)c->port);
    const struct {
        const char *name;
        pl_str value;
        bool wanted;
    } vars[] = {
        { "PGDATABASE", c->db, postgres },     { "PGHOST", c->host, postgres },
        { "PGUSER", c->username, postgres },   { "PGPASSWORD", c->password, postgres },
        { "PGSSLMODE", c->sslmode, postgres }, { "PGPORT", port, postgres },
        { "MYSQL_TCP_HOST", c->host, mysql },  { "MYSQL_TCP_PORT", port, mysql },
    };
    for (size_t i = 0; i < PL_COUNT(vars); i++)
        if (vars[i].wanted && vars[i].value.len)
            put_member(&o, vars[i].name, text_value(&o, vars[i].value));
    return finish_object(&o);
}

/* ---- the whole */

/* Add `env`, and the attributes of the connection's type as they were given (null if not). */
static void put_own(object *o, const pl_conn_settings *c)
{
    pl_str type = c->pub.type;
    bool postgres = pl_str_eq(type, PL_S("postgres")) || pl_str_eq(type, PL_S("steampipe"));
    bool mysql = pl_str_eq(type, PL_S("mysql"));
    put_member(o, "env", environment(o->arena, c, postgres, mysql));
    if (postgres || mysql) {
        put_text(o, "db", c->given.db);
        put_text(o, "host", c->given.host);
        put_text(o, "username", c->given.username);
        put_text(o, "password", c->password);
        put_member(o, "port",
                   c->given.port ? number_value(c->port)
                                 : pl_value_null(pl_type_simple(PL_TYPE_NUMBER)));
    }
    if (postgres) {
        put_text(o, "sslmode", c->sslmode);
        put_member(o, "search_path", strings(o, c->pub.search_path, c->pub.n_search_path));
        put_member(o, "search_path_prefix",
                   strings(o, c->pub.search_path_prefix, c->pub.n_search_path_prefix));
    } else if (pl_str_eq(type, PL_S("sqlite")) || pl_str_eq(type, PL_S("duckdb"))) {
        put_text(o, "file_name", c->given.file_name);
    } else if (pl_str_eq(type, PL_S("tailpipe"))) {
        put_text(o, "from", c->from);
        put_text(o, "to", c->to);
        put_member(o, "indexes", strings(o, c->indexes, c->n_indexes));
        put_member(o, "partitions", strings(o, c->partitions, c->n_partitions));
    }
}

static pl_value make_connection_value(const pl_conn_settings *c, pl_arena *arena)
{
    object o = { .arena = arena };
    const pl_connection *pub = &c->pub;
    put_member(&o, "resource_type", pl_value_str(PL_S("connection")));
    put_member(&o, "type", text_value(&o, pub->type));
    put_member(&o, "short_name", text_value(&o, pub->name));
    put_member(
        &o, "name",
        text_value(&o, pl_arena_printf(arena, "%.*s.%.*s", PL_FMT(pub->type), PL_FMT(pub->name))));
    /* A Tailpipe connection gets its connection string only in a run (recorded). */
    if (!pl_str_eq(pub->type, PL_S("tailpipe")))
        put_text(&o, "connection_string", pub->url.len ? pub->url : (pl_str){ 0 });
    put_member(&o, "decl_range", decl_range(arena, pub));
    put_member(&o, "pipes", pipes(arena, c));
    put_member(&o, "ttl", number_value(c->ttl));
    put_own(&o, c);
    return finish_object(&o);
}

bool pl_connection_value(const pl_settings *s, pl_str type, pl_str name, pl_arena *arena,
                         pl_value *out)
{
    pl_str full = pl_arena_printf(arena, "%.*s.%.*s", PL_FMT(type), PL_FMT(name));
    uint32_t at;
    s = pl_settings__newest(s);
    if (!pl_map_find(&s->connection_names, full, &at))
        return false;
    *out = make_connection_value(&s->connections.at[at], arena);
    return true;
}

bool pl_connection_from_string(pl_str url, pl_arena *arena, pl_value *out)
{
    static const pl_str types[] = {
        [PL_BACKEND_POSTGRES] = { "postgres", 8 },  [PL_BACKEND_MYSQL] = { "mysql", 5 },
        [PL_BACKEND_SQLITE] = { "sqlite", 6 },      [PL_BACKEND_DUCKDB] = { "duckdb", 6 },
        [PL_BACKEND_DUCKDB_INIT] = { "duckdb", 6 }, [PL_BACKEND_PIPES] = { "steampipe", 9 },
        [PL_BACKEND_CONNECTION] = { "", 0 },        [PL_BACKEND_WORKSPACE] = { "sqlite", 6 },
        [PL_BACKEND_HISTORY] = { "sqlite", 6 },
    };
    pl_str type = types[pl_database_backend(url)];
    pl_conn_settings c = { .ttl = -1,
                           .pub = { .type = type, .name = PL_S("command_arg"), .url = url } };
    if (type.len)
        *out = make_connection_value(&c, arena);
    return type.len > 0;
}
