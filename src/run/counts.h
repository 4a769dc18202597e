/* counts.h - how many results there are of each status, and other small types of results.
 * Threads: plain values. */
#ifndef PL_RUN_COUNTS_H
#define PL_RUN_COUNTS_H
#include "base/str.h"
#include "run/rows.h"

typedef struct pl_counts {
    uint32_t of[PL_ROW_STATUSES]; /* without exempted rows */
    uint32_t exempted;
} pl_counts;

static inline void pl_counts_add(pl_counts *to, const pl_counts *more)
{
    for (int i = 0; i < PL_ROW_STATUSES; i++)
        to->of[i] += more->of[i];
    to->exempted += more->exempted;
}

static inline uint32_t pl_counts_total(const pl_counts *c)
{
    uint32_t n = c->exempted;
    for (int i = 0; i < PL_ROW_STATUSES; i++)
        n += c->of[i];
    return n;
}

static inline uint32_t pl_counts_failed(const pl_counts *c)
{
    return c->of[PL_ROW_ALARM] + c->of[PL_ROW_ERROR];
}

/* The number of skipped rows in formats that have no column for exempted ones. */
static inline uint32_t pl_counts_skipped(const pl_counts *c)
{
    return c->of[PL_ROW_SKIP] + c->exempted;
}

static inline uint32_t pl_counts_passed(const pl_counts *c)
{
    return c->of[PL_ROW_OK] + c->of[PL_ROW_INFO];
}

typedef struct pl_tag_pair {
    pl_str key, value;
} pl_tag_pair;

typedef struct pl_severity_counts {
    pl_str severity; /* as written in the mod */
    pl_counts counts;
} pl_severity_counts;

/* A point in time and the offset of local time from UTC at that time. */
typedef struct pl_moment {
    int64_t seconds; /* since 1970-01-01T00:00:00Z */
    uint32_t nanos;
    int32_t offset; /* seconds east of UTC */
} pl_moment;

pl_moment pl_moment_of(int64_t wall_ns);
pl_moment pl_moment_now(void);

#endif
