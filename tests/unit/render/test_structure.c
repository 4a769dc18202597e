/* What a workspace holds, as runs and clients walk it: scenarios EX, LO and RA of the catalogue
 * that need no server. Resources are read as `index dump` has them, everything evaluated. */
/* link: -Wl,--wrap=pl_load_resource */
#include "load/load.h"
#include "unit/json_look.h"
#include "unit/session.h"
#include <pipelite/show.h>

static unsigned loads;

pl_resource *__real_pl_load_resource(pl_evaluator *ev, pl_entry_id id, unsigned how,
                                     pl_diags *diags);
pl_resource *__wrap_pl_load_resource(pl_evaluator *ev, pl_entry_id id, unsigned how,
                                     pl_diags *diags)
{
    loads++;
    return __real_pl_load_resource(ev, id, how, diags);
}

/* ---- a workspace, all of it */

typedef struct content {
    pl_workspace *ws;
    pl_diags *diags;
    pl_settings *settings;
    pl_arena arena;
    PL_VEC(const pl_json *) all; /* one per resource, by name */
} content;

static void open_content(content *c, const char *dir)
{
    pl_buf text = { 0 };
    *c = (content){ .diags = pl_diags_new() };
    pl_settings_options options = { .directory = pl_str_cstr(dir),
                                    .home = pl_str_cstr(pl_test_dir()) };
    c->settings = pl_settings_new(&options);
    pl_open_options open = { .path = pl_str_cstr(dir), .strict = true };
    c->ws = pl_workspace_open(&open, c->diags);
    CHECK(c->ws && pl_workspace_check(c->ws, c->diags), dir);
    pl_inputs in = { .settings = c->settings, .need_values = true };
    pl_workspace_set_inputs(c->ws, &in);
    CHECK(pl_render_dump_values(c->ws, true, sessions_collect, &text, c->diags), "dump");
    CHECK_INT(pl_diags_errors(c->diags), 0, dir);
    pl_str rest = pl_arena_str(&c->arena, pl_buf_view(&text));
    while (rest.len) {
        const pl_json *one = pl_json_parse(&c->arena, pl_str_split(&rest, '\n'), NULL);
        CHECK(one, "a line of JSON");
        pl_vec_push(&c->all, one);
    }
    pl_buf_done(&text);
}

static void close_content(content *c)
{
    pl_vec_done(&c->all);
    pl_arena_done(&c->arena);
    pl_workspace_close(c->ws);
    pl_settings_free(c->settings);
    pl_diags_free(c->diags);
}

static const pl_json *resource(const content *c, const char *name)
{
    for (size_t i = 0; i < c->all.n; i++)
        if (pl_str_eq(pl_json_text(pl_json_get(c->all.at[i], "name")), pl_str_cstr(name)))
            return c->all.at[i];
    return NULL;
}

/* Member of what `show` prints of it, as JSON; "" when it is not there. */
static const char *shown(content *c, const char *name, const char *path)
{
    const pl_json *r = resource(c, name);
    CHECK(r, name);
    const pl_json *doc = pl_json_parse(&c->arena, pl_json_text(pl_json_get(r, "show")), NULL);
    return json_text(&c->arena, json_at(doc, 0), path);
}

static unsigned count(const content *c, const char *type)
{
    unsigned n = 0;
    for (size_t i = 0; i < c->all.n; i++)
        n += pl_str_eq(pl_json_text(pl_json_get(c->all.at[i], "type")), pl_str_cstr(type));
    return n;
}

/* What is below `name`, itself too; how deep in `*deepest`. */
static unsigned walk(content *c, const char *name, unsigned depth, unsigned *deepest, bool full)
{
    const pl_json *r = resource(c, name);
    unsigned n = 1;
    char child[256];
    CHECK(r, name);
    if (depth > *deepest)
        *deepest = depth;
    for (const pl_json *one = pl_json_first(pl_json_get(r, "children")); one && full;
         one = one->next) {
        snprintf(child, sizeof child, "%.*s", PL_FMT(pl_json_text(one)));
        n += walk(c, child, depth + 1, deepest, full);
    }
    return n;
}

