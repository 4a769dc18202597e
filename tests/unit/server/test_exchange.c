/* Requests that wait, bodies and replies that are large, clients that leave. */
#include "unit/server/echo.h"
#include "base/clock.h"
#include "server/loop_state.h"

static void send_text(int fd, const char *text)
{
    assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), strlen(text));
}

static bool is_closed(void *ctx)
{
    return ((echo *)ctx)->closed > 0;
}

static bool has_later(void *ctx)
{
    return ((echo *)ctx)->waits != NULL;
}

/* Turn the loop until something is so, a second at most. Returns the milliseconds that it took. */
static uint64_t turn_until(echo *e, bool (*so)(void *ctx), void *ctx)
{
    uint64_t began = pl_clock_ns(), now = began;

    while (!so(ctx) && now - began < PL_SECOND) {
        turn(e);
        now = pl_clock_ns();
    }
    CHECK(so(ctx), "it happens within a second");
    return (now - began) / 1000000;
}

static int ask_for_later(echo *e)
{
    int fd = connect_to(e);

    send_text(fd, "GET /later HTTP/1.1\r\n" HEAD "\r\n");
    turn_until(e, has_later, e);
    return fd;
}

static void answer_later(echo *e)
{
    pl_reply reply;

    pl_reply_init(&reply);
    pl_reply_text(&reply, 200, "text/plain", PL_S("at last"));
    pl_conn_reply(e->waits, &reply);
    e->waits = NULL;
}

TEST(a_client_that_leaves_while_it_waits_is_reported)
{
    echo e;

    echo_begin(&e);
    close(ask_for_later(&e));
    turn_until(&e, is_closed, &e);
    echo_end(&e);
}

/* It cannot be told whether it waits: an answer that comes soon is sent. */
TEST(a_client_that_sends_nothing_more_gets_an_answer_that_comes_soon)
{
    pl_buf got = { 0 };
    echo e;
    int fd;

    echo_begin(&e);
    fd = ask_for_later(&e);
    shutdown(fd, SHUT_WR);
    turn(&e);
    turn(&e);
    CHECK_INT(e.closed, 0, "it may wait");
    answer_later(&e);
    talk(&e, fd, (pl_str){ 0 }, &got);
    CHECK(strstr(got.ptr, "at last") != NULL, "the answer");
    e.closed = 0;
    close(fd);
    fd = ask_for_later(&e);
    shutdown(fd, SHUT_WR);
    turn_until(&e, is_closed, &e);
    close(fd);
    echo_end(&e);
    pl_buf_done(&got);
}

/* Bytes behind a request that waits are read when it was answered, and wake nobody before. */
TEST(bytes_behind_a_waiting_request_cost_nothing)
{
    pl_timer timer = { .fire = nothing };
    pl_buf got = { 0 };
    uint64_t began;
    echo e;
    int fd;

    echo_begin(&e);
    fd = ask_for_later(&e);
    send_text(fd, "GET /b HTTP/1.1\r\n" HEAD "\r\n");
    began = pl_clock_ns();
    pl_timer_set(e.loop, &timer, PL_SECOND / 20);
    for (int turns = 0; timer.place; turns++) {
        pl_loop_turn(e.loop);
        CHECK(turns < 4, "the loop waits");
    }
    CHECK(pl_clock_ns() - began >= PL_SECOND / 20, "for the timer");
    answer_later(&e);
    talk(&e, fd, (pl_str){ 0 }, &got);
    CHECK(strstr(got.ptr, "at last") && strstr(got.ptr, "GET /b"), "both answers");
    close(fd);
    echo_end(&e);
    pl_buf_done(&got);
}

