/* needs.h - which resources must have SQL, of themselves or through a query (mod-language.md 9.3).
 *
 * Threads: pure over their arguments. */
#ifndef PL_CHECK_NEEDS_H
#define PL_CHECK_NEEDS_H
#include "hcl/ast.h"
#include "schema/kind.h"

/* What is wrong with a resource that has no query or SQL: the end of the message, or NULL if it
 * needs none. `nested`: it is not a top-level block; `nodes`: it holds nodes or edges. An input
 * needs SQL only if it has no choices, which the caller checks. */
const char *pl_query_missing(pl_kind kind, bool nested, bool nodes);
/* The end of the message about one with both. */
#define PL_QUERY_TWICE " has both 'SQL' and 'query' property set - only 1 of these may be set"
/* Does the block of an input list its choices itself, or is it a text input? */
bool pl_has_choices(const pl_block *input);

#endif
