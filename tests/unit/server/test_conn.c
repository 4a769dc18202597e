/* Bytes that a client sends, and what it gets. */
#include "unit/server/echo.h"
#include <netinet/in.h>
#include <netinet/tcp.h>

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
    { "a body of GET is no request",
      "GET /a HTTP/1.1\r\n" HEAD "Content-Length: 24\r\n\r\nGET /evil HTTP/1.1\r\n\r\n\r\n",
      "GET /a" },
    { "an upgrade of another path",
      "GET /x HTTP/1.1\r\n" HEAD "Connection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
      "GET /x" },
    { "a handshake",
      "GET /ws HTTP/1.1\r\n" HEAD "Connection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
      "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" },
    { "a line that ends with LF alone", "GET /a HTTP/1.1\n" HEAD "\n", "HTTP/1.1 400" },
    { "HTTP/1.0 ends after its answer", "GET /a HTTP/1.0\r\n" HEAD "\r\n", "GET /a" },
    { "names of headers in any case", "GET / HTTP/1.1\r\nhOsT: x\r\nX-FORWARDED-HOST: a.b\r\n\r\n",
      "GET / via a.b" },
    { "an empty header", "GET /a HTTP/1.1\r\n" HEAD "X-Nothing:\r\n\r\n", "GET /a" },
    { "a path that climbs stays at the root", "GET /../../etc/passwd HTTP/1.1\r\n" HEAD "\r\n",
      "GET /etc/passwd" },
    { "escaped dots are no way out", "GET /%2e%2e/%2e%2e/x HTTP/1.1\r\n" HEAD "\r\n", "GET /x" },
    { "a broken escape is refused", "GET /%zz HTTP/1.1\r\n" HEAD "\r\n", "HTTP/1.1 400" },
    { "a query without a value", "GET /a?x HTTP/1.1\r\n" HEAD "\r\n", "GET /a [x" },
    { "a body in chunks",
      "POST /a HTTP/1.1\r\n" HEAD "Transfer-Encoding: chunked\r\n\r\n"
      "18\r\nGET /evil HTTP/1.1\r\n\r\n\r\n\r\n0\r\n\r\n",
      "POST /a body GET /evil" },
    { "a request behind a body in chunks",
      "POST /drop HTTP/1.1\r\n" HEAD "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
      "GET /b HTTP/1.1\r\n" HEAD "\r\n",
      "GET /b" },
    { "a body that is too long to be kept",
      "POST /a HTTP/1.1\r\n" HEAD "Content-Length: 4097\r\n\r\n", "HTTP/1.1 413" },
    { "a body that is expected",
      "POST /a HTTP/1.1\r\n" HEAD "Expect: 100-continue\r\nContent-Length: 3\r\n\r\nx=y",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200" },
    { "a stream", "GET /stream HTTP/1.1\r\n" HEAD "\r\n",
      "Transfer-Encoding: chunked\r\n\r\n5\r\npiece\r\n5\r\npiece\r\n5\r\npiece\r\n0\r\n\r\n" },
    { "a stream for HTTP/1.0", "GET /stream HTTP/1.0\r\n\r\n",
      "Connection: close\r\n\r\npiecepiecepiece" },
    { "a request behind a stream",
      "GET /stream HTTP/1.1\r\n" HEAD "\r\nGET /b HTTP/1.1\r\n" HEAD "\r\n", "GET /b" },
    { "two lengths smuggle nothing",
      "POST /a HTTP/1.1\r\n" HEAD "Content-Length: 0\r\nContent-Length: 24\r\n\r\n"
      "GET /evil HTTP/1.1\r\n\r\n",
      "HTTP/1.1 400" },
    { "a negative length", "POST /a HTTP/1.1\r\n" HEAD "Content-Length: -1\r\n\r\n",
      "HTTP/1.1 400" },
    { "a length that is no number", "POST /a HTTP/1.1\r\n" HEAD "Content-Length: x\r\n\r\n",
      "HTTP/1.1 400" },
    { "HTTP/2 by prior knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP/1.1 505" },
    { "no request at all", "\x16\x03\x01\x02", "HTTP/1.1 400" },
};

