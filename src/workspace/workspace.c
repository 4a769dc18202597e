/* workspace.c - what an open workspace holds: its index and generations, its path, what belongs to
 * its newest content. All else in the room stands above it. */
#include "base/assert.h"
#include "base/str.h"
#include "workspace/state.h"
#include "workspace/value_stores.h"

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

pl_derived *pl_workspace__derived(pl_workspace *ws)
{
    if (!ws->index || ws->wrong)
        return NULL;
    if (!ws->derived) /* of an index that is not published */
        ws->derived = pl_derived_new(ws->surroundings, ws->index);
    pl_assert(pl_derived_index(ws->derived) == ws->index);
    return ws->derived;
}

#ifndef NDEBUG
void pl_workspace__assert_state(const pl_workspace *ws)
{
    const pl_index *served = ws->served ? pl_derived_index(ws->served) : NULL;
    pl_assert(!ws->derived || pl_derived_index(ws->derived) == ws->index); /* 1 */
    pl_assert(!ws->served == !ws->generations);                            /* 2 */
    pl_assert(!served || served == ws->index || ws->pending);              /* 3 */
    pl_assert(ws->files || !ws->n_files);                                  /* 4 */
    pl_assert(!ws->checked_late || ws->checked);                           /* 5 */
    pl_assert(!ws->values.done || ws->values.of == ws->index);             /* 6 */
}
#endif
