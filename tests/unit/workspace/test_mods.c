/* Workspaces of several mods, as the library and the command line open them.
 * Scenarios of lazy-workspace.md 20.8-20.10 (HI, MD, XM) that need no loading. */
#include "unit/place.h"
#include "unit/workspace/seen.h"

#define FIXTURES "tests/mods/"
#define DEPS FIXTURES "mod-dependencies/"

static void open_good(seen *s, const char *path, bool strict)
{
    seen_open(s, path, strict);
    CHECK_STR(seen_messages(s), "", path);
    CHECK(s->ws != NULL, path);
}

TEST(multi_mod_is_one_index_with_all) /* MD-10, MD-12, XM-05, XM-06, XM-09, XM-12 */
{
    for (int strict = 0; strict < 2; strict++) {
        seen s;
        open_good(&s, FIXTURES "multi-mod", strict);
        CHECK_STR(seen_names(&s, PL_KIND_QUERY),
                  "main.query.shared_name dep_mod.query.dep_query dep_mod.query.shared_name "
                  "dep_mod_2.query.dep_query dep_mod_2.query.shared_name",
                  "queries: XM-09 one name in three mods");
        CHECK_STR(seen_names(&s, PL_KIND_MOD), "mod.main mod.dep_mod mod.dep_mod_2", "XM-06");
        CHECK_STR(seen_names(&s, PL_KIND_CONTROL),
                  "main.control.own main.control.uses_dep_query dep_mod.control.dep_control "
                  "dep_mod_2.control.dep_control",
                  "controls");
        pl_entry e;
        CHECK(pl_index_find(pl_workspace_index(s.ws), PL_S("query.shared_name"), &e) && e.own_mod,
              "a name without a mod is the workspace's");
        CHECK_INT(e.title.len, strlen("Of main"), "XM-09 its own title");
        CHECK(pl_index_find(pl_workspace_index(s.ws), PL_S("dep_mod.query.shared_name"), &e) &&
                  !e.own_mod && e.direct_mod,
              "XM-07");
        seen_close(&s);
    }
}

TEST(multi_mod_children_cross_mods) /* MD-17, XM-02, XM-04, XM-19, HI-24 */
{
    seen s;
    open_good(&s, FIXTURES "multi-mod", false);
    CHECK_STR(seen_children(&s, "main.benchmark.two_mods"),
              "main.control.own dep_mod.control.dep_control", "two mods");
    CHECK_STR(seen_children(&s, "main.benchmark.three_mods"),
              "main.control.own dep_mod.control.dep_control dep_mod_2.control.dep_control",
              "three mods");
    CHECK_STR(seen_children(&s, "main.benchmark.with_dep_benchmark"),
              "dep_mod.benchmark.dep_benchmark main.benchmark.one_mod", "a dependency's benchmark");
    pl_entry e;
    CHECK(pl_index_find(pl_workspace_index(s.ws), PL_S("dep_mod.benchmark.dep_benchmark"), &e) &&
              e.top_level,
          "HI-24 stays top level");
    CHECK(pl_index_find(pl_workspace_index(s.ws), PL_S("main.benchmark.one_mod"), &e) &&
              !e.top_level,
          "an own child does not");
    seen_close(&s);
}

TEST(names_take_short_names_and_paths_of_mods) /* MD-14, MD-15, XM-08 */
{
    seen s;
    open_good(&s, FIXTURES "multi-mod", false);
    static const char *const names[] = {
        "dep_mod.query.dep_query",
        "github.com/pipelite-tests/dep_mod@v1.0.0.query.dep_query",
        "github.com/pipelite-tests/dep_mod.query.dep_query",
    };
    pl_entry first, e;
    CHECK(pl_index_find(pl_workspace_index(s.ws), pl_str_cstr(names[0]), &first), names[0]);
    for (size_t i = 1; i < PL_COUNT(names); i++)
        CHECK(pl_index_find(pl_workspace_index(s.ws), pl_str_cstr(names[i]), &e) &&
                  e.id == first.id,
              names[i]);
    CHECK(!seen_finds(&s, "dep_mod@v9.9.9.query.dep_query"), "another version");
    CHECK(!seen_finds(&s, "elsewhere.query.dep_query"), "another mod");
    seen_close(&s);
}

