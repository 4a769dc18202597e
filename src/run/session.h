/* session.h - what runs of one workspace share: resources, databases, limits.
 *
 * A session loads resources through a store of its own, not through the cache that live runs share:
 * a command runs once and ends, so nothing would be found there again. 1,000 controls take 7.8 MB
 * this way and 8.9 MB with pins in the cache, with the same output in the same time.
 *
 * Threads: one. */
#ifndef PL_RUN_SESSION_H
#define PL_RUN_SESSION_H
#include "run/database.h"
#include "run/stop.h"
#include "run/store.h"
#include "run/tree.h"
#include <pipelite/engine.h>

struct pl_session {
    pl_workspace *ws;
    pl_generation *generation; /* held; NULL: nothing was published yet */
    pl_session_options options;
    pl_settings *own_settings; /* NULL: the caller gave some */
    pl_engine *engine;         /* of its runs alone; NULL: the session is part of a live run */
    pl_store *store;
    pl_databases *dbs;
    pl_buf database, unopened; /* explained */
};

/* Seconds of a setting as nanoseconds; 0: no limit. */
uint64_t pl_session_limit(const pl_session *s, const char *setting);
/* The shorter of `limit` and that of a setting. */
uint64_t pl_session_shorter(const pl_session *s, uint64_t limit, const char *setting);
pl_db_stop *pl_session_stop(const pl_session *s);
/* How many queries at a time the user wants; 0: he did not say. */
unsigned pl_session_parallel(const pl_session *s);

/* What a query ended with, as users read it: `error` of the database, a deadline or a stop. */
void pl_run_error_text(const pl_db_error *error, bool timed_out, uint64_t nanos, pl_buf *out);

/* requirements.c: what `require` blocks ask for and is not there, as warnings. */
void pl_session_requirements(pl_session *s, pl_diags *diags);
/* deprecated.c: what works, but should be written in another way. */
void pl_session_deprecations(pl_session *s, pl_diags *diags);

#endif
