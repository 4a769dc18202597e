/* Scenarios of lazy-workspace.md 20.1 (LX), 20.4 (PI) and 20.16 (PY) over whole workspaces:
 * what is there at once, what is loaded when, and a workspace like one of Pipes.
 * docs/scenarios.md says where the others are. */
#include "unit/workspace/seen.h"
#include "base/alloc.h"
#include "index/read.h"
#include <pipelite/phase.h>
#include <pipelite/rescan.h>
#include <pipelite/resource.h>

#define FIXTURES "tests/mods/"

static pl_cache_stats cache_of(const seen *s)
{
    pl_cache_stats stats;
    pl_workspace_cache_stats(s->ws, &stats);
    return stats;
}

static pl_index_stats stats_of(const seen *s)
{
    pl_index_stats stats;
    pl_index_get_stats(pl_workspace_index(s->ws), &stats);
    return stats;
}

static pl_entry_id id_of(const seen *s, const char *name)
{
    pl_entry e;
    CHECK(pl_index_find(pl_workspace_index(s->ws), pl_str_cstr(name), &e), name);
    return e.id;
}

static void open_fixture(seen *s, const char *path)
{
    seen_open(s, path, false);
    CHECK(s->ws, path);
}

/* Resolve all there is. */
static void resolve(seen *s)
{
    CHECK(pl_workspace_start_resolution(s->ws, NULL, s->diags), seen_messages(s));
    CHECK(pl_workspace_wait_resolved(s->ws, UINT64_MAX), "resolved");
}

/* A tag of what is known without loading; empty when there is none. */
static pl_str tag_of(const pl_metadata *data, const char *wanted)
{
    for (uint32_t i = 0; i < data->n_tags; i++) {
        pl_str key, value;
        pl_metadata_tag(data, i, &key, &value);
        if (pl_str_eq(key, pl_str_cstr(wanted)))
            return value;
    }
    return (pl_str){ 0 };
}

/* ---- LX: what is there at once */

TEST(LX_09_12_open_and_statistics) /* also LX-07, LX-08 */
{
    pl_diags *diags = pl_diags_new();
    seen s = { .diags = diags,
               .ws = pl_workspace_open(&(pl_open_options){ .path = PL_S(FIXTURES "simple") },
                                       diags) };
    CHECK(s.ws, "LX-09 nothing but a path");
    pl_index_stats stats = stats_of(&s);
    CHECK(stats.entries > 5 && stats.image_bytes > 0 && stats.source_bytes > 0, "LX-12 totals");
    static const pl_kind kinds[] = { PL_KIND_DASHBOARD, PL_KIND_QUERY, PL_KIND_CONTROL,
                                     PL_KIND_BENCHMARK, PL_KIND_MOD };
    for (size_t i = 0; i < PL_COUNT(kinds); i++) {
        uint32_t n;
        const pl_entry_id *ids = pl_index_kind(pl_workspace_index(s.ws), kinds[i], &n);
        CHECK(ids && n > 0 && n == pl_index_count(pl_workspace_index(s.ws), kinds[i]),
              "LX-07, LX-08, LX-12 by kind");
    }
    CHECK_INT(cache_of(&s).entries, 0, "nothing was loaded for it");
    seen_close(&s);
}

TEST(LX_24_benchmarks_have_their_children_however_they_are_loaded)
{
    seen s;
    uint32_t n, n_parents;
    open_fixture(&s, FIXTURES "simple");
    pl_workspace_limit_cache(s.ws, 0); /* each time anew: LD-29 */
    for (int again = 0; again < 2; again++) {
        const pl_resource *r = pl_workspace_pin_name(s.ws, PL_S("benchmark.simple"), s.diags);
        CHECK(r, seen_messages(&s));
        const pl_entry_id *children = pl_resource_children(r, &n);
        CHECK_INT(n, 2, "children");
        for (uint32_t i = 0; i < n; i++) {
            const pl_entry_id *parents =
                pl_index_parents(pl_workspace_index(s.ws), children[i], &n_parents);
            CHECK(n_parents == 1 && parents[0] == pl_resource_id(r), "and parents");
            const pl_resource *child = pl_workspace_pin(s.ws, children[i], s.diags);
            CHECK(child, "which load");
            pl_resource_unpin(child);
        }
        pl_resource_unpin(r);
    }
    seen_close(&s);
}

