/* check.h - checks the content of one file (lazy-workspace.md 2.6).
 *
 * A verdict depends on the content of a file alone: a checker reads one file at a time and returns
 * its verdicts, on these levels:
 *   syntax  everything that the parser reports
 *   schema  the blocks at the top level: known types, labels, no arguments; checked only if the
 *           syntax is right
 *   static  the contents of all blocks (static.h); checked only if the schema is right. Variables
 *           have a verdict of their own, because some commands need nothing else
 *   values  expressions that may fail (precheck.h), collected if the schema is right; answered when
 *           all files are known (values.h)
 *
 * The terms of this room, which mean the same in every file of it:
 *
 *   precheck            an expression that may fail and what its value has to be, collected from
 *                       one file. The index keeps it, so that a warm start answers it without
 *                       reading the file (precheck.h)
 *   deferred reference  a reference that one file cannot decide: a block with one is looked at
 *                       again when the whole workspace is known (deferred_refs.c)
 *   unresolved          describes a reference whose target is missing, or is in a block that can
 *                       never be decoded itself (ref_search.h)
 *   decode order        the order in which Powerpipe decodes blocks: a block waits for what
 *                       it refers to, and blocks that wait for each other are a cycle
 *                       (static_refs.h)
 *   late                describes a block that waits for one after it, so it is decoded in the
 *                       second pass
 *
 * A checker is reusable scratch (parser, tree). Threads: one per thread. */
#ifndef PL_CHECK_CHECK_H
#define PL_CHECK_CHECK_H
#include "base/diag.h"
#include "index/build.h"

typedef struct pl_checker pl_checker;

/* Owned; pl_checker_free(). */
pl_checker *pl_checker_new(void);
void pl_checker_free(pl_checker *checker);

/* The errors on each level. Owned; pl_verdicts_done(). NULL: none, or the level was not checked
 * because an earlier one has errors. */
typedef struct pl_verdicts {
    pl_diags *syntax, *schema;
    pl_diags *variables, *resources; /* static */
    pl_build_precheck *prechecks;    /* owned, with its texts */
    uint32_t n_prechecks;
    bool prechecked; /* the prechecks of the file were collected */
} pl_verdicts;

/* Check a file on all levels. `path` names it in messages; `text` is its content, with
 * PL_VIEW_SLACK readable bytes after the end. Both are borrowed for the call only.
 * pl_verdicts_done() frees the result. */
pl_verdicts pl_check_file(pl_checker *checker, pl_str path, pl_str text);
void pl_verdicts_done(pl_verdicts *verdicts);

#endif
