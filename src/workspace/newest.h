/* newest.h - use the newest generation without holding it. Only for the thread that rescans, and
 * for programs that never rescan: results are borrowed until the next rescan or the close. */
#ifndef PL_WORKSPACE_NEWEST_H
#define PL_WORKSPACE_NEWEST_H
#include <pipelite/phase.h>
#include <pipelite/resource.h>

/* NULL when the workspace was opened with mod_only, or with keep_wrong and is wrong. */
const pl_index *pl_workspace_index(const pl_workspace *ws);
/* As pl_generation_pin() and pl_generation_pin_name(). */
const pl_resource *pl_workspace_pin(pl_workspace *ws, pl_entry_id id, pl_diags *diags);
const pl_resource *pl_workspace_pin_name(pl_workspace *ws, pl_str name, pl_diags *diags);
/* As pl_generation_metadata(). */
void pl_workspace_metadata(pl_workspace *ws, pl_entry_id id, pl_metadata *out);

#endif