TEST(requests_in_one_packet_are_answered_in_their_order)
{
    pl_buf got = { 0 };
    const char *at;
    echo e;
    int fd;

    echo_begin(&e);
    fd = connect_to(&e);
    talk(&e, fd,
         PL_S("POST /a HTTP/1.1\r\n" HEAD "Content-Length: 2\r\n\r\nxy"
              "POST /b HTTP/1.1\r\n" HEAD "Transfer-Encoding: chunked\r\n\r\n1\r\nz\r\n0\r\n\r\n"
              "GET /stream HTTP/1.1\r\n" HEAD "\r\nHEAD /c HTTP/1.1\r\n" HEAD "\r\n"
              "GET /d HTTP/1.1\r\n" HEAD "\r\n"),
         &got);
    at = strstr(got.ptr, "POST /a body xy");
    at = at ? strstr(at, "POST /b body z") : NULL;
    at = at ? strstr(at, "piece\r\n0\r\n\r\n") : NULL;
    at = at ? strstr(at, "Content-Length: 7\r\n\r\nHTTP/1.1 200") : NULL;
    CHECK(at && strstr(at, "GET /d"), "one after the other");
    close(fd);
    echo_end(&e);
    pl_buf_done(&got);
}

/* Send `head`, then the pieces of a body, and return what comes. */
static void send_body(echo *e, const char *head, pl_str piece, unsigned n, const char *end,
                      pl_buf *got)
{
    int fd = connect_to(e);

    send_text(fd, head);
    for (unsigned i = 0; i < n; i++)
        send_all(e, fd, piece);
    talk(e, fd, pl_str_cstr(end), got);
    close(fd);
}

TEST(a_body_of_100_mb_passes_and_nothing_of_it_is_kept)
{
    enum { PIECE = 1 << 20, PIECES = 100 };
    pl_buf piece = { 0 }, got = { 0 };
    echo e;

    echo_begin(&e);
    pl_buf_fill(&piece, 'x', PIECE);
    send_body(&e, "POST /sink HTTP/1.1\r\n" HEAD "Content-Length: 104857601\r\n\r\n",
              pl_buf_view(&piece), PIECES, "x", &got);
    CHECK(strstr(got.ptr, "POST /sink") != NULL, "it is answered");
    CHECK_INT(e.taken, (uint64_t)PIECE * PIECES + 1, "all of it came");
    e.taken = 0;
    piece.len = 0;
    pl_buf_cstr(&piece, "100000\r\n");
    pl_buf_fill(&piece, 'x', PIECE);
    pl_buf_cstr(&piece, "\r\n");
    send_body(&e, "POST /sink HTTP/1.1\r\n" HEAD "Transfer-Encoding: chunked\r\n\r\n",
              pl_buf_view(&piece), PIECES, "0\r\n\r\n", &got);
    CHECK(strstr(got.ptr, "POST /sink") != NULL, "it is answered in chunks");
    CHECK_INT(e.taken, (uint64_t)PIECE * PIECES, "all of it came in chunks");
    echo_end(&e);
    pl_buf_done(&piece);
    pl_buf_done(&got);
}

TEST(a_body_that_is_too_long_is_refused_before_it_is_read)
{
    pl_buf got = { 0 };
    echo e;
    int fd;

    echo_begin(&e);
    fd = connect_to(&e);
    talk(&e, fd,
         PL_S("POST /drop HTTP/1.1\r\n" HEAD "Content-Length: 16777217\r\n"
              "Expect: 100-continue\r\n\r\n"),
         &got);
    CHECK(strncmp(got.ptr, "HTTP/1.1 413", 12) == 0, "without a word to go on");
    CHECK(strstr(got.ptr, "Connection: close") != NULL, "the connection ends");
    close(fd);
    fd = connect_to(&e);
    talk(&e, fd,
         PL_S("POST /drop HTTP/1.1\r\n" HEAD "Content-Length: 1\r\nExpect: something\r\n\r\n"),
         &got);
    CHECK(strncmp(got.ptr, "HTTP/1.1 417", 12) == 0, "what nobody knows is not expected");
    close(fd);
    echo_end(&e);
    pl_buf_done(&got);
}

TEST(a_head_that_is_too_long_is_refused)
{
    pl_buf head = { 0 }, got = { 0 };
    echo e;
    int fd;

    echo_begin(&e);
    pl_buf_cstr(&head, "GET /a HTTP/1.1\r\n" HEAD "X: ");
    pl_buf_fill(&head, 'x', 65400);
    fd = connect_to(&e);
    pl_buf_cstr(&head, "\r\n\r\n");
    talk(&e, fd, pl_buf_view(&head), &got);
    CHECK(strstr(got.ptr, "GET /a") != NULL, "64 KiB are taken");
    head.len -= 4;
    pl_buf_fill(&head, 'x', 1000);
    talk(&e, fd, pl_buf_view(&head), &got);
    CHECK(strncmp(got.ptr, "HTTP/1.1 431", 12) == 0, "more are not");
    close(fd);
    echo_end(&e);
    pl_buf_done(&head);
    pl_buf_done(&got);
}

