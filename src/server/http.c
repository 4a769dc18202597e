/* http.c - requests out of bytes, and replies into bytes. */
#include "server/loop_state.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/oom.h"
#include "base/str.h"

enum {
    HEAD_S = 60,      /* for a head in all */
    HEAD_BYTE_S = 10, /* for its next byte */
    BODY_S = 60,      /* for the next byte of a body; in all, this and a second per KiB */
    IDLE_S = 75,      /* between two requests */
    WRITE_S = 60,     /* for the client to take a byte */
    TLS_PIECE = 16 << 10,
};

/* ---- replies */

static uint64_t to_send(const pl_exchange *x)
{
    return x->request.method == PL_METHOD_HEAD || x->reply.stream ? 0 : x->reply.length;
}

static void begin_reply(pl_conn *conn)
{
    pl_exchange *x = &conn->http;

    assert(x->reply.status >= 200 && x->has_request);
    x->sent = 0;
    x->head_written = false;
    x->chunked = x->head.minor > 0;
    x->reply.raw = x->reply.stream && !x->chunked;
    if (!x->keeps || conn->loop->stops || x->reply.raw)
        x->reply.close = true;
    if (!x->head.minor && !x->reply.close)
        pl_reply_header(&x->reply, "Connection", PL_S("keep-alive"));
    conn->state = PL_CONN_WRITING;
    pl_conn__allow(conn, WRITE_S * PL_SECOND);
}

/* Up to `n` next bytes of the body. */
static size_t read_body(const pl_exchange *x, char *to, size_t n)
{
    uint64_t at = x->reply.from + x->sent, rest = to_send(x) - x->sent;
    ssize_t got;

    if (n > rest)
        n = (size_t)rest;
    if (!n)
        return 0;
    if (x->reply.body)
        return pl_payload_read(x->reply.body, at, to, n);
    got = x->reply.file >= 0 ? pread(x->reply.file, to, n, (off_t)at) : -1;
    return got > 0 ? (size_t)got : 0;
}

/* Write `head` bytes, which are kept if the kernel does not take them, and a piece of the body,
 * which is read again. TLS has to be given the same bytes again: there all are kept. */
static void write_piece(pl_conn *conn, size_t head, size_t n)
{
    pl_exchange *x = &conn->http;
    char *chunk = pl_conn_chunk(conn);
    ssize_t put;

    if (conn->wire.tls) {
        x->sent += n;
        pl_conn__put(conn, chunk, head + n);
        return;
    }
    put = pl_wire_write(&conn->wire, chunk, head + n);
    if (put == PL_WIRE_BROKEN) {
        conn->is_cut = true;
        return;
    }
    if (put < 0)
        put = 0;
    if ((size_t)put < head)
        pl_buf_add(&conn->out, chunk + put, head - (size_t)put);
    else
        x->sent += (size_t)put - head;
}

/* Write the head, together with the begin of the body: most replies are one call of the system. */
static void write_head(pl_conn *conn)
{
    pl_exchange *x = &conn->http;
    size_t room = conn->wire.tls ? TLS_PIECE : PL_CONN_CHUNK;
    pl_buf head = { 0 };

    pl_reply_write_head(&x->reply, &head);
    x->head_written = true;
    if (head.len > room / 2 || x->reply.stream) {
        pl_conn__put(conn, head.ptr, head.len);
    } else {
        memcpy(pl_conn_chunk(conn), head.ptr, head.len);
        write_piece(conn, head.len,
                    read_body(x, (char *)pl_conn_chunk(conn) + head.len, room - head.len));
    }
    pl_buf_done(&head);
}

static void write_body(pl_conn *conn)
{
    pl_exchange *x = &conn->http;
    size_t n = read_body(x, pl_conn_chunk(conn), conn->wire.tls ? TLS_PIECE : PL_CONN_CHUNK);

    if (n)
        write_piece(conn, 0, n);
    else
        conn->is_cut = true; /* it became shorter than was announced */
}

/* Was the reply written? Then the next request may come. */
static void end_reply(pl_conn *conn)
{
    bool closes = conn->http.reply.close;

    pl_conn__report_reply(conn);
    if (closes) {
        pl_conn__linger(conn);
        return;
    }
    pl_conn__drop_request(conn);
    pl_http_head_init(&conn->http.head);
    conn->state = PL_CONN_READING;
    pl_conn__allow(conn, IDLE_S * PL_SECOND);
}

bool pl_conn__write_reply(pl_conn *conn)
{
    pl_exchange *x = &conn->http;

    assert(conn->state == PL_CONN_WRITING);
    if (conn->wire.blocked || conn->out_at < conn->out.len)
        return false;
    pl_conn__allow(conn, WRITE_S * PL_SECOND);
    if (!x->head_written) {
        write_head(conn);
        if (x->reply.stream && x->request.method != PL_METHOD_HEAD) {
            conn->state = PL_CONN_STREAMING;
            conn->wants_write = true;
            pl_conn__allow(conn, 0);
        }
    } else if (x->sent < to_send(x)) {
        write_body(conn);
    } else {
        end_reply(conn);
    }
    return true;
}

