/* pages.h - memory for pages that are about to be written.
 *
 * Threads: any. */
#ifndef PL_BASE_PAGES_H
#define PL_BASE_PAGES_H
#include <stddef.h>

/* Let the system provide memory for the whole pages among the `n` bytes at `at`, in one call: a
 * fault for each of them takes 1 us longer on a virtual machine. The bytes are the caller's, in a
 * block of at least PL_MEM_PAGES (alloc.h). A kernel that cannot do it leaves it to the faults. */
void pl_pages_fill(void *at, size_t n);

#endif
