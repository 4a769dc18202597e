/* What a session works out before anything runs: which database a resource uses
 * (mod-language.md 2.6, LX-13), and what it warns of (2.2, 9.3). */
#include "run/session.h"
#include "unit/client.h"
#include "unit/session.h"
#include "workspace/value_stores.h"

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
                   "  card \"in_home\" {\n    sql = \"select 1\"\n  }\n"
                   "  card \"own_in_home\" {\n    sql = \"select 1\"\n"
                   "    database = \"sqlite://card\"\n  }\n}\n"
                   "detection \"own\" {\n  sql = \"select 1\"\n"
                   "  database = \"sqlite://detection\"\n}\n");
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

/* Of the resource `name`; no url when it cannot be chosen, for which `why` has the reason. */
static pl_database_choice choice_of(sessions *s, const char *name, pl_buf *why)
{
    pl_database_choice c = { 0 };
    pl_source from;
    pl_session *session = s->session;
    pl_store_enter(session->store);
    const pl_resource *r = pl_store_get(session->store, sessions_id(s, name), why);
    CHECK(r && pl_store_source(session->store, r, &from, why), name);
    if (!pl_databases_choose(session->dbs, session->store, r, from.n > 1 ? from.chain[1] : NULL, &c,
                             why))
        c = (pl_database_choice){ 0 };
    pl_store_leave(session->store);
    return c;
}

