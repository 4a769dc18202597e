/* fuzz_image.c - a damaged index image: a clean refusal, or an index whose every answer
 * stays inside it. The input is a list of patches, seven bytes each: where (three bytes,
 * modulo the size) and what (four bytes), over an image that is built here, so that no
 * seed goes stale with the format. After the patches the checksums are made right, else
 * nothing would pass. An input that begins with the magic is taken for a whole image.
 * What proves sound is linked anew from itself, as a rescan does, and that is sound again. */
#include "../tests/unit/index/walk.h"
#include "base/alloc.h"
#include "base/diag.h"
#include "base/str.h"
#include "index/scan.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const char main_text[] =
    "mod \"m\" { title = \"M\" }\n"
    "benchmark \"b\" {\n  title = \"B\"\n  tags = { a = \"1\", b = var.v }\n"
    "  children = [control.c, dep.control.d, control.gone, benchmark.b]\n}\n"
    "control \"c\" {\n  query = query.q\n  param \"p\" { default = var.v }\n}\n"
    "query \"q\" { sql = \"select 1\" }\nvariable \"v\" {}\nlocals { l = 1 }\n"
    "dashboard \"x\" {\n  input \"i\" {}\n  with \"w\" { query = query.q }\n"
    "  container {\n    graph {\n      node { base = node.n }\n    }\n  }\n}\n"
    "dashboard \"y\" {\n  base = dashboard.x\n  input \"i\" {}\n}\nnode \"n\" {}\n";
static const char dep_text[] = "mod \"dep\" {}\ncontrol \"d\" { type = \"t\" }\n";
static pl_index *built;

static pl_build_file scanned(pl_scanner *scanner, pl_arena *arena, pl_str text, pl_str path)
{
    char *copy = pl_arena_zero(arena, text.len + PL_VIEW_SLACK, 1);
    memcpy(copy, text.ptr, text.len);
    return (pl_build_file){ .path = path,
                            .part = pl_scan_file(scanner, (pl_str){ copy, text.len }, arena),
                            .mod_file = true };
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    pl_arena arena = { 0 };
    pl_scanner *scanner = pl_scanner_new();
    pl_diags *diags = pl_diags_new();
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_OTHER, "a message");
    static const uint32_t deps[] = { 1 };
    pl_build_file files[2] = { scanned(scanner, &arena, pl_str_cstr(main_text), PL_S("mod.pp")),
                               scanned(scanner, &arena, pl_str_cstr(dep_text), PL_S("d/mod.pp")) };
    files[0].syntax = diags;
    pl_build_mod mods[2] = { { .short_name = PL_S("m"), .files = &files[0], .n_files = 1 },
                             { .short_name = PL_S("dep"), .files = &files[1], .n_files = 1 } };
    mods[0].deps = deps;
    mods[0].n_deps = 1;
    built = pl_index_build(mods, 2, 0);
    pl_diags_free(diags);
    pl_scanner_free(scanner);
    pl_arena_done(&arena);
    return 0;
}

static char *patched(const uint8_t *data, size_t len, size_t *size)
{
    pl_str image = pl_index_bytes(built);
    char *copy = malloc(image.len);
    memcpy(copy, image.ptr, image.len);
    for (; len >= 7; data += 7, len -= 7) {
        size_t at = ((size_t)data[0] << 16 | (size_t)data[1] << 8 | data[2]) % (image.len - 3);
        memcpy(copy + at, data + 3, 4);
    }
    *size = image.len;
    return copy;
}

static char *whole(const uint8_t *data, size_t len, size_t *size)
{
    char *copy = malloc(len);
    memcpy(copy, data, len);
    ((pl_ix_header *)copy)->size = *size = len;
    return copy;
}

/* The mods and files of an image, all as they are. */
static void patch_from_itself(const pl_index *ix)
{
    enum { MODS = 64, FILES = 1024 };
    static pl_build_mod mods[MODS];
    static pl_build_file files[FILES];
    uint32_t n, n_files;
    const pl_ix_mod *m = pl_index_mods(ix, &n);
    const pl_ix_file *f = pl_index_files(ix, &n_files);
    if (!n || n > MODS || n_files > FILES)
        return;
    for (uint32_t i = 0; i < n_files; i++)
        files[i] = (pl_build_file){ .path = pl_index_str(ix, f[i].path), .old = i + 1 };
    for (uint32_t i = 0; i < n; i++) {
        uint32_t end = i + 1 < n ? m[i + 1].first_file : n_files;
        mods[i] = (pl_build_mod){ .short_name = pl_index_str(ix, m[i].short_name),
                                  .title = pl_index_str(ix, m[i].title),
                                  .dir = pl_index_str(ix, m[i].dir),
                                  .dep_path = pl_index_str(ix, m[i].dep_path),
                                  .flags = m[i].flags,
                                  .files = files + m[i].first_file,
                                  .n_files = end - m[i].first_file };
        mods[i].deps = pl_index_mod_deps(ix, i, &mods[i].n_deps);
    }
    for (int relink = 0; relink < 2; relink++) {
        pl_patch_way way;
        pl_build what = { .mods = mods, .n_mods = n };
        mods[0].flags ^= relink ? 0x100 : 0; /* another mod: nothing can be kept in place */
        pl_index *next = pl_index_patch(ix, &what, &way);
        if (next && !pl_index__verify(pl_index_bytes(next)))
            abort();
        pl_index_close(next);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    size_t size;
    bool is_whole = len >= sizeof(pl_ix_header) && memcmp(data, PL_IX_MAGIC, 8) == 0;
    char *image = is_whole ? whole(data, len, &size) : patched(data, len, &size);
    pl_index__seal(image, size);
    uint64_t options = ((pl_ix_header *)image)->options;
    pl_index *ix = pl_index_adopt((pl_str){ image, size }, options, free, image);
    if (ix) {
        volatile uint64_t sum = walk_index(ix);
        (void)sum;
        patch_from_itself(ix);
    }
    pl_index_close(ix);
    return 0;
}
