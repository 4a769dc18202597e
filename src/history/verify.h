/* verify.h - is a store what record.c makes (schema.c has the invariants)?
 *
 * Threads: as store.h. */
#ifndef PL_HISTORY_VERIFY_H
#define PL_HISTORY_VERIFY_H
#include "history/store.h"

/* Let the database check its file, then check each invariant. True: all hold. False: each one that
 * does not is an error in `diags`, with how often and where first; or the store cannot be read. */
bool pl_history_verify(pl_history_store *store, pl_diags *diags);

#endif
