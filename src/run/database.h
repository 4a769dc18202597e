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
 * Lifetime: what is handed out is borrowed until pl_databases_free(). Threads: any once it is
 * open, but who asks for a resource's holds the world (pl_world_enter). */
#ifndef PL_RUN_DATABASE_H
#define PL_RUN_DATABASE_H
#include "db/db.h"
#include "run/store.h"
#include <pipelite/config.h>

typedef struct pl_databases pl_databases;

/* A choice that was made and can be opened later, by any thread. */
typedef struct pl_database_choice {
    pl_str url; /* "connection.type.name" when its string is only known at run time */
    const pl_str *search_path, *search_path_prefix;
    uint32_t n_search_path, n_search_path_prefix;
} pl_database_choice;

typedef struct pl_databases_options {
    const pl_settings *settings; /* database, search-path(-prefix), max-parallel, install-dir */
    const char *const *environment;
    const pl_db_stop *stop; /* ends what takes long; may be NULL */
} pl_databases_options;

/* Owned; pl_databases_free(). Works out the session default and opens it, which contacts
 * PostgreSQL and DuckDB. NULL with the text for users in `why`. */
pl_databases *pl_databases_open(pl_store *store, const pl_databases_options *options, pl_buf *why);
void pl_databases_free(pl_databases *dbs); /* NULL is fine; no query may run any more */

pl_db *pl_databases_default(const pl_databases *dbs);
/* What it was chosen as; borrowed. */
const pl_database_choice *pl_databases_session(const pl_databases *dbs);
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
