/* fuzz_scan.c - the scanner on any bytes: all its ways give one part, and text the
 * parser accepts gives the parser's entries, texts and references. */
#include "../tests/unit/check/parity.h"
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fail(const char *how)
{
    fprintf(stderr, "%s\n", how);
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 1 << 16)
        return 0;
    char *text = pl_mem_alloc(size + 64);
    if (size)
        memcpy(text, data, size);
    memset(text + size, size & 1 ? '"' : 0, 64); /* what is after the end must not matter */
    pl_parser *parser = pl_parser_new();
    pl_scanner *sc = pl_scanner_new();
    pl_arena arena = { 0 };
    const pl_part *parts[3];
    const char *how;
    bool clean;
    for (int way = 0; way < 3; way++) {
        pl_scan__ways(sc, way != 1, way == 2);
        parts[way] = pl_scan_file(sc, (pl_str){ text, size }, &arena);
    }
    if ((how = same_parts(parts[0], parts[1])) != NULL ||
        (how = same_parts(parts[0], parts[2])) != NULL)
        fail(how);
    if ((how = parity(parser, (pl_str){ text, size }, parts[0], &clean)) != NULL)
        fail(how);
    pl_arena_done(&arena);
    pl_scanner_free(sc);
    pl_parser_free(parser);
    pl_mem_free(text);
    return 0;
}
