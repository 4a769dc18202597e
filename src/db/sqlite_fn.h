/* sqlite_fn.h - functions of newer versions of SQLite that published mods use.
 *
 * Powerpipe has SQLite 3.45. Where the linked one is older, these are added to a connection, with
 * the results of 3.45: concat, concat_ws, string_agg (3.44), octet_length (3.43), unhex (3.41).
 *
 * Threads: pure; those of one connection as the connection. */
#ifndef PL_DB_SQLITE_FN_H
#define PL_DB_SQLITE_FN_H
#include <stdbool.h>

struct sqlite3;

/* Add to `db` the functions that SQLite `version` lacks (3040001 is 3.40.1). False if SQLite
 * refuses one. */
bool pl_sqlite__add_functions(struct sqlite3 *db, int version);

#endif
