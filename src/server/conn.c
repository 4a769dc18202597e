/* conn.c - what is done with a connection in any state: it begins and ends, is given time, and
 * writes. steps.c has the states. */
#include "server/conn.h"

#include <arpa/inet.h>
#include <assert.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/list.h"
#include "base/str.h"
#include "server/loop_state.h"

enum {
    HANDSHAKE_S = 10,
    FIRST_REQUEST_S = 60,
    LINGER_S = 2,
};

#ifndef NDEBUG
void pl_conn__check(const pl_conn *c)
{
    bool asks = c->state >= PL_CONN_BODY && c->state <= PL_CONN_STREAMING;
    bool answers = c->state == PL_CONN_WRITING || c->state == PL_CONN_STREAMING;

    assert(c->http.has_request == asks);
    assert((c->http.reply.status != 0) == answers);
    assert(c->in_at <= c->in.len && c->out_at <= c->out.len);
    assert((c->wire.fd < 0) == (c->state == PL_CONN_GONE));
}
#endif

/* ---- the end of an exchange */

void pl_conn__drop_request(pl_conn *conn)
{
    pl_exchange *x = &conn->http;

    pl_reply_done(&x->reply);
    if (x->has_request)
        pl_arena_done(&x->request.arena);
    x->has_request = false;
    pl_buf_done(&x->body);
}

void pl_conn__report_reply(pl_conn *conn)
{
    const pl_loop_options *options = &conn->loop->options;
    pl_exchange *x = &conn->http;

    if (x->reply.status && options->calls->replied)
        options->calls->replied(options->ctx, &x->request, &x->reply, x->sent, x->began_ns);
}

/* ---- beginning and ending */

static void on_time(pl_timer *timer);

/* Unix sockets have no address. */
static void find_peer(pl_conn *conn)
{
    union {
        struct sockaddr any;
        struct sockaddr_in four;
        struct sockaddr_in6 six;
        struct sockaddr_storage room;
    } address;
    socklen_t size = sizeof address;

    if (getpeername(conn->wire.fd, &address.any, &size) != 0)
        return;
    if (address.any.sa_family == AF_INET)
        inet_ntop(AF_INET, &address.four.sin_addr, conn->peer, sizeof conn->peer);
    else if (address.any.sa_family == AF_INET6)
        inet_ntop(AF_INET6, &address.six.sin6_addr, conn->peer, sizeof conn->peer);
}

pl_conn *pl_conn__new(pl_loop *loop, int fd, pl_reach reach, bool tls)
{
    pl_conn *conn = pl_mem_zalloc(sizeof *conn);

    conn->watched = PL_WATCHED_CONN;
    conn->loop = loop;
    conn->wire.fd = fd;
    conn->reach = reach;
    conn->on_tls = tls;
    conn->reads = true;
    conn->state = tls ? PL_CONN_HANDSHAKE : PL_CONN_READING;
    conn->timer = (pl_timer){ .fire = on_time, .ctx = conn };
    pl_reply_init(&conn->http.reply);
    pl_http_head_init(&conn->http.head);
    find_peer(conn);
    PL_LIST_PUSH(loop->conns, conn);
    loop->n_conns++;
    pl_conn__allow(conn, (tls ? HANDSHAKE_S : FIRST_REQUEST_S) * PL_SECOND);
    return conn;
}

void pl_conn__end(pl_conn *conn)
{
    pl_loop *loop = conn->loop;

    if (conn->state == PL_CONN_GONE)
        return;
    assert(loop->n_conns > 0);
    if (conn->http.has_request)
        pl_conn__report_reply(conn);
    conn->state = PL_CONN_GONE;
    loop->options.calls->closed(loop->options.ctx, conn);
    pl_conn__drop_request(conn);
    pl_timer_clear(loop, &conn->timer);
    pl_wire_close(&conn->wire);
    PL_LIST_REMOVE(loop->conns, conn);
    loop->n_conns--;
    conn->next = loop->gone;
    loop->gone = conn;
}

