/* fuzz_patch.c - any text as files of two mods, some of which change: the patched image
 * proves sound and equals a fresh one. The first byte selects the files that change; a
 * NUL ends a text, and after the text of a file that changes comes the other one. */
#include "../tests/unit/index/same.h"
#include "base/file.h"
#include "base/str.h"
#include "index/scan.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { FILES = 4 };

typedef struct workspace {
    pl_build_file files[2][FILES];
    pl_build_mod mods[2];
} workspace;

static const uint32_t deps[] = { 1 };

static void require(bool claim)
{
    if (!claim)
        abort();
}

static void begin(workspace *w)
{
    w->mods[0] =
        (pl_build_mod){ .short_name = PL_S("m"), .files = w->files[0], .deps = deps, .n_deps = 1 };
    w->mods[1] = (pl_build_mod){ .short_name = PL_S("dep"),
                                 .dep_path = PL_S("github.com/o/dep@v1"),
                                 .files = w->files[1] };
}

static void add(workspace *w, uint32_t n, const pl_part *part, pl_str path)
{
    w->files[n % 2][w->mods[n % 2].n_files++] =
        (pl_build_file){ .path = path, .part = part, .mod_file = n < 2 };
}

static const pl_part *scan(pl_scanner *scanner, pl_arena *arena, pl_str *rest)
{
    pl_str text = pl_str_split(rest, 0);
    char *copy = pl_arena_zero(arena, text.len + PL_VIEW_SLACK, 1);
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    return pl_scan_file(scanner, (pl_str){ copy, text.len }, arena);
}

/* What is the same in both has no part, but its row. */
static void mark_kept(workspace *patch, const workspace *before)
{
    uint32_t row = 0;
    for (int m = 0; m < 2; m++)
        for (uint32_t f = 0; f < patch->mods[m].n_files; f++) {
            pl_build_file *bf = &patch->files[m][f];
            bf->old = ++row;
            if (bf->part == before->files[m][f].part)
                bf->part = NULL;
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static workspace before, after, patch;
    pl_arena arena = { 0 };
    pl_scanner *scanner = pl_scanner_new();
    unsigned changes = len ? data[0] : 0;
    pl_str rest = { (const char *)data + 1, len ? len - 1 : 0 };
    begin(&before), begin(&after);
    for (uint32_t n = 0; n < 2 * FILES && rest.ptr && rest.len; n++) {
        pl_str path = pl_arena_printf(&arena, "%u/f%u.pp", n % 2, n / 2);
        const pl_part *part = scan(scanner, &arena, &rest);
        add(&before, n, part, path);
        if (changes >> n & 1 && rest.ptr)
            part = scan(scanner, &arena, &rest);
        add(&after, n, part, path);
    }
    patch = after;
    patch.mods[0].files = patch.files[0];
    patch.mods[1].files = patch.files[1];
    mark_kept(&patch, &before);
    pl_build what = { .mods = patch.mods, .n_mods = 2 };
    pl_patch_way way;
    pl_index *old = pl_index_build(before.mods, 2, 0), *fresh = pl_index_build(after.mods, 2, 0);
    pl_index *ix = old ? pl_index_patch(old, &what, &way) : NULL;
    same s;
    require(!fresh == !ix);
    if (ix)
        require(pl_index__verify(pl_index_bytes(ix)) && same_content(&s, fresh, ix));
    pl_index_close(old);
    pl_index_close(fresh);
    pl_index_close(ix);
    pl_scanner_free(scanner);
    pl_arena_done(&arena);
    return 0;
}
