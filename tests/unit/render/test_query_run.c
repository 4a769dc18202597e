/* Queries and dashboards on a real SQLite file, from the workspace to the bytes. */
#include "base/buf.h"
#include "unit/render/runs.h"
#include "base/str.h"
#include "unit/json_look.h"
#include "unit/place.h"
#include "value/json.h"
#include <pipelite/values.h>
#include <pthread.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

typedef struct run_place {
    const char *dir;
    pl_settings *settings;
    pl_workspace *ws;
    pl_session *session;
    pl_stop *stop;
    pl_diags *diags;
    const char *const *environment; /* of the session */
} run_place;

#define ENDLESS                                                                                    \
    "with recursive c(x) as (select 1 union all select x + 1 from c) select max(x) from c"

/* `text` is d.pp; its mod is called m. */
static void begin(run_place *p, const char *name, const char *text, const char *limit, int seconds)
{
    char mod[PLACE_MAX + 100];
    p->dir = place_new(name);
    snprintf(mod, sizeof mod, "mod \"m\" {\n  database = \"sqlite://%s/x.db\"\n}\n", p->dir);
    place_text(p->dir, "mod.pp", mod);
    place_text(p->dir, "d.pp", text);
    pl_settings_options options = { .directory = pl_str_cstr(p->dir), .home = pl_str_cstr(p->dir) };
    p->settings = pl_settings_new(&options);
    pl_settings_put_int(p->settings, PL_LAYER_FLAG, "max-parallel", 4);
    pl_settings_put_int(p->settings, PL_LAYER_FLAG, limit, seconds);
    p->diags = pl_diags_new();
    pl_open_options open = { .path = pl_str_cstr(p->dir), .strict = true };
    p->ws = pl_workspace_open(&open, p->diags);
    CHECK(p->ws && pl_workspace_check(p->ws, p->diags), "the workspace is right");
    pl_inputs in = { .settings = p->settings, .need_values = true };
    pl_workspace_set_inputs(p->ws, &in);
    p->stop = pl_stop_new();
    pl_engine_options session = { .settings = p->settings,
                                  .environment = p->environment,
                                  .stop = p->stop };
    p->session = pl_session_open(p->ws, &session, p->diags);
    CHECK(p->session != NULL, "the session opens");
}

static void end(run_place *p)
{
    pl_session_close(p->session);
    pl_stop_free(p->stop);
    pl_workspace_close(p->ws);
    pl_settings_free(p->settings);
    pl_diags_free(p->diags);
}

static bool collect(void *ctx, pl_str bytes)
{
    pl_buf_str(ctx, bytes);
    return true;
}

/* ---- queries */

static pl_run *run_sql(run_place *p, const char *sql, unsigned format)
{
    runs_query options = { .target = pl_str_cstr(sql),
                           .query = PL_NO_ENTRY,
                           .formats = RUNS_BIT((unsigned)format),
                           .header = true,
                           .separator = PL_S(",") };
    return runs_of_query(p->session, &options);
}

static void check_sql(run_place *p, const char *sql, const char *want, const char *what)
{
    pl_run *q = run_sql(p, sql, PL_RESULT_CSV);
    pl_buf out = { 0 };
    if (runs_end(q) == PL_END_COMPLETE)
        CHECK(runs_write(q, PL_RESULT_CSV, false, collect, &out), what);
    else
        pl_buf_str(&out, runs_error(q));
    pl_buf_byte(&out, 0);
    CHECK_STR(out.ptr, want, what);
    pl_buf_done(&out);
    pl_run_free(q);
}

TEST(queries_print_or_say_why_not)
{
    run_place p = { 0 };
    begin(&p, "queries", "", "query-timeout", 0);
    check_sql(&p, "select 1 as a, null as b", "a,b\n1,\n", "a row");
    check_sql(&p, "  ", "\n", "nothing but blanks is no statement");
    check_sql(&p, "-- nothing", "\n", "nor is a comment");
    check_sql(&p, "", "getResolvedQuery faiuled - no sql set for 'custom.table.results'",
              "no text");
    check_sql(&p, "select abs(1)", "abs(1)\n1\n", "parentheses at the end are no call");
    check_sql(&p, "select 1 as a union all select abs(-9223372036854775808)", "integer overflow",
              "what fails late prints nothing");
    end(&p);
}

