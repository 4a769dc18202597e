/* Checks on a real SQLite file, from the workspace to the bytes. */
#include "base/alloc.h"
#include "unit/render/runs.h"
#include "base/buf.h"
#include "base/str.h"
#include "unit/place.h"
#include "value/json.h"
#include <pipelite/run.h>
#include <pipelite/values.h>
#include <pthread.h>

typedef struct check_place {
    const char *dir;
    pl_settings *settings;
    pl_workspace *ws;
    pl_session *session;
    pl_stop *stop;
    pl_diags *diags;
} check_place;

static const char endless[] = "with recursive c(x) as (select 1 union all select x + 1 from c) "
                              "select 'ok' as status, 'r' as resource, max(x) as reason from c";

static void put_settings(check_place *p, int parallel, int query, int benchmark)
{
    pl_settings_options options = { .directory = pl_str_cstr(p->dir), .home = pl_str_cstr(p->dir) };
    p->settings = pl_settings_new(&options);
    pl_settings_put_int(p->settings, PL_LAYER_FLAG, "max-parallel", parallel);
    pl_settings_put_int(p->settings, PL_LAYER_FLAG, "query-timeout", query);
    pl_settings_put_int(p->settings, PL_LAYER_FLAG, "benchmark-timeout", benchmark);
}

/* `text` is c.pp; its mod is called m. */
static void begin(check_place *p, const char *name, const char *text, int parallel, int query,
                  int benchmark)
{
    char mod[PLACE_MAX + 100];
    p->dir = place_new(name);
    snprintf(mod, sizeof mod, "mod \"m\" {\n  database = \"sqlite://%s/x.db\"\n}\n", p->dir);
    place_text(p->dir, "mod.pp", mod);
    place_text(p->dir, "c.pp", text);
    put_settings(p, parallel, query, benchmark);
    p->diags = pl_diags_new();
    pl_open_options open = { .path = pl_str_cstr(p->dir), .strict = true };
    p->ws = pl_workspace_open(&open, p->diags);
    CHECK(p->ws && pl_workspace_check(p->ws, p->diags), "the workspace is right");
    pl_inputs in = { .settings = p->settings, .need_values = true };
    pl_workspace_set_inputs(p->ws, &in);
    p->stop = pl_stop_new();
    pl_engine_options session = { .settings = p->settings, .stop = p->stop };
    p->session = pl_session_open(p->ws, &session, p->diags);
    CHECK(p->session != NULL, "the session opens");
}

static void end(check_place *p)
{
    pl_session_close(p->session);
    pl_stop_free(p->stop);
    pl_workspace_close(p->ws);
    pl_settings_free(p->settings);
    pl_diags_free(p->diags);
}

static pl_entry_id id_of(const check_place *p, const char *name)
{
    pl_entry e = { 0 };
    CHECK(pl_index_find(pl_workspace_index(p->ws), pl_str_cstr(name), &e), name);
    return e.id;
}

static pl_check *run(check_place *p, const char *name, pl_run_start_options o)
{
    pl_entry_id id = id_of(p, name);
    o.targets = &id;
    o.n_targets = 1;
    return pl_check_run(p->session, &o, p->diags);
}

static bool collect(void *ctx, pl_str bytes)
{
    pl_buf_str(ctx, bytes);
    return true;
}

static const char *written(const check_place *p, const pl_check *c, const char *format, pl_buf *out)
{
    pl_run_output how = { .version = PL_S("1.5.2"),
                          .working_dir = PL_S("/w"),
                          .header = true,
                          .separator = PL_S(","),
                          .columns = 80 };
    out->len = 0;
    CHECK(runs_write_check(c, pl_str_cstr(format), &how, collect, out, p->diags), format);
    pl_buf_byte(out, 0);
    return out->ptr;
}

/* ---- concurrency */

enum { CONTROLS = 60 };

