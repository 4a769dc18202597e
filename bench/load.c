/* load.c - one resource from its place in the index, by kind; its first access in an open
 * workspace; a dashboard with all its panels; all of them, also on four threads; all metadata,
 * as the background resolution does it and in one thread; tags by themselves.
 *
 * The floor parses nothing: it opens the file of each resource, when it is another than
 * that of the one before, and sums the words of the resource's bytes. */
#include "bench.h"
#include "base/file.h"
#include "index/read.h"
#include "load/load.h"
#include "eval/meta.h"
#include "workspace/value_stores.h"
#include "workspace/newest.h"
#include <pipelite/phase.h>
#include <pipelite/resource.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct load_case {
    const char *path;
    pl_workspace *ws;
    pl_evaluator *ev;
    const pl_index *ix;
    pl_entry_id *ids;
    uint32_t n;
    uint64_t source, memory; /* bytes of all of them */
} load_case;

static void take_evaluator(load_case *lc, pl_diags *diags)
{
    pl_value_store *values = lc->ws ? pl_workspace_values(lc->ws, diags) : NULL;
    lc->ev = values ? pl_evaluator_borrow(values) : NULL;
}

/* Forget all values. */
static void reset_values(load_case *lc, pl_diags *diags)
{
    static const char *const environment[] = { NULL };
    pl_evaluator_give_back(lc->ev);
    pl_workspace_set_inputs(lc->ws, &(pl_inputs){ .environment = environment });
    take_evaluator(lc, diags);
}

static void open_case(load_case *lc, const char *path)
{
    static const char *const environment[] = { NULL };
    pl_diags *diags = pl_diags_new();
    pl_open_options options = { .path = pl_str_cstr(path), .cache_bytes = UINT64_MAX };
    *lc = (load_case){ .path = path, .ws = pl_workspace_open(&options, diags) };
    if (lc->ws)
        pl_workspace_set_inputs(lc->ws, &(pl_inputs){ .environment = environment });
    take_evaluator(lc, diags);
    if (!lc->ev) {
        fprintf(stderr, "load: cannot open %s\n", path);
        exit(1);
    }
    lc->ix = pl_evaluator_index(lc->ev);
    pl_diags_free(diags);
}

static void close_case(load_case *lc)
{
    pl_evaluator_give_back(lc->ev);
    pl_workspace_close(lc->ws);
    free(lc->ids);
}

/* Entries of one kind in the order of their files; PL_KIND_COUNT: all. */
static void take_kind(load_case *lc, pl_kind kind)
{
    uint32_t n;
    const pl_ix_entry *all = pl_index_entries(lc->ix, &n);
    lc->ids = realloc(lc->ids, (n + 1) * sizeof *lc->ids);
    lc->n = 0;
    lc->source = lc->memory = 0;
    for (uint32_t i = 0; i < n; i++)
        if (kind == PL_KIND_COUNT || all[i].kind == kind) {
            lc->ids[lc->n++] = i;
            lc->source += all[i].end - all[i].start;
        }
}

static void load_all(void *ctx)
{
    load_case *lc = ctx;
    pl_diags *diags = pl_diags_new();
    lc->memory = 0;
    for (uint32_t i = 0; i < lc->n; i++) {
        pl_resource *r = pl_load_resource(lc->ev, lc->ids[i], 0, diags);
        lc->memory += r ? pl_resource_bytes(r) : 0;
        pl_resource_free(r);
    }
    pl_diags_free(diags);
}

static void read_all(void *ctx)
{
    const load_case *lc = ctx;
    pl_reader reader = { 0 };
    pl_view view = { .guard = -1 };
    uint32_t n, file = PL_NONE;
    uint64_t sum = 0;
    const pl_ix_entry *all = pl_index_entries(lc->ix, &n);
    for (uint32_t i = 0; i < lc->n; i++) {
        const pl_ix_entry *e = &all[lc->ids[i]];
        if (e->file != file) {
            pl_view_close(&view);
            file = e->file;
            if (pl_view_open(&reader, pl_evaluator_path(lc->ev, file).ptr, &view) != 0)
                exit(1);
        }
        sum += bench_word_sum(pl_view_str(&view).ptr + e->start, e->end - e->start);
    }
    pl_view_close(&view);
    pl_reader_done(&reader);
    bench_sink(sum);
}

static void run_kind(load_case *lc, pl_kind kind, const char *name)
{
    char full[64];
    take_kind(lc, kind);
    if (!lc->n)
        return;
    snprintf(full, sizeof full, "load/%s", name);
    bench_run(&(bench_case){ full, load_all, read_all, lc, lc->n, lc->source });
    bench_note("%llu bytes each, of %llu bytes of source", (unsigned long long)(lc->memory / lc->n),
               (unsigned long long)(lc->source / lc->n));
}

/* ---- all metadata that is not literal */

