/* Resources of open workspaces: scenarios LX, TG, ER, CO, PI of lazy-workspace.md 20 that
 * need no execution. */
#include "unit/workspace/seen.h"
#include "base/alloc.h"
#include <pipelite/phase.h>
#include <pipelite/rescan.h>
#include <pipelite/resource.h>
#include <pthread.h>
#include <stdatomic.h>

#define FIXTURES "tests/mods/"

static pl_cache_stats cache_of(seen *s)
{
    pl_cache_stats stats;
    pl_workspace_cache_stats(s->ws, &stats);
    return stats;
}

static pl_entry_id id_of(seen *s, const char *name)
{
    pl_entry e;
    CHECK(pl_index_find(pl_workspace_index(s->ws), pl_str_cstr(name), &e), name);
    return e.id;
}

/* An attribute as JSON, or the first message. */
static const char *attr(seen *s, const char *name, const char *attribute)
{
    static char text[4096];
    pl_text json;
    size_t before = pl_diags_count(s->diags);
    const pl_resource *r = pl_workspace_pin_name(s->ws, pl_str_cstr(name), s->diags);
    if (!r) {
        CHECK(pl_diags_count(s->diags) > before, "something was said");
        snprintf(text, sizeof text, "%.*s", PL_FMT(pl_diags_get(s->diags, before)->summary));
        return text;
    }
    bool ok = pl_resource_json(r, pl_str_cstr(attribute), &json);
    snprintf(text, sizeof text, "%.*s", ok ? (int)json.len : 1, ok ? json.ptr : "-");
    pl_mem_free(json.ptr);
    pl_resource_unpin(r);
    return text;
}

/* Title and tags without loading: "title|k=v,k=v|resolved". */
static const char *meta(seen *s, const char *name)
{
    static char text[4096];
    pl_metadata m;
    size_t at = 0;
    pl_workspace_metadata(s->ws, id_of(s, name), &m);
    at += (size_t)snprintf(text, sizeof text, "%.*s|", PL_FMT(m.title));
    for (uint32_t i = 0; i < m.n_tags; i++) {
        pl_str key, value;
        pl_metadata_tag(&m, i, &key, &value);
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%.*s=%.*s", i ? "," : "",
                               PL_FMT(key), PL_FMT(value));
    }
    snprintf(text + at, sizeof text - at, "|%s", m.resolved ? "resolved" : "open");
    return text;
}

static void open_text(seen *s, const char *dir)
{
    seen_open(s, dir, false);
    CHECK(s->ws != NULL, dir);
}

TEST(nothing_is_loaded_before_it_is_asked_for) /* LX-01, LX-02, LX-03, LX-05, LX-07, LX-08 */
{
    seen s;
    open_text(&s, FIXTURES "behavior_test_mod");
    pl_index_stats stats;
    pl_index_get_stats(pl_workspace_index(s.ws), &stats);
    CHECK(pl_index_count(pl_workspace_index(s.ws), PL_KIND_DASHBOARD) &&
              pl_index_count(pl_workspace_index(s.ws), PL_KIND_CONTROL),
          "LX-07 counts");
    CHECK(seen_names(&s, PL_KIND_DASHBOARD)[0], "LX-08 names");
    CHECK(cache_of(&s).entries == 0, "LX-01, LX-03, LX-07 and nothing was loaded");
    const pl_resource *r = pl_workspace_pin(s.ws, id_of(&s, "dashboard.main"), s.diags);
    CHECK(r && pl_resource_kind(r) == PL_KIND_DASHBOARD, "LX-02");
    CHECK_INT(cache_of(&s).entries, 1, "LX-02 one");
    CHECK_INT(pl_resource_id(r), id_of(&s, "dashboard.main"), "LX-05 itself");
    pl_resource_unpin(r);
    seen_close(&s);
}

