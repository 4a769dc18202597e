/* What expressions mean in the scopes of several mods (lazy-workspace.md 3; TG-05, TG-08). */
#include "unit/eval/made.h"
#include "base/hash.h"
#include "eval/meta.h"
#include <pthread.h>
#include <stdatomic.h>

static const char two_mods[] =
    "--- mod main > dep, deeper\n"
    "--- mod.pp\nmod \"main\" { title = \"Main \" }\n"
    "--- a.pp\n"
    "locals {\n  x = \"main\"\n  tags = merge(local.base, { own = local.x })\n}\n"
    "variable \"v\" { default = \"main default\" }\n"
    "--- z.pp\n"
    "locals { base = { from = local.far } }\n"
    "locals { far = \"${upper(local.x)}!\" }\n"
    "query \"q\" {\n  title = \"Q of ${local.x}\"\n  sql = \"s\"\n  tags = local.tags\n}\n"
    "control \"c\" {\n  title = query.q.title\n  query = query.q\n  param \"p\" { default = 1 "
    "}\n}\n"
    "dashboard \"d\" {\n  title = dep.query.q.title\n  text { value = \"x\" }\n"
    "  container {\n    input \"i\" { type = \"text\" }\n  }\n}\n"
    "--- q.sql\nselect 1"
    "--- mod dep > deeper\n"
    "--- mod.pp\nmod \"dep\" { title = \"Dep\" }\n"
    "--- a.pp\n"
    "locals { x = \"dep\" }\n"
    "variable \"v\" { default = \"dep default\" }\n"
    "query \"q\" {\n  title = \"Q of ${local.x} and ${var.v}\"\n  sql = \"s\"\n}\n"
    "dashboard \"holder\" {\n  chart \"inner\" {\n    title = \"inside\"\n    sql = \"s\"\n  }\n}\n"
    "--- q.sql\nselect 2"
    "--- mod deeper\n"
    "--- mod.pp\nmod \"deeper\" {}\nquery \"q\" { title = \"deep\" }\n";

