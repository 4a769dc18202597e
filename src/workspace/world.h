/* world.h - the values and the resources of an open workspace, worked out when somebody
 * asks.
 * Threads: any number may ask; a world is for one at a time (pl_world_enter), a loader for
 * any number. */
#ifndef PL_WORKSPACE_WORLD_H
#define PL_WORKSPACE_WORLD_H
#include "load/loader.h"
#include "mod/world.h"
#include <pipelite/rescan.h>
#include <pipelite/values.h>

/* Made by the first call; borrowed from `ws`. NULL with errors in `diags` when the values
 * of variables from outside are wrong, or there is no index. */
pl_world *pl_workspace_world(pl_workspace *ws, pl_diags *diags);
/* The same for the loader of its resources. */
pl_loader *pl_workspace_loader(pl_workspace *ws, pl_diags *diags);

/* ---- private to the room */

/* Of who holds ws->lock. */
pl_loader *pl_workspace__loader(pl_workspace *ws, pl_diags *diags);
pl_cache *pl_workspace__cache(pl_workspace *ws);
/* A world of any index of the workspace; owned. */
pl_world *pl_workspace__world_of(pl_workspace *ws, const pl_index *ix, pl_diags *diags);
/* follow.c: `old` was the newest generation, ws->index is the index of the next. */
void pl_workspace__hand_on(pl_workspace *ws, pl_generation *old, const pl_changes *changes);
/* phase.c: stop for the next generation, which is on its way; it is there, or not; go on. */
void pl_workspace__begin_rebuild(pl_workspace *ws);
void pl_workspace__end_rebuild(pl_workspace *ws, bool changed);
/* loading.c: forget what was loaded with the values that go. */
void pl_workspace__drop_loader(pl_workspace *ws);
/* phase.c: forget what was resolved, of who holds ws->lock; end all of it, threads included;
 * keep it for the next process. */
void pl_workspace__forget_metas(pl_workspace *ws);
void pl_workspace__end_phases(pl_workspace *ws);
bool pl_workspace__save_metas(pl_workspace *ws);
/* world.c: of who holds ws->lock. */
pl_world *pl_workspace__world(pl_workspace *ws, pl_diags *diags);

#endif
