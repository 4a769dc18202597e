#include "unit/index/ws.h"

/* ---- names (mod-language.md 5.2, 13.1) */

static const char naming[] = "--- mod demo\n"
                             "--- mod.pp\n"
                             "mod \"demo\" { title = \"Demo\" }\n"
                             "variable \"limit\" { default = 10 }\n"
                             "query \"q1\" {\n"
                             "  sql = \"select $1::int as n\"\n"
                             "  param \"n\" { default = var.limit }\n"
                             "}\n"
                             "dashboard \"d1\" {\n"
                             "  input \"region\" { sql = \"select 1\" }\n"
                             "  with \"w1\" { sql = \"select 1 as id\" }\n"
                             "  container {\n"
                             "    card {\n"
                             "      query = query.q1\n"
                             "      args  = [5]\n"
                             "    }\n"
                             "    chart \"named\" { sql = \"select 1\" }\n"
                             "    chart { sql = \"select 2\" }\n"
                             "    graph {\n"
                             "      node {\n"
                             "        base = node.n1\n"
                             "        args = { ids = with.w1.rows[*].id }\n"
                             "      }\n"
                             "      edge { sql = \"select 1\" }\n"
                             "    }\n"
                             "    graph {\n"
                             "      node \"x\" { sql = \"select 'x' as id\" }\n"
                             "      node { sql = \"select 'y' as id\" }\n"
                             "    }\n"
                             "    container { container { text {} } }\n"
                             "  }\n"
                             "  text { value = \"t\" }\n"
                             "}\n"
                             "node \"n1\" {\n"
                             "  sql = \"select 1\"\n"
                             "  param \"ids\" {}\n"
                             "}\n"
                             "--- z.pp\n"
                             "graph \"g\" {\n"
                             "  node {}\n"
                             "  node \"named\" {}\n"
                             "  node {}\n"
                             "}\n"
                             "graph \"h\" { node {} }\n"
                             "node \"n2\" {}\n"
                             "flow \"f\" { node {} }\n"
                             "dashboard \"a-b\" { dashboard { card {} } }\n";

#define C "dashboard_d1_anonymous_container_0"
static const struct {
    const char *what, *name;
} names[] = {
    { "a mod", "mod.demo" },
    { "a variable", "demo.var.limit" },
    { "an input", "demo.input.region" },
    { "a with", "demo.with.w1" },
    { "the first container", "demo.container." C },
    { "a card counts from its container", "demo.card.container_" C "_anonymous_card_0" },
    { "a named panel", "demo.chart.named" },
    { "named ones count too", "demo.chart.container_" C "_anonymous_chart_1" },
    { "a graph", "demo.graph.container_" C "_anonymous_graph_0" },
    { "a graph is no naming parent", "demo.node.container_" C "_anonymous_node_0" },
    { "an edge", "demo.edge.container_" C "_anonymous_edge_0" },
    { "the second graph", "demo.graph.container_" C "_anonymous_graph_1" },
    { "a named node", "demo.node.x" },
    { "one counter for all graphs of a container", "demo.node.container_" C "_anonymous_node_2" },
    { "containers accumulate", "demo.container.container_" C "_anonymous_container_0" },
    { "at any depth", "demo.text.container_container_container_" C
                      "_anonymous_container_0_anonymous_container_0_anonymous_text_0" },
    { "a text of the dashboard", "demo.text.dashboard_d1_anonymous_text_0" },
    { "a top-level node", "demo.node.n1" },
    { "nodes of top-level graphs count from the mod, over files",
      "demo.node.mod_demo_anonymous_node_1" },
    { "named ones in between count", "demo.node.mod_demo_anonymous_node_3" },
    { "the next graph goes on", "demo.node.mod_demo_anonymous_node_4" },
    { "top-level nodes count", "demo.node.mod_demo_anonymous_node_6" },
    { "a dashboard in a dashboard", "demo.dashboard.dashboard_a-b_anonymous_dashboard_0" },
    { "names from there",
      "demo.card.dashboard_dashboard_a-b_anonymous_dashboard_0_anonymous_card_0" },
};

TEST(blocks_without_a_label_get_counted_names)
{
    ws w = { 0 };
    ws_open(&w, naming);
    for (size_t i = 0; i < PL_COUNT(names); i++)
        CHECK_STR(ws_name(&w, ws_id(&w, names[i].name)), names[i].name, names[i].what);
    pl_index_stats stats;
    pl_index_get_stats(w.ix, &stats);
    CHECK_INT(stats.resources, 33, "and nothing else is there");
    ws_close(&w);
}