static const struct {
    const char *what, *mod, *expr, *want;
} rows[] = {
    { "a variable's default", "main", "var.v", "\"main default\"" },
    { "the same name in another mod", "dep", "var.v", "\"dep default\"" },
    { "a dependency's variable", "main", "dep.var.v", "\"dep default\"" },
    { "a local", "main", "local.x", "\"main\"" },
    { "a local of the same name elsewhere", "dep", "local.x", "\"dep\"" },
    { "locals through three files and back", "main", "local.tags",
      "{\"from\":\"MAIN!\",\"own\":\"main\"}" },
    { "a path into a local", "main", "local.tags.from", "\"MAIN!\"" },
    { "an index into a local", "main", "local.tags[\"own\"]", "\"main\"" },
    { "a name as an index", "main", "local[\"x\"]", "\"main\"" },
    { "a title", "main", "query.q.title", "\"Q of main\"" },
    { "a title through another", "main", "control.c.title", "\"Q of main\"" },
    { "a title of a dependency, evaluated there", "main", "dep.query.q.title",
      "\"Q of dep and dep default\"" },
    { "the same through the own", "main", "dashboard.d.title", "\"Q of dep and dep default\"" },
    { "an attribute that is not set", "main", "control.c.description", "null" },
    { "names", "main", "[query.q.name, query.q.short_name, query.q.unqualified_name]",
      "[\"main.query.q\",\"q\",\"query.q\"]" },
    { "where a dashboard is", "main", "dashboard.d.url_path", "\"/main.dashboard.d\"" },
    { "where a dependency's is", "main", "dep.dashboard.holder.url_path",
      "\"/dep.dashboard.holder\"" },
    { "children of a dashboard", "main", "dashboard.d.children",
      "[\"main.text.dashboard_d_anonymous_text_0\","
      "\"main.container.dashboard_d_anonymous_container_0\"]" },
    { "its inputs", "main", "dashboard.d.inputs[*].unqualified_name", "[\"input.i\"]" },
    { "params", "main", "control.c.params[0].name", "\"p\"" },
    { "the query of a control", "main", "control.c.query.title", "\"Q of main\"" },
    { "the mod of a resource, of which little can be read", "main", "query.q.mod",
      "{\"categories\":null,\"color\":null,\"icon\":null}" },
    { "the own mod", "main", "mod.main.title", "\"Main \"" },
    { "the own mod's name", "main", "mod.main.short_name", "\"main\"" },
    { "a nested resource of a dependency", "main", "dep.chart.inner.title", "\"inside\"" },
    { "what is only known when it runs", "main", "self.input.i.value", "unknown" },
    { "the same in a list", "main", "[with.a.rows[0].b, param.p]", "unknown" },
    { "a function of the unknown", "main", "upper(input.i.value)", "unknown" },
    { "a condition over a resource", "main", "query.q.title == \"Q of main\" ? 1 : 2", "1" },
    { "no such local", "main", "local.nothing",
      "Unsupported attribute: This object does not have an attribute named \"nothing\".\n"
      "(expr:1,6-14)" },
    { "no such query", "main", "query.nothing.title",
      "Unsupported attribute: This object does not have an attribute named \"nothing\".\n"
      "(expr:1,6-14)" },
    { "an attribute that may not be read", "main", "control.c.width",
      "Unsupported attribute: This object does not have an attribute named \"width\".\n"
      "(expr:1,10-16)" },
    { "a nested resource of the own mod", "dep", "chart.inner.title",
      "Unsupported attribute: This object does not have an attribute named \"inner\".\n"
      "(expr:1,6-12)" },
    { "locals of a dependency are private", "main", "dep.local.x",
      "Unsupported attribute: This object does not have an attribute named \"local\".\n"
      "(expr:1,4-10)" },
    { "another mod by `mod`", "main", "mod.dep.title",
      "Unsupported attribute: This object does not have an attribute named \"dep\".\n"
      "(expr:1,4-8)" },
    { "a dependency does not see the workspace", "dep", "main.query.q.title",
      "Unknown variable: There is no variable named \"main\".\n(expr:1,1-5)" },
    { "a dependency's dependency by itself", "deeper", "dep.var.v",
      "Unknown variable: There is no variable named \"dep\".\n(expr:1,1-4)" },
    { "a word that was meant otherwise", "main", "vars.v",
      "Unknown variable: There is no variable named \"vars\". Did you mean \"var\"?\n"
      "(expr:1,1-5)" },
    { "no connections", "main", "connection.sqlite.x",
      "Unsupported attribute: This object does not have an attribute named \"x\".\n"
      "(expr:1,18-20)" },
};

TEST(each_mod_has_a_scope_of_its_own)
{
    made m = { 0 };
    made_open(&m, "two_mods", two_mods);
    for (size_t i = 0; i < PL_COUNT(rows); i++)
        CHECK_STR(made_eval(&m, rows[i].mod, rows[i].expr), rows[i].want, rows[i].what);
    made_close(&m);
}

static const char bases[] =
    "--- mod m > dep\n--- mod.pp\nmod \"m\" {}\n"
    "query \"q\" { sql = \"select 1\" }\n"
    "card \"one\" {\n  title = \"One\"\n  tags = { a = \"1\", b = \"1\" }\n  query = query.q\n"
    "  documentation = \"D\"\n  param \"p\" { default = 1 }\n}\n"
    "card \"two\" {\n  base = card.one\n  tags = { b = \"2\" }\n  label = \"Two\"\n}\n"
    "card \"three\" {\n  base = card.two\n  title = null\n  tags = { c = 3 }\n}\n"
    "card \"far\" { base = dep.card.far }\n"
    "text \"t1\" {\n  title = \"T\"\n  description = \"D\"\n  tags = { a = \"1\" }\n}\n"
    "text \"t2\" { base = text.t1 }\n"
    "control \"c1\" {\n  sql = \"s\"\n  severity = \"low\"\n  args = { a = 1 }\n}\n"
    "control \"c2\" { base = control.c1 }\n"
    "chart \"s1\" {\n  legend { display = \"auto\" }\n  series \"a\" {\n    title = \"A\"\n"
    "    point \"x\" { color = \"red\" }\n  }\n  series \"b\" { title = \"B\" }\n}\n"
    "chart \"s2\" {\n  base = chart.s1\n  legend { position = \"top\" }\n"
    "  series \"b\" { title = \"own\" }\n}\n"
    "card \"round\" { base = card.about }\ncard \"about\" { base = card.round }\n"
    "--- mod dep\n--- mod.pp\nmod \"dep\" {}\nlocals { t = \"of dep\" }\n"
    "card \"far\" { title = local.t }\n";

