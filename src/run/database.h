/* database.h - which database a resource uses (mod-language.md 2.6, server.md 8.4). Each database
 * is opened once.
 *
 *     later rows win        database   search path and prefix, independent of each other
 *     session default       x          x
 *     `require` block       x          x (even if empty), for a resource in a dependency
 *     the dependency        x          x
 *     the resource          x          x
 *     its query             x          -, if the resource itself sets none
 *
 * If the user named a database for the run, by flag, environment or profile, controls and their
 * benchmarks use that session default alone: a run must not audit another database than the one
 * requested.
 *
 * Lifetime: databases and choices are borrowed until pl_databases_free(). Threads: any, once it is
 * open. A thread that looks for the database of a resource has entered the store (pl_store_enter).
 */
#ifndef PL_RUN_DATABASE_H
#define PL_RUN_DATABASE_H
#include "db/db.h"
#include "run/store.h"
#include <pipelite/config.h>

typedef struct pl_databases pl_databases;

/* How a database was chosen. */
typedef enum pl_database_by {
    PL_DATABASE_BY_DEFAULT,  /* nothing is set: it is the default of the machine */
    PL_DATABASE_BY_SETTING,  /* flag, environment, profile */
    PL_DATABASE_BY_RESOURCE, /* `database` of a resource; mods are resources */
    PL_DATABASE_BY_COMMON,   /* all mods that the root requires use the same one */
    PL_DATABASE_BY_REQUIRE,  /* the root's `require` block */
} pl_database_by;

/* A chosen database, which any thread can open later. */
typedef struct pl_database_choice {
    pl_dburl url; /* "connection.type.name" if its string is only known at run time */
    const pl_str *search_path, *search_path_prefix;
    uint32_t n_search_path, n_search_path_prefix;
    uint8_t by;      /* pl_database_by */
    pl_entry_id who; /* BY_RESOURCE: the resource; BY_REQUIRE: the mod that it is for */
    pl_str place;    /* "mod.pp:3", where a `database` that is none stands; empty: not shown */
    pl_str lost;     /* what is wrong with the connection that it names; empty: it has one */
    pl_str from, to; /* time range for a Tailpipe connection; empty: its own */
} pl_database_choice;

pl_database_choice pl_database_choice_copy(pl_arena *arena, const pl_database_choice *choice);
/* A copy of the list and its texts in `arena`. */
const pl_str *pl_strs_copy(pl_arena *arena, const pl_str *list, size_t n);

typedef struct pl_databases_options {
    const pl_settings *settings; /* database, search-path(-prefix), max-parallel, install-dir */
    pl_workspace *ws;            /* of workspace:// and history://; NULL: there are none */
    const char *const *environment;
    const pl_db_stop *stop; /* interrupts opening; may be NULL */
    pl_db_counts *counts;   /* counts queries; may be NULL */
    bool explain;           /* choices note the place of a `database` that leads nowhere */
    bool recorded;          /* values as in Powerpipe, see pl_db_options */
} pl_databases_options;

/* What one run changes about the session default; `has_` false keeps the session's. */
typedef struct pl_databases_wish {
    bool has_search_path, has_search_path_prefix;
    const pl_str *search_path, *search_path_prefix;
    uint32_t n_search_path, n_search_path_prefix;
    pl_str from, to;
} pl_databases_wish;

struct pl_pools;
/* Owned; pl_databases_free(). Only chooses, over pools (borrowed) that are shared with other runs;
 * opens nothing. The caller has entered the store. `wish` is borrowed; NULL: none. NULL with the
 * text for users in `why`. */
pl_databases *pl_databases_over(struct pl_pools *pools, pl_store *store,
                                const pl_databases_options *options, const pl_databases_wish *wish,
                                pl_buf *why);
/* Open the session default, which contacts PostgreSQL and DuckDB. False with the text for users in
 * `why`. */
bool pl_databases_open_default(pl_databases *dbs, pl_buf *why);
void pl_databases_free(pl_databases *dbs); /* NULL is fine; pools stay open; no query may run */

/* NULL: it is not open, because nothing needs it or because it is down. */
pl_db *pl_databases_default(const pl_databases *dbs);
/* How the session default was chosen; borrowed. */
const pl_database_choice *pl_databases_session(const pl_databases *dbs);
/* Append "sqlite://x.db, chosen by --database", without passwords. If the choice leads to no
 * database, append its place and the connections that exist. */
void pl_databases_explain(const pl_databases *dbs, const pl_index *ix,
                          const pl_database_choice *choice, pl_buf *out);
/* Note that `choice` could not be opened. Any thread. */
void pl_databases_note(pl_databases *dbs, const pl_database_choice *choice);
/* The first choice that could not be opened; NULL: all could. Called when no query runs. */
const pl_database_choice *pl_databases_unopened(const pl_databases *dbs);
/* Does the default run inside this process, so that queries use its processors? */
bool pl_databases_is_local(const pl_databases *dbs);
/* Can opening the default neither fail nor take long, because it contacts nothing? */
bool pl_databases_is_quiet(const pl_databases *dbs);
/* Did the user name the default for this run? */
bool pl_databases_is_named(const pl_databases *dbs);
/* The search path set by flags, configuration or the mod. *n is 0 if none is set: the server uses
 * its own. It is also 0 if the server would have to be queried for it and the default is not
 * open. */
const pl_str *pl_databases_search_path(const pl_databases *dbs, uint32_t *n);
/* The search path of `choice`, whose database is `db` (NULL: not open), as
 * pl_databases_search_path() returns that of the default. Borrowed from `choice` or `db`. */
const pl_str *pl_database_choice_path(const pl_database_choice *choice, const pl_db *db,
                                      uint32_t *n);
/* Are both the same database, however its search path is set? */
bool pl_database_same(pl_dburl a, pl_dburl b);
/* Must the server be queried for the whole search path, because only a prefix is set? */
bool pl_database_choice_asks(const pl_database_choice *choice);

/* Choose the database of `r`, whose SQL is that of `query` (NULL: its own). False with the reason
 * in `why`. */
bool pl_databases_choose(pl_databases *dbs, pl_store *store, const pl_resource *r,
                         const pl_resource *query, pl_database_choice *out, pl_buf *why);
/* The database of `choice`, opened if it is not open. NULL with the text for users in `why`. Any
 * thread. */
pl_db *pl_databases_get(pl_databases *dbs, const pl_database_choice *choice, pl_buf *why);
/* Open several side by side; pl_databases_get() reports those that could not be opened. Any
 * thread. */
void pl_databases_prepare(pl_databases *dbs, const pl_database_choice *const *choices, size_t n);

#endif
