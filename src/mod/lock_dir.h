/* lock_dir.h - where the mods of a lock file lie on disk. */
#ifndef PL_MOD_LOCK_DIR_H
#define PL_MOD_LOCK_DIR_H
#include "mod/lock.h"
#include "mod/mod.h"

#define PL_MODS_DIR ".powerpipe/mods"

/* Where a locked dependency lies: absolute, in `arena`, NUL-terminated; empty when it is
 * not there or has no mod file. A version folder without its patch number (mod@v1.2)
 * is found too. */
pl_str pl_lock_dir(pl_str workspace, const pl_lock_entry *entry, pl_arena *arena);
/* Give such folders their full names. What cannot be renamed stays and is used as it is. */
void pl_lock_full_names(const pl_lock *lock, pl_str workspace, pl_arena *arena);
/* The locked version of a requirement satisfies it. */
bool pl_lock_satisfies(const pl_require_mod *want, const pl_lock_entry *entry);

#endif
