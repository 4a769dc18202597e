/* verify.h - is a store what record.c makes (schema.c has the invariants)?
 *
 * Threads: as store.h. */
#ifndef PL_HISTORY_VERIFY_H
#define PL_HISTORY_VERIFY_H
#include "history/store.h"

/* Ask the database whether its files are whole, and then each invariant. True: all hold. False:
 * each that does not is an error in `diags`, with how often and where first; or the store cannot be
 * read. */
bool pl_history_verify(pl_history_store *store, pl_diags *diags);

#endif