static char *many_controls(void)
{
    pl_buf text = { 0 };
    for (int b = 0; b < 4; b++) {
        pl_buf_printf(&text, "benchmark \"b%d\" {\n  title = \"B%d\"\n  children = [", b, b);
        for (int i = b; i < CONTROLS; i += b + 1)
            pl_buf_printf(&text, "%scontrol.c%d", i == b ? "" : ", ", i);
        if (b)
            pl_buf_printf(&text, ", benchmark.b%d", b - 1);
        pl_buf_cstr(&text, "]\n}\n");
    }
    for (int i = 0; i < CONTROLS; i++)
        pl_buf_printf(&text,
                      "control \"c%d\" {\n  title = \"C%d\"\n  severity = \"%s\"\n"
                      "  sql = \"%s\"\n  tags = {\n    t%d = \"v\"\n    plugin = \"aws\"\n  }\n}\n",
                      i, i, i % 3 ? "high" : "critical",
                      i % 7 == 6   ? "select * from nowhere"
                      : i % 7 == 5 ? "select 1 as one"
                                   : "select 'alarm' as status, 'r' as resource, 'because' as "
                                     "reason, 7 as n union all select 'ok', 's', '', 8",
                      i % 5);
    pl_buf_byte(&text, 0);
    return text.ptr;
}

static const char *const formats[] = { "text", "brief",  "csv",  "json", "md",
                                       "html", "nunit3", "asff", "sarif" };

/* Times are not the same: seconds in nunit3 and the footers of md and html. */
static bool has_times(const char *format)
{
    return strcmp(format, "nunit3") == 0 || strcmp(format, "md") == 0 ||
           strcmp(format, "html") == 0 || strcmp(format, "asff") == 0;
}

TEST(bytes_do_not_depend_on_the_concurrency)
{
    char *text = many_controls();
    check_place p = { 0 };
    pl_buf one = { 0 }, many = { 0 };
    begin(&p, "many1", text, 1, 0, 0);
    pl_check *alone = run(&p, "m.benchmark.b3", (pl_run_start_options){ 0 });
    CHECK(alone != NULL, "it runs");
    for (int parallel = 2; parallel <= 32; parallel *= 4) {
        pl_settings_put_int(p.settings, PL_LAYER_FLAG, "max-parallel", parallel);
        pl_check *together = run(&p, "m.benchmark.b3", (pl_run_start_options){ 0 });
        for (size_t i = 0; i < PL_COUNT(formats); i++) {
            written(&p, alone, formats[i], &one);
            written(&p, together, formats[i], &many);
            CHECK(one.len > 500, formats[i]);
            CHECK(has_times(formats[i]) || strcmp(one.ptr, many.ptr) == 0, formats[i]);
        }
        pl_check_free(together);
    }
    pl_check_free(alone);
    pl_buf_done(&one);
    pl_buf_done(&many);
    end(&p);
    pl_mem_free(text);
}

/* ---- rows that look like the output */

#define FORGED "\\\",\\\"FORGED\\\":\\\"1\\\",\\\"x\\\":\\\"<forged a='b'>&]]>"

static const char forging[] =
    "control \"c\" {\n  title = \"" FORGED "\"\n  description = \"" FORGED "\"\n"
    "  severity = \"" FORGED "\"\n  tags = {\n    plugin = \"aws\"\n    \"" FORGED "\" = \"" FORGED
    "\"\n  }\n"
    "  sql = <<EOT\nselect 'alarm' as status, '\",\"FORGED\":\"1\",\"x\":\"<forged>' as resource,"
    " '\",\"FORGED\":\"1\",\"x\":\"]]><forged>' as reason,"
    " '1\",\"FORGED\":\"1\",\"x\":\"<forged>' as account_id,"
    " '\",\"FORGED\":\"1\",\"x\":\"<forged>' as region\nEOT\n}\n";

static bool has_member(const pl_json *node, const char *key)
{
    for (const pl_json *m = pl_json_first(node); m; m = m->next)
        if (pl_str_eq(m->key, pl_str_cstr(key)) || has_member(m, key))
            return true;
    return false;
}

