/* Resources of every kind as `list` and `show` print them (cli.md 2.4 - 2.7; CL-03, CL-08, RA-02,
 * AC-04, AC-11 to AC-13). */
#include "unit/json_look.h"
#include "unit/session.h"
#include <pipelite/show.h>

static const char inside[] = "  title      = \"M\"\n  color      = \"#fff\"\n"
                             "  categories = [\"one\", \"two\"]\n"
                             "  opengraph {\n    title = \"OG\"\n    image = \"og.png\"\n  }";

static const char text[] = "variable \"v\" {\n"
                           "  type        = set(string)\n"
                           "  default     = [\"q\", \"p\"]\n"
                           "  description = \"a set\"\n"
                           "}\n"
                           "variable \"n\" {\n"
                           "  type    = number\n"
                           "  default = 1.5\n"
                           "  tags    = { t = \"x\" }\n"
                           "  enum    = [1.5, 2]\n"
                           "}\n"
                           "query \"q\" {\n"
                           "  title = \"Q\"\n"
                           "  sql   = \"select $1 as a, $2 as b\"\n"
                           "  param \"a\" {\n"
                           "    description = \"first\"\n"
                           "    default     = 10\n"
                           "  }\n"
                           "  param \"b\" {\n"
                           "    default = [\"x\", true]\n"
                           "  }\n"
                           "}\n"
                           "control \"c\" {\n"
                           "  title         = \"C\"\n"
                           "  description   = \"what\"\n"
                           "  documentation = \"# doc\"\n"
                           "  severity      = \"high\"\n"
                           "  width         = 4\n"
                           "  type          = \"t\"\n"
                           "  display       = \"none\"\n"
                           "  query         = query.q\n"
                           "  search_path   = [\"s1\"]\n"
                           "  database      = \"sqlite:///x.db\"\n"
                           "  tags          = { b = \"2\", a = \"1\" }\n"
                           "  args = {\n"
                           "    a = 5\n"
                           "    b = \"str\"\n"
                           "  }\n"
                           "}\n"
                           "control \"bare\" {\n"
                           "  sql = <<-EOQ\n"
                           "    select 1\n"
                           "  EOQ\n"
                           "}\n"
                           "control \"positional\" {\n"
                           "  sql  = \"select $1\"\n"
                           "  args = [\"one\", 2, null]\n"
                           "}\n"
                           "benchmark \"b\" {\n"
                           "  title    = \"B\"\n"
                           "  width    = 6\n"
                           "  display  = \"none\"\n"
                           "  children = [benchmark.low, control.c]\n"
                           "}\n"
                           "benchmark \"low\" {\n"
                           "  children = [control.bare]\n"
                           "}\n"
                           "benchmark \"watch\" {\n"
                           "  type     = \"detection\"\n"
                           "  width    = 3\n"
                           "  children = [detection.d]\n"
                           "}\n"
                           "detection \"d\" {\n"
                           "  severity        = \"low\"\n"
                           "  sql             = \"select 1\"\n"
                           "  display_columns = [\"a\", \"b\"]\n"
                           "  width           = 2\n"
                           "}\n"
                           "dashboard \"home\" {\n"
                           "  title = \"Home\"\n"
                           "  input \"i\" {\n"
                           "    title       = \"pick\"\n"
                           "    type        = \"select\"\n"
                           "    placeholder = \"any\"\n"
                           "    label       = \"I\"\n"
                           "    option \"one\" {\n"
                           "      label = \"One\"\n"
                           "    }\n"
                           "    option \"two\" {}\n"
                           "    width = 2\n"
                           "  }\n"
                           "  with \"w\" {\n"
                           "    sql = \"select 1 as x\"\n"
                           "  }\n"
                           "  container {\n"
                           "    title = \"Box\"\n"
                           "    card \"card\" {\n"
                           "      label = \"L\"\n"
                           "      value = \"V\"\n"
                           "      icon  = \"hero\"\n"
                           "      href  = \"/x\"\n"
                           "      type  = \"info\"\n"
                           "      width = 3\n"
                           "    }\n"
                           "    text \"text\" {\n"
                           "      value = \"*t*\"\n"
                           "      type  = \"raw\"\n"
                           "    }\n"
                           "    image \"image\" {\n"
                           "      src = \"a.png\"\n"
                           "      alt = \"A\"\n"
                           "    }\n"
                           "    input \"inner\" {\n"
                           "      type = \"text\"\n"
                           "    }\n"
                           "  }\n"
                           "  chart \"chart\" {\n"
                           "    sql      = \"select 1\"\n"
                           "    type     = \"bar\"\n"
                           "    grouping = \"compare\"\n"
                           "    transform = \"none\"\n"
                           "    legend {\n"
                           "      display  = \"all\"\n"
                           "      position = \"top\"\n"
                           "    }\n"
                           "    axes {\n"
                           "      x {\n"
                           "        title {\n"
                           "          value   = \"X\"\n"
                           "          display = \"always\"\n"
                           "          align   = \"end\"\n"
                           "        }\n"
                           "        labels {\n"
                           "          display = \"auto\"\n"
                           "          format  = \"f\"\n"
                           "        }\n"
                           "        min = 0\n"
                           "        max = 10\n"
                           "      }\n"
                           "      y {\n"
                           "        min = 1\n"
                           "      }\n"
                           "    }\n"
                           "    series \"s1\" {\n"
                           "      title = \"S\"\n"
                           "      color = \"red\"\n"
                           "      point \"p\" {\n"
                           "        color = \"blue\"\n"
                           "      }\n"
                           "    }\n"
                           "  }\n"
                           "  chart \"plain\" {\n"
                           "    sql = \"select 1\"\n"
                           "  }\n"
                           "  table \"table\" {\n"
                           "    query = query.q\n"
                           "    args  = [self.input.i.value, \"z\"]\n"
                           "    column \"a\" {\n"
                           "      display = \"none\"\n"
                           "      wrap    = \"all\"\n"
                           "      href    = \"/a\"\n"
                           "    }\n"
                           "  }\n"
                           "  graph \"graph\" {\n"
                           "    title     = \"G\"\n"
                           "    direction = \"left_right\"\n"
                           "    node \"n\" {\n"
                           "      category = category.k\n"
                           "      sql      = \"select 1 as id\"\n"
                           "      tags     = { b = \"1\" }\n"
                           "    }\n"
                           "    edge \"e\" {\n"
                           "      sql = \"select 1 as from_id, 1 as to_id\"\n"
                           "    }\n"
                           "    category \"own\" {\n"
                           "      color = \"green\"\n"
                           "    }\n"
                           "  }\n"
                           "  flow \"flow\" {\n"
                           "    sql = \"select 1 as id\"\n"
                           "  }\n"
                           "  hierarchy \"tree\" {\n"
                           "    query = query.q\n"
                           "  }\n"
                           "}\n"
                           "category \"k\" {\n"
                           "  title = \"K\"\n"
                           "  color = \"red\"\n"
                           "  depth = 2\n"
                           "  icon  = \"i\"\n"
                           "  href  = \"/h\"\n"
                           "  fold {\n"
                           "    title     = \"more\"\n"
                           "    threshold = 3\n"
                           "    icon      = \"f\"\n"
                           "  }\n"
                           "  property \"p\" {\n"
                           "    display = \"none\"\n"
                           "    wrap    = \"all\"\n"
                           "    href    = \"/p\"\n"
                           "  }\n"
                           "  property_order = [\"p\"]\n"
                           "}\n";