static void hear(void *ctx, const pl_event *event)
{
    (void)event;
    ++*(unsigned *)ctx;
}

TEST(LX_27_all_that_a_workspace_can_do)
{
    seen s;
    unsigned collected = 0;
    pl_entry e;
    pl_metadata data;
    pl_resolution_stats resolution;
    pl_index_origin origin;
    pl_open_times times;
    open_fixture(&s, FIXTURES "behavior_test_mod");
    CHECK(pl_workspace_path(s.ws).len, "path");
    CHECK(pl_workspace_subscribe(s.ws, PL_EVENT_ALL, hear, &collected), "events");
    CHECK(pl_workspace_check(s.ws, s.diags), seen_messages(&s));
    CHECK(pl_workspace_read_values(s.ws, s.diags), "values");
    CHECK(pl_workspace_check_values(s.ws, s.diags), "checked");
    resolve(&s);
    CHECK(collected > 0, "events were published");
    CHECK(pl_index_find(pl_workspace_index(s.ws), PL_S("dashboard.main"), &e), "find");
    const pl_resource *r = pl_workspace_pin(s.ws, e.id, s.diags);
    CHECK(r && pl_resource_kind(r) == PL_KIND_DASHBOARD, "a dashboard");
    pl_resource_unpin(r);
    CHECK(pl_workspace_preload(s.ws, s.diags), "preload");
    pl_workspace_metadata(s.ws, e.id, &data);
    CHECK(data.resolved && data.title.len, "metadata");
    pl_workspace_prioritise(s.ws, e.id);
    CHECK(pl_workspace_resolve_now(s.ws, e.id, s.diags), "resolve now");
    CHECK(!pl_workspace_why_unresolved(s.ws, e.id), "why");
    CHECK_INT(pl_workspace_adaptive_wait(s.ws), 0, "nothing to wait for");
    pl_workspace_resolution_stats(s.ws, &resolution);
    pl_workspace_origin(s.ws, &origin);
    pl_workspace_times(s.ws, &times);
    CHECK(resolution.complete && !origin.saved && times.total > 0, "statistics");
    pl_changes *changes = pl_workspace_rescan(s.ws, NULL, s.diags);
    CHECK(changes && changes->from == changes->to, "rescan");
    pl_changes_free(changes);
    pl_generation *g = pl_workspace_acquire(s.ws);
    CHECK(g && pl_generation_index(g) == pl_workspace_index(s.ws), "generation");
    r = pl_generation_pin(g, e.id, s.diags);
    CHECK(r, "pin in a generation");
    pl_resource_unpin(r);
    pl_generation_release(g);
    pl_workspace_drop(s.ws, e.id);
    pl_workspace_drop_all(s.ws);
    CHECK_INT(cache_of(&s).entries, 0, "dropped");
    CHECK(pl_workspace_save(s.ws), "nothing to save");
    pl_workspace_stop_resolution(s.ws);
    CHECK_INT(pl_workspace_phase(s.ws), PL_PHASE_READY, "ready");
    seen_close(&s);
}

/* ---- PY: one by one, and all at once */

static void put_names(const seen *s, pl_buf *out)
{
    for (uint32_t id = 0; id < stats_of(s).entries; id++) {
        pl_index_print_name(pl_workspace_index(s->ws), id, out);
        pl_buf_byte(out, '\n');
    }
}

/* A resource with all below it: names, titles, tags. */
static void put_tree(seen *s, pl_entry_id id, unsigned depth, pl_buf *out)
{
    uint32_t n;
    pl_str key, value;
    pl_text title = { 0 };
    const pl_resource *r = pl_workspace_pin(s->ws, id, s->diags);
    CHECK(r && depth < 32, seen_messages(s));
    pl_buf_fill(out, ' ', depth);
    pl_index_print_name(pl_workspace_index(s->ws), id, out);
    if (pl_resource_json(r, PL_S("title"), &title))
        pl_buf_printf(out, " %.*s", (int)title.len, title.ptr);
    pl_mem_free(title.ptr);
    for (uint32_t i = 0; pl_resource_pair(r, PL_S("tags"), i, &key, &value); i++)
        pl_buf_printf(out, " %.*s=%.*s", PL_FMT(key), PL_FMT(value));
    pl_buf_byte(out, '\n');
    const pl_entry_id *children = pl_resource_children(r, &n);
    for (uint32_t i = 0; i < n; i++)
        put_tree(s, children[i], depth + 1, out);
    pl_resource_unpin(r);
}

