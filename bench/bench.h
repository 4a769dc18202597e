/* bench.h - what the bench programs share: timing, counting, one table row per case.
 *
 * A case runs in turns with its floor, the least work the hardware allows for the same
 * input (spec of the figures: README.md). The machine may be busy: minima and the ratio of
 * minima taken side by side survive that, absolute figures do not.
 *
 * Memory is what passes base/alloc.h: the Makefile links benches with --wrap, count.c counts.
 * Threads: run and floor may use threads; the functions here are for main(). */
#ifndef PL_BENCH_H
#define PL_BENCH_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct bench_case {
    const char *name;         /* no blanks: it is the key in baseline.tsv */
    void (*run)(void *ctx);   /* one iteration, which frees what it made */
    void (*floor)(void *ctx); /* NULL: no ratio */
    void *ctx;
    uint64_t items; /* things done by one iteration; 0: no time per item */
    uint64_t bytes; /* input read by one iteration; 0: no MB/s */
} bench_case;

/* Time a case for about PL_BENCH_SECONDS (default 1) and print its row. */
void bench_run(const bench_case *c);
/* Called inside `run` when its result is complete: notes the live heap. */
void bench_alive(void);
/* A remark under the last row, printf style. */
__attribute__((format(printf, 1, 2))) void bench_note(const char *fmt, ...);

/* A row for what bench_run() cannot time (whole processes). Zero or NaN: a blank cell. */
typedef struct bench_row {
    const char *name;
    uint64_t n;                 /* runs */
    uint64_t min_ns, median_ns; /* one run */
    uint64_t items, bytes;
    uint64_t live, peak_rss; /* bytes */
    uint64_t allocations;
    double ratio; /* min / floor's min */
} bench_row;
void bench_row_print(const bench_row *row);

uint64_t bench_now(void); /* monotonic nanoseconds */
/* Sort `times` and give the middle one. */
uint64_t bench_median(uint64_t *times, size_t n);
/* Keeps the optimiser from dropping work whose result is not used. */
void bench_sink(uint64_t value);

/* ---- input ---- */

typedef struct bench_file {
    char *path;         /* as opened */
    unsigned char *ptr; /* len bytes, then 64 zeroes */
    size_t len;
} bench_file;

typedef struct bench_files {
    bench_file *at;
    size_t n;
    uint64_t bytes;
} bench_files;

/* Every .pp file below `dir` in memory, outside the counted heap; exits when there is none. */
bench_files bench_files_read(const char *dir);
void bench_files_free(bench_files *files);

/* The six real mods, or NULL (with a message, once) where ../shared is missing. */
const char *bench_corpus(void);
/* Folder of a generated mod: "a-small" ... "a-xlarge", "b-small" ... (gen.c). Static until
 * the next call. */
const char *bench_data(const char *name);

/* ---- floors ---- */

/* One pass over bytes: the sum of their 64-bit words. */
uint64_t bench_word_sum(const void *bytes, size_t len);
/* Walk `dir`, read every .pp file into one buffer, sum its words. Returns the bytes read. */
uint64_t bench_read_tree(const char *dir);

/* ---- counting (count.c) ---- */

typedef struct bench_memory {
    uint64_t allocations;         /* calls that got memory */
    uint64_t live, peak;          /* usable bytes handed out */
    uint64_t blocks, most_blocks; /* the same in blocks */
    uint64_t taken;               /* bytes of all calls together */
} bench_memory;
bench_memory bench_memory_now(void);
/* Start a new peak at the present live heap. */
void bench_memory_mark(void);

#endif
