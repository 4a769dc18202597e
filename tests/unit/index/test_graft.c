/* Files of a workspace change: the patched image says what a fresh one says, and it is made
 * the cheap way wherever that is followed (index/graft.h). */
#include "unit/index/same.h"
#include "unit/index/ws.h"

static const char before[] =
    "--- mod main > dep\n--- mod.pp\nmod \"main\" {}\n"
    "--- a.pp\nquery \"q\" { sql = \"select 1\" }\ncontrol \"c\" { query = query.q }\n"
    "--- b.pp\nbenchmark \"b\" { children = [control.c, control.later, dep.control.dc] }\n"
    "--- c.pp\nnode \"n\" { title = \"N\" }\nnode \"m\" { base = node.n }\n"
    "--- d.pp\ndashboard \"d\" {\n graph {\n  node { base = node.m }\n }\n input \"region\" {}\n}\n"
    "--- e.pp\ndashboard \"e\" {\n input \"region\" { title = \"E\" }\n}\n"
    "--- f.pp\ngraph \"g\" {\n node {}\n node {}\n}\n"
    "--- g.pp\ncontrol \"twice\" {}\n"
    "--- h.pp\ncontrol \"twice\" { title = \"second\" }\ncontrol \"h\" { query = query.q }\n"
    "--- i.pp\ncategory \"cat\" {}\ndashboard \"x\" {\n graph {\n  category \"cat\" {}\n }\n}\n"
    "--- j.pp\nbenchmark \"t\" {\n type = \"detection\"\n children = [detection.dd]\n}\n"
    "--- k.pp\nvariable \"v\" { default = 1 }\nlocals { l = var.v }\n"
    "--- l.pp\ncontrol \"u\" {\n query = dep.query.dq\n title = \"${local.l} ${var.w}\"\n}\n"
    "--- m.pp\nbenchmark \"all\" { children = [benchmark.b, control.h, control.h] }\n"
    "--- n.pp\n# nothing\n"
    "--- mod dep\n--- mod.pp\nmod \"dep\" {}\n"
    "--- q.pp\nquery \"dq\" { sql = \"select 2\" }\n"
    "--- r.pp\ncontrol \"dc\" { query = query.dq }\n";

