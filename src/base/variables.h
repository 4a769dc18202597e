/* variables.h - two variables of the environment that are needed long after the start: TMPDIR and
 * TZ.
 *
 * A host may change its environment while threads of ours run, and getenv() then races with it. So
 * the variables are read when a workspace opens, on the thread that opens it, and kept in copies.
 * A program that opens none has what they were at the first question.
 *
 * Threads: any; a lock guards the copies. */
#ifndef PL_BASE_VARIABLES_H
#define PL_BASE_VARIABLES_H
#include "base/buf.h"

typedef enum pl_variable { PL_VARIABLE_TMPDIR, PL_VARIABLE_TZ } pl_variable;
#define PL_VARIABLES 2

/* Read them from the environment of now. Only in calls of the host that it knows to read it. */
void pl_variables_read(void);
/* Append the value to `out`; false: the variable was not set, or is longer than a path may be. */
bool pl_variable_get(pl_variable which, pl_buf *out);

#endif
