/* sqlite.c - SQLite, linked statically.
 *
 * Powerpipe's SQLite driver has habits that users can see, and this one follows them: a column's
 * declared type decides how its values are read, a text may have several statements, values are
 * bound to placeholders by position (server.md 7.2, 8.5). */
#include "base/ascii.h"
#include "base/cast.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "base/clock.h"
#include "db/civil.h"
#include "db/inner.h"
#include "db/sqlite_fn.h"
#include "db/tables.h"
#include "value/number.h"
#include <sqlite3.h>
#include <stdatomic.h>
#include <time.h>

enum { CHECK_EVERY = 2000, BUSY_MS = 5000 }; /* instructions; the driver's default */

struct pl_db_source {
    bool by_number; /* $1, $2 name arguments by number */
    pl_str file;    /* in the arena of the pool, NUL-terminated */
    int busy_ms;
};

/* How values of a column are read, by its declared type. */
typedef enum column_kind { ANY, TIME, BOOLEAN } column_kind;

struct pl_db_conn {
    sqlite3 *db;
    _Atomic bool interrupted;
    int busy_ms;
    bool by_number;
    struct pl_sqlite_link *tables; /* NULL: it is a file */
    pl_db_limits limits;           /* of the query that runs */
    pl_arena arena;                /* of the query that runs */
};

/* Has the running query reached a limit, or was it interrupted? */
static bool must_stop(const pl_db_conn *conn)
{
    return pl_db__is_over(&conn->limits, &conn->interrupted);
}

/* ---- errors */

static bool is_system(sqlite3 *db)
{
    int code = sqlite3_errcode(db) & 0xff;
    return code == SQLITE_CANTOPEN ||
           (code == SQLITE_IOERR && sqlite3_extended_errcode(db) != SQLITE_IOERR_NOMEM);
}

static bool report_error(pl_db_conn *conn, pl_db_error *error)
{
    int code = sqlite3_errcode(conn->db) & 0xff;
    if (must_stop(conn) && (code == SQLITE_INTERRUPT || code == SQLITE_BUSY))
        return pl_db__cancelled(error);
    pl_db__fail(error, PL_DB_FAILED, "%s", sqlite3_errmsg(conn->db));
    int reason = is_system(conn->db) ? sqlite3_system_errno(conn->db) : 0;
    if (reason)
        pl_db__add_reason(&error->text, reason);
    return false;
}

/* ---- connections */

static int on_progress(void *ctx)
{
    return must_stop(ctx);
}

/* The busy handler: another connection holds the lock. Sleep, longer with each try; 0 gives up. */
static int on_busy(void *ctx, int tries)
{
    pl_assert(tries >= 0);
    static const uint8_t steps[] = { 1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100 };
    enum { N = sizeof steps };
    const pl_db_conn *conn = ctx;
    int waited = 0;
    for (int i = 0; i < tries && i < N; i++)
        waited += steps[i];
    if (tries > N)
        waited += (tries - N) * steps[N - 1];
    if (must_stop(conn) || waited >= conn->busy_ms)
        return 0;
    int step = tries < N ? steps[tries] : steps[N - 1];
    nanosleep(&(struct timespec){ .tv_nsec = step * 1000000L }, NULL);
    return 1;
}

/* Take the path of the file. "?name=value&..." after it is for the driver, except in a "file:" URI,
 * which SQLite reads itself. */
static pl_db_source *sqlite_start(const pl_db_target *target, pl_db_error *error)
{
    (void)error;
    pl_db_source *source = pl_mem_zalloc(sizeof *source);
    pl_str file = target->rest;
    while (file.len && pl_is_space(file.ptr[file.len - 1]))
        file.len--;
    size_t mark = pl_str_find(file, '?');
    pl_str options = pl_str_sub(file, mark + 1, file.len);
    if (!pl_str_starts(file, PL_S("file:")))
        file.len = mark;
    if (target->tables)
        file = PL_S(":memory:");
    source->busy_ms = BUSY_MS;
    source->by_number = !target->recorded;
    while (options.len) {
        pl_str value = pl_str_split(&options, '&'), name = pl_str_split(&value, '=');
        uint64_t ms;
        if ((pl_str_eq(name, PL_S("_busy_timeout")) || pl_str_eq(name, PL_S("_timeout"))) &&
            pl_str_to_u64(value, &ms) && ms < INT32_MAX)
            source->busy_ms = (int)ms;
    }
    char *copy = pl_mem_alloc(file.len + 1);
    memcpy(copy, file.len ? file.ptr : "", file.len);
    copy[file.len] = 0;
    source->file = pl_str_make(copy, file.len);
    return source;
}

