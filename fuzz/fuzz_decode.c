/* fuzz_decode.c - any text as the one file of a mod: what the index knows of it is loaded, each
 * entry as lists want it, shown as JSON, and resolved. Nothing comes without a value or words,
 * and the second time it is the same. */
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/str.h"
#include "index/build.h"
#include "index/scan.h"
#include "eval/meta.h"
#include "render/resource.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Each entry is shown with all that is in it: work grows with the square of the text. */
enum { LONGEST = 4 * 1024, MOST = 64 };

static void require(bool claim)
{
    if (!claim)
        abort();
}

/* The file is memory, but blocks of it are read by path. */
static const char *write_file(const uint8_t *data, size_t len)
{
    static char path[64];
    static int file = -1;
    if (file < 0)
        file = memfd_create("decoded", 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    require(file >= 0 && ftruncate(file, 0) == 0 && pwrite(file, data, len, 0) == (ssize_t)len);
    return path;
}

static pl_index *link_file(const char *path)
{
    pl_arena arena = { 0 };
    pl_reader reader = { 0 };
    pl_view view;
    pl_scanner *scanner = pl_scanner_new();
    require(pl_view_open(&reader, path, &view) == 0);
    pl_build_file file = {
        .path = pl_str_cstr(path),
        .stamp = view.stamp,
        .part = pl_scan_file(scanner, pl_view_str(&view), &arena),
    };
    pl_build_mod mod = { .short_name = PL_S("m"), .files = &file, .n_files = 1 };
    pl_index *ix = pl_index_build(&mod, 1, 0);
    require(ix != NULL);
    pl_scanner_free(scanner);
    pl_view_close(&view);
    pl_reader_done(&reader);
    pl_arena_done(&arena);
    return ix;
}

static void recorded(const pl_diags *diags, bool ok)
{
    require(ok || pl_diags_errors(diags));
    for (size_t i = 0; i < pl_diags_count(diags); i++)
        require(pl_diags_get(diags, i)->summary.len > 0);
}

static void load(pl_evaluator *ev, pl_entry_id id)
{
    pl_diags *diags = pl_diags_new();
    pl_resource *r = pl_load_resource(ev, id, PL_LOAD_LISTED, diags);
    recorded(diags, r != NULL);
    require(!r || (r->id == id && pl_resource_bytes(r) >= sizeof *r));
    pl_resource_free(r);
    pl_diags_free(diags);
}

static void show(pl_evaluator *ev, pl_entry_id id, pl_buf *out)
{
    pl_arena arena = { 0 };
    pl_diags *diags = pl_diags_new();
    pl_resource_view view = {
        .ev = ev, .ix = pl_evaluator_index(ev), .dir = PL_S("/"), .arena = &arena, .diags = diags
    };
    pl_doc *doc = pl_resource_view_doc(&view, id);
    recorded(diags, doc != NULL);
    if (doc)
        pl_doc_json(doc, 0, NULL, NULL, out);
    pl_buf_byte(out, '\n');
    pl_resource_view_done(&view);
    pl_arena_done(&arena);
    pl_diags_free(diags);
}

static void resolve(pl_evaluator *ev, pl_entry_id id)
{
    uint32_t n;
    pl_evaluator_meta meta;
    pl_diags *diags = pl_diags_new();
    if (pl_evaluator_meta_open(&pl_index_entries(pl_evaluator_index(ev), &n)[id]))
        recorded(diags, pl_evaluator_meta_of(ev, id, NULL, NULL, &meta, diags));
    pl_diags_free(diags);
}

static void load_all(const pl_index *ix, pl_buf *out)
{
    uint32_t n;
    pl_value_store_options options = { .index = ix, .dir = PL_S("/"), .cwd = PL_S("/") };
    pl_value_store *values = pl_value_store_new(&options);
    pl_evaluator *ev = pl_evaluator_borrow(values);
    pl_index_entries(ix, &n);
    for (uint32_t id = 0; id < n && id < MOST; id++) {
        load(ev, id);
        show(ev, id, out);
        resolve(ev, id);
    }
    pl_evaluator_give_back(ev);
    pl_value_store_free(values);
}

static bool has(const uint8_t *data, size_t len, const char *word)
{
    return memmem(data, len, word, strlen(word)) != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    pl_buf once = { 0 }, again = { 0 };
    if (len > LONGEST)
        return 0;
    pl_index *ix = link_file(write_file(data, len));
    load_all(ix, &once);
    load_all(ix, &again);
    /* timestamp(), uuid() and salts are new each time. */
    bool new = has(data, len, "timestamp") || has(data, len, "uuid") || has(data, len, "bcrypt");
    require(new || pl_str_eq(pl_buf_view(&once), pl_buf_view(&again)));
    pl_buf_done(&once);
    pl_buf_done(&again);
    pl_index_close(ix);
    return 0;
}
