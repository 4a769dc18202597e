/* Cancelling an evaluation (lazy-workspace.md 20: ER-12). */
#include "unit/place.h"
#include "unit/workspace/seen.h"
#include <pipelite/phase.h>
#include <pipelite/resource.h>
#include <pipelite/values.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

/* 200,000 elements in `long`, far below the budget of one expression, and what is quick. */
static const char source[] =
    "mod \"m\" {}\n"
    "locals {\n  many = [for i in range(448) : [for j in range(448) : i + j]]\n"
    "  some = \"local\"\n}\n"
    "query \"long\" {\n  sql   = length(flatten(local.many))\n"
    "  title = \"${length(local.many)} rows\"\n}\n"
    "query \"quick\" {\n  sql   = \"select 1\"\n"
    "  title = \"a ${local.some} title\"\n  tags = { n = local.some }\n}\n";

static void open_source(seen *s, const char *name)
{
    const char *dir = place_new(name);
    place_text(dir, "mod.pp", source);
    seen_open(s, dir, false);
    CHECK(s->ws != NULL, "open");
}

static bool said_cancelled(const pl_diags *diags)
{
    return pl_diags_count(diags) &&
           pl_str_eq(pl_diags_get(diags, 0)->summary, PL_S("Evaluation cancelled"));
}

typedef struct loader {
    pl_workspace *ws;
    bool cancelled, other;
} loader;

/* Load it again and again until the test cancels that. */
static void *load_on(void *ctx)
{
    loader *l = ctx;
    while (!l->cancelled && !l->other) {
        pl_diags *diags = pl_diags_new();
        pl_workspace_drop_all(l->ws);
        const pl_resource *r = pl_workspace_pin_name(l->ws, PL_S("query.long"), diags);
        l->cancelled = !r && said_cancelled(diags);
        l->other = !r && !l->cancelled;
        pl_resource_unpin(r);
        pl_diags_free(diags);
    }
    return NULL;
}

static void check_text(seen *s, const char *name, const char *attr, const char *want)
{
    pl_str text = { 0 };
    pl_diags *diags = pl_diags_new();
    const pl_resource *r = pl_workspace_pin_name(s->ws, pl_str_cstr(name), diags);
    CHECK(r && pl_resource_text(r, pl_str_cstr(attr), &text), name);
    CHECK(pl_str_eq(text, pl_str_cstr(want)), want);
    pl_resource_unpin(r);
    pl_diags_free(diags);
}

TEST(a_load_is_cancelled_from_another_thread) /* ER-12 */
{
    enum { TIMES = 2 };
    for (int i = 0; i < TIMES; i++) {
        seen s;
        pthread_t thread;
        pl_cache_stats stats = { 0 };
        open_source(&s, "cancel_load");
        loader l = { .ws = s.ws };
        CHECK_INT(pthread_create(&thread, NULL, load_on, &l), 0, "a thread");
        while (!stats.misses) { /* until it is at it */
            sched_yield();
            pl_workspace_cache_stats(s.ws, &stats);
        }
        pl_workspace_cancel(s.ws, true);
        pthread_join(thread, NULL);
        CHECK(l.cancelled && !l.other, "it ended, and says why");
        pl_workspace_cancel(s.ws, false);
        check_text(&s, "query.long", "sql", "200704");
        check_text(&s, "query.long", "title", "448 rows");
        seen_close(&s);
    }
}

TEST(nothing_is_evaluated_while_it_is_cancelled)
{
    seen s;
    open_source(&s, "cancel_all");
    pl_diags *diags = pl_diags_new();
    pl_workspace_cancel(s.ws, true);
    CHECK(!pl_workspace_pin_name(s.ws, PL_S("query.quick"), diags) && said_cancelled(diags),
          "load");
    pl_diags_free(diags);
    diags = pl_diags_new();
    CHECK(!pl_workspace_preload(s.ws, diags) && pl_diags_errors(diags), "preload");
    pl_diags_free(diags);
    diags = pl_diags_new();
    CHECK(pl_workspace_check(s.ws, diags), "what needs no values is checked all the same");
    CHECK(!pl_workspace_check_values(s.ws, diags) && pl_diags_errors(diags), "check");
    pl_diags_free(diags);
    pl_workspace_cancel(s.ws, false);
    diags = pl_diags_new();
    check_text(&s, "query.quick", "title", "a local title");
    CHECK(pl_workspace_preload(s.ws, diags), "preload again");
    CHECK(pl_workspace_check_values(s.ws, diags), "check again");
    CHECK_INT(pl_diags_count(diags), 0, "and nothing is wrong");
    pl_diags_free(diags);
    seen_close(&s);
}

TEST(resolution_stops_and_goes_on)
{
    static const pl_resolution ways[] = { { .workers = 1 }, { .workers = 2 } };
    for (size_t i = 0; i < PL_COUNT(ways); i++) {
        seen s;
        pl_entry e;
        pl_metadata m;
        pl_resolution_stats stats;
        open_source(&s, "cancel_meta");
        pl_diags *diags = pl_diags_new();
        CHECK(pl_index_find(pl_workspace_index(s.ws), PL_S("query.quick"), &e), "there");
        pl_workspace_cancel(s.ws, true);
        CHECK(pl_workspace_start_resolution(s.ws, &ways[i], diags), "started");
        CHECK(pl_workspace_wait_resolved(s.ws, UINT64_MAX), "and over");
        CHECK(pl_workspace_phase(s.ws) == PL_PHASE_RESOLVING, "not ready");
        pl_workspace_resolution_stats(s.ws, &stats);
        CHECK(!stats.complete && !stats.failed && stats.queued == 2, "nothing is lost");
        CHECK(!pl_workspace_resolve_now(s.ws, e.id, diags) && pl_diags_errors(diags), "words");
        pl_workspace_cancel(s.ws, false);
        CHECK(pl_workspace_start_resolution(s.ws, &ways[i], diags), "started again");
        CHECK(pl_workspace_wait_resolved(s.ws, UINT64_MAX), "over");
        CHECK(pl_workspace_phase(s.ws) == PL_PHASE_READY, "ready");
        pl_workspace_metadata(s.ws, e.id, &m);
        CHECK(m.resolved && pl_str_eq(m.title, PL_S("a local title")), "resolved");
        pl_diags_free(diags);
        seen_close(&s);
    }
}
