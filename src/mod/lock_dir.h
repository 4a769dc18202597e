/* lock_dir.h - where the mods of a lock file lie on disk. */
#ifndef PL_MOD_LOCK_DIR_H
#define PL_MOD_LOCK_DIR_H
#include "mod/lock.h"
#include "mod/mod.h"

#define PL_PRIVATE_DIR ".powerpipe"
#define PL_MODS_DIR PL_PRIVATE_DIR "/mods"
/* Mods that the program puts there itself, in the form of PL_MODS_DIR (pl_tree_options.own_mods).
 */
#define PL_OWN_MODS_DIR PL_PRIVATE_DIR "/own"

/* The folder of a locked dependency: absolute, in `arena`, NUL-terminated; empty if it does not
 * exist or has no mod file. A version folder without its patch number (mod@v1.2) is found too. */
pl_str pl_lock_dir(pl_str workspace, const pl_lock_entry *entry, pl_arena *arena);
/* Set *out to the folder that a dependency is installed into, whether it exists or not. Links in
 * the path must not lead out of the workspace, but the folder itself may be a link. 0 or errno (see
 * pl_path_reason()). */
int pl_lock_target(pl_str workspace, const pl_lock_entry *entry, pl_arena *arena, pl_str *out);
/* Give version folders without a patch number their full names. A folder that cannot be renamed is
 * used as it is. */
void pl_lock_full_names(const pl_lock *lock, pl_str workspace, pl_arena *arena);
/* Does the locked version satisfy the requirement? */
bool pl_lock_satisfies(const pl_require_mod *want, const pl_lock_entry *entry);

#endif
