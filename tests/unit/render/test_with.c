/* What `with` blocks and inputs give to panels (mod-language.md 7.4 - 7.7, server.md 5.11), one
 * reference a row, and what is reported about those that cannot be resolved. */
#include "unit/json_look.h"
#include "unit/session.h"

#define WITHS                                                                                      \
    "  with \"one\" {\n    sql = \"select 1 as x union all select 2\"\n  }\n"                      \
    "  with \"two\" {\n    sql = \"select 1 as x, 'b' as y\"\n  }\n"                               \
    "  with \"none\" {\n    sql = \"select 1 as x where 1 = 0\"\n  }\n"                            \
    "  with \"bad\" {\n    sql = \"select * from nowhere\"\n  }\n"                                 \
    "  with \"null\" {\n    sql = \"select null as x\"\n  }\n"                                     \
    "  input \"i\" {\n    type = \"text\"\n  }\n"

#define LIST                                                                                       \
    "error: sql: converting argument $1 type: unsupported type []float64, a slice of float64"
#define NO_VALUE "failed to resolve with value '"

static const struct {
    const char *what, *inside, *want; /* of the table; "status: args" or "status: error" */
} rows[] = {
    { "a cell", "args = [with.one.rows[1].x]", "complete: [2]" },
    { "the only column needs no name", "args = [with.one.rows[0]]", "complete: [1]" },
    { "one of several does", "args = [with.two.rows[0]]",
      "error: " NO_VALUE "with.two.rows.0' for args.0->with.two.rows.0: reference to with "
      "'args.0->with.two.rows.0' is returning more than one column - not supported" },
    { "by name", "args = {\n  a = with.two.rows[0].y\n}\nparam \"a\" {}", "complete: [\"b\"]" },
    { "a row that is not there", "args = [with.one.rows[7].x]",
      "error: " NO_VALUE "with.one.rows.7.x' for args.0->with.one.rows.7.x: reference to with "
      "'args.0->with.one.rows.7.x' has invalid row index '7' - 2 rows were returned" },
    { "of one row", "args = [with.two.rows[1].x]",
      "error: " NO_VALUE "with.two.rows.1.x' for args.0->with.two.rows.1.x: reference to with "
      "'args.0->with.two.rows.1.x' has invalid row index '1' - 1 row were returned" },
    { "of none", "args = [with.none.rows[0].x]",
      "error: " NO_VALUE "with.none.rows.0.x' for args.0->with.none.rows.0.x: reference to with "
      "'args.0->with.none.rows.0.x' has invalid row index '0' - 0 rows were returned" },
    { "a column that is not there, of a row", "args = [with.one.rows[0].zz]",
      "error: nil value recevied for runtime dependency args.0->with.one.rows.0.zz" },
    { "of all rows", "args = [with.one.rows[*].zz]",
      "error: " NO_VALUE "with.one.rows.*.zz' for args.0->with.one.rows.*.zz: column zz does not "
      "exist" },
    { "a null", "args = [with.null.rows[0].x]",
      "error: nil value recevied for runtime dependency args.0->with.null.rows.0.x" },
    { "a with that failed", "args = [with.bad.rows[0].x]", "error: no such table: nowhere" },
    { "a default", "param \"p\" {\n  default = with.one.rows[1].x\n}", "complete: [2]" },
    { "a default that is not needed",
      "param \"p\" {\n  default = with.one.rows[1].x\n}\nargs = { p = 9 }", "complete: [9]" },
    { "an input", "args = [self.input.i.value]", "complete: [\"given\"]" },
    { "an input as a default", "param \"p\" {\n  default = self.input.i.value\n}",
      "complete: [\"given\"]" },
    { "two of both",
      "sql = \"select $1 as a, $2 as b\"\nargs = [self.input.i.value, with.two.rows[0].y]",
      "complete: [\"given\",\"b\"]" },
    { "a with that no panel has", "args = [with.nowhere.rows[0].x]",
      "cannot resolve runtime dependency args.0->with.nowhere.rows.0.x" },
    { "an input that no dashboard has", "args = [self.input.nowhere.value]",
      "cannot resolve runtime dependency args.0->self.input.nowhere.value" },
    { "a param that no panel has", "args = [param.nowhere]",
      "cannot resolve runtime dependency args.0->param.nowhere" },
    { "all rows make a list, which SQLite does not take", "args = [with.one.rows[*].x]", LIST },
    { "so do rows", "args = [with.one.rows]", LIST },
    { "a with alone", "args = [with.one]", LIST },
    { "a value in a list", "args = {\n  a = [with.one.rows[0].x]\n}\nparam \"a\" {}", LIST },
};

static const char *outcome(sessions *s, pl_arena *arena)
{
    static char out[1024];
    pl_str given = PL_S("i=given");
    pl_run_start_options options = { .targets = &(pl_entry_id){ sessions_id(s, "m.dashboard.d") },
                                     .n_targets = 1,
                                     .args = &given,
                                     .n_args = 1 };
    pl_run *d = pl_dashboard_run(s->session, &options, s->diags);
    pl_buf text = { 0 };
    if (!d)
        return sessions_said(s);
    CHECK(pl_execution_print(&d->e, false, sessions_collect, &text), "written");
    const pl_json *table = json_look(json_read(arena, &text, "json"), "panels/m.table.t");
    pl_str status = pl_json_text(pl_json_get(table, "status"));
    pl_str error = pl_json_text(pl_json_get(table, "error"));
    if (error.len)
        snprintf(out, sizeof out, "%.*s: %.*s", PL_FMT(status), PL_FMT(error));
    else
        snprintf(out, sizeof out, "%.*s: %s", PL_FMT(status), json_text(arena, table, "args"));
    pl_buf_done(&text);
    pl_run__free_local(d);
    return out;
}

TEST(panels_get_what_they_refer_to)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        sessions s;
        pl_arena arena = { 0 };
        char name[24], text[2048];
        snprintf(name, sizeof name, "with%zu", i);
        snprintf(text, sizeof text, "dashboard \"d\" {\n" WITHS "  table \"t\" {\n%s\n%s\n  }\n}\n",
                 strncmp(rows[i].inside, "sql", 3) == 0 ? "" : "sql = \"select $1 as a\"",
                 rows[i].inside);
        sessions_begin(&s, name, NULL, text);
        const char *got = outcome(&s, &arena);
        CHECK_STR(got, rows[i].want, rows[i].what);
        pl_arena_done(&arena);
        sessions_end(&s);
    }
}
