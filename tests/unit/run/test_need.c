/* A default database that is down ends only runs of which all needs it. */
#include "run/session.h"
#include "unit/run/live.h"
#include "unit/session.h"

#define DOWN "  database = \"postgres://u@127.0.0.1:1/d\""
#define SQL "  sql = \"select 'ok' as status, 'r' as reason, 'x' as resource\"\n"
#define OWN "  database = \"sqlite://:memory:\"\n"

static const char content[] =
    "query \"own\" {\n" OWN SQL "}\n"
    "query \"needs\" {\n" SQL "}\n"
    "control \"own\" {\n" OWN SQL "  tags = { own = \"yes\" }\n}\n"
    "control \"by_query\" {\n  query = query.own\n}\n"
    "control \"needs\" {\n" SQL "}\n"
    "benchmark \"owns\" {\n  children = [control.own, control.by_query]\n}\n"
    "benchmark \"mixed\" {\n  children = [control.needs, benchmark.owns]\n}\n"
    "benchmark \"needy\" {\n  children = [control.needs]\n}\n"
    "benchmark \"empty\" {\n  children = []\n}\n"
    "detection \"own\" {\n" OWN SQL "}\n"
    "detection \"needs\" {\n" SQL "}\n"
    "benchmark \"d_owns\" {\n  type = \"detection\"\n  children = [detection.own]\n}\n"
    "benchmark \"d_mixed\" {\n  type = \"detection\"\n"
    "  children = [detection.own, detection.needs]\n}\n"
    "dashboard \"text\" {\n  container {\n    text {\n      value = \"hello\"\n    }\n  }\n}\n"
    "dashboard \"owns\" {\n  card \"own\" {\n  " OWN SQL "  }\n"
    "  benchmark {\n    children = [control.own]\n  }\n}\n"
    "dashboard \"mixed\" {\n  card \"here\" {\n  " OWN SQL "  }\n"
    "  container {\n    card \"there\" {\n" SQL "    }\n  }\n}\n"
    "dashboard \"with_text\" {\n  text {\n    value = \"hello\"\n  }\n"
    "  table \"t\" {\n" SQL "  }\n}\n"
    "dashboard \"needy\" {\n  table {\n" SQL "  }\n"
    "  benchmark {\n    children = [control.needs]\n  }\n}\n"
    "dashboard \"checks\" {\n  benchmark {\n    children = [control.needs, control.own]\n  }\n}\n"
    "dashboard \"graph\" {\n  graph {\n    node {\n" SQL "    }\n  }\n}\n"
    "dashboard \"idle\" {\n  with \"w\" {\n" SQL "  }\n  text {\n    value = \"x\"\n  }\n}\n"
    "dashboard \"of_empty\" {\n  benchmark {\n    children = []\n  }\n}\n";

/* ---- sessions */

typedef enum outcome {
    ENDS,      /* under both names */
    TOLERATED, /* as `powerpipe` it ends */
    RUNS,      /* the default is not even tried */
} outcome;

static const struct {
    const char *what, *target, *tag;
    outcome want;
} scope_rows[] = {
    { "a query of its own", "m.query.own", NULL, RUNS },
    { "a query", "m.query.needs", NULL, ENDS },
    { "a control of its own", "m.control.own", NULL, RUNS },
    { "one by its query", "m.control.by_query", NULL, RUNS },
    { "a control", "m.control.needs", NULL, ENDS },
    { "a benchmark of such controls", "m.benchmark.owns", NULL, RUNS },
    { "one of both sorts", "m.benchmark.mixed", NULL, TOLERATED },
    { "of which a filter leaves one sort", "m.benchmark.mixed", "own=yes", RUNS },
    { "or the other", "m.benchmark.mixed", "own!=yes", TOLERATED },
    { "one that needs it", "m.benchmark.needy", NULL, ENDS },
    { "an empty one", "m.benchmark.empty", NULL, RUNS },
    { "a detection of its own", "m.detection.own", NULL, RUNS },
    { "a detection", "m.detection.needs", NULL, ENDS },
    { "a benchmark of detections", "m.benchmark.d_owns", NULL, RUNS },
    { "one of both sorts of detections", "m.benchmark.d_mixed", NULL, TOLERATED },
    { "a dashboard of text", "m.dashboard.text", NULL, RUNS },
    { "panels of their own", "m.dashboard.owns", NULL, RUNS },
    { "panels of both sorts", "m.dashboard.mixed", NULL, TOLERATED },
    { "a text beside a table", "m.dashboard.with_text", NULL, TOLERATED },
    { "panels that need it", "m.dashboard.needy", NULL, ENDS },
    { "controls of both sorts in a dashboard", "m.dashboard.checks", NULL, TOLERATED },
    { "a graph is its nodes", "m.dashboard.graph", NULL, ENDS },
    { "a `with` that nothing reads", "m.dashboard.idle", NULL, RUNS },
    { "an empty benchmark in a dashboard", "m.dashboard.of_empty", NULL, RUNS },
};

