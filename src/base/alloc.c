/* alloc.c - where blocks come from: the host's allocator, mimalloc or malloc for small ones,
 * mapped pages for large ones, and the reserve when there is no memory. */
#include "base/alloc.h"
#include "base/oom.h"
#include "base/sized.h"
#include <malloc.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static pl_memory hook;    /* the allocator of the host; hook.malloc NULL: it has none */
static atomic_bool taken; /* memory was taken, so it is too late for pl_memory_set() */

bool pl_memory_set_sized(size_t size, const pl_memory *memory)
{
    pl_memory known;
    memory = pl_sized_options(&known, sizeof known, memory, size);
    if (!memory)
        return false;
    bool any = memory->malloc || memory->realloc || memory->free;
    bool all = memory->malloc && memory->realloc && memory->free;
    if (any != all || atomic_load(&taken))
        return false;
    hook = *memory;
    pl_reserve_size(memory->reserve);
    return true;
}

/* ---- where blocks come from; these return NULL if there is no memory */

/* These weak symbols have addresses only if the program links mimalloc, as `pipelite` does. A host
 * that embeds the library keeps its own malloc, because Debian's libmimalloc replaces malloc in the
 * whole process. */
#ifndef PL_PLAIN_MALLOC
extern __attribute__((weak)) void *mi_malloc(size_t size);
extern __attribute__((weak)) void *mi_realloc(void *ptr, size_t size);
extern __attribute__((weak)) void mi_free(void *ptr);
extern __attribute__((weak)) size_t mi_good_size(size_t size);
extern __attribute__((weak)) void mi_process_info(size_t *elapsed, size_t *user, size_t *system,
                                                  size_t *rss, size_t *peak_rss, size_t *commit,
                                                  size_t *peak_commit, size_t *faults);
extern __attribute__((weak)) void mi_collect(bool force);
extern __attribute__((weak)) long mi_option_get(int option);
extern __attribute__((weak)) void mi_option_set(int option, long value);

/* How many milliseconds freed pages wait before the system gets them back:
 * mi_option_decommit_delay of mimalloc 2.0, mi_option_purge_delay of 2.1 and later. */
enum { MI_DELAY = 15 };

static void *usual_malloc(size_t size)
{
    return mi_malloc ? mi_malloc(size) : malloc(size);
}

static void *usual_realloc(void *ptr, size_t size)
{
    return mi_realloc ? mi_realloc(ptr, size) : realloc(ptr, size);
}

static void usual_free(void *ptr)
{
    if (mi_free)
        mi_free(ptr);
    else
        free(ptr);
}
#else
#define usual_malloc malloc
#define usual_realloc realloc
#define usual_free free
#endif

static void *take_block(size_t size)
{
    if (!atomic_load_explicit(&taken, memory_order_relaxed))
        atomic_store_explicit(&taken, true, memory_order_relaxed);
    return hook.malloc ? hook.malloc(hook.ctx, size) : usual_malloc(size);
}

static void *grow_block(void *ptr, size_t size)
{
    return hook.malloc ? hook.realloc(hook.ctx, ptr, size) : usual_realloc(ptr, size);
}

static void give_block(void *ptr)
{
    if (!ptr)
        return;
    if (pl_reserve_has(ptr))
        pl_reserve_give(ptr);
    else if (hook.malloc)
        hook.free(hook.ctx, ptr);
    else
        usual_free(ptr);
}

size_t pl_mem_committed(void)
{
#ifndef PL_PLAIN_MALLOC
    size_t commit = 0, peak;
    if (mi_process_info) {
        mi_process_info(NULL, NULL, NULL, NULL, NULL, &commit, &peak, NULL);
        return commit;
    }
#endif
    struct mallinfo2 info = mallinfo2();
    return info.arena + info.hblkhd;
}

void pl_mem_collect(void)
{
#ifndef PL_PLAIN_MALLOC
    if (hook.malloc)
        return;
    if (mi_collect && mi_option_get && mi_option_set) {
        long delay = mi_option_get(MI_DELAY);

        mi_option_set(MI_DELAY, 0);
        mi_collect(true);
        mi_option_set(MI_DELAY, delay);
    } else {
        malloc_trim(0);
    }
#endif
}

void *pl_mem_alloc(size_t size)
{
    void *ptr = take_block(size ? size : 1);
    return ptr ? ptr : pl_reserve_take(size);
}

void *pl_mem_zalloc(size_t size)
{
    return memset(pl_mem_alloc(size), 0, size);
}

void pl_mem_free(void *ptr)
{
    give_block(ptr);
}

