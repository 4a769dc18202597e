/* lessons.h - explains what is wrong in the files of a workspace, and how to mend it.
 *
 * The checks of this room report what Powerpipe reports, and stop where it stops: an
 * unresolved reference hides a misspelt word, and one broken file hides all others. Lessons read
 * the syntax tree of every file again. They report each circle, each name that leads nowhere, each
 * attribute, block and function that does not exist, with its place and the nearest name, and
 * values of the wrong type; in a file with syntax errors, they read the blocks that have none.
 * Values that no panel knows are warnings, and so are errors that occur only in a run.
 *
 * The checks decide whether the workspace is right: if they found no errors, pl_lessons_merge()
 * drops those of the lessons.
 *
 *   lessons.c        files and their declarations
 *   lessons_broken.c blocks of files with syntax errors
 *   lessons_look.c   blocks: attributes, nested blocks, values
 *   lessons_refs.c   references and functions
 *   lessons_types.c  shapes of blocks, values of the wrong type
 *   lessons_circle.c circles
 *   lessons_merge.c  one list of what the checks and the lessons found
 *
 * Lifetime: texts are copied. Threads: one per object. */
#ifndef PL_CHECK_LESSONS_H
#define PL_CHECK_LESSONS_H
#include "base/diag.h"

typedef struct pl_lessons pl_lessons;

/* Owned; pl_lessons_free(). */
pl_lessons *pl_lessons_new(void);
void pl_lessons_free(pl_lessons *lessons); /* NULL is fine */
/* Add the next mod; the workspace's own comes first. */
void pl_lessons_add_mod(pl_lessons *lessons, pl_str short_name);
/* Add a file of a mod that was added; `mod` is the mod's position. */
void pl_lessons_add_file(pl_lessons *lessons, pl_str path, pl_str text, uint32_t mod);
/* Examine all files. Call it once, after the last was added. */
void pl_lessons_look(pl_lessons *lessons);
/* Examine the files when not all were added: only warnings about values can be relied on. */
void pl_lessons_look_at_values(pl_lessons *lessons);
/* Append to `out`, by file and place, what the checks `found` and what the lessons found, without
 * messages of `found` that a lesson says better. */
void pl_lessons_merge(const pl_lessons *lessons, const pl_diags *found, pl_diags *out);

#endif