static void sqlite_finish(pl_db_source *source)
{
    pl_mem_free(pl_unconst(source->file.ptr));
    pl_mem_free(source);
}

static void close_conn(pl_db_conn *conn)
{
    if (!conn)
        return;
    sqlite3_close_v2(conn->db);
    pl_sqlite__free_tables(conn->tables);
    pl_arena_done(&conn->arena);
    pl_mem_free(conn);
}

static bool open_database(pl_db_conn *conn, const pl_db_target *target)
{
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
    flags |= target->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    if (sqlite3_open_v2(target->source->file.ptr, &conn->db, flags, NULL) != SQLITE_OK ||
        !pl_sqlite__add_functions(conn->db, sqlite3_libversion_number()))
        return false;
    if (target->read_only || target->tables) /* no other file either, not even by VACUUM INTO */
        sqlite3_limit(conn->db, SQLITE_LIMIT_ATTACHED, 0);
    if (target->tables)
        conn->tables = pl_sqlite__add_tables(conn->db, target->tables);
    return !target->tables || conn->tables;
}

static pl_db_conn *open_conn(const pl_db_target *target, const pl_db_limits *limits,
                             pl_db_error *error)
{
    pl_assert(target->source->busy_ms >= 0);
    pl_db_conn *conn = pl_mem_zalloc(sizeof *conn);
    conn->limits = *limits;
    conn->busy_ms = target->source->busy_ms;
    conn->by_number = target->source->by_number;
    if (!open_database(conn, target)) {
        report_error(conn, error);
        close_conn(conn);
        return NULL;
    }
    sqlite3_busy_handler(conn->db, on_busy, conn);
    sqlite3_progress_handler(conn->db, CHECK_EVERY, on_progress, conn);
    return conn;
}

static void sqlite_interrupt(pl_db_conn *conn)
{
    atomic_store(&conn->interrupted, true);
    sqlite3_interrupt(conn->db);
}

static bool sqlite_is_alive(pl_db_conn *conn)
{
    atomic_store(&conn->interrupted, false);
    return true;
}

/* ---- arguments */

static void bind_one(sqlite3_stmt *st, int at, const pl_value *v)
{
    bool exact;
    switch ((pl_value_tag)v->tag) {
    case PL_V_BOOL: sqlite3_bind_int(st, at, v->b); return;
    case PL_V_INT:
        if (v->bits == PL_BITS_DOUBLE)
            sqlite3_bind_double(st, at, (double)v->i);
        else
            sqlite3_bind_int64(st, at, v->i);
        return;
    case PL_V_NUMBER: sqlite3_bind_double(st, at, pl_number_to_double(*v, &exact)); return;
    case PL_V_STRING:
        sqlite3_bind_text64(st, at, v->len ? v->str : "", v->len, SQLITE_STATIC, SQLITE_UTF8);
        return;
    default: sqlite3_bind_null(st, at);
    }
}

enum { MANY = 1000000 }; /* more arguments than there can be */

/* The number in "$2" (or "$2::text", which is a name for SQLite, too); 0: it has none. */
static uint32_t number_of(const char *name)
{
    uint32_t n = 0;
    if (!name || *name != '$')
        return 0;
    for (name++; pl_is_digit(*name); name++)
        n = n < 100000 ? n * 10 + (uint32_t)(*name - '0') : MANY;
    return !*name || !strncmp(name, "::", 2) ? n : 0;
}

/* The argument number that the i-th placeholder names ($1, $2 with by_number); 0 if it is bound by
 * its index. */
static uint32_t argument_of(const pl_db_conn *conn, sqlite3_stmt *st, uint32_t i)
{
    return conn->by_number ? number_of(sqlite3_bind_parameter_name(st, (int)i)) : 0;
}

static bool lacks_args(uint32_t wanted, uint32_t there, pl_db_error *error)
{
    return wanted > there &&
           !pl_db__fail(error, PL_DB_FAILED, "not enough args to execute query: want %u got %u",
                        wanted, there);
}

/* Bind arguments to placeholders in the order of their indices, except $1, $2 where they count by
 * number. For SQLite these are names, with indices in the order of their first appearance. The
 * statements of one text use up the arguments one after the other; numbers are those of all. */
