/* net.c - looks up hosts on a helper thread, and waits for a socket or a bell. */
#include "db/net.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "base/clock.h"
#include "db/inner.h"
#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

static void add_address(const struct addrinfo *a, pl_net_address *out)
{
    bool six = a->ai_family == AF_INET6;
    const void *bytes = six ? (const void *)&((const struct sockaddr_in6 *)a->ai_addr)->sin6_addr
                            : (const void *)&((const struct sockaddr_in *)a->ai_addr)->sin_addr;
    out->six = six;
    inet_ntop(a->ai_family, bytes, out->ip, sizeof out->ip);
}

static unsigned look_up(const char *host, int flags, pl_net_address *out, unsigned most)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = flags }, *all = NULL;
    unsigned n = 0;
    if (getaddrinfo(host, NULL, &hints, &all) != 0)
        return 0;
    for (int six = 0; six < 2; six++)
        for (const struct addrinfo *a = all; a && n < most; a = a->ai_next)
            if (a->ai_family == (six ? AF_INET6 : AF_INET))
                add_address(a, &out[n++]);
    freeaddrinfo(all);
    return n;
}

/* A lookup by a helper, which may go on after its caller has returned. */
typedef struct lookup {
    pl_helper helper;
    char *host;
    unsigned n, most;
    pl_net_address found[];
} lookup;

static void free_lookup(pl_helper *helper)
{
    lookup *l = (lookup *)helper;
    pl_mem_free(l->host);
    pl_mem_free(l);
}

static void look_up_name(pl_helper *helper)
{
    lookup *l = (lookup *)helper;
    l->n = look_up(l->host, 0, l->found, l->most);
}

unsigned pl_net__resolve(pl_helpers *helpers, const pl_db_limits *limits, const char *host,
                         pl_net_address *out, unsigned most)
{
    unsigned n = look_up(host, AI_NUMERICHOST, out, most);
    if (n)
        return n;
    size_t size = strlen(host) + 1;
    lookup *l = pl_mem_zalloc(sizeof *l + most * sizeof *out);
    l->helper.work = look_up_name;
    l->helper.free = free_lookup;
    l->host = memcpy(pl_mem_alloc(size), host, size);
    l->most = most;
    if (!pl_helpers_run(helpers, &l->helper, limits, NULL))
        return pl_db__is_over(limits, NULL) ? 0 : look_up(host, 0, out, most);
    n = l->n;
    memcpy(out, l->found, n * sizeof *out);
    free_lookup(&l->helper);
    return n;
}

/* Append the first name server of the system, as Go's resolver names it. */
static void put_name_server(pl_buf *out)
{
    char line[256], server[128] = "127.0.0.1";
    FILE *file = fopen("/etc/resolv.conf", "re");
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "nameserver %127s", server) == 1)
            break;
    if (file)
        fclose(file);
    pl_buf_printf(out, strchr(server, ':') ? "[%s]:53" : "%s:53", server);
}

void pl_net__no_host(const char *host, pl_buf *out)
{
    pl_buf_printf(out, "lookup %s on ", host);
    put_name_server(out);
    pl_buf_cstr(out, ": no such host");
}

void pl_net__endpoint(const pl_net_address *address, unsigned port, pl_buf *out)
{
    pl_buf_printf(out, address->six ? "[%s]:%u" : "%s:%u", address->ip, port);
}

void pl_net__bell_open(pl_net_bell *bell)
{
    bell->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    atomic_init(&bell->rung, false);
}

void pl_net__bell_close(pl_net_bell *bell)
{
    pl_assert(bell->fd >= -1);
    if (bell->fd >= 0)
        close(bell->fd);
    bell->fd = -1;
}

void pl_net__bell_ring(pl_net_bell *bell)
{
    atomic_store(&bell->rung, true);
    if (bell->fd >= 0)
        eventfd_write(bell->fd, 1);
}

void pl_net__bell_clear(pl_net_bell *bell)
{
    eventfd_t n;
    if (atomic_exchange(&bell->rung, false) && bell->fd >= 0)
        eventfd_read(bell->fd, &n);
}

bool pl_net__wait(int fd, bool write, const pl_net_bell *bell, uint64_t until)
{
    pl_assert(fd >= 0);
    enum { SLICE_MS = 100 };
    struct pollfd fds[2] = { { .fd = fd, .events = write ? POLLIN | POLLOUT : POLLIN },
                             { .fd = bell->fd, .events = POLLIN } };
    uint64_t now = until ? pl_clock_ns() : 0;
    int ms = SLICE_MS;
    if (until && until <= now)
        return false;
    if (until && (until - now) / 1000000 < SLICE_MS)
        ms = (int)((until - now) / 1000000) + 1;
    return poll(fds, 2, ms) > 0 && fds[0].revents;
}
