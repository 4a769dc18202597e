#include "unit/index/ws.h"
#include <time.h>

static const struct {
    const char *what, *source, *of, *paths;
} rows[] = {
    { "HI-10: a standalone benchmark", "--- mod m\n--- mod.pp\nmod \"m\" {}\nbenchmark \"b\" {}\n",
      "benchmark.b", "mod.m/m.benchmark.b" },
    { "HI-11: parent and child",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\nbenchmark \"p\" { children = [benchmark.c] }\n"
      "benchmark \"c\" {}\n",
      "benchmark.c", "mod.m/m.benchmark.p/m.benchmark.c" },
    { "HI-12: a diamond has two chains, in order of name",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\n"
      "benchmark \"top\" { children = [benchmark.z, benchmark.a] }\n"
      "benchmark \"z\" { children = [benchmark.shared] }\n"
      "benchmark \"a\" { children = [benchmark.shared] }\nbenchmark \"shared\" {}\n",
      "benchmark.shared",
      "mod.m/m.benchmark.top/m.benchmark.a/m.benchmark.shared "
      "mod.m/m.benchmark.top/m.benchmark.z/m.benchmark.shared" },
    { "HI-22: a child listed twice has its chain once",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\n"
      "benchmark \"b\" { children = [control.c, control.c] }\ncontrol \"c\" {}\n",
      "control.c", "mod.m/m.benchmark.b/m.control.c" },
    { "HI-24: the own mod, then the main mod's benchmark",
      "--- mod z > dep\n--- mod.pp\nmod \"z\" {}\n"
      "benchmark \"top\" { children = [dep.control.c] }\n"
      "--- mod dep\n--- d/mod.pp\nmod \"dep\" {}\ncontrol \"c\" {}\n",
      "dep.control.c", "mod.dep/dep.control.c mod.z/z.benchmark.top/dep.control.c" },
    { "HI-23: a closed cycle hangs on no mod",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\nbenchmark \"a\" { children = [benchmark.b] }\n"
      "benchmark \"b\" { children = [benchmark.a] }\n",
      "benchmark.b", "" },
    { "HI-23: a cycle below a top: the simple chain",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\nbenchmark \"top\" { children = [benchmark.a] }\n"
      "benchmark \"a\" { children = [benchmark.b] }\nbenchmark \"b\" { children = [benchmark.c] }\n"
      "benchmark \"c\" { children = [benchmark.a] }\n",
      "benchmark.c", "mod.m/m.benchmark.top/m.benchmark.a/m.benchmark.b/m.benchmark.c" },
    { "HI-23: itself",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\nbenchmark \"a\" { children = [benchmark.a] }\n",
      "benchmark.a", "mod.m/m.benchmark.a" },
#define ABROAD                                                                                     \
    "--- mod dep\n--- d/mod.pp\nmod \"dep\" {}\ncontrol \"c\" {}\n"                                \
    "benchmark \"full\" { children = [control.c] }\nbenchmark \"empty\" {}\n"
#define TOP "--- mod m > dep\n--- mod.pp\nmod \"m\" {}\n"
    { "children that are only benchmarks of a required mod: none (recorded)",
      TOP "benchmark \"b\" { children = [dep.benchmark.full] }\n" ABROAD, "benchmark.b", "" },
    { "at any depth",
      TOP "benchmark \"b\" { children = [benchmark.c] }\n"
          "benchmark \"c\" { children = [dep.benchmark.full, dep.benchmark.full] }\n" ABROAD,
      "benchmark.b", "" },
    { "those have theirs", TOP "benchmark \"b\" { children = [dep.benchmark.full] }\n" ABROAD,
      "dep.benchmark.full", "mod.dep/dep.benchmark.full mod.m/m.benchmark.b/dep.benchmark.full" },
    { "a control beside it is enough",
      TOP "benchmark \"b\" { children = [dep.benchmark.full, dep.control.c] }\n" ABROAD,
      "benchmark.b", "mod.m/m.benchmark.b" },
    { "so is a benchmark without children",
      TOP "benchmark \"b\" { children = [dep.benchmark.empty] }\n" ABROAD, "benchmark.b",
      "mod.m/m.benchmark.b" },
    { "or one of its own",
      TOP "benchmark \"b\" { children = [dep.benchmark.full, benchmark.c] }\n"
          "benchmark \"c\" {}\n" ABROAD,
      "benchmark.b", "mod.m/m.benchmark.b" },
    { "a mod has none", "--- mod m\n--- mod.pp\nmod \"m\" {}\n", "mod.m", "" },
    { "a mod without a file is left out", "--- mod m\n--- a.pp\nquery \"q\" {}\n", "query.q",
      "m.query.q" },
    { "a variable", "--- mod m\n--- mod.pp\nmod \"m\" {}\nvariable \"v\" {}\n", "var.v",
      "mod.m/m.var.v" },
    { "a with has none", "--- mod m\n--- mod.pp\nmod \"m\" {}\ndashboard \"d\" { with \"w\" {} }\n",
      "with.w", "" },
    { "a graph with nodes has none",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\ngraph \"g\" { node \"n\" {} }\n", "graph.g", "" },
    { "nor has its node", "--- mod m\n--- mod.pp\nmod \"m\" {}\ngraph \"g\" { node \"n\" {} }\n",
      "node.n", "" },
    { "a graph that has nodes from its base has none",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\ngraph \"g\" { node \"n\" {} }\n"
      "graph \"h\" { base = graph.g }\n",
      "graph.h", "" },
    { "a graph without nodes has one",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\ngraph \"g\" { sql = \"select 1\" }\n", "graph.g",
      "mod.m/m.graph.g" },
    { "a top-level node has one", "--- mod m\n--- mod.pp\nmod \"m\" {}\nnode \"n\" {}\n", "node.n",
      "mod.m/m.node.n" },
    { "a container of graphs has none",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\n"
      "dashboard \"d\" { container \"c\" { graph { node {} } } }\n",
      "container.c", "" },
    { "nor has what holds nothing else",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\n"
      "dashboard \"d\" { container \"c\" { container { graph { node {} } } } }\n",
      "container.c", "" },
    { "a container of graphs and a card has one",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\n"
      "dashboard \"d\" { container \"c\" { graph { node {} } card {} } }\n",
      "container.c", "mod.m/m.dashboard.d/m.container.c" },
    { "an empty container has one",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\ndashboard \"d\" { container \"c\" {} }\n",
      "container.c", "mod.m/m.dashboard.d/m.container.c" },
    { "inputs of one name share their chains",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\ndashboard \"b\" { input \"i\" {} }\n"
      "dashboard \"a\" { container { input \"i\" {} } }\n",
      "input.i",
      "mod.m/m.dashboard.a/m.container.dashboard_a_anonymous_container_0/m.input.i "
      "mod.m/m.dashboard.b/m.input.i" },
};

