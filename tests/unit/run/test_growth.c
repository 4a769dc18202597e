/* test_growth.c - dashboards of 16 times the size, in each dimension that matters to a run,
 * take 24 times the memory at most. bench/growth.c measures their time. */
/* clang-format off */
/* link: -Wl,--wrap=pl_mem_alloc,--wrap=pl_mem_zalloc,--wrap=pl_mem_trim,--wrap=pl_mem_free,--wrap=pl_mem_resize,--wrap=pl_mem_zeroed,--wrap=pl_mem_filled,--wrap=pl_mem_drop,--wrap=pl_mem_place */
/* clang-format on */
#include "base/diag.h"
#include "growth/runs.h"
#include "unit/place.h"
#include "../../../bench/count.c"

enum { SMALL = 100, TIMES = 16, MOST_GROWTH = 24, SLACK = 4 << 20 };

typedef struct cost {
    uint64_t bytes, blocks;
} cost;

static cost measure(const growing_mod *m, unsigned n)
{
    char dir[PLACE_MAX];
    snprintf(dir, sizeof dir, "%s/%d-%u", pl_test_dir(), (int)(m - growing_runs), n);
    growing_write(m, dir, n);
    bench_memory before = bench_memory_now();
    CHECK(growing_run(dir, n), m->what);
    bench_memory after = bench_memory_now();
    return (cost){ after.taken - before.taken, after.allocations - before.allocations };
}

static void check_growth(const growing_mod *m, const char *what, uint64_t base, uint64_t small,
                         uint64_t large, uint64_t slack)
{
    if (large > base + MOST_GROWTH * (small > base ? small - base : 0) + slack)
        fail_msg("%s: %s grow from %llu to %llu", m->what, what, (unsigned long long)small,
                 (unsigned long long)large);
}

TEST(runs_take_what_their_size_allows)
{
    for (size_t i = 0; i < PL_COUNT(growing_runs); i++) {
        const growing_mod *m = &growing_runs[i];
        cost base = measure(m, 1), a = measure(m, SMALL), b = measure(m, SMALL * TIMES);
        check_growth(m, "bytes", base.bytes, a.bytes, b.bytes, SLACK);
        check_growth(m, "allocations", base.blocks, a.blocks, b.blocks, 2000);
    }
}