#define BEHAVIOUR "tests/mods/behavior_test_mod"
#define B "behavior_test."

/* ---- structure for execution */

TEST(EX_the_tree_of_a_mod_is_whole)
{
    content c;
    unsigned deepest = 0;
    open_content(&c, BEHAVIOUR);
    CHECK(walk(&c, B "dashboard.main", 0, &deepest, true) > 9, "EX-01, EX-04: what it holds");
    CHECK(walk(&c, B "benchmark.top", 0, &deepest, true) == 7, "EX-02: controls of children too");
    deepest = 0;
    walk(&c, B "dashboard.nested", 0, &deepest, true);
    CHECK(deepest > 2, "EX-08: containers in containers");
    for (size_t i = 0; i < c.all.n; i++) {
        pl_str name = pl_json_text(pl_json_get(c.all.at[i], "name"));
        pl_str type = pl_json_text(pl_json_get(c.all.at[i], "type"));
        if (pl_str_eq(type, PL_S("mod")))
            continue;
        char want[64];
        const char *word = pl_str_eq(type, PL_S("variable")) ? "var"
                           : pl_str_eq(type, PL_S("locals")) ? "local"
                                                             : NULL;
        snprintf(want, sizeof want, B "%.*s.", word ? (int)strlen(word) : (int)type.len,
                 word ? word : type.ptr);
        CHECK(pl_str_starts(name, pl_str_cstr(want)), "EX-09: mod.type.name");
        if (!pl_str_eq(type, PL_S("control")))
            continue;
        CHECK(!pl_json_is(pl_json_get(c.all.at[i], "sql_length"), PL_JSON_NULL) ||
                  !pl_json_is(pl_json_get(c.all.at[i], "query"), PL_JSON_NULL),
              "EX-03: each has SQL or a query");
        CHECK(pl_json_get(c.all.at[i], "parents")->n > 0, "EX-11: each has parents");
    }
    CHECK_STR(shown(&c, B "control.control_1", "severity"), "\"low\"", "EX-10");
    CHECK_STR(shown(&c, B "control.control_2", "severity"), "\"medium\"", "EX-10");
    CHECK(pl_json_get(resource(&c, B "benchmark.child_a"), "parents")->n == 1, "EX-11");
    CHECK_STR(shown(&c, B "dashboard.with_inputs", "inputs/1/qualified_name"),
              "\"" B "input.choice\"", "EX-07: by dashboard");
    CHECK_STR(shown(&c, B "dashboard.with_inputs", "inputs/1/dashboard"),
              "\"" B "dashboard.with_inputs\"", "EX-07: by dashboard");
    close_content(&c);
}

/* ---- loading basics */

