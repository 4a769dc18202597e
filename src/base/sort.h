/* sort.h - a stable sort. Threads: pure over its arguments. */
#ifndef PL_BASE_SORT_H
#define PL_BASE_SORT_H
#include <stddef.h>

/* Order n pointers by what they point at; equal ones keep their order. O(n log n),
 * with scratch memory of the same size. */
void pl_sort(const void **items, size_t n, int (*order)(const void *a, const void *b));

#endif
