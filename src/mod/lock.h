/* lock.h - .mod.cache.json: which version of each dependency is installed.
 *
 * An object keyed by parent (short name of the workspace mod, dependency path of
 * any other), each an object keyed by dependency name (mod-language.md 1.5, mod-management.md 4).
 * It is read as by Go's decoder: unknown members are ignored, and error texts are those that users
 * know.
 *
 * Lifetime: texts lie in the arena or are borrowed from the parsed text.
 * Threads: immutable once parsed. */
#ifndef PL_MOD_LOCK_H
#define PL_MOD_LOCK_H
#include "base/diag.h"
#include "mod/seen.h"
#include "mod/semver.h"

#define PL_LOCK_FILE ".mod.cache.json"
enum { PL_LOCK_STRUCT = 20240429, PL_LOCK_MAX = 4 << 20 };

typedef struct pl_lock_entry {
    pl_str parent, key; /* `key`: the name of the mod; of a mod by path its absolute directory */
    pl_str name;        /* `key` if the file has none */
    pl_str tag, branch, path, commit, git_ref, alias;
    bool has_version;
    pl_version version;
    int64_t struct_version;
    pl_str dep_path;        /* "name@v1.2.3", "name#branch", "name@tag", or the path */
    uint8_t resolved;       /* plan.c: its requirements were processed; 2: as named ones */
    uint32_t parent_at, at; /* position in the file: of several with one name the last counts */
} pl_lock_entry;

typedef struct pl_lock {
    const pl_lock_entry *list; /* by parent, then key */
    uint32_t n;
    bool present; /* the file exists */
} pl_lock;

/* Parse a lock file. An entry is left out when its names or references could lead out of the folder
 * of installed mods, or be taken for something else by git. False with one message if `text` is not
 * a lock file; *out has no entries then. */
bool pl_lock_parse(pl_str text, pl_arena *arena, pl_lock *out, pl_diags *diags);
/* Read the lock file of the directory `dir`. An absent file is an empty lock. `seen` may be NULL.
 */
bool pl_lock_read(pl_str dir, pl_arena *arena, pl_seen *seen, pl_lock *out, pl_diags *diags);

/* The entries of one parent: the first, and their number. */
const pl_lock_entry *pl_lock_of(const pl_lock *lock, pl_str parent, uint32_t *n);
/* The entry for the dependency `key` of `parent`; NULL: none. */
const pl_lock_entry *pl_lock_find(const pl_lock *lock, pl_str parent, pl_str key);
/* Was some entry written by a program with another version of this format? */
bool pl_lock_outdated(const pl_lock *lock);

/* ---- writing */

/* Make a lock of `list`, which is sorted in place; no two entries may have one parent and key. */
void pl_lock_make(pl_lock_entry *list, uint32_t n, pl_lock *out);
/* Set entry->dep_path from its other members; the text lies in `arena`. */
void pl_lock_name(pl_lock_entry *entry, pl_arena *arena);
/* Append the text of the file, without a final line end. */
void pl_lock_print(const pl_lock *lock, pl_buf *out);
/* The folder where a dependency belongs, whether it exists or not: absolute, in `arena`,
 * NUL-terminated; empty if its name leads out of the folder of installed mods. */
pl_str pl_lock_place(pl_str workspace, const pl_lock_entry *entry, pl_arena *arena);

pl_str pl_lock__dep_path(const pl_lock_entry *entry, pl_arena *arena);
/* lock_dir.c: the folder of an entry that is no path; *mods becomes the folder of installed mods.
 */
pl_str pl_lock__full_dir(pl_str workspace, const pl_lock_entry *entry, pl_str *mods,
                         pl_arena *arena);

#endif
