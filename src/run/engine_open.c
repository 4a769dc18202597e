/* engine_open.c - an engine as its host sees it: opening, closing, statistics, search paths. */
#include "base/assert.h"
#include "base/diag.h"
#include "base/environment.h"
#include "base/file.h"
#include "base/oom.h"
#include "base/pool.h"
#include "base/sized.h"
#include "base/str.h"
#include "base/wait.h"
#include "workspace/value_stores.h"
#include "run/crew.h"
#include "run/message.h"

enum { MOST_WORKERS = 64, MOST_ASKED = 256 };
enum { RESULT_BYTES = 16 << 20 };

/* A pool must also be kept while its ring is busy: a worker ends its turn only after the run has
 * released the pool. */
static bool ring_is_used(void *ctx, const pl_ring *ring)
{
    pl_engine *engine = ctx;
    pthread_mutex_lock(&engine->lock);
    bool used = ring->busy > 0;
    pthread_mutex_unlock(&engine->lock);
    return used;
}

/* Copy the environment once, because that of the process, if it is that, may change while runs read
 * it. */
static void copy_environment(pl_engine *engine, const char *const *from)
{
    size_t n = 0;
    while (from && from[n])
        n++;
    const char **copy = pl_arena_alloc(&engine->host.arena, (n + 1) * sizeof *copy);
    for (size_t i = 0; i < n; i++)
        copy[i] = pl_arena_str(&engine->host.arena, pl_str_cstr(from[i])).ptr;
    copy[n] = NULL;
    engine->host.environment = copy;
}

static void init_threads(pl_engine *engine)
{
    static const pl_run_calls calls = { pl_run__work, pl_run__tick, pl_run__release };
    engine->calls = &calls;
    pthread_mutex_init(&engine->lock, NULL);
    pl_cond_init(&engine->work);
    pl_cond_init(&engine->quiet);
    pl_cond_init(&engine->keep);
    engine->cpus = pl_pool_cpus();
    engine->most = engine->host.options.threads ? engine->host.options.threads : MOST_WORKERS;
    if (engine->most > MOST_ASKED)
        engine->most = MOST_ASKED;
    if (engine->cpus >= engine->most)
        engine->cpus = engine->most > 1 ? engine->most - 1 : 0;
    engine->crew.workers = pl_mem_zalloc(engine->most * sizeof *engine->crew.workers);
    engine->crew.awake = PL_ENGINE_AWAKE_HERE;
    engine->keeper.deadline = PL_ENGINE_NEVER;
    atomic_init(&engine->alone, true);
}

static void open_pools(pl_engine *engine, const pl_db_stop *stop)
{
    engine->host.databases = (pl_databases_options){ .settings = engine->host.options.settings,
                                                     .ws = engine->host.ws,
                                                     .environment = engine->host.environment,
                                                     .stop = stop,
                                                     .recorded = engine->host.options.recorded,
                                                     .counts = pl_db_counts_new() };
    engine->pools = pl_pools_new(&engine->host.databases);
    pl_pools_share(engine->pools, ring_is_used, engine);
    uint64_t most =
        engine->host.options.result_bytes ? engine->host.options.result_bytes : RESULT_BYTES;
    engine->budget =
        pl_spool_budget_new(most, pl_environment_get(engine->host.environment, "TMPDIR"));
    engine->requests.lane.ring = &engine->processor;
    init_threads(engine);
}

static pl_engine *open_engine(pl_workspace *ws, const pl_engine_options *options)
{
    pl_engine *engine = pl_mem_zalloc(sizeof *engine);
    engine->host.ws = ws;
    if (options)
        engine->host.options = *options;
    copy_environment(engine, engine->host.options.environment);
    if (!engine->host.options.settings)
        engine->host.options.settings = engine->host.own_settings =
            pl_session_settings(engine->host.environment);
    open_pools(engine, &engine->closing_stop);
    return engine;
}

pl_engine *pl_engine__open(pl_workspace *ws, const pl_engine_options *options, pl_diags *diags)
{
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    pl_engine *engine = open_engine(ws, options);
    if (!pl_oom_end_reported(&scope, diags))
        return engine;
    pl_engine__close(engine);
    return NULL;
}

pl_engine *pl_engine__of_session(pl_session *session, const pl_engine_options *options,
                                 const pl_db_stop *stop)
{
    pl_engine *engine = pl_mem_zalloc(sizeof *engine);
    engine->host.ws = session->ws;
    engine->host.session = session;
    engine->host.options = *options;
    engine->host.environment = options->environment;
    open_pools(engine, stop);
    return engine;
}

pl_session *pl_engine__session(const pl_engine *engine)
{
    return engine->host.session;
}

static void cancel_all(pl_engine *engine)
{
    pl_run *run = pl_run__hold(engine->runs.first);
    while (run) {
        pthread_mutex_unlock(&engine->lock);
        pl_run_cancel(run);
        pthread_mutex_lock(&engine->lock);
        run =
            pl_engine__step(engine, run, run->place.listed ? run->place.after : engine->runs.first);
    }
}

