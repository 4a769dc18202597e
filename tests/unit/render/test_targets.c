/* Queries by name, detections and formats by name: what a command line selects (cli.md 4,
 * check-and-outputs.md 7, 16, 20). */
#include "unit/json_look.h"
#include "unit/render/runs.h"

/* ---- queries */

static const char queries[] =
    "query \"plain\" {\n  title = \"Plain\"\n  description = \"what\"\n  documentation = \"doc\"\n"
    "  tags = {\n    k = \"v\"\n  }\n  sql = \"select 1 as a\"\n}\n"
    "query \"two\" {\n  sql = \"select $1 as a, $2 as b\"\n  param \"a\" {}\n"
    "  param \"b\" {\n    default = \"B\"\n  }\n}\n"
    "query \"named\" {\n  sql = query.two.sql\n}\n"
    "query \"by_text\" {\n  sql = \"query.two\"\n}\n"
    "query \"by_full_name\" {\n  sql = \"m.query.two\"\n}\n"
    "query \"by_name_with_params\" {\n  sql = \"query.two\"\n  param \"p\" {}\n}\n"
    "query \"round\" {\n  sql = \"query.about\"\n}\n"
    "query \"about\" {\n  sql = \"m.query.round\"\n}\n"
    "query \"no_such_name\" {\n  sql = \"query.none\"\n}\n"
    "query \"empty\" {\n  sql = \"\"\n}\n"
    "query \"own\" {\n  sql = \"select 1 as a\"\n  database = \"oracle://h\"\n}\n"
    "query \"fails\" {\n  sql = \"select * from nowhere\"\n}\n"
    "control \"c\" {\n  query = query.two\n  args = [7]\n}\n"
    "control \"bare\" {\n  sql = \"select 'ok' as status, 'r' as resource, 'x' as reason\"\n}\n"
    "card \"top\" {\n  query = query.two\n  args = {\n    b = 1\n    a = 2\n  }\n}\n";

static const struct {
    const char *what, *target, *name, *args[3], *want;
} query_rows[] = {
    { "by name", "query.plain", "m.query.plain", { NULL }, "a\n1\n" },
    { "arguments by position", "query.two", "m.query.two", { "x", "y" }, "a,b\nx,y\n" },
    { "by name, the rest from defaults", "query.two", "m.query.two", { "a=x" }, "a,b\nx,B\n" },
    { "in the target", "query.two(\"x\", 5)", "m.query.two", { NULL }, "a,b\nx,5\n" },
    { "missing",
      "query.two",
      "m.query.two",
      { NULL },
      "failed to resolve args for custom.table.results: a" },
    { "an argument without a name that fits is none",
      "query.two",
      "m.query.two",
      { "z=1" },
      "failed to resolve args for custom.table.results: a" },
    { "mixed", "query.two", "m.query.two", { "a=1", "2" }, "cannot mix positional and named args" },
    { "both ways",
      "query.two(1)",
      "m.query.two",
      { "2" },
      "both command line args and query invocation args are set" },
    { "no SQL",
      "query.empty",
      "m.query.empty",
      { NULL },
      "getResolvedQuery faiuled - no sql set for 'custom.table.results'" },
    { "its own database",
      "query.own",
      "m.query.own",
      { NULL },
      "could not evaluate backend: 'oracle://h': unknown backend" },
    { "SQL that fails", "query.fails", "m.query.fails", { NULL }, "no such table: nowhere" },
};

static void run_named(sessions *s, size_t i, unsigned formats, pl_run **q)
{
    pl_str args[3];
    size_t n = 0;
    for (; n < 3 && query_rows[i].args[n]; n++)
        args[n] = pl_str_cstr(query_rows[i].args[n]);
    runs_query o = { .target = pl_str_cstr(query_rows[i].target),
                     .query = sessions_id(s, query_rows[i].name),
                     .args = args,
                     .n_args = n,
                     .formats = formats,
                     .header = true,
                     .separator = PL_S(",") };
    *q = runs_of_query(s->session, &o);
    CHECK(*q, query_rows[i].what);
}

