/* my_connect.c - connects to a MySQL server. */
#include "base/alloc.h"
#include "base/assert.h"
#include "base/clock.h"
#include "db/my.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { ADDRESSES = 16 };

/* ---- errors */

enum {
    CONN_HOST_ERROR = 2003,
    CONNECTION_ERROR = 2002,
    SERVER_GONE = 2006,
    SERVER_LOST = 2013,
    SSL_ERROR = 2026
};

bool pl_my__fail(pl_db_conn *conn, unsigned number, const char *state, const char *message,
                 pl_db_error *error)
{
    if (number == SERVER_GONE || number == SERVER_LOST || number == 0) {
        conn->broken = true;
        return pl_db__fail(error, PL_DB_LOST, "invalid connection");
    }
    pl_db__fail(error, PL_DB_FAILED, "Error %u (%s): %s", number, state, message);
    error->conflict = !strcmp(state, PL_DB_CONFLICT);
    return false;
}

static void put_place(const pl_my_dsn *dsn, const pl_net_address *address, pl_buf *out)
{
    pl_buf_printf(out, "dial %s ", dsn->protocol.ptr);
    if (address)
        pl_net__endpoint(address, dsn->port, out);
    else
        pl_buf_str(out, dsn->address);
}

/* The system's error number, which the library puts after its text: "... (111)". */
static int system_error(const char *message)
{
    const char *open = strrchr(message, '(');
    return open ? atoi(open + 1) : 0;
}

static bool explain_failure(pl_db_conn *conn, const pl_net_address *address, pl_db_error *error)
{
    unsigned number = conn->my->mysql_errno(conn->conn);
    const char *message = conn->my->mysql_error(conn->conn);
    if (number == CONN_HOST_ERROR || number == CONNECTION_ERROR) {
        int reason = system_error(message);
        pl_db__fail(error, PL_DB_FAILED, "%s", "");
        put_place(conn->dsn, address, &error->text);
        pl_buf_cstr(&error->text, ": connect");
        pl_db__add_reason(&error->text, reason ? reason : EIO);
        return false;
    }
    if (number == SSL_ERROR && strstr(message, "does not support"))
        return pl_db__fail(error, PL_DB_FAILED, "TLS requested but server does not support TLS");
    return pl_my__fail(conn, number, conn->my->mysql_sqlstate(conn->conn), message, error);
}

/* ---- waiting */

bool pl_my__must_stop(const pl_db_conn *conn)
{
    return pl_db__is_over(&conn->limits, &conn->bell.rung);
}

/* Give up a call, which leaves the library in the middle of it. The socket is shut down so that
 * closing the connection does not wait for the server. */
static int give_up(pl_db_conn *conn)
{
    conn->broken = true;
    shutdown(conn->my->mysql_get_socket(conn->conn), SHUT_RDWR);
    return 0;
}

int pl_my__wait(pl_db_conn *conn, int status, pl_db_error *error)
{
    uint64_t silent = conn->dsn->read_timeout ? pl_clock_ns() + conn->dsn->read_timeout : 0;
    for (;;) {
        uint64_t until = conn->limits.deadline;
        if (silent && (!until || silent < until))
            until = silent;
        if (pl_my__must_stop(conn)) {
            pl_my__kill(conn);
            pl_db__cancelled(error);
            return give_up(conn);
        }
        if (silent && pl_clock_ns() >= silent) {
            pl_db__fail(error, PL_DB_LOST, "invalid connection");
            return give_up(conn);
        }
        if (pl_net__wait(conn->my->mysql_get_socket(conn->conn), status & PL_MY_WAIT_WRITE,
                         &conn->bell, until))
            return status & (PL_MY_WAIT_READ | PL_MY_WAIT_WRITE);
    }
}

bool pl_my__finish(pl_db_conn *conn, int status, int (*go_on)(int *result, void *of, int status),
                   int *result, void *of, pl_db_error *error)
{
    pl_assert(conn->conn && status >= 0);
    while (status) {
        status = pl_my__wait(conn, status, error);
        if (!status)
            return false;
        status = go_on(result, of, status);
    }
    return true;
}

/* ---- connecting */

pl_db_conn *pl_my__new(const pl_libmariadb *my, const pl_my_dsn *dsn, pl_helpers *helpers)
{
    pl_db_conn *conn = pl_mem_zalloc(sizeof *conn);
    conn->my = my;
    conn->dsn = dsn;
    conn->helpers = helpers;
    pl_net__bell_open(&conn->bell);
    return conn;
}

void pl_my__close(pl_db_conn *conn)
{
    if (!conn)
        return;
    if (conn->conn && conn->broken)
        shutdown(conn->my->mysql_get_socket(conn->conn), SHUT_RDWR);
    if (conn->conn)
        conn->my->mysql_close(conn->conn);
    pl_net__bell_close(&conn->bell);
    pl_arena_done(&conn->arena);
    pl_mem_free(conn);
}

/* Set the options of a connection that is about to be made. Returns flags for the library. */
static unsigned long set_options(const pl_libmariadb *my, const pl_my_dsn *dsn, void *conn)
{
    unsigned files = dsn->local_files, tcp = 1;
    char on = 1, off = 0, verify = dsn->tls == PL_MY_TLS_ON;
    my->mysql_options(conn, PL_MY_CHARSET_NAME, dsn->charset.ptr);
    my->mysql_options(conn, PL_MY_LOCAL_INFILE, &files);
    if (dsn->host.len) /* else the library takes the name localhost for a socket */
        my->mysql_options(conn, PL_MY_PROTOCOL, &tcp);
    if (dsn->tls == PL_MY_TLS_ON || dsn->tls == PL_MY_TLS_SKIP)
        my->mysql_options(conn, PL_MY_SSL_ENFORCE, &on);
    my->mysql_options(conn, PL_MY_VERIFY_CERT, verify ? &on : &off);
    if (dsn->cleartext)
        my->mysql_options(conn, PL_MY_CLEARTEXT, &on);
    return (dsn->found_rows ? PL_MY_FOUND_ROWS : 0) | PL_MY_MULTI_RESULTS |
           (dsn->multi ? PL_MY_MULTI : 0);
}

