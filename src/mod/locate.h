/* locate.h - finds the directory and the file of a mod (mod-language.md 1.2).
 * Threads: pure, apart from reading the disk. */
#ifndef PL_MOD_LOCATE_H
#define PL_MOD_LOCATE_H
#include "base/arena.h"

typedef enum pl_mod_where {
    PL_MOD_THERE,    /* a mod file was found: `dir` and `file` */
    PL_MOD_NONE,     /* no mod file here or above; `dir` is where the search began */
    PL_MOD_NO_DIR,   /* the start does not exist, and no directory above it is a mod */
    PL_MOD_NOT_A_DIR /* the start is a file, and no directory above it is a mod */
} pl_mod_where;

typedef struct pl_mod_place {
    pl_str dir;  /* absolute, in the arena, NUL-terminated */
    pl_str file; /* mod.pp or mod.sp in it; empty: none */
} pl_mod_place;

/* The path of `dir`'s mod.pp, else of its mod.sp, else the empty text. Anything of that name
 * counts, not only a file. In `arena`, NUL-terminated. */
pl_str pl_mod_file(pl_str dir, pl_arena *arena);
/* Search `path` (empty: the current directory) and, with `parents`, the directories above it. */
pl_mod_where pl_mod_locate(pl_str path, bool parents, pl_arena *arena, pl_mod_place *out);

#endif
