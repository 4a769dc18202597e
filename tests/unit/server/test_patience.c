/* How long the loop waits for clients that are slow, by a clock that runs as fast as the test. */
/* link: -Wl,--wrap=pl_clock_ns */
#include "unit/server/echo.h"
#include "base/clock.h"
#include "server/loop_state.h"

static uint64_t skipped_ns;

uint64_t __real_pl_clock_ns(void);
uint64_t __wrap_pl_clock_ns(void)
{
    return __real_pl_clock_ns() + skipped_ns;
}

enum { LONG = 300 };

/* A client of a row sends `first`, then `more` every `every` seconds (0: nothing more). The loop
 * cuts it off after `ends` seconds; LONG: it does not. */
static const struct {
    const char *what, *first, *more;
    unsigned every, ends;
    bool is_socket;
} slow_cases[] = {
    { "no request in a minute", "", NULL, 0, 60, false },
    { "ten seconds without a byte of a head", "GET / HT", NULL, 0, 10, false },
    { "a head that takes more than a minute", "GET /", "x", 9, 60, false },
    { "a head in drips is read until then", "GET /", "x", 5, 60, false },
    { "75 seconds between two requests", "GET /b HTTP/1.1\r\n" HEAD "\r\n", NULL, 0, 75, false },
    { "a second request in drips has a minute of its own", "GET /b HTTP/1.1\r\n" HEAD "\r\nGET /",
      "x", 9, 60, false },
    { "a minute without a byte of a body",
      "POST /sink HTTP/1.1\r\n" HEAD "Content-Length: 99\r\n\r\nabc", NULL, 0, 60, false },
    { "a body in drips gets a minute, too",
      "POST /sink HTTP/1.1\r\n" HEAD "Content-Length: 99\r\n\r\nabc", "d", 20, 60, false },
    { "a chunked body in drips as well",
      "POST /sink HTTP/1.1\r\n" HEAD "Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n", 20, 60,
      false },
    { "a request that is being answered is waited for", "GET /later HTTP/1.1\r\n" HEAD "\r\n", NULL,
      0, LONG, false },
    { "a socket that answers no ping: 54 and 60 seconds", "", NULL, 0, 114, true },
    { "a socket that sends something lives", "", "\x81\x81\0\0\0\0x", 50, LONG, true },
    { "bytes of half a frame are a sign of life, too", "\x81\xfe\xff\xff\0\0\0\0", "x", 50, LONG,
      true },
};

/* `more` of sockets has NULs: a frame is seven bytes. */
static void send_more(int fd, const char *more, bool is_frame)
{
    size_t n = is_frame && more[0] == '\x81' ? 7 : strlen(more);

    assert_int_equal(send(fd, more, n, MSG_NOSIGNAL), n);
}

/* Seconds until the loop has cut the client off; LONG: it had not until then. */
static unsigned seconds_until_closed(echo *e, int fd, const char *more, unsigned every,
                                     bool is_socket)
{
    unsigned s = 0;

    while (s < LONG && !e->closed) {
        skipped_ns += PL_SECOND;
        s++;
        turn(e);
        turn(e);
        if (!e->closed && more && s % every == 0) {
            send_more(fd, more, is_socket);
            turn(e);
        }
    }
    return s;
}

TEST(slow_clients_are_cut_off_in_time)
{
    for (size_t i = 0; i < PL_COUNT(slow_cases); i++) {
        const char *first = slow_cases[i].first;
        size_t n = slow_cases[i].is_socket && *first ? 8 : strlen(first);
        unsigned s;
        echo e;
        int fd;

        echo_begin(&e);
        fd = slow_cases[i].is_socket ? shake_hands(&e) : connect_to(&e);
        assert_int_equal(send(fd, first, n, MSG_NOSIGNAL), n);
        turn(&e);
        turn(&e);
        s = seconds_until_closed(&e, fd, slow_cases[i].more, slow_cases[i].every,
                                 slow_cases[i].is_socket);
        CHECK(s >= slow_cases[i].ends && s <= slow_cases[i].ends + 1, slow_cases[i].what);
        close(fd);
        echo_end(&e);
    }
}

/* A body at a KiB a second has the time that it takes, and one at half of that has not. */
TEST(a_body_at_a_kib_a_second_is_waited_for)
{
    static const struct {
        size_t bytes; /* each second */
        bool passes;
    } rates[] = { { 1100, true }, { 400, false } };
    static char zeros[1100];

    for (size_t i = 0; i < PL_COUNT(rates); i++) {
        unsigned s = 0;
        echo e;
        int fd;

        echo_begin(&e);
        fd = connect_to(&e);
        assert_true(dprintf(fd, "POST /sink HTTP/1.1\r\n" HEAD "Content-Length: 1000000\r\n\r\n") >
                    0);
        for (; s < 500 && !e.closed; s++) {
            (void)!send(fd, zeros, rates[i].bytes, MSG_NOSIGNAL);
            skipped_ns += PL_SECOND;
            turn(&e);
        }
        CHECK_INT(s == 500, rates[i].passes, "whether it is still read");
        close(fd);
        echo_end(&e);
    }
}

/* A client that takes nothing of a reply is cut off after a minute; one that takes some is not. */
TEST(a_reply_that_nobody_takes_is_ended)
{
    static char body[1 << 21];
    static char room[4096];

    for (int reads = 0; reads < 2; reads++) {
        unsigned s = 0;
        pl_reply reply;
        echo e;
        int fd;

        echo_begin(&e);
        fd = connect_to(&e);
        memset(body, 'b', sizeof body);
        dprintf(fd, "GET /later HTTP/1.1\r\n" HEAD "\r\n");
        for (int i = 0; i < 50 && !e.waits; i++)
            turn(&e);
        assert_non_null(e.waits);
        pl_reply_init(&reply);
        pl_reply_text(&reply, 200, "text/plain", (pl_str){ body, sizeof body });
        pl_conn_reply(e.waits, &reply);
        for (; s < 200 && !e.closed; s++) {
            skipped_ns += PL_SECOND;
            turn(&e);
            if (reads)
                (void)!recv(fd, room, sizeof room, MSG_DONTWAIT);
        }
        CHECK(reads ? s == 200 : s >= 59 && s <= 62, reads ? "a slow reader" : "a minute");
        close(fd);
        echo_end(&e);
    }
}
