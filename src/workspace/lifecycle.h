/* lifecycle.h - the state that a workspace is in, and who is told of it (pipelite/phase.h).
 *
 *       UNINIT -> INDEXING -> RESOLVING <-> READY
 *          ^          |            |          |
 *          |          v            +----+-----+
 *          +-(mod_only)             REBUILDING       CLOSED from everywhere, for good
 *                  FAILED
 *
 * Invariants:
 *   1. Only pl_lifecycle_enter() changes the state, under ws->lock, and only along these arrows.
 *   2. Subscribers are told after the lock was given up. They may see a later state already.
 *   3. In RESOLVING, READY and REBUILDING there is a generation to be had.
 *
 * Private to the room. Threads: any. */
#ifndef PL_WORKSPACE_LIFECYCLE_H
#define PL_WORKSPACE_LIFECYCLE_H
#include <pipelite/phase.h>

/* Enter a state and tell subscribers when it is another one. RESOLVING and READY stand for
 * whichever of the two it is: what is there decides. False when the workspace is closed: nothing
 * happens. */
bool pl_lifecycle_enter(pl_workspace *ws, pl_phase phase);
/* What is to be resolved may be another number now: RESOLVING or READY. Nothing in other states. */
void pl_lifecycle_update(pl_workspace *ws);
bool pl_lifecycle_is_closed(pl_workspace *ws);

/* The generation, the resolution and the state of now. */
void pl_lifecycle_fill(pl_workspace *ws, pl_event *event);
/* Fill them in and tell subscribers. */
void pl_lifecycle_tell(pl_workspace *ws, pl_event *event);
/* Tell the state once more: work in it begins. */
void pl_lifecycle_tell_phase(pl_workspace *ws);

#endif
