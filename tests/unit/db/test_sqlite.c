/* SQLite, and the pool over it: files that the tests build. */
#include "unit/db/result.h"
#include "unit/test.h"
#include "value/number.h"
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

static pl_db *open_as(const char *url, bool recorded)
{
    pl_db_error error = { 0 };
    pl_db_options options = { .url = { pl_str_cstr(url) }, .recorded = recorded };
    pl_db *db = pl_db_open(&options, &error);
    CHECK(db, error.text.ptr ? error.text.ptr : "open");
    pl_db_error_done(&error);
    return db;
}

static pl_db *open_url(const char *url)
{
    return open_as(url, true);
}

static pl_db *open_file(const char *name)
{
    char url[512];
    snprintf(url, sizeof url, "sqlite://%s/%s", pl_test_dir(), name);
    return open_url(url);
}

/* ---- types by declared name (recorded: run-query/out-zoo-*, out-capitals-*) */

static const char zoo[] = "create table zoo (i integer, d double, b blob, yes boolean, dt date, ts "
                          "TIMESTAMP, day DATE, j JSON, u UUID);"
                          "insert into zoo values (1, 2.5e10, x'cafe', 2, '2024-02-29', "
                          "'2024-02-29 13:37:00.5', '2024-02-29', '{\"a\": \"<x>\"}', "
                          "x'6d8b5c2e9f0a4b1c8d7e0123456789ab'), (null, 1e21, x'', 0, 'no date', "
                          "1710050400123, 20240229, x'7b7d', 'text');";

static const struct {
    const char *what;
    int form;
    const char *column, *want;
} forms[] = {
    { "blobs are base64 in leaves", RESULT_LEAF, "b", "b: \"yv4=\"; \"\"" },
    { "blobs are bytes in json", RESULT_JSON, "b", "b: \"\\ufffd\\ufffd\"; \"\"" },
    { "boolean columns are true above zero", RESULT_LEAF, "yes", "yes: true; false" },
    { "a date column is a time, zero when it cannot be read", RESULT_LEAF, "dt",
      "dt: \"2024-02-29T00:00:00Z\"; \"0001-01-01T00:00:00Z\"" },
    { "text keeps no fraction", RESULT_TEXT, "dt",
      "dt: 2024-02-29T00:00:00Z; 0001-01-01T00:00:00Z" },
    { "TIMESTAMP in capitals is without T", RESULT_TEXT, "ts",
      "ts: 2024-02-29 13:37:00; 2024-03-10 06:00:00" },
    { "leaves keep the fraction", RESULT_LEAF, "ts",
      "ts: \"2024-02-29T13:37:00.5Z\"; \"2024-03-10T06:00:00.123Z\"" },
    { "DATE in capitals is a date", RESULT_JSON, "day", "day: \"2024-02-29\"; \"1970-08-23\"" },
    { "JSON stays text", RESULT_TEXT, "j",
      "j: \"{\\\"a\\\": \\\"\\u003cx\\u003e\\\"}\"; \"e30=\"" },
    { "JSON is native, and text", RESULT_JSON, "j", "j: \"{\\\"a\\\": \\\"<x>\\\"}\"; \"e30=\"" },
    { "16 bytes are a UUID", RESULT_TEXT, "u", "u: 6d8b5c2e-9f0a-4b1c-8d7e-0123456789ab; text" },
    { "numbers have no exponent", RESULT_JSON, "d",
      "d: \"25000000000\"; \"1000000000000000000000\"" },
    { "tables group digits", RESULT_TABLE, "d",
      "d: 25,000,000,000; 1,000,000,000,000,000,000,000" },
    { "leaves have exponents", RESULT_LEAF, "d", "d: 25000000000; 1e+21" },
    { "null is empty text", RESULT_TEXT, "i", "i: 1; " },
    { "null is <nil> in dimensions", RESULT_DIMENSION, "i", "i: 1; <nil>" },
    { "dimensions have whole seconds", RESULT_DIMENSION, "ts",
      "ts: 2024-02-29T13:37:00Z; 2024-03-10T06:00:00Z" },
};