TEST(transitive_mods_are_loaded) /* MD-02, MD-18 */
{
    seen s;
    open_good(&s, DEPS "transitive", true);
    pl_entry e;
    const pl_index *ix = pl_workspace_index(s.ws);
    uint32_t n;
    const pl_entry_id *mods = pl_index_kind(ix, PL_KIND_MOD, &n);
    CHECK_INT(n, 3, "three mods");
    unsigned direct = 0;
    for (uint32_t i = 0; i < n; i++) {
        pl_index_get(ix, mods[i], &e);
        direct += e.direct_mod;
    }
    CHECK_INT(direct, 2, "the workspace's and one direct");
    seen_close(&s);
}

TEST(nested_installations_are_found_by_the_library) /* lazy-workspace 4: transitive mods below a mod
                                                     */
{
    seen s;
    open_good(&s, DEPS "nested", false);
    CHECK(seen_finds(&s, "mod.dep_leaf") && seen_finds(&s, "mod.dep_a"), "both");
    uint32_t n;
    pl_index_kind(pl_workspace_index(s.ws), PL_KIND_MOD, &n);
    CHECK_INT(n, 3, "its files are not those of the mod above, too");
    seen_close(&s);
}

TEST(diamond_holds_the_shared_mod_once) /* MD-19 */
{
    seen s;
    open_good(&s, DEPS "diamond", true);
    uint32_t n;
    pl_index_kind(pl_workspace_index(s.ws), PL_KIND_MOD, &n);
    CHECK_INT(n, 4, "four mods");
    seen_close(&s);
}

TEST(rings_of_mods_end) /* M2 */
{
    seen s;
    open_good(&s, DEPS "circular", true);
    CHECK(seen_finds(&s, "mod.ring_a") && seen_finds(&s, "mod.ring_b"), "both");
    seen_close(&s);
    open_good(&s, DEPS "circular", false);
    seen_close(&s);
}

TEST(two_versions_and_two_owners_are_both_indexed) /* MD-22 */
{
    static const char *const paths[] = { DEPS "version-conflict", DEPS "name-collision" };
    for (size_t i = 0; i < PL_COUNT(paths); i++) {
        for (int strict = 0; strict < 2; strict++) {
            seen s;
            open_good(&s, paths[i], strict);
            pl_index_stats stats;
            pl_index_get_stats(pl_workspace_index(s.ws), &stats);
            CHECK_INT(stats.mods, i == 0 ? 4 : 3, paths[i]);
            seen_close(&s);
        }
    }
}

TEST(missing_dependency_costs_only_itself) /* MD-20, F14 */
{
    seen s;
    seen_open(&s, DEPS "missing-dependency", false);
    CHECK(s.ws != NULL, "the library opens");
    CHECK(seen_finds(&s, "mod.dep_a"), "what is there");
    CHECK(!seen_finds(&s, "mod.dep_b"), "what is not");
    seen_close(&s);
    seen_open(&s, DEPS "missing-dependency", true);
    CHECK(!s.ws, "the command line does not");
    CHECK_STR(seen_messages(&s),
              "Bad Request: not all dependencies are installed - run 'powerpipe mod install'",
              "why");
    seen_close(&s);
}

TEST(workspaces_without_mods) /* MD-05, F13, F14, ER-05 */
{
    static const char *const paths[] = { DEPS "no-mods-dir", DEPS "empty-mods-dir" };
    seen s;
    for (size_t i = 0; i < PL_COUNT(paths); i++) {
        open_good(&s, paths[i], false);
        CHECK_STR(seen_names(&s, PL_KIND_CONTROL), "main.control.own", "local resources are there");
        seen_close(&s);
        seen_open(&s, paths[i], true);
        CHECK(!s.ws, "a required mod is missing");
        seen_close(&s);
    }
    open_good(&s, FIXTURES "empty_mod", true);
    seen_close(&s);
}

