/* client.h - one client as the files of this room see it (session.h).
 *
 * Invariants (pl_client__check):
 *     1. IDLE has no run. RUNNING and ENDED have one. ENDING has one, which was cancelled.
 *     2. `again` only while ENDING: another run begins when this one has wound down.
 *     3. While ENDING with `again` nothing is read from the client: its messages wait in the
 * kernel.
 *     4. Only a RUNNING one is held.
 *     5. While `asking` nothing is read either: a client has one question under way.
 *
 * Private to the room. Threads: the loop thread, but pl_live, see there. */
#ifndef PL_SERVER_CLIENT_H
#define PL_SERVER_CLIENT_H
#include "base/map.h"
#include "server/action.h"
#include "server/backlog.h"
#include "server/session.h"
#include "server/state.h"

typedef enum pl_client_state {
    PL_CLIENT_IDLE,
    PL_CLIENT_RUNNING,
    PL_CLIENT_ENDED,  /* the run is over, but kept for the dependencies between its inputs */
    PL_CLIENT_ENDING, /* it was cancelled and winds down */
} pl_client_state;

/* What a client has selected. Texts are in `arena`. */
typedef struct pl_selection {
    pl_arena arena;
    pl_str name; /* full name; empty: nothing is selected */
    pl_run_input_value *inputs;
    uint32_t n_inputs;
    pl_str from, to;
    const pl_str *search_path, *search_path_prefix;
    uint32_t n_search_path, n_search_path_prefix;
    bool has_search_path, has_search_path_prefix;
} pl_selection;

/* A run and its way to the loop thread. Threads: the engine's write only `queued`. */
typedef struct pl_live {
    pl_task task; /* first */
    pl_keeper *keeper;
    void (*pump)(void *ctx); /* NULL: no more calls are wanted */
    void *ctx;
    pl_run *run;        /* owned */
    atomic_bool queued; /* on its way to the loop thread */
} pl_live;

/* Start; `options` without notify and ctx. NULL with an error in `diags`. Owned; pl_live_end(). */
pl_live *pl_live_start(pl_server *server, const pl_run_start_options *options,
                       void (*pump)(void *ctx), void *ctx, pl_diags *diags);
/* Free the run, which is cancelled if need be. NULL is fine. */
void pl_live_end(pl_live *live);

struct pl_client {
    pl_server *server;
    pl_conn *conn;
    pl_client *next, *before;
    uint64_t number;    /* in logs */
    pl_buf peer, user;  /* in the access log */
    uint64_t opened_ns; /* monotonic */
    uint64_t bytes_out;
    pl_backlog backlog;
    uint64_t progress_ns;               /* when it last took a byte, or had taken all */
    uint64_t untaken;                   /* bytes in the kernel, at the last look */
    bool closing;                       /* for reading too slowly, or there is no memory for it */
    uint32_t owed[PL_CACHED_MESSAGES];  /* answers that are being made */
    bool announced[PL_CACHED_MESSAGES]; /* one more, for everybody, is being made */
    bool listed;                        /* was given a list */
    bool asking;                        /* the clerk works out dashboard_metadata for it */
    bool paused, held;                  /* nothing is read from it; its run is held */
    /* selection.c */
    pl_client_state state;
    bool again;
    pl_selection selected;
    pl_live *live;
    uint64_t runs;           /* so far: the number of the present one */
    uint64_t began_ns;       /* of that */
    uint32_t panels, errors; /* of that: finished, and failed */
    bool more;               /* events wait for room in the backlog */
};

/* ---- client.c */

/* Queue a message; `asked`, `keep`, `panel` as in pl_outgoing. */
void pl_client__send(pl_client *client, pl_outgoing outgoing);
/* The client with that number; NULL: it is gone. */
pl_client *pl_client__find(pl_server *server, uint64_t number);
/* Start or stop reading from it, according to its state. */
void pl_client__pause(pl_client *client);

/* facts.c: send the client dashboard_metadata: what the databases of the selected resource support.
 * With `executed`, resources below it count as well. The client has no other question under way. */
void pl_facts_answer(pl_client *client, bool executed);

/* selection.c */
void pl_client__select(pl_client *client, const pl_action *action);
void pl_client__input(pl_client *client, const pl_action *action);
void pl_client__clear(pl_client *client);
/* Take events of its run while there is room in the backlog. */
void pl_client__pump(pl_client *client);
/* Run the selection again if its full name is in `names` (NULL: in any case). */
void pl_client__rerun_if_changed(pl_client *client, const pl_map *names);
/* The client is gone: cancel and free its run, and forget its selection. */
void pl_client__leave(pl_client *client);
/* Hold the run of a client that takes nothing, or let it go on. */
void pl_client__hold(pl_client *client, bool held);
void pl_client__check(const pl_client *client);

#endif
