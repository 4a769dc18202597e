/* open.c - from a directory to a complete index, in process.
 *
 * The floor walks the same tree, reads the same files and sums their words. */
#include "bench.h"
#include "workspace/newest.h"
#include <pipelite/workspace.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct workspace_case {
    const char *path;
    bool check; /* parse everything and work out the verdicts too */
} workspace_case;

static pl_workspace *open_or_exit(const workspace_case *wc)
{
    pl_diags *diags = pl_diags_new();
    pl_open_options options = { .path = pl_str_cstr(wc->path), .strict = wc->check };
    pl_workspace *ws = pl_workspace_open(&options, diags);
    if (!ws) {
        fprintf(stderr, "cannot open %s\n", wc->path);
        for (size_t i = 0; i < pl_diags_count(diags); i++)
            fprintf(stderr, "  %.*s\n", PL_FMT(pl_diags_get(diags, i)->summary));
        exit(1);
    }
    pl_diags_free(diags);
    return ws;
}

static void open_close(void *ctx)
{
    pl_workspace *ws = open_or_exit(ctx);
    bench_alive();
    pl_workspace_close(ws);
}

static void read_tree(void *ctx)
{
    const workspace_case *wc = ctx;
    bench_sink(bench_read_tree(wc->path));
}

static void note_index(const workspace_case *wc)
{
    pl_workspace *ws = open_or_exit(wc);
    pl_index_stats stats;
    pl_open_times t;
    pl_index_get_stats(pl_workspace_index(ws), &stats);
    pl_workspace_times(ws, &t);
    bench_note("%u entries in %u files; image %.1f KB, %.1f bytes per entry; "
               "us: walk %.0f, scan %.0f, check %.0f, link %.0f",
               stats.entries, stats.files, (double)stats.image_bytes / 1024,
               (double)stats.image_bytes / (stats.entries ? stats.entries : 1),
               (double)t.walk / 1e3, (double)t.scan / 1e3, (double)t.check / 1e3,
               (double)t.link / 1e3);
    pl_workspace_close(ws);
}

static void measure(const char *name, const char *path)
{
    for (int check = 0; check < 2; check++) {
        workspace_case wc = { .path = path, .check = check };
        char row[64];
        snprintf(row, sizeof row, "%s/%s", check ? "open-checked" : "open", name);
        bench_case c = { .name = row, .run = open_close, .floor = read_tree, .ctx = &wc };
        c.bytes = bench_read_tree(path);
        bench_run(&c);
        note_index(&wc);
    }
}

int main(void)
{
    static const char *const mods[] = { "a-small", "a-medium", "a-large", "a-xlarge",
                                        "b-small", "b-large",  "b-files", "c-750" };
    for (size_t i = 0; i < sizeof mods / sizeof mods[0]; i++)
        measure(mods[i], bench_data(mods[i]));
    const char *corpus = bench_corpus();
    if (corpus)
        measure("six-mods", corpus);
    return 0;
}
