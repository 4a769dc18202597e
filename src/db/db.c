/* db.c - the pool of connections to one database.
 *
 *               claim                      open
 *     (nothing) ------> a right to open --------> lent ----> give back ----> idle
 *                          | (counted in `open`)   |  ^                       |
 *                          | failed                |  +--- claim, not stale --+
 *                          v                       v lost, failed             | rested too long
 *                       (nothing) <--------------- drop <---------------------+
 *
 * A slot is an open connection. It is idle (in `idle`) or lent to the query that runs on it; `open`
 * counts both and those that are being opened.
 *
 * Invariants (pl_db__check, under the lock):
 *   1. An idle slot has a connection, and whatever is idle is open.
 *   2. No more are open than `most`.
 *   3. A slot is idle or belongs to one query, which gives it back or drops it.
 *
 * A query with a stop is in the list of that stop from before it asks for a connection until it has
 * returned it. Firing sets `fired` and then walks the list; a query publishes its slot and then
 * reads `fired`: so at least one of them sees the other.
 * Locks are taken in the order stop, pool. */
#include "db/db.h"
#include "base/alloc.h"
#include "base/arena.h"
#include "base/assert.h"
#include "base/clock.h"
#include "base/locale.h"
#include "base/vec.h"
#include "base/wait.h"
#include "db/inner.h"
#include "db/library.h"
#include "db/pipe.h"
#include "db/search_path.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <time.h>

#define SECOND UINT64_C(1000000000)
enum { MOST = 10, LIFETIME = 600, IDLE = 60 }; /* server.md 8.2, seconds */

typedef struct slot {
    pl_db_conn *conn;
    uint64_t born, rested;
    bool has_path; /* the search path was set */
    struct slot *next;
} slot;

struct pl_db {
    const pl_db_driver *driver;
    pl_db_counts *counts;
    pl_arena arena;
    pl_db_target target;
    bool session; /* one connection, never replaced */
    bool opened;  /* a session has had its connection; guarded by `lock` */
    unsigned most;
    const pl_str *path; /* search path; n_path 0: the server's own */
    uint32_t n_path;
    pl_str set_path; /* the statement for it, or empty */

    /* With a search path: `looked`, whether the pool has looked for a pooler; `lent`, whether there
     * is one. */
    _Atomic bool looked, lent;

    pthread_mutex_t lock; /* guards all fields below */
    pthread_cond_t changed;
    slot *idle;
    unsigned open;
};

typedef struct running {
    pl_db *db;
    slot *slot; /* guarded by the lock of the pool */
    struct running *next;
    struct running **here; /* what points at this one */
} running;

/* ---- stops */

static void lock_stop(pl_db_stop *stop)
{
    while (atomic_exchange(&stop->locked, true))
        sched_yield();
}

static void unlock_stop(pl_db_stop *stop)
{
    atomic_store(&stop->locked, false);
}

static void enter_stop(pl_db_stop *stop, running *run)
{
    if (!stop)
        return;
    lock_stop(stop);
    run->next = stop->running;
    run->here = (running **)&stop->running;
    if (run->next)
        run->next->here = &run->next;
    stop->running = run;
    unlock_stop(stop);
}

static void leave_stop(pl_db_stop *stop, running *run)
{
    if (!stop)
        return;
    lock_stop(stop);
    pl_assert(*run->here == run);
    pl_assert(!run->slot);
    *run->here = run->next;
    if (run->next)
        run->next->here = run->here;
    unlock_stop(stop);
}

void pl_db_stop_fire(pl_db_stop *stop)
{
    pl_pipe_guard guard;
    atomic_store(&stop->fired, true);
    pl_pipe_begin(&guard, true);
    lock_stop(stop);
    for (running *run = stop->running; run; run = run->next) {
        pthread_mutex_lock(&run->db->lock);
        if (run->slot)
            run->db->driver->interrupt(run->slot->conn);
        pthread_cond_broadcast(&run->db->changed);
        pthread_mutex_unlock(&run->db->lock);
    }
    unlock_stop(stop);
    pl_pipe_end(&guard);
}

static bool is_fired(const pl_db_limits *limits)
{
    return limits->fired && atomic_load(limits->fired);
}

static bool is_late(const pl_db_limits *limits)
{
    return limits->deadline && pl_clock_ns() >= limits->deadline;
}

/* ---- connections */

/* Assert the invariants. Requires the lock. */
static void pl_db__check(const pl_db *db)
{
#ifndef NDEBUG
    unsigned idle = 0;
    for (const slot *s = db->idle; s; s = s->next, idle++)
        pl_assert(s->conn);          /* 1 */
    pl_assert(idle <= db->open);     /* 1 */
    pl_assert(db->open <= db->most); /* 2 */
#endif
    (void)db;
}

