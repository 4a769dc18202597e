/* fault.h - one fault, with all that is known of it.
 *
 * Whoever finds something wrong notes it once, as a fault. What is told of the faults is decided
 * later, in two wordings:
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
    uint32_t file; /* of its finder: a row of FILE, or a position in the linter's list */
    pl_entry_id
        entry;      /* the resource or local that it is in; PL_NO_ENTRY: none, or not looked up */
    pl_range range; /* what is marked */
    pl_str target;  /* what a reference leads to, or the name that is there twice: "query.x" */
    pl_str nearest; /* the name that may have been meant; empty: none is near */
    /* When Powerpipe finds it (fault_first.h): a smaller one comes first. */
    uint64_t stage;
    /* The order within a stage. */
    uint64_t order;
    pl_str summary, detail; /* our words, if it has any */
    uint32_t message;       /* Powerpipe's words: a position in a list of messages */
} pl_fault;

/* The faults of one file, or of one kind. */
typedef PL_VEC(pl_fault) pl_faults;

#endif
