/* What blocks become: one row per rule of mod-language.md 4, 6 and 7. */
#include "unit/eval/made.h"
#include "load/load.h"

static const char mods[] =
    "--- mod main > dep\n--- mod.pp\nmod \"main\" {}\n"
    "--- a.pp\n"
    "variable \"v\" {\n  default = \"dv\"\n  description = \"D\"\n}\n"
    "query \"q\" {\n  sql = \"s\"\n"
    "  param \"a\" {\n    description = \"first\"\n    default = var.v\n  }\n"
    "  param \"b\" {\n    default = [\"x\", 1]\n  }\n  param \"c\" {}\n}\n"
    "control \"named\" {\n  query = query.q\n  severity = \"high\"\n"
    "  args = {\n    a = \"text\"\n    b = 10\n  }\n}\n"
    "control \"placed\" {\n  query = query.q\n  args = [\"one\", var.v, null]\n}\n"
    "control \"computed\" {\n  query = query.q\n  args = local.args\n}\n"
    "locals {\n  args = { a = \"l\" }\n}\n"
    "chart \"base\" {\n  type = \"bar\"\n  sql = \"s\"\n  legend {\n    display = \"all\"\n"
    "    position = \"left\"\n  }\n  axes {\n    x {\n      title {\n        value = \"X\"\n"
    "      }\n    }\n  }\n  series \"one\" {\n    color = \"red\"\n  }\n}\n"
    "chart \"heir\" {\n  base = chart.base\n  width = 4\n  legend {\n    position = \"top\"\n  }\n"
    "  series \"two\" {\n    color = \"blue\"\n  }\n}\n"
    "chart \"heir_of_heir\" {\n  base = chart.heir\n}\n"
    "chart \"from_dep\" {\n  base = dep.chart.far\n}\n"
    "locals {\n  held = chart.from_dep\n}\nchart \"by_local\" {\n  base = local.held\n}\n"
    "chart \"chosen\" {\n  base = false ? chart.heir : chart.from_dep\n}\n"
    "dashboard \"d\" {\n  input \"i\" {\n    type = \"combo\"\n    option \"o\" {\n      label = "
    "\"L\"\n"
    "    }\n  }\n  table {\n    query = query.q\n    args = {\n      a = self.input.i.value\n    "
    "}\n  }\n"
    "  with \"w\" {\n    sql = \"s\"\n  }\n  card \"waits\" {\n    sql = \"s\"\n"
    "    args = [with.w.rows[0].name]\n  }\n}\n"
    "query \"lost_database\" {\n  sql = \"s\"\n  database = local.nowhere\n}\n"
    "query \"circle\" {\n  sql = \"s\"\n  param \"p\" {\n    default = query.circle\n  }\n}\n"
    "benchmark \"tags\" {\n  children = []\n  tags = { n = 10, f = 1.50, b = true }\n}\n"
    "--- mod dep\n--- mod.pp\nmod \"dep\" {}\n"
    "chart \"far\" {\n  title = \"${local.own}\"\n  sql = \"far\"\n}\n"
    "locals {\n  own = \"dep's own\"\n}\n";

static void put_parts(const pl_part_block *p, pl_buf *out)
{
    for (; p; p = p->next) {
        pl_buf_printf(out, " %.*s%s%.*s{", PL_FMT(p->schema->word), p->name.len ? ":" : "",
                      PL_FMT(p->name));
        for (unsigned i = 0; i < p->schema->n_fields; i++) {
            if (p->fields[i].tag == PL_V_NULL)
                continue;
            pl_buf_printf(out, " %.*s=", PL_FMT(p->schema->fields[i].name));
            pl_value_json(p->fields[i], out);
        }
        put_parts(p->parts, out);
        pl_buf_cstr(out, " }");
    }
}

/* Everything that is set, in one line; or the messages. */
static const char *show(made *m, const char *name)
{
    pl_entry e;
    CHECK(pl_index_find(m->ix, pl_str_cstr(name), &e), name);
    pl_resource *r = pl_load_resource(m->ev, e.id, 0, m->diags);
    if (!r)
        return made_said(m);
    m->answer.len = 0;
    for (unsigned i = 0; i < r->schema->n_fields; i++) {
        if (r->fields[i].tag == PL_V_NULL)
            continue;
        pl_buf_printf(&m->answer, "%s%.*s=", m->answer.len ? " " : "",
                      PL_FMT(r->schema->fields[i].name));
        pl_value_json(r->fields[i], &m->answer);
    }
    put_parts(r->parts, &m->answer);
    for (const pl_param_def *p = r->params; p; p = p->next)
        pl_buf_printf(&m->answer, " param:%.*s%s%.*s%s%.*s", PL_FMT(p->name),
                      p->has_default ? "=" : "", PL_FMT(p->dflt), p->has_description ? "#" : "",
                      PL_FMT(p->description));
    for (const pl_arg *a = r->args; a; a = a->next)
        pl_buf_printf(&m->answer, " arg:%.*s=%.*s%s%.*s", PL_FMT(a->name), PL_FMT(a->text),
                      a->is_runtime ? "<-" : "", PL_FMT(a->path));
    for (uint32_t i = 0; i < r->n_runtime_deps; i++)
        pl_buf_printf(&m->answer, " %.*s", PL_FMT(r->runtime_deps[i]));
    pl_resource_free(r);
    return made_text(m);
}

