/* ref_search.h - what a block refers to that is not there, exactly (mod-language.md 5.5, 9.4).
 *
 * Each attribute is evaluated as it is when the block is decoded, because that decides what
 * it needs: of a conditional the branch that is taken, of try() nothing that fails in it.
 * Values of other blocks come from the evaluator. Arguments and defaults of params need
 * nothing. What is wrong with values is not reported here (values.h), but for what stands where
 * the schema wants a reference to another kind.
 *
 * Threads: one per probe and evaluator. */
#ifndef PL_CHECK_REF_SEARCH_H
#define PL_CHECK_REF_SEARCH_H
#include "base/vec.h"
#include "eval/evaluator.h"

/* A reference that has no answer. */
typedef struct pl_unresolved {
    pl_str text;        /* "local.tags.owner"; lives as long as the probe */
    pl_entry_id target; /* what is there but has to wait itself, or PL_NO_ENTRY */
    pl_entry_id inside; /* the entry that it stands in */
} pl_unresolved;

typedef struct pl_ref_search pl_ref_search;

/* Owned; pl_ref_search_free(). `waiting`: by entry, of what references have no answer although
 * it is there; borrowed, may change between calls. */
pl_ref_search *pl_ref_search_new(pl_evaluator *ev, const uint8_t *waiting);
void pl_ref_search_free(pl_ref_search *search);

/* Look at a top-level block or local. Each text that is lacking once, in the order of the
 * source; valid until the next call. What is of the wrong kind goes into `wrong`,
 * unless something is lacking: then it is too early to say. */
const pl_unresolved *pl_ref_search_entry(pl_ref_search *search, pl_entry_id id, uint32_t *n,
                                         pl_diags *wrong);

#endif
