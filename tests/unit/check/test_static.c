/* What blocks hold. Texts and places marked "recorded" are real Powerpipe's (golden
 * suites errors-semantic and errors-syntax). */
#include "unit/test.h"
#include "base/diag.h"
#include "base/str.h"
#include "check/check.h"

static void print(const pl_diags *diags, const char *part, pl_buf *out)
{
    for (size_t i = 0; diags && i < pl_diags_count(diags); i++) {
        pl_buf_printf(out, "%s%s: ", out->len ? "\n" : "", part);
        pl_diag_format(pl_diags_get(diags, i), out);
    }
}

static const char *check(pl_checker *checker, const char *src)
{
    static char padded[4096], text[8192];
    pl_buf out = { 0 };
    size_t len = strlen(src);
    memset(padded, 0, sizeof padded);
    memcpy(padded, src, len);
    pl_verdicts v = pl_check_file(checker, PL_S("x.pp"), pl_str_make(padded, len));
    CHECK(!v.syntax && !v.schema, "sound so far");
    print(v.variables, "variable", &out);
    print(v.resources, "resource", &out);
    snprintf(text, sizeof text, "%.*s", PL_FMT(pl_buf_view(&out)));
    pl_verdicts_done(&v);
    pl_buf_done(&out);
    return text;
}

#define BAD_NAME                                                                                   \
    "Invalid name: A name must start with a letter or underscore and may contain only letters, "   \
    "digits, underscores, and dashes.\n"

static const struct {
    const char *what, *src, *want;
} rows[] = {
    { "clean",
      "query \"q\" {\n sql = \"\"\n param \"p\" \"more\" { default = 1 }\n}\n"
      "chart \"c\" {\n legend { position = \"top\" }\n series \"a\" {\n  point \"x y\" {}\n }\n"
      " series \"a\" {}\n axes {\n  x { min = 0 }\n }\n}\n"
      "dashboard \"d\" {\n with \"a\" {}\n with \"b\" {}\n with {}\n with {}\n"
      " container {\n  graph {\n   node {}\n  }\n }\n}\n"
      "variable \"v\" { default = 1 }\nlocals {\n a = 1\n b {}\n}\n",
      "" },
    { "unknown attribute (recorded)", "query \"pier\" {\n  sql = \"\"\n  tonnage = 3\n}\n",
      "resource: Unsupported attribute: 'tonnage' not expected here.\n(x.pp:3,3-14)" },
    { "blocks come first", "query \"pier\" {\n  width = 3\n  bollard {}\n}\n",
      "resource: Unsupported block type: Blocks of type 'bollard' are not expected here.\n"
      "(x.pp:3,3-10)\n"
      "resource: Unsupported attribute: 'width' not expected here.\n(x.pp:2,3-12)" },
    { "in a container (recorded)",
      "dashboard \"pier\" {\n  container {\n    base = dashboard.overview\n  }\n}\n",
      "resource: Unsupported attribute: 'base' not expected here.\n(x.pp:3,5-30)" },
    { "no place (recorded)", "card \"pier\" {\n  with \"a\" {\n    sql = \"\"\n  }\n}\n",
      "resource: Unsupported block type: Blocks of type 'with' are not expected here.\n"
      "(x.pp:2,3-7)" },
    { "strict body (recorded)", "benchmark \"pier\" {\n  childen = [control.overdue]\n}\n",
      "resource: Unsupported argument: An argument named \"childen\" is not expected here. Did "
      "you mean \"children\"?\n(x.pp:2,3-10)" },
    { "variable (recorded)", "query \"q\" {}\nvariable \"pier\" {\n  tonnage = 1\n}\n",
      "variable: Unsupported argument: An argument named \"tonnage\" is not expected here.\n"
      "(x.pp:3,3-10)" },
    { "deep in a part (recorded)", "chart \"pier\" {\n  axes {\n    z {}\n  }\n}\n",
      "resource: Unsupported block type: Blocks of type \"z\" are not expected here. Did you "
      "mean \"x\"?\n(x.pp:3,5-6)" },
    { "param (recorded)", "query \"pier\" {\n  param \"day\" {\n    type = string\n  }\n}\n",
      "resource: Unsupported argument: An argument named \"type\" is not expected here.\n"
      "(x.pp:3,5-9)" },
    { "param without name", "query \"pier\" {\n  param {}\n}\n",
      "resource: Missing name for param: All param blocks must have 1 labels (name).\n"
      "(x.pp:2,9-10)" },
    { "series without name (recorded)", "chart \"pier\" {\n  series {}\n}\n",
      "resource: Missing name for series: All series blocks must have 1 labels (name).\n"
      "(x.pp:2,10-11)" },
    { "two legends (recorded)", "chart \"pier\" {\n  legend {}\n  legend {}\n}\n",
      "resource: Duplicate legend block: Only one legend block is allowed. Another was defined "
      "at x.pp:2,3-9.\n(x.pp:3,3-9)" },
    { "two withs (recorded)", "dashboard \"pier\" {\n  with \"a\" {\n  }\n  with \"a\" {\n  }\n}\n",
      "resource: failed to add 'with' block  to dashboard: x.pp:4,12-5,4: duplicate with block "
      "'a'; \n(x.pp:4,12-5,4)" },
    { "name (recorded)", "query \"low tides\" {\n  tonnage = 1\n}\n",
      "resource: " BAD_NAME "(x.pp:1,7-18)" },
    { "name of a variable", "variable \"1\" {}\n", "variable: " BAD_NAME "(x.pp:1,10-13)" },
    { "name with letters of the world (recorded)", "query \"gr\xc3\xb6\xc3\x9f\x65\" {\n}\n", "" },
    { "nested name (recorded)", "dashboard \"d\" {\n  card \"a b\" {}\n}\n",
      "resource: " BAD_NAME "(x.pp:2,8-13)" },
    { "locals of blocks alone (recorded)", "locals {\n  tags {\n    b = 2\n  }\n}\n",
      "resource: Unexpected \"tags\" block: Blocks are not allowed here.\n(x.pp:2,3-7)" },
    { "sister program (recorded)", "pipeline \"moor\" {\n}\n",
      "resource: ResourceForBlock called for unsupported block type pipeline\n(x.pp:1,17-2,2)" },
};

TEST(check_static)
{
    pl_checker *checker = pl_checker_new();
    for (size_t i = 0; i < PL_COUNT(rows); i++)
        CHECK_STR(check(checker, rows[i].src), rows[i].want, rows[i].what);
    pl_checker_free(checker);
}
