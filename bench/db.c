/* db.c - rows from each database through a pool, against a loop over the client library that
 * does no more than touch the same cells.
 *
 * SQLite always; DuckDB when its library is in .drivers; PostgreSQL at PL_TEST_PG and MySQL at
 * PL_TEST_MYSQL, connection strings of servers that are there. */
#include "base/arena.h"
#include "bench.h"
#include "db/cell.h"
#include "db/db.h"
#include "db/libduckdb.h"
#include "db/libpq.h"
#include "db/pg.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROWS = 200000 };

typedef struct source {
    pl_db *db;
    const char *sql;
    uint64_t sum;
} source;

static void need(bool truth, const char *what)
{
    if (truth)
        return;
    fprintf(stderr, "db: %s\n", what);
    exit(1);
}

/* ---- through a pool */

static uint32_t n_columns;

static bool columns(void *ctx, const pl_column *at, uint32_t n)
{
    (void)ctx, (void)at;
    n_columns = n;
    return true;
}

static bool row(void *ctx, const pl_cell *cells)
{
    source *s = ctx;
    for (uint32_t i = 0; i < n_columns; i++)
        s->sum += cells[i].tag == PL_CELL_TEXT ? cells[i].text.len : (uint64_t)cells[i].i;
    return true;
}

static void run(void *ctx)
{
    source *s = ctx;
    pl_db_error error = { 0 };
    pl_row_sink sink = { columns, row, s };
    pl_db_query query = { .sql = pl_str_cstr(s->sql) };
    bool ok = pl_db_run(s->db, &query, &sink, &error, NULL);
    pl_buf_byte(&error.text, 0);
    need(ok, error.text.ptr);
    pl_db_error_done(&error);
    bench_sink(s->sum);
}

static pl_db *open_db(const char *url)
{
    static const char *const environment[] = { "PIPELITE_DRIVERS=.drivers", NULL };
    pl_db_error error = { 0 };
    pl_db_options options = { .url = { pl_str_cstr(url) }, .environment = environment };
    pl_db *db = pl_db_open(&options, &error);
    pl_buf_byte(&error.text, 0);
    need(db, error.text.ptr);
    pl_db_error_done(&error);
    return db;
}

static void measure(const char *name, const char *url, const char *sql, void (*floor)(void *))
{
    source s = { .db = open_db(url), .sql = sql };
    bench_case c = { .name = name, .run = run, .floor = floor, .ctx = &s, .items = ROWS };
    bench_run(&c);
    pl_db_close(s.db);
}

/* ---- floors */

static sqlite3 *lite;

static void sqlite_floor(void *ctx)
{
    source *s = ctx;
    sqlite3_stmt *st;
    need(sqlite3_prepare_v2(lite, s->sql, -1, &st, NULL) == SQLITE_OK, "prepare");
    while (sqlite3_step(st) == SQLITE_ROW)
        for (int i = 0, n = sqlite3_column_count(st); i < n; i++) {
            if (sqlite3_column_type(st, i) != SQLITE_TEXT) {
                s->sum += (uint64_t)sqlite3_column_int64(st, i);
                continue;
            }
            bench_sink((uintptr_t)sqlite3_column_text(st, i));
            s->sum += (uint64_t)sqlite3_column_bytes(st, i);
        }
    sqlite3_finalize(st);
    bench_sink(s->sum);
}

static pl_db_target target_of(const char *url)
{
    static const char *const environment[] = { "PIPELITE_DRIVERS=.drivers", NULL };
    return (pl_db_target){ .url = { pl_str_cstr(url) }, .environment = environment };
}

static pl_pg_library pq;
static PGconn *pg;

static void pg_floor(void *ctx)
{
    source *s = ctx;
    PGresult *r;
    pq.api.PQsendQueryParams(pg, s->sql, 0, NULL, NULL, NULL, NULL, 0);
    pq.api.PQsetSingleRowMode(pg);
    while ((r = pq.api.PQgetResult(pg)) != NULL) {
        for (int i = 0, n = pq.api.PQntuples(r) ? pq.api.PQnfields(r) : 0; i < n; i++)
            s->sum += (uint64_t)pq.api.PQgetlength(r, 0, i) + (uint8_t)*pq.api.PQgetvalue(r, 0, i);
        pq.api.PQclear(r);
    }
    bench_sink(s->sum);
}

