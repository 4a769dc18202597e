/* What a session works out before anything runs: which database a resource uses
 * (mod-language.md 2.6, LX-13), and what it warns of (2.2, 9.3). */
#include "run/session.h"
#include "unit/session.h"
#include "workspace/world.h"

/* ---- which database */

/* A mod that requires d, where `root` and `dep` are in the blocks of both and `of_dep` in the
 * require block of d. */
static void write_two(sessions *s, const char *name, const char *root, const char *of_dep,
                      const char *dep)
{
    char text[2000], lock[2 * PLACE_MAX + 100];
    snprintf(text, sizeof text,
             "%s\n  require {\n    mod \"d\" {\n      path = \"./.d\"\n%s\n    }\n  }", root,
             of_dep);
    sessions_write(s, name, text,
                   "control \"plain\" {\n  sql = \"select 1\"\n}\n"
                   "control \"own\" {\n  sql = \"select 1\"\n  database = \"sqlite://own\"\n"
                   "  search_path = [\"own\"]\n}\n"
                   "control \"both\" {\n  query = query.q\n  database = \"sqlite://own\"\n}\n"
                   "control \"asks\" {\n  query = query.q\n}\n"
                   "query \"q\" {\n  sql = \"select 1\"\n  database = \"sqlite://query\"\n"
                   "  search_path = [\"query\"]\n}\n"
                   "dashboard \"home\" {\n  database = \"sqlite://home\"\n"
                   "  card \"in_home\" {\n    sql = \"select 1\"\n  }\n}\n");
    snprintf(text, sizeof text,
             "mod \"d\" {\n%s\n}\ncontrol \"far\" {\n  sql = \"select 1\"\n}\n"
             "control \"far_own\" {\n  sql = \"select 1\"\n"
             "  database = \"sqlite://far\"\n}\n",
             dep);
    place_text(s->dir, ".d/mod.pp", text);
    snprintf(lock, sizeof lock,
             "{\"m\":{\"%s/.d\":{\"path\":\"%s/.d\",\"struct_version\":20240429}}}", s->dir,
             s->dir);
    place_text(s->dir, ".mod.cache.json", lock);
}

/* "url path,path prefix,prefix" */
static const char *chosen(sessions *s, const char *name)
{
    static char out[512];
    pl_buf why = { 0 };
    pl_database_choice c;
    pl_source from;
    pl_session *session = s->session;
    pl_world *world = pl_store_world(session->store);
    pl_world_enter(world);
    const pl_resource *r = pl_store_get(session->store, sessions_id(s, name), &why);
    CHECK(r && pl_store_source(session->store, r, &from, &why), name);
    bool ok = pl_databases_choose(session->dbs, session->store, r,
                                  from.n > 1 ? from.chain[1] : NULL, &c, &why);
    pl_world_leave(world);
    pl_str first = ok ? c.url : pl_buf_view(&why);
    int n = snprintf(out, sizeof out, "%.*s", PL_FMT(first));
    for (uint32_t i = 0; ok && i < c.n_search_path; i++)
        n += snprintf(out + n, sizeof out - (size_t)n, "%c%.*s", i ? ',' : ' ',
                      PL_FMT(c.search_path[i]));
    for (uint32_t i = 0; ok && i < c.n_search_path_prefix; i++)
        n += snprintf(out + n, sizeof out - (size_t)n, "%s%.*s", i ? "," : " +",
                      PL_FMT(c.search_path_prefix[i]));
    pl_buf_done(&why);
    return out;
}

static const struct {
    const char *what, *root, *of_dep, *dep, *name, *want;
} choice_rows[] = {
#define ROOT "  database = \"sqlite://root\""
#define PATHS "\n  search_path = [\"a\", \"b\"]\n  search_path_prefix = [\"p\"]"
    { "the mod's", ROOT, "", "", "plain", "sqlite://root" },
    { "with its search path", ROOT PATHS, "", "", "plain", "sqlite://root a,b +p" },
    { "C1: a control's own", ROOT PATHS, "", "", "own", "sqlite://own own +p" },
    { "C1: its query's, but not the query's path", ROOT, "", "", "asks", "sqlite://query" },
    { "own before the query's", ROOT, "", "", "both", "sqlite://own" },
    { "D5: a dashboard's is not that of its panels", ROOT, "", "", "card.in_home",
      "sqlite://root" },
    { "a dependency uses that of the root", ROOT PATHS, "", "", "d.control.far",
      "sqlite://root a,b +p" },
    { "but its own when it has one", ROOT, "", "  database = \"sqlite://dep\"", "d.control.far",
      "sqlite://dep" },
    { "a path of its own alone", ROOT PATHS, "", "  search_path = [\"d\"]", "d.control.far",
      "sqlite://root d +p" },
    { "what the root says for it", ROOT PATHS, "      database = \"sqlite://forced\"", "",
      "d.control.far", "sqlite://forced" },
    { "and the path, empty or not", ROOT PATHS,
      "      database = \"sqlite://forced\"\n      search_path = [\"f\"]", "", "d.control.far",
      "sqlite://forced f" },
    { "a dependency's own before it", ROOT, "      database = \"sqlite://forced\"",
      "  database = \"sqlite://dep\"", "d.control.far", "sqlite://dep" },
    { "a resource's own before all", ROOT, "      database = \"sqlite://forced\"",
      "  database = \"sqlite://dep\"", "d.control.far_own", "sqlite://far" },
    { "without one the root uses its dependency's", "", "", "  database = \"sqlite://dep\"",
      "plain", "sqlite://dep" },
};