static const struct {
    const char *what, *name, *want;
} rows[] = {
    { "LD-26 params, their defaults as text", "query.q",
      "sql=\"s\" param:a=dv#first param:b=[\"x\",1] param:c" },
    { "LD-26 args by name", "control.named", "severity=\"high\" arg:a=text arg:b=10" },
    { "LD-26 args by position", "control.placed", " arg:=one arg:=dv arg:=null" },
    { "args that an expression gives", "control.computed", " arg:a=l" },
    { "parts inside parts", "chart.base",
      "sql=\"s\" type=\"bar\" legend{ display=\"all\" position=\"left\" } axes{ x{ title{ "
      "value=\"X\" } } } series:one{ color=\"red\" }" },
    { "LD-27 a base: fields, merged parts, named parts", "chart.heir",
      "sql=\"s\" width=4 type=\"bar\" legend{ display=\"all\" position=\"top\" } series:two{ "
      "color=\"blue\" } axes{ x{ title{ value=\"X\" } } } series:one{ color=\"red\" }" },
    { "LD-27 a base of a base", "chart.heir_of_heir",
      "sql=\"s\" width=4 type=\"bar\" legend{ display=\"all\" position=\"top\" } series:two{ "
      "color=\"blue\" } axes{ x{ title{ value=\"X\" } } } series:one{ color=\"red\" }" },
    { "LD-27 a base of another mod, in the scope of that", "chart.from_dep",
      "title=\"dep's own\" sql=\"far\"" },
    { "a database that is not there is its name", "query.lost_database",
      "database=\"local.nowhere\" sql=\"s\"" },
    { "a base that a local holds", "chart.by_local", "title=\"dep's own\" sql=\"far\"" },
    { "a base that is chosen", "chart.chosen", "title=\"dep's own\" sql=\"far\"" },
    { "options of an input", "input.i", "type=\"combo\" option:o{ label=\"L\" }" },
    { "an argument that waits for an input", "table.dashboard_d_anonymous_table_0",
      " arg:a=<-self.input.i.value args.a->self.input.i.value" },
    { "one that waits for a with", "card.waits",
      "sql=\"s\" arg:=<-with.w.rows.0.name args.0->with.w.rows.0.name" },
    { "a default that needs itself is none", "query.circle", "sql=\"s\" param:p" },
    { "TG-06 tags as text", "benchmark.tags", "tags={\"b\":\"true\",\"f\":\"1.5\",\"n\":\"10\"}" },
};

TEST(blocks_become_resources)
{
    made m = { 0 };
    made_open(&m, "decode", mods);
    for (size_t i = 0; i < PL_COUNT(rows); i++)
        CHECK_STR(show(&m, rows[i].name), rows[i].want, rows[i].what);
    made_close(&m);
}

/* A mod that refers to what is not there: what a run needs of that it says then. */
TEST(a_mod_need_not_have_what_it_refers_to)
{
    static const char source[] =
        "--- mod m\n--- mod.pp\nmod \"m\" {\n  title = local.none\n  color = \"red\"\n"
        "  database = var.none\n  search_path = [local.none]\n  opengraph {\n"
        "    title = query.none.title\n    image = \"i\"\n  }\n}\n"
        "--- x.pp\nlocals {\n  there = 1\n}\n"
        "query \"q\" {\n  sql = \"(${mod.m.title})\"\n}\n";
    made m = { 0 };
    pl_entry e;
    made_open(&m, "decode_mod", source);
    CHECK(pl_index_find(m.ix, PL_S("mod.m"), &e), "there");
    CHECK_STR(show(&m, "mod.m"), "color=\"red\" opengraph{ image=\"i\" }", "the rest of it");
    pl_resource *r = pl_load_resource(m.ev, e.id, 0, m.diags);
    size_t n_recorded = pl_diags_count(m.diags);
    CHECK(r && n_recorded == 0, "nothing is said");
    CHECK(r && strstr(r->lacking.ptr, "mod.pp:4,17-22)"), "but of the database");
    CHECK(r && strstr(r->lacking.ptr, "mod.pp:5,23-28)"), "and of the search path");
    CHECK(r && !strstr(r->lacking.ptr, "mod.pp:2,"), "and of nothing else");
    pl_resource_free(r);
    CHECK_STR(show(&m, "query.q"), "sql=\"()\"", "empty where it is read");
    made_close(&m);
}

TEST(the_arena_is_exact)
{
    made m = { 0 };
    pl_entry e;
    made_open(&m, "decode_bytes", mods);
    CHECK(pl_index_find(m.ix, PL_S("chart.base"), &e), "there");
    pl_resource *r = pl_load_resource(m.ev, e.id, 0, m.diags);
    CHECK(pl_resource_bytes(r) >= sizeof *r && pl_resource_bytes(r) < 4096, "what it takes");
    CHECK(r->n_references == 0 && r->source.len == 0, "lists alone load those");
    pl_resource_free(r);
    r = pl_load_resource(m.ev, e.id, PL_LOAD_LISTED, m.diags);
    CHECK(pl_str_starts(r->source, PL_S("chart \"base\" {")), "the block as it stands there");
    pl_resource_free(r);
    pl_resource_free(NULL);
    made_close(&m);
}
