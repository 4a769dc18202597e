/* Scenarios DP of lazy-workspace.md 20.12. */
#include "unit/eval/made.h"
#include "load/deps.h"
#include "load/loader.h"
#include <pthread.h>

static pl_entry_id id_of(made *m, const char *name)
{
    pl_entry e;
    CHECK(pl_index_find(m->ix, pl_str_cstr(name), &e), name);
    return e.id;
}

static void put_node(made *m, pl_dep_node node)
{
    if (m->answer.len)
        pl_buf_byte(&m->answer, ' ');
    pl_deps_print(m->ix, node, &m->answer);
}

/* "kind name kind name" */
static const char *direct(made *m, const char *name)
{
    pl_dep_list deps = { 0 };
    pl_deps_direct(m->ix, id_of(m, name), &deps);
    m->answer.len = 0;
    for (size_t i = 0; i < deps.n; i++) {
        pl_buf_cstr(&m->answer, i ? " " : "");
        pl_buf_str(&m->answer, pl_dep_kind_name(deps.at[i].kind));
        put_node(m, deps.at[i].to);
    }
    pl_vec_done(&deps);
    return made_text(m);
}

static const char *closure(made *m, const char *names)
{
    pl_dep_nodes nodes = { 0 };
    PL_VEC(pl_entry_id) roots = { 0 };
    pl_str rest = pl_str_cstr(names);
    while (rest.ptr) {
        pl_entry e;
        CHECK(pl_index_find(m->ix, pl_str_split(&rest, ' '), &e), names);
        pl_vec_push(&roots, e.id);
    }
    bool ok = pl_deps_order(m->ix, roots.at, (uint32_t)roots.n, &nodes, m->diags);
    m->answer.len = 0;
    for (size_t i = 0; ok && i < nodes.n; i++)
        put_node(m, nodes.at[i]);
    pl_vec_done(&nodes);
    pl_vec_done(&roots);
    return ok ? made_text(m) : made_said(m);
}

static const char small[] =
    "--- mod m > d\n--- mod.pp\nmod \"m\" {}\n"
    "query \"q\" {\n  sql = var.v\n}\nvariable \"v\" {\n  default = \"1\"\n}\n"
    "control \"c\" {\n  query = query.q\n}\n"
    "control \"k\" {\n  sql = \"1\"\n  title = local.l\n}\n"
    "locals {\n  l = local.far\n  far = \"x\"\n}\n"
    "benchmark \"b\" {\n  children = [control.c, control.k, control.gone]\n}\n"
    "benchmark \"top\" {\n  children = [benchmark.b, control.c, d.control.c]\n}\n"
    "category \"cat\" {}\n"
    "card \"base\" {\n  sql = \"1\"\n}\n"
    "dashboard \"dash\" {\n  card \"x\" {\n    base = card.base\n  }\n"
    "  with \"w\" {\n    query = query.q\n  }\n"
    "  input \"i\" {\n    type = \"text\"\n  }\n"
    "  graph {\n    node {\n      category = category.cat\n      sql = \"1\"\n    }\n  }\n}\n"
    "--- mod d\n--- mod.pp\nmod \"d\" {}\ncontrol \"c\" {\n  sql = \"1\"\n}\n";

TEST(direct_edges_have_kinds) /* DP-01, DP-07, DP-12, DP-13, DP-14, DP-15, DP-23 */
{
    made m = { 0 };
    made_open(&m, "deps_direct", small);
    CHECK_STR(direct(&m, "control.c"), "query m.query.q", "DP-01");
    CHECK_STR(direct(&m, "query.q"), "variable m.var.v", "a variable");
    CHECK_STR(direct(&m, "control.k"), "local m.local.l", "a local");
    CHECK_STR(direct(&m, "d.control.c"), "", "DP-01 a leaf");
    CHECK_STR(direct(&m, "benchmark.b"), "child m.control.c child m.control.k child m.control.gone",
              "DP-23 missing ones are listed");
    CHECK_STR(direct(&m, "benchmark.top"),
              "child m.benchmark.b child m.control.c child d.control.c", "DP-13, DP-14");
    CHECK_STR(direct(&m, "card.x"), "base m.card.base", "a base");
    CHECK_STR(direct(&m, "dashboard.dash"),
              "child m.card.x child m.with.w child m.input.i "
              "child m.graph.dashboard_dash_anonymous_graph_0",
              "DP-15");
    CHECK_STR(direct(&m, "with.w"), "query m.query.q", "of a with");
    made_close(&m);
}

