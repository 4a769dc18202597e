/* scan.c - headers and skipped values, and whole parts, of every file of the six mods,
 * or of the directory given.
 *
 * Files are in memory already. The floor adds up their bytes as words: one pass.
 * `items` are entries; for the skipper alone, items of bodies. */
#include "bench.h"
#include "index/scan.h"
#include "index/scanner.h"

typedef struct input {
    bench_files files;
    pl_scanner *scanner; /* reused, as a worker does */
    pl_arena arena;
    pl_skipper skipper;
    uint64_t items, entries, parts;
    bool fresh; /* memory for the parts is new each time, as in a process that scans once */
} input;

static pl_str text_of(const bench_file *file)
{
    return (pl_str){ (const char *)file->ptr, file->len };
}

/* From header to header; blocks are entered, what is in them is not looked at. */
static uint64_t skip_file(input *in, pl_str text)
{
    uint64_t items = 0;
    uint32_t at = 0;
    pl_head head;
    pl_skip value;
    pl_skip_begin(&in->skipper, text, in->skipper.wide);
    for (;; items++) {
        pl_head_next(text, at, &head);
        at = head.at;
        if (head.kind >= PL_HEAD_END)
            return items;
        if (head.kind != PL_HEAD_ATTR)
            continue;
        pl_skip_value(&in->skipper, at, &value);
        at = value.at;
    }
}

static void skip_all(void *ctx)
{
    input *in = ctx;
    in->items = 0;
    for (size_t i = 0; i < in->files.n; i++)
        in->items += skip_file(in, text_of(&in->files.at[i]));
    bench_sink(in->items);
}

static void scan_all(void *ctx)
{
    input *in = ctx;
    if (in->fresh)
        pl_arena_done(&in->arena);
    else
        pl_arena_reset(&in->arena);
    in->entries = 0;
    for (size_t i = 0; i < in->files.n; i++)
        in->entries += pl_scan_file(in->scanner, text_of(&in->files.at[i]), &in->arena)->n_entries;
    bench_alive();
    in->parts = pl_arena_bytes(&in->arena) - (uint64_t)(in->arena.end - in->arena.at);
}

static void sum_all(void *ctx)
{
    const input *in = ctx;
    for (size_t i = 0; i < in->files.n; i++)
        bench_sink(bench_word_sum(in->files.at[i].ptr, in->files.at[i].len));
}

static void skips(input *in, const char *name, bool wide)
{
    in->skipper.wide = wide;
    skip_all(in);
    bench_run(&(bench_case){ .name = name,
                             .run = skip_all,
                             .floor = sum_all,
                             .ctx = in,
                             .items = in->items,
                             .bytes = in->files.bytes });
}

static void scans(input *in, const char *name, bool wide, bool by_tokens, bool fresh)
{
    pl_scan__ways(in->scanner, wide, by_tokens);
    in->fresh = fresh;
    pl_arena_done(&in->arena);
    pl_arena_init(&in->arena, fresh ? 0 : 16 << 20);
    scan_all(in);
    bench_run(&(bench_case){ .name = name,
                             .run = scan_all,
                             .floor = sum_all,
                             .ctx = in,
                             .items = in->entries,
                             .bytes = in->files.bytes });
}

int main(int argc, char **argv)
{
    const char *dir = argc > 1 ? argv[1] : bench_corpus();
    if (!dir)
        return 0;
    input in = { .files = bench_files_read(dir), .scanner = pl_scanner_new() };
    if (pl_skip_wide())
        skips(&in, "scan/skip-avx2", true);
    skips(&in, "scan/skip-bytes", false);
    scans(&in, "scan/parts", true, false, false);
    scans(&in, "scan/parts-fresh", true, false, true);
    scans(&in, "scan/parts-bytes", false, false, false);
    scans(&in, "scan/parts-tokens", true, true, false);
    bench_note("%llu entries, parts of %llu bytes", (unsigned long long)in.entries,
               (unsigned long long)in.parts);
    pl_arena_done(&in.arena);
    pl_skip_done(&in.skipper);
    pl_scanner_free(in.scanner);
    bench_files_free(&in.files);
    return 0;
}
