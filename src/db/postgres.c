/* postgres.c - PostgreSQL, by its own client library.
 *
 * The connection never blocks in the library: it waits in poll() for the socket and for a bell that
 * interrupt() rings. Statements use the extended protocol, so one text is one statement, and rows
 * arrive one by one.
 *
 * A statement that has to end early is cancelled on the server (pg_cancel.c). As the request
 * may reach the server late, a connection whose statement was cancelled is not used again. */
#include "base/alloc.h"
#include "base/assert.h"
#include "db/pg.h"
#include <poll.h>
#include <stdatomic.h>

struct pl_db_source {
    pl_arena arena;
    pl_pg_config config;
    pl_pg_library library;
    pl_helpers helpers;
};

struct pl_db_conn {
    const pl_libpq *pq;
    pl_helpers *helpers; /* of the pool */
    PGconn *conn;
    pl_net_bell bell;
    bool broken;         /* no further query may run on it */
    pl_db_limits limits; /* of the running query */
    pl_arena arena;      /* of the running query */
};

static void cancel(pl_db_conn *conn)
{
    if (!conn->broken)
        pl_pg__cancel(conn->helpers, conn->pq, conn->conn);
    conn->broken = true;
}

static bool is_over(const pl_db_conn *conn)
{
    return pl_db__is_over(&conn->limits, &conn->bell.rung);
}

/* ---- errors */

static bool has(const char *text, const char *part)
{
    return text && strstr(text, part);
}

/* Report that the connection was closed. */
static bool lost(pl_db_conn *conn, pl_db_error *error)
{
    conn->broken = true;
    return pl_db__fail(error, PL_DB_LOST, "unexpected EOF");
}

static bool is_fatal(const char *severity)
{
    return has(severity, "FATAL") || has(severity, "PANIC");
}

static bool failed(pl_db_conn *conn, const PGresult *result, pl_db_error *error)
{
    const char *state = conn->pq->PQresultErrorField(result, PL_PQ_SQLSTATE);
    const char *message = conn->pq->PQresultErrorField(result, PL_PQ_MESSAGE);
    const char *severity = conn->pq->PQresultErrorField(result, PL_PQ_SEVERITY);
    bool fatal = is_fatal(severity);
    if (!state || !message)
        return lost(conn, error);
    conn->broken |= fatal || conn->pq->PQstatus(conn->conn) != PL_PQ_CONNECTION_OK;
    if (has(message, "canceling statement due to user request"))
        return pl_db__fail(error, PL_DB_FAILED, "execution cancelled");
    return pl_db__fail(error, conn->broken ? PL_DB_LOST : PL_DB_FAILED, "%s%s%s (SQLSTATE %s)",
                       fatal ? severity : "", fatal ? ": " : "", message, state);
}

/* ---- waiting */

/* Wait until everything was sent. False: the connection is lost, or a limit was reached. */
static bool flush(pl_db_conn *conn, pl_db_error *error)
{
    pl_assert(!conn->broken);
    int left;
    while ((left = conn->pq->PQflush(conn->conn)) > 0) {
        if (is_over(conn)) {
            cancel(conn);
            return pl_db__cancelled(error);
        }
        if (pl_net__wait(conn->pq->PQsocket(conn->conn), true, &conn->bell,
                         conn->limits.deadline) &&
            !conn->pq->PQconsumeInput(conn->conn))
            return lost(conn, error);
    }
    return left == 0 || lost(conn, error);
}

/* Wait for the next result; NULL after the last. False: the connection is lost, or a limit was
 * reached. */
static bool next_result(pl_db_conn *conn, PGresult **out, pl_db_error *error)
{
    pl_assert(!conn->broken);
    *out = NULL;
    while (conn->pq->PQisBusy(conn->conn)) {
        if (is_over(conn)) {
            cancel(conn);
            return pl_db__cancelled(error);
        }
        if (pl_net__wait(conn->pq->PQsocket(conn->conn), false, &conn->bell,
                         conn->limits.deadline) &&
            !conn->pq->PQconsumeInput(conn->conn) && conn->pq->PQisBusy(conn->conn))
            return lost(conn, error);
    }
    *out = conn->pq->PQgetResult(conn->conn);
    return true;
}

/* The one result of a step without rows, which the caller clears. NULL: an error. */
static PGresult *only_result(pl_db_conn *conn, pl_db_error *error)
{
    PGresult *first, *more;
    pl_db_error later = { 0 };
    if (!flush(conn, error) || !next_result(conn, &first, error))
        return NULL;
    bool ok = first && conn->pq->PQresultStatus(first) == PL_PQ_COMMAND_OK;
    if (!ok && first)
        failed(conn, first, error);
    else if (!ok)
        lost(conn, error);
    while (!conn->broken && next_result(conn, &more, &later) && more)
        conn->pq->PQclear(more);
    pl_db_error_done(&later);
    if (ok && !conn->broken)
        return first;
    conn->pq->PQclear(first);
    return NULL;
}