/* Open files of this process in `dir`. */
static size_t count_files_in(const char *dir)
{
    size_t n = 0;
    for (int fd = 0; fd < 1024; fd++) {
        char link[40], file[4096];
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t len = readlink(link, file, sizeof file);
        n += len > 0 && pl_str_starts(pl_str_make(file, (size_t)len), pl_str_cstr(dir));
    }
    return n;
}

TEST(queries_keep_rows_in_the_folder_that_the_session_names)
{
    static const unsigned formats[] = { PL_RESULT_CSV, PL_RESULT_TABLE, PL_RESULT_JSON,
                                        PL_RESULT_LINE, RUNS_SNAPSHOT };
    char dir[PLACE_MAX + 20], variable[PLACE_MAX + 40];
    const char *environment[] = { variable, NULL };
    run_place p = { .environment = environment };
    snprintf(dir, sizeof dir, "%s/kept", place_new("kept"));
    snprintf(variable, sizeof variable, "TMPDIR=%s", dir);
    CHECK_INT(mkdir(dir, 0755), 0, "a folder");
    begin(&p, "folder", "", "query-timeout", 0);
    for (size_t i = 0; i < PL_COUNT(formats); i++) {
        pl_run *q = run_sql(&p,
                            "with recursive c(x) as (select 1 union all select x + 1 from c "
                            "where x < 9000) select x, printf('%400d', x) as t from c",
                            formats[i]);
        CHECK_INT(runs_end(q), PL_END_COMPLETE, "it ends");
        CHECK_INT(count_files_in(dir), 1, "its rows are there");
        pl_run_free(q);
    }
    end(&p);
    CHECK_INT(rmdir(dir), 0, "nothing is left");
}

TEST(queries_keep_rows_of_any_number)
{
    run_place p = { 0 };
    begin(&p, "many", "", "query-timeout", 0);
    pl_run *q = run_sql(&p,
                        "with recursive c(x) as (select 1 union all select x + 1 from c where "
                        "x < 300000) select x, 'text ' || x as t from c",
                        PL_RESULT_JSON);
    pl_buf out = { 0 };
    pl_arena arena = { 0 };
    CHECK(runs_write(q, PL_RESULT_JSON, true, collect, &out), "write");
    const pl_json *doc = pl_json_parse(&arena, pl_buf_view(&out), NULL);
    CHECK(doc && pl_json_get(doc, "rows"), "it is JSON");
    CHECK_INT(pl_json_get(doc, "rows")->n, 300000, "all rows are there");
    pl_arena_done(&arena);
    pl_buf_done(&out);
    pl_run_free(q);
    end(&p);
}

TEST(queries_end_at_their_limit)
{
    run_place p = { 0 };
    begin(&p, "limit", "", "query-timeout", 1);
    pl_run *q = run_sql(&p, ENDLESS, PL_RESULT_CSV);
    CHECK_INT(runs_end(q), PL_END_FAILED, "end");
    CHECK(pl_str_starts(runs_error(q), PL_S("query execution timed out after running for ")),
          "text");
    pl_run_free(q);
    end(&p);
}

static void *fire_soon(void *ctx)
{
    struct timespec wait = { .tv_nsec = 200000000 };
    nanosleep(&wait, NULL);
    pl_stop_fire(ctx);
    return NULL;
}

TEST(queries_are_cancelled)
{
    run_place p = { 0 };
    pthread_t thread;
    begin(&p, "cancel", "", "query-timeout", 0);
    CHECK_INT(pthread_create(&thread, NULL, fire_soon, p.stop), 0, "thread");
    pl_run *q = run_sql(&p, ENDLESS, RUNS_SNAPSHOT);
    pthread_join(thread, NULL);
    CHECK_INT(runs_end(q), PL_END_CANCELLED, "end");
    pl_buf out = { 0 };
    CHECK(runs_write(q, RUNS_SNAPSHOT, true, collect, &out), "write");
    pl_buf_byte(&out, 0);
    CHECK(strstr(out.ptr, "\"error\":\"execution cancelled\"") != NULL, "the snapshot says so");
    pl_buf_done(&out);
    pl_run_free(q);
    end(&p);
}

