/* Ways to break a mod, and what is explained to users: each message has a place, a line of source
 * with marks under its subject, and something to do. `marked` is what has the marks, a line for
 * each message: nothing at the end of a line. Two names of the file in `src` are apart by "---":
 * a.pp, then b.pp. */
#include "unit/test.h"
#include "base/buf.h"
#include "base/str.h"
#include "unit/place.h"
#include <pipelite/values.h>
#include <pipelite/workspace.h>

static const struct {
    const char *what, *src, *want, *marked;
} rows[] = {
    /* clang-format off */
    { "an attribute",
      "query \"a\" {\n"
      "  sql = \"select 1\"\n"
      "  titel = \"x\"\n"
      "}\n",
      "error 3:3 'titel' is no attribute of a query|did you mean 'title'?",
      "titel" },
    { "an attribute of a control",
      "control \"a\" {\n"
      "  sql = \"select 1\"\n"
      "  severty = \"high\"\n"
      "}\n",
      "error 3:3 'severty' is no attribute of a control|did you mean 'severity'?",
      "severty" },
    { "a kind of block",
      "contrl \"a\" {\n"
      "  sql = \"select 1\"\n"
      "}\n",
      "error 1:1 there is no kind of block 'contrl'|did you mean 'control'?",
      "contrl" },
    { "a nested block",
      "dashboard \"d\" {\n"
      "  chrt \"c\" {\n"
      "    sql = \"select 1\"\n"
      "  }\n"
      "}\n",
      "error 2:3 'chrt' is no block of a dashboard|did you mean 'chart'?",
      "chrt" },
    { "no name",
      "query {\n"
      "  sql = \"select 1\"\n"
      "}\n",
      "error 1:7 Missing name for query|All query blocks must have 1 labels (name).",
      "{" },
    { "two names",
      "query \"a\" \"b\" {\n"
      "  sql = \"select 1\"\n"
      "}\n",
      "error 1:11 Extraneous label for query|Only 1 labels (name) are expected for query blocks.",
      "\"b\"" },
    { "children",
      "control \"open\" {\n"
      "  sql = \"select 1\"\n"
      "}\n"
      "benchmark \"b\" {\n"
      "  children = [control.opn, control.open, control.xx]\n"
      "}\n",
      "error 5:15 there is no control 'opn'|did you mean 'control.open'?\n"
      "error 5:42 there is no control 'xx'|there is 'open'",
      "control.opn\n"
      "control.xx" },
    { "a query",
      "query \"monday\" {\n"
      "  sql = \"select 1\"\n"
      "}\n"
      "control \"c\" {\n"
      "  query = query.mondy\n"
      "}\n",
      "error 5:11 there is no query 'mondy'|did you mean 'query.monday'?",
      "query.mondy" },
    { "a mod",
      "control \"c\" {\n"
      "  query = shp.query.mondy\n"
      "}\n",
      "error 2:11 no mod 'shp' is required here|did you mean 'shop'?",
      "shp.query.mondy" },
    { "a variable in a text",
      "variable \"limit\" {\n"
      "  default = 1\n"
      "}\n"
      "query \"a\" {\n"
      "  sql = \"select ${var.limt}\"\n"
      "}\n",
      "error 5:19 there is no variable 'limt'|did you mean 'var.limit'?",
      "var.limt" },
    { "a variable",
      "variable \"limit\" {\n"
      "  default = 1\n"
      "}\n"
      "query \"a\" {\n"
      " sql=\"select 1\"\n"
      "  title = var.limt\n"
      "}\n",
      "error 6:11 there is no variable 'limt'|did you mean 'var.limit'?",
      "var.limt" },
    { "a local",
      "locals {\n"
      "  common = 1\n"
      "}\n"
      "query \"a\" {\n"
      "  sql = \"select 1\"\n"
      "  title = local.comon\n"
      "}\n",
      "error 6:11 there is no local 'comon'|did you mean 'local.common'?",
      "local.comon" },
    { "a function",
      "query \"a\" {\n"
      "  sql = uper(\"select 1\")\n"
      "}\n",
      "error 2:9 there is no function 'uper'|did you mean 'upper'?",
      "uper" },
    { "a function in a title",
      "query \"a\" {\n"
      " sql=\"select 1\"\n"
      "  title = uper(\"select 1\")\n"
      "}\n",
      "error 3:11 there is no function 'uper'|did you mean 'upper'?",
      "uper" },
    { "a circle of locals",
      "locals {\n"
      "  a = local.b\n"
      "  b = local.a\n"
      "}\n"
      "query \"q\" {\n"
      "  sql = local.a\n"
      "}\n",
      "error 3:7 'local.a' needs itself: local.a -> local.b -> local.a|one of these references has to go: a.pp:2, a.pp:3",
      "local.a" },
    { "a circle of benchmarks",
      "benchmark \"a\" {\n"
      "  children = [benchmark.b]\n"
      "}\n"
      "benchmark \"b\" {\n"
      "  children = [benchmark.a]\n"
      "}\n",
      "error 5:15 'benchmark.a' needs itself: benchmark.a -> benchmark.b -> benchmark.a|one of these references has to go: a.pp:2, a.pp:5",
      "benchmark.a" },
    { "a circle of bases",
      "query \"q\" {\n"
      " sql=\"select 1\"\n"
      "}\n"
      "control \"a\" {\n"
      "  base = control.b\n"
      "}\n"
      "control \"b\" {\n"
      "  base = control.a\n"
      "}\n",
      "error 8:10 'control.a' needs itself: control.a -> control.b -> control.a|one of these references has to go: a.pp:5, a.pp:8",
      "control.a" },
    { "no closing quote",
      "query \"a\" {\n"
      "  sql = \"select 1\n"
      "}\n",
      "error 2:18 Invalid multi-line string|Quoted strings may not be split over multiple lines. To produce a multi-line string, either use the \\n escape to represent a newline character or use the \"heredoc\" multi-line template syntax.\n"
      "error 2:18 Unterminated template string|No closing marker was found for the string.\n"
      "error 3:2 Invalid multi-line string|Quoted strings may not be split over multiple lines. To produce a multi-line string, either use the \\n escape to represent a newline character or use the \"heredoc\" multi-line template syntax.",
      "\n"
      "\n"
      "" },
    { "no closing brace",
      "query \"a\" {\n"
      "  sql = \"select 1\"\n",
      "error 1:11 Unclosed configuration block|There is no closing brace for this block before the end of the file. This may be caused by incorrect brace nesting elsewhere in this file.",
      "{" },
    { "no equals sign",
      "query \"a\" {\n"
      "  sql \"select 1\"\n"
      "}\n",
      "error 2:17 Invalid block definition|A block definition must have block content delimited by \"{\" and \"}\", starting on the same line as the block header.",
      "" },
    { "a name given twice",
      "query \"a\" {\n"
      "  sql = \"select 1\"\n"
      "}\n"
      "query \"a\" {\n"
      "  sql = \"select 2\"\n"
      "}\n",
      "error 4:7 'query.a' is there twice|the first one is in a.pp:1: give one another name",
      "\"a\"" },
    { "an attribute set twice",
      "query \"a\" {\n"
      "  sql = \"select 1\"\n"
      "  sql = \"select 2\"\n"
      "}\n",
      "error 3:3 Attribute redefined|The argument \"sql\" was already set at {WS}/a.pp:2,3-6. Each argument may be set only once.",
      "sql" },
    { "no query",
      "control \"a\" {\n"
      "  title = \"x\"\n"
      "}\n",
      "error 1:13 shop.control.a does not define a query or SQL|one of the two: sql = \"select ...\", or query = query.name",
      "{" },
    { "SQL and a query",
      "query \"q\" {\n"
      " sql=\"select 1\"\n"
      "}\n"
      "control \"a\" {\n"
      "  sql = \"select 1\"\n"
      "  query = query.q\n"
      "}\n",
      "error 4:13 shop.control.a has both 'SQL' and 'query' property set - only 1 of these may be set|one of the two: sql = \"select ...\", or query = query.name",
      "{" },
    { "a severity",
      "control \"a\" {\n"
      "  sql = \"select 1\"\n"
      "  severity = \"hgih\"\n"
      "}\n",
      "warning 3:14 severity 'hgih' is unknown|did you mean 'high'? there is: none low medium high critical",
      "\"hgih\"" },
    { "a type of chart",
      "dashboard \"d\" {\n"
      "  chart \"c\" {\n"
      "    sql = \"select 1\"\n"
      "    type = \"colum\"\n"
      "  }\n"
      "}\n",
      "warning 4:12 type 'colum' is unknown|did you mean 'column'? there is: column bar line area pie donut heatmap table",
      "\"colum\"" },
    { "a type of card",
      "card \"c\" {\n"
      "  sql = \"select 1\"\n"
      "  type = \"alrt\"\n"
      "}\n"
      "dashboard \"d\" {\n"
      "  card {\n"
      "    base = card.c\n"
      "  }\n"
      "}\n",
      "warning 3:10 type 'alrt' is unknown|did you mean 'alert'? there is: plain ok info alert severity table",
      "\"alrt\"" },
    { "a text for a number",
      "dashboard \"d\" {\n"
      "  card \"c\" {\n"
      "    sql = \"select 1\"\n"
      "    width = \"wide\"\n"
      "  }\n"
      "}\n",
      "error 4:14 Unsuitable value type|Unsuitable value: a number is required",
      "wide" },
    { "a text for a map",
      "query \"d\" {\n"
      "    sql = \"select 1\"\n"
      "    tags = \"wide\"\n"
      "}\n",
      "error 3:13 Unsuitable value type|Unsuitable value: map of string required, but have string",
      "wide" },
    { "a default of another type",
      "variable \"n\" {\n"
      "  type = number\n"
      "  default = \"many\"\n"
      "}\n"
      "query \"a\" {\n"
      "  sql = \"select ${var.n}\"\n"
      "}\n",
      "error 3:3 default value type mismatched - expected number, got string|change the default, or the type",
      "default = \"many\"" },
    { "a type of variable",
      "variable \"n\" {\n"
      "  type = nmber\n"
      "  default = 1\n"
      "}\n"
      "query \"a\" {\n"
      "  sql = \"select ${var.n}\"\n"
      "}\n",
      "error 2:10 there is no type 'nmber'|did you mean 'number'?",
      "nmber" },
    { "an input",
      "dashboard \"d\" {\n"
      "  input \"region\" {\n"
      "    sql = \"select 1 as label, 1 as value\"\n"
      "  }\n"
      "  card \"c\" {\n"
      "    sql = \"select 1\"\n"
      "    args = {\n"
      "      r = self.input.regin.value\n"
      "    }\n"
      "  }\n"
      "}\n",
      "warning 8:11 there is no input 'regin' in dashboard.d|did you mean 'region'?",
      "self.input.regin.value" },
    { "a with",
      "dashboard \"d\" {\n"
      "  with \"w\" {\n"
      "    sql = \"select 1\"\n"
      "  }\n"
      "  card \"c\" {\n"
      "    sql = \"select $1\"\n"
      "    args = [with.x.rows[0].a]\n"
      "  }\n"
      "}\n",
      "warning 7:13 there is no with 'x' in dashboard.d|did you mean 'w'?",
      "with.x.rows[0].a" },
    { "a base",
      "card \"big\" {\n"
      "  sql = \"select 1\"\n"
      "}\n"
      "dashboard \"d\" {\n"
      "  card {\n"
      "    base = card.bgi\n"
      "  }\n"
      "}\n",
      "error 6:12 there is no card 'bgi'|did you mean 'card.big'?",
      "card.bgi" },
    { "an argument",
      "query \"q\" {\n"
      "  sql = \"select $1\"\n"
      "  param \"limit\" {}\n"
      "}\n"
      "control \"c\" {\n"
      "  query = query.q\n"
      "  args = {\n"
      "    limt = 3\n"
      "  }\n"
      "}\n",
      "warning 8:5 'query.q' has no parameter 'limt'|did you mean 'limit'?",
      "limt" },
    { "a mod that is not required",
      "control \"c\" {\n"
      "  sql = \"select 1\"\n"
      "}\n"
      "benchmark \"b\" {\n"
      "  children = [other.control.x]\n"
      "}\n",
      "error 5:15 no mod 'other' is required here|mods that are used stand in the require block of mod.pp",
      "other.control.x" },
    { "an escape",
      "query \"a\" {\n"
      "  sql = \"select \\q\"\n"
      "}\n",
      "error 2:17 Invalid escape sequence|The symbol \"q\" is not a valid escape sequence selector.",
      "\\q" },
    { "a member of a local",
      "locals {\n"
      "  m = { a = 1 }\n"
      "}\n"
      "query \"a\" {\n"
      "  sql = \"select 1\"\n"
      "  title = local.m.b\n"
      "}\n",
      "error 6:11 'local.m' has no 'b'|did you mean 'a'?",
      "local.m.b" },
    { "a child of another kind",
      "query \"q\" {\n"
      "  sql = \"select 1\"\n"
      "}\n"
      "benchmark \"b\" {\n"
      "  children = [query.q]\n"
      "}\n",
      "error 4:1 Invalid child shop.query.q|children of a benchmark are controls, detections and benchmarks, each once",
      "benchmark" },
    { "a file that is not there",
      "query \"a\" {\n"
      "  sql = file(\"nope.sql\")\n"
      "}\n",
      "error 2:15 Invalid function argument|Invalid value for \"path\" parameter: no file exists at \"nope.sql\"; this function works only with files that are distributed as part of the configuration source code, so if this file will be created by a resource in this configuration you must instead obtain this result from an attribute of that resource.",
      "nope.sql" },
    { "a function in a dashboard",
      "dashboard \"d\" {\n"
      "  title = lenght(\"x\")\n"
      " card {\n"
      " value=1\n"
      " }\n"
      "}\n",
      "error 2:11 there is no function 'lenght'|did you mean 'length'?",
      "lenght" },
    { "a list where blocks are wanted",
      "node \"n\" {\n"
      "  sql = \"select 1 as id\"\n"
      "}\n"
      "dashboard \"d\" {\n"
      "  graph {\n"
      "    nodes = [node.m]\n"
      "  }\n"
      "}\n",
      "error 6:5 'nodes' is no attribute of a graph|'node' is written as a block: node { ... }\n"
      "error 6:14 there is no node 'm'|did you mean 'node.n'?",
      "nodes\n"
      "node.m" },
    /* clang-format on */
};