static void begin(sessions *s, const char *name)
{
    *s = (sessions){ 0 };
    sessions_write(s, name, inside, text);
    sessions_load(s);
}

/* What `show` prints, 0 behind it. */
static void show(sessions *s, const char *name, pl_format format, pl_buf *out)
{
    out->len = 0;
    CHECK(pl_render_show(s->ws, sessions_id(s, name), (pl_str){ 0 }, format, sessions_collect, out,
                         s->diags),
          name);
    pl_buf_byte(out, 0);
}

/* Without colours. */
static void strip(pl_buf *out)
{
    size_t n = 0;
    for (size_t i = 0; i < out->len; i++) {
        if (out->ptr[i] == 27)
            while (out->ptr[i] != 'm')
                i++;
        else
            out->ptr[n++] = out->ptr[i];
    }
    out->len = n;
}

/* ---- members */

#define H                                                                                          \
    "resource_name mod_name file_name start_line_number end_line_number auto_generated "           \
    "source_definition is_anonymous "

/* Of each kind, in declaration order. */
static const struct {
    const char *name, *members;
} member_rows[] = {
    { "m.query.q", H "qualified_name title path sql params" },
    { "m.control.c", H "references qualified_name title description documentation tags "
                       "search_path path args query width type display severity" },
    { "m.control.bare", H "qualified_name path sql args" },
    { "m.benchmark.b", H "references qualified_name title path width display children" },
    { "m.benchmark.watch", H "references qualified_name path width children" },
    { "m.detection.d", H "qualified_name path sql width severity display_columns" },
    { "m.dashboard.home", H "qualified_name title path inputs url_path children" },
    { "m.container.dashboard_home_anonymous_container_0",
      H "qualified_name title path inputs children" },
    { "m.card.card", H "qualified_name path width type label value icon href" },
    { "m.chart.chart", H "qualified_name path sql type legend series axes grouping transform "
                         "Series" },
    { "m.chart.plain", H "qualified_name path sql Series" },
    { "m.table.table", H "references qualified_name path args query columns Columns" },
    { "m.text.text", H "qualified_name path type value" },
    { "m.image.image", H "qualified_name path src alt" },
    { "m.input.i", H "qualified_name title path width type dashboard label placeholder options "
                     "unqualified_name" },
    { "m.graph.graph", H "qualified_name title nodes edges categories direction" },
    { "m.flow.flow", H "qualified_name path sql categories" },
    { "m.hierarchy.tree", H "references qualified_name path query categories" },
    { "m.node.n", H "references qualified_name tags sql category" },
    { "m.edge.e", H "qualified_name sql" },
    { "m.category.k", H "qualified_name title path color depth icon href fold properties "
                        "property_order" },
};