/* A name that says where the block stands grows with its depth; not without end. */
TEST(generated_names_stop_growing)
{
    ws w = { 0 };
    pl_buf text = { 0 };
    pl_buf_cstr(&text, "--- mod m\n--- a.pp\ndashboard \"d\" {\n");
    for (int i = 0; i < 600; i++)
        pl_buf_cstr(&text, "container {\n");
    pl_buf_cstr(&text, "card {}\n card {}\n");
    for (int i = 0; i < 601; i++)
        pl_buf_cstr(&text, "}\n");
    pl_buf_byte(&text, 0);
    ws_open(&w, text.ptr);
    uint32_t n;
    const pl_entry_id *cards = pl_index_kind(w.ix, PL_KIND_CARD, &n);
    CHECK_INT(n, 2, "both cards");
    CHECK(strcmp(ws_name(&w, cards[0]), ws_name(&w, cards[1])) != 0, "still distinguished");
    CHECK_INT(strlen(ws_name(&w, cards[0])), PL_IX_NAME_MAX + 7, "and of bounded length");
    pl_buf_done(&text);
    ws_close(&w);
}

/* ---- children and parents */

static const struct {
    const char *what, *source, *of, *children, *parents;
} trees[] = {
    { "HI-01: a benchmark with 3 controls",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\n"
      "benchmark \"b\" { children = [control.c1, control.c2, control.c3] }\n"
      "control \"c1\" {}\ncontrol \"c2\" {}\ncontrol \"c3\" {}\n",
      "benchmark.b", "m.control.c1 m.control.c2 m.control.c3", "mod.m" },
    { "HI-02: top, child, controls",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\n"
      "benchmark \"top\" { children = [benchmark.child] }\n"
      "benchmark \"child\" { children = [control.c] }\ncontrol \"c\" {}\n",
      "benchmark.child", "m.control.c", "m.benchmark.top" },
    { "HI-03: siblings have one parent",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\n"
      "benchmark \"p\" { children = [benchmark.a, benchmark.b] }\n"
      "benchmark \"a\" {}\nbenchmark \"b\" {}\n",
      "benchmark.b", "", "m.benchmark.p" },
    { "HI-14: both directions agree",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\n"
      "benchmark \"a\" { children = [control.c] }\nbenchmark \"b\" { children = [control.c] }\n"
      "control \"c\" {}\n",
      "control.c", "", "m.benchmark.a m.benchmark.b" },
    { "HI-22: a child listed twice is there twice, its parent once",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\n"
      "benchmark \"b\" { children = [control.c, control.c] }\ncontrol \"c\" {}\n",
      "benchmark.b", "m.control.c m.control.c", "mod.m" },
    { "HI-22: no children",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\nbenchmark \"b\" { children = [] }\n", "benchmark.b", "",
      "mod.m" },
    { "HI-16: a child that is missing stays in the list",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\n"
      "benchmark \"b\" { children = [control.gone, other.control.far, control.c] }\n"
      "control \"c\" {}\n",
      "benchmark.b", "m.control.gone? other.control.far? m.control.c", "mod.m" },
    { "IX-06: a parent without children",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\nbenchmark \"b\" {}\n", "benchmark.b", "", "mod.m" },
    { "HI-23: itself is no parent",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\nbenchmark \"b\" { children = [benchmark.b] }\n",
      "benchmark.b", "m.benchmark.b", "mod.m" },
    { "a dashboard: blocks in source order, inputs and withs among them",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\ndashboard \"d\" {\n  text {}\n  with \"w\" {}\n"
      "  input \"i\" {}\n  card {}\n  node {}\n}\n",
      "dashboard.d",
      "m.text.dashboard_d_anonymous_text_0 m.with.w m.input.i m.card.dashboard_d_anonymous_card_0",
      "mod.m" },
    { "a with has no parent",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\ndashboard \"d\" { with \"w\" {} }\n", "with.w", "",
      "" },
    { "a graph: nodes, then edges; no categories",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\ngraph \"g\" {\n  category \"c\" {}\n  edge \"e\" {}\n"
      "  node \"n\" {}\n  with \"w\" {}\n  node \"o\" {}\n}\n",
      "graph.g", "m.node.n m.node.o m.edge.e", "mod.m" },
    { "a nested category has no parent",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\ngraph \"g\" { category \"c\" {} }\n", "category.c", "",
      "" },
    { "a mod: what no other block holds, by name",
      "--- mod m\n--- a.pp\nquery \"z\" {}\nvariable \"v\" {}\n--- mod.pp\nmod \"m\" {}\n"
      "locals { l = 1 }\nbenchmark \"b\" { children = [control.c] }\ncontrol \"c\" {}\n",
      "mod.m", "m.benchmark.b m.local.l m.query.z m.var.v", "" },
    { "HI-24: a dependency's benchmark keeps its mod when the main mod lists it",
      "--- mod m > dep\n--- mod.pp\nmod \"m\" {}\n"
      "benchmark \"top\" { children = [dep.benchmark.b] }\n"
      "--- mod dep\n--- d/mod.pp\nmod \"dep\" {}\n"
      "benchmark \"b\" { children = [control.c] }\ncontrol \"c\" {}\n",
      "dep.benchmark.b", "dep.control.c", "m.benchmark.top mod.dep" },
    { "XM-04: a chain through three mods",
      "--- mod m > dep\n--- mod.pp\nmod \"m\" {}\n"
      "benchmark \"top_level_spanning\" { children = [dep.benchmark.dep_nested] }\n"
      "--- mod dep\n--- d/mod.pp\nmod \"dep\" {}\n"
      "benchmark \"dep_nested\" { children = [benchmark.dep_benchmark] }\n"
      "benchmark \"dep_benchmark\" { children = [control.c] }\ncontrol \"c\" {}\n",
      "dep.benchmark.dep_benchmark", "dep.control.c", "dep.benchmark.dep_nested" },
};

