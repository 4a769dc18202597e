/* workspace.c - the data of an open workspace: its index and generations, its path, and what is
 * derived from its newest content. All other files of the room are on top of this one. */
#include "base/assert.h"
#include "base/cast.h"
#include "base/sized.h"
#include "base/str.h"
#include "workspace/state.h"
#include "workspace/value_stores.h"
#include "workspace/newest.h"

const pl_index *pl_workspace_index(const pl_workspace *ws)
{
    if (!ws)
        return NULL;
    if (ws->shared.served)
        return pl_derived_index(ws->shared.served);
    return ws->verdict.wrong ? NULL : ws->content.index;
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
    return ws->files.place.dir;
}

static void fill_open_times(const pl_workspace *ws, pl_open_times *out)
{
    if (!ws) {
        *out = (pl_open_times){ 0 };
        return;
    }
    pthread_mutex_t *lock = pl_unconst(&ws->lock); /* no workspace is a constant object */
    pthread_mutex_lock(lock);
    *out = ws->times;
    pthread_mutex_unlock(lock);
}

void pl_workspace_times_sized(size_t size, const pl_workspace *ws, pl_open_times *out)
{
    pl_open_times known;
    fill_open_times(ws, &known);
    pl_sized_fill(out, size, &known, sizeof known);
}

pl_derived *pl_workspace__derived(pl_workspace *ws)
{
    if (!ws->content.index || ws->verdict.wrong)
        return NULL;
    if (!ws->content.derived) /* the index is not published */
        ws->content.derived = pl_derived_new(ws->surroundings, ws->content.index);
    pl_assert(pl_derived_index(ws->content.derived) == ws->content.index);
    return ws->content.derived;
}

#ifndef NDEBUG
static void check_files(const pl_workspace_files *f)
{
    pl_assert(f->list || !f->n); /* F1 */
    for (size_t i = 0; i < f->held.n; i++)
        for (size_t k = i + 1; k < f->held.n; k++)
            pl_assert(f->held.at[i].path != f->held.at[k].path);              /* F2 */
    pl_assert(f->looked.as_of_ns || (!f->looked.files && !f->looked.inputs)); /* F3 */
}

static void check_content(const pl_workspace_content *c)
{
    pl_assert(!c->derived || pl_derived_index(c->derived) == c->index); /* C1 */
    pl_assert(!c->index || !c->linking.builder);                        /* C2 */
    pl_assert(c->index || !c->rescanned);                               /* C3 */
}

void pl_workspace__check_content(const pl_workspace *ws)
{
    const pl_derived *served = ws->shared.served;
    check_files(&ws->files);
    check_content(&ws->content);
    pl_assert(!ws->verdict.checked_late || ws->verdict.checked); /* V1 */
    pl_assert(!ws->verdict.links_whole || ws->verdict.links);    /* V2 */
    pl_assert(!ws->verdict.wrong || !served);                    /* V3 */
    pl_assert(!served == !ws->generations);                      /* S1 */
    pl_assert(!served || ws->shared.pending ||
              pl_derived_index(served) == ws->content.index); /* S2 */
    pl_assert(served || !ws->shared.pending);                 /* S3 */
    pl_saved__check(&ws->saved);
    pl_values_check__check(&ws->values, ws->content.index);
}

void pl_workspace__check_shared(const pl_workspace *ws)
{
    const pl_background *b = &ws->background;
    pl_assert(!ws->shared.served || ws->generations);            /* S1 */
    pl_assert(ws->shared.served || !ws->shared.pending);         /* S3 */
    pl_assert(!b->queued || (b->resolver && ws->shared.served)); /* B1, B2 */
}
#endif
