/* Resources of one name: errors, and those that are kept (mod-language.md 5.3). The golden cases
 * agree/dup-* are real Powerpipe's. */
#include "unit/eval/made.h"
#include "check/twins.h"

#define LATER "card \"later\" {\n  sql = \"s\"\n}\n"
#define NAMED "  card \"a\" {\n    sql = \"s\"\n  }\n"
#define WAITS "  card \"a\" {\n    base = card.later\n  }\n"

static const struct {
    const char *what, *src, *want; /* name@line of what clashes, = and line of the stand-in */
} rows[] = {
    { "names that are given once", "dashboard \"d\" {\n" NAMED "}\n" LATER, "" },
    { "neither waits", "dashboard \"d\" {\n" NAMED "}\ndashboard \"e\" {\n" NAMED "}\n",
      "card.a@2=2 card.a@7=2! " },
    { "the first waits, and the second is registered",
      "dashboard \"d\" {\n" WAITS "}\ndashboard \"e\" {\n" NAMED "}\n" LATER,
      "card.a@2=7 card.a@7=7 " },
    { "the second waits", "dashboard \"d\" {\n" NAMED "}\ndashboard \"e\" {\n" WAITS "}\n" LATER,
      "card.a@2=2 card.a@7=2 " },
    { "both wait", "dashboard \"d\" {\n" WAITS "}\ndashboard \"e\" {\n" WAITS "}\n" LATER,
      "card.a@2=2 card.a@7=2 " },
    { "what stands before is there",
      LATER "dashboard \"d\" {\n" WAITS "}\ndashboard \"e\" {\n" NAMED "}\n",
      "card.a@5=5 card.a@10=5! " },
    { "another panel that waits does not count",
      "dashboard \"d\" {\n" NAMED
      "  card {\n    base = card.later\n  }\n}\ndashboard \"e\" {\n" NAMED "}\n" LATER,
      "card.a@2=2 card.a@10=2! " },
    { "of three the two that do not wait", "dashboard \"d\" {\n" WAITS NAMED NAMED "}\n" LATER,
      "card.a@2=5 card.a@5=5 card.a@8=5! " },
    { "a nested one that waits, and a top-level one", "dashboard \"d\" {\n" WAITS "}\n" LATER NAMED,
      "card.a@2=9 card.a@9=9 " },
    { "two top-level ones, whoever waits", WAITS LATER NAMED, "card.a@1=7 card.a@7=7! " },
    { "variables are there before",
      "variable \"v\" {\n  default = \"\"\n}\ndashboard \"d\" {\n"
      "  card \"a\" {\n    sql = var.v\n  }\n}\ndashboard \"e\" {\n" NAMED "}\n",
      "card.a@5=5 card.a@10=5! " },
    { "inputs belong to their dashboards",
      "dashboard \"d\" {\n  input \"i\" {\n    type = \"text\"\n  }\n}\n"
      "dashboard \"e\" {\n  input \"i\" {\n    type = \"text\"\n  }\n}\n",
      "" },
    { "a control and a detection benchmark are no twins",
      "benchmark \"b\" {}\nbenchmark \"b\" {\n  type = \"detection\"\n}\n", "" },
};

static const char *found(const made *m)
{
    static char text[512];
    pl_buf out = { 0 };
    pl_twins twins;
    uint32_t n;
    const pl_ix_entry *e = pl_index_entries(m->ix, &n);
    pl_twins_find(&twins, m->ix);
    for (uint32_t i = 0; i < n; i++) {
        pl_entry_id stand_in = pl_twins_stand_in(&twins, i), clash = pl_twins_clash(&twins, i);
        bool alone = stand_in == i && clash == PL_NO_ENTRY;
        for (uint32_t k = 0; k < n && alone; k++)
            alone = k == i || pl_twins_stand_in(&twins, k) != i;
        if (alone)
            continue;
        pl_buf_printf(&out, "card.%.*s@%u=%u%s ", PL_FMT(pl_index_str(m->ix, e[i].short_name)),
                      e[i].line, e[stand_in].line, clash == PL_NO_ENTRY ? "" : "!");
    }
    snprintf(text, sizeof text, "%.*s", (int)out.len, out.ptr ? out.ptr : "");
    pl_buf_done(&out);
    pl_twins_done(&twins);
    return text;
}

TEST(twins_clash_when_neither_waits)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        made m = { 0 };
        pl_buf source = { 0 };
        pl_buf_printf(&source, "--- mod m\n--- mod.pp\nmod \"m\" {}\n--- x.pp\n%s%c", rows[i].src,
                      0);
        made_open(&m, "twins", source.ptr);
        CHECK_STR(found(&m), rows[i].want, rows[i].what);
        made_close(&m);
        pl_buf_done(&source);
    }
}
