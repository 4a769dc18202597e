#include "base/str.h"
#include "config/setting.h"
#include "config/url.h"
#include "unit/config/world.h"

#define CONFIG "{HOME}/.powerpipe/config/"

static const struct {
    const char *what, *block, *env, *want; /* the url, or the error */
} rows[] = {
    { "postgres by default", "connection \"postgres\" \"x\" {\n}\n", NULL,
      "postgresql://postgres@localhost:5432/postgres" },
    { "postgres in full",
      "connection \"postgres\" \"x\" {\n  host = \"db\"\n  port = \"5433\"\n  db = \"inv\"\n"
      "  username = \"u\"\n  password = \"p\"\n  sslmode = \"require\"\n  ttl = -1\n}\n",
      NULL, "postgresql://u:p@db:5433/inv?sslmode=require" },
    { "a password with everything in it",
      "connection \"postgres\" \"x\" {\n  password = \"p@s/s:w?o#r%d \"\n}\n", NULL,
      "postgresql://postgres:p%40s%2Fs%3Aw%3Fo%23r%25d%20@localhost:5432/postgres" },
    { "an address of six", "connection \"postgres\" \"x\" {\n  host = \"::1\"\n}\n", NULL,
      "postgresql://postgres@[::1]:5432/postgres" },
    { "a socket", "connection \"postgres\" \"x\" {\n  host = \"/run/pg\"\n}\n", NULL,
      "postgresql://postgres@%2Frun%2Fpg:5432/postgres" },
    { "PGHOST has no effect", "connection \"postgres\" \"x\" {}\n", "PGHOST=elsewhere",
      "postgresql://postgres@localhost:5432/postgres" },
    { "steampipe", "connection \"steampipe\" \"x\" {\n}\n", NULL,
      "postgresql://steampipe@localhost:9193/steampipe" },
    { "mysql by default", "connection \"mysql\" \"x\" {\n}\n", NULL,
      "mysql://root@tcp(localhost:3306)/mysql" },
    { "mysql in full",
      "connection \"mysql\" \"x\" {\n  username = \"u\"\n  password = \"p/w\"\n  db = \"d\"\n}\n",
      NULL, "mysql://u:p/w@tcp(localhost:3306)/d" },
    { "sqlite", "connection \"sqlite\" \"x\" {\n  file_name = \"/a/b.db\"\n}\n", NULL,
      "sqlite:///a/b.db" },
    { "a function", "connection \"sqlite\" \"x\" {\n  file_name = format(\"/a/%s.db\", \"b\")\n}\n",
      NULL, "sqlite:///a/b.db" },
    { "the environment", "connection \"sqlite\" \"x\" {\n  file_name = env(\"PLACE\")\n}\n",
      "PLACE=/e.db", "sqlite:///e.db" },
    { "arithmetic", "connection \"mysql\" \"x\" {\n  port = 1000 * 3 + -1\n}\n", NULL,
      "mysql://root@tcp(localhost:2999)/mysql" },
    { "sqlite, relative", "connection \"sqlite\" \"x\" {\n  file_name = \"b.db\"\n}\n", NULL,
      "sqlite://b.db" },
    { "sqlite without a file", "connection \"sqlite\" \"x\" {\n}\n", NULL, "sqlite://" },
    { "sqlite, the quirk", "connection \"sqlite\" \"x\" {\n}\n", "DUCKDB_FILENAME=/d",
      "sqlite:///d" },
    { "sqlite, its own variable", "connection \"sqlite\" \"x\" {\n}\n", "SQLITE_FILENAME=/s",
      "sqlite:///s" },
    { "duckdb", "connection \"duckdb\" \"x\" {\n}\n", "DUCKDB_FILENAME=/d", "duckdb:///d" },
    { "duckdb has no SQLITE_FILENAME", "connection \"duckdb\" \"x\" {\n}\n", "SQLITE_FILENAME=/s",
      "duckdb://" },
    { "tailpipe is only known at run time",
      "connection \"tailpipe\" \"x\" {\n  from = \"T-7d\"\n  indexes = [\"a\", 1]\n}\n", NULL, "" },
    { "pipes gives its own",
      "connection \"postgres\" \"x\" {\n  pipes {\n    org = \"o\"\n    workspace = \"w\"\n  "
      "}\n}\n",
      NULL, "" },
    { "pipes beside a password",
      "connection \"postgres\" \"x\" {\n  password = \"p\"\n  pipes {\n  }\n}\n", NULL,
      "Internal Error: Failed to load Powerpipe config: if pipes block is defined, no other auth "
      "properties should be set\n(" CONFIG "c.ppc:1,1-26)" },
    { "unknown in pipes", "connection \"mysql\" \"x\" {\n  pipes {\n    zone = 1\n  }\n}\n", NULL,
      "Internal Error: Failed to load Powerpipe config: Unsupported argument: An argument named "
      "\"zone\" is not expected here.\n(" CONFIG "c.ppc:3,5-9)" },
    { "pipes twice", "connection \"mysql\" \"x\" {\n  pipes {\n  }\n  pipes {\n  }\n}\n", NULL,
      "Internal Error: Failed to load Powerpipe config: Duplicate pipes block: Only one pipes "
      "block is allowed. Another was defined at " CONFIG "c.ppc:2,3-8.\n(" CONFIG "c.ppc:4,3-8)" },
    { "unknown type", "connection \"oracle\" \"x\" {\n}\n", NULL,
      "Internal Error: Failed to load Powerpipe config: error creating connection: Bad Request: "
      "Invalid connection type oracle\n(" CONFIG "c.ppc:1,1-24)" },
    { "one label", "connection \"sqlite\" {\n}\n", NULL,
      "Internal Error: Failed to load config: Missing name for connection: All connection blocks "
      "must have 2 labels (type, name).\n(" CONFIG "c.ppc:1,21-22)" },
    { "three labels", "connection \"sqlite\" \"a\" \"b\" {\n}\n", NULL,
      "Internal Error: Failed to load config: Extraneous label for connection: Only 2 labels "
      "(type, name) are expected for connection blocks.\n(" CONFIG "c.ppc:1,25-28)" },
    { "a word of the documentation", "connection \"postgres\" \"x\" {\n  ssl_mode = \"a\"\n}\n",
      NULL,
      "Internal Error: Failed to load Powerpipe config: Unsupported argument: An argument named "
      "\"ssl_mode\" is not expected here. Did you mean \"sslmode\"?\n(" CONFIG "c.ppc:2,3-11)" },
    { "an attribute of another type", "connection \"sqlite\" \"x\" {\n  host = \"a\"\n}\n", NULL,
      "Internal Error: Failed to load Powerpipe config: Unsupported argument: An argument named "
      "\"host\" is not expected here.\n(" CONFIG "c.ppc:2,3-7)" },
    { "sslmode", "connection \"postgres\" \"x\" {\n  sslmode = \"perhaps\"\n}\n", NULL,
      "Internal Error: Failed to load Powerpipe config: sslmode must be one of disable, allow, "
      "prefer, require, verify-ca, verify-full\n(" CONFIG "c.ppc:1,1-26)" },
    { "a wrong type", "connection \"postgres\" \"x\" {\n  port = \"many\"\n}\n", NULL,
      "Internal Error: Failed to load Powerpipe config: Unsuitable value type: Unsuitable value: "
      "a number is required\n(" CONFIG "c.ppc:2,11-15)" },
    { "a list from a text", "connection \"postgres\" \"x\" {\n  search_path = \"a\"\n}\n", NULL,
      "Internal Error: Failed to load Powerpipe config: Unsuitable value type: Unsuitable value: "
      "list of string required, but have string\n(" CONFIG "c.ppc:2,18-19)" },
    { "a list with a hole", "connection \"postgres\" \"x\" {\n  search_path = [\"a\", null]\n}\n",
      NULL,
      "Internal Error: Failed to load Powerpipe config: Unsuitable value type: Unsuitable value: "
      "null value is not allowed\n(" CONFIG "c.ppc:2,17-18)" },
    { "a list in a list", "connection \"postgres\" \"x\" {\n  search_path = [[]]\n}\n", NULL,
      "Internal Error: Failed to load Powerpipe config: Unsuitable value type: Unsuitable value: "
      "element 0: string required, but have tuple\n(" CONFIG "c.ppc:2,17-18)" },
    { "a variable", "connection \"sqlite\" \"x\" {\n  file_name = var.x\n}\n", NULL,
      "Internal Error: Failed to load Powerpipe config: Unknown variable: There is no variable "
      "named \"var\".\n(" CONFIG "c.ppc:2,15-18)\nUnsuitable value type: Unsuitable value: value "
      "must be known\n(" CONFIG "c.ppc:2,15-20)" },
};