TEST(rows_forge_nothing_in_structured_formats)
{
    /* `tag`: what is markup there; NULL: JSON */
    static const struct {
        const char *format, *tag;
    } rows[] = { { "json", NULL },     { "asff", NULL },           { "sarif", NULL },
                 { "snapshot", NULL }, { "nunit3", "]]><forged" }, { "html", "<forged" } };
    check_place p = { 0 };
    pl_buf out = { 0 };
    begin(&p, "forged", forging, 1, 0, 0);
    pl_check *c = run(&p, "m.control.c", (pl_run_start_options){ 0 });
    CHECK(c != NULL, "it runs");
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_arena arena = { 0 };
        const char *text = written(&p, c, rows[i].format, &out);
        CHECK(strstr(text, "FORGED"), rows[i].format);
        if (rows[i].tag) {
            CHECK(!strstr(text, rows[i].tag), rows[i].format);
            continue;
        }
        const pl_json *json = pl_json_parse(&arena, pl_str_cstr(text), NULL);
        CHECK(json && !has_member(json, "FORGED"), rows[i].format);
        pl_arena_done(&arena);
    }
    pl_check_free(c);
    pl_buf_done(&out);
    end(&p);
}

/* ---- rows that are kept */

static const char *brief(const check_place *p, const pl_check *c, pl_buf *out)
{
    pl_run_output how = { .columns = 80, .brief = true };
    out->len = 0;
    CHECK(runs_write_check(c, PL_S("text"), &how, collect, out, p->diags), "brief");
    pl_buf_byte(out, 0);
    return out->ptr;
}

TEST(what_is_not_kept_is_counted_all_the_same)
{
    static const pl_check_keep keeps[] = { PL_CHECK_KEEP_FAILED, PL_CHECK_KEEP_NONE };
    char *text = many_controls();
    check_place p = { 0 };
    pl_buf all = { 0 }, some = { 0 };
    pl_run_info want, got;
    begin(&p, "keep", text, 4, 0, 0);
    pl_check *whole = run(&p, "m.benchmark.b3", (pl_run_start_options){ 0 });
    pl_check_get_info(whole, &want);
    CHECK(want.alarms > 0 && want.errors > 0, "there is something to count");
    for (size_t i = 0; i < PL_COUNT(keeps); i++) {
        pl_check *part = run(&p, "m.benchmark.b3", (pl_run_start_options){ .keep = keeps[i] });
        pl_check_get_info(part, &got);
        CHECK_INT(got.alarms, want.alarms, "alarms");
        CHECK_INT(got.errors, want.errors, "errors");
        if (keeps[i] == PL_CHECK_KEEP_FAILED)
            CHECK_STR(brief(&p, part, &some), brief(&p, whole, &all), "brief needs no more");
        else
            CHECK(!strstr(written(&p, part, "json", &some), "because"), "no row is there");
        pl_check_free(part);
    }
    pl_check_free(whole);
    pl_buf_done(&all);
    pl_buf_done(&some);
    end(&p);
    pl_mem_free(text);
}

/* More than memory keeps: rows of several controls are in the file between each other. */
TEST(rows_come_back_from_the_file)
{
    static const char *const written_as[] = { "csv", "json", "text" };
    pl_buf text = { 0 }, one = { 0 }, many = { 0 };
    check_place p = { 0 };
    pl_buf_cstr(&text,
                "benchmark \"large\" {\n  children = [control.a, control.b, control.c]\n}\n");
    for (char c = 'a'; c <= 'c'; c++)
        pl_buf_printf(
            &text,
            "control \"%c\" {\n  sql = \"with recursive n(i) as (select 1 union all select "
            "i + 1 from n where i < 9000) select case i %% 3 when 0 then 'ok' when 1 then "
            "'alarm' else 'skip' end as status, '%c' || i as resource, 'row ' || i || ' of "
            "control %c which has many' as reason, i as n from n\"\n}\n",
            c, c, c);
    pl_buf_byte(&text, 0);
    begin(&p, "large", text.ptr, 1, 0, 0);
    pl_check *alone = run(&p, "m.benchmark.large", (pl_run_start_options){ 0 });
    pl_settings_put_int(p.settings, PL_LAYER_FLAG, "max-parallel", 3);
    pl_check *together = run(&p, "m.benchmark.large", (pl_run_start_options){ 0 });
    for (size_t i = 0; i < PL_COUNT(written_as); i++) {
        written(&p, alone, written_as[i], &one);
        written(&p, together, written_as[i], &many);
        CHECK(one.len > 27000 * 20, "all rows are there");
        CHECK(one.len == many.len && memcmp(one.ptr, many.ptr, one.len) == 0, written_as[i]);
    }
    CHECK(strstr(written(&p, together, "csv", &many),
                 "row 8998 of control c which has many,c8998,alarm"),
          "the last alarm");
    pl_check_free(alone);
    pl_check_free(together);
    pl_buf_done(&text);
    pl_buf_done(&one);
    pl_buf_done(&many);
    end(&p);
}

