/* test_growth.c - what functions and constructs of the language take grows with their input:
 * memory, allocations, charged steps. bench/growth.c measures their time. */
/* clang-format off */
/* link: -Wl,--wrap=pl_mem_alloc,--wrap=pl_mem_zalloc,--wrap=pl_mem_trim,--wrap=pl_mem_free,--wrap=pl_mem_resize,--wrap=pl_mem_zeroed,--wrap=pl_mem_filled,--wrap=pl_mem_drop,--wrap=pl_mem_place */
/* clang-format on */
#include "growth/inputs.h"
#include "unit/test.h"
#include "../../../bench/count.c"

enum { SMALL = 1 << 12, TIMES = 16, MOST_GROWTH = 24 };

typedef struct cost {
    uint64_t bytes, blocks, steps;
} cost;

static cost measure(growth *g, const char *text)
{
    bench_memory before = bench_memory_now();
    growth_evaluate(g, text);
    bench_memory after = bench_memory_now();
    cost t = { after.taken - before.taken, after.allocations - before.allocations,
               PL_EVAL_BUDGET - g->ev.budget };
    CHECK(!g->ev.stopped, text);
    pl_diags_clear(g->diags);
    pl_arena_done(&g->arena);
    return t;
}

/* What every evaluation takes, whatever its input is, is no growth. */
static void check_growth(const char *row, const char *what, uint64_t small, uint64_t large,
                         uint64_t base)
{
    if (large > MOST_GROWTH * (small > base ? small : base))
        fail_msg("%s: %s grow from %llu to %llu", row, what, (unsigned long long)small,
                 (unsigned long long)large);
}

TEST(expressions_take_what_their_input_allows)
{
    growth small, large;
    growth_init(&small, SMALL);
    growth_init(&large, SMALL * TIMES);
    for (size_t i = 0; i < PL_COUNT(growth_rows); i++) {
        const char *row = growth_rows[i];
        cost a = measure(&small, row), b = measure(&large, row);
        check_growth(row, "bytes", a.bytes, b.bytes, 16 * 1024);
        check_growth(row, "allocations", a.blocks, b.blocks, 16);
        check_growth(row, "steps", a.steps, b.steps, 256);
    }
    growth_done(&small);
    growth_done(&large);
}

TEST(costly_expressions_end_when_their_budget_does)
{
    growth g;
    growth_init(&g, 1 << 18);
    for (size_t i = 0; i < PL_COUNT(growth_costly); i++) {
        growth_evaluate(&g, growth_costly[i]);
        CHECK(g.ev.failed && pl_diags_errors(g.diags), growth_costly[i]);
        growth_reset(&g);
    }
    growth_done(&g);
}
