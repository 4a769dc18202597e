/* echo.h - a loop that answers with the request and sends messages back, and a client: bytes
 * through a socket pair. */
#ifndef PL_TEST_ECHO_H
#define PL_TEST_ECHO_H
#include "unit/test.h"
#include "base/str.h"
#include "server/conn.h"
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/* A server that answers with the request and sends messages back. */
typedef struct echo {
    pl_loop *loop;
    pl_buf message; /* to be sent back */
    size_t sent;
    unsigned closed, opened, end_code;
    unsigned pieces; /* of a stream that are still to come */
    uint64_t taken;  /* bytes of bodies of /sink */
    pl_conn *waits;  /* asked for /later */
} echo;

static inline bool sink(void *ctx, pl_str bytes)
{
    ((echo *)ctx)->taken += bytes.len;
    return true;
}

/* Bodies of /sink go there, those of /drop nowhere, others are kept. */
static inline void on_body(void *ctx, pl_conn *conn, const pl_request *request, pl_body_plan *plan)
{
    (void)conn;
    if (pl_str_eq(request->path, PL_S("/sink"))) {
        plan->most = UINT64_MAX;
        plan->take = sink;
        plan->sink = ctx;
    } else if (!pl_str_eq(request->path, PL_S("/drop"))) {
        plan->keep = 4096;
    }
}

static inline void on_request(void *ctx, pl_conn *conn, const pl_request *request, pl_reply *reply)
{
    pl_buf text = { 0 };

    if (pl_str_eq(request->path, PL_S("/later"))) {
        ((echo *)ctx)->waits = conn;
        reply->later = true;
        return;
    }
    if (pl_str_eq(request->path, PL_S("/stream"))) {
        ((echo *)ctx)->pieces = 3;
        reply->status = 200;
        reply->stream = true;
        return;
    }
    pl_buf_printf(&text, "%.*s %.*s", PL_FMT(pl_method_name(request->method)),
                  PL_FMT(request->path));
    for (uint32_t i = 0; i < request->n_args; i++)
        pl_buf_printf(&text, " [%.*s]", PL_FMT(request->args[i]));
    if (request->header[PL_HEADER_FORWARDED_HOST].len)
        pl_buf_printf(&text, " via %.*s", PL_FMT(request->header[PL_HEADER_FORWARDED_HOST]));
    if (request->body.len)
        pl_buf_printf(&text, " body %.*s", PL_FMT(request->body));
    pl_reply_text(reply, 200, "text/plain", pl_buf_view(&text));
    pl_buf_done(&text);
}

static inline void on_upgrade(void *ctx, pl_conn *conn, const pl_request *request, pl_reply *reply)
{
    if (!pl_str_eq(request->path, PL_S("/ws")))
        on_request(ctx, conn, request, reply);
}

static inline void on_opened(void *ctx, pl_conn *conn, const pl_request *request)
{
    (void)conn;
    CHECK(pl_str_eq(request->path, PL_S("/ws")), "the handshake is told");
    ((echo *)ctx)->opened++;
}

static inline void on_message(void *ctx, pl_conn *conn, pl_str text)
{
    echo *e = ctx;

    e->message.len = e->sent = 0;
    pl_buf_str(&e->message, text);
    pl_conn_want_write(conn);
}

static inline void on_writable(void *ctx, pl_conn *conn)
{
    echo *e = ctx;
    size_t n = e->message.len - e->sent;

    if (e->pieces) {
        memcpy(pl_conn_chunk(conn), "piece", 5);
        e->pieces--;
        pl_conn_send(conn, 5, e->pieces == 2, e->pieces == 0);
        pl_conn_want_write(conn);
        return;
    }
    if (!n)
        return;
    if (n > PL_CONN_CHUNK)
        n = PL_CONN_CHUNK;
    memcpy(pl_conn_chunk(conn), e->message.ptr + e->sent, n);
    e->sent += n;
    pl_conn_send(conn, n, e->sent == n, e->sent == e->message.len);
    if (e->sent < e->message.len)
        pl_conn_want_write(conn);
}

static inline void on_closed(void *ctx, pl_conn *conn)
{
    ((echo *)ctx)->closed++;
    ((echo *)ctx)->end_code = pl_conn_end_code(conn);
}

static inline void on_woken(void *ctx)
{
    (void)ctx;
}