TEST(invalidation_is_by_name_or_of_all) /* LX-11, ER-07, ER-08 */
{
    seen s;
    open_text(&s, FIXTURES "behavior_test_mod");
    pl_workspace_drop_all(s.ws); /* nothing is there yet */
    attr(&s, "dashboard.main", "title");
    attr(&s, "dashboard.simple", "title");
    CHECK_INT(cache_of(&s).entries, 2, "two");
    pl_workspace_drop(s.ws, id_of(&s, "dashboard.main"));
    pl_workspace_drop(s.ws, id_of(&s, "dashboard.main"));
    CHECK_INT(cache_of(&s).entries, 1, "one");
    pl_workspace_drop_all(s.ws);
    CHECK_INT(cache_of(&s).entries, 0, "none");
    CHECK(attr(&s, "dashboard.main", "title")[0] == '"', "ER-07 loaded again");
    seen_close(&s);
}

TEST(memory_stays_below_the_budget) /* LX-04, CA-37 */
{
    seen s;
    open_text(&s, FIXTURES "behavior_test_mod");
    pl_index_stats stats;
    pl_index_get_stats(pl_workspace_index(s.ws), &stats);
    pl_workspace_limit_cache(s.ws, 8 * 1024);
    for (uint32_t i = 0; i < stats.entries; i++) {
        pl_resource_unpin(pl_workspace_pin(s.ws, i, s.diags));
        CHECK(cache_of(&s).bytes <= 8 * 1024, "at every moment");
    }
    CHECK(cache_of(&s).evictions > 0 && cache_of(&s).entries > 1, "LX-04");
    CHECK_STR(seen_messages(&s), "", "all can be loaded");
    seen_close(&s);
}

TEST(unknown_names_and_broken_resources_fail_alone) /* ER-01, ER-03, ER-06, ER-09, ER-11 */
{
    seen s;
    open_text(&s, FIXTURES "error-conditions/missing-refs");
    CHECK(strstr(attr(&s, "control.nonsense", "title"), "not found"), "ER-03");
    CHECK(strstr(attr(&s, "control.nonsense", "title"), "control.nonsense"), "ER-11 its name");
    CHECK(!pl_workspace_pin(s.ws, 100000, s.diags), "no such entry");
    CHECK(!pl_workspace_pin(s.ws, PL_NO_ENTRY, s.diags), "nor this");
    seen_close(&s);
}

TEST(a_broken_resource_fails_the_same_until_it_is_repaired) /* LX-22, LX-23 */
{
    seen s;
    const char *dir = place_new("repair");
    place_text(dir, "mod.pp", "mod \"m\" {}\n");
    place_text(dir, "a.pp",
               "query \"good\" {\n  sql = \"select 1\"\n}\n"
               "query \"bad\" {\n  sql = local.nothing\n}\n");
    open_text(&s, dir);
    CHECK(strstr(attr(&s, "query.bad", "sql"), "Unsupported attribute"), "fails");
    CHECK(strstr(attr(&s, "query.bad", "sql"), "Unsupported attribute"), "the same again");
    CHECK_INT(cache_of(&s).made, 1, "tried once");
    CHECK_STR(attr(&s, "query.good", "sql"), "\"select 1\"", "the others are well");
    place_text(dir, "a.pp",
               "query \"good\" {\n  sql = \"select 1\"\n}\n"
               "query \"bad\" {\n  sql = \"select 22\"\n}\n");
    pl_changes *ch = pl_workspace_rescan(s.ws, NULL, s.diags);
    CHECK(ch && ch->n_entries == 1, "one changed");
    CHECK_STR(attr(&s, "query.bad", "sql"), "\"select 22\"", "repaired");
    CHECK_INT(cache_of(&s).made, 3, "the good one was handed on");
    pl_changes_free(ch);
    seen_close(&s);
}

/* ---- generations */

static void rescan(seen *s)
{
    pl_changes *ch = pl_workspace_rescan(s->ws, NULL, s->diags);
    CHECK(ch != NULL, "rescanned");
    pl_changes_free(ch);
}

static uint64_t made(seen *s)
{
    return cache_of(s).made;
}

