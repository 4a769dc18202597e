/* build.h - the shape of a tree: its benchmarks and controls (check-and-outputs.md 2.3 - 2.6).
 *
 * The shape comes from the index alone. Controls are loaded here only to answer `--tag` and
 * `--where`. The fields that outputs show of a node are filled in later, when it is loaded to be
 * run or to be shown.
 *
 * Threads: one, the one that has entered the store (pl_store_enter). */
#ifndef PL_RUN_BUILD_H
#define PL_RUN_BUILD_H
#include "run/filter.h"
#include "run/tree.h"

/* The most places that benchmarks and controls may have in a tree. Benchmarks that hold each other
 * several times multiply with every level, which a hostile mod can exploit. */
enum { PL_TREE_PLACES = 1 << 20 };

typedef struct pl_tree_targets {
    const pl_entry_id *ids; /* controls, benchmarks of controls */
    uint32_t n;
    bool all;    /* instead of `ids`: every control benchmark of the workspace's mod */
    bool merged; /* make one tree of several targets, named "check.<mod>", even of a single one */
    const char *spool_dir; /* the folder of the file that rows go to; NULL: /tmp */
} pl_tree_targets;

/* Owned; pl_check_tree_free(). NULL with the reason in `why`. `filter` may be NULL. */
pl_check_tree *pl_check_tree_new(pl_store *store, const pl_tree_targets *targets,
                                 const pl_check_filter *filter, pl_buf *why);

/* The children of a benchmark in their order: those in the index, or, if `children` is an
 * expression, its value. In `arena` or borrowed from the index. False with the reason in `why`. */
bool pl_tree_children(pl_store *store, pl_entry_id id, pl_arena *arena, const pl_entry_id **out,
                      uint32_t *n, pl_buf *why);

/* Fill in the fields of `node` that outputs show, from its resource `r`. Texts are copied to
 * `arena`. */
void pl_tree_fill(pl_node *node, const pl_resource *r, pl_arena *arena);

#endif