static void put_trees(seen *s, pl_buf *out)
{
    static const pl_kind kinds[] = { PL_KIND_BENCHMARK, PL_KIND_DASHBOARD };
    for (size_t k = 0; k < PL_COUNT(kinds); k++) {
        uint32_t n;
        const pl_entry_id *ids = pl_index_kind(pl_workspace_index(s->ws), kinds[k], &n);
        for (uint32_t i = 0; i < n; i++)
            put_tree(s, ids[i], 0, out);
    }
}

TEST(LX_29_30_PY_09_lazy_and_preloaded_workspaces_are_the_same)
{
    static const char *const mods[] = { FIXTURES "simple", FIXTURES "behavior_test_mod",
                                        FIXTURES "deep-hierarchy", FIXTURES "multi-mod",
                                        FIXTURES "phased_loading_comparison_mod" };
    for (size_t m = 0; m < PL_COUNT(mods); m++) {
        seen lazy, eager;
        pl_buf a = { 0 }, b = { 0 };
        open_fixture(&lazy, mods[m]);
        open_fixture(&eager, mods[m]);
        pl_workspace_limit_cache(lazy.ws, 0);
        pl_workspace_limit_cache(eager.ws, UINT64_MAX);
        CHECK(pl_workspace_preload(eager.ws, eager.diags), seen_messages(&eager));
        CHECK_INT(cache_of(&eager).entries, stats_of(&eager).entries, "all of it");
        put_names(&lazy, &a);
        put_names(&eager, &b);
        CHECK(pl_str_eq(pl_buf_view(&a), pl_buf_view(&b)), "LX-29, LX-30 names and counts");
        a.len = b.len = 0;
        put_trees(&lazy, &a);
        put_trees(&eager, &b);
        CHECK(a.len && pl_str_eq(pl_buf_view(&a), pl_buf_view(&b)), "PY-09 all below");
        pl_buf_done(&a);
        pl_buf_done(&b);
        seen_close(&lazy);
        seen_close(&eager);
    }
}

TEST(PY_10_11_tags_without_loading)
{
    static const struct {
        const char *name;
        uint32_t n;
        const char *type;
    } rows[] = { { "dashboard.dashboard_with_tags", 3, "dashboard" },
                 { "benchmark.benchmark_with_tags", 3, "benchmark" },
                 { "benchmark.nested_benchmark", 3, "nested" },
                 { "dashboard.dashboard_without_tags", 0, NULL },
                 { "benchmark.benchmark_without_tags", 0, NULL } };
    seen s;
    open_fixture(&s, FIXTURES "phased_loading_comparison_mod");
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_metadata data;
        pl_workspace_metadata(s.ws, id_of(&s, rows[i].name), &data);
        CHECK_INT(data.n_tags, rows[i].n, rows[i].name);
        if (rows[i].type)
            CHECK(pl_str_eq(tag_of(&data, "type"), pl_str_cstr(rows[i].type)), rows[i].name);
    }
    CHECK_INT(cache_of(&s).entries, 0, "nothing was loaded for it");
    seen_close(&s);
}

/* ---- RS */

TEST(RS_07_12_what_resolution_changes)
{
    seen s;
    pl_metadata data;
    const char *dir = place_new("rs12");
    place_text(dir, "mod.pp", "mod \"m\" {}\n");
    place_text(dir, "a.pp",
               "locals { long = \"a title that is longer than what stands in the source\" }\n"
               "query \"open\" {\n  sql = \"1\"\n  title = local.long\n  description = "
               "\"D ${local.long}\"\n}\n"
               "query \"literal\" {\n  sql = \"1\"\n  title = \"T\"\n  tags = { a = \"b\" }\n}\n");
    open_fixture(&s, dir);
    pl_entry e;
    CHECK(pl_index_find(pl_workspace_index(s.ws), PL_S("query.literal"), &e), "literal");
    CHECK(!e.needs_resolution, "RS-07");
    pl_workspace_metadata(s.ws, e.id, &data);
    CHECK(data.resolved, "RS-07 and is complete at once");
    pl_index_stats before = stats_of(&s);
    resolve(&s);
    pl_index_stats after = stats_of(&s);
    pl_workspace_metadata(s.ws, id_of(&s, "query.open"), &data);
    CHECK(data.resolved && data.title.len > 40 && pl_str_starts(data.description, PL_S("D a ")),
          "RS-12 the new values");
    CHECK(before.entries == after.entries && before.unresolved == after.unresolved,
          "RS-12 beside an index that stays as it is");
    seen_close(&s);
}

