/* db.h - databases by connection string: a bounded pool each, deadlines, cancelling.
 *
 * Opening a pool contacts only what the real program contacts at once (PostgreSQL,
 * DuckDB). A query borrows a connection, or waits for one while all are busy; a
 * connection that was lost is replaced once. Settings that belong to each new
 * connection, such as the search path, are made by the pool.
 *
 * Texts of errors are those that users of the real program see (cli.md 3.1, 4.2;
 * check-and-outputs.md 4.3; server.md 8).
 *
 * What a connection string and `environment` say is given to client libraries in so many words.
 * libpq also reads PGSERVICE, PGREQUIREPEER, PGDATESTYLE and the like from the environment of the
 * process, which nothing here changes: a program that does not want that removes them before it
 * starts threads, as ours does.
 *
 * Threads: any number may query one pool. Threads of its own (helper.h: names are looked up,
 * statements cancelled; DuckDB's deadlines) are joined when the pool is closed. */
#ifndef PL_DB_DB_H
#define PL_DB_DB_H
#include "base/diag.h"
#include "db/counts.h"
#include "db/driver.h"

typedef struct pl_db pl_db;

typedef struct pl_db_options {
    pl_dburl url;
    bool own_script;                                /* of duckdbinit://: remove it at the end */
    unsigned max_open;                              /* connections; 0: 10 */
    const pl_str *search_path, *search_path_prefix; /* at most one of both */
    uint32_t n_search_path, n_search_path_prefix;
    pl_str install_dir;             /* of Pipes: where extensions of DuckDB are */
    const char *const *environment; /* NAME=value, a NULL last */
    const _Atomic bool *fired;      /* true: opening ends early; may be NULL */
    pl_db_counts *counts;           /* borrowed; may be NULL */
} pl_db_options;

/* Which database a connection string is for; NULL: none ("unknown backend"). Reads the
 * prefix only. */
const pl_db_driver *pl_db_driver_of(pl_dburl url);

/* Load what a connection to `url` will need, so that another thread can do that while there is
 * other work: PostgreSQL's library takes 3 ms, DuckDB's 11. Says nothing. */
void pl_db_preload(const pl_db_options *options);

/* Owned; pl_db_close(). NULL with the error in `error`. The texts are copied. */
pl_db *pl_db_open(const pl_db_options *options, pl_db_error *error);
/* No query may run any more. NULL is fine. */
void pl_db_close(pl_db *db);
/* Close connections that have been idle for too long. Any thread, now and then. */
void pl_db_reap(pl_db *db);
/* How many connections it has at most, and of those open that are idle. */
unsigned pl_db_most(const pl_db *db);
unsigned pl_db_idle(pl_db *db);
/* Its kind (counts.h). */
unsigned pl_db_kind_of(const pl_db *db);
/* The connection string; borrowed. */
pl_dburl pl_db_url(const pl_db *db);
/* The search path that counts, when one was asked for: n 0 otherwise. Borrowed. */
const pl_str *pl_db_search_path(const pl_db *db, uint32_t *n);

/* What ends queries of any number of pools from outside; `{0}` is valid. Firing is done
 * once and stays: later queries are cancelled before they start. */
typedef struct pl_db_stop {
    _Atomic bool fired;
    _Atomic bool locked; /* guards `running` */
    void *running;       /* queries that have to be interrupted */
} pl_db_stop;
void pl_db_stop_fire(pl_db_stop *stop); /* any thread, not a signal handler */

typedef struct pl_db_query {
    pl_str sql;
    const pl_value *args; /* a whole number of 53 bits is a double, see driver.h */
    uint32_t n_args;
    uint64_t deadline; /* pl_clock_ns(); 0: none */
    pl_db_stop *stop;  /* may be NULL */
} pl_db_query;

/* Blocks until all rows went to `sink`. False: `error` says why; `*timed_out` when it was the
 * deadline (may be NULL). Empty SQL gives no columns and no rows. */
bool pl_db_run(pl_db *db, const pl_db_query *query, const pl_row_sink *sink, pl_db_error *error,
               bool *timed_out);

#endif
