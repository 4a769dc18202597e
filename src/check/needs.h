/* needs.h - which resources must have SQL, of themselves or through a query (mod-language.md 9.3).
 *
 * Threads: pure over their arguments. */
#ifndef PL_CHECK_NEEDS_H
#define PL_CHECK_NEEDS_H
#include "hcl/ast.h"
#include "schema/kind.h"

/* Must a resource have SQL? `nested`: it is not a top-level block. An input needs SQL only if it
 * has no choices. */
bool pl_needs_query(pl_kind kind, bool nested);
/* Does the block of an input list its choices itself, or ask for text? */
bool pl_has_choices(const pl_block *input);
/* flow, graph, hierarchy: nested ones need SQL or nodes and edges. */
bool pl_is_graph(pl_kind kind);

#endif