static const pl_loop_calls echo_calls = {
    .body = on_body,
    .request = on_request,
    .upgrade = on_upgrade,
    .opened = on_opened,
    .message = on_message,
    .writable = on_writable,
    .closed = on_closed,
    .woken = on_woken,
};

static inline void echo_begin(echo *e)
{
    pl_loop_options options = {
        .max_connections = 8, .max_message = 1 << 16, .calls = &echo_calls, .ctx = e
    };
    pl_buf error = { 0 };

    *e = (echo){ 0 };
    e->loop = pl_loop_open(&options, &error);
    assert_non_null(e->loop);
    pl_buf_done(&error);
}

static inline void echo_end(echo *e)
{
    pl_loop_close(e->loop);
    pl_buf_done(&e->message);
}

/* Send `bytes`, turn the loop until nothing comes for a while, and return all that came. A timer
 * keeps the loop from waiting for ever. */
static inline void nothing(pl_timer *timer)
{
    (void)timer;
}

static inline void talk(echo *e, int fd, pl_str bytes, pl_buf *out)
{
    pl_timer timer = { .fire = nothing };
    char chunk[4096];
    size_t sent = 0;
    int idle = 0;

    out->len = 0;
    while (idle < 60) {
        ssize_t n = sent < bytes.len
                        ? send(fd, bytes.ptr + sent, bytes.len - sent, MSG_DONTWAIT | MSG_NOSIGNAL)
                        : 0;

        if (n > 0)
            sent += (size_t)n;
        pl_timer_set(e->loop, &timer, 2000000);
        pl_loop_turn(e->loop);
        pl_timer_clear(e->loop, &timer);
        n = recv(fd, chunk, sizeof chunk, MSG_DONTWAIT);
        if (n == 0)
            break;
        idle = n > 0 || sent < bytes.len ? 0 : idle + 1;
        if (n > 0)
            pl_buf_add(out, chunk, (size_t)n);
    }
    pl_buf_byte(out, 0);
}

/* One turn that ends within two milliseconds. */
static inline void turn(echo *e)
{
    pl_timer timer = { .fire = nothing };

    pl_timer_set(e->loop, &timer, 2000000);
    pl_loop_turn(e->loop);
    pl_timer_clear(e->loop, &timer);
}

static inline void talk_until_closed(echo *e)
{
    for (int i = 0; i < 5000 && !e->closed; i++)
        turn(e);
}

/* Send all of `bytes`, and drop what comes meanwhile; returns how many bytes that were. */
static inline unsigned send_all(echo *e, int fd, pl_str bytes)
{
    char chunk[4096];
    unsigned came = 0;

    while (bytes.len) {
        ssize_t n = send(fd, bytes.ptr, bytes.len, MSG_DONTWAIT | MSG_NOSIGNAL);

        if (n > 0)
            bytes = pl_str_sub(bytes, (size_t)n, bytes.len);
        turn(e);
        while ((n = recv(fd, chunk, sizeof chunk, MSG_DONTWAIT)) > 0)
            came += (unsigned)n;
    }
    return came;
}

static inline int connect_to(echo *e)
{
    int pair[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    assert_true(pl_loop_adopt(e->loop, pair[1], PL_REACH_SOCKET, false));
    return pair[0];
}

#define HEAD "Host: localhost\r\n"

/* ---- frames: masked with zeroes, so that bytes are what they are */

static inline void frame(pl_buf *out, unsigned first, const char *text, size_t n)
{
    pl_buf_byte(out, (char)first);
    if (n < 126) {
        pl_buf_byte(out, (char)(0x80 | n));
    } else {
        pl_buf_byte(out, (char)(0x80 | 126));
        pl_buf_byte(out, (char)(n >> 8));
        pl_buf_byte(out, (char)n);
    }
    pl_buf_fill(out, 0, 4);
    pl_buf_add(out, text, n);
}

static inline int shake_hands(echo *e)
{
    static const char hello[] =
        "GET /ws HTTP/1.1\r\n" HEAD "Connection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    pl_buf got = { 0 };
    int fd = connect_to(e);

    talk(e, fd, pl_str_cstr(hello), &got);
    assert_non_null(strstr(got.ptr, "101 Switching"));
    assert_int_equal(e->opened, 1);
    pl_buf_done(&got);
    return fd;
}

#endif