/* A chunk is written as one piece, with its size in front and, after the last one, the end. */
bool pl_conn__send_piece(pl_conn *conn, size_t n, bool last)
{
    pl_exchange *x = &conn->http;
    char *chunk = pl_conn_chunk(conn), *from = chunk, *to = chunk + n, head[PL_CHUNK_ROOM];

    x->sent += n;
    if (!x->reply.raw) {
        size_t size = n ? (size_t)snprintf(head, sizeof head, "%zx\r\n", n) : 0;

        from -= size;
        memcpy(from, head, size);
        if (n)
            to = (char *)memcpy(to, "\r\n", 2) + 2;
        if (last)
            to = (char *)memcpy(to, "0\r\n\r\n", 5) + 5;
    }
    if (to > from)
        pl_conn__put(conn, from, (size_t)(to - from));
    pl_conn__allow(conn, pl_conn_is_full(conn) || last ? WRITE_S * PL_SECOND : 0);
    if (last) {
        conn->state = PL_CONN_WRITING;
        x->reply.length = x->sent;
    }
    return !conn->is_cut;
}

void pl_conn_reply(pl_conn *conn, pl_reply *reply)
{
    pl_exchange *x = &conn->http;

    assert(conn->state == PL_CONN_WAITING && !x->reply.status && reply->status);
    pl_reply_done(&x->reply);
    x->reply = *reply;
    pl_reply_init(reply);
    begin_reply(conn);
    pl_conn__due(conn);
}

/* ---- requests that are not served */

/* Nothing behind such a request can be trusted: the connection ends with the reply. */
static void refuse(pl_conn *conn, unsigned status, const char *why)
{
    pl_exchange *x = &conn->http;

    pl_reply_done(&x->reply);
    x->keeps = false;
    pl_reply_text(&x->reply, status, "text/plain; charset=utf-8", pl_str_cstr(why));
    begin_reply(conn);
}

/* ---- requests */

static void begin_request(pl_conn *conn)
{
    pl_exchange *x = &conn->http;

    assert(!x->has_request);
    x->request = (pl_request){ .method = PL_METHOD_OTHER,
                               .peer = pl_str_cstr(conn->peer),
                               .reach = conn->reach,
                               .tls = conn->wire.tls != NULL,
                               .plain_on_tls = conn->on_tls && !conn->wire.tls,
                               .certified = conn->wire.tls && pl_tls_is_certified(conn->wire.tls) };
    x->has_request = true;
    x->keeps = false;
    x->came = 0;
}

static void answer(pl_conn *conn)
{
    const pl_loop_options *options = &conn->loop->options;
    pl_exchange *x = &conn->http;
    pl_oom_scope *scope;

    conn->state = PL_CONN_WAITING;
    pl_conn__allow(conn, 0);
    x->request.body = pl_buf_view(&x->body);
    scope = pl_oom_join(NULL); /* it has one of its own */
    (x->request.handshake ? options->calls->upgrade
                          : options->calls->request)(options->ctx, conn, &x->request, &x->reply);
    pl_oom_join(scope);
    if (x->reply.status)
        begin_reply(conn);
    else if (x->request.handshake && !x->reply.later)
        pl_conn__begin_socket(conn);
}

static bool is_handshake(const pl_request *request)
{
    return request->method == PL_METHOD_GET &&
           pl_str_same_word(request->header[PL_HEADER_UPGRADE], PL_S("websocket")) &&
           pl_header_lists(request->header[PL_HEADER_CONNECTION], "upgrade");
}

/* May the body be read? A client that sent "Expect: 100-continue" gets its answer here. */
static bool admit_body(pl_conn *conn)
{
    pl_exchange *x = &conn->http;
    pl_str expects = x->request.header[PL_HEADER_EXPECT];

    if (x->head.length > x->plan.most || (x->plan.keep && x->head.length > x->plan.keep)) {
        refuse(conn, 413, "this is too long\n");
        return false;
    }
    if (!expects.len || !x->head.minor)
        return true;
    if (!pl_str_same_word(expects, PL_S("100-continue"))) {
        refuse(conn, 417, "this cannot be expected\n");
        return false;
    }
    return pl_conn__put(conn, "HTTP/1.1 100 Continue\r\n\r\n", 25);
}

