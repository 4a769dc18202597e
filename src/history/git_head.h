/* git_head.h - the commit that a folder is at, as git says.
 *
 * git is run without hooks, prompts and programs that a repository could name.
 *
 * Threads: any. */
#ifndef PL_HISTORY_GIT_HEAD_H
#define PL_HISTORY_GIT_HEAD_H
#include "base/arena.h"

/* The commit of the repository that `folder` is in; empty if it is in none, if there is no git or
 * it takes longer than two seconds. *dirty: tracked files below the folder differ from the commit.
 * In `arena`. */
pl_str pl_git_head(pl_str folder, const char *const *environment, pl_arena *arena, bool *dirty);

#endif
