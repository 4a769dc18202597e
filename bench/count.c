/* count.c - counts what passes base/alloc.h (linked with --wrap, see the Makefile).
 *
 * In a bench program the figures are read by bench.c. In pipelite-counted, where nobody
 * reads them, they are written at exit to the file that PL_BENCH_COUNT names. */
#include "bench.h"
#include <malloc.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

void *__real_pl_mem_alloc(size_t size);
void *__real_pl_mem_zalloc(size_t size);
void *__real_pl_mem_realloc(void *ptr, size_t size);
void __real_pl_mem_free(void *ptr);
void *__wrap_pl_mem_alloc(size_t size);
void *__wrap_pl_mem_zalloc(size_t size);
void *__wrap_pl_mem_realloc(void *ptr, size_t size);
void __wrap_pl_mem_free(void *ptr);

static atomic_uint_fast64_t allocations, live, peak;

/* mimalloc's shared object answers for malloc_usable_size() too. */
static void *added(void *ptr)
{
    atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed);
    uint_fast64_t size = malloc_usable_size(ptr);
    uint_fast64_t now = atomic_fetch_add_explicit(&live, size, memory_order_relaxed) + size;
    uint_fast64_t top = atomic_load_explicit(&peak, memory_order_relaxed);
    while (now > top && !atomic_compare_exchange_weak(&peak, &top, now))
        ;
    return ptr;
}

static void gone(void *ptr)
{
    if (ptr)
        atomic_fetch_sub_explicit(&live, malloc_usable_size(ptr), memory_order_relaxed);
}

void *__wrap_pl_mem_alloc(size_t size)
{
    return added(__real_pl_mem_alloc(size));
}

void *__wrap_pl_mem_zalloc(size_t size)
{
    return added(__real_pl_mem_zalloc(size));
}

void *__wrap_pl_mem_realloc(void *ptr, size_t size)
{
    gone(ptr);
    return added(__real_pl_mem_realloc(ptr, size));
}

void __wrap_pl_mem_free(void *ptr)
{
    gone(ptr);
    __real_pl_mem_free(ptr);
}

bench_memory bench_memory_now(void)
{
    return (bench_memory){ .allocations = allocations, .live = live, .peak = peak };
}

void bench_memory_mark(void)
{
    peak = live;
}

__attribute__((destructor)) static void write_totals(void)
{
    const char *path = getenv("PL_BENCH_COUNT");
    FILE *out = path ? fopen(path, "w") : NULL;
    if (!out)
        return;
    bench_memory m = bench_memory_now();
    fprintf(out, "%llu %llu %llu\n", (unsigned long long)m.allocations, (unsigned long long)m.live,
            (unsigned long long)m.peak);
    fclose(out);
}
