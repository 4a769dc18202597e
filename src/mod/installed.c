/* installed.c - finds the mods for the command line: requirement by requirement, breadth first,
 * through the lock file. */
#include "base/path.h"
#include "base/str.h"
#include "mod/load.h"

/* The locked entry of a requirement, under its name or, for a local mod, its directory. NULL if
 * none satisfies it. */
static const pl_lock_entry *entry_of(pl_tree_loader *ld, const pl_tree_mod *mod,
                                     const pl_require_mod *want)
{
    pl_str key = want->by == PL_BY_PATH ? pl_tree__local_dir(ld, mod, want) : want->name;
    const pl_lock_entry *e = pl_lock_find(&ld->lock, pl_tree_key(mod), key);
    if (!e && want->by == PL_BY_PATH)
        e = pl_lock_find(&ld->lock, pl_tree_key(mod), want->name);
    return e && pl_lock_satisfies(want, e) ? e : NULL;
}

/* Find the mod for one requirement of mod `from` and add it to the tree. False if it is not
 * installed. Errors in its mod file are added to ld->diags. */
static bool take_requirement(pl_tree_loader *ld, uint32_t from, const pl_require_mod *want,
                             uint32_t *out)
{
    const pl_lock_entry *e = entry_of(ld, &ld->mods.at[from], want);
    if (!e)
        return false;
    if (pl_tree__find(ld, e->dep_path, out))
        return true;
    pl_tree_mod mod = { .dep_path = e->dep_path, .local = e->path.len > 0 };
    mod.dir = pl_lock_dir(ld->workspace, e, ld->arena);
    if (!mod.dir.len)
        return false;
    /* The folder has a short version name that could not be changed: if a folder with the full
     * name appears, that one counts. */
    if (ld->options->seen && !e->path.len && !pl_str_ends(mod.dir, e->dep_path))
        ld->options->seen->unsure = true;
    mod.file = pl_mod_file(mod.dir, ld->arena);
    bool sound;
    int error = pl_tree__read(ld, &mod, &sound, ld->diags);
    if (error)
        pl_diag_plain(ld->diags, PL_ERROR, PL_DIAG_CANNOT_READ, "cannot read '%s': %s",
                      mod.file.ptr, pl_file_reason(error));
    *out = pl_tree__add(ld, &mod);
    return true;
}

/* Add the mods for all requirements of one mod. False if one is missing. */
static bool take_all(pl_tree_loader *ld, uint32_t at)
{
    pl_mod_info info = ld->mods.at[at].info;
    uint32_t *deps = pl_arena_alloc(ld->arena, (info.n_mods + 1) * sizeof *deps);
    bool all = true;
    uint32_t n = 0;
    for (uint32_t i = 0; i < info.n_mods; i++) {
        if (!take_requirement(ld, at, &info.mods[i], &deps[n]))
            all = false;
        else
            n++;
    }
    for (uint32_t i = 0; i < n && at == 0; i++)
        ld->mods.at[deps[i]].direct = true;
    ld->mods.at[at].deps = deps;
    ld->mods.at[at].n_deps = n;
    return all;
}

/* Of what may be wrong, only the first is reported (recorded): a missing mod, a lock file of an
 * older form, errors in the mod files of required mods. */
bool pl_tree__load_installed(pl_tree_loader *ld)
{
    bool all = true;
    for (uint32_t i = 0; i < ld->mods.n && all; i++)
        all = take_all(ld, i);
    if (!all) {
        pl_diags_truncate(ld->diags, 0);
        pl_diag_plain(ld->diags, PL_ERROR, PL_DIAG_MISSING_MOD, PL_TREE_MISSING);
    } else if (pl_lock_outdated(&ld->lock)) {
        pl_diags_truncate(ld->diags, 0);
        pl_diag_plain(ld->diags, PL_ERROR, PL_DIAG_INVALID_LOCK_FILE,
                      "workspace lock file is out of date, please run 'steampipe install' to "
                      "update");
    } else if (pl_diags_errors(ld->diags)) {
        pl_diags_set_heading(ld->diags, "Internal Error: mod load failed");
    }
    return !pl_diags_errors(ld->diags);
}