static pl_workspace *open_at(const char *dir, pl_diags *found)
{
    pl_open_options open = { .path = pl_str_cstr(dir),
                             .strict = true,
                             .need_mod_file = true,
                             .keep_wrong = true,
                             .threads = 1 };
    pl_inputs in = { .need_values = true };
    pl_workspace *ws = pl_workspace_open(&open, found);
    if (!ws)
        return NULL;
    pl_workspace_set_inputs(ws, &in);
    if (pl_workspace_check(ws, found) && pl_workspace_read_values(ws, found))
        pl_workspace_check_values(ws, found);
    return ws;
}

static void print(const pl_diags *diags, const char *dir, pl_buf *out)
{
    for (size_t i = 0; i < pl_diags_count(diags); i++) {
        const pl_diag *d = pl_diags_get(diags, i);
        pl_str detail = d->detail;
        size_t n = strlen(dir);
        pl_buf_printf(out, "%s%s ", i ? "\n" : "", d->severity == PL_ERROR ? "error" : "warning");
        if (!d->path.len || pl_str_ends(d->path, PL_S("/b.pp")))
            pl_buf_cstr(out, d->path.len ? "b.pp:" : "nowhere:");
        pl_buf_printf(out, "%u:%u %.*s|", d->start.line, d->start.column, PL_FMT(d->summary));
        for (char *at; (at = memmem(detail.ptr, detail.len, dir, n)) != NULL;) {
            pl_buf_printf(out, "%.*s{WS}", (int)(at - detail.ptr), detail.ptr);
            detail = pl_str_sub(detail, (size_t)(at - detail.ptr) + n, detail.len);
        }
        pl_buf_str(out, detail);
    }
}

