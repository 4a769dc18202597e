/* query.h - one query made ready and run: a run of a dashboard with one table (server.md 5.1).
 *
 * Rows go to the caller's sinks and, if snapshots are wanted, also to the table.
 * Lifetime: nodes borrow from the session's resources. Threads: one. */
#ifndef PL_RUN_QUERY_H
#define PL_RUN_QUERY_H
#include "run/node.h"
#include "run/session.h"

typedef struct pl_query_options {
    pl_str target;      /* as the user gave it, with its arguments; or SQL */
    pl_entry_id query;  /* PL_NO_ENTRY: `target` is SQL */
    const pl_str *args; /* --arg */
    size_t n_args;
    pl_str title; /* of the snapshot; may be empty */
} pl_query_options;

/* Check the syntax of the arguments in `target` and --arg, before anything is run. False with an
 * error in `diags`. */
bool pl_query_check_args(pl_str target, const pl_str *args, size_t n, pl_diags *diags);

typedef struct pl_query_run_state {
    pl_session *session;
    pl_run *run;    /* owned */
    pl_node *table; /* in the run; NULL: it was not made */
    pl_str name;    /* of the query; "query" for plain SQL */
    pl_run_end end;
    pl_buf error;
    uint64_t nanos; /* duration */
} pl_query_run_state;

/* Find SQL, arguments and database. False: `end` is UNREADY and `error` has the reason. Call
 * pl_query_state_done() in either case. */
bool pl_query_prepare(pl_query_run_state *q, pl_session *session, const pl_query_options *options);
/* Run the query. Every sink receives all rows, and so does the table with `keep`. */
void pl_query_execute(pl_query_run_state *q, const pl_row_sink *sinks, unsigned n, bool keep);
void pl_query_state_done(pl_query_run_state *q);

/* The name of the dashboard made up for plain SQL: the last 8 digits of the first half of its MD5
 * in base 36; in `arena`. */
pl_str pl_query_hash(pl_arena *arena, pl_str sql);

#endif
