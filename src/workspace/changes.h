/* changes.h - what two generations say differently. Private to the room.
 * Threads: pure over their arguments. */
#ifndef PL_WORKSPACE_CHANGES_H
#define PL_WORKSPACE_CHANGES_H
#include "base/arena.h"
#include <pipelite/rescan.h>

/* Owned; pl_changes_free(). */
pl_changes *pl_changes_new(void);
/* For texts of it. */
pl_arena *pl_changes_arena(pl_changes *changes);
/* Fill files, entries and mods; once. */
void pl_changes_find(pl_changes *changes, const pl_index *old, const pl_index *new);

#endif
