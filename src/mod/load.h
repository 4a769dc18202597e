/* load.h - the state of one pl_tree_load(), shared by tree.c, installed.c and present.c. */
#ifndef PL_MOD_LOAD_H
#define PL_MOD_LOAD_H
#include "mod/tree.h"

typedef struct pl_tree_loader {
    const pl_tree_options *options;
    pl_arena *arena;
    pl_diags *diags;
    pl_parser *parser;
    pl_reader reader;
    pl_str workspace; /* absolute directory */
    pl_lock lock;
    PL_VEC(pl_tree_mod) mods;
} pl_tree_loader;

/* Read and parse the mod file of `mod`, whose dir, file and dep_path are set, and fill in the other
 * members. 0, or the errno of the file; *sound is false if it has errors, which are in `diags`. */
int pl_tree__read(pl_tree_loader *ld, pl_tree_mod *mod, bool *sound, pl_diags *diags);
/* Add `mod` to the tree; returns its position. */
uint32_t pl_tree__add(pl_tree_loader *ld, const pl_tree_mod *mod);
/* Find the position of the mod with this dependency path; false if the tree has none. */
bool pl_tree__find(const pl_tree_loader *ld, pl_str dep_path, uint32_t *out);
/* The directory that a `path` requirement of `mod` means. */
pl_str pl_tree__local_dir(pl_tree_loader *ld, const pl_tree_mod *mod, const pl_require_mod *want);

/* installed.c, present.c: the two ways to find the dependencies of the workspace mod (tree.h). */
bool pl_tree__load_installed(pl_tree_loader *ld);
bool pl_tree__load_present(pl_tree_loader *ld);

#endif
