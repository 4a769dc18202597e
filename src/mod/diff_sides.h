/* diff_sides.h - finds the two folders that the arguments of `mod diff` mean.
 * Lifetime: the arena of the session; fetched files are removed with it. Threads: one. */
#ifndef PL_MOD_DIFF_SIDES_H
#define PL_MOD_DIFF_SIDES_H
#include "mod/session.h"

typedef struct pl_diff_side {
    pl_str label; /* as messages name it: the folder as given, or the dependency path */
    pl_str dir;   /* absolute, NUL-terminated */
} pl_diff_side;

/* Find the two sides. `b` empty: the installed version of `a`, and its newest release. False with
 * messages. */
bool pl_mods__diff_sides(pl_mods *mods, pl_str a, pl_str b, pl_diff_side out[2], pl_diags *diags);

#endif
