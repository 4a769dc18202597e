/* tree.h - the mods of a workspace, and which of them may refer to which.
 *
 * Two ways, with the same result for a sound installation:
 *   installed  for the command line: the requirements of the workspace mod, of its dependencies and
 *              so on, each found through the lock file and on disk; a missing one is an error
 *              (mod-language.md 1.5)
 *   present    for the library and the server: every mod below .powerpipe/mods, also below that of
 *              installed mods, and local mods that are required; a missing or broken mod affects no
 *              other (lazy-workspace.md 4, F4, F13, F14)
 *
 * Lifetime: a tree and all its texts lie in the arena given to pl_tree_load().
 * Threads: immutable once loaded. */
#ifndef PL_MOD_TREE_H
#define PL_MOD_TREE_H
#include "base/file.h"
#include "base/log.h"
#include "mod/files.h"
#include "mod/locate.h"
#include "mod/lock_dir.h"
#include "mod/seen.h"

/* The message about a required mod that is not installed. */
#define PL_TREE_MISSING                                                                            \
    "Bad Request: not all dependencies are installed - run 'powerpipe mod install'"

typedef struct pl_tree_mod {
    pl_str short_name; /* label; without one, from the directory; "local" without a mod file */
    pl_str title;      /* literal title, else the short name */
    pl_str dir, file;  /* absolute, NUL-terminated; `file` empty: no mod file */
    pl_str dep_path;   /* "github.com/o/n@v1.2.3"; absolute directory of a local mod; empty: the
                          workspace */
    pl_str dep_name;   /* "github.com/o/n"; as dep_path for a local mod */
    pl_mod_info info;
    const uint32_t *deps; /* mods that this one requires: positions in the tree */
    uint32_t n_deps;
    bool direct; /* it is the workspace mod, or required by it */
    bool local;  /* it is required by path and used where it lies */
} pl_tree_mod;

typedef struct pl_tree {
    pl_tree_mod *list; /* the workspace mod first */
    uint32_t n;
    pl_lock lock;
} pl_tree;

typedef struct pl_tree_options {
    bool installed;  /* the way `installed`, else `present`. Gives version folders without a patch
                        number their full names */
    bool sound_root; /* a broken mod file of the workspace is an error without `installed`, too */
    bool mod_only;   /* load only the workspace mod and the lock */
    bool own_mods; /* of the way `present`: also the mods that the program put into the workspace */
    const pl_log *log;
    pl_seen *seen; /* notes what was read; NULL: nothing is noted */
} pl_tree_options;

/* Load the mods of the workspace at `place`. False with messages and a heading in `diags` if the
 * command line would refuse; without `installed` only if the mod file of the workspace cannot be
 * read. */
bool pl_tree_load(const pl_mod_place *place, const pl_tree_options *options, pl_arena *arena,
                  pl_tree *out, pl_diags *diags);

/* The key of this mod's dependencies in the lock file. */
static inline pl_str pl_tree_key(const pl_tree_mod *mod)
{
    return mod->dep_path.len ? mod->dep_path : mod->short_name;
}

#endif
