/* pools.c - what is open.
 *
 *     NEW -> OPENING -> OPEN
 *                    -> FAILED -> OPENING, when it is asked for again after a while
 *
 * Under the lock: the list, states and results. Opening itself is done without it. */
#include "run/pools.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/map.h"
#include "base/pool.h"
#include "base/process.h"
#include "base/str.h"
#include "base/vec.h"
#include "config/tailpipe.h"
#include <errno.h>
#include <pthread.h>

/* What cannot be opened is not tried again at once: hundreds of controls may want it, and an
 * address where nobody answers takes its time. */
#define RETRY_AFTER UINT64_C(10000000000)

enum { ANSWER_MAX = 1 << 20, SIDE_BY_SIDE = 8 };

typedef enum state { NEW, OPENING, OPEN, FAILED } state;

typedef struct opened {
    state state;
    bool listed;     /* by pl_pools_open() */
    pl_db *db;       /* OPEN */
    pl_str why;      /* FAILED */
    uint64_t failed; /* then: pl_clock_ns() */
} opened;

struct pl_pools {
    pl_databases_options options;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t changed;
    PL_VEC(opened *) list;
    pl_map keys; /* of choices -> index in `list` */
    pl_arena arena;
};

pl_pools *pl_pools_new(const pl_databases_options *options)
{
    pl_pools *pools = pl_mem_zalloc(sizeof *pools);
    pools->options = *options;
    pthread_mutex_init(&pools->lock, NULL);
    pthread_cond_init(&pools->changed, NULL);
    return pools;
}

void pl_pools_free(pl_pools *pools)
{
    if (!pools)
        return;
    for (size_t i = 0; i < pools->list.n; i++)
        pl_db_close(pools->list.at[i]->db); /* NULL is fine */
    pl_vec_done(&pools->list);
    pl_map_done(&pools->keys);
    pthread_cond_destroy(&pools->changed);
    pthread_mutex_destroy(&pools->lock);
    pl_arena_done(&pools->arena);
    pl_mem_free(pools);
}

/* ---- which connection string */

static const _Atomic bool *fired(const pl_pools *pools)
{
    return pools->options.stop ? &pools->options.stop->fired : NULL;
}

/* The last line says what it was. */
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

/* Tailpipe collects what its connection asks for and says where the database is. */
static bool ask_tailpipe(const pl_pools *pools, pl_str name, const char *const *argv,
                         pl_arena *arena, pl_str *url, pl_buf *why)
{
    pl_process process = { argv, pools->options.environment, ANSWER_MAX, fired(pools) };
    pl_buf out = { 0 }, err = { 0 }, own = { 0 };
    int status;
    int error = pl_process_run(&process, &out, &err, &status);
    bool ok = !error && pl_tailpipe_answer(pl_buf_view(&out), arena, url, &own);
    if (error) {
        explain(error, name, why);
    } else if (!ok) {
        pl_str said = last_line(pl_buf_view(&err));
        pl_buf_printf(why, "'tailpipe connect' failed for connection '%.*s': %.*s", PL_FMT(name),
                      PL_FMT(status && said.len ? said : pl_buf_view(&own)));
    }
    pl_buf_done(&own);
    pl_buf_done(&out);
    pl_buf_done(&err);
    return ok;
}

/* A connection whose string is only known now. */
static bool resolve_connection(const pl_pools *pools, pl_str text, pl_arena *arena, pl_str *url,
                               pl_buf *why)
{
    const pl_settings *s = pools->options.settings;
    const char *argv[PL_TAILPIPE_ARGS];
    pl_connection conn;
    if (!s || !pl_settings_find_connection(s, text, &conn))
        return true; /* of no known backend */
    pl_str name = pl_arena_printf(arena, "%.*s.%.*s", PL_FMT(conn.type), PL_FMT(conn.name));
    if (pl_tailpipe_command(s, name, pl_clock_wall_ns() / 1000000000, arena, argv))
        return ask_tailpipe(pools, name, argv, arena, url, why);
    if (conn.url.len) {
        *url = conn.url;
        return true;
    }
    pl_buf_printf(why,
                  "connection '%.*s' takes its credentials from Turbot Pipes, which this version "
                  "does not speak to",
                  PL_FMT(name));
    return false;
}

static bool refuse_pipes(const pl_pools *pools, pl_str handle, pl_buf *why)
{
    const pl_settings *s = pools->options.settings;
    if (s && !pl_settings_has_pipes_token(s))
        pl_buf_str(why, pl_settings_no_token_message(s));
    else
        pl_buf_printf(why,
                      "cannot use the Turbot Pipes workspace '%.*s' as a database: this version "
                      "does not speak to Turbot Pipes",
                      PL_FMT(handle));
    return false;
}

