/* pools.c - the databases that are open, each with its connections.
 *
 *     NEW -> OPENING -> OPEN
 *                    -> FAILED -> OPENING, when it is requested again after a while
 *
 * The lock guards the list, the states and the results. A database is opened without it. */
#include "run/pools.h"
#include "config/history_url.h"
#include "base/assert.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/map.h"
#include "base/pool.h"
#include "base/process.h"
#include "base/str.h"
#include "base/vec.h"
#include "config/tailpipe.h"
#include "workspace/tables.h"
#include <errno.h>
#include <pthread.h>

/* ---- what a database is chosen by */

const pl_str *pl_strs_copy(pl_arena *arena, const pl_str *list, size_t n)
{
    pl_str *out = pl_arena_alloc(arena, (n + 1) * sizeof *out);
    for (size_t i = 0; i < n; i++)
        out[i] = pl_arena_str(arena, list[i]);
    return out;
}

pl_database_choice pl_database_choice_copy(pl_arena *arena, const pl_database_choice *c)
{
    pl_database_choice copy = *c;
    copy.url.secret = pl_arena_str(arena, c->url.secret);
    copy.search_path = pl_strs_copy(arena, c->search_path, c->n_search_path);
    copy.search_path_prefix = pl_strs_copy(arena, c->search_path_prefix, c->n_search_path_prefix);
    copy.place = pl_arena_str(arena, c->place);
    copy.lost = pl_arena_str(arena, c->lost);
    copy.from = pl_arena_str(arena, c->from);
    copy.to = pl_arena_str(arena, c->to);
    return copy;
}

/* After a failure a database is not tried again for a while: hundreds of controls may use it, and
 * an attempt at an address where no server answers takes long. */
#define RETRY_AFTER UINT64_C(10000000000)

enum { ANSWER_MAX = 1 << 20, SIDE_BY_SIDE = 8 };

struct pl_pools {
    pl_databases_options options;
    pthread_mutex_t lock; /* guards all fields below and the states of pools */
    pthread_cond_t changed;
    PL_VEC(pl_pool *) list;
    pl_tables *tables; /* of workspace://; NULL until they are needed */
    pl_map keys;       /* key_of() of a choice -> index in `list` */
    bool (*is_used)(void *ctx, const pl_ring *ring); /* may be NULL */
    void *ctx;
};

pl_pools *pl_pools_new(const pl_databases_options *options)
{
    pl_pools *pools = pl_mem_zalloc(sizeof *pools);
    pools->options = *options;
    pthread_mutex_init(&pools->lock, NULL);
    pthread_cond_init(&pools->changed, NULL);
    return pools;
}

void pl_pools_share(pl_pools *pools, bool (*is_used)(void *ctx, const pl_ring *ring), void *ctx)
{
    pools->is_used = is_used;
    pools->ctx = ctx;
}

/* Assert invariants 1 to 4 of the header. Requires the lock. */
static void pl_pools__check(const pl_pools *pools)
{
#ifndef NDEBUG
    for (size_t i = 0; i < pools->list.n; i++) {
        const pl_pool *pool = pools->list.at[i];
        uint32_t at;
        pl_assert(pl_map_find(&pools->keys, pool->key, &at) && at == i);
        pl_assert((pool->state == PL_POOL_OPEN) == (pool->db != NULL));
        pl_assert(pool->state == PL_POOL_OPENING || (!pool->begun && !pool->waiters));
        pl_assert(!pool->listed);
    }
#else
    (void)pools;
#endif
}

static void free_pool(pl_pool *pool)
{
    pl_db_close(pool->db); /* NULL unless it was open */
    pl_buf_done(&pool->why);
    pl_arena arena = pool->arena; /* it holds the pool itself */
    pl_arena_done(&arena);
}

void pl_pools_free(pl_pools *pools)
{
    if (!pools)
        return;
    pl_pools__check(pools);
    for (size_t i = 0; i < pools->list.n; i++)
        free_pool(pools->list.at[i]);
    pl_workspace_tables_free(pools->tables);
    pl_vec_done(&pools->list);
    pl_map_done(&pools->keys);
    pthread_cond_destroy(&pools->changed);
    pthread_mutex_destroy(&pools->lock);
    pl_mem_free(pools);
}

/* ---- finding the connection string */

