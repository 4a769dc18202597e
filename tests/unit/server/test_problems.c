#include "unit/place.h"
#include "base/str.h"
#include "server/problems.h"

static const struct {
    const char *what, *content, *error;
    const char *has[4]; /* in the items; NULL: no more */
} rows[] = {
    { "a misspelt reference has a place and a hint",
      "dashboard \"d\" {\n  card {\n    query = query.hostz\n  }\n}\n"
      "query \"hosts\" {\n  sql = \"select 1\"\n}\n",
      "Bad Request: Failed to resolve dependencies after",
      { "\"file\":\"bad.pp\",\"line\":3,\"column\":13", "did you mean 'query.hosts'",
        "    query = query.hostz" } },
    { "a misspelt attribute",
      "dashboard \"d\" {\n  titel = \"D\"\n}\n",
      "bad.pp",
      { "\"file\":\"bad.pp\",\"line\":2", "did you mean 'title'" } },
    { "a file that cannot be parsed", "dashboard \"d\" {\n", "bad.pp", { "\"file\":\"bad.pp\"" } },
    { "two names that lead nowhere are two items",
      "dashboard \"d\" {\n  card {\n    query = query.a\n  }\n  card {\n    query = query.b\n  "
      "}\n}\n",
      "MISSING: query.b",
      { "\"line\":3", "\"line\":6" } },
    { "nothing is wrong", "query \"hosts\" {\n  sql = \"select 1\"\n}\n", "", { NULL } },
};

TEST(problems_say_where_and_what_was_meant)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        const char *dir = place_new("problems");
        pl_diags *diags = pl_diags_new();
        pl_problems problems = { 0 };

        place_text(dir, "mod.pp", "mod \"m\" {\n}\n");
        place_text(dir, "bad.pp", rows[i].content);
        pl_open_options options = { .path = pl_str_cstr(dir) };
        pl_workspace *ws = pl_workspace_open(&options, diags);
        assert_non_null(ws);
        pl_workspace_verify(ws, diags);
        pl_problems_explain(&problems, ws, diags);
        pl_buf_byte(&problems.items, 0);
        pl_buf_byte(&problems.error, 0);
        for (size_t k = 0; k < PL_COUNT(rows[i].has) && rows[i].has[k]; k++)
            CHECK(strstr(problems.items.ptr, rows[i].has[k]), rows[i].what);
        CHECK(*rows[i].error ? strstr(problems.error.ptr, rows[i].error) != NULL
                             : !*problems.items.ptr,
              rows[i].what);
        pl_problems_done(&problems);
        pl_workspace_close(ws);
        pl_diags_free(diags);
    }
}