TEST(only_what_changed_is_loaded_again) /* IR-03, IR-05, LD-28 */
{
    seen s;
    const char *dir = place_new("changes");
    place_text(dir, "mod.pp", "mod \"m\" {}\n");
    place_text(dir, "l.pp", "locals {\n  a = \"one\"\n}\n");
    place_text(dir, "q.pp",
               "query \"x\" {\n  sql = \"x\"\n}\nquery \"y\" {\n  sql = \"y\"\n}\n"
               "query \"l\" {\n  sql = local.a\n}\n");
    place_text(dir, "b.pp",
               "benchmark \"b\" {\n  children = [control.c]\n}\n"
               "control \"c\" {\n  query = query.y\n}\n");
    open_text(&s, dir);
    attr(&s, "query.x", "sql"), attr(&s, "query.y", "sql"), attr(&s, "query.l", "sql");
    attr(&s, "benchmark.b", "title"), attr(&s, "control.c", "title");
    CHECK_INT(made(&s), 5, "all");
    place_text(dir, "q.pp",
               "query \"aaa\" {\n  sql = \"new\"\n}\n"
               "query \"x\" {\n  sql = \"x changed\"\n}\nquery \"y\" {\n  sql = \"y\"\n}\n"
               "query \"l\" {\n  sql = local.a\n}\n");
    rescan(&s);
    CHECK_STR(attr(&s, "query.y", "sql"), "\"y\"", "moved");
    CHECK_STR(attr(&s, "query.l", "sql"), "\"one\"", "moved");
    CHECK_STR(attr(&s, "control.c", "title"), "null", "names one that moved");
    CHECK_INT(made(&s), 5, "IR-03 none of them is loaded again");
    CHECK_STR(attr(&s, "query.x", "sql"), "\"x changed\"", "changed");
    CHECK_INT(made(&s), 6, "only that");
    const pl_resource *c = pl_workspace_pin_name(s.ws, PL_S("control.c"), s.diags);
    CHECK_INT(pl_resource_query(c), id_of(&s, "query.y"), "its query has another number");
    pl_resource_unpin(c);
    place_text(dir, "l.pp", "locals {\n  a = \"two!\"\n}\n");
    rescan(&s);
    CHECK_STR(attr(&s, "query.y", "sql"), "\"y\"", "has nothing to do with it");
    CHECK_INT(made(&s), 6, "IR-05 so it stays");
    CHECK_STR(attr(&s, "query.l", "sql"), "\"two!\"", "IR-05 depends on it");
    CHECK_INT(made(&s), 7, "IR-05");
    seen_close(&s);
}

TEST(what_is_pinned_stays_as_it_was)
{
    seen s;
    pl_str sql;
    const char *dir = place_new("pinned");
    place_text(dir, "mod.pp", "mod \"m\" {}\n");
    place_text(dir, "q.pp", "query \"x\" {\n  sql = \"one\"\n}\n");
    open_text(&s, dir);
    pl_entry_id old = id_of(&s, "query.x");
    const pl_resource *r = pl_workspace_pin_name(s.ws, PL_S("query.x"), s.diags);
    pl_generation *g = pl_workspace_acquire(s.ws);
    place_text(dir, "q.pp", "query \"a\" {\n  sql = \"0\"\n}\nquery \"x\" {\n  sql = \"two\"\n}\n");
    rescan(&s);
    CHECK(pl_resource_text(r, PL_S("sql"), &sql) && pl_str_eq(sql, PL_S("one")), "as it was");
    const pl_resource *again = pl_generation_pin(g, old, s.diags);
    CHECK(again == r, "the old generation still has it");
    CHECK_STR(attr(&s, "query.x", "sql"), "\"two\"", "the new one has the new one");
    pl_resource_unpin(again);
    pl_resource_unpin(r);
    pl_workspace_drop_all(s.ws);
    pl_generation_release(g);
    CHECK_INT(cache_of(&s).entries, 0, "what belonged to the old generation went with it");
    seen_close(&s);
}

/* ---- metadata */