static const _Atomic bool *fired(const pl_pools *pools)
{
    return pools->options.stop ? &pools->options.stop->fired : NULL;
}

/* The last line of a program's output, which is its error message. */
static pl_str last_line(pl_str text)
{
    text = pl_str_trim(text);
    size_t at = pl_str_rfind(text, '\n');
    return at < text.len ? pl_str_trim(pl_str_sub(text, at + 1, text.len)) : text;
}

static bool explain(int error, pl_str name, pl_buf *why)
{
    if (error == ECANCELED)
        pl_buf_cstr(why, "execution cancelled");
    else if (error == ENOENT)
        pl_buf_printf(why,
                      "cannot run 'tailpipe connect' for connection '%.*s': there is no program "
                      "'tailpipe' in PATH: install Tailpipe",
                      PL_FMT(name));
    else
        pl_buf_printf(why, "cannot run 'tailpipe connect' for connection '%.*s': %s", PL_FMT(name),
                      pl_file_reason(error));
    return false;
}

/* The database to connect to. */
typedef struct address {
    pl_dburl url;
    bool read_only;  /* it is the history */
    bool own_script; /* Tailpipe wrote the file for this pool, which removes it when it is closed */
} address;

/* Run Tailpipe, which prepares the data that its connection describes and prints the place of
 * the database. */
static bool ask_tailpipe(const pl_pools *pools, pl_str name, const char *const *argv,
                         pl_arena *arena, address *out, pl_buf *why)
{
    pl_process process = { .argv = argv,
                           .environment = pools->options.environment,
                           .max_output = ANSWER_MAX,
                           .stop = fired(pools) };
    pl_buf printed = { 0 }, err = { 0 }, own = { 0 };
    int status;
    int error = pl_process_run(&process, &printed, &err, &status);
    bool ok = !error && pl_tailpipe_answer(pl_buf_view(&printed), arena, &out->url.secret, &own);
    out->own_script = true;
    if (error) {
        explain(error, name, why);
    } else if (!ok) {
        pl_str recorded = last_line(pl_buf_view(&err));
        pl_buf_printf(why, "'tailpipe connect' failed for connection '%.*s': %.*s", PL_FMT(name),
                      PL_FMT(status && recorded.len ? recorded : pl_buf_view(&own)));
    }
    pl_buf_done(&own);
    pl_buf_done(&printed);
    pl_buf_done(&err);
    return ok;
}

/* Find the string of a connection that has none until now. */
static bool resolve_connection(const pl_pools *pools, const pl_database_choice *choice,
                               pl_arena *arena, address *out, pl_buf *why)
{
    pl_tailpipe_range range = { choice->from, choice->to };
    const pl_settings *s = pools->options.settings;
    const char *argv[PL_TAILPIPE_ARGS];
    pl_connection conn;
    if (!s || !pl_settings_find_connection(s, out->url.secret, &conn))
        return true; /* a type without a known backend */
    pl_str name = pl_arena_printf(arena, "%.*s.%.*s", PL_FMT(conn.type), PL_FMT(conn.name));
    if (pl_tailpipe_command(s, name, &range, pl_clock_wall_ns() / 1000000000, arena, argv))
        return ask_tailpipe(pools, name, argv, arena, out, why);
    if (conn.url.len) {
        out->url.secret = conn.url;
        return true;
    }
    pl_buf_printf(why,
                  "connection '%.*s' takes its credentials from Turbot Pipes, which this version "
                  "does not speak to",
                  PL_FMT(name));
    return false;
}

static bool refuse_pipes(const pl_pools *pools, pl_dburl handle, pl_buf *why)
{
    const pl_settings *s = pools->options.settings;
    pl_buf shown = { 0 };
    pl_dburl_print(handle, &shown);
    if (s && !pl_settings_has_pipes_token(s))
        pl_buf_str(why, pl_settings_no_token_message(s));
    else
        pl_buf_printf(why,
                      "cannot use the Turbot Pipes workspace '%.*s' as a database: this version "
                      "does not speak to Turbot Pipes",
                      PL_FMT(shown));
    pl_buf_done(&shown);
    return false;
}

