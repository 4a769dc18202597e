/* ask.c - clients that keep their connections and send a request as soon as one was answered.
 *
 *   ask PORT CLIENTS SECONDS REQUEST     prints requests per second, and the median and the 99th
 *                                        percentile of how long one took, in microseconds
 *
 * All answers are as long as the first one. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CLIENTS_MAX = 100, TIMES_MAX = 1 << 20 };

typedef struct client {
    size_t got;
    uint64_t began;
} client;

static char buffer[1 << 20], request[4096];
static size_t request_size, whole;
static uint32_t times[TIMES_MAX];
static size_t n_times;

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static int dial(int port)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    int fd = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
        exit(1);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return fd;
}

static void ask(int fd, client *c)
{
    c->got = 0;
    c->began = now_ns();
    if (write(fd, request, request_size) != (ssize_t)request_size)
        exit(1);
}

/* Headers and body of the answer that begins in the buffer. */
static size_t measure(size_t n)
{
    buffer[n] = 0;
    char *end = strstr(buffer, "\r\n\r\n"), *length = strcasestr(buffer, "\ncontent-length:");
    if (!end || !length || length > end)
        exit(1);
    return (size_t)(end - buffer) + 4 + strtoul(length + 16, NULL, 10);
}

static void take(int fd, client *c)
{
    ssize_t n = read(fd, buffer, sizeof buffer - 1);
    if (n <= 0)
        exit(1);
    if (!whole)
        whole = measure((size_t)n);
    c->got += (size_t)n;
    if (c->got < whole)
        return;
    if (n_times < TIMES_MAX)
        times[n_times++] = (uint32_t)((now_ns() - c->began) / 1000);
    ask(fd, c);
}

static int by_size(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    static struct pollfd fds[CLIENTS_MAX];
    static client clients[CLIENTS_MAX];
    if (argc != 5)
        return 2;
    int n = atoi(argv[2]);
    uint64_t for_ns = (uint64_t)(atof(argv[3]) * 1e9), began;
    request_size = (size_t)snprintf(request, sizeof request, "%s", argv[4]);
    n = n < CLIENTS_MAX ? n : CLIENTS_MAX;
    for (int i = 0; i < n; i++)
        fds[i] = (struct pollfd){ .fd = dial(atoi(argv[1])), .events = POLLIN };
    began = now_ns();
    for (int i = 0; i < n; i++)
        ask(fds[i].fd, &clients[i]);
    while (now_ns() - began < for_ns && poll(fds, (nfds_t)n, 1000) > 0)
        for (int i = 0; i < n; i++)
            if (fds[i].revents)
                take(fds[i].fd, &clients[i]);
    if (!n_times)
        return 1;
    double seconds = (double)(now_ns() - began) / 1e9;
    qsort(times, n_times, sizeof *times, by_size);
    printf("%.1f %u %u\n", (double)n_times / seconds, times[n_times / 2],
           times[n_times * 99 / 100]);
    return 0;
}