static void measure_pg(const char *url, const char *sql)
{
    pl_arena arena = { 0 };
    pl_pg_config config;
    pl_db_error error = { 0 };
    pl_db_limits none = { 0 };
    pl_db_target target = target_of(url);
    pl_helpers helpers;
    pl_helpers_init(&helpers);
    pl_library__init(&pq.library);
    const pl_libpq *api = pl_pg__library(&pq, &target, &error);
    need(api && pl_pg__configure(&arena, &target, &config, &error), "PL_TEST_PG");
    pg = pl_pg__connect(api, &helpers, &config, &none, &error);
    need(pg, "connect to PL_TEST_PG");
    measure("db-postgres", url, sql, pg_floor);
    api->PQfinish(pg);
    pl_helpers_done(&helpers);
    pl_arena_done(&arena);
}

static struct {
    pl_library library;
    union {
        pl_libduckdb api;
        void *at[PL_LIBDUCKDB_FUNCTIONS];
    };
    void *database, *conn;
} duck;

static uint64_t sum_chunk(void *chunk, uint64_t n)
{
    uint64_t sum = 0;
    const int64_t *a =
        duck.api.duckdb_vector_get_data(duck.api.duckdb_data_chunk_get_vector(chunk, 0));
    const pl_duck_string *b =
        duck.api.duckdb_vector_get_data(duck.api.duckdb_data_chunk_get_vector(chunk, 1));
    for (uint64_t i = 0; i < n; i++)
        sum += (uint64_t)a[i] + b[i].len;
    return sum;
}

static void duck_floor(void *ctx)
{
    source *s = ctx;
    void *extracted, *prepared, *chunk;
    pl_duck_result result = { 0 };
    duck.api.duckdb_extract_statements(duck.conn, s->sql, &extracted);
    duck.api.duckdb_prepare_extracted_statement(duck.conn, extracted, 0, &prepared);
    need(!duck.api.duckdb_execute_prepared_streaming(prepared, &result), "execute");
    while ((chunk = duck.api.duckdb_fetch_chunk(result)) != NULL) {
        s->sum += sum_chunk(chunk, duck.api.duckdb_data_chunk_get_size(chunk));
        duck.api.duckdb_destroy_data_chunk(&chunk);
    }
    duck.api.duckdb_destroy_result(&result);
    duck.api.duckdb_destroy_prepare(&prepared);
    duck.api.duckdb_destroy_extracted(&extracted);
    bench_sink(s->sum);
}

static void measure_duck(const char *sql)
{
    static const char *const files[] = { "libduckdb.so", NULL };
    static const pl_library_name name = { "DuckDB", files, "make test-deps" };
#define X(function, result, args) #function "\0"
    static const char names[] = PL_LIBDUCKDB(X);
#undef X
    pl_db_error error = { 0 };
    pl_db_target target = target_of("duckdb://");
    pl_library__init(&duck.library);
    pl_library_functions functions = { names, PL_LIBDUCKDB_FUNCTIONS, duck.at };
    need(pl_library__load(&duck.library, &name, &target, &functions, &error), "load");
    need(!duck.api.duckdb_open_ext("", &duck.database, NULL, NULL), "open");
    need(!duck.api.duckdb_connect(duck.database, &duck.conn), "connect");
    measure("db-duckdb", "duckdb://", sql, duck_floor);
    duck.api.duckdb_disconnect(&duck.conn);
    duck.api.duckdb_close(&duck.database);
}

int main(void)
{
    static const char numbers[] =
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 200000) ";
    char sql[400];
    const char *file = "build/bench/rows.db", *url = "sqlite://build/bench/rows.db";
    remove(file);
    pl_db *db = open_db(url);
    snprintf(sql, sizeof sql,
             "create table t as %s select i, i * 7 as b, 'row ' || i as c, 'a longer text, number "
             "' || i as d, "
             "i / 3 as e, 'x' as f from n",
             numbers);
    source build = { .db = db, .sql = sql };
    run(&build);
    pl_db_close(db);
    need(sqlite3_open_v2(file, &lite, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK, file);
    measure("db-sqlite", url, "select * from t", sqlite_floor);
    sqlite3_close(lite);
    if (access(".drivers/libduckdb.so", R_OK) == 0)
        measure_duck("select i, 'row ' || i as t from range(200000) n(i)");
    if (getenv("PL_TEST_PG"))
        measure_pg(getenv("PL_TEST_PG"),
                   "select g, 'row ' || g as t from generate_series(1, 200000) g");
    if (getenv("PL_TEST_MYSQL"))
        measure("db-mysql", getenv("PL_TEST_MYSQL"),
                "select seq, concat('row ', seq) as t from seq_1_to_200000", NULL);
    return 0;
}