TEST(C1_resources_use_the_nearest_database)
{
    for (size_t i = 0; i < PL_COUNT(choice_rows); i++) {
        sessions s = { 0 };
        char name[80], dir[40];
        snprintf(dir, sizeof dir, "choice%zu", i);
        write_two(&s, dir, choice_rows[i].root, choice_rows[i].of_dep, choice_rows[i].dep);
        sessions_load(&s);
        CHECK(sessions_open(&s), choice_rows[i].what);
        const char *at = choice_rows[i].name;
        snprintf(name, sizeof name, "%s%s",
                 strchr(at, '.') ? at[1] == '.' ? "" : "m." : "m.control.", at);
        CHECK_STR(chosen(&s, name), choice_rows[i].want, choice_rows[i].what);
        sessions_end(&s);
    }
}

static const struct {
    const char *what, *key, *value, *name, *want;
} flag_rows[] = {
    { "--database before the mod's", "database", "sqlite://flag", "plain", "sqlite://flag" },
    { "but not before a control's own", "database", "sqlite://flag", "own", "sqlite://own own" },
    { "--search-path", "search-path", "x", "plain", "sqlite://root x" },
    { "--search-path-prefix", "search-path-prefix", "y", "plain", "sqlite://root +y" },
};

TEST(flags_choose_before_the_mod)
{
    for (size_t i = 0; i < PL_COUNT(flag_rows); i++) {
        sessions s = { 0 };
        char name[80];
        snprintf(name, sizeof name, "flags%zu", i);
        write_two(&s, name, ROOT, "", "");
        sessions_load(&s);
        pl_str value = pl_str_cstr(flag_rows[i].value);
        if (strcmp(flag_rows[i].key, "database") == 0)
            pl_settings_put_string(s.settings, PL_LAYER_FLAG, flag_rows[i].key, value);
        else
            pl_settings_put_list(s.settings, PL_LAYER_FLAG, flag_rows[i].key, &value, 1);
        CHECK(sessions_open(&s), flag_rows[i].what);
        snprintf(name, sizeof name, "m.control.%s", flag_rows[i].name);
        CHECK_STR(chosen(&s, name), flag_rows[i].want, flag_rows[i].what);
        sessions_end(&s);
    }
}

/* ---- connections of configuration */

TEST(connections_bring_their_search_path)
{
    sessions s = { 0 };
    sessions_write(&s, "connections", "  database = connection.sqlite.here",
                   "control \"plain\" {\n  sql = \"select 1\"\n}\n"
                   "control \"there\" {\n  sql = \"select 1\"\n"
                   "  database = connection.postgres.there\n}\n");
    place_text(s.dir, "config/c.ppc",
               "connection \"sqlite\" \"here\" {\n  file_name = \"/x/here.db\"\n}\n"
               "connection \"postgres\" \"there\" {\n  host = \"h\"\n  port = 1\n"
               "  db = \"d\"\n  username = \"u\"\n  search_path = [\"s1\", \"s2\"]\n"
               "  search_path_prefix = [\"s0\"]\n}\n");
    pl_settings_options options = { .directory = s.dir, .home = s.dir };
    s.settings = pl_settings_new(&options);
    pl_settings_put_string(s.settings, PL_LAYER_FLAG, "config-path",
                           pl_str_cstr(place_path(s.dir, "config")));
    pl_settings_put_string(s.settings, PL_LAYER_FLAG, "install-dir",
                           pl_str_cstr(place_path(s.dir, "install")));
    s.diags = pl_diags_new();
    CHECK(pl_settings_load(s.settings, s.diags), "the configuration");
    pl_open_options open = { .path = s.dir, .strict = true };
    s.ws = pl_workspace_open(&open, s.diags);
    pl_inputs in = { .settings = s.settings, .need_values = true };
    pl_workspace_set_inputs(s.ws, &in);
    s.stop = pl_stop_new();
    CHECK(sessions_open(&s), sessions_said(&s));
    CHECK_STR(chosen(&s, "m.control.plain"), "sqlite:///x/here.db", "the mod's");
    CHECK_STR(chosen(&s, "m.control.there"), "postgresql://u@h:1/d s1,s2 +s0", "a control's own");
    sessions_end(&s);
}

/* ---- warnings */

