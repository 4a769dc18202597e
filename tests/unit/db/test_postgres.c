/* PostgreSQL: a private cluster that this run starts. */
#include "unit/db/pg.h"
#include "value/number.h"
#include <pthread.h>
#include <sys/resource.h>

/* ---- types: a literal, its name, and its forms */

static const struct {
    const char *sql, *type, *leaf, *json, *text, *dimension;
} types[] = {
    { "true", "BOOL", "true", "true", "true", "true" },
    { "32767::int2", "INT2", "32767", "32767", "32767", "32767" },
    { "'-9223372036854775808'::int8", "INT8", "-9223372036854775808", "-9223372036854775808",
      "-9223372036854775808", "-9223372036854775808" },
    { "42::oid", "OID", "42", "\"42\"", "42", "42" },
    { "'5'::xid", "XID", "5", "\"5\"", "5", "5" },
    { "0.1::float4", "FLOAT4", "0.10000000149011612", "0.10000000149011612", "0.10000000149011612",
      "0.10000000149011612" },
    { "1e21::float8", "FLOAT8", "1e+21", "1e+21", "1000000000000000000000",
      "1000000000000000000000" },
    { "'NaN'::float8", "FLOAT8", "null", "null", "NaN", "NaN" },
    { "'-Infinity'::float8", "FLOAT8", "null", "null", "-Inf", "-Inf" },
    { "12.50::numeric", "NUMERIC", "\"12.50\"", "\"12.50\"", "12.50", "12.50" },
    { "'abc'::char(5)", "BPCHAR", "\"abc  \"", "\"abc  \"", "abc  ", "abc  " },
    { "'q'::\"char\"", "CHAR", "\"q\"", "\"q\"", "q", "q" },
    { "'5.5'::money", "790", "\"$5.50\"", "\"$5.50\"", "$5.50", "$5.50" },
    { "'\\x00ff41'::bytea", "BYTEA", "\"AP9B\"", "\"\\u0000\\ufffdA\"", NULL, NULL },
    { "'<a/>'::xml", "XML", "\"PGEvPg==\"", "\"<a/>\"", "<a/>", "<a/>" },
    { "date '2024-02-29'", "DATE", "\"2024-02-29T00:00:00Z\"", "\"2024-02-29\"", "2024-02-29",
      "2024-02-29T00:00:00Z" },
    { "date 'infinity'", "DATE", "\"infinity\"", "\"infinity\"", "infinity", "infinity" },
    { "date '0044-03-15 BC'", "DATE", "\"-0043-03-15T00:00:00Z\"", "\"-0043-03-15\"", "-0043-03-15",
      "-0043-03-15T00:00:00Z" },
    { "timestamp '2024-02-29 13:37:00.25'", "TIMESTAMP", "\"2024-02-29T13:37:00.25Z\"",
      "\"2024-02-29 13:37:00\"", "2024-02-29 13:37:00", "2024-02-29T13:37:00Z" },
    { "timestamptz '2024-07-01 13:37:00.25+02'", "TIMESTAMPTZ", "\"2024-07-01T11:37:00.25Z\"",
      "\"2024-07-01T11:37:00Z\"", "2024-07-01T11:37:00Z", "2024-07-01T11:37:00Z" },
    { "time '13:37'", "TIME", "\"13:37:00\"", "\"13:37:00\"", "13:37:00", "13:37:00" },
    { "timetz '13:37+02'", "1266", "\"13:37:00+02\"", "\"13:37:00+02\"", "13:37:00+02",
      "13:37:00+02" },
    { "interval '1 day 2 hours'", "INTERVAL", "\"1 day 02:00:00\"", "\"1 day 02:00:00\"",
      "1 day 02:00:00", "1 day 02:00:00" },
    { "'{\"b\": 1, \"a\": [1, 2.50, null, \"<x>\"]}'::json", "JSON",
      "{\"a\":[1,2.5,null,\"<x>\"],\"b\":1}", "{\"a\":[1,2.5,null,\"<x>\"],\"b\":1}",
      "{\"a\":[1,2.5,null,\"\\u003cx\\u003e\"],\"b\":1}", "map[a:[1 2.5 <nil> <x>] b:1]" },
    { "'{\"a\": 1, \"a\": {\"c\": [], \"b\": {}}}'::json", "JSON", "{\"a\":{\"b\":{},\"c\":[]}}",
      "{\"a\":{\"b\":{},\"c\":[]}}", "{\"a\":{\"b\":{},\"c\":[]}}", "map[a:map[b:map[] c:[]]]" },
    { "'\"s\"'::jsonb", "JSONB", "\"s\"", "\"s\"", "\"s\"", "s" },
    { "'null'::jsonb", "JSONB", "null", "null", "null", "<nil>" },
    { "'1e6'::jsonb", "JSONB", "1000000", "1000000", "1000000", "1000000" },
    { "'1e999'::jsonb", "JSONB", "null", "null", "", "<nil>" },
    { "array[1, null, 3]", "_INT4", "\"{1,NULL,3}\"", "\"{1,NULL,3}\"", "{1,NULL,3}",
      "{1,NULL,3}" },
    { "array['7'::xid8]", "_XID8", "\"{7}\"", "\"{7}\"", "{7}", "{7}" },
    { "inet '10.0.0.1/24'", "INET", "\"10.0.0.1/24\"", "\"10.0.0.1/24\"", "10.0.0.1/24",
      "10.0.0.1/24" },
    { "int4range(1, 5)", "INT4RANGE", "\"[1,5)\"", "\"[1,5)\"", "[1,5)", "[1,5)" },
    { "row(1, 'x')", "RECORD", "\"(1,x)\"", "\"(1,x)\"", "(1,x)", "(1,x)" },
    { "pg_sleep(0)", "2278", "\"\"", "\"\"", "", "" },
    { "null", "TEXT", "null", "null", "", "<nil>" },
};

