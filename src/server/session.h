/* session.h - one client: a WebSocket connection and what it has selected.
 *
 *     IDLE ---select---> RUNNING ---select, change---> ENDING ---ended---> RUNNING
 *       ^                   |                             |
 *       +---- clear, ended --+----------------------------+
 *
 * A session has one run at most. Another one begins when the one before has wound down; until
 * then nothing more is read from this client (serving.md 10.5, 11).
 *
 * Threads: the loop thread. */
#ifndef PL_SERVER_SESSION_H
#define PL_SERVER_SESSION_H
#include "server/conn.h"
#include "server/backlog.h"
#include "server/message_cache.h"
#include <pipelite/rescan.h>

typedef struct pl_client pl_client;

/* Calls of the loop. */
void pl_client_opened(void *ctx, pl_conn *conn, const pl_request *request);
void pl_client_message(void *ctx, pl_conn *conn, pl_str text);
void pl_client_writable(void *ctx, pl_conn *conn);
void pl_client_closed(void *ctx, pl_conn *conn);

/* An item of the message cache was made: send it to the clients that wait for it. */
void pl_clients_arrived(pl_server *server, pl_cached_message item);
/* Send it to all, as soon as it is there. */
void pl_clients_announce(pl_server *server, pl_cached_message item);
/* `message` (a workspace_error) to all. */
void pl_clients_error(pl_server *server, pl_payload *message);
/* The same to the clients that were given a list. */
void pl_clients_told_error(pl_server *server, pl_payload *message);
/* Once a second: hold the runs of clients that take nothing, and in the end close those clients. */
void pl_clients_watch(pl_server *server);
/* A generation with these changes is served: run again what they affect. */
void pl_clients_changed(pl_server *server, const pl_changes *changes);
/* Free all; their connections end with the loop. */
void pl_clients_forget(pl_server *server);
/* Close all with 1001. */
void pl_clients_leave(pl_server *server);

#endif
