/* kept.h - the sources of one generation as they were when it was made.
 *
 * They are needed after the files have changed on disk, for two purposes. A generation that is
 * still held, or served in place of broken content, goes on loading resources. And a rescan finds
 * out whether an entry differs in more than blanks, line breaks and comments (serving.md 12.3).
 *
 *     text     of each file, deflated (a fifth of its size). Files of installed mods are kept, too,
 *              because an install removes the old ones
 *     effect   of each entry: a hash of the tokens of its block, comments and line breaks left out
 *
 * Generations in which a file is the same share its text.
 *
 * Private to the room. Threads: immutable; any number may read. */
#ifndef PL_WORKSPACE_KEPT_H
#define PL_WORKSPACE_KEPT_H
#include "base/arena.h"
#include "index/read.h"

typedef struct pl_kept pl_kept;

/* Read all files of `ix`. Texts of files that are the same in `old_ix` are shared with `old`
 * instead (both NULL: there is none). A file that has changed since `ix` was made is left out.
 * Owned; pl_kept_free(). */
pl_kept *pl_kept_read(const pl_index *ix, pl_str dir, const pl_index *old_ix, const pl_kept *old);
void pl_kept_free(pl_kept *kept); /* NULL is fine */

/* The hash of the tokens of an entry; 0: its file is not kept. */
uint32_t pl_kept_effect(const pl_kept *kept, pl_entry_id id);
/* Inflate the text of a file into `arena`, with PL_VIEW_SLACK zero bytes after its end; false if it
 * is not kept. */
bool pl_kept_text(const pl_kept *kept, uint32_t file, pl_arena *arena, pl_str *out);

#endif