TEST(children_and_parents)
{
    for (size_t i = 0; i < PL_COUNT(trees); i++) {
        ws w = { 0 };
        ws_open(&w, trees[i].source);
        CHECK_STR(ws_children(&w, trees[i].of), trees[i].children, trees[i].what);
        CHECK_STR(ws_parents(&w, trees[i].of), trees[i].parents, trees[i].what);
        ws_close(&w);
    }
}

/* Names of the top-level benchmarks. */
static const char *tops(ws *w)
{
    uint32_t n, kept = 0;
    const pl_entry_id *ids = pl_index_kind(w->ix, PL_KIND_BENCHMARK, &n);
    pl_entry_id *top = pl_arena_alloc(&w->arena, (n + 1) * sizeof *top);
    for (uint32_t i = 0; i < n; i++) {
        pl_entry e;
        pl_index_get(w->ix, ids[i], &e);
        if (e.top_level)
            top[kept++] = ids[i];
    }
    return ws_names(w, top, kept);
}

static const struct {
    const char *what, *source, *tops;
} top_rows[] = {
    { "IX-05: only the parent",
      "--- mod m\n--- a.pp\nbenchmark \"p\" { children = [benchmark.c, benchmark.d] }\n"
      "benchmark \"c\" {}\nbenchmark \"d\" {}\n",
      "m.benchmark.p" },
    { "HI-15: orphans and the parent",
      "--- mod m\n--- a.pp\nbenchmark \"p\" { children = [benchmark.c] }\n"
      "benchmark \"c\" {}\nbenchmark \"o1\" {}\nbenchmark \"o2\" {}\n",
      "m.benchmark.o1 m.benchmark.o2 m.benchmark.p" },
    { "HI-17: two trees",
      "--- mod m\n--- a.pp\nbenchmark \"a\" { children = [benchmark.x] }\n"
      "benchmark \"b\" { children = [benchmark.y] }\nbenchmark \"x\" {}\nbenchmark \"y\" {}\n",
      "m.benchmark.a m.benchmark.b" },
    { "HI-17: three flat ones",
      "--- mod m\n--- a.pp\nbenchmark \"a\" {}\nbenchmark \"b\" {}\nbenchmark \"c\" {}\n",
      "m.benchmark.a m.benchmark.b m.benchmark.c" },
    { "HI-18: detection benchmarks alike",
      "--- mod m\n--- a.pp\nbenchmark \"a\" {\n  type = \"detection\"\n"
      "  children = [benchmark.b]\n}\nbenchmark \"b\" { type = \"detection\" }\n"
      "benchmark \"c\" {}\n",
      "m.benchmark.a m.benchmark.c" },
    { "G4, HI-24: a dependency's, though the main mod lists it",
      "--- mod m > dep\n--- mod.pp\nmod \"m\" {}\n"
      "benchmark \"t\" { children = [dep.benchmark.b] }\n"
      "--- mod dep\n--- d/mod.pp\nmod \"dep\" {}\nbenchmark \"b\" {}\n",
      "m.benchmark.t dep.benchmark.b" },
    { "one in a dashboard is not",
      "--- mod m\n--- a.pp\ndashboard \"d\" { benchmark {} }\nbenchmark \"b\" {}\n",
      "m.benchmark.b" },
    { "HI-23: nor is one of a closed cycle",
      "--- mod m\n--- a.pp\nbenchmark \"a\" { children = [benchmark.b] }\n"
      "benchmark \"b\" { children = [benchmark.a] }\nbenchmark \"c\" {}\n",
      "m.benchmark.c" },
};