static void drop(pl_db *db, slot *s)
{
    pl_assert(s->conn);
    db->driver->close(s->conn);
    pl_mem_free(s);
    pthread_mutex_lock(&db->lock);
    pl_assert(db->open > 0);
    db->open--;
    pthread_cond_signal(&db->changed);
    pthread_mutex_unlock(&db->lock);
}

/* Remove the slots that have been idle for too long and return them as a list, for the caller to
 * close. Requires the lock. */
static slot *take_rested(pl_db *db, uint64_t now)
{
    slot *old = NULL;
    for (slot **at = &db->idle; *at && !db->session;) {
        slot *s = *at;
        if (now - s->rested <= IDLE * SECOND) {
            at = &s->next;
            continue;
        }
        *at = s->next;
        s->next = old;
        old = s;
    }
    return old;
}

static void drop_all(pl_db *db, slot *s)
{
    while (s) {
        slot *next = s->next;
        drop(db, s);
        s = next;
    }
}

static void give_back(pl_db *db, slot *s)
{
    pl_assert(s->conn);
    s->rested = pl_clock_ns();
    pthread_mutex_lock(&db->lock);
    slot *old = take_rested(db, s->rested);
    s->next = db->idle;
    db->idle = s;
    pl_db__check(db);
    pthread_cond_signal(&db->changed);
    pthread_mutex_unlock(&db->lock);
    drop_all(db, old);
}

/* Wait until something changes, but not beyond the deadline. Requires the lock. */
static void wait_for_change(pl_db *db, const pl_db_limits *limits)
{
    if (!limits->deadline) {
        pthread_cond_wait(&db->changed, &db->lock);
        return;
    }
    struct timespec until = { .tv_sec = (time_t)(limits->deadline / SECOND),
                              .tv_nsec = (long)(limits->deadline % SECOND) };
    pthread_cond_timedwait(&db->changed, &db->lock, &until);
}

/* Wait for an idle slot, or for the right to open a connection (*out is NULL then, and `open` has
 * counted it). False if a limit was reached first. */
static bool claim(pl_db *db, const pl_db_limits *limits, slot **out)
{
    bool ok = false;
    pthread_mutex_lock(&db->lock);
    while (!is_fired(limits) && !is_late(limits)) {
        *out = db->idle;
        ok = db->idle || db->open < db->most;
        if (ok)
            break;
        wait_for_change(db, limits);
    }
    if (ok && *out)
        db->idle = (*out)->next;
    else if (ok)
        db->open++;
    else /* pass the wake-up on to a thread that may go on */
        pthread_cond_signal(&db->changed);
    pl_db__check(db);
    pthread_mutex_unlock(&db->lock);
    return ok;
}

static bool is_stale(pl_db *db, slot *s)
{
    uint64_t now = pl_clock_ns();
    return now - s->born > LIFETIME * SECOND || now - s->rested > IDLE * SECOND ||
           !db->driver->alive(s->conn);
}

/* May the pool open a connection? Not a session that has had one: false with the error. */
static bool may_open(pl_db *db, pl_db_error *error)
{
    pthread_mutex_lock(&db->lock);
    bool first = !db->session || !db->opened;
    db->opened = true;
    pthread_mutex_unlock(&db->lock);
    return first || pl_db__fail(error, PL_DB_LOST, "the connection was lost");
}

static slot *open_slot(pl_db *db, const pl_db_limits *limits, pl_db_error *error)
{
    pl_locale_scope scope = pl_locale_begin();
    pl_db_conn *conn = may_open(db, error) ? db->driver->open(&db->target, limits, error) : NULL;
    pl_locale_end(scope);
    if (!conn) {
        pthread_mutex_lock(&db->lock);
        pl_assert(db->open > 0);
        db->open--;
        pthread_cond_signal(&db->changed);
        pthread_mutex_unlock(&db->lock);
        return NULL;
    }
    slot *s = pl_mem_zalloc(sizeof *s);
    s->conn = conn;
    s->born = pl_clock_ns();
    return s;
}

/* Borrow a connection. Idle ones that are too old or were lost are replaced. */
static slot *borrow(pl_db *db, const pl_db_limits *limits, pl_db_error *error)
{
    slot *s;
    for (;;) {
        if (!claim(db, limits, &s)) {
            pl_db__cancelled(error);
            return NULL;
        }
        if (!s)
            return open_slot(db, limits, error);
        if (db->session || !is_stale(db, s))
            return s;
        drop(db, s);
    }
}

