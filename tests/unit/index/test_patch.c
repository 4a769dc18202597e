#include "unit/index/disk.h"
#include "base/cast.h"
#include "unit/index/same.h"
#include "unit/world.h"
#include "base/diag.h"
#include "unit/test.h"
#include <unistd.h>

static const char corpus[] = "build/corpora/six-mods";

/* Every file kept: the image is made from itself. */
static void keep_all(pl_build_mod *mods, uint32_t n_mods, const pl_index *ix)
{
    uint32_t n;
    const pl_ix_file *files = pl_index_files(ix, &n);
    for (uint32_t m = 0; m < n_mods; m++) {
        for (uint32_t f = 0; f < mods[m].n_files; f++) {
            pl_build_file *bf = pl_unconst(&mods[m].files[f]);
            for (uint32_t i = 0; i < n; i++)
                if (pl_str_eq(pl_index_str(ix, files[i].path), bf->path))
                    bf->old = i + 1;
            bf->part = NULL;
        }
    }
}

TEST(an_image_of_real_mods_is_linked_from_itself)
{
    if (access(corpus, R_OK) != 0) {
        print_message("skipped: no %s (make corpora)\n", corpus);
        return;
    }
    disk d = { 0 };
    same s;
    pl_patch_way way;
    disk_scan(&d, corpus);
    pl_build what = { .mods = d.mods, .n_mods = d.n_mods };
    pl_index *ix = pl_index_build_all(&what);
    keep_all(d.mods, d.n_mods, ix);
    pl_index *again = pl_index_patch(ix, &what, &way);
    assert_non_null(again);
    if (!same_index(&s, ix, again))
        fail_msg("%s", s.why);
    pl_index_close(again);
    pl_index_close(ix);
    disk_done(&d);
}

/* ---- random histories */

/* A file of the world in one version. */
typedef struct scanned {
    char path[48];
    uint32_t version;
    pl_arena arena;
    pl_build_file file;
    pl_diags *syntax;
    pl_build_precheck prechecks[3];
} scanned;

enum { HISTORY_FILES = 512 };

typedef struct history {
    world w;
    pl_scanner *scanner;
    scanned *files[HISTORY_FILES]; /* by mod, then path */
    uint32_t n_files;
    pl_build_mod fresh[WORLD_MODS], patch[WORLD_MODS];
    pl_build_file fresh_files[HISTORY_FILES], patch_files[HISTORY_FILES];
    uint32_t deps[WORLD_MODS][WORLD_MODS], n_mods;
    char dep_paths[WORLD_MODS][48], titles[WORLD_MODS][32];
    pl_index *ix;
    pl_str spare; /* memory of the image before */
    uint32_t ways[PL_PATCH_WAYS];
} history;

static scanned *scan_file(history *h, const world_mod *mod, const world_file *f, const char *path)
{
    scanned *s = pl_mem_zalloc(sizeof *s);
    pl_buf text = { 0 };
    world_print(&h->w, mod, f, &text);
    size_t len = text.len;
    memset(pl_buf_reserve(&text, 64), 0, 64);
    snprintf(s->path, sizeof s->path, "%s", path);
    s->version = f->version;
    s->file = (pl_build_file){
        .path = pl_str_cstr(s->path),
        .stamp = { .size = len },
        .part = pl_scan_file(h->scanner, pl_str_make(text.ptr, len), &s->arena),
        .mod_file = f == mod->files.at,
    };
    if (world_odds(&h->w, 80)) { /* else: they were not looked for */
        s->file.prechecked = true;
        s->file.prechecks = s->prechecks;
        s->file.n_prechecks = world_random(&h->w, 4);
        for (uint32_t i = 0; i < s->file.n_prechecks; i++)
            s->prechecks[i] =
                (pl_build_precheck){ pl_arena_printf(&s->arena, "ask %u", world_random(&h->w, 30)),
                                     i };
    }
    if (world_odds(&h->w, 90)) { /* else: it was not checked */
        s->syntax = pl_diags_new();
        if (f->broken)
            pl_diag_plain(s->syntax, PL_ERROR, PL_DIAG_OTHER, "broken %u", f->version);
        s->file.syntax = s->syntax;
    }
    pl_buf_done(&text);
    return s;
}

static void forget(scanned *s)
{
    pl_diags_free(s->syntax);
    pl_arena_done(&s->arena);
    pl_mem_free(s);
}

/* Take what was scanned at that path before out of the list. */
static scanned *take_scanned(scanned **list, uint32_t n, const char *path)
{
    for (uint32_t i = 0; i < n; i++) {
        scanned *s = list[i];
        if (s && strcmp(s->path, path) == 0) {
            list[i] = NULL;
            return s;
        }
    }
    return NULL;
}

static uint32_t file_id(const pl_index *ix, const char *path)
{
    uint32_t n;
    const pl_ix_file *files = pl_index_files(ix, &n);
    for (uint32_t i = 0; i < n; i++)
        if (pl_str_eq(pl_index_str(ix, files[i].path), pl_str_cstr(path)))
            return i + 1;
    return 0;
}

