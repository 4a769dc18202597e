/* Out of memory: the n-th allocation fails, alone or with all after it, for n = 1, 2, ... The call
 * says so or does what it should; everything can be closed; nothing is left over, neither in the
 * allocator of this host nor in the reserve. */
#include "unit/no_memory.h"
#include "unit/render/runs.h"

/* ---- what is tried */

static const char *dir;

static const char text[] =
    "variable \"v\" {\n  default = \"one\"\n}\n"
    "locals {\n  tags = { a = \"b\", c = upper(\"d\") }\n}\n"
    "dashboard \"d\" {\n  title = \"D ${var.v}\"\n"
    "  card \"a\" {\n    sql = \"select 1 as x\"\n  }\n"
    "  table \"t\" {\n    sql = \"with recursive n(i) as (select 1 union all select i + 1 from n "
    "where i < 300) select i, 'text' as text from n\"\n  }\n"
    "  table \"w\" {\n    sql = \"select ? as y\"\n    args = [self.input.i.value]\n  }\n"
    "  input \"i\" {\n    type = \"text\"\n  }\n}\n"
    "control \"c\" {\n  tags = local.tags\n"
    "  sql = \"select 'ok' as status, 'r' as resource, 'fine' as reason\"\n}\n"
    "control \"e\" {\n  title = format(\"%s\", var.v)\n  sql = \"select * from nowhere\"\n}\n"
    "benchmark \"b\" {\n  children = [control.c, control.e]\n}\n"
    "query \"q\" {\n  sql = \"select 7 as seven\"\n}\n";

static void prepare(void)
{
    char mod[700];
    dir = place_new("memory");
    snprintf(mod, sizeof mod, "mod \"m\" {\n  database = \"sqlite://%s/x.db\"\n}\n", dir);
    place_text(dir, "mod.pp", mod);
    place_text(dir, "a.pp", text);
}

static pl_workspace *open_one(pl_diags *diags, bool strict)
{
    pl_open_options o = { .path = pl_str_cstr(dir), .strict = strict };
    size_t before = pl_diags_count(diags);
    pl_workspace *ws = pl_workspace_open(&o, diags);
    CHECK(ws || told(diags), "a workspace, or no memory");
    CHECK(!ws || pl_diags_count(diags) == before, "not both");
    return ws;
}

static void try_open(pl_diags *diags)
{
    pl_workspace_close(open_one(diags, true));
}

static bool drop(void *ctx, pl_str bytes)
{
    (void)ctx, (void)bytes;
    return true;
}

static void render_all(pl_workspace *ws, pl_diags *diags)
{
    pl_text out = { 0 };
    unsigned long n = n_failed;
    pl_render_list(ws, PL_LIST_KIND, PL_KIND_CONTROL, &out);
    check_call(out.ptr, n, NULL, "list");
    pl_text_free(&out);
    n = n_failed;
    pl_render_mod_tree(ws, &out);
    check_call(out.ptr, n, NULL, "tree");
    pl_text_free(&out);
    n = n_failed;
    check_call(
        pl_render_array(ws, PL_LIST_KIND, PL_KIND_CONTROL,
                        &(pl_show_output){ .format = PL_FORMAT_JSON, .write = drop, .ctx = NULL },
                        diags),
        n, diags, "array");
    n = n_failed;
    pl_render_diags(diags, PL_S("Error: "), &out);
    check_call(out.ptr, n, NULL, "messages");
    pl_text_free(&out);
}

static void try_list(pl_diags *diags)
{
    pl_index_stats stats;
    pl_workspace *ws = open_one(diags, false);
    if (!ws)
        return;
    pl_index_get_stats(pl_workspace_index(ws), &stats);
    CHECK(stats.resources >= 8, "all of it");
    render_all(ws, diags);
    pl_workspace_close(ws);
}

static void try_save(pl_diags *diags)
{
    char index[700];
    snprintf(index, sizeof index, "%s/index", dir);
    pl_open_options o = { .path = pl_str_cstr(dir), .index_dir = pl_str_cstr(index) };
    pl_workspace *ws = pl_workspace_open(&o, diags);
    unsigned long n = n_failed;
    if (ws && pl_workspace_save(ws))
        CHECK(!lacked(n), "saved, or no memory");
    pl_workspace_close(ws);
}

