/* Scenarios of lazy-workspace.md 20 over whole directories: what is scanned (SC, RF), what
 * the index answers (IX, HI), and loading across mods (MD, XM, ER). docs/scenarios.md says
 * where the others are. */
#include "unit/workspace/seen.h"
#include "index/build.h"
#include <pipelite/rescan.h>
#include <pipelite/resource.h>
#include <pthread.h>

#define FIXTURES "tests/mods/"

static seen open_text(const char *name, const char *const files[][2], size_t n)
{
    seen s;
    const char *dir = place_new(name);
    for (size_t i = 0; i < n; i++)
        place_text(dir, files[i][0], files[i][1]);
    seen_open(&s, dir, false);
    CHECK(s.ws, name);
    return s;
}
#define OPEN_TEXT(name, ...)                                                                       \
    open_text((name), (const char *const[][2]){ __VA_ARGS__ },                                     \
              sizeof((const char *const[][2]){ __VA_ARGS__ }) / (2 * sizeof(char *)))

static const pl_index *index_of(const seen *s)
{
    return pl_workspace_index(s->ws);
}

static pl_entry entry_of(const seen *s, const char *name)
{
    pl_entry e = { 0 };
    CHECK(pl_index_find(index_of(s), pl_str_cstr(name), &e), name);
    return e;
}

/* ---- SC, RF */

TEST(SC_25_26_27_parents_and_top_level) /* also HI-14, HI-15 */
{
    seen s = OPEN_TEXT("levels", { "mod.pp", "mod \"mymod\" {}\n" },
                       { "b.pp",
                         "benchmark \"top\" {\n  children = [benchmark.mid]\n}\n"
                         "benchmark \"mid\" {\n  children = [control.leaf]\n}\n"
                         "control \"leaf\" { sql = \"1\" }\ncontrol \"alone\" { sql = \"1\" }\n"
                         "dashboard \"d\" {\n  container \"c\" {\n    card \"k\" {}\n  }\n}\n" });
    static const struct {
        const char *name, *parent;
        bool top;
    } rows[] = {
        { "mymod.benchmark.top", "mod.mymod", true },
        { "mymod.benchmark.mid", "mymod.benchmark.top", false },
        { "mymod.control.leaf", "mymod.benchmark.mid", false },
        { "mymod.control.alone", "mod.mymod", true },
        { "mymod.dashboard.d", "mod.mymod", true },
        { "mymod.container.c", "mymod.dashboard.d", false },
        { "mymod.card.k", "mymod.container.c", false },
    };
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_entry e = entry_of(&s, rows[i].name);
        uint32_t n;
        char name[64] = "";
        const pl_entry_id *parents = pl_index_parents(index_of(&s), e.id, &n);
        CHECK_INT(n, 1, rows[i].name);
        name[pl_index_name(index_of(&s), parents[0], name, sizeof name - 1)] = 0;
        CHECK_STR(name, rows[i].parent, rows[i].name);
        CHECK_INT(e.top_level, rows[i].top, rows[i].name);
        CHECK(pl_str_eq(e.mod, PL_S("mymod")), "SC-28 the name of its mod");
    }
    seen_close(&s);
}

/* Files of two resources each, read by that many threads; the image of them. */
static void scan_files(const char *dir, unsigned threads, pl_buf *out, uint32_t *n)
{
    pl_diags *diags = pl_diags_new();
    pl_open_options options = { .path = pl_str_cstr(dir), .threads = threads };
    pl_workspace *ws = pl_workspace_open(&options, diags);
    pl_index_stats stats;
    CHECK(ws, dir);
    pl_index_get_stats(pl_workspace_index(ws), &stats);
    *n = stats.resources;
    for (uint32_t id = 0; id < stats.entries; id++) {
        pl_entry e;
        pl_index_get(pl_workspace_index(ws), id, &e);
        pl_buf_printf(out, "%.*s %.*s %u-%u %.*s\n", PL_FMT(e.file), PL_FMT(e.short_name),
                      e.span.start, e.span.end, PL_FMT(e.title));
    }
    pl_workspace_close(ws);
    pl_diags_free(diags);
}

