/* Out of memory in the functions that unit/render/test_no_memory.c and test_no_memory_tools.c leave
 * out, and the proof that none is left out: every public function is
 * called by one of these tests, or listed here with the reason why it need not be. */
#include "unit/no_memory.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/str.h"
#include "unit/public.h"
#include <pipelite/page.h>
#include <pipelite/server.h>

static const char *dir;

static void prepare(void)
{
    char mod[700];
    dir = place_new("memory");
    snprintf(mod, sizeof mod, "mod \"m\" {\n  database = \"sqlite://%s/x.db\"\n}\n", dir);
    place_text(dir, "mod.pp", mod);
    place_text(dir, "a.pp",
               "variable \"v\" {\n  default = \"one\"\n}\n"
               "control \"c\" {\n  severity = \"hihg\"\n  title = \"C ${var.v}\"\n"
               "  tags = { a = upper(\"b\") }\n"
               "  sql = \"select 'ok' as status, 'r' as resource, 'fine' as reason\"\n}\n"
               "benchmark \"b\" {\n  children = [control.c]\n}\n"
               "query \"q\" {\n  sql = \"select $1\"\n  param \"p\" {\n    default = 7\n  }\n}\n"
               "dashboard \"d\" {\n  title = \"D\"\n  card {\n    sql = \"select 1\"\n  }\n}\n");
    place_text(dir, "reviewed.csv",
               "control,resource,reason,until\nm.control.c,r,fine,2000-01-01\n");
}

static bool drop(void *ctx, pl_str bytes)
{
    (void)ctx, (void)bytes;
    return true;
}

static bool produce(void *ctx, pl_write_fn *write, void *write_ctx)
{
    (void)ctx;
    return write(write_ctx, PL_S("text\n"));
}

static pl_workspace *open_one(pl_diags *diags)
{
    pl_open_options o = { .path = pl_str_cstr(dir) };
    pl_workspace *ws = pl_workspace_open(&o, diags);
    CHECK(ws || told(diags), "a workspace, or no memory");
    return ws;
}

static pl_settings *settings_of(void)
{
    pl_settings_options where = { .directory = pl_str_cstr(dir), .home = pl_str_cstr(dir) };
    return pl_settings_new(&where);
}

/* True, or it failed for want of memory. */
static void check_told(bool ok, const pl_diags *diags, const char *what)
{
    CHECK(ok || told(diags), what);
}

static void try_values(pl_diags *diags)
{
    pl_workspace *ws = open_one(diags);
    pl_inputs in = { .need_values = true };
    if (!ws)
        return;
    pl_workspace_set_inputs(ws, &in);
    check_told(pl_workspace_read_values(ws, diags), diags, "values");
    check_told(pl_workspace_check(ws, diags), diags, "check");
    check_told(pl_workspace_check_values(ws, diags), diags, "check of values");
    pl_diags *found = pl_diags_new();
    pl_workspace_explain(ws, diags, found);
    pl_workspace_warn(ws, found);
    pl_workspace_problems(ws, found);
    pl_diags *share = pl_diags_share(found);
    pl_diags_free(share);
    pl_diags_free(found);
    pl_workspace_close(ws);
}

static void look_at(const pl_resource *r)
{
    static const char *const names[] = { "title", "sql", "tags", "severity" };
    pl_attribute a;
    pl_resource_param param;
    pl_resource_arg arg;
    pl_str key, value;
    pl_text text;
    for (uint32_t i = 0; i < pl_resource_attributes(r); i++)
        pl_resource_attribute(r, i, &a);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (pl_resource_json(r, pl_str_cstr(names[i]), &text))
            pl_text_free(&text);
    pl_resource_pair(r, PL_S("tags"), 0, &key, &value);
    pl_resource_get_param(r, 0, &param);
    pl_resource_get_arg(r, 0, &arg);
}