static void explain(const char *src, pl_diags *explained, pl_buf *out)
{
    const char *dir = place_new("ways"), *second = strstr(src, "---\n");
    pl_diags *found = pl_diags_new();
    place_text(dir, "mod.pp", "mod \"shop\" {\n  title = \"Shop\"\n}\n");
    place_bytes(dir, "a.pp", src, second ? (size_t)(second - src) : strlen(src));
    place_text(dir, "b.pp", second ? second + 4 : "");
    pl_workspace *ws = open_at(dir, found);
    CHECK(ws, "it opens");
    pl_workspace_explain(ws, found, explained);
    print(explained, dir, out);
    pl_workspace_close(ws);
    pl_diags_free(found);
}

/* The i-th line of `src`, from 1, without its end. */
static pl_str line_of(const char *src, uint32_t line)
{
    while (--line)
        src = strchr(src, '\n') + 1;
    return pl_str_make(src, strcspn(src, "\n"));
}

/* The excerpt is the line of the source; what has the marks in it goes to `out`. */
static void print_marked(const char *src, const pl_diag *d, const char *what, pl_buf *out)
{
    pl_str line = line_of(src, d->start.line);
    uint32_t end = d->end.line > d->start.line ? (uint32_t)line.len + 1 : d->end.column;
    CHECK(pl_str_eq(d->excerpt, line), what);
    CHECK(d->start.column <= line.len + 1 && d->start.column <= end && end <= line.len + 1, what);
    pl_buf_str(out, pl_str_sub(line, d->start.column - 1, end - 1));
}

