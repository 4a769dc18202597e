/* fuzz_parity.c - Two ways, one answer: any text as the one file of a mod, its entries loaded
 * one by one in a cache that keeps nothing, the last first, and all at once in one that
 * keeps all. Each is the same in both ways, or fails on both; and where the check has
 * nothing to say, nothing fails (lazy-workspace.md 2.6, 14). */
#include "base/diag.h"
#include "base/file.h"
#include "base/str.h"
#include "check/check.h"
#include "check/static_links.h"
#include "check/values.h"
#include "index/scan.h"
#include "load/loader.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

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
        file = memfd_create("parity", 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    require(file >= 0 && ftruncate(file, 0) == 0 && pwrite(file, data, len, 0) == (ssize_t)len);
    return path;
}

static pl_index *link_file(const char *path, const pl_view *view)
{
    pl_arena arena = { 0 };
    pl_scanner *scanner = pl_scanner_new();
    pl_build_file file = {
        .path = pl_str_cstr(path),
        .stamp = view->stamp,
        .part = pl_scan_file(scanner, pl_view_str(view), &arena),
    };
    pl_build_mod mod = { .short_name = PL_S("m"), .files = &file, .n_files = 1 };
    pl_index *ix = pl_index_build(&mod, 1, 0);
    require(ix != NULL);
    pl_scanner_free(scanner);
    pl_arena_done(&arena);
    return ix;
}

/* ---- a way of loading */

typedef struct loading {
    pl_value_store *values;
    pl_cache *cache;
    pl_loader *loader;
    pl_diags *diags;
} loading;

static void open_loading(loading *r, const pl_index *ix, uint64_t budget)
{
    pl_value_store_options options = { .index = ix, .dir = PL_S("/"), .cwd = PL_S("/") };
    pl_resource_cache_options o = { .max_bytes = budget };
    r->values = pl_value_store_new(&options);
    r->cache = pl_resource_cache_new(&o);
    r->loader = pl_loader_new(r->cache, r->values);
    r->diags = pl_diags_new();
}

static void close_loading(loading *r)
{
    pl_cache_stats stats;
    pl_cache_get_stats(r->cache, &stats);
    require(stats.pinned_entries == 0);
    pl_loader_free(r->loader);
    pl_cache_free(r->cache);
    pl_value_store_free(r->values);
    pl_diags_free(r->diags);
}

static void put_parts(const pl_resource *r, pl_buf *out)
{
    for (const pl_arg *a = r->args; a; a = a->next)
        pl_buf_printf(out, "(%.*s=%.*s)", PL_FMT(a->name), PL_FMT(a->text));
    for (const pl_param_def *p = r->params; p; p = p->next)
        pl_buf_printf(out, "[%.*s=%.*s]", PL_FMT(p->name), PL_FMT(p->dflt));
    for (uint32_t i = 0; i < r->n_children; i++)
        pl_buf_printf(out, " >%u", r->children[i]);
    pl_buf_printf(out, " %u %u %u", r->base, r->query, r->category);
}

/* All of it as text; empty when it fails, which it says why. */
static void take(loading *way, pl_entry_id id, pl_buf *out)
{
    out->len = 0;
    size_t before = pl_diags_errors(way->diags);
    const pl_resource *r = pl_loader_pin(way->loader, id, way->diags);
    require(r || pl_diags_errors(way->diags) > before);
    if (!r)
        return;
    require(r->id == id);
    pl_buf_printf(out, "%u", id);
    for (unsigned i = 0; i < r->schema->n_fields; i++) {
        if (r->fields[i].tag == PL_V_NULL || r->fields[i].tag == PL_V_UNKNOWN)
            continue;
        pl_buf_printf(out, " %.*s=", PL_FMT(r->schema->fields[i].name));
        pl_value_json(r->fields[i], out);
    }
    put_parts(r, out);
    pl_resource_unpin(r);
}

/* Do both give the same? False when something fails. */
static bool walk(const pl_index *ix, uint32_t n, bool same)
{
    loading lazy, eager;
    pl_buf a = { 0 }, b = { 0 };
    pl_entry_id ids[MOST];
    open_loading(&lazy, ix, 0);
    open_loading(&eager, ix, PL_CACHE_NO_LIMIT);
    for (uint32_t i = 0; i < n; i++)
        ids[i] = i;
    pl_preload what = { .ids = ids, .n = n };
    bool loads = pl_loader_preload(eager.loader, &what, eager.diags);
    for (uint32_t id = n; id-- > 0;) {
        take(&lazy, id, &a);
        take(&eager, id, &b);
        require((a.len > 0) == (b.len > 0));
        require(!same || pl_str_eq(pl_buf_view(&a), pl_buf_view(&b)));
        require(!loads || a.len > 0);
    }
    pl_buf_done(&a);
    pl_buf_done(&b);
    close_loading(&lazy);
    close_loading(&eager);
    return loads;
}

/* ---- the check */

static bool judge(const pl_index *ix, const pl_verdicts *v)
{
    pl_value_store_options options = { .index = ix, .dir = PL_S("/"), .cwd = PL_S("/") };
    pl_file_prechecks prechecks = { .list = v->prechecks, .n = v->n_prechecks, .wrong = true };
    pl_value_store *values = pl_value_store_new(&options);
    pl_evaluator *ev = pl_evaluator_borrow(values);
    pl_diags *diags = pl_diags_new();
    pl_check_links(ix, PL_S("/"), false, diags);
    bool right = !pl_diags_count(diags) && pl_check_values(ev, &prechecks, 0, diags);
    pl_diags_free(diags);
    pl_evaluator_give_back(ev);
    pl_value_store_free(values);
    return right;
}

static bool has(const uint8_t *data, size_t len, const char *word)
{
    return memmem(data, len, word, strlen(word)) != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    pl_reader reader = { 0 };
    pl_view view;
    uint32_t n;
    if (len > LONGEST)
        return 0;
    const char *path = write_file(data, len);
    require(pl_view_open(&reader, path, &view) == 0);
    pl_index *ix = link_file(path, &view);
    pl_checker *checker = pl_checker_new();
    pl_verdicts v = pl_check_file(checker, pl_str_cstr(path), pl_view_str(&view));
    pl_index_entries(ix, &n);
    /* timestamp(), uuid() and salts are new each time. */
    bool new = has(data, len, "timestamp") || has(data, len, "uuid") || has(data, len, "bcrypt");
    if (n <= MOST && !has(data, len, "file")) {
        bool loads = walk(ix, n, !new);
        bool sound = v.prechecked && !v.variables && !v.resources;
        require(loads || !sound || !judge(ix, &v));
    }
    pl_verdicts_done(&v);
    pl_checker_free(checker);
    pl_view_close(&view);
    pl_reader_done(&reader);
    pl_index_close(ix);
    return 0;
}
