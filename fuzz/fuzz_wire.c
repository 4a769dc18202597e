/* fuzz_wire.c - bytes choose what up to four clients send to a whole server, in which pieces and in
 * which order: requests, bodies, chunks, handshakes, frames, half and whole ends. Then:
 *
 *   - what came back is replies, each whole by its own length, and after a 101 frames, as a strict
 * client reads them;
 *   - what needs a token (MARKOFDATA) came to nobody who did not send one;
 *   - the loop sleeps while nothing happens, and all connections end soon after their clients.
 *
 * A loop that never comes back is found by -timeout. */
#include "base/clock.h"
#include "base/str.h"
#include "server/state.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define TOKEN "a-token-of-24-characters"
#define HOST "Host: localhost\r\n"
#define BEARER "Authorization: Bearer " TOKEN "\r\n"
#define UPGRADE                                                                                    \
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: "                         \
    "13\r\nSec-WebSocket-Key: "                                                                    \
    "dGhlIHNhbXBsZSBub25jZQ==\r\n"

static const char *const phrases[] = {
    "GET /healthz HTTP/1.1\r\n" HOST "\r\n",
    "GET /-/list.json HTTP/1.1\r\n" HOST BEARER "\r\n",
    "GET /-/list.json HTTP/1.1\r\n" HOST "\r\n",
    "GET /-/run/m.dashboard.d.json HTTP/1.1\r\n" HOST BEARER "\r\n",
    "GET /-/run/m.dashboard.d.html HTTP/1.1\r\n" HOST "\r\n",
    "GET /ws HTTP/1.1\r\n" HOST BEARER UPGRADE "\r\n",
    "GET /ws HTTP/1.1\r\n" HOST UPGRADE "\r\n",
    "GET /ws HTTP/1.1\r\n" HOST BEARER UPGRADE "Content-Length: 5\r\n\r\nabcde",
    "POST /-/login HTTP/1.1\r\n" HOST "Content-Type: application/x-www-form-urlencoded\r\n"
    "Content-Length: 30\r\n\r\ntoken=" TOKEN,
    "POST /p HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc",
    "POST /p HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n",
    "5\r\nabcde\r\n",
    "0\r\n\r\n",
    "0\r\nX: y\r\n\r\n",
    "GET / HTTP/1.0\r\n\r\n",
    "GET / HTTP/1.1\r\nConnection: close\r\n" HOST "\r\n",
    "GET ",
    "POST ",
    "/",
    "/-/run/m.benchmark.b.csv",
    "http://localhost/",
    " HTTP/1.1\r\n",
    " HTTP/1.0\r\n",
    HOST,
    BEARER,
    "Content-Length: ",
    "Transfer-Encoding: ",
    "chunked",
    "Connection: ",
    "Expect: 100-continue\r\n",
    "Range: bytes=0-3\r\n",
    "If-None-Match: *\r\n",
    "Accept-Encoding: gzip\r\n",
    "X-Forwarded-For: 1.2.3.4\r\n",
    "Cookie: pipelite=x\r\n",
    "Sec-Fetch-Site: cross-site\r\n",
    "\r\n",
    "\n",
    "\r",
    ": ",
    "18446744073709551615",
    "ffffffffffffffff",
};
static const char *const messages[] = {
    "{\"action\":\"get_server_metadata\"}",
    "{\"action\":\"get_available_dashboards\"}",
    "{\"action\":\"select_dashboard\",\"payload\":{\"dashboard\":{\"full_name\":\"m.dashboard.d\"}}"
    "}",
    "{\"action\":\"select_dashboard\",\"payload\":{\"dashboard\":{\"full_name\":\"m.benchmark.b\"}}"
    "}",
    "{\"action\":\"input_changed\",\"payload\":{\"changed_input\":\"input.x\",\"inputs\":{\"input."
    "x\":\"1\"}}}",
    "{\"action\":\"clear_dashboard\"}",
    "{\"action\":\"keep_alive\"}",
    "\xc3\xa9\xed\xa0\x80",
};

