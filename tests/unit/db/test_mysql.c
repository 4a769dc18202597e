/* MySQL: a private MariaDB server that this run starts. */
#include "db/my.h"
#include "unit/client.h"
#include "unit/db/result.h"
#include "unit/db/server.h"
#include "value/number.h"
#include <pthread.h>
#include <sys/resource.h>

static server maria;

static const char *url_of(const char *user, const char *rest)
{
    static char url[300];
    snprintf(url, sizeof url, "mysql://%s@tcp(127.0.0.1:%u)/%s", user, maria.port, rest);
    return url;
}

static pl_db *open_url(const char *url)
{
    char why[600];
    pl_db_error error = { 0 };
    pl_db_options options = { .url = { pl_str_cstr(url) } };
    pl_db *db = pl_db_open(&options, &error);
    snprintf(why, sizeof why, "%.*s", PL_FMT(error.text));
    pl_db_error_done(&error);
    CHECK(db, why);
    return db;
}

static pl_db *open_db(void)
{
    return open_url(url_of("root", "shop"));
}

static bool started(void)
{
    static int state; /* 0 not tried, 1 there, 2 not there */
    if (state)
        return state == 1;
    state = server_open_maria(&maria) ? 1 : 2;
    for (int i = 0; i < 1200 && state == 1; i++) {
        pl_db *db = open_url(url_of("root", "?multiStatements=true"));
        result r = { 0 };
        bool up = result_sql(&r, db,
                             "create database if not exists shop; create user 'locked'@'%' "
                             "identified by 'p@/w'; "
                             "grant select on shop.* to 'locked'@'%'")[0] != '!';
        char why[600];
        snprintf(why, sizeof why, "%s", r.text.ptr);
        result_done(&r);
        pl_db_close(db);
        if (up)
            return true;
        if (i == 1199)
            fail_msg("the server did not start: %s", why);
        usleep(50000);
    }
    return state == 1;
}

/* ---- types: of a plain statement and of a prepared one */

static const struct {
    const char *type, *value, *name, *leaf, *json, *text;
} types[] = {
    { "int", "-5", "INT", "-5", "\"-5\"", "-5" },
    { "bigint unsigned", "18446744073709551615", "UNSIGNED BIGINT", "18446744073709551615",
      "\"18446744073709551615\"", "18446744073709551615" },
    { "bigint", "-9223372036854775808", "BIGINT", "-9223372036854775808",
      "\"-9223372036854775808\"", "-9223372036854775808" },
    { "tinyint(1)", "1", "TINYINT", "1", "\"1\"", "1" },
    { "year", "2024", "YEAR", "2024", "\"2024\"", "2024" },
    { "decimal(10,2)", "12.50", "DECIMAL", "12.5", "\"12.5\"", "12.5" },
    { "float", "0.1", "FLOAT", "0.1", "\"0.1\"", "0.1" },
    { "double", "1e21", "DOUBLE", "1e+21", "\"1000000000000000000000\"", "1000000000000000000000" },
    { "double", "0.1", "DOUBLE", "0.1", "\"0.1\"", "0.1" },
    { "date", "'2024-02-29'", "DATE", "\"2024-02-29T00:00:00Z\"", "\"2024-02-29\"", "2024-02-29" },
    { "datetime(3)", "'2024-02-29 13:37:00.25'", "DATETIME", "\"2024-02-29T13:37:00.25Z\"",
      "\"2024-02-29T13:37:00Z\"", "2024-02-29T13:37:00Z" },
    { "timestamp null", "'2024-02-29 13:37:00'", "TIMESTAMP", "\"2024-02-29T13:37:00Z\"",
      "\"2024-02-29 13:37:00\"", "2024-02-29 13:37:00" },
    { "time", "'13:37:05'", "TIME", "\"0000-01-01T13:37:05Z\"", "\"0000-01-01 13:37:05\"",
      "0000-01-01 13:37:05" },
    { "time", "'-1:00:00'", "TIME", "null", "null", "" },
    { "varchar(20)", "'ünï <&>'", "VARCHAR", "\"ünï <&>\"", "\"ünï <&>\"", "ünï <&>" },
    { "char(3)", "'ab'", "CHAR", "\"ab\"", "\"ab\"", "ab" },
    { "text", "'long'", "TEXT", "\"long\"", "\"long\"", "long" },
    { "json", "'{\"b\": 1}'", "TEXT", "\"{\\\"b\\\": 1}\"", "\"{\\\"b\\\": 1}\"", "{\"b\": 1}" },
    { "enum('a','b')", "'b'", "ENUM", "\"b\"", "\"b\"", "b" },
    { "set('a','b')", "'a,b'", "SET", "\"a,b\"", "\"a,b\"", "a,b" },
    { "bit(4)", "b'0101'", "BIT", "\"BQ==\"", "\"\\u0005\"", "\005" },
    { "blob", "x'4100'", "BLOB", "\"A\\u0000\"", "\"A\\u0000\"", NULL },
    { "longblob", "x'41ff42'", "BLOB", "\"A\\ufffdB\"", "\"A\\ufffdB\"", NULL },
    { "date", "'0000-00-00'", "DATE", "null", "null", "" },
    { "datetime", "'0000-00-00 00:00:00'", "DATETIME", "null", "null", "" },
    { "varbinary(4)", "x'41'", "VARBINARY", "\"A\"", "\"A\"", "A" },
    { "int", "null", "INT", "null", "null", "" },
};

