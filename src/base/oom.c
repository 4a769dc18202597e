/* oom.c - the scopes of threads, and the reserve: a mapped range that is handed out from its
 * beginning to its end. */
#include "base/oom.h"
#include "base/alloc.h"
#include "base/sized.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { ALIGN = 16 };
#define USUAL ((size_t)64 << 20)
#define LEAST ((size_t)1 << 20)

/* The reserve, which is mapped once and kept. */
static struct {
    pthread_mutex_t lock;   /* guards all fields below except `base` and `size` */
    _Atomic uintptr_t base; /* 0: not mapped yet */
    atomic_size_t size;
    size_t wanted, at, blocks, most;
    uint64_t failures;
} reserve = { .lock = PTHREAD_MUTEX_INITIALIZER };

static _Thread_local pl_oom_scope *scope_now;

/* ---- scopes */

static void map_reserve(void);

void pl_oom_begin(pl_oom_scope *scope)
{
    if (!atomic_load_explicit(&reserve.base, memory_order_relaxed))
        map_reserve();
    scope->outer = scope_now;
    atomic_init(&scope->failed, false);
    scope_now = scope;
}

bool pl_oom_end(pl_oom_scope *scope)
{
    scope_now = scope->outer;
    return atomic_load(&scope->failed);
}

bool pl_oom_failed(void)
{
    return scope_now && atomic_load_explicit(&scope_now->failed, memory_order_relaxed);
}

pl_oom_scope *pl_oom_scope_now(void)
{
    return scope_now;
}

pl_oom_scope *pl_oom_join(pl_oom_scope *scope)
{
    pl_oom_scope *before = scope_now;
    scope_now = scope;
    return before;
}

/* ---- the reserve */

__attribute__((weak)) _Noreturn void pl_oom(size_t size)
{
    fprintf(stderr, "Error: out of memory (%zu bytes wanted)\n", size);
    abort();
}

/* Map the reserve. In a process with little address space left it is smaller. */
static void map_reserve(void)
{
    pthread_mutex_lock(&reserve.lock);
    size_t size = reserve.wanted ? reserve.wanted : USUAL;
    while (!atomic_load(&reserve.base) && size) {
        void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (pages != MAP_FAILED) {
            atomic_store(&reserve.size, size);
            atomic_store(&reserve.base, (uintptr_t)pages);
        }
        size = size > LEAST ? size / 2 : 0;
    }
    pthread_mutex_unlock(&reserve.lock);
}

void *pl_reserve_take(size_t size)
{
    size_t need;
    for (pl_oom_scope *s = scope_now; s; s = s->outer)
        atomic_store(&s->failed, true);
    if (!atomic_load(&reserve.base))
        map_reserve();
    if (__builtin_add_overflow(size, ALIGN, &need))
        pl_oom(size);
    need &= ~(size_t)(ALIGN - 1); /* at least one byte more, so that blocks of size 0 differ */
    pthread_mutex_lock(&reserve.lock);
    size_t at = reserve.at;
    bool fits = need <= atomic_load(&reserve.size) - at;
    if (fits) {
        reserve.at += need;
        reserve.blocks++;
        reserve.failures++;
        reserve.most = reserve.most > reserve.at ? reserve.most : reserve.at;
    }
    pthread_mutex_unlock(&reserve.lock);
    if (!fits)
        pl_oom(size);
    return (char *)atomic_load(&reserve.base) + at;
}

bool pl_reserve_has(const void *ptr)
{
    uintptr_t base = atomic_load_explicit(&reserve.base, memory_order_relaxed);
    return base &&
           (uintptr_t)ptr - base < atomic_load_explicit(&reserve.size, memory_order_relaxed);
}

void pl_reserve_give(void *ptr)
{
    (void)ptr;
    pthread_mutex_lock(&reserve.lock);
    if (--reserve.blocks == 0) {
        madvise((void *)atomic_load(&reserve.base), reserve.at, MADV_DONTNEED);
        reserve.at = 0;
    }
    pthread_mutex_unlock(&reserve.lock);
}

void pl_reserve_size(size_t size)
{
    pthread_mutex_lock(&reserve.lock);
    reserve.wanted = size;
    pthread_mutex_unlock(&reserve.lock);
}

static void fill_memory_stats(pl_memory_stats *out)
{
    pthread_mutex_lock(&reserve.lock);
    *out = (pl_memory_stats){ .failures = reserve.failures,
                              .reserve = atomic_load(&reserve.size),
                              .reserve_used = reserve.blocks ? reserve.at : 0,
                              .reserve_most = reserve.most };
    pthread_mutex_unlock(&reserve.lock);
}

void pl_memory_get_stats_sized(size_t size, pl_memory_stats *out)
{
    pl_memory_stats known;
    fill_memory_stats(&known);
    pl_sized_fill(out, size, &known, sizeof known);
}
