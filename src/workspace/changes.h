/* changes.h - the differences between two generations. Private to the room.
 * Threads: pure over their arguments. */
#ifndef PL_WORKSPACE_CHANGES_H
#define PL_WORKSPACE_CHANGES_H
#include "base/arena.h"
#include "workspace/kept.h"
#include <pipelite/rescan.h>

/* Owned; pl_changes_free(). */
pl_changes *pl_changes_new(void);
/* The arena for its texts. */
pl_arena *pl_changes_arena(pl_changes *changes);
/* Fill files, entries and mods; once. */
void pl_changes_find(pl_changes *changes, const pl_index *old, const pl_index *new);
/* Add the entries of `new` that `list` names, and all that depend on them, as AFFECTED, for another
 * reason than a change of their bytes. Unknown names are ignored. Call it after pl_changes_find().
 */
void pl_changes_affect(pl_changes *changes, const pl_index *new, const pl_str *list, uint32_t n);

/* weigh.c: set pl_change.effective (serving.md 12.3). Call it after all of the above. */
typedef struct pl_weighing {
    const pl_index *old, *new;
    const pl_kept *old_kept, *new_kept; /* NULL: all are effective */
    /* Does a variable or local have the same value, a mod the same database? */
    bool (*same_value)(void *ctx, pl_entry_id new_id, pl_entry_id old_id);
    void *ctx;
} pl_weighing;
void pl_changes_weigh(pl_changes *changes, const pl_weighing *w);

/* For weigh.c: call `take` for each entry that refers to entry `id` of `ix` or contains it, with
 * the id that this entry has in `new`. Mods, and entries that `new` lacks, are left out. */
typedef struct pl_dependents {
    const pl_index *new;
    void (*take)(void *ctx, pl_entry_id id);
    void *ctx;
} pl_dependents;
void pl_changes__dependents(const pl_index *ix, pl_entry_id id, const pl_dependents *of);
/* pl_changes.entries, to be changed; the names that were given to pl_changes_affect(). */
pl_change *pl_changes__entries(pl_changes *changes);
const pl_str *pl_changes__reasons(const pl_changes *changes, size_t *n);

#endif
