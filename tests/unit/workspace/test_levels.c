/* Levels of the check together: what is reported together, in which order, and what of it is
 * remembered (lazy-workspace.md 2.6). */
/* link: -Wl,--wrap=pl_clock_wall_ns */
#include "unit/workspace/kept.h"
#include <pipelite/values.h>

/* Summaries and details, without places. */
static const char *texts(const pl_diags *diags)
{
    static char out[4096];
    size_t n = 0;
    out[0] = 0;
    for (size_t i = 0; i < pl_diags_count(diags) && n < sizeof out; i++) {
        const pl_diag *d = pl_diags_get(diags, i);
        n += (size_t)snprintf(out + n, sizeof out - n, "%s%.*s%s%.*s", i ? "|" : "",
                              PL_FMT(d->summary), d->detail.len ? ": " : "", PL_FMT(d->detail));
    }
    return out;
}

/* One start of a command as `how` says. */
static const char *run_as(kept_how how, const char *var)
{
    kept k;
    const char *dir = how.dir;
    pl_str vars[] = { pl_str_cstr(var) };
    pl_inputs in = { .directory = pl_str_cstr(dir), .vars = vars, .n_vars = var != NULL };
    kept_open(&k, &how);
    CHECK(k.ws, "opened");
    pl_workspace_set_inputs(k.ws, &in);
    bool right = pl_workspace_check(k.ws, k.diags) && pl_workspace_read_values(k.ws, k.diags) &&
                 pl_workspace_check_values(k.ws, k.diags);
    CHECK(right == (pl_diags_count(k.diags) == 0), "silent when right");
    const char *recorded = texts(k.diags);
    kept_close(&k, true);
    return recorded;
}

/* The same with an index on disk. */
static const char *run(const char *dir, const char *index, const char *var)
{
    return run_as((kept_how){ .dir = dir, .index = index, .strict = true, .keep_wrong = true },
                  var);
}

