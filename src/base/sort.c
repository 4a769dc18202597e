#include "base/sort.h"
#include "base/alloc.h"
#include <string.h>

typedef int order_fn(const void *a, const void *b);

enum { SHORT_RUN = 8 };

static void insert(const void **items, size_t n, order_fn *order)
{
    for (size_t i = 1; i < n; i++) {
        const void *item = items[i];
        size_t j = i;
        for (; j > 0 && order(items[j - 1], item) > 0; j--)
            items[j] = items[j - 1];
        items[j] = item;
    }
}

/* Merge two sorted runs of `from`, [0, half) and [half, n), into `to`. */
static void merge_runs(const void **from, size_t half, size_t n, const void **to, order_fn *order)
{
    size_t i = 0, j = half, k = 0;
    while (i < half && j < n)
        to[k++] = order(from[i], from[j]) <= 0 ? from[i++] : from[j++];
    memcpy(to + k, from + i, (half - i) * sizeof *to);
    memcpy(to + k + (half - i), from + j, (n - j) * sizeof *to);
}

void pl_sort(const void **items, size_t n, order_fn *order)
{
    for (size_t i = 0; i < n; i += SHORT_RUN)
        insert(items + i, n - i < SHORT_RUN ? n - i : SHORT_RUN, order);
    if (n <= SHORT_RUN)
        return;
    const void **scratch = pl_mem_alloc(n * sizeof *scratch), **from = items, **to = scratch;
    for (size_t run = SHORT_RUN; run < n; run *= 2) {
        for (size_t i = 0; i < n; i += 2 * run) {
            size_t left = n - i, half = left < run ? left : run;
            merge_runs(from + i, half, left < 2 * run ? left : 2 * run, to + i, order);
        }
        const void **swap = from;
        from = to;
        to = swap;
    }
    if (from != items)
        memcpy(items, from, n * sizeof *items);
    pl_mem_free(scratch);
}