static void publish_running(pl_db *db, running *run, slot *s)
{
    pthread_mutex_lock(&db->lock);
    run->slot = s;
    pthread_mutex_unlock(&db->lock);
}

/* Run a statement in the C locale, since client libraries translate their messages. */
static bool run_in_c_locale(const pl_db *db, slot *s, const pl_db_statement *statement,
                            pl_db_error *error)
{
    pl_locale_scope scope = pl_locale_begin();
    bool ok = db->driver->query(s->conn, statement, error);
    pl_locale_end(scope);
    return ok;
}

/* ---- the search path */

static bool take_path(void *ctx, const pl_cell *cells)
{
    if (cells[0].tag == PL_CELL_TEXT)
        pl_buf_str(ctx, cells[0].text);
    return true;
}

static bool set_path(pl_db *db, slot *s, const pl_db_limits *limits, pl_db_error *error)
{
    if (s->has_path || !db->set_path.len)
        return true;
    pl_db_statement set = { .sql = db->set_path, .limits = *limits, .sink = &pl_db__no_sink };
    s->has_path = run_in_c_locale(db, s, &set, error);
    if (s->has_path && db->driver->is_lent && !atomic_exchange(&db->looked, true))
        db->lent = db->driver->is_lent(s->conn, limits);
    return s->has_path;
}

bool pl_db_path_is_lent(const pl_db *db)
{
    return db->lent;
}

/* Append the initial search path of the server, a text with commas. */
static bool original_path(pl_db *db, const pl_db_limits *limits, pl_buf *out, pl_db_error *error)
{
    slot *s = borrow(db, limits, error);
    if (!s)
        return false;
    pl_row_sink sink = { pl_db__no_columns, take_path, out };
    pl_db_statement show = { .sql = PL_S("SHOW search_path"), .limits = *limits, .sink = &sink };
    bool ok = run_in_c_locale(db, s, &show, error);
    if (ok)
        give_back(db, s);
    else
        drop(db, s);
    return ok;
}

/* Store the names of the search path and the SET statement for it. False with an error if one of
 * them cannot stand in a search path. */
static bool keep_path(pl_db *db, const pl_search_path *names, pl_db_error *error)
{
    pl_str *kept = pl_arena_alloc(&db->arena, (names->n + 1) * sizeof *kept);
    pl_buf text = { 0 };
    for (size_t i = 0; i < names->n; i++) {
        if (!pl_search_path_allows(names->at[i]))
            return pl_db__fail(error, PL_DB_FAILED,
                               "a name of the search path cannot hold a control character");
        kept[i] = pl_arena_str(&db->arena, names->at[i]);
    }
    db->path = kept;
    db->n_path = (uint32_t)names->n;
    pl_search_path_set(kept, names->n, &text);
    db->set_path = pl_arena_str(&db->arena, pl_buf_view(&text));
    pl_buf_done(&text);
    return true;
}

static bool choose_path(pl_db *db, const pl_db_options *o, pl_db_error *error)
{
    pl_search_path names = { 0 };
    pl_buf original = { 0 };
    pl_db_limits limits = { .fired = o->fired };
    bool ok = !o->n_search_path_prefix || original_path(db, &limits, &original, error);
    for (uint32_t i = 0; i < o->n_search_path; i++)
        pl_search_path_add(&names, o->search_path[i]);
    for (uint32_t i = 0; i < o->n_search_path_prefix; i++)
        pl_search_path_add(&names, o->search_path_prefix[i]);
    pl_search_path_add(&names, pl_buf_view(&original));
    ok = keep_path(db, &names, error) && ok;
    pl_vec_done(&names);
    pl_buf_done(&original);
    return ok;
}

/* ---- open and close */

static const char *const *copy_environment(pl_arena *arena, const char *const *environment)
{
    size_t n = 0;
    if (!environment)
        return NULL;
    while (environment[n])
        n++;
    const char **copy = pl_arena_alloc(arena, (n + 1) * sizeof *copy);
    for (size_t i = 0; i < n; i++)
        copy[i] = pl_arena_str(arena, pl_str_cstr(environment[i])).ptr;
    copy[n] = NULL;
    return copy;
}

static bool is_workspace(pl_dburl url)
{
    return pl_str_starts(url.secret, PL_S(PL_DB_WORKSPACE));
}

