/* grouped.h - the results of a check by a dimension of their rows or a tag of their controls,
 * instead of by benchmark.
 *
 * The same target on top, below it a group for each value in alphabetical order, the controls of
 * which results have it, and last those without. By a dimension, a control is in every group that
 * one of its rows belongs to, with these rows alone; by a tag, as a whole in one.
 *
 * Lifetime: a tree of its own that borrows texts, lenses and kept rows from the first. Threads: as
 * trees. */
#ifndef PL_RUN_GROUPED_H
#define PL_RUN_GROUPED_H
#include "run/tree.h"

/* What "dimension:region" and "tag:service" ask for. */
typedef struct pl_grouping {
    bool tag;
    pl_str key;
} pl_grouping;
/* False: it is neither. */
bool pl_grouping_parse(pl_str text, pl_grouping *out);

/* Owned; pl_check_tree_free(), before the tree it is made of. Every distinct run counts once. */
pl_check_tree *pl_check_tree_group(const pl_check_tree *tree, const pl_grouping *by);

#endif
