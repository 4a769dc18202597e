/* session.h - the resources, databases and limits that the runs of a command share.
 *
 * A session loads resources through a store of its own and not through the cache of live runs: a
 * command runs once and ends, so it would find nothing in a cache. 1,000 controls take 7.8 MB this
 * way and 8.9 MB with pins in the cache, with the same output in the same time.
 *
 *     pl_session          what the runs of a command share; has an engine of its own
 *     pl_engine           worker threads and pools, for any number of runs (crew.h, engine.c)
 *     pl_run              one run of an engine (live.h); holds its generation until it is freed
 *     pl_execution        the nodes of a run and their states (dashboard.h)
 *     pl_check_tree       benchmarks and controls (tree.h), run in turns (exec.h): a whole run of a
 *                         session, or a CHECK of an execution
 *     pl_detections       an execution of detections, for the formats of checks (detection.h)
 *
 * Threads: one. */
#ifndef PL_RUN_SESSION_H
#define PL_RUN_SESSION_H
#include "run/database.h"
#include "run/stop.h"
#include "run/store.h"
#include "run/tree.h"
#include <pipelite/engine.h>

typedef struct pl_session pl_session;

struct pl_session {
    pl_workspace *ws;
    pl_generation *generation; /* held; NULL: none was published yet */
    pl_engine_options options;
    pl_settings *own_settings; /* owned; NULL: the caller passed its own */
    pl_engine *engine;         /* for its runs alone; NULL: it is part of a live run */
    pl_store *store;
    pl_databases *dbs;
    pl_buf database, unopened; /* texts of pl_databases_explain() */
};

/* For a caller without settings: the built-in defaults and the environment. Owned. */
pl_settings *pl_session_settings(const char *const *environment);
/* A setting in seconds, as nanoseconds; 0: no limit. */
uint64_t pl_session_limit(const pl_session *s, const char *setting);
/* The shorter of `limit` and that setting; 0 means no limit in both. */
uint64_t pl_session_shorter(const pl_session *s, uint64_t limit, const char *setting);
/* The folder for files of results: TMPDIR of the session's environment; NULL: /tmp. Borrowed. */
const char *pl_session_spool_dir(const pl_session *s);
pl_db_stop *pl_session_stop(const pl_session *s);
/* The setting `max-parallel`; 0: the user did not set it. */
unsigned pl_session_parallel(const pl_session *s);

/* The text of a failed query as users read it, whether the database failed or the stop was fired
 * (check-and-outputs.md 4.3). Borrowed from `error`. */
pl_str pl_run_error_of(const pl_db_error *error);
/* Append "<what> execution timed out after running for 1.50s"; `what`: "query" or "control". */
void pl_run_timeout_text(const char *what, uint64_t nanos, pl_buf *out);

/* requirements.c: warn about requirements of `require` blocks that are not met. */
void pl_session_requirements(pl_session *s, pl_diags *diags);
/* requirements.c: warn about deprecated blocks and attributes. */
void pl_session_deprecations(pl_session *s, pl_diags *diags);

/* Owned; pl_session_close(). Opens the default database if `scope` needs it. NULL with an error in
 * `diags`, which gets warnings as well. Everything is borrowed. `options` may be NULL. */
pl_session *pl_session_open(pl_workspace *ws, const pl_engine_options *options, pl_diags *diags);
void pl_session_close(pl_session *session); /* NULL is fine */
/* Texts of the default database and of the first that could not be opened, as in
 * pl_engine_databases. Borrowed. */
pl_str pl_session_database(const pl_session *session);
pl_str pl_session_unopened(pl_session *session);

#endif