TEST(cells_have_the_form_of_each_output)
{
    pl_db *db = open_file("zoo.db");
    result r = { 0 };
    CHECK_STR(result_sql(&r, db, zoo), "", "build");
    for (size_t i = 0; i < PL_COUNT(forms); i++) {
        char sql[128];
        snprintf(sql, sizeof sql, "select %s from zoo order by rowid", forms[i].column);
        r.form = forms[i].form;
        CHECK_STR(result_sql(&r, db, sql), forms[i].want, forms[i].what);
    }
    result_done(&r);
    pl_db_close(db);
}

/* ---- statements */

static const struct {
    const char *what, *sql, *want;
} statements[] = {
    { "one row", "select 1 as a, 'x' as b", "a ,b : 1,\"x\"" },
    { "types by declaration", "select * from t", "id INTEGER,name varchar(10): 1,\"one\"; 2,null" },
    { "no row has columns", "select name from t where 1 = 0", "name varchar(10)" },
    { "a semicolon at the end", "select 1 as a;  ", "a : 1" },
    { "the last statement is shown", "select 1 as a; select 2 as b, 3 as c", "b ,c : 2,3" },
    { "a comment after it is nothing", "select 1 as a; -- done", "a : 1" },
    { "a comment in front", "/* x */ select 1 as a", "a : 1" },
    { "blank text gives nothing", "  -- nothing\n /* at all */ ; ", "" },
    { "empty text gives nothing", "", "" },
    { "what changes has no columns", "insert into t values (3, 'three')", "" },
    { "what changes is run also in front",
      "delete from t where id = 3; select count(*) as n from t", "n : 2" },
    { "returning", "update t set name = 'uno' where id = 1 returning name",
      "name varchar(10): \"uno\"" },
    { "a statement sees the ones in front",
      "create temp table x (a int); insert into x values (7); select a from x", "a INT: 7" },
    { "names twice", "select 1 as id, 2 as id, 3 as id", "id ,id_yy18 ,id_96wb : 1,2,3" },
    { "no table", "select * from nope", "! no such table: nope" },
    { "no syntax", "selec 1", "! near \"selec\": syntax error" },
    { "the second fails", "select 1 as a; select * from nope", "! no such table: nope" },
    { "fails at its first row", "select abs(-9223372036854775808)", "! integer overflow" },
    { "constraints", "insert into t values (1, 'again')", "! UNIQUE constraint failed: t.id" },
    { "placeholders without values", "select ? as a, $1 as b",
      "! not enough args to execute query: want 2 got 0" },
};

TEST(statements_have_the_recorded_results)
{
    pl_db *db = open_file("statements.db");
    result r = { .types = true };
    CHECK_STR(result_sql(&r, db,
                         "create table t (id integer primary key, name varchar(10)); insert into t "
                         "values (1, 'one'), (2, null)"),
              "", "build");
    for (size_t i = 0; i < PL_COUNT(statements); i++) {
        const char *got = result_sql(&r, db, statements[i].sql);
        if (strstr(statements[i].what, "names twice"))
            CHECK(!strncmp(got, "id ,id_yy18 ,id_", 16), got);
        else
            CHECK_STR(got, statements[i].want, statements[i].what);
    }
    result_done(&r);
    pl_db_close(db);
}

TEST(an_error_while_rows_are_read_is_late)
{
    pl_db *db = open_url("sqlite://:memory:");
    result r = { 0 };
    CHECK_STR(result_sql(&r, db, "select 1 union all select abs(-9223372036854775808)"),
              "! integer overflow", "text");
    CHECK(r.error.late && r.error.end == PL_DB_FAILED, "late");
    CHECK_STR(result_sql(&r, db, "select abs(-9223372036854775808)"), "! integer overflow", "text");
    CHECK(r.error.late, "of the first row, too");
    CHECK_STR(result_sql(&r, db, "select nope"), "! no such column: nope", "text");
    CHECK(!r.error.late, "what cannot be prepared is not");
    result_done(&r);
    pl_db_close(db);
}

/* ---- arguments */