TEST(top_level_is_what_its_mod_holds)
{
    for (size_t i = 0; i < PL_COUNT(top_rows); i++) {
        ws w = { 0 };
        ws_open(&w, top_rows[i].source);
        CHECK_STR(tops(&w), top_rows[i].tops, top_rows[i].what);
        ws_close(&w);
    }
}

/* ---- what comes through base (mod-language.md 6) */

static const char bases[] =
    "--- mod m > dep\n--- mod.pp\nmod \"m\" {}\n"
    "graph \"top\" {\n"
    "  title = \"Top\"\n  description = \"Desc\"\n  width = 8\n  tags = { a = \"1\", b = \"2\" }\n"
    "  node \"n1\" {}\n  node \"shared\" {}\n  edge \"e1\" {}\n}\n"
    "graph \"mid\" {\n  base = graph.top\n  tags = { b = \"own\" }\n  node \"n2\" {}\n}\n"
    "dashboard \"d\" {\n"
    "  graph \"low\" {\n    base = graph.mid\n    node \"shared\" {}\n    edge \"e2\" {}\n  }\n}\n"
    "text \"t\" {\n  title = \"Text\"\n  description = \"no\"\n  tags = { a = \"no\" }\n  width = "
    "3\n}\n"
    "text \"their\" { base = text.t }\n"
    "dashboard \"base\" {\n  input \"i\" {}\n  with \"w\" {}\n  card \"k\" {}\n}\n"
    "dashboard \"heir\" { base = dashboard.base }\n"
    "dashboard \"heir2\" { base = dashboard.heir }\n"
    "dashboard \"own\" {\n  base = dashboard.base\n  table \"t\" {}\n}\n"
    "benchmark \"bb\" {\n  title = \"BB\"\n  children = [control.c]\n}\n"
    "benchmark \"bh\" {\n  base = benchmark.bb\n  children = [control.d]\n}\n"
    "benchmark \"bn\" { base = benchmark.bb }\n"
    "control \"c\" {\n  title = \"C ${var.x}\"\n  width = var.w\n}\n"
    "control \"d\" { base = control.c }\n"
    "control \"e\" { base = control.f }\ncontrol \"f\" { base = control.e }\n"
    "graph \"ring1\" {\n  base = graph.ring2\n  node \"r1\" {}\n}\n"
    "graph \"ring2\" {\n  base = graph.ring1\n  node \"r2\" {}\n}\n"
    "graph \"into\" {\n  base = graph.ring1\n  node \"i\" {}\n}\n"
    "control \"far\" { base = dep.control.shown }\n"
    "control \"unset\" {\n  base = control.c\n  title = null\n  tags = null\n  width = null\n}\n"
    "control \"maybe\" { base = var.x ? control.c : control.d }\n"
    "control \"after\" { base = control.maybe }\n"
    "control \"tagged\" { tags = { a = \"1\", b = var.x } }\n"
    "control \"tagged_heir\" {\n  base = control.tagged\n  tags = { b = \"2\" }\n}\n"
    "control \"merged\" { tags = merge(local.t, { a = \"1\" }) }\n"
    "control \"wrong\" { base = query.q }\nquery \"q\" { title = \"Q\" }\n"
    "--- mod dep\n--- d/mod.pp\nmod \"dep\" {}\ncontrol \"shown\" { title = \"Shown\" }\n";

static const char *describe(ws *w, const char *name)
{
    uint32_t n;
    pl_entry e;
    pl_buf out = { 0 };
    const pl_ix_entry *row = &pl_index_entries(w->ix, &n)[ws_id(w, name)];
    const pl_ix_tag *tags = pl_index_section(w->ix, PL_IX_TAG, NULL);
    pl_index_get(w->ix, ws_id(w, name), &e);
    pl_buf_printf(&out, "%.*s|%.*s|%d|", PL_FMT(e.title),
                  PL_FMT(pl_index_str(w->ix, row->description)), row->width);
    for (uint32_t i = row[0].tags; i < row[1].tags; i++)
        pl_buf_printf(&out, "%.*s=%.*s ", PL_FMT(pl_index_str(w->ix, tags[i].key)),
                      PL_FMT(pl_index_str(w->ix, tags[i].value & PL_IX_TAG_TEXT)));
    pl_buf_cstr(&out, e.needs_resolution ? "|open" : "|");
    return ws_text(w, &out);
}

