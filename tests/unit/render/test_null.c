/* NULL, zeroed options and nothing at all, for what runs and renders: each public function works
 * with the defaults or says what is wrong. Those of a workspace are in workspace/test_zeroed.c. */
#include "unit/place.h"
#include "unit/render/runs.h"
#include <pipelite.h>

static const char *mod_dir(void)
{
    const char *dir = place_new("null");
    place_text(dir, "mod.pp", "mod \"m\" {\n  database = \"sqlite://:memory:\"\n}\n");
    place_text(dir, "a.pp",
               "query \"q\" {\n  sql = \"select 1 as x\"\n}\n"
               "control \"c\" {\n  sql = \"select 'ok' as status, 'r' as resource, 'f' as reason\""
               "\n}\ndashboard \"d\" {\n  card \"k\" {\n    sql = \"select 1\"\n  }\n}\n");
    return dir;
}

static bool take(void *ctx, pl_str bytes)
{
    *(size_t *)ctx += bytes.len;
    return true;
}

static pl_workspace *open_mod(pl_diags *diags)
{
    pl_open_options open = { .path = pl_str_cstr(mod_dir()) };
    pl_workspace *ws = pl_workspace_open(&open, diags);
    CHECK(ws, "open");
    return ws;
}

static void use_session(pl_workspace *ws, const pl_engine_options *options, pl_diags *diags)
{
    pl_entry e;
    pl_session *s = pl_session_open(ws, options, diags);
    CHECK(s, "a session without settings");
    CHECK(pl_session_database(s).len > 0, "it says which database it is");
    CHECK(pl_index_find(pl_workspace_index(ws), PL_S("m.control.c"), &e), "control");
    pl_run_start_options what = { .targets = &e.id, .n_targets = 1 };
    pl_check *check = pl_check_run(s, &what, diags);
    CHECK(check, "a check without options");
    pl_run_output how = { 0 };
    size_t n = 0;
    CHECK(runs_write_check(check, PL_S("json"), &how, take, &n, diags) && n > 10, "is written");
    pl_check_free(check);
    pl_session_close(s);
}

TEST(a_session_without_settings_has_the_defaults)
{
    static const char *const empty[] = { NULL };
    pl_diags *diags = pl_diags_new();
    pl_workspace *ws = open_mod(diags);
    pl_engine_options zero = { 0 }, without = { .environment = empty };
    use_session(ws, NULL, diags);
    use_session(ws, &zero, diags);
    use_session(ws, &without, diags);
    CHECK_INT(pl_diags_errors(diags), 0, "nothing is wrong");
    pl_workspace_close(ws);
    pl_diags_free(diags);
}

TEST(an_engine_without_options_has_the_defaults)
{
    pl_diags *diags = pl_diags_new();
    pl_workspace *ws = open_mod(diags);
    pl_engine_options zero = { 0 };
    for (int i = 0; i < 2; i++) {
        pl_engine *engine = pl_engine_open(ws, i ? &zero : NULL, diags);
        pl_run_start_options start = { .root = PL_S("dashboard.d") }, none = { 0 };
        CHECK(engine, "an engine");
        CHECK(!pl_run_start(engine, NULL, diags), "no run without a root");
        CHECK(!pl_run_start(engine, &none, diags), "nor with an empty one");
        pl_run *run = pl_run_start(engine, &start, diags);
        CHECK(run && pl_run_wait(run, UINT64_MAX), "it ends");
        size_t n = 0;
        CHECK(pl_run_input(run, PL_S(""), NULL, 0) == false, "it is too late for no input");
        const pl_run_output how = { .format = PL_S("snapshot"), .file = true };
        CHECK(pl_run_write(run, &how, take, &n, diags) && n > 100, "its snapshot");
        pl_run_free(run);
        pl_engine_close(engine);
    }
    pl_workspace_close(ws);
    pl_diags_free(diags);
}

/* Zeroed options name the first entry of the index, or nothing: what cannot be run says so. */
TEST(a_session_takes_zeroed_options)
{
    pl_diags *diags = pl_diags_new();
    pl_workspace *ws = open_mod(diags);
    pl_session *s = pl_session_open(ws, NULL, diags);
    runs_query query = { 0 }, nothing = { .query = PL_NO_ENTRY };
    pl_run_start_options zeroed = { 0 };
    size_t n = 0;
    const runs_query *const queries[] = { &query, &nothing };
    for (size_t i = 0; i < 2; i++) {
        pl_run *q = runs_of_query(s, queries[i]);
        runs_write(q, PL_RESULT_JSON, true, take, &n);
        pl_run_free(q);
    }
    CHECK(!pl_run_start(s->engine, NULL, diags), "no options");
    CHECK(!pl_run_start(s->engine, &zeroed, diags), "no root");
    CHECK_INT(pl_diags_errors(diags), 2, "they say so");
    pl_session_close(s);
    pl_workspace_close(ws);
    pl_diags_free(diags);
}

TEST(no_run_is_one_that_has_ended)
{
    pl_run_event event;
    pl_engine_stats stats;
    pl_run_info info;
    const pl_run_output how = { .format = PL_S("snapshot") };
    char byte;
    pl_run_cancel(NULL);
    pl_run_hold(NULL, true);
    CHECK(pl_run_wait(NULL, 0), "wait");
    CHECK(!pl_run_next(NULL, &event), "next");
    CHECK(!pl_run_input(NULL, PL_S("i"), NULL, 0), "input");
    CHECK(!pl_run_write(NULL, &how, take, NULL, NULL), "write");
    CHECK_INT(pl_run_get_phase(NULL), PL_RUN_PHASE_ENDED, "phase");
    pl_run_get_info(NULL, &info);
    CHECK(!info.id.len && !info.name.len && !info.generation, "facts");
    CHECK(!pl_message_hold(NULL), "message");
    CHECK_INT(pl_message_size(NULL), 0, "size");
    CHECK_INT(pl_message_read(NULL, 0, &byte, 1, NULL), 0, "read");
    pl_engine_get_stats(NULL, &stats);
    CHECK_INT(stats.threads, 0, "no engine");
}

TEST(what_is_freed_may_be_null)
{
    pl_text text = { 0 };
    pl_engine_close(NULL);
    pl_run_free(NULL);
    pl_message_release(NULL);
    pl_session_close(NULL);
    pl_check_free(NULL);
    pl_run_free(NULL);
    pl_run__free_local(NULL);
    pl_ahead_end(NULL);
    pl_stop_free(NULL);
    pl_settings_free(NULL);
    pl_mods_free(NULL);
    pl_text_free(&text);
}

TEST(settings_without_options_have_the_defaults)
{
    pl_settings_options zero = { 0 };
    for (int i = 0; i < 2; i++) {
        pl_settings *s = pl_settings_new(i ? &zero : NULL);
        CHECK(s, "settings");
        CHECK_INT(pl_settings_int(s, "dashboard-timeout"), 0, "no limit");
        pl_settings_free(s);
    }
}
