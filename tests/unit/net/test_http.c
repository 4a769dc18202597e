/* A server in a thread of the test that says one thing to whoever comes, and keeps what it got. */
#include "net/http.h"
#include "base/alloc.h"
#include "base/str.h"
#include "unit/test.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct host {
    int listener;
    unsigned port;
    const char *says; /* NULL: nothing, until the client goes */
    size_t wants;     /* bytes of the body to read first */
    char got[65536];
    pthread_t thread;
} host;

static void read_request(host *h, int client)
{
    size_t n = 0;
    ssize_t more;
    const char *end = NULL;
    while (n < sizeof h->got - 1 && (!end || n < (size_t)(end - h->got) + 4 + h->wants) &&
           (more = read(client, h->got + n, sizeof h->got - 1 - n)) > 0) {
        n += (size_t)more;
        h->got[n] = 0;
        end = strstr(h->got, "\r\n\r\n");
    }
}

static void *serve(void *arg)
{
    host *h = arg;
    char byte;
    int client = accept(h->listener, NULL, NULL);
    if (client < 0)
        return NULL;
    read_request(h, client);
    if (!h->says)
        while (read(client, &byte, 1) > 0) {
        }
    else if (send(client, h->says, strlen(h->says), MSG_NOSIGNAL) < 0)
        perror("send");
    close(client);
    return NULL;
}

static host *start(const char *says, size_t wants)
{
    host *h = pl_mem_zalloc(sizeof *h);
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof at;
    h->says = says;
    h->wants = wants;
    h->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(bind(h->listener, (struct sockaddr *)&at, sizeof at) == 0, "bind");
    CHECK(listen(h->listener, 4) == 0, "listen");
    CHECK(getsockname(h->listener, (struct sockaddr *)&at, &size) == 0, "port");
    h->port = ntohs(at.sin_port);
    CHECK(pthread_create(&h->thread, NULL, serve, h) == 0, "a thread");
    return h;
}

static void stop(host *h)
{
    shutdown(h->listener, SHUT_RDWR);
    pthread_join(h->thread, NULL);
    close(h->listener);
    pl_mem_free(h);
}

static pl_str address(host *h, char room[64], const char *path)
{
    return pl_str_make(room, (size_t)snprintf(room, 64, "http://127.0.0.1:%u%s", h->port, path));
}

static pl_http_end ask(const char *const *environment, const pl_http_request *request,
                       pl_http_answer *answer)
{
    pl_buf why = { 0 };
    pl_http *http = pl_http_open(environment, &why);
    CHECK(http, pl_buf_view(&why).ptr);
    pl_http_end end = pl_http_ask(http, request, answer);
    pl_http_close(http);
    pl_buf_done(&why);
    return end;
}

/* ---- what comes of a request */

static const struct {
    const char *what, *says;
    size_t most;
    pl_http_end end;
    int status;
    int64_t retry_after;
    const char *body, *redirect;
} rows[] = {
    { "an answer with a length", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes", 0,
      PL_HTTP_ANSWERED, 200, 0, "yes", "" },
    { "one in chunks",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nye\r\n1\r\ns\r\n0\r\n\r\n", 0,
      PL_HTTP_ANSWERED, 200, 0, "yes", "" },
    { "one until the end", "HTTP/1.1 404 No\r\nConnection: close\r\n\r\ngone", 0, PL_HTTP_ANSWERED,
      404, 0, "gone", "" },
    { "later", "HTTP/1.1 429 Slowly\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n", 0,
      PL_HTTP_ANSWERED, 429, 7, "", "" },
    { "a redirect is not followed",
      "HTTP/1.1 307 There\r\nLocation: https://example.test/x\r\nContent-Length: 0\r\n\r\n", 0,
      PL_HTTP_ANSWERED, 307, 0, "", "https://example.test/x" },
    { "as large as allowed", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes", 3, PL_HTTP_ANSWERED,
      200, 0, "yes", "" },
    { "larger", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nyess", 3, PL_HTTP_TOO_LARGE, 0, 0, "",
      "" },
    { "no answer", "", 0, PL_HTTP_LOST, 0, 0, "", "" },
    { "half an answer", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nyes", 0, PL_HTTP_LOST, 0, 0,
      "yes", "" },
    { "something else", "220 mail.example.test ESMTP\r\n", 0, PL_HTTP_LOST, 0, 0, "", "" },
};

TEST(http_answers)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        host *h = start(rows[i].says, 0);
        char room[64];
        pl_http_answer answer;
        pl_http_request request = { .method = "GET",
                                    .url = address(h, room, "/a?b=c"),
                                    .max_answer = rows[i].most,
                                    .total_ms = 20000 };
        CHECK_INT(ask(NULL, &request, &answer), rows[i].end, rows[i].what);
        CHECK_INT(answer.status, rows[i].status, rows[i].what);
        CHECK_INT(answer.retry_after, rows[i].retry_after, rows[i].what);
        CHECK(pl_str_eq(answer.redirect, pl_str_cstr(rows[i].redirect)), rows[i].what);
        CHECK(pl_str_eq(pl_buf_view(&answer.body), pl_str_cstr(rows[i].body)), rows[i].what);
        CHECK_INT(answer.error.len == 0, rows[i].end == PL_HTTP_ANSWERED, rows[i].what);
        CHECK(strncmp(h->got, "GET /a?b=c HTTP/1.1\r\n", 21) == 0, h->got);
        pl_http_answer_done(&answer);
        stop(h);
    }
}

