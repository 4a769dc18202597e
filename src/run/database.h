/* database.h - which database a resource uses, and each of them opened once
 * (mod-language.md 2.6, server.md 8.4).
 *
 *     later rows win        database   search path and prefix, each for itself
 *     session default       x          x
 *     `require` block       x          x (even if empty), of a resource in a dependency
 *     the dependency        x          x
 *     the resource          x          x
 *     its query             x          -, when the resource itself has none
 *
 * A control takes the session default alone when the user named it for the run, by flag,
 * environment or profile: a run must not audit another database than the one asked for.
 *
 * Lifetime: what is handed out is borrowed until pl_databases_free(). Threads: any once it is
 * open; to find the database of a resource a thread must have entered the store (pl_store_enter).
 */
#ifndef PL_RUN_DATABASE_H
#define PL_RUN_DATABASE_H
#include "db/db.h"
#include "run/store.h"
#include <pipelite/config.h>

typedef struct pl_databases pl_databases;

/* What chose a database. */
typedef enum pl_database_by {
    PL_DATABASE_BY_DEFAULT,  /* nothing: it is that of the machine */
    PL_DATABASE_BY_SETTING,  /* flag, environment, profile */
    PL_DATABASE_BY_RESOURCE, /* its `database`; mods are resources */
    PL_DATABASE_BY_COMMON,   /* that of all mods that the root requires */
    PL_DATABASE_BY_REQUIRE,  /* the root's `require` block */
} pl_database_by;

/* A choice that was made and can be opened later, by any thread. */
typedef struct pl_database_choice {
    pl_dburl url; /* "connection.type.name" when its string is only known at run time */
    const pl_str *search_path, *search_path_prefix;
    uint32_t n_search_path, n_search_path_prefix;
    uint8_t by;      /* pl_database_by */
    pl_entry_id who; /* BY_RESOURCE: it; BY_REQUIRE: the mod that it is for */
    pl_str from, to; /* time range of a connection that is asked for one; empty: its own */
} pl_database_choice;

pl_database_choice pl_database_choice_copy(pl_arena *arena, const pl_database_choice *choice);
/* Texts and list in `arena`. */
const pl_str *pl_strs_copy(pl_arena *arena, const pl_str *list, size_t n);

typedef struct pl_databases_options {
    const pl_settings *settings; /* database, search-path(-prefix), max-parallel, install-dir */
    const char *const *environment;
    const pl_db_stop *stop; /* ends what takes long; may be NULL */
    pl_db_counts *counts;   /* of queries; may be NULL */
    bool explain;           /* why the default cannot be opened: with what chose it */
} pl_databases_options;

/* What one run wants of the session default: `has_` false leaves what there is. */
typedef struct pl_databases_wish {
    bool has_search_path, has_search_path_prefix;
    const pl_str *search_path, *search_path_prefix;
    uint32_t n_search_path, n_search_path_prefix;
    pl_str from, to;
} pl_databases_wish;

struct pl_pools;
/* Owned; pl_databases_free(). Choices alone over pools (borrowed) that others share: nothing is
 * opened. The store has been entered. `wish` is borrowed. NULL with the text for users in `why`. */
pl_databases *pl_databases_over(struct pl_pools *pools, pl_store *store,
                                const pl_databases_options *options, const pl_databases_wish *wish,
                                pl_buf *why);
/* The default of a session was opened by somebody else. */
void pl_databases_set_default(pl_databases *dbs, pl_db *db);

/* Owned; pl_databases_free(). Works out the session default and opens it, which contacts
 * PostgreSQL and DuckDB; pools are as above. NULL with the text for users in `why`. */
pl_databases *pl_databases_open(struct pl_pools *pools, pl_store *store,
                                const pl_databases_options *options, pl_buf *why);
void pl_databases_free(pl_databases *dbs); /* NULL is fine; no query may run any more */

pl_db *pl_databases_default(const pl_databases *dbs);
/* What it was chosen as; borrowed. */
const pl_database_choice *pl_databases_session(const pl_databases *dbs);
/* Append "sqlite://x.db, chosen by --database", without passwords. */
void pl_databases_explain(const pl_databases *dbs, const pl_index *ix,
                          const pl_database_choice *choice, pl_buf *out);
/* It could not be opened. Any thread. */
void pl_databases_note(pl_databases *dbs, const pl_database_choice *choice);
/* The first that could not be opened, when no query runs any more; NULL: all could. */
const pl_database_choice *pl_databases_unopened(const pl_databases *dbs);
/* It is part of this process: queries take its processors, nobody waits for a server. */
bool pl_databases_is_local(const pl_databases *dbs);
/* What the search path was set to by flags, configuration or mod; n 0: the server's own. */
const pl_str *pl_databases_search_path(const pl_databases *dbs, uint32_t *n);

/* For `r`, which takes its SQL from `query` (NULL: it has none). False with errors. */
bool pl_databases_choose(pl_databases *dbs, pl_store *store, const pl_resource *r,
                         const pl_resource *query, pl_database_choice *out, pl_buf *why);
/* Open it, or hand out what is open. NULL with the text for users in `why`. Any thread. */
pl_db *pl_databases_get(pl_databases *dbs, const pl_database_choice *choice, pl_buf *why);
/* Open several at a time; pl_databases_get() tells of those that could not be. Any thread. */
void pl_databases_prepare(pl_databases *dbs, const pl_database_choice *const *choices, size_t n);

#endif
