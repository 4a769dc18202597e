/* Out of memory in a server: starting it, a request, a message of a client. */
#include "unit/no_memory.h"
#include "base/str.h"
#include "server/state.h"
#include <errno.h>
#include <sys/socket.h>

static const char *dir;

static void prepare(void)
{
    if (dir)
        return;
    dir = place_new("served");
    place_text(dir, "mod.pp",
               "mod \"m\" {\n}\n"
               "benchmark \"b\" {\n  children = [control.c]\n}\n"
               "control \"c\" {\n  title = upper(\"c\")\n  sql = \"select 1\"\n}\n"
               "dashboard \"d\" {\n  title = \"D\"\n}\n");
}

typedef struct served {
    pl_settings *settings;
    pl_workspace *ws;
    pl_server *server;
    bool started;
} served;

static void serve(served *s, pl_diags *diags)
{
    prepare();
    pl_settings_options where = { .directory = pl_str_cstr(dir), .home = pl_str_cstr(dir) };
    pl_open_options open = { .path = pl_str_cstr(dir) };
    char socket[700];

    *s = (served){ .settings = pl_settings_new(&where) };
    snprintf(socket, sizeof socket, "%s/s", dir);
    if (s->settings) {
        pl_settings_put_string(s->settings, PL_LAYER_FLAG, "socket", pl_str_cstr(socket));
        pl_settings_put_bool(s->settings, PL_LAYER_FLAG, "watch", false);
        pl_server_options options = { .settings = s->settings };
        s->server = pl_server_new(&options, diags);
    }
    if (s->server)
        s->ws = pl_workspace_open(&open, diags);
    if (s->ws && pl_workspace_read_values(s->ws, diags))
        s->started = pl_server_start(s->server, s->ws, diags);
}

static void leave(served *s)
{
    pl_server_free(s->server);
    pl_workspace_close(s->ws);
    pl_settings_free(s->settings);
}

static void try_start(pl_diags *diags)
{
    served s;

    serve(&s, diags);
    CHECK(s.started || !s.settings || told(diags), "a server, or no memory");
    leave(&s);
}

/* ---- one that has started */

static void nothing(pl_timer *timer)
{
    (void)timer;
}

static void turn(served *s)
{
    pl_timer timer = { .fire = nothing };

    pl_timer_set(s->server->loop, &timer, 2000000);
    pl_loop_turn(s->server->loop);
    pl_timer_clear(s->server->loop, &timer);
}

/* Send `bytes` and read until `mark` is there or the connection ends; the text ends with NUL. */
static void talk(served *s, int fd, pl_str bytes, const char *mark, pl_buf *out)
{
    char chunk[4096];
    ssize_t n = 1;

    out->len = 0;
    pl_buf_byte(out, 0);
    if (bytes.len)
        CHECK(send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL) == (ssize_t)bytes.len, "it was sent");
    for (int i = 0; i < 5000 && !memmem(out->ptr, out->len, mark, strlen(mark)) && n != 0; i++) {
        turn(s);
        n = recv(fd, chunk, sizeof chunk, MSG_DONTWAIT);
        if (n < 0 && errno != EAGAIN)
            n = 0;
        if (n > 0) {
            out->len--;
            pl_buf_add(out, chunk, (size_t)n);
            pl_buf_byte(out, 0);
        }
    }
}

static int connect_to(served *s)
{
    int pair[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    assert_true(pl_loop_adopt(s->server->loop, pair[1], PL_REACH_SOCKET, false));
    return pair[0];
}

static bool has(const pl_buf *text, const char *what)
{
    return memmem(text->ptr, text->len, what, strlen(what)) != NULL;
}

#define HEAD "Host: localhost\r\n"

/* The n-th allocation of this thread's work fails while a request is answered: it is, or with 503,
 * or the connection ends; the next one is answered. */
TEST(a_request_without_memory_is_refused)
{
    pl_diags *diags = pl_diags_new();
    unsigned answered = 0, refused = 0;
    pl_buf got = { 0 };
    served s;

    pl_buf_reserve(&got, 1 << 16); /* the test itself wants no memory while there is none */
    serve(&s, diags);
    assert_true(s.started);
    for (long n = 1; n < 60; n++) {
        int fd = connect_to(&s);

        turn(&s);
        atomic_store(&heap.asked, 0);
        heap.all = true;
        heap.first = n;
        talk(&s, fd, PL_S("GET /healthz HTTP/1.1\r\n" HEAD "Connection: close\r\n\r\n"),
             "\n\r\n\r\n\r\n", &got);
        heap.first = 0;
        answered += has(&got, " 200 ");
        refused += has(&got, " 503 ") && has(&got, "out of memory");
        CHECK(got.len == 1 || has(&got, " 200 ") || has(&got, " 503 "), got.ptr);
        close(fd);
    }
    CHECK(answered && refused, "some were answered, some refused");
    int fd = connect_to(&s);
    talk(&s, fd, PL_S("GET /healthz HTTP/1.1\r\n" HEAD "\r\n"), "ok", &got);
    CHECK(has(&got, " 200 "), "it serves on");
    close(fd);
    pl_buf_done(&got);
    leave(&s);
    pl_diags_free(diags);
}

static void frame(pl_buf *out, pl_str text)
{
    out->len = 0;
    pl_buf_byte(out, (char)0x81);
    pl_buf_byte(out, (char)(0x80 | text.len));
    pl_buf_fill(out, 0, 4);
    pl_buf_str(out, text);
}

/* A client whose message finds no memory is answered, or closed with 1013: it is to come again. */
TEST(a_client_without_memory_is_asked_to_come_again)
{
    static const char again[] = { (char)0x88, 2, (char)(1013 >> 8), (char)(1013 & 0xff), 0 };
    pl_diags *diags = pl_diags_new();
    unsigned answered = 0, asked = 0;
    pl_buf got = { 0 }, message = { 0 };
    served s;

    pl_buf_reserve(&got, 1 << 16); /* the test itself wants no memory while there is none */
    serve(&s, diags);
    assert_true(s.started);
    frame(&message, PL_S("{\"action\":\"get_available_dashboards\"}"));
    for (long n = 1; n < 60; n++) {
        int fd = connect_to(&s);

        talk(
            &s, fd,
            PL_S(
                "GET /ws HTTP/1.1\r\n" HEAD "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"),
            "\r\n\r\n", &got);
        CHECK(has(&got, " 101 "), "the handshake");
        atomic_store(&heap.asked, 0);
        heap.all = true;
        heap.first = n;
        talk(&s, fd, pl_buf_view(&message), "\"snapshots\":{}}", &got);
        heap.first = 0;
        answered += has(&got, "\"snapshots\":{}}");
        asked += has(&got, again);
        CHECK(got.len == 1 || has(&got, "\"snapshots\":{}}") || has(&got, again), "one of these");
        close(fd);
        turn(&s);
    }
    CHECK(answered && asked, "some were answered, some asked to come again");
    pl_buf_done(&message);
    pl_buf_done(&got);
    leave(&s);
    pl_diags_free(diags);
}

static const no_memory_case tries[] = { { "start", try_start, true } };

TEST(one_allocation_fails_while_it_starts)
{
    no_memory_try(&tries[0], false);
}

TEST(all_allocations_fail_while_it_starts)
{
    no_memory_try(&tries[0], true);
}