static const char *with_args(result *r, pl_db *db, const char *sql, const pl_value *args,
                             uint32_t n)
{
    pl_db_query query = { .sql = pl_str_cstr(sql), .args = args, .n_args = n };
    return result_of(r, db, &query);
}

TEST(arguments_are_bound_by_position)
{
    pl_arena arena = { 0 };
    pl_db *db = open_url("sqlite://:memory:");
    result r = { 0 };
    pl_value two[] = { pl_value_str(PL_S("alpha")), pl_value_str(PL_S("beta")) };
    CHECK_STR(with_args(&r, db, "select $2 as s, $1 as f, $1 as g", two, 2),
              "s,f,g: \"alpha\",\"beta\",\"beta\"", "names by first appearance");
    CHECK_STR(with_args(&r, db, "select ?2 as s, ?1 as f", two, 2), "s,f: \"beta\",\"alpha\"",
              "numbers");
    CHECK_STR(with_args(&r, db, "select ? as a", two, 2), "a: \"alpha\"", "too many");
    CHECK_STR(with_args(&r, db, "select ? as a; select ? as b", two, 2), "b: \"beta\"",
              "one after the other");
    pl_value kinds[] = { pl_value_int(20, PL_BITS_LITERAL),
                         pl_value_int(20, PL_BITS_DOUBLE),
                         pl_value_bool(true),
                         pl_number_double(&arena, 2.5),
                         pl_value_null(NULL),
                         pl_value_str(PL_S("")) };
    CHECK_STR(
        with_args(&r, db,
                  "select typeof(?1) as a, typeof(?2) as b, ?3 as c, ?4 as d, ?5 as e, ?6 as f",
                  kinds, 6),
        "a,b,c,d,e,f: \"integer\",\"real\",1,2.5,null,\"\"", "kinds");
    pl_value texts[] = { pl_value_str(PL_S("x")) },
             numbers[] = { pl_value_int(1, 512), pl_value_int(2, 512) };
    pl_value mixed[] = { texts[0], numbers[0] };
    pl_value list = pl_value_seq(&arena, PL_V_TUPLE, NULL, texts, 1);
    CHECK_STR(with_args(&r, db, "select ?", &list, 1),
              "! sql: converting argument $1 type: unsupported type []string, a slice of string",
              "texts");
    list = pl_value_seq(&arena, PL_V_TUPLE, NULL, numbers, 2);
    CHECK_STR(with_args(&r, db, "select ?", &list, 1),
              "! sql: converting argument $1 type: unsupported type []float64, a slice of float64",
              "numbers");
    list = pl_value_seq(&arena, PL_V_TUPLE, NULL, mixed, 2);
    CHECK_STR(
        with_args(&r, db, "select ?", &list, 1),
        "! sql: converting argument $1 type: unsupported type []interface {}, a slice of interface",
        "mixed");
    list = pl_value_seq(&arena, PL_V_TUPLE, NULL, &list, 1);
    CHECK_STR(
        with_args(&r, db, "select ?", &list, 1),
        "! sql: converting argument $1 type: unsupported type [][]interface {}, a slice of slice",
        "lists");
    list = pl_value_members(&arena, PL_V_OBJECT, NULL, &(pl_member){ PL_S("a"), texts[0] }, 1);
    pl_value second[] = { texts[0], list };
    CHECK_STR(with_args(&r, db, "select ?, ?", second, 2),
              "! sql: converting argument $2 type: unsupported type map[string]interface {}, a map",
              "maps");
    result_done(&r);
    pl_db_close(db);
    pl_arena_done(&arena);
}

