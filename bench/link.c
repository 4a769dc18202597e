/* link.c - parts of all files to one image, in memory: the single-threaded tail of
 * opening a workspace.
 *
 * The floor copies the finished image once, as a later start would have to read it. */
#include "bench.h"
#include "../tests/unit/index/disk.h"
#include <string.h>

typedef struct linking {
    disk disk;
    pl_str image; /* as built once before */
} linking;

static void link_all(void *ctx)
{
    linking *l = ctx;
    pl_index *ix = pl_index_build(l->disk.mods, l->disk.n_mods, 0);
    bench_alive();
    bench_sink(pl_index_bytes(ix).len);
    pl_index_close(ix);
}

static void copy_image(void *ctx)
{
    const linking *l = ctx;
    char *copy = malloc(l->image.len);
    memcpy(copy, l->image.ptr, l->image.len);
    bench_sink((unsigned char)copy[l->image.len / 2]);
    free(copy);
}

static void verify_image(void *ctx)
{
    const linking *l = ctx;
    bench_sink(pl_index__verify(l->image));
}

static void word_sum(void *ctx)
{
    const linking *l = ctx;
    bench_sink(bench_word_sum(l->image.ptr, l->image.len));
}

static void note_sections(const pl_index *ix)
{
    static const char *const names[] = {
#define X(name, type) #name,
        PL_IX_SECTIONS(X)
#undef X
    };
    static const size_t sizes[] = {
#define X(name, type) sizeof(type),
        PL_IX_SECTIONS(X)
#undef X
    };
    pl_index_stats stats;
    char line[1024];
    size_t at = 0;
    pl_index_get_stats(ix, &stats);
    for (unsigned s = 0; s < PL_IX_SECTION_COUNT; s++) {
        uint32_t n;
        pl_index_section(ix, (pl_ix_section)s, &n);
        at +=
            (size_t)snprintf(line + at, sizeof line - at, " %s %zu", names[s], n * sizes[s] >> 10);
    }
    bench_note("%u entries; image %.1f KB, %.1f bytes per entry; KB:%s", stats.entries,
               (double)stats.image_bytes / 1024,
               (double)stats.image_bytes / (stats.entries ? stats.entries : 1), line);
}

static void measure(const char *name, const char *path)
{
    linking l = { 0 };
    char row[64];
    disk_scan(&l.disk, path);
    if (!l.disk.n_mods) {
        fprintf(stderr, "nothing in %s\n", path);
        exit(1);
    }
    pl_index *ix = pl_index_build(l.disk.mods, l.disk.n_mods, 0);
    pl_index_stats stats;
    pl_index_get_stats(ix, &stats);
    l.image = pl_index_bytes(ix);
    snprintf(row, sizeof row, "link/%s", name);
    bench_run(&(bench_case){ .name = row,
                             .run = link_all,
                             .floor = copy_image,
                             .ctx = &l,
                             .items = stats.entries,
                             .bytes = l.disk.bytes });
    note_sections(ix);
    snprintf(row, sizeof row, "verify/%s", name);
    bench_run(&(bench_case){ .name = row,
                             .run = verify_image,
                             .floor = word_sum,
                             .ctx = &l,
                             .items = stats.entries,
                             .bytes = l.image.len });
    pl_index_close(ix);
    disk_done(&l.disk);
}

/* link [directory]: that one instead of the standard inputs. */
int main(int argc, char **argv)
{
    if (argc > 1) {
        measure("given", argv[1]);
        return 0;
    }
    measure("a-small", bench_data("a-small"));
    measure("a-xlarge", bench_data("a-xlarge"));
    const char *corpus = bench_corpus();
    char path[256];
    if (corpus) {
        measure("six-mods", corpus);
        snprintf(path, sizeof path, "%s/%s", corpus,
                 ".powerpipe/mods/github.com/turbot/steampipe-mod-aws-compliance@v1.13.0");
        measure("aws-compliance", path);
    }
    return 0;
}
