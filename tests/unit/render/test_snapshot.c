/* Dashboards as snapshots: panels of every kind, member by member (server.md 5, 6; EX-01 to
 * EX-10, LO-06, LO-10). */
#include "unit/json_look.h"
#include "unit/session.h"

static const char text[] =
    "variable \"region\" {\n  default = \"us-east-1\"\n}\n"
    "variable \"list\" {\n  default = [\"a\", 1, true, null]\n}\n"
    "variable \"map\" {\n  default = { b = \"x\", a = [1] }\n}\n"
    "variable \"unused\" {\n  default = 1\n}\n"
    "query \"q\" {\n  sql = \"select $1 as a, $2 as b\"\n"
    "  param \"a\" {\n    description = \"first\"\n    default = 10\n  }\n"
    "  param \"b\" {\n    default = var.region\n  }\n}\n"
    "control \"low\" {\n  title = \"Low\"\n  severity = \"low\"\n  tags = {\n    k = \"v\"\n  }\n"
    "  sql = \"select 'ok' as status, 'r' as resource, 'fine' as reason, 7 as n union all "
    "select 'alarm', 's', 'bad', null\"\n}\n"
    "control \"broken\" {\n  sql = \"select * from nowhere\"\n}\n"
    "control \"strange\" {\n  sql = \"select 'odd' as status, 'r' as resource, 'x' as reason\"\n}\n"
    "benchmark \"inner\" {\n  title = \"Inner\"\n  description = \"in\"\n  documentation = "
    "\"doc\"\n"
    "  display = \"x\"\n  tags = {\n    t = \"1\"\n  }\n"
    "  children = [control.low, control.broken, control.strange]\n}\n"
    "benchmark \"hollow\" {\n  title = \"Hollow\"\n}\n"
    "category \"base\" {\n  color = \"red\"\n}\n"
    "category \"k\" {\n  base = category.base\n  title = var.region\n  depth = 2\n"
    "  tags = {\n    x = \"y\"\n  }\n"
    "  fold {\n    title = \"more\"\n    threshold = 3\n  }\n"
    "  property \"z\" {\n    wrap = \"all\"\n  }\n  property \"a\" {\n    href = \"/a\"\n  }\n"
    "  property_order = [\"z\", \"a\"]\n}\n"
    "dashboard \"d\" {\n  title = \"D\"\n  tags = {\n    service = \"s\"\n  }\n"
    "  benchmark {\n    title = \"B\"\n    children = [benchmark.inner, control.low, "
    "benchmark.hollow]\n  }\n"
    "  input \"i\" {\n    type = \"select\"\n    title = \"Pick\"\n    label = \"l\"\n"
    "    option \"one\" {\n      label = \"One\"\n    }\n    option \"two\" {}\n    width = 2\n  "
    "}\n"
    "  input \"asked\" {\n    sql = \"select 'l' as label, 'v' as value\"\n  }\n"
    "  table \"t\" {\n    query = query.q\n    args = {\n      a = self.input.i.value\n    }\n"
    "    column \"a\" {\n      display = \"none\"\n    }\n  }\n"
    "  table \"named\" {\n    sql = \"select $1 as x, $2 as y, $3 as z\"\n"
    "    param \"one\" {\n      description = \"first\"\n      default = \"eins\"\n    }\n"
    "    param \"two\" {\n      default = 2\n    }\n    param \"three\" {}\n"
    "    args = {\n      three = \"drei\"\n    }\n  }\n"
    "  card \"c\" {\n    label = \"L\"\n    value = \"${var.list[0]}\"\n    icon = \"i\"\n"
    "    type = \"alert\"\n    width = 3\n  }\n"
    "  text {\n    value = jsonencode(var.map)\n  }\n"
    "  image \"im\" {\n    src = \"s.png\"\n    alt = \"A\"\n  }\n"
    "  chart \"ch\" {\n    sql = \"select 'a' as x, 1.5 as y\"\n    type = \"line\"\n"
    "    legend {\n      display = \"none\"\n    }\n"
    "    axes {\n      y {\n        min = 0\n        max = 5\n        title {\n          value = "
    "\"Y\"\n"
    "        }\n      }\n    }\n"
    "    series \"y\" {\n      title = \"S\"\n      point \"a\" {\n        color = \"blue\"\n      "
    "}\n"
    "    }\n  }\n"
    "  with \"w\" {\n    sql = \"select 1 as id union all select 2\"\n  }\n"
    "  graph \"g\" {\n    direction = \"TB\"\n    category \"own\" {\n      icon = \"o\"\n    }\n"
    "    node \"n\" {\n      category = category.k\n      sql = \"select $1 as id, 't' as title\"\n"
    "      args = [with.w.rows[1].id]\n    }\n"
    "    edge \"e\" {\n      sql = \"select 1 as from_id, 2 as to_id\"\n    }\n  }\n"
    "  flow \"f\" {\n    sql = \"select 1 as id\"\n  }\n"
    "  hierarchy \"h\" {\n    query = query.q\n  }\n"
    "  container {\n    title = \"Box\"\n    container {\n      table {\n        sql = \"select "
    "x'00ff' as b, "
    "null as n, 9007199254740993 as i, 0.1 as r, 9e999 as inf\"\n      }\n    }\n  }\n}\n";

