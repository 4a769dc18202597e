/* state.h - what a server is made of.
 *
 *   server.c    new, start, run, stop; what the keeper hands over
 *   config.c    flags and variables           listen.c   sockets
 *   loop_state.h  the loop: its files         keeper.c   the thread that may take its time
 *   routes.c    which answer a path has       assets.c   files of a folder
 *   access.c    which requests are let in     own.c      our page, our routes
 *   session.c   all clients, their messages  client.c    one of them: what it is sent
 *   selection.c its run                      backlog.c   what waits for it
 *   action.c    its requests                  lists.c    what can be opened
 *   tokens.c    tokens and cookies            login.c    the login page
 *   metrics.c   counters                      problems.c what is wrong
 *   follow.c    what changes bring            tls.c      certificates
 *   fetch.c     runs over HTTP               exempting.c exemptions
 *   shelf.c     views, the look of the house
 *   journal.c   the access log                note.c     the log
 *   manager.c   the service manager           facts.c    what databases can do
 *   threads.c   threads of requests
 *   gzip.c      compression               idle.c     gives memory back without work
 *   recorded.c  questions to the history
 *   message_cache.c  messages as they are now, each made once for everybody
 *
 * Private to the room. Threads: the loop thread, but where a member says otherwise. */
#ifndef PL_SERVER_STATE_H
#define PL_SERVER_STATE_H
#include <stdatomic.h>

#include "base/log.h"
#include "server/access.h"
#include "server/assets.h"
#include "server/config.h"
#include "server/keeper.h"
#include "server/listen.h"
#include "server/login.h"
#include "server/journal.h"
#include "server/conn.h"
#include "server/exempting.h"
#include "server/session.h"
#include "server/fetch.h"
#include "server/follow.h"
#include "server/metrics.h"
#include "server/manager.h"
#include "server/tls.h"
#include "server/problems.h"
#include "server/idle.h"
#include "server/message_cache.h"
#include "server/shelf.h"
#include <pipelite/run.h>
#include <pipelite/phase.h>

typedef enum pl_server_state {
    PL_SERVER_NEW,
    PL_SERVER_SERVING,
    PL_SERVER_STOPPING, /* listeners are closed, clients get a close frame */
    PL_SERVER_STOPPED,
} pl_server_state;

/* An answer over HTTP that is being made. */
typedef struct pl_waiting_reply {
    pl_conn *conn;
    const pl_request *request; /* of `conn`, until it was answered or is gone */
} pl_waiting_reply;

struct pl_server {
    pl_server_options options;
    pl_server_config config;
    pl_log log;
    pl_server_state state;
    atomic_bool stops, reloads, reports; /* asked for by any thread */
    atomic_int signal;                   /* that asked for the stop; 0: none did */
    pl_workspace *ws;
    pl_listening listening;
    pl_loop *loop;
    pl_keeper *keeper;         /* lists, the files that change, the saved image */
    pl_keeper *clerk, *scribe; /* of requests: short questions; bodies. NULL: not needed yet */
    pl_engine *engine;
    struct pl_watch *watch;          /* the keeper's; NULL before it and after it */
    PL_VEC(pl_changes *) announcing; /* published, and not announced in full yet; owned */
    bool metadata_first; /* of these the metadata is on its way, the list comes after it */
    pl_buf sent_error;   /* the last error that was sent to all clients; owned */
    pl_manager manager;
    pl_tls_state tls;
    pl_journal journal;
    pl_subscription *subscription;
    pl_access *access;
    pl_exempting exempting;
    pl_shelf shelf;
    pl_assets *assets; /* NULL: no folder is served */
    pl_message_cache message_cache;
    pl_idle_state idle;
    pl_metrics metrics;
    pl_problems problems;
    pl_payload *trouble; /* workspace_error of the served generation; NULL: it has no errors */
    bool incomplete;     /* the served generation has errors */
    PL_VEC(pl_waiting_reply) waiting;
    pl_client *clients; /* linked */
    unsigned n_clients;
    uint64_t clients_ever;
    struct pl_fetch *fetches;       /* runs over HTTP, linked, the last one first */
    bool starts_fetches;            /* those that wait are being started */
    struct pl_slow_reply *slow;     /* answers that are held back, linked */
    struct pl_asked_history *asked; /* the history is being asked, linked */
    pl_timer stop_timer, check_timer, chore_timer, watchdog_timer;
    uint64_t started_ns; /* monotonic */
    unsigned chores;     /* seconds served */
    bool follows;        /* files are watched, or will be in a moment */
    bool looks;          /* the keeper looks at the configuration files */
    bool noted_pooler;   /* pl_note_poolers() has said it */
    bool unsaved;        /* the image is to be saved: it has more than the saved one */
    unsigned save_at;    /* not before so many chores */
    double started_wall; /* seconds since 1970 */
};

/* ---- threads.c: calls of the loop, but for waking it
 * The threads of requests, started when they are needed; the keeper where none can be started. */
pl_keeper *pl_threads_clerk(pl_server *server);
pl_keeper *pl_threads_scribe(pl_server *server);
/* Take what the keeper and they have done. */
void pl_threads_collect(pl_server *server);
/* End those of requests. */
void pl_threads_end(pl_server *server);
void pl_threads_wake(void *server); /* any thread */

/* note.c: a line for people, on the console. */
void pl_server__say(pl_server *server, pl_server_say what, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- facts.c: the default database, into `facts`. By the keeper. */
struct pl_server_facts;
void pl_facts_of_default(pl_server *server, pl_generation *generation,
                         struct pl_server_facts *facts);

/* ---- routes.c: calls of the loop */
void pl_server__body(void *ctx, pl_conn *conn, const pl_request *request, pl_body_plan *plan);
void pl_server__request(void *ctx, pl_conn *conn, const pl_request *request, pl_reply *reply);
void pl_server__upgrade(void *ctx, pl_conn *conn, const pl_request *request, pl_reply *reply);

/* A reply went out, or did not: count it and write it down. */
void pl_server__replied(void *ctx, const pl_request *request, const pl_reply *reply, uint64_t sent,
                        uint64_t began_ns);
/* A connection is gone: forget answers that it waits for. */
void pl_server__request_gone(pl_server *server, const pl_conn *conn);

/* ---- recorded.c: /-/history/...json */
bool pl_recorded_is(pl_str path);
void pl_recorded_reply(pl_server *server, pl_conn *conn, const pl_request *request, pl_str path,
                       pl_reply *reply);
/* A connection is gone: forget what it asked. */
void pl_recorded_gone(pl_server *server, const pl_conn *conn);

/* ---- own.c: below /-/ ; `path` without the base path. */
void pl_server__own(pl_server *server, pl_conn *conn, const pl_request *request, pl_str path,
                    pl_reply *reply);
/* Answer those that wait for the message cache; forget one that is gone. */
void pl_server__own_arrived(pl_server *server);
void pl_server__own_gone(pl_server *server, const pl_conn *conn);
/* Our page, mounted at "/" or "/-/ui/". */
void pl_server__own_page(pl_server *server, const pl_request *request, const char *mount,
                         pl_reply *reply);

#endif
