/* workspace.c - what an open workspace is asked for: its index and generations, its path, whether
 * it is right. Opening and closing stand above it (open.c). */
#include "base/diag.h"
#include "base/oom.h"
#include "base/str.h"
#include "check/static_links.h"
#include "workspace/state.h"

const pl_index *pl_workspace_index(const pl_workspace *ws)
{
    if (!ws)
        return NULL;
    if (ws->served)
        return pl_derived_index(ws->served);
    return ws->wrong ? NULL : ws->index;
}

pl_generation *pl_workspace_acquire(const pl_workspace *ws)
{
    if (!ws)
        return NULL;
    return ws->generations ? pl_generations_acquire(ws->generations) : NULL;
}

pl_str pl_workspace_path(const pl_workspace *ws)
{
    if (!ws)
        return (pl_str){ 0 };
    return ws->place.dir;
}

void pl_workspace_times(const pl_workspace *ws, pl_open_times *out)
{
    if (!ws) {
        *out = (pl_open_times){ 0 };
        return;
    }
    *out = ws->times;
}

/* ---- the check of the newest content */

/* The files of the image, and the verdicts it has: those need no look. */
static void name_unchecked(pl_workspace *ws)
{
    uint32_t n;
    pl_workspace__name_files(ws);
    const pl_ix_file *rows = pl_index_files(ws->index, &n);
    for (uint32_t i = 0; i < n; i++) {
        pl_source_file *f = &ws->files[i];
        f->known = f->left_out = rows[i].flags & PL_IX_FILE_SYNTAX;
        if (!f->known)
            continue;
        f->verdicts.syntax = pl_workspace__verdict(ws->index, 0, i, f->path);
        f->verdicts.schema = pl_workspace__verdict(ws->index, 1, i, f->path);
    }
}

/* Work out the verdicts that nobody did, file by file. */
void pl_workspace__check_late(pl_workspace *ws)
{
    pl_pass pass = { .check = true, .threads = ws->options.threads };
    if (!ws->files)
        name_unchecked(ws);
    pl_workspace__pass(ws, &pass);
    for (uint32_t i = 0; i < ws->n_files; i++)
        ws->files[i].left_out = ws->files[i].left_out && !ws->files[i].known;
    ws->checked = ws->checked_late = true;
}

/* Look at what resources are to each other; `ws->links` says what is wrong there. */
void pl_workspace__check_links(pl_workspace *ws)
{
    if (ws->links || !ws->index)
        return;
    ws->links = pl_diags_new();
    ws->links_whole = false;
    pl_check_links(ws->index, ws->place.dir, ws->options.variables_only, ws->links);
}

bool pl_workspace__check(pl_workspace *ws, pl_diags *diags)
{
    if (!ws->checked && ws->index)
        pl_workspace__check_late(ws);
    bool readable = pl_workspace__is_readable(ws);
    if ((!ws->options.strict || ws->rescanned) && !ws->wrong && readable)
        pl_workspace__check_links(ws);
    if (ws->links && !ws->links_whole && readable && pl_workspace__is_wrong(ws)) {
        ws->links_whole = true;
        if (!pl_workspace__add_values(ws, diags))
            return false;
    }
    return pl_workspace__report(ws, diags);
}

bool pl_workspace_check(pl_workspace *ws, pl_diags *diags)
{
    PL_UNHEARD(diags);
    if (pl_diag_nothing(diags, ws, "workspace"))
        return false;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    pthread_mutex_lock(&ws->chores);
    bool right = pl_workspace__check(ws, diags);
    pthread_mutex_unlock(&ws->chores);
    return !pl_oom_told(&scope, diags) && right;
}
