/* pg_run.c - runs one statement on PostgreSQL and passes its rows on one by one.
 *
 * The library never blocks: poll() waits for the socket and for a bell that interrupt() rings. The
 * extended protocol makes one text one statement.
 *
 * A statement is one transaction of the protocol, with one Sync at its end. A pooler that assigns
 * server connections for one transaction may give the next Sync another one, on which the unnamed
 * statement is another client's. Without arguments all messages are sent together. With arguments
 * the server must name the types of the parameters first, so a pipeline requests that with Flush:
 *
 *     Parse, Describe, Flush  ->  types  ->  Bind, Execute, Sync  ->  rows, ReadyForQuery
 *     Parse, Describe, Flush  ->  types or error  ->  Sync  ->  ReadyForQuery
 */
#include "base/assert.h"
#include "db/pg_conn.h"
#include <stdatomic.h>

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

static bool has_part(const char *text, const char *part)
{
    return text && strstr(text, part);
}

/* Report that the connection was closed. */
static bool lost(pl_db_conn *conn, pl_db_error *error)
{
    conn->broken = true;
    return pl_db__fail(error, PL_DB_LOST, "unexpected EOF");
}

bool pl_pg__is_fatal(const char *severity)
{
    return has_part(severity, "FATAL") || has_part(severity, "PANIC");
}

/* Append the SQLSTATE, unless it is 00000, which QuestDB sends with every error. */
static void put_state(pl_buf *text, const char *state)
{
    if (strcmp(state, "00000") != 0)
        pl_buf_printf(text, " (SQLSTATE %s)", state);
}

static bool failed(pl_db_conn *conn, const PGresult *result, pl_db_error *error)
{
    const char *state = conn->pq->PQresultErrorField(result, PL_PQ_SQLSTATE);
    const char *message = conn->pq->PQresultErrorField(result, PL_PQ_MESSAGE);
    const char *severity = conn->pq->PQresultErrorField(result, PL_PQ_SEVERITY);
    bool fatal = pl_pg__is_fatal(severity);
    if (!state || !message)
        return lost(conn, error);
    conn->broken |= fatal || conn->pq->PQstatus(conn->conn) != PL_PQ_CONNECTION_OK;
    if (has_part(message, "canceling statement due to user request"))
        return pl_db__fail(error, PL_DB_FAILED, "execution cancelled");
    pl_db__fail(error, conn->broken ? PL_DB_LOST : PL_DB_FAILED, "%s%s%s", fatal ? severity : "",
                fatal ? ": " : "", message);
    put_state(&error->text, state);
    error->conflict = !conn->broken && !strcmp(state, PL_DB_CONFLICT);
    return false;
}

/* ---- waiting */

/* Wait until everything was sent. False: the connection is lost, or a limit was reached. */
static bool flush_sent(pl_db_conn *conn, pl_db_error *error)
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
    if (!flush_sent(conn, error) || !next_result(conn, &first, error))
        return NULL;
    bool ok = first && conn->pq->PQresultStatus(first) == PL_PQ_COMMAND_OK;
    if (!ok && first)
        failed(conn, first, error);
    else if (!ok)
        lost(conn, error);
    while (!conn->broken && next_result(conn, &more, ok ? error : &later) && more)
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
    return sent ? flush_sent(conn, error) : lost(conn, error);
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

/* ---- pipelines: statements with arguments */

/* Ask for the types of the parameters. Returns them, to be cleared by the caller. NULL: an error.
 */
static PGresult *describe_params(pl_db_conn *conn, pl_str sql, pl_db_error *error)
{
    const pl_libpq *pq = conn->pq;
    int sent = pq->PQsendPrepare(conn->conn, "", sql.ptr, 0, NULL);
    sent = sent && pq->PQsendDescribePrepared(conn->conn, "");
    sent = sent && pq->PQsendFlushRequest(conn->conn);
    if (!send(conn, sent, error))
        return NULL;
    PGresult *prepared = only_result(conn, error);
    pq->PQclear(prepared);
    return prepared ? only_result(conn, error) : NULL;
}

/* Read the remaining results of a pipeline, up to the answer to its Sync. The Sync commits, so it
 * may be the first step to fail (deferred constraints). A connection on which that answer does not
 * arrive is broken. */
static bool drain(pl_db_conn *conn, pl_db_error *error)
{
    PGresult *result;
    bool ok = true, synced = false;
    for (bool gap = false; !conn->broken && !synced;) {
        if (!next_result(conn, &result, error))
            return false;
        int status = result ? conn->pq->PQresultStatus(result) : PL_PQ_EMPTY_QUERY;
        synced = status == PL_PQ_PIPELINE_SYNC;
        if (status == PL_PQ_FATAL_ERROR)
            ok = failed(conn, result, error);
        if (!result && gap) /* the library has nothing more */
            ok = lost(conn, error);
        gap = !result;
        conn->pq->PQclear(result);
    }
    return ok && synced;
}

/* Send the statement of a pipeline, if `values` are there, and its Sync; pass its rows on. */
static bool execute(pl_db_conn *conn, const pl_db_statement *st, const char *const *values,
                    pl_db_error *error)
{
    const pl_libpq *pq = conn->pq;
    int sent = pq->PQsendQueryPrepared(conn->conn, "", (int)st->n_args, values, NULL, NULL, 0);
    sent = sent && pq->PQpipelineSync(conn->conn);
    sent = sent && pq->PQsetSingleRowMode(conn->conn);
    return send(conn, sent, error) && read_all(conn, st->sink, error);
}

static bool synchronize(pl_db_conn *conn, pl_db_error *error)
{
    return !conn->broken && send(conn, conn->pq->PQpipelineSync(conn->conn), error);
}

static bool run_pipeline(pl_db_conn *conn, const pl_db_statement *st, pl_db_error *error)
{
    const pl_libpq *pq = conn->pq;
    pl_db_error later = { 0 };
    if (!pq->PQenterPipelineMode(conn->conn))
        return lost(conn, error);
    const char **values = pl_arena_alloc(&conn->arena, ((size_t)st->n_args + 1) * sizeof *values);
    PGresult *described = describe_params(conn, st->sql, error);
    bool ready = described && encode_all(conn, st, described, values, error);
    pq->PQclear(described);
    bool ok = ready && execute(conn, st, values, error);
    if (ready || synchronize(conn, &later))
        ok = drain(conn, ok ? error : &later) && ok;
    /* libpq refuses while results are unread, and the next statement must not get those. */
    conn->broken |= !pq->PQexitPipelineMode(conn->conn);
    pl_db_error_done(&later);
    return ok;
}

bool pl_pg__query(pl_db_conn *conn, const pl_db_statement *st, pl_db_error *error)
{
    bool plain = !st->n_args && pl_str_find(st->sql, '$') == st->sql.len;
    pl_db__begin(&conn->limits, st, error);
    bool ok = plain ? run_plain(conn, st, error) : run_pipeline(conn, st, error);
    pl_db__end(&conn->limits, &conn->arena);
    return ok;
}
