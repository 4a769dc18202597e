/* tables.h - tables of the program itself, read with SELECT: the connection string "workspace://".
 *
 * A source lists tables and walks over their rows; SQLite shows them as virtual tables on
 * connections in memory that can read nothing else and change nothing. Rows are not copied: a
 * value is made when a statement reads it, and only then.
 *
 *     pin      a state of the source, once for each statement: all its tables agree
 *     next     the next row of a walk, those with the wanted keys alone where the source can find
 *              them
 *     read     one value of that row
 *     end      the walk is over
 *     unpin    the statement is over
 *
 * Lifetime: a source is borrowed until its pool is closed. Threads: pin() is called by any, the
 * rest of a statement by one. */
#ifndef PL_DB_TABLES_H
#define PL_DB_TABLES_H
#include "base/arena.h"
#include "base/buf.h"
#include "db/rows.h"

enum { PL_TABLE_KEYS = 4, PL_TABLE_COLUMNS = 255 };

typedef struct pl_table_column {
    pl_str name, type; /* as declared: "tags", "json" */
    bool is_key;       /* next() can make use of a value that is wanted of it */
} pl_table_column;

typedef struct pl_table {
    pl_str name;
    const pl_table_column *columns;
    uint32_t n_columns; /* up to PL_TABLE_COLUMNS */
    const void *more;   /* of the source */
} pl_table;

/* A value that rows must have in a key column. */
typedef struct pl_table_key {
    uint32_t column;
    pl_str value;
} pl_table_key;

typedef struct pl_table_walk {
    const pl_table *table;
    void *state; /* from pin() */
    pl_table_key keys[PL_TABLE_KEYS];
    uint32_t n_keys;
    /* of the source; 0 and NULL before the first row */
    uint32_t at, end, part, row;
    const void *list, *held;
    void *own;
    pl_arena arena; /* of the source, for one row; freed after end() */
} pl_table_walk;

typedef struct pl_tables {
    const pl_table *list;
    uint32_t n;
    /* NULL: the source is closed. */
    void *(*pin)(void *ctx);
    void (*unpin)(void *state);
    /* False: there is no further row. May give more rows than have the keys, never fewer. */
    bool (*next)(pl_table_walk *walk);
    /* Fill *out: NULL, BOOL, INT, DOUBLE or TEXT. True: its text lives until unpin(); false: until
     * the next row. */
    bool (*read)(pl_table_walk *walk, uint32_t column, pl_cell *out);
    void (*end)(pl_table_walk *walk);
    void *ctx; /* of pin() */
} pl_tables;

/* ---- private to the room */

struct sqlite3;
struct pl_sqlite_link;
/* Make the tables known to a connection. Owned; pl_sqlite__free_tables() after the connection was
 * closed. NULL: SQLite cannot, for the reason in its error. */
struct pl_sqlite_link *pl_sqlite__add_tables(struct sqlite3 *db, const pl_tables *tables);
void pl_sqlite__free_tables(struct pl_sqlite_link *link); /* NULL is fine */
/* Around each statement. False: the source is closed. NULL is fine. */
bool pl_sqlite__pin_tables(struct pl_sqlite_link *link);
void pl_sqlite__unpin_tables(struct pl_sqlite_link *link);

#endif
