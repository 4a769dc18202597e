/* values.h - checks that the expressions of a workspace have values of the required types
 * (lazy-workspace.md 2.6, mod-language.md 4.2, 7.2, 7.3).
 *
 *   prechecks   each text is evaluated once per mod
 *   blocks      in files where an answer was no, each attribute of each block is evaluated, in
 *               source order, with the messages of real Powerpipe
 *
 * Nothing is reported about a block that names something missing, wrong itself or in a cycle:
 * Powerpipe puts it aside until its target exists. No resource is loaded.
 * Threads: one per evaluator and call. */
#ifndef PL_CHECK_VALUES_H
#define PL_CHECK_VALUES_H
#include "base/map.h"
#include "check/precheck.h"
#include "eval/evaluator.h"

enum {
    PL_VALUES_VARIABLES = 1 << 0, /* check variables alone */
    /* With errors that are known already: what the files have `recorded`, and errors between
     * resources, in the order of the blocks. Of a resource that waits nothing is reported on these
     * levels either, and of one that cannot be decoded no errors between it and others (recorded).
     */
    PL_VALUES_LINKS = 1 << 1,
};

/* Report errors in values, in the order of the files. `files`: by row of FILE; the caller answers
 * the prechecks of files that functions read (PL_PRECHECK_FILE). `what`: PL_VALUES_*. False if
 * something was reported; the messages have their heading. */
bool pl_check_values(pl_evaluator *ev, const pl_file_prechecks *files, unsigned what,
                     pl_diags *diags);

/* ---- private to the room */

/* values_block.c: report variables of a mod with a dot in its name, which is then all that is
 * reported (recorded). */
void pl_check__names(pl_evaluator *ev, pl_diags *diags);
/* Check all blocks of a file except those that `refs` holds, and report what was `recorded` about
 * them. A block that fails before it needs anything after it is no longer late in `refs`. */
struct pl_refs;
void pl_check__blocks(pl_evaluator *ev, uint32_t file, bool variables_only, struct pl_refs *refs,
                      const pl_diags *recorded, pl_diags *diags);
/* fault_first.c: with PL_VALUES_LINKS, find errors between resources beside the messages of `diags`
 * from the n-th on, and keep those of the first stage that has any. True if it is about blocks to
 * which Powerpipe returns after it has searched for cycles. */
bool pl_check__first(pl_evaluator *ev, struct pl_refs *refs, unsigned what, size_t n,
                     pl_diags *diags);

#endif
