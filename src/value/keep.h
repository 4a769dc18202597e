/* keep.h - make a value outlive the evaluation that made it.
 *
 * An expression leaves parts of its value in scratch memory and in the source text; other
 * parts come from values that live longer (locals, variables) and stay shared.
 * Threads: pure over its arguments. */
#ifndef PL_VALUE_KEEP_H
#define PL_VALUE_KEEP_H
#include "value/value.h"

/* What is about to go: arenas (NULL: none) and a text. */
typedef struct pl_going {
    const pl_arena *arenas[2];
    pl_str text;
} pl_going;

/* `v` with everything in it that goes copied into `arena`. What it borrows from
 * elsewhere must live as long as `arena` does. */
pl_value pl_value_keep(pl_arena *arena, const pl_going *going, pl_value v);

#endif
