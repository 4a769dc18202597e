/* need.h - does a run need its default database, and does it do anything without it?
 *
 * A consumer is something with SQL of its own: a control, a detection, a query, a panel. It uses
 * the default if its database has the same connection string. A consumer with another database, or
 * a panel without SQL, is the rest: it is worth running while the default is down. What cannot be
 * prepared counts as neither, because its own error tells why.
 *
 * Threads: one, the one that has entered the store of what it asks about, unless noted. */
#ifndef PL_RUN_NEED_H
#define PL_RUN_NEED_H
#include "run/dashboard.h"

/* need_scope.c: what the runs of a session need. `whole` false: it is enough to know `uses`, so the
 * search ends at the first consumer that uses the default. Enters the store itself. */
pl_run_need pl_need_of_session(pl_session *s, const pl_session_scope *scope, bool whole);
/* What the controls of a tree need; `url` is the default. Loads them one after the other. */
pl_run_need pl_need_of_tree(const pl_check_tree *tree, pl_store *store, pl_databases *dbs,
                            pl_dburl url, bool whole);

/* ---- executions; the default is the database of the root */

/* Note for each CHECK of the tree what its controls need. Enters the store itself. */
void pl_execution__find_needs(pl_execution *e);
/* Must the database of the panel be open before the run begins? */
bool pl_execution__wants(const pl_execution *e, const pl_node *panel);
/* Is nothing left to run, because all of it uses the default, which could not be opened? Every
 * panel that wants a database has its `db` or the reason in `refused`. */
bool pl_execution__is_void(const pl_execution *e);

/* ---- a search for both, for need_scope.c */

typedef struct pl_need_search {
    pl_store *store;
    pl_databases *dbs;
    pl_dburl url; /* of the default */
    bool whole;
    pl_run_need found;
} pl_need_search;

/* Is all known that was asked for? */
bool pl_need_search__settled(const pl_need_search *s);
/* Note a control, a detection or a query, the controls of a tree, the panels of an execution. */
void pl_need_search__entry(pl_need_search *s, pl_entry_id id);
void pl_need_search__tree(pl_need_search *s, const pl_check_tree *tree);
void pl_need_search__panels(pl_need_search *s, const pl_execution *e);

#endif
