/* values.h - what the expressions of a workspace may look at beside its files.
 *
 * The library reads no environment and no working directory of its own: what is not
 * given here is not there.
 *
 * Threads: as the workspace it is for. */
#ifndef PIPELITE_VALUES_H
#define PIPELITE_VALUES_H
#include <pipelite/workspace.h>

typedef struct pl_inputs {
    const char *const *environment; /* NAME=value, a NULL last; NULL: empty */
    pl_str directory;               /* relative paths of variable files start here */
    pl_str home;
    const pl_str *var_files, *vars; /* --var-file; --var as NAME=value; in order */
    uint32_t n_var_files, n_vars;
} pl_inputs;

/* All later evaluation uses these; what was evaluated before is forgotten. The texts
 * are borrowed until pl_workspace_close() or the next call. */
void pl_workspace_set_inputs(pl_workspace *ws, const pl_inputs *inputs);

#endif