TEST(explain_names_place_line_and_what_to_do)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_diags *explained = pl_diags_new();
        pl_buf out = { 0 }, marked = { 0 };
        explain(rows[i].src, explained, &out);
        pl_buf_byte(&out, 0);
        CHECK_STR(out.ptr, rows[i].want, rows[i].what);
        for (size_t k = 0; k < pl_diags_count(explained); k++) {
            const pl_diag *d = pl_diags_get(explained, k);
            CHECK(d->path.len && d->start.line && d->start.column && d->detail.len, rows[i].what);
            if (k)
                pl_buf_byte(&marked, '\n');
            print_marked(rows[i].src, d, rows[i].what, &marked);
        }
        pl_buf_byte(&marked, 0);
        CHECK_STR(marked.ptr, rows[i].marked, rows[i].what);
        pl_diags_free(explained);
        pl_buf_done(&out);
        pl_buf_done(&marked);
    }
    assert_true(PL_COUNT(rows) >= 27);
}

/* ---- one hides none of the others */

static const struct {
    const char *what, *src, *want;
} together[] = {
    { "names, circles, attributes and functions",
      "control \"open\" {\n  sql = \"select 1\"\n}\nbenchmark \"b\" {\n  children = "
      "[control.opn]\n}\n"
      "control \"c\" {\n  query = query.mondy\n}\nlocals {\n  a = local.b\n  b = local.a\n}\n"
      "query \"q\" {\n  sql   = uper(\"x\")\n  titel = var.limt\n}\n",
      "5 8 12 15 16 16" },
    { "a file that cannot be parsed, and another one",
      "query \"a\" {\n  sql = \"select 1\n}\n---\nquery \"b\" {\n  titel = \"x\"\n  sql = "
      "query.a.sql\n}\n",
      "2 2 3 b2" },
    { "what the broken file may have declared is not missing",
      "query \"a\" {\n  sql = \"select 1\n}\nquery \"z\" {\n}\n---\ncontrol \"b\" {\n  query = "
      "query.z\n}\n",
      "2 2 3 4 4 5" },
    { "values of the wrong type beside a syntax error, in one file and in another",
      "query \"a\" {\n  sql = (1 +\n}\nvariable \"v\" {\n  type = number\n  default = \"x\"\n}\n"
      "control \"c\" {\n  sql = \"select 1\"\n  tags = \"x\"\n  severty = \"low\"\n  query = "
      "query.nope\n}\nbenchmark \"b\" {\n  children = \"control.c\"\n}\n---\nquery \"z\" {\n  sql "
      "= upper(1, "
      "2)\n  title = [1]\n}\n",
      "3 6 8 10 11 12 15 b2 b3" },
    { "values of the wrong type beside names that lead nowhere",
      "variable \"v\" {\n  type = number\n  default = \"x\"\n}\ncontrol \"c\" {\n  title = {}\n  "
      "query = "
      "query.x\n}\nquery \"q\" {\n}\nquery \"r\" {\n  sql = \"a\"\n  tags = [1]\n}\n"
      "control \"two\" {\n  sql = \"select 1\"\n  query = query.r\n}\n",
      "3 6 7 9 13 15" },
    { "a value that waits for a name, a file or the time is not judged",
      "query \"a\" {\n  sql = (1 +\n}\nquery \"b\" {\n  sql = file(\"nope.sql\")\n  title = "
      "local.x\n  tags = "
      "timestamp()\n}\nlocals {\n  x = [1]\n}\n",
      "3" },
    { "two circles",
      "benchmark \"a\" {\n  children = [benchmark.b]\n}\nbenchmark \"b\" {\n  children = "
      "[benchmark.a]\n}\n"
      "control \"c\" {\n  base = control.d\n}\ncontrol \"d\" {\n  base = control.c\n}\n",
      "5 11" },
    { "a block at the top and one inside",
      "contrl \"a\" {\n}\ndashboard \"d\" {\n  chrt {\n  }\n}\n", "1 4" },
};