/* Does the library connect by name? Then it looks the name up itself, in the middle of a call. */
static bool by_name(const pl_my_dsn *dsn)
{
    return dsn->tls == PL_MY_TLS_ON && dsn->host.len;
}

const char *pl_my__host(const pl_my_dsn *dsn, const pl_net_address *address)
{
    return by_name(dsn) ? dsn->host.ptr : address->ip;
}

bool pl_my__attempt(pl_db_conn *conn, const pl_net_address *address, pl_db_error *error)
{
    const pl_my_dsn *dsn = conn->dsn;
    void *done = NULL;
    conn->conn = conn->my->mysql_init(NULL);
    conn->my->mysql_options(conn->conn, PL_MY_NONBLOCK, NULL);
    unsigned long flags = set_options(conn->my, dsn, conn->conn);
    snprintf(conn->ip, sizeof conn->ip, "%s", address ? address->ip : "");
    pl_db_limits outer = conn->limits;
    uint64_t limit = dsn->timeout ? pl_clock_ns() + dsn->timeout : 0;
    bool own = limit && (!outer.deadline || limit < outer.deadline);
    if (own)
        conn->limits.deadline = limit;
    int status = conn->my->mysql_real_connect_start(
        &done, conn->conn, address ? pl_my__host(dsn, address) : NULL, dsn->user.ptr,
        dsn->password.ptr, dsn->database.len ? dsn->database.ptr : NULL, dsn->port,
        address ? NULL : dsn->address.ptr, flags);
    bool gone = false;
    while (status && !gone) {
        status = pl_my__wait(conn, status, error);
        gone = !status;
        if (!gone)
            status = conn->my->mysql_real_connect_cont(&done, conn->conn, status);
    }
    conn->limits = outer;
    if (gone && own && !pl_my__must_stop(conn)) {
        pl_db__fail(error, PL_DB_FAILED, "%s", "");
        put_place(dsn, address, &error->text);
        pl_buf_cstr(&error->text, ": i/o timeout");
    }
    if (done && !gone)
        return true;
    return !gone && explain_failure(conn, address, error);
}

static void reset_conn(pl_db_conn *conn)
{
    conn->my->mysql_close(conn->conn);
    conn->conn = NULL;
    conn->broken = false;
}

/* Connect to the first address that answers. If none does, the error is that of the first, as in
 * Go.
 */
static bool connect_any(pl_db_conn *conn, pl_db_error *error)
{
    pl_net_address at[ADDRESSES];
    pl_db_error later = { 0 };
    if (!conn->dsn->host.len)
        return pl_my__attempt(conn, NULL, error);
    unsigned n = pl_net__resolve(conn->helpers, &conn->limits, conn->dsn->host.ptr, at, ADDRESSES);
    if (!n && pl_my__must_stop(conn))
        return pl_db__cancelled(error);
    if (!n) {
        pl_db__fail(error, PL_DB_FAILED, "dial tcp: ");
        pl_net__no_host(conn->dsn->host.ptr, &error->text);
        return false;
    }
    bool ok = pl_my__attempt(conn, &at[0], error);
    bool all = by_name(conn->dsn); /* the library tries all addresses of the name */
    for (unsigned i = 1; i < n && !ok && !all && !pl_my__must_stop(conn); i++) {
        reset_conn(conn);
        ok = pl_my__attempt(conn, &at[i], &later);
    }
    pl_db_error_done(&later);
    return ok;
}

/* ---- on a helper thread, as the library looks a name up */

typedef struct dial {
    pl_helper helper;
    pl_db_conn *conn;
    pl_db_error error;
    bool ok;
} dial;

static void free_dial(pl_helper *helper)
{
    dial *d = (dial *)helper;
    pl_my__close(d->conn);
    pl_db_error_done(&d->error);
    pl_mem_free(d);
}

static void run_dial(pl_helper *helper)
{
    dial *d = (dial *)helper;
    d->ok = connect_any(d->conn, &d->error);
}

static pl_db_conn *connect_by_name(pl_db_conn *conn, pl_db_error *error)
{
    pl_db_limits limits = conn->limits;
    dial *d = pl_mem_zalloc(sizeof *d);
    d->helper.work = run_dial;
    d->helper.free = free_dial;
    d->conn = conn;
    conn->limits.fired = &d->helper.dropped; /* the caller's flag may be freed before the helper */
    if (!pl_helpers_run(conn->helpers, &d->helper, &limits, NULL)) {
        if (pl_db__is_over(&limits, NULL))
            pl_db__cancelled(error);
        else
            pl_db__fail(error, PL_DB_FAILED, "cannot start a thread");
        return NULL;
    }
    conn->limits = limits;
    if (d->ok)
        d->conn = NULL;
    else
        pl_db__fail(error, d->error.end, "%.*s", PL_FMT(d->error.text));
    bool ok = d->ok;
    free_dial(&d->helper);
    return ok ? conn : NULL;
}

pl_db_conn *pl_my__connect(pl_db_conn *conn, pl_db_error *error)
{
    if (by_name(conn->dsn))
        return connect_by_name(conn, error);
    if (connect_any(conn, error))
        return conn;
    pl_my__close(conn);
    return NULL;
}
