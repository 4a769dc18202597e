/* lws_conn.c - connections, and WebSocket over them. */
#include "server/lws_state.h"

#include <assert.h>
#include <linux/sockios.h>
#include <netdb.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "base/list.h"
#include "base/str.h"

enum { CLOSE_S = 5 };

/* ---- opening and closing connections */

pl_conn *pl_conn__new(pl_loop *loop, int fd, pl_reach reach, bool tls)
{
    pl_conn *conn = pl_mem_zalloc(sizeof *conn);
    struct sockaddr_storage address;
    socklen_t size = sizeof address;

    conn->role = PL_LWS_CONN;
    conn->fd = fd;
    conn->loop = loop;
    conn->reach = reach;
    conn->tls = tls;
    conn->host = tls ? loop->tls : loop->plain;
    conn->host->n_conns++;
    pl_reply_init(&conn->reply);
    if (getpeername(fd, (struct sockaddr *)&address, &size) == 0 && address.ss_family != AF_UNIX &&
        getnameinfo((struct sockaddr *)&address, size, conn->peer, sizeof conn->peer, NULL, 0,
                    NI_NUMERICHOST) != 0)
        conn->peer[0] = 0;
    PL_LIST_PUSH(loop->conns, conn);
    loop->n_conns++;
    return conn;
}

static void leave(pl_conn *conn)
{
    if (conn->state == PL_CONN_GONE)
        return;
    if (conn->state == PL_CONN_ANSWERING)
        pl_conn__report_reply(conn);
    conn->state = PL_CONN_GONE;
    conn->loop->options.calls->closed(conn->loop->options.ctx, conn);
}

void pl_conn__free(pl_conn *conn)
{
    pl_loop *loop = conn->loop;

    assert(loop->n_conns > 0 && conn->host->n_conns > 0);
    leave(conn);
    pl_conn__drop_request(conn);
    pl_buf_done(&conn->message);
    PL_LIST_REMOVE(loop->conns, conn);
    loop->n_conns--;
    conn->host->n_conns--;
    if (loop->adopting == conn)
        loop->adopting = NULL;
    pl_mem_free(conn);
}
/* ---- WebSocket */

/* End a WebSocket. Returns the value that the callback of the library must return. */
static int end_socket(pl_conn *conn, unsigned code)
{
    conn->end_code = code;
    pl_lws.lws_close_reason(conn->wsi, (enum lws_close_status)code, NULL, 0);
    return -1;
}

/* Note the code of the client's close frame; a frame without a code counts as 1005. */
static void take_close(pl_conn *conn, const unsigned char *bytes, size_t n)
{
    if (!conn->end_code)
        conn->end_code = n >= 2 ? (unsigned)bytes[0] << 8 | bytes[1] : LWS_CLOSE_STATUS_NO_STATUS;
}

/* The library itself closes the connection of a client that breaks the protocol (1002, 1007);
 * the code is in the close frame that the library made. */
static void note_own_close(pl_conn *conn)
{
    if (conn->state == PL_CONN_SOCKET && !conn->end_code && !conn->close_code &&
        pl_lws.lws_get_close_length(conn->wsi) >= 2)
        take_close(conn, pl_lws.lws_get_close_payload(conn->wsi), 2);
}

static int take_message(pl_conn *conn, const void *bytes, size_t n)
{
    const pl_loop_options *options = &conn->loop->options;
    bool binary = pl_lws.lws_frame_is_binary(conn->wsi) != 0;

    if (pl_lws.lws_is_first_fragment(conn->wsi))
        conn->message.len = 0;
    if (conn->message.len + n > options->max_message) {
        return end_socket(conn, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE);
    }
    if (!binary)
        pl_buf_add(&conn->message, bytes, n);
    if (pl_lws.lws_is_final_fragment(conn->wsi) && !binary) {
        options->calls->message(options->ctx, conn, pl_buf_view(&conn->message));
        if (conn->message.cap > PL_CONN_CHUNK)
            pl_buf_done(&conn->message);
        conn->message.len = 0;
    }
    return 0;
}

static int write_socket(pl_conn *conn)
{
    if (conn->close_code)
        return end_socket(conn, conn->close_code);
    conn->loop->options.calls->writable(conn->loop->options.ctx, conn);
    return 0;
}

