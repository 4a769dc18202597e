/* values.h - do the expressions of a workspace have values, of the types that they must
 * have? (lazy-workspace.md 2.6, mod-language.md 4.2, 7.2, 7.3)
 *
 *   prechecks   each text once per mod, with the evaluator that evaluates everything
 *   blocks      of files where an answer was no: each attribute of each block, in source
 *               order, with the messages of real Powerpipe
 *
 * A block that names what is missing, wrong itself or in a circle has nothing to say: the
 * real program puts it aside until that is there. Nothing is materialised.
 * Threads: one per evaluator and call. */
#ifndef PL_CHECK_VALUES_H
#define PL_CHECK_VALUES_H
#include "base/map.h"
#include "check/precheck.h"
#include "eval/evaluator.h"

/* The prechecks of one file. */
typedef struct pl_file_prechecks {
    const pl_build_precheck *list;
    uint32_t n;
    bool wrong; /* an answer is known to be no */
    /* What the static level says of its resources, in their order; NULL: nothing. */
    const pl_diags *recorded;
} pl_file_prechecks;

/* Report what is wrong, in the order of the files. `files`: by row of FILE; prechecks of
 * files that functions read (PL_PRECHECK_FILE) are answered by the caller. With
 * `variables_only` other blocks are not looked at. False when something was reported; the messages
 * have their heading. */
bool pl_check_values(pl_evaluator *ev, const pl_file_prechecks *files, bool variables_only,
                     pl_diags *diags);
/* The same where something is wrong already: with it what the files `recorded`, and `links`, what
 * is wrong between resources, all in the order of the blocks. A block that waits has nothing
 * to say on these levels either, and a resource that cannot be decoded is not judged by what
 * it is to others (recorded). */
bool pl_check_decoding(pl_evaluator *ev, const pl_file_prechecks *files, bool variables_only,
                       const pl_diags *links, pl_diags *diags);

/* ---- private to the room */

/* values_block.c: variables of a mod with a dot in its name, beside which nothing else is reported
 * (recorded). */
void pl_check__names(pl_evaluator *ev, pl_diags *diags);
/* Check all blocks of a file but those that `refs` holds; with what was `recorded` of them. A block
 * that fails before it needs anything after it is no longer late in `refs`. */
struct pl_refs;
void pl_check__blocks(pl_evaluator *ev, uint32_t file, bool variables_only, struct pl_refs *refs,
                      const pl_diags *recorded, pl_diags *diags);
/* values_links.c: put `links` between the messages of `diags` from the n-th on. */
void pl_check__merge(pl_evaluator *ev, const struct pl_refs *refs, const pl_diags *links, size_t n,
                     pl_diags *diags);
/* The resource that a message without a place is about, or PL_NO_ENTRY. */
pl_entry_id pl_check__subject(const pl_index *ix, const pl_diag *d);
/* Of the messages from the n-th on keep those of the first stage that has any.
 * True when those are of blocks that the real program comes back to after it has looked for
 * circles. */
bool pl_check__first_stage(pl_evaluator *ev, struct pl_refs *refs, size_t n, pl_diags *diags);

#endif
