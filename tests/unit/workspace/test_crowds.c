/* Scenarios of lazy-workspace.md 20.14 (CO) over one workspace: crowds that read, load,
 * drop and resolve. Few rounds here; make tsan-repeat runs them under ThreadSanitizer 200 times. */
#include "unit/workspace/seen.h"
#include "base/alloc.h"
#include "load/loader.h"
#include "workspace/value_stores.h"
#include <dirent.h>
#include <pipelite/phase.h>
#include <pipelite/rescan.h>
#include <pipelite/resource.h>
#include <pthread.h>
#include <stdatomic.h>

#define FIXTURES "tests/mods/"

enum { CROWD = 12 };

typedef struct crowd {
    seen s;
    uint32_t n;            /* entries */
    unsigned rounds;       /* of each thread */
    atomic_uint next;      /* number of the next thread */
    atomic_uint done, bad; /* calls that came back; what must not be */
    atomic_bool cancel;
} crowd;

static unsigned count_threads(void)
{
    unsigned n = 0;
    DIR *tasks = opendir("/proc/self/task");
    CHECK(tasks, "/proc/self/task");
    for (struct dirent *e; (e = readdir(tasks));)
        n += e->d_name[0] != '.';
    closedir(tasks);
    return n;
}

static void open_crowd(crowd *c, const char *path, uint64_t budget, unsigned rounds)
{
    pl_index_stats stats;
    *c = (crowd){ .rounds = rounds };
    seen_open(&c->s, path, false);
    CHECK(c->s.ws, path);
    pl_index_get_stats(pl_workspace_index(c->s.ws), &stats);
    c->n = stats.entries;
    pl_workspace_limit_cache(c->s.ws, budget);
}

/* What was joined may be in the list of the system for a moment. */
static void check_threads(unsigned want)
{
    for (int i = 0; i < 10000 && count_threads() > want; i++)
        usleep(1000);
    CHECK_INT(count_threads(), want, "CO-11 no thread is left");
}

/* All threads at once, each with a number of its own (by `next`). */
static void let_run(crowd *c, void *(*work)(void *))
{
    pthread_t threads[CROWD];
    for (int i = 0; i < CROWD; i++)
        CHECK(pthread_create(&threads[i], NULL, work, c) == 0, "a thread");
    for (int i = 0; i < CROWD; i++)
        pthread_join(threads[i], NULL);
}

static void close_crowd(crowd *c)
{
    pl_cache_stats stats;
    pl_workspace_cache_stats(c->s.ws, &stats);
    CHECK_INT(stats.pinned_entries, 0, "all is unpinned");
    CHECK(stats.bytes <= stats.max_bytes, "within the budget");
    CHECK_INT(c->bad, 0, "nothing was wrong");
    seen_close(&c->s);
}

static uint32_t step(uint32_t *random)
{
    *random = *random * 1664525u + 1013904223u;
    return *random >> 8;
}

static uint32_t begin(crowd *c)
{
    return (atomic_fetch_add(&c->next, 1) + 1) * 2654435761u;
}

/* Pin one, look at it, and let it go. */
static void visit(crowd *c, uint32_t id, pl_diags *diags)
{
    const pl_resource *r = pl_workspace_pin(c->s.ws, id, diags);
    if (r && (pl_resource_id(r) != id || !pl_resource_size(r)))
        atomic_fetch_add(&c->bad, 1);
    pl_resource_unpin(r);
    atomic_fetch_add(&c->done, 1);
}

/* ---- CO-02, CO-10: reading alone */

static void *read_lists(void *ctx)
{
    static const pl_kind kinds[] = { PL_KIND_DASHBOARD, PL_KIND_BENCHMARK, PL_KIND_CONTROL,
                                     PL_KIND_QUERY };
    crowd *c = ctx;
    const pl_index *ix = pl_workspace_index(c->s.ws);
    uint32_t random = begin(c);
    for (unsigned i = 0; i < c->rounds; i++) {
        uint32_t n, m;
        pl_index_stats stats;
        pl_entry e, again;
        char name[256];
        pl_index_get_stats(ix, &stats);
        const pl_entry_id *ids = pl_index_kind(ix, kinds[i % PL_COUNT(kinds)], &n);
        for (uint32_t k = 0; k < n; k++) {
            pl_index_get(ix, ids[k], &e);
            pl_index_children(ix, ids[k], &m);
        }
        uint32_t id = step(&random) % c->n;
        pl_index_get(ix, id, &e);
        size_t len = pl_index_name(ix, id, name, sizeof name);
        bool found = pl_index_find(ix, (pl_str){ name, len }, &again);
        if (stats.entries != c->n || (found && again.kind != e.kind))
            atomic_fetch_add(&c->bad, 1);
        atomic_fetch_add(&c->done, 1);
    }
    return NULL;
}

