/* fuzz_link.c - any text as the files of two mods, of which the first requires the other:
 * scanned and linked, the image proves sound, is the same again the next time, and answers
 * everything. A NUL ends a file; files go to the mods in turn. */
#include "../tests/unit/index/walk.h"
#include "base/file.h"
#include "base/str.h"
#include "index/scan.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { FILES = 8 };

static void require(bool claim)
{
    if (!claim)
        abort();
}

static void scan(pl_scanner *scanner, pl_arena *arena, pl_str text, uint32_t n, pl_build_file *out)
{
    char *copy = pl_arena_zero(arena, text.len + PL_VIEW_SLACK, 1);
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    *out = (pl_build_file){
        .path = pl_arena_printf(arena, "%u/f%u.pp", n % 2, n / 2),
        .part = pl_scan_file(scanner, (pl_str){ copy, text.len }, arena),
        .mod_file = n < 2,
    };
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    pl_arena arena = { 0 };
    pl_scanner *scanner = pl_scanner_new();
    pl_build_file files[2][FILES];
    static const uint32_t deps[] = { 1 };
    pl_build_mod mods[2] = {
        { .short_name = PL_S("m"), .files = files[0], .deps = deps, .n_deps = 1 },
        { .short_name = PL_S("dep"), .dep_path = PL_S("github.com/o/dep@v1"), .files = files[1] },
    };
    pl_str rest = { (const char *)data, len };
    for (uint32_t n = 0; n < 2 * FILES && rest.ptr; n++) {
        pl_str text = n + 1 < 2 * FILES ? pl_str_split(&rest, 0) : rest;
        scan(scanner, &arena, text, n, &files[n % 2][mods[n % 2].n_files++]);
    }
    pl_index *ix = pl_index_build(mods, 2, 0), *again = pl_index_build(mods, 2, 0);
    require(ix && again && pl_index__verify(pl_index_bytes(ix)));
    require(pl_str_eq(pl_index_bytes(ix), pl_index_bytes(again)));
    volatile uint64_t sum = walk_index(ix);
    (void)sum;
    pl_index_close(ix);
    pl_index_close(again);
    pl_scanner_free(scanner);
    pl_arena_done(&arena);
    return 0;
}