/* ---- dashboards */

static pl_run *run_dashboard(run_place *p, const char *name, const pl_str *args, size_t n)
{
    pl_entry e = { 0 };
    CHECK(pl_index_find(pl_workspace_index(p->ws), pl_str_cstr(name), &e), name);
    pl_run_start_options options = {
        .targets = &(pl_entry_id){ e.id }, .n_targets = 1, .args = args, .n_args = n
    };
    return pl_dashboard_run(p->session, &options, p->diags);
}

/* The panel of that name in a snapshot, which is valid JSON. */
static const pl_json *panel_of(pl_arena *arena, const pl_run *d, const char *name)
{
    pl_buf out = { 0 };
    CHECK(pl_execution_print(&d->e, false, collect, &out), "write");
    const pl_json *doc = pl_json_parse(arena, pl_arena_str(arena, pl_buf_view(&out)), NULL);
    CHECK(doc != NULL, "it is JSON");
    pl_buf_done(&out);
    return pl_json_get(pl_json_get(doc, "panels"), name);
}

/* "status: error" of each panel named in `names`. */
static void check_panels(const pl_run *d, const char *const *names, const char *const *want,
                         size_t n)
{
    pl_arena arena = { 0 };
    for (size_t i = 0; i < n; i++) {
        char got[256];
        const pl_json *panel = panel_of(&arena, d, names[i]);
        pl_str status = pl_json_text(pl_json_get(panel, "status"));
        pl_str error = pl_json_text(pl_json_get(panel, "error"));
        snprintf(got, sizeof got, "%.*s: %.*s", PL_FMT(status), PL_FMT(error));
        CHECK_STR(got, want[i], names[i]);
    }
    pl_arena_done(&arena);
}

TEST(dashboards_refuse_withs_in_a_circle)
{
    run_place p = { 0 };
    begin(&p, "circle",
          "dashboard \"d\" {\n"
          "  with \"a\" {\n    sql = \"select $1 as x\"\n    args = [with.b.rows[0].x]\n  }\n"
          "  with \"b\" {\n    sql = \"select $1 as x\"\n    args = [with.a.rows[0].x]\n  }\n"
          "}\n",
          "query-timeout", 0);
    CHECK(!run_dashboard(&p, "m.dashboard.d", NULL, 0), "it does not begin");
    pl_str recorded = pl_diags_get(p.diags, pl_diags_count(p.diags) - 1)->summary;
    CHECK(pl_str_ends(recorded, PL_S("Cycle error: with.a -> with.b -> with.a")), "the circle");
    end(&p);
}

static const char chain[] =
    "dashboard \"d\" {\n"
    "  with \"one\" {\n    sql = \"select 1 as x union all select 2\"\n  }\n"
    "  with \"two\" {\n    sql = \"select $1 + 1 as x\"\n    args = [with.one.rows[1].x]\n  }\n"
    "  with \"bad\" {\n    sql = \"select * from nowhere\"\n  }\n"
    "  table \"uses_two\" {\n    sql = \"select $1 as x\"\n    args = [with.two.rows[0].x]\n  }\n"
    "  table \"uses_bad\" {\n    sql = \"select $1 as x\"\n    args = [with.bad.rows[0].x]\n  }\n"
    "  container {\n    card \"fails\" {\n      sql = \"selec 1\"\n    }\n"
    "    text \"fine\" {\n      value = \"x\"\n    }\n  }\n"
    "}\n";

