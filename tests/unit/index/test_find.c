#include "unit/index/ws.h"

static const char two_mods[] =
    "--- mod main > dep_mod\n--- mod.pp\nmod \"main\" { title = \"Main\" }\n"
    "dashboard \"main_dashboard\" { title = \"Main dashboard\" }\n"
    "dashboard \"second\" {}\n"
    "query \"shared_name\" { title = \"Main shared\" }\n"
    "control \"uses_dep_query\" { query = dep_mod.query.dep_query }\n"
    "benchmark \"includes_dep_benchmark\" { children = [dep_mod.benchmark.dep_benchmark] }\n"
    "benchmark \"cross_mod_all\" {\n"
    "  children = [dep_mod.control.c, dep_mod.benchmark.dep_benchmark, control.uses_dep_query]\n}\n"
    "benchmark \"detect\" { type = \"detection\" }\n"
    "variable \"v\" {}\nlocals { l = 1 }\n"
    "--- mod dep_mod github.com/acme/dep-mod@v1.2.3\n--- d/mod.pp\nmod \"dep_mod\" {}\n"
    "query \"dep_query\" {}\nquery \"shared_name\" { title = \"Dep shared\" }\n"
    "control \"c\" {}\nbenchmark \"dep_benchmark\" { children = [control.c] }\n"
    "--- mod other github.com/acme/other#main\n--- o/mod.pp\nmod \"other\" {}\n"
    "query \"shared_name\" { title = \"Other shared\" }\n";

static const struct {
    const char *what, *name, *found; /* NULL: nothing */
} finds[] = {
    { "IX-01: a dashboard", "main.dashboard.main_dashboard", "main.dashboard.main_dashboard" },
    { "without a mod: the workspace's", "dashboard.second", "main.dashboard.second" },
    { "IX-02: an unknown name", "main.dashboard.nobody", NULL },
    { "a known name of another kind", "main.query.second", NULL },
    { "an unknown mod", "nobody.query.shared_name", NULL },
    { "an unknown kind", "main.thing.second", NULL },
    { "a mod", "mod.main", "mod.main" },
    { "a dependency", "mod.dep_mod", "mod.dep_mod" },
    { "an unknown mod by name", "mod.nobody", NULL },
    { "a variable", "var.v", "main.var.v" },
    { "a local", "main.local.l", "main.local.l" },
    { "XM-09: three of one name, the first", "query.shared_name", "main.query.shared_name" },
    { "XM-09: the second", "dep_mod.query.shared_name", "dep_mod.query.shared_name" },
    { "XM-09: the third", "other.query.shared_name", "other.query.shared_name" },
    { "XM-08: by the dependency's path", "github.com/acme/dep-mod@v1.2.3.query.dep_query",
      "dep_mod.query.dep_query" },
    { "XM-08: without the version", "github.com/acme/dep-mod.query.dep_query",
      "dep_mod.query.dep_query" },
    { "a branch", "github.com/acme/other.query.shared_name", "other.query.shared_name" },
    { "another version", "github.com/acme/dep-mod@v9.query.dep_query", NULL },
    { "no name at all", "", NULL },
    { "one word", "second", NULL },
    { "an empty part", "main.query.", NULL },
    { "dots", "...", NULL },
};

TEST(find_by_name)
{
    ws w = { 0 };
    ws_open(&w, two_mods);
    for (size_t i = 0; i < PL_COUNT(finds); i++) {
        pl_entry e;
        bool found = pl_index_find(w.ix, pl_str_cstr(finds[i].name), &e);
        CHECK(found == (finds[i].found != NULL), finds[i].what);
        if (found)
            CHECK_STR(ws_name(&w, e.id), finds[i].found, finds[i].what);
    }
    ws_close(&w);
}

/* keel and the workspace require different versions of mast. */
static const char versions[] =
    "--- mod m > keel, h.org/mast@v2.0.0\n--- mod.pp\nmod \"m\" {}\n"
    "--- mod keel h.org/keel@v1.0.0 > h.org/mast@v1.0.0\n--- k/mod.pp\nmod \"keel\" {}\n"
    "--- mod mast h.org/mast@v1.0.0\n--- 1/mod.pp\nmod \"mast\" {}\n"
    "query \"both\" {}\nquery \"old\" {}\n"
    "--- mod mast h.org/mast@v2.0.0\n--- 2/mod.pp\nmod \"mast\" {}\n"
    "query \"both\" {}\nquery \"new\" {}\n";