/* The keys of the one element of a YAML sequence. */
static void keys_of(const pl_buf *yaml, pl_buf *out)
{
    out->len = 0;
    for (const char *at = yaml->ptr; at && *at; at = strchr(at, '\n'), at = at ? at + 1 : at) {
        size_t n = strcspn(at + 2, ":\n");
        if ((at == yaml->ptr || strncmp(at, "  ", 2) == 0) && at[2] != ' ' && at[2] != '-' &&
            at[2 + n] == ':')
            pl_buf_printf(out, "%s%.*s", out->len ? " " : "", (int)n, at + 2);
    }
    pl_buf_byte(out, 0);
}

TEST(members_are_in_the_order_of_their_kind)
{
    sessions s;
    pl_buf out = { 0 }, keys = { 0 };
    begin(&s, "members");
    for (size_t i = 0; i < PL_COUNT(member_rows); i++) {
        show(&s, member_rows[i].name, PL_FORMAT_YAML, &out);
        strip(&out);
        keys_of(&out, &keys);
        CHECK_STR(keys.ptr, member_rows[i].members, member_rows[i].name);
    }
    pl_buf_done(&out);
    pl_buf_done(&keys);
    sessions_end(&s);
}

/* ---- columns (2.7) */

static const struct {
    const char *what, *name, *want;
} plain_rows[] = {
    { "a control, its query and its args", "m.control.c",
      "Name:          c\n"
      "Title:         C\n"
      "Description:   what\n"
      "Documentation: # doc\n"
      "Tags:          \n"
      "  a: 1\n"
      "  b: 2\n"
      "Mod:           m\n"
      "Database:      {sqlite:///x.db}\n"
      "Query:         \n"
      "  Name:          q\n"
      "  Title:         Q\n"
      "  Mod:           m\n"
      "  SQL:           select $1 as a, $2 as b\n"
      "  Params:        \n"
      "      Name:            param.a\n"
      "      Description:     first\n"
      "      Default:         10\n"
      "      Name:            param.b\n"
      "      Default:         [\"x\",true]\n"
      "Args:          \n"
      "  ArgMap:     \n"
      "    a: 5\n"
      "    b: str\n"
      "Severity:      high\n"
      "Width:         4\n"
      "Display:       none\n" },
    { "a heredoc keeps its line end", "m.control.bare",
      "Name:          bare\n"
      "Mod:           m\n"
      "SQL:           select 1\n"
      "\n" },
    { "args by position, null among them", "m.control.positional",
      "Name:          positional\n"
      "Mod:           m\n"
      "SQL:           select $1\n"
      "Args:          \n"
      "  ArgList:    \n"
      "    one\n"
      "    2\n"
      "    null\n" },
    { "benchmarks of controls have no width", "m.benchmark.b",
      "Name:          b\n"
      "Title:         B\n"
      "Mod:           m\n"
      "Children:      \n"
      "  m.benchmark.low\n"
      "  m.control.c\n" },
    { "those of detections have", "m.benchmark.watch",
      "Name:          watch\n"
      "Mod:           m\n"
      "Width:         3\n"
      "Children:      \n"
      "  m.detection.d\n" },
    { "a detection's severity is not printed", "m.detection.d",
      "Name:          d\n"
      "Mod:           m\n"
      "SQL:           select 1\n"
      "Width:         2\n" },
    { "a dashboard has the base columns alone", "m.dashboard.home",
      "Name:          home\n"
      "Title:         Home\n"
      "Mod:           m\n" },
    { "so has a variable", "m.var.v",
      "Name:          v\n"
      "Description:   a set\n"
      "Mod:           m\n" },
    { "G1: so has a mod", "mod.m",
      "Name:          m\n"
      "Title:         M\n"
      "Mod:           m\n" },
    { "G7: legend, series and axes by their members", "m.chart.chart",
      "Name:          chart\n"
      "Mod:           m\n"
      "SQL:           select 1\n"
      "Type:          bar\n"
      "Grouping:      compare\n"
      "Transform:     none\n"
      "Legend:        \n"
      "  display:  all\n"
      "  position: top\n"
      "Series:        \n"
      "    name:    s1\n"
      "    title:   S\n"
      "    color:   red\n"
      "    point:     name:    p\n"
      "    color:   blue\n"
      "Axes:          \n"
      "  x: \n"
      "    min:    0\n"
      "    max:    10\n"
      "    title:  \n"
      "      display: always\n"
      "      align:   end\n"
      "      value:   X\n"
      "    labels: \n"
      "      display: auto\n"
      "      format:  f\n"
      "  y: \n"
      "    min: 1\n" },
    { "nodes and edges of a graph", "m.graph.graph",
      "Name:          graph\n"
      "Title:         G\n"
      "Mod:           m\n"
      "Nodes:         \n"
      "    Name:            n\n"
      "    Tags:          \n"
      "  b: 1\n"
      "    Mod:             m\n"
      "    SQL:             select 1 as id\n"
      "Edges:         \n"
      "    Name:            e\n"
      "    Mod:             m\n"
      "    SQL:             select 1 as from_id, 1 as to_id\n"
      "Direction:     left_right\n" },
    { "an input", "m.input.i",
      "Name:          i\n"
      "Title:         pick\n"
      "Mod:           m\n"
      "Width:         2\n"
      "Type:          select\n"
      "Label:         I\n"
      "Placeholder:   any\n"
      "DashboardName: m.dashboard.home\n" },
    { "a card", "m.card.card",
      "Name:          card\n"
      "Mod:           m\n"
      "Label:         L\n"
      "Value:         V\n"
      "Icon:          hero\n"
      "HREF:          /x\n"
      "Width:         3\n"
      "Type:          info\n" },
    { "an image", "m.image.image",
      "Name:          image\n"
      "Mod:           m\n"
      "Src:           a.png\n"
      "Alt:           A\n" },
    { "a text", "m.text.text",
      "Name:          text\n"
      "Mod:           m\n"
      "Type:          raw\n"
      "Value:         *t*\n" },
    { "inputs and children of a container", "m.container.dashboard_home_anonymous_container_0",
      "Name:          dashboard_home_anonymous_container_0\n"
      "Title:         Box\n"
      "Mod:           m\n"
      "Inputs:        \n"
      "    Name:            inner\n"
      "    Mod:             m\n"
      "    Type:            text\n"
      "    DashboardName:   m.dashboard.home\n"
      "Children:      \n"
      "  m.card.card\n"
      "  m.text.text\n"
      "  m.image.image\n"
      "  m.input.inner\n" },
};