TEST_THREADS(CO_02_10_crowds_read_lists)
{
    crowd c;
    open_crowd(&c, FIXTURES "behavior_test_mod", UINT64_MAX, 100);
    let_run(&c, read_lists);
    CHECK_INT(c.done, CROWD * 100, "all of them");
    pl_cache_stats stats;
    pl_workspace_cache_stats(c.s.ws, &stats);
    CHECK_INT(stats.entries, 0, "and nothing was loaded");
    close_crowd(&c);
}

/* ---- CO-07: much is dropped, little fits */

static void *load_and_drop(void *ctx)
{
    crowd *c = ctx;
    uint32_t random = begin(c);
    pl_diags *diags = pl_diags_new();
    for (unsigned i = 0; i < c->rounds; i++) {
        uint32_t id = step(&random) % c->n;
        if (step(&random) % 5)
            pl_workspace_drop(c->s.ws, id);
        visit(c, id, diags);
    }
    pl_diags_free(diags);
    return NULL;
}

TEST_THREADS(CO_07_a_small_cache_and_many_that_write)
{
    crowd c;
    open_crowd(&c, FIXTURES "cross-refs", 4 * 1024, 50);
    let_run(&c, load_and_drop);
    CHECK_INT(c.done, CROWD * 50, "all of them");
    const pl_resource *r = pl_workspace_pin(c.s.ws, 0, c.s.diags);
    CHECK(r, "the cache is usable");
    pl_resource_unpin(r);
    close_crowd(&c);
}

/* ---- CO-08: bursts, and no reader in between */

static void *burst(void *ctx)
{
    crowd *c = ctx;
    uint32_t random = begin(c);
    pl_diags *diags = pl_diags_new();
    for (unsigned i = 0; i < c->rounds; i++)
        visit(c, step(&random) % c->n, diags);
    pl_diags_free(diags);
    return NULL;
}

TEST_THREADS(CO_08_11_bursts)
{
    crowd c;
    unsigned before = count_threads();
    open_crowd(&c, FIXTURES "multi-mod", 16 * 1024, 30);
    for (int i = 0; i < 5; i++) {
        let_run(&c, burst);
        CHECK_INT(c.done, (i + 1) * CROWD * 30, "one burst more");
        pl_workspace_drop_all(c.s.ws);
    }
    close_crowd(&c);
    check_threads(before);
}

/* ---- CO-09: whatever takes a lock */

static void ignore(void *ctx, const pl_event *event)
{
    (void)event;
    atomic_fetch_add((atomic_uint *)ctx, 1);
}

static void do_something(crowd *c, uint32_t what, uint32_t id, atomic_uint *collected,
                         pl_diags *diags)
{
    pl_workspace *ws = c->s.ws;
    pl_metadata data;
    pl_cache_stats cache;
    pl_resolution_stats resolution;
    pl_subscription *s;
    switch (what % 9) {
    case 0: pl_workspace_drop(ws, id); break;
    case 1: pl_workspace_cache_stats(ws, &cache); break;
    case 2: pl_workspace_metadata(ws, id, &data); break;
    case 3: pl_workspace_resolve_now(ws, id, diags); break;
    case 4: pl_workspace_prioritise(ws, id); break;
    case 5: pl_diags_free(pl_workspace_why_unresolved(ws, id)); break;
    case 6: pl_workspace_resolution_stats(ws, &resolution); break;
    case 7:
        s = pl_workspace_subscribe(ws, PL_EVENT_ALL, ignore, collected);
        pl_workspace_phase(ws);
        pl_workspace_unsubscribe(ws, s);
        break;
    default: pl_workspace_limit_cache(ws, id % 2 ? 8 * 1024 : 64 * 1024); break;
    }
    visit(c, id, diags);
}

static void *mix(void *ctx)
{
    crowd *c = ctx;
    atomic_uint collected = 0;
    uint32_t random = begin(c);
    pl_diags *diags = pl_diags_new();
    for (unsigned i = 0; i < c->rounds; i++)
        do_something(c, step(&random), step(&random) % c->n, &collected, diags);
    pl_diags_free(diags);
    return NULL;
}

