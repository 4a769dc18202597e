/* installed.h - the tree of installed mods, as `mod list` shows it (cli.md 2.8).
 * Lifetime: in the caller's arena. Threads: any; it reads files. */
#ifndef PL_WORKSPACE_INSTALLED_H
#define PL_WORKSPACE_INSTALLED_H
#include "base/arena.h"
#include <pipelite/workspace.h>

typedef struct pl_installed {
    pl_str label; /* short name of the workspace mod; dependency path of any other */
    struct pl_installed *children; /* by name */
    struct pl_installed *next;
} pl_installed;

/* Return the tree of the mods that are both in the lock file and in their folders, with the
 * workspace's own mod as its root. Reads the lock file at each call. NULL if the workspace has no
 * mod file, or it cannot be read. A branch ends at a mod that is its own ancestor, and at these
 * limits, because a lock file may be hostile. */
enum { PL_INSTALLED_MAX = 10000, PL_INSTALLED_DEPTH = 100 };
const pl_installed *pl_workspace_installed_tree(const pl_workspace *ws, pl_arena *arena);

#endif
