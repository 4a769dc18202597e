/* Every public function with NULL for each object and each options struct, and with nothing for
 * each text, with and without `diags`: none of them crashes, and those that cannot do their work
 * say so. The list is complete: the last test compares it with the headers. */
#include "unit/test.h"
#include "unit/public.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/look.h"
#include "base/str.h"
#include <pipelite.h>
#include <pipelite/console.h>
#include <pipelite/harmless.h>
#include <pipelite/mod_tools.h>
#include <pipelite/page.h>
#include <pipelite/server.h>
#include <unistd.h>

static bool write_nothing(void *ctx, pl_str bytes)
{
    (void)ctx, (void)bytes;
    return true;
}

static bool produce_nothing(void *ctx, pl_write_fn *write, void *write_ctx)
{
    (void)ctx, (void)write, (void)write_ctx;
    return true;
}

static bool path(void *ctx, const pl_entry_id *chain, uint32_t n)
{
    (void)ctx, (void)chain, (void)n;
    return true;
}

static void event(void *ctx, const pl_event *e)
{
    (void)ctx, (void)e;
}

static void answer(void *ctx, pl_str json)
{
    (void)ctx, (void)json;
}

static const pl_str none;
#define OUT(type) (&(type){ 0 })

static void call_base(pl_diags *diags)
{
    (void)diags;
    pl_diag_code_name(0);
    pl_nearest_to(none, 0);
    pl_nearest_offer(NULL, none);
    pl_diags_free(pl_diags_new());
    pl_diags_free(NULL);
    pl_diags_free(pl_diags_share(NULL));
    pl_diags_count(NULL);
    pl_diags_errors(NULL);
    pl_diags_get(NULL, 0);
    pl_diags_heading(NULL);
}

static void call_memory(pl_diags *diags)
{
    (void)diags;
    pl_memory_set(NULL);
    pl_memory_get_stats(OUT(pl_memory_stats));
}

static void call_kind(pl_diags *diags)
{
    (void)diags;
    pl_kind_word(0);
    pl_kind_name(0);
    pl_kind_find(none, OUT(pl_kind));
}

static void call_config(pl_diags *diags)
{
    pl_settings_free(pl_settings_new(NULL));
    pl_settings_free(NULL);
    pl_settings_put_string(NULL, 0, NULL, none);
    pl_settings_put_int(NULL, 0, NULL, 0);
    pl_settings_put_bool(NULL, 0, NULL, 0);
    pl_settings_put_list(NULL, 0, NULL, NULL, 0);
    pl_settings_load(NULL, diags);
    pl_settings_string(NULL, NULL);
    pl_settings_int(NULL, NULL);
    pl_settings_bool(NULL, NULL);
    pl_settings_list(NULL, NULL, OUT(size_t));
    pl_settings_is_set(NULL, NULL);
    pl_settings_layer(NULL, NULL);
    pl_settings_install_dir(NULL);
    pl_settings_mod_location(NULL);
    pl_settings_pipes_dir(NULL);
    pl_settings_pipes_token(NULL);
    pl_settings_has_pipes_token(NULL);
    pl_settings_no_token_message(NULL);
    pl_settings_env(NULL, NULL, OUT(pl_str));
    pl_settings_path(NULL, none);
    pl_settings_switches(NULL, OUT(pl_switches));
    pl_log_level_parse(none);
    pl_harmless_run(none);
    pl_harmless_next(none, NULL);
    pl_settings_dump_mode(NULL);
    pl_settings_dump(NULL, 0);
    pl_dump_warning();
    pl_database_backend(none);
    pl_settings_connections(NULL);
    pl_settings_follow(NULL, diags);
    pl_settings_epoch(NULL);
    pl_settings_connection(NULL, 0, OUT(pl_connection));
    pl_settings_find_connection(NULL, none, OUT(pl_connection));
    pl_settings_resolve_database(NULL, diags);
}

static void call_index(pl_diags *diags)
{
    (void)diags;
    pl_index_close(NULL);
    pl_index_get_stats(NULL, OUT(pl_index_stats));
    CHECK_INT(pl_index_count(NULL, PL_KIND_QUERY), 0, "no index");
    pl_index_get(NULL, 0, OUT(pl_entry));
    pl_index_find(NULL, none, OUT(pl_entry));
    pl_index_mod_name(NULL, none);
    pl_index_kind(NULL, 0, OUT(uint32_t));
    pl_index_name(NULL, 0, OUT(char), 0);
    pl_index_children(NULL, 0, OUT(uint32_t));
    pl_index_parents(NULL, 0, OUT(uint32_t));
    pl_index_dependents(NULL, 0, OUT(uint32_t));
    pl_index_paths(NULL, 0, path, NULL);
}

