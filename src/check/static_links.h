/* static_links.h - checks how resources relate to each other (mod-language.md 5.3, 7.7 to 8, 9.3).
 *
 * Judges a whole workspace by its index: names that are given twice, missing or superfluous
 * queries, children of benchmarks. Files are opened only to find the place of an error. Called when
 * every file is sound by itself.
 * Threads: one per index and call. */
#ifndef PL_CHECK_STATIC_LINKS_H
#define PL_CHECK_STATIC_LINKS_H
#include "base/diag.h"
#include "check/fault.h"
#include "eval/evaluator.h"
#include "index/read.h"

/* Report errors in the order of the entries. `dir`: the workspace. With `variables_only` only
 * variables are checked. */
void pl_check_links(const pl_index *ix, pl_str dir, bool variables_only, pl_diags *diags);

/* Children of benchmarks whose list is an expression: a local, concat() ... `{0}` to begin with. */
typedef struct pl_open_children {
    PL_VEC(pl_resolved_children) list; /* for pl_index_set_children() */
    pl_arena arena;                    /* holds the children */
} pl_open_children;

/* Find the children of all such benchmarks in a workspace whose values are right otherwise. False
 * if something was reported; the messages have their heading. */
bool pl_check_open_children(pl_evaluator *ev, pl_open_children *out, pl_diags *diags);
void pl_open_children_done(pl_open_children *children);

/* ---- private to the room: beside errors that were found before */

/* What is known of an entry by itself, without those nested in it. */
enum {
    PL_LINKS_FAILED = 1 << 0, /* it has an error */
    PL_LINKS_HELD = 1 << 1,   /* it can never be decoded */
    PL_LINKS_LATE = 1 << 2,   /* it is decoded in the second pass */
};

/* Append the errors that pl_check_links() finds, except those that Powerpipe does not report after
 * the errors before: messages to `messages`, and a fault for each of them. `marks`: by entry,
 * PL_LINKS_*; they are changed. */
void pl_check__links_beside(pl_evaluator *ev, uint8_t *marks, bool variables_only,
                            pl_diags *messages, pl_faults *faults);

#endif
