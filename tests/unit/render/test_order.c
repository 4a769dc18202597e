/* The order in which results are written where real Powerpipe has none (O6, O7, 8.12): that of
 * the tree, whichever finished first. */
#include "unit/json_look.h"
#include "unit/render/runs.h"

/* `late` finishes last and stands first; `shared` stands in two places. */
static const char text[] =
    "benchmark \"top\" {\n  title = \"Top\"\n"
    "  children = [benchmark.left, control.loose, benchmark.right]\n}\n"
    "benchmark \"left\" {\n  tags = {\n    zone = \"x\"\n  }\n"
    "  children = [control.late, control.shared]\n}\n"
    "benchmark \"right\" {\n  children = [control.shared, control.two_keys]\n}\n"
    "control \"late\" {\n  tags = {\n    area = \"a\"\n  }\n"
    "  sql = \"with recursive c(i) as (select 1 union all select i + 1 from c where i < 20000) "
    "select 'ok' as status, 'late' as resource, count(*) as reason, 'z1' as zeta from c\"\n}\n"
    "control \"shared\" {\n  sql = \"select 'ok' as status, 'shared' as resource, 'x' as reason, "
    "'a1' as alpha, 'z1' as zeta\"\n}\n"
    "control \"loose\" {\n  sql = \"select 'ok' as status, 'loose' as resource, 'x' as "
    "reason\"\n}\n"
    "control \"two_keys\" {\n  sql = \"select 'ok' as status, 'two' as resource, 'x' as reason, "
    "'m1' as mu, 'a2' as alpha\"\n}\n";

static void write_as(const pl_check *c, sessions *s, const char *format, bool color, pl_buf *out)
{
    pl_run_output how = { .version = PL_S("1.5.2"),
                          .working_dir = PL_S("/w"),
                          .header = true,
                          .separator = PL_S(","),
                          .columns = 100,
                          .color = color };
    out->len = 0;
    CHECK(runs_write_check(c, pl_str_cstr(format), &how, sessions_collect, out, s->diags), format);
    pl_buf_byte(out, 0);
}

static const char csv[] =
    "group_id,title,description,control_id,control_title,control_description,reason,resource,"
    "status,severity,alpha,mu,zeta,area,zone\n"
    "m.benchmark.left,,,control.late,,,20000,late,ok,,,,z1,a,\n"
    "m.benchmark.left,,,control.shared,,,x,shared,ok,,a1,,z1,,\n"
    "m.benchmark.top,Top,,control.loose,,,x,loose,ok,,,,,,\n"
    "m.benchmark.right,,,control.shared,,,x,shared,ok,,a1,,z1,,\n"
    "m.benchmark.right,,,control.two_keys,,,x,two,ok,,a2,m1,,,\n";

TEST(O6_lines_of_csv_are_in_the_order_of_the_tree)
{
    sessions s;
    pl_buf out = { 0 };
    sessions_begin(&s, "csv", NULL, text);
    for (int i = 0; i < 3; i++) {
        pl_check *c = sessions_check(&s, "m.benchmark.top", (pl_run_start_options){ 0 });
        write_as(c, &s, "csv", false, &out);
        CHECK_STR(out.ptr, csv, "depth first, in declared order");
        pl_check_free(c);
    }
    pl_buf_done(&out);
    sessions_end(&s);
}

/* Colour of the dimension value `value`. */
static int color_of(const char *painted, const char *value)
{
    char what[32];
    snprintf(what, sizeof what, "m%s\033[0m", value);
    const char *at = strstr(painted, what);
    CHECK(at, value);
    while (at > painted && *at != ';')
        at--;
    return atoi(at + 1);
}

TEST(O7_columns_and_colours_come_as_they_first_appear)
{
    sessions s;
    pl_buf out = { 0 };
    pl_arena arena = { 0 };
    sessions_begin(&s, "columns", NULL, text);
    pl_check *c = sessions_check(&s, "m.benchmark.top", (pl_run_start_options){ 0 });
    write_as(c, &s, "snapshot", false, &out);
    out.len--;
    const pl_json *doc = json_read(&arena, &out, "a snapshot");
    CHECK_STR(json_text(&arena, doc, "panels/m.control.two_keys/data/columns/3/name"), "\"mu\"",
              "the query's order");
    CHECK_STR(json_text(&arena, doc, "panels/m.control.two_keys/data/columns/4/name"), "\"alpha\"",
              "the query's order");
    write_as(c, &s, "text", true, &out);
    CHECK_INT(color_of(out.ptr, "z1"), 66, "the first of the tree");
    CHECK_INT(color_of(out.ptr, "a1"), 140, "the second");
    CHECK_INT(color_of(out.ptr, "m1"), 217, "the third");
    CHECK_INT(color_of(out.ptr, "a2"), 111, "the last");
    pl_check_free(c);
    pl_arena_done(&arena);
    pl_buf_done(&out);
    sessions_end(&s);
}

/* ---- all (C14, 2.3) */

TEST(C14_all_benchmarks_are_those_of_the_mod_as_they_are_declared)
{
    sessions s;
    pl_buf out = { 0 };
    pl_arena arena = { 0 };
    sessions_begin(&s, "all", NULL, text);
    pl_run_start_options o = { .all = true, .dry_run = true };
    pl_check *c = pl_check_run(s.session, &o, s.diags);
    CHECK(c, sessions_said(&s));
    write_as(c, &s, "json", false, &out);
    out.len--;
    const pl_json *root = json_look(json_read(&arena, &out, "json"), "groups/0");
    CHECK_STR(json_text(&arena, root, "group_id"), "\"m.benchmark.root\"", "made for all");
    static const char *const names[] = { "\"m.benchmark.top\"", "\"m.benchmark.left\"",
                                         "\"m.benchmark.right\"" };
    for (size_t i = 0; i < PL_COUNT(names); i++) {
        char path[40];
        snprintf(path, sizeof path, "groups/%zu/group_id", i);
        CHECK_STR(json_text(&arena, root, path), names[i], "as declared");
    }
    pl_check_free(c);
    pl_arena_done(&arena);
    pl_buf_done(&out);
    sessions_end(&s);
}
