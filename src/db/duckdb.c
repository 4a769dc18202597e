/* duckdb.c - DuckDB, by its C library.
 *
 * All connections of a pool share one open database; files are opened with the pool, because
 * another process could have them locked. The library blocks while it works, so a watcher, one
 * thread for each pool, interrupts queries that have reached a limit: repeatedly, because an
 * interrupt that arrives before the library has begun is lost.
 *
 * Nothing is ever downloaded: extensions must be in their directory. */
#include "base/ascii.h"
#include "base/cast.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/wait.h"
#include "db/duck.h"
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

enum { SETTINGS = 16, WATCH_MS = 20, SCRIPT_MOST = 64 << 20 };

struct pl_db_source {
    pl_library library;
    union {
        pl_libduckdb api;
        void *at[PL_LIBDUCKDB_FUNCTIONS];
    };
    void *database;
    pl_str script; /* of duckdbinit://, NUL-terminated; empty for files */
    bool plain;    /* pl_cell.plain of all values */
    bool is_ours;  /* the script was made for this pool, which removes it when it is closed */
    bool watching;
    pthread_t watcher;
    pthread_mutex_t lock; /* guards the fields below, and `active` of connections */
    pthread_cond_t changed;
    bool closing;
    pl_db_conn *conns; /* those that run a statement */
};

struct pl_db_conn {
    pl_db_source *source;
    void *conn;
    _Atomic bool interrupted;
    pl_db_limits limits;
    pl_db_conn *next; /* in `conns` */
    pl_arena arena;   /* of the query that runs */
};

/* ---- the watcher */

static bool is_over(const pl_db_conn *conn)
{
    return pl_db__is_over(&conn->limits, &conn->interrupted);
}

static void pause_watch(pl_db_source *s)
{
    if (!s->conns) {
        pthread_cond_wait(&s->changed, &s->lock);
        return;
    }
    uint64_t at = pl_clock_ns() + WATCH_MS * UINT64_C(1000000);
    struct timespec until = { .tv_sec = (time_t)(at / 1000000000),
                              .tv_nsec = (long)(at % 1000000000) };
    pthread_cond_timedwait(&s->changed, &s->lock, &until);
}