TEST(cells_have_the_recorded_forms)
{
    if (!started())
        return;
    pl_db *db = open_db();
    setenv("TZ", "UTC", 1);
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
    { "no row", "select 1 as a where false", "a INT4" },
    { "names twice", "select 1 as id, 'x' as id", "id INT4,id_yy18 TEXT: 1,\"x\"" },
    { "no name", "select 1", "?column? INT4: 1" },
    { "no columns", "create table gone (a int)", "" },
    { "columns of nothing", "select from gone", "" },
    { "a row without columns", "select", ": " },
    { "blank", "   ", "" },
    { "a comment", "-- nothing", "" },
    { "returning", "insert into gone values (7) returning a", "a INT4: 7" },
    { "missing table", "select * from nope",
      "! relation \"nope\" does not exist (SQLSTATE 42P01)" },
    { "syntax", "selec 1", "! syntax error at or near \"selec\" (SQLSTATE 42601)" },
    { "two statements", "select 1; select 2",
      "! cannot insert multiple commands into a prepared statement (SQLSTATE 42601)" },
    { "division", "select 1/0", "! division by zero (SQLSTATE 22012)" },
    { "no argument", "select $1::int", "! expected 1 arguments, got 0" },
    { "a dollar in text", "select '$1' as a", "a TEXT: \"$1\"" },
    { "copy out", "copy gone to stdout", "! cannot run COPY with the client as its other end" },
    { "copy in", "copy gone from stdin", "! cannot run COPY with the client as its other end" },
    { "after a copy", "select 1 as a", "a INT4: 1" },
    { "a statement cancelled by others", "select pg_cancel_backend(pg_backend_pid()), pg_sleep(1)",
      "! execution cancelled" },
    { "not valid UTF-8", "select convert_from('\\xff', 'UTF8')",
      "! invalid byte sequence for encoding \"UTF8\": 0xff (SQLSTATE 22021)" },
    { "permission", "copy gone to '/nowhere/x'",
      "! could not open file \"/nowhere/x\" for writing: No such file or directory (SQLSTATE "
      "58P01)" },
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
}