TEST(SC_36_37_threads_make_no_difference)
{
    static const unsigned files[] = { 20, 50 };
    for (size_t i = 0; i < PL_COUNT(files); i++) {
        char name[32], path[32], text[160];
        snprintf(name, sizeof name, "threads-%u", files[i]);
        const char *dir = place_new(name);
        place_text(dir, "mod.pp", "mod \"m\" {}\n");
        for (unsigned f = 0; f < files[i]; f++) {
            snprintf(path, sizeof path, "sub%u/f%u.pp", f % 3, f);
            snprintf(
                text, sizeof text,
                "query \"q%u\" {\n  title = \"Q %u\"\n}\ncontrol \"c%u\" {\n  sql = \"1\"\n}\n", f,
                f, f);
            place_text(dir, path, text);
        }
        pl_buf one = { 0 }, many = { 0 };
        uint32_t n_one, n_many;
        scan_files(dir, 1, &one, &n_one);
        scan_files(dir, 8, &many, &n_many);
        CHECK_INT(n_one, files[i] * 2 + 1, "all of them, and the mod");
        CHECK(n_one == n_many && pl_str_eq(pl_buf_view(&one), pl_buf_view(&many)), "the same");
        pl_buf_done(&one);
        pl_buf_done(&many);
    }
}

TEST(SC_38_the_edge_cases)
{
    seen s;
    seen_open(&s, FIXTURES "edge-cases", false);
    uint32_t n;
    const pl_entry_id *ids = pl_index_kind(index_of(&s), PL_KIND_QUERY, &n);
    bool emoji = false, underscore = false;
    for (uint32_t i = 0; i < n; i++) {
        pl_entry e;
        pl_index_get(index_of(&s), ids[i], &e);
        emoji = emoji || memmem(e.title.ptr, e.title.len, "\360\237", 2);
        underscore = underscore || memchr(e.short_name.ptr, '_', e.short_name.len);
    }
    CHECK(n > 10 && emoji && underscore, "queries, one with an emoji, one with an underscore");
    seen_close(&s);
}

TEST(SC_48_49_50_56_which_files_are_scanned)
{
    seen s = OPEN_TEXT("which", { "mod.pp", "mod \"m\" {}\n" },
                       { "a/b/c/deep.pp", "query \"deep\" { sql = \"1\" }\n" },
                       { "a/.hidden/h.pp", "query \"hidden\" { sql = \"1\" }\n" },
                       { ".powerpipe/x.pp", "query \"own_folder\" { sql = \"1\" }\n" },
                       { "old.sp", "query \"old\" { sql = \"1\" }\n" },
                       { "x.md", "query \"md\" { sql = \"1\" }\n" }, { "x.json", "{}" },
                       { "x.txt", "query \"txt\" { sql = \"1\" }\n" },
                       { "x.pp.bak", "query \"bak\" { sql = \"1\" }\n" },
                       { ".powerpipeignore", "# not these\n\nskip/**\n*.tmp.pp\n" },
                       { "skip/s.pp", "query \"skipped\" { sql = \"1\" }\n" },
                       { "y.tmp.pp", "query \"tmp\" { sql = \"1\" }\n" });
    CHECK_STR(seen_names(&s, PL_KIND_QUERY), "m.query.deep m.query.hidden m.query.old", "queries");
    seen_close(&s);
}