static pl_run *run(sessions *s, const char *name, const pl_str *args, size_t n)
{
    pl_run_start_options options = {
        .targets = &(pl_entry_id){ sessions_id(s, name) }, .n_targets = 1, .args = args, .n_args = n
    };
    pl_run *d = pl_dashboard_run(s->session, &options, s->diags);
    CHECK(d, sessions_said(s));
    return d;
}

static const pl_json *snapshot(pl_arena *arena, const pl_run *d, bool form)
{
    pl_buf out = { 0 };
    CHECK(pl_execution_print(&d->e, form, sessions_collect, &out), "it is written");
    const pl_json *doc = json_read(arena, &out, "a snapshot");
    pl_buf_done(&out);
    return doc;
}

static const struct {
    const char *what, *path, *want; /* "": it is not there */
} rows[] = {
#define P "panels/m."
    { "the version of the schema", "schema_version", "\"20240607\"" },
    { "LO-06: inputs that were given", "inputs", "{\"input.i\":\"two\"}" },
    { "LO-08: variables that are used as a whole, as text", "variables",
      "{\"map\":\"{\\\"a\\\":[1],\\\"b\\\":\\\"x\\\"}\"}" },
    { "EX-01: the layout has what the dashboard holds", "layout/children/0",
      "{\"name\":\"m.benchmark.dashboard_d_anonymous_benchmark_0\",\"children\":[{\"name\":"
      "\"m.benchmark.inner\",\"children\":[{\"name\":\"m.control.low\",\"panel_type\":\"control\"},"
      "{\"name\":\"m.control.broken\",\"panel_type\":\"control\"},{\"name\":\"m.control.strange\","
      "\"panel_type\":\"control\"}],\"panel_type\":\"benchmark\"},{\"name\":\"m.control.low\","
      "\"panel_type\":\"control\"}],\"panel_type\":\"benchmark\"}" },
    { "inputs under the dashboard's name", "layout/children/1/name", "\"m.dashboard.d.input.i\"" },
    { "graphs have no layout below", "layout/children/9",
      "{\"name\":\"m.graph.g\",\"panel_type\":\"graph\"}" },
    { "EX-08: containers have", "layout/children/12/children/0/children/0/panel_type",
      "\"table\"" },
    { "errors of controls are not the dashboard's", P "dashboard.d/status", "\"complete\"" },
    { "its title", P "dashboard.d/title", "\"D\"" },
    { "its tags", P "dashboard.d/tags", "{\"service\":\"s\"}" },
    { "it has no properties", P "dashboard.d/properties", "" },

    { "EX-02: a benchmark in it counts", P "benchmark.dashboard_d_anonymous_benchmark_0/summary",
      "{\"status\":{\"alarm\":2,\"ok\":2,\"info\":0,\"skip\":0,\"error\":2}}" },
    { "of what sort it is", P "benchmark.dashboard_d_anonymous_benchmark_0/benchmark_type",
      "\"control\"" },
    { "errors of controls are not its own", P "benchmark.dashboard_d_anonymous_benchmark_0/status",
      "\"complete\"" },
    { "a benchmark below", P "benchmark.inner",
      "{\"name\":\"m.benchmark.inner\",\"title\":\"Inner\",\"description\":\"in\",\"tags\":{\"t\":"
      "\"1\"},"
      "\"documentation\":\"doc\",\"display\":\"x\",\"summary\":{\"status\":{\"alarm\":1,\"ok\":1,"
      "\"info\":0,\"skip\":0,\"error\":2}},\"panel_type\":"
      "\"benchmark\"}" },
    { "one without controls is not there", P "benchmark.hollow", "" },
    { "a control, whose rows are texts by status", P "control.low",
      "{\"name\":\"m.control.low\",\"title\":\"Low\",\"tags\":{\"k\":\"v\"},\"panel_type\":"
      "\"control\",\"properties\":{\"name\":\"low\",\"severity\":\"low\"},\"summary\":{\"alarm\":1,"
      "\"ok\":1,\"info\":0,\"skip\":0,\"error\":0},\"status\":\"complete\",\"data\":{\"columns\":"
      "[{\"name\":\"reason\",\"data_type\":\"TEXT\"},{\"name\":\"resource\",\"data_type\":\"TEXT\"}"
      ","
      "{\"name\":\"status\",\"data_type\":\"TEXT\"},{\"name\":\"n\",\"data_type\":\"\"}],\"rows\":["
      "{\"n\":\"<nil>\",\"reason\":\"bad\",\"resource\":\"s\",\"status\":\"alarm\"},"
      "{\"n\":\"7\",\"reason\":\"fine\",\"resource\":\"r\",\"status\":\"ok\"}]}}" },
    { "a control whose query fails has no data", P "control.broken/data", "null" },
    { "but an error", P "control.broken/error", "\"no such table: nowhere\"" },
    { "and counts as one", P "control.broken/summary/error", "1" },
    { "a row that breaks the contract", P "control.strange/error",
      "\"invalid control status 'odd'\"" },

    { "an input and its options", P "dashboard.d.input.i/properties",
      "{\"label\":\"l\",\"name\":\"i\",\"options\":[{\"name\":\"one\",\"label\":\"One\"},"
      "{\"name\":\"two\"}],\"unqualified_name\":\"input.i\"}" },
    { "one with a query has its rows", P "dashboard.d.input.asked/data/rows",
      "[{\"label\":\"l\",\"value\":\"v\"}]" },
    { "arguments in the order of the params", P "table.t/args", "[\"two\",\"us-east-1\"]" },
    { "params of its query are not shown", P "table.t/params", "" },
    { "its own are, with their defaults", P "table.named/params",
      "[{\"name\":\"one\",\"description\":\"first\",\"default\":\"eins\"},"
      "{\"name\":\"two\",\"description\":null,\"default\":\"2\"},"
      "{\"name\":\"three\",\"description\":null,\"default\":null}]" },
    { "bound in their order", P "table.named/args", "[\"eins\",2,\"drei\"]" },
    { "the query's SQL", P "table.t/sql", "\"select $1 as a, $2 as b\"" },
    { "LO-09: what it waited for", P "table.t/dependencies", "[\"m.dashboard.d.input.i\"]" },
    { "LO-10: columns of a table", P "table.t/properties/columns",
      "{\"a\":{\"name\":\"a\",\"display\":\"none\"}}" },
    { "LO-10: a card", P "card.c/properties",
      "{\"icon\":\"i\",\"label\":\"L\",\"name\":\"c\",\"value\":\"a\"}" },
    { "its type and width", P "card.c/display_type", "\"alert\"" },
    { "the width", P "card.c/width", "3" },
    { "LO-10: a text that was computed", P "text.dashboard_d_anonymous_text_0/properties/value",
      "\"{\\\"a\\\":[1],\\\"b\\\":\\\"x\\\"}\"" },
    { "LO-10: an image", P "image.im/properties",
      "{\"alt\":\"A\",\"name\":\"im\",\"src\":\"s.png\"}" },
    { "a chart's axes, legend and series", P "chart.ch/properties",
      "{\"axes\":{\"y\":{\"max\":5,\"min\":0,\"title\":{\"value\":\"Y\"}}},\"legend\":{\"display\":"
      "\"none\"},\"name\":\"ch\",\"series\":{\"y\":{\"name\":\"y\",\"title\":\"S\",\"points\":{"
      "\"a\":"
      "{\"color\":\"blue\"}}}}}" },
    { "numbers are numbers", P "chart.ch/data/rows", "[{\"x\":\"a\",\"y\":1.5}]" },
    { "EX-05: nodes and edges by name", P "graph.g/properties/nodes", "[\"m.node.n\"]" },
    { "categories of the graph", P "graph.g/properties/categories/own/icon", "\"o\"" },
    { "always", P "flow.f/properties/categories", "{}" },
    { "rows of nodes, then of edges", P "graph.g/data/rows",
      "[{\"id\":2,\"title\":\"t\"},{\"from_id\":1,\"to_id\":2}]" },
    { "and their columns once", P "graph.g/data/columns",
      "[{\"name\":\"id\",\"data_type\":\"\"},{\"name\":\"title\",\"data_type\":\"\"},"
      "{\"name\":\"from_id\",\"data_type\":\"\"},{\"name\":\"to_id\",\"data_type\":\"\"}]" },
    { "the category of a node is whole", P "node.n/properties/category/title", "\"us-east-1\"" },
    { "with its base", P "node.n/properties/category/base/color", "\"red\"" },
    { "and what it takes over", P "node.n/properties/category/color", "\"red\"" },
    { "its fold", P "node.n/properties/category/fold", "{\"threshold\":3,\"title\":\"more\"}" },
    { "its properties by name", P "node.n/properties/category/properties",
      "{\"a\":{\"href\":\"/a\",\"name\":\"a\"},\"z\":{\"name\":\"z\",\"wrap\":\"all\"}}" },
    { "in their order", P "node.n/properties/category/property_order", "[\"z\",\"a\"]" },
    { "its references", P "node.n/properties/category/references/1/reference_to",
      "\"var.region\"" },
    { "an edge without one", P "edge.e/properties", "{\"name\":\"e\"}" },
    { "a with", P "dashboard.d.with.w/data/rows", "[{\"id\":1},{\"id\":2}]" },
    { "what waited for it", P "node.n/dependencies", "[\"m.dashboard.d.with.w\"]" },
    { "blobs, NULL, big numbers and infinity",
      P "table.container_container_dashboard_d_anonymous_container_0_anonymous_container_0_"
        "anonymous_table_0"
        "/data/rows",
      "[{\"b\":\"AP8=\",\"i\":9007199254740993,\"inf\":null,\"n\":null,\"r\":0.1}]" },
};

