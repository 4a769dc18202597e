#include "mod/load.h"
#include "base/assert.h"
#include "base/path.h"
#include "base/str.h"
#include <errno.h>

/* The last name of a path, without the version of an installed mod. */
static pl_str dir_name(const pl_tree_mod *mod)
{
    pl_str name = mod->dir;
    name = pl_str_sub(name, pl_str_rfind(name, '/') + 1, name.len);
    if (mod->dep_path.len && !mod->local) {
        name = pl_str_sub(name, 0, pl_str_find(name, '@'));
        name = pl_str_sub(name, 0, pl_str_find(name, '#'));
    }
    return name.len ? name : PL_S("local");
}

static void fill_names(pl_tree_mod *mod, pl_arena *arena)
{
    pl_assert(mod->dir.len && mod->dir.ptr[0] == '/');
    const pl_mod_info *info = &mod->info;
    mod->short_name = info->short_name;
    if (!mod->short_name.len)
        mod->short_name = mod->file.len ? pl_arena_str(arena, dir_name(mod)) : PL_S("local");
    mod->title = info->title.text;
    if (!mod->title.len)
        mod->title = mod->file.len ? mod->short_name : pl_arena_str(arena, dir_name(mod));
    mod->dep_name = mod->dep_path;
    pl_assert(mod->short_name.len && mod->title.len);
    size_t branch = pl_str_find(mod->dep_path, '#');
    if (!mod->local && branch < mod->dep_path.len)
        mod->dep_name.len = branch;
    else if (!mod->local)
        mod->dep_name.len = pl_str_rfind(mod->dep_path, '@');
}

int pl_tree__read(pl_tree_loader *ld, pl_tree_mod *mod, bool *sound, pl_diags *diags)
{
    pl_view view;
    *sound = true;
    mod->info = (pl_mod_info){ 0 };
    int error = mod->file.len ? pl_view_open(&ld->reader, mod->file.ptr, &view) : 0;
    if (mod->file.len && !error) {
        pl_str text = pl_view_str(&view);
        *sound = pl_mod_parse(ld->parser, mod->file, text, ld->arena, &mod->info, diags);
        pl_seen_read(ld->options->seen, mod->file, &view.stamp, text);
        if (!pl_view_close(&view) && ld->options->seen)
            ld->options->seen->unsure = true;
    }
    if (error == EISDIR) { /* as the reference: a directory holds no mod block */
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_MOD_FILE,
                      "failed to parse mod definition file: no mod definition found: %s",
                      mod->file.ptr);
        *sound = false;
        error = 0;
    }
    fill_names(mod, ld->arena);
    return error;
}

uint32_t pl_tree__add(pl_tree_loader *ld, const pl_tree_mod *mod)
{
    pl_vec_push(&ld->mods, *mod);
    return (uint32_t)ld->mods.n - 1;
}

bool pl_tree__find(const pl_tree_loader *ld, pl_str dep_path, uint32_t *out)
{
    for (size_t i = 1; i < ld->mods.n; i++) {
        if (pl_str_eq(ld->mods.at[i].dep_path, dep_path)) {
            *out = (uint32_t)i;
            return true;
        }
    }
    return false;
}

pl_str pl_tree__local_dir(pl_tree_loader *ld, const pl_tree_mod *mod, const pl_require_mod *want)
{
    pl_assert(want->by == PL_BY_PATH);
    return pl_path_join(ld->arena, mod->dir, want->wanted.len ? want->wanted : want->name);
}