TEST(RF_12_13_what_needs_resolution)
{
    seen s = OPEN_TEXT(
        "needs", { "mod.pp", "mod \"m\" {}\n" },
        { "q.pp",
          "query \"all\" {\n  title = \"T\"\n  description = \"D\"\n  tags = { a = \"1\" }\n}\n"
          "query \"none\" {}\nquery \"title\" { title = var.x }\n"
          "query \"description\" { description = \"a ${var.x}\" }\n"
          "query \"tags\" { tags = local.t }\nquery \"tag\" { tags = { a = var.x } }\n"
          "benchmark \"children\" { children = local.c }\n"
          "query \"sql\" { sql = var.x }\nquery \"category\" { category = var.x }\n" });
    static const struct {
        const char *name;
        bool needs;
    } rows[] = { { "m.query.all", false },         { "m.query.none", false },
                 { "m.query.title", true },        { "m.query.description", true },
                 { "m.query.tags", true },         { "m.query.tag", true },
                 { "m.benchmark.children", true }, { "m.query.sql", false },
                 { "m.query.category", false } };
    for (size_t i = 0; i < PL_COUNT(rows); i++)
        CHECK_INT(entry_of(&s, rows[i].name).needs_resolution, rows[i].needs, rows[i].name);
    pl_index_stats stats;
    pl_index_get_stats(index_of(&s), &stats);
    CHECK_INT(stats.unresolved, 5, "counted");
    seen_close(&s);
}

/* ---- IX, HI */

TEST(IX_03_04_08_entries_come_and_go)
{
    seen s = OPEN_TEXT("come-and-go", { "mod.pp", "mod \"m\" {}\n" },
                       { "q.pp", "query \"a\" {}\nquery \"b\" {}\ncard \"c\" {}\n" });
    pl_index_stats stats;
    pl_index_get_stats(index_of(&s), &stats);
    CHECK_INT(stats.resources, 4, "IX-03: three and the mod");
    for (int k = 0; k < PL_KIND_COUNT; k++)
        CHECK_INT(pl_index_count(index_of(&s), (pl_kind)k),
                  k == PL_KIND_QUERY                      ? 2
                  : k == PL_KIND_CARD || k == PL_KIND_MOD ? 1
                                                          : 0,
                  "IX-08: exactly those kinds");
    place_text(pl_workspace_path(s.ws).ptr, "q.pp", "query \"b\" {}\ncard \"c\" {}\n");
    for (int again = 0; again < 2; again++) {
        pl_changes *ch = pl_workspace_rescan(s.ws, NULL, s.diags);
        CHECK_INT(ch->n_entries, again ? 0 : 1, "IX-04: removed, and then not again");
        pl_changes_free(ch);
        pl_entry e;
        CHECK(!pl_index_find(index_of(&s), PL_S("m.query.a"), &e), "gone");
        CHECK_INT(pl_index_count(index_of(&s), PL_KIND_QUERY), 1, "and not counted");
    }
    seen_close(&s);
}

static bool note_chain(void *ctx, const pl_entry_id *chain, uint32_t n)
{
    (void)chain;
    *(uint32_t *)ctx = n;
    return true;
}

TEST(HI_06_a_chain_of_ten)
{
    char text[2048] = "control \"leaf\" { sql = \"1\" }\n";
    for (int i = 0; i < 10; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text),
                 "benchmark \"b%d\" {\n  children = [%s%s]\n}\n", i,
                 i < 9 ? "benchmark.b" : "control.leaf",
                 i < 9 ? (char[]){ (char)('1' + i), 0 } : "");
    seen s = OPEN_TEXT("chain", { "mod.pp", "mod \"m\" {}\n" }, { "b.pp", text });
    for (int i = 0; i < 10; i++) {
        char name[32];
        uint32_t n = 0;
        snprintf(name, sizeof name, "m.benchmark.b%d", i);
        CHECK(pl_index_paths(index_of(&s), entry_of(&s, name).id, note_chain, &n), name);
        CHECK_INT(n, 2 + i, "the mod, all above, itself");
    }
    seen_close(&s);
}

/* ---- MD, XM, ER: loading */

static const pl_resource *load(seen *s, const char *name)
{
    return pl_workspace_pin_name(s->ws, pl_str_cstr(name), s->diags);
}

/* The title of what loads under that name. */
static void check_load(seen *s, const char *name, const char *title)
{
    pl_str got;
    const pl_resource *r = load(s, name);
    CHECK(r && pl_resource_text(r, PL_S("title"), &got), name);
    CHECK(pl_str_eq(got, pl_str_cstr(title)), name);
    pl_resource_unpin(r);
}

static uint64_t cached(const seen *s)
{
    pl_cache_stats stats;
    pl_workspace_cache_stats(s->ws, &stats);
    return stats.entries;
}