TEST_THREADS(CO_09_whatever_takes_a_lock)
{
    crowd c;
    unsigned before = count_threads();
    open_crowd(&c, FIXTURES "regression-tags", 32 * 1024, 40);
    CHECK(pl_workspace_start_resolution(c.s.ws, &(pl_resolution){ .workers = 2 }, c.s.diags),
          "under way");
    let_run(&c, mix);
    CHECK_INT(c.done, CROWD * 40, "all of them");
    CHECK(pl_workspace_wait_resolved(c.s.ws, UINT64_MAX), "resolved");
    close_crowd(&c);
    check_threads(before);
}

/* ---- resolution while generations come and go */

enum { QUERIES = 120 };

static void write_queries(const char *dir, int round)
{
    pl_buf text = { 0 };
    for (int i = 0; i < QUERIES; i++)
        pl_buf_printf(&text,
                      "query \"q%d\" {\n  sql = \"select %d\"\n"
                      "  title = \"%d ${join(\",\", [for i in range(20): \"x${i}\"])}\"\n}\n",
                      i, round, round + i);
    pl_buf_byte(&text, 0);
    place_text(dir, "a.pp", text.ptr);
    pl_buf_done(&text);
}

typedef struct coming {
    pl_workspace *ws;
    atomic_uint next;
    atomic_bool over;
} coming;

static void *resolve_whatever_comes(void *ctx)
{
    coming *c = ctx;
    unsigned me = atomic_fetch_add(&c->next, 1);
    uint32_t random = (me + 1) * 2654435761u;
    pl_diags *diags = pl_diags_new();
    while (!atomic_load(&c->over)) {
        uint32_t id = step(&random) % QUERIES;
        if (me % 2)
            pl_workspace_prioritise(c->ws, id);
        if (!pl_workspace_resolve_now(c->ws, id, diags))
            pl_diags_free(pl_workspace_why_unresolved(c->ws, id));
        pl_diags_clear(diags);
    }
    pl_diags_free(diags);
    return NULL;
}

TEST_THREADS(rescans_meet_those_who_resolve_now)
{
    pthread_t threads[4];
    seen s;
    const char *dir = place_new("coming");
    write_queries(dir, 0);
    seen_open(&s, dir, false);
    coming c = { .ws = s.ws };
    CHECK(pl_workspace_start_resolution(s.ws, &(pl_resolution){ .workers = 2 }, s.diags), "begun");
    for (int i = 0; i < 4; i++)
        CHECK(pthread_create(&threads[i], NULL, resolve_whatever_comes, &c) == 0, "a thread");
    for (int round = 1; round < 40; round++) {
        write_queries(dir, round);
        pl_changes_free(
            pl_workspace_rescan(s.ws, &(pl_rescan_options){ .all_bytes = true }, s.diags));
    }
    atomic_store(&c.over, true);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    CHECK(pl_workspace_wait_resolved(s.ws, UINT64_MAX), "the newest is resolved");
    pl_metadata data;
    pl_workspace_metadata(s.ws, QUERIES - 1, &data);
    CHECK(pl_str_starts(data.title, PL_S("158 x0,x1")), "as it stands in the file");
    seen_close(&s);
}

/* ---- CO-13, ER-12: called off while it loads */

static void call_off(void *ctx, uint32_t loaded, uint32_t of)
{
    crowd *c = ctx;
    if (loaded == of / 2)
        c->cancel = true;
}

TEST(CO_13_ER_12_loading_is_called_off)
{
    crowd c;
    open_crowd(&c, FIXTURES "behavior_test_mod", UINT64_MAX, 0);
    pl_entry_id *ids = pl_mem_alloc(c.n * sizeof *ids);
    for (uint32_t i = 0; i < c.n; i++)
        ids[i] = i;
    pl_preload what = {
        .ids = ids, .n = c.n, .progress = call_off, .cancel = &c.cancel, .ctx = &c
    };
    pl_generation *generation = pl_workspace_acquire(c.s.ws);
    pl_loader *loader = pl_generation_loader(generation, c.s.diags);
    CHECK(!pl_loader_preload(loader, &what, c.s.diags), "it says so");
    CHECK(strstr(seen_messages(&c.s), "cancelled"), "in words");
    pl_cache_stats stats;
    pl_workspace_cache_stats(c.s.ws, &stats);
    CHECK(stats.entries == c.n / 2, "what was loaded stays");
    c.cancel = false;
    what.progress = NULL;
    CHECK(pl_loader_preload(loader, &what, c.s.diags), "and the rest follows");
    pl_generation_release(generation);
    pl_mem_free(ids);
    close_crowd(&c);
}