/* ---- arguments (server.md 8.5.1) */

enum { S, N, B, TEXTS, NUMBERS, BOOLS, MIXED, NESTED, EMPTY, MAP };

static pl_value text(const char *s)
{
    return pl_value_str(pl_str_cstr(s));
}

static pl_value number(pl_arena *arena, double d)
{
    return d == (double)(int64_t)d ? pl_value_int((int64_t)d, PL_BITS_LITERAL)
                                   : pl_number_double(arena, d);
}

static pl_value list(pl_arena *arena, uint32_t n, const pl_value *at)
{
    return pl_value_seq(arena, PL_V_TUPLE, NULL, at, n);
}

static pl_value argument(pl_arena *arena, int kind, const char *s, double d)
{
    pl_value a = text("a"), one = number(arena, 1), two = number(arena, 2),
             yes = pl_value_bool(true);
    pl_value ones = list(arena, 1, &one), twos = list(arena, 1, &two);
    switch (kind) {
    case S: return text(s);
    case N: return number(arena, d);
    case B: return yes;
    case TEXTS: return list(arena, 2, (pl_value[]){ text("1"), text("2") });
    case NUMBERS: return list(arena, 2, (pl_value[]){ one, two });
    case BOOLS: return list(arena, 1, &yes);
    case MIXED: return list(arena, 2, (pl_value[]){ a, one });
    case NESTED: return list(arena, 2, (pl_value[]){ ones, twos });
    case EMPTY: return list(arena, 0, NULL);
    default:
        return pl_value_members(
            arena, PL_V_OBJECT, NULL,
            (pl_member[]){ { PL_S("b"), one }, { PL_S("a"), list(arena, 1, &a) } }, 2);
    }
}

