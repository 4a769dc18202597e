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

/* Blocks whose size the owner knows. Small ones are as above. From PL_MEM_PAGES bytes on
 * they are pages of their own: growing moves no bytes, memory that was never written to is
 * none, and what is dropped leaves the process at once, where mimalloc would keep it. The
 * peak of a short run is made of blocks that were outgrown or of no use any more: 5 of
 * 15 MB for the index of six mods.
 * `size` is what the block was last made with; 0 and NULL are the empty block. */
enum { PL_MEM_PAGES = 64 * 1024 };
void *pl_mem_resize(void *ptr, size_t size, size_t wanted);
void *pl_mem_zeroed(size_t wanted);
/* For callers that write to all of it at once: its pages are made together, in half the time. */
void *pl_mem_filled(size_t wanted);
void pl_mem_drop(void *ptr, size_t size);
/* Put the first `used` bytes of a block to `to`, and drop it. Where both are pages of their
 * own, `to` at the start of one in a larger block, no byte is copied: the pages move (20 us
 * for 2.9 MB, of which a copy costs 1.2 ms because new pages have to be made). */
void pl_mem_place(void *to, void *ptr, size_t size, size_t used);
/* Bytes that the allocator has from the system, in use or kept; blocks that are pages of their own
 * are not among them. */
size_t pl_mem_committed(void);
/* Give back to the system what the allocator keeps of freed memory for this thread and for threads
 * that have ended. A millisecond or so: for threads that will be idle for a while. */
void pl_mem_collect(void);
size_t pl_mem_page(void); /* bytes of a page */
/* What a small block of `size` takes: for callers that can use the rest. */
size_t pl_mem_good(size_t size);

/* Called when the reserve is used up as well. Weak: a program may define its own, which
 * must not return (tests put a longjmp there). Ours prints and aborts. */
_Noreturn void pl_oom(size_t size);

#endif