static const struct {
    const char *what, *expr, *want;
} base_rows[] = {
    { "a title from the base", "card.two.title", "\"One\"" },
    { "null is not set", "card.three.title", "\"One\"" },
    { "own tags win, the base's are added", "card.three.tags",
      "{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}" },
    { "a query from the base", "card.three.query.sql", "\"select 1\"" },
    { "documentation never", "card.two.documentation", "null" },
    { "params as a whole", "card.three.params[*].name", "[\"p\"]" },
    { "across mods, in the scope of the base", "card.far.title", "\"of dep\"" },
    { "a text's title", "text.t2.title", "\"T\"" },
    { "but not its tags", "text.t2.tags", "null" },
    { "a control's severity", "control.c2.severity", "\"low\"" },
    { "but not its args", "control.c2.args", "{\"args\":{},\"args_list\":null,\"refs\":null}" },
    { "a query has members that nothing sets", "[query.q.query, query.q.args, query.q.unused]",
      "[null,null,\"\"]" },
    { "blocks filled up", "[chart.s2.legend.display, chart.s2.legend.position]",
      "[\"auto\",\"top\"]" },
    { "blocks appended by name", "{ for k, v in chart.s2.series : k => v.title }",
      "{\"a\":\"A\",\"b\":\"own\"}" },
    { "in their order", "chart.s2.series_list[*].name", "[\"b\",\"a\"]" },
    { "blocks in blocks", "chart.s1.series.a.point[0].color", "\"red\"" },
    { "bases in a circle", "card.round.title", "null" },
};

TEST(attributes_come_from_the_base)
{
    made m = { 0 };
    made_open(&m, "bases", bases);
    for (size_t i = 0; i < PL_COUNT(base_rows); i++)
        CHECK_STR(made_eval(&m, "m", base_rows[i].expr), base_rows[i].want, base_rows[i].what);
    made_close(&m);
}

static const char failing[] =
    "--- mod m\n--- mod.pp\nmod \"m\" {}\n"
    "--- a.pp\nlocals { a = local.b }\n"
    "--- b.pp\nlocals { b = local.c }\nlocals { c = local.a }\n"
    "--- c.pp\nlocals {\n  ok   = 1\n  bad  = upper(1, 2)\n  uses = \"${local.bad}!\"\n}\n"
    "query \"q\" {\n  title = [1]\n  description = local.bad\n}\n"
    "query \"r\" { title = query.s.title }\nquery \"s\" { title = query.r.title }\n"
    "dashboard \"d\" { title = dashboard.d.url_path }\n";

#define BAD                                                                                        \
    "Too many function arguments: Function \"upper\" expects only 1 argument(s).\n"                \
    "(c.pp:3,19-20)"
#define UNKNOWN "Unsuitable value type: Unsuitable value: value must be known\n"
#define CYCLE "failed to determine required dependency order: Cycle error: "

static const struct {
    const char *what, *expr, *want;
} failing_rows[] = {
    { "locals in a circle", "local.a", CYCLE "local.a -> local.b -> local.c -> local.a" },
    { "the same again", "local.a", CYCLE "local.a -> local.b -> local.c -> local.a" },
    { "from elsewhere in it", "local.c", CYCLE "local.a -> local.b -> local.c -> local.a" },
    { "titles in a circle", "query.r.title",
      CYCLE "query.r -> query.s -> query.r\n" UNKNOWN "(c.pp:11,21-34)\n" UNKNOWN
            "(c.pp:10,21-34)" },
    { "an own attribute is no circle", "dashboard.d.title", "\"/m.dashboard.d\"" },
    { "a message has the place of its file", "local.bad", BAD },
    { "once, however often it is met", "[local.bad, local.bad, local.uses]", BAD },
    { "through another", "local.uses", BAD },
    { "the good beside it stays", "local.ok", "1" },
    { "an attribute of a wrong type", "query.q.title",
      "Unsuitable value type: Unsuitable value: string required, but have tuple\n(c.pp:7,11-12)" },
};

