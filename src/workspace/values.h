/* values.h - what the check of the values of a workspace knows and remembers.
 *
 * What an image keeps of it: the questions of each file, the paths that functions looked
 * at, and the keys of what the values were right for. A key is made of the values of
 * variables, the connections, the states of those paths, and the environment when an
 * expression asks for it.
 *
 * Invariants (pl_values_check__check):
 *   1. The states of at most all reads are known, and `by_path` names each of them once.
 *   2. There are at most PL_VALUES_KEYS keys.
 *   3. What is done was done for an index, the newest one.
 *
 * Private to the room. Threads: under ws->maintenance. */
#ifndef PL_WORKSPACE_VALUES_H
#define PL_WORKSPACE_VALUES_H
#include "base/map.h"
#include "base/vec.h"
#include "index/renew.h"
#include "workspace/read_files.h"

enum { PL_VALUES_KEYS = 8 }; /* that an image keeps, the newest first */

typedef struct pl_values_check {
    PL_VEC(pl_read_file) reads; /* what functions looked at; of the first `n_read` the states */
    uint32_t n_read;
    pl_map by_path; /* -> position in `reads` */
    pl_arena texts;
    uint64_t keys[PL_VALUES_KEYS];
    uint32_t n_keys;
    const pl_index *of; /* `done` is about this one, and these inputs */
    bool done, dirty;   /* checked and right; the image does not know yet */
} pl_values_check;

/* Forget all of it; it may be used again. */
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