/* ---- a client that is not read for a while */

static void pause_then(void *ctx, pl_conn *conn, pl_str text)
{
    echo *e = ctx;

    (void)text;
    e->waits = conn;
    e->sent++;
    pl_conn_read(conn, false);
}

/* What came in one packet with a message waits with it: here two more messages, then a frame that
 * may not be sent. */
TEST(nothing_is_handed_on_while_a_client_is_not_read)
{
    pl_loop_calls calls = echo_calls;
    pl_buf bytes = { 0 };
    echo e;
    int fd;

    echo_begin(&e);
    calls.message = pause_then;
    e.loop->options.calls = &calls;
    fd = shake_hands(&e);
    for (int i = 0; i < 3; i++)
        frame(&bytes, 0x81, "x", 1);
    frame(&bytes, 0x83, "x", 1);
    frame(&bytes, 0x81, "y", 1);
    send_all(&e, fd, pl_buf_view(&bytes));
    for (size_t i = 1; i <= 3; i++) {
        turn(&e);
        turn(&e);
        CHECK_INT(e.sent, i, "one message at a time");
        pl_conn_read(e.waits, true);
    }
    for (int i = 0; i < 10; i++)
        turn(&e);
    CHECK_INT(e.sent, 3, "none behind the bad frame");
    close(fd);
    turn_until(&e, is_closed, &e);
    CHECK_INT(e.end_code, PL_CLOSE_PROTOCOL, "which ended it");
    echo_end(&e);
    pl_buf_done(&bytes);
}

/* ---- replies that nobody reads */

/* A stream without end, for a client that reads nothing. */
static void write_for_ever(void *ctx, pl_conn *conn)
{
    echo *e = ctx;

    while (!pl_conn_is_full(conn)) {
        memset(pl_conn_chunk(conn), 'x', PL_CONN_CHUNK);
        CHECK(pl_conn_send(conn, PL_CONN_CHUNK, false, false), "it is sent");
        e->sent += PL_CONN_CHUNK;
    }
    pl_conn_want_write(conn);
}

TEST(a_stream_waits_for_its_reader)
{
    pl_loop_calls calls = echo_calls;
    static char room[1 << 20];
    size_t before;
    echo e;
    int fd;

    echo_begin(&e);
    calls.writable = write_for_ever;
    e.loop->options.calls = &calls;
    fd = connect_to(&e);
    send_text(fd, "GET /stream HTTP/1.1\r\n" HEAD "\r\n");
    for (int i = 0; i < 100; i++)
        turn(&e);
    before = e.sent;
    CHECK(before > 0 && before < (4 << 20), "what the kernel takes, and no more");
    CHECK(e.loop->conns->out.len <= PL_CONN_CHUNK + 2 * PL_CHUNK_ROOM, "a piece is kept at most");
    for (int i = 0; i < 8; i++) {
        CHECK(recv(fd, room, sizeof room, MSG_DONTWAIT) > 0, "it reads");
        turn(&e);
        turn(&e);
    }
    CHECK(e.sent > before, "then it goes on");
    close(fd);
    turn_until(&e, is_closed, &e);
    echo_end(&e);
}

TEST(a_loop_that_stops_ends_those_who_wait_for_nothing)
{
    echo e;
    int idle, waits;
    pl_buf got = { 0 };

    echo_begin(&e);
    idle = connect_to(&e);
    waits = ask_for_later(&e);
    pl_loop_stop_listening(e.loop);
    turn(&e);
    CHECK_INT(e.closed, 1, "the idle one");
    answer_later(&e);
    talk(&e, waits, (pl_str){ 0 }, &got);
    CHECK(strstr(got.ptr, "Connection: close") && strstr(got.ptr, "at last"), "the other is told");
    close(idle);
    close(waits);
    echo_end(&e);
    pl_buf_done(&got);
}
