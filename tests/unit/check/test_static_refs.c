/* What is missing, and circles: the texts of real Powerpipe (mod-language.md 9.4). */
#include "unit/eval/made.h"
#include "check/refs_inner.h"

typedef struct refs_run {
    made m;
    pl_refs *refs;
    pl_prechecks *prechecks; /* by file */
    pl_file_prechecks *files;
    uint32_t n_files;
} refs_run;

static void doubt_file(refs_run *r, uint32_t row, pl_str path)
{
    pl_view view;
    pl_parser *parser = pl_parser_new();
    pl_arena tree = { 0 };
    pl_diags *diags = pl_diags_new();
    CHECK(pl_view_open(&r->m.reader, place_path(r->m.dir, path.ptr), &view) == 0, path.ptr);
    pl_diags_begin(diags, path, pl_view_str(&view));
    const pl_body *body = pl_parse_file(parser, pl_view_str(&view), &tree, diags);
    pl_diags_end(diags);
    CHECK(pl_diags_count(diags) == 0, "the source is no mistake");
    pl_prechecks *q = &r->prechecks[row];
    pl_prechecks__defer(q, body);
    r->files[row] = (pl_file_prechecks){ .list = q->list.at, .n = (uint32_t)q->list.n };
    pl_diags_free(diags);
    pl_arena_done(&tree);
    pl_parser_free(parser);
    pl_view_close(&view);
}

static void refs_open(refs_run *r, const char *source)
{
    made_open(&r->m, "static-refs", source);
    const pl_ix_file *files = pl_index_files(r->m.ix, &r->n_files);
    r->prechecks = pl_mem_zalloc((r->n_files + 1) * sizeof *r->prechecks);
    r->files = pl_mem_zalloc((r->n_files + 1) * sizeof *r->files);
    for (uint32_t i = 0; i < r->n_files; i++)
        doubt_file(r, i, pl_arena_str(&r->m.arena, pl_index_str(r->m.ix, files[i].path)));
    r->refs = pl_refs_new(r->m.ix, r->files);
}

static void refs_close(refs_run *r)
{
    for (uint32_t i = 0; i < r->n_files; i++)
        pl_prechecks_done(&r->prechecks[i]);
    pl_mem_free(r->prechecks);
    pl_mem_free(r->files);
    pl_refs_free(r->refs);
    made_close(&r->m);
}

/* All messages about a workspace. */
static const char *judged(refs_run *r)
{
    uint32_t n;
    pl_refs_resolve(r->refs, r->m.ev);
    pl_index_entries(r->m.ix, &n);
    for (uint32_t i = 0; i < n; i++)
        pl_refs_report_wrong(r->refs, i, r->m.diags);
    if (!pl_diags_count(r->m.diags))
        pl_refs_report(r->refs, r->m.diags);
    return made_said(&r->m);
}

#define ONE "--- mod m\n--- mod.pp\nmod \"m\" {}\n--- x.pp\n"
#define TWO                                                                                        \
    "--- mod dep > far\n--- mod.pp\nmod \"dep\" {}\n--- d.pp\nlocals { hidden = 1 }\n"             \
    "query \"q\" { sql = \"s\" }\n"                                                                \
    "dashboard \"d\" {\n  chart \"inner\" { sql = \"s\" }\n}\n"                                    \
    "--- mod far\n--- mod.pp\nmod \"far\" {}\n--- f.pp\nquery \"q\" { sql = \"s\" }\n"
#define LEFT "Bad Request: Failed to resolve dependencies after 2 passes. Unresolved blocks:\n"
#define LEFT3 "Bad Request: Failed to resolve dependencies after 3 passes. Unresolved blocks:\n"
#define CIRCLE "failed to determine required dependency order: Cycle error: "
#define PARSE "failed to parse dependency: Bad Request: "
#define TITLE(expr) "query \"q\" {\n  sql = \"s\"\n  title = " expr "\n}\n"