TEST(connections_make_their_strings_or_say_why)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        world w;
        pl_connection conn;
        world_init(&w);
        world_file(&w, CONFIG "c.ppc", rows[i].block);
        if (rows[i].env)
            world_env(&w, rows[i].env);
        if (!world_load(&w)) {
            CHECK_STR(world_error(&w), rows[i].want, rows[i].what);
        } else {
            pl_settings_connection(w.s, 0, &conn);
            CHECK_STR(pl_arena_str(&w.arena, conn.url).ptr, rows[i].want, rows[i].what);
        }
        world_done(&w);
    }
}

TEST(connections_are_found_by_name)
{
    world w;
    pl_connection c;
    world_init(&w);
    world_file(&w, CONFIG "c.ppc",
               "connection \"sqlite\" \"a.b\" {\n  file_name = \"1\"\n}\n"
               "connection \"duckdb\" \"a.b\" {\n  file_name = \"2\"\n}\n");
    CHECK(world_load(&w), world_error(&w));
    CHECK(pl_settings_find_connection(w.s, PL_S("sqlite.a.b"), &c), "type and name");
    CHECK_STR(c.url.ptr, "sqlite://1", "the right one");
    CHECK_STR(c.file.ptr, world_text(&w, CONFIG "c.ppc"), "its file");
    CHECK_INT(c.start.line, 1, "line");
    CHECK_INT(c.end.column, 26, "column after the last label");
    CHECK(pl_settings_find_connection(w.s, PL_S("connection.duckdb.a.b"), &c), "in full");
    CHECK_INT(c.start.line, 4, "line");
    CHECK_INT(c.start.byte, 48, "byte");
    CHECK(pl_settings_find_connection(w.s, PL_S("postgres.default"), &c), "an implicit one");
    CHECK_INT(c.file.len, 0, "is nowhere");
    CHECK(!pl_settings_find_connection(w.s, PL_S("sqlite"), &c), "a type alone");
    CHECK(!pl_settings_find_connection(w.s, PL_S(""), &c), "nothing");
    CHECK(!pl_settings_find_connection(w.s, PL_S("oracle.default"), &c), "no such type");
    CHECK_INT(pl_settings_connections(w.s), 8, "two and six implicit ones");
    world_done(&w);
}

