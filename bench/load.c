/* load.c - one resource from its place in the index, by kind; all of them; all metadata.
 *
 * The floor parses nothing: it opens the file of each resource, when it is another than
 * that of the one before, and sums the words of the resource's bytes. */
#include "bench.h"
#include "base/file.h"
#include "index/read.h"
#include "load/load.h"
#include "mod/world_meta.h"
#include "workspace/world.h"
#include <pipelite/resource.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct load_case {
    const char *path;
    pl_workspace *ws;
    pl_world *world;
    const pl_index *ix;
    pl_entry_id *ids;
    uint32_t n;
    uint64_t source, memory; /* bytes of all of them */
} load_case;

static void open_case(load_case *lc, const char *path)
{
    static const char *const environment[] = { NULL };
    pl_diags *diags = pl_diags_new();
    pl_open_options options = { .path = path, .cache_bytes = UINT64_MAX };
    *lc = (load_case){ .path = path, .ws = pl_workspace_open(&options, diags) };
    if (lc->ws)
        pl_workspace_set_inputs(lc->ws, &(pl_inputs){ .environment = environment });
    lc->world = lc->ws ? pl_workspace_world(lc->ws, diags) : NULL;
    if (!lc->world) {
        fprintf(stderr, "load: cannot open %s\n", path);
        exit(1);
    }
    lc->ix = pl_world_index(lc->world);
    pl_diags_free(diags);
}

static void close_case(load_case *lc)
{
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
        pl_resource *r = pl_load_resource(lc->world, lc->ids[i], 0, diags);
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
            if (pl_view_open(&reader, pl_world_path(lc->world, file).ptr, &view) != 0)
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
    static const char *const environment[] = { NULL };
    load_case *lc = ctx;
    uint32_t n;
    const pl_ix_entry *all = pl_index_entries(lc->ix, &n);
    pl_diags *diags = pl_diags_new();
    pl_workspace_set_inputs(lc->ws, &(pl_inputs){ .environment = environment });
    lc->world = pl_workspace_world(lc->ws, diags);
    for (uint32_t i = 0; i < n; i++) {
        pl_world_meta meta;
        if (pl_world_meta_open(&all[i]))
            pl_world_meta_of(lc->world, i, NULL, NULL, &meta, diags);
    }
    bench_alive();
    pl_diags_free(diags);
}

static void take_open(load_case *lc)
{
    uint32_t n;
    const pl_ix_entry *all = pl_index_entries(lc->ix, &n);
    lc->n = 0;
    lc->source = 0;
    for (uint32_t i = 0; i < n; i++)
        if (pl_world_meta_open(&all[i])) {
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
    }
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
        close_case(&lc);
        run_mod(corpus, "six-mods");
    }
    run_mod(bench_data("a-xlarge"), "a-xlarge");
    run_mod(bench_data("b-large"), "b-large");
    return 0;
}
