/* loop_state.h - what a loop and its connections are made of (loop.h, conn.h).
 *
 *     loop.c      the loop, listeners           timer.c    timers
 *     steps.c     connections: their states     conn.c     what is done in any state
 *     http.c      requests and replies          socket.c   WebSocket
 *     wire.h      bytes, with TLS or without    secure.h   TLS
 *     http_head.h, http_chunk.h, frames.h       the three grammars
 *
 * One connection is one state machine:
 *
 *     HANDSHAKE --TLS is agreed--> READING <-------- reply written --------+
 *                                    | head                               |
 *                      +-- no body --+-- body --> BODY                    |
 *                      v                            | all of it           |
 *                   WAITING <-----------------------+                     |
 *                      | answer                                           |
 *                      +--> WRITING ------------------------------------->+
 *                      +--> STREAMING --last piece--> WRITING             |
 *                      +--> SOCKET --close frame of ours--> PARTING       |
 *                                |                             |          v
 *                                +--------- theirs ------------+----> LINGERING
 *     from every state --> GONE
 *
 *     READING    between requests, or inside the head of one
 *     WAITING    the request was handed on; nothing is read, but whether the client is there
 *     WRITING    the rest of a reply goes out
 *     STREAMING  pieces of a reply go out as they come
 *     PARTING    our close frame was sent, theirs is awaited
 *     LINGERING  all was sent: what still comes is thrown away, so that the client reads the rest
 *                before its connection is reset
 *
 * Invariants (pl_conn__check):
 *     1. There is a request from the end of its head until it is answered: in BODY, WAITING,
 *        WRITING, STREAMING.
 *     2. `reply.status` is set exactly in WRITING and STREAMING.
 *     3. Only HANDSHAKE, READING, BODY, SOCKET, PARTING and LINGERING read; the others have at most
 *        what was read before in `in`.
 *     4. A socket that is GONE is closed.
 *
 * Private to those files. Threads: the one that runs the loop. */
#ifndef PL_SERVER_LOOP_STATE_H
#define PL_SERVER_LOOP_STATE_H
#include "base/invariant.h"
#include "base/vec.h"
#include "server/conn.h"
#include "server/frames.h"
#include "server/http_chunk.h"
#include "server/http_head.h"
#include "server/wire.h"

enum {
    PL_HEAD_MOST = 64 << 10, /* bytes of a request line and its fields */
    PL_READ_MOST = 64 << 10, /* that are read at once */
    PL_CHUNK_ROOM = 32,      /* in front of the chunk, for heads of frames and chunks */
};
#define PL_SECOND UINT64_C(1000000000)

/* What a descriptor in the epoll set belongs to: the first member of it. */
typedef enum pl_watched {
    PL_WATCHED_CONN = 1,
    PL_WATCHED_LISTENER,
    PL_WATCHED_WAKE,
} pl_watched;

typedef struct pl_listener {
    pl_watched watched;
    pl_loop *loop;
    int fd; /* -1: closed */
    pl_reach reach;
    bool tls;
    pl_timer pause; /* set after there were no descriptors left */
} pl_listener;

struct pl_loop {
    pl_loop_options options;
    int epoll;
    struct {
        pl_watched watched;
        int fd; /* an eventfd */
    } wake;
    pl_certificates *certificates; /* NULL until pl_loop_set_tls() */
    PL_VEC(pl_listener *) listeners;
    PL_VEC(pl_timer *) timers; /* a heap: the first is the next */
    pl_conn *conns;            /* all, linked by `next` and `before` */
    unsigned n_conns;
    pl_conn *due;      /* to be served before the loop waits, linked by `next_due` */
    pl_conn *gone;     /* to be freed then, linked by `next` */
    bool stops;        /* accepts nothing more */
    unsigned failures; /* of waiting, one after the other */
    char *read;        /* PL_READ_MOST bytes: one connection reads at a time */
    char *chunk;       /* PL_CHUNK_ROOM bytes, PL_CONN_CHUNK, PL_CHUNK_ROOM */
};

typedef enum pl_conn_state {
    PL_CONN_HANDSHAKE,
    PL_CONN_READING,
    PL_CONN_BODY,
    PL_CONN_WAITING,
    PL_CONN_WRITING,
    PL_CONN_STREAMING,
    PL_CONN_SOCKET,
    PL_CONN_PARTING,
    PL_CONN_LINGERING,
    PL_CONN_GONE,
} pl_conn_state;

