/* fetch.h - one run over HTTP: /-/run/<full name>.<form> (serving.md 3.2).
 *
 * The run is one of the engine's as those of clients are; the answer is written when it is over,
 * into a spool: what a slow reader has not taken is in a file. When the client goes away the run
 * is cancelled. Runs of one peer take half of --max-executions at most; further ones wait for
 * these, so that scripts leave room for people.
 *
 * Threads: the loop thread; the scribe writes bodies. */
#ifndef PL_SERVER_FETCH_H
#define PL_SERVER_FETCH_H
#include "server/conn.h"
#include <pipelite/server.h>

typedef struct pl_fetch pl_fetch;

typedef enum pl_fetch_form {
    PL_FETCH_JSON,
    PL_FETCH_CSV,
    PL_FETCH_HTML,
} pl_fetch_form;

/* "acme.dashboard.fleet.json" is a name and a form; false: it has none of the three. */
bool pl_fetch_parse(pl_str file, pl_str *name, pl_fetch_form *form);

/* Start a run for a request; `file` is the path after /-/run/. Fills `reply` in, or sets `later` in
 * it if the answer comes when the run is over. */
void pl_fetch_start(pl_server *server, pl_conn *conn, const pl_request *request, pl_str file,
                    pl_reply *reply);
/* Cancel the request of a connection that is gone. */
void pl_fetch_gone(pl_server *server, const pl_conn *conn);
/* End runs that wait for inputs, because a request cannot give them later. Called once a second. */
void pl_fetch_end_waiting(pl_server *server);

/* Free all requests. The server has stopped, and the thread of the scribe has ended. */
void pl_fetch_forget(pl_server *server);

/* Append the requested part of a snapshot to `out`. Returns 200, or another status with a text for
 * people in `why`. `panel` may be empty. */
unsigned pl_fetch_panel(pl_str snapshot, pl_str panel, pl_buf *out, pl_buf *why);
unsigned pl_fetch_csv(pl_str snapshot, pl_str panel, pl_buf *out, pl_buf *why);

#endif