static const struct {
    const char *what, *sql;
    uint32_t n;
    const char *want, *recorded;
} numbered[] = {
    { "in order", "select $1 as a, $2 as b", 2, "1,2", "1,2" },
    { "the other way round", "select $2 as a, $1 as b", 2, "2,1", "1,2" },
    { "repeated", "select $2 as a, $1 as b, $2 as c, $1 as d", 2, "2,1,2,1", "1,2,1,2" },
    { "with a gap", "select $3 as a, $1 as b", 3, "3,1", "1,2" },
    { "only the last", "select $3 as a", 3, "3", "1" },
    { "of two digits", "select $12 as a, $10 as b, $11 as c, $9 as d, $1 as e", 12, "12,10,11,9,1",
      "1,2,3,4,5" },
    { "with zeros", "select $02 as a, $01 as b", 2, "2,1", "1,2" },
    { "in texts and comments",
      "select '$2' as a, $2 as b -- $1\n, /* $1 */ \"c$1\" from (select 0 "
      "as c$1)",
      2, "\"$2\",2,0", "\"$2\",1,0" },
    { "with what looks like a cast", "select $2::text as a, $1::text as b", 2, "2,1", "1,2" },
    { "in a subquery", "select (select $2) as a, (select count(*) from (select $1)) as b", 2, "2,1",
      "1,1" },
    { "marks count by appearance", "select ? as a, ? as b", 2, "1,2", "1,2" },
    { "so do names", "select $b as a, :a as b, @c as c, $b as d", 3, "1,2,3,1", "1,2,3,1" },
    { "a name that begins with a digit", "select $2x as a", 2, "1", "1" },
    { "numbers of SQLite are numbers", "select ?2 as a, ?1 as b", 2, "2,1", "2,1" },
    { "a mark beside numbers", "select $2 as a, ? as b", 2, "2,2", "1,2" },
    { "in several statements", "select $1 as a; select $2 as a, $1 as b", 2, "2,1", NULL },
    { "marks in several statements",
      "create temp table t1 as select ? as x; select x, ? as b from t1", 2, "1,2", "1,2" },
    { "too few", "select $3 as a, $1 as b", 2, "! not enough args to execute query: want 3 got 2",
      "1,2" },
    { "nothing at all", "select $1 as a", 0, "! not enough args to execute query: want 1 got 0",
      "! not enough args to execute query: want 1 got 0" },
    { "a number that nobody has", "select $99999999999999999999 as a", 1,
      "! not enough args to execute query: want 1000000 got 1", "1" },
    { "zero is a name", "select $0 as a", 1, "1", "1" },
};

TEST(numbers_name_arguments_unless_it_is_recorded_otherwise)
{
    pl_value args[12];
    for (int i = 0; i < 12; i++)
        args[i] = pl_value_int(i + 1, PL_BITS_LITERAL);
    for (int recorded = 0; recorded < 2; recorded++) {
        pl_db *db = open_as("sqlite://:memory:", recorded);
        result r = { 0 };
        for (size_t i = 0; i < PL_COUNT(numbered); i++) {
            const char *want = recorded ? numbered[i].recorded : numbered[i].want;
            const char *got = with_args(&r, db, numbered[i].sql, args, numbered[i].n);
            const char *values = strstr(got, ": ");
            if (want)
                CHECK_STR(*got == '!' || !values ? got : values + 2, want, numbered[i].what);
        }
        result_done(&r);
        pl_db_close(db);
    }
}

/* ---- the end comes early */

static const char endless[] =
    "with recursive c(x) as (select 1 union all select x + 1 from c) select max(x) from c";

TEST(a_deadline_ends_a_statement)
{
    pl_db *db = open_url("sqlite://:memory:");
    result r = { 0 };
    pl_db_query query = { .sql = pl_str_cstr(endless), .deadline = pl_clock_ns() + 50000000 };
    CHECK_STR(result_of(&r, db, &query), "! execution cancelled", "text");
    CHECK(r.timed_out && r.error.end == PL_DB_CANCELLED, "timed out");
    CHECK_STR(result_sql(&r, db, "select 1 as a"), "a: 1", "the connection is good");
    result_done(&r);
    pl_db_close(db);
}

TEST(a_sink_stops_a_statement)
{
    pl_db *db = open_url("sqlite://:memory:");
    result r = { .stop_at = 3 };
    CHECK_STR(
        result_sql(
            &r, db,
            "with recursive c(x) as (select 1 union all select x + 1 from c) select x from c"),
        "! ", "text");
    CHECK(r.error.end == PL_DB_STOPPED && r.rows == 3, "stopped");
    r.stop_at = 0;
    CHECK_STR(result_sql(&r, db, "select 1 as a"), "a: 1", "the connection is good");
    result_done(&r);
    pl_db_close(db);
}

