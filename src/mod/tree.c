#include "mod/tree.h"
#include "base/path.h"
#include "base/str.h"
#include "mod/load.h"
#include <errno.h>

/* ---- where dependencies lie */

static pl_str dir_if_mod(pl_str dir, pl_arena *arena)
{
    pl_mark mark = pl_arena_mark(arena);
    bool found = pl_mod_file(dir, arena).len > 0;
    pl_arena_rewind(arena, mark);
    return found ? dir : (pl_str){ 0 };
}

/* "name@v1.2" and "name@v1" of a version 1.2.0 and 1.0.0. */
static pl_str short_dir(pl_str mods, const pl_lock_entry *e, unsigned parts, pl_arena *arena)
{
    const pl_version *v = &e->version;
    if (v->patch || v->pre.len || v->meta.len || (parts == 1 && v->minor))
        return (pl_str){ 0 };
    pl_buf text = { 0 };
    pl_buf_u64(&text, v->major);
    if (parts == 2) {
        pl_buf_byte(&text, '.');
        pl_buf_u64(&text, v->minor);
    }
    pl_str dir = pl_arena_printf(arena, "%.*s/%.*s@v%.*s", PL_FMT(mods), PL_FMT(e->name),
                                 PL_FMT(pl_buf_view(&text)));
    pl_buf_done(&text);
    return dir_if_mod(dir, arena);
}

/* "<workspace>/.powerpipe/mods/name@v1.2.0"; empty when the name leads out of there. */
pl_str pl_lock__full_dir(pl_str workspace, const pl_lock_entry *e, pl_str *mods, pl_arena *arena)
{
    *mods = pl_path_join(arena, workspace, PL_S(PL_MODS_DIR));
    pl_str full = pl_path_join(arena, *mods, pl_arena_printf(arena, "./%.*s", PL_FMT(e->dep_path)));
    bool inside = pl_str_starts(full, *mods) && full.len > mods->len && full.ptr[mods->len] == '/';
    return inside ? full : (pl_str){ 0 };
}

pl_str pl_lock_dir(pl_str workspace, const pl_lock_entry *e, pl_arena *arena)
{
    pl_str mods;
    if (e->path.len)
        return dir_if_mod(pl_path_join(arena, workspace, e->path), arena);
    pl_str full = pl_lock__full_dir(workspace, e, &mods, arena);
    pl_str dir = full.len ? dir_if_mod(full, arena) : full;
    for (unsigned parts = 2; full.len && !dir.len && parts && e->has_version; parts--)
        dir = short_dir(mods, e, parts, arena);
    return dir;
}

void pl_lock_settle(const pl_lock *lock, pl_str workspace, pl_arena *arena)
{
    for (uint32_t i = 0; i < lock->n; i++) {
        const pl_lock_entry *e = &lock->list[i];
        pl_mark mark = pl_arena_mark(arena);
        pl_str mods, full = pl_lock__full_dir(workspace, e, &mods, arena);
        pl_str dir = pl_lock_dir(workspace, e, arena);
        if (!e->path.len && dir.len && !pl_str_eq(dir, full))
            pl_file_rename(dir.ptr, full.ptr);
        pl_arena_rewind(arena, mark);
    }
}

/* ---- mods */

/* Last name of a path, without the version of an installed mod. */
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
    const pl_mod_info *info = &mod->info;
    mod->short_name = info->short_name;
    if (!mod->short_name.len)
        mod->short_name = mod->file.len ? pl_arena_str(arena, dir_name(mod)) : PL_S("local");
    mod->title = info->title.text;
    if (!mod->title.len)
        mod->title = mod->file.len ? mod->short_name : pl_arena_str(arena, dir_name(mod));
    mod->dep_name = mod->dep_path;
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
    return pl_path_join(ld->arena, mod->dir, want->wanted.len ? want->wanted : want->name);
}