/* Open a session for what `scope` says and say how that went. */
static outcome open_for(sessions *s, const pl_command_scope *scope, bool tolerant)
{
    pl_engine_options o = {
        .settings = s->settings, .stop = s->stop, .scope = scope, .tolerant = tolerant
    };
    pl_session *session = pl_session_open(s->ws, &o, s->diags);
    outcome out = !session ? ENDS : pl_databases_unopened(session->dbs) ? TOLERATED : RUNS;
    pl_session_close(session);
    return out;
}

TEST(sessions_open_the_default_for_what_needs_it)
{
    sessions s = { 0 };
    sessions_write(&s, "scopes", DOWN, content);
    sessions_load(&s);
    for (size_t i = 0; i < PL_COUNT(scope_rows); i++) {
        pl_entry_id id = sessions_id(&s, scope_rows[i].target);
        pl_str tag = scope_rows[i].tag ? pl_str_cstr(scope_rows[i].tag) : (pl_str){ 0 };
        pl_command_scope scope = {
            .targets = &id, .n_targets = 1, .tags = &tag, .n_tags = tag.len > 0
        };
        outcome strict = scope_rows[i].want == TOLERATED ? ENDS : scope_rows[i].want;
        CHECK_INT(open_for(&s, &scope, true), scope_rows[i].want, scope_rows[i].what);
        CHECK_INT(open_for(&s, &scope, false), strict, scope_rows[i].what);
        scope.dry_run = true;
        CHECK_INT(open_for(&s, &scope, true), RUNS, "a dry run needs none");
    }
    sessions_end(&s);
}

TEST(sessions_open_the_default_for_the_text_of_a_query)
{
    sessions s = { 0 };
    sessions_write(&s, "scope_sql", DOWN, content);
    sessions_load(&s);
    CHECK_INT(open_for(&s, &(pl_command_scope){ .sql = true }, true), ENDS, "SQL");
    CHECK_INT(open_for(&s, &(pl_command_scope){ .all = true }, true), TOLERATED, "all");
    CHECK_INT(open_for(&s, NULL, true), ENDS, "nobody said what will run");
    pl_settings_put_string(s.settings, PL_LAYER_FLAG, "database", PL_S("postgres://127.0.0.1:1/e"));
    pl_entry_id id = sessions_id(&s, "m.benchmark.owns");
    pl_command_scope scope = { .targets = &id, .n_targets = 1 };
    CHECK_INT(open_for(&s, &scope, true), ENDS, "a named database is that of every control");
    sessions_end(&s);
}

/* ---- the server, which has no two names */

