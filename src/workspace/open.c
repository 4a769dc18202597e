#include "base/clock.h"
#include "base/hash.h"
#include "base/path.h"
#include "base/str.h"
#include "workspace/state.h"
#include <errno.h>

/* ---- where */

static const char no_mod_text[] =
    "This command requires a mod definition file (mod.pp) - could not find in the current "
    "directory tree.\n\n"
    "You can either clone a mod repository or install a mod using \033[1mpowerpipe mod "
    "install\033[0m and run this command from the cloned/installed mod directory.\n"
    "Please refer to: https://powerpipe.io/docs/build#powerpipe-mods";

/* The library wants a directory; the command line also takes one that does not
 * exist when there is a mod above it (recorded). */
static bool check_start(const pl_open_options *o, pl_arena *arena, pl_diags *diags)
{
    pl_stamp stamp;
    bool is_dir = false;
    pl_str path = pl_path_join(arena, pl_file_cwd(arena),
                               o->path && *o->path ? pl_str_cstr(o->path) : PL_S("."));
    int error = pl_file_stat(path.ptr, &stamp, &is_dir);
    if (!error && !is_dir)
        error = ENOTDIR;
    if (error)
        pl_diag_plain(diags, PL_ERROR, "cannot open workspace '%s': %s", path.ptr,
                      pl_file_reason(error));
    return !error;
}

static bool locate(pl_workspace *ws, pl_diags *diags)
{
    const pl_open_options *o = &ws->options;
    if (!o->strict && !o->mod_only && !check_start(o, &ws->arena, diags))
        return false;
    pl_mod_where where = pl_mod_locate(pl_str_cstr(o->path), !o->mod_only, &ws->arena, &ws->place);
    if (where == PL_MOD_THERE || o->mod_only)
        return true;
    if (where == PL_MOD_NOT_A_DIR)
        pl_diag_plain(diags, PL_ERROR,
                      "if the path is a file, then you must not specify include/exclude");
    else if (o->need_mod_file)
        pl_diag_plain(diags, PL_ERROR, "%s", no_mod_text);
    else if (where == PL_MOD_NO_DIR)
        return check_start(o, &ws->arena, diags);
    else
        return true;
    return false;
}

/* ---- the image */

/* As the image names files: relative to the workspace when it lies there. */
static pl_str relative(const pl_workspace *ws, pl_str path)
{
    pl_str dir = ws->place.dir;
    if (dir.len == 1)
        return pl_str_sub(path, 1, path.len);
    if (pl_str_starts(path, dir) && path.len > dir.len && path.ptr[dir.len] == '/')
        return pl_str_sub(path, dir.len + 1, path.len);
    return pl_str_eq(path, dir) ? (pl_str){ 0 } : path;
}

static uint32_t link_files(const pl_workspace *ws, uint32_t mod, pl_build_file *out)
{
    uint32_t n = 0;
    for (uint32_t i = ws->first_file[mod]; i < ws->first_file[mod + 1]; i++) {
        const pl_source_file *f = &ws->files[i];
        if (f->left_out || !f->part)
            continue;
        pl_build_file *b = &out[n++];
        *b = (pl_build_file){
            .path = relative(ws, f->path),
            .stamp = f->stamp,
            .part = f->part,
            .mod_file = f->mod_file,
        };
        if (!ws->checked)
            continue;
        b->syntax = f->verdicts.syntax ? f->verdicts.syntax : ws->clean;
        b->schema = f->verdicts.schema ? f->verdicts.schema : f->verdicts.syntax ? NULL : ws->clean;
    }
    return n;
}

static uint32_t flags_of(const pl_tree_mod *mod)
{
    return (mod->direct ? PL_MOD_DIRECT : 0) | (mod->file.len ? 0 : PL_MOD_NO_FILE);
}

/* Positions of the mods that stay; mods that are skipped get none. */
static uint32_t number_mods(const pl_workspace *ws, uint32_t *position)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < ws->tree.n; i++)
        position[i] = ws->skipped[i] ? PL_NONE : n++;
    return n;
}

static uint32_t *link_deps(const pl_tree_mod *mod, const uint32_t *position, pl_arena *arena,
                           uint32_t *n)
{
    uint32_t *deps = pl_arena_alloc(arena, (mod->n_deps + 1) * sizeof *deps);
    *n = 0;
    for (uint32_t i = 0; i < mod->n_deps; i++)
        if (position[mod->deps[i]] != PL_NONE)
            deps[(*n)++] = position[mod->deps[i]];
    return deps;
}

/* What the content of the image depends on besides the files in it. */
static uint64_t fingerprint(const pl_workspace *ws)
{
    uint64_t hash = pl_hash_str(ws->place.dir);
    hash = pl_hash_mix(hash, ws->options.strict);
    for (uint32_t i = 0; i < ws->tree.n; i++)
        hash = pl_hash_mix(hash, pl_hash_str(ws->tree.list[i].dep_path));
    return hash;
}

