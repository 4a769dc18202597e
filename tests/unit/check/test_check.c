/* Verdicts of one file: syntax, and the schema of its top level. Texts and places
 * marked "recorded" are real Powerpipe's (golden suite errors-syntax). */
#include "unit/test.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/str.h"
#include "check/check.h"

static void print(const pl_diags *diags, const char *level, pl_buf *out)
{
    for (size_t i = 0; diags && i < pl_diags_count(diags); i++) {
        if (out->len)
            pl_buf_byte(out, '\n');
        if (i == 0)
            pl_buf_printf(out, "%s: ", level);
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
    print(v.syntax, "syntax", &out);
    print(v.schema, "schema", &out);
    CHECK(!v.syntax || !v.schema, "the schema of a broken file is not asked for");
    snprintf(text, sizeof text, "%.*s", PL_FMT(pl_buf_view(&out)));
    pl_verdicts_done(&v);
    pl_buf_done(&out);
    return text;
}

static const struct {
    const char *what, *src, *want;
} rows[] = {
    { "nothing", "", "" },
    { "comments", "# a\n// b\n/* c */\n", "" },
    { "all that may stand there",
      "mod \"m\" {}\nvariable \"v\" {}\nlocals {}\nquery \"q\" {}\ncontrol \"c\" {}\nbenchmark "
      "\"b\" {}\n"
      "detection \"d\" {}\ndashboard \"d\" {}\ncard \"c\" {}\nchart \"c\" {}\nimage \"i\" {}\n"
      "input \"i\" {}\ntable \"t\" {}\ntext \"t\" {}\nflow \"f\" {}\ngraph \"g\" {}\nhierarchy "
      "\"h\" {}\n"
      "node \"n\" {}\nedge \"e\" {}\ncategory \"c\" {}\npipeline \"p\" {}\ntrigger \"t\" \"u\" {}\n"
      "integration \"i\" \"j\" {}\n",
      "" },
    { "a bare label", "query tides {\n}\n", "" },
    { "unclosed (recorded)", "query \"tides\" {\n  sql = \"select 1\"\n",
      "syntax: Unclosed configuration block: There is no closing brace for this block before the "
      "end of "
      "the file. This may be caused by incorrect brace nesting elsewhere in this "
      "file.\n(x.pp:1,15-16)" },
    { "no label (recorded)", "query {\n  sql = \"select 1\"\n}\n",
      "schema: Missing name for query: All query blocks must have 1 labels (name).\n(x.pp:1,7-8)" },
    { "two labels (recorded)", "query \"tides\" \"north\" {\n}\n",
      "schema: Extraneous label for query: Only 1 labels (name) are expected for query blocks.\n"
      "(x.pp:1,15-22)" },
    { "labels on locals (recorded)", "locals \"harbour\" {\n  a = 1\n}\n",
      "schema: Extraneous label for locals: No labels are expected for locals "
      "blocks.\n(x.pp:1,8-17)" },
    { "an argument (recorded)", "title = \"x\"\n",
      "schema: Unsupported argument: An argument named \"title\" is not expected "
      "here.\n(x.pp:1,1-6)" },
    { "an argument with the name of a block", "query = 1\n",
      "schema: Unsupported argument: An argument named \"query\" is not expected here. Did you "
      "mean to "
      "define a block of type \"query\"?\n(x.pp:1,1-6)" },
    { "an unknown block (recorded)", "quay \"north\" {\n  length = 3\n}\n",
      "schema: Unsupported block type: Blocks of type \"quay\" are not expected here. Did you mean "
      "\"query\"?\n(x.pp:1,1-5)" },
    { "a misspelt block (recorded)", "dashbord \"north\" {\n}\n",
      "schema: Unsupported block type: Blocks of type \"dashbord\" are not expected here. Did you "
      "mean "
      "\"dashboard\"?\n(x.pp:1,1-9)" },
    { "nothing near (recorded)", "resource \"a\" \"b\" {\n}\n",
      "schema: Unsupported block type: Blocks of type \"resource\" are not expected "
      "here.\n(x.pp:1,1-9)" },
    { "foo is as near to mod (9.2) as to flow: the first in the alphabet (O10)", "foo {\n}\n",
      "schema: Unsupported block type: Blocks of type \"foo\" are not expected here. Did you mean "
      "\"flow\"?\n(x.pp:1,1-4)" },
    { "two equally near (O10)", "carb {\n}\n",
      "schema: Unsupported block type: Blocks of type \"carb\" are not expected here. Did you mean "
      "\"card\"?\n(x.pp:1,1-5)" },
    { "not at the top level (recorded)",
      "container \"c\" {\n}\nwith \"w\" {\n}\nparam \"p\" {\n}\n",
      "schema: Unsupported block type: Blocks of type \"container\" are not expected "
      "here.\n(x.pp:1,1-10)\n"
      "Unsupported block type: Blocks of type \"with\" are not expected here.\n(x.pp:3,1-5)\n"
      "Unsupported block type: Blocks of type \"param\" are not expected here.\n(x.pp:5,1-6)" },
    { "labels first, then arguments, then blocks", "quay {\n}\na = 1\nquery {\n}\n",
      "schema: Missing name for query: All query blocks must have 1 labels (name).\n(x.pp:4,7-8)\n"
      "Unsupported argument: An argument named \"a\" is not expected here.\n(x.pp:3,1-2)\n"
      "Unsupported block type: Blocks of type \"quay\" are not expected here. Did you mean "
      "\"query\"?\n"
      "(x.pp:1,1-5)" },
    { "what is inside blocks is not asked here", "query \"q\" {\n  foo {}\n  bar = 1\n}\n", "" },
};

TEST(check_file)
{
    pl_checker *checker = pl_checker_new();
    for (size_t i = 0; i < PL_COUNT(rows); i++)
        CHECK_STR(check(checker, rows[i].src), rows[i].want, rows[i].what);
    for (size_t i = PL_COUNT(rows); i--;) /* scratch of one file does not reach the next */
        CHECK_STR(check(checker, rows[i].src), rows[i].want, rows[i].what);
    pl_checker_free(checker);
    pl_checker_free(NULL);
}
