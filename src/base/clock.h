/* clock.h - monotonic nanoseconds. Threads: pure. */
#ifndef PL_BASE_CLOCK_H
#define PL_BASE_CLOCK_H
#include <stdint.h>

uint64_t pl_clock_ns(void);

#endif