static const struct {
    const char *id, *mod, *text;
    unsigned variables, locals, queries, dashboards, controls, benchmarks;
    const char *name, *path, *want;
} load_rows[] = {
    { "LO-01", "mod \"simple\" {}\n",
      "query \"q\" {\n  sql = \"SELECT 1\"\n}\n"
      "dashboard \"d\" {\n  card {\n    query = query.q\n  }\n}\n",
      0, 0, 1, 1, 0, 0, "simple.query.q", "sql", "\"SELECT 1\"" },
    { "LO-02", "mod \"complex\" {}\n",
      "variable \"region\" {\n  default = \"us-east-1\"\n}\nlocals {\n  x = var.region\n}\n"
      "query \"q\" {\n  sql = \"select 1\"\n}\ndashboard \"d\" {}\n"
      "control \"c\" {\n  query = query.q\n}\nbenchmark \"b\" {\n  children = [control.c]\n}\n",
      1, 1, 1, 1, 1, 1, "complex.var.region", "value", "\"us-east-1\"" },
    { "LO-03", "mod \"only\" {}\n",
      "benchmark \"parent\" {\n  children = [benchmark.a, benchmark.b]\n}\n"
      "benchmark \"a\" {\n  children = [control.a]\n}\n"
      "benchmark \"b\" {\n  children = [control.b]\n}\n"
      "control \"a\" {\n  sql = \"select 1\"\n}\ncontrol \"b\" {\n  sql = \"select 1\"\n}\n",
      0, 0, 0, 0, 2, 3, "only.benchmark.parent", "children",
      "[\"only.benchmark.a\",\"only.benchmark.b\"]" },
    { "LO-04: without a mod file it is called local", NULL,
      "query \"q\" {\n  sql = \"select 1\"\n}\n", 0, 0, 1, 0, 0, 0, "local.query.q", "sql",
      "\"select 1\"" },
    { "LO-06", "mod \"inputs\" {}\n",
      "dashboard \"d\" {\n  input \"i\" {\n    type = \"text\"\n  }\n}\n"
      "input \"top\" {\n  type = \"text\"\n}\n",
      0, 0, 0, 1, 0, 0, "inputs.dashboard.d", "inputs/0/qualified_name", "\"inputs.input.i\"" },
    { "LO-09", "mod \"refs\" {}\n",
      "control \"c\" {\n  query = query.q\n}\nquery \"q\" {\n  sql = \"select 1\"\n}\n", 0, 0, 1, 0,
      1, 0, "refs.control.c", "query", "\"refs.query.q\"" },
};

TEST(LO_mods_load_with_all_they_hold)
{
    for (size_t i = 0; i < PL_COUNT(load_rows); i++) {
        char name[24];
        snprintf(name, sizeof name, "load%zu", i);
        const char *dir = place_new(name);
        if (load_rows[i].mod)
            place_text(dir, "mod.pp", load_rows[i].mod);
        place_text(dir, "a.pp", load_rows[i].text);
        for (int again = 0; again < 2; again++) { /* LO-05: twice the same */
            content c;
            open_content(&c, dir);
            CHECK_INT(count(&c, "variable"), load_rows[i].variables, load_rows[i].id);
            CHECK_INT(count(&c, "locals"), load_rows[i].locals, load_rows[i].id);
            CHECK_INT(count(&c, "query"), load_rows[i].queries, load_rows[i].id);
            CHECK_INT(count(&c, "dashboard"), load_rows[i].dashboards, load_rows[i].id);
            CHECK_INT(count(&c, "control"), load_rows[i].controls, load_rows[i].id);
            CHECK_INT(count(&c, "benchmark"), load_rows[i].benchmarks, load_rows[i].id);
            CHECK_STR(shown(&c, load_rows[i].name, load_rows[i].path), load_rows[i].want,
                      load_rows[i].id);
            close_content(&c);
        }
    }
}

static const struct {
    const char *type;
    unsigned least;
} types[] = {
    { "query", 4 },    { "control", 6 }, { "benchmark", 4 }, { "dashboard", 8 },
    { "variable", 3 }, { "locals", 3 },  { "card", 3 },      { "chart", 1 },
    { "table", 2 },    { "text", 1 },    { "image", 1 },     { "input", 3 },
    { "graph", 2 },    { "flow", 1 },    { "hierarchy", 1 }, { "container", 5 },
    { "node", 3 },     { "edge", 1 },    { "category", 2 },  { "with", 1 },
};

TEST(LO_08_all_types_are_there_with_what_they_say)
{
    content c;
    open_content(&c, BEHAVIOUR);
    for (size_t i = 0; i < PL_COUNT(types); i++)
        CHECK(count(&c, types[i].type) >= types[i].least, types[i].type);
    CHECK_STR(shown(&c, B "query.with_params", "params"),
              "[{\"default\":\"eu-central-1\",\"description\":\"Where to look.\",\"name\":"
              "\"region\"},{\"default\":\"3\",\"description\":null,\"name\":\"min_count\"}]",
              "params from variables");
    CHECK_STR(shown(&c, B "var.min_count", "value"), "3", "a number");
    CHECK_STR(shown(&c, B "var.enabled", "value"), "true", "a truth value");
    CHECK_STR(shown(&c, B "control.control_3", "tags"),
              "{\"extended\":\"true\",\"mod\":\"behavior_test\",\"region\":\"eu-central-1\"}",
              "tags from locals");
    CHECK_STR(shown(&c, B "control.control_5", "title"), "\"Behaviour control 5\"", "a title");
    close_content(&c);
}