static void try_resources(pl_diags *diags)
{
    static const char *const names[] = { "m.control.c", "m.query.q" };
    pl_workspace *ws = open_one(diags);
    pl_generation *g = pl_workspace_acquire(ws);
    for (size_t i = 0; g && i < sizeof names / sizeof *names; i++) {
        pl_entry e;
        CHECK(pl_index_find(pl_generation_index(g), pl_str_cstr(names[i]), &e), names[i]);
        const pl_resource *r = pl_generation_pin(g, e.id, diags);
        check_told(r, diags, names[i]);
        if (r)
            look_at(r);
        pl_resource_unpin(r);
        r = pl_generation_pin_name(g, pl_str_cstr(names[i]), diags);
        check_told(r, diags, names[i]);
        pl_resource_unpin(r);
        pl_workspace_drop(ws, e.id);
    }
    pl_workspace_limit_cache(ws, 1 << 16);
    pl_workspace_drop_all(ws);
    pl_generation_release(g);
    pl_workspace_close(ws);
}

static void try_resolution(pl_diags *diags)
{
    pl_resolution how = { .workers = 1, .check = true };
    pl_workspace *ws = open_one(diags);
    pl_event_queue *queue = ws ? pl_event_queue_new(NULL, NULL) : NULL;
    pl_subscription *s =
        ws ? pl_workspace_subscribe(ws, PL_EVENT_ALL, pl_event_queue_put, queue) : NULL;
    pl_event event;
    pl_metadata data;
    pl_str key, value;
    if (!ws)
        return;
    pl_workspace_start_resolution(ws, &how, diags);
    pl_workspace_prioritise(ws, 0);
    pl_workspace_resolve_now(ws, 1, diags);
    pl_workspace_wait_resolved(ws, UINT64_C(60000000000));
    pl_generation *now = pl_workspace_acquire(ws);
    pl_generation_metadata(now, 1, &data);
    if (data.n_tags)
        pl_metadata_tag(&data, 0, &key, &value);
    pl_generation_release(now);
    pl_diags_free(pl_workspace_why_unresolved(ws, 1));
    pl_workspace_stop_resolution(ws);
    while (pl_event_queue_take(queue, 0, &event))
        pl_event_done(&event);
    pl_workspace_unsubscribe(ws, s);
    pl_event_queue_free(queue);
    pl_workspace_close(ws);
}

static void render(pl_workspace *ws, pl_diags *diags)
{
    pl_problem_style style = { 0 };
    pl_show_output yaml = { .format = PL_FORMAT_YAML, .write = drop };
    pl_text text;
    pl_entry e;
    unsigned long n = n_failed;
    check_call(pl_render_dump(ws, &text, diags), n, diags, "dump");
    pl_text_free(&text);
    n = n_failed;
    check_call(pl_render_dump_values(ws, true, drop, NULL, diags), n, diags, "values");
    pl_generation *now = pl_workspace_acquire(ws);
    CHECK(pl_index_find(pl_generation_index(now), PL_S("m.control.c"), &e), "a control");
    pl_generation_release(now);
    n = n_failed;
    check_call(pl_render_show(ws, e.id, PL_S(""), &yaml, diags), n, diags, "show");
    n = n_failed;
    pl_render_problems(diags, &style, &text);
    check_call(text.ptr || !pl_diags_count(diags), n, NULL, "problems");
    pl_text_free(&text);
    n = n_failed;
    pl_render_problems_as(diags, PL_S("sarif"), PL_S(""), &text);
    check_call(text.ptr, n, NULL, "problems as SARIF");
    pl_text_free(&text);
}

static void try_rendering(pl_diags *diags)
{
    pl_workspace *ws = open_one(diags);
    if (ws)
        render(ws, diags);
    pl_workspace_close(ws);
    pl_page *page = pl_page_open(NULL, drop, NULL);
    pl_page_feed(page, PL_S("{}"));
    pl_page_close(page);
}

/* ---- runs */

static void write_run(pl_engine *engine, pl_run_start_options *o, pl_str format, pl_diags *diags)
{
    const pl_run_output how = { .format = format, .columns = 80 };
    uint64_t count;
    pl_run *run = pl_run_start(engine, o, diags);
    check_told(run, diags, "a run");
    if (!run)
        return;
    pl_run_collect(run, &how);
    pl_run_wait(run, UINT64_MAX);
    pl_run_report(run, diags);
    if (!pl_run_write(run, &how, drop, NULL, diags))
        CHECK(told(diags), "what could not be written");
    pl_run_write(run, &(pl_run_output){ .format = PL_S("notes") }, drop, NULL, NULL);
    pl_run_count(run, PL_S("alarm"), PL_S(""), &count);
    pl_run_free(run);
}

