/* deferred_refs.h - which top-level blocks of a file hold references that can only be decided when
 * the whole workspace is known (mod-language.md 4.3, 5.4, 9.4).
 *
 * Reads one file by itself, without evaluating anything. A plain reference to a resource, variable
 * or local, or to an attribute that its kind has, is not deferred: the index has its target, or
 * shows that there is none. Deferred are references whose root is no kind, attributes that no such
 * resource has, parts of values, references where the schema requires another kind, and references
 * to locals of the same block. Arguments and defaults of params need no target (values.h).
 * Threads: pure over their arguments. */
#ifndef PL_CHECK_DEFERRED_REFS_H
#define PL_CHECK_DEFERRED_REFS_H
#include "base/buf.h"
#include "base/vec.h"
#include "hcl/ast.h"

/* The blocks with deferred references, in the order of the source: from the type to one past the
 * brace. pl_deferred_refs_done() when finished. */
typedef struct pl_deferred_refs {
    PL_VEC(pl_range) list;
} pl_deferred_refs;

/* Append the blocks of `body`, a file that is clean on the levels before, to `out`. */
void pl_deferred_refs_find(const pl_body *body, pl_deferred_refs *out);
void pl_deferred_refs_done(pl_deferred_refs *deferred);

/* Write the range of a block as text, in which form the index stores it, and read it back; false if
 * `text` is no such text. */
void pl_deferred_ref_write(pl_range at, pl_buf *out);
bool pl_deferred_ref_read(pl_str text, pl_range *out);

#endif
