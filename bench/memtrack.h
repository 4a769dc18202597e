/* memtrack.h - what a piece of work takes of memory: snapshots, a tracker of them, reports
 * (lazy-workspace.md 17.3).
 *
 *     memtrack *t = memtrack_new("six-mods");
 *     memtrack_follow(t, 1000000);              a thread takes one each millisecond
 *     ... memtrack_snap(t, "opened"); ...
 *     memtrack_report r = memtrack_end(t);
 *     memtrack_print(&r, stdout), memtrack_json(&r, file), memtrack_report_done(&r);
 *
 * The heap is what passes base/alloc.h (count.c): its peaks are exact, whatever the interval
 * of the samples. One tracker at a time. Threads: snap and mark from any. */
#ifndef PL_BENCH_MEMTRACK_H
#define PL_BENCH_MEMTRACK_H
#include "bench.h"
#include <stdio.h>

enum { MEMTRACK_LABEL = 40, MEMTRACK_SAMPLES = 1000 };

typedef struct memtrack_snapshot {
    uint64_t at_ns; /* of the wall clock */
    char label[MEMTRACK_LABEL];
    uint64_t heap, blocks; /* live bytes and objects */
    uint64_t resident;     /* in use: pages of the process */
    uint64_t taken;        /* bytes of all allocations so far */
    uint64_t purges;       /* of the allocator, forced so far */
    uint64_t cache;        /* bytes in a cache, if a function reports them */
} memtrack_snapshot;

typedef struct memtrack_report {
    char name[MEMTRACK_LABEL];
    uint64_t duration_ns;
    uint64_t peak_heap, final_heap, peak_blocks, taken, peak_resident;
    memtrack_snapshot *snapshots; /* owned; of the samples the last MEMTRACK_SAMPLES */
    size_t n;
} memtrack_report;

typedef struct memtrack memtrack;

/* Begins: peaks are counted from here. Owned until memtrack_end(). */
memtrack *memtrack_new(const char *name);
void memtrack_snap(memtrack *t, const char *label);
/* The same after the allocator gave back what is not used. */
void memtrack_snap_purged(memtrack *t, const char *label);
/* Sample in the background, until memtrack_stop() or the end. */
void memtrack_follow(memtrack *t, uint64_t interval_ns);
void memtrack_stop(memtrack *t);
/* The function that reports the bytes in a cache, called for each snapshot. NULL: none. */
void memtrack_gauge(memtrack *t, uint64_t (*cache)(void *ctx), void *ctx);
/* The exact peak of the heap since the last call, or the beginning. */
uint64_t memtrack_peak(memtrack *t);
/* Report once that the live heap, as samples and snapshots see it, is above `bytes`. */
void memtrack_watch(memtrack *t, uint64_t bytes, void (*fn)(void *ctx, uint64_t heap), void *ctx);
/* Owned, memtrack_report_done(); the tracker is gone. */
memtrack_report memtrack_end(memtrack *t);
void memtrack_report_done(memtrack_report *r);

/* "512 B", "4.00 MB". */
const char *memtrack_bytes(uint64_t bytes, char room[32]);
void memtrack_print(const memtrack_report *r, FILE *out);
/* One line of figures, then the snapshots, with or without the samples. */
void memtrack_json(const memtrack_report *r, bool samples, FILE *out);
/* Figures of the report of that name in a file of reports as JSON; no snapshots. False when
 * there is none. */
bool memtrack_read(const char *path, const char *name, memtrack_report *out);
/* Two reports side by side; true when `now` takes more than `most` times what `was` did. */
bool memtrack_compare(const memtrack_report *was, const memtrack_report *now, double most,
                      FILE *out);

#endif