/* "url path,path prefix,prefix" */
static const char *chosen(sessions *s, const char *name)
{
    static char out[512];
    pl_buf why = { 0 };
    pl_database_choice c = choice_of(s, name, &why);
    bool ok = why.len == 0;
    pl_str first = ok ? c.url.secret : pl_buf_view(&why);
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

/* ---- mods that required mods require */

/* m requires keel and mast 2.0.0; keel requires mast 1.2.0 and rope; rope requires hemp. m names a
 * database for both, and keel one for rope. */
static void write_deep(sessions *s, const char *name)
{
    static const struct {
        const char *dir, *text;
    } mods[] = {
        { "keel-mod@v1.0.0", "mod \"keel\" {\n  require {\n"
                             "    mod \"h.org/c/mast-mod\" {\n      version = \"1.2\"\n    }\n"
                             "    mod \"h.org/c/rope-mod\" {\n      version = \"4\"\n"
                             "      database = \"sqlite://by_keel\"\n    }\n  }\n}\n" },
        { "rope-mod@v4.0.0", "mod \"rope\" {\n  require {\n"
                             "    mod \"h.org/c/hemp-mod\" {\n      version = \"5\"\n"
                             "    }\n  }\n}\n" },
        { "hemp-mod@v5.0.0", "mod \"hemp\" {\n  database = \"sqlite://hemp\"\n}\n" },
        { "mast-mod@v1.2.0", "mod \"mast\" {}\n" },
        { "mast-mod@v2.0.0", "mod \"mast\" {}\n" },
    };
#define LOCKED(name, alias, version)                                                               \
    "\"h.org/c/" name "\":{\"name\":\"h.org/c/" name "\",\"alias\":\"" alias                       \
    "\",\"version\":\"" version "\",\"struct_version\":20240429}"
    static const char lock[] = "{\"m\":{" LOCKED("keel-mod", "keel", "1.0.0") "," LOCKED(
        "mast-mod", "mast",
        "2.0.0") "},"
                 "\"h.org/c/keel-mod@v1.0.0\":{" LOCKED("mast-mod", "mast", "1.2.0") "," LOCKED(
                     "rope-mod", "rope", "4.0.0") "},"
                                                  "\"h.org/c/rope-mod@v4.0.0\":{" LOCKED(
                                                      "hemp-mod", "hemp", "5.0.0") "}}";
#undef LOCKED
    static const char content[] =
        "control \"c\" {\n  sql = \"select 1\"\n}\nquery \"q\" {\n  sql = \"select 1\"\n}\n"
        "detection \"x\" {\n  sql = \"select 1\"\n}\n"
        "dashboard \"d\" {\n  container {\n    table \"t\" {\n      sql = \"select 1\"\n    }\n"
        "    input \"i\" {\n      sql = \"select 1\"\n    }\n  }\n}\n"
        "control \"own\" {\n  sql = \"select 1\"\n  database = \"sqlite://own\"\n}\n";
    char path[200];
    sessions_write(s, name,
                   "  database = \"sqlite://root\"\n  search_path = [\"a\"]\n  require {\n"
                   "    mod \"h.org/c/keel-mod\" {\n      version = \"1\"\n"
                   "      database = \"sqlite://for_keel\"\n    }\n"
                   "    mod \"h.org/c/mast-mod\" {\n      version = \"2\"\n"
                   "      database = \"sqlite://for_mast\"\n    }\n  }",
                   "");
    place_text(s->dir, ".mod.cache.json", lock);
    for (size_t i = 0; i < PL_COUNT(mods); i++) {
        snprintf(path, sizeof path, ".powerpipe/mods/h.org/c/%s/mod.pp", mods[i].dir);
        place_text(s->dir, path, mods[i].text);
        snprintf(path, sizeof path, ".powerpipe/mods/h.org/c/%s/all.pp", mods[i].dir);
        place_text(s->dir, path, content);
    }
}

static const struct {
    const char *mod, *want, *of_own;
} deep_rows[] = {
    { "keel", "sqlite://for_keel", "sqlite://own" },
    { "rope", "sqlite://root a", "sqlite://own a" },
    { "hemp", "sqlite://hemp a", "sqlite://own a" },
    { "mast", "sqlite://for_mast", "sqlite://own" },
    { "h.org/c/mast-mod@v2.0.0", "sqlite://for_mast", "sqlite://own" },
    { "h.org/c/mast-mod@v1.2.0", "sqlite://root a", "sqlite://own a" },
};

TEST(the_root_says_nothing_for_mods_that_others_require)
{
    static const char *const names[] = { "control.c", "query.q", "detection.x", "table.t",
                                         "input.i" };
    sessions s = { 0 };
    char name[80];
    write_deep(&s, "deep");
    sessions_load(&s);
    CHECK(sessions_open(&s), "the session opens");
    for (size_t i = 0; i < PL_COUNT(deep_rows); i++) {
        for (size_t k = 0; k < PL_COUNT(names); k++) {
            snprintf(name, sizeof name, "%s.%s", deep_rows[i].mod, names[k]);
            CHECK_STR(chosen(&s, name), deep_rows[i].want, name);
        }
        snprintf(name, sizeof name, "%s.control.own", deep_rows[i].mod);
        CHECK_STR(chosen(&s, name), deep_rows[i].of_own, name);
    }
    sessions_end(&s);
}

static const struct {
    const char *what, *key, *value, *name, *want;
} flag_rows[] = {
    { "--database before the mod's", "database", "sqlite://flag", "plain", "sqlite://flag" },
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

/* ---- named by the user */

static const struct {
    const char *what;
    pl_setting_layer layer;
} naming_rows[] = {
    { "--database", PL_LAYER_FLAG },
    { "the profile asked for", PL_LAYER_PROFILE },
    { "POWERPIPE_DATABASE", PL_LAYER_ENVIRONMENT },
    { "the default profile", PL_LAYER_DEFAULT_PROFILE },
};

static const struct {
    const char *what, *name, *want;
} named_rows[] = {
    { "a control that names none", "m.control.plain", "sqlite://named" },
    { "one with its own, search path included", "m.control.own", "sqlite://named" },
    { "one whose query has one", "m.control.asks", "sqlite://named" },
    { "one with both", "m.control.both", "sqlite://named" },
    { "one of a dependency", "d.control.far", "sqlite://named" },
    { "one of a dependency with its own", "d.control.far_own", "sqlite://named" },
    { "a query keeps its own", "m.query.q", "sqlite://query query" },
    { "a panel without one", "m.card.in_home", "sqlite://named" },
    { "a panel keeps its own", "m.card.own_in_home", "sqlite://card" },
    { "a detection keeps its own", "m.detection.own", "sqlite://detection" },
};

TEST(C1_a_named_database_is_that_of_every_control)
{
    for (size_t i = 0; i < PL_COUNT(naming_rows); i++) {
        sessions s = { 0 };
        char name[80];
        snprintf(name, sizeof name, "named%zu", i);
        write_two(&s, name, ROOT, "      database = \"sqlite://forced\"",
                  "  database = \"sqlite://dep\"");
        sessions_load(&s);
        pl_settings_put_string(s.settings, naming_rows[i].layer, "database",
                               PL_S("sqlite://named"));
        CHECK(sessions_open(&s), naming_rows[i].what);
        for (size_t k = 0; k < PL_COUNT(named_rows); k++) {
            snprintf(name, sizeof name, "%s: %s", naming_rows[i].what, named_rows[k].what);
            CHECK_STR(chosen(&s, named_rows[k].name), named_rows[k].want, name);
        }
        sessions_end(&s);
    }
}

/* ---- which setting chose it */

static const struct {
    const char *what, *root, *of_dep, *dep, *name, *want;
} by_rows[] = {
    { "the mod's", ROOT, "", "", "m.control.plain",
      "sqlite://root, chosen by 'database' of mod.m" },
    { "its own", ROOT, "", "", "m.control.own",
      "sqlite://own, chosen by 'database' of m.control.own" },
    { "its query's", ROOT, "", "", "m.control.asks",
      "sqlite://query, chosen by 'database' of m.query.q" },
    { "a dependency's", ROOT, "", "  database = \"sqlite://dep\"", "d.control.far",
      "sqlite://dep, chosen by 'database' of mod.d" },
    { "what the root says for it", ROOT, "      database = \"sqlite://forced\"", "",
      "d.control.far", "sqlite://forced, chosen by the require block of mod.d" },
    { "what dependencies agree on", "", "", "  database = \"sqlite://dep\"", "m.control.plain",
      "sqlite://dep, chosen by the mods that are required" },
    { "passwords are hidden", "  database = \"mysql://u:hunter2@tcp(h)/d\"", "", "",
      "m.control.plain", "mysql://u:xxxxx@tcp(h)/d, chosen by 'database' of mod.m" },
};

static const char *explained(sessions *s, const char *name)
{
    static char out[300];
    pl_buf text = { 0 };
    pl_database_choice c = choice_of(s, name, &text);
    pl_databases_explain(s->session->dbs, pl_workspace_index(s->ws), &c, &text);
    snprintf(out, sizeof out, "%.*s", PL_FMT(pl_buf_view(&text)));
    pl_buf_done(&text);
    return out;
}

TEST(choices_say_what_made_them)
{
    for (size_t i = 0; i < PL_COUNT(by_rows); i++) {
        sessions s = { 0 };
        char name[40];
        snprintf(name, sizeof name, "by%zu", i);
        write_two(&s, name, by_rows[i].root, by_rows[i].of_dep, by_rows[i].dep);
        sessions_load(&s);
        CHECK(sessions_open(&s), by_rows[i].what);
        CHECK_STR(explained(&s, by_rows[i].name), by_rows[i].want, by_rows[i].what);
        sessions_end(&s);
    }
    for (size_t i = 0; i < PL_COUNT(naming_rows); i++) {
        static const char *const want[] = { "--database", "'database' of the workspace profile",
                                            "POWERPIPE_DATABASE",
                                            "'database' of the workspace profile" };
        sessions s = { 0 };
        char name[80];
        snprintf(name, sizeof name, "by_name%zu", i);
        write_two(&s, name, ROOT, "", "");
        sessions_load(&s);
        pl_settings_put_string(s.settings, naming_rows[i].layer, "database",
                               PL_S("sqlite://named"));
        CHECK(sessions_open(&s), naming_rows[i].what);
        snprintf(name, sizeof name, "sqlite://named, chosen by %s", want[i]);
        CHECK(pl_str_eq(pl_session_database(s.session), pl_str_cstr(name)), naming_rows[i].what);
        CHECK_INT(pl_session_unopened(s.session).len, 0, "all could be opened");
        sessions_end(&s);
    }
}

TEST(the_first_database_that_cannot_be_opened_is_named)
{
    sessions s = { 0 };
    sessions_begin(&s, "unopened", NULL,
                   "benchmark \"b\" {\n  children = [control.c]\n}\n"
                   "control \"c\" {\n  sql = \"select 1\"\n  database = \"oracle://u:p@h\"\n}\n");
    pl_check *c = sessions_check(&s, "m.benchmark.b", (pl_run_start_options){ 0 });
    CHECK(c, sessions_said(&s));
    CHECK(pl_str_eq(pl_session_unopened(s.session),
                    PL_S("oracle://u:xxxxx@h, chosen by 'database' of m.control.c")),
          "with what chose it");
    pl_check_free(c);
    sessions_end(&s);
}

TEST(a_default_that_cannot_be_opened_is_explained_when_asked)
{
    sessions s = { 0 };
    sessions_write(&s, "explained", "  database = \"oracle://h\"", "");
    sessions_load(&s);
    pl_engine_options options = { .settings = s.settings, .stop = s.stop, .explain = true };
    CHECK(!pl_session_open(s.ws, &options, s.diags), "no such backend");
    char want[PLACE_MAX + 200];
    snprintf(want, sizeof want,
             "could not evaluate backend: 'oracle://h': unknown backend\n"
             "The database is oracle://h, chosen by 'database' of mod.m (%s:2)",
             place_path(s.dir, "mod.pp"));
    CHECK_STR(sessions_said(&s), want, "text, with the place of what is no database");
    sessions_end(&s);
}

/* ---- connections of configuration */

/* The files of `config` are its configuration. */
static void open_with_config(sessions *s)
{
    pl_settings_options options = { .directory = pl_str_cstr(s->dir), .home = pl_str_cstr(s->dir) };
    s->settings = pl_settings_new(&options);
    pl_settings_put_string(s->settings, PL_LAYER_FLAG, "config-path",
                           pl_str_cstr(place_path(s->dir, "config")));
    pl_settings_put_string(s->settings, PL_LAYER_FLAG, "install-dir",
                           pl_str_cstr(place_path(s->dir, "install")));
    s->diags = pl_diags_new();
    CHECK(pl_settings_load(s->settings, s->diags), "the configuration");
    pl_open_options open = { .path = pl_str_cstr(s->dir), .strict = true };
    s->ws = pl_workspace_open(&open, s->diags);
    pl_inputs in = { .settings = s->settings, .need_values = true };
    pl_workspace_set_inputs(s->ws, &in);
    s->stop = pl_stop_new();
    CHECK(sessions_open(s), sessions_said(s));
}

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
    open_with_config(&s);
    CHECK_STR(chosen(&s, "m.control.plain"), "sqlite:///x/here.db", "the mod's");
    CHECK_STR(chosen(&s, "m.control.there"), "postgresql://u@h:1/d s1,s2 +s0", "a control's own");
    sessions_end(&s);
}

static const struct {
    const char *what, *database, *want;
} required_rows[] = {
    { "a connection", "connection.postgres.there", "postgresql://u@h:1/d s1,s2" },
    { "one that is only known when it is used", "connection.tailpipe.logs",
      "connection.tailpipe.logs" },
    { "a variable that holds one", "var.logs", "connection.tailpipe.logs" },
};

TEST(require_blocks_take_connections)
{
    for (size_t i = 0; i < PL_COUNT(required_rows); i++) {
        sessions s = { 0 };
        char name[40], of_dep[100];
        snprintf(name, sizeof name, "required%zu", i);
        snprintf(of_dep, sizeof of_dep, "      database = %s", required_rows[i].database);
        write_two(&s, name, ROOT, of_dep, "");
        place_text(s.dir, "v.pp",
                   "variable \"logs\" {\n  type = connection.tailpipe\n"
                   "  default = connection.tailpipe.logs\n}\n");
        place_text(s.dir, "config/c.ppc",
                   "connection \"tailpipe\" \"logs\" {\n}\n"
                   "connection \"postgres\" \"there\" {\n  host = \"h\"\n  port = 1\n"
                   "  db = \"d\"\n  username = \"u\"\n  search_path = [\"s1\", \"s2\"]\n}\n");
        open_with_config(&s);
        CHECK_STR(chosen(&s, "d.control.far"), required_rows[i].want, required_rows[i].what);
        sessions_end(&s);
    }
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

TEST(warnings_about_required_mods_are_fewer)
{
    sessions s = { 0 };
    pl_buf got = { 0 };
    char want[3 * PLACE_MAX];
    write_deep(&s, "deepwarn");
    place_text(s.dir, ".powerpipe/mods/h.org/c/hemp-mod@v5.0.0/mod.pp",
               "mod \"hemp\" {\n  require {\n    plugin \"aws\" {\n      min_version = \"1\"\n"
               "    }\n    powerpipe {\n      min_version = \"77\"\n    }\n  }\n}\n"
               "control \"odd\" {\n  query = query.q\n  param \"p\" {\n    default = 1\n  }\n}\n"
               "dashboard \"odd\" {\n  card {\n    sql = \"select $1\"\n"
               "    param \"p\" {\n      default = 1\n    }\n  }\n}\n");
    sessions_load(&s);
    pl_settings_put_string(s.settings, PL_LAYER_FLAG, "database", PL_S("sqlite:///dev/null"));
    CHECK(sessions_open(&s), "the session opens");
    for (size_t k = 0; k < pl_diags_count(s.diags); k++) {
        pl_buf_str(&got, pl_diags_get(s.diags, k)->summary);
        pl_buf_byte(&got, '\n');
    }
    pl_buf_byte(&got, 0);
    snprintf(want, sizeof want,
             "powerpipe version 1.5.2 does not satisfy mod.hemp which requires version 77\n"
             "SQLite backend '/dev/null' does not provide a plugin which satisfies requirement "
             "'aws@1' - required by 'h.org/c/hemp-mod@v5.0.0'\n");
    CHECK_STR(got.ptr, want, "no word about deprecated blocks");
    pl_buf_done(&got);
    sessions_end(&s);
}

static void open_with_force(sessions *s, bool recorded)
{
    sessions_write(s, "force",
                   "  database = \"sqlite:///dev/null\"\n  require {\n"
                   "    powerpipe {\n      min_version = \"99.0\"\n    }\n  }",
                   "");
    sessions_load(s);
    pl_engine_options options = {
        .settings = s->settings, .stop = s->stop, .force = true, .recorded = recorded
    };
    s->session = pl_session_open(s->ws, &options, s->diags);
    CHECK(s->session, "it opens");
}

TEST(force_is_told_as_recorded)
{
    sessions s = { 0 };
    open_with_force(&s, true);
    CHECK_INT(pl_diags_count(s.diags), 2, "two warnings");
    CHECK(pl_str_starts(pl_diags_get(s.diags, 0)->summary,
                        PL_S("--force is set, ignoring 1 mod validation error:\n\tpowerpipe")),
          "the first");
    sessions_end(&s);
}

TEST(a_version_that_is_too_low_is_told_once)
{
    sessions s = { 0 };
    open_with_force(&s, false);
    CHECK_INT(pl_diags_count(s.diags), 1, "one warning");
    CHECK(pl_str_starts(pl_diags_get(s.diags, 0)->summary, PL_S("powerpipe version 1.5.2")), "it");
    sessions_end(&s);
}

/* ---- databases that cannot be opened */

static const struct {
    const char *what, *url, *recorded;
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
        if (!strncmp(bad_urls[i].url, "postgres:", 9) && client_missing("libpq.so.5"))
            continue;
        snprintf(name, sizeof name, "bad%zu", i);
        snprintf(inside, sizeof inside, "  database = \"%s\"", bad_urls[i].url);
        sessions_write(&s, name, inside, "");
        sessions_load(&s);
        CHECK(!sessions_open(&s), bad_urls[i].what);
        CHECK_STR(sessions_said(&s), bad_urls[i].recorded, bad_urls[i].what);
        sessions_end(&s);
    }
}
