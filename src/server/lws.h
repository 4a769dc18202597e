/* lws.h - the event loop, HTTP and WebSocket, over libwebsockets.
 *
 * The files lws*.c are the only ones that know the library. It is loaded when the first loop is
 * opened: other commands of the program never do. One thread runs the loop; it accepts connections
 * of listeners that it was given, reads requests, writes replies and frames.
 *
 *     request     a request is there, its body was read and thrown away (but for a login form)
 *     upgrade     a handshake on the way: `reply.status` left at 0 lets it pass
 *     opened      it is a WebSocket now; `request` is the handshake, borrowed for the call
 *     message     one text message of a client
 *     writable    pl_conn_send() may be called, after pl_conn_want_write()
 *     closed      the connection is gone; `pl_conn` is freed afterwards
 *
 * Threads: all functions are for the thread that runs the loop, but pl_loop_wake() and
 * pl_loop_prepare(). */
#ifndef PL_SERVER_LWS_H
#define PL_SERVER_LWS_H
#include <pthread.h>

#include "server/request.h"

typedef struct pl_loop pl_loop;
typedef struct pl_conn pl_conn;

typedef struct pl_loop_calls {
    void (*request)(void *ctx, pl_conn *conn, const pl_request *request, pl_reply *reply);
    void (*upgrade)(void *ctx, pl_conn *conn, const pl_request *request, pl_reply *reply);
    void (*opened)(void *ctx, pl_conn *conn, const pl_request *request);
    void (*message)(void *ctx, pl_conn *conn, pl_str text);
    void (*writable)(void *ctx, pl_conn *conn);
    void (*closed)(void *ctx, pl_conn *conn);
    /* A reply was written, or the client went away before it was (`sent` bytes of it). */
    void (*replied)(void *ctx, const pl_request *request, const pl_reply *reply, uint64_t sent,
                    uint64_t began_ns);
    void (*woken)(void *ctx); /* pl_loop_wake() was called */
} pl_loop_calls;

typedef struct pl_loop_options {
    unsigned max_connections; /* of all kinds; more are closed at once */
    size_t max_message;       /* bytes of a client's message; longer ones close with 1009 */
    const pl_loop_calls *calls;
    void *ctx;
} pl_loop_options;

/* Load the library on a thread of its own, while the caller reads a workspace: together
 * with OpenSSL, finding and relocating it takes 2 ms. Without a thread pl_loop_open() loads it. */
typedef struct pl_loop_preparation {
    pthread_t thread;
    bool begun; /* and not ended */
} pl_loop_preparation;
void pl_loop_prepare(pl_loop_preparation *preparation);
/* Wait for that; `{0}`, and one that was ended, is fine. */
void pl_loop_prepare_end(pl_loop_preparation *preparation);

/* Owned; pl_loop_close(). NULL with a text in `error` when the library cannot be loaded. */
pl_loop *pl_loop_open(const pl_loop_options *options, pl_buf *error);
/* Ends all connections. NULL is fine. */
void pl_loop_close(pl_loop *loop);

typedef struct pl_tls_files {
    const char *cert, *key, *client_ca; /* paths; client_ca may be NULL */
    bool must_certify;                  /* a client without a certificate is refused */
} pl_tls_files;
/* Connections that are accepted from now on have these; earlier ones keep what they began with,
 * which is released with the last of them. False with a text: nothing changed. */
bool pl_loop_set_tls(pl_loop *loop, const pl_tls_files *files, pl_buf *error);

/* Accept connections of the listening socket `fd`, which is taken. With `tls` only after
 * pl_loop_set_tls(). */
bool pl_loop_listen(pl_loop *loop, int fd, pl_reach reach, bool tls);
/* One that was accepted or made elsewhere; `fd` is taken. */
bool pl_loop_adopt(pl_loop *loop, int fd, pl_reach reach, bool tls);
/* Accept nothing more, and end the connections that wait for a request. */
void pl_loop_stop_listening(pl_loop *loop);

/* Wait for something to do, and do it. False when the loop cannot go on. */
bool pl_loop_turn(pl_loop *loop);
/* Let pl_loop_turn() call `woken`. Any thread; not from a signal handler. */
void pl_loop_wake(pl_loop *loop);
/* Connections that are open now. */
unsigned pl_loop_connections(const pl_loop *loop);

/* ---- timers */

typedef struct pl_timer {
    void *slot[8]; /* the library's */
    void (*fire)(struct pl_timer *timer);
    void *ctx;
    bool set;
} pl_timer;
/* Call timer->fire once, `after_ns` from now; replaces what was set. */
void pl_timer_set(pl_loop *loop, pl_timer *timer, uint64_t after_ns);
void pl_timer_clear(pl_loop *loop, pl_timer *timer);

/* ---- connections */

/* A pointer for the caller; NULL at first. */
void pl_conn_set_user(pl_conn *conn, void *user);
void *pl_conn_user(const pl_conn *conn);
/* Close code with which a WebSocket ended: the one that was sent, else the client's, else 1006. */
unsigned pl_conn_end_code(const pl_conn *conn);
/* The answer to a request that was left `later`. `reply` is taken over and empty afterwards. */
void pl_conn_reply(pl_conn *conn, pl_reply *reply);

void pl_conn_want_write(pl_conn *conn);
enum { PL_CONN_CHUNK = 64 * 1024 };
/* Where up to PL_CONN_CHUNK bytes for pl_conn_send() go; valid until the next call. */
void *pl_conn_chunk(pl_conn *conn);
/* Send the first `n` bytes of the chunk as the next piece of a text message. False when the
 * connection is broken. Only from within `writable`. */
bool pl_conn_send(pl_conn *conn, size_t n, bool first, bool last);
/* The kernel takes no more for now. */
bool pl_conn_is_full(pl_conn *conn);
/* Bytes that the kernel has and the client has not taken. */
uint64_t pl_conn_untaken(const pl_conn *conn);
/* While false nothing more is read of this client. */
void pl_conn_read(pl_conn *conn, bool reads);
/* End a WebSocket with a close frame; a client that takes none is cut off after five seconds. The
 * first code counts. */
void pl_conn_close(pl_conn *conn, unsigned code);
/* End it now. */
void pl_conn_cut(pl_conn *conn);

#endif