typedef struct worker {
    pl_db *db;
    pl_db_stop *stop;
    const char *sql;
    uint64_t deadline;
    result r;
    pthread_t thread;
} worker;

static void *work(void *ctx)
{
    worker *w = ctx;
    pl_db_query query = { .sql = pl_str_cstr(w->sql), .stop = w->stop, .deadline = w->deadline };
    result_of(&w->r, w->db, &query);
    return NULL;
}

TEST(a_stop_ends_those_that_run_and_those_that_wait)
{
    enum { N = 8 };
    pl_db_error error = { 0 };
    pl_db_options options = { .url = { PL_S("sqlite://:memory:") }, .max_open = 3 };
    pl_db *db = pl_db_open(&options, &error);
    pl_db_stop stop = { 0 };
    static worker w[N];
    for (int i = 0; i < N; i++) {
        w[i] = (worker){ .db = db, .stop = &stop, .sql = endless };
        pthread_create(&w[i].thread, NULL, work, &w[i]);
    }
    usleep(30000);
    pl_db_stop_fire(&stop);
    for (int i = 0; i < N; i++) {
        pthread_join(w[i].thread, NULL);
        CHECK_STR(w[i].r.text.ptr, "! execution cancelled", "all end");
        CHECK(!w[i].r.timed_out, "by the stop");
        result_done(&w[i].r);
    }
    result r = { 0 };
    pl_db_query query = { .sql = PL_S("select 1 as a"), .stop = &stop };
    CHECK_STR(result_of(&r, db, &query), "! execution cancelled", "it stays");
    query.stop = NULL;
    CHECK_STR(result_of(&r, db, &query), "a: 1", "others run");
    result_done(&r);
    pl_db_error_done(&error);
    pl_db_close(db);
}

static _Atomic int at_once, most_at_once;

static void count_row(void *ctx, uint32_t row)
{
    (void)ctx;
    if (row)
        return;
    int n = atomic_fetch_add(&at_once, 1) + 1;
    if (n > atomic_load(&most_at_once))
        atomic_store(&most_at_once, n);
    usleep(2000);
    atomic_fetch_sub(&at_once, 1);
}

TEST(a_pool_opens_no_more_than_it_may)
{
    enum { N = 12 };
    char url[512];
    snprintf(url, sizeof url, "sqlite://%s/pool.db", pl_test_dir());
    pl_db_error error = { 0 };
    pl_db_options options = { .url = { pl_str_cstr(url) }, .max_open = 2 };
    pl_db *db = pl_db_open(&options, &error);
    static worker w[N];
    for (int i = 0; i < N; i++) {
        w[i] =
            (worker){ .db = db, .sql = "select 1 as a union all select 2", .r.on_row = count_row };
        pthread_create(&w[i].thread, NULL, work, &w[i]);
    }
    for (int i = 0; i < N; i++) {
        pthread_join(w[i].thread, NULL);
        CHECK_STR(w[i].r.text.ptr, "a: 1; 2", "all run");
        result_done(&w[i].r);
    }
    CHECK(atomic_load(&most_at_once) <= 2, "two at once");
    pl_db_error_done(&error);
    pl_db_close(db);
}

/* ---- opening */

static const struct {
    const char *what, *url, *want;
} urls[] = {
    { "no directory", "sqlite:///nowhere/x.db",
      "! unable to open database file: no such file or directory" },
    { "a directory", "sqlite:///tmp", "! unable to open database file: is a directory" },
    { "no database", "sqlite:///etc/passwd", "! file is not a database" },
    { "blanks after it", "sqlite://:memory:  ", "a: 1" },
    { "options of the driver", "sqlite://:memory:?_busy_timeout=1&_foreign_keys=1", "a: 1" },
    { "a file URI", "sqlite://file::memory:?cache=shared", "a: 1" },
};

