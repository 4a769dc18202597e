/* DuckDB: files and memory of this run; the library is fetched by `make test-deps`. */
#include "unit/db/result.h"
#include "unit/db/server.h"
#include "unit/test.h"
#include "value/number.h"
#include <pthread.h>
#include <sys/resource.h>

#ifdef __SANITIZE_THREAD__
/* The library is not built for it: its inline atomics are not seen. */
const char *__tsan_default_suppressions(void);
const char *__tsan_default_suppressions(void)
{
    return "race:libduckdb.so\nmutex:libduckdb.so\nthread:libduckdb.so\n"
           "deadlock:libduckdb.so\n";
}
#endif

static const char *const environment[] = { "PIPELITE_DRIVERS=.drivers", NULL };

static bool present(void)
{
    return access(".drivers/libduckdb.so", R_OK) == 0 || !server_missing("libduckdb.so");
}

static bool recorded = true; /* pl_db_options.recorded of pools that are opened */

static pl_db *try_open(const char *url, char *why, size_t size)
{
    pl_db_error error = { 0 };
    pl_db_options options = {
        .url = { pl_str_cstr(url) }, .recorded = recorded, .environment = environment, .max_open = 3
    };
    pl_db_preload(&options);
    pl_db *db = pl_db_open(&options, &error);
    snprintf(why, size, "%.*s", PL_FMT(error.text));
    pl_db_error_done(&error);
    return db;
}

static pl_db *open_memory(void)
{
    char why[600];
    pl_db *db = try_open("duckdb://", why, sizeof why);
    CHECK(db, why);
    return db;
}