TEST(columns_are_those_of_the_kind)
{
    sessions s;
    pl_buf out = { 0 };
    begin(&s, "plain");
    for (size_t i = 0; i < PL_COUNT(plain_rows); i++) {
        show(&s, plain_rows[i].name, PL_FORMAT_PLAIN, &out);
        CHECK_STR(out.ptr, plain_rows[i].want, plain_rows[i].what);
    }
    show(&s, "m.control.c", PL_FORMAT_PRETTY, &out);
    CHECK(strstr(out.ptr, "\033[34mName:          \033[0mc\n"), "keys are blue");
    CHECK(strstr(out.ptr, "\n  \033[34ma: \033[0m1\n"), "those of maps, too");
    strip(&out);
    CHECK_STR(out.ptr, plain_rows[0].want, "apart from colours both are the same");
    pl_buf_done(&out);
    sessions_end(&s);
}

/* ---- JSON (2.4, 2.6) */

static const struct {
    const char *what, *name, *path, *want; /* path: members and positions; want: "": is not there */
} json_rows[] = {
    { "a control always has args", "m.control.bare", "args", "{}" },
    { "args by name", "m.control.c", "args/args", "{\"a\":\"5\",\"b\":\"str\"}" },
    { "args by position", "m.control.positional", "args/args_list", "[\"one\",\"2\",\"null\"]" },
    { "a runtime argument is null by position", "m.table.table", "args/args_list",
      "[\"null\",\"z\"]" },
    { "the query by its full name", "m.control.c", "query", "\"m.query.q\"" },
    { "a provider's database is not written", "m.control.c", "database", "" },
    { "params with all three members", "m.query.q", "params",
      "[{\"default\":\"10\",\"description\":\"first\",\"name\":\"a\"},"
      "{\"default\":\"[\\\"x\\\",true]\",\"description\":null,\"name\":\"b\"}]" },
    { "a heredoc keeps its line end", "m.control.bare", "sql", "\"select 1\\n\"" },
    { "EX-11: the path through the parents", "m.control.bare", "path",
      "[[\"mod.m\",\"m.benchmark.b\",\"m.benchmark.low\",\"m.control.bare\"]]" },
    { "a benchmark's children", "m.benchmark.b", "children",
      "[\"m.benchmark.low\",\"m.control.c\"]" },
    { "a dashboard's, inputs and withs among them", "m.dashboard.home", "children",
      "[\"m.input.i\",\"m.with.w\",\"m.container.dashboard_home_anonymous_container_0\","
      "\"m.chart.chart\",\"m.chart.plain\",\"m.table.table\",\"m.graph.graph\","
      "\"m.flow.flow\",\"m.hierarchy.tree\"]" },
    { "EX-07: inputs of containers are the dashboard's, too", "m.dashboard.home",
      "inputs/1/qualified_name", "\"m.input.inner\"" },
    { "the dashboard of an input", "m.input.inner", "dashboard", "\"m.dashboard.home\"" },
    { "url_path", "m.dashboard.home", "url_path", "\"/m.dashboard.home\"" },
    { "a label without more is a name", "m.input.i", "options",
      "[{\"label\":\"One\",\"name\":\"one\"},{\"name\":\"two\"}]" },
    { "series by name, too", "m.chart.chart", "Series/s1/points", "{\"p\":{\"color\":\"blue\"}}" },
    { "series by name are null when there are none", "m.chart.plain", "Series", "null" },
    { "the list of them is not there", "m.chart.plain", "series", "" },
    { "columns by name", "m.table.table", "Columns/a/wrap", "\"all\"" },
    { "axes", "m.chart.chart", "axes/x/title",
      "{\"align\":\"end\",\"display\":\"always\",\"value\":\"X\"}" },
    { "EX-05: nodes are complete", "m.graph.graph", "nodes/0/sql", "\"select 1 as id\"" },
    { "with their category", "m.graph.graph", "nodes/0/category/fold/threshold", "3" },
    { "edges", "m.graph.graph", "edges/0/qualified_name", "\"m.edge.e\"" },
    { "categories of the graph by name", "m.graph.graph", "categories/own/color", "\"green\"" },
    { "always", "m.flow.flow", "categories", "{}" },
    { "a graph with nodes has no path", "m.graph.graph", "path", "" },
    { "a flow with SQL has one", "m.flow.flow", "path/0/2", "\"m.flow.flow\"" },
    { "properties by name", "m.category.k", "properties/p/href", "\"/p\"" },
    { "the hash of a reference", "m.table.table", "references/0/resource_name", "\"48f4e60d\"" },
    { "open_graph, what is not set is null", "mod.m", "open_graph",
      "{\"description\":null,\"image\":\"og.png\",\"title\":\"OG\"}" },
    { "a mod has no source", "mod.m", "source_definition", "\"\"" },
    { "the source of a block", "m.image.image", "source_definition",
      "\"    image \\\"image\\\" {\\n      src = \\\"a.png\\\"\\n      alt = \\\"A\\\"\\n    }\"" },
    { "numbers that are whole", "m.var.n", "enum", "[1.5,2]" },
    { "tags of a variable", "m.var.n", "tags", "{\"t\":\"x\"}" },
    { "a variable's description is always there", "m.var.n", "description", "\"\"" },
    { "its path is there twice", "m.var.n", "path",
      "[[\"mod.m\",\"m.var.n\"],[\"mod.m\",\"m.var.n\"]]" },
    { "columns of a detection", "m.detection.d", "display_columns", "[\"a\",\"b\"]" },
};

