/* conn.h - one connection, as the rest of the room sees it: a request to be answered, or a
 * WebSocket (loop.h has the calls that come from it).
 *
 * Threads: the one that runs the loop. */
#ifndef PL_SERVER_CONN_H
#define PL_SERVER_CONN_H
#include "server/loop.h"

/* A pointer for the caller; NULL at first. */
void pl_conn_set_user(pl_conn *conn, void *user);
void *pl_conn_user(const pl_conn *conn);
/* Close code with which a WebSocket ended: the one that was sent, else the client's, else 1006. */
unsigned pl_conn_end_code(const pl_conn *conn);
/* Answer a request whose reply was left `later`. `reply` is taken over and empty afterwards. */
void pl_conn_reply(pl_conn *conn, pl_reply *reply);

/* ---- sending: messages of a WebSocket, and the body of a reply that is a `stream` */

void pl_conn_want_write(pl_conn *conn);
enum { PL_CONN_CHUNK = 64 * 1024 };
/* The buffer for up to PL_CONN_CHUNK bytes that pl_conn_send() will send; shared, valid until the
 * next call. */
void *pl_conn_chunk(pl_conn *conn);
/* Send the first `n` bytes of the chunk as the next piece of a text message, or of a reply's body,
 * which ends with the last one. False when the connection is broken. Only from within `writable`,
 * and not when it is full. */
bool pl_conn_send(pl_conn *conn, size_t n, bool first, bool last);
/* Does the kernel take no more for now? pl_conn_want_write() comes back when it does. */
bool pl_conn_is_full(pl_conn *conn);
/* How many sent bytes are still in the kernel because the client has not taken them; 0 also when
 * that is unknown. */
uint64_t pl_conn_untaken(const pl_conn *conn);
/* Go on or stop (`reads` false) reading: then no message of this client is handed on, and nothing
 * more is read from it. */
void pl_conn_read(pl_conn *conn, bool reads);

/* ---- ending */

/* End a WebSocket with a close frame; a client that takes none is cut off after five seconds. The
 * first code counts. */
void pl_conn_close(pl_conn *conn, unsigned code);
/* End a connection now: `closed` is called before the loop waits again. */
void pl_conn_cut(pl_conn *conn);

#endif