TEST(queries_by_name_take_arguments)
{
    sessions s;
    sessions_begin(&s, "named", NULL, queries);
    for (size_t i = 0; i < PL_COUNT(query_rows); i++) {
        pl_buf out = { 0 };
        pl_run *q;
        run_named(&s, i, RUNS_BIT(PL_RESULT_CSV), &q);
        if (runs_end(q) == PL_END_COMPLETE)
            CHECK(runs_write(q, PL_RESULT_CSV, false, sessions_collect, &out), query_rows[i].what);
        else
            pl_buf_str(&out, runs_error(q));
        pl_buf_byte(&out, 0);
        CHECK_STR(out.ptr, query_rows[i].want, query_rows[i].what);
        bool sent =
            strstr(query_rows[i].want, "no such table") || strstr(query_rows[i].want, "near");
        CHECK(sent == (runs_end(q) == PL_END_FAILED), "what cannot be ready is not sent");
        pl_buf_done(&out);
        pl_run_free(q);
    }
    sessions_end(&s);
}

static const struct {
    const char *path, *want;
} snapshot_rows[] = {
    { "panels/custom.table.results/title", "\"Plain\"" },
    { "panels/custom.table.results/data/rows", "[{\"a\":1}]" },
    { "panels/custom.table.results/properties", "{\"name\":\"results\"}" },
};

TEST(a_query_is_a_dashboard_of_one_table)
{
    sessions s;
    pl_run *q;
    pl_buf out = { 0 };
    pl_arena arena = { 0 };
    sessions_begin(&s, "table", NULL, queries);
    run_named(&s, 0, RUNS_BIT(RUNS_SNAPSHOT), &q);
    pl_run_info info;
    pl_run_get_info(q, &info);
    CHECK(pl_str_eq(info.name, PL_S("m.query.plain")), "its name");
    CHECK(runs_write(q, RUNS_SNAPSHOT, false, sessions_collect, &out), "write");
    const pl_json *doc = json_read(&arena, &out, "a snapshot");
    for (size_t i = 0; i < PL_COUNT(snapshot_rows); i++)
        CHECK_STR(json_text(&arena, doc, snapshot_rows[i].path), snapshot_rows[i].want,
                  snapshot_rows[i].path);
    const pl_json *root = pl_json_first(json_look(doc, "panels"));
    CHECK(pl_str_starts(root->key, PL_S("custom.dashboard.sql_")), "named after its SQL");
    CHECK_STR(json_text(&arena, root, "description"), "\"what\"", "texts of the query");
    CHECK_STR(json_text(&arena, root, "tags"), "{\"k\":\"v\"}", "and its tags");
    pl_run_free(q);
    pl_arena_done(&arena);
    pl_buf_done(&out);
    sessions_end(&s);
}

TEST(arguments_are_looked_at_before_anything_loads)
{
    pl_diags *diags = pl_diags_new();
    pl_str mixed[] = { PL_S("a=1"), PL_S("2") };
    pl_run_start_options o = { .root = PL_S("query.q(1)") };
    CHECK_INT(pl_run_check(&o, diags), PL_FILTERS_GOOD, "fine");
    CHECK_INT(pl_diags_count(diags), 0, "nothing is said");
    o.args = mixed;
    o.n_args = 1;
    CHECK_INT(pl_run_check(&o, diags), PL_FILTERS_MALFORMED, "both ways");
    o = (pl_run_start_options){ .root = PL_S("query.q"), .args = mixed, .n_args = 2 };
    CHECK_INT(pl_run_check(&o, diags), PL_FILTERS_MALFORMED, "mixed");
    CHECK_INT(pl_diags_count(diags), 2, "each is said");
    pl_diags_free(diags);
}

/* ---- detections */

