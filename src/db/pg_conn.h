/* pg_conn.h - a connection to PostgreSQL, for the files that open and use it. */
#ifndef PL_DB_PG_CONN_H
#define PL_DB_PG_CONN_H
#include "db/pg.h"

struct pl_db_conn {
    const pl_libpq *pq;
    pl_helpers *helpers; /* of the pool */
    PGconn *conn;
    pl_net_bell bell;
    bool read_only;      /* each statement has a transaction that cannot write */
    bool broken;         /* no further query may run on it */
    pl_db_limits limits; /* of the running query */
    pl_arena arena;      /* of the running query */
};

/* query() of the driver. */
bool pl_pg__query(pl_db_conn *conn, const pl_db_statement *st, pl_db_error *error);
/* Does an error of this severity end the connection? */
bool pl_pg__is_fatal(const char *severity);

#endif
