/* timing.h - durations of operations, if POWERPIPE_TIMING is set (lazy-workspace.md 17.2).
 *
 * Operations are noted as they end and reported on standard error when the program
 * does. Threads: one. */
#ifndef PL_CLI_TIMING_H
#define PL_CLI_TIMING_H
#include <pipelite/config.h>

enum { PL_TIMINGS_MAX = 32 };

typedef struct pl_timings {
    pl_timing mode;
    struct {
        const char *name;   /* static */
        uint64_t start, ns; /* nanoseconds; `start` since 1970 */
    } list[PL_TIMINGS_MAX]; /* in the order of their start; what comes later is dropped */
    unsigned n;
} pl_timings;

/* The wall clock, in nanoseconds since 1970. */
uint64_t pl_timings_now(void);
/* Note an operation that took `ns` from `start` on. `name` is static. */
void pl_timings_note(pl_timings *timings, const char *name, uint64_t start, uint64_t ns);
/* Print all operations on standard error; does nothing if the mode is off. */
void pl_timings_report(const pl_timings *timings);

#endif