static void call_workspace(pl_diags *diags)
{
    pl_workspace_close(pl_workspace_open(NULL, diags));
    pl_workspace_stop(NULL);
    pl_workspace_close(NULL);
    pl_workspace_save(NULL);
    pl_workspace_origin(NULL, OUT(pl_index_origin));
    pl_generation_release(pl_workspace_acquire(NULL));
    pl_generation_release(pl_generation_hold(NULL));
    pl_generation_release(NULL);
    pl_generation_index(NULL);
    pl_generation_number(NULL);
    pl_generation_standing(NULL);
    pl_workspace_path(NULL);
    pl_workspace_check(NULL, diags);
    pl_workspace_verify(NULL, diags);
    pl_workspace_problems(NULL, diags);
    pl_workspace_explain(NULL, NULL, diags);
    pl_workspace_warn(NULL, diags);
    pl_workspace_times(NULL, OUT(pl_open_times));
}

static void call_values(pl_diags *diags)
{
    pl_workspace_set_inputs(NULL, NULL);
    pl_workspace_read_values(NULL, diags);
    pl_workspace_check_values(NULL, diags);
    pl_workspace_cancel(NULL, 0);
}

static void call_phase(pl_diags *diags)
{
    pl_workspace_phase(NULL);
    pl_phase_name(0);
    pl_workspace_start_resolution(NULL, NULL, diags);
    pl_workspace_stop_resolution(NULL);
    pl_workspace_wait_resolved(NULL, 0);
    pl_workspace_adaptive_wait(NULL);
    pl_workspace_prioritise(NULL, 0);
    pl_workspace_resolve_now(NULL, 0, diags);
    pl_generation_metadata(NULL, 0, OUT(pl_metadata));
    pl_metadata_tag(NULL, 0, OUT(pl_str), OUT(pl_str));
    pl_diags_free(pl_workspace_why_unresolved(NULL, 0));
    pl_workspace_resolution_stats(NULL, OUT(pl_resolution_stats));
    pl_workspace_subscribe(NULL, 0, event, NULL);
    pl_workspace_unsubscribe(NULL, NULL);
    pl_event_queue_free(pl_event_queue_new(NULL, NULL));
    pl_event_queue_free(NULL);
    pl_event_queue_put(NULL, NULL);
    pl_event_queue_take(NULL, 0, OUT(pl_event));
    pl_event_done(NULL);
    pl_event_queue_close(NULL);
}

static void call_rescan(pl_diags *diags)
{
    pl_workspace_keep_sources(NULL);
    pl_changes_free(pl_workspace_rescan(NULL, NULL, diags));
    pl_changes_free(NULL);
}

static void call_resource(pl_diags *diags)
{
    pl_generation_pin(NULL, 0, diags);
    pl_generation_pin_name(NULL, none, diags);
    pl_resource_unpin(NULL);
    pl_workspace_preload(NULL, diags);
    pl_resource_id(NULL);
    pl_resource_kind(NULL);
    pl_resource_base(NULL);
    pl_resource_query(NULL);
    pl_resource_category(NULL);
    pl_resource_children(NULL, OUT(uint32_t));
    pl_resource_size(NULL);
    pl_resource_attributes(NULL);
    pl_resource_attribute(NULL, 0, OUT(pl_attribute));
    pl_resource_find(NULL, none, OUT(pl_attribute));
    pl_resource_text(NULL, none, OUT(pl_str));
    pl_resource_int(NULL, none, OUT(int64_t));
    pl_resource_bool(NULL, none, OUT(_Bool));
    pl_resource_pair(NULL, none, 0, OUT(pl_str), OUT(pl_str));
    pl_resource_json(NULL, none, OUT(pl_text));
    pl_resource_get_param(NULL, 0, OUT(pl_resource_param));
    pl_resource_get_arg(NULL, 0, OUT(pl_resource_arg));
    pl_workspace_cache_stats(NULL, OUT(pl_cache_stats));
    pl_cache_hit_rate(NULL);
    pl_workspace_drop(NULL, 0);
    pl_workspace_drop_all(NULL);
    pl_workspace_limit_cache(NULL, 0);
}

static void call_watch(pl_diags *diags)
{
    pl_watch_close(pl_watch_open(NULL, NULL, diags));
    pl_watch_close(NULL);
    pl_watch_fd(NULL);
    pl_watch_deadline_ns(NULL);
    pl_watch_timeout_ms(NULL);
    pl_changes_free(pl_watch_step(NULL, diags));
    pl_watch_look_at_all(NULL);
    pl_watch_is_polling(NULL);
    pl_watch_folders(NULL);
}