/* ---- the server */

static pl_server *server;
static pl_settings *settings;
static char dir[] = "/tmp/fuzz_wireXXXXXX";

static void put(const char *name, const char *text)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    if (!f || fputs(text, f) < 0 || fclose(f) != 0)
        abort();
}

static void set(const char *key, const char *value)
{
    pl_settings_put_string(settings, PL_LAYER_FLAG, key, pl_str_cstr(value));
}

static void turn(void)
{
    pl_loop_wake(server->loop);
    pl_loop_turn(server->loop);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static char path[3][200];
    pl_settings_options where = { .directory = pl_str_cstr(dir), .home = pl_str_cstr(dir) };
    pl_open_options open = { .path = pl_str_cstr(dir) };
    pl_diags *diags = pl_diags_new();

    (void)argc, (void)argv;
    signal(SIGPIPE, SIG_IGN);
    if (!mkdtemp(dir))
        abort();
    put("mod.pp", "mod \"m\" {\n  title = \"MARKOFDATA\"\n}\n");
    put("d.pp",
        "dashboard \"d\" {\n  title = \"MARKOFDATA\"\n  input \"x\" {\n    type = \"text\"\n  }\n"
        "  card {\n    sql = \"select 'MARKOFDATA' as n\"\n  }\n"
        "  table {\n    sql = \"select $1 as a\"\n    args = [self.input.x.value]\n  }\n}\n"
        "benchmark \"b\" {\n  children = [control.c]\n}\n"
        "control \"c\" {\n  sql = \"select 'ok' as status, 'MARKOFDATA' as reason, 'r' as "
        "resource\"\n}\n");
    put("tokens", TOKEN "\n");
    snprintf(path[0], sizeof path[0], "%s/s", dir);
    snprintf(path[1], sizeof path[1], "%s/tokens", dir);
    snprintf(path[2], sizeof path[2], "sqlite://%s/t.db", dir);
    settings = pl_settings_new(&where);
    set("socket", path[0]);
    set("auth-token-file", path[1]);
    set("database", path[2]);
    pl_settings_put_bool(settings, PL_LAYER_FLAG, "watch", false);
    pl_server_options options = { .settings = settings, .version = PL_S("1") };
    server = pl_server_new(&options, diags);
    pl_workspace *ws = pl_workspace_open(&open, diags);
    if (!server || !ws || !pl_workspace_read_values(ws, diags) ||
        !pl_server_start(server, ws, diags))
        abort();
    for (int i = 0; i < 100; i++) {
        turn();
        usleep(1000);
    }
    pl_diags_free(diags);
    return 0;
}

/* ---- clients */

typedef struct client {
    int fd; /* -1: not there */
    pl_buf sent, got;
    bool deaf; /* reads nothing for now */
} client;
static client clients[4];

static void open_client(client *c, unsigned how)
{
    static const pl_reach reaches[] = { PL_REACH_LOCAL, PL_REACH_NETWORK, PL_REACH_SOCKET,
                                        PL_REACH_METRICS };
    int pair[2], small = 4096;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        abort();
    fcntl(pair[1], F_SETFL, O_NONBLOCK);
    if (how & 16)
        setsockopt(pair[1], SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
    if (!pl_loop_adopt(server->loop, pair[1], reaches[how % 4], false))
        abort();
    c->fd = pair[0];
    c->deaf = false;
    c->sent.len = c->got.len = 0;
}

static void drain(client *c)
{
    char chunk[8192];
    ssize_t n;

    while (c->fd >= 0 && !c->deaf && (n = recv(c->fd, chunk, sizeof chunk, MSG_DONTWAIT)) > 0)
        pl_buf_add(&c->got, chunk, (size_t)n);
}

static void turn_all(unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        turn();
        for (size_t k = 0; k < PL_COUNT(clients); k++)
            drain(&clients[k]);
    }
}