static bool bind_all(const pl_db_conn *conn, sqlite3_stmt *st, const pl_db_statement *statement,
                     uint32_t *used, pl_db_error *error)
{
    uint32_t n = (uint32_t)sqlite3_bind_parameter_count(st), most = 0, last = 0;
    pl_assert(*used <= statement->n_args);
    for (uint32_t i = 1; i <= n; i++) {
        uint32_t by = argument_of(conn, st, i);
        most = by > most ? by : most;
        last = by ? last : i;
    }
    if (lacks_args(most, statement->n_args, error) ||
        lacks_args(last, statement->n_args - *used, error))
        return false;
    for (uint32_t i = 1; i <= n; i++) {
        uint32_t by = argument_of(conn, st, i);
        bind_one(st, (int)i, &statement->args[by ? by - 1 : *used + i - 1]);
    }
    *used += last;
    return true;
}

/* ---- rows */

static column_kind kind_of(const char *declared)
{
    pl_str type = pl_str_cstr(declared);
    if (pl_str_same(type, PL_S("timestamp")) || pl_str_same(type, PL_S("datetime")) ||
        pl_str_same(type, PL_S("date")))
        return TIME;
    return pl_str_same(type, PL_S("boolean")) ? BOOLEAN : ANY;
}

/* A time in seconds or, beyond 10^12, in milliseconds. */
static pl_cell_time time_of(int64_t n)
{
    const int64_t most = INT64_C(1000000000000);
    if (n <= most && n >= -most)
        return (pl_cell_time){ .seconds = n };
    int64_t ms = n % 1000, seconds = n / 1000;
    if (ms < 0) {
        ms += 1000;
        seconds--;
    }
    return (pl_cell_time){ .seconds = seconds, .nanos = (uint32_t)ms * 1000000u };
}

static void read_integer(int64_t n, column_kind kind, pl_cell *cell)
{
    if (kind == TIME) {
        cell->tag = PL_CELL_TIME;
        cell->time = time_of(n);
    } else if (kind == BOOLEAN) {
        cell->tag = PL_CELL_BOOL;
        cell->b = n > 0;
    } else {
        cell->tag = PL_CELL_INT;
        cell->i = n;
    }
}

static void read_text(pl_str text, column_kind kind, pl_cell *cell)
{
    if (kind != TIME) {
        cell->tag = PL_CELL_TEXT;
        cell->text = text;
        return;
    }
    cell->tag = PL_CELL_TIME;
    if (!pl_civil__parse(text, &cell->time))
        cell->time = pl_civil__zero();
}

static void read_cell(sqlite3_stmt *st, int i, column_kind kind, pl_cell *cell)
{
    switch (sqlite3_column_type(st, i)) {
    case SQLITE_INTEGER: read_integer(sqlite3_column_int64(st, i), kind, cell); return;
    case SQLITE_FLOAT:
        cell->tag = PL_CELL_DOUBLE;
        cell->bits = 64;
        cell->d = sqlite3_column_double(st, i);
        return;
    case SQLITE_TEXT: {
        const char *text = (const char *)sqlite3_column_text(st, i);
        size_t len = (size_t)sqlite3_column_bytes(st, i);
        read_text(pl_str_make(text ? text : "", text ? len : 0), kind, cell);
        return;
    }
    case SQLITE_BLOB: {
        const char *bytes = sqlite3_column_blob(st, i);
        size_t len = (size_t)sqlite3_column_bytes(st, i);
        cell->tag = PL_CELL_BYTES;
        cell->text = pl_str_make(bytes ? bytes : "", bytes ? len : 0);
        return;
    }
    default: cell->tag = PL_CELL_NULL;
    }
}

static pl_str name_of(const char *text)
{
    return pl_str_cstr(text ? text : "");
}

static column_kind *send_columns(pl_db_conn *conn, sqlite3_stmt *st, int n, const pl_row_sink *sink)
{
    pl_column *columns = pl_arena_alloc(&conn->arena, ((size_t)n + 1) * sizeof *columns);
    column_kind *kinds = pl_arena_alloc(&conn->arena, ((size_t)n + 1) * sizeof *kinds);
    for (int i = 0; i < n; i++) {
        columns[i] = (pl_column){ .name = name_of(sqlite3_column_name(st, i)),
                                  .type = name_of(sqlite3_column_decltype(st, i)) };
        kinds[i] = kind_of(columns[i].type.ptr);
    }
    return pl_db__columns(&conn->arena, columns, (uint32_t)n, sink) ? kinds : NULL;
}

/* Pass columns and rows to the sink. The first step comes before the columns: it may prepare the
 * statement anew, which may change names and types, and a statement that fails at once has no
 * columns. */