static const struct {
    const char *sql, *type, *leaf, *json, *text, *dimension;
} types[] = {
    { "true", "BOOLEAN", "true", "\"true\"", "true", "true" },
    { "(-128)::tinyint", "TINYINT", "-128", "\"-128\"", "-128", "-128" },
    { "18446744073709551615::ubigint", "UBIGINT", "18446744073709551615",
      "\"18446744073709551615\"", "18446744073709551615", "18446744073709551615" },
    { "'-170141183460469231731687303715884105728'::hugeint", "HUGEINT",
      "-170141183460469231731687303715884105728", "\"-170141183460469231731687303715884105728\"",
      "-170141183460469231731687303715884105728", "-170141183460469231731687303715884105728" },
    { "0::hugeint", "HUGEINT", "0", "\"+0\"", "+0", "+0" },
    { "0.1::float", "FLOAT", "0.1", "\"0.1\"", "0.1", "0.1" },
    { "1e21::double", "DOUBLE", "1e+21", "\"1000000000000000000000\"", "1000000000000000000000",
      "1000000000000000000000" },
    { "'nan'::double", "DOUBLE", "null", "\"NaN\"", "NaN", "NaN" },
    { "123456789012345.678::decimal(18,3)", "DECIMAL(18,3)",
      "{\"Width\":18,\"Scale\":3,\"Value\":123456789012345678}", "\"123456789012345.678\"",
      "123456789012345.678", NULL },
    { "0.050::decimal(6,3)", "DECIMAL(6,3)", "{\"Width\":6,\"Scale\":3,\"Value\":50}", "\"0.05\"",
      "0.05", NULL },
    { "(-1)::decimal(4,0)", "DECIMAL(4,0)", "{\"Width\":4,\"Scale\":0,\"Value\":-1}", "\"-1\"",
      "-1", NULL },
    { "'a text longer than twelve'", "VARCHAR", "\"a text longer than twelve\"",
      "\"a text longer than twelve\"", "a text longer than twelve", "a text longer than twelve" },
    { "'\\xDE\\xAD'::blob", "BLOB", "\"3q0=\"", NULL, NULL, NULL },
    { "'6d8b5c2e-9f0a-4b1c-8d7e-0123456789ab'::uuid", "UUID", "\"bYtcLp8KSxyNfgEjRWeJqw==\"",
      "\"6d8b5c2e-9f0a-4b1c-8d7e-0123456789ab\"", "6d8b5c2e-9f0a-4b1c-8d7e-0123456789ab", NULL },
    { "'{\"b\": 1, \"a\": [1, 2.50]}'::json", "JSON", "{\"a\":[1,2.5],\"b\":1}",
      "{\"a\":[1,2.5],\"b\":1}", "{\"a\":[1,2.5],\"b\":1}", "map[a:[1 2.5] b:1]" },
    { "date '2024-02-29'", "DATE", "\"2024-02-29T00:00:00Z\"", "\"2024-02-29\"", "2024-02-29",
      "2024-02-29T00:00:00Z" },
    { "date 'infinity'", "DATE", "\"infinity\"", "\"infinity\"", "infinity", "infinity" },
    { "time '13:37:00.5'", "TIME", "\"0001-01-01T13:37:00.5Z\"", "\"0001-01-01 13:37:00\"",
      "0001-01-01 13:37:00", "0001-01-01T13:37:00Z" },
    { "'13:37:00+02'::timetz", "TIMETZ", "\"0001-01-01T11:37:00Z\"", "\"0001-01-01T11:37:00Z\"",
      "0001-01-01T11:37:00Z", "0001-01-01T11:37:00Z" },
    { "timestamp '2024-02-29 13:37:00.123456'", "TIMESTAMP", "\"2024-02-29T13:37:00.123456Z\"",
      "\"2024-02-29 13:37:00\"", "2024-02-29 13:37:00", "2024-02-29T13:37:00Z" },
    { "'2024-02-29 13:37:00.123456789'::timestamp_ns", "TIMESTAMP_NS",
      "\"2024-02-29T13:37:00.123456789Z\"", "\"2024-02-29T13:37:00Z\"", "2024-02-29T13:37:00Z",
      "2024-02-29T13:37:00Z" },
    { "'1969-12-31 23:59:59.5'::timestamp_ms", "TIMESTAMP_MS", "\"1969-12-31T23:59:59.5Z\"",
      "\"1969-12-31T23:59:59Z\"", "1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z" },
    { "'2024-02-29 13:37:00+02'::timestamptz", "TIMESTAMPTZ", "\"2024-02-29T11:37:00Z\"",
      "\"2024-02-29T11:37:00Z\"", "2024-02-29T11:37:00Z", "2024-02-29T11:37:00Z" },
    { "interval '1 year 2 months 3 days 4 hours'", "INTERVAL",
      "{\"days\":3,\"months\":14,\"micros\":14400000000}", "\"{3 14 14400000000}\"",
      "{3 14 14400000000}", "{3 14 14400000000}" },
    { "'hazy'::enum('clear', 'hazy')", "ENUM", "\"hazy\"", "\"hazy\"", "hazy", "hazy" },
    { "[1, null, 3]", "INTEGER[]", "[1,null,3]", "\"[1 <nil> 3]\"", "[1 <nil> 3]", NULL },
    { "[[1.5::double], []]", "DOUBLE[][]", "[[1.5],[]]", "\"[[1.5] []]\"", "[[1.5] []]", NULL },
    { "[1000000::double, 1e-5]", "DOUBLE[]", "[1000000,0.00001]", "\"[1e+06 1e-05]\"",
      "[1e+06 1e-05]", NULL },
    { "[1.5::double, 2]::double[2]", "DOUBLE[2]", "[1.5,2]", "\"[1.5 2]\"", "[1.5 2]", NULL },
    { "{'b': 'x', 'a': 1}", "STRUCT(\"b\" VARCHAR, \"a\" INTEGER)", "{\"a\":1,\"b\":\"x\"}",
      "\"map[a:1 b:x]\"", "map[a:1 b:x]", NULL },
    { "map {'z': 1, 'k': null}", "MAP(VARCHAR, INTEGER)", "{\"k\":null,\"z\":1}",
      "\"map[k:<nil> z:1]\"", "map[k:<nil> z:1]", NULL },
    { "map {10: [1], 9: []}", "MAP(INTEGER, INTEGER[])", "{\"9\":[],\"10\":[1]}",
      "\"map[9:[] 10:[1]]\"", "map[9:[] 10:[1]]", NULL },
    { "union_value(num := 7)::union(num integer, str varchar)",
      "UNION(\"num\" INTEGER, \"str\" VARCHAR)", "{\"value\":7,\"tag\":\"num\"}",
      "\"{Value:7 Tag:num}\"", "{Value:7 Tag:num}", NULL },
    { "[date '2024-02-29']", "DATE[]", "[\"2024-02-29T00:00:00Z\"]",
      "\"[2024-02-29 00:00:00 +0000 UTC]\"", "[2024-02-29 00:00:00 +0000 UTC]", NULL },
    { "null::integer[]", "INTEGER[]", "null", "null", "", "<nil>" },
};