static void call_mods(pl_diags *diags)
{
    pl_mods_free(pl_mods_new(NULL));
    pl_mods_free(NULL);
    pl_mods_cancel(NULL);
    pl_mods_cancelled(NULL);
    pl_mods_has_file(NULL);
    pl_mods_init_warning(NULL, none);
    pl_mods_init(NULL, OUT(pl_str), diags);
    pl_mods_install(NULL, NULL, 0, diags);
    pl_mods_update(NULL, NULL, 0, diags);
    pl_mods_uninstall(NULL, NULL, 0, diags);
    pl_mods_changes(NULL, OUT(size_t));
    pl_mods_required(NULL);
    pl_mods_missing(NULL, OUT(pl_str));
    pl_mods_root(NULL);
    pl_mods_hints(NULL, OUT(size_t));
    pl_mods_overridden(NULL, OUT(size_t));
}

static void call_mod_tools(pl_diags *diags)
{
    pl_render_mods_tree(NULL, NULL, 0, OUT(pl_text), diags);
    pl_render_mods_why(NULL, none, 0, OUT(_Bool), OUT(pl_text), diags);
    pl_render_mods_outdated(NULL, 0, OUT(_Bool), OUT(pl_text), diags);
    pl_render_mods_verify(NULL, 0, OUT(_Bool), OUT(pl_text), diags);
    pl_mods_init_sums(NULL, OUT(uint32_t), diags);
    pl_mods_check_plugins(NULL, NULL, diags);
    pl_render_mods_diff(NULL, NULL, 0, OUT(_Bool), OUT(pl_text), diags);
    pl_render_mods_changes_diff(NULL, 0, OUT(pl_text), diags);
    pl_mods_vendor(NULL, none, OUT(uint32_t), diags);
    pl_mods_clean(NULL, OUT(uint64_t), diags);
}

static void call_history(pl_diags *diags)
{
    pl_history_options nowhere = { .url = none };
    pl_history_record(NULL, NULL, NULL, NULL, diags);
    pl_history_record(&nowhere, NULL, NULL, NULL, diags);
    pl_history_close(pl_history_open(NULL, diags));
    pl_history_close(pl_history_open(&nowhere, diags));
    pl_history_close(NULL);
    pl_history_answer_free(pl_history_ask(NULL, NULL, diags));
    pl_history_answer_free(NULL);
    pl_history_prune(NULL, none, 0, OUT(pl_history_pruned), diags);
    pl_history_check(NULL, diags);
    pl_history_baseline(NULL, NULL, none, none, write_nothing, NULL, diags);
    pl_history_count(NULL);
    pl_history_get(NULL, 0, none);
    pl_history_write(NULL, NULL, write_nothing, NULL, diags);
    pl_notify_options nobody = { 0 };
    pl_history_put_dashboards(PL_S("/no/such/folder"), diags);
    pl_history_put_dashboards(PL_S("/no/such/folder"), NULL);
    pl_notify_check(NULL, diags);
    pl_notify_check(&nobody, NULL);
    pl_notify_send(NULL, 1, NULL, diags);
    pl_notify_send(&nowhere, 1, &nobody, diags);
}

static void call_export(pl_diags *diags)
{
    pl_stop_free(pl_stop_new());
    pl_stop_free(NULL);
    pl_stop_fire(NULL);
    pl_stop_fired(NULL);
    pl_stop_abandon(NULL);
    pl_export_file(NULL, none, produce_nothing, NULL, diags);
}

static void call_run(pl_diags *diags)
{
    uint64_t n;
    pl_review_free(pl_review_open(NULL, diags), diags);
    pl_review_free(NULL, diags);
    pl_run_check(NULL, diags);
    pl_run_check_formats(none, 0, diags);
    pl_run_free(pl_run_start(NULL, NULL, diags));
    pl_run_input(NULL, none, NULL, 0);
    pl_run_cancel(NULL);
    pl_run_hold(NULL, 0);
    pl_run_wait(NULL, 0);
    pl_run_free(NULL);
    pl_run_get_phase(NULL);
    pl_run_get_info(NULL, OUT(pl_run_info));
    pl_run_report(NULL, diags);
    CHECK(!pl_run_count(NULL, none, none, &n), "no status");
    CHECK(pl_run_count(NULL, PL_S("ok"), none, &n) && n == 0, "nothing ran");
    pl_run_collect(NULL, NULL);
    pl_run_next(NULL, OUT(pl_run_event));
    pl_run_write(NULL, NULL, write_nothing, NULL, diags);
}

