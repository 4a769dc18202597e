/* mysql.c - MySQL and MariaDB, by MariaDB's client library.
 *
 * Its calls do not block: each returns the events that it waits for and is continued after them, so
 * that a deadline or a stop can end the wait. In that case the statement is killed on the server
 * (Powerpipe leaves it running) and the connection is not used again. */
#include "base/ascii.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "db/my.h"
#include <poll.h>
#include <stdatomic.h>
#include <sys/socket.h>

/* ---- rows of a plain statement */

/* Fetch the next row; NULL after the last, or at an error. */
static bool next_row(pl_db_conn *conn, void *result, char ***row, pl_db_error *error)
{
    int status = conn->my->mysql_fetch_row_start(row, result);
    while (status) {
        status = pl_my__wait(conn, status, error);
        if (!status)
            return false;
        status = conn->my->mysql_fetch_row_cont(row, result, status);
    }
    return true;
}

static bool report_error(pl_db_conn *conn, pl_db_error *error)
{
    return pl_my__fail(conn, conn->my->mysql_errno(conn->conn),
                       conn->my->mysql_sqlstate(conn->conn), conn->my->mysql_error(conn->conn),
                       error);
}

/* A result that is being passed to its sink. */
typedef struct sending {
    void *result;
    const pl_my_field *fields;
    unsigned n;
    pl_cell *cells; /* of the current row */
    const pl_row_sink *sink;
} sending;

static bool send_row(pl_db_conn *conn, const sending *s, char **row, pl_db_error *error)
{
    const unsigned long *lengths = conn->my->mysql_fetch_lengths(s->result);
    for (unsigned i = 0; i < s->n; i++) {
        pl_cell *cell = &s->cells[i];
        cell->tag = PL_CELL_NULL;
        if (row[i])
            pl_my__cell(&conn->dsn->zone, &s->fields[i], pl_str_make(row[i], lengths[i]), cell);
    }
    if (s->sink->row(s->sink->ctx, s->cells))
        return true;
    pl_my__kill(conn);
    return pl_db__stopped(error);
}

static bool send_rows(pl_db_conn *conn, void *result, const pl_row_sink *sink, pl_db_error *error)
{
    unsigned n = conn->my->mysql_num_fields(result);
    const pl_my_field *fields = conn->my->mysql_fetch_fields(result);
    pl_cell *cells = pl_arena_zero(&conn->arena, (n + 1) * sizeof *cells, 16);
    const sending s = { result, fields, n, cells, sink };
    bool ok = pl_my__send_columns(conn, fields, n, sink) || pl_db__stopped(error);
    error->late = true;
    if (!ok)
        pl_my__kill(conn);
    for (unsigned rows = 1; ok; rows++) {
        char **row;
        if (rows % 256 == 0 && pl_my__must_stop(conn)) {
            pl_my__kill(conn);
            return pl_db__cancelled(error);
        }
        ok = next_row(conn, result, &row, error);
        if (ok && !row)
            return !conn->my->mysql_errno(conn->conn) || report_error(conn, error);
        ok = ok && send_row(conn, &s, row, error);
    }
    return false;
}

/* Read and drop the results after the first. False with the error if one of them failed. */
static bool skip_rest(pl_db_conn *conn, pl_db_error *error)
{
    while (conn->my->mysql_more_results(conn->conn)) {
        int failed, status = conn->my->mysql_next_result_start(&failed, conn->conn);
        if (!pl_my__finish(conn, status, conn->my->mysql_next_result_cont, &failed, conn->conn,
                           error))
            return false;
        if (failed > 0)
            return report_error(conn, error);
        void *result = conn->my->mysql_use_result(conn->conn);
        char **row = NULL;
        do
            if (result && !next_row(conn, result, &row, error))
                return false;
        while (result && row);
        if (result)
            conn->my->mysql_free_result(result);
    }
    return true;
}

static bool run_plain(pl_db_conn *conn, const pl_db_statement *st, pl_db_error *error)
{
    int failed,
        status = conn->my->mysql_real_query_start(&failed, conn->conn, st->sql.ptr, st->sql.len);
    if (!pl_my__finish(conn, status, conn->my->mysql_real_query_cont, &failed, conn->conn, error))
        return false;
    if (failed)
        return report_error(conn, error);
    void *result = conn->my->mysql_use_result(conn->conn);
    bool ok = result ? send_rows(conn, result, st->sink, error)
              : conn->my->mysql_field_count(conn->conn)
                  ? report_error(conn, error)
                  : st->sink->columns(st->sink->ctx, NULL, 0) || pl_db__stopped(error);
    /* Freeing the result reads the remaining rows, which must not happen if the server sends for
     * ever. */
    if (!ok && conn->broken)
        shutdown(conn->my->mysql_get_socket(conn->conn), SHUT_RDWR);
    if (result)
        conn->my->mysql_free_result(result);
    return ok && skip_rest(conn, error);
}

/* ---- statements */