TEST(requests_are_answered)
{
    for (size_t i = 0; i < PL_COUNT(requests); i++) {
        pl_buf got = { 0 };
        echo e;
        int fd;

        echo_begin(&e);
        fd = connect_to(&e);
        talk(&e, fd, pl_str_cstr(requests[i].bytes), &got);
        if (requests[i].want)
            CHECK(strstr(got.ptr, requests[i].want) != NULL, requests[i].what);
        CHECK(strstr(got.ptr, "GET /evil\r\n") == NULL &&
                  strstr(got.ptr, "\r\n\r\nGET /evil") == NULL,
              requests[i].what);
        close(fd);
        echo_end(&e);
        CHECK(e.closed == 1, requests[i].what);
        pl_buf_done(&got);
    }
}

/* ---- frames */

#define LONG25 "0123456789012345678901234"
#define LONG125 LONG25 LONG25 LONG25 LONG25 LONG25

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
    { "an empty ping", { 0x89, 0x81 }, { "", "x" }, "\x8a\x00\x81\x01x", 5 },
    { "a ping of 125 bytes", { 0x89 }, { LONG125 }, "\x8a\x7d", 2 },
    { "a ping of more closes", { 0x89 }, { LONG125 "x" }, "", 0 },
    { "a close without a code is answered", { 0x88 }, { "" }, "\x88", 1 },
    { "a close with a reason is answered",
      { 0x88 },
      { "\x03\xe8"
        "bye" },
      "\x88\x02\x03\xe8",
      4 },
    { "nothing is read behind a close",
      { 0x88, 0x81 },
      { "\x03\xe8", "x" },
      "\x88\x02\x03\xe8",
      4 },
    { "a reserved opcode closes", { 0x83 }, { "x" }, "\x88", 1 },
    { "a reserved control opcode closes", { 0x8b }, { "x" }, "\x88", 1 },
    { "a reserved bit closes", { 0xc1 }, { "x" }, "\x88", 1 },
    { "a fragmented ping closes", { 0x09 }, { "x" }, "\x88", 1 },
    { "a message in the midst of another", { 0x01, 0x81 }, { "a", "b" }, "\x88", 1 },
    { "a piece of no message", { 0x80 }, { "a" }, "\x88", 1 },
};

TEST(frames_are_answered)
{
    for (size_t i = 0; i < PL_COUNT(frames); i++) {
        pl_buf bytes = { 0 }, got = { 0 };
        echo e;
        int fd;

        echo_begin(&e);
        fd = shake_hands(&e);
        for (size_t k = 0; k < 3 && frames[i].text[k]; k++)
            frame(&bytes, frames[i].first[k], frames[i].text[k], strlen(frames[i].text[k]));
        talk(&e, fd, pl_buf_view(&bytes), &got);
        CHECK(got.len > frames[i].n && memcmp(got.ptr, frames[i].want, frames[i].n) == 0,
              frames[i].what);
        close(fd);
        echo_end(&e);
        pl_buf_done(&bytes);
        pl_buf_done(&got);
    }
}

/* How a WebSocket ended, for metrics and the access log. */
static const struct {
    const char *what, *bytes;
    size_t n;
    unsigned first, code;
} ends[] = {
    { "the client says why", "\x03\xe9", 2, 0x88, 1001 },
    { "a code of its own", "\x0b\xb8", 2, 0x88, 3000 },
    { "the client says nothing of why", "", 0, 0x88, 1005 },
    { "the client goes without a word", "x", 1, 0x81, 1006 },
    { "a reserved opcode", "x", 1, 0x83, 1002 },
    { "a reserved bit", "x", 1, 0xc1, 1002 },
    { "a fragmented ping", "x", 1, 0x09, 1002 },
    { "a piece of no message", "x", 1, 0x80, 1002 },
};

