/* Files that a review reads: exemptions and baselines; what of them is found again. */
#include "base/buf.h"
#include "run/review.h"
#include "unit/place.h"
#include "unit/test.h"

/* ---- patterns */

static const struct {
    const char *pattern, *text;
    bool matches;
} patterns[] = {
    { "control.a", "control.a", true },
    { "control.a", "control.ab", false },
    { "*", "", true },
    { "*", "anything", true },
    { "control.*", "control.a", true },
    { "control.*", "shop.control.a", false },
    { "*.control.?", "shop.control.a", true },
    { "?", "", false },
    { "a*b*c", "a1b2b3c", true },
    { "a*b*c", "a1b2b3", false },
    { "**", "x", true },
    { "", "", true },
    { "", "x", false },
};

TEST(patterns_have_stars_and_question_marks)
{
    for (size_t i = 0; i < PL_COUNT(patterns); i++)
        CHECK(pl_exemption_match(pl_str_cstr(patterns[i].pattern), pl_str_cstr(patterns[i].text)) ==
                  patterns[i].matches,
              patterns[i].pattern);
}

/* ---- exemptions */

static const struct {
    const char *what, *path, *text;
    const char *dump; /* control resource reason until line; or the messages */
} files[] = {
    { "a table", "x.csv", "control,resource,reason,until\ncontrol.a,r,why,2030-01-31\n",
      "control.a|r|why|2030-01-31|2" },
    { "columns in any order, without a last day", "x.csv",
      "reason,control,resource\n\"a, b\",*,r\n", "*|r|a, b||2" },
    { "who and when", "x.csv", "control,resource,reason,until,by,at\nc,r,w,,ann,2026-01-01\n",
      "c|r|w||2|ann|2026-01-01" },
    { "who and when as JSON", "x.json",
      "[{\"control\": \"c\", \"resource\": \"r\", \"reason\": \"w\", \"by\": \"bob\", \"at\": "
      "null}]",
      "c|r|w||1|bob|" },
    { "a mark in front, as spreadsheets write it", "x.csv",
      "\xef\xbb\xbf"
      "control,resource,reason\r\nc,r,w\r\n",
      "c|r|w||2" },
    { "nothing is exempted", "x.csv", "control,resource,reason,until\n", "" },
    { "an array", "x.json",
      "[\n {\"control\": \"c\", \"resource\": \"r\", \"reason\": \"w\"},\n"
      " {\"control\": \"c\", \"resource\": \"s\", \"reason\": \"w\", \"until\": \"2028-02-29\"}\n]",
      "c|r|w||2;c|s|w|2028-02-29|3" },
    { "an empty array", "x.json", "[]", "" },
    { "an empty file", "x.csv", "", "1: the first line has to be: control,resource,reason,until" },
    { "a column is missing", "x.csv", "control,reason\na,b\n",
      "1: the first line has to be: control,resource,reason,until" },
    { "a column that there is not", "x.csv", "control,resource,reason,owner\n",
      "1: there is no field 'owner': control, resource, reason, until, by, at" },
    { "a line is too short", "x.csv", "control,resource,reason\na,b\n",
      "2: not as many fields as the first line has" },
    { "a quote that nobody closes", "x.csv", "control,resource,reason\na,b,\"c\n",
      "2: extraneous or missing \" in quoted-field" },
    { "no reason", "x.csv", "control,resource,reason\na,b, \n", "2: 'reason' is missing" },
    { "no resource", "x.csv", "control,resource,reason\na,,c\n",
      "2: 'resource' is missing; * is all of them" },
    { "no such day", "x.csv", "control,resource,reason,until\na,b,c,2030-02-30\n",
      "2: 'until' is no date: write the last day as 2026-12-31" },
    { "a date of another form", "x.csv", "control,resource,reason,until\na,b,c,31.12.2030\n",
      "2: 'until' is no date: write the last day as 2026-12-31" },
    { "the same twice", "x.csv", "control,resource,reason\na,b,c\n\na,b,d\n",
      "4: the same control and resource as in line 2" },
    { "all that is wrong", "x.csv", "control,resource,reason\na,b,\na,,c\n",
      "2: 'reason' is missing;3: 'resource' is missing; * is all of them" },
    { "no JSON", "x.json", "[\n{]",
      "2: invalid character ']' looking for beginning of object key "
      "string" },
    { "no array", "x.json", "{}", "1: the file has to be an array of objects" },
    { "no object", "x.json", "[1]", "1: each exemption has to be an object" },
    { "a number", "x.json", "[{\"control\": 1, \"resource\": \"r\", \"reason\": \"w\"}]",
      "1: its value has to be a text" },
    { "a field that there is not", "x.json", "[{\"owner\": \"x\"}]",
      "1: there is no field 'owner': control, resource, reason, until, by, at" },
    { "fields are missing", "x.json", "[\n{\"control\": \"a\"}]",
      "2: 'resource' is missing; * is all of them;2: 'reason' is missing" },
};

