/* sql.h - statements of the store on one connection, in the dialect of its database.
 *
 * Statements are written once, for SQLite and PostgreSQL, with words in braces where the two
 * differ (the table in sql.c):
 *
 *     {rows}         the elements of the JSON array $1, as `j` with one column `value`
 *     {id}           the type of a primary key that the database gives
 *     {time} {json}  types
 *     {iso COLUMN}   a time as text: 2026-11-25T15:40:00.000Z
 *     {days A B}     the days from A to B
 *     {age COLUMN}   the days from then to now
 *     {now}          the time at which the transaction began
 *     {lock}         what locks the rows of a SELECT until the transaction ends
 *     {begin}        begin a transaction that will write
 *     {keyed}        what ends the definition of a table that is found by its primary key alone
 *
 * Rows go to the database as JSON arrays in one parameter, some hundred in a statement: a row costs
 * no statement of its own and no round trip.
 *
 * Lifetime: texts handed to a row function are borrowed for the call. Threads: one user. */
#ifndef PL_HISTORY_SQL_H
#define PL_HISTORY_SQL_H
#include "base/buf.h"
#include "db/db.h"

typedef enum pl_sql_dialect { PL_SQL_SQLITE, PL_SQL_POSTGRES, PL_SQL_DIALECTS } pl_sql_dialect;

typedef struct pl_sql {
    pl_db *db; /* borrowed; a session (db.h) */
    pl_sql_dialect dialect;
    pl_db_stop *stop; /* may be NULL */
    pl_buf text;      /* the statement at hand */
    pl_buf why;       /* of the last one that failed */
    bool conflict;    /* it failed because of another transaction; a retry may succeed */
} pl_sql;
void pl_sql_done(pl_sql *sql); /* the connection stays */

/* Append a statement in that dialect. */
void pl_sql_expand(pl_sql_dialect dialect, const char *statement, pl_buf *out);

/* An argument, or a value of a row. */
typedef struct pl_sql_arg {
    enum { PL_SQL_NULL, PL_SQL_INT, PL_SQL_DOUBLE, PL_SQL_TEXT } type;
    int64_t n;
    double d;
    pl_str text;
} pl_sql_arg;
static inline pl_sql_arg pl_sql_int(int64_t n)
{
    return (pl_sql_arg){ .type = PL_SQL_INT, .n = n };
}
static inline pl_sql_arg pl_sql_double(double d)
{
    return (pl_sql_arg){ .type = PL_SQL_DOUBLE, .d = d };
}
static inline pl_sql_arg pl_sql_text(pl_str text)
{
    return (pl_sql_arg){ .type = PL_SQL_TEXT, .text = text };
}
/* NULL where `text` is empty. */
static inline pl_sql_arg pl_sql_text_or_null(pl_str text)
{
    return (pl_sql_arg){ .type = text.len ? PL_SQL_TEXT : PL_SQL_NULL, .text = text };
}

/* Receives the columns of a row in their order; false ends the query. */
typedef bool pl_sql_row_fn(void *ctx, const pl_sql_arg *row);

/* Run a statement with `n` arguments, and call `row` (may be NULL) for each row of the result.
 * False with the reason in sql->why. */
bool pl_sql_run(pl_sql *sql, const char *statement, const pl_sql_arg *args, uint32_t n,
                pl_sql_row_fn *row, void *ctx);
#define PL_SQL_RUN(sql, statement, row, ctx, ...)                                                  \
    pl_sql_run((sql), (statement), (const pl_sql_arg[]){ __VA_ARGS__ },                            \
               sizeof((const pl_sql_arg[]){ __VA_ARGS__ }) / sizeof(pl_sql_arg), (row), (ctx))
/* Run a statement without arguments and without rows. */
static inline bool pl_sql_do(pl_sql *sql, const char *statement)
{
    return pl_sql_run(sql, statement, NULL, 0, NULL, NULL);
}
/* Run a statement that returns nothing for each of `sets` sets of arguments, `n` in all (SQLite).
 */
bool pl_sql_run_sets(pl_sql *sql, const char *statement, const pl_sql_arg *args, size_t n,
                     uint32_t sets);
/* Take `n` numbers for new rows of a table whose `id` is {id}. In a transaction. */
bool pl_sql_take_ids(pl_sql *sql, const char *table, uint32_t n, int64_t *out);
/* The number in the first column of the only row; false also if there is none. */
bool pl_sql_number(pl_sql *sql, const char *statement, const pl_sql_arg *args, uint32_t n,
                   int64_t *out);

#endif