static void check_sorted(const pl_json *v, const char *what)
{
    pl_str last = { 0 };
    for (const pl_json *one = pl_json_first(v); one; one = one->next) {
        CHECK(pl_json_is(v, PL_JSON_ARRAY) || pl_str_cmp(last, one->key) < 0, what);
        last = one->key;
        check_sorted(one, what);
    }
}

TEST(json_has_the_members_of_the_kind)
{
    sessions s;
    pl_buf out = { 0 };
    begin(&s, "json");
    for (size_t i = 0; i < PL_COUNT(json_rows); i++) {
        pl_arena arena = { 0 };
        show(&s, json_rows[i].name, PL_FORMAT_JSON, &out);
        out.len--;
        const pl_json *doc = json_read(&arena, &out, json_rows[i].what);
        CHECK_INT(doc->n, 1, "an array of one");
        check_sorted(doc, json_rows[i].name);
        const char *got = json_text(&arena, pl_json_at(doc, 0), json_rows[i].path);
        CHECK_STR(got, json_rows[i].want, json_rows[i].what);
        pl_arena_done(&arena);
    }
    pl_buf_done(&out);
    sessions_end(&s);
}

/* ---- lists */

static const struct {
    const char *what;
    pl_list_what list;
    pl_kind kind;
    const char *names;
} list_rows[] = {
    { "queries", PL_LIST_KIND, PL_KIND_QUERY, "m.query.q" },
    { "controls", PL_LIST_KIND, PL_KIND_CONTROL,
      "m.control.bare m.control.c m.control.positional" },
    { "all benchmarks, not those at the top alone", PL_LIST_BENCHMARKS, PL_KIND_BENCHMARK,
      "m.benchmark.b m.benchmark.low m.benchmark.watch" },
    { "AC-14: those of detections", PL_LIST_DETECTION_BENCHMARKS, PL_KIND_BENCHMARK,
      "m.benchmark.watch" },
    { "nested panels", PL_LIST_KIND, PL_KIND_CHART, "m.chart.chart m.chart.plain" },
    { "variables", PL_LIST_KIND, PL_KIND_VARIABLE, "m.var.n m.var.v" },
    { "images", PL_LIST_KIND, PL_KIND_IMAGE, "m.image.image" },
};

