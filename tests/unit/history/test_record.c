/* What runs leave in a store, as SQL sees it. */
#include "history/record.h"
#include "history/schema.h"
#include "run/tree.h"
#include "unit/db/pg.h"
#include "unit/test.h"
#include <sys/stat.h>

/* ---- runs written as text: "control: status resource reason[, ...]; control: ..." */

enum { CONTROLS = 8, RESULTS = 16 };

typedef struct story {
    pl_history_control controls[CONTROLS];
    struct {
        pl_history_result at[RESULTS];
        uint32_t n;
    } results[CONTROLS];
    pl_recorded_run record;
    pl_arena arena;
} story;

static void give_results(void *ctx, uint32_t control, pl_history_result_fn *each, void *each_ctx)
{
    story *s = ctx;
    for (uint32_t i = 0; i < s->results[control].n; i++)
        if (!each(each_ctx, &s->results[control].at[i]))
            return;
}

/* "alarm door-1 open"; a resource "a/south" has the dimension region=south. */
static void read_result(story *s, uint32_t control, pl_str text)
{
    text = pl_str_trim(text);
    pl_row_status status;
    pl_history_result *r = &s->results[control].at[s->results[control].n++];
    CHECK(pl_row_status_find(pl_str_split(&text, ' '), &status), "a status");
    *r = (pl_history_result){ .status = (uint8_t)status };
    pl_str resource = pl_str_split(&text, ' ');
    r->resource = pl_str_split(&resource, '/');
    if (resource.len) {
        pl_dimension *d = pl_arena_alloc(&s->arena, sizeof *d);
        *d = (pl_dimension){ PL_S("region"), resource, { 0 } };
        r->dimensions = d;
        r->n_dimensions = 1;
    }
    r->reason = text;
    s->controls[control].counts.of[status]++;
    s->record.counts.of[status]++;
}

/* "!" in front of a control: it could not be run; "?": it was cancelled. */
static story *read_story(const char *text)
{
    story *s = calloc(1, sizeof *s);
    pl_str rest = pl_str_cstr(text);
    while (rest.len) {
        pl_str results = pl_str_split(&rest, ';');
        pl_str name = pl_str_trim(pl_str_split(&results, ':'));
        uint32_t at = s->record.n_controls++;
        bool failed = pl_str_starts(name, PL_S("!")), cancelled = pl_str_starts(name, PL_S("?"));
        name = pl_str_sub(name, failed || cancelled, name.len);
        s->controls[at] =
            (pl_history_control){ .name = name,
                                  .tags = PL_S("{}"),
                                  .complete = !failed && !cancelled,
                                  .run_error = failed ? PL_S("no such table") : PL_S("") };
        while (pl_str_trim(results).len)
            read_result(s, at, pl_str_split(&results, ','));
    }
    s->record.workspace = PL_S("mod.shop");
    s->record.database = PL_S("sqlite://shop.db");
    s->record.target = PL_S("benchmark.daily");
    s->record.started_at = s->record.ended_at = PL_S("2026-11-25T10:00:00.000Z");
    s->record.status = PL_S("complete");
    s->record.command = PL_S("cli");
    s->record.labels = PL_S("{}");
    s->record.controls = s->controls;
    s->record.results = give_results;
    s->record.ctx = s;
    return s;
}

static void end_story(story *s)
{
    pl_arena_done(&s->arena);
    free(s);
}

/* ---- stores, of SQLite and of PostgreSQL: each claim is made for both */

static bool on_postgres;

static const char *store_url(const char *name)
{
    static char url[512];
    char sql[128];
    if (!on_postgres) {
        snprintf(url, sizeof url, "sqlite://%s/%s/history.db", pl_test_dir(), name);
        return url;
    }
    pl_db *db = open_db();
    result r = { 0 };
    snprintf(sql, sizeof sql, "create database \"%s\"", name);
    CHECK_STR(result_sql(&r, db, sql), "", "create");
    result_done(&r);
    pl_db_close(db);
    return url_of("golden", name);
}