TEST(references_to_missing_mods_are_indexed) /* MD-03, MD-21, XM-16, XM-17 */
{
    seen s;
    uint32_t n;
    open_good(&s, FIXTURES "multi-mod-errors", false);
    CHECK_STR(seen_names(&s, PL_KIND_BENCHMARK), "main.benchmark.b",
              "a child in a mod that is not there");
    CHECK_STR(seen_children(&s, "benchmark.b"), "", "is no child");
    seen_close(&s);
    seen_open(&s, FIXTURES "multi-mod-invalid-dep", false);
    CHECK(s.ws != NULL, "a folder without a mod file");
    pl_index_kind(pl_workspace_index(s.ws), PL_KIND_MOD, &n);
    CHECK_INT(n, 1, "is no mod");
    seen_close(&s);
}

TEST(cycles_of_children_open) /* F7, ER-10, HI-23 */
{
    seen s;
    seen_open(&s, FIXTURES "error-conditions/circular-deps", false);
    CHECK(s.ws != NULL, "opens");
    uint32_t n;
    pl_index_kind(pl_workspace_index(s.ws), PL_KIND_BENCHMARK, &n);
    CHECK(n >= 3, "entries present");
    seen_close(&s);
}

static bool count_path(void *ctx, const pl_entry_id *chain, uint32_t n)
{
    uint32_t *longest = ctx;
    (void)chain;
    if (n > *longest)
        *longest = n;
    return true;
}

TEST(hierarchies_are_linked) /* HI-04, HI-05, HI-07 */
{
    seen s;
    open_good(&s, FIXTURES "deep-hierarchy", true);
    const pl_index *ix = pl_workspace_index(s.ws);
    uint32_t n, longest = 0;
    const pl_entry_id *ids = pl_index_kind(ix, PL_KIND_CONTROL, &n);
    for (uint32_t i = 0; i < n; i++)
        pl_index_paths(ix, ids[i], count_path, &longest);
    CHECK(longest >= 12, "mod, eleven benchmarks and a control");
    seen_close(&s);
    open_good(&s, FIXTURES "wide-hierarchy", true);
    ids = pl_index_kind(pl_workspace_index(s.ws), PL_KIND_BENCHMARK, &n);
    CHECK_INT(n, 1, "one benchmark");
    pl_index_children(pl_workspace_index(s.ws), ids[0], &n);
    CHECK_INT(n, 100, "with all controls");
    seen_close(&s);
}

TEST(workspace_given_as_a_link_is_found) /* MD-11 */
{
    const char *link = place_path(place_new("link"), "ws");
    char target[PLACE_MAX];
    CHECK(realpath(FIXTURES "simple", target) && !symlink(target, link), "a link");
    seen s;
    open_good(&s, link, true);
    CHECK(seen_finds(&s, "benchmark.simple"), "through the link");
    seen_close(&s);
}

/* A server may begin in a folder without a mod, and has it as soon as it is written. */
TEST(a_folder_without_a_mod_opens_as_an_empty_workspace)
{
    const char *dir = place_new("begin_empty");
    pl_open_options options = {
        .path = pl_str_cstr(dir), .need_mod_file = true, .own_words = true, .may_begin_empty = true
    };
    pl_diags *diags = pl_diags_new();
    pl_workspace *ws = pl_workspace_open(&options, diags);
    assert_non_null(ws);
    CHECK_INT(pl_diags_errors(diags), 0, "it is no error");
    CHECK_INT(pl_diags_count(diags), 1, "but a warning");
    pl_workspace_close(ws);
    options.own_words = false;
    CHECK(!pl_workspace_open(&options, diags), "as Powerpipe it is one");
    pl_diags_free(diags);
}
