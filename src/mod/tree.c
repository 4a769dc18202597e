#include "mod/tree.h"
#include "base/assert.h"
#include "base/path.h"
#include "base/str.h"
#include "mod/load.h"
#include <errno.h>

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
    }
    pl_diags_free(own);
    if (ok && ld->options->installed)
        pl_lock_full_names(&ld->lock, ld->workspace, ld->arena);
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