/* Send in pieces; the server may take none of it. */
static void say(client *c, const void *bytes, size_t n, size_t piece)
{
    const char *p = bytes;

    if (c->fd < 0)
        return;
    pl_buf_add(&c->sent, bytes, n);
    for (int tries = 0; n && tries < 300; tries++) {
        size_t most = piece && piece < n ? piece : n;
        ssize_t done = send(c->fd, p, most, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (done < 0 && errno != EAGAIN)
            return;
        if (done > 0)
            p += done, n -= (size_t)done;
        turn_all(1);
    }
}

static bool knows(const client *c)
{
    return c->sent.len && memmem(c->sent.ptr, c->sent.len, TOKEN, sizeof TOKEN - 1) != NULL;
}

/* ---- what came back */

static void require(bool claim, const char *what)
{
    if (claim)
        return;
    fprintf(stderr, "%s\n", what);
    abort();
}

static void check_frames(pl_str s)
{
    while (s.len >= 2) {
        const unsigned char *b = (const unsigned char *)s.ptr;
        unsigned op = b[0] & 15, n7 = b[1], wide = n7 == 126 ? 2 : n7 == 127 ? 8 : 0;
        uint64_t n = wide ? 0 : n7;

        require(!(b[0] & 0x70) && (op <= 1 || (op >= 8 && op <= 10)), "a frame of no kind");
        require(n7 < 128 && (op < 8 || (n7 < 126 && b[0] & 0x80)),
                "a mask, or a control frame that is none");
        if (s.len < 2 + wide)
            return;
        for (unsigned i = 0; i < wide; i++)
            n = n << 8 | b[2 + i];
        require(!wide || n >= (wide == 2 ? 126u : 65536u), "a length that is too long");
        if (s.len - 2 - wide < n)
            return;
        s = pl_str_sub(s, 2 + wide + n, s.len);
    }
}

/* The number after `name` in a head; `otherwise` when it is not there. */
static size_t number_of(pl_str head, const char *name, size_t otherwise)
{
    const char *at = memmem(head.ptr, head.len, name, strlen(name));

    return at ? strtoul(at + strlen(name), NULL, 10) : otherwise;
}

static void check_replies(const client *c)
{
    pl_str s = pl_buf_view(&c->got);

    if (memmem(c->sent.ptr, c->sent.len, "HEAD", 4))
        return;
    while (s.len >= 12) {
        require(memcmp(s.ptr, "HTTP/1.1 ", 9) == 0, "a reply that does not begin as one");
        unsigned status = (unsigned)strtoul(s.ptr + 9, NULL, 10);
        const char *end = memmem(s.ptr, s.len, "\r\n\r\n", 4);

        require(status >= 100 && status < 600, "a status that is none");
        if (!end)
            return;
        pl_str head = pl_str_make(s.ptr, (size_t)(end + 2 - s.ptr));
        s = pl_str_sub(s, head.len + 2, s.len);
        if (status == 101) {
            check_frames(s);
            return;
        }
        if (memmem(head.ptr, head.len, "Transfer-Encoding", 17))
            return;
        size_t n = status < 200 || status == 204 || status == 304
                       ? 0
                       : number_of(head, "\r\nContent-Length: ", s.len);
        if (n > s.len)
            return;
        s = pl_str_sub(s, n, s.len);
    }
}

static void check(const client *c)
{
    if (!c->got.len || !c->sent.len)
        return;
    check_replies(c);
    require(knows(c) || !memmem(c->got.ptr, c->got.len, "MARKOFDATA", 10), "data without a token");
    require(knows(c) || !memmem(c->got.ptr, c->got.len, "HTTP/1.1 101 ", 13),
            "a WebSocket without a token");
}

static void close_client(client *c)
{
    if (c->fd < 0)
        return;
    c->deaf = false;
    drain(c);
    check(c);
    close(c->fd);
    c->fd = -1;
}

/* ---- the loop */

static bool rang;
static void ring(pl_timer *timer)
{
    (void)timer;
    rang = true;
}

/* Nothing happens: the loop wakes for what is under way, but not for ever. */
static void check_rest(void)
{
    pl_timer timer = { .fire = ring };
    unsigned turns = 0;

    rang = false;
    pl_timer_set(server->loop, &timer, UINT64_C(20000000));
    while (!rang && turns++ < 1000)
        pl_loop_turn(server->loop);
    require(rang, "a loop that is busy with nothing");
}

static void check_end(void)
{
    uint64_t until = pl_clock_ns() + UINT64_C(4000000000);

    while (pl_loop_connections(server->loop) && pl_clock_ns() < until) {
        turn();
        usleep(100);
    }
    require(!pl_loop_connections(server->loop), "a connection that stays");
}

/* ---- the script */

typedef struct script {
    const uint8_t *at, *end;
} script;

static unsigned next(script *s)
{
    return s->at < s->end ? *s->at++ : 0;
}

static pl_str next_bytes(script *s, size_t n)
{
    if (n > (size_t)(s->end - s->at))
        n = (size_t)(s->end - s->at);
    s->at += n;
    return pl_str_make((const char *)s->at - n, n);
}

static void say_frame(script *s, client *c, unsigned arg, size_t piece)
{
    static const unsigned char key[2][4] = { { 0 }, { 0x12, 0x80, 0xff, 7 } };
    unsigned first = next(s), form = next(s), zero = arg & 1;
    pl_str data =
        arg & 16 ? pl_str_cstr(messages[arg / 2 % PL_COUNT(messages)]) : next_bytes(s, next(s));
    uint64_t n = form & 0x80 ? (uint64_t)1 << (form & 63) : data.len;
    pl_buf out = { 0 };

    form &= 3;
    form = form == 3 ? 0 : n < 126 && !form ? 0 : n < 65536 && form < 2 ? 1 : 2;
    pl_buf_byte(&out, (char)first);
    pl_buf_byte(&out, (char)(0x80 | (form == 0 ? (unsigned)n & 127 : form == 1 ? 126 : 127)));
    for (unsigned i = form == 0 ? 0 : form == 1 ? 2 : 8; i-- > 0;)
        pl_buf_byte(&out, (char)(n >> 8 * i));
    pl_buf_add(&out, key[zero], 4);
    for (size_t i = 0; i < data.len; i++)
        pl_buf_byte(&out, (char)((unsigned char)data.ptr[i] ^ key[zero][i % 4]));
    say(c, out.ptr, out.len, piece);
    pl_buf_done(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    script s = { data, data + size };
    client *c = &clients[0];
    size_t piece = 0;
    unsigned steps = 0;

    for (size_t i = 0; i < PL_COUNT(clients); i++)
        clients[i].fd = -1;
    open_client(c, 0);
    while (s.at < s.end && steps++ < 200) {
        unsigned op = next(&s), arg = op & 31;

        switch (op >> 5) {
        case 0: {
            pl_str raw = next_bytes(&s, next(&s) + 1);
            say(c, raw.ptr, raw.len, piece);
            break;
        }
        case 1:
        case 2: {
            const char *phrase = phrases[next(&s) % PL_COUNT(phrases)];
            say(c, phrase, strlen(phrase), piece);
            break;
        }
        case 3: say_frame(&s, c, arg, piece); break;
        case 4: turn_all(arg); break;
        case 5:
            c = &clients[arg % PL_COUNT(clients)];
            if (c->fd < 0)
                open_client(c, arg);
            break;
        case 6:
            if (arg & 1)
                close_client(c);
            else if (arg & 2)
                shutdown(c->fd, SHUT_WR);
            else
                c->deaf = !c->deaf;
            break;
        case 7: piece = arg; break;
        }
    }
    turn_all(8);
    if (size % 16 == 0)
        check_rest();
    for (size_t i = 0; i < PL_COUNT(clients); i++)
        close_client(&clients[i]);
    check_end();
    return 0;
}