/* Wait until all runs have left and all requests are answered. */
static void wait_quiet(pl_engine *engine)
{
    while (engine->runs.first || engine->n_requests) {
        if (pl_engine__is_alone(engine) && !engine->crew.n_helpers && engine->turns.rings.first) {
            pthread_mutex_unlock(&engine->lock);
            pl_engine__run_jobs(engine);
            pthread_mutex_lock(&engine->lock);
            continue;
        }
        pthread_cond_wait(&engine->quiet, &engine->lock);
    }
}

void pl_engine__close(pl_engine *engine)
{
    if (!engine)
        return;
    atomic_store(&engine->closing_stop.fired, true);
    pthread_mutex_lock(&engine->lock);
    cancel_all(engine);
    wait_quiet(engine);
    engine->closing = true;
    pthread_cond_broadcast(&engine->work);
    pthread_cond_broadcast(&engine->keep);
    pthread_mutex_unlock(&engine->lock);
    for (unsigned i = 0; i < engine->crew.n; i++)
        pthread_join(engine->crew.workers[i].thread, NULL);
    if (engine->keeper.started)
        pthread_join(engine->keeper.thread, NULL);
    pl_assert(!engine->turns.rings.first && !engine->turns.waiting && !engine->runs.running);
    pl_vec_done(&engine->requests.lane.jobs);
    pl_pools_free(engine->pools);
    pl_db_counts_free(engine->host.databases.counts);
    pl_settings_free(engine->host.own_settings);
    pl_spool_budget_release(engine->budget);
    pthread_cond_destroy(&engine->work);
    pthread_cond_destroy(&engine->keep);
    pthread_cond_destroy(&engine->quiet);
    pthread_mutex_destroy(&engine->lock);
    pl_mem_free(engine->crew.workers);
    pl_arena_done(&engine->host.arena);
    pl_mem_free(engine);
}

static void fill_engine_stats(pl_engine *engine, pl_engine_stats *out)
{
    if (!engine) {
        *out = (pl_engine_stats){ 0 };
        return;
    }
    if (pl_engine__is_alone(engine))
        pl_engine__run_jobs(engine);
    pthread_mutex_lock(&engine->lock);
    *out = (pl_engine_stats){
        .threads = engine->crew.n,
        .running = engine->runs.running,
        .waiting = engine->runs.waiting,
        .blocked = engine->runs.blocked,
        .connections_busy = engine->turns.queries,
        .connections_wanted = (uint32_t)engine->turns.waiting,
        .started = engine->runs.started,
        .completed = engine->runs.completed,
        .failed = engine->runs.failed,
        .cancelled = engine->runs.cancelled,
    };
    pthread_mutex_unlock(&engine->lock);
    out->result_bytes = atomic_load(&engine->budget->used);
    out->connections_idle = pl_pools_idle(engine->pools);
}

void pl_engine_get_stats_sized(size_t size, pl_engine *engine, pl_engine_stats *out)
{
    pl_engine_stats known;
    fill_engine_stats(engine, &known);
    pl_sized_fill(out, size, &known, sizeof known);
}

/* ---- statistics by kind of database */

typedef struct driver {
    pl_engine *engine;
    unsigned kind;
    pl_driver_stats stats;
} driver;

static void add_pool(void *ctx, pl_pool *pool)
{
    driver *d = ctx;
    if (pl_db_kind_of(pool->db) != d->kind)
        return;
    d->stats.idle += pl_db_idle(pool->db);
    d->stats.lent += pl_db_path_is_lent(pool->db);
    pthread_mutex_lock(&d->engine->lock);
    d->stats.busy += pool->ring.busy;
    d->stats.waiting += pl_turns_waiting(&pool->ring);
    pthread_mutex_unlock(&d->engine->lock);
}

bool pl_engine_get_driver_sized(size_t size, pl_engine *engine, uint32_t i, pl_driver_stats *out)
{
    if (!engine || i >= PL_DB_KINDS)
        return false;
    pl_db_count count = pl_db_counts_get(engine->host.databases.counts, i);
    driver d = { .engine = engine,
                 .kind = i,
                 .stats = { .name = pl_db_kind_name(i),
                            .failed = count.failed,
                            .queries = count.seconds.n,
                            .seconds = count.seconds.sum } };
    pl_pools_each(engine->pools, add_pool, &d);
    pl_sized_fill(out, size, &d.stats, sizeof d.stats);
    return true;
}

uint32_t pl_engine_driver_times(pl_engine *engine, uint32_t i, uint64_t *out, uint32_t n)
{
    if (!engine || i >= PL_DB_KINDS)
        return 0;
    pl_db_count count = pl_db_counts_get(engine->host.databases.counts, i);
    uint32_t all = PL_COUNT(count.seconds.bucket);
    memcpy(out, count.seconds.bucket, (n < all ? n : all) * sizeof *out);
    return all;
}

/* ---- the search path in the metadata of a server (server.md 4.1) */

