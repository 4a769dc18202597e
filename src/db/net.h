/* net.h - finds servers by name, in the order and with the messages of Go, and waits for sockets.
 *
 * Threads: any. */
#ifndef PL_DB_NET_H
#define PL_DB_NET_H
#include "base/arena.h"
#include "base/buf.h"
#include "db/driver.h"
#include "db/helper.h"

typedef struct pl_net_address {
    char ip[48];
    bool six;
} pl_net_address;

/* Set `out` to the addresses of a host, at most `most`, in the order of the system but IPv4 first,
 * as in Go. Returns how many. A helper looks names up: also 0 if a limit was reached first. */
unsigned pl_net__resolve(pl_helpers *helpers, const pl_db_limits *limits, const char *host,
                         pl_net_address *out, unsigned most);
/* "lookup nowhere on 10.0.0.2:53: no such host" */
void pl_net__no_host(const char *host, pl_buf *out);
/* "127.0.0.1:5432", "[::1]:5432" */
void pl_net__endpoint(const pl_net_address *address, unsigned port, pl_buf *out);

/* Wakes a thread that waits for a socket. Threads: any may ring it; the thread that uses the
 * connection opens, clears and closes it. */
typedef struct pl_net_bell {
    int fd;            /* an eventfd; -1: none, only `rung` is set */
    _Atomic bool rung; /* since it was opened or cleared */
} pl_net_bell;
void pl_net__bell_open(pl_net_bell *bell);
void pl_net__bell_close(pl_net_bell *bell);
void pl_net__bell_ring(pl_net_bell *bell);
void pl_net__bell_clear(pl_net_bell *bell);

/* Wait until `fd` can be read (with `write`: written), the bell rings, `until` (0: never) is
 * reached or 100 ms have passed. True if `fd` is ready. */
bool pl_net__wait(int fd, bool write, const pl_net_bell *bell, uint64_t until);

#endif
