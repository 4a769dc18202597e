/* embed.c - the library from outside: open a workspace, list, find, close.
 *
 *     cc embed.c $(pkg-config --cflags --libs pipelite) && ./a.out tests/mods/demo
 *
 * tests/compat/run builds it against an installed copy, as here. */
#include <pipelite/render.h>
#include <stdio.h>

static int print_errors(const pl_diags *diags)
{
    for (size_t i = 0; i < pl_diags_count(diags); i++) {
        const pl_diag *d = pl_diags_get(diags, i);
        fprintf(stderr, "%.*s:%u: %.*s\n", PL_FMT(d->path), d->start.line, PL_FMT(d->summary));
    }
    return pl_diags_errors(diags) > 0;
}

static void print_benchmarks(const pl_index *index)
{
    uint32_t n;
    const pl_entry_id *ids = pl_index_kind(index, PL_KIND_BENCHMARK, &n);
    for (uint32_t i = 0; i < n; i++) {
        char name[256];
        uint32_t children;
        size_t len = pl_index_name(index, ids[i], name, sizeof name);
        pl_index_children(index, ids[i], &children);
        printf("%.*s has %u children\n", (int)len, name, children);
    }
}

static void print_place(const pl_index *index, pl_str name)
{
    pl_entry entry;
    if (pl_index_find(index, name, &entry))
        printf("%.*s is at %.*s:%u\n", PL_FMT(name), PL_FMT(entry.file), entry.line);
    else
        printf("%.*s is nowhere\n", PL_FMT(name));
}

int main(int argc, char **argv)
{
    pl_diags *diags = pl_diags_new();
    pl_open_options options = { .path = pl_str_cstr(argc > 1 ? argv[1] : ".") };
    pl_workspace *ws = pl_workspace_open(&options, diags);
    int status = print_errors(diags);
    if (ws) {
        pl_generation *now = pl_workspace_acquire(ws);
        const pl_index *index = pl_generation_index(now);
        print_benchmarks(index);
        print_place(index, PL_S("fleet.query.host_facts"));
        print_place(index, PL_S("ownership.card.without_owner"));
        print_place(index, PL_S("fleet.query.nonsense"));
        pl_generation_release(now);
    }
    pl_workspace_close(ws);
    pl_diags_free(diags);
    return status || !ws;
}
