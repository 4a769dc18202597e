/* ref_search.h - finds exactly the unresolved references of one block (mod-language.md 5.5, 9.4).
 *
 * Each attribute is evaluated as it is when the block is decoded, because evaluation decides what
 * it needs: of a conditional only the branch that is taken, of try() nothing that fails in it. The
 * evaluator provides the values of other blocks. Arguments and defaults of params need no target.
 * Errors in values are left to values.h, except for a reference of the wrong kind.
 *
 * Threads: one per search and evaluator. */
#ifndef PL_CHECK_REF_SEARCH_H
#define PL_CHECK_REF_SEARCH_H
#include "base/vec.h"
#include "eval/evaluator.h"

/* An unresolved reference. */
typedef struct pl_unresolved {
    pl_str text;        /* "local.tags.owner"; lives as long as the search */
    pl_entry_id target; /* an entry that exists but is waiting itself, or PL_NO_ENTRY */
    pl_entry_id inside; /* the entry that the reference stands in */
} pl_unresolved;

typedef struct pl_ref_search pl_ref_search;

/* Owned; pl_ref_search_free(). Both are by entry and borrowed. `waiting`: those that exist but
 * cannot be decoded, so that references to them are unresolved; may change between calls. `held`:
 * set to whether something is unresolved in the attributes of an entry that was searched. */
pl_ref_search *pl_ref_search_new(pl_evaluator *ev, const uint8_t *waiting, uint8_t *held);
void pl_ref_search_free(pl_ref_search *search);

/* Search a top-level block or local. Returns each unresolved text once, in the order of the
 * source; valid until the next call. References to the wrong kind are reported in `wrong`,
 * unless something is unresolved in the same entry: then it is too early to say. */
const pl_unresolved *pl_ref_search_entry(pl_ref_search *search, pl_entry_id id, uint32_t *n,
                                         pl_diags *wrong);

#endif