static const char detections[] =
    "detection \"plain\" {\n  title = \"Plain\"\n  severity = \"high\"\n"
    "  display_columns = [\"b\", \"t\"]\n"
    "  sql = \"select 1.5 as a, x'00ff' as b, null as c, 'text' as t union all select 2, 'x', 3, "
    "null\"\n}\n"
    "detection \"args\" {\n  query = query.q\n  args = [4]\n}\n"
    "query \"q\" {\n  sql = \"select $1 as n\"\n  param \"n\" {\n    default = 1\n  }\n}\n"
    "detection \"missing\" {\n  sql = \"select $1 as n\"\n  param \"n\" {}\n}\n"
    "detection \"empty\" {\n  sql = \"\"\n}\n"
    "detection \"elsewhere\" {\n  sql = \"select 1 as n\"\n  database = \"oracle://h\"\n}\n"
    "benchmark \"b\" {\n  title = \"B\"\n  type = \"detection\"\n"
    "  children = [detection.plain, benchmark.inner, detection.elsewhere]\n}\n"
    "benchmark \"inner\" {\n  type = \"detection\"\n  children = [detection.args, "
    "detection.plain]\n}\n";

static bool write_as(const pl_check *c, const char *format, bool saved, pl_buf *out,
                     pl_diags *diags)
{
    pl_run_output how = { .version = PL_S("1.5.2"),
                          .working_dir = PL_S("/w"),
                          .separator = PL_S(","),
                          .saved = saved,
                          .columns = 60 };
    out->len = 0;
    bool ok = runs_write_check(c, pl_str_cstr(format), &how, sessions_collect, out, diags);
    pl_buf_byte(out, 0);
    return ok;
}

TEST(detections_show_any_columns)
{
    sessions s;
    pl_buf out = { 0 };
    pl_arena arena = { 0 };
    pl_run_info result;
    sessions_begin(&s, "detections", NULL, detections);
    pl_check *c = sessions_check(&s, "m.benchmark.b", (pl_run_start_options){ 0 });
    CHECK(c, sessions_said(&s));
    pl_check_get_info(c, &result);
    CHECK_INT(result.errors, 1, "C7: the one whose database is unknown");
    CHECK(write_as(c, "json", false, &out, s.diags), "json");
    out.len--;
    const pl_json *doc = json_read(&arena, &out, "json");
    CHECK_STR(json_text(&arena, doc, "groups/0/summary"), "{\"count\":5}", "C8: a plain sum");
    CHECK_STR(json_text(&arena, doc, "groups/0/groups/0/summary"), "{\"count\":3}", "below, too");
    CHECK_STR(json_text(&arena, doc, "groups/0/groups/0/detection_runs/0/data/rows"), "[{\"n\":4}]",
              "arguments are bound");
    CHECK_STR(json_text(&arena, doc, "groups/0/detection_runs/0/data/rows/0"),
              "{\"a\":1.5,\"b\":\"AP8=\",\"c\":null,\"t\":\"text\"}", "values keep their types");
    CHECK_STR(json_text(&arena, doc, "groups/0/detection_runs/1/error"),
              "\"could not evaluate backend: 'oracle://h': unknown backend\"", "and why");
    CHECK(write_as(c, "text", false, &out, s.diags), "text");
    CHECK(strstr(out.ptr, "[0 255]"), "display columns alone: bytes as numbers");
    CHECK(strstr(out.ptr, "<nil>") && !strstr(out.ptr, "1.5"), "NULL, and no other column");
    CHECK(write_as(c, "none", false, &out, s.diags) && out.len == 1, "C10: none prints nothing");
    CHECK(!write_as(c, "snapshot", false, &out, s.diags), "no snapshot");
    CHECK_STR(sessions_said(&s), "Currently only JSON format is supported for detection benchmarks",
              "as --output");
    CHECK(write_as(c, "snapshot", true, &out, s.diags), "but to be saved");
    out.len--;
    doc = json_read(&arena, &out, "a snapshot");
    CHECK_STR(json_text(&arena, doc, "panels/m.benchmark.b/benchmark_type"), "\"detection\"",
              "of detections");
    pl_check_free(c);
    pl_arena_done(&arena);
    pl_buf_done(&out);
    sessions_end(&s);
}