/* ---- rows */

typedef struct reader {
    pl_db_conn *conn;
    const pl_row_sink *sink;
    bool started; /* columns were sent */
    int n;
    const pl_pg_type **types;
    pl_cell *cells;
} reader;

static bool send_columns(reader *r, const PGresult *result)
{
    const pl_libpq *pq = r->conn->pq;
    pl_arena *arena = &r->conn->arena;
    r->started = true;
    r->n = result ? pq->PQnfields(result) : 0;
    pl_column *columns = pl_arena_alloc(arena, ((size_t)r->n + 1) * sizeof *columns);
    r->types = pl_arena_alloc(arena, ((size_t)r->n + 1) * sizeof *r->types);
    r->cells = pl_arena_zero(arena, ((size_t)r->n + 1) * sizeof *r->cells, 16);
    for (int i = 0; i < r->n; i++) {
        r->types[i] = pl_pg__type(pq->PQftype(result, i));
        columns[i] = (pl_column){ .name = pl_str_cstr(pq->PQfname(result, i)),
                                  .type = pl_pg__type_name(arena, pq->PQftype(result, i)) };
    }
    return pl_db__columns(arena, columns, (uint32_t)r->n, r->sink);
}

static bool send_row(reader *r, const PGresult *result, int row)
{
    const pl_libpq *pq = r->conn->pq;
    pl_mark mark = pl_arena_mark(&r->conn->arena);
    for (int i = 0; i < r->n; i++) {
        r->cells[i].tag = PL_CELL_NULL;
        if (!pq->PQgetisnull(result, row, i))
            pl_pg__cell(&r->conn->arena, r->types[i],
                        pl_str_make(pq->PQgetvalue(result, row, i),
                                    (size_t)pq->PQgetlength(result, row, i)),
                        &r->cells[i]);
    }
    bool ok = r->sink->row(r->sink->ctx, r->cells);
    pl_arena_rewind(&r->conn->arena, mark);
    return ok;
}

static bool stop(reader *r, pl_db_error *error)
{
    cancel(r->conn);
    return pl_db__stopped(error);
}

static bool send_rows(reader *r, const PGresult *result, pl_db_error *error)
{
    int n = r->conn->pq->PQntuples(result);
    if (!r->started && !send_columns(r, result))
        return stop(r, error);
    for (int i = 0; i < n; i++) {
        error->late = true;
        if (!send_row(r, result, i))
            return stop(r, error);
    }
    return true;
}

static bool read_result(reader *r, const PGresult *result, pl_db_error *error)
{
    switch (r->conn->pq->PQresultStatus(result)) {
    case PL_PQ_SINGLE_TUPLE:
    case PL_PQ_TUPLES_OK: return send_rows(r, result, error);
    case PL_PQ_COMMAND_OK:
    case PL_PQ_EMPTY_QUERY: return r->started || send_columns(r, NULL) || stop(r, error);
    case PL_PQ_COPY_IN:
    case PL_PQ_COPY_OUT:
    case PL_PQ_COPY_BOTH:
        cancel(r->conn);
        return pl_db__fail(error, PL_DB_FAILED, "cannot run COPY with the client as its other end");
    default: return failed(r->conn, result, error);
    }
}

/* Read all results of a statement. Those that follow an error must be read as well. */
static bool read_all(pl_db_conn *conn, const pl_row_sink *sink, pl_db_error *error)
{
    reader r = { .conn = conn, .sink = sink };
    pl_db_error later = { 0 };
    PGresult *result;
    bool ok = true, end = false;
    for (unsigned n = 1; !conn->broken && !end; n++) {
        if (!next_result(conn, &result, ok ? error : &later)) {
            ok = false;
            break;
        }
        end = !result;
        if (ok && n % 256 == 0 && is_over(conn)) {
            cancel(conn);
            ok = pl_db__cancelled(error);
        }
        if (result)
            ok = ok && read_result(&r, result, error);
        conn->pq->PQclear(result);
    }
    pl_db_error_done(&later);
    return ok;
}

/* ---- statements */

static bool send(pl_db_conn *conn, int sent, pl_db_error *error)
{
    return sent ? flush(conn, error) : lost(conn, error);
}

static bool run_plain(pl_db_conn *conn, const pl_db_statement *st, pl_db_error *error)
{
    const pl_libpq *pq = conn->pq;
    int sent = pq->PQsendQueryParams(conn->conn, st->sql.ptr, 0, NULL, NULL, NULL, NULL, 0);
    sent = sent && pq->PQsetSingleRowMode(conn->conn);
    return send(conn, sent, error) && read_all(conn, st->sink, error);
}

