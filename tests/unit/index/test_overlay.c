/* Children that an expression gave, laid over an open index. */
#include "unit/index/ws.h"

static const char source[] = "--- mod main > dep\n--- mod.pp\nmod \"main\" {}\n--- a.pp\n"
                             "control \"a\" {}\ncontrol \"b\" {}\n"
                             "benchmark \"open\" { children = local.l }\n"
                             "benchmark \"plain\" { children = [control.b, dep.control.x] }\n"
                             "--- mod dep\n--- mod.pp\nmod \"dep\" {}\n--- d.pp\n"
                             "control \"x\" {}\n";

static void put_names(const ws *w, const pl_entry_id *ids, uint32_t n, pl_buf *out)
{
    for (uint32_t i = 0; i < n; i++) {
        if (i)
            pl_buf_byte(out, ' ');
        pl_index_print_name(w->ix, ids[i], out);
    }
}

/* "children < parents" of an entry, with a * when it is a root. */
static const char *around(ws *w, const char *name)
{
    pl_entry e;
    pl_buf out = { 0 };
    uint32_t n;
    pl_entry_id id = ws_id(w, name);
    const pl_entry_id *ids = pl_index_children(w->ix, id, &n);
    put_names(w, ids, n, &out);
    pl_buf_cstr(&out, " < ");
    ids = pl_index_parents(w->ix, id, &n);
    put_names(w, ids, n, &out);
    pl_index_get(w->ix, id, &e);
    pl_buf_cstr(&out, e.top_level ? " *" : "");
    const char *text = pl_arena_str(&w->arena, pl_buf_view(&out)).ptr;
    pl_buf_done(&out);
    return text;
}

static const struct {
    const char *what, *name, *before, *after;
} rows[] = {
    { "the list", "main.benchmark.open", " < mod.main *",
      "main.control.b dep.control.x main.benchmark.plain main.control.b < mod.main *" },
    { "a child of two, the same twice", "main.control.b", " < main.benchmark.plain",
      " < main.benchmark.open main.benchmark.plain" },
    { "one of another mod stays a root there", "dep.control.x", " < main.benchmark.plain mod.dep *",
      " < main.benchmark.open main.benchmark.plain mod.dep *" },
    { "one that was a root", "main.benchmark.plain", "main.control.b dep.control.x < mod.main *",
      "main.control.b dep.control.x < main.benchmark.open" },
    { "the mod has it no longer", "mod.main",
      "main.benchmark.open main.benchmark.plain main.control.a < ",
      "main.benchmark.open main.control.a < " },
    { "a block that has nothing to do with it", "main.control.a", " < mod.main *",
      " < mod.main *" },
};

static void settle(ws *w, uint32_t n)
{
    const pl_entry_id list[] = { ws_id(w, "main.control.b"), ws_id(w, "dep.control.x"),
                                 ws_id(w, "main.benchmark.plain"), ws_id(w, "main.control.b") };
    const pl_resolved_children kids = { ws_id(w, "main.benchmark.open"), list, PL_COUNT(list) };
    pl_index_set_children(w->ix, &kids, n);
}

TEST(children_of_an_expression_lie_over_the_image)
{
    ws w = { 0 };
    ws_open(&w, source);
    for (size_t i = 0; i < PL_COUNT(rows); i++)
        CHECK_STR(around(&w, rows[i].name), rows[i].before, rows[i].what);
    settle(&w, 1);
    for (size_t i = 0; i < PL_COUNT(rows); i++)
        CHECK_STR(around(&w, rows[i].name), rows[i].after, rows[i].what);
    settle(&w, 0);
    for (size_t i = 0; i < PL_COUNT(rows); i++)
        CHECK_STR(around(&w, rows[i].name), rows[i].before, rows[i].what);
    ws_close(&w);
}
