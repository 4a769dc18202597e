#include "base/alloc.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* mimalloc where the program links it, which the loader or linker tells by these addresses: our
 * program does. A host that embeds the library keeps its own malloc, because Debian's libmimalloc
 * takes the place of malloc in the whole process. */
#ifndef PL_PLAIN_MALLOC
extern __attribute__((weak)) void *mi_malloc(size_t size);
extern __attribute__((weak)) void *mi_realloc(void *ptr, size_t size);
extern __attribute__((weak)) void mi_free(void *ptr);
extern __attribute__((weak)) size_t mi_good_size(size_t size);

static void *take(size_t size)
{
    return mi_malloc ? mi_malloc(size) : malloc(size);
}

static void *grow(void *ptr, size_t size)
{
    return mi_realloc ? mi_realloc(ptr, size) : realloc(ptr, size);
}

static void give(void *ptr)
{
    if (mi_free)
        mi_free(ptr);
    else
        free(ptr);
}
#else
#define take malloc
#define grow realloc
#define give free
#endif

__attribute__((weak)) _Noreturn void pl_oom(size_t size)
{
    fprintf(stderr, "Error: out of memory (%zu bytes wanted)\n", size);
    abort();
}

void *pl_mem_alloc(size_t size)
{
    void *ptr = take(size ? size : 1);
    if (!ptr)
        pl_oom(size);
    return ptr;
}

void *pl_mem_zalloc(size_t size)
{
    return memset(pl_mem_alloc(size), 0, size);
}

void *pl_mem_realloc(void *ptr, size_t size)
{
    void *grown = grow(ptr, size ? size : 1);
    if (!grown)
        pl_oom(size);
    return grown;
}

void pl_mem_free(void *ptr)
{
    give(ptr);
}

/* ---- blocks of known size */

#ifdef PL_PLAIN_MALLOC

void *pl_mem_resize(void *ptr, size_t size, size_t wanted)
{
    (void)size;
    return pl_mem_realloc(ptr, wanted);
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

static void *checked(void *pages, size_t size)
{
    if (pages == MAP_FAILED)
        pl_oom(size);
    return pages;
}

static void *map(size_t size, int more)
{
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | more;
    return checked(mmap(NULL, size, PROT_READ | PROT_WRITE, flags, -1, 0), size);
}

void *pl_mem_resize(void *ptr, size_t size, size_t wanted)
{
    if (size < PL_MEM_PAGES && wanted < PL_MEM_PAGES)
        return pl_mem_realloc(ptr, wanted);
    if (size >= PL_MEM_PAGES && wanted >= PL_MEM_PAGES)
        return checked(mremap(ptr, size, wanted, MREMAP_MAYMOVE), wanted);
    void *moved = wanted >= PL_MEM_PAGES ? map(wanted, 0) : pl_mem_alloc(wanted);
    if (size)
        memcpy(moved, ptr, size < wanted ? size : wanted);
    pl_mem_drop(ptr, size);
    return moved;
}

void *pl_mem_zeroed(size_t wanted)
{
    return wanted >= PL_MEM_PAGES ? map(wanted, 0) : pl_mem_zalloc(wanted);
}

void *pl_mem_filled(size_t wanted)
{
    return wanted >= PL_MEM_PAGES ? map(wanted, MAP_POPULATE) : pl_mem_alloc(wanted);
}

void pl_mem_drop(void *ptr, size_t size)
{
    if (size >= PL_MEM_PAGES)
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
    return size < PL_MEM_PAGES && mi_good_size ? mi_good_size(size) : size;
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
    if (size < PL_MEM_PAGES || used < page || (uintptr_t)to & (page - 1))
        return false;
    if (mremap(ptr, whole, whole, MREMAP_MAYMOVE | MREMAP_FIXED, to) == MAP_FAILED) {
        /* What was there may be gone by then. */
        checked(mmap(to, whole, PROT_READ | PROT_WRITE, again, -1, 0), whole);
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
