/* histogram.h - how often something took how long.
 *
 * The bounds are the same for all: 1 ms to 300 s. `{0}` is valid and empty.
 * Threads: one user, or a lock of the owner. */
#ifndef PL_BASE_HISTOGRAM_H
#define PL_BASE_HISTOGRAM_H
#include <stdint.h>

enum { PL_HISTOGRAM_BOUNDS = 16 };
extern const double pl_histogram_bound[PL_HISTOGRAM_BOUNDS]; /* seconds, rising */

typedef struct pl_histogram {
    uint64_t bucket[PL_HISTOGRAM_BOUNDS + 1]; /* up to that bound; the last one: more than all */
    uint64_t n;
    double sum; /* seconds */
} pl_histogram;

void pl_histogram_add(pl_histogram *histogram, uint64_t ns);

#endif
