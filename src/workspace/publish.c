/* publish.c - the step from the newest content of the files to what is served.
 *
 *     files --rescan--> newest content --verify--> clean     --> published
 *                       (content.index)           not clean --> published, unless a clean
 *                                                               generation is served: then the
 *                                                               content is pending
 *
 * The newest content and what is served are the same until something is refused. The next rescan
 * starts from the newest content, so only what is new is read again; changes are reported relative
 * to what is served. */
#include "base/assert.h"
#include "base/oom.h"
#include "base/diag.h"
#include "base/str.h"
#include "workspace/lifecycle.h"
#include "workspace/resolution.h"
#include "workspace/state.h"
#include "workspace/value_stores.h"

static bool is_published(const pl_workspace *ws)
{
    return ws->shared.served && pl_derived_index(ws->shared.served) == ws->content.index;
}

/* ---- content */

/* Forget what was found out about the previous content. */
static void forget_findings(pl_workspace *ws)
{
    for (uint32_t i = 0; i < ws->files.n; i++)
        pl_verdicts_done(&ws->files.list[i].verdicts);
    ws->files.list = NULL;
    ws->files.n = 0;
    pl_diags_free(ws->verdict.links);
    ws->verdict.links = NULL;
    ws->verdict.links_whole = false;
    pl_values_check_done(&ws->values);
    pl_mem_free(ws->saved.reads);
    ws->saved.reads = NULL;
    pl_mem_free(ws->files.looked.files);
    pl_mem_free(ws->files.looked.inputs);
    ws->files.looked = (pl_looked_at){ 0 };
}

void pl_workspace__adopt(pl_workspace *ws, pl_index *index)
{
    pl_assert(index && index != ws->content.index);
    forget_findings(ws);
    pl_derived *derived = pl_derived_new(ws->surroundings, index);
    if (pl_derived_kept(ws->content.derived))
        pl_derived_keep(derived, ws->content.derived);
    if (!is_published(ws)) {
        pl_derived_free(ws->content.derived);
        pl_index_close(ws->content.index);
    }
    ws->content.index = index;
    ws->content.derived = derived;
}

void pl_workspace__publish(pl_workspace *ws, const pl_changes *changes)
{
    pl_assert(!is_published(ws));
    pl_derived_follow(ws->content.derived, ws->shared.served, changes);
    pthread_mutex_lock(&ws->lock); /* one step for threads that take the lock */
    pl_workspace__forget_metas(ws);
    ws->shared.served = ws->content.derived;
    pl_generations_publish(ws->generations, ws->content.index, ws->content.derived);
    pthread_mutex_unlock(&ws->lock);
    pl_workspace__check_content(ws);
}

/* ---- verdict */

void pl_workspace__note_problems(pl_workspace *ws, const pl_diags *diags, bool pending)
{
    pl_diags *copy = NULL;
    if (diags && pl_diags_errors(diags)) {
        copy = pl_diags_new();
        pl_diags_append(copy, diags);
        pl_str heading = pl_diags_heading(diags);
        pl_diags_set_heading(copy, heading.len ? heading.ptr : "");
    }
    pthread_mutex_lock(&ws->lock);
    pl_diags_free(ws->shared.problems);
    ws->shared.problems = copy;
    ws->shared.pending = pending;
    pthread_mutex_unlock(&ws->lock);
}

/* ---- public functions */

void pl_workspace_keep_sources(pl_workspace *ws)
{
    if (!ws)
        return;
    pthread_mutex_lock(&ws->maintenance);
    if (ws->shared.served)
        pl_derived_keep(ws->shared.served, NULL);
    if (ws->content.derived && ws->content.derived != ws->shared.served)
        pl_derived_keep(ws->content.derived, ws->shared.served);
    pl_reading_end(&ws->files.reading);
    pthread_mutex_unlock(&ws->maintenance);
}

bool pl_workspace_problems(pl_workspace *ws, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, ws, "workspace"))
        return false;
    pthread_mutex_lock(&ws->lock);
    if (ws->shared.problems) {
        pl_diags_append(diags, ws->shared.problems);
        pl_str heading = pl_diags_heading(ws->shared.problems);
        pl_diags_set_heading(diags, heading.len ? heading.ptr : "");
    }
    bool pending = ws->shared.pending;
    pthread_mutex_unlock(&ws->lock);
    return pending;
}

pl_standing pl_generation_standing(const pl_generation *generation)
{
    if (!generation)
        return 0;
    const pl_derived *d = pl_generation_derived(generation);
    return d ? pl_derived_standing(d) : PL_STANDING_UNCHECKED;
}