static void dump(pl_buf *out, const pl_exemptions *e, const pl_diags *diags)
{
    for (size_t i = 0; i < e->list.n && !pl_diags_count(diags); i++) {
        const pl_exemption *x = &e->list.at[i];
        pl_buf_printf(out, "%s%.*s|%.*s|%.*s|%.*s|%u", i ? ";" : "", PL_FMT(x->control),
                      PL_FMT(x->resource), PL_FMT(x->reason), PL_FMT(x->until), x->line);
        if (x->by.len || x->at.len)
            pl_buf_printf(out, "|%.*s|%.*s", PL_FMT(x->by), PL_FMT(x->at));
    }
    for (size_t i = 0; i < pl_diags_count(diags); i++) {
        const pl_diag *d = pl_diags_get(diags, i);
        pl_buf_printf(out, "%s%u: %.*s", i ? ";" : "", d->start.line, PL_FMT(d->detail));
    }
    pl_buf_byte(out, 0);
}

TEST(exemptions_are_read_or_refused_with_their_line)
{
    for (size_t i = 0; i < PL_COUNT(files); i++) {
        pl_exemptions e = { 0 };
        pl_diags *diags = pl_diags_new();
        pl_buf out = { 0 };
        bool ok =
            pl_exemptions_parse(&e, pl_str_cstr(files[i].path), pl_str_cstr(files[i].text), diags);
        CHECK(ok == (pl_diags_count(diags) == 0), files[i].what);
        dump(&out, &e, diags);
        CHECK_STR(out.ptr, files[i].dump, files[i].what);
        pl_buf_done(&out);
        pl_diags_free(diags);
        pl_exemptions_done(&e);
    }
}

static const struct {
    const char *what, *control, *resource;
    uint32_t line; /* 0: none */
    bool holds;
} lookups[] = {
    { "by its own name", "control.a", "r", 2, true },
    { "by its full name", "control.b", "r", 3, true },
    { "by a pattern", "control.c", "bucket-7", 4, true },
    { "an expired one", "control.d", "r", 5, false },
    { "one that holds goes first", "control.e", "r", 7, true },
    { "its last day counts", "control.f", "r", 8, true },
    { "another resource", "control.a", "s", 0, false },
    { "of two patterns the first", "control.g", "lamp-1", 9, true },
    { "of both names the first", "control.g", "desk", 11, true },
    { "a pattern of controls in front of them", "control.h", "lamp-1", 12, true },
};

TEST(exemptions_are_found_by_control_and_resource)
{
    pl_exemptions e = { 0 };
    pl_diags *diags = pl_diags_new();
    pl_buf scratch = { 0 };
    CHECK(pl_exemptions_parse(&e, PL_S("x.csv"),
                              PL_S("control,resource,reason,until\n"
                                   "control.a,r,w,\n"
                                   "shop.control.b,r,w,\n"
                                   "control.c,bucket-*,w,\n"
                                   "control.d,r,w,2026-06-14\n"
                                   "control.e,r,w,2026-06-14\n"
                                   "control.e,*,w,2027-01-01\n"
                                   "control.f,r,w,2026-06-15\n"
                                   "control.g,lamp-*,w,\n"
                                   "control.g,la*,w,\n"
                                   "shop.control.g,d*,w,\n"
                                   "*.h,*,w,\n"
                                   "control.g,d*k,w,\n"
                                   "control.h,lamp-*,w,\n"),
                              diags),
          "it is right");
    for (size_t i = 0; i < PL_COUNT(lookups); i++) {
        char full[64];
        snprintf(full, sizeof full, "shop.%s", lookups[i].control);
        const pl_exemption *x =
            pl_exemptions_find(&e, pl_str_cstr(full), pl_str_cstr(lookups[i].control),
                               pl_str_cstr(lookups[i].resource), PL_S("2026-06-15"), &scratch);
        CHECK_INT(x ? x->line : 0, lookups[i].line, lookups[i].what);
        CHECK(!x || pl_exemption_holds(x, PL_S("2026-06-15")) == lookups[i].holds, lookups[i].what);
    }
    pl_buf_done(&scratch);
    pl_diags_free(diags);
    pl_exemptions_done(&e);
}

/* ---- grouping */

static const struct {
    const char *text;
    bool right, tag;
    const char *key;
} groupings[] = {
    { "dimension:region", true, false, "region" },
    { "tag:service", true, true, "service" },
    { "tag:a:b", true, true, "a:b" },
    { "tag:", false, false, "" },
    { "region", false, false, "" },
    { "column:x", false, false, "" },
    { "", false, false, "" },
};