TEST(titles_and_tags_are_resolved_in_the_background) /* TG-01, TG-02, RS-23, RS-24, LX-37 */
{
    seen s;
    const char *dir = place_new("resolved");
    place_text(dir, "mod.pp", "mod \"m\" {}\n");
    place_text(dir, "a.pp",
               "variable \"common\" {\n  default = { service = \"AWS\" }\n}\n"
               "locals {\n  far = \"far\"\n}\n"
               "dashboard \"d\" {\n  title = \"D\"\n  tags = { a = \"1\", b = 10 }\n}\n"
               "benchmark \"b\" {\n  title = \"B ${local.far}\"\n  children = []\n"
               "  tags = merge(var.common, { compliance = \"cis\", benchmark = \"b\" })\n}\n"
               "benchmark \"same\" {\n  title = benchmark.b.title\n  children = []\n}\n"
               "control \"x\" {\n  title = control.y.title\n  sql = \"1\"\n}\n"
               "control \"y\" {\n  title = control.x.title\n  sql = \"1\"\n}\n"
               "control \"bad\" {\n  title = \"lit\"\n  sql = \"1\"\n"
               "  tags = merge(local.none, { k = \"v\" })\n}\n"
               "control \"key\" {\n  sql = \"1\"\n  tags = { (local.far) = \"v\" }\n}\n");
    open_text(&s, dir);
    CHECK_STR(meta(&s, "dashboard.d"), "D|a=1,b=10|resolved", "TG-01 literal");
    CHECK_STR(meta(&s, "benchmark.b"), "B |benchmark=b,compliance=cis|open", "TG-01 provisional");
    CHECK_INT(pl_workspace_phase(s.ws), PL_PHASE_RESOLVING, "something is open");
    CHECK(pl_workspace_start_resolution(s.ws, NULL, s.diags), "started");
    CHECK_INT(pl_workspace_phase(s.ws), PL_PHASE_READY, "LX-37 resolved when it returns");
    CHECK_INT(cache_of(&s).entries, 0, "LX-37 and nothing is loaded");
    CHECK_STR(meta(&s, "benchmark.b"), "B far|benchmark=b,compliance=cis,service=AWS|resolved",
              "TG-02");
    CHECK_STR(meta(&s, "benchmark.same"), "B far||resolved", "RS-23 another's title");
    CHECK_STR(meta(&s, "control.x"), "||open", "RS-23 a circle");
    CHECK_STR(meta(&s, "control.bad"), "lit|k=v|open", "RS-24 provisional");
    CHECK_STR(meta(&s, "control.key"), "|far=v|resolved", "TG-09 a key that is computed");
    pl_diags *why = pl_workspace_why_unresolved(s.ws, id_of(&s, "control.bad"));
    CHECK(why && pl_diags_errors(why) > 0, "RS-24 what is wrong");
    pl_diags_free(why);
    CHECK(!pl_workspace_why_unresolved(s.ws, id_of(&s, "benchmark.b")), "nothing is wrong");
    pl_resolution_stats stats;
    pl_workspace_resolution_stats(s.ws, &stats);
    CHECK(stats.complete && stats.failed == 3 && stats.resolved == 3, "RS-24 complete");
    CHECK(!pl_workspace_resolve_now(s.ws, id_of(&s, "control.x"), s.diags), "fails when asked");
    seen_close(&s);
}

