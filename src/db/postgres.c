/* postgres.c - PostgreSQL, by its own client library.
 *
 * Here are connections and their settings; pg_connect.c makes them, pg_run.c runs statements on
 * them. One whose statement had to end early is cancelled on the server (pg_cancel.c). As the
 * request may reach the server late, such a connection is not used again. */
#include "base/alloc.h"
#include "base/assert.h"
#include "db/pg_conn.h"
#include <poll.h>
#include <stdatomic.h>

struct pl_db_source {
    pl_arena arena;
    pl_pg_config config;
    pl_pg_library library;
    pl_helpers helpers;
};

/* ---- connections */

static void pg_finish(pl_db_source *source)
{
    pl_helpers_done(&source->helpers);
    pl_library__done(&source->library.library);
    pl_arena_done(&source->arena);
    pl_mem_free(source);
}

static pl_db_source *pg_start(const pl_db_target *target, pl_db_error *error)
{
    pl_db_source *source = pl_mem_zalloc(sizeof *source);
    pl_library__init(&source->library.library);
    pl_helpers_init(&source->helpers);
    if (pl_pg__configure(&source->arena, target, &source->config, error))
        return source;
    pg_finish(source);
    return NULL;
}

static void close_conn(pl_db_conn *conn)
{
    if (!conn)
        return;
    conn->pq->PQfinish(conn->conn);
    pl_net__bell_close(&conn->bell);
    pl_arena_done(&conn->arena);
    pl_mem_free(conn);
}

/* libpq passes on as a notice the message with which a server ends an idle connection. */
static void on_notice(void *ctx, const PGresult *result)
{
    pl_db_conn *conn = ctx;
    conn->broken |= pl_pg__is_fatal(conn->pq->PQresultErrorField(result, PL_PQ_SEVERITY));
}

static bool set_session(pl_db_conn *conn, pl_str sql, const pl_db_limits *limits,
                        pl_db_error *error)
{
    pl_db_statement st = { .sql = sql, .limits = *limits, .sink = &pl_db__no_sink };
    return pl_pg__query(conn, &st, error);
}

/* Ask servers before version 12 for floats with all digits. Redshift, which reports version 8.0.2,
 * accepts at most 2. A server that refuses the setting sends fewer digits; that is no error. */
static bool ask_for_digits(pl_db_conn *conn, const pl_db_limits *limits, pl_db_error *error)
{
    int version = conn->pq->PQserverVersion(conn->conn);
    pl_str sql = version >= 90000 ? PL_S("SET extra_float_digits TO 3")
                                  : PL_S("SET extra_float_digits TO 2");
    return version >= 120000 || set_session(conn, sql, limits, error) || error->end == PL_DB_FAILED;
}

/* Make settings by which texts can be read as values: one form of dates, floats with all digits. */
static bool apply_settings(pl_db_conn *conn, const pl_db_limits *limits, pl_db_error *error)
{
    const char *style = conn->pq->PQparameterStatus(conn->conn, "DateStyle");
    if (style && strncmp(style, "ISO", 3) != 0 &&
        !set_session(conn, PL_S("SET datestyle TO ISO"), limits, error))
        return false;
    return ask_for_digits(conn, limits, error);
}

static pl_db_conn *open_conn(const pl_db_target *target, const pl_db_limits *limits,
                             pl_db_error *error)
{
    const pl_libpq *pq = pl_pg__library(&target->source->library, target, error);
    pl_helpers *helpers = &target->source->helpers;
    PGconn *pg = pq ? pl_pg__connect(pq, helpers, &target->source->config, limits, error) : NULL;
    if (!pg)
        return NULL;
    pl_db_conn *conn = pl_mem_zalloc(sizeof *conn);
    conn->pq = pq;
    conn->helpers = helpers;
    conn->conn = pg;
    pl_net__bell_open(&conn->bell);
    pq->PQsetNoticeReceiver(pg, on_notice, conn);
    pq->PQsetnonblocking(pg, 1);
    if (apply_settings(conn, limits, error)) {
        conn->read_only = target->read_only;
        return conn;
    }
    close_conn(conn);
    return NULL;
}

/* A text is one statement (pg_run.c), so none can leave the transaction and go on. */
static bool query(pl_db_conn *conn, const pl_db_statement *statement, pl_db_error *error)
{
    if (!conn->read_only)
        return pl_pg__query(conn, statement, error);
    pl_db_error late = { 0 };
    bool ok = set_session(conn, PL_S("BEGIN READ ONLY"), &statement->limits, error) &&
              pl_pg__query(conn, statement, error);
    conn->broken |=
        !conn->broken && !set_session(conn, PL_S("ROLLBACK"), &statement->limits, &late);
    pl_db_error_done(&late);
    return ok;
}

static void pg_interrupt(pl_db_conn *conn)
{
    pl_net__bell_ring(&conn->bell);
}

/* Is the connection alive? If the server has ended it while it was idle, there is input: a last
 * message and, perhaps later, the end. */
static bool pg_is_alive(pl_db_conn *conn)
{
    struct pollfd fd = { .fd = conn->pq->PQsocket(conn->conn), .events = POLLIN };
    pl_net__bell_clear(&conn->bell);
    for (int i = 0; i < 2 && !conn->broken && poll(&fd, 1, 0) != 0; i++)
        if (conn->pq->PQconsumeInput(conn->conn))
            conn->pq->PQisBusy(conn->conn); /* on_notice() */
        else
            conn->broken = true;
    return !conn->broken && conn->pq->PQstatus(conn->conn) == PL_PQ_CONNECTION_OK;
}

static bool take_pid(void *ctx, const pl_cell *cells)
{
    if (cells[0].tag == PL_CELL_INT)
        *(int64_t *)ctx = cells[0].i;
    return true;
}

/* A pooler reports process numbers of its own to its clients: compare the number that libpq got
 * with the one that the server has. */
static bool is_lent(pl_db_conn *conn, const pl_db_limits *limits)
{
    int64_t pid = 0;
    pl_row_sink sink = { pl_db__no_columns, take_pid, &pid };
    pl_db_statement ask = { .sql = PL_S("select pg_backend_pid()"),
                            .limits = *limits,
                            .sink = &sink };
    pl_db_error error = { 0 };
    bool known = pl_pg__query(conn, &ask, &error) && pid;
    pl_db_error_done(&error);
    return known && pid != conn->pq->PQbackendPID(conn->conn);
}

const pl_db_driver pl_db__postgres = {
    .name = "postgres",
    .eager = true,
    .search_path = true,
    .library = &pl_pg__library_name,
    .start = pg_start,
    .finish = pg_finish,
    .open = open_conn,
    .query = query,
    .interrupt = pg_interrupt,
    .alive = pg_is_alive,
    .is_lent = is_lent,
    .close = close_conn,
};
