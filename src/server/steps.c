/* steps.c - a connection as a state machine (loop_state.h): what is done without waiting, and what
 * is waited for. */
#include "server/loop_state.h"

#include <assert.h>
#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "base/oom.h"
#include "base/str.h"

enum {
    ROUNDS = 16, /* steps of one connection, before others have their turn */
    TLS_HELLO = 0x16,
};
/* A client that has ended its sending side may be waiting for an answer or may be gone, which looks
 * the same from here. An answer that is ready within this time is sent. */
#define LEFT_NS (PL_SECOND / 2)

/* ---- reading */

static bool reads_now(const pl_conn *conn)
{
    switch (conn->state) {
    case PL_CONN_HANDSHAKE:
    case PL_CONN_READING:
    case PL_CONN_BODY:
    case PL_CONN_PARTING:
    case PL_CONN_LINGERING: return true;
    case PL_CONN_SOCKET: return conn->reads;
    default: return false;
    }
}

/* Use what can be used of the bytes. Returns how many. */
static size_t take(pl_conn *conn, char *bytes, size_t n)
{
    size_t used = 0, more = 1;

    while (more && used < n && reads_now(conn) && !conn->is_cut) {
        if (conn->state == PL_CONN_LINGERING)
            more = n - used;
        else if (conn->state >= PL_CONN_SOCKET)
            more = pl_conn__take_frames(conn, bytes + used, n - used);
        else
            more = pl_conn__take_http(conn, bytes + used, n - used);
        used += more;
    }
    return used;
}

/* Use bytes that were read before. False: none, or more of them are needed. */
static bool take_kept(pl_conn *conn)
{
    size_t used;

    if (conn->in_at == conn->in.len)
        return false;
    used = take(conn, conn->in.ptr + conn->in_at, conn->in.len - conn->in_at);
    if (conn->state == PL_CONN_LINGERING)
        return true; /* pl_conn__linger() has dropped them */
    conn->in_at += used;
    if (conn->in_at == conn->in.len) {
        pl_buf_done(&conn->in);
        conn->in_at = 0;
    }
    return used > 0 || !reads_now(conn);
}

static void keep(pl_conn *conn, const char *bytes, size_t n)
{
    if (conn->in_at) {
        conn->in.len -= conn->in_at;
        memmove(conn->in.ptr, conn->in.ptr + conn->in_at, conn->in.len);
        conn->in_at = 0;
    }
    pl_buf_add(&conn->in, bytes, n);
}

/* Read once, and use it. Bytes go into a buffer of the connection only if something has to follow
 * before they can be used. */
static bool read_more(pl_conn *conn)
{
    char *bytes = conn->loop->read;
    ssize_t n;
    size_t used;

    if (!conn->wire.readable || conn->wire.held)
        return false;
    n = pl_wire_read(&conn->wire, bytes, PL_READ_MOST);
    if (n <= 0) {
        conn->is_cut = n != PL_WIRE_AGAIN;
        return conn->is_cut;
    }
    if (conn->in.len) {
        keep(conn, bytes, (size_t)n);
        take_kept(conn);
        return true;
    }
    used = take(conn, bytes, (size_t)n);
    if (used < (size_t)n)
        keep(conn, bytes + used, (size_t)n - used);
    return true;
}

/* ---- steps: each does something, or returns false because it has to wait */

/* By the first byte TLS and plain HTTP can be distinguished; plain HTTP is answered with the advice
 * to use TLS. */
static bool begin_tls(pl_conn *conn)
{
    unsigned char first;
    ssize_t n = recv(conn->wire.fd, &first, 1, MSG_PEEK | MSG_DONTWAIT);

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    if (n <= 0) {
        conn->is_cut = true;
    } else if (first != TLS_HELLO) {
        conn->state = PL_CONN_READING;
    } else {
        conn->wire.tls = pl_tls_new(conn->loop->certificates, conn->wire.fd);
        conn->is_cut = !conn->wire.tls;
    }
    return true;
}

/* End a TLS handshake that failed. OpenSSL has sent the client the reason, which would be lost if
 * the connection were reset, so the rest of what the client sends is read. */
static void give_up_tls(pl_conn *conn)
{
    pl_tls_free(conn->wire.tls);
    conn->wire.tls = NULL;
    pl_conn__linger(conn);
}

static bool shake_hands(pl_conn *conn)
{
    ssize_t n;

    if (!conn->wire.tls)
        return begin_tls(conn);
    if (conn->wire.held)
        return false;
    n = pl_wire_accept(&conn->wire);
    if (n == PL_WIRE_AGAIN)
        return false;
    if (n == PL_WIRE_BROKEN) {
        give_up_tls(conn);
        return true;
    }
    conn->state = PL_CONN_READING;
    conn->wire.readable = true; /* OpenSSL may have read on */
    return true;
}

