/* driver.h - the six functions that a database has to have.
 *
 * A driver is a static table. Its library is loaded when the first connection is opened
 * and stays loaded; a missing one is an ordinary error that names the package.
 *
 * Threads: a connection is used by one thread at a time; interrupt() comes from another
 * one while query() runs. */
#ifndef PL_DB_DRIVER_H
#define PL_DB_DRIVER_H
#include "base/buf.h"
#include "db/rows.h"

/* Why a query ended early. */
typedef enum pl_db_end {
    PL_DB_OK,
    PL_DB_FAILED,    /* `text`: as users know it from this database */
    PL_DB_LOST,      /* the connection is gone: open another one; `text` as well */
    PL_DB_CANCELLED, /* interrupt() */
    PL_DB_STOPPED,   /* the sink said so */
} pl_db_end;

typedef struct pl_db_error {
    pl_db_end end;
    bool late;   /* rows had arrived */
    pl_buf text; /* owned; pl_db_error_done() */
} pl_db_error;
void pl_db_error_done(pl_db_error *error);

typedef struct pl_db_conn pl_db_conn;

typedef struct pl_db_target {
    pl_str url;                     /* the whole connection string, NUL behind */
    pl_str rest;                    /* what is behind "sqlite://", "duckdb://", "mysql://" */
    pl_str install_dir;             /* for extensions; may be empty */
    const char *const *environment; /* NAME=value, a NULL last: PG*, HOME, ...; may be NULL */
} pl_db_target;

typedef struct pl_db_driver {
    const char *name; /* "postgres", "sqlite", "duckdb", "mysql" */
    bool eager;       /* contacted when opened (cli.md 3.1, point 6) */
    /* Owned; close(). NULL with `error` filled in. */
    pl_db_conn *(*open)(const pl_db_target *target, pl_db_error *error);
    /* Run one statement with positional arguments and hand all of its result to `sink`;
     * blocks. `sql` has a NUL behind. True when all rows went through. */
    bool (*query)(pl_db_conn *conn, pl_str sql, const pl_value *args, uint32_t n_args,
                  const pl_row_sink *sink, pl_db_error *error);
    /* End the query that runs, if one does, on the server too. Any thread. */
    void (*interrupt)(pl_db_conn *conn);
    /* Is it still good for another query? Cheap. */
    bool (*alive)(pl_db_conn *conn);
    void (*close)(pl_db_conn *conn); /* NULL is fine */
} pl_db_driver;

extern const pl_db_driver pl_db__postgres, pl_db__sqlite, pl_db__duckdb, pl_db__mysql;

#endif