static const struct {
    const char *what, *source, *want;
} rows[] = {
    { "nothing is wrong",
      ONE
      "query \"q\" { sql = \"s\" }\ncontrol \"c\" {\n query = query.q\n title = query.q.title\n}",
      "" },
    /* missing */
    { "a query", ONE "control \"c\" { query = query.none }\n",
      LEFT "   control.c -> query.none\n     MISSING: query.none" },
    { "two of a list", ONE "benchmark \"b\" { children = [control.x, control.y] }\n",
      LEFT "   benchmark.b -> control.x\n   benchmark.b -> control.y\n     MISSING: control.x\n"
           "     MISSING: control.y" },
    { "a local", ONE TITLE("local.x"), LEFT "   query.q -> local.x\n     MISSING: local.x" },
    { "the description of a param, unlike its default",
      ONE "query \"q\" {\n  sql = \"s\"\n  param \"p\" {\n    description = local.x\n"
          "    default = local.y\n  }\n}\n",
      LEFT "   query.q -> local.x\n     MISSING: local.x" },
    { "one name twice in a block", ONE TITLE("\"${local.x} ${local.x}\""),
      LEFT "   query.q -> local.x\n     MISSING: local.x" },
    { "one name in two blocks is missing once",
      ONE TITLE("local.x") "query \"r\" {\n  sql = \"s\"\n  title = local.x\n}\n",
      LEFT "   query.q -> local.x\n     MISSING: local.x\n   query.r -> local.x" },
    { "a part of a text", ONE "variable \"v\" { default = \"x\" }\n" TITLE("var.v.name"),
      LEFT "   query.q -> var.v.name\n     MISSING: var.v" },
    { "a member of an object", ONE "locals { o = { a = 1 } }\n" TITLE("local.o.b"),
      LEFT "   query.q -> local.o.b\n     MISSING: local.o" },
    { "a member that is there", ONE "locals { o = { a = 1 } }\n" TITLE("local.o.a"), "" },
    { "an attribute that no query has", ONE TITLE("query.r.colour") "query \"r\" { sql = \"s\" }\n",
      LEFT "   query.q -> query.r.colour\n     MISSING: query.r" },
    { "the name, which is no attribute's",
      ONE TITLE("query.r.name") "query \"r\" { sql = \"s\" }\n", "" },
    { "an attribute that may not be read",
      ONE "card \"a\" { width = 1 }\ncard \"b\" { width = card.a.width }\n",
      LEFT "   card.b -> card.a.width\n     MISSING: card.a" },
    { "the own mod in front",
      ONE "control \"c\" { query = m.query.q }\nquery \"q\" { sql = \"s\" }\n",
      LEFT "   control.c -> m.query.q\n     MISSING: query.q" },
    { "another mod by name", ONE TITLE("mod.dep.title"),
      LEFT "   query.q -> mod.dep.title\n     MISSING: mod.dep" },
    { "each", ONE TITLE("each.value"), LEFT "   query.q -> each.value" },
    { "a connection", ONE TITLE("connection.sqlite.north.file_name"),
      LEFT "   query.q -> connection.sqlite.north.file_name\n"
           "     MISSING: connection.sqlite.north" },
    { "an input outside of arguments",
      ONE "dashboard \"d\" {\n  input \"i\" { type = \"text\" }\n"
          "  table { sql = \"${self.input.i.value}\" }\n}\n",
      LEFT "   dashboard.d -> self.input.i.value\n     MISSING: input.i" },
    { "something in a container",
      ONE "dashboard \"d\" {\n  container {\n    card { title = "
          "local.x }\n  }\n}\n",
      LEFT "   dashboard.d -> local.x\n"
           "     MISSING: container.dashboard_d_anonymous_container_0\n     MISSING: local.x" },
    { "a nested resource has no name",
      ONE "dashboard \"d\" {\n  card \"c\" {}\n}\n"
          "dashboard \"e\" {\n  card { base = card.c }\n}\n",
      LEFT "   dashboard.e -> card.c\n     MISSING: card.c" },
    { "others wait, too", ONE "locals { a = local.x }\n" TITLE("local.a"),
      LEFT "   local.a -> local.x\n     MISSING: local.x\n   query.q -> local.a" },
    { "a block of locals goes by its first",
      ONE "locals {\n  z = 1\n  a = local.x\n}\n" TITLE("local.z"),
      LEFT "   local.z -> local.x\n     MISSING: local.x\n   query.q -> local.z" },
    { "one block in between had to wait",
      ONE TITLE("local.l") "locals { l = 1 }\nquery \"r\" {\n  sql = \"s\"\n  title = local.x\n}\n",
      LEFT3 "   query.r -> local.x\n     MISSING: local.x" },
    /* where nothing has to be */
    { "arguments",
      ONE "control \"c\" {\n  query = query.q\n  args = { a = local.x }\n}\n"
          "query \"q\" {\n  sql = \"s\"\n  param \"a\" { default = local.y }\n}\n",
      "" },
    { "a database", ONE "query \"q\" {\n  sql = \"s\"\n  database = connection.a.b\n}\n", "" },
    { "what is tried", ONE TITLE("try(local.x, query.none.title, \"x\")"), "" },
    { "what can be asked", ONE TITLE("can(local.x) ? local.y : \"x\""), "" },
    { "the branch that is not taken",
      ONE "variable \"v\" { default = true }\n" TITLE("var.v ? \"x\" : local.x"), "" },
    { "the one that is",
      ONE "variable \"v\" { default = false }\n" TITLE("var.v ? \"x\" : local.x"),
      LEFT "   query.q -> local.x\n     MISSING: local.x" },
    { "names that a loop binds", ONE TITLE("join(\",\", [for each, x in { a = 1 } : each])"), "" },
    { "null for a reference",
      ONE "card \"c\" { base = null }\nbenchmark \"b\" { children = null }\n", "" },
    /* no paths */
    { "a word", ONE TITLE("region"), PARSE "invalid property path: region\n(x.pp:1,11-4,2)" },
    { "two words", ONE TITLE("foo.bar"), PARSE "invalid property path: foo.bar\n(x.pp:1,11-4,2)" },
    { "three", ONE TITLE("quay.north.title"),
      PARSE "invalid resource item type passed to ParseResourcePropertyPath: quay.north.title\n"
            "(x.pp:1,11-4,2)" },
    { "in a local", ONE "locals {\n  a = foo.bar\n}\n",
      PARSE "invalid property path: foo.bar\n(x.pp:1,8-3,2)" },
    /* mods */
    { "all of a dependency can be named",
      "--- mod m > dep\n--- mod.pp\nmod \"m\" {}\n--- x.pp\ncontrol \"c\" { query = dep.query.q }\n"
      "chart \"c\" { base = dep.chart.inner }\n" TITLE("dep.query.q.title") TWO,
      "" },
    { "but not its locals",
      "--- mod m > dep\n--- mod.pp\nmod \"m\" {}\n--- x.pp\n" TITLE("dep.local.hidden") TWO,
      LEFT "   query.q -> dep.local.hidden\n     MISSING: local.hidden" },
    { "what it does not have",
      "--- mod m > dep\n--- mod.pp\nmod \"m\" {}\n--- x.pp\ncontrol \"c\" { query = dep.query.r "
      "}\n" TWO,
      LEFT "   control.c -> dep.query.r\n     MISSING: query.r" },
    { "a dependency of a dependency",
      "--- mod m > dep\n--- mod.pp\nmod \"m\" {}\n--- x.pp\ncontrol \"c\" { query = far.query.q "
      "}\n" TWO,
      LEFT "   control.c -> far.query.q\n     MISSING: query.q" },
    { "one that is wrong itself",
      "--- mod m > dep\n--- mod.pp\nmod \"m\" {}\n--- x.pp\nquery \"z\" { sql = \"s\" }\n"
      "--- mod dep\n--- mod.pp\nmod \"dep\" {}\n--- d.pp\n" TITLE("local.x"),
      LEFT "   query.q -> local.x\n     MISSING: local.x" },
    /* circles */
    { "two locals", ONE "locals { a = local.b }\nlocals { b = local.a }\n",
      CIRCLE "local.a -> local.b -> local.a" },
    { "a local of itself", ONE "locals { a = local.a }\n", CIRCLE "local.a -> local.a" },
    { "locals of one block", ONE "locals {\n  a = \"x\"\n  b = local.a\n}\n",
      CIRCLE "local.a -> local.a" },
    { "locals of two blocks, one after the other",
      ONE "locals { a = \"x\" }\nlocals { b = local.a }\nlocals { c = local.b }\n", "" },
    { "three benchmarks",
      ONE "benchmark \"a\" { children = [benchmark.b] }\nbenchmark \"b\" { children = "
          "[benchmark.c] }\nbenchmark \"c\" { children = [benchmark.a] }\n",
      CIRCLE "benchmark.a -> benchmark.b -> benchmark.c -> benchmark.a" },
    { "bases", ONE "card \"a\" { base = card.b }\ncard \"b\" { base = card.a }\n",
      CIRCLE "card.a -> card.b -> card.a" },
    { "links", ONE "dashboard \"a\" {\n  card { href = dashboard.a.url_path }\n}\n",
      CIRCLE "dashboard.a -> dashboard.a" },
    { "a query and a local",
      ONE "locals { t = query.a.title }\nquery \"a\" {\n  sql = \"s\"\n"
          "  title = local.t\n}\n",
      CIRCLE "local.t -> query.a -> local.t" },
    { "what waits for a circle is none of it",
      ONE "query \"z\" {\n  sql = \"s\"\n  title = local.a\n}\nlocals { a = local.a }\n",
      CIRCLE "local.a -> local.a" },
    { "none where it is tried", ONE "locals { a = try(local.b, 1) }\nlocals { b = local.a }\n",
      "" },
    { "none through arguments",
      ONE "query \"q\" { sql = \"s\" }\ncontrol \"c\" {\n  query = query.q\n"
          "  args = { a = control.c.title }\n}\n",
      "" },
    /* kinds */
    { "children as a text", ONE "benchmark \"b\" {\n  children = \"control.c\"\n}\n",
      "Unsuitable value type: Unsuitable value: list of object required, but have string\n"
      "(x.pp:2,15-24)" },
    { "a text for a child", ONE "benchmark \"b\" {\n  children = [\"control.c\"]\n}\n",
      "Unsuitable value type: Unsuitable value: element 0: object required, but have string\n"
      "(x.pp:2,14-15)" },
    { "a variable for a child",
      ONE "variable \"v\" { default = \"x\" }\nbenchmark \"b\" {\n  children = [var.v]\n}\n",
      "Unsuitable value type: Unsuitable value: element 0: object required, but have string\n"
      "(x.pp:3,14-15)" },
    { "an object of children",
      ONE "query \"q\" { sql = \"s\" }\nbenchmark \"b\" {\n  children = { a = query.q }\n}\n",
      "Unsuitable value type: Unsuitable value: list of object required\n(x.pp:3,14-15)" },
    { "one child alone",
      ONE "query \"q\" { sql = \"s\" }\nbenchmark \"b\" {\n  children = query.q\n}\n",
      "Unsuitable value type: Unsuitable value: list of object required\n(x.pp:3,14-21)" },
    { "children that an expression makes",
      ONE "query \"q\" { sql = \"s\" }\nbenchmark \"b\" {\n  children = [for q in [query.q] : "
          "q]\n}\n",
      "" },
    { "a chart for a card", ONE "chart \"a\" {}\ncard \"b\" {\n  base = chart.a\n}\n",
      "Unsuitable value type: Unsuitable value: attributes \"href\", \"icon\", \"label\", and "
      "\"value\" are required\n(x.pp:3,10-17)" },
    { "a control for a query",
      ONE "control \"c\" { sql = \"s\" }\ncontrol \"d\" {\n  query = control.c\n}\n",
      "Unsuitable value type: Unsuitable value: attribute \"unused\" is required\n"
      "(x.pp:3,11-20)" },
    { "a query for a query, in a block that is looked at",
      ONE "query \"q\" { sql = \"s\" }\ncontrol \"d\" {\n  query = query.q\n  title = "
          "try(local.x, \"y\")\n}\ncard \"a\" {}\ncard \"b\" {\n  base = card.a\n  title = "
          "try(local.x, \"y\")\n}\n",
      "" },
    { "a text for a query", ONE "control \"c\" {\n  query = \"query.q\"\n}\n",
      "Unsuitable value type: Unsuitable value: object required, but have string\n"
      "(x.pp:2,12-19)" },
    { "an attribute for a query",
      ONE "query \"q\" { sql = \"s\" }\ncontrol \"c\" {\n  query = query.q.sql\n}\n",
      "Unsuitable value type: Unsuitable value: object required, but have string\n"
      "(x.pp:3,11-22)" },
    { "what is missing comes first", ONE "benchmark \"b\" { children = [\"x\", control.y] }\n",
      LEFT "   benchmark.b -> control.y\n     MISSING: control.y" },
    /* arguments */
};