TEST(cells_have_the_recorded_forms)
{
    if (!started())
        return;
    pl_db *db = open_db();
    for (size_t i = 0; i < PL_COUNT(types); i++) {
        const char *const forms[] = { types[i].leaf, types[i].json, types[i].text };
        char sql[300], want[300];
        result r = { 0 };
        pl_value one = pl_value_int(1, PL_BITS_LITERAL);
        result_sql(&r, db, "drop table if exists t");
        snprintf(sql, sizeof sql, "create table t (c %s)", types[i].type);
        CHECK_STR(result_sql(&r, db, sql), "", sql);
        snprintf(sql, sizeof sql, "insert into t values (%s)", types[i].value);
        CHECK_STR(result_sql(&r, db, sql), "", sql);
        r.types = true;
        for (int form = 0; form < 3; form++) {
            if (!forms[form])
                continue;
            r.form = form;
            snprintf(want, sizeof want, "c %s: %s", types[i].name, forms[form]);
            CHECK_STR(result_sql(&r, db, "select c from t"), want, sql);
            pl_db_query query = { .sql = PL_S("select c from t where 1 = ?"),
                                  .args = &one,
                                  .n_args = 1 };
            CHECK_STR(result_of(&r, db, &query), want, sql);
        }
        result_done(&r);
    }
    pl_db_close(db);
}

static const struct {
    const char *what, *sql, *want;
} statements[] = {
    { "no row", "select 1 as a from dual where false", "a INT" },
    { "names twice", "select 1 as id, 2 as id", "id INT,id_yy18 INT: 1,2" },
    { "no columns", "create table if not exists gone (a int)", "" },
    { "blank", " ; ", "" },
    { "a comment", "-- nothing\n# at all\n/* here */", "" },
    { "missing table", "select * from nope",
      "! Error 1146 (42S02): Table 'shop.nope' doesn't exist" },
    { "two statements", "select 1; select 2",
      "! Error 1064 (42000): You have an error in your SQL syntax; check the manual that "
      "corresponds to your MariaDB "
      "server version for the right syntax to use near 'select 2' at line 1" },
    { "latin1 becomes UTF-8", "select _latin1 x'e4' as a", "a VARCHAR: \"ä\"" },
    { "a variable that there is not", "set nonsense = 1",
      "! Error 1193 (HY000): Unknown system variable 'nonsense'" },
    { "an error after rows",
      "select seq, if(seq < 5, 1, (select 1 union select 2)) as n from seq_1_to_9",
      "! Error 1242 (21000): Subquery returns more than 1 row" },
    { "after an error", "select 1 as a", "a INT: 1" },
};

