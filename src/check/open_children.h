/* open_children.h - children of benchmarks whose list is an expression: a local, concat() ...
 *
 * Evaluates the lists and checks them by the rules for children (mod-language.md 8); the static
 * level checks only lists of plain references.
 * Threads: one per evaluator and call. */
#ifndef PL_CHECK_OPEN_CHILDREN_H
#define PL_CHECK_OPEN_CHILDREN_H
#include "base/vec.h"
#include "index/read.h"
#include "eval/evaluator.h"

/* `{0}` to begin with. */
typedef struct pl_open_children {
    PL_VEC(pl_resolved_children) list; /* for pl_index_set_children() */
    pl_arena arena;                    /* holds the children */
} pl_open_children;

/* Find the children of all such benchmarks in a workspace whose values are right otherwise. False
 * if something was reported; the messages have their heading. */
bool pl_check_open_children(pl_evaluator *ev, pl_open_children *out, pl_diags *diags);
void pl_open_children_done(pl_open_children *children);

#endif
