/* socket.c - WebSocket over a connection (RFC 6455). */
#include "server/loop_state.h"

#include <assert.h>
#include <mbedtls/base64.h>

#include "base/clock.h"
#include "base/oom.h"
#include "base/str.h"
#include "hcl/digest.h"

enum {
    PING_S = 54,
    PONG_S = 60,
    PART_S = 5,
    KEPT_MESSAGE = 4096,   /* bytes of room that an idle client keeps */
    PONGS_MOST = 16 << 10, /* bytes that wait: further pings are not answered meanwhile */
    TOGETHER = 4096        /* bytes of control frames that are written at once */
};

/* Queue a control frame. It is written with the next step, together with others: a thousand pings
 * in one packet are answered by one. */
static void put_frame(pl_conn *conn, pl_opcode opcode, pl_str payload)
{
    unsigned char head[PL_FRAME_HEAD_MAX];

    assert(payload.len <= PL_FRAME_CONTROL_MAX);
    pl_buf_add(&conn->out, head, pl_frame_write_head(head, opcode, true, payload.len));
    pl_buf_str(&conn->out, payload);
    if (conn->out.len - conn->out_at >= TOGETHER)
        pl_conn__flush(conn);
    pl_conn__due(conn);
}

static void put_close(pl_conn *conn, unsigned code)
{
    char payload[2] = { (char)(code >> 8), (char)code };

    put_frame(conn, PL_OPCODE_CLOSE, pl_str_make(payload, code == PL_CLOSE_NO_CODE ? 0 : 2));
}

/* ---- beginning */