TEST(groups_are_by_a_dimension_or_a_tag)
{
    for (size_t i = 0; i < PL_COUNT(groupings); i++) {
        pl_grouping g;
        bool right = pl_grouping_parse(pl_str_cstr(groupings[i].text), &g);
        CHECK(right == groupings[i].right, groupings[i].text);
        CHECK(!right || g.tag == groupings[i].tag, groupings[i].text);
        CHECK(!right || pl_str_eq(g.key, pl_str_cstr(groupings[i].key)), groupings[i].text);
    }
}

/* ---- baselines */

#define ROW(resource, status, dims)                                                                \
    "{\"reason\":\"x\",\"resource\":\"" resource "\",\"status\":\"" status                         \
    "\",\"dimensions\":" dims "}"
#define OUTPUT(results)                                                                            \
    "{\"group_id\":\"root_result_group\",\"groups\":[{\"groups\":[],\"controls\":[{"               \
    "\"control_id\":\"control.a\",\"results\":" results                                            \
    ",\"run_error\":\"\"}]}],\"controls\":null}"
#define SNAPSHOT(rows)                                                                             \
    "{\"panels\":{\"m.benchmark.b\":{\"panel_type\":\"benchmark\"},\"m.control.a\":{"              \
    "\"panel_type\":\"control\",\"data\":{\"columns\":[],\"rows\":" rows "}}}}"

static const struct {
    const char *what, *text;
    int findings; /* -1: refused */
    bool found;   /* resource r, region x */
} baselines[] = {
    { "one that failed",
      OUTPUT("[" ROW("r", "alarm", "[{\"key\":\"region\",\"value\":\"x\"}]") "]"), 1, true },
    { "errors are findings", OUTPUT("[" ROW("r", "error", "null") "]"), 1, false },
    { "what passed is none", OUTPUT("[" ROW("r", "ok", "null") "," ROW("s", "skip", "null") "]"), 0,
      false },
    { "twice the same", OUTPUT("[" ROW("r", "alarm", "null") "," ROW("r", "alarm", "null") "]"), 1,
      false },
    { "no rows", OUTPUT("null"), 0, false },
    { "a snapshot",
      SNAPSHOT("[{\"reason\":\"y\",\"region\":\"x\",\"resource\":\"r\",\"status\":\"alarm\"}]"), 1,
      true },
    { "a snapshot where nothing failed", SNAPSHOT("[]"), 0, false },
    { "a control that could not be run",
      "{\"groups\":[],\"controls\":[{\"control_id\":\"control.a\",\"results\":null,"
      "\"run_error\":\"no\"}]}",
      1, false },
    { "no JSON", "oops", -1, false },
    { "an empty file", "", -1, false },
    { "another JSON", "{\"rows\":[]}", -1, false },
    { "an array", "[]", -1, false },
    { "a snapshot of a dashboard",
      "{\"panels\":{\"m.dashboard.d\":{\"panel_type\":\"dashboard\"}}}", -1, false },
    { "a control without a name", "{\"groups\":[],\"controls\":[{}]}", -1, false },
    { "a group in it is none", "{\"groups\":[{\"groups\":[]}],\"controls\":null}", -1, false },
    { "it ends in the middle", "{\"groups\":[],\"controls\":[{\"results\":[{\"status\":\"alarm\"},",
      -1, false },
    { "something follows it", OUTPUT("null") "}", -1, false },
    { "rows before and after the name of the control",
      "{\"groups\":[],\"controls\":[{\"results\":[" ROW(
          "q", "alarm",
          "null") "],\"control_id\":\"control.a\",\"results\":[" ROW("r", "alarm",
                                                                     "[{\"key\":\"region\","
                                                                     "\"value\":\"x\"}]") "]}]}",
      2, true },
    { "one control twice, with one row twice",
      "{\"groups\":[],\"controls\":[{\"results\":[" ROW(
          "r", "alarm",
          "null") "],\"control_id\":\"control.a\"},{\"results\":[" ROW("r", "error",
                                                                       "null") "],\"control_id\":"
                                                                               "\"control.a\"}]}",
      1, false },
    { "rows of nobody",
      "{\"results\":[" ROW("r", "alarm", "null") "],\"groups\":[],\"controls\":[{\"control_id\":"
                                                 "\"control.a\"}]}",
      0, false },
    { "panels inside of a panel are its data",
      "{\"panels\":{\"m.control.a\":{\"panel_type\":\"control\",\"data\":{\"rows\":[],\"panels\":{"
      "\"m.control.b\":{\"panel_type\":\"control\",\"data\":{\"rows\":[{\"resource\":\"r\","
      "\"status\":\"alarm\"}]}}}}}}}",
      0, false },
    { "rows of a panel that is no control",
      "{\"panels\":{\"m.table.t\":{\"panel_type\":\"table\",\"data\":{\"rows\":[{\"status\":"
      "\"alarm\"}]}},\"m.control.a\":{\"data\":{\"rows\":[{\"status\":\"ok\"}]},\"panel_type\":"
      "\"control\"}}}",
      0, false },
};

