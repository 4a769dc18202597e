/* connections.c - reads `connection` blocks against a table of attributes, and makes the
 * connection string of each. */
#include "config/connections.h"
#include "base/assert.h"
#include "base/str.h"
#include "base/utf8.h"
#include "config/field.h"
#include "config/files.h"
#include "config/url.h"
#include "config/value.h"
#include "hcl/content.h"
#include "hcl/parse.h"
#include <stddef.h>

enum { POSTGRES = 1, STEAMPIPE = 2, MYSQL = 4, SQLITE = 8, DUCKDB = 16, TAILPIPE = 32 };
enum {
    PG = POSTGRES | STEAMPIPE,
    SERVERS = PG | MYSQL,
    FILES = SQLITE | DUCKDB,
    ALL = SERVERS | FILES | TAILPIPE
};

static const struct {
    const char *name;
    unsigned bit;
    const char *db, *username; /* defaults of servers */
    int64_t port;
} types[] = {
    { "postgres", POSTGRES, "postgres", "postgres", 5432 },
    { "steampipe", STEAMPIPE, "steampipe", "steampipe", 9193 },
    { "mysql", MYSQL, "mysql", "root", 3306 },
    { "sqlite", SQLITE, NULL, NULL, 0 },
    { "duckdb", DUCKDB, NULL, NULL, 0 },
    { "tailpipe", TAILPIPE, NULL, NULL, 0 },
};

/* An attribute, which types have it, and where pl_conn_settings keeps it. */
static const struct {
    pl_str name;
    unsigned types;
    uint8_t field; /* pl_config_type */
    bool is_auth;  /* must not stand beside a pipes block */
    size_t at, count;
} columns[] = {
#define COLUMN(name, types, field, auth, member, count)                                            \
    {                                                                                              \
        { name, sizeof(name) - 1 }, types, PL_FIELD_##field, auth,                                 \
            offsetof(pl_conn_settings, member), count                                              \
    }
    COLUMN("db", SERVERS, STRING, true, db, 0),
    COLUMN("username", SERVERS, STRING, true, username, 0),
    COLUMN("host", SERVERS, STRING, true, host, 0),
    COLUMN("port", SERVERS, INT, true, port, 0),
    COLUMN("password", SERVERS, STRING, true, password, 0),
    COLUMN("search_path", PG, STRINGS, false, pub.search_path,
           offsetof(pl_conn_settings, pub.n_search_path)),
    COLUMN("search_path_prefix", PG, STRINGS, false, pub.search_path_prefix,
           offsetof(pl_conn_settings, pub.n_search_path_prefix)),
    COLUMN("sslmode", PG, STRING, true, sslmode, 0),
    COLUMN("file_name", FILES, STRING, true, file_name, 0),
    COLUMN("from", TAILPIPE, STRING, false, from, 0),
    COLUMN("to", TAILPIPE, STRING, false, to, 0),
    COLUMN("indexes", TAILPIPE, STRINGS, false, indexes, offsetof(pl_conn_settings, n_indexes)),
    COLUMN("partitions", TAILPIPE, STRINGS, false, partitions,
           offsetof(pl_conn_settings, n_partitions)),
    COLUMN("ttl", ALL, INT, false, ttl, 0),
#undef COLUMN
};

static const pl_str pipes_names[] = {
    { "cloud_host", 10 }, { "user", 4 }, { "org", 3 }, { "workspace", 9 }, { "connection", 10 },
};
static const pl_body_rule pipes_rule = { .attrs = pipes_names, .n_attrs = PL_COUNT(pipes_names) };
static const pl_block_rule inner_blocks[] = { { .type = { "pipes", 5 }, .single = true } };

/* The state of reading one block. */
typedef struct reading {
    pl_settings *s;
    const pl_ppc *file;
    const pl_block *block;
    pl_diags *diags;
    pl_str path; /* of the file, in the arena of the settings */
    pl_pos at;   /* how far the places of the file are known */
    size_t type; /* row of `types` */
    bool has_auth;
} reading;

static bool find_type(pl_str name, size_t *out)
{
    for (*out = 0; *out < PL_COUNT(types); ++*out)
        if (pl_str_eq(name, pl_str_cstr(types[*out].name)))
            return true;
    return false;
}

/* ---- values that were not given */

static pl_str env_file(const pl_settings *s, unsigned type)
{
    pl_str name = PL_S("");
    if (type == SQLITE)
        pl_settings_env(s, "SQLITE_FILENAME", &name);
    if (!name.len)
        pl_settings_env(s, "DUCKDB_FILENAME", &name);
    return name;
}

static pl_conn_settings defaults(const pl_settings *s, size_t type)
{
    pl_assert(type < PL_COUNT(types));
    pl_conn_settings c = { .ttl = -1, .pub.type = pl_str_cstr(types[type].name) };
    if (types[type].bit & SERVERS) {
        c.db = pl_str_cstr(types[type].db);
        c.username = pl_str_cstr(types[type].username);
        c.host = PL_S("localhost");
        c.port = types[type].port;
    }
    if (types[type].bit & FILES)
        c.file_name = env_file(s, types[type].bit);
    return c;
}