static void put_accept(pl_str key, pl_buf *out)
{
    unsigned char digest[PL_DIGEST_MAX], text[64];
    pl_buf proof = { 0 };
    size_t n = 0;

    pl_buf_str(&proof, key);
    pl_buf_cstr(&proof, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    mbedtls_base64_encode(text, sizeof text, &n, digest,
                          pl_digest(PL_DIGEST_SHA1, pl_buf_view(&proof), digest));
    pl_buf_add(out, text, n);
    pl_buf_done(&proof);
}

void pl_conn__begin_socket(pl_conn *conn)
{
    const pl_loop_options *options = &conn->loop->options;
    pl_buf head = { 0 };

    pl_buf_cstr(&head, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                       "Connection: Upgrade\r\nSec-WebSocket-Accept: ");
    put_accept(conn->http.request.header[PL_HEADER_WS_KEY], &head);
    pl_buf_cstr(&head, "\r\n\r\n");
    pl_conn__put(conn, head.ptr, head.len);
    pl_buf_done(&head);
    conn->state = PL_CONN_SOCKET;
    pl_conn__allow(conn, PING_S * PL_SECOND);
    options->calls->opened(options->ctx, conn, &conn->http.request);
    pl_conn__drop_request(conn);
}

/* ---- ending */

/* Send our close frame and wait for theirs. */
static void part(pl_conn *conn, unsigned code)
{
    conn->socket.end_code = code;
    put_close(conn, code);
    conn->state = PL_CONN_PARTING;
    pl_conn__allow(conn, PART_S * PL_SECOND);
}

/* The client broke the protocol: tell it, and read no more of it. */
static void fail(pl_conn *conn, unsigned code)
{
    if (conn->state == PL_CONN_SOCKET) {
        conn->socket.end_code = code;
        put_close(conn, code);
    }
    pl_conn__linger(conn);
}

/* The client's close frame: it is answered with the same code, unless it answers ours. */
static void take_close(pl_conn *conn, unsigned code)
{
    if (conn->state == PL_CONN_SOCKET) {
        conn->socket.end_code = code;
        put_close(conn, code);
    }
    pl_conn__linger(conn);
}

void pl_conn_close(pl_conn *conn, unsigned code)
{
    assert(code >= 1000 && code < 5000);
    if (conn->state != PL_CONN_SOCKET || conn->is_cut)
        return;
    part(conn, code);
    pl_conn__due(conn);
}

unsigned pl_conn_end_code(const pl_conn *conn)
{
    return conn->socket.end_code ? conn->socket.end_code : PL_CLOSE_NO_FRAME;
}

/* ---- reading */

static void take_data(pl_conn *conn, const pl_frame_event *event)
{
    pl_socket *s = &conn->socket;

    s->size += event->bytes.len;
    if (s->size > conn->loop->options.max_message)
        fail(conn, PL_CLOSE_TOO_LONG);
    else if (!event->binary)
        pl_buf_str(&s->message, event->bytes);
}

static void end_message(pl_conn *conn, const pl_frame_event *event)
{
    const pl_loop_options *options = &conn->loop->options;
    pl_socket *s = &conn->socket;
    pl_oom_scope *scope;

    if (!event->binary) {
        scope = pl_oom_join(NULL); /* it has one of its own */
        options->calls->message(options->ctx, conn, pl_buf_view(&s->message));
        pl_oom_join(scope);
    }
    if (s->message.cap > KEPT_MESSAGE)
        pl_buf_done(&s->message);
    s->message.len = 0;
    s->size = 0;
}

static void answer_ping(pl_conn *conn, pl_str payload)
{
    if (conn->out.len - conn->out_at < PONGS_MOST)
        put_frame(conn, PL_OPCODE_PONG, payload);
}

static void take_event(pl_conn *conn, const pl_frame_event *event)
{
    switch (event->kind) {
    case PL_FRAME_CLOSE: take_close(conn, event->code); return;
    case PL_FRAME_BROKEN: fail(conn, event->code); return;
    default: break;
    }
    if (conn->state != PL_CONN_SOCKET)
        return; /* nothing counts behind our close frame but theirs */
    switch (event->kind) {
    case PL_FRAME_DATA: take_data(conn, event); break;
    case PL_FRAME_END: end_message(conn, event); break;
    case PL_FRAME_PING: answer_ping(conn, event->bytes); break;
    default: break;
    }
}

/* A message that will be too long is refused when that is known, before it is stored. */
static bool grows_too_long(const pl_conn *conn)
{
    const pl_frames *f = &conn->socket.frames;

    return conn->state == PL_CONN_SOCKET && f->state == PL_FRAMES_PAYLOAD &&
           f->opcode < PL_OPCODE_CLOSE &&
           f->left > conn->loop->options.max_message - conn->socket.size;
}

/* The end of a message may come without a byte, so events are asked for until there is none. */
size_t pl_conn__take_frames(pl_conn *conn, char *bytes, size_t n)
{
    pl_frame_event event;
    size_t used = 0;

    if (conn->socket.pinged_ns && conn->state == PL_CONN_SOCKET) {
        conn->socket.pinged_ns = 0; /* whatever comes, the client is there */
        pl_conn__allow(conn, PING_S * PL_SECOND);
    }
    do {
        used += pl_frames_next(&conn->socket.frames, bytes + used, n - used, &event);
        take_event(conn, &event);
        if (grows_too_long(conn))
            fail(conn, PL_CLOSE_TOO_LONG);
    } while (event.kind != PL_FRAME_NONE && !conn->is_cut &&
             (conn->state == PL_CONN_PARTING || (conn->state == PL_CONN_SOCKET && conn->reads)));
    return used;
}

/* A pong stands behind what the client has not read: while it reads, however slowly, or while
 * nothing is read of it, it is not given up. */
static bool may_live(pl_conn *conn)
{
    uint64_t untaken = pl_conn_untaken(conn), before = conn->socket.untaken;

    conn->socket.untaken = untaken;
    return !conn->reads || untaken < before;
}

void pl_conn__watch_socket(pl_conn *conn)
{
    pl_socket *s = &conn->socket;

    assert(conn->state == PL_CONN_SOCKET);
    if (!s->pinged_ns) {
        s->pinged_ns = pl_clock_ns();
        s->untaken = pl_conn_untaken(conn);
        put_frame(conn, PL_OPCODE_PING, (pl_str){ 0 });
    } else if (!may_live(conn)) {
        pl_conn_cut(conn);
        return;
    }
    pl_conn__allow(conn, PONG_S * PL_SECOND);
}

/* ---- writing */

bool pl_conn__send_frame(pl_conn *conn, size_t n, bool first, bool last)
{
    unsigned char head[PL_FRAME_HEAD_MAX];
    char *chunk = pl_conn_chunk(conn);
    size_t size = pl_frame_write_head(head, first ? PL_OPCODE_TEXT : PL_OPCODE_MORE, last, n);

    _Static_assert((int)PL_CHUNK_ROOM >= (int)PL_FRAME_HEAD_MAX, "a head fits in front");
    memcpy(chunk - size, head, size);
    return pl_conn__put(conn, chunk - size, size + n);
}
