/* find.c - one resource by its full name, in an open index.
 *
 * Every name of the workspace once per iteration, in an order that jumps about. The floor
 * reads the same names, one byte of each: what the strings alone cost. */
#include "bench.h"
#include "workspace/newest.h"
#include <pipelite/workspace.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct names {
    const pl_index *index;
    pl_str *at;
    size_t n;
    char *text;
} names;

static names all_names(const pl_index *index)
{
    enum { LONGEST = 1024 };
    pl_index_stats stats;
    pl_index_get_stats(index, &stats);
    names all = { .index = index, .n = stats.entries };
    all.at = calloc(all.n, sizeof *all.at);
    all.text = malloc(all.n * LONGEST);
    if (!all.at || !all.text)
        abort();
    char *p = all.text;
    for (size_t i = 0; i < all.n; i++) {
        size_t len = pl_index_name(index, (pl_entry_id)i, p, LONGEST);
        all.at[i * 7919 % all.n] = (pl_str){ p, len };
        p += len;
    }
    return all;
}

static void find_all(void *ctx)
{
    const names *all = ctx;
    pl_entry entry = { 0 };
    for (size_t i = 0; i < all->n; i++) {
        if (pl_index_find(all->index, all->at[i], &entry))
            bench_sink(entry.id);
    }
}

static void touch_all(void *ctx)
{
    const names *all = ctx;
    for (size_t i = 0; i < all->n; i++)
        bench_sink(all->at[i].len ? (unsigned char)all->at[i].ptr[all->at[i].len - 1] : 0);
}

static void measure(const char *name, const char *path)
{
    pl_diags *diags = pl_diags_new();
    pl_workspace *ws = pl_workspace_open(&(pl_open_options){ .path = pl_str_cstr(path) }, diags);
    pl_diags_free(diags);
    if (!ws) {
        fprintf(stderr, "cannot open %s\n", path);
        exit(1);
    }
    names all = all_names(pl_workspace_index(ws));
    char row[64];
    snprintf(row, sizeof row, "find/%s", name);
    bench_run(&(bench_case){
        .name = row, .run = find_all, .floor = touch_all, .ctx = &all, .items = all.n });
    free(all.at);
    free(all.text);
    pl_workspace_close(ws);
}

int main(void)
{
    measure("a-small", bench_data("a-small"));
    measure("a-xlarge", bench_data("a-xlarge"));
    const char *corpus = bench_corpus();
    if (corpus)
        measure("six-mods", corpus);
    return 0;
}
