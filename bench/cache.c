/* cache.c - what the cache of resources costs by itself: a hit, a miss with an eviction, eight
 * threads, and a workspace that is browsed with little memory: once, and a million times.
 *
 * The floor of single operations takes and gives back a lock. */
#include "bench.h"
#include "base/alloc.h"
#include "load/cache.h"
#include "workspace/newest.h"
#include <pipelite/resource.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { KEYS = 1024, ROUNDS = 100000, THREADS = 8 };

typedef struct cache_case {
    pl_cache *cache;
    pthread_mutex_t lock;
    pl_workspace *ws;
    uint32_t n;
} cache_case;

static void *make(void *ctx, pl_cache_slot *slot, uint64_t *size)
{
    (void)slot;
    *size = 1000;
    return ctx;
}

static pl_str key_of(uint32_t *n)
{
    return (pl_str){ (const char *)n, sizeof *n };
}

static void take_keys(cache_case *c, uint32_t first)
{
    for (uint32_t i = 0; i < ROUNDS; i++) {
        uint32_t key = (first + i) % KEYS;
        pl_cache_unpin(c->cache, pl_cache_take(c->cache, key_of(&key), make, c));
    }
}

static void take_all(void *ctx)
{
    take_keys(ctx, 0);
}

static void lock_twice(void *ctx)
{
    cache_case *c = ctx;
    for (uint32_t i = 0; i < 2 * ROUNDS; i++) {
        pthread_mutex_lock(&c->lock);
        bench_sink(i);
        pthread_mutex_unlock(&c->lock);
    }
}

static void *take_thread(void *ctx)
{
    take_keys(ctx, 77);
    return NULL;
}

static void take_together(void *ctx)
{
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, take_thread, ctx);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

static void browse(void *ctx)
{
    cache_case *c = ctx;
    pl_diags *diags = pl_diags_new();
    pl_cache_stats stats;
    uint64_t most = 0;
    for (uint32_t id = 0; id < c->n; id++) {
        pl_resource_unpin(pl_workspace_pin(c->ws, id, diags));
        pl_workspace_cache_stats(c->ws, &stats);
        most = stats.bytes > most ? stats.bytes : most;
    }
    if (most > stats.max_bytes) {
        fprintf(stderr, "cache: %llu bytes are above the budget\n", (unsigned long long)most);
        exit(1);
    }
    bench_alive();
    pl_diags_free(diags);
}

static void open_case(cache_case *c, const char *path, uint64_t budget)
{
    static const char *const environment[] = { NULL };
    pl_index_stats stats;
    pl_diags *diags = pl_diags_new();
    pl_open_options options = { .path = pl_str_cstr(path), .cache_bytes = budget };
    *c = (cache_case){ .ws = pl_workspace_open(&options, diags) };
    if (!c->ws) {
        fprintf(stderr, "cache: cannot open %s\n", path);
        exit(1);
    }
    pl_workspace_set_inputs(c->ws, &(pl_inputs){ .environment = environment });
    pl_index_get_stats(pl_workspace_index(c->ws), &stats);
    c->n = stats.entries;
    pl_diags_free(diags);
}

static void run_browse(const char *path, const char *name)
{
    cache_case c;
    pl_cache_stats end;
    open_case(&c, path, 4 << 20);
    bench_run(&(bench_case){ name, browse, NULL, &c, c.n, 0 });
    pl_workspace_cache_stats(c.ws, &end);
    bench_note("%llu evictions, budget 4 MiB", (unsigned long long)end.evictions);
    pl_workspace_close(c.ws);
}

/* A million loads over 1 MiB: what is live then is what was live after the first round. */
static void run_million(const char *path, const char *name)
{
    enum { LOADS = 1000000, BUDGET = 1 << 20, SLACK = 64 << 10 };
    cache_case c;
    pl_cache_stats end = { 0 };
    open_case(&c, path, BUDGET);
    browse(&c);
    bench_memory first = bench_memory_now();
    bench_row row = { .name = name, .live = first.live };
    uint64_t start = bench_now();
    for (; end.made < LOADS; row.n++) {
        browse(&c);
        pl_workspace_cache_stats(c.ws, &end);
    }
    row.min_ns = row.median_ns = (bench_now() - start) / row.n;
    row.items = c.n;
    bench_memory last = bench_memory_now();
    bench_row_print(&row);
    bench_note("%llu loads: %+lld bytes since the first round", (unsigned long long)end.made,
               (long long)(last.live - first.live));
    if (last.live > first.live + SLACK) {
        fprintf(stderr, "cache: memory grows\n");
        exit(1);
    }
    pl_workspace_close(c.ws);
}

int main(void)
{
    pl_cache_options o = { .max_bytes = PL_CACHE_NO_LIMIT };
    cache_case c = { .cache = pl_cache_new(&o), .lock = PTHREAD_MUTEX_INITIALIZER };
    bench_run(&(bench_case){ "cache/hit", take_all, lock_twice, &c, ROUNDS, 0 });
    bench_run(
        &(bench_case){ "cache/hit-8-threads", take_together, lock_twice, &c, ROUNDS * THREADS, 0 });
    pl_cache_limit(c.cache, KEYS / 2 * 1000, 0);
    bench_run(&(bench_case){ "cache/miss-and-evict", take_all, lock_twice, &c, ROUNDS, 0 });
    pl_cache_free(c.cache);
    if (bench_corpus())
        run_browse(bench_corpus(), "cache/browse-six-mods-4MB");
    run_browse(bench_data("b-stress"), "cache/browse-b-stress-4MB");
    run_million(bench_data("b-stress"), "cache/million-b-stress-1MB");
    return 0;
}
