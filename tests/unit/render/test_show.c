/* Resources of every kind as `list` and `show` print them (cli.md 2.4 - 2.7; CL-03, CL-08, RA-02,
 * AC-04, AC-11 to AC-13). */
#include "unit/json_look.h"
#include "unit/render/kinds.h"

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
    kinds_begin(&s, "members");
    for (size_t i = 0; i < PL_COUNT(member_rows); i++) {
        kinds_show(&s, member_rows[i].name, PL_FORMAT_YAML, &out);
        kinds_strip(&out);
        keys_of(&out, &keys);
        CHECK_STR(keys.ptr, member_rows[i].members, member_rows[i].name);
    }
    pl_buf_done(&out);
    pl_buf_done(&keys);
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
    kinds_begin(&s, "json");
    for (size_t i = 0; i < PL_COUNT(json_rows); i++) {
        pl_arena arena = { 0 };
        kinds_show(&s, json_rows[i].name, PL_FORMAT_JSON, &out);
        out.len--;
        const pl_json *doc = json_read(&arena, &out, json_rows[i].what);
        CHECK_INT(doc->n, 1, "an array of one");
        check_sorted(doc, json_rows[i].name);
        const char *got = json_text(&arena, json_at(doc, 0), json_rows[i].path);
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

/* What stands after "qualified_name:" in each element. */
static void yaml_names_of(pl_buf *yaml, pl_buf *out)
{
    static const char key[] = "\n  qualified_name: ";
    out->len = 0;
    pl_buf_byte(yaml, 0);
    kinds_strip(yaml);
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
    kinds_begin(&s, "lists");
    for (size_t i = 0; i < PL_COUNT(list_rows); i++) {
        pl_arena arena = { 0 };
        out.len = 0;
        CHECK(pl_render_array(s.ws, list_rows[i].list, list_rows[i].kind,
                              &(pl_show_output){ .format = PL_FORMAT_JSON,
                                                 .write = sessions_collect,
                                                 .ctx = &out },
                              s.diags),
              list_rows[i].what);
        names_of(json_read(&arena, &out, list_rows[i].what), &names);
        CHECK_STR(names.ptr, list_rows[i].names, list_rows[i].what);
        out.len = 0;
        CHECK(pl_render_array(s.ws, list_rows[i].list, list_rows[i].kind,
                              &(pl_show_output){ .format = PL_FORMAT_YAML,
                                                 .write = sessions_collect,
                                                 .ctx = &out },
                              s.diags),
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
                              &(pl_show_output){ .format = json ? PL_FORMAT_JSON : PL_FORMAT_YAML,
                                                 .write = sessions_collect,
                                                 .ctx = &out },
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
    kinds_begin(&s, "call");
    CHECK(pl_render_show(s.ws, sessions_id(&s, "m.control.c"), PL_S("control.c(7, \"x\")"),
                         &(pl_show_output){
                             .format = PL_FORMAT_PLAIN, .write = sessions_collect, .ctx = &out },
                         s.diags),
          "show");
    pl_buf_byte(&out, 0);
    CHECK(strstr(out.ptr, "Args:          \n  ArgList:    \n    7\n    x\n"), out.ptr);
    CHECK(!pl_render_show(s.ws, sessions_id(&s, "m.control.c"), PL_S("control.c(var.x)"),
                          &(pl_show_output){
                              .format = PL_FORMAT_PLAIN, .write = sessions_collect, .ctx = &out },
                          s.diags),
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
    kinds_show(&s, "m.query.q", PL_FORMAT_JSON, &out);
    out.len--;
    pl_arena arena = { 0 };
    const pl_json *q = json_at(json_read(&arena, &out, "it stays JSON"), 0);
    CHECK_STR(json_text(&arena, q, "tags/token"), "\"REDACTED\"", "by name");
    CHECK_STR(json_text(&arena, q, "title"), "\"REDACTEDh/db\"", "by pattern");
    CHECK_STR(json_text(&arena, q, "sql"), "\"facebook\"", "what crosses texts is none");
    kinds_show(&s, "m.query.q", PL_FORMAT_PLAIN, &out);
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
    kinds_begin(&s, "early");
    for (int f = PL_FORMAT_PRETTY; f <= PL_FORMAT_YAML; f++)
        CHECK(!pl_render_show(
                  s.ws, sessions_id(&s, "m.control.c"), (pl_str){ 0 },
                  &(pl_show_output){ .format = (pl_format)f, .write = refuse, .ctx = NULL },
                  s.diags),
              "show");
    CHECK(!pl_render_array(
              s.ws, PL_LIST_KIND, PL_KIND_CONTROL,
              &(pl_show_output){ .format = PL_FORMAT_JSON, .write = refuse, .ctx = NULL }, s.diags),
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
    kinds_begin(&s, "dump");
    CHECK(pl_render_dump_values(s.ws, true, sessions_collect, &dump, s.diags), "dump");
    pl_str rest = pl_buf_view(&dump);
    while (rest.len) {
        pl_arena arena = { 0 };
        char name[128];
        pl_buf line = { 0 };
        pl_buf_str(&line, pl_str_split(&rest, '\n'));
        const pl_json *doc = json_read(&arena, &line, "a line"),
                      *recorded = pl_json_get(doc, "show");
        snprintf(name, sizeof name, "%.*s", PL_FMT(pl_json_text(pl_json_get(doc, "name"))));
        if (pl_json_is(recorded, PL_JSON_STRING)) {
            kinds_show(&s, name, PL_FORMAT_JSON, &one);
            pl_str want = { one.ptr, one.len - 1 };
            CHECK(pl_str_eq(pl_json_text(recorded), want), name);
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