static void review_one(pl_engine *engine, pl_entry_id id, pl_diags *diags)
{
    char file[700];
    snprintf(file, sizeof file, "%s/reviewed.csv", dir);
    pl_review_options how = { .exemptions = pl_str_cstr(file) };
    pl_review *review = pl_review_open(&how, diags);
    pl_run_start_options o = { .targets = &id, .n_targets = 1, .review = review };
    if (review)
        write_run(engine, &o, PL_S("text"), diags);
    pl_review_free(review, diags);
}

static void write_all(pl_engine *engine, const pl_index *ix, pl_diags *diags)
{
    pl_entry e;
    pl_run_start_options o = { .targets = &e.id, .n_targets = 1 };
    if (pl_index_find(ix, PL_S("m.query.q"), &e))
        write_run(engine, &o, PL_S("snapshot"), diags);
    if (pl_index_find(ix, PL_S("m.dashboard.d"), &e))
        write_run(engine, &o, PL_S("snapshot"), diags);
    if (pl_index_find(ix, PL_S("m.benchmark.b"), &e))
        review_one(engine, e.id, diags);
}

static void try_commands(pl_diags *diags)
{
    pl_str arg = PL_S("p=1"), tag = PL_S("a=b");
    const pl_run_start_options asked = { .root = PL_S("query.q"),
                                         .args = &arg,
                                         .n_args = 1,
                                         .tags = &tag,
                                         .n_tags = 1,
                                         .where = PL_S("severity = 'high'") };
    pl_engine_databases databases;
    pl_workspace *ws = open_one(diags);
    pl_settings *settings = settings_of();
    pl_stop *stop = pl_stop_new();
    pl_engine_options how = { .command = true, .settings = settings, .stop = stop };
    pl_engine *engine = ws ? pl_engine_open(ws, &how, diags) : NULL;
    pl_ahead_end(pl_ahead_begin(settings, NULL));
    pl_run_check(&asked, diags);
    pl_run_check_formats(pl_str_cstr(dir), false, diags);
    pl_generation *now = pl_workspace_acquire(ws);
    if (engine)
        write_all(engine, pl_generation_index(now), diags);
    pl_generation_release(now);
    pl_engine_get_databases(engine, &databases);
    pl_engine_close(engine);
    pl_stop_free(stop);
    pl_settings_free(settings);
    pl_workspace_close(ws);
}

static void take_answer(void *ctx, pl_str json)
{
    (void)json;
    atomic_store((atomic_bool *)ctx, true);
}

static void run_csv(pl_engine *engine, pl_diags *diags)
{
    pl_run_start_options o = { .root = PL_S("m.benchmark.b") };
    pl_run *run = pl_run_start(engine, &o, diags);
    check_told(run, diags, "a run");
    if (!run)
        return;
    CHECK(pl_run_wait(run, UINT64_C(60000000000)), "it ends");
    pl_run_write(run, &(pl_run_output){ .format = PL_S("csv") }, drop, NULL, NULL);
    pl_run_hold(run, true);
    pl_run_cancel(run);
    pl_run_free(run);
}

static void try_engines(pl_diags *diags)
{
    atomic_bool answered = false;
    pl_driver_stats driver;
    uint64_t times[4];
    pl_engine_stats stats;
    pl_workspace *ws = open_one(diags);
    pl_settings *settings = settings_of();
    pl_engine_options how = { .settings = settings };
    pl_engine *engine = ws ? pl_engine_open(ws, &how, diags) : NULL;
    if (engine) {
        pl_engine_search_path(engine, take_answer, &answered);
        run_csv(engine, diags);
        pl_engine_get_stats(engine, &stats);
        CHECK(pl_engine_get_driver(engine, 0, &driver), "there is one");
        CHECK_INT(pl_engine_driver_times(engine, 0, times, 4), 17, "intervals");
        CHECK(!pl_engine_get_driver(engine, 99, &driver), "and an end");
    }
    pl_engine_close(engine);
    CHECK(!engine || answered, "the question was answered");
    pl_settings_free(settings);
    pl_workspace_close(ws);
}