/* In a pool of one: a connection comes back when a query that waits for it runs out of time. */
TEST(a_wake_up_goes_to_who_can_use_it)
{
    enum { ROUNDS = 40, N = 6 };
    pl_db_error error = { 0 };
    pl_db_options options = { .url = { PL_S("sqlite://:memory:") }, .max_open = 1 };
    pl_db *db = pl_db_open(&options, &error);
    static const char busy[] = "with recursive c(x) as (select 1 union all select x + 1 from c "
                               "where x < 4000) select max(x) from c";
    for (int round = 0; round < ROUNDS; round++) {
        static worker w[N];
        uint64_t now = pl_clock_ns();
        for (int i = 0; i < N; i++) {
            uint64_t wait = i == N - 1 ? UINT64_C(20000000000) : UINT64_C(300000) * (unsigned)i;
            w[i] = (worker){ .db = db, .sql = busy, .deadline = i ? now + wait : 0 };
            pthread_create(&w[i].thread, NULL, work, &w[i]);
        }
        for (int i = 0; i < N; i++)
            pthread_join(w[i].thread, NULL);
        CHECK_STR(w[0].r.text.ptr, "max(x): 4000", "the first");
        CHECK(!w[N - 1].r.timed_out, "the patient one");
        CHECK(pl_clock_ns() - now < UINT64_C(15000000000), "in time");
        for (int i = 0; i < N; i++)
            result_done(&w[i].r);
    }
    pl_db_error_done(&error);
    pl_db_close(db);
}

TEST(a_file_is_opened_by_the_first_query)
{
    for (size_t i = 0; i < PL_COUNT(urls); i++) {
        pl_db *db = open_url(urls[i].url);
        result r = { 0 };
        const char *sql =
            strstr(urls[i].url, "passwd") ? "select * from sqlite_schema" : "select 1 as a";
        CHECK_STR(result_sql(&r, db, sql), urls[i].want, urls[i].what);
        result_done(&r);
        pl_db_close(db);
    }
}

TEST(an_unknown_prefix_is_an_error)
{
    static const char *const bad[] = { "oracle://x", "sqlite:x.db", " sqlite://x", "" };
    for (size_t i = 0; i < PL_COUNT(bad); i++) {
        pl_db_error error = { 0 };
        pl_db_options options = { .url = { pl_str_cstr(bad[i]) } };
        char want[128];
        snprintf(want, sizeof want, "could not evaluate backend: '%s': unknown backend", bad[i]);
        CHECK(!pl_db_open(&options, &error), bad[i]);
        pl_buf_byte(&error.text, 0);
        CHECK_STR(error.text.ptr, want, bad[i]);
        pl_db_error_done(&error);
    }
}

/* Bytes from `at` on become noise. */
static void scribble(const char *path, long at, size_t n)
{
    FILE *f = fopen(path, "r+");
    CHECK(f && fseek(f, at, SEEK_SET) == 0, path);
    for (size_t i = 0; i < n; i++)
        fputc(0xa5, f);
    fclose(f);
}

TEST(a_nul_is_no_part_of_a_name_or_a_query)
{
    pl_db_error error = { 0 };
    pl_db_options options = { .url = { PL_S("sqlite://x\0y") } };
    CHECK(!pl_db_open(&options, &error), "a name");
    pl_buf_byte(&error.text, 0);
    CHECK_STR(error.text.ptr, "a connection string cannot hold a NUL character", "a name");
    pl_db *db = open_file("whole.db");
    pl_db_query query = { .sql = PL_S("select 1;\0 select 2") };
    pl_row_sink sink = { 0 };
    bool timed_out;
    CHECK(!pl_db_run(db, &query, &sink, &error, &timed_out), "a query");
    pl_buf_byte(&error.text, 0);
    CHECK_STR(error.text.ptr, "the text of a query cannot hold a NUL character", "a query");
    pl_db_error_done(&error);
    pl_db_close(db);
}

