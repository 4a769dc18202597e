/* embed_load.c - resources from outside: four threads serve titles and SQL from one cache.
 *
 *     cc embed_load.c $(pkg-config --cflags --libs pipelite) && ./a.out tests/mods/demo
 *
 * Each thread takes every fourth entry of the index; the queries and dashboards among them are
 * printed in the order of the index, then what the cache says. */
#include <pipelite/phase.h>
#include <pipelite/resource.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 4 };

typedef struct server {
    pl_generation *now;
    uint32_t first, n;
    char (*lines)[160];
} server;

static void *serve(void *ctx)
{
    const server *s = ctx;
    pl_diags *diags = pl_diags_new();
    for (uint32_t id = s->first; id < s->n; id += THREADS) {
        const pl_resource *r = pl_generation_pin(s->now, id, diags);
        pl_str title = PL_S("-"), sql = PL_S("");
        uint32_t children;
        if (!r)
            continue;
        pl_resource_text(r, PL_S("title"), &title);
        pl_resource_text(r, PL_S("sql"), &sql);
        pl_resource_children(r, &children);
        snprintf(s->lines[id], sizeof s->lines[id], "%.*s: %.*s, %zu bytes of sql, %u children",
                 PL_FMT(pl_kind_word(pl_resource_kind(r))), PL_FMT(title), sql.len, children);
        pl_resource_unpin(r);
    }
    pl_diags_free(diags);
    return NULL;
}

static void count(void *ctx, const pl_event *event)
{
    printf("%u of %u titles and tags resolved\n", event->done, event->total);
    *(unsigned *)ctx += 1;
}

static void serve_all(pl_workspace *ws)
{
    pthread_t threads[THREADS];
    server servers[THREADS];
    pl_index_stats stats;
    pl_cache_stats cache;
    pl_generation *now = pl_workspace_acquire(ws);
    pl_index_get_stats(pl_generation_index(now), &stats);
    char(*lines)[160] = calloc(stats.entries, sizeof *lines);
    for (uint32_t i = 0; i < THREADS; i++) {
        servers[i] = (server){ now, i, stats.entries, lines };
        pthread_create(&threads[i], NULL, serve, &servers[i]);
    }
    for (uint32_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (uint32_t id = 0; id < stats.entries; id++)
        if (strncmp(lines[id], "query", 5) == 0 || strncmp(lines[id], "dashboard", 9) == 0)
            puts(lines[id]);
    free(lines);
    pl_generation_release(now);
    pl_workspace_cache_stats(ws, &cache);
    printf("each loaded once: %s, %llu pinned\n", cache.made == stats.entries ? "yes" : "no",
           (unsigned long long)cache.pinned_entries);
}

int main(int argc, char **argv)
{
    unsigned completed = 0;
    pl_diags *diags = pl_diags_new();
    pl_open_options options = { .path = pl_str_cstr(argc > 1 ? argv[1] : "."),
                                .cache_bytes = 1 << 20 };
    pl_workspace *ws = pl_workspace_open(&options, diags);
    if (ws) {
        pl_workspace_subscribe(ws, 1u << PL_EVENT_COMPLETE, count, &completed);
        pl_workspace_start_resolution(ws, NULL, diags);
        pl_workspace_wait_resolved(ws, UINT64_MAX);
        pl_workspace_stop_resolution(ws);
        serve_all(ws);
    }
    pl_workspace_close(ws);
    pl_diags_free(diags);
    return completed != 1;
}