TEST(references_that_have_no_answer)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        refs_run r = { 0 };
        refs_open(&r, rows[i].source);
        CHECK_STR(judged(&r), rows[i].want, rows[i].what);
        refs_close(&r);
    }
}

TEST(plain_workspace_is_settled_at_once)
{
    refs_run r = { 0 };
    refs_open(&r, ONE "locals { a = 1 }\nlocals { b = local.a }\n" TITLE("local.a"));
    pl_refs_resolve(r.refs, r.m.ev);
    CHECK(!r.refs->units.n, "locals of one block after those of another");
    refs_close(&r);
    r = (refs_run){ 0 };
    refs_open(&r, ONE "locals { a = 1 }\n" TITLE("local.a") "control \"c\" { query = query.q }\n");
    pl_refs_resolve(r.refs, r.m.ev);
    CHECK(!r.refs->units.n, "nothing is in doubt");
    CHECK(!pl_refs_holds(r.refs, 0), "nothing waits");
    refs_close(&r);
}

TEST(who_waits_has_nothing_else_to_say)
{
    refs_run r = { 0 };
    pl_entry e;
    refs_open(&r, ONE TITLE("local.x") "control \"c\" { query = query.q }\n"
                                       "control \"d\" { sql = \"s\" }\n");
    pl_refs_resolve(r.refs, r.m.ev);
    CHECK(pl_index_find(r.m.ix, PL_S("query.q"), &e) && pl_refs_holds(r.refs, e.id), "it");
    CHECK(pl_index_find(r.m.ix, PL_S("control.c"), &e) && pl_refs_holds(r.refs, e.id),
          "what needs it");
    CHECK(pl_index_find(r.m.ix, PL_S("control.d"), &e) && !pl_refs_holds(r.refs, e.id), "others");
    refs_close(&r);
}
