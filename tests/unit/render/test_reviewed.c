/* One rule for exempted results in every output: a mark beside the status, and a number of their
 * own. */
#include "base/buf.h"
#include "base/str.h"
#include "unit/render/runs.h"

static const char content[] =
    "control \"lit\" {\n  severity = \"high\"\n"
    "  sql = \"select 'lamp' as resource, 'alarm' as status, 'is off' as reason union all "
    "select 'bulb', 'alarm', 'is out' union all select 'sun', 'ok', 'is up'\"\n}\n"
    "benchmark \"b\" {\n  children = [control.lit]\n}\n";

static const struct {
    const char *what, *format;
    bool page;
    const char *has, *lacks;
} rows[] = {
    { "json counts them apart", "json", false, "\"exempted\": 1", "\"skip\": 1" },
    { "json keeps the status", "json", false, "\"exemption\": {", NULL },
    { "markdown has a row for them", "md", false, "| | Exempted | 1 |", "Skip | 1 |" },
    { "markdown has a column for them", "md", false,
      "| Exempted | Total |\n|-|-|-|-|-|-|-|\n| 1 | 0 | 0 | 1 | 0 | 1 | 3 |", NULL },
    { "the report has a sum for them", "static-report", false, "Exempted", NULL },
    { "a snapshot has five statuses", "snapshot", false, "\"skip\": 1", "exempt" },
    { "the page has six numbers", "snapshot", true, "\"exempted\": 1", "\"skip\": 1" },
    { "the page has the mark of the row", "snapshot", true, "\"exempted\": [\n", NULL },
    { "the page keeps the status", "snapshot", true, "\"status\": \"alarm\"", NULL },
    { "the page says why, until when", "snapshot", true, "\"accepted\",", "(exempted" },
    { "the page has the last day", "snapshot", true, "\"2999-12-31\"", NULL },
    { "the page has the notes", "snapshot", true, "Exempted by ", NULL },
    { "the page counts what is severe without them", "snapshot", true, "\"severe\": 1", NULL },
};

TEST(exempted_is_a_mark_and_a_number_of_its_own)
{
    sessions s = { 0 };
    char path[PLACE_MAX + 20];
    pl_buf out = { 0 };
    sessions_begin(&s, "reviewed", NULL, content);
    place_text(s.dir, "x.csv",
               "control,resource,reason,until\ncontrol.lit,lamp,accepted,2999-12-31\n");
    snprintf(path, sizeof path, "%s/x.csv", s.dir);
    pl_review_options asked = { .exemptions = pl_str_cstr(path) };
    pl_review *review = pl_review_open(&asked, s.diags);
    CHECK(review, sessions_said(&s));
    pl_check *c = sessions_check(&s, "m.benchmark.b", (pl_run_start_options){ .review = review });
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_run_output how = { .page = rows[i].page, .columns = 80 };
        out.len = 0;
        CHECK(
            runs_write_check(c, pl_str_cstr(rows[i].format), &how, sessions_collect, &out, s.diags),
            rows[i].what);
        pl_buf_byte(&out, 0);
        CHECK(strstr(out.ptr, rows[i].has), rows[i].what);
        CHECK(!rows[i].lacks || !strstr(out.ptr, rows[i].lacks), rows[i].what);
    }
    pl_check_free(c);
    pl_review_free(review, NULL);
    pl_buf_done(&out);
    sessions_end(&s);
}
