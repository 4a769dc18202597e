/* pg.h - definitions that the files of the PostgreSQL driver share. */
#ifndef PL_DB_PG_H
#define PL_DB_PG_H
#include "db/helper.h"
#include "db/inner.h"
#include "db/libpq.h"
#include "db/net.h"
#include "db/pg_config.h"

/* ---- connecting */

/* Connect to a server. NULL with `error` worded as in Powerpipe: a line for each attempt
 * (cli.md 6.1.1). */
PGconn *pl_pg__connect(const pl_libpq *pq, pl_helpers *helpers, const pl_pg_config *config,
                       const pl_db_limits *limits, pl_db_error *error);

/* Ask the server to end the statement of `conn`. Waits for that, but no longer than a second. */
void pl_pg__cancel(pl_helpers *helpers, const pl_libpq *pq, PGconn *conn);

/* ---- types */

typedef enum pl_pg_kind {
    PL_PG_OTHER, /* the server's text as it is; arguments are texts */
    PL_PG_TEXT,
    PL_PG_BOOL,
    PL_PG_INT,
    PL_PG_FLOAT,
    PL_PG_NUMERIC,
    PL_PG_JSON,
    PL_PG_BYTEA,
    PL_PG_XML,
    PL_PG_DATE,
    PL_PG_TIMESTAMP,
    PL_PG_TIMESTAMPTZ,
    PL_PG_ARRAY, /* of `element` */
} pl_pg_kind;

typedef struct pl_pg_type {
    pl_oid oid;
    uint8_t kind;   /* pl_pg_kind */
    int8_t bytes;   /* INT: 2, 4, 8; without sign: -4 */
    pl_oid element; /* ARRAY */
    const char *name;
} pl_pg_type;

/* The type with that number; NULL: Powerpipe's client does not know it. */
const pl_pg_type *pl_pg__type(pl_oid oid);
/* "INT4", or the number of an unknown type; in `arena` or static. */
pl_str pl_pg__type_name(pl_arena *arena, pl_oid oid);

/* ---- cells: values of the server's texts */

/* Make a cell of `text`. What has to be allocated lies in `arena`, which lives as long as the row.
 */
void pl_pg__cell(pl_arena *arena, const pl_pg_type *type, pl_str text, pl_cell *out);

/* ---- arguments */

/* Set *out to the text to send for `arg` where the server expects a parameter of type `oid`: in
 * `arena`, NULL for null. False with `error` filled in (server.md 8.5.1). */
bool pl_pg__encode(pl_arena *arena, const pl_value *arg, uint32_t index, pl_oid oid,
                   const char **out, pl_db_error *error);

#endif