void pl_conn__free(pl_conn *conn)
{
    assert(conn->state == PL_CONN_GONE && !conn->is_due);
    pl_buf_done(&conn->in);
    pl_buf_done(&conn->out);
    pl_buf_done(&conn->socket.message);
    pl_mem_free(conn);
}

/* ---- time */

void pl_conn__due(pl_conn *conn)
{
    if (conn->is_due || conn->state == PL_CONN_GONE)
        return;
    conn->is_due = true;
    conn->next_due = conn->loop->due;
    conn->loop->due = conn;
}

void pl_conn__allow(pl_conn *conn, uint64_t ns)
{
    conn->is_late = false;
    conn->deadline_ns = ns ? pl_clock_ns() + ns : 0;
    if (ns && (!conn->timer.place || conn->timer.due_ns > conn->deadline_ns))
        pl_timer_set(conn->loop, &conn->timer, ns);
}

/* Deadlines move with every byte, the timer does not: it is set again when it comes too early. */
static void on_time(pl_timer *timer)
{
    pl_conn *conn = timer->ctx;
    uint64_t now = pl_clock_ns();

    if (!conn->deadline_ns)
        return;
    if (now < conn->deadline_ns) {
        pl_timer_set(conn->loop, timer, conn->deadline_ns - now);
        return;
    }
    conn->is_late = true;
    pl_conn__due(conn);
}

/* ---- writing */

bool pl_conn__flush(pl_conn *conn)
{
    while (conn->out_at < conn->out.len && !conn->wire.blocked) {
        ssize_t n =
            pl_wire_write(&conn->wire, conn->out.ptr + conn->out_at, conn->out.len - conn->out_at);

        if (n == PL_WIRE_BROKEN) {
            conn->is_cut = true;
            return false;
        }
        if (n > 0)
            conn->out_at += (size_t)n;
    }
    if (conn->out_at < conn->out.len)
        return false;
    pl_buf_done(&conn->out);
    conn->out_at = 0;
    return true;
}

bool pl_conn__put(pl_conn *conn, const void *bytes, size_t n)
{
    const char *from = bytes;

    pl_conn__flush(conn);
    while (n && conn->out_at == conn->out.len && !conn->wire.blocked && !conn->is_cut) {
        ssize_t put = pl_wire_write(&conn->wire, from, n);

        if (put == PL_WIRE_BROKEN)
            conn->is_cut = true;
        if (put > 0) {
            from += put;
            n -= (size_t)put;
        }
    }
    if (n && !conn->is_cut)
        pl_buf_add(&conn->out, from, n);
    if (conn->is_cut)
        pl_conn__due(conn);
    return !conn->is_cut;
}

/* ---- lingering */

void pl_conn__linger(pl_conn *conn)
{
    pl_conn__drop_request(conn);
    conn->state = PL_CONN_LINGERING;
    pl_conn__allow(conn, LINGER_S * PL_SECOND);
}

/* ---- functions for the rest of the room */

void pl_conn_set_user(pl_conn *conn, void *user)
{
    conn->user = user;
}

void *pl_conn_user(const pl_conn *conn)
{
    return conn->user;
}

void pl_conn_want_write(pl_conn *conn)
{
    conn->wants_write = true;
    if (!conn->wire.blocked)
        pl_conn__due(conn);
}

void *pl_conn_chunk(pl_conn *conn)
{
    return conn->loop->chunk + PL_CHUNK_ROOM;
}

bool pl_conn_is_full(pl_conn *conn)
{
    return conn->wire.blocked || conn->out_at < conn->out.len;
}

uint64_t pl_conn_untaken(const pl_conn *conn)
{
    int n = 0;

    return ioctl(conn->wire.fd, SIOCOUTQ, &n) == 0 && n > 0 ? (uint64_t)n : 0;
}

void pl_conn_read(pl_conn *conn, bool reads)
{
    conn->reads = reads;
    pl_conn__due(conn);
}

void pl_conn_cut(pl_conn *conn)
{
    conn->is_cut = true;
    pl_conn__due(conn);
}
