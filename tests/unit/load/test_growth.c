/* test_growth.c - loading and evicting for ever takes no more memory than doing it once. */
/* clang-format off */
/* link: -Wl,--wrap=pl_mem_alloc,--wrap=pl_mem_zalloc,--wrap=pl_mem_trim,--wrap=pl_mem_free,--wrap=pl_mem_resize,--wrap=pl_mem_zeroed,--wrap=pl_mem_filled,--wrap=pl_mem_drop,--wrap=pl_mem_place */
/* clang-format on */
#include "unit/eval/made.h"
#include "../../../bench/count.c"
#include "load/loader.h"

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { LOADS = 20000 };
#else
enum { LOADS = 100000 };
#endif
enum { CONTROLS = 4000, BUDGET = 1 << 20 };

/* Controls of about half a KiB, every tenth of which cannot be loaded. */
static char *write_controls(void)
{
    enum { EACH = 256 };
    char *text = malloc(CONTROLS * EACH + 1024), *at = text;
    at += sprintf(at, "--- mod main\n--- mod.pp\nmod \"main\" {}\nlocals {\n  tags = { a = \"1\", "
                      "b = \"2\" }\n}\nquery \"base\" {\n  sql = \"s\"\n}\n--- a.pp\n");
    for (int i = 0; i < CONTROLS; i++)
        at += sprintf(at,
                      "control \"c%d\" {\n  title = \"${local.tags.a} %d\"\n  query = query.base\n"
                      "  tags = merge(local.%s, { k = \"v%d\" })\n}\n",
                      i, i, i % 10 ? "tags" : "none", i);
    return text;
}

static uint64_t live_bytes(void)
{
    return bench_memory_now().live;
}

/* Blocks of malloc are a little larger than was wanted, now more and now less: a byte per load
 * would be far more than that. */
static void check_live(uint64_t *first, const char *what)
{
    enum { SLACK = 4096 };
    uint64_t now = live_bytes();
    *first = *first ? *first : now;
    if (now > *first + SLACK || now + SLACK < *first)
        fail_msg("%s: %llu bytes, %llu at first", what, (unsigned long long)now,
                 (unsigned long long)*first);
}

TEST(live_memory_is_the_same_after_every_round)
{
    char *text = write_controls();
    made m = { 0 };
    made_open(&m, "growth", text);
    pl_resource_cache_options o = { .max_bytes = BUDGET };
    pl_cache *cache = pl_resource_cache_new(&o);
    pl_loader *loader = pl_loader_new(cache, m.values);
    pl_cache_stats stats;
    uint32_t n;
    uint64_t full = 0, empty = 0;
    pl_index_entries(m.ix, &n);
    for (uint32_t loads = 0, round = 0; loads < LOADS; loads += n, round++) {
        for (uint32_t id = 0; id < n; id++) {
            pl_diags *diags = pl_diags_new();
            const pl_resource *r = pl_loader_pin(loader, id, diags);
            CHECK(r || pl_diags_errors(diags), "words");
            pl_resource_unpin(r);
            pl_diags_free(diags);
        }
        pl_cache_get_stats(cache, &stats);
        CHECK(stats.bytes <= BUDGET, "the budget holds");
        check_live(&full, "full");
        if (round % 4)
            continue;
        pl_loader_drop_all(loader);
        check_live(&empty, "empty");
    }
    CHECK(stats.evictions > LOADS / 4, "it was too small");
    pl_loader_free(loader);
    pl_cache_free(cache);
    made_close(&m);
    free(text);
}
