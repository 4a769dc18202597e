/* References to connections that do not exist, wherever one can stand (check/linter.h). */
#include "unit/test.h"
#include "base/str.h"
#include "check/linter.h"

#define NEAR "there is no connection 'sqlite.crates'|did you mean 'sqlite.crate'? "
#define KNOWN "configured are: sqlite.crate, mysql.shop"

static const struct {
    const char *what, *src, *want;
} rows[] = {
    { "one that is configured", "query \"q\" {\n  database = connection.sqlite.crate\n}\n", "" },
    { "one that is implied", "query \"q\" {\n  database = connection.steampipe.default\n}\n", "" },
    { "a query", "query \"q\" {\n  database = connection.sqlite.crates\n}\n",
      "warning 2:14 " NEAR KNOWN },
    { "a member of it",
      "query \"q\" {\n  database = connection.sqlite.crates.connection_string\n}\n",
      "warning 2:14 " NEAR KNOWN },
    { "by index", "query \"q\" {\n  database = connection[\"sqlite\"][\"crates\"]\n}\n",
      "warning 2:14 " NEAR KNOWN },
    { "in a template", "query \"q\" {\n  database = \"${connection.sqlite.crates.name}\"\n}\n",
      "warning 2:17 " NEAR KNOWN },
    { "a text", "query \"q\" {\n  database = \"connection.sqlite.crates\"\n}\n",
      "warning 2:14 " NEAR KNOWN },
    { "a text that is right", "query \"q\" {\n  database = \"connection.sqlite.crate\"\n}\n", "" },
    { "another text", "query \"q\" {\n  database = \"sqlite://connection.db\"\n}\n", "" },
    { "near to none", "query \"q\" {\n  database = connection.duckdb.lake\n}\n",
      "warning 2:14 there is no connection 'duckdb.lake'|" KNOWN },
    { "a control", "control \"c\" {\n  database = connection.sqlite.crates\n}\n",
      "warning 2:14 " NEAR KNOWN },
    { "a detection", "detection \"c\" {\n  database = connection.sqlite.crates\n}\n",
      "warning 2:14 " NEAR KNOWN },
    { "a panel",
      "dashboard \"d\" {\n  container {\n    table {\n"
      "      database = connection.sqlite.crates\n    }\n  }\n}\n",
      "warning 4:18 " NEAR KNOWN },
    { "a panel outside", "card \"d\" {\n  database = connection.sqlite.crates\n}\n",
      "warning 2:14 " NEAR KNOWN },
    { "an input",
      "dashboard \"d\" {\n  input \"i\" {\n    database = connection.sqlite.crates\n"
      "  }\n}\n",
      "warning 3:16 " NEAR KNOWN },
    { "a with block",
      "dashboard \"d\" {\n  with \"w\" {\n    database = connection.sqlite.crates\n"
      "  }\n}\n",
      "warning 3:16 " NEAR KNOWN },
    { "a node",
      "dashboard \"d\" {\n  graph {\n    node {\n"
      "      database = connection.sqlite.crates\n    }\n  }\n}\n",
      "warning 4:18 " NEAR KNOWN },
    { "arguments", "control \"c\" {\n  args = [connection.sqlite.crates.name]\n}\n",
      "warning 2:11 " NEAR KNOWN },
    { "a variable",
      "variable \"v\" {\n  type = connection\n  default = connection.sqlite.crates\n}\n",
      "warning 3:13 " NEAR KNOWN },
    { "a list in a variable",
      "variable \"v\" {\n  type = list(connection.sqlite)\n"
      "  default = [connection.sqlite.crate, connection.sqlite.crates]\n}\n",
      "warning 3:39 " NEAR KNOWN },
    { "an object in a variable",
      "variable \"v\" {\n  default = { a = connection.sqlite.crates }\n}\n",
      "warning 2:19 " NEAR KNOWN },
    { "a mod", "mod \"shop\" {\n  database = connection.sqlite.crates\n}\n",
      "warning 2:14 " NEAR KNOWN },
    { "a text in a mod", "mod \"shop\" {\n  database = \"connection.sqlite.crates\"\n}\n",
      "warning 2:14 " NEAR KNOWN },
    { "what a mod requires",
      "mod \"shop\" {\n  require {\n    mod \"example.org/dep\" {\n"
      "      database = connection.sqlite.crates\n"
      "      args = { store = connection.sqlite.crates }\n    }\n  }\n}\n",
      "warning 4:18 " NEAR KNOWN "\nwarning 5:24 " NEAR KNOWN },
    { "an attribute that loading needs",
      "query \"q\" {\n  title = connection.sqlite.crates.name\n}\n", "error 2:11 " NEAR KNOWN },
    { "a local", "locals {\n  a = connection.sqlite.crates\n}\n", "error 2:7 " NEAR KNOWN },
    { "a type alone is none", "query \"q\" {\n  database = connection.sqlite\n}\n", "" },
    { "a variable of a loop",
      "locals {\n  a = [for connection in [] : connection.sqlite.crates]\n}\n", "" },
    { "a type", "variable \"v\" {\n  type = connection.sqlite\n}\n", "" },
};

/* The messages about connections; most sources here are wrong in other ways, too. */
static void print(const pl_diags *diags, pl_buf *out)
{
    for (size_t i = 0; i < pl_diags_count(diags); i++) {
        const pl_diag *d = pl_diags_get(diags, i);
        if (!pl_str_starts(d->summary, PL_S("there is no connection")))
            continue;
        pl_buf_printf(out, "%s%s %u:%u %.*s|%.*s", out->len ? "\n" : "",
                      d->severity == PL_ERROR ? "error" : "warning", d->start.line, d->start.column,
                      PL_FMT(d->summary), PL_FMT(d->detail));
    }
    pl_buf_byte(out, 0);
}

static void lint(const char *src, bool connections, pl_buf *out)
{
    pl_linter *l = pl_linter_new();
    pl_diags *found = pl_diags_new(), *all = pl_diags_new();
    pl_diag_plain(found, PL_ERROR, PL_DIAG_OTHER, "so that errors are told");
    if (connections) {
        pl_linter_add_connection(l, PL_S("sqlite.crate"), true);
        pl_linter_add_connection(l, PL_S("mysql.shop"), true);
        pl_linter_add_connection(l, PL_S("steampipe.default"), false);
    }
    pl_linter_add_mod(l, PL_S("shop"));
    pl_linter_add_file(l, PL_S("a.pp"), pl_str_cstr(src), 0);
    pl_linter_run(l);
    pl_linter_merge(l, found, all);
    print(all, out);
    pl_diags_free(found);
    pl_diags_free(all);
    pl_linter_free(l);
}

TEST(linter_finds_connections_that_do_not_exist)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_buf out = { 0 };
        lint(rows[i].src, true, &out);
        CHECK_STR(out.ptr, rows[i].want, rows[i].what);
        pl_buf_done(&out);
    }
}

TEST(linter_without_a_configuration_says_nothing_of_connections)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_buf out = { 0 };
        lint(rows[i].src, false, &out);
        CHECK_STR(out.ptr, "", rows[i].what);
        pl_buf_done(&out);
    }
}