/* ---- access */

TEST(RA_resources_are_found_and_walked)
{
    static const char *const there[] = {
        B "query.count",    B "query.with_params", B "control.control_1", B "control.control_6",
        B "benchmark.top",  B "benchmark.child_a", B "dashboard.main",    B "dashboard.nested",
        B "category.thing", B "var.region",        B "input.region",      "mod.behavior_test",
    };
    static const char *const missing[] = { B "query.nothing", B "benchmark.control_1",
                                           "other.query.count", "" };
    content c;
    pl_entry e;
    uint32_t n;
    open_content(&c, BEHAVIOUR);
    const pl_index *ix = pl_workspace_index(c.ws);
    for (size_t i = 0; i < PL_COUNT(there); i++)
        CHECK(pl_index_find(ix, pl_str_cstr(there[i]), &e), there[i]); /* RA-01, RA-06 */
    for (size_t i = 0; i < PL_COUNT(missing); i++)
        CHECK(!pl_index_find(ix, pl_str_cstr(missing[i]), &e), missing[i]);
    unsigned sum = 0, top = 0;
    for (int kind = 0; kind < PL_KIND_COUNT; kind++) {
        pl_index_kind(ix, (pl_kind)kind, &n);
        sum += n;
    }
    CHECK_INT(sum, c.all.n, "RA-03: all that is of some kind, and no more");
    for (size_t i = 0; i < c.all.n; i++)
        top += pl_json_get(c.all.at[i], "top_level")->truth;
    CHECK(top > 10 && top < c.all.n, "RA-05: some have no parent");
    close_content(&c);
}

TEST(RA_07_lists_load_nothing)
{
    pl_diags *diags = pl_diags_new();
    pl_open_options open = { .path = pl_str_cstr(BEHAVIOUR), .strict = true };
    pl_workspace *ws = pl_workspace_open(&open, diags);
    pl_text text;
    loads = 0;
    pl_render_list(ws, PL_LIST_BENCHMARKS, PL_KIND_BENCHMARK, &text);
    pl_text_free(&text);
    pl_render_list(ws, PL_LIST_KIND, PL_KIND_DASHBOARD, &text);
    pl_text_free(&text);
    CHECK_INT(loads, 0, "the index has it all");
    pl_workspace_close(ws);
    pl_diags_free(diags);
}

TEST(RA_08_a_dashboard_that_runs_loads_what_it_holds)
{
    sessions s;
    sessions_begin(&s, "one", NULL,
                   "dashboard \"d\" {\n  card \"k\" {\n    query = query.q\n  }\n"
                   "  text {\n    value = \"x\"\n  }\n}\n"
                   "query \"q\" {\n  sql = \"select 1\"\n}\n"
                   "dashboard \"other\" {\n  card {\n    query = query.q2\n  }\n}\n"
                   "query \"q2\" {\n  sql = \"select 2\"\n}\n"
                   "control \"c\" {\n  sql = \"select 3\"\n}\n");
    loads = 0;
    pl_run_start_options options = { .targets = &(pl_entry_id){ sessions_id(&s, "m.dashboard.d") },
                                     .n_targets = 1 };
    pl_run *d = pl_dashboard_run(s.session, &options, s.diags);
    CHECK(d, sessions_said(&s));
    CHECK(loads <= 5, "RA-09: itself, its two panels, the query, and the mod: each once");
    pl_run__free_local(d);
    sessions_end(&s);
}