/* ---- outputs that cannot be written */

typedef struct narrow {
    size_t left;
} narrow;

static bool take_some(void *ctx, pl_str bytes)
{
    narrow *n = ctx;
    bool fits = bytes.len <= n->left;
    n->left -= fits ? bytes.len : n->left;
    return fits;
}

TEST(an_output_that_fails_says_so)
{
    char *text = many_controls();
    check_place p = { 0 };
    begin(&p, "narrow", text, 4, 0, 0);
    pl_check *c = run(&p, "m.benchmark.b3", (pl_run_start_options){ 0 });
    for (size_t i = 0; i < PL_COUNT(formats); i++)
        for (size_t room = 0; room < 3; room++) {
            narrow n = { room * 100 };
            pl_run_output how = { .separator = PL_S(","), .columns = 80, .header = true };
            CHECK(!runs_write_check(c, pl_str_cstr(formats[i]), &how, take_some, &n, p.diags),
                  formats[i]);
        }
    pl_check_free(c);
    end(&p);
    pl_mem_free(text);
}

/* ---- deadlines and stops */

static char *slow_controls(void)
{
    pl_buf text = { 0 };
    pl_buf_cstr(&text, "benchmark \"slow\" {\n  children = [control.a, control.b, control.c]\n}\n");
    for (char c = 'a'; c <= 'c'; c++)
        pl_buf_printf(&text, "control \"%c\" {\n  sql = \"%s\"\n}\n", c, endless);
    pl_buf_byte(&text, 0);
    return text.ptr;
}

static void *fire_soon(void *stop)
{
    usleep(100000);
    pl_stop_fire(stop);
    return NULL;
}

static unsigned count(const char *text, const char *part)
{
    unsigned n = 0;
    for (; (text = strstr(text, part)) != NULL; text += strlen(part))
        n++;
    return n;
}

TEST(a_stop_fails_what_runs_and_what_waits)
{
    char *text = slow_controls();
    check_place p = { 0 };
    pl_buf out = { 0 };
    pthread_t thread;
    pl_run_info result;
    begin(&p, "stopped", text, 2, 0, 0);
    pthread_create(&thread, NULL, fire_soon, p.stop);
    pl_check *c = run(&p, "m.benchmark.slow", (pl_run_start_options){ 0 });
    pthread_join(thread, NULL);
    pl_check_get_info(c, &result);
    CHECK((result.end == PL_END_CANCELLED), "it knows");
    CHECK_INT(result.errors, 3, "each is an error");
    written(&p, c, "json", &out);
    CHECK_INT(count(out.ptr, "\"run_error\": \"execution cancelled\""), 3, "and says why");
    CHECK_INT(count(out.ptr, "\"run_status\": 8"), 3, "and is one in JSON");
    pl_check_free(c);
    pl_buf_done(&out);
    end(&p);
    pl_mem_free(text);
}

