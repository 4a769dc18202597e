/* The workspace as a database: what SQL reads is what resources say. */
#include "unit/workspace/seen.h"
#include "base/alloc.h"
#include "base/str.h"
#include "db/db.h"
#include "unit/db/result.h"
#include "workspace/tables.h"
#include <pipelite/rescan.h>
#include <pipelite/resource.h>

typedef struct place {
    seen s;
    pl_tables *tables;
    pl_db *db;
} place;

static void open_place(place *p, const char *dir)
{
    pl_db_error error = { 0 };
    seen_open(&p->s, dir, false);
    CHECK(p->s.ws, dir);
    p->tables = pl_workspace_tables_new(p->s.ws);
    pl_db_options options = { .url = { PL_S("workspace://") }, .tables = p->tables };
    p->db = pl_db_open(&options, &error);
    CHECK(p->db, "the database opens");
    pl_db_error_done(&error);
}

static void close_place(place *p)
{
    pl_db_close(p->db);
    pl_workspace_tables_free(p->tables);
    seen_close(&p->s);
}

static void expect(place *p, const char *sql, const char *want)
{
    result r = { .form = RESULT_LEAF };
    CHECK_STR(result_sql(&r, p->db, sql), want, sql);
    result_done(&r);
}

static const char mod[] =
    "variable \"region\" {\n  default = \"eu\"\n}\n"
    "variable \"token\" {\n  default = \"hush\"\n  sensitive = true\n}\n"
    "locals {\n  tags = { service = \"s3\" }\n}\n"
    "query \"used\" {\n  sql = \"select 1\"\n}\n"
    "query \"unused\" {\n  sql = \"select '${var.region}'\"\n}\n"
    "control \"a\" {\n  title = \"A\"\n  severity = \"high\"\n  query = query.used\n"
    "  tags = merge(local.tags, { x = \"1\" })\n}\n"
    "control \"b\" {\n  base = control.a\n  title = \"B in ${var.region}\"\n  sql = \"select "
    "2\"\n}\n"
    "benchmark \"all\" {\n  title = \"All\"\n  children = [control.b, control.a]\n"
    "  tags = { service = \"s3\" }\n}\n"
    "dashboard \"d\" {\n  card {\n    type = \"alert\"\n    sql = \"select 3\"\n    width = 2\n  "
    "}\n}\n";

static void open_mod(place *p, const char *name)
{
    const char *dir = place_new(name);
    place_text(dir, "mod.pp", "mod \"m\" {\n  title = \"M\"\n}\n");
    place_text(dir, "a.pp", mod);
    open_place(p, dir);
}

static const struct {
    const char *sql, *want;
} rows[] = {
    { "select name, severity, query from pipelite_control order by name",
      "name,severity,query: \"a\",\"high\",\"m.query.used\"; \"b\",\"high\",\"m.query.used\"" },
    { "select title from pipelite_control where qualified_name = 'm.control.b'",
      "title: \"B in eu\"" },
    { "select tags from pipelite_control where name = 'a'",
      "tags: \"{\\\"service\\\":\\\"s3\\\",\\\"x\\\":\\\"1\\\"}\"" },
    { "select sql from pipelite_query where name = 'unused'", "sql: \"select 'eu'\"" },
    { "select count(*) as n from pipelite_resource where type = 'control' and mod = 'm'", "n: 2" },
    { "select count(*) as n from pipelite_resource where type = 'no such type'", "n: 0" },
    { "select count(*) as n from pipelite_resource where qualified_name = null", "n: 0" },
    { "select count(*) as n from pipelite_control where qualified_name = 'm.query.used'", "n: 0" },
    { "select name from pipelite_control where name in ('b', 'x')", "name: \"b\"" },
    { "select name from pipelite_control where name = 'B' collate nocase", "name: \"b\"" },
    { "select attr_type, width, is_anonymous from pipelite_card",
      "attr_type,width,is_anonymous: \"alert\",2,true" },
    { "select type, title from pipelite_panel where title is null limit 1",
      "type,title: \"card\",null" },
    { "select resource, value from pipelite_tag where key = 'service' order by 1",
      "resource,value: \"m.benchmark.all\",\"s3\"; \"m.control.a\",\"s3\"; "
      "\"m.control.b\",\"s3\"" },
    { "select key from pipelite_tag where resource = 'm.control.a'", "key: \"service\"; \"x\"" },
    { "select \"from\", attribute from pipelite_reference where \"to\" = 'm.control.a' order by 1",
      "from,attribute: \"m.benchmark.all\",\"children\"; \"m.control.b\",\"base\"" },
    { "select \"to\", is_found from pipelite_reference where \"from\" = 'm.control.a' order by 1",
      "to,is_found: \"m.local.tags\",true; \"m.query.used\",true" },
    { "select name from pipelite_query q where not exists (select 1 from pipelite_reference r "
      "where r.\"to\" = q.qualified_name)",
      "name: \"unused\"" },
    { "select child, position from pipelite_child where parent = 'm.benchmark.all'",
      "child,position: \"m.control.b\",0; \"m.control.a\",1" },
    { "select parent from pipelite_child where child = 'm.control.b'",
      "parent: \"m.benchmark.all\"" },
    { "select path, mod, lines, resources from pipelite_file where path = 'mod.pp'",
      "path,mod,lines,resources: \"mod.pp\",\"m\",3,1" },
    { "select name, value from pipelite_variable order by 1",
      "name,value: \"region\",\"eu\"; \"token\",\"(sensitive value)\"" },
    { "select count(*) as n from pipelite_diagnostic", "n: 0" },
    { "select title from pipelite_mod", "title: \"M\"" },
    { "delete from pipelite_query", "! table pipelite_query may not be modified" },
    { "attach 'x.db' as x", "! too many attached databases - max 0" },
    { "vacuum into 'x.db'", "! too many attached databases - max 0" },
};

