/* alloc.h - the one seam through which all memory comes.
 *
 * mimalloc in normal builds, plain malloc with PL_PLAIN_MALLOC (sanitizers,
 * valgrind). Never returns NULL: out of memory ends in pl_oom(). Programs that
 * count or fail allocations link with -Wl,--wrap=pl_mem_alloc (tests, bench).
 * Threads: any; memory may be freed by another thread than its maker. */
#ifndef PL_BASE_ALLOC_H
#define PL_BASE_ALLOC_H
#include <stddef.h>

/* Owned by the caller; free with pl_mem_free(). Size 0 gives a valid pointer. */
void *pl_mem_alloc(size_t size);
void *pl_mem_zalloc(size_t size); /* zeroed; calls pl_mem_alloc */
void *pl_mem_realloc(void *ptr, size_t size);
void pl_mem_free(void *ptr); /* NULL is fine */

/* Called when there is no memory. Weak: a program may define its own, which
 * must not return (tests put a longjmp there). Ours prints and aborts. */
_Noreturn void pl_oom(size_t size);

#endif