TEST(values_from_outside_reach_tags) /* TG-05, TG-07, TG-08 */
{
    seen s;
    static const char *const environment[] = { "PP_VAR_env=from environment", NULL };
    const pl_str vars[] = { PL_S("flag=from flag") };
    pl_inputs in = { .environment = environment, .vars = vars, .n_vars = 1 };
    const char *dir = place_new("outside"), *dep = ".powerpipe/mods/github.com/a/dep@v1.0.0/";
    char path[200];
    place_text(
        dir, "mod.pp",
        "mod \"m\" {\n  require {\n    mod \"github.com/a/dep\" { version = \"*\" }\n  }\n}\n"
        "variable \"env\" {\n  default = \"d\"\n}\nvariable \"flag\" {\n  default = \"d\"\n}\n"
        "variable \"file\" {\n  default = \"d\"\n}\nvariable \"none\" {\n  default = \"d\"\n}\n"
        "locals {\n  x = \"main\"\n}\n"
        "benchmark \"b\" {\n  children = []\n  tags = { e = var.env, f = var.flag, "
        "p = var.file, n = var.none, x = local.chain }\n}\n");
    place_text(dir, "sub/far.pp", "locals {\n  chain = \"${local.more}!\"\n  more = local.x\n}\n");
    place_text(dir, "powerpipe.ppvars", "file = \"from file\"\n");
    snprintf(path, sizeof path, "%smod.pp", dep);
    place_text(dir, path,
               "mod \"dep\" {}\nlocals {\n  x = \"dep\"\n  chain = \"${local.x}?\"\n}\n"
               "variable \"env\" {\n  default = \"dep's\"\n}\n"
               "benchmark \"b\" {\n  children = []\n  tags = { e = var.env, "
               "x = local.chain }\n}\n");
    open_text(&s, dir);
    in.directory = pl_str_cstr(dir);
    pl_workspace_set_inputs(s.ws, &in);
    CHECK(pl_workspace_start_resolution(s.ws, NULL, s.diags), seen_messages(&s));
    CHECK_STR(meta(&s, "m.benchmark.b"),
              "|e=from environment,f=from flag,n=d,p=from file,x=main!|resolved", "TG-07, TG-08");
    CHECK_STR(meta(&s, "dep.benchmark.b"), "|e=dep's,x=dep?|resolved", "TG-05, TG-08");
    pl_workspace_set_inputs(s.ws, &(pl_inputs){ .directory = in.directory });
    CHECK_STR(meta(&s, "m.benchmark.b"), "|e=,f=,n=,p=,x=|open", "forgotten");
    CHECK(pl_workspace_resolve_now(s.ws, id_of(&s, "m.benchmark.b"), s.diags), "now");
    CHECK_STR(meta(&s, "m.benchmark.b"), "|e=d,f=d,n=d,p=from file,x=main!|resolved", "others");
    seen_close(&s);
}

TEST(metadata_follows_the_next_generation) /* RS-26, IR-05 */
{
    seen s;
    pl_resolution_stats stats;
    const char *dir = place_new("meta_follow");
    place_text(dir, "mod.pp", "mod \"m\" {}\nlocals {\n  l = \"1\"\n  m = \"2\"\n}\n");
    place_text(dir, "a.pp",
               "benchmark \"a\" {\n  children = []\n  title = local.l\n}\n"
               "benchmark \"b\" {\n  children = []\n  title = local.m\n}\n");
    open_text(&s, dir);
    pl_workspace_start_resolution(s.ws, NULL, s.diags);
    CHECK_STR(meta(&s, "benchmark.a"), "1||resolved", "before");
    pl_generation *g = pl_workspace_acquire(s.ws);
    pl_entry_id old = id_of(&s, "benchmark.a");
    place_text(dir, "mod.pp", "mod \"m\" {}\nlocals {\n  l = \"1 more\"\n  m = \"2\"\n}\n");
    rescan(&s);
    CHECK_STR(meta(&s, "benchmark.a"), "1 more||resolved", "it was started: it goes on");
    CHECK_STR(meta(&s, "benchmark.b"), "2||resolved", "not affected");
    pl_workspace_resolution_stats(s.ws, &stats);
    CHECK_INT(stats.unresolved, 1, "only that one was queued");
    pl_metadata m;
    pl_generation_metadata(g, old, &m);
    CHECK(m.resolved && pl_str_eq(m.title, PL_S("1")), "the old generation says what it said");
    pl_generation_release(g);
    seen_close(&s);
}

/* ---- events */

typedef struct ears {
    atomic_uint collected[PL_EVENT_KINDS];
    uint32_t total;
} ears;

static void hear(void *ctx, const pl_event *event)
{
    ears *e = ctx;
    atomic_fetch_add(&e->collected[event->kind], 1);
    if (event->kind == PL_EVENT_COMPLETE)
        e->total = event->total;
}

