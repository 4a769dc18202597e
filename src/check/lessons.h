/* lessons.h - explains what is wrong in the files of a workspace, and how to mend it.
 *
 * The checks of this room say what the real program says, and stop where it stops: what does not
 * resolve hides what is misspelt, and one broken file hides all others. Lessons are a second look
 * at every file, by its syntax tree alone: each name that leads nowhere, circle, attribute, block
 * and function that does not exist, with its place and the nearest name; values of the wrong type.
 * In a file with syntax errors it is every block without one. Values that no panel
 * knows are warnings; so is what fails only when it is run.
 *
 * What the checks found decides whether the workspace is right: pl_lessons_merge() drops errors of
 * its own when they found none.
 *
 *   lessons.c        files, and what they declare
 *   lessons_broken.c blocks of files with syntax errors
 *   lessons_look.c   blocks: attributes, nested blocks, values
 *   lessons_refs.c   references and functions
 *   lessons_types.c  shapes of blocks, values of the wrong type
 *   lessons_circle.c circles
 *   lessons_merge.c  what the checks found and what was learned, in one list
 *
 * Lifetime: texts are copied. Threads: one per object. */
#ifndef PL_CHECK_LESSONS_H
#define PL_CHECK_LESSONS_H
#include "base/diag.h"

typedef struct pl_lessons pl_lessons;

/* Owned; pl_lessons_free(). */
pl_lessons *pl_lessons_new(void);
void pl_lessons_free(pl_lessons *lessons); /* NULL is fine */
/* The next mod; the workspace's own comes first. */
void pl_lessons_add_mod(pl_lessons *lessons, pl_str short_name);
/* A file of a mod that was added. */
void pl_lessons_add_file(pl_lessons *lessons, pl_str path, pl_str text, uint32_t mod);
/* Look at all of them, once. */
void pl_lessons_look(pl_lessons *lessons);
/* The same where not all files were added: warnings about values alone are to be believed. */
void pl_lessons_look_at_values(pl_lessons *lessons);
/* Append to `out` what was `found` by the checks and what was learned, by file and place: without
 * what `found` says less well. */
void pl_lessons_merge(const pl_lessons *lessons, const pl_diags *found, pl_diags *out);

#endif