/* qualified_name of each element. */
static void names_of(const pl_json *doc, pl_buf *out)
{
    out->len = 0;
    for (const pl_json *one = pl_json_first(doc); one; one = one->next)
        pl_buf_printf(out, "%s%.*s", out->len ? " " : "",
                      PL_FMT(pl_json_text(pl_json_get(one, "qualified_name"))));
    pl_buf_byte(out, 0);
}

/* What stands behind "qualified_name:" in each element. */
static void yaml_names_of(pl_buf *yaml, pl_buf *out)
{
    static const char key[] = "\n  qualified_name: ";
    out->len = 0;
    pl_buf_byte(yaml, 0);
    strip(yaml);
    for (const char *at = yaml->ptr; (at = strstr(at, key)) != NULL;) {
        at += sizeof key - 1;
        pl_buf_printf(out, "%s%.*s", out->len ? " " : "", (int)strcspn(at, "\n"), at);
    }
    pl_buf_byte(out, 0);
}

TEST(RA_02_lists_hold_what_is_of_the_kind)
{
    sessions s;
    pl_buf out = { 0 }, names = { 0 };
    begin(&s, "lists");
    for (size_t i = 0; i < PL_COUNT(list_rows); i++) {
        pl_arena arena = { 0 };
        out.len = 0;
        CHECK(pl_render_array(s.ws, list_rows[i].list, list_rows[i].kind, PL_FORMAT_JSON,
                              sessions_collect, &out, s.diags),
              list_rows[i].what);
        names_of(json_read(&arena, &out, list_rows[i].what), &names);
        CHECK_STR(names.ptr, list_rows[i].names, list_rows[i].what);
        out.len = 0;
        CHECK(pl_render_array(s.ws, list_rows[i].list, list_rows[i].kind, PL_FORMAT_YAML,
                              sessions_collect, &out, s.diags),
              list_rows[i].what);
        yaml_names_of(&out, &names);
        CHECK_STR(names.ptr, list_rows[i].names, list_rows[i].what);
        pl_arena_done(&arena);
    }
    pl_buf_done(&out);
    pl_buf_done(&names);
    sessions_end(&s);
}