TEST(the_end_of_a_socket_has_a_code)
{
    for (size_t i = 0; i < PL_COUNT(ends); i++) {
        pl_buf bytes = { 0 }, got = { 0 };
        echo e;
        int fd;

        echo_begin(&e);
        fd = shake_hands(&e);
        frame(&bytes, ends[i].first, ends[i].bytes, ends[i].n);
        talk(&e, fd, pl_buf_view(&bytes), &got);
        close(fd);
        talk_until_closed(&e);
        CHECK_INT(e.end_code, ends[i].code, ends[i].what);
        echo_end(&e);
        pl_buf_done(&bytes);
        pl_buf_done(&got);
    }
}

/* Else the second of two messages waits until the first one is acknowledged, 40 ms or more. */
TEST(a_message_does_not_wait_for_the_one_before)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int listener = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0), fd;
    socklen_t size = sizeof address, yes_size = sizeof fd;
    int yes = 0;
    echo e;

    echo_begin(&e);
    CHECK(!bind(listener, (struct sockaddr *)&address, size) && !listen(listener, 1), "listen");
    CHECK(!getsockname(listener, (struct sockaddr *)&address, &size), "its port");
    CHECK(!connect(client, (struct sockaddr *)&address, size), "connect");
    fd = accept(listener, NULL, NULL);
    CHECK(fd >= 0 && pl_loop_adopt(e.loop, fd, PL_REACH_LOCAL, false), "adopt");
    CHECK(!getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, &yes_size) && yes, "no delay");
    close(client);
    close(listener);
    echo_end(&e);
}

/* Answered as they come, and never more memory than for one. */
TEST(a_million_pings)
{
    pl_buf bytes = { 0 }, got = { 0 };
    unsigned pongs = 0;
    echo e;
    int fd;

    echo_begin(&e);
    fd = shake_hands(&e);
    for (int i = 0; i < 1000; i++)
        frame(&bytes, 0x89, "", 0);
    for (int round = 0; round < 1000; round++)
        pongs += send_all(&e, fd, pl_buf_view(&bytes));
    bytes.len = 0;
    frame(&bytes, 0x81, "still there", 11);
    talk(&e, fd, pl_buf_view(&bytes), &got);
    CHECK(got.len > 11 && strcmp(got.ptr + got.len - 12, "still there") == 0, "it serves on");
    CHECK(pongs > 0, "pings are answered");
    close(fd);
    echo_end(&e);
    pl_buf_done(&bytes);
    pl_buf_done(&got);
}

TEST(a_long_message_closes_with_1009)
{
    pl_buf bytes = { 0 }, text = { 0 }, got = { 0 };
    echo e;
    int fd;

    echo_begin(&e);
    fd = shake_hands(&e);
    pl_buf_fill(&text, 'x', 60000);
    frame(&bytes, 0x01, text.ptr, 60000);
    frame(&bytes, 0x80, text.ptr, 5537);
    talk(&e, fd, pl_buf_view(&bytes), &got);
    CHECK(got.len >= 4 && (unsigned char)got.ptr[0] == 0x88 && got.ptr[2] == 3 &&
              (unsigned char)got.ptr[3] == 0xf1,
          "a close frame with 1009");
    close(fd);
    echo_end(&e);
    pl_buf_done(&bytes);
    pl_buf_done(&text);
    pl_buf_done(&got);
}

TEST(a_large_message_goes_out_in_pieces)
{
    pl_buf bytes = { 0 }, text = { 0 }, got = { 0 };
    echo e;
    int fd;

    echo_begin(&e);
    fd = shake_hands(&e);
    pl_buf_fill(&text, 'x', 65000);
    frame(&bytes, 0x81, text.ptr, 65000);
    talk(&e, fd, pl_buf_view(&bytes), &got);
    CHECK(got.len > 65000, "all of it came back");
    close(fd);
    echo_end(&e);
    pl_buf_done(&bytes);
    pl_buf_done(&text);
    pl_buf_done(&got);
}