TEST(explain_tells_all_at_once)
{
    for (size_t i = 0; i < PL_COUNT(together); i++) {
        pl_diags *explained = pl_diags_new();
        pl_buf out = { 0 }, lines = { 0 };
        explain(together[i].src, explained, &out);
        for (size_t k = 0; k < pl_diags_count(explained); k++) {
            const pl_diag *d = pl_diags_get(explained, k);
            bool b = pl_str_ends(d->path, PL_S("/b.pp"));
            pl_buf_printf(&lines, "%s%s%u", k ? " " : "", b ? "b" : "", d->start.line);
        }
        pl_buf_byte(&lines, 0);
        CHECK_STR(lines.ptr, together[i].want, together[i].what);
        pl_diags_free(explained);
        pl_buf_done(&out);
        pl_buf_done(&lines);
    }
}

/* ---- what is right teaches nothing */

/* With an error from elsewhere, so that errors of the linter are not held back. */
static void check_quiet(const char *dir)
{
    pl_diags *found = pl_diags_new(), *explained = pl_diags_new();
    pl_workspace *ws = open_at(dir, found);
    if (ws && !pl_diags_errors(found)) {
        pl_open_options nowhere = { .path = PL_S("/nonexistent"),
                                    .strict = true,
                                    .need_mod_file = true };
        CHECK(!pl_workspace_open(&nowhere, found), "there is none");
        size_t n = pl_diags_errors(found);
        pl_workspace_explain(ws, found, explained);
        if (pl_diags_errors(explained) > n)
            for (size_t i = 0; i < pl_diags_count(explained); i++)
                print_error("%.*s:%u: %.*s\n", PL_FMT(pl_diags_get(explained, i)->path),
                            pl_diags_get(explained, i)->start.line,
                            PL_FMT(pl_diags_get(explained, i)->summary));
        CHECK(pl_diags_errors(explained) == n, dir);
    }
    pl_workspace_close(ws);
    pl_diags_free(found);
    pl_diags_free(explained);
}

TEST(explain_is_silent_about_what_is_right)
{
    const char *all = getenv("PL_TEST_MODS");
    static const char *const mods[] = {
        "tests/mods/demo",
        "tests/mods/simple",
        "tests/mods/cross-refs",
        "tests/mods/deep-hierarchy",
        "tests/mods/edge-cases",
        "tests/mods/wide-hierarchy",
        "tests/mods/behavior_test_mod",
        "tests/mods/regression-tags",
        "tests/mods/variable_tags_mod",
    };
    for (size_t i = 0; i < PL_COUNT(mods); i++)
        check_quiet(mods[i]);
    /* Folders by hand, separated by colons. */
    pl_str rest = pl_str_cstr(all ? all : "");
    while (rest.len) {
        pl_str one = pl_str_split(&rest, ':');
        char path[4096];
        snprintf(path, sizeof path, "%.*s", PL_FMT(one));
        check_quiet(path);
    }
}
