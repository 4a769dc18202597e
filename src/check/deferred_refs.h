/* deferred_refs.h - which top-level blocks of a file refer to something in a way that has to be
 * looked at when the whole workspace is there (mod-language.md 4.3, 5.4, 9.4).
 *
 * Judges one file by itself, without evaluating anything. A plain reference to a resource,
 * variable or local, or to an attribute that its kind has, is no doubt: whether that is
 * there the index knows. In doubt are roots that are no kind, attributes that no such
 * resource has, parts of values, what stands where the schema wants a reference to another kind,
 * and locals of the same block. Arguments and defaults of params need nothing (values.h).
 * Threads: pure over their arguments. */
#ifndef PL_CHECK_DEFERRED_REFS_H
#define PL_CHECK_DEFERRED_REFS_H
#include "base/buf.h"
#include "base/vec.h"
#include "hcl/ast.h"

/* The blocks in doubt, in the order of the source: from the type to one past the brace.
 * pl_deferred_refs_done() when finished. */
typedef struct pl_deferred_refs {
    PL_VEC(pl_range) list;
} pl_deferred_refs;

/* `body`: of a file that is clean on the levels before. Appended to those in `out`. */
void pl_deferred_refs_find(const pl_body *body, pl_deferred_refs *out);
void pl_deferred_refs_done(pl_deferred_refs *deferred);

/* A place as text, for an index to keep. */
void pl_deferred_ref_write(pl_range at, pl_buf *out);
bool pl_deferred_ref_read(pl_str text, pl_range *out);

#endif