/* `files`: names and new texts of those that change. */
static const struct {
    const char *what;
    pl_patch_way way;
    const char *files;
} rows[] = {
    { "a title alone", PL_PATCH_GRAFTED,
      "a.pp\nquery \"q\" {\n title = \"T\"\n}\ncontrol \"c\" { query = query.q }\n" },
    { "no file", PL_PATCH_GRAFTED, "" },
    { "a file without blocks", PL_PATCH_GRAFTED, "n.pp\n# still nothing\n" },
    { "a block more", PL_PATCH_GRAFTED,
      "a.pp\nquery \"q\" {}\nquery \"z\" {}\ncontrol \"c\" { query = query.q }\n" },
    { "blocks in another order", PL_PATCH_GRAFTED,
      "a.pp\ncontrol \"c\" { query = query.q }\nquery \"q\" {}\n" },
    { "another reference", PL_PATCH_GRAFTED,
      "a.pp\nquery \"q\" {}\ncontrol \"c\" { query = dep.query.dq }\n" },
    { "a reference to nothing", PL_PATCH_GRAFTED,
      "a.pp\nquery \"q\" {}\ncontrol \"c\" { query = query.none }\n" },
    { "what was listed in vain comes", PL_PATCH_GRAFTED,
      "k.pp\nvariable \"v\" { default = 1 }\nlocals { l = var.v }\ncontrol \"later\" {}\n" },
    { "what was named in vain comes", PL_PATCH_GRAFTED,
      "k.pp\nvariable \"v\" { default = 1 }\nvariable \"w\" {}\nlocals { l = var.v }\n" },
    { "what is listed goes", PL_PATCH_GRAFTED, "a.pp\nquery \"q\" {}\n" },
    { "what is named goes", PL_PATCH_GRAFTED, "k.pp\nlocals { l = 1 }\n" },
    { "all of a file goes", PL_PATCH_GRAFTED, "a.pp\n" },
    { "a list is another", PL_PATCH_GRAFTED,
      "b.pp\nbenchmark \"b\" { children = [control.u, control.c, control.c] }\n" },
    { "a list is an expression", PL_PATCH_GRAFTED,
      "b.pp\nbenchmark \"b\" { children = local.l }\n" },
    { "a block of a dependency has another name", PL_PATCH_GRAFTED, "q.pp\nquery \"dq2\" {}\n" },
    { "a block moves to another file", PL_PATCH_GRAFTED,
      "a.pp\nquery \"q\" {}\n--- k.pp\nvariable \"v\" { default = 1 }\nlocals { l = var.v }\n"
      "control \"c\" { query = query.q }\n" },
    { "a base of heirs elsewhere is another", PL_PATCH_GRAFTED,
      "c.pp\nnode \"n\" {\n title = \"Other\"\n tags = { a = \"1\" }\n}\n"
      "node \"m\" { base = node.n }\n" },
    { "a base goes", PL_PATCH_RELINKED, "c.pp\nnode \"n\" { title = \"N\" }\n" },
    { "a new heir of a base elsewhere", PL_PATCH_GRAFTED,
      "e.pp\ndashboard \"e\" {\n base = dashboard.d\n input \"region\" { title = \"E\" }\n}\n" },
    { "an heir without children of its own", PL_PATCH_GRAFTED,
      "e.pp\ndashboard \"e\" {\n base = dashboard.d\n}\n" },
    { "the first input of a name goes", PL_PATCH_GRAFTED, "d.pp\ndashboard \"d\" {}\n" },
    { "the last input of a name goes", PL_PATCH_GRAFTED, "e.pp\ndashboard \"e\" {}\n" },
    { "an input of that name comes first", PL_PATCH_GRAFTED,
      "a.pp\nquery \"q\" {}\ncontrol \"c\" { query = query.q }\n"
      "dashboard \"first\" {\n input \"region\" {}\n}\n" },
    { "a file names an entry that stands twice", PL_PATCH_GRAFTED,
      "h.pp\ncontrol \"twice\" { title = \"second\" }\ncontrol \"h\" { query = query.z }\n" },
    { "a third of the name", PL_PATCH_RELINKED,
      "a.pp\nquery \"q\" {}\ncontrol \"c\" { query = query.q }\ncontrol \"twice\" {}\n" },
    { "the first of two goes", PL_PATCH_RELINKED, "g.pp\n" },
    { "a second of a name", PL_PATCH_RELINKED,
      "e.pp\ndashboard \"e\" {\n input \"region\" { title = \"E\" }\n}\nquery \"q\" {}\n" },
    { "names elsewhere count on", PL_PATCH_RELINKED,
      "a.pp\nquery \"q\" {}\ncontrol \"c\" { query = query.q }\nnode \"p\" {}\n" },
    { "names of the same file count on", PL_PATCH_GRAFTED,
      "f.pp\nnode \"p\" {}\ngraph \"g\" {\n node {}\n node {}\n node {}\n}\n" },
    { "a nested category of a name that is taken", PL_PATCH_RELINKED,
      "d.pp\ndashboard \"d\" {\n graph {\n  category \"cat\" {}\n }\n}\n" },
    { "the category of a nested one's name goes", PL_PATCH_RELINKED,
      "i.pp\ndashboard \"x\" {\n graph {\n  category \"cat\" {}\n }\n}\n" },
    { "nested and other category at once", PL_PATCH_RELINKED,
      "e.pp\ncategory \"new\" {}\ndashboard \"e\" {\n graph {\n  category \"new\" {}\n }\n}\n" },
    { "a nested category of a name of its own", PL_PATCH_GRAFTED,
      "d.pp\ndashboard \"d\" {\n graph {\n  category \"own\" {}\n }\n}\n" },
    { "another type of benchmark", PL_PATCH_RELINKED,
      "b.pp\nbenchmark \"b\" {\n type = \"detection\"\n children = []\n}\n" },
    { "benchmarks of both types by one name", PL_PATCH_RELINKED,
      "e.pp\nbenchmark \"two\" {}\nbenchmark \"two\" {\n type = \"detection\"\n}\n" },
    { "another mod block", PL_PATCH_RELINKED, "a.pp\nmod \"other\" {}\nquery \"q\" {}\n" },
    { "the mod file", PL_PATCH_RELINKED, "mod.pp\nmod \"main\" { title = \"M\" }\n" },
};

