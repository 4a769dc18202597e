/* tree.h - the benchmarks and controls of one check with their results: nodes with a tally
 * (node.h).
 *
 *   pl_check_tree
 *     root: a BENCHMARK, "root_result_group"
 *       the target: a BENCHMARK, or one CONTROL
 *         its children in declared order: BENCHMARKs, CONTROLs, and those that are LEFT_OUT
 *
 * A control has exactly one node in a tree, however many benchmarks hold it: it runs once and is
 * counted once in each (check-and-outputs.md 2.6). The tree has everything that outputs write; the
 * resources have been freed when it is written.
 *
 * Invariants of a finished tree (pl_check_tree__check() asserts 1 to 5 in debug builds):
 *   1. `children` of a benchmark are those that it declares, in that order
 *   2. the counts of a benchmark are the sums over its children; a shared control counts at each
 *      place
 *   3. a control is COMPLETE, or ERROR with a text: then its counts are one error
 *   4. a control keeps the rows that its outputs need: all, those that failed, or none
 *   5. an optional text that is not set has a NULL pointer
 *   6. a review (review.h) leaves out nodes that are not shown; counts still cover them
 *
 * Lifetime: the tree's arenas, one for the shape and one per worker for the results it fetched,
 * and the keeper of its rows. Threads: while the tree runs, a control belongs to the worker that
 * executes it, and no other thread reads it before it has finished. A finished tree is
 * immutable. */
#ifndef PL_RUN_TREE_H
#define PL_RUN_TREE_H
#include "run/node.h"

struct pl_check_tree {
    pl_str name; /* for generated file names: "acme.benchmark.top", "check.acme" */
    pl_str mod;  /* short name of the workspace's mod */
    pl_node *root;
    pl_node **runs; /* the controls, each once, in declared order */
    uint32_t n_runs;
    pl_moment start, end;
    const pl_tag_pair *variables; /* variables that its resources refer to, with values; sorted */
    uint32_t n_variables;
    const pl_str *search_path;
    uint32_t n_search_path;
    bool dry_run, cancelled;
    const struct pl_reviewed *reviewed; /* NULL: it was not reviewed */
    pl_row_keeper *keeper;              /* NULL: no rows are kept */
    pl_arena arena;
    pl_arena *workers; /* n_workers of them */
    unsigned n_workers;
};

void pl_check_tree_free(pl_check_tree *tree); /* NULL is fine */
/* Make arenas for `n` workers. Called once. */
void pl_check_tree_workers(pl_check_tree *tree, unsigned n);
/* Compute counts, keys and durations of the benchmarks, after all controls have finished. */
void pl_check_tree_sum(pl_check_tree *tree);
/* End a control with an error, whose text is copied to `arena`. Its rows and counts are dropped. */
void pl_control_fail(pl_node *control, pl_arena *arena, pl_str text);
/* End all controls of a tree with an error, and sum it up. None of them may have begun. */
void pl_check_tree_refuse(pl_check_tree *tree, pl_str why);
/* Assert the invariants, in debug builds. */
void pl_check_tree__check(const pl_check_tree *tree);

/* The only child of the root: the target, or the benchmark made up around several targets. */
static inline pl_node *pl_check_tree_item(const pl_check_tree *tree)
{
    return tree->root->children[0];
}

/* A walk in declared order: each benchmark before its children, each control at every place that it
 * has. Begin with {0}. */
enum { PL_TREE_DEPTH = 1000 };
typedef struct pl_tree_walk {
    const pl_node *holder; /* the benchmark that holds the child last returned */
    const pl_node *group;  /* the benchmark whose children come next */
    uint32_t depth;        /* of `group`; 0 for the root */
    uint32_t at[PL_TREE_DEPTH + 1];
    bool began;
} pl_tree_walk;
/* Return the next benchmark or control in *out; false at the end. LEFT_OUT nodes are skipped. */
bool pl_tree_walk_next(pl_tree_walk *walk, const pl_check_tree *tree, pl_node **out);

#endif
