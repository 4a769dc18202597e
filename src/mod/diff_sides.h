/* diff_sides.h - what the arguments of `mod diff` mean: two folders.
 * Lifetime: in the arena of the session; what was fetched goes with it. Threads: one. */
#ifndef PL_MOD_DIFF_SIDES_H
#define PL_MOD_DIFF_SIDES_H
#include "mod/session.h"

typedef struct pl_diff_side {
    pl_str label; /* as messages name it: the folder as given, or the dependency path */
    pl_str dir;   /* absolute, NUL-terminated */
} pl_diff_side;

/* `b` empty: what is installed of `a`, and its newest release. False with messages. */
bool pl_mods__diff_sides(pl_mods *mods, pl_str a, pl_str b, pl_diff_side out[2], pl_diags *diags);

#endif
