/* Bytes that a client sends, and what it gets: through a socket pair and the real library. */
#include "unit/test.h"
#include "base/str.h"
#include "server/lws.h"
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/* A server that answers with what it was asked for, and sends messages back. */
typedef struct echo {
    pl_loop *loop;
    pl_buf message; /* to be sent back */
    size_t sent;
    unsigned closed, opened;
} echo;

static void on_request(void *ctx, pl_conn *conn, const pl_request *request, pl_reply *reply)
{
    pl_buf text = { 0 };

    (void)ctx, (void)conn;
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

static void on_upgrade(void *ctx, pl_conn *conn, const pl_request *request, pl_reply *reply)
{
    if (!pl_str_eq(request->path, PL_S("/ws")))
        on_request(ctx, conn, request, reply);
}

static void on_opened(void *ctx, pl_conn *conn)
{
    (void)conn;
    ((echo *)ctx)->opened++;
}

static void on_message(void *ctx, pl_conn *conn, pl_str text)
{
    echo *e = ctx;

    e->message.len = e->sent = 0;
    pl_buf_str(&e->message, text);
    pl_conn_want_write(conn);
}

static void on_writable(void *ctx, pl_conn *conn)
{
    echo *e = ctx;
    size_t n = e->message.len - e->sent;

    if (!n)
        return;
    if (n > PL_CONN_CHUNK)
        n = PL_CONN_CHUNK;
    memcpy(pl_conn_chunk(conn), e->message.ptr + e->sent, n);
    e->sent += n;
    pl_conn_send(conn, n, e->sent == n, e->sent == e->message.len);
    pl_conn_want_write(conn);
}

static void on_closed(void *ctx, pl_conn *conn)
{
    (void)conn;
    ((echo *)ctx)->closed++;
}

static void on_woken(void *ctx)
{
    (void)ctx;
}

static const pl_loop_calls calls = {
    .request = on_request,
    .upgrade = on_upgrade,
    .opened = on_opened,
    .message = on_message,
    .writable = on_writable,
    .closed = on_closed,
    .woken = on_woken,
};

static void begin(echo *e)
{
    pl_loop_options options = {
        .max_connections = 8, .max_message = 1 << 16, .calls = &calls, .ctx = e
    };
    pl_buf error = { 0 };

    *e = (echo){ 0 };
    e->loop = pl_loop_open(&options, &error);
    assert_non_null(e->loop);
    pl_buf_done(&error);
}

static void end(echo *e)
{
    pl_loop_close(e->loop);
    pl_buf_done(&e->message);
}

/* Send `bytes`, turn the loop until nothing comes for a while, and return all that came. A timer
 * keeps the loop from waiting for ever. */
static void nothing(pl_timer *timer)
{
    (void)timer;
}

static void talk(echo *e, int fd, pl_str bytes, pl_buf *out)
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

static int connect_to(echo *e)
{
    int pair[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    assert_true(pl_loop_adopt(e->loop, pair[1], PL_REACH_SOCKET, false));
    return pair[0];
}

#define HEAD "Host: localhost\r\n"

static const struct {
    const char *what, *bytes, *want; /* part of the answer; NULL: the connection ends without one */
} requests[] = {
    { "a request", "GET /a HTTP/1.1\r\n" HEAD "\r\n", "GET /a" },
    { "a query", "GET /a?x=1&y=%41 HTTP/1.1\r\n" HEAD "\r\n", "GET /a [x=1] [y=A]" },
    { "an escape in the path", "GET /%E2%82%AC HTTP/1.1\r\n" HEAD "\r\n", "GET /\xe2\x82\xac" },
    { "a header of no standard", "GET / HTTP/1.1\r\n" HEAD "X-Forwarded-Host: a.b\r\n\r\n",
      "GET / via a.b" },
    { "HEAD has no body", "HEAD /a HTTP/1.1\r\n" HEAD "\r\n", "Content-Length: 7\r\n\r\n" },
    { "a body", "POST /a HTTP/1.1\r\n" HEAD "Content-Length: 3\r\n\r\nx=y", "POST /a body x=y" },
    { "no body", "POST /a HTTP/1.1\r\n" HEAD "Content-Length: 0\r\n\r\n", "POST /a" },
    { "a method without a length", "POST /a HTTP/1.1\r\n" HEAD "\r\n", "POST /a" },
    { "OPTIONS", "OPTIONS /a HTTP/1.1\r\n" HEAD "\r\n", "OPTIONS /a" },
    { "DELETE", "DELETE /a HTTP/1.1\r\n" HEAD "\r\n", "DELETE /a" },
    { "two requests on one connection",
      "GET /a HTTP/1.1\r\n" HEAD "\r\nGET /b HTTP/1.1\r\n" HEAD "\r\n", "GET /b" },
    { "a body that the library does not expect is no request",
      "GET /a HTTP/1.1\r\n" HEAD "Content-Length: 25\r\n\r\nGET /evil HTTP/1.1\r\n\r\n\r\n",
      "GET /a" },
    { "an upgrade of another path",
      "GET /x HTTP/1.1\r\n" HEAD "Connection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
      "GET /x" },
    { "a handshake",
      "GET /ws HTTP/1.1\r\n" HEAD "Connection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
      "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" },
    { "no request at all", "\x16\x03\x01\x02", NULL },
};

TEST(requests_are_answered)
{
    for (size_t i = 0; i < PL_COUNT(requests); i++) {
        pl_buf got = { 0 };
        echo e;
        int fd;

        begin(&e);
        fd = connect_to(&e);
        talk(&e, fd, pl_str_cstr(requests[i].bytes), &got);
        if (requests[i].want)
            CHECK(strstr(got.ptr, requests[i].want) != NULL, requests[i].what);
        CHECK(strstr(got.ptr, "/evil") == NULL, requests[i].what);
        close(fd);
        end(&e);
        CHECK(e.closed == 1, requests[i].what);
        pl_buf_done(&got);
    }
}

/* ---- frames: masked with zeroes, so that bytes are what they are */

static void frame(pl_buf *out, unsigned first, const char *text, size_t n)
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

static int shake_hands(echo *e)
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

/* First byte of a frame: FIN 0x80, text 1, binary 2, close 8, ping 9, pong 10. */
static const struct {
    const char *what;
    unsigned first[3]; /* of up to three frames */
    const char *text[3];
    const char *want; /* the answer, or its beginning */
    size_t n;
} frames[] = {
    { "a message comes back", { 0x81 }, { "hi" }, "\x81\x02hi", 4 },
    { "fragments are one message",
      { 0x01, 0x00, 0x80 },
      { "a", "b", "c" },
      "\x81\x03"
      "abc",
      5 },
    { "a ping between them",
      { 0x01, 0x89, 0x80 },
      { "a", "p", "b" },
      "\x8a\x01p\x81\x02"
      "ab",
      7 },
    { "an empty message", { 0x81, 0x81 }, { "", "x" }, "\x81\x01x", 3 },
    { "binary messages are ignored", { 0x82, 0x81 }, { "b", "x" }, "\x81\x01x", 3 },
    { "a pong is taken", { 0x8a, 0x81 }, { "", "x" }, "\x81\x01x", 3 },
    { "a reserved opcode closes", { 0x83 }, { "x" }, "\x88", 1 },
};

TEST(frames_are_answered)
{
    for (size_t i = 0; i < PL_COUNT(frames); i++) {
        pl_buf bytes = { 0 }, got = { 0 };
        echo e;
        int fd;

        begin(&e);
        fd = shake_hands(&e);
        for (size_t k = 0; k < 3 && frames[i].text[k]; k++)
            frame(&bytes, frames[i].first[k], frames[i].text[k], strlen(frames[i].text[k]));
        talk(&e, fd, pl_buf_view(&bytes), &got);
        CHECK(got.len > frames[i].n && memcmp(got.ptr, frames[i].want, frames[i].n) == 0,
              frames[i].what);
        close(fd);
        end(&e);
        pl_buf_done(&bytes);
        pl_buf_done(&got);
    }
}

TEST(a_long_message_closes_with_1009)
{
    pl_buf bytes = { 0 }, text = { 0 }, got = { 0 };
    echo e;
    int fd;

    begin(&e);
    fd = shake_hands(&e);
    pl_buf_fill(&text, 'x', 60000);
    frame(&bytes, 0x01, text.ptr, 60000);
    frame(&bytes, 0x80, text.ptr, 5537);
    talk(&e, fd, pl_buf_view(&bytes), &got);
    CHECK(got.len >= 4 && (unsigned char)got.ptr[0] == 0x88 && got.ptr[2] == 3 &&
              (unsigned char)got.ptr[3] == 0xf1,
          "a close frame with 1009");
    close(fd);
    end(&e);
    pl_buf_done(&bytes);
    pl_buf_done(&text);
    pl_buf_done(&got);
}

TEST(a_large_message_goes_out_in_pieces)
{
    pl_buf bytes = { 0 }, text = { 0 }, got = { 0 };
    echo e;
    int fd;

    begin(&e);
    fd = shake_hands(&e);
    pl_buf_fill(&text, 'x', 65000);
    frame(&bytes, 0x81, text.ptr, 65000);
    talk(&e, fd, pl_buf_view(&bytes), &got);
    CHECK(got.len > 65000, "all of it came back");
    close(fd);
    end(&e);
    pl_buf_done(&bytes);
    pl_buf_done(&text);
    pl_buf_done(&got);
}
