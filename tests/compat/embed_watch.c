/* embed_watch.c - the library from outside: keep a workspace open while its files change.
 *
 *     cc embed_watch.c $(pkg-config --cflags --libs pipelite) && ./a.out <workspace> <index dir>
 *
 * Each line of the input causes a rescan, whose news are printed. tests/compat/run does so. */
#include <pipelite/rescan.h>
#include <stdio.h>

static void print_changes(const pl_changes *changes)
{
    static const char *const words[] = { "added", "changed", "removed", "affected" };
    for (uint32_t i = 0; i < changes->n_entries; i++)
        printf("%s %.*s\n", words[changes->entries[i].what], PL_FMT(changes->entries[i].name));
    printf("generation %llu, %u files scanned\n", (unsigned long long)changes->to,
           changes->scanned);
    fflush(stdout);
}

static void print_errors(const pl_diags *diags)
{
    for (size_t i = 0; i < pl_diags_count(diags); i++)
        fprintf(stderr, "%.*s\n", PL_FMT(pl_diags_get(diags, i)->summary));
}

int main(int argc, char **argv)
{
    pl_diags *diags = pl_diags_new();
    pl_open_options options = { .path = pl_str_cstr(argc > 1 ? argv[1] : "."),
                                .index_dir = pl_str_cstr(argc > 2 ? argv[2] : NULL) };
    pl_workspace *ws = pl_workspace_open(&options, diags);
    pl_index_origin from = { 0 };
    pl_index_stats stats = { 0 };
    print_errors(diags);
    if (ws) {
        /* Another thread would read from a generation like this one, and never wait. */
        pl_generation *first = pl_workspace_acquire(ws);
        pl_index_get_stats(pl_generation_index(first), &stats);
        pl_workspace_origin(ws, &from);
        printf("%u resources, %s\n", stats.resources, from.saved ? "saved" : "scanned");
        fflush(stdout);
        for (int c = 0; (c = getchar()) != EOF;) {
            pl_changes *changes = c == '\n' ? pl_workspace_rescan(ws, NULL, diags) : NULL;
            if (changes)
                print_changes(changes);
            pl_changes_free(changes);
        }
        pl_generation_release(first);
        pl_workspace_save(ws);
    }
    pl_workspace_close(ws);
    pl_diags_free(diags);
    return !ws;
}