TEST(a_file_that_is_damaged_fails_its_query_only)
{
    char path[300];
    snprintf(path, sizeof path, "%s/damaged.db", pl_test_dir());
    pl_db *db = open_file("damaged.db");
    result r = { .form = RESULT_TEXT };
    CHECK_STR(result_sql(&r, db,
                         "create table t (a integer, b text); insert into t with recursive n(i) as "
                         "(select 1 union all select i + 1 from n where i < 2000) select i, "
                         "printf('%0100d', i) from n"),
              "", "build");
    pl_db_close(db);
    scribble(path, 30 * 4096, 4096);
    db = open_file("damaged.db");
    CHECK_STR(result_sql(&r, db, "select * from t"), "! database disk image is malformed",
              "in the middle");
    CHECK(r.error.late && r.error.end == PL_DB_FAILED, "after rows");
    CHECK_STR(result_sql(&r, db, "select a from t limit 1"), "a: 1", "what is right is read");
    pl_db_close(db);
    scribble(path, 0, 100);
    db = open_file("damaged.db");
    CHECK_STR(result_sql(&r, db, "select a from t"), "! file is not a database", "its head");
    result_done(&r);
    pl_db_close(db);
}

TEST(what_must_not_be_written_is_not)
{
    char url[400];
    result r = { 0 };
    pl_db *db = open_file("kept.db");
    CHECK_STR(result_sql(&r, db, "create table t (a int); insert into t values (1)"), "", "build");
    pl_db_close(db);
    snprintf(url, sizeof url, "sqlite://file:%s/kept.db?mode=ro", pl_test_dir());
    db = open_url(url);
    CHECK_STR(result_sql(&r, db, "insert into t values (2)"),
              "! attempt to write a readonly database", "writing");
    CHECK_STR(result_sql(&r, db, "select a from t"), "a: 1", "reading");
    result_done(&r);
    pl_db_close(db);
}

/* Texts are bytes to SQLite: what reads them makes marks of what is none. */
TEST(a_pool_that_only_reads_writes_nothing)
{
    static const char *const writes[] = { "insert into t values (2)", "drop table t",
                                          "attach ':memory:' as x", "vacuum into 'copy.db'",
                                          "pragma query_only = 0; delete from t" };
    pl_db_error error = { 0 };
    result r = { .form = RESULT_LEAF };
    pl_db *db = open_file("readers.db");
    CHECK_STR(result_sql(&r, db, "create table t (i integer); insert into t values (1)"), "", "");
    pl_db_options options = { .url = pl_db_url(db), .read_only = true };
    pl_db *reader = pl_db_open(&options, &error);
    for (size_t i = 0; i < PL_COUNT(writes); i++)
        CHECK(result_sql(&r, reader, writes[i])[0] == '!', writes[i]);
    CHECK_STR(result_sql(&r, reader, "select i from t"), "i: 1", "it reads");
    pl_db_close(reader);
    pl_db_close(db);
    pl_db_error_done(&error);
    result_done(&r);
}

TEST(encodings_are_read_as_text)
{
    pl_db *db = open_file("utf16.db");
    result r = { 0 };
    CHECK_STR(result_sql(&r, db,
                         "pragma encoding = 'UTF-16le'; create table t (a text); insert "
                         "into t values ('ü€😀')"),
              "", "build");
    CHECK_STR(result_sql(&r, db, "select a from t"), "a: \"ü€😀\"", "UTF-16");
    pl_db_close(db);
    db = open_url("sqlite://:memory:");
    CHECK_STR(result_sql(&r, db, "select cast(x'61ff62' as text) as a"), "a: \"a\\ufffdb\"",
              "no UTF-8");
    result_done(&r);
    pl_db_close(db);
}

TEST(a_locked_file_is_waited_for_and_given_up)
{
    pl_db *one = open_file("locked.db");
    char url[512];
    snprintf(url, sizeof url, "sqlite://%s/locked.db?_busy_timeout=50", pl_test_dir());
    pl_db *two = open_url(url);
    result a = { 0 }, b = { 0 };
    result_sql(&a, one, "create table t (a int); begin exclusive; insert into t values (1)");
    CHECK_STR(result_sql(&b, two, "insert into t values (2)"), "! database is locked", "locked");
    CHECK_STR(result_sql(&a, one, "commit"), "", "commit");
    CHECK_STR(result_sql(&b, two, "insert into t values (2) returning a"), "a: 2", "free");
    result_done(&a);
    result_done(&b);
    pl_db_close(one);
    pl_db_close(two);
}
