/* value_stores.h - the values and the resources of an open workspace, evaluated on first use.
 *
 * Threads: any; any number may use a store or a loader. */
#ifndef PL_WORKSPACE_VALUE_STORES_H
#define PL_WORKSPACE_VALUE_STORES_H
#include "workspace/derived.h"

/* The values and the loader of a generation that the caller holds; borrowed from it. NULL with
 * errors in `diags` if values given to variables from outside are wrong, or the workspace is
 * closed. */
pl_value_store *pl_generation_values(pl_generation *generation, pl_diags *diags);
pl_loader *pl_generation_loader(pl_generation *generation, pl_diags *diags);
/* The resources of a generation that share a name; borrowed from it. NULL if the generation was
 * published without derived data. */
const pl_twins *pl_generation_twins(pl_generation *generation);
/* The values of the newest generation, borrowed until the next rescan: for programs in which
 * nothing rescans meanwhile. NULL with errors as above, or if there is no index. */
pl_value_store *pl_workspace_values(pl_workspace *ws, pl_diags *diags);

/* ---- private to the room */

/* workspace.c: the derived data of the newest content, published or not; NULL: there is none. The
 * caller holds `maintenance`. */
pl_derived *pl_workspace__derived(pl_workspace *ws);

#endif
