/* keep.h - lets a value outlive the evaluation that made it.
 *
 * Parts of the value of an expression lie in scratch memory and in the source text; other parts
 * come from values that live longer (locals, variables) and stay shared. Threads: pure over its
 * arguments. */
#ifndef PL_VALUE_KEEP_H
#define PL_VALUE_KEEP_H
#include "value/value.h"

/* The memory that is about to be freed: arenas (NULL: none) and a text. */
typedef struct pl_going {
    const pl_arena *arenas[2];
    pl_str text;
} pl_going;

/* Copy those parts of `v` that lie in `going` into `arena`. Memory that it borrows from elsewhere
 * must live as long as `arena`. */
pl_value pl_value_keep(pl_arena *arena, const pl_going *going, pl_value v);

#endif
