/* locate.h - where is the mod? (mod-language.md 1.2)
 * Threads: pure but for what is on disk. */
#ifndef PL_MOD_LOCATE_H
#define PL_MOD_LOCATE_H
#include "base/arena.h"

typedef enum pl_mod_where {
    PL_MOD_THERE,    /* a mod file was found: `dir` and `file` */
    PL_MOD_NONE,     /* none here or above; `dir` is where we looked */
    PL_MOD_NO_DIR,   /* the start does not exist, and nothing above it is a mod */
    PL_MOD_NOT_A_DIR /* the start is a file, and nothing above it is a mod */
} pl_mod_where;

typedef struct pl_mod_place {
    pl_str dir;  /* absolute, in the arena, NUL-terminated */
    pl_str file; /* mod.pp, or mod.sp, in it; empty when there is none */
} pl_mod_place;

/* mod.pp of `dir`, else its mod.sp, else the empty text. Whatever has that name
 * counts. In `arena`, NUL-terminated. */
pl_str pl_mod_file(pl_str dir, pl_arena *arena);
/* Look in `path` (empty: the current directory) and, with `parents`, in the
 * directories above it. */
pl_mod_where pl_mod_locate(pl_str path, bool parents, pl_arena *arena, pl_mod_place *out);

#endif
