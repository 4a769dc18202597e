/* search.h - binary search in rows that are sorted by a number.
 * Threads: pure over its arguments. */
#ifndef PL_BASE_SEARCH_H
#define PL_BASE_SEARCH_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The position of the first of `n` rows whose number is at least `key`; `n` if there is none. A
 * row has `size` bytes, and its number is a uint32_t at byte `at`. Rows must ascend by it. `rows`
 * may be NULL if n is 0. O(log n). */
static inline size_t pl_lower_bound(const void *rows, size_t n, size_t size, size_t at,
                                    uint32_t key)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        uint32_t number;
        memcpy(&number, (const char *)rows + middle * size + at, sizeof number);
        if (number < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

#endif