TEST(a_deadline_of_the_benchmark_fails_what_waits)
{
    char *text = slow_controls();
    check_place p = { 0 };
    pl_buf out = { 0 };
    pl_run_info result;
    begin(&p, "late", text, 1, 0, 1);
    pl_check *c = run(&p, "m.benchmark.slow", (pl_run_start_options){ 0 });
    pl_check_get_info(c, &result);
    CHECK_INT(result.errors, 3, "each is an error");
    CHECK(!(result.end == PL_END_CANCELLED), "it was not stopped");
    written(&p, c, "json", &out);
    unsigned ran = count(out.ptr, "control execution timed out after running for ");
    CHECK(ran <= 1, "the first, when there was time for it");
    CHECK_INT(ran + count(out.ptr, "execution timed out before control started"), 3, "the others");
    pl_check_free(c);
    pl_buf_done(&out);
    end(&p);
    pl_mem_free(text);
}

/* ---- what is not run */

TEST(a_dry_run_counts_nothing)
{
    char *text = many_controls();
    check_place p = { 0 };
    pl_buf out = { 0 };
    pl_run_info result;
    begin(&p, "dry", text, 4, 0, 0);
    pl_check *c = run(&p, "m.benchmark.b3", (pl_run_start_options){ .dry_run = true });
    pl_check_get_info(c, &result);
    CHECK_INT(result.errors + result.alarms, 0, "no counts");
    written(&p, c, "json", &out);
    CHECK(count(out.ptr, "\"run_status\": 4") > CONTROLS, "all complete");
    CHECK_INT(count(out.ptr, "\"results\": [") + count(out.ptr, "\"run_status\": 8"), 0, "no rows");
    pl_check_free(c);
    pl_buf_done(&out);
    end(&p);
    pl_mem_free(text);
}

TEST(a_bad_filter_names_the_target)
{
    char *text = many_controls();
    check_place p = { 0 };
    begin(&p, "filter", text, 4, 0, 0);
    pl_check *c = run(&p, "m.benchmark.b0", (pl_run_start_options){ .where = PL_S("a and b") });
    CHECK(c == NULL, "refused");
    pl_str recorded = pl_diags_get(p.diags, 0)->summary;
    CHECK(pl_str_starts(recorded, PL_S("could not create execution tree for \n\t -----\n\t Name: "
                                       "m.benchmark.b0\n\t Title: B0\n")),
          "the target as a block");
    CHECK(pl_str_ends(recorded, PL_S("\n\t: failed to convert 'where' arg to qual")), "and why");
    end(&p);
    pl_mem_free(text);
}

/* ---- trees that cannot be */

TEST(benchmarks_that_multiply_are_refused)
{
    pl_buf text = { 0 };
    check_place p = { 0 };
    enum { LEVELS = 24 };
    for (int i = 0; i < LEVELS; i++)
        pl_buf_printf(&text,
                      "benchmark \"l%d\" {\n  children = [benchmark.x%d, benchmark.y%d]\n}\n"
                      "benchmark \"x%d\" {\n  children = [benchmark.l%d]\n}\n"
                      "benchmark \"y%d\" {\n  children = [benchmark.l%d]\n}\n",
                      i, i, i, i, i + 1, i, i + 1);
    pl_buf_printf(&text, "benchmark \"l%d\" {\n  children = [control.c]\n}\n", LEVELS);
    pl_buf_cstr(&text, "control \"c\" {\n  sql = \"select 1\"\n}\n");
    pl_buf_byte(&text, 0);
    begin(&p, "multiply", text.ptr, 4, 0, 0);
    CHECK(run(&p, "m.benchmark.l0", (pl_run_start_options){ 0 }) == NULL, "refused");
    pl_str recorded = pl_diags_get(p.diags, 0)->summary;
    CHECK(pl_str_ends(recorded, PL_S("has too many benchmarks in each other")), "and why");
    end(&p);
    pl_buf_done(&text);
}