TEST(dashboards_hand_values_on_and_count_failures)
{
    static const char *const names[] = { "m.dashboard.d",
                                         "m.dashboard.d.with.two",
                                         "m.table.uses_two",
                                         "m.table.uses_bad",
                                         "m.container.dashboard_d_anonymous_container_0",
                                         "m.card.fails",
                                         "m.text.fine" };
    static const char *const want[] = { "error: 3 children failed with an error",
                                        "complete: ",
                                        "complete: ",
                                        "error: no such table: nowhere",
                                        "error: 1 child failed with an error",
                                        "error: near \"selec\": syntax error",
                                        "complete: " };
    for (int i = 0; i < 20; i++) { /* whichever is faster */
        run_place p = { 0 };
        begin(&p, "chain", chain, "query-timeout", 0);
        pl_run *d = run_dashboard(&p, "m.dashboard.d", NULL, 0);
        CHECK(d != NULL, "it runs");
        check_panels(d, names, want, PL_COUNT(names));
        pl_arena arena = { 0 };
        const pl_json *data = pl_json_get(panel_of(&arena, d, "m.table.uses_two"), "data");
        const pl_json *row = json_at(pl_json_get(data, "rows"), 0);
        CHECK(pl_str_eq(pl_json_text(pl_json_get(row, "x")), PL_S("3")), "2 + 1");
        pl_arena_done(&arena);
        pl_run__free_local(d);
        end(&p);
    }
}

static const char slow[] = "dashboard \"d\" {\n"
                           "  card \"endless\" {\n    sql = \"" ENDLESS "\"\n  }\n"
                           "  with \"never\" {\n    sql = \"" ENDLESS "\"\n  }\n"
                           "  card \"waits\" {\n    sql = \"select $1 as x\"\n"
                           "    args = [with.never.rows[0].x]\n  }\n"
                           "  card \"quick\" {\n    sql = \"select 1 as x\"\n  }\n"
                           "}\n";

/* Panels are canceled if their query was not sent yet; `test_execution.c` tests when. */
static void check_cancelled(const pl_run *d)
{
    static const char *const names[] = { "m.dashboard.d", "m.card.endless", "m.card.waits" };
    pl_arena arena = { 0 };
    for (size_t i = 0; i < PL_COUNT(names); i++) {
        const pl_json *panel = panel_of(&arena, d, names[i]);
        pl_str status = pl_json_text(pl_json_get(panel, "status"));
        CHECK(pl_str_eq(status, PL_S("canceled")) || (i && pl_str_eq(status, PL_S("error"))),
              names[i]);
        CHECK(pl_str_eq(pl_json_text(pl_json_get(panel, "error")), PL_S("execution cancelled")),
              names[i]);
    }
    pl_arena_done(&arena);
}

TEST(dashboards_are_cancelled)
{
    for (int early = 0; early < 2; early++) {
        run_place p = { 0 };
        pthread_t thread;
        begin(&p, early ? "early" : "stop", slow, "query-timeout", 0);
        if (early)
            pl_stop_fire(p.stop);
        else
            CHECK_INT(pthread_create(&thread, NULL, fire_soon, p.stop), 0, "thread");
        pl_run *d = run_dashboard(&p, "m.dashboard.d", NULL, 0);
        if (!early)
            pthread_join(thread, NULL);
        CHECK(d != NULL, "it runs");
        CHECK(d->e.cancelled, "end");
        check_cancelled(d);
        pl_run__free_local(d);
        end(&p);
    }
}

TEST(dashboards_end_at_their_limit)
{
    run_place p = { 0 };
    begin(&p, "slow", slow, "dashboard-timeout", 1);
    pl_run *d = run_dashboard(&p, "m.dashboard.d", NULL, 0);
    CHECK(d != NULL, "it runs, and ends");
    pl_arena arena = { 0 };
    const pl_json *root = panel_of(&arena, d, "m.dashboard.d");
    CHECK(pl_str_eq(pl_json_text(pl_json_get(root, "error")), PL_S("execution timed out")), "root");
    pl_arena_done(&arena);
    pl_run__free_local(d);
    end(&p);
}