static void link_image(pl_workspace *ws)
{
    pl_arena scratch = { 0 };
    uint32_t *position = pl_arena_alloc(&scratch, (ws->tree.n + 1) * sizeof *position);
    uint32_t n = number_mods(ws, position);
    pl_build_mod *mods = pl_arena_zero(&scratch, (n + 1) * sizeof *mods, _Alignof(pl_build_mod));
    pl_build_file *files = pl_arena_alloc(&scratch, (ws->n_files + 1) * sizeof *files);
    for (uint32_t i = 0; i < ws->tree.n; i++) {
        const pl_tree_mod *m = &ws->tree.list[i];
        if (position[i] == PL_NONE)
            continue;
        pl_build_mod *b = &mods[position[i]];
        b->short_name = m->short_name;
        b->title = m->title;
        b->dir = relative(ws, m->dir);
        b->dep_path = m->dep_path;
        b->flags = flags_of(m);
        b->files = files;
        b->n_files = link_files(ws, i, files);
        b->deps = link_deps(m, position, &scratch, &b->n_deps);
        files += b->n_files;
    }
    ws->index = pl_index_build(mods, n, fingerprint(ws));
    pl_arena_done(&scratch);
}

/* ---- open */

static uint64_t since(uint64_t *mark)
{
    uint64_t now = pl_clock_ns(), spent = now - *mark;
    *mark = now;
    return spent;
}

static bool load_tree(pl_workspace *ws, pl_diags *diags)
{
    const pl_open_options *o = &ws->options;
    pl_tree_options to = { .installed = o->strict || o->mod_only, .mod_only = o->mod_only };
    to.log = &ws->log;
    if (o->mod_only && !ws->place.file.len)
        return true;
    return pl_tree_load(&ws->place, &to, &ws->arena, &ws->tree, diags);
}

/* Read, scan, check as asked, and link. False when the files refuse to be opened. */
static bool load_files(pl_workspace *ws, uint64_t *mark, pl_diags *diags)
{
    bool check = ws->options.strict && !ws->options.no_check;
    pl_pass pass = { .scan = true, .check = check, .threads = ws->options.threads };
    pl_arenas memory = { 0 };
    if (!pl_workspace__list_files(ws, diags))
        return false;
    ws->times.walk = since(mark);
    pl_workspace__pass(ws, &pass, &memory);
    bool ok = pl_workspace__settle(ws, diags);
    ws->checked = check;
    if (ok && check)
        ok = pl_workspace__report(ws, diags);
    since(mark);
    if (ok)
        link_image(ws);
    ws->times.link = since(mark);
    pl_arenas_done(&memory);
    for (uint32_t i = 0; i < ws->n_files; i++)
        ws->files[i].part = NULL;
    return ok;
}

pl_workspace *pl_workspace_open(const pl_open_options *options, pl_diags *diags)
{
    uint64_t start = pl_clock_ns(), mark = start;
    pl_workspace *ws = pl_mem_zalloc(sizeof *ws);
    ws->options = *options;
    ws->log = (pl_log){ .level = (pl_log_level)options->log_level, .sink = options->log };
    ws->log.ctx = options->log_ctx;
    ws->clean = pl_diags_new();
    pl_arena_init(&ws->arena, 64 * 1024);
    bool ok = locate(ws, diags) && load_tree(ws, diags);
    ws->times.discover = since(&mark);
    if (ok && !options->mod_only)
        ok = load_files(ws, &mark, diags);
    ws->times.total = pl_clock_ns() - start;
    if (ok)
        return ws;
    pl_workspace_close(ws);
    return NULL;
}

void pl_workspace_close(pl_workspace *ws)
{
    if (!ws)
        return;
    for (uint32_t i = 0; i < ws->n_files; i++)
        pl_verdicts_done(&ws->files[i].verdicts);
    pl_index_close(ws->index);
    pl_diags_free(ws->clean);
    pl_arenas_done(&ws->paths);
    pl_arena_done(&ws->arena);
    pl_mem_free(ws);
}

const pl_index *pl_workspace_index(const pl_workspace *ws)
{
    return ws->index;
}

pl_str pl_workspace_path(const pl_workspace *ws)
{
    return ws->place.dir;
}

bool pl_workspace_check(pl_workspace *ws, pl_diags *diags)
{
    if (!ws->checked && ws->index) {
        pl_pass pass = { .check = true, .threads = ws->options.threads };
        pl_arenas memory = { 0 };
        pl_workspace__pass(ws, &pass, &memory);
        pl_arenas_done(&memory);
        ws->checked = true;
    }
    return pl_workspace__report(ws, diags);
}

void pl_workspace_times(const pl_workspace *ws, pl_open_times *out)
{
    *out = ws->times;
}