static bool resolve(const pl_pools *pools, pl_str text, pl_arena *arena, pl_str *url, pl_buf *why)
{
    *url = text;
    switch (pl_database_backend(text)) {
    case PL_BACKEND_CONNECTION: return resolve_connection(pools, text, arena, url, why);
    case PL_BACKEND_PIPES: return refuse_pipes(pools, text, why);
    default: return true;
    }
}

/* ---- opening */

static pl_str key_of(pl_arena *arena, const pl_database_choice *c)
{
    pl_buf key = { 0 };
    pl_buf_str(&key, c->url);
    for (uint32_t i = 0; i < c->n_search_path; i++)
        pl_buf_printf(&key, "%c%.*s", 1, PL_FMT(c->search_path[i]));
    pl_buf_byte(&key, 2);
    for (uint32_t i = 0; i < c->n_search_path_prefix; i++)
        pl_buf_printf(&key, "%c%.*s", 1, PL_FMT(c->search_path_prefix[i]));
    pl_str copy = pl_arena_str(arena, pl_buf_view(&key));
    pl_buf_done(&key);
    return copy;
}

static pl_db *open_url(const pl_pools *pools, const pl_database_choice *c, pl_str url, pl_buf *why)
{
    const pl_settings *s = pools->options.settings;
    int64_t most = pl_settings_int(s, "max-parallel");
    pl_db_options options = {
        .url = url,
        .max_open = most > 0 && most < 1000 ? (unsigned)most : 0,
        .search_path = c->search_path,
        .n_search_path = c->n_search_path,
        .search_path_prefix = c->search_path_prefix,
        .n_search_path_prefix = c->n_search_path_prefix,
        .install_dir = pl_settings_pipes_dir(s),
        .environment = pools->options.environment,
        .fired = fired(pools),
    };
    pl_db_error error = { 0 };
    bool postgres = pl_database_backend(url) == PL_BACKEND_POSTGRES;
    if (postgres && c->n_search_path && c->n_search_path_prefix) {
        pl_buf_cstr(why, "cannot specify both search_path and search_path_prefix: invalid config");
        return NULL;
    }
    pl_db *db = pl_db_open(&options, &error);
    if (!db)
        pl_buf_str(why, pl_buf_view(&error.text));
    pl_db_error_done(&error);
    return db;
}

static pl_db *open_choice(const pl_pools *pools, const pl_database_choice *c, pl_buf *why)
{
    pl_arena scratch = { 0 };
    pl_str url;
    pl_db *db = NULL;
    if (resolve(pools, c->url, &scratch, &url, why))
        db = open_url(pools, c, url, why);
    pl_arena_done(&scratch);
    return db;
}

/* ---- the list, under the lock */

/* The one of `choice`, made when it is new. */
static opened *find(pl_pools *pools, const pl_database_choice *choice)
{
    pl_mark mark = pl_arena_mark(&pools->arena);
    pl_str key = key_of(&pools->arena, choice);
    bool added;
    uint32_t at = pl_map_put(&pools->keys, key, (uint32_t)pools->list.n, &added);
    if (!added) {
        pl_arena_rewind(&pools->arena, mark);
        return pools->list.at[at];
    }
    opened *o = PL_NEW(&pools->arena, opened);
    *o = (opened){ 0 };
    pl_vec_push(&pools->list, o);
    return o;
}

static bool is_due(const opened *o)
{
    return o->state == NEW || (o->state == FAILED && pl_clock_ns() - o->failed > RETRY_AFTER);
}

/* Leaves the lock meanwhile. */
static void try_to_open(pl_pools *pools, const pl_database_choice *choice, opened *o)
{
    pl_buf why = { 0 };
    o->state = OPENING;
    pthread_mutex_unlock(&pools->lock);
    pl_db *db = open_choice(pools, choice, &why);
    pthread_mutex_lock(&pools->lock);
    o->db = db;
    o->state = db ? OPEN : FAILED;
    if (!db) {
        o->why = pl_arena_str(&pools->arena, pl_buf_view(&why));
        o->failed = pl_clock_ns();
    }
    pthread_cond_broadcast(&pools->changed);
    pl_buf_done(&why);
}

pl_db *pl_pools_get(pl_pools *pools, const pl_database_choice *choice, pl_buf *why)
{
    pthread_mutex_lock(&pools->lock);
    opened *o = find(pools, choice);
    if (is_due(o))
        try_to_open(pools, choice, o);
    while (o->state == OPENING)
        pthread_cond_wait(&pools->changed, &pools->lock);
    if (!o->db)
        pl_buf_str(why, o->why);
    pl_db *db = o->db;
    pthread_mutex_unlock(&pools->lock);
    return db;
}

/* ---- several */

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
        opened *one = find(pools, choices[i]);
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