/* Let the owner of the messages, or of the pieces of a reply, write. */
static bool ask_for_more(pl_conn *conn)
{
    const pl_loop_options *options = &conn->loop->options;
    pl_oom_scope *scope;

    if (!conn->wants_write || pl_conn_is_full(conn))
        return false;
    conn->wants_write = false;
    scope = pl_oom_join(NULL); /* it has one of its own */
    options->calls->writable(options->ctx, conn);
    pl_oom_join(scope);
    return true;
}

static bool linger(pl_conn *conn)
{
    pl_buf_done(&conn->in);
    conn->in_at = 0;
    if (conn->out_at < conn->out.len)
        return false;
    if (!conn->shut)
        pl_wire_shut(&conn->wire);
    conn->shut = true;
    return read_more(conn);
}

static void end_patience(pl_conn *conn)
{
    conn->is_late = false;
    if (conn->state == PL_CONN_SOCKET)
        pl_conn__watch_socket(conn);
    else
        conn->is_cut = true;
}

/* Do one step of the state that the connection is in. False: nothing more can be done now. */
static bool step(pl_conn *conn)
{
    if (conn->is_late)
        end_patience(conn);
    if (!conn->is_cut)
        pl_conn__flush(conn);
    if (conn->is_cut) {
        pl_conn__end(conn);
        return false;
    }
    switch (conn->state) {
    case PL_CONN_HANDSHAKE: return shake_hands(conn);
    case PL_CONN_READING:
    case PL_CONN_BODY:
    case PL_CONN_PARTING: return take_kept(conn) || read_more(conn);
    case PL_CONN_WRITING: return pl_conn__write_reply(conn);
    case PL_CONN_STREAMING: return ask_for_more(conn);
    case PL_CONN_SOCKET: {
        bool wrote = ask_for_more(conn);

        return (conn->reads && conn->state == PL_CONN_SOCKET &&
                (take_kept(conn) || read_more(conn))) ||
               wrote;
    }
    case PL_CONN_LINGERING: return linger(conn);
    case PL_CONN_WAITING:
    case PL_CONN_GONE: break;
    }
    return false;
}

/* ---- what is waited for */

/* The other end sends nothing more, and this is not because it was read to its end. */
static void note_left(pl_conn *conn)
{
    conn->left = true;
    if (conn->state == PL_CONN_SOCKET)
        conn->is_cut = true;
    else
        pl_conn__allow(conn, LEFT_NS);
}

static void note_events(pl_conn *conn, uint32_t events)
{
    if (events & EPOLLOUT) {
        conn->wire.readable |= conn->wire.held;
        conn->wire.blocked = conn->wire.held = false;
    }
    if (events & EPOLLIN)
        conn->wire.readable = true;
    if (events & (EPOLLERR | EPOLLHUP)) {
        conn->wire.readable = true;
        conn->is_cut |= !reads_now(conn) || conn->wire.held;
    } else if ((events & EPOLLRDHUP) && !reads_now(conn)) {
        note_left(conn);
    }
}

static void watch_again(pl_conn *conn)
{
    uint32_t events = conn->wire.blocked ? EPOLLOUT : 0;
    struct epoll_event event = { .data.ptr = conn };
    /* Who lingers reads when all is written: bytes that came before would only wake the loop. */
    bool waits = conn->state == PL_CONN_LINGERING && !conn->shut;

    if (reads_now(conn) && !waits)
        events |= conn->wire.held ? 0 : EPOLLIN;
    else if (conn->state != PL_CONN_WRITING && !waits && !conn->left)
        events |= EPOLLRDHUP;
    if (events == conn->watches)
        return;
    event.events = conn->watches = events;
    if (epoll_ctl(conn->loop->epoll, EPOLL_CTL_MOD, conn->wire.fd, &event) != 0)
        pl_conn_cut(conn);
}

void pl_conn__serve(pl_conn *conn, uint32_t events)
{
    pl_oom_scope scope;
    int rounds = 0;

    if (conn->state == PL_CONN_GONE)
        return;
    pl_oom_begin(&scope);
    note_events(conn, events);
    while (rounds < ROUNDS && step(conn))
        rounds++;
    if (pl_oom_end(&scope))
        pl_conn__end(conn);
    if (conn->state == PL_CONN_GONE)
        return;
    pl_conn__check(conn);
    if (rounds == ROUNDS || conn->is_cut)
        pl_conn__due(conn);
    watch_again(conn);
}

/* ---- sending, from within `writable` */

bool pl_conn_send(pl_conn *conn, size_t n, bool first, bool last)
{
    assert(n <= PL_CONN_CHUNK);
    if (conn->is_cut)
        return false;
    assert(conn->state == PL_CONN_SOCKET || conn->state == PL_CONN_STREAMING ||
           conn->state == PL_CONN_PARTING);
    if (conn->state == PL_CONN_PARTING)
        return true; /* nothing follows a close frame */
    return conn->state == PL_CONN_STREAMING ? pl_conn__send_piece(conn, n, last)
                                            : pl_conn__send_frame(conn, n, first, last);
}
