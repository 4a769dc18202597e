/* Many runs while the workspace changes under them: memory returns to where it was, and so do
 * generations. PL_TEST_RUNS says how many (1,000). */
#include "live.h"
#include <malloc.h>
#include <pipelite/memory.h>
#include <pipelite/rescan.h>
#include <stdatomic.h>

/* ---- what is alive, by the allocator of this host */

static atomic_long bytes;

static void *host_malloc(void *ctx, size_t size)
{
    void *ptr = malloc(size);
    (void)ctx;
    atomic_fetch_add(&bytes, ptr ? (long)malloc_usable_size(ptr) : 0);
    return ptr;
}

static void *host_realloc(void *ctx, void *ptr, size_t size)
{
    long before = (long)malloc_usable_size(ptr);
    void *grown = realloc(ptr, size);
    (void)ctx;
    atomic_fetch_add(&bytes, grown ? (long)malloc_usable_size(grown) - before : 0);
    return grown;
}

static void host_free(void *ctx, void *ptr)
{
    (void)ctx;
    atomic_fetch_sub(&bytes, (long)malloc_usable_size(ptr));
    free(ptr);
}

__attribute__((constructor)) static void take_over(void)
{
    pl_memory memory = { .malloc = host_malloc, .realloc = host_realloc, .free = host_free };
    if (!pl_memory_set(&memory))
        abort();
}

/* ---- runs */

static const char text[] = "dashboard \"d\" {\n"
                           "  card \"a\" {\n    sql = \"select 1 as x\"\n  }\n"
                           "  table \"t\" {\n    sql = \"select ? as y\"\n"
                           "    args = [self.input.i.value]\n  }\n"
                           "  input \"i\" {\n    type = \"text\"\n  }\n}\n";

typedef struct changer {
    lives *l;
    atomic_bool over;
    unsigned rescans;
} changer;

/* A rescan every 10 ms, each with another content. */
static void *change(void *ctx)
{
    changer *c = ctx;
    pl_diags *diags = pl_diags_new();
    while (!atomic_load(&c->over)) {
        char query[64];
        snprintf(query, sizeof query, "query \"q\" {\n  sql = \"select %u\"\n}\n",
                 1000 + c->rescans++ % 1000);
        place_text(c->l->s.dir, "b.pp", query);
        pl_changes_free(pl_workspace_rescan(c->l->s.ws, NULL, diags));
        usleep(10000);
    }
    pl_diags_free(diags);
    return NULL;
}

/* Some end by themselves, some are cancelled, some are freed while they wait. */
static void run_some(lives *l, int n)
{
    pl_run_input_value v = { PL_S("i"), PL_S("\"x\"") };
    for (int i = 0; i < n; i++) {
        pl_run_event e;
        pl_run *run = lives_start(l, "m.dashboard.d", &v, i % 3 != 2);
        if (i % 3 == 1)
            pl_run_cancel(run);
        if (i % 3 == 2)
            lives_reach(run, PL_RUN_PHASE_WAITING);
        else
            CHECK(pl_run_wait(run, LIVE_DEADLINE), "it ends");
        while (pl_run_next(run, &e))
            pl_message_release(e.message);
        pl_run_free(run);
    }
}

/* When all has come to rest: with a new generation, no run, and an empty cache. */
static long at_rest(lives *l)
{
    place_text(l->s.dir, "b.pp", "query \"q\" {\n  sql = \"select 1000\"\n}\n");
    pl_changes_free(pl_workspace_rescan(l->s.ws, NULL, l->s.diags));
    pl_engine_stats stats;
    do {
        pl_engine_get_stats(l->engine, &stats);
    } while (stats.running + stats.waiting + stats.connections_busy);
    return atomic_load(&bytes);
}

TEST_THREADS(memory_is_flat_over_many_runs)
{
    const char *given = getenv("PL_TEST_RUNS");
    int n = given ? atoi(given) : 1000;
    lives l = { 0 };
    pthread_t thread;
    lives_begin(&l, "flat", text);
    changer c = { .l = &l };
    CHECK_INT(pthread_create(&thread, NULL, change, &c), 0, "thread");
    run_some(&l, 100);
    long early = atomic_load(&bytes);
    run_some(&l, n);
    atomic_store(&c.over, true);
    pthread_join(thread, NULL);
    pl_generation *g = pl_workspace_acquire(l.s.ws);
    uint64_t generations = pl_generation_number(g);
    pl_generation_release(g);
    long late = at_rest(&l);
    print_message("%d runs, %llu generations: %ld KiB after 100 runs, %ld in the end\n", n,
                  (unsigned long long)generations, early >> 10, late >> 10);
    CHECK(generations > 1, "it did change");
    CHECK(late < early + 512 * 1024, "memory stays where it was");
    lives_end(&l);
}
