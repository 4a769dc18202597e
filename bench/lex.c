/* lex.c - all tokens of every file of the six mods, or of the directory given.
 *
 * Files are in memory already. The floor adds up their bytes as words: one pass. */
#include "bench.h"
#include "lex/lex.h"
#include <stdio.h>

typedef struct input {
    bench_files files;
    pl_tokens tokens; /* reused, as the parser does */
    uint64_t total;
} input;

static pl_str text_of(const bench_file *file)
{
    return (pl_str){ (const char *)file->ptr, file->len };
}

static void lex_all(void *ctx)
{
    input *in = ctx;
    in->total = 0;
    for (size_t i = 0; i < in->files.n; i++) {
        pl_lex(text_of(&in->files.at[i]), PL_LEX_BODY, &in->tokens);
        in->total += in->tokens.list.n;
    }
    bench_alive();
    bench_sink(in->total);
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
    input in = { .files = bench_files_read(dir) };
    lex_all(&in);
    bench_case c = { .name = "lex/six-mods", .run = lex_all, .floor = sum_all, .ctx = &in };
    c.items = in.total;
    c.bytes = in.files.bytes;
    bench_run(&c);
    bench_note("%llu tokens, %.1f bytes each", (unsigned long long)in.total,
               (double)in.files.bytes / (double)in.total);
    pl_tokens_done(&in.tokens);
    bench_files_free(&in.files);
    return 0;
}