TEST(statements_have_the_recorded_results)
{
    if (!started())
        return;
    pl_db *db = open_db();
    for (size_t i = 0; i < PL_COUNT(statements); i++) {
        result r = { .types = true };
        CHECK_STR(result_sql(&r, db, statements[i].sql), statements[i].want, statements[i].what);
        result_done(&r);
    }
    pl_db_close(db);
    result r = { 0 };
    db = open_url(url_of("root", "shop?multiStatements=true"));
    CHECK_STR(result_sql(&r, db, "select 1 as a; select 2 as b"), "a: 1",
              "the first result is shown");
    CHECK_STR(result_sql(&r, db, "select 3 as a"), "a: 3", "then the next");
    result_done(&r);
    pl_db_close(db);
}

TEST(arguments_are_bound_by_position)
{
    if (!started())
        return;
    pl_arena arena = { 0 };
    pl_db *db = open_db();
    result r = { .types = true };
    pl_value args[] = { pl_value_str(PL_S("it's")),
                        pl_value_int(7, PL_BITS_LITERAL),
                        pl_value_int(8, PL_BITS_DOUBLE),
                        pl_number_double(&arena, 1.5),
                        pl_value_bool(true),
                        pl_value_null(NULL) };
    pl_db_query query = { .sql = PL_S("select ? as a, ? as b, ? as c, ? as d, ? as e, ? as f"),
                          .args = args,
                          .n_args = 6 };
    CHECK_STR(result_of(&r, db, &query),
              "a CHAR,b BIGINT,c DOUBLE,d DOUBLE,e BIGINT,f NULL: \"it's\",7,8,1.5,1,null",
              "kinds");
    query.n_args = 5;
    CHECK_STR(result_of(&r, db, &query), "! sql: expected 6 arguments, got 5", "too few");
    pl_value list = pl_value_seq(&arena, PL_V_TUPLE, NULL, args, 1);
    query = (pl_db_query){ .sql = PL_S("select ?"), .args = &list, .n_args = 1 };
    CHECK_STR(result_of(&r, db, &query),
              "! sql: converting argument $1 type: unsupported type []string, a slice of string",
              "lists");
    query =
        (pl_db_query){ .sql = PL_S("select * from nope where a = ?"), .args = args, .n_args = 1 };
    CHECK_STR(result_of(&r, db, &query), "! Error 1146 (42S02): Table 'shop.nope' doesn't exist",
              "errors");
    result_done(&r);
    pl_arena_done(&arena);
    pl_db_close(db);
}

/* ---- the end comes early */

static int count(pl_db *db, const char *what);

/* Within a minute there are so many of them on the server. */
static void until_count(pl_db *db, const char *what, int wanted)
{
    for (int i = 0; i < 3000 && count(db, what) != wanted; i++)
        usleep(20000);
    CHECK_INT(count(db, what), wanted, what);
}

static int count(pl_db *db, const char *what)
{
    char sql[256];
    result r = { .form = RESULT_TEXT };
    snprintf(
        sql, sizeof sql,
        "select count(*) as n from information_schema.processlist where info like '%%%s%%' and "
        "id <> connection_id()",
        what);
    int n = atoi(result_sql(&r, db, sql) + 3);
    result_done(&r);
    return n;
}