#define ID "6d8b5c2e-9f0a-4b1c-8d7e-0123456789ab"

/* What is a structure of Go in Powerpipe, and what is not: leaf data, csv. */
static const struct {
    const char *sql, *leaf, *text;
} plain[] = {
    { "2::decimal(10,2)", "2.00", "2" },
    { "-0.05::decimal(3,2)", "-0.05", "-0.05" },
    { "0::decimal(3,0)", "0", "0" },
    { "12345678901234567890123456789012345.678::decimal(38,3)",
      "12345678901234567890123456789012345.678", "12345678901234567890123456789012345.678" },
    { "null::decimal(3,0)", "null", "" },
    { "'" ID "'::uuid", "\"" ID "\"", ID },
    { "sum(7)", "7", "7" },
    { "'-170141183460469231731687303715884105728'::hugeint",
      "-170141183460469231731687303715884105728", "-170141183460469231731687303715884105728" },
    { "[1.5::decimal(3,2), null]", "[1.50,null]", "[1.5 <nil>]" },
    { "['" ID "'::uuid]", "[\"" ID "\"]", "[" ID "]" },
    { "[5::hugeint]", "[5]", "[5]" },
    { "[[1.5::decimal(3,1)]]::decimal(3,1)[1][1]", "[[1.5]]", "[[1.5]]" },
    { "{'d': 1.5::decimal(3,2), 'u': '" ID "'::uuid, 'h': 5::hugeint}",
      "{\"d\":1.50,\"h\":5,\"u\":\"" ID "\"}", "map[d:1.5 h:5 u:" ID "]" },
    { "map {1.5::decimal(3,2): '" ID "'::uuid}", "{\"1.5\":\"" ID "\"}", "map[1.5:" ID "]" },
    { "map {'" ID "'::uuid: 2.5::decimal(3,1)}", "{\"" ID "\":2.5}", "map[" ID ":2.5]" },
    { "union_value(n := 1.5::decimal(3,1))", "{\"value\":1.5,\"tag\":\"n\"}", "{Value:1.5 Tag:n}" },
    { "interval '1 year 2 months 3 days 4 hours'",
      "{\"days\":3,\"months\":14,\"micros\":14400000000}", NULL },
    { "[interval '1 day']", "[{\"days\":1,\"months\":0,\"micros\":0}]", "[1 day]" },
    { "interval 0 second", "{\"days\":0,\"months\":0,\"micros\":0}", NULL },
    { "interval '-13 months -1 day -00:00:01.25'",
      "{\"days\":-1,\"months\":-13,\"micros\":-1250000}", NULL },
    { "interval '100 hours 1 microsecond'", "{\"days\":0,\"months\":0,\"micros\":360000000001}",
      NULL },
};