TEST(resources_of_all_mods_load) /* MD-08, MD-13, MD-24, XM-03, XM-09, XM-13, XM-14 */
{
    seen s;
    seen_open(&s, FIXTURES "multi-mod", false);
    CHECK_INT(cached(&s), 0, "XM-13: nothing at first");
    check_load(&s, "dep_mod.query.dep_query", "Query of a dependency");
    CHECK(cached(&s) > 0, "XM-13: something then");
    check_load(&s, "main.dashboard.main", "Main");
    check_load(&s, "main.control.uses_dep_query", "With a query of a dependency");
    check_load(&s, "main.query.shared_name", "Of main");
    check_load(&s, "dep_mod.query.shared_name", "Of dep_mod");
    check_load(&s, "dep_mod_2.query.shared_name", "Of dep_mod_2");
    check_load(&s, "dep_mod_2.control.dep_control", "Control of dep_mod_2");
    const pl_resource *r = load(&s, "main.control.uses_dep_query");
    char name[64] = "";
    name[pl_index_name(index_of(&s), pl_resource_query(r), name, sizeof name - 1)] = 0;
    CHECK_STR(name, "dep_mod.query.dep_query", "XM-14: its query is the dependency's");
    pl_resource_unpin(r);
    CHECK_INT(pl_diags_count(s.diags), 0, "without a word");
    seen_close(&s);
}

TEST(XM_11_a_hierarchy_over_mods)
{
    seen s;
    seen_open(&s, FIXTURES "multi-mod", false);
    uint32_t n;
    CHECK(entry_of(&s, "main.benchmark.with_dep_benchmark").top_level, "top level");
    const pl_resource *r = load(&s, "main.benchmark.with_dep_benchmark");
    const pl_entry_id *kids = pl_resource_children(r, &n);
    CHECK_INT(n, 2, "two children");
    CHECK_INT(kids[0], entry_of(&s, "dep_mod.benchmark.dep_benchmark").id,
              "XM-20: of a dependency");
    pl_resource_unpin(r);
    n = 0;
    pl_index_paths(index_of(&s), entry_of(&s, "main.benchmark.one_mod").id, note_chain, &n);
    CHECK_INT(n, 3, "mod, parent, itself");
    seen_close(&s);
}

TEST(MD_18_19_transitive_ones_load)
{
    seen s;
    seen_open(&s, FIXTURES "mod-dependencies/diamond", false);
    uint32_t n;
    const pl_entry_id *mods = pl_index_kind(index_of(&s), PL_KIND_MOD, &n);
    CHECK(mods && n == 4, "all four");
    for (int k = PL_KIND_QUERY; k <= PL_KIND_CONTROL; k++) {
        const pl_entry_id *ids = pl_index_kind(index_of(&s), (pl_kind)k, &n);
        for (uint32_t i = 0; i < n; i++) {
            const pl_resource *r = pl_workspace_pin(s.ws, ids[i], s.diags);
            CHECK(r, "loads");
            pl_resource_unpin(r);
        }
    }
    seen_close(&s);
}

static void *load_all(void *ctx)
{
    static const char *const names[] = {
        "main.control.own",    "dep_mod.query.dep_query", "dep_mod_2.control.dep_control",
        "main.dashboard.main", "nowhere.query.q",         "dep_mod.benchmark.dep_benchmark"
    };
    seen *s = ctx;
    pl_diags *diags = pl_diags_new();
    uintptr_t loaded = 0;
    for (int i = 0; i < 60; i++) {
        const pl_resource *r =
            pl_workspace_pin_name(s->ws, pl_str_cstr(names[(size_t)i % PL_COUNT(names)]), diags);
        loaded += r != NULL;
        pl_resource_unpin(r);
        if (i % 13 == 0)
            pl_workspace_drop_all(s->ws);
    }
    pl_diags_free(diags);
    return (void *)loaded;
}