/* ---- PI: a workspace like those of Pipes */

/* The row of the mod with that short name. */
static pl_entry mod_of(const seen *s, const char *name)
{
    uint32_t n;
    pl_entry e;
    const pl_index *ix = pl_workspace_index(s->ws);
    const pl_entry_id *ids = pl_index_kind(ix, PL_KIND_MOD, &n);
    for (uint32_t i = 0; i < n; i++) {
        pl_index_get(ix, ids[i], &e);
        if (pl_str_eq(e.short_name, pl_str_cstr(name)))
            return e;
    }
    fail_msg("no mod %s", name);
    return e;
}

TEST(PI_01_02_04_11_mods_of_a_pipes_workspace)
{
    seen s;
    uint32_t n, mods = 0;
    open_fixture(&s, FIXTURES "pipes");
    const pl_index *ix = pl_workspace_index(s.ws);
    CHECK_INT(cache_of(&s).entries, 0, "PI-01 nothing is loaded");
    static const char *const names[] = { "smoketest", "compliance", "insights", "tagging" };
    for (size_t i = 0; i < PL_COUNT(names); i++) {
        pl_entry e = mod_of(&s, names[i]);
        char full[64];
        full[pl_index_name(ix, e.id, full, sizeof full - 1)] = 0;
        CHECK(strncmp(full, "mod.", 4) == 0 && strcmp(full + 4, names[i]) == 0, "PI-02, PI-11");
        CHECK(e.title.len > 0, "PI-02 its title");
    }
    static const pl_kind kinds[] = { PL_KIND_BENCHMARK, PL_KIND_DASHBOARD };
    for (size_t k = 0; k < PL_COUNT(kinds); k++) {
        const pl_entry_id *ids = pl_index_kind(ix, kinds[k], &n);
        CHECK(n > 0, "PI-01 some of each kind");
        pl_str last = { 0 };
        for (uint32_t i = 0; i < n; i++) {
            pl_entry e;
            pl_index_get(ix, ids[i], &e);
            CHECK(e.mod.len, "PI-04 the mod of each");
            mods += !pl_str_eq(e.mod, last);
            last = e.mod;
        }
        CHECK(mods > 1, "PI-04 of several mods");
    }
    resolve(&s);
    pl_metadata one, other;
    pl_workspace_metadata(s.ws, id_of(&s, "compliance.benchmark.top"), &one);
    pl_workspace_metadata(s.ws, id_of(&s, "tagging.benchmark.top"), &other);
    CHECK(one.resolved && other.resolved, "PI-01 although variables repeat");
    seen_close(&s);
}

TEST(PI_10_12_13_small_workspaces)
{
    seen s;
    const char *dir = place_new("pi12");
    place_text(dir, "mod.pp",
               "mod \"m\" {\n  opengraph {\n    title = \"not this\"\n  }\n  title = \"this\"\n}\n"
               "dashboard \"d\" {\n  text {\n    value = \"v\"\n  }\n}\n"
               "benchmark \"b\" {\n  children = []\n}\n");
    open_fixture(&s, dir);
    CHECK(pl_index_count(pl_workspace_index(s.ws), PL_KIND_DASHBOARD) == 1 &&
              pl_index_count(pl_workspace_index(s.ws), PL_KIND_BENCHMARK) == 1,
          "PI-12");
    CHECK(pl_str_eq(mod_of(&s, "m").title, PL_S("this")), "PI-13");
    seen_close(&s);
    open_fixture(&s, FIXTURES "empty_mod");
    CHECK(!pl_index_count(pl_workspace_index(s.ws), PL_KIND_DASHBOARD) &&
              !pl_index_count(pl_workspace_index(s.ws), PL_KIND_BENCHMARK),
          "PI-10");
    CHECK_INT(pl_index_count(pl_workspace_index(s.ws), PL_KIND_MOD), 1, "PI-10 the mod itself");
    seen_close(&s);
}

