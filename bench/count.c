/* count.c - counts what passes base/alloc.h (linked with --wrap, see the Makefile).
 *
 * In a bench program the figures are read by bench.c. In pipelite-counted, where nothing
 * reads them, they are written at exit to the file that PL_BENCH_COUNT names; PL_BENCH_PROFILE
 * names one for the call sites (sites.h). */
#include "bench.h"
#include <malloc.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

void *__real_pl_mem_alloc(size_t size);
void *__real_pl_mem_zalloc(size_t size);
void *__real_pl_mem_trim(void *ptr, size_t size);
void __real_pl_mem_free(void *ptr);
void *__wrap_pl_mem_alloc(size_t size);
void *__wrap_pl_mem_zalloc(size_t size);
void *__wrap_pl_mem_trim(void *ptr, size_t size);
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

/* sites.c, where it is linked. */
__attribute__((weak)) void bench_sites_add(const void *block, uint64_t size);
__attribute__((weak)) void bench_sites_gone(const void *block);
__attribute__((weak)) void bench_sites_start(void);
__attribute__((weak)) void bench_sites_print(FILE *out, unsigned top);

static atomic_uint_fast64_t allocations, live, peak, blocks, most_blocks, taken;

static void raise(atomic_uint_fast64_t *most, uint_fast64_t now)
{
    uint_fast64_t top = atomic_load_explicit(most, memory_order_relaxed);
    while (now > top && !atomic_compare_exchange_weak(most, &top, now))
        ;
}

static void *added_sized(void *ptr, uint_fast64_t size)
{
    atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&taken, size, memory_order_relaxed);
    raise(&peak, atomic_fetch_add_explicit(&live, size, memory_order_relaxed) + size);
    raise(&most_blocks, atomic_fetch_add_explicit(&blocks, 1, memory_order_relaxed) + 1);
    if (bench_sites_add)
        bench_sites_add(ptr, size);
    return ptr;
}

/* mimalloc's shared object answers for malloc_usable_size() too. */
static void *added(void *ptr)
{
    return added_sized(ptr, malloc_usable_size(ptr));
}

static void gone_sized(const void *ptr, uint_fast64_t size)
{
    if (!size) /* empty buffers are dropped often, by all threads */
        return;
    if (bench_sites_gone)
        bench_sites_gone(ptr);
    atomic_fetch_sub_explicit(&live, size, memory_order_relaxed);
    atomic_fetch_sub_explicit(&blocks, 1, memory_order_relaxed);
}

static void gone(void *ptr)
{
    if (ptr)
        gone_sized(ptr, malloc_usable_size(ptr));
}

void *__wrap_pl_mem_alloc(size_t size)
{
    return added(__real_pl_mem_alloc(size));
}

void *__wrap_pl_mem_zalloc(size_t size)
{
    return added(__real_pl_mem_zalloc(size));
}

void *__wrap_pl_mem_trim(void *ptr, size_t size)
{
    gone(ptr);
    return added(__real_pl_mem_trim(ptr, size));
}

void __wrap_pl_mem_free(void *ptr)
{
    gone(ptr);
    __real_pl_mem_free(ptr);
}

/* Blocks of known size are counted with it. */
void *__wrap_pl_mem_resize(void *ptr, size_t size, size_t wanted)
{
    gone_sized(ptr, size);
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
    gone_sized(ptr, size);
    __real_pl_mem_drop(ptr, size);
}

void __wrap_pl_mem_place(void *to, void *ptr, size_t size, size_t used)
{
    gone_sized(ptr, size);
    __real_pl_mem_place(to, ptr, size, used);
}

bench_memory bench_memory_now(void)
{
    return (bench_memory){ .allocations = allocations,
                           .live = live,
                           .peak = peak,
                           .blocks = blocks,
                           .most_blocks = most_blocks,
                           .taken = taken };
}

void bench_memory_mark(void)
{
    peak = (uint_fast64_t)live;
    most_blocks = (uint_fast64_t)blocks;
}

__attribute__((constructor)) static void begin_profile(void)
{
    if (bench_sites_start && getenv("PL_BENCH_PROFILE"))
        bench_sites_start();
}

static void write_profile(void)
{
    const char *path = getenv("PL_BENCH_PROFILE");
    FILE *out = path ? fopen(path, "w") : NULL;
    unsetenv("PL_BENCH_PROFILE"); /* of the programs that find names */
    if (out && bench_sites_print)
        bench_sites_print(out, 15);
    if (out)
        fclose(out);
}

__attribute__((destructor)) static void write_totals(void)
{
    const char *path = getenv("PL_BENCH_COUNT");
    write_profile();
    FILE *out = path ? fopen(path, "w") : NULL;
    if (!out)
        return;
    bench_memory m = bench_memory_now();
    fprintf(out, "%llu %llu %llu\n", (unsigned long long)m.allocations, (unsigned long long)m.live,
            (unsigned long long)m.peak);
    fclose(out);
}
