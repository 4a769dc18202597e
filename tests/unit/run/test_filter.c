/* --where and --tag over the controls of a benchmark (check-and-outputs.md 3, TF-01 to TF-06). */
#include "run/check.h"
#include "run/session.h"
#include "unit/session.h"

static const char text[] =
    "benchmark \"b\" {\n"
    "  children = [control.plain, control.full, control.other, control.query, d.control.far]\n}\n"
    "control \"plain\" {\n  sql = \"select 1\"\n}\n"
    "control \"full\" {\n"
    "  title = \"The [full] 100%\"\n  description = \"it's\"\n  documentation = \"# doc\"\n"
    "  severity = \"high\"\n  display = \"none\"\n  width = 4\n"
    "  tags = {\n    env = \"prod\"\n    deprecated = \"true\"\n  }\n"
    "  sql = \"select $1, $2\"\n"
    "  param \"p1\" {\n    default = 1\n  }\n  param \"p2\" {\n    default = 2\n  }\n"
    "  args = {\n    p1 = \"x\"\n  }\n}\n"
    "control \"other\" {\n  severity = \"High\"\n  sql = \"select 2\"\n"
    "  tags = {\n    env = \"qa\"\n    deprecated = \"false\"\n  }\n  args = [\"a\", 7]\n}\n"
    "control \"query\" {\n  query = query.q\n  database = \"sqlite://other.db\"\n"
    "  tags = {\n    env = \"qa\"\n  }\n}\n"
    "query \"q\" {\n  sql = \"select 3\"\n}\n";

static void begin(sessions *s, const char *name)
{
    char lock[2 * PLACE_MAX + 100];
    const char *require = "  database = \"sqlite:///dev/null\"\n  require {\n    mod \"d\" {\n"
                          "      path = \"./.d\"\n    }\n  }";
    sessions_write(s, name, require, text);
    place_text(s->dir, ".d/mod.pp", "mod \"d\" {}\ncontrol \"far\" {\n  sql = \"select 4\"\n}\n");
    snprintf(lock, sizeof lock,
             "{\"m\":{\"%s/.d\":{\"path\":\"%s/.d\",\"struct_version\":20240429}}}", s->dir,
             s->dir);
    place_text(s->dir, ".mod.cache.json", lock);
    sessions_load(s);
    CHECK(sessions_open(s), "the session opens");
}

/* The names of the controls that would run, or why there is no tree. */
static const char *kept(sessions *s, const char *where, const char *const *tags)
{
    static char out[1024];
    pl_str rules[4];
    size_t n = 0;
    for (; tags && tags[n]; n++)
        rules[n] = pl_str_cstr(tags[n]);
    pl_check *c = sessions_check(
        s, "m.benchmark.b",
        (pl_run_start_options){
            .where = pl_str_cstr(where), .tags = rules, .n_tags = n, .dry_run = true });
    out[0] = 0;
    if (!c) {
        const char *why = strstr(sessions_said(s), "\n\t: "); /* after the target as a block */
        snprintf(out, sizeof out, "%s", why ? why + 4 : sessions_said(s));
        return out;
    }
    for (uint32_t i = 0; i < c->tree->n_runs; i++)
        snprintf(out + strlen(out), sizeof out - strlen(out), "%s%.*s", i ? " " : "",
                 PL_FMT(c->tree->runs[i]->shown.short_name));
    pl_check_free(c);
    return out;
}

