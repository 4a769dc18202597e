/* my.h - what the files of the MySQL driver share. */
#ifndef PL_DB_MY_H
#define PL_DB_MY_H
#include "db/helper.h"
#include "db/inner.h"
#include "db/libmariadb.h"
#include "db/mysql_dsn.h"
#include "db/net.h"

struct pl_db_source {
    pl_arena arena;
    pl_my_dsn dsn;
    pl_helpers helpers;
    pl_library library;
    union {
        pl_libmariadb api;
        void *at[PL_LIBMARIADB_FUNCTIONS];
    };
};

struct pl_db_conn {
    const pl_libmariadb *my;
    const pl_my_dsn *dsn;
    pl_helpers *helpers; /* of the pool */
    void *conn;
    char ip[48];  /* where it is connected to, for the request to kill */
    bool no_kill; /* which of a name's servers it is is not known, or it is for a kill itself */
    pl_net_bell bell;
    bool broken;         /* no other query may run on it */
    pl_db_limits limits; /* of the query that runs */
    pl_arena arena;      /* of the query that runs */
};

/* ---- connecting */

/* A connection that is not made yet; owned. */
pl_db_conn *pl_my__new(pl_db_source *source);
void pl_my__close(pl_db_conn *conn);
/* Fill in conn->conn within conn->limits, or close `conn` and return NULL with `error` filled
 * in. Takes it. */
pl_db_conn *pl_my__connect(pl_db_conn *conn, pl_db_error *error);
/* What the library connects to: the name when it verifies that the certificate is for it, else the
 * address. Borrowed from both. */
const char *pl_my__host(const pl_my_dsn *dsn, const pl_net_address *address);
/* Ask the server to end the statement of `conn`, from a connection of its own; wait for it, but
 * no longer than a second. */
void pl_my__kill(pl_db_conn *conn);

/* ---- waiting */

/* What to go on with after a call wants `status`; 0: given up, `error` says why. */
int pl_my__wait(pl_db_conn *conn, int status, pl_db_error *error);
bool pl_my__is_over(const pl_db_conn *conn);
/* "Error 1146 (42S02): ...", or "invalid connection". False. */
bool pl_my__fail(pl_db_conn *conn, unsigned number, const char *state, const char *message,
                 pl_db_error *error);

/* ---- types */

/* "UNSIGNED BIGINT"; static. */
const char *pl_my__type_name(const pl_my_field *field);
/* Is it a whole number of any width, or a year? */
bool pl_my__is_int(unsigned type);
/* The cell of a text as the protocol has it. */
void pl_my__cell(const pl_zone *zone, const pl_my_field *field, pl_str text, pl_cell *out);

/* Hand names and types of a result to the sink. False: it stops. */
bool pl_my__send_columns(pl_db_conn *conn, const pl_my_field *fields, unsigned n,
                         const pl_row_sink *sink);

/* ---- statements with arguments */

bool pl_my__run_prepared(pl_db_conn *conn, const pl_db_statement *st, pl_db_error *error);

#endif