static void call_engine(pl_diags *diags)
{
    pl_message_release(pl_message_hold(NULL));
    pl_message_release(NULL);
    pl_message_size(NULL);
    pl_message_read(NULL, 0, NULL, 0, NULL);
    pl_engine_close(pl_engine_open(NULL, NULL, diags));
    pl_engine_close(NULL);
    pl_engine_get_stats(NULL, OUT(pl_engine_stats));
    CHECK(!pl_engine_get_driver(NULL, 0, OUT(pl_driver_stats)), "no engine");
    CHECK_INT(pl_engine_driver_times(NULL, 0, OUT(uint64_t), 1), 0, "no engine");
    pl_engine_search_path(NULL, answer, NULL);
    pl_engine_get_databases(NULL, OUT(pl_engine_databases));
    pl_ahead_end(pl_ahead_begin(NULL, NULL));
    pl_ahead_end(NULL);
}

static void call_render(pl_diags *diags)
{
    pl_text_free(NULL);
    pl_render_list(NULL, 0, 0, OUT(pl_text));
    pl_render_mod_tree(NULL, OUT(pl_text));
    pl_render_mods_changes(NULL, 0, OUT(pl_text));
    pl_render_dump(NULL, OUT(pl_text), diags);
    pl_render_diags(NULL, none, OUT(pl_text));
    pl_render_problems(NULL, NULL, OUT(pl_text));
    pl_text problems = { 0 };
    pl_render_problems_as(NULL, none, none, &problems);
    pl_text_free(&problems);
}

static void call_show(pl_diags *diags)
{
    char text[PL_DURATION_SIZE];
    pl_render_duration(0, text);
    pl_render_array(NULL, 0, 0, NULL, diags);
    pl_render_show(NULL, 0, none, NULL, diags);
    pl_render_dump_values(NULL, 0, write_nothing, NULL, diags);
}

static void call_page(pl_diags *diags)
{
    (void)diags;
    pl_page_close(pl_page_open(NULL, write_nothing, NULL));
    pl_page_feed(NULL, none);
    pl_page_close(NULL);
}

static void call_server(pl_diags *diags)
{
    pl_server_free(pl_server_new(NULL, diags));
    pl_server_cache_bytes(NULL);
    pl_server_start(NULL, NULL, diags);
    pl_server_run(NULL, diags);
    pl_server_free(NULL);
    pl_server_stop(NULL, 0);
    pl_server_reload(NULL);
    pl_server_report(NULL);
    pl_console_free(pl_console_new(-1, 0, PL_CONSOLE_TEXT));
    pl_console_write(NULL, (pl_str){ 0 });
}

static void call_program(pl_diags *diags)
{
    (void)diags;
    pl_version_text();
    pl_version_number();
    pl_program_init();
    pl_program_verify(NULL);
}

static void (*const calls[])(pl_diags *diags) = {
    call_base,      call_memory, call_kind,    call_config,   call_index,  call_workspace,
    call_values,    call_phase,  call_rescan,  call_resource, call_watch,  call_mods,
    call_mod_tools, call_export, call_history, call_run,      call_engine, call_render,
    call_show,      call_page,   call_server,  call_program
};

/* Where nothing is, so that nothing is found. */
static void call_all(pl_diags *diags)
{
    char before[4096];
    CHECK(getcwd(before, sizeof before) && chdir(pl_test_dir()) == 0, "an empty directory");
    for (size_t i = 0; i < PL_COUNT(calls); i++)
        calls[i](diags);
    CHECK(chdir(before) == 0, "back");
}

TEST(every_function_takes_nothing)
{
    pl_diags *diags = pl_diags_new();
    call_all(diags);
    size_t n = 0;
    for (size_t i = 0; i < pl_diags_count(diags); i++)
        n += pl_diags_get(diags, i)->code == PL_DIAG_NO_OBJECT;
    CHECK(n >= 30, "those that cannot work without an object say so");
    pl_diags_free(diags);
}

TEST(every_function_goes_without_diags)
{
    call_all(NULL);
}

/* ---- are these all? */

static void see_function(void *ctx, pl_str function)
{
    char text[100];
    snprintf(text, sizeof text, "%.*s", PL_FMT(function));
    CHECK(public_is_called(*(const pl_str *)ctx, function), text);
}

TEST(no_public_function_is_left_out)
{
    pl_arena arena = { 0 };
    pl_str own;
    CHECK_INT(pl_file_slurp("tests/unit/cli/test_null.c", 1 << 20, &arena, &own), 0, "this file");
    CHECK(public_each(see_function, &own) > 200, "functions were found");
    pl_arena_done(&arena);
}
