#include "unit/test.h"
#include "cli/target.h"

static const struct {
    const char *text;
    bool sql;
} texts[] = {
    { "select 1", true },
    { "q", true },
    { "query.q", false },
    { "m.query.q", false },
    { "query.q(1, \"a.b.c\")", false },
    { "query.q where 1 = 1", false },
    { "control.c", false },
    { "with.w", false },
    { "dashboard.d", true },
    { "benchmark.b", true },
    { "var.v", true },
    { "a.query.b.c", true },
    { "", true },
    { "(query.q)", true },
};

TEST(names_of_query_providers_are_no_sql)
{
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        CHECK(pl_target_is_sql((pl_str){ texts[i].text, strlen(texts[i].text) }) == texts[i].sql,
              texts[i].text);
}

static const struct {
    const char *what, *text, *args, *want;
} rows[] = {
    { "none", "q", "", "" },
    { "by name", "q", "a=1 b=2", "" },
    { "by position", "q", "1 2", "" },
    { "an empty value", "q", "a=", "" },
    { "two equals signs", "q", "a=1 b=2=3", "invalid arg format: b=2=3" },
    { "mixed", "q", "a=1 2", "cannot mix positional and named args" },
    { "twice", "query.q(1)", "a=1", "both command line args and query invocation args are set" },
    { "blanks behind the invocation", "query.q(1) ", "a=1",
      "both command line args and query invocation args are set" },
    { "an open invocation is none", "query.q(1", "a=1", "" },
};

TEST(args)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char copy[128];
        pl_str args[8];
        pl_output why = { 0 };
        size_t n = 0;

        strcpy(copy, rows[i].args);
        for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
            args[n++] = (pl_str){ word, strlen(word) };
        pl_target_check_args((pl_str){ rows[i].text, strlen(rows[i].text) }, args, n, &why);
        pl_output_bytes(&why, "", 1);
        CHECK_STR(why.ptr, rows[i].want, rows[i].what);
        pl_output_done(&why);
    }
}