static pl_str url_of(pl_settings *s, unsigned type, const pl_conn_settings *c)
{
    pl_assert((type & (type - 1)) == 0);
    pl_server_parts parts = { c->username, c->password, c->host, c->db, c->sslmode, c->port };
    if (c->pipes || type == TAILPIPE)
        return PL_S("");
    if (type & PG)
        return pl_url__postgres(&s->arena, &parts);
    if (type == MYSQL)
        return pl_url__mysql(&s->arena, &parts);
    return pl_arena_printf(&s->arena, "%s://%.*s", type == SQLITE ? "sqlite" : "duckdb",
                           PL_FMT(c->file_name));
}

/* ---- one block */

static void store(pl_conn_settings *conn, size_t column, const pl_setting_value *value)
{
    pl_assert(column < PL_COUNT(columns));
    pl_assert(value->has);
    char *base = (char *)conn;
    if (columns[column].field == PL_FIELD_STRINGS) {
        *(const pl_str **)(base + columns[column].at) = value->items;
        *(size_t *)(base + columns[column].count) = value->n;
    } else if (columns[column].field == PL_FIELD_INT) {
        *(int64_t *)(base + columns[column].at) = value->number;
    } else {
        *(pl_str *)(base + columns[column].at) = value->text;
    }
}

/* Record that attribute `name` was given, so that it does not count as a default. */
static void note_given(pl_conn_settings *conn, pl_str name)
{
    conn->given.port |= pl_str_eq(name, PL_S("port"));
    if (pl_str_eq(name, PL_S("db")))
        conn->given.db = conn->db;
    else if (pl_str_eq(name, PL_S("username")))
        conn->given.username = conn->username;
    else if (pl_str_eq(name, PL_S("host")))
        conn->given.host = conn->host;
    else if (pl_str_eq(name, PL_S("file_name")))
        conn->given.file_name = conn->file_name;
}

/* Check the attributes and nested blocks against those of the block's type. */
static bool check_body(reading *r)
{
    pl_str names[PL_COUNT(columns)];
    pl_body_rule rule = { .attrs = names, .blocks = inner_blocks, .n_blocks = 1 };
    for (size_t i = 0; i < PL_COUNT(columns); i++)
        if (columns[i].types & types[r->type].bit)
            names[rule.n_attrs++] = columns[i].name;
    return pl_body_check(r->block->body, &rule, r->diags);
}

static bool read_attrs(reading *r, pl_conn_settings *conn)
{
    bool ok = true;
    for (size_t i = 0; i < PL_COUNT(columns); i++) {
        const pl_attr *attr = pl_body_attr(r->block->body, columns[i].name);
        pl_setting_value value;
        if (!attr || !(columns[i].types & types[r->type].bit))
            continue;
        ok &=
            pl_field__decode(r->s, attr, (pl_config_type)columns[i].field, NULL, r->diags, &value);
        if (!value.has)
            continue;
        store(conn, i, &value);
        note_given(conn, columns[i].name);
        r->has_auth |= columns[i].is_auth;
    }
    return ok;
}

static bool read_pipes(reading *r, pl_conn_settings *conn)
{
    pl_str *const members[] = { &conn->cloud_host, &conn->user, &conn->org, &conn->workspace,
                                &conn->connection };
    const pl_block *b = r->block->body->blocks;
    while (b && !pl_str_eq(b->type, inner_blocks[0].type))
        b = b->next;
    if (!b)
        return true;
    conn->pipes = true;
    bool ok = pl_body_check(b->body, &pipes_rule, r->diags);
    for (size_t i = 0; i < PL_COUNT(members); i++) {
        const pl_attr *attr = pl_body_attr(b->body, pipes_names[i]);
        pl_setting_value value;
        if (!attr)
            continue;
        ok &= pl_field__decode(r->s, attr, PL_FIELD_STRING, NULL, r->diags, &value);
        *members[i] = value.text;
    }
    return ok;
}

static bool report_problem(reading *r, const char *summary)
{
    pl_diag_add(r->diags, PL_ERROR, PL_DIAG_INVALID_CONFIG, r->block->def_range, summary, NULL);
    return false;
}

static bool check_values(reading *r, const pl_conn_settings *conn)
{
    static const char *const modes[] = { "disable", "allow",     "prefer",
                                         "require", "verify-ca", "verify-full" };
    bool known = !conn->sslmode.ptr;
    for (size_t i = 0; i < PL_COUNT(modes); i++)
        known |= pl_str_eq(conn->sslmode, pl_str_cstr(modes[i]));
    if (!known)
        return report_problem(r,
                              "sslmode must be one of disable, allow, prefer, require, verify-ca, "
                              "verify-full");
    if (conn->pipes && r->has_auth)
        return report_problem(r,
                              "if pipes block is defined, no other auth properties should be set");
    return true;
}

