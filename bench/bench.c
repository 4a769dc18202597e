/* bench.c - timing and rows. */
#include "bench.h"
#include "floor.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

enum { MIN_RUNS = 5, MAX_RUNS = 5000, READABLE = 64 };

/* Programs that count nothing (process.c) are linked without count.c. */
__attribute__((weak)) bench_memory bench_memory_now(void);
__attribute__((weak)) void bench_memory_mark(void);

static uint64_t live_noted;
static volatile uint64_t sink;

uint64_t bench_now(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

void bench_sink(uint64_t value)
{
    sink += value;
}

static int by_time(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

uint64_t bench_median(uint64_t *times, size_t n)
{
    qsort(times, n, sizeof *times, by_time);
    return times[n / 2];
}

/* ---- memory of this process ---- */

static void reset_peak_rss(void)
{
    FILE *f = fopen("/proc/self/clear_refs", "w");
    if (f) {
        fputs("5", f);
        fclose(f);
    }
}

static uint64_t peak_rss(void)
{
    FILE *f = fopen("/proc/self/status", "r");
    char line[256];
    unsigned long long kib = 0;
    while (f && fgets(line, sizeof line, f) && sscanf(line, "VmHWM: %llu", &kib) != 1)
        ;
    if (f)
        fclose(f);
    return kib * 1024;
}

static bench_memory memory_now(void)
{
    return bench_memory_now ? bench_memory_now() : (bench_memory){ 0 };
}

void bench_alive(void)
{
    live_noted = memory_now().live;
}

/* ---- rows ---- */

static const char *time_text(char *out, size_t cap, uint64_t ns)
{
    if (ns == 0)
        return "";
    if (ns < 10000)
        snprintf(out, cap, "%llu ns", (unsigned long long)ns);
    else if (ns < 1000000)
        snprintf(out, cap, "%.1f us", (double)ns / 1e3);
    else
        snprintf(out, cap, "%.2f ms", (double)ns / 1e6);
    return out;
}

static const char *size_text(char *out, size_t cap, uint64_t bytes)
{
    if (bytes == 0)
        return "";
    if (bytes < 1024 * 1024)
        snprintf(out, cap, "%.1f KB", (double)bytes / 1024);
    else
        snprintf(out, cap, "%.2f MB", (double)bytes / (1024 * 1024));
    return out;
}

static const char *number_text(char *out, size_t cap, const char *fmt, double value)
{
    if (value == 0 || isnan(value))
        return "";
    snprintf(out, cap, fmt, value);
    return out;
}

/* The same row for programs, appended to the file that PL_BENCH_TSV names. */
static void row_append(const bench_row *row)
{
    const char *path = getenv("PL_BENCH_TSV");
    FILE *out = path ? fopen(path, "a") : NULL;
    if (!out)
        return;
    fprintf(out, "%s\t%llu\t%llu\t%llu\t%llu\t%llu\t%llu\t%llu\t%llu\t%.3f\n", row->name,
            (unsigned long long)row->n, (unsigned long long)row->min_ns,
            (unsigned long long)row->median_ns, (unsigned long long)row->items,
            (unsigned long long)row->bytes, (unsigned long long)row->live,
            (unsigned long long)row->peak_rss, (unsigned long long)row->allocations, row->ratio);
    fclose(out);
}

void bench_row_print(const bench_row *row)
{
    char min[32], median[32], item[32], speed[32], live[32], rss[32], allocs[32], ratio[32];
    double ns = (double)row->min_ns;
    printf("%-30s %5llu %10s %10s %9s %7s %10s %9s %9s %7s\n", row->name,
           (unsigned long long)row->n, time_text(min, sizeof min, row->min_ns),
           time_text(median, sizeof median, row->median_ns),
           number_text(item, sizeof item, "%.1f ns", row->items ? ns / (double)row->items : 0),
           number_text(speed, sizeof speed, "%.0f", row->bytes ? (double)row->bytes / ns * 1e3 : 0),
           size_text(live, sizeof live, row->live), size_text(rss, sizeof rss, row->peak_rss),
           number_text(allocs, sizeof allocs, "%.0f", (double)row->allocations),
           number_text(ratio, sizeof ratio, "%.2f", row->ratio));
    fflush(stdout);
    row_append(row);
}

void bench_note(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    printf("    ");
    vprintf(fmt, ap);
    printf("\n");
    va_end(ap);
    fflush(stdout);
}

/* ---- timing ---- */

static double seconds_per_case(void)
{
    const char *text = getenv("PL_BENCH_SECONDS");
    double seconds = text ? atof(text) : 0;
    return seconds > 0 ? seconds : 1;
}

static uint64_t timed(void (*fn)(void *), void *ctx)
{
    uint64_t start = bench_now();
    fn(ctx);
    return bench_now() - start;
}

void bench_run(const bench_case *c)
{
    static uint64_t times[MAX_RUNS];
    bench_row row = { .name = c->name, .items = c->items, .bytes = c->bytes };
    reset_peak_rss();
    live_noted = 0;
    /* The first run counts: later ones find pooled memory. */
    bench_memory before = memory_now();
    c->run(c->ctx);
    row.allocations = memory_now().allocations - before.allocations;
    row.live = live_noted > before.live ? live_noted - before.live : 0;
    row.peak_rss = peak_rss();

    uint64_t floor_min = UINT64_MAX;
    uint64_t stop = bench_now() + (uint64_t)(seconds_per_case() * 1e9);
    while (row.n < MAX_RUNS && (row.n < MIN_RUNS || bench_now() < stop)) {
        times[row.n++] = timed(c->run, c->ctx);
        uint64_t t = c->floor ? timed(c->floor, c->ctx) : UINT64_MAX;
        floor_min = t < floor_min ? t : floor_min;
    }
    row.median_ns = bench_median(times, row.n);
    row.min_ns = times[0];
    if (c->floor)
        row.ratio = (double)row.min_ns / (double)(floor_min ? floor_min : 1);
    bench_row_print(&row);
}

/* ---- input and floors ---- */

uint64_t bench_word_sum(const void *bytes, size_t len)
{
    return floor_word_sum(bytes, len);
}

uint64_t bench_read_tree(const char *dir)
{
    static floor_state fs; /* its buffer is reused, as the engine reuses its own */
    fs.bytes = 0;
    floor_walk(&fs, AT_FDCWD, dir);
    bench_sink(fs.sum);
    return fs.bytes;
}

static void add_file(bench_files *files, const char *path)
{
    floor_state fs = { 0 };
    floor_read_file(&fs, AT_FDCWD, path);
    bench_file *at = realloc(files->at, (files->n + 1) * sizeof *at);
    unsigned char *ptr = realloc(fs.buf, fs.bytes + READABLE);
    if (!at || !ptr)
        abort();
    memset(ptr + fs.bytes, 0, READABLE);
    files->at = at;
    files->at[files->n++] = (bench_file){ .path = strdup(path), .ptr = ptr, .len = fs.bytes };
    files->bytes += fs.bytes;
}

static void add_tree(bench_files *files, const char *dir)
{
    struct dirent **names;
    int n = scandir(dir, &names, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        const struct dirent *e = names[i];
        char path[4096];
        size_t len = strlen(e->d_name);
        snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        if (e->d_type == DT_DIR && strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            add_tree(files, path);
        else if (e->d_type == DT_REG && len > 3 && strcmp(e->d_name + len - 3, ".pp") == 0)
            add_file(files, path);
        free(names[i]);
    }
    if (n >= 0)
        free(names);
}

bench_files bench_files_read(const char *dir)
{
    bench_files files = { 0 };
    add_tree(&files, dir);
    if (files.n == 0) {
        fprintf(stderr, "no .pp file below %s (make bench-data)\n", dir);
        exit(1);
    }
    return files;
}

void bench_files_free(bench_files *files)
{
    for (size_t i = 0; i < files->n; i++) {
        free(files->at[i].path);
        free(files->at[i].ptr);
    }
    free(files->at);
    *files = (bench_files){ 0 };
}

const char *bench_corpus(void)
{
    static const char path[] = "build/corpora/six-mods";
    static bool warned;
    if (access(path, R_OK) == 0)
        return path;
    if (!warned)
        printf("skipped: no %s (make corpora)\n", path);
    warned = true;
    return NULL;
}

const char *bench_data(const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "build/bench/data/%s", name);
    return path;
}