#define TEST_BOTH(name)                                                                            \
    static void claim_##name(void);                                                                \
    TEST(name)                                                                                     \
    {                                                                                              \
        on_postgres = false;                                                                       \
        claim_##name();                                                                            \
    }                                                                                              \
    TEST(name##_on_postgres)                                                                       \
    {                                                                                              \
        on_postgres = true;                                                                        \
        if (started())                                                                             \
            claim_##name();                                                                        \
    }                                                                                              \
    static void claim_##name(void)

static void open_store(pl_history_store *store, const char *name)
{
    const char *url = store_url(name);
    pl_diags *diags = pl_diags_new();
    pl_history_store_options o = { .url = { pl_str_cstr(url) },
                                   .create = true,
                                   .made_by = PL_S("test") };
    if (pl_history_store_init(store, &o, diags) != PL_HISTORY_OPENED)
        fail_msg("%s", pl_diags_get(diags, 0)->summary.ptr);
    pl_diags_free(diags);
}

static int64_t record(pl_history_store *store, const char *text)
{
    story *s = read_story(text);
    pl_diags *diags = pl_diags_new();
    int64_t id = 0;
    CHECK(pl_history_add(store, &s->record, &id, diags),
          pl_diags_count(diags) ? pl_diags_get(diags, 0)->summary.ptr : "write");
    pl_diags_free(diags);
    end_story(s);
    return id;
}

typedef struct listing {
    pl_buf text;
    uint32_t n;
} listing;

static bool list_row(void *ctx, const pl_sql_arg *row)
{
    listing *l = ctx;
    pl_buf_cstr(&l->text, l->text.len ? "; " : "");
    for (uint32_t i = 0; i < l->n; i++) {
        pl_buf_cstr(&l->text, i ? " " : "");
        if (row[i].type == PL_SQL_INT)
            pl_buf_printf(&l->text, "%lld", (long long)row[i].n);
        else if (row[i].type == PL_SQL_DOUBLE)
            pl_buf_printf(&l->text, "%.1f", row[i].d);
        else if (row[i].type == PL_SQL_TEXT)
            pl_buf_str(&l->text, row[i].text);
        else
            pl_buf_byte(&l->text, '-');
    }
    return true;
}

/* The rows of a statement as text; its first `n` columns. */
static const char *rows_of(pl_history_store *store, uint32_t n, const char *statement)
{
    static char text[4096];
    listing l = { .n = n };
    CHECK(pl_sql_run(&store->sql, statement, NULL, 0, list_row, &l), store->sql.why.ptr);
    snprintf(text, sizeof text, "%.*s", PL_FMT(pl_buf_view(&l.text)));
    pl_buf_done(&l.text);
    return text;
}

#define SPANS                                                                                      \
    "SELECT f.resource, s.status, s.reason, s.from_run, s.to_run FROM span s JOIN finding f ON "   \
    "f.id = s.finding_id ORDER BY f.resource, f.id, s.from_run"

/* ---- the table of record.h */

static const struct {
    const char *what, *runs[4], *spans;
} histories[] = {
    { "a result that is new begins a span", { "c: alarm a open" }, "a alarm open 1 -" },
    { "what stays costs nothing", { "c: ok a", "c: ok a" }, "a ok  1 -" },
    { "another status ends a span",
      { "c: alarm a open", "c: ok a shut" },
      "a alarm open 1 2; a ok shut 2 -" },
    { "another reason ends none", { "c: ok a 3 days", "c: ok a 4 days" }, "a ok 4 days 1 -" },
    { "a row that is not there is gone", { "c: alarm a", "c:" }, "a alarm  1 2; a gone  2 -" },
    { "it may come back",
      { "c: alarm a", "c:", "c: alarm a" },
      "a alarm  1 2; a gone  2 3; a alarm  3 -" },
    { "gone stays gone", { "c: alarm a", "c:", "c:" }, "a alarm  1 2; a gone  2 -" },
    { "an error of the control says nothing",
      { "c: alarm a", "!c:", "c: alarm a" },
      "a alarm  1 -" },
    { "nor does a control that was cancelled", { "c: alarm a", "?c:" }, "a alarm  1 -" },
    { "nor one that is not in the run",
      { "c: alarm a; d: ok b", "d: ok b" },
      "a alarm  1 -; b ok  1 -" },
    { "controls with one resource are two findings",
      { "c: alarm a; d: ok a" },
      "a alarm  1 -; a ok  1 -" },
    { "dimensions count",
      { "c: alarm a/south, ok a/north", "c: alarm a/north, ok a/south" },
      "a alarm  1 2; a ok  2 -; a ok  1 2; a alarm  2 -" },
    { "results with their like are told apart",
      { "c: alarm a x, alarm a y, ok a", "c: ok a" },
      "a alarm x 1 2; a ok  2 -; a alarm y 1 2; a gone  2 -; a ok  1 2; a gone  2 -" },
    { "the order of rows is of no importance",
      { "c: ok a, alarm a y, alarm a x", "c: alarm a x, ok a, alarm a y" },
      "a alarm x 1 -; a alarm y 1 -; a ok  1 -" },
};

TEST_BOTH(runs_become_spans)
{
    for (size_t i = 0; i < PL_COUNT(histories); i++) {
        char name[32];
        pl_history_store store = { 0 };
        snprintf(name, sizeof name, "spans-%zu", i);
        open_store(&store, name);
        for (size_t k = 0; k < PL_COUNT(histories[i].runs) && histories[i].runs[k]; k++)
            record(&store, histories[i].runs[k]);
        CHECK_STR(rows_of(&store, 5, SPANS), histories[i].spans, histories[i].what);
        pl_history_store_done(&store);
    }
}

TEST_BOTH(scopes_do_not_end_the_findings_of_each_other)
{
    pl_history_store store = { 0 };
    open_store(&store, "scopes");
    record(&store, "c: alarm a");
    story *s = read_story("c: ok b");
    int64_t id;
    s->record.scope = PL_S("prod");
    CHECK(pl_history_add(&store, &s->record, &id, NULL), "another scope");
    end_story(s);
    CHECK_STR(rows_of(&store, 5, SPANS), "a alarm  1 -; b ok  2 -", "spans");
    pl_history_store_done(&store);
}

TEST_BOTH(views_answer_the_questions_of_audits)
{
    pl_history_store store = { 0 };
    open_store(&store, "views");
    record(&store, "c: alarm a open, ok b");
    record(&store, "c: error a lost, alarm b");
    record(&store, "c: ok a, alarm b; d: alarm z");
    CHECK_STR(rows_of(&store, 4,
                      "SELECT control, resource, status, since_run FROM history_open "
                      "ORDER BY control, resource"),
              "c b alarm 2; d z alarm 3", "open");
    CHECK_STR(rows_of(&store, 5,
                      "SELECT run_id, control, resource, from_status, to_status FROM "
                      "history_change ORDER BY run_id, control, resource"),
              "1 c a - alarm; 1 c b - ok; 2 c a alarm error; 2 c b ok alarm; 3 c a error ok; "
              "3 d z - alarm",
              "changes");
    CHECK_STR(rows_of(&store, 3, "SELECT run_id, resource, from_status FROM history_fixed"),
              "3 a error", "fixed");
    CHECK_STR(rows_of(&store, 4, "SELECT control, fixed, mean_days, median_days FROM history_mttr"),
              "c 1 0.0 0.0", "time to repair");
    CHECK_STR(rows_of(&store, 3, "SELECT id, alarm, ok_percent FROM history_run ORDER BY id"),
              "1 1 50.0; 2 1 0.0; 3 2 33.3", "runs");
    pl_history_store_done(&store);
}

TEST_BOTH(last_seen_is_known_of_what_is_gone)
{
    pl_history_store store = { 0 };
    open_store(&store, "seen");
    record(&store, "c: alarm a, ok b");
    record(&store, "c: alarm a, ok b");
    record(&store, "c: ok b");
    CHECK_STR(rows_of(&store, 3,
                      "SELECT resource, first_seen, last_seen FROM finding ORDER BY "
                      "resource"),
              "a 1 2; b 1 -", "gone");
    record(&store, "c: alarm a, ok b");
    CHECK_STR(rows_of(&store, 3,
                      "SELECT resource, first_seen, last_seen FROM finding ORDER BY "
                      "resource"),
              "a 1 -; b 1 -", "back");
    pl_history_store_done(&store);
}

TEST_BOTH(texts_may_hold_what_databases_refuse)
{
    pl_history_store store = { 0 };
    int64_t id;
    story *s = read_story("c: alarm x/south why");
    pl_history_result *r = &s->results[0].at[0];
    const pl_dimension odd = { PL_S("a\0b"), PL_S("\0\"\\\xff"), { 0 } };
    open_store(&store, "odd");
    r->resource = PL_S("r\0");
    r->reason = PL_S("it's \0 {iso x} $1");
    r->dimensions = &odd;
    CHECK(pl_history_add(&store, &s->record, &id, NULL), "the first time");
    CHECK(pl_history_add(&store, &s->record, &id, NULL), "and again");
    end_story(s);
    CHECK_STR(rows_of(&store, 5, SPANS), "r\xef\xbf\xbd alarm it's \xef\xbf\xbd {iso x} $1 1 -",
              "span");
    pl_history_store_done(&store);
}

TEST(the_file_is_for_its_owner)
{
    on_postgres = false;
    char path[512];
    struct stat info;
    pl_history_store store = { 0 };
    open_store(&store, "mode");
    snprintf(path, sizeof path, "%s/mode/history.db", pl_test_dir());
    CHECK(!stat(path, &info), "there");
    CHECK_INT(info.st_mode & 0777, 0600, "mode of the file");
    snprintf(path, sizeof path, "%s/mode", pl_test_dir());
    CHECK(!stat(path, &info), "there");
    CHECK_INT(info.st_mode & 0777, 0700, "mode of the folder");
    pl_history_store_done(&store);
}

/* ---- what is no store, or not ours to read */

static const struct {
    const char *what, *url, *sql, *message;
} refused[] = {
    { "another kind of database", "duckdb:///tmp/x.db", NULL,
      "the history in duckdb:///tmp/x.db: history is kept in SQLite (sqlite://FILE) or PostgreSQL "
      "(postgres://HOST/DATABASE)" },
    { "a newer release", NULL, "UPDATE store SET version = 2",
      "it was made by a newer release: it has version 2, this program knows 1. Install that "
      "release, or name another store by --history" },
};

TEST(what_is_not_ours_is_refused)
{
    on_postgres = false;
    for (size_t i = 0; i < PL_COUNT(refused); i++) {
        char url[512];
        pl_history_store store = { 0 };
        pl_diags *diags = pl_diags_new();
        snprintf(url, sizeof url, "sqlite://%s/refused/history.db", pl_test_dir());
        if (refused[i].sql) {
            open_store(&store, "refused");
            CHECK(pl_sql_do(&store.sql, refused[i].sql), "change");
            pl_history_store_done(&store);
        }
        pl_history_store_options o = {
            .url = { pl_str_cstr(refused[i].url ? refused[i].url : url) }, .create = true
        };
        CHECK_INT(pl_history_store_init(&store, &o, diags), PL_HISTORY_FAILED, refused[i].what);
        CHECK_INT(pl_diags_count(diags), 1, refused[i].what);
        CHECK(pl_str_ends(pl_diags_get(diags, 0)->summary, pl_str_cstr(refused[i].message)),
              pl_diags_get(diags, 0)->summary.ptr);
        pl_history_store_done(&store);
        pl_diags_free(diags);
    }
}

TEST(a_store_that_is_not_there_is_absent)
{
    char url[512];
    pl_history_store store = { 0 };
    pl_diags *diags = pl_diags_new();
    snprintf(url, sizeof url, "sqlite://%s/absent/history.db", pl_test_dir());
    pl_history_store_options o = { .url = { pl_str_cstr(url) } };
    CHECK_INT(pl_history_store_init(&store, &o, diags), PL_HISTORY_ABSENT, "absent");
    CHECK_INT(pl_diags_count(diags), 0, "without a message");
    pl_history_store_done(&store);
    pl_diags_free(diags);
}
