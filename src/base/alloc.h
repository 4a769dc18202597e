/* alloc.h - the one seam through which all memory comes.
 *
 * mimalloc in normal builds, plain malloc with PL_PLAIN_MALLOC (sanitizers,
 * valgrind), or that of the host (pipelite/memory.h). Never returns NULL: without
 * memory blocks come from a reserve, and the call fails (oom.h). Programs that
 * count or fail allocations link with -Wl,--wrap=pl_mem_alloc (tests, bench).
 * Threads: any; memory may be freed by another thread than its maker. */
#ifndef PL_BASE_ALLOC_H
#define PL_BASE_ALLOC_H
#include <stddef.h>

/* Owned by the caller; free with pl_mem_free(). Size 0 gives a valid pointer. */
void *pl_mem_alloc(size_t size);
void *pl_mem_zalloc(size_t size); /* zeroed; calls pl_mem_alloc */
void pl_mem_free(void *ptr);      /* NULL is fine */
/* Shrink an allocation whose old size the caller does not know; never fails. */
void *pl_mem_trim(void *ptr, size_t size);

/* Blocks whose size the owner keeps. Small ones are allocated as above. Blocks of PL_MEM_PAGES
 * bytes or more are mapped separately: growing them copies nothing, pages that were never written
 * to take no memory, and dropping them returns them to the system at once, where mimalloc would
 * keep them. In a short run, outgrown and unused blocks make up the peak: 5 of 15 MB for the
 * index of six mods.
 * `size` is the current size of the block; 0 with NULL is the empty block. */
enum { PL_MEM_PAGES = 64 * 1024 };
void *pl_mem_resize(void *ptr, size_t size, size_t wanted);
void *pl_mem_zeroed(size_t wanted);
/* Make a block for a caller that writes all of it at once: its pages are populated in one call,
 * which takes half the time. Not zeroed. */
void *pl_mem_filled(size_t wanted);
void pl_mem_drop(void *ptr, size_t size);
/* Move the first `used` bytes of a block to `to`, and drop the block. If both are mapped
 * separately and `to` is at a page border, the pages are moved and no byte is copied (20 us for
 * 2.9 MB; copying takes 1.2 ms, because new pages have to be populated). */
void pl_mem_place(void *to, void *ptr, size_t size, size_t used);
/* Bytes that the allocator has taken from the system, in use or free, without separately mapped
 * blocks. */
size_t pl_mem_committed(void);
/* Return freed memory that the allocator keeps for this thread and for ended ones to the system.
 * Takes about a millisecond: call it from a thread that will be idle for a while. */
void pl_mem_collect(void);
size_t pl_mem_page(void); /* bytes of a page */
/* The bytes that a small block of `size` really has, for callers that can use the rest. */
size_t pl_mem_good(size_t size);

/* Called when the reserve is used up as well. Weak: a program may define its own, which
 * must not return (tests put a longjmp there). Ours prints and aborts. */
_Noreturn void pl_oom(size_t size);

#endif