static bool send_rows(pl_db_conn *conn, sqlite3_stmt *st, const pl_row_sink *sink,
                      pl_db_error *error)
{
    error->late = true;
    int state = sqlite3_step(st), n = sqlite3_column_count(st);
    if (state != SQLITE_ROW && state != SQLITE_DONE)
        return report_error(conn, error);
    const column_kind *kinds = send_columns(conn, st, n, sink);
    pl_cell *cells = pl_arena_zero(&conn->arena, ((size_t)n + 1) * sizeof *cells, 16);
    if (!kinds)
        return pl_db__stopped(error);
    for (; state == SQLITE_ROW; state = sqlite3_step(st)) {
        for (int i = 0; i < n; i++)
            read_cell(st, i, kinds[i], &cells[i]);
        if (!sink->row(sink->ctx, cells))
            return pl_db__stopped(error);
    }
    return state == SQLITE_DONE || report_error(conn, error);
}

static bool send_nothing(const pl_row_sink *sink, pl_db_error *error)
{
    return sink->columns(sink->ctx, NULL, 0) || pl_db__stopped(error);
}

/* ---- statements */

/* Run a statement before the last one for its effect. Its rows are not wanted, so one that only
 * reads is not run. */
static bool run_for_effect(pl_db_conn *conn, sqlite3_stmt *st, pl_db_error *error)
{
    if (sqlite3_stmt_readonly(st) && sqlite3_column_count(st))
        return true;
    int state;
    do
        state = sqlite3_step(st);
    while (state == SQLITE_ROW);
    return state == SQLITE_DONE || report_error(conn, error);
}

/* Skip blanks, comments and semicolons. */
static const char *skip_blank(const char *p)
{
    for (;;) {
        if (pl_is_space(*p) || *p == ';') {
            p++;
        } else if (p[0] == '-' && p[1] == '-') {
            p += strcspn(p, "\n");
        } else if (p[0] == '/' && p[1] == '*') {
            const char *end = strstr(p + 2, "*/");
            p = end ? end + 2 : p + strlen(p);
        } else {
            return p;
        }
    }
}

/* Run one of several statements. Each is prepared after those before it have run, because it may
 * need what they created. */
static bool run_one(pl_db_conn *conn, const pl_db_statement *statement, const char **sql,
                    uint32_t *used, pl_db_error *error)
{
    sqlite3_stmt *st = NULL;
    if (sqlite3_prepare_v2(conn->db, *sql, -1, &st, sql) != SQLITE_OK)
        return report_error(conn, error);
    *sql = skip_blank(*sql);
    bool ok =
        bind_all(conn, st, statement, used, error) &&
        (**sql ? run_for_effect(conn, st, error) : send_rows(conn, st, statement->sink, error));
    sqlite3_finalize(st);
    return ok;
}

static bool run_script(pl_db_conn *conn, const pl_db_statement *statement, pl_db_error *error)
{
    const char *sql = skip_blank(statement->sql.ptr);
    uint32_t used = 0;
    if (!*sql)
        return send_nothing(statement->sink, error);
    while (*sql)
        if (!run_one(conn, statement, &sql, &used, error))
            return false;
    return true;
}

/* One statement without rows, prepared once, for each set of arguments. */
static bool run_sets(pl_db_conn *conn, const pl_db_statement *statement, pl_db_error *error)
{
    sqlite3_stmt *st = NULL;
    pl_db_statement set = *statement;
    bool ok = sqlite3_prepare_v2(conn->db, statement->sql.ptr, -1, &st, NULL) == SQLITE_OK ||
              report_error(conn, error);
    for (uint32_t i = 0; i < statement->n_sets && ok; i++, set.args += set.n_args) {
        uint32_t used = 0;
        ok = bind_all(conn, st, &set, &used, error) &&
             (sqlite3_step(st) == SQLITE_DONE || report_error(conn, error));
        sqlite3_reset(st);
    }
    sqlite3_finalize(st);
    return ok && send_nothing(statement->sink, error);
}

static bool query(pl_db_conn *conn, const pl_db_statement *statement, pl_db_error *error)
{
    pl_db__begin(&conn->limits, statement, error);
    bool ok = pl_db__check_args(statement, error);
    if (ok && !pl_sqlite__pin_tables(conn->tables))
        ok = pl_db__fail(error, PL_DB_FAILED, "the workspace is closed");
    ok = ok && (statement->n_sets ? run_sets(conn, statement, error)
                                  : run_script(conn, statement, error));
    pl_sqlite__unpin_tables(conn->tables);
    pl_db__end(&conn->limits, &conn->arena);
    return ok;
}

const pl_db_driver pl_db__sqlite = {
    .name = "sqlite",
    .sets = true,
    .start = sqlite_start,
    .finish = sqlite_finish,
    .open = open_conn,
    .query = query,
    .interrupt = sqlite_interrupt,
    .alive = sqlite_is_alive,
    .close = close_conn,
};
