/* batch.h - rows on their way into the database, some hundred in a statement.
 *
 * They are inserted into a table, or they are the {rows} of a statement (sql.h): a JSON array of
 * arrays. SQLite inserts with one prepared statement, PostgreSQL from that array.
 *
 * Threads: one user. */
#ifndef PL_HISTORY_BATCH_H
#define PL_HISTORY_BATCH_H
#include "base/vec.h"
#include "history/sql.h"

typedef struct pl_batch {
    PL_VEC(pl_sql_arg) values; /* `text` of one: its length, and its position in `n` */
    pl_buf texts, json;
    uint32_t n; /* rows that have ended, each of as many values */
} pl_batch;

/* Append a text as databases take it: U+FFFD in place of a NUL. For texts inside of JSON. */
void pl_batch_clean(pl_str text, pl_buf *out);
/* Add the next value of the row at hand. Databases refuse a NUL in a text: U+FFFD takes its place.
 */
void pl_batch_text(pl_batch *batch, pl_str text);
void pl_batch_text_or_null(pl_batch *batch, pl_str text); /* NULL if `text` is empty */
void pl_batch_int(pl_batch *batch, int64_t n);
void pl_batch_end_row(pl_batch *batch);
/* Has the batch as many rows as one statement should have? */
bool pl_batch_is_full(const pl_batch *batch);

/* Where rows are inserted. */
typedef struct pl_batch_table {
    const char *insert; /* "INSERT INTO run (id, labels)" */
    const char *types;  /* of its columns: b bigint, i integer, t text, j json */
} pl_batch_table;
/* Insert the rows into a table and empty the batch. False with the reason in sql->why. */
bool pl_batch_insert(pl_batch *batch, pl_sql *sql, const pl_batch_table *table);
/* Take the rows out as the argument for {rows} of a statement; valid until the next row is
 * added. */
pl_sql_arg pl_batch_take(pl_batch *batch);
void pl_batch_done(pl_batch *batch);

#endif