static const struct {
    const char *what, *from, *name, *path; /* path of the mod that it is found in; NULL: nowhere */
} version_rows[] = {
    { "the version that the workspace requires", "m", "mast.query.both", "h.org/mast@v2.0.0" },
    { "the one that the mod at hand requires", "keel", "mast.query.both", "h.org/mast@v1.0.0" },
    { "a mod's own", "mast", "mast.query.both", "h.org/mast@v1.0.0" },
    { "what only another version has", "m", "mast.query.old", "h.org/mast@v1.0.0" },
    { "and the other way round", "keel", "mast.query.new", "h.org/mast@v2.0.0" },
    { "by path", "m", "h.org/mast@v1.0.0.query.both", "h.org/mast@v1.0.0" },
    { "by path without a version", "m", "h.org/mast.query.both", "h.org/mast@v2.0.0" },
    { "the mod itself", "m", "mod.mast", "h.org/mast@v2.0.0" },
    { "what no version has", "m", "mast.query.none", NULL },
};

static uint32_t mod_of(const ws *w, pl_str name)
{
    uint32_t n;
    const pl_ix_mod *mods = pl_index_mods(w->ix, &n);
    uint32_t m = 0;
    while (m < n && !pl_str_eq(pl_index_str(w->ix, mods[m].short_name), name))
        m++;
    CHECK(m < n, "the mod is there");
    return m;
}

static pl_str path_of(const ws *w, pl_entry_id id)
{
    uint32_t n;
    uint32_t mod = pl_index_entries(w->ix, &n)[id].mod;
    return pl_index_str(w->ix, pl_index_mods(w->ix, &n)[mod].dep_path);
}

TEST(find_the_version_that_is_required)
{
    ws w = { 0 };
    ws_open(&w, versions);
    for (size_t i = 0; i < PL_COUNT(version_rows); i++) {
        uint32_t from = mod_of(&w, pl_str_cstr(version_rows[i].from));
        pl_entry_id id = pl_index_find_from(w.ix, from, pl_str_cstr(version_rows[i].name));
        pl_str path = id == PL_NO_ENTRY ? PL_S("none") : path_of(&w, id);
        CHECK(pl_str_eq(path, pl_str_cstr(version_rows[i].path ? version_rows[i].path : "none")),
              version_rows[i].what);
    }
    ws_close(&w);
}

TEST(find_the_same_version_in_another_index)
{
    static const char later[] =
        "--- mod m\n--- mod.pp\nmod \"m\" {}\n"
        "--- mod mast h.org/mast@v3.0.0\n--- 3/mod.pp\nmod \"mast\" {}\n"
        "query \"both\" {}\n"
        "--- mod mast h.org/mast@v2.0.0\n--- 2/mod.pp\nmod \"mast\" {}\nquery \"both\" {}\n";
    ws w = { 0 }, new = { 0 };
    uint32_t n;
    ws_open(&w, versions);
    ws_open(&new, later);
    const pl_entry_id *ids = pl_index_same_name(w.ix, ws_id(&w, "mast.query.both"), &n);
    CHECK_INT(n, 2, "two versions");
    for (uint32_t i = 0; i < n; i++) {
        pl_entry_id same = pl_index_find_same(new.ix, w.ix, ids[i]);
        CHECK(same != PL_NO_ENTRY, "it is there in some version");
        CHECK(pl_str_eq(path_of(&new, same), PL_S("h.org/mast@v2.0.0")),
              "in the same one, or the first by path");
    }
    CHECK(pl_index_find_same(new.ix, w.ix, ws_id(&w, "mast.query.old")) == PL_NO_ENTRY, "gone");
    ws_close(&w);
    ws_close(&new);
}

TEST(every_entry_is_found_by_its_own_name)
{
    ws w = { 0 };
    pl_index_stats stats;
    ws_open(&w, two_mods);
    pl_index_get_stats(w.ix, &stats);
    for (uint32_t id = 0; id < stats.entries; id++) {
        pl_entry e;
        CHECK(pl_index_find(w.ix, pl_str_cstr(ws_name(&w, id)), &e) && e.id == id, ws_name(&w, id));
    }
    ws_close(&w);
}

TEST(short_names_of_mods)
{
    ws w = { 0 };
    ws_open(&w, two_mods);
    static const struct {
        const char *what, *path, *name;
    } rows[] = {
        { "IX-18: a registered path", "github.com/acme/dep-mod@v1.2.3", "dep_mod" },
        { "IX-19: with hyphens, without version", "github.com/acme/dep-mod", "dep_mod" },
        { "IX-18: an unknown one stays", "github.com/acme/nobody", "github.com/acme/nobody" },
        { "IX-18: the second path", "github.com/acme/other#main", "other" },
    };
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_str name = pl_index_mod_name(w.ix, pl_str_cstr(rows[i].path));
        CHECK_STR(pl_arena_str(&w.arena, name).ptr, rows[i].name, rows[i].what);
    }
    ws_close(&w);
}

