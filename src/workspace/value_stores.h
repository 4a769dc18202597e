/* value_stores.h - the values and the resources of an open workspace, worked out when they are
 * first needed.
 *
 * Threads: any number may call; stores and loaders are for any number of threads. */
#ifndef PL_WORKSPACE_VALUE_STORES_H
#define PL_WORKSPACE_VALUE_STORES_H
#include "workspace/derived.h"

/* Of a generation that the caller holds; borrowed from it. NULL with errors in `diags` when the
 * values of variables from outside are wrong, or the workspace is closed. */
pl_value_store *pl_generation_values(pl_generation *generation, pl_diags *diags);
pl_loader *pl_generation_loader(pl_generation *generation, pl_diags *diags);
/* NULL if the generation was published without derived data. */
const pl_twins *pl_generation_twins(pl_generation *generation);
/* Of the newest generation: borrowed until the next rescan. NULL too when there is no index. For
 * programs in which nothing rescans meanwhile. */
pl_value_store *pl_workspace_values(pl_workspace *ws, pl_diags *diags);

/* ---- private to the room */

/* workspace.c: what belongs to the newest content, be it published or not; NULL when there is none.
 * The caller holds `maintenance`. */
pl_derived *pl_workspace__derived(pl_workspace *ws);

#endif
