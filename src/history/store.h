/* store.h - one store of recorded runs: a file of SQLite, or a database of PostgreSQL.
 *
 *     open      finds the dialect, makes file and tables where there are none, refuses what is
 *               newer, upgrades what is older
 *     begin     a transaction; whatever is recorded is there whole or not at all
 *
 * Lifetime: a store needs nothing but its environment while it is opened. Threads: one user. Any
 * number of stores, of any number of programs, may be open on one database: those that write take
 * turns (SQLite: its lock; PostgreSQL: the row of their scope). */
#ifndef PL_HISTORY_STORE_H
#define PL_HISTORY_STORE_H
#include "base/diag.h"
#include "history/sql.h"

typedef struct pl_history_store {
    pl_sql sql;
    pl_db *db;    /* owned */
    pl_buf shown; /* its URL without what is secret, for messages */
} pl_history_store;

typedef struct pl_history_store_options {
    pl_dburl url;                   /* sqlite://FILE, postgres://... */
    bool create;                    /* make a store where there is none */
    pl_str made_by;                 /* "pipelite 1.0.0" */
    const char *const *environment; /* for the driver; NULL: empty */
    pl_db_stop *stop;               /* may be NULL */
} pl_history_store_options;

typedef enum pl_history_opened {
    PL_HISTORY_OPENED,
    PL_HISTORY_ABSENT, /* there is no store, and none was to be made; no message */
    PL_HISTORY_FAILED, /* with an error in `diags` */
} pl_history_opened;

/* Open a store into `store`, which is `{0}`. Call pl_history_store_done() in any case. */
pl_history_opened pl_history_store_init(pl_history_store *store,
                                        const pl_history_store_options *options, pl_diags *diags);
void pl_history_store_done(pl_history_store *store);

/* Begin a transaction that writes, commit it, or roll it back. False with the reason in
 * store->sql.why; after a failed commit the caller rolls back. Rolling back keeps `why`. */
bool pl_history_begin(pl_history_store *store);
bool pl_history_commit(pl_history_store *store);
void pl_history_roll_back(pl_history_store *store);

/* Report what the last statement failed with, after "the history in URL: ". */
void pl_history_report(const pl_history_store *store, pl_diags *diags);

#endif