static const struct {
    const char *what, *text, *want;
} rows[] = {
    { "between resources, values, kinds: by block",
      "query \"a\" { title = \"no sql\" }\n"
      "query \"b\" {\n  sql   = \"s\"\n  title = upper(5, 6)\n}\n"
      "card \"c\" {\n  base = \"x\"\n}\n"
      "query \"d\" { title = \"no sql\" }\n",
      "m.query.a does not define a query or SQL|"
      "Too many function arguments: Function \"upper\" expects only 1 argument(s).|"
      "Unsuitable value type: Unsuitable value: value must be known|"
      "Unsuitable value type: Unsuitable value: object required, but have string|"
      "m.query.d does not define a query or SQL" },
    { "what a kind does not have, values and kinds of two files: by block",
      "query \"a\" { title = \"no sql\" }\n"
      "query \"b\" {\n  sql   = [1]\n  wharf = 1\n}\n"
      "locals {\n  a = 1 + [2]\n}\n"
      "query \"c\" {\n  sql   = local.a\n  crane = 1\n}\n",
      "m.query.a does not define a query or SQL|"
      "Unsupported attribute: 'wharf' not expected here.|"
      "Unsuitable value type: Unsuitable value: string required, but have tuple|"
      "Invalid operand: Unsuitable value for right operand: number required, but have tuple.|"
      "Unsupported attribute: 'crane' not expected here." },
    { "a resource with a part that it cannot have is not judged further (recorded)",
      "query \"a\" {\n  base = query.b\n}\nquery \"b\" { sql = \"s\" }\n",
      "Unsupported attribute: 'base' not expected here." },
    { "blocks that are no resources, too",
      "pipeline \"p\" {}\nquery \"a\" { sql = upper() }\nlocals {\n  x {}\n}\n",
      "ResourceForBlock called for unsupported block type pipeline|"
      "Not enough function arguments: Function \"upper\" expects 1 argument(s). Missing value "
      "for \"str\".|Unsuitable value type: Unsuitable value: value must be known|"
      "Unexpected \"x\" block: Blocks are not allowed here." },
    { "of a block that waits it is not reported what it cannot have",
      "query \"a\" {\n  sql   = local.x\n  wharf = 1\n}\n",
      "Bad Request: Failed to resolve dependencies after 2 passes. Unresolved blocks:\n"
      "   query.a -> local.x\n     MISSING: local.x" },
    { "nor of what is between it and others", "query \"a\" { title = local.x }\n",
      "Bad Request: Failed to resolve dependencies after 2 passes. Unresolved blocks:\n"
      "   query.a -> local.x\n     MISSING: local.x" },
    { "variables come first", "variable \"v\" {\n  wharf = 1\n}\nquery \"a\" { sql = upper() }\n",
      "Unsupported argument: An argument named \"wharf\" is not expected here." },
    { "what is missing is reported when nothing else is wrong",
      "query \"a\" {\n  sql   = \"s\"\n  title = local.x\n}\nquery \"b\" { title = \"no sql\" }\n",
      "m.query.b does not define a query or SQL" },
    { "then it is", "query \"a\" {\n  sql   = \"s\"\n  title = local.x\n}\n",
      "Bad Request: Failed to resolve dependencies after 2 passes. Unresolved blocks:\n"
      "   query.a -> local.x\n     MISSING: local.x" },
    { "a block that waits has nothing else to say",
      "query \"a\" {\n  sql   = [\"s\"]\n  title = local.x\n}\n",
      "Bad Request: Failed to resolve dependencies after 2 passes. Unresolved blocks:\n"
      "   query.a -> local.x\n     MISSING: local.x" },
    { "what needs nothing that comes later is decoded first, and hides the others",
      "query \"a\" { sql = [local.x] }\nlocals { x = \"t\" }\nquery \"b\" { title = \"no sql\" }\n",
      "m.query.b does not define a query or SQL" },
    { "then those that do",
      "query \"a\" { sql = [local.x] }\nlocals { x = \"t\" }\nquery \"b\" { title = local.y }\n",
      "Unsuitable value type: Unsuitable value: string required, but have tuple" },
    { "circles are looked for in between",
      "query \"a\" { sql = [local.x] }\nlocals { x = \"t\" }\nlocals { c = local.c }\n",
      "failed to determine required dependency order: Cycle error: local.c -> local.c" },
    { "a block with a name that is none is not looked into",
      "query \"1\" { sql = [1] }\nquery \"2\" { title = \"no sql\" }\n",
      "Invalid name: A name must start with a letter or underscore and may contain only letters, "
      "digits, underscores, and dashes." },
    { "a child that an expression lists twice",
      "control \"c\" { sql = \"s\" }\n"
      "benchmark \"b\" { children = concat([control.c], [control.c]) }\n",
      "'benchmark.b' has duplicate child name 'm.control.c'" },
    { "one that no benchmark has, and one that there is not",
      "query \"q\" { sql = \"s\" }\nlocals { l = [query.q, { name = \"m.control.x\" }] }\n"
      "benchmark \"b\" { children = local.l }\n",
      "Invalid child m.query.q|Could not resolve child m.control.x" },
    { "what an attribute that a kind does not have names need not be there yet",
      "dashboard \"a\" {\n  graph {\n    nodes = [node.late]\n  }\n}\nnode \"late\" { sql = \"s\" "
      "}\n"
      "dashboard \"b\" {\n  table {\n    direction = \"TD\"\n    sql = \"s\"\n  }\n}\n",
      "Unsupported attribute: 'nodes' not expected here.|"
      "Unsupported attribute: 'direction' not expected here." },
    { "nor ever", "query \"a\" {\n  sql   = \"s\"\n  wharf = local.none\n}\n",
      "Unsupported attribute: 'wharf' not expected here." },
    { "not in a circle either", "query \"a\" {\n  sql   = \"s\"\n  wharf = query.a.title\n}\n",
      "Unsupported attribute: 'wharf' not expected here." },
    { "the query of a query has a value all the same (recorded)",
      "query \"a\" { query = \"select 1\" }\n",
      "Unsupported attribute: 'query' not expected here.|"
      "Unsuitable value type: Unsuitable value: object required, but have string" },
    { "of another type, with a query beside it",
      "query \"a\" {\n  sql   = \"s\"\n  query = [1]\n}\n",
      "Unsupported attribute: 'query' not expected here.|"
      "Unsuitable value type: Unsuitable value: object required, but have tuple" },
    { "of the right one", "query \"b\" { sql = \"s\" }\nquery \"a\" { query = query.b }\n",
      "Unsupported attribute: 'query' not expected here." },
    { "null", "query \"a\" {\n  sql   = \"s\"\n  query = null\n}\n",
      "Unsupported attribute: 'query' not expected here." },
    { "so the query waits for it", "query \"a\" { query = query.b }\nquery \"b\" { sql = [1] }\n",
      "Unsuitable value type: Unsuitable value: string required, but have tuple" },
    { "for ever", "query \"a\" { query = query.b }\n",
      "Bad Request: Failed to resolve dependencies after 2 passes. Unresolved blocks:\n"
      "   query.a -> query.b\n     MISSING: query.b" },
    { "what a panel waits for does not keep those beside it",
      "dashboard \"a\" {\n  table {}\n  chart {\n    query = query.late\n  }\n}\n"
      "query \"late\" { sql = [1] }\nquery \"c\" { sql = [local.x] }\nlocals { x = 1 }\n",
      "m.table.dashboard_a_anonymous_table_0 does not define a query or SQL|"
      "Unsuitable value type: Unsuitable value: string required, but have tuple" },
    { "not even if it waits for ever, at any depth",
      "dashboard \"a\" {\n  container {\n    chart {\n      query = query.none\n    }\n"
      "    container {\n      table {\n        sql   = upper(1, 2)\n        wharf = 1\n      }\n"
      "    }\n  }\n  card {\n    width = \"x\"\n  }\n}\n",
      "Unsupported attribute: 'wharf' not expected here.|"
      "Too many function arguments: Function \"upper\" expects only 1 argument(s).|"
      "Unsuitable value type: Unsuitable value: value must be known|"
      "Unsuitable value type: Unsuitable value: a number is required" },
    { "a panel that waits has nothing else to say",
      "dashboard \"a\" {\n  chart {\n    query = query.none\n    width = \"x\"\n    wharf = 1\n  "
      "}\n"
      "}\n",
      "Bad Request: Failed to resolve dependencies after 2 passes. Unresolved blocks:\n"
      "   dashboard.a -> query.none\n     MISSING: query.none" },
    { "in the second pass it has, if that comes to it",
      "dashboard \"a\" {\n  chart {\n    query = query.late\n    width = \"x\"\n    wharf = 1\n  "
      "}\n"
      "}\nquery \"late\" { sql = \"s\" }\n",
      "Unsupported attribute: 'wharf' not expected here.|"
      "Unsuitable value type: Unsuitable value: a number is required" },
    { "panels one by one, each with all that is wrong in it",
      "dashboard \"a\" {\n  card {\n    width = \"x\"\n  }\n  card {\n    wharf = 1\n"
      "    width = upper()\n  }\n  chart {}\n  title = [1]\n}\n",
      "Unsuitable value type: Unsuitable value: string required, but have tuple|"
      "Unsuitable value type: Unsuitable value: a number is required|"
      "Unsupported attribute: 'wharf' not expected here.|"
      "Not enough function arguments: Function \"upper\" expects 1 argument(s). Missing value for "
      "\"str\".|Unsuitable value type: Unsuitable value: value must be known|"
      "m.chart.dashboard_a_anonymous_chart_0 does not define a query or SQL" },
    { "inputs without a query are not there twice (recorded)",
      "dashboard \"a\" {\n  input \"i\" {}\n  input \"i\" {}\n}\n",
      "m.input.i does not define a query or SQL" },
    { "one with an error is not there at all",
      "dashboard \"a\" {\n  input \"i\" { type = \"text\" }\n"
      "  container {\n    input \"i\" {\n      type  = \"text\"\n      wharf = 1\n    }\n  }\n}\n",
      "Unsupported attribute: 'wharf' not expected here." },
    { "the others are, whatever else is wrong beside them",
      "dashboard \"a\" {\n  input \"i\" { type = \"text\" }\n  input \"i\" {}\n"
      "  container {\n    input \"i\" { type = \"text\" }\n  }\n  input \"j\" { type = [1] }\n"
      "  input \"k\" { type = \"text\" }\n  input \"k\" { type = \"text\" }\n}\n",
      "m.input.i does not define a query or SQL|"
      "Unsuitable value type: Unsuitable value: string required, but have tuple|"
      "Dashboard 'm.dashboard.a' contains duplicate input names for: m.input.i,input.k" },
    { "an input that waits is not there in the first pass",
      "dashboard \"a\" {\n  input \"i\" { query = query.late }\n"
      "  input \"i\" { type = \"text\" }\n}\nquery \"late\" { sql = \"s\" }\nquery \"b\" {}\n",
      "m.query.b does not define a query or SQL" },
    { "nor are categories with an error",
      "dashboard \"a\" {\n  graph {\n    sql = \"s\"\n    category \"c\" {}\n"
      "    category \"c\" { depth = \"x\" }\n  }\n}\n",
      "Unsuitable value type: Unsuitable value: a number is required" },
    { "a graph is not judged with a node that is wrong",
      "dashboard \"a\" {\n  graph {\n    sql = \"s\"\n    node {}\n  }\n"
      "  flow {\n    sql = \"s\"\n    edge { sql = \"s\" }\n  }\n}\n",
      "m.node.dashboard_a_anonymous_node_0 does not define a query or SQL|"
      "m.flow.dashboard_a_anonymous_flow_0 contains edges/nodes AND has a query" },
    { "two of one name, of which one is wrong",
      "query \"a\" { sql = \"s\" }\nquery \"a\" { sql = [1] }\n"
      "query \"b\" {}\nquery \"b\" { sql = \"s\" }\n",
      "Unsuitable value type: Unsuitable value: string required, but have tuple|"
      "m.query.b does not define a query or SQL" },
    { "an input may be named with its own mod in front, by one of its name, too (recorded)",
      "input \"i\" { type = \"text\" }\ninput \"j\" { type = \"text\" }\n"
      "dashboard \"a\" {\n  container {\n    input \"i\" { base = m.input.i }\n  }\n"
      "  input \"k\" {\n    base  = m.input.j\n    title = m.input.i.title\n  }\n}\n",
      "" },
    { "but no nested one, and nothing else",
      "dashboard \"a\" {\n  input \"i\" { type = \"text\" }\n  input \"j\" { base = m.input.i "
      "}\n}\n"
      "query \"b\" { sql = m.query.c.sql }\nquery \"c\" { sql = \"s\" }\n",
      "Bad Request: Failed to resolve dependencies after 2 passes. Unresolved blocks:\n"
      "   dashboard.a -> m.input.i\n     MISSING: input.i\n"
      "   query.b -> m.query.c.sql\n     MISSING: query.c" },
    { "a circle before what is missing",
      "locals { a = local.a }\nquery \"a\" {\n  sql   = \"s\"\n  title = local.x\n}\n",
      "failed to determine required dependency order: Cycle error: local.a -> local.a" },
};

