/* patch.h - old image + changed files -> new image: the two ways, and what they need. Private to
 * the room.
 *
 * Threads: pure over their arguments. */
#ifndef PL_INDEX_PATCH_H
#define PL_INDEX_PATCH_H
#include "index/patch_rows.h"

/* graft.c: link some files again. Owned; pl_index_close(). NULL if all must be linked anew. */
pl_index *pl_patch__graft(pl_patch *pt);
/* relink.c: link all files anew. Owned; pl_index_close(). NULL if the image would be too large, or
 * if `old` contradicts itself. */
pl_index *pl_patch__relink(const pl_index *old, const pl_build *what);

/* recover.c: the rows that the scanner gave for the entries of `file`, as far as linking needs
 * them: what came through `base`, names of anonymous blocks and marks of linking are gone,
 * references have their texts back. Missing: places inside a block, lines of attributes, upper
 * halves of block hashes, blocks that linking drops (mod blocks that do not count). In `arena`;
 * keeps nothing of `ix`. */
const pl_part *pl_index__recover(const pl_index *ix, uint32_t file, pl_arena *arena);

/* string_gc.c: is more than a fifth of the image's text no longer in use? O(image). */
bool pl_index__has_garbage(const pl_index *ix);

#endif
