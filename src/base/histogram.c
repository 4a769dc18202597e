#include "base/histogram.h"

const double pl_histogram_bound[PL_HISTOGRAM_BOUNDS] = {
    0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
};

void pl_histogram_add(pl_histogram *histogram, uint64_t ns)
{
    double seconds = (double)ns / 1e9;
    unsigned i = 0;
    while (i < PL_HISTOGRAM_BOUNDS && seconds > pl_histogram_bound[i])
        i++;
    histogram->bucket[i]++;
    histogram->n++;
    histogram->sum += seconds;
}
