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