/* ---- blocks of known size */

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void *move(void *ptr, size_t size, size_t wanted, void *to)
{
    if (size)
        memcpy(to, ptr, smaller(size, wanted));
    pl_mem_drop(ptr, size);
    return to;
}

static void *regrow(void *ptr, size_t size, size_t wanted)
{
    void *grown = ptr && !pl_reserve_has(ptr) ? grow_block(ptr, wanted ? wanted : 1) : NULL;
    return grown ? grown : move(ptr, size, wanted, pl_mem_alloc(wanted));
}

void *pl_mem_trim(void *ptr, size_t size)
{
    void *less = pl_reserve_has(ptr) ? NULL : grow_block(ptr, size ? size : 1);
    return less ? less : ptr;
}

#ifdef PL_PLAIN_MALLOC

void *pl_mem_resize(void *ptr, size_t size, size_t wanted)
{
    return regrow(ptr, size, wanted);
}

void *pl_mem_zeroed(size_t wanted)
{
    return pl_mem_zalloc(wanted);
}

void *pl_mem_filled(size_t wanted)
{
    return pl_mem_alloc(wanted);
}

void pl_mem_drop(void *ptr, size_t size)
{
    (void)size;
    pl_mem_free(ptr);
}

#else

/* Are blocks of that size mapped as pages of their own? Not so with the allocator of a host,
 * which serves all sizes. */
static bool is_pages(size_t size)
{
    return size >= PL_MEM_PAGES && !hook.malloc;
}

/* Map pages. If there is no memory, zeroed pages of the reserve are returned. */
static void *map(size_t size, int more)
{
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | more;
    void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, -1, 0);
    return pages != MAP_FAILED ? pages : memset(pl_reserve_take(size), 0, size);
}

void *pl_mem_resize(void *ptr, size_t size, size_t wanted)
{
    if (!is_pages(size) && !is_pages(wanted))
        return regrow(ptr, size, wanted);
    if (is_pages(size) && is_pages(wanted) && !pl_reserve_has(ptr)) {
        void *pages = mremap(ptr, size, wanted, MREMAP_MAYMOVE);
        if (pages != MAP_FAILED)
            return pages;
    }
    return move(ptr, size, wanted, is_pages(wanted) ? map(wanted, 0) : pl_mem_alloc(wanted));
}

void *pl_mem_zeroed(size_t wanted)
{
    return is_pages(wanted) ? map(wanted, 0) : pl_mem_zalloc(wanted);
}

void *pl_mem_filled(size_t wanted)
{
    return is_pages(wanted) ? map(wanted, MAP_POPULATE) : pl_mem_alloc(wanted);
}

void pl_mem_drop(void *ptr, size_t size)
{
    if (is_pages(size) && !pl_reserve_has(ptr))
        munmap(ptr, size);
    else
        pl_mem_free(ptr);
}

#endif

/* ---- pages */

size_t pl_mem_good(size_t size)
{
#ifdef PL_PLAIN_MALLOC
    return size;
#else
    return size < PL_MEM_PAGES && mi_good_size && !hook.malloc ? mi_good_size(size) : size;
#endif
}

size_t pl_mem_page(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

#ifndef PL_PLAIN_MALLOC
static bool move_pages(void *to, void *ptr, size_t size, size_t used)
{
    const int again = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
    size_t page = pl_mem_page(), whole = (used + page - 1) & ~(page - 1);
    size_t rest = ((size + page - 1) & ~(page - 1)) - whole;
    if (!is_pages(size) || used < page || (uintptr_t)to & (page - 1))
        return false;
    if (pl_reserve_has(ptr) || pl_reserve_has(to))
        return false;
    if (mremap(ptr, whole, whole, MREMAP_MAYMOVE | MREMAP_FIXED, to) == MAP_FAILED) {
        /* The old pages may have been unmapped by the failed call. */
        if (mmap(to, whole, PROT_READ | PROT_WRITE, again, -1, 0) == MAP_FAILED)
            pl_oom(whole);
        return false;
    }
    if (rest)
        munmap((char *)ptr + whole, rest);
    return true;
}
#else
static bool move_pages(void *to, void *ptr, size_t size, size_t used)
{
    (void)to, (void)ptr, (void)size, (void)used;
    return false;
}
#endif

void pl_mem_place(void *to, void *ptr, size_t size, size_t used)
{
    if (move_pages(to, ptr, size, used))
        return;
    if (used)
        memcpy(to, ptr, used);
    pl_mem_drop(ptr, size);
}