TEST(connections_replace_each_other)
{
    world w;
    pl_connection c;
    world_init(&w);
    world_file(&w, "{WS}/c.ppc", "connection \"sqlite\" \"a\" {\n  file_name = \"near\"\n}\n");
    world_file(&w, CONFIG "c.ppc",
               "connection \"sqlite\" \"a\" {\n  file_name = \"far\"\n}\n"
               "connection \"sqlite\" \"b\" {\n  file_name = \"one\"\n}\n"
               "connection \"sqlite\" \"b\" {\n  file_name = \"two\"\n}\n"
               "connection \"sqlite\" \"default\" {\n  file_name = \"own\"\n}\n");
    CHECK(world_load(&w), world_error(&w));
    CHECK(pl_settings_find_connection(w.s, PL_S("sqlite.a"), &c), "a");
    CHECK_STR(c.url.ptr, "sqlite://near", "the first directory wins");
    CHECK(pl_settings_find_connection(w.s, PL_S("sqlite.b"), &c), "b");
    CHECK_STR(c.url.ptr, "sqlite://two", "in one file the last one");
    CHECK(pl_settings_find_connection(w.s, PL_S("sqlite.default"), &c), "default");
    CHECK_STR(c.url.ptr, "sqlite://own", "declared");
    world_done(&w);
}

/* ---- the database argument */

static const struct {
    const char *text;
    pl_backend want;
} backend_rows[] = {
    { "postgres://h/d", PL_BACKEND_POSTGRES },
    { "postgresql://h/d", PL_BACKEND_POSTGRES },
    { "mysql://x", PL_BACKEND_MYSQL },
    { "sqlite:///abs/x.db", PL_BACKEND_SQLITE },
    { "duckdb://rel", PL_BACKEND_DUCKDB },
    { "duckdbinit://f", PL_BACKEND_DUCKDB_INIT },
    { "connection.sqlite.x", PL_BACKEND_CONNECTION },
    { "acme/dev", PL_BACKEND_PIPES },
    { "sqlite:x.db", PL_BACKEND_UNKNOWN },
    { " sqlite://x.db", PL_BACKEND_UNKNOWN },
    { "SQLITE://x.db", PL_BACKEND_UNKNOWN },
    { "oracle://x", PL_BACKEND_UNKNOWN },
    { "connection.sqlite", PL_BACKEND_UNKNOWN },
    { "connection..x", PL_BACKEND_UNKNOWN },
    { "a/b/c", PL_BACKEND_UNKNOWN },
    { "/a", PL_BACKEND_UNKNOWN },
    { "a/", PL_BACKEND_UNKNOWN },
    { "foo", PL_BACKEND_UNKNOWN },
    { "", PL_BACKEND_UNKNOWN },
};

TEST(database_backend_goes_by_prefix)
{
    for (size_t i = 0; i < PL_COUNT(backend_rows); i++)
        CHECK_INT(pl_database_backend(pl_str_cstr(backend_rows[i].text)), backend_rows[i].want,
                  backend_rows[i].text);
}

