/* pending.h - runs that could not be recorded, kept as files until they can.
 *
 * A file is named by the time at which its run began, so the order of the names is that of the
 * runs. Whoever reads the folder holds its lock. Threads: one per folder and process. */
#ifndef PL_HISTORY_PENDING_H
#define PL_HISTORY_PENDING_H
#include "history/record.h"

/* Keep the run as a file in `folder`, which is made; its path is appended to `path`. 0 or errno. */
int pl_pending_keep(pl_str folder, const pl_recorded_run *run, pl_buf *path);
/* Record all runs of `folder` in their order and remove their files. One that is in the store
 * already is only removed; one that cannot be read stays, with a warning in `diags`. False with an
 * error if the store could not be written. */
bool pl_pending_record(pl_history_store *store, pl_str folder, pl_diags *diags);

#endif
