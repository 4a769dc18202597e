/* db.h - one bounded pool of connections per connection string, with deadlines and cancelling.
 *
 * Opening a pool contacts only the databases that Powerpipe contacts at once (PostgreSQL,
 * DuckDB). A query borrows a connection, or waits while all are busy; a lost connection is replaced
 * once. The pool makes the settings that each new connection needs, such as the search path.
 *
 * The texts of errors are those that users of Powerpipe see (cli.md 3.1, 4.2;
 * check-and-outputs.md 4.3; server.md 8).
 *
 * The connection string and `environment` are passed to client libraries explicitly. libpq also
 * reads PGSERVICE, PGREQUIREPEER, PGDATESTYLE and the like from the environment of the process,
 * which nothing here changes: a program that does not want that removes them before it starts
 * threads, as ours does.
 *
 * Threads: any number may query one pool. The pool's own threads (those of helper.h, which look up
 * names and cancel statements, and the one for DuckDB's deadlines) are joined when it is closed. */
#ifndef PL_DB_DB_H
#define PL_DB_DB_H
#include "base/diag.h"
#include "db/counts.h"
#include "db/driver.h"

typedef struct pl_db pl_db;

/* The connection string of pl_db_options.tables. */
#define PL_DB_WORKSPACE "workspace://"

typedef struct pl_db_options {
    pl_dburl url;
    bool own_script; /* duckdbinit://: remove the script at the end */
    /* Values as in Powerpipe even where these are wrong (docs/names.md): SQLite binds $1, $2 by
     * first appearance, DuckDB's decimals and the like are structures of Go. */
    bool recorded;
    /* One connection for all statements, as transactions need. When it is lost, or a statement
     * conflicts with another transaction, what follows fails: the caller begins anew. */
    bool session;
    bool read_only;    /* of SQLite and PostgreSQL: statements that write fail */
    unsigned max_open; /* connections; 0: 10 */
    const pl_str *search_path, *search_path_prefix; /* at most one of both */
    uint32_t n_search_path, n_search_path_prefix;
    pl_str install_dir;             /* of Pipes, which holds the extensions of DuckDB */
    const char *const *environment; /* NAME=value; a NULL last */
    const _Atomic bool *fired;      /* true ends the opening early; may be NULL */
    pl_db_counts *counts;           /* borrowed; may be NULL */
    const struct pl_tables *tables; /* of workspace:// (tables.h); borrowed */
} pl_db_options;

/* The driver that a connection string is for; NULL: none ("unknown backend"). Reads only the
 * prefix. */
const pl_db_driver *pl_db_driver_of(pl_dburl url);

/* Load the client library for options->url ahead of time, on a spare thread: PostgreSQL's takes 3
 * ms, DuckDB's 11. Reports nothing. */
void pl_db_preload(const pl_db_options *options);

/* Owned; pl_db_close(). NULL with the error in `error`. The texts are copied. */
pl_db *pl_db_open(const pl_db_options *options, pl_db_error *error);
/* Close a pool on which no query runs any more. NULL is fine. */
void pl_db_close(pl_db *db);
/* Close connections that have been idle for too long. Any thread may call it, now and then. */
void pl_db_reap(pl_db *db);
/* pl_db_max_open(): how many connections the pool may have open. pl_db_idle(): how many are idle
 * now. Any thread. */
unsigned pl_db_max_open(const pl_db *db);
unsigned pl_db_idle(pl_db *db);
/* The kind of its driver (counts.h). */
unsigned pl_db_kind_of(const pl_db *db);
/* The connection string; borrowed. */
pl_dburl pl_db_url(const pl_db *db);
/* Does a pooler share the pool's server connections with other clients, who may then see its search
 * path? Known after the first query. Any thread. */
bool pl_db_path_is_lent(const pl_db *db);
/* The search path in force if the options set one, else *n is 0. Borrowed from the pool. */
const pl_str *pl_db_search_path(const pl_db *db, uint32_t *n);

/* Ends queries of any number of pools from outside; `{0}` is valid. A stop fires once and stays
 * fired: later queries are cancelled before they start. */
typedef struct pl_db_stop {
    _Atomic bool fired;
    _Atomic bool locked; /* a spin lock that guards `running` */
    void *running;       /* queries to interrupt */
} pl_db_stop;
void pl_db_stop_fire(pl_db_stop *stop); /* from any thread, but not from a signal handler */

typedef struct pl_db_query {
    pl_str sql;
    const pl_value *args; /* a whole number of 53 bits is a double, see driver.h */
    uint32_t n_args;
    /* Prepare the statement, which returns nothing, once, and run it for each of so many sets of
     * n_args arguments. 0: once. Only where the driver has `sets`. */
    uint32_t n_sets;
    uint64_t deadline; /* pl_clock_ns(); 0: none */
    pl_db_stop *stop;  /* may be NULL */
} pl_db_query;

/* Run a query and block until `sink` has taken all rows. The sink must not wait for another query
 * of this pool: until it returns its connection is lent, and that may be the last one. False:
 * `error` says why, and *timed_out (may be NULL) whether it was the deadline. Empty SQL has no
 * columns and no rows. */
bool pl_db_run(pl_db *db, const pl_db_query *query, const pl_row_sink *sink, pl_db_error *error,
               bool *timed_out);

#endif
