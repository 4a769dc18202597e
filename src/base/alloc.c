#include "base/alloc.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifndef PL_PLAIN_MALLOC
#include <mimalloc.h>
#define malloc mi_malloc
#define realloc mi_realloc
#define free mi_free
#endif

__attribute__((weak)) _Noreturn void pl_oom(size_t size)
{
    fprintf(stderr, "Error: out of memory (%zu bytes wanted)\n", size);
    abort();
}

void *pl_mem_alloc(size_t size)
{
    void *ptr = malloc(size ? size : 1);
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
    void *grown = realloc(ptr, size ? size : 1);
    if (!grown)
        pl_oom(size);
    return grown;
}

void pl_mem_free(void *ptr)
{
    free(ptr);
}