static bool resolve_history(const pl_pools *pools, pl_arena *arena, address *out, pl_buf *why)
{
    pl_buf file = { 0 };
    pl_stamp stamp;
    bool is_dir;
    out->url.secret =
        pl_settings__history(arena, pools->options.settings, pl_workspace_path(pools->options.ws));
    out->read_only = true;
    pl_backend backend = pl_database_backend(out->url.secret);
    bool sqlite = backend == PL_BACKEND_SQLITE, ok = sqlite || backend == PL_BACKEND_POSTGRES;
    if (!ok)
        pl_buf_cstr(why, "a history is kept in SQLite (sqlite://FILE) or PostgreSQL "
                         "(postgres://...), not in this kind of database");
    if (sqlite) {
        pl_dburl_file(out->url, &file);
        pl_buf_byte(&file, 0);
        ok = !pl_file_stat(file.ptr, &stamp, &is_dir);
        if (!ok)
            pl_buf_printf(why,
                          "there is no history in '%s': record a run with 'pipelite benchmark "
                          "run NAME --record'",
                          file.ptr);
        pl_buf_done(&file);
    }
    return ok;
}

static bool resolve(const pl_pools *pools, const pl_database_choice *c, pl_arena *arena,
                    address *out, pl_buf *why)
{
    switch (pl_database_backend(out->url.secret)) {
    case PL_BACKEND_CONNECTION: return resolve_connection(pools, c, arena, out, why);
    case PL_BACKEND_PIPES: return refuse_pipes(pools, out->url, why);
    case PL_BACKEND_HISTORY: return !pools->options.ws || resolve_history(pools, arena, out, why);
    default: return true;
    }
}

/* ---- opening */

/* Texts go in with their lengths: whatever a name holds, two choices have one key only if they are
 * the same. */
static void key_text(pl_buf *key, pl_str text)
{
    pl_buf_printf(key, "%zu:", text.len);
    pl_buf_str(key, text);
}

static void key_list(pl_buf *key, const pl_str *list, uint32_t n)
{
    pl_buf_printf(key, "%u;", n);
    for (uint32_t i = 0; i < n; i++)
        key_text(key, list[i]);
}

static pl_str key_of(const pl_pools *pools, pl_arena *arena, const pl_database_choice *c)
{
    pl_buf key = { 0 };
    key_text(&key, c->url.secret);
    key_list(&key, c->search_path, c->n_search_path);
    key_list(&key, c->search_path_prefix, c->n_search_path_prefix);
    if (pl_database_backend(c->url.secret) == PL_BACKEND_CONNECTION) {
        key_text(&key, c->from);
        key_text(&key, c->to); /* what the name stands for may have changed */
        pl_buf_printf(&key, "%llu", (unsigned long long)pl_settings_epoch(pools->options.settings));
    }
    pl_str copy = pl_arena_str(arena, pl_buf_view(&key));
    pl_buf_done(&key);
    return copy;
}

/* Make the tables of the workspace if that is the database. */
static const pl_tables *tables_of(pl_pools *pools, pl_dburl url)
{
    if (!pools->options.ws || pl_database_backend(url.secret) != PL_BACKEND_WORKSPACE)
        return NULL;
    pthread_mutex_lock(&pools->lock);
    if (!pools->tables)
        pools->tables = pl_workspace_tables_new(pools->options.ws);
    pthread_mutex_unlock(&pools->lock);
    return pools->tables;
}

static pl_db *open_address(pl_pools *pools, const pl_database_choice *c, const address *a,
                           pl_buf *why)
{
    const pl_settings *s = pools->options.settings;
    int64_t most = pl_settings_int(s, "max-parallel");
    pl_db_options options = {
        .url = a->url,
        .own_script = a->own_script,
        .read_only = a->read_only,
        .recorded = pools->options.recorded,
        .max_open = most > 0 && most < 1000 ? (unsigned)most : 0,
        .search_path = c->search_path,
        .n_search_path = a->read_only ? 0 : c->n_search_path,
        .search_path_prefix = c->search_path_prefix,
        .n_search_path_prefix = a->read_only ? 0 : c->n_search_path_prefix,
        .install_dir = pl_settings_pipes_dir(s),
        .environment = pools->options.environment,
        .fired = fired(pools),
        .counts = pools->options.counts,
        .tables = tables_of(pools, a->url),
    };
    pl_db_error error = { 0 };
    bool postgres = pl_database_backend(a->url.secret) == PL_BACKEND_POSTGRES;
    if (postgres && c->n_search_path && c->n_search_path_prefix) {
        pl_buf_cstr(why, "unable to connect to Backend: cannot specify both search_path and "
                         "search_path_prefix: invalid config");
        return NULL;
    }
    pl_db *db = pl_db_open(&options, &error);
    if (!db) {
        pl_buf_str(why, pl_buf_view(&error.text));
        if (pl_db_driver_of(a->url))
            pl_db_counts_refused(pools->options.counts, pl_db_driver_of(a->url));
    }
    pl_db_error_done(&error);
    return db;
}