TEST(children_may_be_an_expression)
{
    check_place p = { 0 };
    pl_buf out = { 0 };
    begin(&p, "concat",
          "locals {\n  some = [control.b, control.a]\n}\n"
          "benchmark \"all_of_them\" {\n  children = concat(local.some, [control.c])\n}\n"
          "control \"a\" {\n  sql = \"select 'ok' as status, '' as resource, 'A' as reason\"\n}\n"
          "control \"b\" {\n  sql = \"select 'ok' as status, '' as resource, 'B' as reason\"\n}\n"
          "control \"c\" {\n  sql = \"select 'ok' as status, '' as resource, 'C' as reason\"\n}\n",
          1, 0, 0);
    pl_check *c = run(&p, "m.benchmark.all_of_them", (pl_run_start_options){ 0 });
    written(&p, c, "csv", &out);
    const char *b = strstr(out.ptr, ",B,"), *a = strstr(out.ptr, ",A,"),
               *last = strstr(out.ptr, ",C,");
    CHECK(b && a && last && b < a && a < last, "in the order of the list");
    pl_check_free(c);
    pl_buf_done(&out);
    end(&p);
}

/* ---- detections */

static char *many_detections(const char *slow)
{
    pl_buf text = { 0 };
    pl_buf_cstr(&text, "benchmark \"watch\" {\n  title = \"Watch\"\n  type = \"detection\"\n"
                       "  children = [benchmark.inner");
    for (int i = 0; i < 20; i++)
        pl_buf_printf(&text, ", detection.d%d", i);
    pl_buf_cstr(&text, "]\n}\nbenchmark \"inner\" {\n  type = \"detection\"\n"
                       "  children = [detection.d3, detection.d7]\n}\n");
    for (int i = 0; i < 20; i++)
        pl_buf_printf(&text,
                      "detection \"d%d\" {\n  title = \"D%d\"\n  severity = \"high\"\n"
                      "  display_columns = [\"b\", \"gone\", \"a\"]\n  sql = \"%s\"\n}\n",
                      i, i,
                      slow ? slow
                      : i % 6 == 5
                          ? "select * from nowhere"
                          : "select 1 as a, 'two' as b, null as c union all select 3, 'x', 4");
    pl_buf_byte(&text, 0);
    return text.ptr;
}

TEST(detections_do_not_depend_on_the_concurrency)
{
    char *text = many_detections(NULL);
    check_place p = { 0 };
    pl_buf one = { 0 }, many = { 0 };
    pl_run_info result;
    begin(&p, "watch", text, 1, 0, 0);
    pl_check *alone = run(&p, "m.benchmark.watch", (pl_run_start_options){ 0 });
    pl_settings_put_int(p.settings, PL_LAYER_FLAG, "max-parallel", 8);
    pl_check *together = run(&p, "m.benchmark.watch", (pl_run_start_options){ 0 });
    pl_check_get_info(together, &result);
    CHECK(result.detections, "they are");
    CHECK_INT(result.errors, 3, "each fails once");
    for (int i = 0; i < 2; i++) {
        const char *format = i ? "text" : "json";
        CHECK_STR(written(&p, together, format, &many), written(&p, alone, format, &one), format);
    }
    CHECK(strstr(one.ptr, "38\n") != NULL, "17 that work and two of them again, two rows each");
    for (size_t room = 0; room < 2; room++) {
        narrow n = { room * 100 };
        pl_run_output how = { .columns = 80 };
        CHECK(!runs_write_check(alone, PL_S("text"), &how, take_some, &n, p.diags), "no room");
        CHECK(!runs_write_check(alone, PL_S("json"), &how, take_some, &n, p.diags), "no room");
    }
    pl_check_free(alone);
    pl_check_free(together);
    pl_buf_done(&one);
    pl_buf_done(&many);
    end(&p);
    pl_mem_free(text);
}

TEST(detections_keep_what_text_shows)
{
    static const pl_check_keep keeps[] = { PL_CHECK_KEEP_TEXT, PL_CHECK_KEEP_FAILED,
                                           PL_CHECK_KEEP_NONE };
    char *text = many_detections(NULL);
    check_place p = { 0 };
    pl_buf all = { 0 }, some = { 0 };
    begin(&p, "keepwatch", text, 4, 0, 0);
    pl_check *whole = run(&p, "m.benchmark.watch", (pl_run_start_options){ 0 });
    written(&p, whole, "text", &all);
    for (size_t i = 0; i < PL_COUNT(keeps); i++) {
        pl_check *part = run(&p, "m.benchmark.watch", (pl_run_start_options){ .keep = keeps[i] });
        written(&p, part, "text", &some);
        CHECK(strstr(some.ptr, "38\n") != NULL, "all are counted");
        if (keeps[i] == PL_CHECK_KEEP_NONE)
            CHECK(some.len < all.len, "rows are not there");
        else
            CHECK_STR(some.ptr, all.ptr, "text is the same");
        pl_check_free(part);
    }
    pl_check_free(whole);
    pl_buf_done(&all);
    pl_buf_done(&some);
    end(&p);
    pl_mem_free(text);
}