static void try_verify(pl_diags *diags)
{
    pl_workspace *ws = open_one(diags, false);
    if (ws && !pl_workspace_verify(ws, diags))
        CHECK(told(diags), "it is right, or there was no memory");
    pl_workspace_close(ws);
}

static void try_pin(pl_diags *diags)
{
    static const char *const names[] = { "m.control.c", "m.control.e", "m.dashboard.d",
                                         "m.benchmark.b" };
    pl_workspace *ws = open_one(diags, false);
    for (size_t i = 0; ws && i < sizeof names / sizeof *names; i++) {
        pl_str title, name = { names[i], strlen(names[i]) };
        const pl_resource *r = pl_workspace_pin_name(ws, name, diags);
        CHECK(r || told(diags), names[i]);
        if (r && i == 1)
            CHECK(pl_resource_text(r, PL_S("title"), &title) && title.len == 3, "its title");
        pl_resource_unpin(r);
    }
    pl_workspace_close(ws);
}

static void try_preload(pl_diags *diags)
{
    pl_workspace *ws = open_one(diags, false);
    if (ws && !pl_workspace_preload(ws, diags))
        CHECK(told(diags), "all of it, or no memory");
    pl_workspace_close(ws);
}

/* What is published is whole. */
static void try_rescan(pl_diags *diags)
{
    static int turn;
    char query[64];
    pl_index_stats stats;
    pl_workspace *ws = open_one(diags, false);
    if (!ws)
        return;
    pl_workspace_keep_sources(ws);
    snprintf(query, sizeof query, "query \"r\" {\n  sql = \"select %d\"\n}\n", turn++);
    place_text(dir, "b.pp", query);
    unsigned long n = n_failed;
    pl_changes_free(pl_workspace_rescan(ws, NULL, diags));
    CHECK(!lacked(n) || told(diags), "changes, and that there was no memory");
    pl_index_get_stats(pl_workspace_index(ws), &stats);
    CHECK(stats.resources >= 9, "nothing was lost");
    pl_workspace_close(ws);
}

static void take_events(pl_run *run)
{
    pl_run_event e;
    char bytes[256];
    while (pl_run_next(run, &e)) {
        pl_message_read(e.message, 0, bytes, sizeof bytes, NULL);
        pl_message_release(e.message);
    }
}

static void run_one(pl_engine *engine, const char *root, pl_diags *diags)
{
    pl_run_input_value v = { PL_S("input.i"), PL_S("\"x\"") };
    pl_run_start_options o = { .root = { root, strlen(root) } };
    pl_run *run = pl_run_start(engine, &o, diags);
    CHECK(run || told(diags), root);
    while (run && !pl_run_wait(run, 1000000)) {
        take_events(run);
        pl_run_input(run, PL_S(""), &v, 1);
    }
    if (run)
        take_events(run);
    if (run)
        pl_run_write(run, &(pl_run_output){ .format = PL_S("snapshot") }, drop, NULL, NULL);
    pl_run_free(run);
}

static void try_engine(pl_diags *diags)
{
    static const char *const roots[] = { "m.dashboard.d", "m.benchmark.b", "m.query.q" };
    pl_settings_options where = { .directory = pl_str_cstr(dir), .home = pl_str_cstr(dir) };
    pl_workspace *ws = open_one(diags, false);
    if (!ws)
        return;
    pl_settings *settings = pl_settings_new(&where);
    pl_engine_options how = { .settings = settings };
    pl_engine *engine = pl_engine_open(ws, &how, diags);
    CHECK(engine || told(diags), "an engine, or no memory");
    for (size_t i = 0; engine && i < sizeof roots / sizeof *roots; i++)
        run_one(engine, roots[i], diags);
    pl_engine_close(engine);
    pl_settings_free(settings);
    pl_workspace_close(ws);
}