TEST(kinds_in_order)
{
    ws w = { 0 };
    uint32_t n;
    ws_open(&w, two_mods);
    const pl_entry_id *ids = pl_index_kind(w.ix, PL_KIND_QUERY, &n);
    CHECK_STR(ws_names(&w, ids, n),
              "main.query.shared_name dep_mod.query.dep_query dep_mod.query.shared_name "
              "other.query.shared_name",
              "IX-07, XM-12: workspace mod first, then mod, then name");
    ids = pl_index_kind(w.ix, PL_KIND_DASHBOARD, &n);
    CHECK_STR(ws_names(&w, ids, n), "main.dashboard.main_dashboard main.dashboard.second",
              "IX-01: dashboards");
    ids = pl_index_kind(w.ix, PL_KIND_BENCHMARK, &n);
    CHECK_INT(n, 4, "IX-09, HI-18: benchmarks of both types");
    ids = pl_index_kind(w.ix, PL_KIND_FLOW, &n);
    CHECK_INT(n, 0, "IX-07: a kind that is not there");
    ids = pl_index_kind(w.ix, PL_KIND_MOD, &n);
    CHECK_INT(n, 3, "XM-05: three mods");
    ws_close(&w);
}

TEST(an_entry_tells_where_it_is)
{
    ws w = { 0 };
    pl_entry e;
    ws_open(&w, two_mods);
    CHECK(pl_index_find(w.ix, PL_S("dep_mod.query.shared_name"), &e), "found");
    CHECK_STR(pl_arena_str(&w.arena, e.mod).ptr, "dep_mod", "XM-06: the label, not the path");
    CHECK_STR(pl_arena_str(&w.arena, e.title).ptr, "Dep shared", "XM-09: its own title");
    CHECK_STR(pl_arena_str(&w.arena, e.file).ptr, "d/mod.pp", "XM-22: its file");
    CHECK(!e.own_mod && e.direct_mod && e.top_level && e.top_block && !e.anonymous, "XM-07: flags");
    CHECK(pl_index_find(w.ix, PL_S("benchmark.detect"), &e) && e.detection,
          "HI-18: a detection one");
    CHECK(pl_index_find(w.ix, PL_S("dep_mod.benchmark.dep_benchmark"), &e) && e.top_level,
          "HI-24: top level in its mod");
    CHECK(pl_index_find(w.ix, PL_S("dep_mod.control.c"), &e) && !e.top_level && e.top_block,
          "a listed control is not top level");
    CHECK_STR(ws_children(&w, "benchmark.cross_mod_all"),
              "dep_mod.control.c dep_mod.benchmark.dep_benchmark main.control.uses_dep_query",
              "XM-19: children of two mods");
    CHECK_STR(ws_children(&w, "benchmark.includes_dep_benchmark"),
              "dep_mod.benchmark.dep_benchmark", "XM-02: a dependency's benchmark");
    ws_close(&w);
}

TEST(names_are_cut_to_the_room_there_is)
{
    ws w = { 0 };
    char out[8] = "........";
    ws_open(&w, two_mods);
    CHECK_INT(pl_index_name(w.ix, ws_id(&w, "mod.main"), out, 4), 8, "the length it has");
    CHECK(memcmp(out, "mod.....", 8) == 0, "no byte more than asked for");
    CHECK_INT(pl_index_name(w.ix, ws_id(&w, "mod.main"), NULL, 0), 8, "no room at all");
    ws_close(&w);
}

TEST(stats_are_cut_to_what_the_caller_knows)
{
    ws w = { 0 };
    struct newer {
        pl_index_stats stats;
        uint64_t more;
    } newer;
    pl_index_stats older;
    ws_open(&w, two_mods);
    memset(&newer, 0xff, sizeof newer);
    memset(&older, 0xff, sizeof older);
    pl_index_get_stats_sized(offsetof(pl_index_stats, resources), w.ix, &older);
    CHECK(older.entries > 0 && older.entries < 100, "what an older program knows is filled");
    CHECK_INT(older.resources, UINT32_MAX, "and nothing behind it");
    pl_index_get_stats_sized(sizeof newer, w.ix, &newer.stats);
    CHECK(newer.stats.entries == older.entries && newer.stats.source_bytes > 0,
          "all that is known");
    CHECK_INT((int)newer.more, 0, "a newer program gets 0");
    CHECK_INT(pl_index_count(w.ix, PL_KIND_COUNT), 0, "a kind of a newer one");
    CHECK_INT(pl_index_count(NULL, PL_KIND_QUERY), 0, "no index");
    ws_close(&w);
}