static pl_db *make_db(const pl_db_driver *driver, const pl_db_options *o)
{
    pl_db *db = pl_mem_zalloc(sizeof *db);
    db->driver = driver;
    db->counts = o->counts;
    db->session = o->session;
    db->most = o->session ? 1 : o->max_open ? o->max_open : MOST;
    db->target = (pl_db_target){ .url = { pl_arena_str(&db->arena, o->url.secret) },
                                 .rest = pl_arena_str(&db->arena, pl_db__rest(o->url)),
                                 .own_script = o->own_script,
                                 .recorded = o->recorded,
                                 .read_only = o->read_only,
                                 .tables = is_workspace(o->url) ? o->tables : NULL,
                                 .install_dir = pl_arena_str(&db->arena, o->install_dir),
                                 .environment = copy_environment(&db->arena, o->environment) };
    pthread_mutex_init(&db->lock, NULL);
    pl_cond_init(&db->changed);
    return db;
}

/* Open the first connection now; the first query will take it. */
static bool contact(pl_db *db, const pl_db_limits *limits, pl_db_error *error)
{
    slot *s = borrow(db, limits, error);
    if (s)
        give_back(db, s);
    return s;
}

/* Libraries take NUL-terminated texts: bytes after a NUL inside would be ignored silently. */
static bool is_whole(pl_str text, const char *what, pl_db_error *error)
{
    return !text.len || !memchr(text.ptr, 0, text.len) ||
           pl_db__fail(error, PL_DB_FAILED, "%s cannot hold a NUL character", what);
}

void pl_db_preload(const pl_db_options *options)
{
    const pl_db_driver *driver = pl_db_driver_of(options->url);
    pl_db_target target = { .environment = options->environment };
    if (driver && driver->library)
        pl_library__preload(driver->library, &target);
}

static void refuse_url(pl_dburl url, pl_db_error *error)
{
    pl_buf shown = { 0 };
    pl_dburl_print(url, &shown);
    pl_db__fail(error, PL_DB_FAILED, "could not evaluate backend: '%.*s': unknown backend",
                PL_FMT(shown));
    pl_buf_done(&shown);
}

static void close_db(pl_db *db);

static pl_db *open_db(const pl_db_driver *driver, const pl_db_options *options, pl_db_error *error)
{
    pl_db *db = make_db(driver, options);
    pl_db_limits limits = { .fired = options->fired };
    db->target.source = driver->start(&db->target, error);
    bool ok = db->target.source;
    if (ok && driver->most) {
        unsigned most = driver->most(db->target.source);
        db->most = most && most < db->most ? most : db->most;
    }
    ok = ok && (!driver->eager || contact(db, &limits, error));
    ok = ok && (!driver->search_path || choose_path(db, options, error));
    if (ok)
        return db;
    close_db(db);
    return NULL;
}

/* May the driver write to sockets? Those with a library of their own may. */
static bool has_sockets(const pl_db_driver *driver)
{
    return driver->library != NULL;
}

pl_db *pl_db_open(const pl_db_options *options, pl_db_error *error)
{
    const pl_db_driver *driver = pl_db_driver_of(options->url);
    pl_pipe_guard guard;
    if (!driver || (is_workspace(options->url) && !options->tables)) {
        refuse_url(options->url, error);
        return NULL;
    }
    if (!is_whole(options->url.secret, "a connection string", error))
        return NULL;
    pl_pipe_begin(&guard, has_sockets(driver));
    pl_db *db = open_db(driver, options, error);
    pl_pipe_end(&guard);
    return db;
}

void pl_db_close(pl_db *db)
{
    pl_pipe_guard guard;
    if (!db)
        return;
    pl_pipe_begin(&guard, has_sockets(db->driver));
    close_db(db);
    pl_pipe_end(&guard);
}

static void close_db(pl_db *db)
{
    while (db->idle) {
        slot *s = db->idle;
        db->idle = s->next;
        db->driver->close(s->conn);
        pl_mem_free(s);
    }
    if (db->target.source)
        db->driver->finish(db->target.source);
    pthread_cond_destroy(&db->changed);
    pthread_mutex_destroy(&db->lock);
    pl_arena_done(&db->arena);
    pl_mem_free(db);
}

void pl_db_reap(pl_db *db)
{
    uint64_t now = pl_clock_ns();
    pl_pipe_guard guard;
    pthread_mutex_lock(&db->lock);
    slot *old = take_rested(db, now);
    pthread_mutex_unlock(&db->lock);
    pl_pipe_begin(&guard, has_sockets(db->driver));
    drop_all(db, old);
    pl_pipe_end(&guard);
}

unsigned pl_db_max_open(const pl_db *db)
{
    return db->most;
}

