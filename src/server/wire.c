#include "server/wire.h"

#include <assert.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

static ssize_t outcome(ssize_t n)
{
    if (n >= 0)
        return n;
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? PL_WIRE_AGAIN
                                                                     : PL_WIRE_BROKEN;
}

/* Note that nothing can be read before the socket is writable, if TLS has to write first. */
static ssize_t note_hold(pl_wire *wire, ssize_t result)
{
    if (result != PL_WIRE_WRITES)
        return result;
    wire->blocked = wire->held = true;
    return PL_WIRE_AGAIN;
}

ssize_t pl_wire_accept(pl_wire *wire)
{
    assert(wire->tls);
    return note_hold(wire, pl_tls_accept(wire->tls));
}

ssize_t pl_wire_read(pl_wire *wire, void *to, size_t n)
{
    ssize_t got;

    assert(wire->fd >= 0 && n > 0);
    got = wire->tls ? note_hold(wire, pl_tls_read(wire->tls, to, n))
                    : outcome(recv(wire->fd, to, n, MSG_DONTWAIT));
    /* A socket is asked again once it is readable again; TLS may still hold bytes of its own. */
    if (got < 0 || (!wire->tls && (size_t)got < n))
        wire->readable = false;
    return got;
}

ssize_t pl_wire_write(pl_wire *wire, const void *from, size_t n)
{
    ssize_t put;

    assert(wire->fd >= 0 && n > 0);
    put = wire->tls ? pl_tls_write(wire->tls, from, n)
                    : outcome(send(wire->fd, from, n, MSG_DONTWAIT | MSG_NOSIGNAL));
    if (put == PL_WIRE_AGAIN || (!wire->tls && put >= 0 && (size_t)put < n))
        wire->blocked = true;
    return put;
}

void pl_wire_shut(pl_wire *wire)
{
    if (wire->tls)
        pl_tls_shut(wire->tls);
    shutdown(wire->fd, SHUT_WR);
}

void pl_wire_close(pl_wire *wire)
{
    pl_tls_free(wire->tls);
    wire->tls = NULL;
    if (wire->fd >= 0)
        close(wire->fd);
    wire->fd = -1;
}
