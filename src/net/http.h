/* http.h - the one HTTP client of the project.
 *
 *     pl_http *http = pl_http_open(environment, &why);
 *     pl_http_request request = { .method = "POST", .url = PL_S("https://hooks.example.org/x"),
 *                                 .body = json, .total_ms = 10000 };
 *     pl_http_answer answer;
 *     if (pl_http_ask(http, &request, &answer) == PL_HTTP_ANSWERED) ... answer.status ...
 *     pl_http_answer_done(&answer);
 *     pl_http_close(http);
 *
 * libcurl does the transport; it is loaded when a client is opened, so that commands that send
 * nothing do not pay for it. TLS 1.2 or newer, with the names and dates of certificates
 * checked; authorities from SSL_CERT_FILE and SSL_CERT_DIR of the environment, else the system's.
 * Proxies from HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in either case of letters; loopback addresses
 * are asked directly. HTTP/1.1. Redirects are never followed, nothing is asked twice: what may be
 * sent again, and where to, is the caller's to decide.
 * Threads: any may ask through one client; a request blocks its own thread. */
#ifndef PL_NET_HTTP_H
#define PL_NET_HTTP_H
#include "base/arena.h"
#include "base/buf.h"
#include <pipelite/base.h>
#include <stdatomic.h>

typedef struct pl_http pl_http;

/* `environment`: NAME=value, a NULL last; borrowed until the client is closed; NULL: empty. NULL:
 * there is no libcurl, and `why` says what to install. */
pl_http *pl_http_open(const char *const *environment, pl_buf *why);
void pl_http_close(pl_http *http); /* NULL is fine */

typedef enum pl_http_end {
    PL_HTTP_ANSWERED,  /* whatever the status is */
    PL_HTTP_NOT_SENT,  /* nothing reached the server: it may be asked again */
    PL_HTTP_LOST,      /* the server may have got the request */
    PL_HTTP_TOO_LARGE, /* the answer is larger than `max_answer` */
    PL_HTTP_CANCELLED, /* `fired` became true */
    PL_HTTP_REFUSED,   /* the request cannot be made: a bad address, plain HTTP */
} pl_http_end;

/* A body that is read while it is sent. */
typedef struct pl_http_source {
    /* Write up to `room` bytes to `at` and their number to *n, 0 at the end. False ends the
     * request. */
    bool (*read)(void *ctx, char *at, size_t room, size_t *n);
    void *ctx;
    uint64_t bytes; /* of all */
} pl_http_source;

/* All borrowed for the call. */
typedef struct pl_http_request {
    const char *method;
    pl_str url;            /* http:// or https:// */
    const pl_str *headers; /* "Name: value" */
    uint32_t n_headers;
    pl_str body;                  /* of requests that are not a GET ... */
    const pl_http_source *source; /* ... or, if not NULL, from here */
    unsigned connect_ms;          /* until there is a connection; 0: 10 s */
    unsigned idle_s;              /* without a byte in either direction; 0: no limit */
    unsigned total_ms;            /* for all; 0: no limit */
    size_t max_answer;            /* bytes of the body; 0: 8 MiB */
    bool plain_http;              /* http:// not to loopback alone */
    const _Atomic bool *fired;    /* true ends the request within 50 ms; may be NULL */
} pl_http_request;

typedef struct pl_http_answer {
    pl_arena arena;      /* holds the texts */
    int status;          /* 0: there was no answer */
    int64_t retry_after; /* seconds; 0: not said */
    pl_str content_type;
    pl_str redirect; /* the absolute address that a redirect names; empty: none */
    pl_buf body;
    pl_str error; /* one line; empty when there was an answer. Names the host, never the rest of
                     the address */
} pl_http_answer;

/* Ask, and wait for the answer. `answer` is filled in whatever the end is. */
pl_http_end pl_http_ask(const pl_http *http, const pl_http_request *request,
                        pl_http_answer *answer);
void pl_http_answer_done(pl_http_answer *answer);

#endif
