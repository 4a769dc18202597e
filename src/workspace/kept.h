/* kept.h - the sources of one generation as they were when it was made.
 *
 * Two things need them after the files have changed on disk: a generation that is held, or served
 * in place of broken content, goes on loading resources; and what has changed effectively is found
 * from what differs in blanks, line breaks and comments alone (serving.md 12.3).
 *
 *     text     of each file, deflated (a fifth of its size): own mods are edited, installed ones
 *              are replaced by an install, and the old ones are gone then
 *     effect   of each entry: a hash of the tokens of its block, comments and line breaks left out
 *
 * Texts are shared by generations in which a file is the same.
 *
 * Private to the room. Threads: immutable; any number may read. */
#ifndef PL_WORKSPACE_KEPT_H
#define PL_WORKSPACE_KEPT_H
#include "base/arena.h"
#include "index/read.h"

typedef struct pl_kept pl_kept;

/* Read the files of `ix`, those that are the same in `old_ix` excepted, whose texts are taken from
 * `old` (both NULL: there is none). A file that is not what `ix` says any more is left out. Owned;
 * pl_kept_free(). */
pl_kept *pl_kept_read(const pl_index *ix, pl_str dir, const pl_index *old_ix, const pl_kept *old);
void pl_kept_free(pl_kept *kept); /* NULL is fine */

/* 0: it is not known. */
uint32_t pl_kept_effect(const pl_kept *kept, pl_entry_id id);
/* The text of a file in `arena`, with PL_VIEW_SLACK zero bytes after its end; false when it was not
 * kept. */
bool pl_kept_text(const pl_kept *kept, uint32_t file, pl_arena *arena, pl_str *out);

#endif
