/* linter.h - explains what is wrong in the files of a workspace, and how to mend it.
 *
 * The checks of this room report what Powerpipe reports, and stop where it stops: an
 * unresolved reference hides a misspelt word, and one broken file hides all others. The linter
 * reads the syntax tree of every file again. It reports each cycle, each name that leads nowhere,
 * each attribute, block and function that does not exist, with its place and the nearest name, and
 * values of the wrong type; in a file with syntax errors, it reads the blocks that have none.
 * Values that no panel supports are warnings, and so are errors that occur only in a run.
 *
 * The checks decide whether the workspace is right: if they found no errors, pl_linter_merge()
 * drops the errors of the linter.
 *
 *   linter.c         files and their declarations
 *   linter_broken.c  blocks of files with syntax errors
 *   linter_blocks.c  blocks: attributes, nested blocks, values
 *   linter_refs.c    references and functions
 *   linter_connections.c  names of connections
 *   linter_types.c   shapes of blocks, values of the wrong type
 *   linter_cycles.c  cycles
 *   fault_own.c      one list of what the checks and the linter found
 *
 * Lifetime: texts are copied. Threads: one per object. */
#ifndef PL_CHECK_LINTER_H
#define PL_CHECK_LINTER_H
#include "base/diag.h"

typedef struct pl_linter pl_linter;

/* Owned; pl_linter_free(). */
pl_linter *pl_linter_new(void);
void pl_linter_free(pl_linter *linter); /* NULL is fine */
/* Add a connection that can be referred to, "type.name"; `configured`: it is declared, not implied.
 * References to others are warned of, if any was added. */
void pl_linter_add_connection(pl_linter *linter, pl_str name, bool configured);
/* Add the next mod; the workspace's own comes first. */
void pl_linter_add_mod(pl_linter *linter, pl_str short_name);
/* Add a file of a mod that was added; `mod` is the mod's position. */
void pl_linter_add_file(pl_linter *linter, pl_str path, pl_str text, uint32_t mod);
/* Replace the text of a file that was added; false: there is none of that path. */
bool pl_linter_replace_file(pl_linter *linter, pl_str path, pl_str text);
/* Examine all files, after the last was added. Later runs examine what was replaced and the files
 * that depend on it; the result is that of a new linter of the same files. */
void pl_linter_run(pl_linter *linter);
/* Examine the files when not all were added: only warnings about values can be relied on. */
void pl_linter_run_on_values(pl_linter *linter);
/* Append to `out`, by file and place, what the checks `found` and what the linter found, without
 * messages of `found` that a finding of the linter explains better. */
void pl_linter_merge(pl_linter *linter, const pl_diags *found, pl_diags *out);

#endif