static bool is_blank(const char *p)
{
    for (;;) {
        if (pl_is_space(*p) || *p == ';') {
            p++;
        } else if (*p == '#' || (p[0] == '-' && p[1] == '-' && (!p[2] || pl_is_space(p[2])))) {
            p += strcspn(p, "\n");
        } else if (p[0] == '/' && p[1] == '*' && p[2] != '!' && p[2] != 'M') {
            const char *end = strstr(p + 2, "*/");
            p = end ? end + 2 : p + strlen(p);
        } else {
            return !*p;
        }
    }
}

static bool run_statement(pl_db_conn *conn, const pl_db_statement *st, pl_db_error *error)
{
    if (is_blank(st->sql.ptr))
        return st->sink->columns(st->sink->ctx, NULL, 0) || pl_db__stopped(error);
    return st->n_args ? pl_my__run_prepared(conn, st, error) : run_plain(conn, st, error);
}

bool pl_my__query(pl_db_conn *conn, const pl_db_statement *st, pl_db_error *error)
{
    pl_db__begin(&conn->limits, st, error);
    conn->sql = st->sql;
    conn->has_args = st->n_args > 0;
    bool ok = pl_db__check_args(st, error) && run_statement(conn, st, error);
    conn->sql = (pl_str){ 0 };
    pl_db__end(&conn->limits, &conn->arena);
    return ok;
}

/* ---- connections */

static void my_finish(pl_db_source *source)
{
    pl_helpers_done(&source->helpers);
    pl_library__done(&source->library);
    pl_arena_done(&source->arena);
    pl_mem_free(source);
}

static pl_db_source *my_start(const pl_db_target *target, pl_db_error *error)
{
    pl_db_source *source = pl_mem_zalloc(sizeof *source);
    pl_buf why = { 0 };
    pl_library__init(&source->library);
    pl_helpers_init(&source->helpers);
    bool ok = pl_my__parse_dsn(&source->arena, target->rest, pl_db__env(target, "TZ"), &source->dsn,
                               &why);
    if (!ok)
        pl_db__fail(error, PL_DB_FAILED,
                    "unable to connect to Backend: could not connect to mysql backend: %.*s",
                    PL_FMT(why));
    pl_buf_done(&why);
    if (ok)
        return source;
    my_finish(source);
    return NULL;
}

static bool set_session(pl_db_conn *conn, pl_str sql, const pl_db_limits *limits,
                        pl_db_error *error)
{
    pl_db_statement st = { .sql = sql, .limits = *limits, .sink = &pl_db__no_sink };
    return pl_my__query(conn, &st, error);
}

/* Apply the settings of the data source name. */
static bool apply_settings(pl_db_conn *conn, const pl_db_limits *limits, pl_db_error *error)
{
    const pl_my_dsn *dsn = conn->dsn;
    pl_buf names = { 0 };
    pl_buf_printf(&names, "SET NAMES %s", dsn->charset.ptr);
    if (dsn->collation.len)
        pl_buf_printf(&names, " COLLATE %s", dsn->collation.ptr);
    pl_buf_byte(&names, 0);
    bool ok = !dsn->collation.len ||
              set_session(conn, pl_str_make(names.ptr, names.len - 1), limits, error);
    pl_buf_done(&names);
    return ok && (!dsn->session.len || set_session(conn, dsn->session, limits, error));
}

static const char *const files[] = { "libmariadb.so.3", NULL };
static const pl_library_name library = { "MySQL", files, "the package libmariadb3" };

static bool my_load(pl_db_source *source, const pl_db_target *target, pl_db_error *error)
{
#define X(function, result, args) #function "\0"
    static const char names[] = PL_LIBMARIADB(X);
#undef X
    pl_library_functions functions = { names, PL_LIBMARIADB_FUNCTIONS, source->at };
    return pl_library__load(&source->library, &library, target, &functions, error);
}

static pl_db_conn *open_conn(const pl_db_target *target, const pl_db_limits *limits,
                             pl_db_error *error)
{
    pl_db_source *source = target->source;
    if (!my_load(source, target, error))
        return NULL;
    pl_db_conn *conn = pl_my__new(&source->api, &source->dsn, &source->helpers);
    conn->limits = *limits;
    conn = pl_my__connect(conn, error);
    pl_assert(!conn || conn->conn);
    if (!conn || apply_settings(conn, limits, error))
        return conn;
    pl_my__close(conn);
    return NULL;
}

static void my_interrupt(pl_db_conn *conn)
{
    pl_net__bell_ring(&conn->bell);
}

/* Is the connection alive? The only thing that a server sends while idle is the end of the
 * connection. */
static bool my_is_alive(pl_db_conn *conn)
{
    struct pollfd fd = { .fd = conn->my->mysql_get_socket(conn->conn), .events = POLLIN };
    pl_net__bell_clear(&conn->bell);
    return !conn->broken && poll(&fd, 1, 0) == 0;
}

const pl_db_driver pl_db__mysql = {
    .name = "mysql",
    .library = &library,
    .start = my_start,
    .finish = my_finish,
    .open = open_conn,
    .query = pl_my__query,
    .interrupt = my_interrupt,
    .alive = my_is_alive,
    .close = pl_my__close,
};
