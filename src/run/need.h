/* need.h - does a run need its default database, and does it do anything without it?
 *
 * A consumer is something with SQL of its own: a control, a detection, a query, a panel. It uses
 * the default if its database has the same connection string. A consumer with another database, or
 * a panel without SQL, is the rest: it is worth running while the default is down. What cannot be
 * prepared counts as neither, because its own error tells why.
 *
 * Threads: one, the one that has entered the store of the run, unless noted. */
#ifndef PL_RUN_NEED_H
#define PL_RUN_NEED_H
#include "run/dashboard.h"

/* Do the runs of a session need the default database? With `whole` false only `uses` is valid: the
 * search ends at the first consumer that uses the default. Enters the store itself. */
pl_run_need pl_need_of_session(pl_session *s, const pl_command_scope *scope, bool whole);

/* ---- executions; the default is the database of the root */

/* Note for each CHECK of the tree what its controls need. Enters the store itself. */
void pl_execution__find_needs(pl_execution *e);
/* Does nothing run, because all consumers use the default, which could not be opened? Every node
 * whose database was requested has it in `db`, or the reason in `refused`. */
bool pl_execution__is_void(const pl_execution *e);

#endif
