/* deps.h - what depends on what, from the edges of the index: nothing is loaded
 * (lazy-workspace.md 8).
 *
 * A node is an entry, or a name that there is no entry of: PL_DEP_NAME | its string. Edges
 * go from who needs to what is needed; each target once for each kind.
 *
 * Lifetime: lists are the caller's (pl_vec_done). Threads: pure over the index. */
#ifndef PL_LOAD_DEPS_H
#define PL_LOAD_DEPS_H
#include "base/vec.h"
#include "index/read.h"

typedef uint32_t pl_dep_node;
#define PL_DEP_NAME PL_IX_MISSING

/* ORDER deps */
typedef enum pl_dep_kind {
    PL_DEP_CHILD, /* nested or listed */
    PL_DEP_QUERY,
    PL_DEP_BASE,
    PL_DEP_CATEGORY,
    PL_DEP_INPUT,
    PL_DEP_WITH,
    PL_DEP_VARIABLE,
    PL_DEP_LOCAL,
    PL_DEP_REFERENCE, /* any other */
} pl_dep_kind;
pl_str pl_dep_kind_name(pl_dep_kind kind); /* static */

typedef struct pl_dep {
    pl_dep_kind kind;
    pl_dep_node to;
} pl_dep;
typedef PL_VEC(pl_dep) pl_dep_list;
typedef PL_VEC(pl_dep_node) pl_dep_nodes;

/* Append the direct edges of `id`, in source order, children first. */
void pl_deps_direct(const pl_index *ix, pl_entry_id id, pl_dep_list *out);
/* Append all that the nodes of `roots` need, they included, each once: whatever a node needs
 * comes before it, where no circle forbids that. */
void pl_deps_closure(const pl_index *ix, const pl_entry_id *roots, uint32_t n, pl_dep_nodes *out);
/* The same as a plan; false, and an error that says "circular" and names members, when there
 * is a circle. */
bool pl_deps_order(const pl_index *ix, const pl_entry_id *roots, uint32_t n, pl_dep_nodes *out,
                   pl_diags *diags);
/* Is there a circle in what `id` needs, be it part of it or not? */
bool pl_deps_has_cycle(const pl_index *ix, pl_entry_id id);
/* What a resource of a tree takes to run: the closure without variables and locals, which
 * the evaluator works out, and without what is missing. */
void pl_deps_tree(const pl_index *ix, pl_entry_id root, pl_dep_nodes *out);
/* Full name of a node. */
void pl_deps_print(const pl_index *ix, pl_dep_node node, pl_buf *out);

#endif