TEST(AC_05_lists_of_nothing_are_empty_arrays)
{
    sessions s = { 0 };
    sessions_write(&s, "empty", "", "");
    sessions_load(&s);
    for (int json = 0; json < 2; json++) {
        pl_buf out = { 0 };
        CHECK(pl_render_array(s.ws, PL_LIST_KIND, PL_KIND_QUERY,
                              json ? PL_FORMAT_JSON : PL_FORMAT_YAML, sessions_collect, &out,
                              s.diags),
              "list");
        pl_buf_byte(&out, 0);
        CHECK_STR(out.ptr, json ? "[]" : "[]\n", "nothing");
        pl_buf_done(&out);
    }
    sessions_end(&s);
}

/* ---- arguments, secrets, outputs that end early */

TEST(show_takes_the_arguments_of_its_target)
{
    sessions s;
    pl_buf out = { 0 };
    begin(&s, "call");
    CHECK(pl_render_show(s.ws, sessions_id(&s, "m.control.c"), PL_S("control.c(7, \"x\")"),
                         PL_FORMAT_PLAIN, sessions_collect, &out, s.diags),
          "show");
    pl_buf_byte(&out, 0);
    CHECK(strstr(out.ptr, "Args:          \n  ArgList:    \n    7\n    x\n"), out.ptr);
    CHECK(!pl_render_show(s.ws, sessions_id(&s, "m.control.c"), PL_S("control.c(var.x)"),
                          PL_FORMAT_PLAIN, sessions_collect, &out, s.diags),
          "a variable is no argument");
    CHECK(strstr(sessions_said(&s), "Variables not allowed"), sessions_said(&s));
    pl_buf_done(&out);
    sessions_end(&s);
}

