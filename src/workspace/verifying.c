/* verifying.c - is the newest content of the files right, and what is wrong with it?
 *
 *      files    syntax, schema and static verdicts: from the image, or from a late check of files
 *               that have none in the image
 *      links    errors between resources; checked once all files can be read
 *      values   errors in what expressions give (values.c)
 *      whole    are all required mods installed?
 *
 * All of this is called by the thread that holds the maintenance lock. */
#include "base/assert.h"
#include "base/diag.h"
#include "base/oom.h"
#include "base/str.h"
#include "check/static_links.h"
#include "workspace/lifecycle.h"
#include "workspace/state.h"

/* ---- files and links */

/* List the files of the image with the verdicts that it has; only the others need a check. */
static void name_unchecked(pl_workspace *ws)
{
    uint32_t n;
    pl_workspace__name_files(ws);
    const pl_ix_file *rows = pl_index_files(ws->content.index, &n);
    for (uint32_t i = 0; i < n; i++) {
        pl_source_file *f = &ws->files.list[i];
        f->known = f->left_out = rows[i].flags & PL_IX_FILE_SYNTAX;
        if (!f->known)
            continue;
        f->verdicts.syntax = pl_workspace__verdict(ws->content.index, 0, i, f->path);
        f->verdicts.schema = pl_workspace__verdict(ws->content.index, 1, i, f->path);
    }
}

/* Compute the verdicts that are missing, file by file. */
void pl_workspace__check_late(pl_workspace *ws)
{
    pl_pass pass = { .check = true, .threads = ws->options.threads };
    if (!ws->files.list)
        name_unchecked(ws);
    pl_workspace__pass(ws, &pass);
    for (uint32_t i = 0; i < ws->files.n; i++)
        ws->files.list[i].left_out = ws->files.list[i].left_out && !ws->files.list[i].known;
    ws->verdict.checked = ws->verdict.checked_late = true;
}

/* Check the links between resources; the messages go to `ws->verdict.links`. */
void pl_workspace__check_links(pl_workspace *ws)
{
    if (ws->verdict.links || !ws->content.index)
        return;
    ws->verdict.links = pl_diags_new();
    ws->verdict.links_whole = false;
    pl_check_links(ws->content.index, ws->files.place.dir, ws->options.variables_only,
                   ws->verdict.links);
}

bool pl_workspace__check(pl_workspace *ws, pl_diags *diags)
{
    if (!ws->verdict.checked && ws->content.index)
        pl_workspace__check_late(ws);
    bool readable = pl_workspace__is_readable(ws);
    if ((!ws->options.strict || ws->content.rescanned) && !ws->verdict.wrong && readable)
        pl_workspace__check_links(ws);
    if (ws->verdict.links && !ws->verdict.links_whole && readable && pl_workspace__is_wrong(ws)) {
        ws->verdict.links_whole = true;
        if (!pl_workspace__add_values(ws, diags))
            return false;
    }
    return pl_workspace__report_errors(ws, diags);
}

/* ---- the whole content */

/* Are the first mod and all mods that it requires, directly or not, installed? `seen` and
 * `waiting` have room for all mods; each mod is visited once. */
static bool is_whole(const pl_workspace *ws, bool *seen, uint32_t *waiting)
{
    uint32_t n = 1;
    bool ok = true;
    seen[0] = true;
    waiting[0] = 0;
    while (ok && n) {
        uint32_t i = waiting[--n];
        const pl_tree_mod *m = &ws->files.tree.list[i];
        ok = m->n_deps >= m->info.n_mods && !(ws->files.skipped && ws->files.skipped[i]);
        for (uint32_t k = 0; k < m->n_deps; k++) {
            if (!seen[m->deps[k]])
                waiting[n++] = m->deps[k];
            seen[m->deps[k]] = true;
        }
    }
    return ok;
}

/* Report missing mods in the words of the command line. A saved image, which has no tree of
 * mods, is complete. */
static bool has_all_mods(const pl_workspace *ws, pl_diags *diags)
{
    if (!ws->files.tree.n || ws->options.mod_only)
        return true;
    bool *seen = pl_mem_zalloc(ws->files.tree.n);
    uint32_t *waiting = pl_mem_alloc(ws->files.tree.n * sizeof *waiting);
    bool ok = is_whole(ws, seen, waiting);
    pl_mem_free(waiting);
    pl_mem_free(seen);
    if (!ok)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_MISSING_MOD, "%s", PL_TREE_MISSING);
    return ok;
}

bool pl_workspace__verify(pl_workspace *ws, pl_diags *diags)
{
    size_t before = pl_diags_errors(diags);
    bool ok = has_all_mods(ws, diags) && pl_workspace__check(ws, diags) &&
              pl_workspace__check_values(ws, diags);
    pl_assert(ok == (pl_diags_errors(diags) == before));
    if (atomic_load(&ws->surroundings->cancelled)) /* a cancelled check has no verdict */
        return false;
    if (ws->content.derived)
        pl_derived_set_standing(ws->content.derived,
                                ok ? PL_STANDING_CLEAN : PL_STANDING_INCOMPLETE);
    if (!ws->verdict.failed) /* otherwise the errors of the files on disk are newer */
        pl_workspace__note_problems(ws, ok ? NULL : diags, ws->shared.pending && !ok);
    return ok;
}

/* ---- public functions */

/* Call `work` while no other thread maintains the workspace. */
static bool maintain(pl_workspace *ws, bool (*work)(pl_workspace *ws, pl_diags *diags),
                     pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, ws, "workspace"))
        return false;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    pthread_mutex_lock(&ws->maintenance);
    bool ok = work(ws, diags);
    pthread_mutex_unlock(&ws->maintenance);
    return !pl_oom_end_reported(&scope, diags) && ok;
}

bool pl_workspace_check(pl_workspace *ws, pl_diags *diags)
{
    return maintain(ws, pl_workspace__check, diags);
}

bool pl_workspace_check_values(pl_workspace *ws, pl_diags *diags)
{
    return maintain(ws, pl_workspace__check_values, diags);
}

static bool verify_open(pl_workspace *ws, pl_diags *diags)
{
    if (!pl_lifecycle_is_closed(ws))
        return pl_workspace__verify(ws, diags);
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_CLOSED, "the workspace is closed");
    return false;
}

bool pl_workspace_verify(pl_workspace *ws, pl_diags *diags)
{
    return maintain(ws, verify_open, diags);
}