unsigned pl_db_kind_of(const pl_db *db)
{
    return pl_db_kind(db->driver);
}

unsigned pl_db_idle(pl_db *db)
{
    unsigned n = 0;
    pthread_mutex_lock(&db->lock);
    for (const slot *s = db->idle; s; s = s->next)
        n++;
    pthread_mutex_unlock(&db->lock);
    return n;
}

pl_dburl pl_db_url(const pl_db *db)
{
    return db->target.url;
}

const pl_str *pl_db_search_path(const pl_db *db, uint32_t *n)
{
    *n = db->n_path;
    return db->path;
}

/* ---- queries */

/* Wait before a statement is run again. False: a limit was reached. */
static bool rest(pl_db *db, unsigned ms, const pl_db_limits *limits, pl_db_error *error)
{
    uint64_t until = pl_clock_ns() + ms * (SECOND / 1000);
    pl_db_limits wait = { .deadline = until };
    if (limits->deadline && limits->deadline < until)
        wait.deadline = limits->deadline;
    pthread_mutex_lock(&db->lock);
    while (!is_fired(limits) && !is_late(&wait))
        wait_for_change(db, &wait);
    pthread_cond_signal(&db->changed); /* whoever waits for a connection may have been meant */
    pthread_mutex_unlock(&db->lock);
    return (!is_fired(limits) && !is_late(limits)) || pl_db__cancelled(error);
}

/* Run a statement. One that conflicted with others before its first row is run again, as servers of
 * clusters ask for (CockroachDB, Yugabyte, Galera). */
static bool query_on(pl_db *db, slot *s, const pl_db_query *query, const pl_row_sink *sink,
                     const pl_db_limits *limits, pl_db_error *error)
{
    static const unsigned waits[] = { 10, 100 }; /* ms */
    pl_buf sql = { 0 };
    pl_assert(!query->n_sets || db->driver->sets);
    pl_buf_str(&sql, query->sql);
    pl_buf_byte(&sql, 0);
    pl_db_statement statement = { .sql = { sql.ptr, query->sql.len },
                                  .args = query->args,
                                  .n_args = query->n_args,
                                  .n_sets = query->n_sets,
                                  .limits = *limits,
                                  .sink = sink };
    bool ok = false, again = true;
    for (size_t tries = 0; again; tries++) {
        ok = set_path(db, s, limits, error) && run_in_c_locale(db, s, &statement, error);
        again = !ok && !db->session && error->end == PL_DB_FAILED && error->conflict &&
                !error->late && tries < PL_COUNT(waits) && rest(db, waits[tries], limits, error);
    }
    pl_buf_done(&sql);
    return ok;
}

/* Run a query from borrowing a connection to giving it back or dropping it; count how it ended. A
 * stop can interrupt the query from enter_stop() until leave_stop(). */
static bool run_query(pl_db *db, const pl_db_query *query, const pl_row_sink *sink,
                      pl_db_error *error, bool *timed_out)
{
    pl_db_limits limits = { query->deadline, query->stop ? &query->stop->fired : NULL };
    running run = { .db = db };
    bool ok = false;
    uint64_t began = pl_clock_ns();
    error->late = false;
    if (!query->sql.len)
        return sink->columns(sink->ctx, NULL, 0) || pl_db__stopped(error);
    if (!is_whole(query->sql, "the text of a query", error))
        return false;
    enter_stop(query->stop, &run);
    slot *s = borrow(db, &limits, error);
    publish_running(db, &run, s);
    if (s && is_fired(&limits))
        pl_db__cancelled(error);
    else if (s)
        ok = query_on(db, s, query, sink, &limits, error);
    publish_running(db, &run, NULL);
    leave_stop(query->stop, &run);
    if (s && (ok || error->end != PL_DB_LOST) && db->driver->alive(s->conn))
        give_back(db, s);
    else if (s)
        drop(db, s);
    if (timed_out)
        *timed_out = !ok && error->end == PL_DB_CANCELLED && !is_fired(&limits) && is_late(&limits);
    if (ok)
        error->end = PL_DB_OK;
    pl_db_counts_add(db->counts, db->driver, error->end, pl_clock_ns() - began);
    return ok;
}

bool pl_db_run(pl_db *db, const pl_db_query *query, const pl_row_sink *sink, pl_db_error *error,
               bool *timed_out)
{
    pl_pipe_guard guard;
    pl_pipe_begin(&guard, has_sockets(db->driver));
    bool ok = run_query(db, query, sink, error, timed_out);
    pl_pipe_end(&guard);
    return ok;
}