TEST(who_comes_late_is_told_once) /* LX-21, LX-38, RS-10 */
{
    seen s;
    ears early = { 0 }, late = { 0 };
    open_text(&s, FIXTURES "variable_tags_mod");
    pl_subscription *one = pl_workspace_subscribe(s.ws, PL_EVENT_ALL, hear, &early);
    CHECK_INT(early.collected[PL_EVENT_COMPLETE], 0, "not yet");
    pl_workspace_start_resolution(s.ws, NULL, s.diags);
    CHECK(pl_workspace_wait_resolved(s.ws, UINT64_MAX), "resolved");
    pl_workspace_subscribe(s.ws, PL_EVENT_ALL, hear, &late);
    CHECK(early.collected[PL_EVENT_COMPLETE] == 1 && late.collected[PL_EVENT_COMPLETE] == 1,
          "LX-38");
    CHECK(early.collected[PL_EVENT_RESOLVED] == early.total && early.total > 0, "RS-11 each");
    CHECK_INT(early.collected[PL_EVENT_PHASE], 2, "resolving, ready");
    pl_workspace_start_resolution(s.ws, NULL, s.diags);
    CHECK_INT(early.collected[PL_EVENT_COMPLETE], 1, "once for each generation");
    pl_workspace_unsubscribe(s.ws, one);
    pl_workspace_set_inputs(s.ws, &(pl_inputs){ 0 });
    pl_workspace_start_resolution(s.ws, NULL, s.diags);
    CHECK(early.collected[PL_EVENT_COMPLETE] == 1 && late.collected[PL_EVENT_COMPLETE] == 2,
          "unsubscribed");
    seen_close(&s);
}

static void hear_verdict(void *ctx, const pl_event *event)
{
    atomic_int *errors = ctx;
    atomic_store(errors, (int)pl_diags_errors(event->diags));
}

TEST(verdicts_come_in_the_background) /* 2.6 */
{
    seen s;
    atomic_int errors = -1;
    const char *dir = place_new("background");
    place_text(dir, "mod.pp", "mod \"m\" {}\nlocals {\n  l = \"1\"\n}\n");
    place_text(dir, "a.pp", "query \"q\" {\n  title = local.l\n  sql = local.none\n}\n");
    open_text(&s, dir);
    pl_workspace_subscribe(s.ws, 1u << PL_EVENT_CHECKED, hear_verdict, &errors);
    CHECK(pl_workspace_start_resolution(s.ws, &(pl_resolution){ .check = true }, s.diags), "start");
    while (atomic_load(&errors) < 0)
        usleep(1000);
    CHECK(errors > 0, "what is wrong");
    CHECK_STR(meta(&s, "query.q"), "1||resolved", "its title is well all the same");
    atomic_store(&errors, -1);
    place_text(dir, "a.pp", "query \"q\" {\n  title = local.l\n  sql = \"repaired\"\n}\n");
    rescan(&s);
    while (atomic_load(&errors) < 0)
        usleep(1000);
    CHECK_INT(errors, 0, "the next generation is checked too");
    seen_close(&s);
}

TEST(all_tags_of_the_regression_workspace) /* TG-03, PI-05, PI-06 */
{
    static const char *const mods[] = { FIXTURES "regression-tags", FIXTURES "pipes" };
    for (size_t m = 0; m < PL_COUNT(mods); m++) {
        seen s;
        uint32_t n, before = 0, bare = 0;
        pl_metadata data;
        open_text(&s, mods[m]);
        const pl_entry_id *ids = pl_index_kind(pl_workspace_index(s.ws), PL_KIND_BENCHMARK, &n);
        for (uint32_t i = 0; i < n; i++) {
            pl_workspace_metadata(s.ws, ids[i], &data);
            bare += data.n_tags == 0;
            before += data.n_tags;
        }
        CHECK(m > 0 || bare == 0, "TG-03, PI-05 at once");
        pl_workspace_start_resolution(s.ws, &(pl_resolution){ .workers = 3 }, s.diags);
        pl_workspace_wait_resolved(s.ws, UINT64_MAX);
        for (uint32_t i = 0; i < n; i++) {
            pl_workspace_metadata(s.ws, ids[i], &data);
            CHECK(data.resolved, "all");
            before -= before < data.n_tags ? before : data.n_tags;
        }
        CHECK_INT(before, 0, "PI-06 never fewer");
        seen_close(&s);
    }
}

TEST(a_workspace_without_resources) /* ER-05, LX-35, PI-07 */
{
    seen s;
    pl_resolution_stats stats;
    open_text(&s, FIXTURES "empty_mod");
    CHECK_INT(pl_workspace_phase(s.ws), PL_PHASE_READY, "nothing to resolve");
    CHECK(pl_workspace_start_resolution(s.ws, NULL, s.diags), "started");
    CHECK(pl_workspace_wait_resolved(s.ws, 0), "done");
    pl_workspace_stop_resolution(s.ws);
    pl_workspace_resolution_stats(s.ws, &stats);
    CHECK(stats.complete && stats.unresolved == 0, "complete");
    CHECK(pl_workspace_preload(s.ws, s.diags), "preloaded");
    seen_close(&s);
}

