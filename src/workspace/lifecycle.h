/* lifecycle.h - the phase of a workspace, and the events about it (pipelite/phase.h).
 *
 *       UNINIT -> INDEXING -> RESOLVING <-> READY
 *          ^          |            |          |
 *          |          v            +----+-----+
 *          +-(mod_only)             REBUILDING       CLOSED: from every state, never left
 *                  FAILED
 *
 * Invariants (1 and 3: pl_lifecycle__check, at each change of the state):
 *   1. Only pl_lifecycle_enter() and pl_lifecycle_update() change the state, under ws->lock, and
 *      only along these arrows.
 *   2. Subscribers are called after the lock was released. The state may have changed by then.
 *   3. In RESOLVING, READY and REBUILDING there is a generation; in UNINIT, INDEXING and FAILED
 *      there is none.
 *   4. CLOSED is never left.
 *
 * To add a state, change pl_phase in pipelite/phase.h, pl_phase_name() (ORDER phases), may_follow()
 * for its arrows, and pl_lifecycle__check() for whether it has a generation.
 *
 * Private to the room. Threads: any. */
#ifndef PL_WORKSPACE_LIFECYCLE_H
#define PL_WORKSPACE_LIFECYCLE_H
#include <pipelite/phase.h>

/* Enter a state, and publish an event if it differs from the state before. RESOLVING and READY are
 * interchangeable here: READY is entered if nothing is left to resolve, else RESOLVING. False if
 * the workspace is closed; nothing happens then. */
bool pl_lifecycle_enter(pl_workspace *ws, pl_phase phase);
/* The number of entries to resolve may have changed: enter RESOLVING or READY accordingly. Does
 * nothing in other states. */
void pl_lifecycle_update(pl_workspace *ws);
bool pl_lifecycle_is_closed(pl_workspace *ws);

/* Set generation, resolution and phase of `event` to the current ones. */
void pl_lifecycle_fill(pl_workspace *ws, pl_event *event);
/* Fill in `event` and publish it. */
void pl_lifecycle_publish(pl_workspace *ws, pl_event *event);
/* Publish the current phase once more, because work in it begins. */
void pl_lifecycle_publish_phase(pl_workspace *ws);

#endif
