/* schema.h - the tables and views of a store, version 1 (docs/history.md has them for readers).
 *
 * Threads: as sql.h. */
#ifndef PL_HISTORY_SCHEMA_H
#define PL_HISTORY_SCHEMA_H
#include "history/sql.h"

enum { PL_HISTORY_VERSION = 1 };

/* The version of the store; 0: the database has none. False, with the reason in sql->why: it
 * cannot be read, or a table of that name is not ours. */
bool pl_history_schema_version(pl_sql *sql, int64_t *out);
/* Make tables, indexes and views where there are none. In a transaction of the caller. */
bool pl_history_schema_create(pl_sql *sql, pl_str made_by);

#endif
