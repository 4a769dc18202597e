/* resolution.h - titles, descriptions and tags that are expressions, of an open workspace: which
 * threads resolve them, in which generation, and what of it is kept. Private to the room.
 *
 *      resolution.c   begin, end, ask, subscribe: the contract of pipelite/phase.h
 *      phase.c        what a thread of the resolver (resolve.h) does, in a generation that it holds
 *      lifecycle.c    the phase, and events about it
 *
 * Threads: as pipelite/phase.h says; "under ws->lock" means that the caller holds it. */
#ifndef PL_WORKSPACE_RESOLUTION_H
#define PL_WORKSPACE_RESOLUTION_H
#include "workspace/meta.h"
#include "workspace/resolve.h"

/* ---- phase.c */

/* The metadata of the newest generation, under ws->lock; NULL: nothing yet. */
pl_metas *pl_workspace__metas(const pl_workspace *ws);
/* NULL until it was first asked for. Lasts as long as the workspace. */
pl_resolver *pl_workspace__resolver(pl_workspace *ws);
/* Have everything that is needed to resolve *n entries; false with errors. */
bool pl_workspace__prepare_resolution(pl_workspace *ws, uint32_t *n, pl_diags *diags);
/* Other metadata counts from now on. Under ws->lock. */
void pl_workspace__forget_metas(pl_workspace *ws);
/* Keep the metadata for the next process. False when it cannot be written. */
bool pl_workspace__save_metas(pl_workspace *ws);

/* ---- resolution.c */

/* Stop for the next generation, which is on its way; go on when it is there, or not. */
void pl_workspace__begin_rebuild(pl_workspace *ws);
void pl_workspace__end_rebuild(pl_workspace *ws, bool changed);
/* End all of it, threads included. */
void pl_workspace__end_phases(pl_workspace *ws);

#endif