TEST(dashboards_want_the_inputs_that_are_used)
{
    static const char text[] =
        "dashboard \"d\" {\n"
        "  input \"b\" {\n    type = \"text\"\n  }\n  input \"a\" {\n    type = \"text\"\n  }\n"
        "  input \"idle\" {\n    type = \"text\"\n  }\n"
        "  table \"t\" {\n    sql = \"select $1 || $2 as x\"\n"
        "    args = [self.input.a.value, self.input.b.value]\n  }\n}\n";
    run_place p = { 0 };
    begin(&p, "inputs", text, "query-timeout", 0);
    CHECK(!run_dashboard(&p, "m.dashboard.d", NULL, 0), "without values");
    pl_str recorded = pl_diags_get(p.diags, pl_diags_count(p.diags) - 1)->summary;
    CHECK(pl_str_eq(recorded,
                    PL_S("inputs 'input.b,input.a' must be provided using '--arg name=value'")),
          "in the order of their declaration");
    pl_str args[] = { PL_S("a=1"), PL_S("input.b=2") };
    pl_run *d = run_dashboard(&p, "m.dashboard.d", args, 2);
    CHECK(d != NULL, "with both");
    pl_arena arena = { 0 };
    const pl_json *data = pl_json_get(panel_of(&arena, d, "m.table.t"), "data");
    const pl_json *row = json_at(pl_json_get(data, "rows"), 0);
    CHECK(pl_str_eq(pl_json_text(pl_json_get(row, "x")), PL_S("12")), "bound");
    pl_arena_done(&arena);
    pl_run__free_local(d);
    end(&p);
}

static const char graphs[] =
    "graph \"g\" {\n  param \"p\" {\n    default = \"none\"\n  }\n"
    "  node \"n\" {\n    sql = \"select $1 as id\"\n    args = [param.p]\n  }\n}\n"
    "dashboard \"late\" {\n"
    "  with \"w\" {\n    sql = \"select 'from a with' as x\"\n  }\n"
    "  graph {\n    base = graph.g\n    args = {\n      p = with.w.rows[0].x\n    }\n  }\n}\n"
    "dashboard \"given\" {\n"
    "  graph {\n    base = graph.g\n    args = {\n      p = \"given\"\n    }\n  }\n}\n"
    "dashboard \"dflt\" {\n  graph {\n    base = graph.g\n  }\n}\n"
    "dashboard \"bad\" {\n"
    "  with \"w\" {\n    sql = \"selec 1\"\n  }\n"
    "  graph {\n    base = graph.g\n    args = {\n      p = with.w.rows[0].x\n    }\n  }\n}\n";

TEST(graphs_hand_their_params_to_nodes)
{
    static const struct {
        const char *dashboard, *id, *root;
    } cases[] = {
        { "m.dashboard.late", "from a with", "" },
        { "m.dashboard.given", "given", "" },
        { "m.dashboard.dflt", "none", "" },
        { "m.dashboard.bad", "", "2 children failed with an error" },
    };
    run_place p = { 0 };
    begin(&p, "graphs", graphs, "query-timeout", 0);
    for (size_t i = 0; i < PL_COUNT(cases); i++) {
        pl_arena arena = { 0 };
        pl_run *d = run_dashboard(&p, cases[i].dashboard, NULL, 0);
        CHECK(d != NULL, cases[i].dashboard);
        const pl_json *data = pl_json_get(panel_of(&arena, d, "m.node.n"), "data");
        pl_str id = pl_json_text(pl_json_get(json_at(pl_json_get(data, "rows"), 0), "id"));
        CHECK(pl_str_eq(id, pl_str_cstr(cases[i].id)), cases[i].dashboard);
        const pl_json *root = panel_of(&arena, d, cases[i].dashboard);
        CHECK(pl_str_eq(pl_json_text(pl_json_get(root, "error")), pl_str_cstr(cases[i].root)),
              cases[i].dashboard);
        pl_arena_done(&arena);
        pl_run__free_local(d);
    }
    end(&p);
}

/* ---- files */

static bool produce_half(void *ctx, pl_write_fn *write, void *write_ctx)
{
    (void)ctx;
    write(write_ctx, PL_S("half"));
    return false;
}

TEST(exports_leave_the_old_file_when_they_fail)
{
    const char *dir = place_new("export");
    char path[PLACE_MAX + 20], text[16] = { 0 };
    pl_diags *diags = pl_diags_new();
    place_text(dir, "out.csv", "old");
    snprintf(path, sizeof path, "%s/out.csv", dir);
    CHECK(!pl_export_file(NULL, pl_str_cstr(path), produce_half, NULL, diags), "it fails");
    FILE *file = fopen(path, "r");
    CHECK(file && fread(text, 1, sizeof text - 1, file) == 3, "read");
    fclose(file);
    CHECK_STR(text, "old", "as it was");
    pl_diags_free(diags);
}