TEST(needed_ones_come_first) /* DP-02, DP-08, DP-09, DP-11, DP-12, DP-17, DP-22 */
{
    made m = { 0 };
    made_open(&m, "deps_order", small);
    CHECK_STR(closure(&m, "benchmark.b"),
              "m.var.v m.query.q m.control.c m.local.far m.local.l m.control.k m.control.gone "
              "m.benchmark.b",
              "DP-02, DP-12");
    CHECK_STR(closure(&m, "control.c control.c query.q"), "m.var.v m.query.q m.control.c",
              "DP-22 duplicates");
    CHECK_STR(closure(&m, "d.control.c category.cat"), "d.control.c m.category.cat",
              "DP-22 parts that have nothing to do with each other");
    pl_dep_nodes tree = { 0 };
    pl_deps_tree(m.ix, id_of(&m, "benchmark.top"), &tree);
    m.answer.len = 0;
    for (size_t i = 0; i < tree.n; i++)
        put_node(&m, tree.at[i]);
    CHECK_STR(made_text(&m),
              "m.query.q m.control.c m.control.k m.benchmark.b d.control.c m.benchmark.top",
              "what runs: DP-08 shared once");
    pl_vec_done(&tree);
    made_close(&m);
}

TEST(circles_are_found) /* DP-03, DP-04, DP-10, DP-20 */
{
    made m = { 0 };
    made_open(&m, "deps_cycle",
              "--- mod m\n--- mod.pp\nmod \"m\" {}\n"
              "benchmark \"a\" {\n  children = [benchmark.b]\n}\n"
              "benchmark \"b\" {\n  children = [benchmark.c]\n}\n"
              "benchmark \"c\" {\n  children = [benchmark.a]\n}\n"
              "benchmark \"self\" {\n  children = [benchmark.self]\n}\n"
              "benchmark \"above\" {\n  children = [benchmark.b]\n}\n"
              "benchmark \"fine\" {\n  children = [control.x]\n}\n"
              "control \"x\" {\n  sql = \"1\"\n}\n");
    static const char *const round[] = { "benchmark.a", "benchmark.b", "benchmark.c",
                                         "benchmark.self", "benchmark.above" };
    for (size_t i = 0; i < PL_COUNT(round); i++) {
        CHECK(pl_deps_has_cycle(m.ix, id_of(&m, round[i])), round[i]);
        const char *said = closure(&m, round[i]);
        CHECK(strstr(said, "circular") && strstr(said, "m.benchmark."), "DP-20");
    }
    CHECK(!pl_deps_has_cycle(m.ix, id_of(&m, "benchmark.fine")), "DP-04");
    pl_dep_nodes nodes = { 0 };
    pl_deps_closure(m.ix, (pl_entry_id[]){ id_of(&m, "benchmark.a") }, 1, &nodes);
    CHECK_INT(nodes.n, 3, "a closure all the same");
    pl_vec_done(&nodes);
    made_close(&m);
}

/* A chain of `depth` benchmarks over `width` controls, each with the same query. */
static void write_large(pl_buf *out, int depth, int width)
{
    pl_buf_cstr(out, "--- mod m\n--- mod.pp\nmod \"m\" {}\nquery \"q\" {\n  sql = \"1\"\n}\n");
    for (int i = 0; i < depth; i++)
        pl_buf_printf(out, "benchmark \"b%d\" {\n  children = [%s%d]\n}\n", i,
                      i + 1 < depth ? "benchmark.b" : "benchmark.wide", i + 1 < depth ? i + 1 : 0);
    pl_buf_cstr(out, "benchmark \"wide0\" {\n  children = [\n");
    for (int i = 0; i < width; i++)
        pl_buf_printf(out, "    control.c%d,\n", i);
    pl_buf_cstr(out, "  ]\n}\n");
    for (int i = 0; i < width; i++)
        pl_buf_printf(out, "control \"c%d\" {\n  query = query.q\n}\n", i);
    pl_buf_byte(out, 0);
}

