/* request.h - one HTTP request and the reply to it, as plain data.
 *
 * Whatever speaks HTTP fills a request in (http.c) and writes a reply out; routes decide in
 * between. So routes, access rules and files are tested without a socket.
 *
 * Lifetime: texts of a request lie in its arena until the reply was written. Threads: one
 * user. */
#ifndef PL_SERVER_REQUEST_H
#define PL_SERVER_REQUEST_H
#include "base/arena.h"
#include "base/buf.h"
#include "server/payload.h"

/* ORDER headers (request.c): those that routes and rules use. */
typedef enum pl_header {
    PL_HEADER_HOST,
    PL_HEADER_ORIGIN,
    PL_HEADER_CONNECTION,
    PL_HEADER_UPGRADE,
    PL_HEADER_ACCEPT,
    PL_HEADER_ACCEPT_ENCODING,
    PL_HEADER_AUTHORIZATION,
    PL_HEADER_COOKIE,
    PL_HEADER_RANGE,
    PL_HEADER_IF_RANGE,
    PL_HEADER_IF_NONE_MATCH,
    PL_HEADER_IF_MODIFIED_SINCE,
    PL_HEADER_IF_UNMODIFIED_SINCE,
    PL_HEADER_WS_KEY,
    PL_HEADER_WS_VERSION,
    PL_HEADER_SEC_FETCH_SITE,
    PL_HEADER_FORWARDED_FOR,
    PL_HEADER_FORWARDED_PROTO,
    PL_HEADER_FORWARDED_HOST,
    PL_HEADER_FORWARDED_PREFIX,
    PL_HEADER_FORWARDED_USER,
    PL_HEADER_EXPECT,
    PL_HEADER_CONTENT_TYPE,
    PL_HEADER_COUNT,
} pl_header;
/* The header of that name, compared without regard to case; false: routes and rules do not use
 * it. */
bool pl_header_find(pl_str name, pl_header *out);

typedef enum pl_method {
    PL_METHOD_GET,
    PL_METHOD_HEAD,
    PL_METHOD_POST,
    PL_METHOD_PUT,
    PL_METHOD_DELETE,
    PL_METHOD_OPTIONS,
    PL_METHOD_PATCH,
    PL_METHOD_OTHER,
} pl_method;
pl_str pl_method_name(pl_method method); /* "GET"; static */

/* Where a connection came in. */
typedef enum pl_reach {
    PL_REACH_LOCAL,   /* a loopback address */
    PL_REACH_NETWORK, /* any other address */
    PL_REACH_SOCKET,  /* a Unix socket */
    PL_REACH_METRICS, /* the listener of --metrics-listen */
} pl_reach;

typedef struct pl_request {
    pl_arena arena;
    pl_method method;
    pl_str path;  /* percent escapes decoded, begins with a slash */
    pl_str *args; /* decoded "name=value" of the query, in order; in `arena` */
    uint32_t n_args;
    pl_str header[PL_HEADER_COUNT]; /* empty: absent */
    pl_str body;                    /* of the login form, and of what is written */
    pl_str peer;                    /* address without port; empty of a Unix socket */
    pl_reach reach;
    bool tls, certified; /* `certified`: a client certificate was verified */
    bool plain_on_tls;   /* spoken without TLS to a port that has it */
    bool handshake;      /* a handshake for a WebSocket */
} pl_request;

/* Set `*out` to what `path` is below `base`: empty, or begins with a slash. False: it is outside.
 */
bool pl_request_below(pl_str path, pl_str base, pl_str *out);
/* Value of `name` in the query; false: it is not there. */
bool pl_request_arg(const pl_request *request, const char *name, pl_str *out);
/* Append the query again, escaped, without the argument `but` (may be NULL); with the question
 * mark, nothing when there is none. */
void pl_request_query(const pl_request *request, const char *but, pl_buf *out);
/* Append a text as it stands in a path or a value of a query: what is not plain there becomes
 * escapes. */
void pl_request_escape(pl_buf *out, pl_str text);
/* Is `token` among the items of a list in a header? Items are separated by commas, may be
 * followed by parameters ("gzip;q=0.5"), and count without regard to case. One with q=0 does
 * not count. */
bool pl_header_lists(pl_str list, const char *token);
/* Is `tag`, with its quotes, among those of If-None-Match? */
bool pl_request_has_tag(const pl_request *request, pl_str tag);
bool pl_str_same_word(pl_str a, pl_str b); /* equal without regard to case (ASCII) */

typedef struct pl_reply {
    unsigned status;       /* 0: not decided yet */
    pl_buf head;           /* further lines, "Name: value\r\n" each; owned */
    pl_payload *body;      /* one reference; NULL: none */
    int file;              /* or bytes of this descriptor, owned; -1: none */
    uint64_t from, length; /* what of the body is sent */
    bool stream;           /* or of unknown length: it comes by pl_conn_send() */
    bool raw;              /* stream: not in chunks, it ends with the connection */
    bool close;            /* the connection ends afterwards */
    bool later;            /* the answer comes later, by pl_conn_reply() */
    bool slow;             /* the reply is delayed by a second */
    uint8_t route;         /* pl_route, for counters */
} pl_reply;

void pl_reply_init(pl_reply *reply);
void pl_reply_done(pl_reply *reply); /* `reply` must have been initialised */
void pl_reply_header(pl_reply *reply, const char *name, pl_str value);
/* Reply with all of `body`, of which a reference is taken. */
void pl_reply_body(pl_reply *reply, unsigned status, const char *type, pl_payload *body);
/* Reply with a copy of `text`. */
void pl_reply_text(pl_reply *reply, unsigned status, const char *type, pl_str text);
/* Reply with {"error": "..."}. */
void pl_reply_error(pl_reply *reply, unsigned status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Add the headers that all of our own replies have (serving.md 6.7). */
void pl_reply_protect(pl_reply *reply);
/* The same for a page that other sites may show in a frame: pages of this server and of `origins`.
 */
void pl_reply_protect_framed(pl_reply *reply, const pl_str *origins, size_t n);
/* Reply with "Location: <to>" and no body. */
void pl_reply_redirect(pl_reply *reply, unsigned status, pl_str to);
/* Append the status line, the headers and the empty line. */
void pl_reply_write_head(const pl_reply *reply, pl_buf *out);
const char *pl_status_reason(unsigned status); /* "Not Found"; static */

#endif
