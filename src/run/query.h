/* query.h - one query made ready and run: a dashboard of one table (server.md 5.1).
 *
 * Rows go to the sinks of the caller and, when snapshots are wanted, to the table.
 * Lifetime: what is shown borrows from the session's resources. Threads: one. */
#ifndef PL_RUN_QUERY_H
#define PL_RUN_QUERY_H
#include "run/panel.h"
#include "run/session.h"

typedef struct pl_query_run_state {
    pl_panel dashboard, table, *child;
    pl_str name; /* of the query; "query" for SQL */
    pl_run_end end;
    pl_buf error;
    uint64_t nanos; /* that it took */
    pl_moment started, ended;
    pl_session *session;
    pl_arena arena;
} pl_query_run_state;

/* Find SQL, arguments and database. False: `end` is UNREADY and `error` says why.
 * pl_query_state_done() in any case. */
bool pl_query_prepare(pl_query_run_state *q, pl_session *session, const pl_query_options *options);
/* Run it into `sinks`, all of which get everything, and into the table with `keep`. */
void pl_query_execute(pl_query_run_state *q, const pl_row_sink *sinks, unsigned n, bool keep);
void pl_query_state_done(pl_query_run_state *q);
/* The snapshot, in `arena`. */
void pl_query_snapshot(const pl_query_run_state *q, pl_arena *arena, pl_snapshot *out);

/* What names made-up dashboards of SQL: the last 8 digits of the first half of its MD5 in base 36;
 * in `arena`. */
pl_str pl_query_hash(pl_arena *arena, pl_str sql);

/* What snapshots say of the search path of their root: NULL, or the one that was asked for; {}
 * or its prefix. */
pl_jnode *pl_search_path_doc(pl_arena *arena, const pl_db *db);
pl_jnode *pl_metadata_doc(pl_arena *arena, const pl_database_choice *choice);

#endif
