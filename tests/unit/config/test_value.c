/* Connections as values of the language. */
#include "base/str.h"
#include "config/value.h"
#include "unit/config/world.h"

#define CONFIG "{HOME}/.powerpipe/config/c.ppc"
#define NOWHERE                                                                                    \
    "\"decl_range\":{\"end\":{\"byte\":0,\"column\":0,\"line\":0},\"filename\":\"\","              \
    "\"start\":{\"byte\":0,\"column\":0,\"line\":0}}"

static const char file[] =
    "connection \"sqlite\" \"yard\" {\n  file_name = \"/y.db\"\n}\n"
    "connection \"postgres\" \"main\" {\n  host = \"db\"\n  port = 5433\n  password = \"p\"\n"
    "  search_path = [\"a\", \"b\"]\n  ttl = 30\n}\n"
    "connection \"mysql\" \"cloud\" {\n  pipes {\n    org = \"o\"\n  }\n}\n"
    "connection \"tailpipe\" \"logs\" {\n  from = \"T-1d\"\n  indexes = [\"x\"]\n}\n";

static const struct {
    const char *type, *name, *want;
} rows[] = {
    { "sqlite", "yard",
      "{\"connection_string\":\"sqlite:///"
      "y.db\",\"decl_range\":{\"end\":{\"byte\":26,\"column\":27,"
      "\"line\":1},\"filename\":\"" CONFIG "\",\"start\":{\"byte\":0,\"column\":1,\"line\":1}},"
      "\"env\":{},\"file_name\":\"/y.db\",\"name\":\"sqlite.yard\",\"pipes\":null,"
      "\"resource_type\":\"connection\",\"short_name\":\"yard\",\"ttl\":-1,\"type\":\"sqlite\"}" },
    { "postgres", "main",
      "{\"connection_string\":\"postgresql://postgres:p@db:5433/postgres\",\"db\":null,"
      "\"decl_range\":{\"end\":{\"byte\":81,\"column\":29,\"line\":4},\"filename\":\"" CONFIG "\","
      "\"start\":{\"byte\":53,\"column\":1,\"line\":4}},\"env\":{\"PGDATABASE\":\"postgres\","
      "\"PGHOST\":\"db\",\"PGPASSWORD\":\"p\",\"PGPORT\":\"5433\",\"PGUSER\":\"postgres\"},"
      "\"host\":\"db\",\"name\":\"postgres.main\",\"password\":\"p\",\"pipes\":null,\"port\":5433,"
      "\"resource_type\":\"connection\",\"search_path\":[\"a\",\"b\"],"
      "\"search_path_prefix\":null,\"short_name\":\"main\",\"sslmode\":null,\"ttl\":30,"
      "\"type\":\"postgres\",\"username\":null}" },
    { "steampipe", "default",
      "{\"connection_string\":\"postgresql://steampipe@localhost:9193/"
      "steampipe\",\"db\":null," NOWHERE
      ",\"env\":{\"PGDATABASE\":\"steampipe\",\"PGHOST\":\"localhost\","
      "\"PGPORT\":\"9193\",\"PGUSER\":\"steampipe\"},\"host\":null,\"name\":\"steampipe.default\","
      "\"password\":null,\"pipes\":null,\"port\":null,\"resource_type\":\"connection\","
      "\"search_path\":null,\"search_path_prefix\":null,\"short_name\":\"default\","
      "\"sslmode\":null,\"ttl\":-1,\"type\":\"steampipe\",\"username\":null}" },
    { "duckdb", "default",
      "{\"connection_string\":\"duckdb:///d\"," NOWHERE ",\"env\":{},\"file_name\":null,"
      "\"name\":\"duckdb.default\",\"pipes\":null,\"resource_type\":\"connection\","
      "\"short_name\":\"default\",\"ttl\":-1,\"type\":\"duckdb\"}" },
    { "sqlite", "none", NULL },
    { "oracle", "default", NULL },
};

static const char *show(world *w, bool there, pl_value v)
{
    pl_buf text = { 0 };
    if (!there)
        return NULL;
    pl_value_json(v, &text);
    pl_str copy = pl_arena_str(&w->arena, pl_buf_view(&text));
    pl_buf_done(&text);
    return world_replace(w, copy.ptr, w->home.ptr, PL_S("{HOME}"));
}

TEST(connections_are_objects)
{
    world w;
    world_init(&w);
    world_env(&w, "DUCKDB_FILENAME=/d");
    world_file(&w, CONFIG, file);
    CHECK(world_load(&w), world_error(&w));
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_value v;
        bool there = pl_connection_value(w.s, pl_str_cstr(rows[i].type), pl_str_cstr(rows[i].name),
                                         &w.arena, &v);
        const char *got = show(&w, there, v);
        CHECK((got != NULL) == (rows[i].want != NULL), rows[i].type);
        if (got)
            CHECK_STR(got, rows[i].want, rows[i].name);
    }
    world_done(&w);
}

TEST(pipes_and_lists_are_part_of_it)
{
    world w;
    pl_value v;
    world_init(&w);
    world_file(&w, CONFIG, file);
    CHECK(world_load(&w), world_error(&w));
    CHECK(pl_connection_value(w.s, PL_S("mysql"), PL_S("cloud"), &w.arena, &v), "there");
    const char *text = show(&w, true, v);
    CHECK(strstr(text, "\"pipes\":{\"cloud_host\":null,\"connection\":null,\"org\":\"o\""), text);
    CHECK(strstr(text, "\"connection_string\":null"), "known when it runs");
    CHECK(pl_connection_value(w.s, PL_S("tailpipe"), PL_S("logs"), &w.arena, &v), "there");
    text = show(&w, true, v);
    CHECK(strstr(text, "\"from\":\"T-1d\",\"indexes\":[\"x\"]"), text);
    CHECK(!strstr(text, "connection_string"), "a run asks for it");
    CHECK(pl_connection_value(w.s, PL_S("mysql"), PL_S("default"), &w.arena, &v), "there");
    text = show(&w, true, v);
    CHECK(strstr(text, "\"env\":{\"MYSQL_TCP_HOST\":\"localhost\",\"MYSQL_TCP_PORT\":\"3306\"}"),
          text);
    world_done(&w);
}

static const struct {
    const char *text, *type;
} strings[] = {
    { "postgres://a/b", "postgres" },
    { "mysql://a/b", "mysql" },
    { "sqlite:///x", "sqlite" },
    { "duckdb://x", "duckdb" },
    { "acme/dev", "steampipe" },
    { "connection.sqlite.x", NULL },
    { "word", NULL },
    { "", NULL },
};

TEST(connection_strings_make_connections)
{
    world w;
    world_init(&w);
    for (size_t i = 0; i < PL_COUNT(strings); i++) {
        pl_value v, member;
        bool made = pl_connection_from_string(pl_str_cstr(strings[i].text), &w.arena, &v);
        CHECK(made == (strings[i].type != NULL), strings[i].text);
        if (!made)
            continue;
        CHECK(pl_value_member(v, PL_S("type"), &member), "a type");
        CHECK(pl_str_eq(pl_value_get_str(member), pl_str_cstr(strings[i].type)), strings[i].text);
        CHECK(pl_value_member(v, PL_S("short_name"), &member) &&
                  pl_str_eq(pl_value_get_str(member), PL_S("command_arg")),
              "a name");
    }
    world_done(&w);
}

TEST(every_type_has_a_name)
{
    uint32_t n;
    const pl_str *types = pl_connection_types(&n);
    for (uint32_t i = 0; i < n; i++)
        CHECK(types[i].len > 0, "named");
    CHECK_INT(n, 6, "types");
}
