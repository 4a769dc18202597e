/* build.h - the shape of a tree: which groups and runs there are (check-and-outputs.md 2.3 - 2.6).
 *
 * The index knows all of it but what `--tag` and `--where` ask for; only then are controls
 * loaded here. What outputs show of a node is filled in later, when it is loaded to be run
 * or to be shown.
 *
 * Threads: one, the one that has entered the store (pl_store_enter). */
#ifndef PL_RUN_BUILD_H
#define PL_RUN_BUILD_H
#include "run/filter.h"
#include "run/tree.h"

/* Places of groups and runs in a tree: benchmarks that hold each other in a hostile mod
 * multiply with every level. */
enum { PL_TREE_PLACES = 1 << 20 };

typedef struct pl_tree_targets {
    const pl_entry_id *ids; /* controls, benchmarks of controls */
    uint32_t n;
    bool all;    /* every control benchmark of the workspace's mod instead */
    bool merged; /* one tree of several, also when it is but one */
} pl_tree_targets;

/* Owned; pl_check_tree_free(). NULL with the reason in `why`. `filter` may be NULL. */
pl_check_tree *pl_check_tree_new(pl_store *store, const pl_tree_targets *targets,
                                 const pl_check_filter *filter, pl_buf *why);

/* Children in their order: those in the index, or what an expression makes of them. In `arena`
 * or borrowed from the index. False with the reason in `why`. */
bool pl_tree_children(pl_store *store, pl_entry_id id, pl_arena *arena, const pl_entry_id **out,
                      uint32_t *n, pl_buf *why);

/* Fill in what outputs show of `info`, whose resource is `r`. */
void pl_node_info_fill(pl_node_info *info, const pl_resource *r, pl_arena *arena);

#endif
