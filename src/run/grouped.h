/* grouped.h - the results of a check grouped by a dimension of their rows or by a tag of their
 * controls, instead of by benchmark.
 *
 * The target stays on top. Below it there is a group for each value, in alphabetical order, and
 * last one for results without a value. Grouped by a dimension, a control appears in the group of
 * each of its rows, with those rows alone; grouped by a tag, it appears whole in one group.
 *
 * Lifetime: a tree of its own, which borrows texts, lenses and kept rows from the first. Threads:
 * as trees. */
#ifndef PL_RUN_GROUPED_H
#define PL_RUN_GROUPED_H
#include "run/tree.h"

/* "dimension:region" or "tag:service". */
typedef struct pl_grouping {
    bool tag;
    pl_str key;
} pl_grouping;
/* Split the text of --group-by into its kind and key, which is borrowed from `text`. False: it has
 * neither form. */
bool pl_grouping_parse(pl_str text, pl_grouping *out);

/* The tree grouped anew. Owned; pl_check_tree_free(), before `tree` is freed. `tree` is unchanged.
 * A control that is in several groups is counted once in the totals. */
pl_check_tree *pl_check_tree_group(const pl_check_tree *tree, const pl_grouping *by);

#endif