TEST(json_hides_secrets_one_text_at_a_time) /* G12 */
{
    sessions s = { 0 };
    pl_buf out = { 0 };
    sessions_write(&s, "secrets", "",
                   "query \"q\" {\n  sql = \"facebook\"\n  title = \"postgres://u:p@h/db\"\n"
                   "  tags = {\n    token = \"abc\\\\\"\n"
                   "    twitter = \"0123456789abcdef0123456789abcdef\"\n  }\n}\n");
    sessions_load(&s);
    show(&s, "m.query.q", PL_FORMAT_JSON, &out);
    out.len--;
    pl_arena arena = { 0 };
    const pl_json *q = pl_json_at(json_read(&arena, &out, "it stays JSON"), 0);
    CHECK_STR(json_text(&arena, q, "tags/token"), "\"REDACTED\"", "by name");
    CHECK_STR(json_text(&arena, q, "title"), "\"REDACTEDh/db\"", "by pattern");
    CHECK_STR(json_text(&arena, q, "sql"), "\"facebook\"", "what crosses texts is none");
    show(&s, "m.query.q", PL_FORMAT_PLAIN, &out);
    CHECK(strstr(out.ptr, "postgres://u:p@h/db"), "plain text shows them");
    pl_arena_done(&arena);
    pl_buf_done(&out);
    sessions_end(&s);
}

static bool refuse(void *ctx, pl_str bytes)
{
    (void)ctx, (void)bytes;
    return false;
}

TEST(an_output_that_ends_early_is_told)
{
    sessions s;
    begin(&s, "early");
    for (int f = PL_FORMAT_PRETTY; f <= PL_FORMAT_YAML; f++)
        CHECK(!pl_render_show(s.ws, sessions_id(&s, "m.control.c"), (pl_str){ 0 }, (pl_format)f,
                              refuse, NULL, s.diags),
              "show");
    CHECK(!pl_render_array(s.ws, PL_LIST_KIND, PL_KIND_CONTROL, PL_FORMAT_JSON, refuse, NULL,
                           s.diags),
          "list");
    CHECK(!pl_render_dump_values(s.ws, true, refuse, NULL, s.diags), "dump");
    sessions_end(&s);
}

/* ---- everything at once */

TEST(RA_03_dump_has_each_resource_as_show_has_it)
{
    sessions s;
    pl_buf dump = { 0 }, one = { 0 };
    unsigned n = 0, shown = 0;
    begin(&s, "dump");
    CHECK(pl_render_dump_values(s.ws, true, sessions_collect, &dump, s.diags), "dump");
    pl_str rest = pl_buf_view(&dump);
    while (rest.len) {
        pl_arena arena = { 0 };
        char name[128];
        pl_buf line = { 0 };
        pl_buf_str(&line, pl_str_split(&rest, '\n'));
        const pl_json *doc = json_read(&arena, &line, "a line"), *said = pl_json_get(doc, "show");
        snprintf(name, sizeof name, "%.*s", PL_FMT(pl_json_text(pl_json_get(doc, "name"))));
        if (pl_json_is(said, PL_JSON_STRING)) {
            show(&s, name, PL_FORMAT_JSON, &one);
            pl_str want = { one.ptr, one.len - 1 };
            CHECK(pl_str_eq(pl_json_text(said), want), name);
            shown++;
        }
        if (strcmp(name, "m.control.c") == 0)
            CHECK_STR(json_text(&arena, doc, "args"),
                      "{\"named\":{\"a\":\"5\",\"b\":\"str\"},\"positional\":[]}", name);
        if (strcmp(name, "m.table.table") == 0)
            CHECK_STR(json_text(&arena, doc, "runtime_dependencies"),
                      "[\"args.0->self.input.i.value\"]", name);
        if (strcmp(name, "m.query.q") == 0)
            CHECK_STR(json_text(&arena, doc, "params/1/default"), "\"[\\\"x\\\",true]\"", name);
        pl_buf_done(&line);
        pl_arena_done(&arena);
        n++;
    }
    CHECK_INT(n, 29, "all that is there");
    CHECK_INT(shown, 29, "and shown");
    pl_buf_done(&dump);
    pl_buf_done(&one);
    sessions_end(&s);
}
