/* net.h - servers by name, and the messages when they cannot be reached, in the words of Go.
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

/* Addresses of a host in the order of the system, IPv4 first as Go has them; returns how
 * many, at most `most`. A name is looked up by a helper: 0 as well when a limit came first. */
unsigned pl_net__resolve(pl_helpers *helpers, const pl_db_limits *limits, const char *host,
                         pl_net_address *out, unsigned most);
/* "lookup nowhere on 10.0.0.2:53: no such host" */
void pl_net__no_host(const char *host, pl_buf *out);
/* "127.0.0.1:5432", "[::1]:5432" */
void pl_net__endpoint(const pl_net_address *address, unsigned port, pl_buf *out);

/* How another thread interrupts one that waits for a socket. Threads: any may ring it; the one that
 * uses the connection opens, clears and closes it. */
typedef struct pl_net_bell {
    int fd;            /* an eventfd; -1: there is none, and only `rung` tells */
    _Atomic bool rung; /* since it was opened or cleared */
} pl_net_bell;
void pl_net__bell_open(pl_net_bell *bell);
void pl_net__bell_close(pl_net_bell *bell);
void pl_net__bell_ring(pl_net_bell *bell);
void pl_net__bell_clear(pl_net_bell *bell);

/* Wait until `fd` can be read, or written when `write`, the bell rings, `until` (0: never)
 * or 100 ms have passed. True when `fd` is ready. */
bool pl_net__wait(int fd, bool write, const pl_net_bell *bell, uint64_t until);

#endif
