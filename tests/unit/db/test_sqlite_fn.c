/* Functions of newer versions of SQLite, where the linked one lacks them and where it has them. */
#include "db/sqlite_fn.h"
#include "unit/db/result.h"
#include "unit/test.h"
#include <sqlite3.h>

static const struct {
    const char *sql, *want;
} rows[] = {
    { "concat('a')", "\"a\"" },
    { "concat('a', 1, 2.50, null, x'6263', '')", "\"a12.5bc\"" },
    { "concat(null, null)", "\"\"" },
    { "typeof(concat(1))", "\"text\"" },
    { "concat(1e21, ' ', -0.0, ' ', 9223372036854775807)", "\"1.0e+21 0.0 9223372036854775807\"" },
    { "concat()", "! wrong number of arguments to function concat()" },
    { "concat_ws('-', 'a', null, 'b', 3, x'63')", "\"a-b-3-c\"" },
    { "concat_ws('-', null, 'a', null)", "\"a\"" },
    { "concat_ws('-', null)", "\"\"" },
    { "concat_ws(null, 'a', 'b')", "null" },
    { "concat_ws('', 'a', 'b')", "\"ab\"" },
    { "concat_ws(7, 'a', 'b')", "\"a7b\"" },
    { "concat_ws(', ', 'ü', '😀')", "\"ü, 😀\"" },
    { "concat_ws('-')", "! wrong number of arguments to function concat_ws()" },
    { "octet_length('üa')", "3" },
    { "octet_length(x'00ff')", "2" },
    { "octet_length(12345)", "5" },
    { "octet_length(2.50)", "3" },
    { "octet_length('')", "0" },
    { "octet_length(null)", "null" },
    { "hex(unhex('00fF7a'))", "\"00FF7A\"" },
    { "typeof(unhex(''))", "\"blob\"" },
    { "unhex('0')", "null" },
    { "unhex('0g')", "null" },
    { "unhex('00 11')", "null" },
    { "hex(unhex('00 11-22 ', ' -'))", "\"001122\"" },
    { "unhex('0 011', ' ')", "null" },
    { "hex(unhex('00ü11', 'ü'))", "\"0011\"" },
    { "unhex('00ü11', '\xc3')", "null" },
    { "hex(unhex('00a1', 'a'))", "\"00A1\"" },
    { "unhex(null)", "null" },
    { "unhex('00', null)", "null" },
    { "(select string_agg(x, ', ') from (select 1 as x union all select null union all select "
      "'b'))",
      "\"1, b\"" },
    { "(select string_agg(x, null) from (select 1 as x union all select 'b'))", "\"1b\"" },
    { "(select string_agg(x, x) from (select 'a' as x union all select 'b'))", "\"abb\"" },
    { "(select string_agg(x, ',') from (select 1 as x) where x > 1)", "null" },
    { "(select string_agg(x, ',') from (select null as x))", "null" },
    { "(select string_agg(distinct x, ',') from (select 1 as x union all select 1))",
      "! DISTINCT aggregates must have exactly one argument" },
    { "(select group_concat(y, ';') from (select string_agg(x, '+') over (order by x rows between "
      "1 "
      "preceding and current row) as y from (select 1 as x union all select 2 union all select "
      "3)))",
      "\"1;1+2;2+3\"" },
    { "(select group_concat(y, ';') from (select coalesce(string_agg(nullif(x, 2), '+') over "
      "(order by x "
      "rows between 1 preceding and 1 preceding), '-') as y from (select 1 as x union all select 2 "
      "union "
      "all select 3)))",
      "\"-;1;-\"" },
};

TEST(functions_of_newer_versions_are_there)
{
    pl_db_error error = { 0 };
    pl_db_options options = { .url = { PL_S("sqlite://:memory:") } };
    pl_db *db = pl_db_open(&options, &error);
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        char sql[400];
        result r = { 0 };
        snprintf(sql, sizeof sql, "select %s as c", rows[i].sql);
        const char *got = result_sql(&r, db, sql);
        CHECK_STR(*got == '!' ? got : got + 3, rows[i].want, rows[i].sql);
        result_done(&r);
    }
    pl_db_close(db);
    pl_db_error_done(&error);
}

static const char *one(sqlite3 *db, const char *sql)
{
    static char text[64];
    sqlite3_stmt *st = NULL;
    snprintf(text, sizeof text, "%s", "!");
    if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW)
        snprintf(text, sizeof text, "%s", (const char *)sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
    return text;
}

TEST(what_the_library_has_is_left_alone)
{
    sqlite3 *db = NULL;
    CHECK(sqlite3_open(":memory:", &db) == SQLITE_OK, "open");
    CHECK_STR(one(db, "pragma encoding = 'UTF-16le'"), "!", "no rows");
    CHECK(pl_sqlite__add_functions(db, 3042000), "some are missing");
    CHECK_STR(one(db, "select concat_ws('-', 'a', 'ü')"), "a-ü", "in UTF-16");
    CHECK_STR(one(db, "select octet_length('ab')"), "4", "bytes of the database");
    CHECK_STR(one(db, "select octet_length(x'ab')"), "1", "of a blob");
    if (sqlite3_libversion_number() < 3041000)
        CHECK_STR(one(db, "select unhex('00')"), "!", "3.42 has its own");
    sqlite3_close(db);
}