/* The line and column of byte `byte`. Bytes must be asked for in ascending order: blocks are read
 * in source order, so the file is walked once. */
static pl_pos move_to(reading *r, uint32_t byte)
{
    pl_pos_advance(&r->at, pl_str_sub(r->file->text, r->at.byte, byte));
    return r->at;
}

static pl_pos first_place(pl_str text)
{
    uint32_t mark = pl_str_starts(text, PL_S("\xef\xbb\xbf")) ? 3 : 0;
    return (pl_pos){ .line = 1, .column = 1, .byte = mark };
}

static void locate(reading *r, pl_connection *pub)
{
    pub->file = r->path;
    pub->start = move_to(r, r->block->def_range.start);
    pub->end = move_to(r, r->block->def_range.end);
}

static void keep_connection(pl_settings *s, const pl_conn_settings *conn)
{
    pl_str name =
        pl_arena_printf(&s->arena, "%.*s.%.*s", PL_FMT(conn->pub.type), PL_FMT(conn->pub.name));
    bool added;
    uint32_t at = pl_map_put(&s->connection_names, name, (uint32_t)s->connections.n, &added);
    if (added)
        pl_vec_push(&s->connections, *conn);
    else
        s->connections.at[at] = *conn;
}

static bool read_block(reading *r)
{
    const pl_label *type = r->block->labels;
    if (!find_type(type->text, &r->type)) {
        pl_str text = pl_arena_printf(
            &r->s->arena, "error creating connection: Bad Request: Invalid connection type %.*s",
            PL_FMT(type->text));
        return report_problem(r, text.ptr);
    }
    pl_conn_settings conn = defaults(r->s, r->type);
    bool ok = check_body(r);
    ok &= read_attrs(r, &conn);
    ok &= read_pipes(r, &conn);
    if (!ok || !check_values(r, &conn))
        return false;
    conn.pub.name = pl_arena_str(&r->s->arena, type->next->text);
    conn.pub.url = url_of(r->s, types[r->type].bit, &conn);
    locate(r, &conn.pub);
    keep_connection(r->s, &conn);
    return true;
}

static void add_implicit(pl_settings *s)
{
    pl_connection have;
    for (size_t i = 0; i < PL_COUNT(types); i++) {
        pl_conn_settings conn = defaults(s, i);
        conn.pub.name = PL_S("default");
        conn.pub.url = url_of(s, types[i].bit, &conn);
        pl_str name = pl_arena_printf(&s->arena, "%s.default", types[i].name);
        if (!pl_settings_find_connection(s, name, &have))
            keep_connection(s, &conn);
    }
}

const pl_str *pl_connection_types(uint32_t *n)
{
    static const pl_str names[] = {
        { "postgres", 8 }, { "steampipe", 9 }, { "mysql", 5 },
        { "sqlite", 6 },   { "duckdb", 6 },    { "tailpipe", 8 },
    };
    _Static_assert(PL_COUNT(names) == PL_COUNT(types), "one name for each type");
    *n = PL_COUNT(names);
    return names;
}

bool pl_connections__read(pl_settings *s, const pl_ppc_set *set, pl_diags *diags)
{
    bool ok = true;
    for (size_t i = 0; i < set->files.n; i++) {
        reading r = { .s = s, .file = &set->files.at[i], .diags = diags };
        r.path = pl_arena_str(&s->arena, r.file->path);
        r.at = first_place(r.file->text);
        pl_diags_begin(diags, r.file->path, r.file->text);
        for (r.block = r.file->body->blocks; r.block; r.block = r.block->next) {
            r.has_auth = false;
            if (pl_str_eq(r.block->type, PL_S("connection")))
                ok &= read_block(&r);
        }
        pl_diags_end(diags);
    }
    add_implicit(s);
    return ok;
}

/* ---- look */

size_t pl_settings_connections(const pl_settings *s)
{
    if (!s)
        return 0;
    return pl_settings__newest(s)->connections.n;
}

bool pl_settings_connection(const pl_settings *s, size_t i, pl_connection *out)
{
    *out = (pl_connection){ 0 };
    if (!s)
        return false;
    s = pl_settings__newest(s);
    if (i >= s->connections.n)
        return false;
    *out = s->connections.at[i].pub;
    return true;
}

bool pl_settings_find_connection(const pl_settings *s, pl_str name, pl_connection *out)
{
    if (!s)
        return false;
    pl_str prefix = PL_S("connection.");
    uint32_t at;
    if (pl_str_starts(name, prefix))
        name = pl_str_sub(name, prefix.len, name.len);
    s = pl_settings__newest(s);
    if (!pl_map_find(&s->connection_names, name, &at))
        return false;
    *out = s->connections.at[at].pub;
    return true;
}
