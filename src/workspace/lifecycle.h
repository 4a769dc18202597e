/* lifecycle.h - the state that a workspace is in, and the events about it (pipelite/phase.h).
 *
 *       UNINIT -> INDEXING -> RESOLVING <-> READY
 *          ^          |            |          |
 *          |          v            +----+-----+
 *          +-(mod_only)             REBUILDING       CLOSED from everywhere, for good
 *                  FAILED
 *
 * Invariants (1 and 3: pl_lifecycle__check, at each change of the state):
 *   1. Only pl_lifecycle_enter() and pl_lifecycle_update() change the state, under ws->lock, and
 * only along these arrows.
 *   2. Subscribers are called after the lock was released. They may see a later state already.
 *   3. In RESOLVING, READY and REBUILDING there is a generation; in UNINIT, INDEXING and FAILED
 *      there is none.
 *   4. CLOSED is never left.
 *
 * Where to add a state: pl_phase in pipelite/phase.h, its name in pl_phase_name() (ORDER phases),
 * its arrows in may_follow(), and whether it has a generation in pl_lifecycle__check().
 *
 * Private to the room. Threads: any. */
#ifndef PL_WORKSPACE_LIFECYCLE_H
#define PL_WORKSPACE_LIFECYCLE_H
#include <pipelite/phase.h>

/* Enter a state, and publish an event when it differs from the one before. RESOLVING and READY mean
 * the same here: whether something is left to resolve decides which of them is entered. False when
 * the workspace is closed: then nothing happens. */
bool pl_lifecycle_enter(pl_workspace *ws, pl_phase phase);
/* The number of entries to resolve may have changed: enter RESOLVING or READY accordingly. Does
 * nothing in other states. */
void pl_lifecycle_update(pl_workspace *ws);
bool pl_lifecycle_is_closed(pl_workspace *ws);

/* Fill in the current generation, resolution and state. */
void pl_lifecycle_fill(pl_workspace *ws, pl_event *event);
/* Fill them in and publish the event. */
void pl_lifecycle_publish(pl_workspace *ws, pl_event *event);
/* Publish the current state once more, because work in it begins. */
void pl_lifecycle_publish_phase(pl_workspace *ws);

#endif
