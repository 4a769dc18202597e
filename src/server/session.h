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

/* Callbacks of the loop (loop.h). */
void pl_client_opened(void *ctx, pl_conn *conn, const pl_request *request);
void pl_client_message(void *ctx, pl_conn *conn, pl_str text);
void pl_client_writable(void *ctx, pl_conn *conn);
void pl_client_closed(void *ctx, pl_conn *conn);

/* An item of the message cache was made: send it to the clients that wait for it. */
void pl_clients_arrived(pl_server *server, pl_cached_message item);
/* Send an item of the message cache to all clients: now, or once it was made. */
void pl_clients_announce(pl_server *server, pl_cached_message item);
/* Send `message`, a workspace_error, to all clients. The caller keeps its reference. */
void pl_clients_error(pl_server *server, pl_payload *message);
/* Send `message` to the clients that were sent a list. */
void pl_clients_told_error(pl_server *server, pl_payload *message);
/* Hold the runs of clients that read nothing, and after a while close those clients. Called once a
 * second. */
void pl_clients_watch(pl_server *server);
/* Run the selections again that these changes affect. Called when a new generation is served. */
void pl_clients_changed(pl_server *server, const pl_changes *changes);
/* Free all clients; their connections end with the loop. */
void pl_clients_forget(pl_server *server);
/* Close all clients with code 1001 (going away). */
void pl_clients_leave(pl_server *server);

#endif