static pl_db *open_choice(pl_pools *pools, const pl_database_choice *c, pl_buf *why)
{
    pl_arena scratch = { 0 };
    address a = { .url = c->url };
    pl_db *db = NULL;
    if (resolve(pools, c, &scratch, &a, why))
        db = open_address(pools, c, &a, why);
    pl_arena_done(&scratch);
    return db;
}

/* ---- the list, under the lock */

static pl_pool *make_pool(const pl_database_choice *choice, pl_str key)
{
    pl_arena arena;
    pl_arena_init(&arena, 1024);
    pl_pool *pool = PL_NEW(&arena, pl_pool);
    pool->choice = pl_database_choice_copy(&arena, choice);
    pool->key = pl_arena_str(&arena, key);
    pool->arena = arena;
    return pool;
}

/* The pool of `choice`, made if it is new. */
static pl_pool *find(pl_pools *pools, const pl_database_choice *choice)
{
    pl_arena scratch = { 0 };
    pl_str key = key_of(pools, &scratch, choice);
    uint32_t at;
    bool added;
    if (!pl_map_find(&pools->keys, key, &at)) {
        pl_pool *pool = make_pool(choice, key);
        at = pl_map_put(&pools->keys, pool->key, (uint32_t)pools->list.n, &added);
        pl_vec_push(&pools->list, pool);
    }
    pl_arena_done(&scratch);
    return pools->list.at[at];
}

static bool is_due(const pl_pool *pool)
{
    return pool->state == PL_POOL_NEW ||
           (pool->state == PL_POOL_FAILED && pl_clock_ns() - pool->since > RETRY_AFTER);
}

/* Give the ring as many turns as there are connections. Called without the lock of the turns
 * (turns.h). */
static void measure(pl_pool *pool, const pl_db *db)
{
    pl_backend backend = pl_database_backend(pl_db_url(db).secret);
    pool->ring.most = pl_db_max_open(db);
    pool->ring.remote = backend == PL_BACKEND_POSTGRES || backend == PL_BACKEND_MYSQL;
}

static bool is_unopened(const pl_pool *pool)
{
    return is_due(pool) || (pool->state == PL_POOL_OPENING && !pool->begun);
}

/* Open the database of a pool and call its waiters. Gives up the lock meanwhile. */
static void open_pool(pl_pools *pools, pl_pool *pool)
{
    pl_buf why = { 0 };
    pl_assert(is_unopened(pool) && !pool->db);
    pool->state = PL_POOL_OPENING;
    pool->begun = true;
    pthread_mutex_unlock(&pools->lock);
    pl_db *db = open_choice(pools, &pool->choice, &why);
    if (db)
        measure(pool, db);
    pthread_mutex_lock(&pools->lock);
    pl_buf_done(&pool->why);
    pool->why = why;
    pool->db = db;
    pool->since = pl_clock_ns();
    pool->state = db ? PL_POOL_OPEN : PL_POOL_FAILED;
    pool->begun = false;
    pl_pool_waiter *waiters = pool->waiters;
    pool->waiters = NULL;
    pl_pools__check(pools);
    pthread_cond_broadcast(&pools->changed);
    pthread_mutex_unlock(&pools->lock);
    for (pl_pool_waiter *next; waiters; waiters = next) {
        next = waiters->next;
        waiters->opened(waiters->ctx);
    }
    pthread_mutex_lock(&pools->lock);
}

/* ---- waiting until it is open */