static bool encode_all(pl_db_conn *conn, const pl_db_statement *st, const PGresult *described,
                       const char **values, pl_db_error *error)
{
    uint32_t wanted = (uint32_t)conn->pq->PQnparams(described);
    if (wanted != st->n_args)
        return pl_db__fail(error, PL_DB_FAILED, "expected %u arguments, got %u", wanted,
                           st->n_args);
    for (uint32_t i = 0; i < wanted; i++)
        if (!pl_pg__encode(&conn->arena, &st->args[i], i, conn->pq->PQparamtype(described, (int)i),
                           &values[i], error))
            return false;
    return true;
}

/* Run a statement with arguments. The server reports the types of the parameters before these are
 * encoded. */
static bool run_prepared(pl_db_conn *conn, const pl_db_statement *st, pl_db_error *error)
{
    const pl_libpq *pq = conn->pq;
    if (!send(conn, pq->PQsendPrepare(conn->conn, "", st->sql.ptr, 0, NULL), error))
        return false;
    PGresult *prepared = only_result(conn, error);
    if (!prepared)
        return false;
    pq->PQclear(prepared);
    if (!send(conn, pq->PQsendDescribePrepared(conn->conn, ""), error))
        return false;
    PGresult *described = only_result(conn, error);
    if (!described)
        return false;
    const char **values = pl_arena_alloc(&conn->arena, ((size_t)st->n_args + 1) * sizeof *values);
    bool ok = encode_all(conn, st, described, values, error);
    pq->PQclear(described);
    if (!ok)
        return false;
    int sent = pq->PQsendQueryPrepared(conn->conn, "", (int)st->n_args, values, NULL, NULL, 0);
    sent = sent && pq->PQsetSingleRowMode(conn->conn);
    return send(conn, sent, error) && read_all(conn, st->sink, error);
}

static bool query(pl_db_conn *conn, const pl_db_statement *st, pl_db_error *error)
{
    bool plain = !st->n_args && pl_str_find(st->sql, '$') == st->sql.len;
    pl_db__begin(&conn->limits, st, error);
    bool ok = plain ? run_plain(conn, st, error) : run_prepared(conn, st, error);
    pl_db__end(&conn->limits, &conn->arena);
    return ok;
}

/* ---- connections */

static void finish(pl_db_source *source)
{
    pl_helpers_done(&source->helpers);
    pl_library__done(&source->library.library);
    pl_arena_done(&source->arena);
    pl_mem_free(source);
}

static pl_db_source *start(const pl_db_target *target, pl_db_error *error)
{
    pl_db_source *source = pl_mem_zalloc(sizeof *source);
    pl_library__init(&source->library.library);
    pl_helpers_init(&source->helpers);
    if (pl_pg__configure(&source->arena, target, &source->config, error))
        return source;
    finish(source);
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
    conn->broken |= is_fatal(conn->pq->PQresultErrorField(result, PL_PQ_SEVERITY));
}

static bool set(pl_db_conn *conn, pl_str sql, const pl_db_limits *limits, pl_db_error *error)
{
    pl_db_statement st = { .sql = sql, .limits = *limits, .sink = &pl_db__no_sink };
    return query(conn, &st, error);
}

/* Make settings by which texts can be read as values: one form of dates, floats with all digits. */
static bool apply_settings(pl_db_conn *conn, const pl_db_limits *limits, pl_db_error *error)
{
    const char *style = conn->pq->PQparameterStatus(conn->conn, "DateStyle");
    if (style && strncmp(style, "ISO", 3) != 0 &&
        !set(conn, PL_S("SET datestyle TO ISO"), limits, error))
        return false;
    return conn->pq->PQserverVersion(conn->conn) >= 120000 ||
           set(conn, PL_S("SET extra_float_digits TO 3"), limits, error);
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
    if (apply_settings(conn, limits, error))
        return conn;
    close_conn(conn);
    return NULL;
}

static void interrupt(pl_db_conn *conn)
{
    pl_net__bell_ring(&conn->bell);
}

/* Is the connection alive? If the server has ended it while it was idle, there is input: a last
 * message and, perhaps later, the end. */
static bool alive(pl_db_conn *conn)
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

const pl_db_driver pl_db__postgres = {
    .name = "postgres",
    .eager = true,
    .search_path = true,
    .library = &pl_pg__library_name,
    .start = start,
    .finish = finish,
    .open = open_conn,
    .query = query,
    .interrupt = interrupt,
    .alive = alive,
    .close = close_conn,
};