static void begin_body(pl_conn *conn)
{
    const pl_loop_options *options = &conn->loop->options;
    pl_exchange *x = &conn->http;

    x->plan = (pl_body_plan){ .most = PL_BODY_MOST };
    if (options->calls->body)
        options->calls->body(options->ctx, conn, &x->request, &x->plan);
    if (!admit_body(conn))
        return;
    x->left = x->head.length;
    pl_http_chunks_init(&x->chunks);
    conn->state = PL_CONN_BODY;
    pl_conn__allow(conn, BODY_S * PL_SECOND);
}

/* A head is whole. */
static void take_request(pl_conn *conn, const char *bytes)
{
    pl_exchange *x = &conn->http;
    bool has_body = x->head.coded || x->head.length > 0;
    const char *why;
    unsigned status = pl_http_head_judge(&x->head, &why);

    begin_request(conn);
    if (status != 200) {
        refuse(conn, status, why);
    } else if (!pl_http_head_read(&x->head, bytes, &x->request)) {
        refuse(conn, 400, "bad target\n");
    } else {
        x->keeps = pl_http_head_keeps(&x->request, &x->head);
        x->request.handshake = x->head.minor > 0 && is_handshake(&x->request);
        if (has_body && x->request.handshake)
            refuse(conn, 400, "a handshake has no body\n");
        else if (has_body)
            begin_body(conn);
        else
            answer(conn);
    }
}

static void wait_for_head(pl_conn *conn)
{
    uint64_t now = pl_clock_ns(), whole, next = HEAD_BYTE_S * PL_SECOND;

    whole = conn->http.began_ns + HEAD_S * PL_SECOND;
    whole = whole > now ? whole - now : 1;
    pl_conn__allow(conn, whole < next ? whole : next);
}

static size_t take_head(pl_conn *conn, const char *bytes, size_t n)
{
    pl_exchange *x = &conn->http;

    if (!x->head.read)
        x->began_ns = pl_clock_ns();
    switch (pl_http_head_feed(&x->head, bytes, n > PL_HEAD_MOST ? PL_HEAD_MOST : n)) {
    case PL_HTTP_DONE: take_request(conn, bytes); return x->head.read;
    case PL_HTTP_BAD:
        begin_request(conn);
        refuse(conn, 400, "bad request\n");
        return n;
    case PL_HTTP_MORE: break;
    }
    wait_for_head(conn);
    if (n < PL_HEAD_MOST)
        return 0;
    begin_request(conn);
    refuse(conn, 431, "the head of the request is too long\n");
    return n;
}

/* ---- bodies */

/* Set the time that the next byte of the body may take. In all, a body may take BODY_S and a second
 * for each KiB, so that it cannot come drop by drop for ever. */
static void wait_for_body(pl_conn *conn)
{
    const pl_exchange *x = &conn->http;
    uint64_t now = pl_clock_ns(), next = BODY_S * PL_SECOND;
    uint64_t whole = x->began_ns + (BODY_S + x->came / 1024) * PL_SECOND;

    whole = whole > now ? whole - now : 1;
    pl_conn__allow(conn, whole < next ? whole : next);
}

/* Take a piece of a body. False: the body is too long, and the reply is an error. */
static bool take_piece(pl_conn *conn, pl_str piece)
{
    pl_exchange *x = &conn->http;

    x->came += piece.len;
    if (x->came > x->plan.most || (x->plan.keep && x->came > x->plan.keep)) {
        refuse(conn, 413, "this is too long\n");
        return false;
    }
    if (x->plan.keep)
        pl_buf_str(&x->body, piece);
    else if (x->plan.take && !x->plan.take(x->plan.sink, piece))
        conn->is_cut = true;
    return !conn->is_cut;
}

static size_t take_counted(pl_conn *conn, const char *bytes, size_t n)
{
    pl_exchange *x = &conn->http;

    if (n > x->left)
        n = (size_t)x->left;
    x->left -= n;
    if (take_piece(conn, pl_str_make(bytes, n)) && !x->left)
        answer(conn);
    return n;
}

static size_t take_chunks(pl_conn *conn, const char *bytes, size_t n)
{
    pl_str piece;
    size_t used;

    switch (pl_http_chunks_next(&conn->http.chunks, bytes, n, &used, &piece)) {
    case PL_HTTP_CHUNK_DATA: take_piece(conn, piece); break;
    case PL_HTTP_CHUNK_END: answer(conn); break;
    case PL_HTTP_CHUNK_BAD: refuse(conn, 400, "bad chunk\n"); return n;
    case PL_HTTP_CHUNK_MORE: break;
    }
    return used;
}

size_t pl_conn__take_http(pl_conn *conn, const char *bytes, size_t n)
{
    if (conn->state == PL_CONN_READING)
        return take_head(conn, bytes, n);
    assert(conn->state == PL_CONN_BODY);
    n = conn->http.head.coded ? take_chunks(conn, bytes, n) : take_counted(conn, bytes, n);
    if (conn->state == PL_CONN_BODY)
        wait_for_body(conn);
    return n;
}
