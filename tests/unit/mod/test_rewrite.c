/* Changing what a mod file requires (mod-management.md 12.2). */
#include "unit/test.h"
#include "base/file.h"
#include "base/str.h"
#include "mod/rewrite.h"

static const struct {
    const char *what, *src;
    pl_require_edit edit;
    const char *want; /* NULL: refused */
} rows[] = {
    { "the first requirement makes the block",
      "mod \"e\" {\n}\n",
      { { "g/a", 3 }, false, PL_BY_VERSION, { "*", 1 } },
      "mod \"e\" {\n  require {\n    mod \"g/a\" {\n      version = \"*\"\n    }\n  }\n}" },
    { "a mod on one line opens up",
      "mod \"e\" { title = \"x\" }\n",
      { { "g/a", 3 }, false, PL_BY_BRANCH, { "b/c", 3 } },
      "mod \"e\" {\n  title = \"x\"\n  require {\n    mod \"g/a\" {\n      branch = \"b/c\"\n    "
      "}\n"
      "  }\n}" },
    { "an empty require on one line opens up",
      "mod \"e\" {\n  require {}\n}\n",
      { { "g/a", 3 }, false, PL_BY_TAG, { "t", 1 } },
      "mod \"e\" {\n  require {\n    mod \"g/a\" {\n      tag = \"t\"\n    }\n  }\n}" },
    { "a changed path is written as path",
      "mod \"e\" {\n  require {\n    mod \"l\" {\n      path = \"../a\" # here\n    }\n  }\n}\n",
      { { "l", 1 }, false, PL_BY_PATH, { "../b", 4 } },
      "mod \"e\" {\n  require {\n    mod \"l\" {\n      path = \"../b\" # here\n    }\n  }\n}" },
    { "another kind replaces the attribute",
      "mod \"e\" {\n  require {\n    mod \"l\" {\n      version = \"1\"\n      args = { a = 1 }\n  "
      "  }\n"
      "  }\n}\n",
      { { "l", 1 }, false, PL_BY_BRANCH, { "main", 4 } },
      "mod \"e\" {\n  require {\n    mod \"l\" {\n      branch = \"main\"\n      args   = { a = 1 "
      "}\n"
      "    }\n  }\n}" },
    { "the last requirement takes the block along",
      "mod \"e\" {\n  require {\n    # why\n    mod \"l\" {\n      version = \"1\"\n    }\n  "
      "}\n}\n",
      { { "l", 1 }, true, PL_BY_VERSION, { "", 0 } },
      "mod \"e\" {\n}" },
    { "a plugin keeps the block",
      "mod \"e\" {\n  require {\n    plugin \"p\" {\n      min_version = \"1.0.0\"\n    }\n    mod "
      "\"l\" {\n"
      "      version = \"1\"\n    }\n  }\n}\n",
      { { "l", 1 }, true, PL_BY_VERSION, { "", 0 } },
      "mod \"e\" {\n  require {\n    plugin \"p\" {\n      min_version = \"1.0.0\"\n    }\n  "
      "}\n}" },
    { "text is quoted",
      "mod \"e\" {\n}\n",
      { { "a\"${b}\\", 7 }, false, PL_BY_PATH, { "%{x}\n", 5 } },
      "mod \"e\" {\n  require {\n    mod \"a\\\"$${b}\\\\\" {\n      path = \"%%{x}\\n\"\n    }\n  "
      "}\n}" },
    { "a file that does not parse is refused",
      "mod \"e\" {\n",
      { { "g/a", 3 }, false, PL_BY_VERSION, { "*", 1 } },
      NULL },
    { "a file without a mod is refused",
      "locals {\n}\n",
      { { "g/a", 3 }, false, PL_BY_VERSION, { "*", 1 } },
      NULL },
};

TEST(rewrite_edits_only_its_requirement)
{
    pl_parser *parser = pl_parser_new();
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_buf text = { 0 }, out = { 0 };
        pl_diags *diags = pl_diags_new();
        pl_buf_cstr(&text, rows[i].src);
        memset(pl_buf_reserve(&text, PL_VIEW_SLACK), 0, PL_VIEW_SLACK);
        pl_rewrite r = { .path = PL_S("/x/mod.pp"), .text = pl_buf_view(&text) };
        r.edits = &rows[i].edit;
        r.n = 1;
        bool ok = pl_rewrite_mod(parser, &r, &out, diags);
        CHECK(ok == (rows[i].want != NULL), rows[i].what);
        CHECK(ok || pl_diags_count(diags) == 1, rows[i].what);
        pl_buf_byte(&out, 0);
        if (ok)
            CHECK_STR(out.ptr, rows[i].want, rows[i].what);
        pl_diags_free(diags);
        pl_buf_done(&text);
        pl_buf_done(&out);
    }
    pl_parser_free(parser);
}
