/* installed.h - the tree of installed mods, as `mod list` shows it (cli.md 2.8).
 * Lifetime: in the caller's arena. Threads: pure but for what is on disk. */
#ifndef PL_WORKSPACE_INSTALLED_H
#define PL_WORKSPACE_INSTALLED_H
#include "base/arena.h"
#include <pipelite/workspace.h>

typedef struct pl_installed {
    pl_str label; /* short name of the workspace mod; dependency path of any other */
    struct pl_installed *children; /* by name */
    struct pl_installed *next;
} pl_installed;

/* What the lock file lists and is really there; NULL when the workspace has no
 * mod file. A mod that is its own ancestor ends the branch, and so do depth and
 * number of mods beyond these: lock files are input too. */
enum { PL_INSTALLED_MAX = 10000, PL_INSTALLED_DEPTH = 100 };
const pl_installed *pl_workspace_installed(const pl_workspace *ws, pl_arena *arena);

#endif