TEST(what_fails_fails_again)
{
    made m = { 0 };
    made_open(&m, "failing", failing);
    for (size_t i = 0; i < PL_COUNT(failing_rows); i++)
        CHECK_STR(made_eval(&m, "m", failing_rows[i].expr), failing_rows[i].want,
                  failing_rows[i].what);
    made_close(&m);
}

/* Each local needs the next: far more than may be nested, and as a deep expression. */
TEST(long_chains_are_refused)
{
    made m = { 0 };
    pl_buf source = { 0 };
    pl_buf_cstr(&source, "--- mod m\n--- mod.pp\nmod \"m\" {}\nlocals {\n");
    for (int i = 0; i < 1000; i++)
        pl_buf_printf(&source, "  l%d = [[[[[[[[local.l%d]]]]]]]]\n", i, i + 1);
    pl_buf_cstr(&source, "  l1000 = 1\n");
    for (int i = 0; i < 150; i++) {
        pl_buf_printf(&source, "  d%d = ", i);
        pl_buf_fill(&source, '(', 900);
        pl_buf_printf(&source, "local.d%d", i + 1);
        pl_buf_fill(&source, ')', 900);
        pl_buf_byte(&source, '\n');
    }
    pl_buf_cstr(&source, "  d150 = 1\n}\n");
    pl_buf_byte(&source, 0);
    made_open(&m, "chain", source.ptr);
    CHECK_STR(made_eval(&m, "m", "local.l0"), "values that need each other are nested too deeply",
              "by number");
    CHECK_STR(made_eval(&m, "m", "length(local.l950)"), "1", "what is short stays");
    CHECK(strstr(made_eval(&m, "m", "local.d0"), "nested too deeply"), "by stack");
    made_close(&m);
    pl_buf_done(&source);
}

/* Every local doubles the one before: the value is refused before it is written down. */
TEST(growing_values_are_refused)
{
    made m = { 0 };
    pl_buf source = { 0 };
    pl_buf_cstr(&source, "--- mod m\n--- mod.pp\nmod \"m\" {}\nlocals {\n  l0 = \"x\"\n");
    for (int i = 1; i < 100; i++)
        pl_buf_printf(&source, "  l%d = [local.l%d, local.l%d]\n", i, i - 1, i - 1);
    pl_buf_cstr(&source, "}\n");
    pl_buf_byte(&source, 0);
    made_open(&m, "doubling", source.ptr);
    CHECK(strstr(made_eval(&m, "m", "local.l99"), "Evaluation limit exceeded"), "too much");
    CHECK(pl_value_store_bytes(m.values) < 1 << 20, "and little was kept");
    made_close(&m);
    pl_buf_done(&source);
}

TEST(a_file_that_changed_is_not_believed)
{
    made m = { 0 };
    made_open(&m, "changed",
              "--- mod m\n--- mod.pp\nmod \"m\" {}\n"
              "--- a.pp\nlocals { a = 1 }\n--- b.pp\nlocals { b = 1 }\n");
    place_text(m.dir, "a.pp", "locals { aa = 22 }\n");
    unlink(place_path(m.dir, "b.pp"));
    CHECK_STR(made_eval(&m, "m", "local.a"),
              "'a.pp' has changed since the workspace was read: try again", "changed");
    CHECK_STR(made_eval(&m, "m", "local.b"), "cannot read 'b.pp': No such file or directory",
              "gone");
    made_close(&m);
}

TEST(metadata_of_what_cannot_be_read_fails_with_words)
{
    made m = { 0 };
    made_open(&m, "meta_words",
              "--- mod main\n--- mod.pp\nmod \"main\" {}\nlocals {\n  l = { k = \"v\" }\n}\n"
              "variable \"v\" {\n  type = string\n  title = local.none\n  tags = local.l\n}\n"
              "query \"q\" {\n  sql = \"s\"\n  title = local.none\n  tags = local.l\n}\n");
    uint32_t n, failed = 0;
    const pl_ix_entry *all = pl_index_entries(m.ix, &n);
    for (uint32_t id = 0; id < n; id++) {
        pl_evaluator_meta meta;
        if (pl_evaluator_meta_open(&all[id]) &&
            !pl_evaluator_meta_of(m.ev, id, NULL, NULL, &meta, m.diags)) {
            CHECK(pl_diags_errors(m.diags) && *made_said(&m), "words");
            failed++;
        }
    }
    CHECK(failed >= 2, "the variable and the query");
    made_close(&m);
}