TEST(a_deadline_ends_the_statement_on_the_server)
{
    if (!started())
        return;
    pl_db *db = open_db();
    result r = { 0 };
    pl_value one = pl_value_int(600, PL_BITS_LITERAL);
    pl_db_query query = { .sql = PL_S("select sleep(600), 'deadline'"),
                          .deadline = pl_clock_ns() + 300000000 };
    CHECK_STR(result_of(&r, db, &query), "! execution cancelled", "text");
    CHECK(r.timed_out, "the deadline");
    query = (pl_db_query){ .sql = PL_S("select sleep(?), 'deadline'"),
                           .deadline = pl_clock_ns() + 300000000,
                           .args = &one,
                           .n_args = 1 };
    CHECK_STR(result_of(&r, db, &query), "! execution cancelled", "prepared");
    CHECK(r.timed_out, "the deadline");
    until_count(db, "deadline", 0);
    CHECK_STR(result_until_late(&r, db, "select seq as a from seq_1_to_1000000000"),
              "! execution cancelled", "after rows");
    CHECK(r.timed_out && r.error.late, "after rows");
    CHECK_STR(result_sql(&r, db, "select 1 as a"), "a: 1", "others run");
    r.stop_at = 3;
    CHECK_STR(result_sql(&r, db, "select seq as a from seq_1_to_1000000000"), "! ",
              "the sink stops");
    r.stop_at = 0;
    CHECK_STR(result_sql(&r, db, "select 1 as a"), "a: 1", "others run");
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
    enum { N = 4 };
    if (!started())
        return;
    pl_db *db = open_db();
    pl_db_stop stop = { 0 };
    static worker w[N];
    for (int i = 0; i < N; i++) {
        w[i] = (worker){ .db = db, .stop = &stop, .sql = "select sleep(600), 'stopping'" };
        pthread_create(&w[i].thread, NULL, work, &w[i]);
    }
    until_count(db, "stopping", N);
    pl_db_stop_fire(&stop);
    for (int i = 0; i < N; i++) {
        pthread_join(w[i].thread, NULL);
        CHECK_STR(w[i].r.text.ptr, "! execution cancelled", "text");
        result_done(&w[i].r);
    }
    until_count(db, "stopping", 0);
    pl_db_close(db);
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
    return true;
}

TEST(a_million_rows_take_no_memory)
{
    if (!started())
        return;
    pl_db *db = open_db();
    pl_value one = pl_value_int(1, PL_BITS_LITERAL);
    pl_db_query queries[] = {
        { .sql = PL_S("select seq, concat('row ', seq) as t from seq_1_to_1000000") },
        { .sql = PL_S("select seq, concat('row ', seq) as t from seq_1_to_1000000 where 1 = ?"),
          .args = &one,
          .n_args = 1 },
    };
    for (size_t i = 0; i < PL_COUNT(queries); i++) {
        int64_t sum = 0;
        pl_row_sink sink = { any_columns, add_row, &sum };
        pl_db_error error = { 0 };
        struct rusage before, after;
        getrusage(RUSAGE_SELF, &before);
        CHECK(pl_db_run(db, &queries[i], &sink, &error, NULL), "all rows");
        getrusage(RUSAGE_SELF, &after);
        CHECK(sum == INT64_C(500000500000), "sum");
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) /* these keep what was freed   \
                                                                     */
        CHECK(after.ru_maxrss - before.ru_maxrss < 4 * 1024, "memory");
#endif
        (void)before;
        pl_db_error_done(&error);
    }
    pl_db_close(db);
}

/* ---- what is killed */

#define LONG                                                                                       \
    "select 1234567890, 1234567890, 1234567890, 1234567890, 1234567890, 1234567890, 1234567890"
#define LONGER LONG ", 1234567890, 1234567890, 1234567890"

static const struct {
    const char *what, *sql, *info;
    bool marks, part, want;
} shown[] = {
    { "the same", "select 1", "select 1", false, false, true },
    { "surrounded", "\n select 1 ;\n", "select 1", false, false, true },
    { "another", "select 1", "select 2", false, false, false },
    { "a longer one", "select 1", "select 1, 2", false, false, false },
    { "a shorter one", "select 1, 2", "select 1", false, false, false },
    { "nothing", "select 1", "", false, false, false },
    { "the begin of a long one", LONGER ", 1", LONGER, false, false, true },
    { "too little of it", LONGER, LONG, false, false, false },
    { "a value", "select ?, 'x'", "select 'a?b', 'x'", true, false, true },
    { "at the end", "select 'x', ?", "select 'x', 5", true, false, true },
    { "several", "select ? + ?, ?", "select 1 + 2, 3", true, false, true },
    { "alone", "?", "5", true, false, true },
    { "the marks themselves", "select ?, 'x'", "select ?, 'x'", true, false, true },
    { "another end", "select ?, 'x'", "select 1, 'x', 'y'", true, false, false },
    { "another begin", "select ?, 'x'", "delete 1, 'x'", true, false, false },
    { "a mark in a text", "select 'a?b'", "select 'a5b'", false, false, false },
    { "what the server cannot hold", "select '\xf0\x9f\x98\x80'", "select '?'", false, false,
      true },
    { "and yet another", "select '\xf0\x9f\x98\x80'", "delete '?'", false, false, false },
    { "one of several", "select 1; select sleep(9)", "select sleep(9)", false, true, true },
    { "none of several", "select 1; select sleep(9)", "select sleep(8)", false, true, false },
    { "several are one for others", "select 1; select 2", "select 2", false, false, false },
};