static const struct {
    const char *type;
    int kind;
    const char *s;
    double d;
    const char *want;
} args[] = {
    { "int4", S, "12", 0, "12" },
    { "int4", N, "", 1.5, "1" },
    { "int4", N, "", -1.9, "-1" },
    { "int4", S, "abc", 0, "! invalid input syntax for type integer: \"abc\" (SQLSTATE 22P02)" },
    { "int4", B, "", 0,
      "! failed to encode args[0]: unable to encode true into binary format for int4 (OID 23): "
      "cannot find "
      "encode plan" },
    { "int4", N, "", 2147483648.0,
      "! failed to encode args[0]: unable to encode 2.147483648e+09 into binary format for int4 "
      "(OID 23): "
      "2147483648 is greater than maximum value for int4" },
    { "int2", N, "", -70000,
      "! failed to encode args[0]: unable to encode -70000 into binary format for int2 (OID 21): "
      "-70000 is less "
      "than minimum value for int2" },
    { "int8", N, "", 1e30,
      "! failed to encode args[0]: unable to encode 1e+30 into binary format for int8 (OID 20): "
      "1000000000000000019884624838656.000000 is greater than maximum value for int64" },
    { "int8", N, "", 9007199254740993.0, "9007199254740992" },
    { "oid", N, "", 7, "7" },
    { "numeric", N, "", 1.5, "1.5" },
    { "float8", N, "", 1e30, "1e+30" },
    { "numeric", B, "", 0,
      "! failed to encode args[0]: unable to encode true into binary format for numeric (OID "
      "1700): cannot find "
      "encode plan" },
    { "bool", S, "yes", 0, "true" },
    { "bool", B, "", 0, "true" },
    { "bool", N, "", 1,
      "! failed to encode args[0]: unable to encode 1 into binary format for bool (OID 16): cannot "
      "find encode "
      "plan" },
    { "text", S, "it's", 0, "it's" },
    { "text", N, "", 7,
      "! failed to encode args[0]: unable to encode 7 into text format for text (OID 25): cannot "
      "find encode "
      "plan" },
    { "text", N, "", 1e-5,
      "! failed to encode args[0]: unable to encode 1e-05 into text format for text (OID 25): "
      "cannot find encode "
      "plan" },
    { "varchar", TEXTS, "", 0,
      "! failed to encode args[0]: unable to encode []string{\"1\", \"2\"} into text format for "
      "varchar (OID "
      "1043): cannot find encode plan" },
    { "char(3)", NUMBERS, "", 0,
      "! failed to encode args[0]: unable to encode []float64{1, 2} into text format for bpchar "
      "(OID 1042): "
      "cannot find encode plan" },
    { "name", BOOLS, "", 0,
      "! failed to encode args[0]: unable to encode []bool{true} into text format for name (OID "
      "19): cannot find "
      "encode plan" },
    { "text", MIXED, "", 0,
      "! failed to encode args[0]: unable to encode []interface {}{\"a\", 1} into text format for "
      "text (OID 25): "
      "cannot find encode plan" },
    { "text", NESTED, "", 0,
      "! failed to encode args[0]: unable to encode [][]interface {}{[]interface {}{1}, "
      "[]interface {}{2}} into "
      "text format for text (OID 25): cannot find encode plan" },
    { "text", EMPTY, "", 0,
      "! failed to encode args[0]: unable to encode []string{} into text format for text (OID 25): "
      "cannot find "
      "encode plan" },
    { "text", MAP, "", 0,
      "! failed to encode args[0]: unable to encode map[string]interface {}{\"a\":[]interface "
      "{}{\"a\"}, \"b\":1} "
      "into text format for text (OID 25): cannot find encode plan" },
    { "jsonb", S, "abc", 0, "! invalid input syntax for type json (SQLSTATE 22P02)" },
    { "jsonb", S, "12", 0, "12" },
    { "jsonb", N, "", 1.5, "1.5" },
    { "jsonb", B, "", 0, "true" },
    { "jsonb", MIXED, "", 0, "[\"a\",1]" },
    { "jsonb", MAP, "", 0, "{\"a\":[\"a\"],\"b\":1}" },
    { "uuid", N, "", 1,
      "! failed to encode args[0]: unable to encode 1 into binary format for uuid (OID 2950): "
      "cannot find encode "
      "plan" },
    { "\"char\"", N, "", 1,
      "! failed to encode args[0]: unable to encode 1 into binary format for char (OID 18): cannot "
      "find encode "
      "plan" },
    { "date", S, "12", 0, "! invalid input syntax for type date: \"12\" (SQLSTATE 22007)" },
    { "interval", S, "12", 0, "00:00:12" },
    { "bytea", S, "\\x00ff", 0, "AP8=" },
    { "mood", S, "busy", 0, "busy" },
    { "mood", N, "", 5, "! invalid input value for enum mood: \"5\" (SQLSTATE 22P02)" },
    { "mood", B, "", 0, "! invalid input value for enum mood: \"t\" (SQLSTATE 22P02)" },
    { "int4[]", S, "{1,2}", 0, "{1,2}" },
    { "int4[]", S, "abc", 0, "! malformed array literal: \"abc\" (SQLSTATE 22P02)" },
    { "int4[]", TEXTS, "", 0, "{1,2}" },
    { "int4[]", NUMBERS, "", 0, "{1,2}" },
    { "int4[]", NESTED, "", 0, "{{1},{2}}" },
    { "int4[]", EMPTY, "", 0, "{}" },
    { "int4[]", BOOLS, "", 0,
      "! failed to encode args[0]: unable to encode []bool{true} into binary format for _int4 (OID "
      "1007): cannot "
      "find encode plan" },
    { "text[]", NUMBERS, "", 0,
      "! failed to encode args[0]: unable to encode []float64{1, 2} into binary format for _text "
      "(OID 1009): "
      "cannot find encode plan" },
    { "text[]", MIXED, "", 0,
      "! failed to encode args[0]: unable to encode []interface {}{\"a\", 1} into binary format "
      "for _text (OID "
      "1009): unable to encode 1" },
    { "text[]", N, "", 7,
      "! failed to encode args[0]: unable to encode 7 into binary format for _text (OID 1009): "
      "cannot find encode "
      "plan" },
    { "jsonb[]", MIXED, "", 0, "! invalid input syntax for type json (SQLSTATE 22P02)" },
};