static const struct {
    const char *what, *of, *describe, *children;
} base_rows[] = {
    { "a chain: tags merge, own ones win", "graph.mid", "Top|Desc|8|b=own a=1 |",
      "m.node.n2 m.node.n1 m.node.shared m.edge.e1" },
    { "a nested heir: nodes of other names are appended", "graph.low", "Top|Desc|8|b=own a=1 |",
      "m.node.shared m.node.n2 m.node.n1 m.edge.e2 m.edge.e1" },
    { "a text takes its title and width only", "text.their", "Text||3||", "" },
    { "a dashboard without children takes them, but no with", "dashboard.heir", "||255||",
      "m.input.i m.card.k" },
    { "through two bases", "dashboard.heir2", "||255||", "m.input.i m.card.k" },
    { "a dashboard with children puts the base's inputs first", "dashboard.own", "||255||",
      "m.input.i m.table.t" },
    { "one tag that waits", "control.tagged", "||255|a=1 b= |open", "" },
    { "waits in the heir too, unless it has its own", "control.tagged_heir", "||255|b=2 a=1 |",
      "" },
    { "tags that wait as a whole", "control.merged", "||255|a=1 |open", "" },
    { "L6: a benchmark keeps its own children", "benchmark.bh", "||255||", "m.control.d" },
    { "L6: and takes nothing", "benchmark.bn", "||255||", "" },
    { "what the base waits for, the heir waits for", "control.d", "C ||255||open", "" },
    { "bases in a circle end", "control.e", "||255||", "" },
    { "a chain into a circle", "graph.into", "||255||", "m.node.i m.node.r1 m.node.r2" },
    { "a base in a direct dependency", "control.far", "Shown||255||", "" },
    { "null is as good as nothing", "control.unset", "C ||255||open", "" },
    { "a base that has to be evaluated", "control.maybe", "||255||open", "" },
    { "the same further up", "control.after", "||255||open", "" },
    { "a base of another kind brings nothing", "control.wrong", "||255||", "" },
};

/* What comes through base may grow out of proportion: 2,000 graphs, each with a node, each
 * the base of the next, would list two million nodes; their tags alike. */
TEST(inheritance_has_a_limit)
{
    ws w = { 0 };
    uint32_t n;
    pl_buf out = { 0 };
    pl_buf_cstr(&out, "--- mod m\n--- a.pp\ngraph \"g0\" {}\n");
    for (int i = 1; i < 2000; i++)
        pl_buf_printf(&out,
                      "graph \"g%d\" {\n  base = graph.g%d\n  tags = { t%d = \"\" }\n"
                      "  node \"n%d\" {}\n}\n",
                      i, i - 1, i, i);
    pl_buf_byte(&out, 0);
    ws_open(&w, out.ptr);
    pl_index_section(w.ix, PL_IX_CHILD, &n);
    CHECK(n > 300000 && n <= PL_IX_INHERIT_MAX + 4000, "children");
    pl_index_section(w.ix, PL_IX_TAG, &n);
    CHECK(n > 300000 && n <= PL_IX_INHERIT_MAX + 4000, "tags");
    pl_entry e;
    pl_index_get(w.ix, ws_id(&w, "graph.g1999"), &e);
    CHECK(e.needs_resolution, "what is left out waits for evaluation");
    pl_buf_done(&out);
    ws_close(&w);
}

TEST(base_brings_what_the_kind_takes)
{
    ws w = { 0 };
    ws_open(&w, bases);
    for (size_t i = 0; i < PL_COUNT(base_rows); i++) {
        CHECK_STR(describe(&w, base_rows[i].of), base_rows[i].describe, base_rows[i].what);
        CHECK_STR(ws_children(&w, base_rows[i].of), base_rows[i].children, base_rows[i].what);
    }
    CHECK_STR(ws_parents(&w, "m.node.n1"), "m.graph.top", "an heir is no parent of what it takes");
    ws_close(&w);
}

/* ---- references */

static const char references[] =
    "--- mod m > dep, dep2\n--- mod.pp\nmod \"m\" { title = \"M\" }\n"
    "query \"q\" {\n  sql = \"select 1\"\n  param \"p\" { default = var.v.x }\n}\n"
    "variable \"v\" {}\nlocals { l = 1 }\n"
    "dashboard \"d\" {\n  card \"inner\" { query = query.q }\n"
    "  with \"w\" { sql = \"select 1\" }\n  input \"i\" { sql = \"select 1\" }\n"
    "  table {\n    query = query.q\n    args = [self.input.i.value, with.w.rows[0].a]\n  }\n}\n"
    "control \"uses_dep_query\" { query = dep.query.dq }\n"
    "control \"self\" { query = m.query.q }\n"
    "control \"nested\" { base = dep.control.no }\n"
    "card \"their_inner\" { base = dep.card.deep }\n"
    "card \"own_inner\" { base = card.inner }\n"
    "control \"transitive\" { query = far.query.f }\n"
    "control \"two\" {\n  query = dep2.query.q2\n  title = mod.m.title\n  description = "
    "local.l\n}\n"
    "benchmark \"mixed\" {\n  title = benchmark.other.title\n"
    "  children = [control.self, dep.control.dc, control.gone, gone.control.c]\n"
    "  description = var.v\n}\n"
    "benchmark \"other\" { children = local.l }\n"
    "benchmark \"odd\" { children = [control.self, local.l] }\n"
    "--- mod dep > far\n--- d/mod.pp\nmod \"dep\" {}\nquery \"dq\" {}\ncontrol \"dc\" {}\n"
    "dashboard \"dd\" { card \"deep\" {} }\n"
    "--- mod dep2\n--- d2/mod.pp\nmod \"dep2\" {}\nquery \"q2\" {}\n"
    "--- mod far\n--- f/mod.pp\nmod \"far\" {}\nquery \"f\" {}\n";