TEST_THREADS(MD_25_ER_06_threads_load_from_all_mods)
{
    seen s;
    pthread_t threads[6];
    void *loaded;
    seen_open(&s, FIXTURES "multi-mod", false);
    for (size_t i = 0; i < PL_COUNT(threads); i++)
        CHECK(pthread_create(&threads[i], NULL, load_all, &s) == 0, "a thread");
    for (size_t i = 0; i < PL_COUNT(threads); i++) {
        pthread_join(threads[i], &loaded);
        CHECK_INT((uintptr_t)loaded, 50, "all but the unknown ones");
    }
    seen_close(&s);
}

TEST(ER_01_no_directory)
{
    static const char *const paths[] = { "tests/mods/nothing-here", "tests/mods/README.md" };
    for (size_t i = 0; i < PL_COUNT(paths); i++) {
        seen s;
        seen_open(&s, paths[i], false);
        CHECK(!s.ws && pl_diags_errors(s.diags) == 1, paths[i]);
        CHECK(strstr(seen_messages(&s), paths[i] + strlen("tests/mods/")), "it is named");
        seen_close(&s);
    }
}

TEST(ER_03_04_11_13_unknown_names_and_after)
{
    static const char *const names[] = { "main.query.gone",
                                         "main.dashboard.gone",
                                         "main.benchmark.gone",
                                         "gone.query.q",
                                         "nonsense",
                                         "" };
    seen s;
    seen_open(&s, FIXTURES "multi-mod", false);
    for (size_t i = 0; i < PL_COUNT(names); i++) {
        pl_diags_free(s.diags);
        s.diags = pl_diags_new();
        CHECK(!load(&s, names[i]), names[i]);
        CHECK_INT(pl_diags_errors(s.diags), 1, names[i]);
        const char *recorded = seen_messages(&s);
        CHECK(strstr(recorded, names[i]), recorded);
        CHECK(!strstr(recorded, "0x") && !strstr(recorded, ".c:"), "ER-11: no internals");
        check_load(&s, "main.query.shared_name", "Of main");
    }
    pl_entry e;
    CHECK(!pl_index_find(index_of(&s), PL_S("main.query.gone"), &e), "ER-04");
    seen_close(&s);
}

TEST(ER_07_08_what_was_dropped_loads_again)
{
    seen s;
    seen_open(&s, FIXTURES "multi-mod", false);
    pl_workspace_drop_all(s.ws); /* nothing is there */
    pl_entry e = entry_of(&s, "main.query.shared_name");
    pl_workspace_drop(s.ws, e.id);
    check_load(&s, "main.query.shared_name", "Of main");
    uint64_t before = cached(&s);
    pl_workspace_drop(s.ws, e.id);
    CHECK(cached(&s) < before, "gone");
    check_load(&s, "main.query.shared_name", "Of main");
    pl_workspace_drop_all(s.ws);
    CHECK_INT(cached(&s), 0, "all gone");
    check_load(&s, "main.query.shared_name", "Of main");
    seen_close(&s);
}

TEST(ER_22_a_syntax_error_comes_and_goes)
{
    seen s = OPEN_TEXT("er22", { "mod.pp", "mod \"m\" {}\n" },
                       { "a.pp", "query \"a\" {\n  sql = \"select 1\"\n}\n" },
                       { "b.pp", "query \"b\" {\n  sql = \"select 1\"\n}\n" });
    const char *dir = pl_workspace_path(s.ws).ptr;
    CHECK(pl_workspace_check(s.ws, s.diags), "clean");
    place_text(dir, "b.pp", "query \"b\" {\n  sql = \"select 1\n}\n");
    pl_changes_free(pl_workspace_rescan(s.ws, NULL, s.diags));
    CHECK(!pl_workspace_check(s.ws, s.diags), "it is said");
    CHECK(strstr(seen_messages(&s), "b.pp"), "where");
    pl_resource_unpin(load(&s, "m.query.a"));
    place_text(dir, "b.pp", "query \"b\" {\n  title = \"B\"\n}\n");
    pl_changes_free(pl_workspace_rescan(s.ws, NULL, s.diags));
    check_load(&s, "m.query.b", "B");
    seen_close(&s);
}