static const struct {
    const char *what, *database, *search_path, *want, *error, *path;
} resolve_rows[] = {
    { "no database", "", NULL, "", NULL, "" },
    { "a string stays", "sqlite://x", NULL, "sqlite://x", NULL, "" },
    { "nonsense is left to the connection", "nonsense", NULL, "nonsense", NULL, "" },
    { "a connection with its search path", "connection.postgres.p", NULL,
      "postgresql://postgres@localhost:5432/postgres", NULL, "a,b" },
    { "unless there is one", "connection.postgres.p", "z",
      "postgresql://postgres@localhost:5432/postgres", NULL, "z" },
    { "known at run time only", "connection.tailpipe.default", NULL, "connection.tailpipe.default",
      NULL, "" },
    { "unknown", "connection.sqlite.nowhere", NULL, NULL,
      "connection 'connection.sqlite.nowhere' not found", "" },
    { "a handle without a token", "acme/dev", NULL, NULL,
      "Not authenticated for Turbot Pipes.\nPlease run \x1b[1mpowerpipe login\x1b[0m or setup a "
      "token.",
      "" },
};

TEST(database_is_resolved)
{
    for (size_t i = 0; i < PL_COUNT(resolve_rows); i++) {
        world w;
        world_init(&w);
        world_file(&w, CONFIG "c.ppc",
                   "connection \"postgres\" \"p\" {\n  search_path = [\"a\", \"b\"]\n}\n");
        world_new(&w);
        pl_settings_put_string(w.s, PL_LAYER_FLAG, "database",
                               pl_str_cstr(resolve_rows[i].database));
        pl_str path = pl_str_cstr(resolve_rows[i].search_path);
        if (path.len)
            pl_settings_put_list(w.s, PL_LAYER_FLAG, "search-path", &path, 1);
        CHECK(world_load(&w), world_error(&w));
        bool ok = pl_settings_resolve_database(w.s, w.diags);
        CHECK_INT(ok, !resolve_rows[i].error, resolve_rows[i].what);
        if (ok)
            CHECK_STR(world_get(&w, "database"), resolve_rows[i].want, resolve_rows[i].what);
        else
            CHECK_STR(world_error(&w), resolve_rows[i].error, resolve_rows[i].what);
        CHECK_STR(world_get(&w, "search-path"), resolve_rows[i].path, resolve_rows[i].what);
        world_done(&w);
    }
}

/* ---- files that change while the program runs */

static const char *url_of(world *w, const char *name)
{
    pl_connection c;
    if (!pl_settings_find_connection(w->s, pl_str_cstr(name), &c))
        return "none";
    return pl_arena_str(&w->arena, c.url).ptr;
}

#define POSTGRES(name, host)                                                                       \
    "connection \"postgres\" \"" name "\" {\n host = \"" host                                      \
    "\"\n db = \"x\"\n username = \"u\"\n}\n"

TEST(connections_follow_every_file)
{
    world w;
    world_init(&w);
    world_file(&w, "{HOME}/.powerpipe/config/a.ppc", POSTGRES("one", "a1"));
    world_file(&w, "{HOME}/.powerpipe/config/b.ppc", POSTGRES("two", "b1"));
    CHECK(world_load(&w), world_error(&w));
    static const struct {
        const char *what, *file, *text, *one, *two;
        pl_following want;
    } steps[] = {
        { "nothing has changed", NULL, NULL, "a1", "b1", PL_FOLLOWING_SAME },
        { "the first file", "a.ppc", POSTGRES("one", "a22"), "a22", "b1", PL_FOLLOWING_CHANGED },
        { "the last file", "b.ppc", POSTGRES("two", "b22"), "a22", "b22", PL_FOLLOWING_CHANGED },
        { "a mistake", "b.ppc", "connection {", "a22", "b22", PL_FOLLOWING_BROKEN },
        { "it is said once", NULL, NULL, "a22", "b22", PL_FOLLOWING_SAME },
        { "mended", "b.ppc", POSTGRES("two", "b333"), "a22", "b333", PL_FOLLOWING_CHANGED },
    };
    pl_settings_follow(w.s, w.diags);
    for (size_t i = 0; i < PL_COUNT(steps); i++) {
        char path[64];
        snprintf(path, sizeof path, "{HOME}/.powerpipe/config/%s", steps[i].file);
        if (steps[i].file)
            world_file(&w, path, steps[i].text);
        CHECK_INT(pl_settings_follow(w.s, w.diags), steps[i].want, steps[i].what);
        CHECK(strstr(url_of(&w, "postgres.one"), steps[i].one), steps[i].what);
        CHECK(strstr(url_of(&w, "postgres.two"), steps[i].two), steps[i].what);
    }
    world_done(&w);
}