TEST(PI_14_the_title_of_a_real_mod)
{
    if (access("build/corpora/six-mods/mod.pp", R_OK) != 0) {
        print_message("       skipped: no build/corpora (make corpora)\n");
        return;
    }
    seen s;
    open_fixture(&s, "build/corpora/six-mods");
    CHECK(pl_str_eq(mod_of(&s, "aws_compliance").title, PL_S("AWS Compliance")), "PI-14");
    seen_close(&s);
}

TEST(PI_15_mods_by_path)
{
    seen s;
    pl_entry e;
    open_fixture(&s, FIXTURES "pipes");
    const pl_index *ix = pl_workspace_index(s.ws);
    static const char path[] = "github.com/pipelite-tests/compliance";
    CHECK(pl_str_eq(pl_index_mod_name(ix, pl_str_cstr(path)), PL_S("compliance")), "its name");
    char name[128];
    snprintf(name, sizeof name, "%s.benchmark.top", path);
    CHECK(pl_index_find(ix, pl_str_cstr(name), &e) && pl_str_eq(e.mod, PL_S("compliance")),
          "and what is in it");
    CHECK(pl_str_eq(mod_of(&s, "compliance").title, PL_S("compliance")), "its title");
    seen_close(&s);
}

/* What is there after `mod install`. */
static void install_one(const char *dir, const char *name)
{
    char path[200], text[600];
    snprintf(path, sizeof path, ".powerpipe/mods/github.com/a/%s@v1.0.0/mod.pp", name);
    snprintf(text, sizeof text,
             "mod \"%s\" { title = \"The %s\" }\n"
             "variable \"common\" { default = { service = \"AWS/%s\" } }\n"
             "benchmark \"b\" {\n  children = []\n  tags = merge(var.common, { category = \"%s\" "
             "})\n}\n"
             "dashboard \"d\" {\n  tags = var.common\n  text { value = \"v\" }\n}\n",
             name, name, name, name);
    place_text(dir, path, text);
}

/* Dashboards and benchmarks, and those that have a service. */
static uint32_t count_services(seen *s, uint32_t *with_service)
{
    static const pl_kind kinds[] = { PL_KIND_BENCHMARK, PL_KIND_DASHBOARD };
    uint32_t all = 0;
    *with_service = 0;
    for (size_t k = 0; k < PL_COUNT(kinds); k++) {
        uint32_t n;
        const pl_entry_id *ids = pl_index_kind(pl_workspace_index(s->ws), kinds[k], &n);
        for (uint32_t i = 0; i < n; i++) {
            pl_metadata data;
            pl_entry e;
            pl_workspace_metadata(s->ws, ids[i], &data);
            pl_index_get(pl_workspace_index(s->ws), ids[i], &e);
            CHECK(data.resolved && e.mod.len, "PI-17, PI-19 no Other");
            *with_service += tag_of(&data, "service").len > 0;
        }
        all += n;
    }
    return all;
}

TEST(PI_16_17_18_19_20_21_mods_are_installed_into_an_open_workspace)
{
    seen s, fresh;
    uint32_t with_service, again;
    const char *dir = place_new("pi16");
    place_text(dir, "mod.pp",
               "mod \"main\" {\n  require {\n    mod \"github.com/a/one\" { version = \"1\" }\n"
               "    mod \"github.com/a/two\" { version = \"1\" }\n  }\n}\n");
    open_fixture(&s, dir);
    resolve(&s);
    CHECK_INT(count_services(&s, &with_service), 0, "PI-16 nothing at first");
    install_one(dir, "one");
    install_one(dir, "two");
    place_text(
        dir, ".mod.cache.json",
        "{\"main\":{\"github.com/a/one\":{\"version\":\"1.0.0\",\"struct_version\":20240429},"
        "\"github.com/a/two\":{\"version\":\"1.0.0\",\"struct_version\":20240429}}}");
    pl_changes *changes = pl_workspace_rescan(s.ws, NULL, s.diags);
    CHECK(changes && changes->mods && changes->searched, "PI-20, PI-21 seen");
    pl_changes_free(changes);
    resolve(&s);
    CHECK_INT(count_services(&s, &with_service), 4, "PI-16 more than before");
    CHECK_INT(with_service, 4, "PI-17, PI-19 each in its service");
    open_fixture(&fresh, dir);
    resolve(&fresh);
    CHECK_INT(count_services(&fresh, &again), 4, "PI-18 as one that is opened now");
    CHECK_INT(again, with_service, "PI-18 as many tags");
    seen_close(&fresh);
    seen_close(&s);
}