/* Copy the default database of a session into `arena`. False: there is none. */
static bool find_default(pl_database_request *request, pl_arena *arena, pl_database_choice *out)
{
    pl_generation *g = pl_workspace_acquire(request->engine->host.ws);
    pl_diags *unreported = pl_diags_new();
    pl_databases_wish none = { 0 };
    pl_buf why = { 0 };
    pl_loader *loader = g ? pl_generation_loader(g, unreported) : NULL;
    pl_databases *dbs = NULL;
    if (loader) {
        pl_store *store = pl_store_shared(loader, 0);
        pl_store_enter(store);
        dbs = pl_databases_over(request->engine->pools, store, &request->engine->host.databases,
                                &none, &why);
        pl_store_leave(store);
        if (dbs)
            *out = pl_database_choice_copy(arena, pl_databases_session(dbs));
        pl_databases_free(dbs);
        pl_store_free(store);
    }
    pl_buf_done(&why);
    pl_diags_free(unreported);
    pl_generation_release(g);
    return dbs != NULL;
}

static bool take_columns(void *ctx, const pl_column *columns, uint32_t n)
{
    (void)ctx, (void)columns, (void)n;
    return true;
}

static bool take_text(void *ctx, const pl_cell *cells)
{
    if (cells[0].tag == PL_CELL_TEXT)
        pl_buf_str(ctx, cells[0].text);
    return true;
}

/* Read the search path that the server uses when no other one is requested, split at commas. */
static bool read_original(pl_db *db, pl_arena *arena, pl_doc *list)
{
    pl_buf text = { 0 };
    pl_row_sink sink = { take_columns, take_text, &text };
    pl_db_query query = { .sql = PL_S("SHOW search_path") };
    pl_db_error error = { 0 };
    bool ok = pl_db_run(db, &query, &sink, &error, NULL);
    for (pl_str rest = pl_buf_view(&text); ok && rest.len;) {
        pl_str one = pl_str_trim(pl_str_split(&rest, ','));
        if (one.len)
            pl_doc_string_copy(arena, list, (pl_str){ 0 }, one);
    }
    pl_db_error_done(&error);
    pl_buf_done(&text);
    return ok;
}

static void add_list(pl_arena *arena, pl_doc *doc, const char *key, const pl_str *list, uint32_t n)
{
    if (n)
        pl_doc_strings(arena, doc, pl_str_cstr(key), list, n);
    else
        pl_doc_null(arena, doc, pl_str_cstr(key));
}

static bool fill(pl_db *db, pl_db *plain, const pl_database_choice *c, pl_arena *arena, pl_doc *doc)
{
    uint32_t n;
    const pl_str *path = pl_db_search_path(db, &n);
    pl_doc *original = pl_doc_new(arena, PL_DOC_ARRAY);
    if (!read_original(plain, arena, original))
        return false;
    if (n)
        pl_doc_strings(arena, doc, PL_S("resolved_search_path"), path, n);
    else
        pl_doc_put(doc, PL_S("resolved_search_path"), pl_doc_copy(arena, original));
    pl_doc_put(doc, PL_S("original_search_path"), original);
    add_list(arena, doc, "configured_search_path", c->search_path, c->n_search_path);
    add_list(arena, doc, "short_name", c->search_path_prefix, c->n_search_path_prefix);
    return true;
}

/* Describe both search paths. Two pools are used: that of the choice, and that of its database
 * without a search path. */
static bool describe(pl_database_request *request, const pl_database_choice *c, pl_arena *arena,
                     pl_doc *doc)
{
    pl_pools *pools = request->engine->pools;
    pl_database_choice bare = { .url = c->url };
    pl_buf why = { 0 };
    pl_pool *pool = pl_pools_hold(pools, c, 0), *plain = pl_pools_hold(pools, &bare, 0);
    pl_db *db = pl_pool_await(pools, pool, &why);
    pl_db *other = db ? pl_pool_await(pools, plain, &why) : NULL;
    bool ok = other && fill(db, other, c, arena, doc);
    pl_pools_release(pools, pool);
    pl_pools_release(pools, plain);
    pl_buf_done(&why);
    return ok;
}

static void answer(pl_database_request *request)
{
    pl_arena arena = { 0 };
    pl_database_choice choice;
    pl_sink text = { 0 };
    pl_doc *doc = pl_doc_new(&arena, PL_DOC_OBJECT);
    pl_engine *engine = request->engine;
    if (find_default(request, &arena, &choice) &&
        pl_database_backend(choice.url.secret) == PL_BACKEND_POSTGRES &&
        describe(request, &choice, &arena, doc))
        pl_run_doc_write(doc, 0, &text);
    else
        pl_buf_cstr(&text.text, "null");
    request->done(request->ctx, pl_buf_view(&text.text));
    pl_mem_free(request);
    pl_sink_done(&text);
    pl_arena_done(&arena);
    pl_engine__end_request(engine);
}

void pl_engine_search_path(pl_engine *engine, void (*done)(void *ctx, pl_str json), void *ctx)
{
    if (!engine) {
        done(ctx, PL_S("null"));
        return;
    }
    pl_database_request *request = pl_mem_alloc(sizeof *request);
    *request = (pl_database_request){ engine, answer, done, ctx };
    pl_engine__put_request(request);
}