/* The files of `after` of main and dep by name; a mod file is main's. */
static void scan_changes(ws *w, pl_str files)
{
    bool met[WS_MODS][WS_FILES] = { { false } };
    while (files.ptr) {
        const char *next = files.len ? memmem(files.ptr, files.len, "--- ", 4) : NULL;
        size_t end = next ? (size_t)(next - files.ptr) : files.len;
        pl_str text = pl_str_sub(files, 0, end), name = pl_str_split(&text, '\n');
        files = end < files.len ? pl_str_sub(files, end + 4, files.len) : (pl_str){ 0 };
        char *copy = pl_arena_zero(&w->arena, text.len + WS_SLACK, 1);
        memcpy(copy, text.ptr ? text.ptr : "", text.len);
        bool done = false;
        for (uint32_t m = 0; m < w->n_mods && !done; m++)
            for (uint32_t f = 0; f < w->mods[m].n_files && !done; f++)
                if (!met[m][f] && pl_str_eq(w->files[m][f].path, name)) {
                    w->files[m][f].part =
                        pl_scan_file(w->scanner, (pl_str){ copy, text.len }, &w->arena);
                    done = met[m][f] = true;
                }
    }
}

/* What is as it was has no part, but its row. */
static void keep_rows(ws *w, const ws *old)
{
    uint32_t row = 0;
    for (uint32_t m = 0; m < w->n_mods; m++)
        for (uint32_t f = 0; f < w->mods[m].n_files; f++) {
            pl_build_file *bf = &w->files[m][f];
            bf->old = ++row;
            if (bf->part == old->files[m][f].part)
                bf->part = NULL;
        }
}

static pl_index *patch(ws *w, const ws *old, pl_patch_way *way)
{
    pl_build what = { .mods = w->mods, .n_mods = w->n_mods };
    keep_rows(w, old);
    return pl_index_patch(old->ix, &what, way);
}

static void check_row(size_t i)
{
    static ws old, new;
    pl_patch_way way;
    same s;
    memset(&old, 0, sizeof old);
    ws_scan(&old, before);
    old.ix = pl_index_build(old.mods, old.n_mods, 0);
    new = old;
    for (uint32_t m = 0; m < new.n_mods; m++)
        new.mods[m].files = new.files[m];
    scan_changes(&new, pl_str_cstr(rows[i].files));
    pl_index *fresh = pl_index_build(new.mods, new.n_mods, 0);
    pl_index *ix = patch(&new, &old, &way);
    assert_non_null(ix);
    if (!same_index(&s, fresh, ix))
        fail_msg("%s: %s", rows[i].what, s.why);
    CHECK(pl_index__verify(pl_index_bytes(ix)), rows[i].what);
    CHECK_INT(way, rows[i].way, rows[i].what);
    pl_index_close(ix);
    pl_index_close(fresh);
    old.arena = new.arena; /* it grew */
    ws_close(&old);
}

TEST(what_came_and_went_is_grafted)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++)
        check_row(i);
}

/* Names of entries that came do not fit into the table of slots. */
TEST(a_file_that_outgrows_the_slots_is_linked_anew)
{
    static ws old, new;
    pl_patch_way way;
    same s;
    pl_buf text = { 0 };
    ws_scan(&old, before);
    old.ix = pl_index_build(old.mods, old.n_mods, 0);
    new = old;
    pl_buf_cstr(&text, "e.pp\n");
    for (int i = 0; i < 100; i++)
        pl_buf_printf(&text, "query \"more_%d\" {}\n", i);
    for (uint32_t m = 0; m < new.n_mods; m++)
        new.mods[m].files = new.files[m];
    scan_changes(&new, pl_buf_view(&text));
    pl_index *fresh = pl_index_build(new.mods, new.n_mods, 0), *ix = patch(&new, &old, &way);
    CHECK(same_index(&s, fresh, ix), s.why);
    CHECK_INT(way, PL_PATCH_RELINKED, "too many");
    pl_index_close(ix);
    pl_index_close(fresh);
    pl_buf_done(&text);
    old.arena = new.arena;
    ws_close(&old);
}
