/* driver.h - the few functions that a kind of database provides.
 *
 * A driver is a static table. Its library is loaded when the first connection is opened and stays
 * loaded; a missing one is an ordinary error that names the package.
 *
 * Where to add a driver: a file with its table, declared at the end of this header; its prefixes in
 * driver.c; its number in counts.c (PL_DB_KINDS); the names of its library in a header like
 * libpq.h, unless it is linked.
 *
 * Threads: one thread uses a connection at a time; another may call interrupt() while query()
 * runs. */
#ifndef PL_DB_DRIVER_H
#define PL_DB_DRIVER_H
#include "base/buf.h"
#include "db/dburl.h"
#include "db/rows.h"

/* Why a query ended early. */
typedef enum pl_db_end {
    PL_DB_OK,
    PL_DB_FAILED,    /* `text` is the message that users know from this database */
    PL_DB_LOST,      /* `text` too; the connection was lost and another one must be opened */
    PL_DB_CANCELLED, /* by interrupt() or a limit */
    PL_DB_STOPPED,   /* the sink returned false */
} pl_db_end;

typedef struct pl_db_error {
    pl_db_end end;
    bool late; /* the statement was accepted and failed while its rows were read */
    /* The transaction conflicted with others (SQLSTATE 40001). The database rolled it back, and the
     * same connection may run the statement again. */
    bool conflict;
    pl_buf text; /* owned; pl_db_error_done() */
} pl_db_error;
/* Free the text of the error, which is empty then and can be used again. `{0}` is fine. */
void pl_db_error_done(pl_db_error *error);

#define PL_DB_CONFLICT "40001" /* the SQLSTATE of pl_db_error.conflict */

typedef struct pl_db_conn pl_db_conn;
typedef struct pl_db_source pl_db_source; /* state that the connections of one pool share */

typedef struct pl_db_target {
    pl_dburl url;       /* the whole connection string, NUL-terminated */
    pl_str rest;        /* the text after "sqlite://", "duckdb://", ..., NUL-terminated */
    bool own_script;    /* duckdbinit://: the script was made for us */
    bool recorded;      /* values as in Powerpipe, see pl_db_options */
    bool read_only;     /* see pl_db_options */
    pl_str install_dir; /* for extensions; may be empty */
    const char *const *environment; /* NAME=value (PG*, HOME, ...), a NULL last; may be NULL */
    pl_db_source *source;           /* from start() */
    const struct pl_tables *tables; /* of workspace:// */
} pl_db_target;

/* Limits that end a call early, besides interrupt(). */
typedef struct pl_db_limits {
    uint64_t deadline;         /* pl_clock_ns(); 0: none */
    const _Atomic bool *fired; /* may be NULL */
} pl_db_limits;

typedef struct pl_db_statement {
    pl_str sql; /* NUL-terminated */
    const pl_value *args;
    uint32_t n_args;
    uint32_t n_sets; /* see pl_db_query */
    pl_db_limits limits;
    const pl_row_sink *sink;
} pl_db_statement;

typedef struct pl_db_driver {
    const char *name; /* "postgres", "sqlite", "duckdb", "mysql" */
    bool eager;       /* contacted as soon as a pool is opened (cli.md 3.1, point 6) */
    bool search_path; /* has SHOW and SET search_path */
    bool sets;        /* runs one statement with many sets of arguments */
    const struct pl_library_name *library; /* NULL: it is linked statically */
    /* Read the connection string and open what all connections share. Owned; finish(). NULL with
     * `error` filled in. Contacts no server. */
    pl_db_source *(*start)(const pl_db_target *target, pl_db_error *error);
    void (*finish)(pl_db_source *source);
    /* The driver's own limit of open connections; 0: none. May be NULL. */
    unsigned (*most)(const pl_db_source *source);
    /* Owned; close(). NULL with `error` filled in. */
    pl_db_conn *(*open)(const pl_db_target *target, const pl_db_limits *limits, pl_db_error *error);
    /* Run one statement with positional arguments and pass its whole result to the sink. Blocks
     * until that is done, or a limit or interrupt() ends it. A whole number of 53 bits
     * (value/number.h) is a double where a database distinguishes them (server.md 8.5). True if
     * the sink took all rows. */
    bool (*query)(pl_db_conn *conn, const pl_db_statement *statement, pl_db_error *error);
    /* End the running query, also on the server; without one, the next query ends at once. Any
     * thread may call it. */
    void (*interrupt)(pl_db_conn *conn);
    /* Can the connection run another query? Clears an interrupt that arrived after the last query
     * had ended. Asks no server. */
    bool (*alive)(pl_db_conn *conn);
    /* Does a pooler in front of the server share its connections among clients? Sends one query;
     * false where that cannot be found out. May be NULL. */
    bool (*is_lent)(pl_db_conn *conn, const pl_db_limits *limits);
    void (*close)(pl_db_conn *conn); /* NULL is fine */
} pl_db_driver;

extern const pl_db_driver pl_db__postgres, pl_db__sqlite, pl_db__duckdb, pl_db__mysql;

#endif