TEST(all_that_is_wrong_is_told_at_once)
{
    kept_ahead = 10 * SECOND;
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        const char *dir = place_new("levels");
        place_text(dir, "mod.pp", "mod \"m\" {}\n");
        place_text(dir, "a.pp", rows[i].text);
        CHECK_STR(run(dir, NULL, NULL), rows[i].want, rows[i].what);
    }
}

TEST(variables_are_wrong_whatever_stands_beside_them)
{
    const char *dir = place_new("levels");
    kept_how how = { .dir = dir, .strict = true, .keep_wrong = true, .variables_only = true };
    kept_ahead = 10 * SECOND;
    place_text(dir, "mod.pp", "mod \"m\" {}\n");
    place_text(dir, "a.pp",
               "query \"a\" { wharf = 1 }\n"
               "variable \"v\" {\n  type = bool\n  default = 1\n}\n");
    CHECK_STR(run_as(how, NULL), "default value type mismatched - expected bool, got number",
              "the resource is not looked at, the variable is");
}

TEST(two_of_one_name_are_told_where_the_second_is)
{
    const char *dir = place_new("levels");
    kept_ahead = 10 * SECOND;
    place_text(dir, "mod.pp", "mod \"m\" {}\n");
    place_text(dir, "a.pp",
               "query \"a\" { sql = [1] }\nquery \"b\" { sql = \"s\" }\n"
               "query \"b\" { sql = \"s\" }\nquery \"c\" { title = \"no sql\" }\n");
    const char *recorded = run(dir, NULL, NULL);
    const char *before = strstr(recorded, "Unsuitable value"),
               *twice = strstr(recorded, "Mod defines"),
               *after = strstr(recorded, "m.query.c does not");
    CHECK(before && twice && after, recorded);
    CHECK(before < twice && twice < after, "in the order of the blocks");
}

