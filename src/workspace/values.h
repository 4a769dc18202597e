/* values.h - the state of the check of the values of a workspace.
 *
 * An image stores the prechecks of each file, the paths that functions read, and the keys of the
 * inputs with which all values were right. A key is a hash of the values of variables, the
 * connections, the states of those paths and, if an expression reads it, the environment.
 *
 * Invariants (pl_values_check__check):
 *   1. `n_read` is at most the number of reads, and `by_path` has each path once.
 *   2. There are at most PL_VALUES_KEYS keys.
 *   3. `done` implies that `of` is the newest index.
 *
 * Private to the room. Threads: under ws->maintenance. */
#ifndef PL_WORKSPACE_VALUES_H
#define PL_WORKSPACE_VALUES_H
#include "base/map.h"
#include "base/vec.h"
#include "index/renew.h"
#include "workspace/read_files.h"

enum { PL_VALUES_KEYS = 8 }; /* the most keys that an image stores, the newest first */

typedef struct pl_values_check {
    PL_VEC(pl_read_file) reads; /* the files that functions read */
    uint32_t n_read;            /* the states of this many, from the first on, are known */
    pl_map by_path;             /* -> position in `reads` */
    pl_arena texts;
    uint64_t keys[PL_VALUES_KEYS];
    uint32_t n_keys;
    const pl_index *of; /* the index that `done` is about, with the present inputs */
    bool done, dirty;   /* all values are right; the image does not have this key yet */
} pl_values_check;

/* Free everything and forget the result; the struct may be used again. */
void pl_values_check_done(pl_values_check *check);
#ifndef NDEBUG
void pl_values_check__check(const pl_values_check *check, const pl_index *newest);
#else
static inline void pl_values_check__check(const pl_values_check *check, const pl_index *newest)
{
    (void)check;
    (void)newest;
}
#endif

#endif
