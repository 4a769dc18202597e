/* loop.h - the event loop: sockets, timers, and one thread that serves them all.
 *
 * One thread runs the loop. It accepts connections of listeners that it was given, reads requests,
 * writes replies and frames (conn.h), and calls back:
 *
 *     body        the head of a request with a body is there: where do the bytes go?
 *     request     a request is there, and its body was read
 *     upgrade     a handshake on the way: `reply.status` left at 0 lets it pass
 *     opened      it is a WebSocket now; `request` is the handshake, borrowed for the call
 *     message     one text message of a client
 *     writable    pl_conn_send() may be called, after pl_conn_want_write()
 *     replied     a reply was written, or the client went away before it was
 *     closed      the connection is gone; `pl_conn` is freed afterwards
 *     woken       pl_loop_wake() was called
 *
 * Threads: all functions are for the thread that runs the loop, but pl_loop_wake(). */
#ifndef PL_SERVER_LOOP_H
#define PL_SERVER_LOOP_H
#include "server/request.h"

typedef struct pl_loop pl_loop;
typedef struct pl_conn pl_conn;

enum { PL_BODY_MOST = 16 << 20 };

/* Where the body of a request goes. Unless it is changed, the body is thrown away. */
typedef struct pl_body_plan {
    uint64_t most; /* bytes; a longer one is refused with 413. PL_BODY_MOST */
    size_t keep;   /* not 0: all of it goes into request->body; more than this is refused */
    /* Or each piece of it goes here; false: the connection is cut. NULL: nowhere. */
    bool (*take)(void *sink, pl_str bytes);
    void *sink;
} pl_body_plan;

typedef struct pl_loop_calls {
    void (*body)(void *ctx, pl_conn *conn, const pl_request *request, pl_body_plan *plan);
    void (*request)(void *ctx, pl_conn *conn, const pl_request *request, pl_reply *reply);
    void (*upgrade)(void *ctx, pl_conn *conn, const pl_request *request, pl_reply *reply);
    void (*opened)(void *ctx, pl_conn *conn, const pl_request *request);
    void (*message)(void *ctx, pl_conn *conn, pl_str text);
    void (*writable)(void *ctx, pl_conn *conn);
    void (*closed)(void *ctx, pl_conn *conn);
    /* `sent` bytes of the body. Also of requests that were refused before anybody saw them. */
    void (*replied)(void *ctx, const pl_request *request, const pl_reply *reply, uint64_t sent,
                    uint64_t began_ns);
    void (*woken)(void *ctx);
} pl_loop_calls; /* body and replied may be NULL */

typedef struct pl_loop_options {
    unsigned max_connections; /* of all kinds; more are closed at once */
    size_t max_message;       /* bytes of a client's message; longer ones close with 1009 */
    const pl_loop_calls *calls;
    void *ctx;
} pl_loop_options;

/* Owned; pl_loop_close(). NULL with a text in `error` when the system has no descriptors for it. */
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
/* Let pl_loop_turn() call `woken`. Any thread, and signal handlers. */
void pl_loop_wake(pl_loop *loop);
/* Connections that are open now. */
unsigned pl_loop_connections(const pl_loop *loop);

/* ---- timers */

typedef struct pl_timer {
    uint64_t due_ns;
    size_t place; /* in the loop's heap, from 1 on; 0: it is not set */
    void (*fire)(struct pl_timer *timer);
    void *ctx;
} pl_timer;
/* Call timer->fire once, `after_ns` from now; replaces what was set. */
void pl_timer_set(pl_loop *loop, pl_timer *timer, uint64_t after_ns);
void pl_timer_clear(pl_loop *loop, pl_timer *timer);

#endif
