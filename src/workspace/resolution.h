/* resolution.h - resolves titles, descriptions and tags that are expressions, in an open workspace.
 * Private to the room.
 *
 *      resolution.c   the public functions of pipelite/phase.h
 *      phase.c        the work of a thread of the resolver (resolve.h), in a generation that it
 *                     holds; loading and saving metadata
 *      lifecycle.c    the phase, and the events about it
 *
 * Threads: as pipelite/phase.h says; "under ws->lock" means that the caller holds it. */
#ifndef PL_WORKSPACE_RESOLUTION_H
#define PL_WORKSPACE_RESOLUTION_H
#include "workspace/meta.h"
#include "workspace/resolve.h"

/* ---- phase.c */

/* The metadata of the newest generation; NULL: there is none yet. Under ws->lock. */
pl_metas *pl_workspace__metas(const pl_workspace *ws);
/* The resolver, which lives as long as the workspace; NULL until resolution was first prepared. */
pl_resolver *pl_workspace__resolver(pl_workspace *ws);
/* Make everything that resolving needs; *n is the number of entries in the index. False with
 * errors. */
bool pl_workspace__prepare_resolution(pl_workspace *ws, uint32_t *n, pl_diags *diags);
/* Prepare for other metadata: of another generation, or after the inputs have changed. Under
 * ws->lock. */
void pl_workspace__forget_metas(pl_workspace *ws);
/* Save the metadata for the next process. False when it cannot be written. */
bool pl_workspace__save_metas(pl_workspace *ws);

/* ---- resolution.c */

/* Pause resolution while a rescan makes the next generation, and continue it afterwards. `changed`:
 * a generation was published. Not under ws->lock. */
void pl_workspace__begin_rebuild(pl_workspace *ws);
void pl_workspace__end_rebuild(pl_workspace *ws, bool changed);
/* Stop resolution, join its threads, and free the resolver and all subscriptions. */
void pl_workspace__end_phases(pl_workspace *ws);

#endif