TEST(numbers_and_texts_are_no_structures_of_go)
{
    if (!present())
        return;
    recorded = false;
    pl_db *db = open_memory();
    recorded = true;
    for (size_t i = 0; i < PL_COUNT(plain); i++) {
        char sql[256], want[256];
        result leaf = { .form = RESULT_LEAF }, text = { .form = RESULT_TEXT }, own = text;
        snprintf(sql, sizeof sql, "select %s as c", plain[i].sql);
        snprintf(want, sizeof want, "c: %s", plain[i].leaf);
        CHECK_STR(result_sql(&leaf, db, sql), want, sql);
        result_sql(&text, db, sql);
        if (plain[i].text)
            snprintf(want, sizeof want, "c: %s", plain[i].text);
        snprintf(sql, sizeof sql, "select (%s)::varchar as c", plain[i].sql);
        CHECK_STR(text.text.ptr, plain[i].text ? want : result_sql(&own, db, sql), sql);
        result_done(&leaf);
        result_done(&text);
        result_done(&own);
    }
    pl_db_close(db);
}

TEST(cells_have_the_recorded_forms)
{
    if (!present())
        return;
    pl_db *db = open_memory();
    for (size_t i = 0; i < PL_COUNT(types); i++) {
        const char *const forms[] = { types[i].leaf, types[i].json, types[i].text, NULL,
                                      types[i].dimension };
        for (int form = 0; form < 5; form++) {
            char sql[256], want[256];
            result r = { .form = form, .types = true };
            snprintf(sql, sizeof sql, "select %s as c", types[i].sql);
            snprintf(want, sizeof want, "c %s: %s", types[i].type, forms[form] ? forms[form] : "");
            const char *got = result_sql(&r, db, sql);
            if (forms[form])
                CHECK_STR(got, want, types[i].sql);
            result_done(&r);
        }
    }
    pl_db_close(db);
}

static const struct {
    const char *what, *sql, *want;
} statements[] = {
    { "no row", "select 1 as a where false", "a INTEGER" },
    { "names twice", "select 1 as a, 2 as a", "a INTEGER,a_qd2l INTEGER: 1,2" },
    { "what is no name", "select 1, 'x', null",
      "1 INTEGER,'x' VARCHAR,NULL INTEGER: 1,\"x\",null" },
    { "two statements", "select 1 as a; select 2 as b", "b INTEGER: 2" },
    { "the first counts", "create table t as select 7 as a; select a from t", "a INTEGER: 7" },
    { "making a table", "create table u as select 1 as a", "Count BIGINT: 1" },
    { "blank", "  ", "" },
    { "a comment", "-- nothing", "" },
    { "syntax", "selec 1",
      "! Parser Error: syntax error at or near \"selec\"\n\nLINE 1: selec 1\n        ^" },
    { "bits", "select '101'::bit as b",
      "! database/sql/driver: unsupported data type: BIT: index: 0" },
    { "huge without sign", "select 1 as a, [0::uhugeint] as b",
      "! database/sql/driver: unsupported data type: UHUGEINT: index: 1" },
    { "a blob that is no text", "select decode('\\xff'::blob) as t",
      "! Conversion Error: Failure in decode: could not convert blob to UTF8 string, the blob "
      "contained invalid UTF8 characters" },
    { "a file that is not there", "select * from read_csv('/nowhere/x.csv')",
      "! IO Error: No files found that match the pattern \"/nowhere/x.csv\"\n\nLINE 1: select * "
      "from read_csv('/nowhere/x.csv')\n                      ^" },
    { "a constraint", "create table k (a int primary key); insert into k values (1), (1)",
      "! Constraint Error: PRIMARY KEY or UNIQUE constraint violation: duplicate key \"1\"" },
    { "after an error", "select 1 as a", "a INTEGER: 1" },
};

TEST(statements_have_the_recorded_results)
{
    if (!present())
        return;
    pl_db *db = open_memory();
    for (size_t i = 0; i < PL_COUNT(statements); i++) {
        result r = { .types = true };
        CHECK_STR(result_sql(&r, db, statements[i].sql), statements[i].want, statements[i].what);
        result_done(&r);
    }
    pl_db_close(db);
}

