/* needs.h - which resources must have SQL, of themselves or through a query (mod-language.md 9.3).
 *
 * Threads: pure over their arguments. */
#ifndef PL_CHECK_NEEDS_H
#define PL_CHECK_NEEDS_H
#include "hcl/ast.h"
#include "schema/kind.h"

/* `nested`: it is no top-level block. An input needs it only when it has no choices. */
bool pl_needs_query(pl_kind kind, bool nested);
/* Does the block of an input say itself what there is to choose, or that something is typed in? */
bool pl_has_choices(const pl_block *input);
/* flow, graph, hierarchy: nested ones need SQL or nodes and edges. */
bool pl_is_graph(pl_kind kind);

#endif