static pl_db *await(pl_pools *pools, pl_pool *pool, pl_buf *why)
{
    if (is_unopened(pool))
        open_pool(pools, pool);
    while (pool->state == PL_POOL_OPENING)
        pthread_cond_wait(&pools->changed, &pools->lock);
    if (!pool->db)
        pl_buf_str(why, pl_buf_view(&pool->why));
    return pool->db;
}

pl_db *pl_pool_await(pl_pools *pools, pl_pool *pool, pl_buf *why)
{
    pthread_mutex_lock(&pools->lock);
    pl_db *db = await(pools, pool, why);
    pthread_mutex_unlock(&pools->lock);
    return db;
}

pl_db *pl_pools_get(pl_pools *pools, const pl_database_choice *choice, pl_buf *why)
{
    pthread_mutex_lock(&pools->lock);
    pl_pool *pool = find(pools, choice);
    pool->refs++; /* kept until `pools` is freed */
    pl_db *db = await(pools, pool, why);
    pthread_mutex_unlock(&pools->lock);
    return db;
}

/* ---- holding a pool */

void pl_pools_release(pl_pools *pools, pl_pool *pool)
{
    pthread_mutex_lock(&pools->lock);
    pl_assert(pool->refs > 0);
    if (--pool->refs == 0)
        pool->rested = pl_clock_ns();
    pthread_mutex_unlock(&pools->lock);
}

pl_pool_state pl_pool_want(pl_pools *pools, pl_pool *pool, pl_pool_waiter *waiter)
{
    pthread_mutex_lock(&pools->lock);
    pl_pool_state was = pool->state;
    if (is_due(pool)) {
        was = PL_POOL_NEW;
        pool->state = PL_POOL_OPENING;
    }
    if (pool->state == PL_POOL_OPENING) {
        waiter->next = pool->waiters;
        pool->waiters = waiter;
    }
    pthread_mutex_unlock(&pools->lock);
    return was;
}

void pl_pool_open(pl_pools *pools, pl_pool *pool)
{
    pthread_mutex_lock(&pools->lock);
    if (is_unopened(pool))
        open_pool(pools, pool);
    pthread_mutex_unlock(&pools->lock);
}

pl_db *pl_pool_db(pl_pools *pools, pl_pool *pool, pl_buf *why)
{
    pthread_mutex_lock(&pools->lock);
    pl_db *db = pool->db;
    if (!db)
        pl_buf_str(why, pl_buf_view(&pool->why));
    pthread_mutex_unlock(&pools->lock);
    return db;
}

/* ---- closing pools */

static bool is_idle(const pl_pools *pools, const pl_pool *pool)
{
    return pool->refs == 0 && pool->state != PL_POOL_OPENING &&
           !(pools->is_used && pools->is_used(pools->ctx, &pool->ring));
}

/* If `url`, and `client` unless that is 0, has more than `most` pools: the position of the least
 * recently used one that is not in use. n: there is none. */
static size_t find_surplus_of(const pl_pools *pools, pl_str url, uint64_t client, size_t most)
{
    size_t n = pools->list.n, oldest = n, same = 0;
    for (size_t i = 0; i < n; i++) {
        const pl_pool *pool = pools->list.at[i];
        if ((client && pool->client != client) || !pl_str_eq(pool->choice.url.secret, url))
            continue;
        same++;
        if (is_idle(pools, pool) && (oldest == n || pool->rested < pools->list.at[oldest]->rested))
            oldest = i;
    }
    return same > most ? oldest : n;
}

static size_t find_surplus(const pl_pools *pools)
{
    size_t n = pools->list.n, found = n;
    for (size_t i = 0; n > PL_POOLS_PER_URL && i < n && found == n; i++)
        found = find_surplus_of(pools, pools->list.at[i]->choice.url.secret, 0, PL_POOLS_PER_URL);
    return found;
}

static pl_pool *take_out(pl_pools *pools, size_t at)
{
    pl_pool *pool = pools->list.at[at];
    bool added;
    pl_assert(is_idle(pools, pool)); /* invariant 5 */
    pools->list.at[at] = pools->list.at[--pools->list.n];
    pl_map_done(&pools->keys);
    pools->keys = (pl_map){ 0 };
    for (size_t i = 0; i < pools->list.n; i++)
        pl_map_put(&pools->keys, pools->list.at[i]->key, (uint32_t)i, &added);
    pl_pools__check(pools);
    return pool;
}