TEST(arguments_are_encoded_for_the_type_of_the_parameter)
{
    if (!started())
        return;
    pl_db *db = open_db();
    pl_arena arena = { 0 };
    for (size_t i = 0; i < PL_COUNT(args); i++) {
        char sql[128], got[600];
        result r = { 0 };
        pl_value v = argument(&arena, args[i].kind, args[i].s, args[i].d);
        snprintf(sql, sizeof sql, "select $1::%s as c", args[i].type);
        pl_db_query query = { .sql = pl_str_cstr(sql), .args = &v, .n_args = 1 };
        const char *line = result_of(&r, db, &query);
        snprintf(got, sizeof got, "%s", strncmp(line, "c: ", 3) ? line : line + 3);
        size_t n = strlen(got);
        if (got[0] == '"') {
            memmove(got, got + 1, n);
            got[n - 2] = 0;
        }
        CHECK_STR(got, args[i].want, sql);
        result_done(&r);
    }
    pl_arena_done(&arena);
    pl_db_close(db);
}

TEST(arguments_are_counted)
{
    if (!started())
        return;
    pl_db *db = open_db();
    result r = { 0 };
    pl_value two[] = { text("x"), text("y") };
    pl_db_query query = { .sql = PL_S("select $1::text as a"), .args = two, .n_args = 2 };
    CHECK_STR(result_of(&r, db, &query), "! expected 1 arguments, got 2", "two for one");
    query.sql = PL_S("select $2::text as a, $1::text as b");
    CHECK_STR(result_of(&r, db, &query), "a,b: \"y\",\"x\"", "by number");
    result_done(&r);
    pl_db_close(db);
}

static const struct {
    const char *what, *sql, *arg, *want;
} pipelined[] = {
    { "rows", "select g, $1::text as t from generate_series(1, 3) g", "x",
      "g,t: 1,\"x\"; 2,\"x\"; 3,\"x\"" },
    { "no rows", "select $1::text as t where false", "x", "t" },
    { "no columns",
      "create table if not exists deferred (a int primary key, b int references "
      "deferred deferrable initially deferred)",
      NULL, "" },
    { "written", "insert into deferred values ($1, $1)", "1", "" },
    { "what fails when it is committed", "insert into deferred values ($1, 7)", "2",
      "! insert or update on table \"deferred\" violates foreign key constraint "
      "\"deferred_b_fkey\" (SQLSTATE 23503)" },
    { "nothing of it is left", "select * from deferred where a >= $1", "1", "a,b: 1,1" },
    { "a missing table", "select $1::text from nope", "x",
      "! relation \"nope\" does not exist (SQLSTATE 42P01)" },
    { "a value that the server refuses", "select $1::int as a", "x",
      "! invalid input syntax for type integer: \"x\" (SQLSTATE 22P02)" },
    { "late", "select 1 / (2 - g), $1::text from generate_series(1, 3) g", "x",
      "! division by zero (SQLSTATE 22012)" },
    { "copy out", "copy (select '$1') to stdout", NULL,
      "! cannot run COPY with the client as its other end" },
    { "copy in", "copy deferred from stdin with (delimiter '$')", NULL,
      "! cannot run COPY with the client as its other end" },
    { "cancelled by others", "select pg_cancel_backend(pg_backend_pid()), pg_sleep(1), $1::text",
      "x", "! execution cancelled" },
    { "the connection goes on", "select $1::text as a", "y", "a: \"y\"" },
};