static const struct {
    const char *what, *of, *refs;
} ref_rows[] = {
    { "a parameter's default", "query.q", "var.v.x -> m.var.v (p.default)" },
    { "a nested panel", "card.inner", "query.q -> m.query.q (query)" },
    { "what is known at run time only has no target", "table.dashboard_d_anonymous_table_0",
      "query.q -> m.query.q (query); self.input.i (args); with.w (args)" },
    { "XM-01: a query of a dependency", "control.uses_dep_query",
      "dep.query.dq -> dep.query.dq (query)" },
    { "XM-18: the own mod's name is no prefix", "control.self", "m.query.q (query)" },
    { "XM-16: a name that the dependency has not", "control.nested", "dep.control.no (base)" },
    { "a nested panel of a dependency", "card.their_inner",
      "dep.card.deep -> dep.card.deep (base)" },
    { "but not one of the own mod", "card.own_inner", "card.inner (base)" },
    { "a dependency of a dependency is out of reach", "control.transitive", "far.query.f (query)" },
    { "XM-15: the second dependency; mod and locals", "control.two",
      "dep2.query.q2 -> dep2.query.q2 (query); mod.m -> mod.m (title); "
      "local.l -> m.local.l (description)" },
    { "children come back in their place and as written", "benchmark.mixed",
      "benchmark.other -> m.benchmark.other (title); control.self -> m.control.self (children); "
      "dep.control.dc -> dep.control.dc (children); control.gone (children); "
      "gone.control.c (children); var.v -> m.var.v (description)" },
    { "children that wait", "benchmark.other", "local.l -> m.local.l (children)" },
    { "a tuple with an alien waits as a whole", "benchmark.odd",
      "control.self -> m.control.self (children); local.l -> m.local.l (children)" },
};

TEST(references_find_their_targets)
{
    ws w = { 0 };
    ws_open(&w, references);
    for (size_t i = 0; i < PL_COUNT(ref_rows); i++)
        CHECK_STR(ws_refs(&w, ref_rows[i].of), ref_rows[i].refs, ref_rows[i].what);
    uint32_t n;
    const pl_entry_id *ids = pl_index_dependents(w.ix, ws_id(&w, "query.q"), &n);
    CHECK_STR(ws_names(&w, ids, n), "m.card.inner m.table.dashboard_d_anonymous_table_0",
              "what refers to a query");
    ids = pl_index_dependents(w.ix, ws_id(&w, "control.self"), &n);
    CHECK_STR(ws_names(&w, ids, n), "m.benchmark.odd", "a list that waits is a reference");
    CHECK_STR(ws_parents(&w, "control.self"), "m.benchmark.mixed", "one that does not, a parent");
    CHECK_STR(ws_children(&w, "benchmark.odd"), "", "nothing is a child before evaluation");
    ws_close(&w);
}

/* ---- several of one name */

TEST(the_first_of_two_equal_names_counts)
{
    ws w = { 0 };
    pl_entry e;
    uint32_t n;
    ws_open(&w, "--- mod m\n"
                "--- a.pp\nquery \"q\" { title = \"first\" }\n"
                "dashboard \"d\" { card \"c\" {} }\n"
                "--- b.pp\nquery \"q\" { title = \"second\" }\nquery \"q\" { title = \"third\" }\n"
                "dashboard \"d\" { card \"c\" {} }\ndashboard \"e\" { card \"c\" {} }\n"
                "benchmark \"b\" {}\nbenchmark \"b\" { type = \"detection\" }\n"
                "control \"q\" {}\n"
                "dashboard \"f\" { input \"i\" {} }\ndashboard \"g\" { input \"i\" {} }\n");
    CHECK(pl_index_find(w.ix, PL_S("query.q"), &e), "F9: found");
    CHECK_STR(pl_arena_str(&w.arena, e.title).ptr, "first", "F9: the first one");
    pl_index_kind(w.ix, PL_KIND_QUERY, &n);
    CHECK_INT(n, 1, "F9: listed once");
    pl_index_kind(w.ix, PL_KIND_CARD, &n);
    CHECK_INT(n, 1, "nested names are unique in a mod, too");
    pl_index_kind(w.ix, PL_KIND_BENCHMARK, &n);
    CHECK_INT(n, 2, "a control and a detection benchmark may share a name");
    CHECK(pl_index_find(w.ix, PL_S("benchmark.b"), &e) && !e.detection,
          "the first is for controls");
    pl_index_kind(w.ix, PL_KIND_INPUT, &n);
    CHECK_INT(n, 2, "an input belongs to its dashboard");
    const pl_ix_entry *entries = pl_index_entries(w.ix, &n);
    unsigned duplicates = 0;
    for (uint32_t i = 0; i < n; i++)
        duplicates += (entries[i].flags & PL_ENTRY_DUPLICATE) != 0;
    CHECK_INT(duplicates, 5, "two queries, a dashboard with its card, a card");
    ws_close(&w);
}