static void check_one(pl_session *session, pl_entry_id id, pl_diags *diags)
{
    pl_run_start_options o = { .targets = &id, .n_targets = 1 };
    pl_run_output how = { .format = PL_S("csv"), .header = true, .separator = PL_S(",") };
    unsigned long n = n_failed;
    pl_run *run = pl_run_start(session->engine, &o, diags);
    pl_run_wait(run, UINT64_MAX);
    bool ok = runs_end(run) == PL_END_COMPLETE;
    if (run && !ok)
        pl_run_report(run, diags);
    check_call(ok, n, diags, "check");
    n = n_failed;
    if (ok)
        check_call(pl_run_write(run, &how, drop, NULL, diags), n, diags, "csv");
    pl_run_free(run);
}

static void query_one(pl_session *session, pl_entry_id id)
{
    runs_query o = { .query = id, .formats = RUNS_BIT(PL_RESULT_JSON) };
    unsigned long n = n_failed;
    pl_run *q = runs_of_query(session, &o);
    check_call(runs_end(q) == PL_END_COMPLETE, n, NULL, "query");
    pl_run_free(q);
}

static void dashboard_one(pl_session *session, pl_entry_id id, pl_diags *diags)
{
    pl_str input = PL_S("i=x");
    pl_run_start_options o = { .targets = &id, .n_targets = 1, .args = &input, .n_args = 1 };
    unsigned long n = n_failed;
    pl_run *run = pl_run_start(session->engine, &o, diags);
    pl_run_wait(run, UINT64_MAX);
    bool ok = runs_end(run) == PL_END_COMPLETE;
    if (run && !ok)
        pl_run_report(run, diags);
    check_call(ok, n, diags, "dashboard");
    pl_run_free(run);
}

static void try_session(pl_diags *diags)
{
    pl_settings_options where = { .directory = pl_str_cstr(dir), .home = pl_str_cstr(dir) };
    pl_workspace *ws = open_one(diags, false);
    if (!ws)
        return;
    pl_settings *settings = pl_settings_new(&where);
    pl_engine_options how = { .settings = settings };
    pl_session *session = pl_session_open(ws, &how, diags);
    pl_entry e;
    CHECK(session || told(diags), "a session, or no memory");
    if (session && pl_index_find(pl_workspace_index(ws), PL_S("m.benchmark.b"), &e))
        check_one(session, e.id, diags);
    if (session && pl_index_find(pl_workspace_index(ws), PL_S("m.query.q"), &e))
        query_one(session, e.id);
    if (session && pl_index_find(pl_workspace_index(ws), PL_S("m.dashboard.d"), &e))
        dashboard_one(session, e.id, diags);
    pl_session_close(session);
    pl_settings_free(settings);
    pl_workspace_close(ws);
}

static void try_watch(pl_diags *diags)
{
    pl_workspace *ws = open_one(diags, false);
    pl_watch *watch = ws ? pl_watch_open(ws, NULL, diags) : NULL;
    for (int i = 0; watch && i < 3; i++)
        pl_changes_free(pl_watch_step(watch, diags));
    pl_watch_close(watch);
    pl_workspace_close(ws);
}

/* ---- every n */

static const no_memory_case tries[] = {
    { "open", try_open, false },       { "list", try_list, false },
    { "verify", try_verify, false },   { "pin", try_pin, false },
    { "preload", try_preload, false }, { "rescan", try_rescan, false },
    { "watch", try_watch, false },     { "session", try_session, false },
    { "engine", try_engine, false },   { "save", try_save, false },
};

TEST(one_allocation_fails)
{
    prepare();
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
        no_memory_try(&tries[i], false);
}

TEST(all_allocations_fail)
{
    pl_memory_stats stats;
    prepare();
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
        no_memory_try(&tries[i], true);
    pl_memory_get_stats(&stats);
    CHECK(stats.failures > 1000, "it was tried");
    CHECK(stats.reserve_most < stats.reserve / 2, "the reserve is large enough by far");
    print_message("of %llu KiB in reserve at most %llu were used\n",
                  (unsigned long long)stats.reserve >> 10,
                  (unsigned long long)stats.reserve_most >> 10);
}

TEST(memory_cannot_be_set_late)
{
    pl_memory none = { 0 };
    CHECK(!pl_memory_set(&none), "it was taken already");
}
