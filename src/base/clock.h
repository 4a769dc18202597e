/* clock.h - nanoseconds. Threads: pure. */
#ifndef PL_BASE_CLOCK_H
#define PL_BASE_CLOCK_H
#include <stdint.h>

uint64_t pl_clock_ns(void);        /* monotonic */
int64_t pl_clock_wall_ns(void);    /* since 1970, as the times of files */
uint64_t pl_clock_thread_ns(void); /* of a processor, taken by this thread */

#endif
