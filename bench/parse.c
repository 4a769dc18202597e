/* parse.c - the tree of every file of the six mods, or of the directory given.
 *
 * What `benchmark list` does for its syntax verdicts: tokens and tree, one arena
 * reset per file. Files are in memory already. The floor adds up their bytes as
 * words: one pass. */
#include "base/diag.h"
#include "bench.h"
#include "hcl/parse.h"
#include <stdio.h>

typedef struct input {
    bench_files files;
    pl_parser *parser;
    pl_arena arena;
    pl_diags *diags;
    uint64_t blocks, tree; /* bytes of all trees */
} input;

static uint64_t used(const pl_arena *arena)
{
    return pl_arena_bytes(arena) - (uint64_t)(arena->end - arena->at);
}

static void parse_all(void *ctx)
{
    input *in = ctx;
    in->blocks = in->tree = 0;
    for (size_t i = 0; i < in->files.n; i++) {
        const bench_file *file = &in->files.at[i];
        pl_str text = { (const char *)file->ptr, file->len };
        pl_diags_begin(in->diags, (pl_str){ file->path, 1 }, text);
        const pl_body *body = pl_parse_file(in->parser, text, &in->arena, in->diags);
        pl_diags_end(in->diags);
        for (const pl_block *b = body->blocks; b; b = b->next)
            in->blocks++;
        in->tree += used(&in->arena);
        pl_arena_reset(&in->arena);
    }
    bench_alive();
    bench_sink(in->tree);
}

static void sum_all(void *ctx)
{
    const input *in = ctx;
    for (size_t i = 0; i < in->files.n; i++)
        bench_sink(bench_word_sum(in->files.at[i].ptr, in->files.at[i].len));
}

int main(int argc, char **argv)
{
    const char *dir = argc > 1 ? argv[1] : bench_corpus();
    if (!dir)
        return 0;
    input in = { .files = bench_files_read(dir),
                 .parser = pl_parser_new(),
                 .diags = pl_diags_new() };
    parse_all(&in);
    bench_case c = { .name = "parse/six-mods", .run = parse_all, .floor = sum_all, .ctx = &in };
    c.items = in.blocks;
    c.bytes = in.files.bytes;
    bench_run(&c);
    bench_note("%zu files, %llu top-level blocks, %.2f bytes of tree per byte of source",
               in.files.n, (unsigned long long)in.blocks, (double)in.tree / (double)in.files.bytes);
    pl_parser_free(in.parser);
    pl_diags_free(in.diags);
    pl_arena_done(&in.arena);
    bench_files_free(&in.files);
    return 0;
}