TEST(statements_with_arguments_leave_the_connection_as_it_was)
{
    if (!started())
        return;
    pl_db *db = open_db();
    for (size_t i = 0; i < PL_COUNT(pipelined); i++) {
        result r = { 0 };
        pl_value v = text(pipelined[i].arg ? pipelined[i].arg : "");
        pl_db_query query = { .sql = pl_str_cstr(pipelined[i].sql),
                              .args = &v,
                              .n_args = pipelined[i].arg != NULL };
        CHECK_STR(result_of(&r, db, &query), pipelined[i].want, pipelined[i].what);
        result_done(&r);
    }
    pl_db_close(db);
}

/* ---- the end comes early */

static int count(pl_db *db, const char *what)
{
    char sql[256];
    result r = { .form = RESULT_TEXT };
    snprintf(
        sql, sizeof sql,
        "select count(*) as n from pg_stat_activity where query like '%%%s%%' and state = 'active' "
        "and pid <> pg_backend_pid()",
        what);
    int n = atoi(result_sql(&r, db, sql) + 3);
    result_done(&r);
    return n;
}

/* Within a minute there are so many of them on the server. */
static void until_count(pl_db *db, const char *what, int wanted)
{
    for (int i = 0; i < 3000 && count(db, what) != wanted; i++)
        usleep(20000);
    CHECK_INT(count(db, what), wanted, what);
}

TEST(a_deadline_ends_the_statement_on_the_server)
{
    if (!started())
        return;
    pl_db *db = open_db();
    result r = { 0 };
    pl_db_query query = { .sql = PL_S("select pg_sleep(600), 'deadline'"),
                          .deadline = pl_clock_ns() + 200000000 };
    CHECK_STR(result_of(&r, db, &query), "! execution cancelled", "text");
    CHECK(r.timed_out, "the deadline");
    until_count(db, "deadline", 0);
    CHECK_STR(result_until_late(&r, db, "select generate_series(1, 1000000000) as a"),
              "! execution cancelled", "after rows");
    CHECK(r.timed_out && r.error.late, "after rows");
    pl_value v = text("deadline");
    query = (pl_db_query){ .sql = PL_S("select pg_sleep(600), $1::text"),
                           .args = &v,
                           .n_args = 1,
                           .deadline = pl_clock_ns() + 200000000 };
    CHECK_STR(result_of(&r, db, &query), "! execution cancelled", "with an argument");
    CHECK(r.timed_out, "with an argument");
    until_count(db, "pg_sleep(600), $1", 0);
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
    enum { N_WORKERS = 6 };
    if (!started())
        return;
    pl_db *db = open_db();
    pl_db_stop stop = { 0 };
    static worker w[N_WORKERS];
    for (int i = 0; i < N_WORKERS; i++) {
        w[i] = (worker){ .db = db, .stop = &stop, .sql = "select pg_sleep(600), 'stopping'" };
        pthread_create(&w[i].thread, NULL, work, &w[i]);
    }
    until_count(db, "stopping", N_WORKERS);
    pl_db_stop_fire(&stop);
    for (int i = 0; i < N_WORKERS; i++) {
        pthread_join(w[i].thread, NULL);
        CHECK_STR(w[i].r.text.ptr, "! execution cancelled", "text");
        result_done(&w[i].r);
    }
    until_count(db, "stopping", 0);
    pl_db_close(db);
}