/* The pool that makes room for a new one: one of its client's share, or, when all pools of the
 * database are too many, the one that was not used for longest. NULL: there is room. */
static pl_pool *make_room(pl_pools *pools, const pl_pool *new)
{
    pl_str url = new->choice.url.secret;
    size_t n = pools->list.n, at = n;
    if (new->client)
        at = find_surplus_of(pools, url, new->client, PL_POOLS_PER_CLIENT);
    if (at == n)
        at = find_surplus_of(pools, url, 0, PL_POOLS_PER_URL);
    return at < n ? take_out(pools, at) : NULL;
}

pl_pool *pl_pools_hold(pl_pools *pools, const pl_database_choice *choice, uint64_t client)
{
    pl_pool *surplus = NULL;
    pthread_mutex_lock(&pools->lock);
    size_t before = pools->list.n;
    pl_pool *pool = find(pools, choice);
    pool->refs++;
    if (pools->list.n > before) {
        pool->client = client;
        surplus = make_room(pools, pool);
    } else if (pool->client != client) {
        pool->client = 0;
    }
    pthread_mutex_unlock(&pools->lock);
    if (surplus)
        free_pool(surplus);
    return pool;
}

static size_t find_expired(const pl_pools *pools, uint64_t now)
{
    for (size_t i = 0; i < pools->list.n; i++)
        if (is_idle(pools, pools->list.at[i]) && now - pools->list.at[i]->rested > PL_POOL_IDLE_NS)
            return i;
    return find_surplus(pools);
}

void pl_pools_tick(pl_pools *pools, uint64_t now)
{
    pthread_mutex_lock(&pools->lock);
    for (size_t at; (at = find_expired(pools, now)) < pools->list.n;) {
        pl_pool *pool = take_out(pools, at);
        pthread_mutex_unlock(&pools->lock);
        free_pool(pool);
        pthread_mutex_lock(&pools->lock);
    }
    for (size_t i = 0; i < pools->list.n; i++)
        if (pools->list.at[i]->db)
            pl_db_reap(pools->list.at[i]->db);
    pthread_mutex_unlock(&pools->lock);
}

size_t pl_pools_count(pl_pools *pools)
{
    pthread_mutex_lock(&pools->lock);
    size_t n = pools->list.n;
    pthread_mutex_unlock(&pools->lock);
    return n;
}

void pl_pools_each(pl_pools *pools, void (*visit)(void *ctx, pl_pool *pool), void *ctx)
{
    pthread_mutex_lock(&pools->lock);
    for (size_t i = 0; i < pools->list.n; i++)
        if (pools->list.at[i]->db)
            visit(ctx, pools->list.at[i]);
    pthread_mutex_unlock(&pools->lock);
}

unsigned pl_pools_idle(pl_pools *pools)
{
    unsigned n = 0;
    pthread_mutex_lock(&pools->lock);
    for (size_t i = 0; i < pools->list.n; i++)
        if (pools->list.at[i]->db)
            n += pl_db_idle(pools->list.at[i]->db);
    pthread_mutex_unlock(&pools->lock);
    return n;
}

/* ---- opening several at once */

typedef struct opening {
    pl_pools *pools;
    const pl_database_choice **list;
} opening;

static void open_one(void *ctx, size_t item, unsigned worker)
{
    opening *o = ctx;
    pl_buf why = { 0 };
    (void)worker;
    pl_pools_get(o->pools, o->list[item], &why);
    pl_buf_done(&why);
}

void pl_pools_open(pl_pools *pools, const pl_database_choice *const *choices, size_t n)
{
    opening o = { pools, pl_mem_alloc((n + 1) * sizeof *o.list) };
    size_t due = 0;
    pthread_mutex_lock(&pools->lock);
    for (size_t i = 0; i < n; i++) {
        pl_pool *one = find(pools, choices[i]);
        if (is_due(one) && !one->listed)
            o.list[due++] = choices[i];
        one->listed = true;
    }
    for (size_t i = 0; i < pools->list.n; i++)
        pools->list.at[i]->listed = false;
    pthread_mutex_unlock(&pools->lock);
    if (due > 1)
        pl_pool_run(due < SIDE_BY_SIDE ? (unsigned)due : SIDE_BY_SIDE, due, open_one, &o);
    pl_mem_free(o.list);
}
