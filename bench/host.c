/* host.c - what a program that embeds libpipelite_index.a takes of memory.
 *
 *     host <workspace> <index dir>      once with an empty directory (cold), once more (warm)
 *
 * It opens a workspace, walks over names and titles of all entries, saves the index and prints the
 * peak of its RSS. `make size` builds it as a host would, and runs it over the six mods. */
#include "workspace/newest.h"
#include <pipelite/workspace.h>
#include <stdio.h>
#include <sys/resource.h>

static size_t list_all(const pl_index *ix)
{
    pl_index_stats stats;
    size_t bytes = 0;
    pl_index_get_stats(ix, &stats);
    for (uint32_t i = 0; i < stats.entries; i++) {
        char name[512];
        pl_entry e;
        pl_index_get(ix, i, &e);
        bytes += pl_index_name(ix, i, name, sizeof name) + e.title.len;
    }
    return bytes;
}

int main(int argc, char **argv)
{
    pl_diags *diags = pl_diags_new();
    pl_open_options options = { .path = pl_str_cstr(argc > 1 ? argv[1] : "."),
                                .index_dir = pl_str_cstr(argc > 2 ? argv[2] : NULL) };
    pl_workspace *ws = pl_workspace_open(&options, diags);
    pl_index_origin from = { 0 };
    struct rusage used;
    if (ws) {
        pl_workspace_origin(ws, &from);
        size_t bytes = list_all(pl_workspace_index(ws));
        pl_workspace_save(ws);
        getrusage(RUSAGE_SELF, &used);
        printf("%s %ld %zu\n", from.saved ? "warm" : "cold", used.ru_maxrss, bytes);
    }
    pl_workspace_close(ws);
    pl_diags_free(diags);
    return !ws;
}
