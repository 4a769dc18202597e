/* lws_state.h - what a loop and its connections are made of (lws.h).
 *
 * A connection is one `struct lws` of the library, which has ours as its opaque pointer.
 *
 *     READING --request--> ANSWERING --reply written--> READING        keep-alive
 *        |                     |
 *        +--upgrade--> SOCKET  +--> GONE    from every state
 *
 *     lws.c         the loop, hosts, listeners, timers
 *     lws_conn.c    connections, WebSocket
 *     lws_http.c    requests and replies
 *
 * Private to those. Threads: the one that runs the loop. */
#ifndef PL_SERVER_LWS_STATE_H
#define PL_SERVER_LWS_STATE_H
#include "base/vec.h"
#include "server/lws.h"
#include "server/lws_library.h"

enum { PL_CONN_PROGRESS_S = 60 }; /* without a byte taken or sent */

/* The first member of whatever a `struct lws` points to: the end of one may be reported through
 * either protocol. */
typedef enum pl_lws_role {
    PL_LWS_CONN = 1,
    PL_LWS_LISTENER,
} pl_lws_role;

typedef struct pl_listener {
    pl_lws_role role;
    pl_loop *loop;
    struct lws *wsi; /* NULL: closed */
    int fd;
    pl_reach reach;
    bool tls;
    pl_timer pause; /* set after there were no descriptors left */
} pl_listener;

/* What the library calls a vhost: certificates and timeouts of connections. */
typedef struct pl_host {
    struct lws_vhost *vhost;
    struct pl_host *next;
    unsigned n_conns;
} pl_host;

struct pl_loop {
    pl_loop_options options;
    struct lws_context *context;
    struct lws_protocols protocols[3];
    pl_host *plain, *tls; /* tls: NULL until pl_loop_set_tls() */
    pl_host *retired;     /* earlier ones of `tls` that still have connections, linked */
    unsigned n_tls;       /* made so far: each has a name of its own */
    PL_VEC(pl_listener *) listeners;
    pl_conn *conns; /* all, linked by `next` and `before` */
    unsigned n_conns;
    pl_conn *adopting; /* the library has not taken it yet */
    unsigned failures; /* of waiting, one after the other */
    char *chunk;       /* LWS_PRE bytes of the library, then PL_CONN_CHUNK */
};

typedef enum pl_conn_state {
    PL_CONN_READING,   /* HTTP, between requests or inside one */
    PL_CONN_ANSWERING, /* the request was handed on */
    PL_CONN_SOCKET,
    PL_CONN_GONE,
} pl_conn_state;

struct pl_conn {
    pl_lws_role role;
    pl_loop *loop;
    pl_host *host;
    struct lws *wsi;
    int fd; /* the library's */
    pl_conn *next, *before;
    void *user;
    pl_conn_state state;
    char peer[64];
    pl_reach reach;
    bool tls;
    pl_request request; /* of HTTP, from `arena` of it */
    bool has_request;
    pl_reply reply;
    uint64_t began_ns, sent, body_seen;
    bool head_written;
    bool closes;         /* the library does not know where a next request would begin */
    pl_buf body;         /* the first bytes, for forms */
    pl_buf message;      /* the client's, in the making */
    unsigned close_code; /* to be sent */
    unsigned end_code;   /* how the WebSocket ended; 0: without a word */
};

/* lws_conn.c: of an accepted socket. */
pl_conn *pl_conn__new(pl_loop *loop, int fd, pl_reach reach, bool tls);
void pl_conn__free(pl_conn *conn);
/* The callback of the library. */
int pl_conn__event(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                   size_t n);

/* lws_http.c: events of a request; each function returns what the callback of the library returns.
 */
int pl_conn__begin_request(pl_conn *conn);
int pl_conn__take_body(pl_conn *conn, const void *bytes, size_t n);
int pl_conn__end_body(pl_conn *conn);
int pl_conn__write_reply(pl_conn *conn);
int pl_conn__confirm_upgrade(pl_conn *conn);
/* Report a reply that was written, or will not be. */
void pl_conn__report_reply(pl_conn *conn);
void pl_conn__drop_request(pl_conn *conn);

#endif
