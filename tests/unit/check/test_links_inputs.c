/* Inputs of one dashboard that need each other (mod-language.md 7.9). */
#include "unit/eval/made.h"
#include "check/static_links.h"

#define DASHBOARD(inputs)                                                                          \
    "--- mod m\n--- mod.pp\nmod \"m\" {}\n--- x.pp\ndashboard \"d\" {\n" inputs "}\n"
#define INPUT(name, args) "  input \"" name "\" {\n    sql = \"s\"\n    args = " args "\n  }\n"
#define CIRCLE                                                                                     \
    "Failed to resolve input dependency order for dashboard 'm.dashboard.d': Cycle error: "

static const struct {
    const char *what, *source, *want;
} rows[] = {
    { "one after the other",
      DASHBOARD(INPUT("a", "[]") INPUT("b", "[self.input.a.value]")
                    INPUT("c", "{ x = self.input.b.value, y = self.input.a.value }")),
      "" },
    { "two", DASHBOARD(INPUT("a", "[self.input.b.value]") INPUT("b", "[self.input.a.value]")),
      CIRCLE "input.a -> input.b -> input.a\n(x.pp:1,15-10,2)" },
    { "itself", DASHBOARD(INPUT("a", "[self.input.a]")),
      CIRCLE "input.a -> input.a\n(x.pp:1,15-6,2)" },
    { "begins with the first of them",
      DASHBOARD(INPUT("z", "[self.input.c.value]") INPUT("a", "[self.input.c.value]")
                    INPUT("b", "[self.input.a.value]") INPUT("c", "[self.input.b.value]")),
      CIRCLE "input.a -> input.c -> input.b -> input.a\n(x.pp:1,15-18,2)" },
    { "in a container",
      DASHBOARD("  container {\n" INPUT("a", "[self.input.b.value]") "  }\n" INPUT(
          "b", "[self.input.a.value]")),
      CIRCLE "input.a -> input.b -> input.a\n(x.pp:1,15-12,2)" },
    { "arguments of a base",
      "--- mod m\n--- mod.pp\nmod \"m\" {}\n--- x.pp\ninput \"base\" {\n  sql = \"s\"\n"
      "  args = [self.input.a.value]\n}\ndashboard \"d\" {\n  input \"a\" { base = input.base "
      "}\n}\n",
      CIRCLE "input.a -> input.a\n(x.pp:5,15-7,2)" },
    { "names of another dashboard",
      DASHBOARD(INPUT("a", "[self.input.b.value]") "  dashboard {\n" INPUT(
          "b", "[self.input.a.value]") "  }\n"),
      "" },
    { "inputs that are not there", DASHBOARD(INPUT("a", "[self.input.none.value]")), "" },
};

TEST(inputs_that_need_each_other)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        made m = { 0 };
        made_open(&m, "static-inputs", rows[i].source);
        pl_check_links(m.ix, pl_str_cstr(m.dir), false, m.diags);
        CHECK_STR(made_said(&m), rows[i].want, rows[i].what);
        made_close(&m);
    }
}