static void ask_history(const pl_history_options *where, const char *view, pl_diags *diags)
{
    const pl_history_question question = { .view = pl_str_cstr(view) };
    const pl_history_output how = { .format = PL_S("text") };
    pl_history_pruned dropped;
    pl_history *history = pl_history_open(where, diags);
    check_told(history, diags, "a store");
    pl_history_answer *answer = history ? pl_history_ask(history, &question, diags) : NULL;
    check_told(answer, diags, view);
    if (answer) {
        CHECK(pl_history_count(answer) > 0, view);
        pl_history_get(answer, 0, PL_S("status"));
        check_told(pl_history_write(answer, &how, drop, NULL, diags), diags, "an answer");
    }
    pl_history_answer_free(answer);
    if (history)
        check_told(pl_history_prune(history, PL_S("1d"), true, &dropped, diags), diags, "prune");
    if (history)
        check_told(pl_history_check(history, diags), diags, "check");
    pl_history_close(history);
}

static void baseline_of(const pl_history_options *where, pl_engine *engine, pl_diags *diags)
{
    pl_history *history = pl_history_open(where, diags);
    if (history)
        check_told(pl_history_baseline(history, engine, PL_S(""), PL_S(""), drop, NULL, diags),
                   diags, "a baseline");
    pl_history_close(history);
}

static void try_history(pl_diags *diags)
{
    char url[700];
    snprintf(url, sizeof url, "sqlite://%s/history.db", dir);
    const pl_history_options where = { .url = pl_str_cstr(url) };
    const pl_history_facts facts = { .command = PL_S("library") };
    const pl_run_start_options o = { .root = PL_S("m.benchmark.b") };
    pl_workspace *ws = open_one(diags);
    pl_settings *settings = settings_of();
    pl_engine_options how = { .command = true, .settings = settings };
    pl_engine *engine = ws ? pl_engine_open(ws, &how, diags) : NULL;
    pl_run *run = engine ? pl_run_start(engine, &o, diags) : NULL;
    unlink(url + strlen("sqlite://"));
    if (run && pl_run_wait(run, UINT64_MAX) &&
        pl_history_record(&where, run, &facts, NULL, diags)) {
        ask_history(&where, "runs", diags);
        ask_history(&where, "trend", diags);
    } else {
        CHECK(heap.first && atomic_load(&heap.asked) >= heap.first,
              "what was not recorded"); /* any thread */
    }
    pl_run_free(run);
    if (engine)
        baseline_of(&where, engine, diags);
    pl_engine_close(engine);
    pl_settings_free(settings);
    pl_workspace_close(ws);
}

static void try_export(pl_diags *diags)
{
    char file[700];
    snprintf(file, sizeof file, "%s/out.txt", dir);
    check_told(pl_export_file(NULL, pl_str_cstr(file), produce, NULL, diags), diags, "a file");
}

static void try_server(pl_diags *diags)
{
    pl_settings *settings = settings_of();
    pl_server_options o = { .settings = settings };
    pl_settings_put_bool(settings, PL_LAYER_FLAG, "watch", false);
    unsigned long n = n_failed;
    pl_server *server = settings ? pl_server_new(&o, diags) : NULL;
    CHECK(!settings || (server ? !lacked(n) : told(diags)), "a server, or no memory");
    pl_server_free(server);
    pl_settings_free(settings);
}

static const no_memory_case tries[] = {
    { "values", try_values, false },         { "resources", try_resources, false },
    { "resolution", try_resolution, false }, { "rendering", try_rendering, false },
    { "commands", try_commands, true },      { "engines", try_engines, true },
    { "history", try_history, true },        { "export", try_export, true },
    { "server", try_server, true },
};

TEST(one_allocation_fails_elsewhere)
{
    prepare();
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
        no_memory_try(&tries[i], false);
}

TEST(all_allocations_fail_elsewhere)
{
    prepare();
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
        no_memory_try(&tries[i], true);
}

/* ---- are these all? */