TEST(panels_say_what_they_show)
{
    sessions s;
    pl_str given = PL_S("i=two");
    pl_arena arena = { 0 };
    sessions_begin(&s, "panels", NULL, text);
    pl_run *d = run(&s, "m.dashboard.d", &given, 1);
    const pl_json *doc = snapshot(&arena, d, false);
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        const char *got = json_text(&arena, doc, rows[i].path);
        CHECK_STR(got, rows[i].want, rows[i].what);
    }
    pl_run__free_local(d);
    pl_arena_done(&arena);
    sessions_end(&s);
}

/* ---- files */

/* No member at any depth is called so. */
static bool lacks(const pl_json *v, const char *key)
{
    for (const pl_json *one = pl_json_first(v); one; one = one->next)
        if ((pl_json_is(v, PL_JSON_OBJECT) && pl_str_eq(one->key, pl_str_cstr(key))) ||
            !lacks(one, key))
            return false;
    return true;
}

TEST(files_leave_out_sources)
{
    static const char *const left_out[] = { "source_definition", "search_path",
                                            "search_path_prefix" };
    sessions s;
    pl_str given = PL_S("input.i=two");
    pl_arena arena = { 0 };
    sessions_begin(&s, "files", NULL, text);
    pl_run *d = run(&s, "m.dashboard.d", &given, 1);
    const pl_json *doc = snapshot(&arena, d, true);
    CHECK(lacks(json_look(doc, "panels/m.table.t"), "sql"), "no SQL");
    for (size_t i = 0; i < PL_COUNT(left_out); i++)
        CHECK(lacks(json_look(doc, "panels/m.table.t"), left_out[i]), left_out[i]);
    CHECK_STR(json_text(&arena, doc, "panels/m.table.t/args"), "[\"two\",\"us-east-1\"]", "args");
    pl_run__free_local(d);
    pl_arena_done(&arena);
    sessions_end(&s);
}