TEST(only_our_statement_is_killed)
{
    for (size_t i = 0; i < PL_COUNT(shown); i++)
        CHECK(pl_my__is_statement(pl_str_cstr(shown[i].sql), shown[i].marks, shown[i].part,
                                  pl_str_cstr(shown[i].info)) == shown[i].want,
              shown[i].what);
}

static const char *const killed[] = {
    "select sleep(600), 'over'",
    "  /* over */ select sleep(600) -- ;\n ;",
    "select sleep(600), 'over \xc3\xbc \xf0\x9f\x98\x80 ?'",
    "select 1 as a; select sleep(600), 'over'; select 2",
};

TEST(whatever_is_ours_is_killed)
{
    if (!started())
        return;
    pl_db *db = open_url(url_of("root", "shop?multiStatements=true"));
    for (size_t i = 0; i < PL_COUNT(killed); i++) {
        result r = { 0 };
        pl_db_query query = { .sql = pl_str_cstr(killed[i]),
                              .deadline = pl_clock_ns() + 300000000 };
        CHECK_STR(result_of(&r, db, &query), "! execution cancelled", killed[i]);
        until_count(db, "over", 0);
        result_done(&r);
    }
    pl_db_close(db);
}

/* ---- connecting */

static const struct {
    const char *what, *user, *rest, *want;
} refused[] = {
    { "wrong password", "locked:no", "shop",
      "! Error 1045 (28000): Access denied for user 'locked'@'localhost' (using password: YES)" },
    { "a password with everything", "locked:p@/w", "shop", "a: 1" },
    { "database not allowed", "locked:p@/w", "mysql",
      "! Error 1044 (42000): Access denied for user 'locked'@'%' to database 'mysql'" },
    { "unknown database", "root", "nope", "! Error 1049 (42000): Unknown database 'nope'" },
    { "unknown variable", "root", "shop?foo=bar",
      "! Error 1193 (HY000): Unknown system variable 'foo'" },
    { "a variable", "root", "shop?sql_mode=%27ANSI%27&max_allowed_packet=0", NULL },
    { "TLS wanted", "root", "shop?tls=true", "! TLS requested but server does not support TLS" },
    { "a database in percent", "root", "sh%6fp", "a: 1" },
    { "no user of that name", "nobody:x", "shop",
      "! Error 1045 (28000): Access denied for user 'nobody'@'localhost' (using password: YES)" },
};

TEST(refused_connections_say_why)
{
    if (!started())
        return;
    for (size_t i = 0; i < PL_COUNT(refused); i++) {
        pl_db *db = open_url(url_of(refused[i].user, refused[i].rest));
        result r = { 0 };
        const char *got = result_sql(&r, db, "select 1 as a");
        if (refused[i].want)
            CHECK_STR(got, refused[i].want, refused[i].what);
        result_done(&r);
        pl_db_close(db);
    }
}

TEST(parameters_change_results)
{
    if (!started())
        return;
    result r = { 0 };
    pl_db *db = open_url(url_of("root", "shop?loc=Asia%2FTokyo&sql_mode=%27ANSI%27"));
    CHECK_STR(result_sql(&r, db, "select timestamp '2024-01-02 03:04:05' as \"t\""),
              "t: \"2024-01-02T03:04:05+09:00\"", "zone and variable");
    pl_db_close(db);
    db = open_url(url_of("root", "shop?loc=America%2FNew_York"));
    CHECK_STR(
        result_sql(
            &r, db,
            "select timestamp '2024-07-02 03:04:05' as t, timestamp '2024-01-02 03:04:05' as u"),
        "t,u: \"2024-07-02T03:04:05-04:00\",\"2024-01-02T03:04:05-05:00\"", "summer time");
    pl_db_close(db);
    db = open_url(url_of("root", "shop?readTimeout=300ms"));
    CHECK_STR(result_sql(&r, db, "select sleep(5)"), "! invalid connection", "read timeout");
    pl_db_close(db);
    db = open_url(url_of("root", "shop?collation=utf8mb4_bin"));
    CHECK_STR(result_sql(&r, db, "select @@collation_connection as c"), "c: \"utf8mb4_bin\"",
              "collation");
    pl_db_close(db);
    char url[600];
    snprintf(url, sizeof url, "mysql://root@unix(%s/sock)/shop", maria.dir);
    db = open_url(url);
    CHECK_STR(result_sql(&r, db, "select 1 as a"), "a: 1", "socket");
    pl_db_close(db);
    result_done(&r);
}