TEST(a_sink_stops_a_statement)
{
    if (!started())
        return;
    pl_db *db = open_db();
    result r = { .stop_at = 3 };
    CHECK_STR(result_sql(&r, db, "select generate_series(1, 100000000) as a"), "! ", "text");
    CHECK(r.error.end == PL_DB_STOPPED && r.rows == 3, "stopped");
    pl_value v = text("x");
    pl_db_query query = { .sql = PL_S("select generate_series(1, 100000000), $1::text"),
                          .args = &v,
                          .n_args = 1 };
    CHECK_STR(result_of(&r, db, &query), "! ", "with an argument");
    CHECK(r.error.end == PL_DB_STOPPED && r.rows == 3, "stopped");
    r.stop_at = 0;
    CHECK_STR(result_sql(&r, db, "select 1 as a"), "a: 1", "others run");
    result_done(&r);
    pl_db_close(db);
}

/* ---- many rows */

typedef struct counting {
    uint64_t rows;
    int64_t sum;
} counting;

static bool count_columns(void *ctx, const pl_column *columns, uint32_t n)
{
    (void)ctx, (void)columns;
    return n == 2;
}

static bool count_row(void *ctx, const pl_cell *cells)
{
    counting *c = ctx;
    c->rows++;
    c->sum += cells[0].i;
    return true;
}

TEST(a_million_rows_take_no_memory)
{
    if (!started())
        return;
    pl_db *db = open_db();
    counting c = { 0 };
    pl_row_sink sink = { count_columns, count_row, &c };
    pl_db_error error = { 0 };
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    pl_db_query query = {
        .sql = PL_S(
            "select g as a, jsonb_build_object('g', g) as j from generate_series(1, 1000000) g")
    };
    CHECK(pl_db_run(db, &query, &sink, &error, NULL), "all rows");
    getrusage(RUSAGE_SELF, &after);
    CHECK(c.rows == 1000000 && c.sum == INT64_C(500000500000), "sum");
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) /* these keep what was freed   \
                                                                     */
    CHECK(after.ru_maxrss - before.ru_maxrss < 4 * 1024, "memory");
#endif
    (void)before;
    pl_db_error_done(&error);
    pl_db_close(db);
}

/* ---- the server goes away */

static void kill_at_row(void *ctx, uint32_t row)
{
    char sql[128];
    pl_db *other = ctx;
    if (row != 2)
        return;
    result r = { 0 };
    snprintf(sql, sizeof sql,
             "select count(pg_terminate_backend(pid)) from pg_stat_activity where query like "
             "'%%%s%%' and "
             "pid <> pg_backend_pid()",
             "pg_sleep(0.0001");
    result_sql(&r, other, sql);
    result_done(&r);
}

TEST(a_connection_that_is_lost_fails_its_query_only)
{
    if (!started())
        return;
    pl_db *db = open_db(), *other = open_db();
    result r = { .on_row = kill_at_row, .ctx = other };
    const char *got =
        result_sql(&r, db, "select g, pg_sleep(0.0001) from generate_series(1, 100000) g");
    CHECK_STR(got, "! FATAL: terminating connection due to administrator command (SQLSTATE 57P01)",
              "text");
    CHECK(r.error.late && r.error.end == PL_DB_LOST, "late");
    r.on_row = NULL;
    CHECK_STR(result_sql(&r, db, "select 1 as a"), "a: 1", "another connection");
    result_sql(&r, other,
               "select pg_terminate_backend(pid) from pg_stat_activity where backend_type = "
               "'client backend' and pid <> pg_backend_pid()");
    for (int i = 0; i < 3000; i++) { /* they say so before they are gone */
        const char *left = "select count(*) as n from pg_stat_activity where backend_type = "
                           "'client backend' and pid <> pg_backend_pid()";
        if (strstr(result_sql(&r, other, left), ": 0"))
            break;
        usleep(20000);
    }
    CHECK_STR(result_sql(&r, db, "select 2 as a"), "a: 2", "lost while idle");
    result_done(&r);
    pl_db_close(other);
    pl_db_close(db);
}