static const struct {
    const char *name, *args[2], *want; /* want: JSON of its rows, or why there is no tree */
} detection_rows[] = {
    { "m.detection.args", { NULL }, "[{\"n\":4}]" },
    { "m.detection.args", { "9" }, "[{\"n\":\"9\"}]" },
    { "m.detection.args", { "n=8" }, "[{\"n\":\"8\"}]" },
    { "m.detection.missing", { "x" }, "[{\"n\":\"x\"}]" },
    { "m.detection.missing", { NULL }, "failed to resolve args for m.detection.missing: n" },
    { "m.detection.empty",
      { NULL },
      "getResolvedQuery faiuled - no sql set for 'm.detection.empty'" },
};

TEST(one_detection_is_wrapped_and_takes_arguments)
{
    sessions s;
    sessions_begin(&s, "alone", NULL, detections);
    for (size_t i = 0; i < PL_COUNT(detection_rows); i++) {
        pl_arena arena = { 0 };
        pl_buf out = { 0 };
        pl_str arg =
            detection_rows[i].args[0] ? pl_str_cstr(detection_rows[i].args[0]) : (pl_str){ 0 };
        pl_check *c = sessions_check(&s, detection_rows[i].name,
                                     (pl_run_start_options){ .args = &arg, .n_args = arg.len > 0 });
        if (c) {
            CHECK(write_as(c, "json", false, &out, s.diags), "json");
            out.len--;
            const pl_json *doc = json_read(&arena, &out, "json");
            CHECK_STR(json_text(&arena, doc, "groups/0/detection_runs/0/data/rows"),
                      detection_rows[i].want, detection_rows[i].name);
        } else {
            const char *recorded = sessions_said(&s),
                       *at = strstr(recorded, detection_rows[i].want);
            CHECK_STR(at ? at : recorded, detection_rows[i].want, detection_rows[i].name);
        }
        pl_check_free(c);
        pl_buf_done(&out);
        pl_arena_done(&arena);
    }
    sessions_end(&s);
}

/* ---- formats of the user's own */

TEST(checks_are_written_in_formats_of_the_users_own)
{
    sessions s;
    pl_buf out = { 0 };
    sessions_begin(&s, "custom", NULL, queries);
    place_text(s.dir, "check/templates/short.lst/output.tmpl",
               "{{define \"output\"}}{{range .Data.Root.ControlRuns}}{{.ControlId}} "
               "{{.Summary.TotalCount}}{{end}}{{end}}");
    place_text(s.dir, "check/templates/broken/output.tmpl",
               "{{define \"output\"}}{{.Data.Nothing.More}}{{end}}");
    pl_run_output how = { .version = PL_S("1.5.2"),
                          .working_dir = PL_S("/w"),
                          .install_dir = pl_str_cstr(s.dir) };
    pl_check *c = sessions_check(&s, "m.control.bare", (pl_run_start_options){ 0 });
    CHECK(pl_run_check_formats(how.install_dir, false, s.diags), "they parse");
    CHECK(runs_write_check(c, PL_S("short"), &how, sessions_collect, &out, s.diags), "by name");
    pl_buf_byte(&out, 0);
    CHECK_STR(out.ptr, "control.bare 1", "what it makes");
    CHECK(!runs_write_check(c, PL_S("broken"), &how, sessions_collect, &out, s.diags), "it fails");
    CHECK(strstr(sessions_said(&s), "can't evaluate field Nothing"), sessions_said(&s));
    CHECK(!runs_write_check(c, PL_S("none_such"), &how, sessions_collect, &out, s.diags),
          "unknown");
    CHECK_STR(sessions_said(&s), "invalid output format: 'none_such'", "and why");
    place_text(s.dir, "check/templates/wrong/output.tmpl", "{{");
    CHECK(!pl_run_check_formats(how.install_dir, false, s.diags), "one does not parse");
    pl_check_free(c);
    pl_buf_done(&out);
    sessions_end(&s);
}
