/* wire.h - the bytes of a connection, with TLS or without.
 *
 * Threads: the one that runs the loop. */
#ifndef PL_SERVER_WIRE_H
#define PL_SERVER_WIRE_H
#include <sys/types.h>

#include "server/secure.h"

enum {
    PL_WIRE_OVER = 0,    /* the other end sends nothing more */
    PL_WIRE_AGAIN = -1,  /* not now */
    PL_WIRE_BROKEN = -2, /* never again */
    PL_WIRE_WRITES = -3, /* TLS cannot read until it has written */
};

typedef struct pl_wire {
    int fd;        /* owned; -1: closed */
    pl_tls *tls;   /* owned; NULL: none */
    bool blocked;  /* the kernel took less than it was given: wait until the socket is writable */
    bool readable; /* there may be bytes: cleared when there are none */
    bool held;     /* nothing can be read until the socket is writable */
} pl_wire;

/* Go on with the TLS handshake: 1 when it is done, or AGAIN or BROKEN. Only with TLS. */
ssize_t pl_wire_accept(pl_wire *wire);

/* Read up to `n` bytes. Returns how many, or OVER, AGAIN or BROKEN. */
ssize_t pl_wire_read(pl_wire *wire, void *to, size_t n);
/* Write up to `n` bytes. Returns how many, or AGAIN or BROKEN. After AGAIN the next call must begin
 * with the same bytes. */
ssize_t pl_wire_write(pl_wire *wire, const void *from, size_t n);
/* End the sending side: send the closing message of TLS, then shut the socket down for writing. */
void pl_wire_shut(pl_wire *wire);
void pl_wire_close(pl_wire *wire);

#endif
