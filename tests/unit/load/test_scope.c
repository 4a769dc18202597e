/* What resources see: variables and locals of their mod, files beside it (LD of
 * lazy-workspace.md 20.11). */
#include "unit/eval/made.h"
#include "load/loader.h"

typedef struct scope {
    made m;
    pl_cache *cache;
    pl_loader *loader;
} scope;

static void open_scope(scope *s, const char *name, const char *text)
{
    pl_resource_cache_options o = { .max_bytes = PL_CACHE_NO_LIMIT };
    *s = (scope){ 0 };
    made_open(&s->m, name, text);
    s->cache = pl_resource_cache_new(&o);
    s->loader = pl_loader_new(s->cache, s->m.values);
}

static void close_scope(scope *s)
{
    pl_loader_free(s->loader);
    pl_cache_free(s->cache);
    made_close(&s->m);
}

/* A field as JSON, or the messages. */
static const char *field(scope *s, const char *name, const char *attr)
{
    const pl_resource *r = pl_loader_pin_name(s->loader, pl_str_cstr(name), s->m.diags);
    if (!r)
        return made_said(&s->m);
    pl_value v = pl_resource_field(r, pl_str_cstr(attr));
    s->m.answer.len = 0;
    if (v.tag == PL_V_NULL)
        pl_buf_cstr(&s->m.answer, "null");
    else
        pl_value_json(v, &s->m.answer);
    pl_resource_unpin(r);
    return made_text(&s->m);
}

TEST(LD_09_11_variables_of_the_mod_file_or_none_at_all)
{
    scope s;
    open_scope(&s, "ld09",
               "--- mod main\n--- mod.pp\nmod \"main\" {}\n"
               "variable \"text\" {\n  default = \"t\"\n}\n"
               "variable \"list\" {\n  type = list(string)\n  default = [\"a\", \"b\"]\n}\n"
               "variable \"map\" {\n  default = {\n    k = { inner = 3 }\n  }\n}\n"
               "--- q.pp\nquery \"q\" {\n"
               "  sql = \"${var.text} ${var.list[1]} ${var.map.k.inner}\"\n}\n");
    CHECK_STR(field(&s, "query.q", "sql"), "\"t b 3\"", "LD-09");
    close_scope(&s);
    open_scope(&s, "ld11",
               "--- mod main\n--- mod.pp\nmod \"main\" {}\nquery \"q\" {\n  sql = \"s\"\n}\n");
    CHECK_STR(field(&s, "query.q", "sql"), "\"s\"", "LD-11");
    CHECK_INT(pl_diags_count(s.m.diags), 0, "LD-11 without a word");
    close_scope(&s);
}

TEST(LD_14_files_are_relative_to_the_root_of_the_mod)
{
    scope s;
    open_scope(&s, "ld14",
               "--- mod main > dep\n--- mod.pp\nmod \"main\" {}\n--- docs/x.md\nof main\n"
               "--- deep/er/docs/x.md\nnot this one\n"
               "--- deep/er/q.pp\nquery \"q\" {\n  sql = file(\"./docs/x.md\")\n}\n"
               "locals {\n  doc = file(\"docs/x.md\")\n}\nquery \"l\" {\n  sql = local.doc\n}\n"
               "--- mod dep\n--- mod.pp\nmod \"dep\" {}\n--- docs/x.md\nof dep\n"
               "--- sub/q.pp\nquery \"q\" {\n  sql = file(\"./docs/x.md\")\n}\n");
    CHECK_STR(field(&s, "query.q", "sql"), "\"of main\\n\"", "LD-14");
    CHECK_STR(field(&s, "query.l", "sql"), "\"of main\\n\"", "LD-14 in a local");
    CHECK_STR(field(&s, "dep.query.q", "sql"), "\"of dep\\n\"", "LD-14 of a dependency");
    close_scope(&s);
}

TEST(LD_15_locals_of_files_that_are_missing_cost_nobody_else)
{
    scope s;
    open_scope(&s, "ld15",
               "--- mod main > dep\n--- mod.pp\nmod \"main\" {}\n"
               "query \"q\" {\n  sql = dep.query.good.sql\n}\n"
               "--- mod dep\n--- mod.pp\nmod \"dep\" {}\n"
               "locals {\n  lost = file(\"./none.md\")\n  on_it = \"${local.lost}!\"\n"
               "  good = \"g\"\n  table = { a = local.good }\n}\n"
               "query \"good\" {\n  sql = local.table.a\n}\n"
               "query \"bad\" {\n  sql = local.on_it\n}\n");
    CHECK_STR(field(&s, "dep.query.good", "sql"), "\"g\"", "LD-15 others");
    CHECK_STR(field(&s, "query.q", "sql"), "\"g\"", "LD-15 and what uses them");
    CHECK(strstr(field(&s, "dep.query.bad", "sql"), "no file exists"), "LD-15 says why");
    close_scope(&s);
}

TEST(LD_16_17_tables_of_any_size)
{
    scope s;
    open_scope(&s, "ld16",
               "--- mod main\n--- mod.pp\nmod \"main\" {}\n"
               "locals {\n  none = {}\n  nested = { none = {}, list = [] }\n"
               "  common = {\n    category = \"Compliance\"\n    plugin   = \"aws\"\n"
               "    service  = \"AWS\"\n  }\n"
               "  cis = merge(local.common, {\n    cis = \"true\"\n    type = \"Benchmark\"\n  })\n"
               "  cis_v1 = merge(local.cis, { cis_version = \"v1.0.0\" })\n}\n"
               "query \"none\" {\n  sql  = \"s\"\n  tags = local.none\n}\n"
               "query \"empty\" {\n  sql  = \"s\"\n  tags = merge(local.nested.none, {})\n}\n"
               "query \"tags\" {\n  sql  = \"s\"\n  tags = local.cis_v1\n}\n");
    CHECK_STR(field(&s, "query.none", "tags"), "{}", "LD-16");
    CHECK_STR(field(&s, "query.empty", "tags"), "{}", "LD-16 merged");
    CHECK_STR(field(&s, "query.tags", "tags"),
              "{\"category\":\"Compliance\",\"cis\":\"true\",\"cis_version\":\"v1.0.0\","
              "\"plugin\":\"aws\",\"service\":\"AWS\",\"type\":\"Benchmark\"}",
              "LD-17");
    close_scope(&s);
}