static const struct {
    const char *what, *where, *want;
} where_rows[] = {
    { "own controls by their short name", "name = 'plain'", "plain" },
    { "those of dependencies by the full one", "name = 'd.control.far'", "far" },
    { "all but one", "name != 'plain'", "full other query far" },
    { "a title", "title = 'The [full] 100%'", "full" },
    { "a quote in a text", "description = 'it''s'", "full" },
    { "what is not set matches nothing, nor does it differ", "description != 'x'", "full" },
    { "the same of `not in`", "severity not in ('x')", "full other" },
    { "spelling counts", "severity = 'high'", "full" },
    { "but not for ilike", "severity ilike 'HIGH'", "full other" },
    { "nor for its opposite", "severity not ilike 'hi%'", "" },
    { "a pattern", "name like 'p%'", "plain" },
    { "one character", "name like '_ull'", "full" },
    { "the opposite", "name not like '%l%'", "other query" },
    { "any of several", "name in ('full', 'query', 'gone')", "full query" },
    { "none of several", "name not in ('full', 'query')", "plain other far" },
    { "documentation", "documentation like '#%'", "full" },
    { "display", "display = 'none'", "full" },
    { "a width that is not set is 0", "width = 0", "plain other query far" },
    { "a width", "width = 4", "full" },
    { "order never holds", "width < 5", "" },
    { "nor does <>", "name <> 'plain'", "" },
    { "sql", "sql = 'select 2'", "other" },
    { "sql of a query is not the control's", "sql like '%'", "plain full other far" },
    { "the mod", "mod = 'd'", "far" },
    { "the query's name", "query = 'm.query.q'", "query" },
    { "query is never unset", "query != 'm.query.q'", "plain full other far" },
    { "params by name", "params = 'p1 p2'", "full" },
    { "args by name", "args like 'p1=%'", "full" },
    { "args by position", "args like '%7%'", "other" },
    { "args are never unset", "args != 'x'", "plain full other query far" },
    { "the database", "database like '%other.db'", "query" },
    { "an unknown column matches nothing", "void = 'x'", "" },
    { "nor does it differ", "void != 'x'", "" },
    { "columns are lower case", "NAME = 'plain'", "plain" },
    { "unless they are quoted", "\"NAME\" = 'plain'", "" },
    { "a tag", "tags->>'env' = 'qa'", "other query" },
    { "one arrow is the same", "tags->'env' = 'qa'", "other query" },
    { "a tag that is not there is empty", "tags->>'env' != 'qa'", "plain full far" },
    { "a tag, any of", "tags->>'env' in ('prod', '')", "plain full far" },
    { "of a path the first key counts", "tags->>'env'->>'more' = 'prod'", "full" },
    { "what is no map has no keys", "title->>'env' = ''", "plain full other query far" },
    { "the right side is a spelling", "name = plain", "plain" },
    { "so is a number", "width = 4.0", "" },
    { "and", "name = 'plain' and name = 'plain'", "failed to convert 'where' arg to qual" },
    { "or", "name = 'a' or name = 'b'", "failed to convert 'where' arg to qual" },
    { "not", "not name = 'a'", "failed to convert 'where' arg to qual" },
    { "is null", "name is null", "failed to convert 'where' arg to qual" },
    { "a name alone", "name", "failed to convert 'where' arg to qual" },
    { "an empty list", "name in ()", "failed to parse cn" },
};

TEST(TF_05_where_keeps_what_it_says)
{
    sessions s = { 0 };
    begin(&s, "where");
    for (size_t i = 0; i < PL_COUNT(where_rows); i++)
        CHECK_STR(kept(&s, where_rows[i].where, NULL), where_rows[i].want, where_rows[i].what);
    sessions_end(&s);
}

static const struct {
    const char *what, *where, *want;
} combined_rows[] = {
    { "or", "name = 'plain' or severity = 'high'", "plain full" },
    { "and", "severity ilike 'high' and tags->>'env' = 'qa'", "other" },
    { "not of what is not set is unknown", "not severity = 'high'", "other" },
    { "what is not set", "severity is null", "plain query far" },
    { "what is set", "severity is not null", "full other" },
    { "a tag that is not there is null", "tags->>'env' is null", "plain far" },
    { "but compares as an empty text", "not (tags->>'env' = 'qa')", "plain full far" },
    { "a tag that is there", "tags ->> 'env' is not null and name != 'full'", "other query" },
    { "no tags", "tags is null", "plain far" },
    { "what is no map has no members", "title->>'x' is null and name in ('full')", "full" },
    { "a query", "query is not null", "query" },
    { "no query", "not (query is not null) and sql like '%2'", "full other" },
    { "args", "args is null and params is null", "plain query far" },
    { "a database", "database is not null", "query" },
    { "a width", "width is not null", "full" },
    { "truth of a tag", "tags->>'deprecated' is true", "full" },
    { "not false, whatever else", "tags->>'deprecated' is not false", "plain full query far" },
    { "groups", "(name = 'plain' or name = 'far') and not (mod = 'd')", "plain" },
    { "one comparison as before", "description != 'x'", "full" },
    { "order is unknown", "not (width < 5) or name = 'plain'", "plain" },
};

TEST(where_combines)
{
    sessions s = { 0 };
    begin(&s, "where");
    s.session->options.combined_where = true;
    for (size_t i = 0; i < PL_COUNT(combined_rows); i++)
        CHECK_STR(kept(&s, combined_rows[i].where, NULL), combined_rows[i].want,
                  combined_rows[i].what);
    sessions_end(&s);
}

static const struct {
    const char *id, *tags[3], *want;
} tag_rows[] = {
    { "TF-01", { "deprecated=true" }, "full" },
    { "TF-02", { "deprecated!=true" }, "plain other query far" },
    { "TF-03", { "deprecated!=true", "deprecated!=false" }, "plain query far" },
    { "TF-04", { "deprecated!=true", "env=qa" }, "other query" },
    { "TF-06: and between keys", { "deprecated=false", "env=qa" }, "other" },
    { "TF-06: or within a key", { "env=prod", "env=qa" }, "full other query" },
    { "TF-06: no match", { "env=dev" }, "" },
    { "what is neither is ignored", { "env" }, "plain full other query far" },
};

TEST(tags_keep_what_they_say)
{
    sessions s = { 0 };
    begin(&s, "tags");
    for (size_t i = 0; i < PL_COUNT(tag_rows); i++)
        CHECK_STR(kept(&s, "", tag_rows[i].tags), tag_rows[i].want, tag_rows[i].id);
    sessions_end(&s);
}