TEST(large_graphs) /* DP-05, DP-09, DP-18, DP-19, HI-05 */
{
    made m = { 0 };
    pl_buf text = { 0 };
    pl_dep_nodes nodes = { 0 };
    uint32_t n;
    write_large(&text, 3000, 2000);
    made_open(&m, "deps_large", text.ptr);
    pl_entry_id top = id_of(&m, "benchmark.b0");
    CHECK(pl_deps_order(m.ix, &top, 1, &nodes, m.diags), "ordered");
    CHECK_INT(nodes.n, 3000 + 1 + 2000 + 1, "each once");
    CHECK(nodes.at[0] == id_of(&m, "query.q") && nodes.at[nodes.n - 1] == top, "leaf and root");
    pl_index_dependents(m.ix, id_of(&m, "query.q"), &n);
    CHECK_INT(n, 2000, "DP-05 dependents");
    pl_vec_done(&nodes);
    pl_buf_done(&text);
    made_close(&m);
}

/* ---- what the edges of a real graph are like */

/* Every node stands behind those that it needs. */
static bool is_order(const pl_index *ix, const pl_dep_nodes *nodes)
{
    for (size_t i = 0; i < nodes->n; i++) {
        pl_dep_list deps = { 0 };
        if (nodes->at[i] & PL_DEP_NAME)
            continue;
        pl_deps_direct(ix, nodes->at[i], &deps);
        bool all = true;
        for (size_t d = 0; d < deps.n && all; d++) {
            size_t k = 0;
            while (k < i && nodes->at[k] != deps.at[d].to)
                k++;
            all = k < i;
        }
        pl_vec_done(&deps);
        if (!all)
            return false;
    }
    return true;
}

/* Benchmarks that list others of a higher number, at random; the last is a control. */
static void write_random(pl_buf *out, uint32_t seed, int n)
{
    pl_buf_cstr(out, "--- mod m\n--- mod.pp\nmod \"m\" {}\ncontrol \"last\" {\n  sql = \"1\"\n}\n");
    for (int i = 0; i < n; i++) {
        pl_buf_printf(out, "benchmark \"b%d\" {\n  children = [control.last", i);
        for (int k = i + 1; k < n; k++) {
            seed = seed * 1664525u + 1013904223u;
            if (seed >> 29 == 0)
                pl_buf_printf(out, ", benchmark.b%d", k);
        }
        pl_buf_cstr(out, "]\n}\n");
    }
    pl_buf_byte(out, 0);
}

TEST(DP_16_random_graphs_are_ordered)
{
    for (uint32_t seed = 1; seed <= 20; seed++) {
        made m = { 0 };
        pl_buf text = { 0 };
        pl_dep_nodes nodes = { 0 };
        char name[16];
        snprintf(name, sizeof name, "dp16-%u", seed);
        write_random(&text, seed, 20);
        made_open(&m, name, text.ptr);
        pl_entry_id top = id_of(&m, "benchmark.b0");
        CHECK(pl_deps_order(m.ix, &top, 1, &nodes, m.diags), "no circle");
        CHECK(is_order(m.ix, &nodes), "all that it needs is in front of it");
        CHECK(!pl_deps_has_cycle(m.ix, top), "DP-11");
        pl_vec_done(&nodes);
        pl_buf_done(&text);
        made_close(&m);
    }
}

/* Load what a tree takes to run. How many failed. */
static uint32_t load_tree(made *m, pl_loader *loader, const char *root)
{
    uint32_t failed = 0;
    pl_dep_nodes tree = { 0 };
    pl_deps_tree(m->ix, id_of(m, root), &tree);
    for (size_t i = 0; i < tree.n; i++) {
        const pl_resource *r = pl_loader_pin(loader, tree.at[i], m->diags);
        failed += !r;
        pl_resource_unpin(r);
    }
    pl_vec_done(&tree);
    return failed;
}

