/* image.c - the input of the linker: the mods, then the files in the order of the image, each as
 * soon as it was scanned, and at the end everything else that discovery looked at. */
#include "base/str.h"
#include "workspace/state.h"
#include <stdlib.h>

static uint32_t flags_of(const pl_tree_mod *mod)
{
    return (mod->direct ? PL_MOD_DIRECT : 0) | (mod->file.len ? 0 : PL_MOD_NO_FILE);
}

/* Number the mods that stay; mods that are skipped get no position. */
static uint32_t number_mods(const pl_workspace *ws, uint32_t *position)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < ws->files.tree.n; i++)
        position[i] = ws->files.skipped[i] ? PL_NONE : n++;
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

/* A mod file is read twice: during discovery and with all other files. */
static bool is_scanned(const pl_workspace *ws, const pl_build_input *in)
{
    for (uint32_t m = 0; m < ws->files.tree.n; m++) {
        if (!pl_str_eq(ws->files.tree.list[m].file, in->path))
            continue;
        for (uint32_t i = ws->files.first[m]; i < ws->files.first[m + 1]; i++) {
            const pl_source_file *f = &ws->files.list[i];
            if (f->mod_file && !f->error && !f->left_out)
                return f->hash == in->hash;
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

/* List what discovery looked at, except for mod files, whose row in FILE has the same
 * information. */
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
        qsort(list, *n, sizeof *list, by_path); /* directories list their entries in any order */
    return list;
}

/* The mods as input of the linker. Of their files only the number is set. */
static pl_build_mod *list_mods(const pl_workspace *ws, pl_linking *lk)
{
    pl_arena *arena = &lk->arena;
    lk->position = pl_arena_alloc(arena, (ws->files.tree.n + 1) * sizeof *lk->position);
    lk->n_mods = number_mods(ws, lk->position);
    pl_build_mod *mods = pl_arena_zero(arena, (lk->n_mods + 1) * sizeof *mods, 16);
    for (uint32_t i = 0; i < ws->files.tree.n; i++) {
        const pl_tree_mod *m = &ws->files.tree.list[i];
        if (lk->position[i] == PL_NONE)
            continue;
        pl_build_mod *b = &mods[lk->position[i]];
        b->short_name = m->short_name;
        b->title = m->title;
        b->dir = pl_workspace__relative(ws, m->dir);
        b->dep_path = m->dep_path;
        b->flags = flags_of(m);
        b->n_files = ws->files.first[i + 1] - ws->files.first[i];
        b->deps = link_deps(m, lk->position, arena, &b->n_deps);
    }
    return mods;
}

/* List the files of all mods that stay, in the order of the image. */
static void order_files(const pl_workspace *ws, pl_linking *lk)
{
    uint32_t *mod_at = pl_arena_alloc(&lk->arena, (lk->n_mods + 1) * sizeof *mod_at);
    for (uint32_t i = 0; i < ws->files.tree.n; i++)
        if (lk->position[i] != PL_NONE)
            mod_at[lk->position[i]] = i;
    lk->order = pl_arena_alloc(&lk->arena, (ws->files.n + 1) * sizeof *lk->order);
    for (uint32_t i = 0; i < lk->n_mods; i++) {
        uint32_t mod = mod_at[pl_builder_mod(lk->builder, i)];
        for (uint32_t f = ws->files.first[mod]; f < ws->files.first[mod + 1]; f++)
            lk->order[lk->n++] = f;
    }
}

void pl_workspace__begin_image(pl_workspace *ws, bool checked)
{
    pl_linking *lk = &ws->content.linking;
    pl_workspace__drop_image(ws);
    lk->checked = checked;
    pl_arena_init(&lk->arena, 16 * 1024);
    lk->mods = list_mods(ws, lk);
    lk->builder = pl_builder_new(lk->mods, lk->n_mods);
    order_files(ws, lk);
}

void pl_workspace__link_file(pl_workspace *ws, pl_source_file *f)
{
    const pl_linking *lk = &ws->content.linking;
    const pl_verdicts *v = &f->verdicts;
    pl_build_file b = {
        .path = pl_workspace__relative(ws, f->path),
        .stamp = f->stamp,
        .part = f->part,
        .mod_file = f->mod_file,
    };
    /* An image has no place for errors on the static level: such a file is stored as not
     * checked. */
    if (lk->checked && !pl_workspace__is_static_wrong(f)) {
        b.syntax = v->syntax ? v->syntax : ws->clean;
        b.schema = v->schema ? v->schema : v->syntax ? NULL : ws->clean;
        b.prechecked = v->prechecked;
        b.prechecks = v->prechecks;
        b.n_prechecks = v->n_prechecks;
    }
    pl_builder_add(lk->builder, lk->position[f->mod], &b);
    f->part = NULL;
}

pl_index *pl_workspace__patch(pl_workspace *ws, const pl_index *old, const pl_build_file *files)
{
    pl_linking lk = { 0 };
    pl_patch_way way;
    pl_arena_init(&lk.arena, 16 * 1024);
    pl_build_mod *mods = list_mods(ws, &lk);
    for (uint32_t i = 0; i < ws->files.tree.n; i++)
        if (lk.position[i] != PL_NONE)
            mods[lk.position[i]].files = files + ws->files.first[i];
    pl_build what = {
        .mods = mods,
        .n_mods = lk.n_mods,
        .options = ws->saved.options,
        .program = ws->saved.program,
        .device = ws->saved.device,
        .as_of_ns = ws->saved.as_of_ns,
    };
    what.inputs = link_inputs(ws, &lk.arena, &what.n_inputs);
    pl_index *ix = pl_index_patch(old, &what, &way);
    pl_vec_done(&ws->saved.seen.list);
    pl_arena_done(&lk.arena);
    return ix;
}

void pl_workspace__drop_image(pl_workspace *ws)
{
    pl_builder_free(ws->content.linking.builder);
    pl_arena_done(&ws->content.linking.arena);
    ws->content.linking = (pl_linking){ 0 };
}

void pl_workspace__link(pl_workspace *ws)
{
    pl_arena scratch = { 0 };
    pl_build what = {
        .mods = ws->content.linking.mods,
        .n_mods = ws->content.linking.n_mods,
        .options = ws->saved.options,
        .program = ws->saved.program,
        .device = ws->saved.device,
        .as_of_ns = ws->saved.as_of_ns,
    };
    what.inputs = link_inputs(ws, &scratch, &what.n_inputs);
    ws->content.index = pl_builder_finish(ws->content.linking.builder, &what);
    ws->content.linking.builder = NULL;
    pl_workspace__drop_image(ws);
    pl_arena_done(&scratch);
    pl_vec_done(&ws->saved.seen.list);
}
