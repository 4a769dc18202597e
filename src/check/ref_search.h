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
    pl_str text;        /* "local.tags.owner" */
    pl_entry_id target; /* an entry that exists but is waiting itself, or PL_NO_ENTRY */
    pl_entry_id inside; /* the entry that the reference stands in */
} pl_unresolved;

typedef PL_VEC(pl_unresolved) pl_unresolved_list;

typedef struct pl_ref_search pl_ref_search;

/* Owned; pl_ref_search_free(). `texts` gets those of what is unresolved. Both arrays are by entry;
 * all three are borrowed. `waiting`: those that exist but
 * cannot be decoded, so that references to them are unresolved; may change between calls. `held`:
 * set to whether something is unresolved in the attributes of an entry that was searched. */
pl_ref_search *pl_ref_search_new(pl_evaluator *ev, const uint8_t *waiting, uint8_t *held,
                                 pl_arena *texts);
void pl_ref_search_free(pl_ref_search *search);

/* Search the top-level blocks or locals of the entries [id, end). Sets `out` to each unresolved
 * text once, in the order of the source. References to the wrong kind are reported in `wrong`,
 * unless something is unresolved in the same entry: then it is too early to say. */
void pl_ref_search_entries(pl_ref_search *search, pl_entry_id id, pl_entry_id end,
                           pl_unresolved_list *out, pl_diags *wrong);

#endif