TEST(arguments_go_by_number)
{
    if (!present())
        return;
    pl_db *db = open_memory();
    pl_arena arena = { 0 };
    pl_value args[] = { pl_value_str(PL_S("alpha")),
                        pl_value_str(PL_S("beta")),
                        pl_value_int(20, PL_BITS_LITERAL),
                        pl_value_int(20, PL_BITS_DOUBLE),
                        pl_value_bool(true),
                        pl_value_null(NULL) };
    pl_value texts = pl_value_seq(&arena, PL_V_TUPLE, NULL, args, 2);
    pl_value mixed = pl_value_seq(&arena, PL_V_TUPLE, NULL, args, 3);
    result r = { 0 };
    pl_db_query query = { .sql = PL_S("select $2 as s, $1 as f"), .args = args, .n_args = 2 };
    CHECK_STR(result_of(&r, db, &query), "s,f: \"beta\",\"alpha\"", "by number");
    query = (pl_db_query){
        .sql = PL_S(
            "select typeof($3) as a, typeof($4) as b, $5 as c, $6 is null as d, $1 as e, $2 as f"),
        .args = args,
        .n_args = 6
    };
    CHECK_STR(result_of(&r, db, &query),
              "a,b,c,d,e,f: \"BIGINT\",\"DOUBLE\",true,true,\"alpha\",\"beta\"", "kinds");
    query = (pl_db_query){ .sql = PL_S("select $1 as a"), .args = &texts, .n_args = 1 };
    CHECK_STR(result_of(&r, db, &query), "a: [\"alpha\",\"beta\"]", "a list");
    query.args = &mixed;
    CHECK_STR(
        result_of(&r, db, &query),
        "! sql: converting argument $1 type: unsupported type []interface {}, a slice of interface",
        "a mixed list");
    query = (pl_db_query){ .sql = PL_S("select $1 as a, $2 as b"), .args = args, .n_args = 1 };
    CHECK_STR(result_of(&r, db, &query), "! incorrect argument count for command: have 1 want 2",
              "too few");
    result_done(&r);
    pl_arena_done(&arena);
    pl_db_close(db);
}

TEST(an_error_behind_rows_is_late)
{
    if (!present())
        return;
    pl_db *db = open_memory();
    result r = { .form = RESULT_TEXT };
    result_sql(&r, db,
               "select case when i = 900000 then cast('x' as integer) else i end as a from "
               "range(1000000) t(i)");
    CHECK(r.error.end == PL_DB_FAILED && strstr(r.text.ptr, "Could not convert string"),
          r.text.ptr);
    result_done(&r);
    pl_db_close(db);
}

/* ---- the end comes early */

static const char endless[] =
    "select sum(a.i * b.i) as n from range(1000000) a(i), range(1000000) b(i)";

TEST(a_deadline_ends_a_statement)
{
    if (!present())
        return;
    pl_db *db = open_memory();
    result r = { 0 };
    pl_db_query query = { .sql = pl_str_cstr(endless), .deadline = pl_clock_ns() + 100000000 };
    CHECK_STR(result_of(&r, db, &query), "! execution cancelled", "text");
    CHECK(r.timed_out, "the deadline");
    CHECK_STR(result_until_late(&r, db, "select i as a from range(100000000000) t(i)"),
              "! execution cancelled", "text");
    CHECK(r.timed_out && r.error.late, "after rows");
    CHECK_STR(result_sql(&r, db, "select 1 as a"), "a: 1", "the connection is good");
    r.stop_at = 3;
    CHECK_STR(result_sql(&r, db, "select i as a from range(100000000000) t(i)"), "! ",
              "the sink stops");
    r.stop_at = 0;
    CHECK_STR(result_sql(&r, db, "select 1 as a"), "a: 1", "the connection is good");
    result_done(&r);
    pl_db_close(db);
}

typedef struct worker {
    pl_db *db;
    pl_db_stop *stop;
    const char *sql;
    result r;
    pthread_t thread;
} worker;

