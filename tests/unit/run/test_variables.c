/* The variables of a snapshot: those that its panels use as a whole, as text (server.md 5.10). */
#include "run/dashboard.h"
#include "unit/session.h"

static const char declared[] =
    "variable \"s\" {\n  default = \"it\"\n}\n"
    "variable \"n\" {\n  default = 7\n}\n"
    "variable \"b\" {\n  default = true\n}\n"
    "variable \"l\" {\n  default = [\"p\", \"q\"]\n}\n"
    "variable \"u\" {\n  default = [1, [\"x\"], { a = [2] }]\n}\n"
    "variable \"t\" {\n  type = set(string)\n  default = [\"b\", \"a\"]\n}\n"
    "variable \"m\" {\n  default = { k = \"v\" }\n}\n"
    "variable \"none\" {\n  default = null\n}\n";

static const struct {
    const char *what, *panel, *want;
} rows[] = {
    { "none", "text {\n    value = \"x\"\n  }", "" },
    { "a text", "text {\n    value = var.s\n  }", "s=it" },
    { "in a template", "text {\n    value = \"${var.n} ${var.b}\"\n  }", "b=true n=7" },
    { "in a function", "text {\n    value = join(\",\", var.l)\n  }", "l=['p','q']" },
    { "twice is once", "text {\n    value = \"${var.s}${var.s}\"\n  }", "s=it" },
    { "an object is JSON", "text {\n    value = jsonencode(var.m)\n  }", "m={\"k\":\"v\"}" },
    { "a default is no set", "text {\n    value = join(\",\", var.t)\n  }", "t=['b','a']" },
    { "lists in lists, objects in them", "text {\n    value = jsonencode(var.u)\n  }",
      "u=[1,['x'],{\"a\":[2]}]" },
    { "a member does not count", "text {\n    value = var.m.k\n  }", "" },
    { "nor does an index", "text {\n    value = var.l[0]\n  }", "" },
    { "nor a key", "text {\n    value = var.m[\"k\"]\n  }", "" },
    { "a splat does", "text {\n    value = join(\",\", var.l[*])\n  }", "l=['p','q']" },
    { "nor does a sub-block",
      "table {\n    sql = \"select 1 as a\"\n    column \"a\" {\n      href = var.s\n    }\n  }",
      "" },
    { "a param does",
      "table {\n    sql = \"select $1\"\n    param \"p\" {\n      default = var.n\n    }\n  }",
      "n=7" },
    { "an argument does", "table {\n    sql = \"select $1\"\n    args = [var.s]\n  }", "s=it" },
    { "a null has no text", "text {\n    value = var.none == null ? \"x\" : \"y\"\n  }", "none=" },
};

static const char *variables_of(sessions *s)
{
    static char out[400];
    pl_execution e;
    pl_buf text = { 0 };
    pl_execution_init(&e, s->session);
    CHECK(pl_execution_build(&e, sessions_id(s, "m.dashboard.d"), &text), "it is built");
    for (uint32_t i = 0; i < e.shown.n_variables; i++)
        pl_buf_printf(&text, "%s%.*s=%.*s", i ? " " : "", PL_FMT(e.shown.variables[i].key),
                      PL_FMT(e.shown.variables[i].value));
    snprintf(out, sizeof out, "%.*s", PL_FMT(pl_buf_view(&text)));
    pl_buf_done(&text);
    pl_execution_done(&e);
    return out;
}

TEST(D7_snapshots_have_the_variables_that_are_used_as_a_whole)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        sessions s;
        char name[40], text[2000];
        snprintf(name, sizeof name, "variables%zu", i);
        snprintf(text, sizeof text, "%sdashboard \"d\" {\n  %s\n}\n", declared, rows[i].panel);
        sessions_begin(&s, name, NULL, text);
        CHECK_STR(variables_of(&s), rows[i].want, rows[i].what);
        sessions_end(&s);
    }
}