TEST(a_stop_fails_detections)
{
    char *text = many_detections(endless);
    check_place p = { 0 };
    pthread_t thread;
    pl_run_info result;
    begin(&p, "unwatch", text, 3, 0, 0);
    pthread_create(&thread, NULL, fire_soon, p.stop);
    pl_check *c = run(&p, "m.benchmark.watch", (pl_run_start_options){ 0 });
    pthread_join(thread, NULL);
    pl_check_get_info(c, &result);
    CHECK_INT(result.errors, 20, "each is an error");
    CHECK((result.end == PL_END_CANCELLED), "it knows");
    pl_check_free(c);
    end(&p);
    pl_mem_free(text);
}

TEST(a_deadline_of_detections_holds)
{
    char *text = many_detections(endless);
    check_place p = { 0 };
    pl_buf out = { 0 };
    pl_run_info result;
    begin(&p, "latewatch", text, 3, 0, 0);
    pl_settings_put_int(p.settings, PL_LAYER_FLAG, "detection-timeout", 1);
    pl_check *c = run(&p, "m.benchmark.watch", (pl_run_start_options){ 0 });
    pl_check_get_info(c, &result);
    CHECK_INT(result.errors, 20, "each is an error");
    CHECK(!(result.end == PL_END_CANCELLED), "it was not stopped");
    written(&p, c, "json", &out);
    CHECK(count(out.ptr, "execution timed out") >= 20, "and says why");
    pl_check_free(c);
    pl_buf_done(&out);
    end(&p);
    pl_mem_free(text);
}

TEST(detections_are_written_after_their_session_has_been_closed)
{
    static const char detections[] =
        "detection \"shown\" {\n  severity = \"high\"\n  display_columns = [\"b\", \"none\"]\n"
        "  sql = \"select 1 as a, 'two' as b union all select 2, 'three'\"\n}\n"
        "detection \"failing\" {\n  sql = \"select\"\n}\n"
        "benchmark \"inner\" {\n  type = \"detection\"\n"
        "  children = [detection.shown, detection.failing]\n}\n"
        "benchmark \"outer\" {\n  type = \"detection\"\n"
        "  children = [benchmark.inner, detection.shown, benchmark.again]\n}\n"
        "benchmark \"again\" {\n  type = \"detection\"\n  children = [benchmark.inner]\n}\n";
    check_place p;
    pl_buf out = { 0 };
    pl_run_info result;
    begin(&p, "outlives", detections, 4, 0, 0);
    pl_check *c = run(&p, "m.benchmark.outer", (pl_run_start_options){ 0 });
    CHECK(c, "it runs");
    pl_session_close(p.session);
    p.session = NULL;
    pl_check_get_info(c, &result);
    CHECK_INT(result.controls, 2, "each counts once");
    CHECK_INT(result.errors, 1, "one fails");
    CHECK_INT(count(written(&p, c, "text", &out), "three"), 3, "a row in each of its places");
    CHECK_INT(count(written(&p, c, "json", &out), "\"count\": 6"), 2, "the sum");
    pl_run_output how = { .saved = true };
    out.len = 0;
    CHECK(runs_write_check(c, PL_S("snapshot"), &how, collect, &out, p.diags), "saved");
    pl_buf_byte(&out, 0);
    CHECK_INT(count(out.ptr, "\"status\":\"complete\""), 1, "one panel is complete");
    pl_buf_done(&out);
    pl_check_free(c);
    end(&p);
}