TEST(mods_of_two_versions_live_side_by_side)
{
    ws w = { 0 };
    pl_entry e;
    ws_open(
        &w,
        "--- mod m\n--- mod.pp\nmod \"m\" {}\n"
        "--- mod dep github.com/x/dep@v2.0.0\n--- 2/mod.pp\nmod \"dep\" {}\nquery \"two\" {}\n"
        "--- mod dep github.com/x/dep@v1.0.0\n--- 1/mod.pp\nmod \"dep\" {}\nquery \"one\" {}\n");
    CHECK(pl_index_find(w.ix, PL_S("dep.query.one"), &e) && e.id < ws_id(&w, "dep.query.two"),
          "in order of their paths");
    uint32_t n;
    pl_index_same_name(w.ix, ws_id(&w, "mod.dep"), &n);
    CHECK_INT(n, 2, "one name, two mods");
    ws_close(&w);
}

/* ---- the mod block that counts (mod-language.md 1.3) */

TEST(only_the_first_mod_block_of_the_mod_file_counts)
{
    ws w = { 0 };
    uint32_t n;
    ws_open(&w,
            "--- mod m\n--- a.pp\nmod \"stray\" {}\nquery \"q\" {}\n"
            "--- mod.pp\nquery \"first\" {}\nmod \"m\" {}\nmod \"second\" {}\nquery \"r\" {}\n");
    const pl_entry_id *mods = pl_index_kind(w.ix, PL_KIND_MOD, &n);
    CHECK_STR(ws_names(&w, mods, n), "mod.m", "one mod");
    CHECK_STR(ws_children(&w, "mod.m"), "m.query.first m.query.q m.query.r", "and all blocks");
    ws_close(&w);
}

/* ---- verdicts */

TEST(verdicts_are_kept)
{
    ws w = { 0 };
    pl_diags *diags = pl_diags_new();
    pl_diags_begin(diags, PL_S("/abs/a.pp"), PL_S("line one\nline two\n"));
    pl_diag_add(diags, PL_ERROR, PL_DIAG_OTHER, (pl_range){ 9, 13 }, "Summary", "Detail %d", 7);
    pl_diags_end(diags);
    pl_diag_plain(diags, PL_WARNING, PL_DIAG_OTHER, "no place");
    w.syntax = diags;
    ws_open(&w, "--- mod m\n--- a.pp\nquery \"q\" {}\n");
    uint32_t n, n_diags;
    const pl_ix_verdict *v = pl_index_section(w.ix, PL_IX_VERDICT, &n);
    const pl_ix_diag *d = pl_index_section(w.ix, PL_IX_DIAG, &n_diags);
    CHECK_INT(n, 1, "one file, one level");
    CHECK_INT(v[0].level, 0, "syntax");
    CHECK_INT(v[0].n_diags, 2, "two messages");
    CHECK(v[0].key == pl_index_files(w.ix, &n)[0].hash, "worked out for this content");
    CHECK_STR(pl_arena_str(&w.arena, pl_index_str(w.ix, d[0].detail)).ptr, "Detail 7", "detail");
    CHECK_STR(pl_arena_str(&w.arena, pl_index_str(w.ix, d[0].excerpt)).ptr, "line two", "excerpt");
    CHECK_INT(d[0].start_line, 2, "line");
    CHECK_INT(d[0].file, 0, "file");
    CHECK(d[1].file == PL_NONE && d[1].severity == PL_WARNING, "a message without a place");
    ws_close(&w);
    pl_diags_free(diags);
}

/* ---- sizes */

