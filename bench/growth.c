/* growth.c - what functions and constructs of the language cost when their input grows.
 *
 * Each row of tests/growth/rows.h is evaluated over an input and over one of 16 times the
 * size. Its processor time may be 32 times as long, and each charged step may stand for few
 * nanoseconds, because the budget of an expression bounds its time with them. The row that
 * is printed is the worst one, its ratio the growth divided by 16; rows beyond the limits
 * follow it. The rows of tests/growth/mods.h are mods: they are opened, checked and loaded; those
 * of runs.h are dashboards, which run.
 * What all of them take in memory and steps the unit tests test_growth.c count. */
#include "../tests/growth/inputs.h"
#include "../tests/growth/mods.h"
#include "../tests/growth/runs.h"
#include "bench.h"
#include <stdlib.h>
#include <time.h>

enum { SMALL = 1 << 14, TIMES = 16, MOST_GROWTH = 32, MOST_NS_PER_STEP = 16, ROUNDS = 3 };
static const uint64_t too_short = 1000000; /* ns: shorter times mean nothing */

/* Not of the clock: others may be at work. */
static uint64_t processor_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static uint64_t measure(growth *g, const char *text, uint64_t *steps)
{
    uint64_t least = UINT64_MAX;
    for (int i = 0; i < ROUNDS; i++) {
        uint64_t start = processor_ns();
        growth_evaluate(g, text);
        uint64_t ns = processor_ns() - start;
        *steps = PL_EVAL_BUDGET - g->ev.budget;
        least = ns < least ? ns : least;
        growth_reset(g);
    }
    return least;
}

typedef struct growing {
    uint64_t ns; /* over the large input */
    double times, ns_per_step;
} growing;

static bool is_beyond(const growing *w)
{
    return w->ns > too_short && (w->times > MOST_GROWTH || w->ns_per_step > MOST_NS_PER_STEP);
}

/* Once more where another process may have been in the way. */
static growing watch(growth *small, growth *large, const char *text)
{
    growing w = { 0 };
    for (int i = 0; i < 3 && (i == 0 || is_beyond(&w)); i++) {
        uint64_t few, many, ns = measure(small, text, &few);
        w.ns = measure(large, text, &many);
        w.times = (double)w.ns / (double)(ns ? ns : 1);
        w.ns_per_step = (double)w.ns / (double)many;
    }
    return w;
}

/* The worst row first, then those beyond the limits. */
static void print(const char *name, const growing *all, size_t n, const char *(*text)(size_t i))
{
    size_t worst = 0;
    for (size_t i = 0; i < n; i++)
        if (all[i].ns > too_short && all[i].times > all[worst].times)
            worst = i;
    bench_row_print(&(bench_row){
        .name = name, .n = ROUNDS, .min_ns = all[worst].ns, .ratio = all[worst].times / TIMES });
    for (size_t i = 0; i < n; i++)
        if (is_beyond(&all[i]))
            bench_note("%s: %.1f times as long, %.1f ns per step", text(i), all[i].times,
                       all[i].ns_per_step);
}

/* ---- the language */

static const char *row_text(size_t i)
{
    return growth_rows[i];
}

static void watch_language(void)
{
    static growing all[PL_COUNT(growth_rows)];
    growth small, large;
    growth_init(&small, SMALL);
    growth_init(&large, SMALL * TIMES);
    for (size_t i = 0; i < PL_COUNT(growth_rows); i++)
        all[i] = watch(&small, &large, growth_rows[i]);
    print("growth/language", all, PL_COUNT(growth_rows), row_text);
    growth_done(&small);
    growth_done(&large);
}

/* ---- mods */

enum { BLOCKS = 500 };

static const char *mod_text(size_t i)
{
    return growing_mods[i].what;
}

static void open_mod(const char *dir, unsigned n)
{
    (void)n;
    growing_open(dir);
}

static void run_mod(const char *dir, unsigned n)
{
    if (!growing_run(dir, n))
        bench_note("%s did not end", dir);
}

static uint64_t time_mod(void (*use)(const char *dir, unsigned n), const char *dir, unsigned n)
{
    uint64_t least = UINT64_MAX;
    for (int i = 0; i < ROUNDS; i++) {
        uint64_t start = processor_ns();
        use(dir, n);
        uint64_t ns = processor_ns() - start;
        least = ns < least ? ns : least;
    }
    return least;
}

static growing watch_mod(const growing_mod *m, void (*use)(const char *dir, unsigned n))
{
    char place[] = "/tmp/pipelite-growth-XXXXXX", small[64], large[64], command[80];
    growing w = { 0 };
    if (!mkdtemp(place))
        return w;
    snprintf(small, sizeof small, "%s/small", place);
    snprintf(large, sizeof large, "%s/large", place);
    growing_write(m, small, BLOCKS);
    growing_write(m, large, BLOCKS * TIMES);
    for (int i = 0; i < 3 && (i == 0 || is_beyond(&w)); i++) {
        uint64_t ns = time_mod(use, small, BLOCKS);
        w.ns = time_mod(use, large, BLOCKS * TIMES);
        w.times = (double)w.ns / (double)ns;
    }
    snprintf(command, sizeof command, "rm -r %s", place);
    if (system(command) != 0)
        bench_note("%s stays", place);
    return w;
}

static void watch_mods(void)
{
    static growing all[PL_COUNT(growing_mods)];
    for (size_t i = 0; i < PL_COUNT(growing_mods); i++)
        all[i] = watch_mod(&growing_mods[i], open_mod);
    print("growth/mods", all, PL_COUNT(growing_mods), mod_text);
}

static const char *run_text(size_t i)
{
    return growing_runs[i].what;
}

static void watch_runs(void)
{
    static growing all[PL_COUNT(growing_runs)];
    for (size_t i = 0; i < PL_COUNT(growing_runs); i++)
        all[i] = watch_mod(&growing_runs[i], run_mod);
    print("growth/runs", all, PL_COUNT(growing_runs), run_text);
}

int main(void)
{
    watch_language();
    watch_mods();
    watch_runs();
    return 0;
}