/* Of a benchmark: the names of its children, in a workspace that is right. */
static const char *children(kept *k, const char *dir, const char *index, const char *var)
{
    static char out[256];
    kept_how how = { .dir = dir, .index = index, .strict = true };
    pl_str vars[] = { pl_str_cstr(var) };
    pl_inputs in = { .directory = pl_str_cstr(dir), .vars = vars, .n_vars = var != NULL };
    pl_entry e, child;
    uint32_t n;
    out[0] = 0;
    kept_open(k, &how);
    pl_workspace_set_inputs(k->ws, &in);
    CHECK(pl_workspace_check(k->ws, k->diags) && pl_workspace_read_values(k->ws, k->diags) &&
              pl_workspace_check_values(k->ws, k->diags),
          "right");
    const pl_index *ix = pl_workspace_index(k->ws);
    CHECK(pl_index_find(ix, PL_S("m.benchmark.b"), &e), "there");
    const pl_entry_id *ids = pl_index_children(ix, e.id, &n);
    for (uint32_t i = 0; i < n; i++) {
        pl_index_get(ix, ids[i], &child);
        snprintf(out + strlen(out), sizeof out - strlen(out), "%s%.*s", i ? " " : "",
                 PL_FMT(child.short_name));
    }
    kept_close(k, true);
    return out;
}

