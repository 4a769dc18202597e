/* Zeroed options and missing pointers: each public function of a workspace works with the defaults
 * or says what is wrong, and what may be NULL may be. */
#include "base/str.h"
#include "unit/place.h"
#include "workspace/newest.h"
#include <pipelite/phase.h>
#include <pipelite/program.h>
#include <pipelite/resource.h>
#include <pipelite/watch.h>

static const char *mod_dir(void)
{
    const char *dir = place_new("zeroed");
    place_text(dir, "mod.pp",
               "mod \"m\" {}\nquery \"q\" {\n  title = upper(\"t\")\n  sql = \"s\"\n}\n");
    return dir;
}

TEST(zeroed_options_are_defaults)
{
    pl_diags *diags = pl_diags_new();
    pl_open_options open = { .path = pl_str_cstr(mod_dir()) };
    pl_workspace *ws = pl_workspace_open(&open, diags);
    pl_rescan_options rescan = { 0 };
    pl_watch_options watch = { 0 };
    pl_resolution resolution = { 0 };
    pl_inputs inputs = { 0 };
    CHECK(ws, "open");
    pl_workspace_set_inputs(ws, &inputs);
    pl_changes_free(pl_workspace_rescan(ws, &rescan, diags));
    pl_changes_free(pl_workspace_rescan(ws, NULL, diags));
    CHECK(pl_workspace_start_resolution(ws, &resolution, diags), "resolution");
    CHECK(pl_workspace_start_resolution(ws, NULL, diags), "resolution");
    pl_watch *a = pl_watch_open(ws, &watch, diags), *b = pl_watch_open(ws, NULL, diags);
    CHECK(a && b, "watch");
    pl_changes_free(pl_watch_step(a, diags));
    pl_watch_close(a);
    pl_watch_close(b);
    pl_workspace_unsubscribe(ws, NULL);
    CHECK(pl_workspace_verify(ws, diags), "right");
    CHECK_INT(pl_diags_count(diags), 0, "nothing is said");
    pl_workspace_close(ws);
    pl_diags_free(diags);
}

TEST(what_may_be_null_is_nothing)
{
    pl_workspace_close(NULL);
    pl_generation_release(NULL);
    pl_watch_close(NULL);
    pl_changes_free(NULL);
    pl_diags_free(NULL);
    pl_resource_unpin(NULL);
    pl_event_queue_free(NULL);
    pl_event_queue_put(NULL, &(pl_event){ 0 });
}

TEST(a_workspace_without_an_index_says_so)
{
    pl_diags *diags = pl_diags_new();
    pl_open_options open = { .path = pl_str_cstr(mod_dir()), .mod_only = true };
    pl_workspace *ws = pl_workspace_open(&open, diags);
    CHECK(ws && !pl_workspace_index(ws) && !pl_workspace_acquire(ws), "there is none");
    CHECK(!pl_watch_open(ws, NULL, diags), "watch");
    CHECK(!pl_workspace_rescan(ws, NULL, diags), "rescan");
    CHECK(!pl_workspace_pin(ws, 0, diags), "pin");
    CHECK(!pl_workspace_pin_name(ws, PL_S("q"), diags), "pin by name");
    CHECK(!pl_workspace_preload(ws, diags), "preload");
    CHECK(!pl_workspace_start_resolution(ws, NULL, diags), "resolve");
    CHECK(!pl_workspace_resolve_now(ws, 0, diags), "resolve one");
    CHECK_INT(pl_diags_errors(diags), 7, "each says so");
    pl_workspace_prioritise(ws, 0);
    pl_workspace_drop(ws, 0);
    pl_workspace_drop_all(ws);
    pl_workspace_keep_sources(ws);
    pl_workspace_stop_resolution(ws);
    CHECK(pl_workspace_wait_resolved(ws, 0), "there is nothing to wait for");
    CHECK(!pl_workspace_problems(ws, diags), "nor wrong");
    CHECK_INT(pl_workspace_phase(ws), PL_PHASE_UNINIT, "it never was more");
    pl_workspace_close(ws);
    pl_diags_free(diags);
}

TEST(the_library_is_that_of_its_headers)
{
    CHECK_INT(pl_version_number(), PIPELITE_VERSION_NUMBER, "number");
    CHECK_STR(pl_version_text(), PIPELITE_VERSION, "text");
}