TEST(stats_count)
{
    ws w = { 0 };
    pl_index_stats stats;
    ws_open(&w, two_mods);
    pl_index_get_stats(w.ix, &stats);
    CHECK_INT(pl_index_count(w.ix, PL_KIND_DASHBOARD), 2, "IX-11: by kind");
    CHECK_INT(pl_index_count(w.ix, PL_KIND_QUERY), 4, "IX-11: by kind");
    CHECK_INT(stats.mods, 3, "mods");
    CHECK_INT(stats.files, 3, "files");
    CHECK(stats.image_bytes == pl_index_bytes(w.ix).len && stats.source_bytes > 0, "sizes");
    CHECK(stats.image_bytes / stats.entries >= 100 && stats.image_bytes / stats.entries <= 1000,
          "IX-16: bytes per entry");
    ws_close(&w);
}

/* NAME is in bytewise order of full names, whatever the mods are called. */
TEST(names_in_order)
{
    ws w = { 0 };
    uint32_t n;
    ws_open(&w, "--- mod mod\n--- mod.pp\nmod \"mod\" {}\nquery \"a\" {}\nvariable \"b\" {}\n"
                "--- mod a\n--- a/mod.pp\nmod \"a\" {}\nquery \"zz\" {}\nlocals { z = 1 }\n"
                "--- mod a-b\n--- b/mod.pp\nmod \"a-b\" {}\nquery \"z\" {}\ncard \"x\" {}\n"
                "chart \"x\" {}\n"
                "--- mod z\n--- z/mod.pp\nmod \"z\" {}\nquery \"a-very-long-name-1\" {}\n"
                "query \"a-very-long-name-10\" {}\nquery \"a-very-long-name-2\" {}\n");
    const pl_entry_id *ids = pl_index_section(w.ix, PL_IX_NAME, &n);
    for (uint32_t i = 1; i < n; i++)
        CHECK(strcmp(ws_name(&w, ids[i - 1]), ws_name(&w, ids[i])) < 0, ws_name(&w, ids[i]));
    ws_close(&w);
}

/* As many names as make the sort go through all its ways. */
TEST(many_names_in_order)
{
    ws w = { 0 };
    uint32_t n, seed = 1;
    pl_buf out = { 0 };
    pl_buf_cstr(&out, "--- mod m\n--- a.pp\n");
    for (int i = 0; i < 3000; i++) {
        seed = seed * 1103515245 + 12345;
        pl_buf_printf(&out, "query \"%.*s%x_%d\" {}\n", (int)(seed >> 16 & 31),
                      "nist_800_53_rev_5_common_prefix_", seed >> 20, i % 7 ? 0 : i);
    }
    pl_buf_byte(&out, 0);
    ws_open(&w, out.ptr);
    const pl_entry_id *ids = pl_index_section(w.ix, PL_IX_NAME, &n);
    CHECK(n > 1000, "most names differ");
    for (uint32_t i = 1; i < n; i++)
        CHECK(pl_index_name_cmp(w.ix, ids[i - 1], ids[i]) < 0, ws_name(&w, ids[i]));
    pl_buf_done(&out);
    ws_close(&w);
}

TEST(mods_know_whom_they_require)
{
    ws w = { 0 };
    uint32_t n, n_mods;
    ws_open(&w, "--- mod m > z, b\n--- mod.pp\nmod \"m\" {}\n"
                "--- mod z > a\n--- z/mod.pp\nmod \"z\" {}\n"
                "--- mod b\n--- b/mod.pp\nmod \"b\" {}\n--- mod a\n--- a/mod.pp\nmod \"a\" {}\n");
    const pl_ix_mod *mods = pl_index_mods(w.ix, &n_mods);
    const uint32_t *deps = pl_index_mod_deps(w.ix, 0, &n);
    CHECK(n == 2, "two of its own, not theirs");
    CHECK(pl_str_eq(pl_index_str(w.ix, mods[deps[0]].short_name), PL_S("z")), "as required");
    CHECK(pl_str_eq(pl_index_str(w.ix, mods[deps[1]].short_name), PL_S("b")), "as required");
    deps = pl_index_mod_deps(w.ix, deps[0], &n);
    CHECK(n == 1 && deps[0] == 1, "mods are sorted by name");
    pl_index_mod_deps(w.ix, deps[0], &n);
    CHECK(n == 0, "none");
    ws_close(&w);
}