TEST(baselines_are_read_or_refused)
{
    pl_dimension region = { PL_S("region"), PL_S("x"), { 0 } };
    pl_check_row row = { .resource = PL_S("r"), .dimensions = &region, .n_dimensions = 1 };
    for (size_t i = 0; i < PL_COUNT(baselines); i++) {
        pl_baseline b = { 0 };
        pl_buf scratch = { 0 };
        pl_diags *diags = pl_diags_new();
        bool ok = pl_baseline_parse(&b, PL_S("old.json"), pl_str_cstr(baselines[i].text), diags);
        CHECK(ok == (baselines[i].findings >= 0), baselines[i].what);
        CHECK(ok == (pl_diags_errors(diags) == 0), baselines[i].what);
        int64_t control = ok ? pl_baseline_control(&b, PL_S("m.control.a"), PL_S("control.a")) : -1;
        if (ok) {
            CHECK_INT(b.findings.n, baselines[i].findings, baselines[i].what);
            CHECK_INT(control, 0, baselines[i].what);
            CHECK((pl_baseline_find(&b, 0, &row, &scratch) != NULL) == baselines[i].found,
                  baselines[i].what);
        }
        pl_diags_free(diags);
        pl_buf_done(&scratch);
        pl_baseline_done(&b);
    }
}

TEST(the_order_of_dimensions_does_not_matter)
{
    pl_dimension ab[] = { { PL_S("a"), PL_S("1"), { 0 } }, { PL_S("b"), PL_S("2"), { 0 } } };
    pl_dimension ba[] = { ab[1], ab[0] };
    pl_check_row row = { .resource = PL_S("r"), .dimensions = ba, .n_dimensions = 2 };
    pl_baseline b = { 0 };
    pl_buf scratch = { 0 };
    pl_diags *diags = pl_diags_new();
    CHECK(pl_baseline_parse(&b, PL_S("old.json"),
                            PL_S(OUTPUT("[" ROW("r", "alarm",
                                                "[{\"key\":\"a\",\"value\":\"1\"},{\"key\":\"b\","
                                                "\"value\":\"2\"}]") "]")),
                            diags),
          "it is right");
    CHECK(pl_baseline_find(&b, 0, &row, &scratch) != NULL, "the other order");
    row.dimensions = ab;
    CHECK(pl_baseline_find(&b, 0, &row, &scratch) != NULL, "its own");
    ab[1].value = PL_S("3");
    CHECK(pl_baseline_find(&b, 0, &row, &scratch) == NULL, "another value");
    pl_buf_done(&scratch);
    pl_diags_free(diags);
    pl_baseline_done(&b);
}

/* ---- as a file */

static void refused(const char *path, const char *want, const char *what)
{
    pl_diags *diags = pl_diags_new();
    pl_review_options options = { .baseline = pl_str_cstr(path) };
    CHECK(!pl_review_open(&options, diags), what);
    CHECK_INT(pl_diags_errors(diags), 1, what);
    if (!strstr(pl_diags_get(diags, 0)->summary.ptr, want))
        print_error("%.*s\n", PL_FMT(pl_diags_get(diags, 0)->summary));
    CHECK(strstr(pl_diags_get(diags, 0)->summary.ptr, want), what);
    pl_diags_free(diags);
}

TEST(baselines_have_a_limit)
{
    const char *path = place_path(place_new("limit"), "old.json");
    place_bytes(place_new("limit"), "old.json", "", 0);
    CHECK_INT(truncate(path, (256 << 20) + 1), 0, "a file of holes");
    refused(path, "is larger than 256 MiB; compare", "too large");
    CHECK_INT(truncate(path, 256 << 20), 0, "a file of holes");
    refused(path, "line 1: invalid character '\\x00'", "as large as may be");
    unlink(path);
}

TEST(nested_baselines_are_refused)
{
    enum { DEEP = 20000 };
    const char *dir = place_new("deep");
    pl_buf text = { 0 };
    for (int i = 0; i < DEEP; i++)
        pl_buf_cstr(&text, "{\"groups\":[");
    place_bytes(dir, "old.json", text.ptr, text.len);
    refused(place_path(dir, "old.json"), "exceeded max depth", "groups in groups");
    pl_buf_done(&text);
}