static const char *wide(pl_arena *arena, const char *kind, unsigned n)
{
    pl_buf out = { 0 };
    pl_buf_cstr(&out, "--- mod m\n--- mod.pp\nmod \"m\" {}\nbenchmark \"top\" {\n  children = [\n");
    for (unsigned i = 0; i < n; i++)
        pl_buf_printf(&out, "    %s.c%u,\n", kind, i);
    pl_buf_cstr(&out, "  ]\n}\n");
    for (unsigned i = 0; i < n; i++)
        pl_buf_printf(&out, "%s \"c%u\" {\n  title = \"Title of number %u\"\n}\n", kind, i, i);
    const char *text = pl_arena_str(arena, pl_buf_view(&out)).ptr;
    pl_buf_done(&out);
    return text;
}

static const struct {
    const char *what;
    unsigned n;
    size_t max;
} sizes[] = {
    { "HI-07: 100 children", 100, 500000 },
    { "HI-08: 500 children", 500, 500000 },
    { "IX-10: 1,000 entries", 1000, 500000 },
};

TEST(wide_trees_stay_small)
{
    for (size_t i = 0; i < PL_COUNT(sizes); i++) {
        ws w = { 0 };
        uint32_t n;
        ws_open(&w, wide(&w.arena, "control", sizes[i].n));
        CHECK(pl_index_bytes(w.ix).len < sizes[i].max, sizes[i].what);
        const pl_entry_id *ids = pl_index_children(w.ix, ws_id(&w, "benchmark.top"), &n);
        CHECK_INT(n, sizes[i].n, sizes[i].what);
        for (uint32_t c = 0; c < n; c++) {
            uint32_t n_parents;
            const pl_entry_id *p = pl_index_parents(w.ix, ids[c], &n_parents);
            CHECK(n_parents == 1 && p[0] == ws_id(&w, "benchmark.top"), sizes[i].what);
        }
        ws_close(&w);
    }
}

/* `n` benchmarks below the top, each with `m` controls. */
static const char *forest(pl_arena *arena, unsigned n, unsigned m)
{
    pl_buf out = { 0 };
    pl_buf_cstr(&out, "--- mod m\n--- a.pp\nbenchmark \"top\" { children = [");
    for (unsigned i = 0; i < n; i++)
        pl_buf_printf(&out, "benchmark.b%u,", i);
    pl_buf_cstr(&out, "] }\n");
    for (unsigned i = 0; i < n; i++) {
        pl_buf_printf(&out, "benchmark \"b%u\" { children = [", i);
        for (unsigned c = 0; c < m; c++)
            pl_buf_printf(&out, "control.c%u_%u,", i, c);
        pl_buf_cstr(&out, "] }\n");
        for (unsigned c = 0; c < m; c++)
            pl_buf_printf(&out, "control \"c%u_%u\" {}\n", i, c);
    }
    const char *text = pl_arena_str(arena, pl_buf_view(&out)).ptr;
    pl_buf_done(&out);
    return text;
}

TEST(forests_keep_their_shape)
{
    static const struct {
        const char *what;
        unsigned n, m;
    } forests[] = { { "HI-09: 10 x 20", 10, 20 }, { "HI-21: 550 of 4", 550, 4 } };
    for (size_t i = 0; i < PL_COUNT(forests); i++) {
        ws w = { 0 };
        pl_index_stats stats;
        unsigned n = forests[i].n, m = forests[i].m;
        ws_open(&w, forest(&w.arena, n, m));
        pl_index_get_stats(w.ix, &stats);
        CHECK_INT(stats.entries, 1 + n + n * m, forests[i].what);
        CHECK_INT(pl_index_count(w.ix, PL_KIND_BENCHMARK), 1 + n, forests[i].what);
        CHECK_STR(tops(&w), "m.benchmark.top", forests[i].what);
        ws_close(&w);
    }
}

/* HI-13, and determinism (lazy-workspace.md 14). */
TEST(the_same_files_make_the_same_bytes)
{
    ws a = { 0 }, b = { 0 };
    ws_open(&a, references);
    ws_open(&b, references);
    pl_str x = pl_index_bytes(a.ix), y = pl_index_bytes(b.ix);
    CHECK(pl_str_eq(x, y), "byte for byte");
    ws_close(&a);
    ws_close(&b);
}

TEST(an_empty_workspace_is_an_index)
{
    ws w = { 0 };
    pl_index_stats stats;
    uint32_t n;
    ws_open(&w, "--- mod m\n");
    pl_index_get_stats(w.ix, &stats);
    CHECK_INT(stats.entries + stats.files, 0, "IX-17, F12: nothing is there");
    for (unsigned k = 0; k < PL_KIND_COUNT; k++) {
        pl_index_kind(w.ix, (pl_kind)k, &n);
        CHECK_INT(n, 0, "IX-17: of no kind");
    }
    ws_close(&w);
}
