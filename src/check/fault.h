/* fault.h - one fault, with all that is known of it.
 *
 * Checks note what they find as faults, in lists: an error within or between resources refers
 * to a message in Powerpipe's words, a finding of the linter has our words. What is reported of a
 * list is decided later:
 *
 *   fault_first.c  what Powerpipe reports: the faults of the first stage that has any, in its
 *                  order and words
 *   fault_own.c    all of them, each at its place, with the name that may have been meant
 *
 * Threads: plain data. */
#ifndef PL_CHECK_FAULT_H
#define PL_CHECK_FAULT_H
#include "base/diag.h"
#include "base/vec.h"
#include <pipelite/index.h>

typedef struct pl_fault {
    pl_diag_code code;
    pl_severity severity;
    uint32_t file; /* of its finder: a row of FILE (PL_NONE: no place), or the linter's number */
    pl_entry_id
        entry;        /* the resource or local that it is in; PL_NO_ENTRY: none, or not looked up */
    pl_range range;   /* what is marked */
    pl_str target;    /* what a reference leads to, or the name that is there twice: "query.x" */
    bool late;        /* Powerpipe finds it in the second pass over the blocks */
    uint64_t stage;   /* of all stages of Powerpipe: a smaller one comes first */
    uint64_t order;   /* within a stage: a smaller one comes first, and of equal ones the message */
    uint32_t message; /* Powerpipe's words: the position in the list of messages */
    /* Our words, where they are not Powerpipe's. `nearest`: the name that may have been meant,
     * printed before `detail`; empty if no name is near. */
    pl_str summary, nearest, detail;
} pl_fault;

/* `{0}` is empty; pl_vec_done(). */
typedef PL_VEC(pl_fault) pl_faults;

/* Make a fault of the `message`-th of `messages`; its `entry` is PL_NO_ENTRY. */
pl_fault pl_fault_of(const pl_diags *messages, size_t message);
/* Sort by `order`. */
void pl_faults_sort(pl_faults *faults);
/* Append the messages of the faults of one stage to `out`, in the order of the list. */
void pl_faults_tell(const pl_faults *faults, const pl_diags *messages, uint64_t stage,
                    pl_diags *out);

#endif
