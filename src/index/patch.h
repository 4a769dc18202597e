/* patch.h - old image + changed files -> new image, in steps. Private to the room.
 *
 * Threads: pure over their arguments. */
#ifndef PL_INDEX_PATCH_H
#define PL_INDEX_PATCH_H
#include "index/link.h"

/* The rows that the scanner gave for the entries of `file`, as far as linking needs them:
 * what came through `base`, names of anonymous blocks and marks of linking are gone,
 * references have their texts back. Missing: places inside a block, lines of attributes,
 * upper halves of block hashes, blocks that linking drops (mod blocks that do not
 * count). In `arena`; keeps nothing of `ix`. */
const pl_part *pl_index__recover(const pl_index *ix, uint32_t file, pl_arena *arena);

/* splice.c: the image with new rows in place of some, and edges (graft.c) where they are
 * others; NULL when all has to be linked anew. */
pl_index *pl_index__splice(const pl_index *old, const pl_build *what, pl_patch_way *way);
/* sweep.c: more than a fifth of its text is named by nothing. O(image). */
bool pl_index__is_wasteful(const pl_index *ix);

#endif