/* ---- threads */

static size_t count_read(void *ctx, pl_entry_id id, pl_str path)
{
    (void)id;
    (void)path;
    atomic_fetch_add((atomic_uint *)ctx, 1);
    return 0;
}

typedef struct sitter {
    made *m;
    uint32_t first;
    uint64_t sum; /* of what it saw, in the order of entries */
    uint32_t reads;
} sitter;

static uint64_t hash_of(pl_value v)
{
    pl_buf text = { 0 };
    pl_value_json(v, &text);
    uint64_t hash = pl_hash_str(pl_buf_view(&text));
    pl_buf_done(&text);
    return hash;
}

/* Titles of all queries, beginning somewhere, each from a ev borrowed for it. */
static void *sit_down(void *ctx)
{
    sitter *s = ctx;
    uint32_t n;
    const pl_entry_id *ids = pl_index_kind(s->m->ix, PL_KIND_QUERY, &n);
    pl_diags *diags = pl_diags_new();
    for (uint32_t i = 0; i < n; i++) {
        uint32_t at = (s->first + i) % n;
        pl_evaluator_meta meta;
        pl_evaluator *ev = pl_evaluator_borrow(s->m->values);
        pl_evaluator_marks before = pl_evaluator_marks_now(ev);
        CHECK(pl_evaluator_meta_of(ev, ids[at], NULL, NULL, &meta, diags), "worked out");
        s->sum += (at + 1) * (hash_of(meta.title) ^ hash_of(meta.tags));
        s->reads += pl_evaluator_marks_now(ev).reads != before.reads;
        pl_evaluator_give_back(ev);
    }
    pl_diags_free(diags);
    return NULL;
}

TEST(evs_share_what_was_worked_out)
{
    enum { N = 4, QUERIES = 60 };
    made m = { 0 };
    pl_buf source = { 0 };
    atomic_uint reads = 0;
    pl_buf_cstr(&source, "--- mod m\n--- doc.md\nwords\n--- mod.pp\nmod \"m\" {}\nlocals {\n");
    pl_buf_cstr(&source, "  doc = file(\"doc.md\")\n  l0 = { k = local.doc }\n");
    for (int i = 1; i <= QUERIES; i++)
        pl_buf_printf(&source, "  l%d = merge(local.l%d, { k%d = \"${local.doc}%d\" })\n", i, i / 2,
                      i, i);
    pl_buf_cstr(&source, "}\n");
    for (int i = 0; i < QUERIES; i++)
        pl_buf_printf(&source,
                      "query \"q%d\" {\n  sql = \"s\"\n  title = \"T ${local.l%d.k}\"\n"
                      "  tags = %s\n}\n",
                      i, i, i % 3 ? "merge(local.l7, { own = upper(\"x\") })" : "local.l60");
    pl_buf_byte(&source, 0);
    m.options.file_read = count_read;
    m.options.file_ctx = &reads;
    made_open(&m, "evs", source.ptr);
    sitter alone = { .m = &m }, sitters[N];
    pthread_t threads[N];
    for (uint32_t i = 0; i < N; i++) {
        sitters[i] = (sitter){ .m = &m, .first = i * QUERIES / N };
        pthread_create(&threads[i], NULL, sit_down, &sitters[i]);
    }
    for (uint32_t i = 0; i < N; i++)
        pthread_join(threads[i], NULL);
    sit_down(&alone);
    for (uint32_t i = 0; i < N; i++) {
        CHECK(sitters[i].sum == alone.sum, "everybody saw the same");
        CHECK_INT(sitters[i].reads, QUERIES, "and on what it depends");
    }
    CHECK_INT(reads, 1, "the document was read once");
    made_close(&m);
    pl_buf_done(&source);
}