static const struct {
    const char *what, *root, *line; /* an event that has to come */
} live_rows[] = {
    { "text", "m.dashboard.text", "completed m.dashboard.text" },
    { "a panel of its own", "m.dashboard.owns", "panel m.dashboard.owns complete" },
    { "of both sorts: what needs none", "m.dashboard.mixed", "panel m.card.here complete" },
    { "of both sorts: what needs it", "m.dashboard.mixed", "panel m.card.there error" },
    { "a table beside a text", "m.dashboard.with_text", "panel m.table.t error" },
    { "all of it", "m.dashboard.needy", "failed m.dashboard.needy" },
    { "only nodes", "m.dashboard.graph", "failed m.dashboard.graph" },
    { "an idle with", "m.dashboard.idle", "completed m.dashboard.idle" },
    { "controls of their own", "m.benchmark.owns", "control m.control.own" },
    { "of both sorts: those of their own", "m.benchmark.mixed", "control m.control.own" },
    { "of both sorts: the others", "m.benchmark.mixed", "control m.control.needs" },
    { "in a dashboard", "m.dashboard.checks", "control m.control.needs" },
    { "all controls", "m.benchmark.needy", "failed m.benchmark.needy" },
    { "none", "m.benchmark.empty", "completed m.benchmark.empty" },
    { "one control", "m.control.own", "control m.control.own" },
    { "one control that needs it", "m.control.needs", "failed m.control.needs" },
    { "a query of its own", "m.query.own", "panel custom.table.results complete" },
    { "a query that needs it", "m.query.needs", "failed m.query.needs" },
    { "a detection of its own", "m.detection.own", "panel m.detection.own complete" },
    { "of both sorts of detections", "m.benchmark.d_mixed", "panel m.detection.own complete" },
};

static void finish_all(lives *l)
{
    for (size_t i = 0; i < PL_COUNT(live_rows); i++) {
        pl_run *run = lives_start(l, live_rows[i].root, NULL, 0);
        seen *s = lives_finish(run);
        bool found = seen_has(s, live_rows[i].line);
        for (size_t k = 0; !found && k < s->n; k++)
            print_error("%s: %s\n", live_rows[i].root, s->lines[k]);
        CHECK(found, live_rows[i].what);
        seen_done(s);
        pl_run_free(run);
    }
}

TEST(engine_fails_what_needs_a_default_that_is_down)
{
    lives l = { 0 };
    sessions_write(&l.s, "live_down", DOWN, content);
    sessions_load(&l.s);
    pl_engine_options options = { .settings = l.s.settings };
    l.engine = pl_engine_open(l.s.ws, &options, l.s.diags);
    finish_all(&l);
    lives_end(&l);
}

/* ---- C1: a database named for the server is that of benchmarks of mods that name one */

TEST(C1_engine_runs_benchmarks_of_other_mods_on_a_named_database)
{
    lives l = { 0 };
    char lock[2 * PLACE_MAX + 100];
    sessions_write(&l.s, "live_named", DOWN, "benchmark \"b\" {\n  children = [d.control.c]\n}\n");
    place_text(l.s.dir, ".d/mod.pp",
               "mod \"d\" {\n" DOWN "\n}\ncontrol \"c\" {\n" SQL "}\n"
               "benchmark \"b\" {\n  children = [control.c]\n}\n");
    snprintf(lock, sizeof lock,
             "{\"m\":{\"%s/.d\":{\"path\":\"%s/.d\",\"struct_version\":20240429}}}", l.s.dir,
             l.s.dir);
    place_text(l.s.dir, ".mod.cache.json", lock);
    place_text(l.s.dir, "mod.pp",
               "mod \"m\" {\n" DOWN "\n  require {\n    mod \"d\" {\n"
               "      path = \"./.d\"\n    }\n  }\n}\n");
    sessions_load(&l.s);
    pl_settings_put_string(l.s.settings, PL_LAYER_FLAG, "database", PL_S("sqlite://:memory:"));
    pl_engine_options options = { .settings = l.s.settings };
    l.engine = pl_engine_open(l.s.ws, &options, l.s.diags);
    static const char *const roots[] = { "m.benchmark.b", "d.benchmark.b", "d.control.c" };
    for (size_t i = 0; i < PL_COUNT(roots); i++) {
        pl_run *run = lives_start(&l, roots[i], NULL, 0);
        seen *s = lives_finish(run);
        CHECK(seen_has(s, "control d.control.c"), roots[i]);
        CHECK(!memmem(s->last.ptr, s->last.len, "refused", 7), roots[i]);
        seen_done(s);
        pl_run_free(run);
    }
    lives_end(&l);
}