bool pl_lock_satisfies(const pl_require_mod *want, const pl_lock_entry *entry)
{
    switch (want->by) {
    case PL_BY_TAG: return pl_str_eq(entry->tag, want->wanted);
    case PL_BY_BRANCH: return pl_str_eq(entry->branch, want->wanted);
    case PL_BY_PATH: return entry->path.len > 0;
    case PL_BY_VERSION: break;
    }
    return entry->has_version && pl_constraint_allows(&want->constraint, &entry->version);
}

/* ---- loading */

static bool read_lock(pl_tree_loader *ld)
{
    pl_diags *own = pl_diags_new();
    bool ok = pl_lock_read(ld->workspace, ld->arena, ld->options->seen, &ld->lock, own);
    if (!ok) {
        pl_str why = pl_diags_get(own, 0)->summary;
        if (!ld->options->installed)
            pl_log_line(ld->options->log, PL_LOG_WARN, "ignoring an unreadable lock file", 2,
                        "path", ld->workspace.ptr, "error", why.ptr);
        else if (ld->options->mod_only)
            pl_diag_plain(ld->diags, PL_ERROR, PL_DIAG_INVALID_LOCK_FILE, "%.*s", PL_FMT(why));
        else
            pl_diag_plain(ld->diags, PL_ERROR, PL_DIAG_INVALID_LOCK_FILE,
                          "failed to load installation cache from %.*s: %.*s",
                          PL_FMT(ld->workspace), PL_FMT(why));
        ld->lock = (pl_lock){ 0 };
    } else if (ld->options->installed && !ld->options->mod_only && pl_lock_outdated(&ld->lock)) {
        pl_diag_plain(ld->diags, PL_ERROR, PL_DIAG_INVALID_LOCK_FILE,
                      "workspace lock file is out of date, please run 'steampipe install' to "
                      "update");
        ok = false;
    }
    pl_diags_free(own);
    if (ok && ld->options->installed)
        pl_lock_settle(&ld->lock, ld->workspace, ld->arena);
    return ok || !ld->options->installed;
}

static bool read_workspace_mod(pl_tree_loader *ld, const pl_mod_place *place)
{
    pl_tree_mod mod = { .dir = place->dir, .file = place->file, .direct = true };
    pl_diags *own = pl_diags_new();
    bool sound;
    int error = pl_tree__read(ld, &mod, &sound, own);
    if (error)
        pl_diag_plain(own, PL_ERROR, PL_DIAG_CANNOT_READ, "cannot read '%s': %s", mod.file.ptr,
                      pl_file_reason(error));
    bool ok = !error && (sound || !(ld->options->installed || ld->options->sound_root));
    if (!ok) {
        pl_diags_append(ld->diags, own);
        pl_diags_set_heading(ld->diags, error && !ld->options->installed ? ""
                                        : ld->options->mod_only
                                            ? "failed to load mod definition: Internal "
                                              "Error: Failed to load mod"
                                            : "Internal Error: mod load failed");
    }
    pl_diags_free(own);
    pl_tree__add(ld, &mod);
    return ok;
}

bool pl_tree_load(const pl_mod_place *place, const pl_tree_options *options, pl_arena *arena,
                  pl_tree *out, pl_diags *diags)
{
    pl_tree_loader ld = { .options = options, .arena = arena, .diags = diags };
    ld.workspace = place->dir;
    ld.parser = pl_parser_new();
    bool ok = read_lock(&ld) && read_workspace_mod(&ld, place);
    if (ok && !options->mod_only)
        ok = options->installed ? pl_tree__load_installed(&ld) : pl_tree__load_present(&ld);
    if (ok) {
        out->n = (uint32_t)ld.mods.n;
        out->list = pl_arena_alloc(arena, ld.mods.n * sizeof *out->list);
        memcpy(out->list, ld.mods.at, ld.mods.n * sizeof *out->list);
        out->lock = ld.lock;
    }
    pl_vec_done(&ld.mods);
    pl_parser_free(ld.parser);
    pl_reader_done(&ld.reader);
    return ok;
}