static int serve_conn(pl_conn *conn, enum lws_callback_reasons reason, void *in, size_t n)
{
    switch (reason) {
    case LWS_CALLBACK_HTTP: return pl_conn__begin_request(conn);
    case LWS_CALLBACK_HTTP_BODY: return pl_conn__take_body(conn, in, n);
    case LWS_CALLBACK_HTTP_BODY_COMPLETION: return pl_conn__end_body(conn);
    case LWS_CALLBACK_HTTP_WRITEABLE: return pl_conn__write_reply(conn);
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE: return pl_conn__confirm_upgrade(conn);
    case LWS_CALLBACK_ESTABLISHED:
        conn->state = PL_CONN_SOCKET;
        conn->loop->options.calls->opened(conn->loop->options.ctx, conn, &conn->request);
        pl_conn__drop_request(conn);
        return 0;
    case LWS_CALLBACK_RECEIVE: return take_message(conn, in, n);
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE: take_close(conn, in, n); return 0;
    case LWS_CALLBACK_SERVER_WRITEABLE: return write_socket(conn);
    case LWS_CALLBACK_CLOSED_HTTP:
    case LWS_CALLBACK_CLOSED:
        note_own_close(conn);
        leave(conn);
        return 0;
    case LWS_CALLBACK_WSI_DESTROY: pl_conn__free(conn); return 0;
    default: return 0;
    }
}

int pl_conn__event(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                   size_t n)
{
    pl_conn *conn;

    (void)user;
    if (reason == LWS_CALLBACK_EVENT_WAIT_CANCELLED) {
        pl_loop *loop = pl_lws.lws_context_user(pl_lws.lws_get_context(wsi));

        loop->options.calls->woken(loop->options.ctx);
        return 0;
    }
    conn = wsi ? pl_lws.lws_get_opaque_user_data(wsi) : NULL;
    if (!conn || conn->role != PL_LWS_CONN)
        return 0;
    conn->wsi = wsi;
    return serve_conn(conn, reason, in, n);
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

unsigned pl_conn_end_code(const pl_conn *conn)
{
    if (conn->end_code)
        return conn->end_code;
    return conn->close_code ? conn->close_code : LWS_CLOSE_STATUS_ABNORMAL_CLOSE;
}

void pl_conn_reply(pl_conn *conn, pl_reply *reply)
{
    assert(conn->state == PL_CONN_ANSWERING && !conn->reply.status);
    pl_reply_done(&conn->reply);
    conn->reply = *reply;
    pl_reply_init(reply);
    pl_lws.lws_callback_on_writable(conn->wsi);
}

void pl_conn_want_write(pl_conn *conn)
{
    pl_lws.lws_callback_on_writable(conn->wsi);
}

void *pl_conn_chunk(pl_conn *conn)
{
    return conn->loop->chunk + LWS_PRE;
}

bool pl_conn_send(pl_conn *conn, size_t n, bool first, bool last)
{
    int how = first ? LWS_WRITE_TEXT : LWS_WRITE_CONTINUATION;

    assert(conn->state == PL_CONN_SOCKET && n <= PL_CONN_CHUNK);
    if (!last)
        how |= LWS_WRITE_NO_FIN;
    return pl_lws.lws_write(conn->wsi, (unsigned char *)pl_conn_chunk(conn), n,
                            (enum lws_write_protocol)how) >= (int)n;
}

bool pl_conn_is_full(pl_conn *conn)
{
    return pl_lws.lws_send_pipe_choked(conn->wsi) != 0;
}

uint64_t pl_conn_untaken(const pl_conn *conn)
{
    int n = 0;

    return ioctl(conn->fd, SIOCOUTQ, &n) == 0 && n > 0 ? (uint64_t)n : 0;
}

void pl_conn_read(pl_conn *conn, bool reads)
{
    pl_lws.lws_rx_flow_control(conn->wsi, reads);
}

void pl_conn_close(pl_conn *conn, unsigned code)
{
    assert(code >= 1000 && code < 5000);
    if (conn->close_code)
        return;
    conn->close_code = code;
    pl_lws.lws_set_timeout(conn->wsi, PENDING_TIMEOUT_USER_REASON_BASE, CLOSE_S);
    pl_lws.lws_callback_on_writable(conn->wsi);
}

void pl_conn_cut(pl_conn *conn)
{
    pl_lws.lws_set_timeout(conn->wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
}
