/* image.c - the files of all mods, scanned, to an image. */
#include "base/str.h"
#include "workspace/state.h"
#include <stdlib.h>

/* As the image names files: relative to the workspace when it lies there. */
pl_str pl_workspace__relative(const pl_workspace *ws, pl_str path)
{
    pl_str dir = ws->place.dir;
    if (dir.len == 1)
        return pl_str_sub(path, 1, path.len);
    if (pl_str_starts(path, dir) && path.len > dir.len && path.ptr[dir.len] == '/')
        return pl_str_sub(path, dir.len + 1, path.len);
    return pl_str_eq(path, dir) ? (pl_str){ 0 } : path;
}

pl_str pl_workspace__absolute(const pl_workspace *ws, pl_str path, pl_arena *arena)
{
    if (path.len && path.ptr[0] == '/')
        return pl_arena_str(arena, path);
    const char *slash = ws->place.dir.len > 1 && path.len ? "/" : "";
    return pl_arena_printf(arena, "%.*s%s%.*s", PL_FMT(ws->place.dir), slash, PL_FMT(path));
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
            .path = pl_workspace__relative(ws, f->path),
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

/* A mod file is read twice, when the mods are looked for and when all is scanned. */
static bool is_scanned(const pl_workspace *ws, const pl_build_input *in)
{
    for (uint32_t m = 0; m < ws->tree.n; m++) {
        if (!pl_str_eq(ws->tree.list[m].file, in->path))
            continue;
        for (uint32_t i = ws->first_file[m]; i < ws->first_file[m + 1]; i++) {
            const pl_source_file *f = &ws->files[i];
            if (f->mod_file && f->part && !f->left_out)
                return f->part->hash == in->hash;
        }
    }
    return false;
}

static int by_path(const void *a, const void *b)
{
    const pl_build_input *x = a, *y = b;
    int order = pl_str_cmp(x->path, y->path);
    return order ? order : (x->kind > y->kind) - (x->kind < y->kind);
}

/* What discovery looked at, but for mod files whose row in FILE says the same. */
static pl_build_input *link_inputs(const pl_workspace *ws, pl_arena *arena, uint32_t *n)
{
    const pl_seen *seen = &ws->saved.seen;
    pl_build_input *list = pl_arena_alloc(arena, (seen->list.n + 1) * sizeof *list);
    *n = 0;
    for (size_t i = 0; i < seen->list.n; i++) {
        const pl_build_input *in = &seen->list.at[i];
        if (in->kind == PL_IX_INPUT_FILE && is_scanned(ws, in))
            continue;
        list[*n] = *in;
        list[(*n)++].path = pl_workspace__relative(ws, in->path);
    }
    if (*n)
        qsort(list, *n, sizeof *list, by_path); /* directories list in any order */
    return list;
}

void pl_workspace__link(pl_workspace *ws)
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
        b->dir = pl_workspace__relative(ws, m->dir);
        b->dep_path = m->dep_path;
        b->flags = flags_of(m);
        b->files = files;
        b->n_files = link_files(ws, i, files);
        b->deps = link_deps(m, position, &scratch, &b->n_deps);
        files += b->n_files;
    }
    pl_build what = {
        .mods = mods,
        .n_mods = n,
        .options = ws->saved.options,
        .program = ws->saved.program,
        .device = ws->saved.device,
        .as_of_ns = ws->saved.as_of_ns,
    };
    what.inputs = link_inputs(ws, &scratch, &what.n_inputs);
    ws->index = pl_index_build_all(&what);
    pl_arena_done(&scratch);
    pl_arenas_done(&ws->parts);
    pl_vec_done(&ws->saved.seen.list);
    for (uint32_t i = 0; i < ws->n_files; i++)
        ws->files[i].part = NULL;
}