static void *work(void *ctx)
{
    worker *w = ctx;
    pl_db_query query = { .sql = pl_str_cstr(w->sql), .stop = w->stop };
    result_of(&w->r, w->db, &query);
    return NULL;
}

TEST(a_stop_ends_statements_of_all_threads)
{
    enum { N = 5 };
    if (!present())
        return;
    pl_db *db = open_memory();
    pl_db_stop stop = { 0 };
    static worker w[N];
    for (int i = 0; i < N; i++) {
        w[i] = (worker){ .db = db, .stop = &stop, .sql = endless };
        pthread_create(&w[i].thread, NULL, work, &w[i]);
    }
    usleep(100000);
    pl_db_stop_fire(&stop);
    for (int i = 0; i < N; i++) {
        pthread_join(w[i].thread, NULL);
        CHECK_STR(w[i].r.text.ptr, "! execution cancelled", "text");
        result_done(&w[i].r);
    }
    pl_db_close(db);
}

/* ---- opening */

TEST(connections_share_one_open_file)
{
    if (!present())
        return;
    char url[300], why[600];
    snprintf(url, sizeof url, "duckdb://%s/shared.duckdb", pl_test_dir());
    pl_db *db = try_open(url, why, sizeof why);
    CHECK(db, why);
    result r = { 0 };
    result_sql(&r, db, "create table t as select range as i from range(100)");
    static worker w[6];
    for (int i = 0; i < 6; i++) {
        w[i] = (worker){ .db = db, .sql = "select count(*) as n from t" };
        pthread_create(&w[i].thread, NULL, work, &w[i]);
    }
    for (int i = 0; i < 6; i++) {
        pthread_join(w[i].thread, NULL);
        CHECK_STR(w[i].r.text.ptr, "n: 100", "same rows");
        result_done(&w[i].r);
    }
    pl_db_close(db);
    snprintf(url, sizeof url, "duckdb://%s/shared.duckdb?access_mode=READ_ONLY", pl_test_dir());
    db = try_open(url, why, sizeof why);
    CHECK(db, why);
    CHECK(strstr(result_sql(&r, db, "create table u (a int)"), "read-only"), r.text.ptr);
    pl_db_close(db);
    result_done(&r);
}

TEST(files_that_cannot_be_opened_say_why)
{
    if (!present())
        return;
    char why[1000], path[300], url[400];
    static const char want[] = "unable to connect to Backend: could not connect to duckdb backend: "
                               "could not open database: ";
    CHECK(!try_open("duckdb:///nowhere/x.duckdb", why, sizeof why), "no directory");
    CHECK(!strncmp(why, want, strlen(want)) && strstr(why, "/nowhere/x.duckdb"), why);
    snprintf(path, sizeof path, "%s/no.duckdb", pl_test_dir());
    FILE *f = fopen(path, "w");
    for (int i = 0; i < 1000; i++)
        fputs("this is no database", f);
    fclose(f);
    snprintf(url, sizeof url, "duckdb://%s", path);
    CHECK(!try_open(url, why, sizeof why), "no database");
    CHECK(strstr(why, "not a valid DuckDB database file"), why);
    CHECK(!try_open("duckdb://?nonsense=1", why, sizeof why), "no option");
    CHECK(strstr(why, "options were not recognized: nonsense"), why);
}

static const char *write_script(char *url, size_t size, const char *text)
{
    static char path[300];
    snprintf(path, sizeof path, "%s/init.sql", pl_test_dir());
    FILE *f = fopen(path, "w");
    fputs(text, f);
    fclose(f);
    snprintf(url, size, "duckdbinit://%s", path);
    return path;
}

static const struct {
    const char *what, *text;
    bool ours, works, stays;
} scripts[] = {
    { "one that was made for us is removed", "create view v as select 3 as n;\n", true, true,
      false },
    { "one of the user's stays", "create view v as select 3 as n;\n", false, true, true },
    { "notes of the user's stay", "my notes\n", false, false, true },
    { "one that fails stays", "select nope;\n", true, false, true },
};