TEST(a_pool_that_only_reads_changes_nothing)
{
    static const char *const writes[] = { "create table readers (i int)", "create role r",
                                          "set transaction read write" };
    if (!started())
        return;
    pl_db_error error = { 0 };
    result r = { .form = RESULT_LEAF };
    pl_db_options options = { .url = { pl_str_cstr(url_of("golden", "postgres")) },
                              .read_only = true };
    pl_db *db = pl_db_open(&options, &error);
    CHECK(db, "open");
    result_sql(&r, db, "commit");
    for (size_t i = 0; i < PL_COUNT(writes); i++)
        result_sql(&r, db, writes[i]);
    CHECK_STR(result_sql(&r, db, "create table readers (i int)"),
              "! cannot execute CREATE TABLE in a read-only transaction (SQLSTATE 25006)", "why");
    CHECK_STR(result_sql(&r, db, "select $1::int + 1 as n, 2 as m"),
              "! expected 1 arguments, got 0", "an error leaves the connection in order");
    CHECK_STR(result_sql(&r, db, "select 2 as m"), "m: 2", "it reads");
    pl_db_close(db);
    pl_db_error_done(&error);
    result_done(&r);
}

/* ---- search path */

TEST(the_search_path_is_set_on_each_connection)
{
    if (!started())
        return;
    static const struct {
        const char *what;
        pl_str path[2];
        uint32_t n;
        bool prefix;
        const char *want;
    } rows[] = {
        { "replaced",
          { { "archive", 7 }, { " public ", 8 } },
          2,
          false,
          "search_path: \"archive, public\"" },
        { "prefixed",
          { { "archive", 7 } },
          1,
          true,
          "search_path: \"archive, \\\"$user\\\", public\"" },
        { "odd",
          { { "has-dash", 8 } },
          1,
          false,
          "! syntax error at or near \"-\" (SQLSTATE 42601)" },
        { "none", { { NULL, 0 } }, 0, false, "search_path: \"\\\"$user\\\", public\"" },
    };
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_db_error error = { 0 };
        pl_db_options o = { .url = { pl_str_cstr(url_of("golden", "postgres")) } };
        if (rows[i].prefix) {
            o.search_path_prefix = rows[i].path;
            o.n_search_path_prefix = rows[i].n;
        } else {
            o.search_path = rows[i].path;
            o.n_search_path = rows[i].n;
        }
        pl_db *db = pl_db_open(&o, &error);
        result r = { 0 };
        CHECK_STR(result_sql(&r, db, "show search_path"), rows[i].want, rows[i].what);
        result_done(&r);
        pl_db_error_done(&error);
        pl_db_close(db);
    }
}

/* ---- the last one: kill the server itself, and start it again */

TEST(z_a_server_that_dies_fails_what_runs)
{
    if (!started())
        return;
    pl_db *db = open_db(), *other = open_db();
    static worker w;
    result r = { 0 };
    w = (worker){ .db = db, .sql = "select pg_sleep(600), 'dying'" };
    pthread_create(&w.thread, NULL, work, &w);
    until_count(other, "dying", 1);
    server_stop(&pg, SIGKILL);
    pthread_join(w.thread, NULL);
    CHECK(w.r.text.ptr[0] == '!' && w.r.error.end == PL_DB_LOST, w.r.text.ptr);
    result_done(&w.r);
    CHECK(strstr(result_sql(&r, db, "select 1 as a"), "failed to connect to"), r.text.ptr);
    server_start_pg(&pg);
    for (int i = 0; i < 1200 && result_sql(&r, db, "select 1 as a")[0] == '!'; i++) {
        usleep(50000);
        server_keep(&pg, server_start_pg);
    }
    CHECK_STR(r.text.ptr, "a: 1", "the same pool reaches the server that is there again");
    CHECK_STR(result_sql(&r, other, "select 2 as a"), "a: 2", "others as well");
    result_done(&r);
    pl_db_close(other);
    pl_db_close(db);
}