#define DONE "HTTP/1.1 204 Done\r\n\r\n"

/* ---- what is sent */

static bool give_letters(void *ctx, char *at, size_t room, size_t *n)
{
    size_t *left = ctx;
    *n = *left < room ? *left : room;
    *n = *n > 1000 ? 1000 : *n;
    memset(at, 'x', *n);
    *left -= *n;
    return true;
}

static bool give_up(void *ctx, char *at, size_t room, size_t *n)
{
    (void)ctx, (void)at, (void)room, (void)n;
    return false;
}

TEST(http_sends_methods_headers_and_bodies)
{
    static const char *const methods[] = { "POST", "PUT", "PATCH", "DELETE" };
    static const pl_str headers[] = { PL_S("Content-Type: application/json"),
                                      PL_S("Authorization: Bearer t0") };
    for (size_t i = 0; i < PL_COUNT(methods); i++) {
        host *h = start(DONE, 7);
        char room[64], line[64];
        pl_http_answer answer;
        pl_http_request request = { .method = methods[i],
                                    .url = address(h, room, "/"),
                                    .headers = headers,
                                    .n_headers = 2,
                                    .body = PL_S("{\"a\":1}") };
        CHECK_INT(ask(NULL, &request, &answer), PL_HTTP_ANSWERED, methods[i]);
        snprintf(line, sizeof line, "%s / HTTP/1.1\r\n", methods[i]);
        CHECK(strncmp(h->got, line, strlen(line)) == 0, h->got);
        CHECK(strstr(h->got, "\r\nContent-Type: application/json\r\n"), h->got);
        CHECK(strstr(h->got, "\r\nAuthorization: Bearer t0\r\n"), h->got);
        CHECK(strstr(h->got, "\r\nContent-Length: 7\r\n"), h->got);
        CHECK(strstr(h->got, "\r\n\r\n{\"a\":1}"), h->got);
        CHECK(!strstr(h->got, "Expect"), "nothing is asked first");
        pl_http_answer_done(&answer);
        stop(h);
    }
}

TEST(http_sends_bodies_by_pieces)
{
    enum { BYTES = 50000 };
    size_t left = BYTES;
    host *h = start(DONE, BYTES);
    char room[64];
    pl_http_answer answer;
    pl_http_source source = { give_letters, &left, BYTES };
    pl_http_request request = { .method = "POST", .url = address(h, room, "/"), .source = &source };
    CHECK_INT(ask(NULL, &request, &answer), PL_HTTP_ANSWERED, "sent");
    CHECK(strstr(h->got, "\r\nContent-Length: 50000\r\n"), h->got);
    CHECK_INT(strlen(strstr(h->got, "\r\n\r\n") + 4), BYTES, "all of it");
    pl_http_answer_done(&answer);
    stop(h);
    h = start(DONE, BYTES);
    source.read = give_up;
    request.url = address(h, room, "/");
    CHECK_INT(ask(NULL, &request, &answer), PL_HTTP_LOST, "the source ends it");
    pl_http_answer_done(&answer);
    stop(h);
}

TEST(http_sends_by_proxies_but_not_to_itself)
{
    host *h = start(DONE, 0);
    char room[64], proxy[80];
    snprintf(proxy, sizeof proxy, "http_proxy=http://127.0.0.1:%u", h->port);
    const char *environment[] = { proxy, "NO_PROXY=inside.test", NULL };
    pl_http_answer answer;
    pl_http_request request = { .method = "GET",
                                .url = PL_S("http://outside.test/x"),
                                .plain_http = true };
    CHECK_INT(ask(environment, &request, &answer), PL_HTTP_ANSWERED, "by the proxy");
    CHECK(strncmp(h->got, "GET http://outside.test/x HTTP/1.1\r\n", 36) == 0, h->got);
    pl_http_answer_done(&answer);
    stop(h);
    host *target = start(DONE, 0);
    request.url = address(target, room, "/y");
    CHECK_INT(ask(environment, &request, &answer), PL_HTTP_ANSWERED, "directly");
    CHECK(strncmp(target->got, "GET /y HTTP/1.1\r\n", 17) == 0, target->got);
    pl_http_answer_done(&answer);
    stop(target);
}

/* ---- what is not sent */

