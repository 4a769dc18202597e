/* my.h - definitions that the files of the MySQL driver share. */
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
    char ip[48];  /* the server's address, for the request to kill; empty: a socket */
    bool no_kill; /* it serves a kill itself */
    pl_net_bell bell;
    bool broken;         /* no further query may run on it */
    pl_str sql;          /* of the running query, borrowed; NULL between queries */
    bool has_args;       /* the running query has */
    pl_db_limits limits; /* of the running query */
    pl_arena arena;      /* of the running query */
};

/* ---- connecting */

/* Make a connection object that is not connected yet. Owned; pl_my__close(). */
pl_db_conn *pl_my__new(const pl_libmariadb *my, const pl_my_dsn *dsn, pl_helpers *helpers);
void pl_my__close(pl_db_conn *conn);
/* Connect `conn` within conn->limits and return it, or close it and return NULL with `error` filled
 * in. Takes over `conn`. */
pl_db_conn *pl_my__connect(pl_db_conn *conn, pl_db_error *error);
/* The host that the library connects to: the name if it verifies the certificate against it, else
 * the address. Borrowed from `dsn` or `address`. */
const char *pl_my__host(const pl_my_dsn *dsn, const pl_net_address *address);
/* Connect `conn` to `address` within conn->limits; NULL means the socket of the data source name.
 * False with `error` filled in. */
bool pl_my__attempt(pl_db_conn *conn, const pl_net_address *address, pl_db_error *error);

/* ---- killing */

/* Ask the server, over a second connection, to end the statement of `conn`, which is then broken.
 * Waits at most a second. A load balancer may lead the second connection to another server,
 * where our connection number belongs to somebody else. So the function first reads the statement
 * that runs on that number, and kills it only if it is ours. */
void pl_my__kill(pl_db_conn *conn);
/* Is `info`, a running statement as the server lists it, the statement `sql`? With `marks`, `info`
 * may have values where `sql` has question marks. With `part`, it may be one of several statements
 * in `sql`. */
bool pl_my__is_statement(pl_str sql, bool marks, bool part, pl_str info);

/* ---- waiting */

/* Wait for the events in `status`, the result of a non-blocking call, and return those that
 * happened, with which the call is continued. 0: the call was given up, with `error` filled in. */
int pl_my__wait(pl_db_conn *conn, int status, pl_db_error *error);
/* Complete a non-blocking call whose X_start() returned `status`: call `go_on`, its X_cont(), until
 * it has set *result. False with `error` filled in if a limit ended the call first. */
bool pl_my__finish(pl_db_conn *conn, int status, int (*go_on)(int *result, void *of, int status),
                   int *result, void *of, pl_db_error *error);
/* Has the running statement reached a limit, or was it interrupted? */
bool pl_my__must_stop(const pl_db_conn *conn);
/* Set the error "Error 1146 (42S02): ..." or "invalid connection". Returns false. */
bool pl_my__fail(pl_db_conn *conn, unsigned number, const char *state, const char *message,
                 pl_db_error *error);

/* ---- types */

/* "UNSIGNED BIGINT"; static. */
const char *pl_my__type_name(const pl_my_field *field);
/* Is the type a whole number of any width, or a year? */
bool pl_my__is_int(unsigned type);
/* Make a cell of the text that the protocol sends. */
void pl_my__cell(const pl_zone *zone, const pl_my_field *field, pl_str text, pl_cell *out);

/* Pass names and types of a result to the sink. False: the sink stops the query. */
bool pl_my__send_columns(pl_db_conn *conn, const pl_my_field *fields, unsigned n,
                         const pl_row_sink *sink);

/* ---- statements */

/* query() of the driver. */
bool pl_my__query(pl_db_conn *conn, const pl_db_statement *st, pl_db_error *error);

bool pl_my__run_prepared(pl_db_conn *conn, const pl_db_statement *st, pl_db_error *error);

#endif
