/* outdated.h - compares the installed versions with those that repositories have.
 * Lifetime: the arena of the session. Threads: one. */
#ifndef PL_MOD_OUTDATED_H
#define PL_MOD_OUTDATED_H
#include "mod/needs.h"

typedef struct pl_outdated {
    const pl_need *need;
    pl_str newest; /* the newest version that satisfies, or the id of the tag or branch; or empty */
    pl_str top;    /* the newest release, whether it satisfies or not; empty: none */
    pl_str had;    /* the installed one, in the form of `newest`; empty: none */
    bool stale;    /* `had` is not `newest` */
    pl_str why;    /* the reason why the repository could not be queried */
} pl_outdated;

/* Make a row for each requirement that has a repository. False with messages. */
bool pl_mods__outdated(pl_mods *mods, const pl_outdated **list, uint32_t *n, pl_diags *diags);

#endif