static void *watch(void *ctx)
{
    pl_db_source *s = ctx;
    pthread_mutex_lock(&s->lock);
    while (!s->closing) {
        for (pl_db_conn *c = s->conns; c; c = c->next)
            if (is_over(c))
                s->api.duckdb_interrupt(c->conn);
        pause_watch(s);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

static void start_watch(pl_db_source *s)
{
    pthread_mutex_init(&s->lock, NULL);
    pl_cond_init(&s->changed);
    s->watching = pthread_create(&s->watcher, NULL, watch, s) == 0;
}

static void stop_watch(pl_db_source *s)
{
    pl_assert(!s->conns);
    pthread_mutex_lock(&s->lock);
    s->closing = true;
    pthread_cond_signal(&s->changed);
    pthread_mutex_unlock(&s->lock);
    if (s->watching)
        pthread_join(s->watcher, NULL);
    pthread_cond_destroy(&s->changed);
    pthread_mutex_destroy(&s->lock);
}

static void duck_enter(pl_db_conn *conn)
{
    pl_assert(!conn->next);
    pl_db_source *s = conn->source;
    pthread_mutex_lock(&s->lock);
    conn->next = s->conns;
    s->conns = conn;
    pthread_cond_signal(&s->changed);
    pthread_mutex_unlock(&s->lock);
}

static void duck_leave(pl_db_conn *conn)
{
    pl_db_source *s = conn->source;
    pthread_mutex_lock(&s->lock);
    pl_db_conn **at = &s->conns;
    while (*at != conn)
        at = &(*at)->next;
    *at = conn->next;
    conn->next = NULL;
    pthread_mutex_unlock(&s->lock);
}

/* ---- opening */

static bool set_option(pl_db_source *s, void *config, pl_str name, pl_str value, pl_db_error *error)
{
    pl_arena scratch = { 0 };
    bool ok = s->api.duckdb_set_config(config, pl_arena_str(&scratch, name).ptr,
                                       pl_arena_str(&scratch, value).ptr) == 0;
    pl_arena_done(&scratch);
    return ok || pl_db__fail(error, PL_DB_FAILED,
                             "unable to connect to Backend: could not connect to duckdb backend: "
                             "could not set invalid or local option for global database config: "
                             "affected config option %.*s=%.*s",
                             PL_FMT(name), PL_FMT(value));
}

static bool configure(pl_db_source *s, const pl_db_target *target, void *config, pl_str options,
                      pl_db_error *error)
{
    pl_buf dir = { 0 };
    bool ok = set_option(s, config, PL_S("autoinstall_known_extensions"), PL_S("false"), error) &&
              set_option(s, config, PL_S("autoload_known_extensions"), PL_S("false"), error);
    if (target->install_dir.len) {
        pl_buf_printf(&dir, "%.*s/extensions/duckdb", PL_FMT(target->install_dir));
        ok = ok && set_option(s, config, PL_S("extension_directory"), pl_buf_view(&dir), error);
        pl_buf_done(&dir);
    }
    while (ok && options.len) {
        pl_str value = pl_str_split(&options, '&'), name = pl_str_split(&value, '=');
        ok = !name.len || set_option(s, config, name, value, error);
    }
    return ok;
}

/* Open the database of "file?option=value&...". */
static bool open_database(pl_db_source *s, const pl_db_target *target, pl_str file,
                          pl_db_error *error)
{
    size_t mark = pl_str_find(file, '?');
    pl_arena scratch = { 0 };
    void *config = NULL;
    char *reason = NULL;
    s->api.duckdb_create_config(&config);
    bool ok = configure(s, target, config, pl_str_sub(file, mark + 1, file.len), error);
    const char *path = pl_arena_str(&scratch, pl_str_sub(file, 0, mark)).ptr;
    if (ok && s->api.duckdb_open_ext(path, &s->database, config, &reason) != 0)
        ok = pl_db__fail(error, PL_DB_FAILED,
                         "unable to connect to Backend: could not connect to duckdb backend: could "
                         "not open database: %s",
                         reason ? reason : "");
    s->api.duckdb_free(reason);
    s->api.duckdb_destroy_config(&config);
    pl_arena_done(&scratch);
    return ok;
}

static void duck_finish(pl_db_source *s)
{
    stop_watch(s);
    if (s->database)
        s->api.duckdb_close(&s->database);
    if (s->is_ours)
        unlink(s->script.ptr);
    pl_mem_free(pl_unconst(s->script.ptr));
    pl_library__done(&s->library);
    pl_mem_free(s);
}

static const char *const files[] = { "libduckdb.so", NULL };
static const pl_library_name library = {
    "DuckDB", files,
    "libduckdb.so of the npm package @duckdb/node-bindings-linux-x64 1.4.5-r.1 (make test-deps)"
};

static bool duck_load(pl_db_source *s, const pl_db_target *target, pl_db_error *error)
{
#define X(function, result, args) #function "\0"
    static const char names[] = PL_LIBDUCKDB(X);
#undef X
    pl_library_functions functions = { names, PL_LIBDUCKDB_FUNCTIONS, s->at };
    return pl_library__load(&s->library, &library, target, &functions, error);
}

static unsigned most(const pl_db_source *s)
{
    return s->script.len ? 1 : 0;
}

static void close_conn(pl_db_conn *conn)
{
    if (!conn)
        return;
    conn->source->api.duckdb_disconnect(&conn->conn);
    pl_arena_done(&conn->arena);
    pl_mem_free(conn);
}

static pl_db_conn *open_conn(const pl_db_target *target, const pl_db_limits *limits,
                             pl_db_error *error)
{
    pl_db_conn *conn = pl_mem_zalloc(sizeof *conn);
    conn->source = target->source;
    (void)limits;
    if (target->source->api.duckdb_connect(target->source->database, &conn->conn) == 0)
        return conn;
    pl_mem_free(conn);
    pl_db__fail(error, PL_DB_FAILED, "could not connect to database");
    return NULL;
}

/* ---- results */

static bool duck_fail(pl_db_conn *conn, const char *text, pl_db_error *error)
{
    if (is_over(conn))
        return pl_db__cancelled(error);
    return pl_db__fail(error, PL_DB_FAILED, "%s", text ? text : "unknown error");
}

static pl_duck_type *describe_columns(pl_db_conn *conn, pl_duck_result *result, uint64_t n,
                                      pl_column *columns)
{
    const pl_libduckdb *duck = &conn->source->api;
    pl_duck_type *types = pl_arena_zero(&conn->arena, (n + 1) * sizeof *types, 16);
    pl_buf name = { 0 };
    for (uint64_t i = 0; i < n; i++) {
        void *logical = duck->duckdb_column_logical_type(result, i);
        pl_duck__describe(duck, &conn->arena, logical, &types[i]);
        if (conn->source->plain)
            pl_duck__set_plain(&types[i]);
        duck->duckdb_destroy_logical_type(&logical);
        name.len = 0;
        pl_duck__type_name(&types[i], &name);
        columns[i].name = pl_str_cstr(duck->duckdb_column_name(result, i));
        columns[i].type = pl_arena_str(&conn->arena, pl_buf_view(&name));
    }
    pl_buf_done(&name);
    return types;
}

/* A result that is being passed to its sink. */
typedef struct sending {
    pl_duck_type *types;
    uint64_t n;
    pl_cell *cells; /* of the current row */
    const pl_row_sink *sink;
} sending;

static bool bind_chunk(pl_db_conn *conn, const sending *s, void *chunk, pl_db_error *error)
{
    const pl_libduckdb *duck = &conn->source->api;
    for (uint64_t i = 0; i < s->n; i++) {
        const char *type = pl_duck__unsupported(&s->types[i]);
        if (type)
            return pl_db__fail(error, PL_DB_FAILED,
                               "database/sql/driver: unsupported data type: %s: index: %llu", type,
                               (unsigned long long)i);
        pl_duck__bind(duck, &s->types[i], duck->duckdb_data_chunk_get_vector(chunk, i));
    }
    return true;
}

static bool send_chunk(pl_db_conn *conn, const sending *s, void *chunk, pl_db_error *error)
{
    uint64_t rows = conn->source->api.duckdb_data_chunk_get_size(chunk);
    for (uint64_t row = 0; row < rows; row++) {
        pl_mark mark = pl_arena_mark(&conn->arena);
        error->late = true;
        for (uint64_t i = 0; i < s->n; i++)
            pl_duck__cell(&conn->arena, &s->types[i], row, &s->cells[i]);
        bool ok = s->sink->row(s->sink->ctx, s->cells);
        pl_arena_rewind(&conn->arena, mark);
        if (!ok)
            return pl_db__stopped(error);
    }
    return true;
}

static bool send_rows(pl_db_conn *conn, pl_duck_result *result, const pl_row_sink *sink,
                      pl_db_error *error)
{
    const pl_libduckdb *duck = &conn->source->api;
    uint64_t n = duck->duckdb_column_count(result);
    pl_column *columns = pl_arena_zero(&conn->arena, (n + 1) * sizeof *columns, 16);
    pl_cell *cells = pl_arena_zero(&conn->arena, (n + 1) * sizeof *cells, 16);
    const sending s = { describe_columns(conn, result, n, columns), n, cells, sink };
    bool ok = pl_db__columns(&conn->arena, columns, (uint32_t)n, sink) || pl_db__stopped(error);
    bool over = false;
    while (ok) {
        over = is_over(conn);
        void *chunk = over ? NULL : duck->duckdb_fetch_chunk(*result);
        if (!chunk)
            break;
        ok = bind_chunk(conn, &s, chunk, error) && send_chunk(conn, &s, chunk, error);
        duck->duckdb_destroy_data_chunk(&chunk);
    }
    const char *text = ok ? duck->duckdb_result_error(result) : NULL;
    if (over || (text && *text))
        ok = duck_fail(conn, text, error);
    return ok;
}

/* ---- statements */

static bool bind_all(pl_db_conn *conn, void *prepared, const pl_db_statement *st,
                     pl_db_error *error)
{
    uint64_t wanted = conn->source->api.duckdb_nparams(prepared);
    if (wanted > st->n_args)
        return pl_db__fail(error, PL_DB_FAILED,
                           "incorrect argument count for command: have %u want %llu", st->n_args,
                           (unsigned long long)wanted);
    for (uint32_t i = 0; i < wanted; i++)
        if (!pl_duck__bind_arg(&conn->source->api, prepared, &st->args[i], i, error))
            return false;
    return true;
}

/* Run one of several statements. Only the last one gets the arguments and passes on its rows. */
static bool run_one(pl_db_conn *conn, void *extracted, uint64_t i, bool last,
                    const pl_db_statement *st, pl_db_error *error)
{
    const pl_libduckdb *duck = &conn->source->api;
    pl_duck_result result = { 0 };
    void *prepared = NULL;
    bool ok = duck->duckdb_prepare_extracted_statement(conn->conn, extracted, i, &prepared) == 0 ||
              duck_fail(conn, duck->duckdb_prepare_error(prepared), error);
    ok = ok && (!last || bind_all(conn, prepared, st, error));
    if (ok && is_over(conn))
        ok = pl_db__cancelled(error);
    if (ok) {
        ok = duck->duckdb_execute_prepared_streaming(prepared, &result) == 0 ||
             duck_fail(conn, duck->duckdb_result_error(&result), error);
        ok = ok && send_rows(conn, &result, last ? st->sink : &pl_db__no_sink, error);
        duck->duckdb_destroy_result(&result);
    }
    if (!last)
        error->late = false;
    duck->duckdb_destroy_prepare(&prepared);
    return ok;
}

static bool run_text(pl_db_conn *conn, const char *sql, const pl_db_statement *st,
                     pl_db_error *error)
{
    const pl_libduckdb *duck = &conn->source->api;
    void *extracted = NULL;
    uint64_t n = duck->duckdb_extract_statements(conn->conn, sql, &extracted);
    const char *why = n ? NULL : duck->duckdb_extract_statements_error(extracted);
    bool ok = true;
    if (why)
        ok = duck_fail(conn, why, error);
    else if (!n)
        ok = st->sink->columns(st->sink->ctx, NULL, 0) || pl_db__stopped(error);
    for (uint64_t i = 0; i < n && ok; i++)
        ok = run_one(conn, extracted, i, i + 1 == n, st, error);
    duck->duckdb_destroy_extracted(&extracted);
    return ok;
}

static bool query(pl_db_conn *conn, const pl_db_statement *st, pl_db_error *error)
{
    pl_db__begin(&conn->limits, st, error);
    duck_enter(conn);
    bool ok = run_text(conn, st->sql.ptr, st, error);
    duck_leave(conn);
    pl_db__end(&conn->limits, &conn->arena);
    return ok;
}

static bool run_script(pl_db_source *s, const pl_db_target *target, pl_db_error *error)
{
    static const pl_db_limits none;
    pl_arena scratch = { 0 };
    pl_str text;
    pl_db_target own = *target;
    own.source = s;
    int failed = pl_file_slurp(s->script.ptr, SCRIPT_MOST, &scratch, &text);
    if (failed) {
        pl_db__fail(error, PL_DB_FAILED,
                    "unable to connect to Backend: could not connect to duckdb backend: open %s",
                    s->script.ptr);
        pl_db__add_reason(&error->text, failed);
    }
    pl_db_statement st = { .sql = text, .sink = &pl_db__no_sink };
    pl_db_conn *conn = failed ? NULL : open_conn(&own, &none, error);
    bool ok = conn && query(conn, &st, error);
    s->is_ours = ok && target->own_script;
    close_conn(conn);
    pl_arena_done(&scratch);
    return ok;
}

/* Load the extension `inet`, as Powerpipe does, if it is installed. */
static void load_inet(pl_db_source *s, const pl_db_target *target)
{
    static const pl_db_limits none;
    pl_buf dir = { 0 };
    pl_db_error error = { 0 };
    pl_db_target own = *target;
    own.source = s;
    pl_buf_printf(&dir, "%.*s/extensions/duckdb", PL_FMT(target->install_dir));
    pl_buf_byte(&dir, 0);
    if (target->install_dir.len && access(dir.ptr, R_OK) == 0) {
        pl_db_statement st = { .sql = PL_S("LOAD inet"), .sink = &pl_db__no_sink };
        pl_db_conn *conn = open_conn(&own, &none, &error);
        if (conn)
            query(conn, &st, &error);
        close_conn(conn);
    }
    pl_db_error_done(&error);
    pl_buf_done(&dir);
}

static pl_db_source *duck_start(const pl_db_target *target, pl_db_error *error)
{
    pl_db_source *s = pl_mem_zalloc(sizeof *s);
    s->plain = !target->recorded;
    pl_str file = target->rest;
    while (file.len && pl_is_space(file.ptr[file.len - 1]))
        file.len--;
    bool in_memory = pl_str_starts(target->url.secret, PL_S("duckdbinit://"));
    pl_library__init(&s->library);
    start_watch(s);
    bool ok =
        duck_load(s, target, error) && open_database(s, target, in_memory ? PL_S("") : file, error);
    if (ok)
        load_inet(s, target);
    if (ok && in_memory) {
        char *copy = pl_mem_alloc(file.len + 1);
        memcpy(copy, file.ptr, file.len);
        copy[file.len] = 0;
        s->script = pl_str_make(copy, file.len);
        ok = run_script(s, target, error);
    }
    if (ok)
        return s;
    duck_finish(s);
    return NULL;
}

static void duck_interrupt(pl_db_conn *conn)
{
    atomic_store(&conn->interrupted, true);
    conn->source->api.duckdb_interrupt(conn->conn);
}

static bool duck_is_alive(pl_db_conn *conn)
{
    atomic_store(&conn->interrupted, false);
    return true;
}

const pl_db_driver pl_db__duckdb = {
    .name = "duckdb",
    .eager = true,
    .library = &library,
    .start = duck_start,
    .finish = duck_finish,
    .most = most,
    .open = open_conn,
    .query = query,
    .interrupt = duck_interrupt,
    .alive = duck_is_alive,
    .close = close_conn,
};