static void resolve_all(void *ctx)
{
    load_case *lc = ctx;
    uint32_t n;
    const pl_ix_entry *all = pl_index_entries(lc->ix, &n);
    pl_diags *diags = pl_diags_new();
    reset_values(lc, diags);
    for (uint32_t i = 0; i < n; i++) {
        pl_evaluator_meta meta;
        if (pl_evaluator_meta_open(&all[i]))
            pl_evaluator_meta_of(lc->ev, i, NULL, NULL, &meta, diags);
    }
    bench_alive();
    pl_diags_free(diags);
}

/* The same as an open workspace does it: queue, threads, records. */
static void resolve_open(void *ctx)
{
    load_case *lc = ctx;
    pl_diags *diags = pl_diags_new();
    reset_values(lc, diags);
    pl_workspace_start_resolution(lc->ws, NULL, diags);
    pl_workspace_wait_resolved(lc->ws, UINT64_MAX);
    bench_alive();
    pl_workspace_stop_resolution(lc->ws);
    pl_diags_free(diags);
}

static void take_open(load_case *lc)
{
    uint32_t n;
    const pl_ix_entry *all = pl_index_entries(lc->ix, &n);
    lc->n = 0;
    lc->source = 0;
    for (uint32_t i = 0; i < n; i++)
        if (pl_evaluator_meta_open(&all[i])) {
            lc->ids[lc->n++] = i;
            lc->source += all[i].end - all[i].start;
        }
}

/* ---- everything at once, kept */

static void preload(void *ctx)
{
    load_case *lc = ctx;
    pl_diags *diags = pl_diags_new();
    pl_workspace_drop_all(lc->ws);
    pl_workspace_preload(lc->ws, diags);
    bench_alive();
    pl_diags_free(diags);
}

static void run_mod(const char *path, const char *name)
{
    char full[64];
    load_case lc;
    open_case(&lc, path);
    take_kind(&lc, PL_KIND_COUNT);
    snprintf(full, sizeof full, "load/preload-%s", name);
    bench_run(&(bench_case){ full, preload, read_all, &lc, lc.n, lc.source });
    take_open(&lc);
    if (lc.n) {
        snprintf(full, sizeof full, "load/metadata-%s", name);
        bench_run(&(bench_case){ full, resolve_all, read_all, &lc, lc.n, lc.source });
        snprintf(full, sizeof full, "load/metadata-open-%s", name);
        bench_run(&(bench_case){ full, resolve_open, read_all, &lc, lc.n, lc.source });
    }
    close_case(&lc);
}

/* ---- the first access to one resource */

static void print_times(const char *name, uint64_t *times, uint32_t n, uint64_t items)
{
    char tail[64];
    uint64_t median = bench_median(times, n), p99 = times[n * 99 / 100];
    snprintf(tail, sizeof tail, "%s-p99", name);
    bench_row_print(&(bench_row){
        .name = name, .n = n, .min_ns = times[0], .median_ns = median, .items = items });
    bench_row_print(&(bench_row){ .name = tail, .n = n, .min_ns = p99, .median_ns = p99 });
}

static void begin_anew(load_case *lc)
{
    pl_diags *diags = pl_diags_new();
    reset_values(lc, diags);
    pl_diags_free(diags);
}

/* Nothing is evaluated, files are in the page cache; the order jumps about. */
static void run_first(load_case *lc, pl_kind kind, const char *name)
{
    pl_diags *diags = pl_diags_new();
    take_kind(lc, kind);
    uint64_t *times = malloc((lc->n + 1) * sizeof *times);
    begin_anew(lc);
    pl_resource_unpin(pl_workspace_pin(lc->ws, 0, diags)); /* buffers */
    for (uint32_t i = 0; i < lc->n; i++) {
        pl_entry_id id = lc->ids[(uint64_t)i * 7919 % lc->n];
        uint64_t start = bench_now();
        pl_resource_unpin(pl_workspace_pin(lc->ws, id, diags));
        times[i] = bench_now() - start;
    }
    if (lc->n)
        print_times(name, times, lc->n, 1);
    free(times);
    pl_diags_free(diags);
}

/* A dashboard and all panels in it. Returns how many. */
static uint32_t pin_tree(load_case *lc, pl_entry_id id, pl_diags *diags)
{
    uint32_t n, panels = 1;
    const pl_resource *r = pl_workspace_pin(lc->ws, id, diags);
    const pl_entry_id *children = r ? pl_resource_children(r, &n) : NULL;
    for (uint32_t i = 0; children && i < n; i++)
        panels += pin_tree(lc, children[i], diags);
    pl_resource_unpin(r);
    return panels;
}

static void run_dashboards(load_case *lc)
{
    enum { LEAST = 26, MOST = 34 };
    pl_diags *diags = pl_diags_new();
    take_kind(lc, PL_KIND_DASHBOARD);
    uint64_t *times = malloc((lc->n + 1) * sizeof *times), panels = 0;
    uint32_t n = 0;
    begin_anew(lc);
    for (uint32_t i = 0; i < lc->n; i++) {
        uint64_t start = bench_now();
        uint32_t all = pin_tree(lc, lc->ids[i], diags);
        times[n] = bench_now() - start;
        if (all >= LEAST && all <= MOST) {
            n++;
            panels += all;
        }
    }
    if (n)
        print_times("load/first-dashboard-30-panels", times, n, panels / n);
    free(times);
    pl_diags_free(diags);
}