/* The request that is read or answered. */
typedef struct pl_exchange {
    pl_http_head head;
    pl_request request;
    pl_reply reply;
    bool has_request;
    bool keeps;        /* another request may follow */
    bool head_written; /* of the reply */
    bool chunked;      /* the body comes, or goes, in chunks */
    uint64_t began_ns;
    uint64_t sent; /* bytes of the reply's body */
    uint64_t left; /* bytes of the request's body that have not come; not if it is chunked */
    uint64_t came; /* bytes of it that have */
    pl_body_plan plan;
    pl_http_chunks chunks;
    pl_buf body; /* what is kept of it */
} pl_exchange;

/* A WebSocket. */
typedef struct pl_socket {
    pl_frames frames;
    pl_buf message;      /* the client's, in the making */
    uint64_t size;       /* of that, binary ones included */
    uint64_t pinged_ns;  /* 0: no pong is awaited */
    uint64_t untaken;    /* in the kernel, at the last look */
    unsigned close_code; /* asked for */
    unsigned end_code;   /* how it ended; 0: without a word */
} pl_socket;

struct pl_conn {
    pl_watched watched;
    pl_loop *loop;
    pl_conn *next, *before, *next_due;
    void *user;
    pl_conn_state state;
    pl_wire wire;
    uint32_t watches; /* epoll events */
    bool is_due;
    bool is_cut;          /* it is to end */
    bool is_late;         /* its deadline has passed */
    bool wants_write;     /* `writable` is asked for */
    bool reads;           /* pl_conn_read() */
    bool left;            /* the other end sends nothing more, and waits, perhaps */
    bool shut;            /* nothing more is sent */
    bool on_tls;          /* accepted on a port of TLS; plain HTTP while `wire.tls` is NULL */
    pl_buf in, out;       /* read and not used; to be written */
    size_t in_at, out_at; /* the first byte of them that counts */
    pl_timer timer;
    uint64_t deadline_ns; /* 0: none */
    pl_reach reach;
    char peer[64]; /* address without port; empty of a Unix socket */
    pl_exchange http;
    pl_socket socket;
};

/* ---- timer.c */

uint64_t pl_timer__next(const pl_loop *loop); /* UINT64_MAX: none is set */
void pl_timer__fire(pl_loop *loop, uint64_t now);

/* ---- conn.c */

/* Of an accepted socket, which is taken. NULL: it was closed. */
pl_conn *pl_conn__new(pl_loop *loop, int fd, pl_reach reach, bool tls);
/* Put a connection in the list of those that are served before the loop waits. */
void pl_conn__due(pl_conn *conn);
/* End a connection: report `closed` to the host and close the socket. Freed before the loop
 * waits. */
void pl_conn__end(pl_conn *conn);
void pl_conn__free(pl_conn *conn);
/* Set the time that may pass until something happens on the connection; 0: any. */
void pl_conn__allow(pl_conn *conn, uint64_t ns);
/* Write, and keep what the kernel does not take. False: the connection is broken. */
bool pl_conn__put(pl_conn *conn, const void *bytes, size_t n);
/* Write the bytes that were kept. False: some are still kept. */
bool pl_conn__flush(pl_conn *conn);
/* Send nothing more, and throw away what comes. */
void pl_conn__linger(pl_conn *conn);
/* Report a reply that was written, or will not be. */
void pl_conn__report_reply(pl_conn *conn);
void pl_conn__drop_request(pl_conn *conn);
PL_CHECKS(pl_conn__check, pl_conn);

/* ---- steps.c */

/* Do what can be done without waiting, after these epoll events. */
void pl_conn__serve(pl_conn *conn, uint32_t events);

/* ---- http.c */

/* Take bytes in READING and BODY. Returns how many of the `n` were used. */
size_t pl_conn__take_http(pl_conn *conn, const char *bytes, size_t n);
/* Write what there is of the reply. False: the kernel takes no more, or it is broken. */
bool pl_conn__write_reply(pl_conn *conn);
/* A piece of a reply that is a stream. */
bool pl_conn__send_piece(pl_conn *conn, size_t n, bool last);

/* ---- socket.c */

/* Turn the connection into a WebSocket, after the handshake was accepted. */
void pl_conn__begin_socket(pl_conn *conn);
/* Take bytes in SOCKET and PARTING. Returns how many of the `n` were used. */
size_t pl_conn__take_frames(pl_conn *conn, char *bytes, size_t n);
/* Nothing came for a while: ping, or end it. */
void pl_conn__watch_socket(pl_conn *conn);
bool pl_conn__send_frame(pl_conn *conn, size_t n, bool first, bool last);

#endif