/* ---- threads */

typedef struct crowd {
    seen s;
    uint32_t n;
    atomic_uint loaded, wrong, next;
    atomic_bool stop;
} crowd;

static void *browse(void *ctx)
{
    crowd *c = ctx;
    uint32_t random = atomic_fetch_add(&c->next, 1) * 7919 + 1;
    pl_diags *diags = pl_diags_new();
    for (int i = 0; i < 400; i++) {
        random = random * 1664525u + 1013904223u;
        uint32_t id = (random >> 8) % (c->n + 3);
        const pl_resource *r = pl_workspace_pin(c->s.ws, id, diags);
        if (r && pl_resource_id(r) != id)
            atomic_fetch_add(&c->wrong, 1);
        if (r)
            atomic_fetch_add(&c->loaded, 1);
        if (i % 17 == 0)
            pl_workspace_drop(c->s.ws, id % c->n);
        if (i % 31 == 0 && id < c->n)
            pl_workspace_resolve_now(c->s.ws, id, diags);
        pl_resource_unpin(r);
    }
    pl_diags_free(diags);
    return NULL;
}

TEST_THREADS(many_threads_browse) /* CO-01, CO-05, CO-06, CO-12, ER-06, LX-18, LD-30 */
{
    enum { N = 8 };
    static const char *const mods[] = { FIXTURES "behavior_test_mod", FIXTURES "multi-mod",
                                        FIXTURES "cross-refs" };
    for (size_t m = 0; m < PL_COUNT(mods); m++) {
        crowd c = { 0 };
        pthread_t threads[N];
        pl_index_stats stats;
        open_text(&c.s, mods[m]);
        pl_workspace_limit_cache(c.s.ws, 16 * 1024);
        pl_index_get_stats(pl_workspace_index(c.s.ws), &stats);
        c.n = stats.entries;
        pl_workspace_start_resolution(c.s.ws, &(pl_resolution){ .workers = 2 }, c.s.diags);
        for (int i = 0; i < N; i++)
            pthread_create(&threads[i], NULL, browse, &c);
        for (int i = 0; i < N; i++)
            pthread_join(threads[i], NULL);
        CHECK(c.wrong == 0 && c.loaded > 0, mods[m]);
        CHECK_INT(cache_of(&c.s).pinned_entries, 0, "all unpinned");
        seen_close(&c.s);
    }
}

static void *read_generations(void *ctx)
{
    crowd *c = ctx;
    pl_diags *diags = pl_diags_new();
    while (!atomic_load(&c->stop)) {
        pl_entry e;
        pl_metadata data;
        pl_str sql;
        pl_generation *g = pl_workspace_acquire(c->s.ws);
        const pl_index *ix = pl_generation_index(g);
        if (!pl_index_find(ix, PL_S("query.still"), &e))
            atomic_fetch_add(&c->wrong, 1);
        const pl_resource *r = pl_generation_pin(g, e.id, diags);
        if (r && (!pl_resource_text(r, PL_S("sql"), &sql) || !pl_str_eq(sql, PL_S("still"))))
            atomic_fetch_add(&c->wrong, 1);
        pl_generation_metadata(g, e.id, &data);
        if (data.resolved && !pl_str_eq(data.title, PL_S("T1")))
            atomic_fetch_add(&c->wrong, 1);
        pl_resource_unpin(r);
        pl_generation_release(g);
        atomic_fetch_add(&c->loaded, 1);
    }
    pl_diags_free(diags);
    return NULL;
}

