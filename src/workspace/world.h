/* world.h - the values of an open workspace, worked out when somebody asks.
 * Threads: one at a time per workspace. */
#ifndef PL_WORKSPACE_WORLD_H
#define PL_WORKSPACE_WORLD_H
#include "mod/world.h"
#include <pipelite/values.h>

/* Made by the first call; borrowed from `ws`. NULL with errors in `diags` when the values
 * of variables from outside are wrong, or there is no index. */
pl_world *pl_workspace_world(pl_workspace *ws, pl_diags *diags);

#endif
