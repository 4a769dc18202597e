/* What differs between two mods: blocks that come, go or change, and which attributes. */
#include "mod/diff.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/vec.h"
#include "unit/place.h"

#define MOD "mod \"m\" {\n  title = \"M\"\n}\n"

static const struct {
    const char *what, *before, *after, *want;
} rows[] = {
    { "nothing", "query \"q\" {\n  sql = \"select 1\"\n}\n",
      "query \"q\" {\n  sql = \"select 1\"\n}\n", "" },
    { "layout and comments do not count", "query \"q\" {\n  sql = \"select 1\"\n}\n",
      "# new\nquery  \"q\"   {\n\n    sql=\"select 1\" // same\n}\n", "" },
    { "a block that comes", "", "query \"q\" {\n  sql = \"select 1\"\n}\n", "+query.q " },
    { "one that goes", "control \"c\" {\n  sql = \"select 1\"\n}\n", "", "-control.c " },
    { "one that changes, by attribute", "query \"q\" {\n  title = \"Q\"\n  sql = \"select 1\"\n}\n",
      "query \"q\" {\n  title = \"Q\"\n  sql = \"select 2\"\n  tags = {}\n}\n",
      "~query.q(sql,tags) " },
    { "an attribute that goes", "query \"q\" {\n  title = \"Q\"\n  sql = \"select 1\"\n}\n",
      "query \"q\" {\n  sql = \"select 1\"\n}\n", "~query.q(title) " },
    { "a nested block", "query \"q\" {\n  sql = \"select 1\"\n}\n",
      "query \"q\" {\n  sql = \"select 1\"\n  param \"p\" {\n    default = 1\n  }\n}\n",
      "~query.q(param.p) " },
    { "a variable", "variable \"v\" {\n  default = 1\n}\n", "variable \"v\" {\n  default = 2\n}\n",
      "~variable.v(default) " },
    { "a name of another kind is another block", "query \"x\" {\n  sql = \"select 1\"\n}\n",
      "control \"x\" {\n  sql = \"select 1\"\n}\n", "+control.x -query.x " },
    { "by kind, then name", "",
      "query \"b\" {\n  sql = \"1\"\n}\nquery \"a\" {\n  sql = \"1\"\n}\ncontrol \"z\" {\n  sql = "
      "\"1\"\n}\n",
      "+control.z +query.a +query.b " },
    { "text of a here-document counts to the blank", "query \"q\" {\n  sql = <<-E\n    a\n  E\n}\n",
      "query \"q\" {\n  sql = <<-E\n    a \n  E\n}\n", "~query.q(sql) " },
};

static pl_str make(const char *name, const char *text)
{
    const char *dir = place_new(name);
    place_bytes(dir, "mod.pp", MOD, strlen(MOD));
    place_bytes(dir, "a.pp", text, strlen(text));
    return pl_str_cstr(dir);
}

static const char *print(const pl_diff *diff)
{
    static char text[500];
    pl_buf out = { 0 };
    for (uint32_t i = 0; i < diff->n; i++) {
        const pl_difference *d = &diff->list[i];
        pl_buf_printf(&out, "%c%.*s.%.*s", "+-~"[d->change], PL_FMT(d->kind), PL_FMT(d->name));
        for (uint32_t k = 0; k < d->n_attributes; k++)
            pl_buf_printf(&out, "%c%.*s", k ? ',' : '(', PL_FMT(d->attributes[k]));
        pl_buf_cstr(&out, d->n_attributes ? ") " : " ");
    }
    snprintf(text, sizeof text, "%.*s", PL_FMT(pl_buf_view(&out)));
    pl_buf_done(&out);
    return text;
}

TEST(mods_differ_by_block_and_attribute)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        char name[40];
        pl_arena arena = { 0 };
        pl_diags *diags = pl_diags_new();
        pl_diff diff;
        snprintf(name, sizeof name, "diff-a-%zu", i);
        pl_str a = make(name, rows[i].before);
        snprintf(name, sizeof name, "diff-b-%zu", i);
        pl_str b = make(name, rows[i].after);
        CHECK(pl_mod_diff(a, b, &arena, &diff, diags), rows[i].what);
        CHECK_STR(print(&diff), rows[i].want, rows[i].what);
        pl_diags_free(diags);
        pl_arena_done(&arena);
    }
}

TEST(a_mod_that_does_not_parse_has_no_differences)
{
    pl_arena arena = { 0 };
    pl_diags *diags = pl_diags_new();
    pl_diff diff;
    pl_str a = make("diff-sound", ""), b = make("diff-broken", "query \"q\" {\n");
    CHECK(!pl_mod_diff(a, b, &arena, &diff, diags), "broken");
    CHECK(pl_diags_errors(diags) > 0, "and why");
    CHECK(!pl_mod_diff(a, pl_str_cstr(place_path(a.ptr, "none")), &arena, &diff, diags), "absent");
    pl_diags_free(diags);
    pl_arena_done(&arena);
}
