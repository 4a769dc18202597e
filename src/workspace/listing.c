/* listing.c - listing the files of all mods. Each mod is a directory tree that only one thread
 * walks, so a few threads share the mods. The results are put together in the order of the mods. */
#include "base/path.h"
#include "base/pool.h"
#include "base/str.h"
#include "workspace/state.h"

typedef struct bad_dir {
    pl_str path;
    int error;
} bad_dir;

typedef struct listing { /* one mod */
    pl_sources found;
    pl_seen seen;
    PL_VEC(bad_dir) bad;
    pl_arena *arena;
    pl_str dir;
} listing;

typedef struct job {
    pl_workspace *ws;
    listing *mods;
} job;

void pl_arenas_init(pl_arenas *arenas, unsigned n, size_t first_chunk)
{
    arenas->n = n;
    arenas->list = pl_mem_zalloc(n * sizeof *arenas->list);
    for (unsigned i = 0; i < n; i++)
        pl_arena_init(&arenas->list[i], first_chunk);
}

void pl_arenas_done(pl_arenas *arenas)
{
    for (unsigned i = 0; i < arenas->n; i++)
        pl_arena_done(&arenas->list[i]);
    pl_mem_free(arenas->list);
    *arenas = (pl_arenas){ 0 };
}

static pl_files_of rule_of(const pl_workspace *ws, size_t mod)
{
    if (mod == 0)
        return PL_FILES_WORKSPACE;
    if (ws->files.tree.list[mod].local)
        return PL_FILES_LOCAL;
    return ws->options.strict ? PL_FILES_INSTALLED : PL_FILES_APART;
}

static void keep_bad_folder(void *ctx, pl_str path, int error)
{
    listing *l = ctx;
    pl_str full = pl_arena_printf(l->arena, "%.*s/%.*s", PL_FMT(l->dir), PL_FMT(path));
    pl_vec_push(&l->bad, ((bad_dir){ full, error }));
}

static void list_mod(void *ctx, size_t mod, unsigned worker)
{
    job *j = ctx;
    listing *l = &j->mods[mod];
    l->arena = &j->ws->files.paths.list[worker];
    l->dir = j->ws->files.tree.list[mod].dir;
    l->seen.arena = l->arena;
    l->found.seen = j->ws->saved.noting ? &l->seen : NULL;
    int error = pl_mod_files(l->dir, rule_of(j->ws, mod), l->arena, &l->found, keep_bad_folder, l);
    if (error)
        pl_vec_push(&l->bad, ((bad_dir){ l->dir, error }));
}

static bool report_bad_folders(pl_workspace *ws, const listing *mods, pl_diags *diags)
{
    bool ok = true;
    for (uint32_t m = 0; m < ws->files.tree.n; m++)
        for (size_t i = 0; i < mods[m].bad.n; i++) {
            const bad_dir *b = &mods[m].bad.at[i];
            ok = pl_workspace__bad_dir(ws, m, b->path, b->error, diags) && ok;
        }
    return ok;
}

static void take_files(pl_workspace *ws, const listing *mods)
{
    size_t n = 0;
    for (uint32_t m = 0; m < ws->files.tree.n; m++)
        n += mods[m].found.list.n;
    ws->files.list =
        pl_arena_zero(&ws->files.arena, (n + 1) * sizeof *ws->files.list, _Alignof(pl_source_file));
    for (uint32_t m = 0; m < ws->files.tree.n; m++) {
        ws->files.first[m] = ws->files.n;
        for (size_t i = 0; i < mods[m].found.list.n; i++) {
            pl_source_file *f = &ws->files.list[ws->files.n++];
            f->path = mods[m].found.list.at[i].path;
            f->link = mods[m].found.list.at[i].link;
            f->mod = m;
            f->mod_file = pl_str_eq(f->path, ws->files.tree.list[m].file);
        }
    }
    ws->files.first[ws->files.tree.n] = ws->files.n;
}

static void take_seen(pl_seen *all, pl_seen *of_mod)
{
    for (size_t i = 0; i < of_mod->list.n; i++)
        pl_vec_push(&all->list, of_mod->list.at[i]);
    all->unsure = all->unsure || of_mod->unsure;
    pl_vec_done(&of_mod->list);
}

bool pl_workspace__list_files(pl_workspace *ws, pl_diags *diags)
{
    uint32_t n = ws->files.tree.n;
    unsigned threads = ws->options.threads ? ws->options.threads : pl_pool_cpus();
    job j = { .ws = ws };
    if (threads > n)
        threads = n;
    j.mods = pl_mem_zalloc(n * sizeof *j.mods);
    ws->files.skipped = pl_arena_zero(&ws->files.arena, n + 1, 1);
    ws->files.first =
        pl_arena_zero(&ws->files.arena, (n + 1) * sizeof *ws->files.first, sizeof(uint32_t));
    pl_arenas_init(&ws->files.paths, threads, 32 * 1024);
    pl_pool_run(threads, n, list_mod, &j);
    bool ok = report_bad_folders(ws, j.mods, diags);
    take_files(ws, j.mods);
    for (uint32_t m = 0; m < n; m++) {
        take_seen(&ws->saved.seen, &j.mods[m].seen);
        pl_vec_done(&j.mods[m].found.list);
        pl_vec_done(&j.mods[m].bad);
    }
    pl_mem_free(j.mods);
    return ok;
}

void pl_workspace__name_files(pl_workspace *ws)
{
    uint32_t n;
    const pl_ix_file *rows = pl_index_files(ws->content.index, &n);
    ws->files.list =
        pl_arena_zero(&ws->files.arena, (n + 1) * sizeof *ws->files.list, _Alignof(pl_source_file));
    for (uint32_t i = 0; i < n; i++) {
        pl_str path = pl_index_str(ws->content.index, rows[i].path);
        ws->files.list[i].path = pl_workspace__absolute(ws, path, &ws->files.arena);
        ws->files.list[i].mod = rows[i].mod;
        ws->files.list[i].hash = rows[i].hash;
    }
    ws->files.n = n;
}

/* ---- mods and files */

bool pl_workspace__load_tree(pl_workspace *ws, pl_diags *diags)
{
    const pl_open_options *o = &ws->options;
    pl_tree_options to = { .installed = o->strict || o->mod_only, .mod_only = o->mod_only };
    to.own_mods = o->own_mods;
    to.sound_root = o->need_mod_file;
    to.log = &ws->log;
    to.seen = ws->saved.noting ? &ws->saved.seen : NULL;
    if (o->mod_only && !ws->files.place.file.len)
        return true;
    return pl_tree_load(&ws->files.place, &to, &ws->files.arena, &ws->files.tree, diags);
}

bool pl_workspace__discover(pl_workspace *ws, pl_diags *diags)
{
    return pl_workspace__load_tree(ws, diags) && pl_workspace__list_files(ws, diags);
}