static void put_file(history *h, const world_mod *mod, const world_file *f, scanned **was,
                     uint32_t n_was)
{
    char path[48];
    snprintf(path, sizeof path, "%u/%s", (unsigned)(mod - h->w.mods), f->path);
    scanned *s = take_scanned(was, n_was, path);
    bool kept = s && (s->version == f->version || f->touched);
    if (!kept) {
        if (s)
            forget(s);
        s = scan_file(h, mod, f, path);
    }
    s->version = f->version;
    s->file.stamp.mtime_ns = f->version;
    assert_true(h->n_files < HISTORY_FILES);
    h->files[h->n_files] = s;
    h->fresh_files[h->n_files] = h->patch_files[h->n_files] = s->file;
    pl_build_file *bf = &h->patch_files[h->n_files++];
    bf->old = h->ix ? file_id(h->ix, path) : 0;
    if (kept && bf->old) {
        bf->part = NULL;
        bf->syntax = NULL;
        bf->prechecked = false;
        bf->prechecks = NULL;
        bf->n_prechecks = 0;
    }
}

static void put_mod(history *h, uint32_t at, scanned **was, uint32_t n_was)
{
    const world_mod *mod = &h->w.mods[at];
    uint32_t m = h->n_mods++, first = h->n_files;
    snprintf(h->titles[m], sizeof h->titles[m], "Title %u", mod->title);
    snprintf(h->dep_paths[m], sizeof h->dep_paths[m], "github.com/acme/%s%s@v1.0.0", mod->name,
             at == 5 ? "-two" : "");
    for (size_t f = 0; f < mod->files.n; f++)
        put_file(h, mod, &mod->files.at[f], was, n_was);
    h->fresh[m] = (pl_build_mod){
        .short_name = pl_str_cstr(mod->name),
        .title = pl_str_cstr(h->titles[m]),
        .dep_path = at ? pl_str_cstr(h->dep_paths[m]) : (pl_str){ 0 },
        .files = h->fresh_files + first,
        .n_files = h->n_files - first,
        .deps = h->deps[m],
    };
    h->patch[m] = h->fresh[m];
    h->patch[m].files = h->patch_files + first;
}

/* The workspace mod requires all there are, another the next. */
static void put_deps(history *h)
{
    for (uint32_t m = 0; m < h->n_mods; m++) {
        uint32_t n = 0;
        for (uint32_t o = m + 1; o < h->n_mods && (m == 0 || n == 0); o++)
            h->deps[m][n++] = o;
        h->fresh[m].n_deps = h->patch[m].n_deps = n;
    }
}

static void put_world(history *h)
{
    scanned *was[HISTORY_FILES];
    uint32_t n_was = h->n_files;
    memcpy(was, h->files, sizeof was);
    h->n_files = h->n_mods = 0;
    for (uint32_t m = 0; m < WORLD_MODS; m++)
        if (h->w.mods[m].present)
            put_mod(h, m, was, n_was);
    put_deps(h);
    for (uint32_t i = 0; i < n_was; i++)
        if (was[i])
            forget(was[i]);
}

static void compare_images(history *h, uint64_t seed, uint32_t step, pl_patch_way way)
{
    pl_build all = { .mods = h->fresh, .n_mods = h->n_mods };
    pl_index *fresh = pl_index_build_all(&all);
    static const char *const words[] = { "grafted", "relinked" };
    same s;
    if (!same_index(&s, fresh, h->ix))
        fail_msg("seed %llu, step %u, %s: %s", (unsigned long long)seed, step, words[way], s.why);
    size_t size = pl_index_bytes(h->ix).len, least = pl_index_bytes(fresh).len;
    if (!pl_index__verify(pl_index_bytes(h->ix)) || size > least + least / 2 + 4096)
        fail_msg("seed %llu, step %u: %zu bytes for %zu, or not sound", (unsigned long long)seed,
                 step, size, least);
    pl_index_close(fresh);
}

static void live(history *h, uint64_t seed, uint32_t names, uint32_t steps)
{
    pl_patch_way way = PL_PATCH_RELINKED;
    world_start(&h->w, seed, names);
    put_world(h);
    pl_build all = { .mods = h->fresh, .n_mods = h->n_mods };
    h->ix = pl_index_build_all(&all);
    for (uint32_t step = 0; step < steps; step++) {
        for (uint32_t edits = world_odds(&h->w, 80) ? 1 : 5; edits; edits--)
            world_edit(&h->w);
        put_world(h);
        pl_build what = { .mods = h->patch, .n_mods = h->n_mods, .spare = h->spare };
        pl_index *next = pl_index_patch(h->ix, &what, &way);
        assert_non_null(next);
        h->spare = pl_index_retire(h->ix);
        h->ix = next;
        h->ways[way]++;
        compare_images(h, seed, step, way);
    }
    pl_index_close(h->ix);
    h->ix = NULL;
    pl_index_free_spare(h->spare);
    h->spare = (pl_str){ 0 };
    for (uint32_t i = 0; i < h->n_files; i++)
        forget(h->files[i]);
    h->n_files = 0;
    world_done(&h->w);
}

/* PL_EDITS=10000 for more than the everyday number. */
TEST(a_patched_image_says_what_a_fresh_one_says)
{
    static const uint32_t names[] = { 9, 30, 120, 400 };
    const char *env = getenv("PL_EDITS");
    uint32_t edits = env ? (uint32_t)atoi(env) : 2000, each = 250;
    const char *seed_env = getenv("PL_SEED");
    uint64_t seed = seed_env ? (uint64_t)atoll(seed_env) : 1;
    history *h = pl_mem_zalloc(sizeof *h);
    h->scanner = pl_scanner_new();
    for (uint32_t done = 0; done < edits; done += each, seed++)
        live(h, seed, names[seed % 4], each);
    print_message("%u edits: %u grafted, %u relinked\n", edits, h->ways[PL_PATCH_GRAFTED],
                  h->ways[PL_PATCH_RELINKED]);
    pl_scanner_free(h->scanner);
    pl_mem_free(h);
}
