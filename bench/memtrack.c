#include "memtrack.h"
#include <mimalloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct memtrack {
    memtrack_report report;
    uint64_t start_ns, taken_before;
    pthread_mutex_t lock;  /* of `report` and what follows */
    size_t cap, n_sampled; /* samples among the snapshots */
    uint64_t purges;
    uint64_t threshold; /* 0: not watched */
    void (*watcher)(void *ctx, uint64_t heap);
    void *watcher_ctx;
    uint64_t (*gauge)(void *ctx);
    void *gauge_ctx;
    pthread_t sampler;
    pthread_cond_t end; /* of sampling */
    bool sampling, stopping;
    uint64_t interval_ns;
};

static const char sample_label[] = "sample";

static uint64_t wall_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static uint64_t resident_bytes(void)
{
    unsigned long long size, pages = 0;
    FILE *in = fopen("/proc/self/statm", "r");
    if (in && fscanf(in, "%llu %llu", &size, &pages) != 2)
        pages = 0;
    if (in)
        fclose(in);
    return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* ---- snapshots */

/* The oldest sample makes room for the next. */
static void drop_sample(memtrack *t)
{
    memtrack_report *r = &t->report;
    size_t i = 0;
    while (strcmp(r->snapshots[i].label, sample_label) != 0)
        i++;
    memmove(r->snapshots + i, r->snapshots + i + 1, (--r->n - i) * sizeof *r->snapshots);
    t->n_sampled--;
}

static void add(memtrack *t, const memtrack_snapshot *s)
{
    memtrack_report *r = &t->report;
    bool sample = strcmp(s->label, sample_label) == 0;
    if (sample && t->n_sampled == MEMTRACK_SAMPLES)
        drop_sample(t);
    if (r->n == t->cap) {
        t->cap = t->cap ? t->cap * 2 : 64;
        r->snapshots = realloc(r->snapshots, t->cap * sizeof *r->snapshots);
        if (!r->snapshots)
            abort();
    }
    r->snapshots[r->n++] = *s;
    t->n_sampled += sample;
    if (s->resident > r->peak_resident)
        r->peak_resident = s->resident;
}

static void snap(memtrack *t, const char *label, bool purge)
{
    void (*watcher)(void *, uint64_t) = NULL;
    if (purge)
        mi_collect(true);
    bench_memory m = bench_memory_now();
    memtrack_snapshot s = { .at_ns = wall_ns(),
                            .heap = m.live,
                            .blocks = m.blocks,
                            .taken = m.taken,
                            .resident = resident_bytes() };
    snprintf(s.label, sizeof s.label, "%s", label);
    pthread_mutex_lock(&t->lock);
    s.cache = t->gauge ? t->gauge(t->gauge_ctx) : 0;
    s.purges = t->purges += purge;
    add(t, &s);
    if (t->threshold && m.live > t->threshold) {
        watcher = t->watcher;
        t->threshold = 0;
    }
    pthread_mutex_unlock(&t->lock);
    if (watcher)
        watcher(t->watcher_ctx, m.live);
}

void memtrack_snap(memtrack *t, const char *label)
{
    snap(t, label, false);
}

void memtrack_snap_purged(memtrack *t, const char *label)
{
    snap(t, label, true);
}

/* ---- a tracker */

memtrack *memtrack_new(const char *name)
{
    pthread_condattr_t attr;
    memtrack *t = calloc(1, sizeof *t);
    if (!t)
        abort();
    snprintf(t->report.name, sizeof t->report.name, "%s", name);
    pthread_mutex_init(&t->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&t->end, &attr);
    pthread_condattr_destroy(&attr);
    bench_memory_mark();
    t->start_ns = bench_now();
    t->taken_before = bench_memory_now().taken;
    return t;
}

void memtrack_watch(memtrack *t, uint64_t bytes, void (*fn)(void *ctx, uint64_t heap), void *ctx)
{
    pthread_mutex_lock(&t->lock);
    t->threshold = bytes;
    t->watcher = fn;
    t->watcher_ctx = ctx;
    pthread_mutex_unlock(&t->lock);
}

void memtrack_gauge(memtrack *t, uint64_t (*cache)(void *ctx), void *ctx)
{
    pthread_mutex_lock(&t->lock);
    t->gauge = cache;
    t->gauge_ctx = ctx;
    pthread_mutex_unlock(&t->lock);
}

uint64_t memtrack_peak(memtrack *t)
{
    bench_memory m = bench_memory_now();
    memtrack_report *r = &t->report;
    r->peak_heap = m.peak > r->peak_heap ? m.peak : r->peak_heap;
    r->peak_blocks = m.most_blocks > r->peak_blocks ? m.most_blocks : r->peak_blocks;
    bench_memory_mark();
    return m.peak;
}

/* Waits for the end rather than sleeping: it comes at once. */
static bool is_stopped(memtrack *t)
{
    uint64_t until = bench_now() + t->interval_ns;
    struct timespec ts = { (time_t)(until / 1000000000u), (long)(until % 1000000000u) };
    pthread_mutex_lock(&t->lock);
    if (!t->stopping)
        pthread_cond_timedwait(&t->end, &t->lock, &ts);
    bool stopped = t->stopping;
    pthread_mutex_unlock(&t->lock);
    return stopped;
}

static void *sample(void *ctx)
{
    memtrack *t = ctx;
    while (!is_stopped(t))
        snap(t, sample_label, false);
    return NULL;
}

void memtrack_follow(memtrack *t, uint64_t interval_ns)
{
    memtrack_stop(t);
    t->interval_ns = interval_ns;
    t->stopping = false;
    t->sampling = pthread_create(&t->sampler, NULL, sample, t) == 0;
}

void memtrack_stop(memtrack *t)
{
    if (!t->sampling)
        return;
    pthread_mutex_lock(&t->lock);
    t->stopping = true;
    pthread_cond_signal(&t->end);
    pthread_mutex_unlock(&t->lock);
    pthread_join(t->sampler, NULL);
    t->sampling = false;
}

memtrack_report memtrack_end(memtrack *t)
{
    memtrack_stop(t);
    memtrack_peak(t);
    memtrack_report r = t->report;
    bench_memory m = bench_memory_now();
    r.duration_ns = bench_now() - t->start_ns;
    r.final_heap = m.live;
    r.taken = m.taken - t->taken_before;
    pthread_mutex_destroy(&t->lock);
    pthread_cond_destroy(&t->end);
    free(t);
    return r;
}

void memtrack_report_done(memtrack_report *r)
{
    free(r->snapshots);
    *r = (memtrack_report){ .n = 0 };
}

/* ---- reports */

const char *memtrack_bytes(uint64_t bytes, char room[32])
{
    static const char units[] = "KMGTPE";
    double n = (double)bytes;
    int unit = -1;
    if (bytes < 1024) {
        snprintf(room, 32, "%u B", (unsigned)bytes);
        return room;
    }
    for (; n >= 1024 && unit < 5; unit++)
        n /= 1024;
    snprintf(room, 32, "%.2f %cB", n, units[unit]);
    return room;
}

static double mb(uint64_t bytes)
{
    return (double)bytes / (1024 * 1024);
}

void memtrack_print(const memtrack_report *r, FILE *out)
{
    char a[32], b[32], c[32], d[32];
    fprintf(out, "%s: %.2f ms, peak heap %s, final heap %s, peak resident %s\n", r->name,
            (double)r->duration_ns / 1e6, memtrack_bytes(r->peak_heap, a),
            memtrack_bytes(r->final_heap, b), memtrack_bytes(r->peak_resident, c));
    fprintf(out, "    peak objects %llu, allocated in all %s\n", (unsigned long long)r->peak_blocks,
            memtrack_bytes(r->taken, d));
    for (size_t i = 0; i < r->n; i++)
        if (strcmp(r->snapshots[i].label, sample_label) != 0)
            fprintf(out, "    %-20s heap %10s  objects %7llu  resident %10s  allocated %10s\n",
                    r->snapshots[i].label, memtrack_bytes(r->snapshots[i].heap, a),
                    (unsigned long long)r->snapshots[i].blocks,
                    memtrack_bytes(r->snapshots[i].resident, b),
                    memtrack_bytes(r->snapshots[i].taken, c));
}

void memtrack_json(const memtrack_report *r, bool samples, FILE *out)
{
    const char *comma = "";
    fprintf(out,
            "{\"name\": \"%s\", \"duration_ns\": %llu, \"peak_heap_bytes\": %llu, "
            "\"final_heap_bytes\": %llu, \"peak_heap_mb\": %.2f, \"final_heap_mb\": %.2f, "
            "\"peak_objects\": %llu, \"total_allocated_bytes\": %llu, "
            "\"peak_resident_bytes\": %llu, \"snapshots\": [",
            r->name, (unsigned long long)r->duration_ns, (unsigned long long)r->peak_heap,
            (unsigned long long)r->final_heap, mb(r->peak_heap), mb(r->final_heap),
            (unsigned long long)r->peak_blocks, (unsigned long long)r->taken,
            (unsigned long long)r->peak_resident);
    for (size_t i = 0; i < r->n; i++) {
        const memtrack_snapshot *s = &r->snapshots[i];
        if (!samples && strcmp(s->label, sample_label) == 0)
            continue;
        fprintf(out,
                "%s\n  {\"timestamp\": %llu, \"label\": \"%s\", \"heap_bytes\": %llu, "
                "\"heap_mb\": %.2f, \"heap_objects\": %llu, \"resident_bytes\": %llu, "
                "\"allocated_bytes\": %llu, \"purges\": %llu, \"cache_bytes\": %llu}",
                comma, (unsigned long long)s->at_ns, s->label, (unsigned long long)s->heap,
                mb(s->heap), (unsigned long long)s->blocks, (unsigned long long)s->resident,
                (unsigned long long)s->taken, (unsigned long long)s->purges,
                (unsigned long long)s->cache);
        comma = ",";
    }
    fprintf(out, "]}\n");
}

static uint64_t number_after(const char *text, const char *key)
{
    const char *at = strstr(text, key);
    return at ? strtoull(at + strlen(key), NULL, 10) : 0;
}

bool memtrack_read(const char *path, const char *name, memtrack_report *out)
{
    char *line = NULL, head[MEMTRACK_LABEL + 32];
    size_t cap = 0;
    bool found = false;
    FILE *in = fopen(path, "r");
    snprintf(head, sizeof head, "{\"name\": \"%s\",", name);
    while (in && !found && getline(&line, &cap, in) > 0)
        found = strncmp(line, head, strlen(head)) == 0;
    if (found) {
        *out = (memtrack_report){
            .duration_ns = number_after(line, "\"duration_ns\": "),
            .peak_heap = number_after(line, "\"peak_heap_bytes\": "),
            .final_heap = number_after(line, "\"final_heap_bytes\": "),
            .peak_blocks = number_after(line, "\"peak_objects\": "),
            .taken = number_after(line, "\"total_allocated_bytes\": "),
            .peak_resident = number_after(line, "\"peak_resident_bytes\": "),
        };
        snprintf(out->name, sizeof out->name, "%s", name);
    }
    free(line);
    if (in)
        fclose(in);
    return found;
}

static bool compare_one(const char *what, uint64_t was, uint64_t now, double most, FILE *out)
{
    enum { LITTLE = 16 * 1024 };
    char a[32], b[32];
    double q = was ? (double)now / (double)was : 1;
    bool worse = q > most && now > was + LITTLE;
    fprintf(out, "    %-18s %10s -> %10s  %.2fx%s\n", what, memtrack_bytes(was, a),
            memtrack_bytes(now, b), q, worse ? "  WORSE" : "");
    return worse;
}

bool memtrack_compare(const memtrack_report *was, const memtrack_report *now, double most,
                      FILE *out)
{
    fprintf(out, "%s against the baseline\n", now->name);
    bool worse = compare_one("peak heap", was->peak_heap, now->peak_heap, most, out);
    worse |= compare_one("final heap", was->final_heap, now->final_heap, most, out);
    worse |= compare_one("allocated in all", was->taken, now->taken, most, out);
    return worse;
}