static void remove_while_reading(void *ctx, const char *what, uint32_t done, uint32_t total)
{
    (void)what, (void)total;
    if (done < 100)
        unlink(place_path(ctx, "f150.pp"));
}

TEST(PI_09_a_file_goes_while_it_opens)
{
    const char *dir = place_new("pi09");
    char path[32], text[64];
    place_text(dir, "mod.pp", "mod \"m\" {}\n");
    for (int i = 0; i < 200; i++) {
        snprintf(path, sizeof path, "f%d.pp", i);
        snprintf(text, sizeof text, "query \"q%d\" { sql = \"1\" }\n", i);
        place_text(dir, path, text);
    }
    pl_diags *diags = pl_diags_new();
    pl_open_options options = { .path = pl_str_cstr(dir),
                                .threads = 1,
                                .progress = remove_while_reading,
                                .ctx = (void *)(uintptr_t)dir };
    seen s = { .diags = diags, .ws = pl_workspace_open(&options, diags) };
    CHECK(s.ws, seen_messages(&s));
    CHECK(seen_finds(&s, "query.q149") && seen_finds(&s, "query.q151"), "all others are there");
    CHECK(!pl_diags_errors(diags), "a warning at most");
    seen_close(&s);
}

/* ---- the states (lazy-workspace.md 2.2) */

typedef struct states {
    char text[500];
    size_t n;
} states;

static void note_state(void *ctx, const pl_event *event)
{
    states *s = ctx;
    if (event->kind == PL_EVENT_PHASE)
        s->n += (size_t)snprintf(s->text + s->n, sizeof s->text - s->n, "%s%.*s", s->n ? " " : "",
                                 PL_FMT(pl_phase_name(event->phase)));
}

static const char literal_query[] = "query \"q\" {\n  sql = \"s\"\n}\n";
static const char open_query[] = "query \"q\" {\n  title = upper(\"t\")\n  sql = \"s\"\n}\n";

TEST(every_state_is_seen_from_the_beginning)
{
    states seen_states = { .n = 0 };
    const char *dir = place_new("states");
    pl_diags *diags = pl_diags_new();
    pl_open_options options = { .path = pl_str_cstr(dir),
                                .on_event = note_state,
                                .ctx = &seen_states };
    place_text(dir, "mod.pp", "mod \"m\" {}\n");
    place_text(dir, "q.pp", literal_query);
    pl_workspace *ws = pl_workspace_open(&options, diags);
    CHECK_STR(seen_states.text, "indexing ready", "nothing to resolve");
    place_text(dir, "q.pp", open_query);
    pl_changes_free(pl_workspace_rescan(ws, NULL, diags));
    CHECK_STR(seen_states.text, "indexing ready rebuilding resolving", "something to resolve");
    CHECK(pl_workspace_start_resolution(ws, NULL, diags), "start");
    CHECK(strstr(seen_states.text, "rebuilding resolving resolving ready"), seen_states.text);
    pl_changes_free(pl_workspace_rescan(ws, NULL, diags));
    pl_workspace_stop(ws);
    pl_workspace_stop(ws);
    CHECK_STR(seen_states.text + seen_states.n - 12, "ready closed", "a look is no state");
    pl_diags_free(diags);
    diags = pl_diags_new();
    CHECK(!pl_workspace_rescan(ws, NULL, diags), "nothing is rescanned");
    CHECK(!pl_workspace_verify(ws, diags), "or checked");
    CHECK(!pl_workspace_pin_name(ws, PL_S("query.q"), diags), "or loaded");
    CHECK(!pl_workspace_start_resolution(ws, NULL, diags), "or resolved");
    CHECK_INT(pl_diags_errors(diags), 4, "and each call says so");
    pl_workspace_close(ws);
    pl_diags_free(diags);
}
