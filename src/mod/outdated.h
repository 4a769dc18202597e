/* outdated.h - what is installed against what there is.
 * Lifetime: in the arena of the session. Threads: one. */
#ifndef PL_MOD_OUTDATED_H
#define PL_MOD_OUTDATED_H
#include "mod/needs.h"

typedef struct pl_outdated {
    const pl_need *need;
    pl_str newest; /* that satisfies: a version, or the id a tag or branch has now; empty: none */
    pl_str top;    /* the newest release at all; empty: none */
    pl_str had;    /* the installed one in the same form; empty: none */
    bool stale;    /* `had` is not `newest` */
    pl_str why;    /* the repository could not be asked */
} pl_outdated;

/* One row for each requirement that has a repository. False with messages. */
bool pl_mods__outdated(pl_mods *mods, const pl_outdated **list, uint32_t *n, pl_diags *diags);

#endif
