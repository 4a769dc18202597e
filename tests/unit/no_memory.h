/* no_memory.h - the allocator of a host that fails when a test wants it to: the n-th request, alone
 * or with all after it, for n = 1, 2, ... A call says so or does what it should; everything can be
 * closed; nothing is left, neither in the allocator nor in the reserve.
 *
 * A test names what it tries in a table and calls no_memory_try() for each row. */
#ifndef PL_TEST_NO_MEMORY_H
#define PL_TEST_NO_MEMORY_H
#include "unit/place.h"
#include <malloc.h>
#include <pipelite.h>
#include <stdatomic.h>

/* ---- the allocator of a host */

static struct {
    atomic_long live;  /* blocks */
    atomic_long asked; /* requests of this try */
    atomic_long first; /* that fails; 0: none. Atomic: threads of a server ask meanwhile */
    atomic_bool all;   /* all after it, too */
} heap;

static _Thread_local unsigned long n_failed; /* requests of this thread */

static bool fails(void)
{
    long n = atomic_fetch_add(&heap.asked, 1) + 1;
    long first = heap.first;
    bool failed = first && (n == first || (heap.all && n > first));
    n_failed += failed;
    return failed;
}

static void *host_malloc(void *ctx, size_t size)
{
    CHECK(ctx == &heap && size, "as the header says");
    void *ptr = fails() ? NULL : malloc(size);
    atomic_fetch_add(&heap.live, ptr != NULL);
    return ptr;
}

static void *host_realloc(void *ctx, void *ptr, size_t size)
{
    CHECK(ctx == &heap && ptr && size, "as the header says");
    return fails() ? NULL : realloc(ptr, size);
}

static void host_free(void *ctx, void *ptr)
{
    CHECK(ctx == &heap && ptr, "as the header says");
    atomic_fetch_sub(&heap.live, 1);
    free(ptr);
}

__attribute__((constructor)) static void take_over(void)
{
    pl_memory half = { .malloc = host_malloc };
    pl_memory memory = { host_malloc, host_realloc, host_free, &heap, 0 };
    if (pl_memory_set(&half) || !pl_memory_set(&memory))
        abort();
}

/* The last message says that there was no memory. */
static inline bool told(const pl_diags *diags)
{
    size_t n = pl_diags_count(diags);
    return n && pl_diags_get(diags, n - 1)->code == PL_DIAG_NO_MEMORY;
}

/* Did this thread want memory in vain since `before`? A realloc() that fails may be followed by a
 * malloc() that does not: then it did not, when only one request fails. */
static inline bool lacked(unsigned long before)
{
    return heap.all && n_failed > before;
}

/* A call since `before`: it fails when it lacked memory, and only then, and says so. */
static inline void check_call(bool ok, unsigned long before, const pl_diags *diags,
                              const char *what)
{
    CHECK(ok ? !lacked(before) : n_failed > before, what);
    CHECK(ok || !diags || told(diags), what);
}

/* ---- every n */

typedef struct no_memory_case {
    const char *what;
    void (*try)(pl_diags *diags);
    bool slow; /* it writes files: larger steps once n is 10, not 50 */
} no_memory_case;

/* True: an allocation failed. */
static bool try_once(const no_memory_case *c, long n, bool all)
{
    pl_memory_stats stats;
    heap.first = n;
    heap.all = all;
    atomic_store(&heap.asked, 0);
    pl_diags *diags = pl_diags_new();
    c->try(diags);
    pl_diags_free(diags);
    heap.first = 0;
    pl_memory_get_stats(&stats);
    CHECK_INT(stats.reserve_used, 0, c->what);
    return atomic_load(&heap.asked) >= n;
}

static inline void no_memory_try(const no_memory_case *c, bool all)
{
    long live, n = 1;
    try_once(c, 0, false); /* what is kept once for all */
    live = atomic_load(&heap.live);
    while (try_once(c, n, all)) {
        CHECK_INT(atomic_load(&heap.live), live, c->what);
        n += 1 + n / (c->slow ? 10 : 50);
    }
}

#endif