TEST(sql_reads_the_workspace)
{
    place p = { 0 };
    open_mod(&p, "sql");
    for (size_t i = 0; i < PL_COUNT(rows); i++)
        expect(&p, rows[i].sql, rows[i].want);
    close_place(&p);
}

TEST(each_statement_reads_the_newest_generation)
{
    place p = { 0 };
    open_mod(&p, "newest");
    expect(&p, "select count(*) as n from pipelite_query", "n: 2");
    place_text(pl_workspace_path(p.s.ws).ptr, "b.pp",
               "query \"third\" {\n  sql = \"select 3\"\n}\n");
    pl_changes_free(pl_workspace_rescan(p.s.ws, NULL, p.s.diags));
    expect(&p, "select count(*) as n from pipelite_query", "n: 3");
    close_place(&p);
}

TEST(a_workspace_that_is_closed_has_no_rows_of_it)
{
    pl_db_error error = { 0 };
    pl_db_options options = { .url = { PL_S("workspace://") } };
    CHECK(!pl_db_open(&options, &error), "no workspace");
    CHECK_STR(error.text.ptr, "could not evaluate backend: 'workspace://': unknown backend", "why");
    pl_db_error_done(&error);
}

/* ---- two ways, one answer */

static void put_cell(const pl_cell *cell, pl_buf *out)
{
    switch ((pl_cell_tag)cell->tag) {
    case PL_CELL_BOOL: pl_buf_printf(out, "%d", cell->b); break;
    case PL_CELL_INT: pl_buf_printf(out, "%lld", (long long)cell->i); break;
    case PL_CELL_TEXT: pl_buf_str(out, cell->text); break;
    default: pl_buf_cstr(out, "NULL");
    }
}

/* What the resource itself says; false: not by that name alone. */
static bool put_loaded(const pl_resource *r, pl_str name, pl_buf *out)
{
    static const char *const apart[] = { "base", "query", "category", "database",
                                         "args", "value", "default",  "attr_type" };
    pl_attribute a;
    for (size_t i = 0; i < PL_COUNT(apart); i++)
        if (pl_str_eq(name, pl_str_cstr(apart[i])))
            return false;
    if (!pl_resource_find(r, name, &a) || a.type == PL_ATTRIBUTE_UNSET) {
        pl_buf_cstr(out, "NULL");
        return true;
    }
    switch (a.type) {
    case PL_ATTRIBUTE_BOOL: pl_buf_printf(out, "%d", a.truth); return true;
    case PL_ATTRIBUTE_INT: pl_buf_printf(out, "%lld", (long long)a.number); return true;
    case PL_ATTRIBUTE_TEXT: pl_buf_str(out, a.text); return true;
    default: return false;
    }
}

/* Compare the columns behind `from`, and the title and description. */
static void compare_row(seen *s, pl_table_walk *walk, const pl_tables *tables)
{
    pl_buf read = { 0 }, loaded = { 0 };
    const pl_resource *r = pl_workspace_pin(s->ws, walk->row, NULL);
    for (uint32_t c = 3; r && c < walk->table->n_columns; c++) {
        if (c >= 5 && c < 13)
            continue;
        pl_cell cell = { 0 };
        read.len = loaded.len = 0;
        tables->read(walk, c, &cell);
        put_cell(&cell, &read);
        if (!put_loaded(r, walk->table->columns[c].name, &loaded))
            continue;
        char what[256];
        snprintf(what, sizeof what, "%.*s of %.*s.%u", PL_FMT(walk->table->columns[c].name),
                 PL_FMT(walk->table->name), walk->row);
        pl_buf_byte(&read, 0);
        pl_buf_byte(&loaded, 0);
        CHECK_STR(read.ptr, loaded.ptr, what);
    }
    pl_resource_unpin(r);
    pl_buf_done(&read);
    pl_buf_done(&loaded);
}

static const char *const mods[] = { "tests/mods/demo",
                                    "tests/mods/zoo",
                                    "tests/mods/regression-tags",
                                    "tests/mods/cross-refs",
                                    "tests/mods/behavior_test_mod",
                                    "tests/mods/mod-dependencies" };

TEST(what_the_index_says_is_what_the_resource_says)
{
    for (size_t m = 0; m < PL_COUNT(mods); m++) {
        place p = { 0 };
        uint32_t n = 0;
        open_place(&p, mods[m]);
        void *pinned = p.tables->pin(p.tables->ctx);
        for (uint32_t t = 0; t < p.tables->n; t++) {
            pl_table_walk walk = { .table = &p.tables->list[t], .state = pinned };
            bool resources = p.tables->list[t].n_columns > 12;
            for (; resources && p.tables->next(&walk); n++)
                compare_row(&p.s, &walk, p.tables);
            p.tables->end(&walk);
            pl_arena_done(&walk.arena);
        }
        p.tables->unpin(pinned);
        CHECK(n > 1, mods[m]);
        close_place(&p);
    }
}