TEST(a_script_makes_a_database_in_memory)
{
    char url[400];
    result r = { 0 };
    if (!present())
        return;
    for (size_t i = 0; i < PL_COUNT(scripts); i++) {
        const char *path = write_script(url, sizeof url, scripts[i].text);
        pl_db_options options = { .url = { pl_str_cstr(url) }, .own_script = scripts[i].ours };
        pl_db_error error = { 0 };
        pl_db *db = pl_db_open(&options, &error);
        CHECK_INT(db != NULL, scripts[i].works, scripts[i].what);
        if (db)
            CHECK_STR(result_sql(&r, db, "select * from v"), "n: 3", scripts[i].what);
        CHECK(access(path, F_OK) == 0, "not before the end");
        pl_db_close(db);
        CHECK_INT(access(path, F_OK) == 0, scripts[i].stays, scripts[i].what);
        unlink(path);
        pl_db_error_done(&error);
    }
    result_done(&r);
}

TEST(a_script_that_is_not_there_says_so)
{
    char url[400], why[600];
    if (!present())
        return;
    unlink(write_script(url, sizeof url, ""));
    CHECK(!try_open(url, why, sizeof why), "no script");
    CHECK(strstr(why, "init.sql: no such file or directory"), why);
}

TEST(what_is_no_script_is_left_alone)
{
    char path[300], url[320], why[600];
    if (!present())
        return;
    snprintf(path, sizeof path, "%s/device", pl_test_dir());
    CHECK_INT(symlink("/dev/zero", path), 0, "a device by another name");
    snprintf(url, sizeof url, "duckdbinit://%s", path);
    CHECK(!try_open(url, why, sizeof why), "no script");
    CHECK(access(path, F_OK) == 0, "a device stays");
    snprintf(url, sizeof url, "duckdbinit://%s", pl_test_dir());
    CHECK(!try_open(url, why, sizeof why), "no script");
    CHECK(access(pl_test_dir(), F_OK) == 0, "a directory stays");
}

/* ---- many rows */

static bool any_columns(void *ctx, const pl_column *columns, uint32_t n)
{
    (void)ctx, (void)columns;
    return n == 2;
}

static bool add_row(void *ctx, const pl_cell *cells)
{
    *(int64_t *)ctx += cells[0].i;
    return cells[1].tag == PL_CELL_TEXT;
}

TEST(ten_million_rows_are_streamed)
{
    if (!present())
        return;
    pl_db *db = open_memory();
    int64_t sum = 0;
    pl_row_sink sink = { any_columns, add_row, &sum };
    pl_db_error error = { 0 };
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    pl_db_query query = {
        .sql = PL_S("select i, 'some text that is longer ' || i as t from range(10000000) t(i)")
    };
    CHECK(pl_db_run(db, &query, &sink, &error, NULL), "all rows");
    getrusage(RUSAGE_SELF, &after);
    CHECK(sum == INT64_C(49999995000000), "sum");
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) /* these keep what was freed   \
                                                                     */
    CHECK(after.ru_maxrss - before.ru_maxrss < 64 * 1024, "memory");
#endif
    (void)before;
    pl_db_error_done(&error);
    pl_db_close(db);
}

TEST(a_missing_library_is_an_error_that_says_what_to_do)
{
    pl_db_error error = { 0 };
    pl_db_options options = { .url = { PL_S("duckdb://") } };
    pl_db *db = pl_db_open(&options, &error);
    pl_buf_byte(&error.text, 0);
    if (!db)
        CHECK(strstr(error.text.ptr, "cannot load the client library of DuckDB, 'libduckdb.so': "
                                     "install libduckdb.so of the "
                                     "npm package"),
              error.text.ptr);
    pl_db_error_done(&error);
    pl_db_close(db);
}