/* ---- several threads */

enum { MOST_THREADS = 4 };

typedef struct crowd {
    load_case *lc;
    uint32_t threads, number;
} crowd;

static void *load_share(void *ctx)
{
    const crowd *c = ctx;
    const load_case *lc = c->lc;
    uint32_t first = (uint32_t)((uint64_t)lc->n * c->number / c->threads),
             end = (uint32_t)((uint64_t)lc->n * (c->number + 1) / c->threads);
    pl_diags *diags = pl_diags_new();
    for (uint32_t i = first; i < end; i++)
        pl_resource_unpin(pl_workspace_pin(lc->ws, lc->ids[i], diags));
    pl_diags_free(diags);
    return NULL;
}

static void load_on_threads(load_case *lc, uint32_t n)
{
    pthread_t threads[MOST_THREADS];
    crowd crowds[MOST_THREADS];
    pl_workspace_drop_all(lc->ws);
    for (uint32_t i = 0; i < n; i++) {
        crowds[i] = (crowd){ lc, n, i };
        pthread_create(&threads[i], NULL, load_share, &crowds[i]);
    }
    for (uint32_t i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
}

static void load_on_one(void *ctx)
{
    load_on_threads(ctx, 1);
}

static void load_on_two(void *ctx)
{
    load_on_threads(ctx, 2);
}

static void load_on_four(void *ctx)
{
    load_on_threads(ctx, MOST_THREADS);
}

static void run_threads(load_case *lc)
{
    take_kind(lc, PL_KIND_COUNT);
    bench_run(&(bench_case){ "load/on-1-thread", load_on_one, NULL, lc, lc->n, lc->source });
    bench_run(&(bench_case){ "load/on-2-threads", load_on_two, NULL, lc, lc->n, lc->source });
    bench_run(&(bench_case){ "load/on-4-threads", load_on_four, NULL, lc, lc->n, lc->source });
}

/* ---- tags that are worked out, and nothing else */

static void resolve_tags(void *ctx)
{
    const load_case *lc = ctx;
    pl_diags *diags = pl_diags_new();
    for (uint32_t i = 0; i < lc->n; i++) {
        pl_evaluator_meta meta;
        pl_evaluator_meta_of(lc->ev, lc->ids[i], NULL, NULL, &meta, diags);
        bench_sink(meta.tags.len);
    }
    pl_diags_free(diags);
}

static void run_tags(const char *path)
{
    load_case lc;
    uint32_t n, kept = 0;
    open_case(&lc, path);
    take_kind(&lc, PL_KIND_COUNT);
    const pl_ix_entry *all = pl_index_entries(lc.ix, &n);
    for (uint32_t i = 0; i < lc.n; i++)
        if (pl_evaluator_meta_open(&all[i]) == PL_META_TAGS)
            lc.ids[kept++] = i;
    lc.n = kept;
    bench_run(&(bench_case){ "load/tags-aws-compliance", resolve_tags, read_all, &lc, lc.n, 0 });
    close_case(&lc);
}

static const char *mod_of_corpus(const char *name)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/.powerpipe/mods/github.com/turbot/%s", bench_corpus(), name);
    return path;
}

static void run_first_accesses(void)
{
    load_case lc;
    open_case(&lc, mod_of_corpus("steampipe-mod-aws-compliance@v1.13.0"));
    run_first(&lc, PL_KIND_CONTROL, "load/first-control");
    run_first(&lc, PL_KIND_BENCHMARK, "load/first-benchmark");
    close_case(&lc);
    run_tags(mod_of_corpus("steampipe-mod-aws-compliance@v1.13.0"));
    open_case(&lc, mod_of_corpus("steampipe-mod-aws-insights@v1.2.0"));
    run_dashboards(&lc);
    close_case(&lc);
}

int main(void)
{
    static const struct {
        pl_kind kind;
        const char *name;
    } kinds[] = {
        { PL_KIND_QUERY, "query" },         { PL_KIND_CONTROL, "control" },
        { PL_KIND_BENCHMARK, "benchmark" }, { PL_KIND_DASHBOARD, "dashboard" },
        { PL_KIND_CARD, "card" },           { PL_KIND_NODE, "node" },
        { PL_KIND_EDGE, "edge" },           { PL_KIND_CATEGORY, "category" },
    };
    const char *corpus = bench_corpus();
    if (corpus) {
        load_case lc;
        open_case(&lc, corpus);
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
            run_kind(&lc, kinds[i].kind, kinds[i].name);
        run_threads(&lc);
        close_case(&lc);
        run_first_accesses();
        run_mod(corpus, "six-mods");
    }
    run_mod(bench_data("a-xlarge"), "a-xlarge");
    run_mod(bench_data("b-large"), "b-large");
    return 0;
}