TEST(DP_06_21_24_trees_are_loaded)
{
    made m = { 0 };
    pl_entry e;
    made_open(&m, "deps_load", small);
    pl_cache *cache =
        pl_resource_cache_new(&(pl_resource_cache_options){ .max_bytes = PL_CACHE_NO_LIMIT });
    pl_loader *loader = pl_loader_new(cache, m.values);
    CHECK_INT(load_tree(&m, loader, "control.c"), 0, "DP-06");
    CHECK(pl_loader_has(loader, id_of(&m, "query.q")), "DP-06 its query is there");
    CHECK_INT(load_tree(&m, loader, "benchmark.top"), 0, "DP-21 what is missing is no obstacle");
    CHECK(strstr(closure(&m, "benchmark.b"), "m.control.gone"), "DP-21 and named");
    CHECK(!pl_loader_pin_name(loader, PL_S("control.gone"), m.diags), "DP-21 it is not there");
    CHECK(strstr(made_said(&m), "control.gone"), "DP-21 in words");
    pl_loader_drop_all(loader);
    CHECK(pl_index_find(m.ix, PL_S("d.control.c"), &e), "of the dependency");
    char path[PLACE_MAX];
    snprintf(path, sizeof path, "%.*s", PL_FMT(e.file));
    CHECK(unlink(place_path(m.dir, path)) == 0, path);
    CHECK_INT(load_tree(&m, loader, "benchmark.top"), 1, "DP-24 the file of one is gone");
    CHECK(strstr(made_said(&m), "cannot read"), "DP-24 in words");
    pl_loader_free(loader);
    pl_cache_free(cache);
    made_close(&m);
}

TEST(DP_25_an_empty_index)
{
    made m = { 0 };
    pl_dep_list deps = { 0 };
    pl_dep_nodes nodes = { 0 };
    made_open(&m, "deps_empty", "--- mod m\n--- mod.pp\nmod \"m\" {}\n");
    pl_entry_id mod = id_of(&m, "mod.m");
    pl_deps_direct(m.ix, mod, &deps);
    CHECK_INT(deps.n, 0, "needs nothing");
    CHECK(pl_deps_order(m.ix, NULL, 0, &nodes, m.diags) && nodes.n == 0, "of nothing, nothing");
    CHECK(pl_deps_order(m.ix, &mod, 1, &nodes, m.diags), "of one");
    CHECK(nodes.n == 1 && nodes.at[0] == mod, "itself");
    CHECK(!pl_deps_has_cycle(m.ix, mod), "and no circle");
    pl_vec_done(&deps);
    pl_vec_done(&nodes);
    made_close(&m);
}

static void *look_at_graph(void *ctx)
{
    made *m = ctx;
    uint32_t n, wrong = 0;
    pl_index_entries(m->ix, &n);
    for (int round = 0; round < 20; round++)
        for (pl_entry_id id = 0; id < n; id++) {
            pl_dep_list deps = { 0 };
            pl_dep_nodes all = { 0 };
            pl_deps_direct(m->ix, id, &deps);
            pl_deps_closure(m->ix, &id, 1, &all);
            wrong += all.n < 1 || pl_deps_has_cycle(m->ix, id);
            pl_vec_done(&deps);
            pl_vec_done(&all);
        }
    return (void *)(uintptr_t)wrong;
}

TEST_THREADS(DP_26_many_look_at_one_graph)
{
    enum { N = 6 };
    made m = { 0 };
    pthread_t threads[N];
    void *wrong;
    made_open(&m, "deps_threads", small);
    for (int i = 0; i < N; i++)
        CHECK(pthread_create(&threads[i], NULL, look_at_graph, &m) == 0, "a thread");
    for (int i = 0; i < N; i++) {
        pthread_join(threads[i], &wrong);
        CHECK(!wrong, "right for each");
    }
    made_close(&m);
}