TEST(children_follow_from_values)
{
    const char *dir = place_new("levels"), *index = place_new("levels-index");
    kept k;
    kept_ahead = 10 * SECOND;
    place_text(dir, "mod.pp", "mod \"m\" {}\n");
    place_text(dir, "a.pp",
               "control \"x\" { sql = \"s\" }\ncontrol \"y\" { sql = \"s\" }\n"
               "variable \"v\" { default = \"x\" }\n"
               "benchmark \"b\" {\n"
               "  children = var.v == \"x\" ? [control.x] : [control.y, control.x]\n}\n");
    CHECK_STR(children(&k, dir, index, NULL), "x", "by the default");
    CHECK_STR(children(&k, dir, index, "v=y"), "y x", "by a value, with an index on disk");
    CHECK_STR(children(&k, dir, index, NULL), "x", "and back, with verdicts remembered");
}

TEST(what_is_missing_is_not_forgotten)
{
    static const char right[] = "locals { x = \"t\" }\nvariable \"v\" { default = \"no\" }\n"
                                "query \"a\" {\n  sql   = \"s\"\n"
                                "  title = var.v == \"yes\" ? local.y : local.x\n}\n";
    const char *dir = place_new("levels"), *index = place_new("levels-index");
    kept_ahead = 10 * SECOND;
    place_text(dir, "mod.pp", "mod \"m\" {}\n");
    place_text(dir, "a.pp", "query \"a\" {\n  sql   = \"s\"\n  title = local.x\n}\n");
    CHECK(strstr(run(dir, index, NULL), "MISSING: local.x"), "at first");
    CHECK(strstr(run(dir, index, NULL), "MISSING: local.x"), "with an index on disk");
    place_text(dir, "a.pp", right);
    CHECK_STR(run(dir, index, NULL), "", "mended");
    CHECK_STR(run(dir, index, NULL), "", "and remembered");
    CHECK(strstr(run(dir, index, "v=yes"), "MISSING: local.y"), "but not for other values");
    CHECK_STR(run(dir, index, NULL), "", "nor the other way round");
}
