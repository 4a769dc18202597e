/* path.h - paths as text, and directories that must exist.
 *
 * The text functions are lexical: no link is looked at. Results are in `arena`, NUL-terminated.
 * Threads: pure but for the directories they make. */
#ifndef PL_BASE_PATH_H
#define PL_BASE_PATH_H
#include "base/arena.h"

/* The shortest equal path: no `//`, no `.`, `..` worked off; "." for nothing. */
pl_str pl_path_clean(pl_arena *arena, pl_str path);
/* `path` itself when it is absolute, else `path` below `dir`; cleaned. */
pl_str pl_path_join(pl_arena *arena, pl_str dir, pl_str path);
/* `~` and `~/x` with the home directory in place of `~`; anything else as it is. */
pl_str pl_path_home(pl_arena *arena, pl_str home, pl_str path);
/* Make the directory and its parents (mode 0755, less the umask). 0 when it is
 * there in the end, else errno. */
int pl_path_make_dirs(pl_str path);
/* Like pl_path_make_dirs(), with mode 0700 for new directories; existing ones are not changed. */
int pl_path_make_private_dirs(pl_str path);
/* `path` relative to the folder `dir` if it is below it, else all of it. Borrowed from `path`. */
pl_str pl_path_below(pl_str path, pl_str dir);

#endif
