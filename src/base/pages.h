/* pages.h - memory for pages that are about to be written.
 *
 * Threads: any. */
#ifndef PL_BASE_PAGES_H
#define PL_BASE_PAGES_H
#include <stddef.h>

/* Populate the whole pages among the `n` bytes at `at` in one system call; on a virtual machine
 * that saves 1 us for each page fault. The bytes are in a block of at least PL_MEM_PAGES (alloc.h).
 * A kernel without the call populates them by faults later. */
void pl_pages_fill(void *at, size_t n);

#endif
