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
void *__real_pl_mem_resize(void *ptr, size_t size, size_t wanted);
void *__real_pl_mem_zeroed(size_t wanted);
void *__real_pl_mem_filled(size_t wanted);
void *__wrap_pl_mem_filled(size_t wanted);
void __real_pl_mem_drop(void *ptr, size_t size);
void *__wrap_pl_mem_resize(void *ptr, size_t size, size_t wanted);
void *__wrap_pl_mem_zeroed(size_t wanted);
void __real_pl_mem_place(void *to, void *ptr, size_t size, size_t used);
void __wrap_pl_mem_place(void *to, void *ptr, size_t size, size_t used);
void __wrap_pl_mem_drop(void *ptr, size_t size);

static atomic_uint_fast64_t allocations, live, peak;

static void *added_sized(void *ptr, uint_fast64_t size)
{
    atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed);
    uint_fast64_t now = atomic_fetch_add_explicit(&live, size, memory_order_relaxed) + size;
    uint_fast64_t top = atomic_load_explicit(&peak, memory_order_relaxed);
    while (now > top && !atomic_compare_exchange_weak(&peak, &top, now))
        ;
    return ptr;
}

/* mimalloc's shared object answers for malloc_usable_size() too. */
static void *added(void *ptr)
{
    return added_sized(ptr, malloc_usable_size(ptr));
}

static void gone_sized(uint_fast64_t size)
{
    if (size) /* empty buffers are dropped often, by all threads */
        atomic_fetch_sub_explicit(&live, size, memory_order_relaxed);
}

static void gone(void *ptr)
{
    if (ptr)
        gone_sized(malloc_usable_size(ptr));
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

/* Blocks of known size are counted with it. */
void *__wrap_pl_mem_resize(void *ptr, size_t size, size_t wanted)
{
    gone_sized(size);
    return added_sized(__real_pl_mem_resize(ptr, size, wanted), wanted);
}

void *__wrap_pl_mem_zeroed(size_t wanted)
{
    return added_sized(__real_pl_mem_zeroed(wanted), wanted);
}

void *__wrap_pl_mem_filled(size_t wanted)
{
    return added_sized(__real_pl_mem_filled(wanted), wanted);
}

void __wrap_pl_mem_drop(void *ptr, size_t size)
{
    gone_sized(size);
    __real_pl_mem_drop(ptr, size);
}

void __wrap_pl_mem_place(void *to, void *ptr, size_t size, size_t used)
{
    gone_sized(size);
    __real_pl_mem_place(to, ptr, size, used);
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