static const struct {
    const char *why, *names; /* each name with its bracket, so that it reads as a call */
} left_out[] = {
    { "constants and arithmetic",
      "pl_diag_code_name( pl_nearest_to( pl_nearest_offer( pl_kind_word( pl_kind_name( "
      "pl_kind_find( "
      "pl_log_level_parse( pl_dump_warning( pl_database_backend( pl_phase_name( pl_version_text( "
      "pl_version_number( pl_cache_hit_rate( "
      "pl_program_init( pl_render_duration( pl_harmless_run( pl_harmless_next( " },
    { "called by its name as a subscriber above", "pl_event_queue_put( " },
    { "reads fields of its object",
      "pl_diags_errors( pl_diags_heading( "
      "pl_settings_string( pl_settings_bool( pl_settings_list( pl_settings_is_set( "
      "pl_settings_layer( pl_settings_install_dir( pl_settings_mod_location( "
      "pl_settings_pipes_dir( pl_settings_epoch( pl_settings_no_token_message( pl_settings_env( "
      "pl_settings_dump_mode( pl_settings_connections( pl_settings_connection( pl_message_size( "
      "pl_run_get_phase( pl_run_get_info( pl_message_hold( pl_message_release( pl_mods_cancel( "
      "pl_mods_cancelled( pl_mods_required( pl_mods_root( pl_mods_hints( pl_mods_overridden( "
      "pl_workspace_phase( pl_workspace_resolution_stats( pl_workspace_adaptive_wait( "
      "pl_generation_metadata( "
      "pl_resource_id( pl_resource_kind( pl_resource_base( pl_resource_query( "
      "pl_resource_category( pl_resource_children( pl_resource_size( pl_resource_find( "
      "pl_resource_int( pl_resource_bool( pl_workspace_cache_stats( "
      "pl_watch_fd( pl_watch_deadline_ns( pl_watch_timeout_ms( "
      "pl_watch_look_at_all( pl_watch_is_polling( pl_watch_folders( pl_workspace_origin( "
      "pl_generation_hold( pl_generation_number( pl_generation_standing( pl_workspace_path( "
      "pl_workspace_times( pl_server_cache_bytes( " },
    { "reads an index, whose names are written into the caller's storage",
      "pl_index_close( pl_index_get( pl_index_count( pl_index_mod_name( pl_index_kind( "
      "pl_index_name( "
      "pl_index_children( pl_index_parents( pl_index_dependents( pl_index_paths( " },
    { "sets a flag and wakes threads",
      "pl_stop_fire( pl_stop_fired( pl_stop_abandon( pl_event_queue_close( pl_workspace_stop( "
      "pl_workspace_cancel( pl_server_stop( pl_server_reload( pl_server_report( " },
    { "talks to servers and programs, through libcurl, which has memory of its own: "
      "tests/compat/notify.sh",
      "pl_notify_check( pl_notify_send( " },
    { "writes files that the program has in it, as a server starts: tests/compat/tables.sh",
      "pl_history_put_dashboards( " },
    { "reads again what pl_settings_load( reads", "pl_settings_follow( " },
    { "takes one small block when a program starts",
      "pl_console_new( pl_console_write( pl_console_free( " },
    { "a program calls it before anything else, and ends when it fails", "pl_program_verify( " },
    { "needs sockets and libwebsockets: tests/unit/server/test_no_memory.c",
      "pl_server_start( pl_server_run( " },
};

typedef struct known {
    pl_str tests[4];
    size_t n;
} known;

static void see_function(void *ctx, pl_str function)
{
    const known *k = ctx;
    char name[100];
    bool found = false;
    snprintf(name, sizeof name, "%.*s", PL_FMT(function));
    for (size_t i = 0; i < k->n; i++)
        found = found || public_is_called(k->tests[i], function);
    CHECK(found, name);
}

TEST(every_public_function_is_tried_or_named)
{
    static const char *const files[] = { "tests/unit/no_memory.h",
                                         "tests/unit/render/test_no_memory.c",
                                         "tests/unit/render/test_no_memory_tools.c",
                                         "tests/unit/cli/test_no_memory_list.c" };
    pl_arena arena = { 0 };
    known k = { .n = sizeof files / sizeof *files };
    for (size_t i = 0; i < k.n; i++)
        CHECK_INT(pl_file_slurp(files[i], 1 << 20, &arena, &k.tests[i]), 0, files[i]);
    CHECK(public_each(see_function, &k) > 200, "functions were found");
    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++)
        CHECK(left_out[i].why[0] && left_out[i].names[0], "a reason, and what it is for");
    pl_arena_done(&arena);
}
