/* floor_http.c - the least that answering requests over HTTP takes: epoll, one thread, no parser.
 *
 *   floor_http PORT FILE     answer every request with the bytes of FILE, status line and headers
 *                            included, and keep the connection: what serve.py got of the server.
 *                            A request is what ends with an empty line */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

static char *bytes;
static size_t size;

typedef struct asker {
    int fd;
    size_t left;     /* of the answer */
    unsigned ending; /* bytes of the empty line so far */
} asker;

/* Did a request end in these bytes? */
static int ends(asker *a, const char *request, ssize_t n)
{
    int ended = 0;

    for (ssize_t i = 0; i < n; i++) {
        a->ending = request[i] == "\r\n\r\n"[a->ending] ? a->ending + 1 : request[i] == '\r';
        if (a->ending == 4) {
            a->ending = 0;
            ended = 1;
        }
    }
    return ended;
}

static void serve(int epoll, asker *a)
{
    static char request[64 * 1024];
    struct epoll_event event = { .data.ptr = a };
    ssize_t n;

    if (!a->left) {
        n = read(a->fd, request, sizeof request);
        if (n <= 0) {
            close(a->fd);
            free(a);
            return;
        }
        a->left = ends(a, request, n) ? size : 0;
    }
    n = a->left ? send(a->fd, bytes + size - a->left, a->left, MSG_NOSIGNAL) : 0;
    a->left -= n > 0 ? (size_t)n : 0;
    event.events = a->left ? EPOLLOUT : EPOLLIN;
    epoll_ctl(epoll, EPOLL_CTL_MOD, a->fd, &event);
}

static void admit(int epoll, int listener)
{
    struct epoll_event event = { .events = EPOLLIN };
    asker *a = calloc(1, sizeof *a);
    int yes = 1;

    a->fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    event.data.ptr = a;
    setsockopt(a->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    epoll_ctl(epoll, EPOLL_CTL_ADD, a->fd, &event);
}

static void read_answer(const char *path)
{
    FILE *f = fopen(path, "rb");

    if (!f || fseek(f, 0, SEEK_END) != 0)
        exit(2);
    size = (size_t)ftell(f);
    rewind(f);
    bytes = malloc(size + 1);
    if (!bytes || fread(bytes, 1, size, f) != size)
        exit(2);
    fclose(f);
}

int main(int argc, char **argv)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int listener = socket(AF_INET, SOCK_STREAM, 0), epoll = epoll_create1(0), yes = 1;
    struct epoll_event event = { .events = EPOLLIN }, events[64];

    if (argc != 3)
        return 2;
    read_answer(argv[2]);
    address.sin_port = htons((unsigned short)atoi(argv[1]));
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, 1024) != 0)
        return 1;
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    for (int n; (n = epoll_wait(epoll, events, 64, -1)) >= 0;)
        for (int i = 0; i < n; i++) {
            if (events[i].data.ptr)
                serve(epoll, events[i].data.ptr);
            else
                admit(epoll, listener);
        }
    return 1;
}