TEST(chains_from_mods_down)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        ws w = { 0 };
        ws_open(&w, rows[i].source);
        CHECK_STR(ws_paths(&w, rows[i].of), rows[i].paths, rows[i].what);
        ws_close(&w);
    }
}

/* Each of `levels` benchmarks lists the next one `times`, through as many in between. */
static const char *ladder(pl_arena *arena, unsigned levels, unsigned times)
{
    pl_buf out = { 0 };
    pl_buf_cstr(&out, "--- mod m\n--- mod.pp\nmod \"m\" {}\n");
    for (unsigned i = 0; i < levels; i++) {
        pl_buf_printf(&out, "benchmark \"b%u\" { children = [", i);
        for (unsigned t = 0; t < times; t++)
            pl_buf_printf(&out, "benchmark.b%u_%u,", i, t);
        pl_buf_cstr(&out, "] }\n");
        for (unsigned t = 0; t < times; t++)
            pl_buf_printf(&out, "benchmark \"b%u_%u\" { children = [benchmark.b%u] }\n", i, t,
                          i + 1);
    }
    pl_buf_printf(&out, "benchmark \"b%u\" {}\n", levels);
    const char *text = pl_arena_str(arena, pl_buf_view(&out)).ptr;
    pl_buf_done(&out);
    return text;
}

typedef struct tally {
    uint32_t chains, longest, stop_after;
} tally;

static bool count(void *ctx, const pl_entry_id *chain, uint32_t n)
{
    tally *t = ctx;
    (void)chain;
    t->chains++;
    if (n > t->longest)
        t->longest = n;
    return t->chains != t->stop_after;
}

static const struct {
    const char *what;
    unsigned levels, times;
    uint32_t chains, longest;
    bool whole;
} ladders[] = {
    { "HI-04: 10 levels", 5, 1, 1, 12, true },
    { "HI-05: 20 levels", 10, 1, 1, 22, true },
    { "2,000 levels: no limit of depth", 1000, 1, 1, 2002, true },
    { "chains that multiply", 10, 2, 1024, 22, true },
    { "chains out of hand are cut off", 60, 2, PL_PATHS_MAX, 122, false },
};

TEST(long_and_many_chains)
{
    for (size_t i = 0; i < PL_COUNT(ladders); i++) {
        ws w = { 0 };
        tally t = { 0 };
        ws_open(&w, ladder(&w.arena, ladders[i].levels, ladders[i].times));
        char last[32];
        snprintf(last, sizeof last, "benchmark.b%u", ladders[i].levels);
        bool whole = pl_index_paths(w.ix, ws_id(&w, last), count, &t);
        CHECK_INT(t.chains, ladders[i].chains, ladders[i].what);
        CHECK_INT(t.longest, ladders[i].longest, ladders[i].what);
        CHECK(whole == ladders[i].whole, ladders[i].what);
        ws_close(&w);
    }
}

TEST(the_caller_may_stop)
{
    ws w = { 0 };
    tally t = { .stop_after = 3 };
    ws_open(&w, ladder(&w.arena, 10, 2));
    CHECK(pl_index_paths(w.ix, ws_id(&w, "benchmark.b10"), count, &t), "nothing was cut off");
    CHECK_INT(t.chains, 3, "three were enough");
    ws_close(&w);
}

/* Every benchmark lists every other: simple paths without number, few of them useful. */
TEST(a_tangle_of_cycles_ends)
{
    ws w = { 0 };
    tally t = { 0 };
    pl_buf out = { 0 };
    pl_buf_cstr(&out, "--- mod m\n--- mod.pp\nmod \"m\" {}\n"
                      "benchmark \"top\" { children = [benchmark.b0] }\n");
    for (int i = 0; i < 40; i++) {
        pl_buf_printf(&out, "benchmark \"b%d\" { children = [", i);
        for (int j = 0; j < 40; j++)
            pl_buf_printf(&out, "benchmark.b%d,", j);
        pl_buf_cstr(&out, "] }\n");
    }
    pl_buf_byte(&out, 0);
    ws_open(&w, out.ptr);
    CHECK(!pl_index_paths(w.ix, ws_id(&w, "benchmark.b39"), count, &t), "cut off");
    CHECK(t.chains <= PL_PATHS_MAX, "within the limit");
    pl_buf_done(&out);
    ws_close(&w);
}
