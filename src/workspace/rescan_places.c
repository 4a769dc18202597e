/* rescan_places.c - discovery during a rescan. What the image has about mods and files that
 * still exist is taken from it. */
#include "base/diag.h"
#include "base/str.h"
#include "workspace/rescanning.h"
#include <errno.h>

/* Begin a new workspace that shares nothing with the old one except its long-lived texts. */
static pl_workspace *begin_next(pl_rescanning *r)
{
    const pl_workspace *ws = r->ws;
    pl_workspace *next = pl_mem_zalloc(sizeof *next);
    next->options = ws->options;
    next->log = ws->log;
    next->log.warned = &next->saved.warned;
    pl_arena_init(&next->files.arena, 64 * 1024);
    next->files.place.dir = ws->files.place.dir;
    next->files.place.file = pl_mod_file(next->files.place.dir, &next->files.arena);
    next->saved = (pl_saved){
        .dir = ws->saved.dir,
        .path = ws->saved.path,
        .options = ws->saved.options,
        .program = ws->saved.program,
        .device = ws->saved.device,
        .as_of_ns = r->now_ns,
        .noting = ws->saved.noting,
        .seen.arena = &next->files.arena,
        .warned.before = &ws->saved.warned,
        .why = "files have changed",
    };
    return next;
}

void pl_rescan__drop_next(pl_workspace *next)
{
    if (!next)
        return;
    for (uint32_t i = 0; i < next->files.n; i++)
        pl_verdicts_done(&next->files.list[i].verdicts);
    pl_saved_done(&next->saved);
    pl_arenas_done(&next->files.paths);
    pl_arena_done(&next->files.arena);
    pl_mem_free(next);
}

static bool is_changed(const pl_rescanning *r, uint32_t row)
{
    for (size_t i = 0; i < r->stale.changed.n; i++)
        if (r->stale.changed.at[i] == row)
            return true;
    return false;
}

static pl_str key_of(pl_rescanning *r, pl_str mod, pl_str path)
{
    return pl_arena_printf(&r->arena, "%.*s|%.*s", PL_FMT(mod), PL_FMT(path));
}

/* The row of each file of `next`. PL_NONE for files that must be read in any case: new ones, and
 * a mod file that was not the mod file before, because an image does not keep mod blocks of
 * other files. */
static uint32_t *match_rows(pl_rescanning *r)
{
    const pl_workspace *next = r->next;
    uint32_t *row = pl_arena_alloc(&r->arena, (next->files.n + 1) * sizeof *row), n;
    const pl_ix_mod *mods = pl_index_mods(r->old, &n);
    const pl_ix_entry *entries = pl_index_entries(r->old, &n);
    pl_map rows = { 0 };
    for (uint32_t i = 0; i < r->n_rows; i++) {
        pl_str dir = pl_index_str(r->old, mods[r->rows[i].mod].dir);
        pl_map_put(&rows, key_of(r, dir, pl_index_str(r->old, r->rows[i].path)), i, NULL);
    }
    for (uint32_t i = 0; i < next->files.n; i++) {
        const pl_source_file *f = &next->files.list[i];
        pl_str dir = pl_workspace__relative(next, next->files.tree.list[f->mod].dir);
        row[i] = PL_NONE;
        if (!pl_map_find(&rows, key_of(r, dir, pl_workspace__relative(next, f->path)), &row[i]))
            continue;
        uint32_t entry = mods[r->rows[row[i]].mod].entry;
        if (f->mod_file && (entry == PL_NONE || entries[entry].file != row[i]))
            row[i] = PL_NONE;
    }
    pl_map_done(&rows);
    return row;
}

/* Read the files that are new or differ; the image has everything about the others. */
static void read_files(pl_rescanning *r, const uint32_t *row)
{
    pl_workspace *next = r->next;
    uint32_t n = 0;
    pl_source_file **list = pl_arena_alloc(&r->arena, (next->files.n + 1) * sizeof *list);
    r->read = pl_arena_zero(&r->arena, (next->files.n + 1) * sizeof *r->read, sizeof(void *));
    for (uint32_t i = 0; i < next->files.n; i++) {
        pl_source_file *f = &next->files.list[i];
        if (row[i] == PL_NONE || is_changed(r, row[i])) {
            list[n++] = r->read[i] = f;
            continue;
        }
        f->stamp = pl_rescan__stamp(pl_rescan__state(r, row[i]));
        f->hash = r->rows[row[i]].hash;
    }
    pl_workspace__reread(r->ws, list, n, pl_rescan__checks(r), &r->parts);
    r->changes->scanned += n;
}

static pl_build_file *files_of_next(pl_rescanning *r, const uint32_t *row)
{
    pl_workspace *next = r->next;
    pl_build_file *files = pl_arena_zero(&r->arena, (next->files.n + 1) * sizeof *files, 16);
    for (uint32_t i = 0; i < next->files.n; i++) {
        pl_source_file *f = &next->files.list[i];
        bool kept = !r->read[i] || pl_rescan__stays(r, f, row[i]);
        files[i] = kept ? pl_rescan__keep_row(r, row[i]) : pl_rescan__take_file(r, f, row[i]);
        if (kept && r->read[i])
            files[i].stamp = f->hash == r->rows[row[i]].hash ? f->stamp : files[i].stamp;
        if (f->left_out)
            files[i] = (pl_build_file){ 0 };
        files[i].path = pl_workspace__relative(next, f->path);
        files[i].mod_file = f->mod_file;
    }
    return files;
}

static bool no_mod_file(const pl_rescanning *r, pl_diags *diags)
{
    const pl_workspace *ws = r->ws;
    bool is_dir;
    pl_stamp stamp;
    int error = pl_file_stat(ws->files.place.dir.ptr, &stamp, &is_dir);
    if (!error && !is_dir)
        error = ENOTDIR;
    if (error)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_READ, "cannot open workspace '%s': %s",
                      ws->files.place.dir.ptr, pl_file_reason(error));
    else if (ws->options.need_mod_file && !r->next->files.place.file.len)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_NO_MOD_FILE, "there is no mod file in '%s'",
                      ws->files.place.dir.ptr);
    else
        return false;
    return true;
}

/* With `strict`, a file that cannot be read is reported here, because no check reports it. */
static bool is_readable(const pl_workspace *next, pl_diags *diags)
{
    bool ok = true;
    for (uint32_t i = 0; i < next->files.n; i++) {
        const pl_source_file *f = &next->files.list[i];
        if (!f->error || f->left_out)
            continue;
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_READ, "cannot read '%s': %s", f->path.ptr,
                      pl_file_reason(f->error));
        ok = false;
    }
    return ok;
}

/* NULL: the workspace cannot be opened in its present state. */
pl_index *pl_rescan__patch_places(pl_rescanning *r, pl_diags *diags)
{
    size_t before = pl_diags_count(diags);
    r->next = begin_next(r);
    r->changes->searched = true;
    if (no_mod_file(r, diags) || !pl_workspace__discover(r->next, diags))
        return NULL;
    uint32_t *row = match_rows(r);
    read_files(r, row);
    if (!pl_workspace__handle_unread(r->next, diags) || !is_readable(r->next, diags))
        return NULL;
    pl_workspace__keep(r->next);
    if (pl_diags_count(diags) > before) /* must be reported at every start, so nothing is saved */
        r->next->saved.sure = r->next->saved.whole = r->next->saved.dirty = false;
    return pl_workspace__patch(r->next, r->old, files_of_next(r, row));
}