static const struct {
    const char *what, *inside, *text, *warnings; /* one a line; %s: the directory */
} warning_rows[] = {
    { "nothing odd", "", "", "" },
    { "an old version is enough",
      "  require {\n    powerpipe {\n      min_version = \"1.5\"\n    "
      "}\n  }",
      "", "" },
    { "a newer one is not",
      "  require {\n    powerpipe {\n      min_version = \"99.1\"\n    }\n  }", "",
      "powerpipe version 1.5.2 does not satisfy mod.m which requires version 99.1\n" },
    { "plugins are Steampipe's",
      "  require {\n    plugin \"aws\" {\n      min_version = \"0.9.0\"\n    }\n"
      "    plugin \"gcp\" {\n      min_version = \"1.2\"\n    }\n  }",
      "",
      "SQLite backend '%s/x.db' does not provide a plugin which satisfies requirement "
      "'aws@0.9.0' - required by 'm'\n"
      "SQLite backend '%s/x.db' does not provide a plugin which satisfies requirement "
      "'gcp@1.2' - required by 'm'\n" },
    { "params beside a query", "",
      "control \"c\" {\n  query = query.q\n  param \"p\" {\n    default = 1\n  }\n}\n"
      "query \"q\" {\n  sql = \"select $1\"\n}\n",
      "Deprecated usage: m.control.c has 'query' property set so should not define 'param' "
      "blocks\n(%s/a.pp:1,13-6,2)\n" },
    { "params in a nested resource", "",
      "dashboard \"d\" {\n  card \"k\" {\n    sql = \"select $1\"\n    param \"p\" {\n"
      "      default = 1\n    }\n  }\n}\n",
      "Deprecated usage: Only top level resources can have 'param' blocks: m.card.k contains "
      "'param' blocks but is not a top level resource.\n(%s/a.pp:2,12-7,4)\n" },
};

TEST(sessions_warn_of_what_is_odd)
{
    for (size_t i = 0; i < PL_COUNT(warning_rows); i++) {
        sessions s = { 0 };
        char name[40], inside[PLACE_MAX + 600], want[3 * PLACE_MAX];
        pl_buf got = { 0 };
        snprintf(name, sizeof name, "warn%zu", i);
        snprintf(inside, sizeof inside, "  database = \"sqlite://%s/%s/x.db\"\n%s", pl_test_dir(),
                 name, warning_rows[i].inside);
        sessions_write(&s, name, inside, warning_rows[i].text);
        sessions_load(&s);
        CHECK(sessions_open(&s), warning_rows[i].what);
        for (size_t k = 0; k < pl_diags_count(s.diags); k++) {
            pl_buf_str(&got, pl_diags_get(s.diags, k)->summary);
            pl_buf_byte(&got, '\n');
        }
        pl_buf_byte(&got, 0);
        snprintf(want, sizeof want, warning_rows[i].warnings, s.dir, s.dir);
        CHECK_STR(got.ptr, want, warning_rows[i].what);
        CHECK_INT(pl_diags_errors(s.diags), 0, "warnings alone");
        pl_buf_done(&got);
        sessions_end(&s);
    }
}

TEST(force_is_told_when_it_was_needed)
{
    sessions s = { 0 };
    sessions_write(&s, "force",
                   "  database = \"sqlite:///dev/null\"\n  require {\n"
                   "    powerpipe {\n      min_version = \"99.0\"\n    }\n  }",
                   "");
    sessions_load(&s);
    pl_session_options options = { .settings = s.settings, .stop = s.stop, .force = true };
    s.session = pl_session_open(s.ws, &options, s.diags);
    CHECK(s.session, "it opens");
    CHECK_INT(pl_diags_count(s.diags), 2, "two warnings");
    CHECK(pl_str_starts(pl_diags_get(s.diags, 0)->summary,
                        PL_S("--force is set, ignoring 1 mod validation error:\n\tpowerpipe")),
          "the first");
    sessions_end(&s);
}

/* ---- databases that cannot be opened */

static const struct {
    const char *what, *url, *said;
} bad_urls[] = {
    { "no such scheme", "oracle://h/d",
      "could not evaluate backend: 'oracle://h/d': unknown backend" },
    { "no scheme at all", "just words",
      "could not evaluate backend: 'just words': unknown backend" },
    { "nobody listens", "postgres://u@127.0.0.1:1/d",
      "failed to connect to `user=u database=d`:\n"
      "\t127.0.0.1:1 (127.0.0.1): dial error: dial tcp 127.0.0.1:1: connect: connection refused\n"
      "\t127.0.0.1:1 (127.0.0.1): dial error: dial tcp 127.0.0.1:1: connect: connection refused" },
    { "a port that is none, and no password in the text", "postgres://u:secret@127.0.0.1:banana/d",
      "cannot parse `postgres://u:xxxxxx@127.0.0.1:banana/d`: failed to parse as URL (invalid port "
      "\":banana\" after host)" },
};

TEST(sessions_say_what_is_wrong_with_a_database)
{
    for (size_t i = 0; i < PL_COUNT(bad_urls); i++) {
        sessions s = { 0 };
        char name[40], inside[200];
        snprintf(name, sizeof name, "bad%zu", i);
        snprintf(inside, sizeof inside, "  database = \"%s\"", bad_urls[i].url);
        sessions_write(&s, name, inside, "");
        sessions_load(&s);
        CHECK(!sessions_open(&s), bad_urls[i].what);
        CHECK_STR(sessions_said(&s), bad_urls[i].said, bad_urls[i].what);
        sessions_end(&s);
    }
}