TEST_THREADS(readers_while_generations_come) /* CO-21, RS-26 */
{
    enum { N = 4, EDITS = 60 };
    crowd c = { 0 };
    pthread_t threads[N];
    const char *dir = place_new("swap");
    char text[200];
    place_text(dir, "mod.pp", "mod \"m\" {}\nlocals {\n  l = \"T1\"\n}\n");
    place_text(dir, "b.pp", "query \"still\" {\n  title = local.l\n  sql = \"still\"\n}\n");
    place_text(dir, "a.pp", "query \"x0\" {\n  sql = \"0\"\n}\n");
    open_text(&c.s, dir);
    pl_workspace_start_resolution(c.s.ws, NULL, c.s.diags);
    for (int i = 0; i < N; i++)
        pthread_create(&threads[i], NULL, read_generations, &c);
    for (int i = 1; i <= EDITS; i++) {
        snprintf(text, sizeof text, "query \"x%d\" {\n  sql = \"%0*d\"\n}\n", i, i % 9 + 1, i);
        place_text(dir, "a.pp", text);
        rescan(&c.s);
        while (atomic_load(&c.loaded) < (unsigned)i * 4)
            ;
    }
    atomic_store(&c.stop, true);
    for (int i = 0; i < N; i++)
        pthread_join(threads[i], NULL);
    CHECK_INT(c.wrong, 0, "what did not change is the same in all generations");
    seen_close(&c.s);
}

TEST(closing_while_it_resolves) /* LX-33 */
{
    for (int i = 0; i < 20; i++) {
        seen s;
        open_text(&s, FIXTURES "regression-tags");
        pl_workspace_start_resolution(s.ws, &(pl_resolution){ .workers = 2 }, s.diags);
        seen_close(&s);
    }
}

/* The title of query.q as generation `g` has it. */
static unsigned title_in(pl_generation *g, pl_diags *diags)
{
    pl_str text = { 0 };
    uint64_t number = 0;
    const pl_resource *r = pl_generation_pin_name(g, PL_S("m.query.q"), diags);
    if (r && pl_resource_text(r, PL_S("title"), &text))
        pl_str_to_u64(text, &number);
    pl_resource_unpin(r);
    return (unsigned)number;
}

TEST(a_thousand_generations_keep_their_values)
{
    enum { N = 1000 };
    static pl_generation *held[N];
    const char *dir = place_new("thousand");
    char text[200];
    seen s;
    place_text(dir, "mod.pp", "mod \"m\" {}\nquery \"q\" {\n  title = local.l\n  sql = \"s\"\n}\n");
    place_text(dir, "l.pp", "locals {\n  l = \"1000\"\n}\n");
    open_text(&s, dir);
    for (unsigned i = 0; i < N; i++) {
        pl_str path = PL_S("l.pp");
        pl_rescan_options one = { .paths = &path, .n_paths = 1 };
        snprintf(text, sizeof text, "locals {\n  l = \"%u\"\n}\n", 1000 + i);
        place_text(dir, "l.pp", text);
        pl_changes_free(pl_workspace_rescan(s.ws, &one, s.diags));
        held[i] = pl_workspace_acquire(s.ws);
        CHECK_INT(title_in(held[i], s.diags), 1000 + i, "its own value");
    }
    for (unsigned i = 0; i < N; i++)
        CHECK_INT(title_in(held[i], s.diags), 1000 + i, "still its own value");
    for (unsigned i = 0; i < N; i++)
        pl_generation_release(held[i]);
    seen_close(&s);
}

TEST(nothing_is_loaded_after_closing)
{
    seen s;
    pl_entry e;
    const char *dir = place_new("closed");
    place_text(dir, "mod.pp", "mod \"m\" {}\nquery \"q\" {\n  sql = \"s\"\n}\n");
    open_text(&s, dir);
    pl_diags *diags = pl_diags_new();
    pl_generation *g = pl_workspace_acquire(s.ws);
    pl_resource_unpin(pl_generation_pin_name(g, PL_S("m.query.q"), diags));
    CHECK_INT(pl_diags_count(diags), 0, "loaded");
    seen_close(&s);
    CHECK(pl_index_find(pl_generation_index(g), PL_S("m.query.q"), &e), "the index is there");
    CHECK(!pl_generation_pin(g, e.id, diags), "nothing is evaluated");
    CHECK_INT(pl_diags_errors(diags), 1, "and that is said");
    pl_generation_release(g);
    pl_diags_free(diags);
}
