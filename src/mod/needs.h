/* needs.h - the requirements of a workspace and of its mods, and the mod installed for each.
 * Lifetime: the arena of the session. Threads: immutable once read. */
#ifndef PL_MOD_NEEDS_H
#define PL_MOD_NEEDS_H
#include "mod/session.h"

typedef struct pl_need {
    pl_str
        parent;  /* the mod that requires: short name of the workspace's mod, or dependency path */
    pl_str file; /* its mod file */
    uint32_t line; /* of the requirement there */
    const pl_require_mod *want;
    pl_str name;              /* for a mod by path, its absolute folder */
    const pl_lock_entry *got; /* the installed mod; NULL: none */
} pl_need;

typedef struct pl_needs {
    const pl_need *list; /* grouped by parent, in the order of the parent's file */
    uint32_t n;
    pl_str root; /* key of the workspace's mod */
} pl_needs;

/* Read the requirements from the mod files of the workspace and of all installed mods. False with
 * messages if the workspace cannot be read. */
bool pl_mods__needs(pl_mods *mods, pl_needs *out, pl_diags *diags);
/* The requirements of the mod `parent`; *n is their number. Borrowed from `needs`. */
const pl_need *pl_needs_of(const pl_needs *needs, pl_str parent, uint32_t *n);
/* "version", "tag", "branch" or "path"; static. */
const char *pl_need_kind(const pl_need *need);
/* Append the version of an installed mod: "1.2.0", "branch main", "tag stable", "local". */
void pl_need_version(const pl_lock_entry *entry, pl_buf *out);

#endif