static const struct {
    const char *what;
    pl_str url, header;
    pl_http_end end;
} refused[] = {
    { "nobody there", PL_S("http://127.0.0.1:1/"), { 0 }, PL_HTTP_NOT_SENT },
    { "no such host", PL_S("https://nobody.invalid/"), { 0 }, PL_HTTP_NOT_SENT },
    { "plain HTTP to others", PL_S("http://192.0.2.1/"), { 0 }, PL_HTTP_REFUSED },
    { "a name like a loopback's", PL_S("http://127.example.test/"), { 0 }, PL_HTTP_REFUSED },
    { "another scheme", PL_S("file:///etc/passwd"), { 0 }, PL_HTTP_REFUSED },
    { "no address", PL_S("hooks.example.test/x"), { 0 }, PL_HTTP_REFUSED },
    { "a line end in the address", PL_S("http://localhost/\r\nX: y"), { 0 }, PL_HTTP_REFUSED },
    { "a NUL in it", PL_S("http://localhost/\0x"), { 0 }, PL_HTTP_REFUSED },
    { "a line end in a header", PL_S("http://localhost:1/"), PL_S("A: b\r\nC: d"),
      PL_HTTP_REFUSED },
};

TEST(http_refuses)
{
    for (size_t i = 0; i < PL_COUNT(refused); i++) {
        pl_http_answer answer;
        pl_http_request request = { .method = "GET",
                                    .url = refused[i].url,
                                    .headers = &refused[i].header,
                                    .n_headers = refused[i].header.len > 0,
                                    .total_ms = 20000 };
        CHECK_INT(ask(NULL, &request, &answer), refused[i].end, refused[i].what);
        CHECK(answer.error.len > 0 && answer.status == 0, refused[i].what);
        pl_http_answer_done(&answer);
    }
}

/* ---- TLS, with the server of OpenSSL's program */

/* Its process; *port is where it listens. */
static pid_t start_tls(const char *dir, unsigned *port)
{
    char command[600];
    snprintf(command, sizeof command,
             "openssl req -x509 -newkey rsa:2048 -nodes -keyout %s/key -out %s/cert -days 2 "
             "-subj /CN=localhost -addext subjectAltName=DNS:localhost 2>%s/log && echo $$ && "
             "exec openssl s_server -accept 127.0.0.1:0 -www -key %s/key -cert %s/cert 2>&1",
             dir, dir, dir, dir, dir);
    FILE *out = popen(command, "r");
    char line[200], *colon;
    long pid = 0;
    *port = 0;
    while (!*port && fgets(line, sizeof line, out)) {
        if (!pid)
            pid = strtol(line, NULL, 10);
        if (strncmp(line, "ACCEPT", 6) == 0 && (colon = strrchr(line, ':')))
            *port = (unsigned)strtoul(colon + 1, NULL, 10);
    }
    CHECK(pid > 0 && *port, "a server");
    return (pid_t)pid;
}

TEST(http_checks_certificates)
{
    char dir[] = "/tmp/pl-net-XXXXXX", trusted[80], url[64];
    CHECK(mkdtemp(dir), "a folder");
    unsigned port;
    pid_t pid = start_tls(dir, &port);
    snprintf(trusted, sizeof trusted, "SSL_CERT_FILE=%s/cert", dir);
    const char *environment[] = { trusted, NULL };
    static const struct {
        const char *what, *host;
        bool trusts;
        pl_http_end end;
    } peers[] = {
        { "its authority is known", "localhost", true, PL_HTTP_ANSWERED },
        { "it is not", "localhost", false, PL_HTTP_NOT_SENT },
        { "the name is another", "127.0.0.1", true, PL_HTTP_NOT_SENT },
    };
    for (size_t i = 0; i < PL_COUNT(peers); i++) {
        int n = snprintf(url, sizeof url, "https://%s:%u/", peers[i].host, port);
        pl_http_answer answer;
        pl_http_request request = { .method = "GET",
                                    .url = pl_str_make(url, (size_t)n),
                                    .total_ms = 20000 };
        CHECK_INT(ask(peers[i].trusts ? environment : NULL, &request, &answer), peers[i].end,
                  peers[i].what);
        CHECK_INT(answer.status, peers[i].end == PL_HTTP_ANSWERED ? 200 : 0, peers[i].what);
        pl_http_answer_done(&answer);
    }
    kill(pid, SIGKILL);
    static const char *const files[] = { "key", "cert", "log" };
    for (size_t i = 0; i < PL_COUNT(files); i++) {
        snprintf(url, sizeof url, "%s/%s", dir, files[i]);
        unlink(url);
    }
    rmdir(dir);
}

/* ---- limits */

static void *fire(void *arg)
{
    usleep(100 * 1000);
    atomic_store((_Atomic bool *)arg, true);
    return NULL;
}

TEST(http_ends_when_it_is_told_to)
{
    host *h = start(NULL, 0);
    char room[64];
    _Atomic bool fired = false;
    pthread_t thread;
    pl_http_answer answer;
    pl_http_request request = { .method = "GET", .url = address(h, room, "/"), .fired = &fired };
    CHECK(pthread_create(&thread, NULL, fire, &fired) == 0, "a thread");
    CHECK_INT(ask(NULL, &request, &answer), PL_HTTP_CANCELLED, "cancelled");
    pthread_join(thread, NULL);
    pl_http_answer_done(&answer);
    stop(h);
    h = start(NULL, 0);
    request = (pl_http_request){ .method = "GET", .url = address(h, room, "/"), .total_ms = 100 };
    CHECK_INT(ask(NULL, &request, &answer), PL_HTTP_LOST, "in time");
    pl_http_answer_done(&answer);
    stop(h);
}