TEST(unreachable_servers_say_why)
{
    static const struct {
        const char *url, *want;
    } rows[] = {
        { "mysql://u:p@tcp(127.0.0.1:1)/d", "! dial tcp 127.0.0.1:1: connect: connection refused" },
        { "mysql://u@unix(/nowhere/s)/d",
          "! dial unix /nowhere/s: connect: no such file or directory" },
    };
    if (client_missing("libmariadb.so.3"))
        return;
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_db *db = open_url(rows[i].url);
        result r = { 0 };
        CHECK_STR(result_sql(&r, db, "select 1"), rows[i].want, rows[i].url);
        result_done(&r);
        pl_db_close(db);
    }
    pl_db *db = open_url("mysql://u@tcp(no-such-host.invalid)/d");
    result r = { 0 };
    CHECK(strstr(result_sql(&r, db, "select 1"), "! dial tcp: lookup no-such-host.invalid on ") ==
              r.text.ptr,
          r.text.ptr);
    result_done(&r);
    pl_db_close(db);
}

/* ---- the server goes away */

static void kill_at_row(void *ctx, uint32_t row)
{
    pl_db *other = ctx;
    result r = { .form = RESULT_TEXT };
    char sql[64];
    if (row != 2)
        return;
    result_sql(&r, other,
               "select id from information_schema.processlist where info like '%seq_1_to_5000000%' "
               "and id <> connection_id()");
    snprintf(sql, sizeof sql, "kill %d", atoi(r.text.ptr + 4));
    CHECK_STR(result_sql(&r, other, sql), "", sql);
    result_done(&r);
}

TEST(a_connection_that_is_lost_fails_its_query_only)
{
    if (!started())
        return;
    pl_db *db = open_db(), *other = open_db();
    result r = { .on_row = kill_at_row, .ctx = other };
    result_sql(&r, db, "select seq, repeat('x', 100) as t from seq_1_to_5000000");
    CHECK(r.text.ptr[0] == '!' && r.error.late, r.text.ptr);
    r.on_row = NULL;
    CHECK_STR(result_sql(&r, db, "select 1 as a"), "a: 1", "another connection");
    result_done(&r);
    pl_db_close(other);
    pl_db_close(db);
}

/* ---- the last one: kill the server itself, and start it again */

TEST(z_a_server_that_dies_fails_what_runs)
{
    if (!started())
        return;
    pl_db *db = open_db(), *other = open_db();
    static worker w;
    result r = { 0 };
    w = (worker){ .db = db, .sql = "select sleep(600), 'dying'" };
    pthread_create(&w.thread, NULL, work, &w);
    until_count(other, "dying", 1);
    server_stop(&maria, SIGKILL);
    pthread_join(w.thread, NULL);
    CHECK_STR(w.r.text.ptr, "! invalid connection", "text");
    CHECK(w.r.error.end == PL_DB_LOST, "lost");
    result_done(&w.r);
    CHECK(strstr(result_sql(&r, db, "select 1 as a"), "connection refused"), r.text.ptr);
    server_start_maria(&maria);
    for (int i = 0; i < 1200 && result_sql(&r, db, "select 1 as a")[0] == '!'; i++) {
        usleep(50000);
        server_keep(&maria, server_start_maria);
    }
    CHECK_STR(r.text.ptr, "a: 1", "the same pool reaches the server that is there again");
    CHECK_STR(result_sql(&r, other, "select 2 as a"), "a: 2", "others as well");
    result_done(&r);
    pl_db_close(other);
    pl_db_close(db);
}
