/* lws_http.c - HTTP requests from the library, and replies through it. */
#include "server/lws_state.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"

enum { MAX_FORM = 4096, MAX_BODY = 16 << 20 };

/* ---- requests */

void pl_conn__drop_request(pl_conn *conn)
{
    pl_reply_done(&conn->reply);
    if (conn->has_request)
        pl_arena_done(&conn->request.arena);
    conn->has_request = false;
    pl_buf_done(&conn->body);
}

void pl_conn__report_reply(pl_conn *conn)
{
    const pl_loop_calls *calls = conn->loop->options.calls;

    if (conn->has_request && conn->reply.status && calls->replied)
        calls->replied(conn->loop->options.ctx, &conn->request, &conn->reply, conn->sent,
                       conn->began_ns);
}

/* ORDER headers; 0: the library has no token for it, so it is looked up by its name. */
static const int header_tokens[PL_HEADER_COUNT] = {
    [PL_HEADER_HOST] = WSI_TOKEN_HOST,
    [PL_HEADER_ORIGIN] = WSI_TOKEN_ORIGIN,
    [PL_HEADER_CONNECTION] = WSI_TOKEN_CONNECTION,
    [PL_HEADER_UPGRADE] = WSI_TOKEN_UPGRADE,
    [PL_HEADER_ACCEPT] = WSI_TOKEN_HTTP_ACCEPT,
    [PL_HEADER_ACCEPT_ENCODING] = WSI_TOKEN_HTTP_ACCEPT_ENCODING,
    [PL_HEADER_AUTHORIZATION] = WSI_TOKEN_HTTP_AUTHORIZATION,
    [PL_HEADER_COOKIE] = WSI_TOKEN_HTTP_COOKIE,
    [PL_HEADER_RANGE] = WSI_TOKEN_HTTP_RANGE,
    [PL_HEADER_IF_RANGE] = WSI_TOKEN_HTTP_IF_RANGE,
    [PL_HEADER_IF_NONE_MATCH] = WSI_TOKEN_HTTP_IF_NONE_MATCH,
    [PL_HEADER_IF_MODIFIED_SINCE] = WSI_TOKEN_HTTP_IF_MODIFIED_SINCE,
    [PL_HEADER_IF_UNMODIFIED_SINCE] = WSI_TOKEN_HTTP_IF_UNMODIFIED_SINCE,
    [PL_HEADER_WS_KEY] = WSI_TOKEN_KEY,
    [PL_HEADER_WS_VERSION] = WSI_TOKEN_VERSION,
    [PL_HEADER_FORWARDED_FOR] = WSI_TOKEN_X_FORWARDED_FOR,
};

static pl_str token_text(pl_conn *conn, int token)
{
    int n = pl_lws.lws_hdr_total_length(conn->wsi, (enum lws_token_indexes)token), got;
    char *text;

    if (n <= 0)
        return (pl_str){ 0 };
    text = pl_arena_alloc(&conn->request.arena, (size_t)n + 64);
    got = pl_lws.lws_hdr_copy(conn->wsi, text, n + 64, (enum lws_token_indexes)token);
    return got < 0 ? (pl_str){ 0 } : (pl_str){ text, (size_t)got };
}

static pl_str custom_text(pl_conn *conn, pl_str name)
{
    int n = pl_lws.lws_hdr_custom_length(conn->wsi, name.ptr, (int)name.len), got;
    char *text;

    if (n <= 0)
        return (pl_str){ 0 };
    text = pl_arena_alloc(&conn->request.arena, (size_t)n + 1);
    got = pl_lws.lws_hdr_custom_copy(conn->wsi, text, n + 1, name.ptr, (int)name.len);
    return got < 0 ? (pl_str){ 0 } : pl_str_trim((pl_str){ text, (size_t)got });
}

static void read_args(pl_conn *conn)
{
    pl_request *request = &conn->request;
    PL_VEC(pl_str) args = { 0 };
    int n;

    for (int i = 0; (n = pl_lws.lws_hdr_fragment_length(conn->wsi, WSI_TOKEN_HTTP_URI_ARGS, i)) > 0;
         i++) {
        char *text = pl_arena_alloc(&request->arena, (size_t)n + 1);

        n = pl_lws.lws_hdr_copy_fragment(conn->wsi, text, n + 1, WSI_TOKEN_HTTP_URI_ARGS, i);
        if (n > 0)
            pl_vec_push(&args, ((pl_str){ text, (size_t)n }));
    }
    request->n_args = (uint32_t)args.n;
    request->args = pl_arena_alloc(&request->arena, args.n * sizeof(pl_str));
    if (args.n)
        memcpy(request->args, args.at, args.n * sizeof(pl_str));
    pl_vec_done(&args);
}

static pl_method method_of(int number)
{
    static const pl_method methods[] = { PL_METHOD_GET,   PL_METHOD_POST,  PL_METHOD_OPTIONS,
                                         PL_METHOD_PUT,   PL_METHOD_PATCH, PL_METHOD_DELETE,
                                         PL_METHOD_OTHER, PL_METHOD_HEAD };

    return number >= 0 && (size_t)number < PL_COUNT(methods) ? methods[number] : PL_METHOD_OTHER;
}

static void read_client(pl_conn *conn)
{
    union lws_tls_cert_info_results certificate = { 0 };
    pl_request *request = &conn->request;

    request->peer = pl_str_cstr(conn->peer);
    request->reach = conn->reach;
    request->tls = pl_lws.lws_is_ssl(conn->wsi) != 0;
    request->plain_on_tls = conn->tls && !request->tls;
    request->certified = request->tls &&
                         pl_lws.lws_tls_peer_cert_info(conn->wsi, LWS_TLS_CERT_INFO_VERIFIED,
                                                       &certificate, 0) == 0 &&
                         certificate.verified;
}

static void read_request(pl_conn *conn)
{
    pl_request *request = &conn->request;
    char *path = NULL;
    int n = 0;

    pl_conn__drop_request(conn);
    *request = (pl_request){ 0 };
    conn->has_request = true;
    conn->head_written = conn->closes = false;
    conn->sent = conn->body_seen = 0;
    conn->began_ns = pl_clock_ns();
    request->method = method_of(pl_lws.lws_http_get_uri_and_method(conn->wsi, &path, &n));
    request->path =
        pl_arena_str(&request->arena, path && n > 0 ? pl_str_make(path, (size_t)n) : PL_S("/"));
    for (int i = 0; i < PL_HEADER_COUNT; i++)
        request->header[i] = header_tokens[i] || i == PL_HEADER_HOST
                                 ? token_text(conn, header_tokens[i])
                                 : custom_text(conn, pl_header_name((pl_header)i));
    read_args(conn);
    read_client(conn);
}
/* ---- replies */

static uint64_t to_send(const pl_conn *conn)
{
    return conn->request.method == PL_METHOD_HEAD ? 0 : conn->reply.length;
}

static bool write_head(pl_conn *conn)
{
    pl_buf head = { 0 };
    int n;

    pl_buf_fill(&head, 0, LWS_PRE);
    pl_reply_write_head(&conn->reply, &head);
    n = (int)(head.len - LWS_PRE);
    n -= pl_lws.lws_write(conn->wsi, (unsigned char *)head.ptr + LWS_PRE, (size_t)n,
                          LWS_WRITE_HTTP_HEADERS);
    pl_buf_done(&head);
    conn->head_written = true;
    return n <= 0;
}

static size_t read_body(pl_conn *conn, char *to, size_t n)
{
    uint64_t at = conn->reply.from + conn->sent, rest = to_send(conn) - conn->sent;
    ssize_t got;

    if (n > rest)
        n = (size_t)rest;
    if (conn->reply.body)
        return pl_payload_read(conn->reply.body, at, to, n);
    got = conn->reply.file >= 0 ? pread(conn->reply.file, to, n, (off_t)at) : -1;
    return got > 0 ? (size_t)got : 0;
}

/* Write one piece. False: the connection is broken, or the body has become shorter than
 * announced. */
static bool write_piece(pl_conn *conn)
{
    char *chunk = conn->loop->chunk + LWS_PRE;
    size_t n = read_body(conn, chunk, PL_CONN_CHUNK);

    if (!n)
        return false;
    conn->sent += n;
    return pl_lws.lws_write(conn->wsi, (unsigned char *)chunk, n,
                            conn->sent < to_send(conn) ? LWS_WRITE_HTTP : LWS_WRITE_HTTP_FINAL) >=
           (int)n;
}

static bool written(const pl_conn *conn)
{
    return conn->head_written && conn->sent == to_send(conn);
}

/* End a reply that was sent. Returns the value for the callback of the library. */
static int end_reply(pl_conn *conn)
{
    bool closes = conn->reply.close || conn->closes;

    pl_conn__report_reply(conn);
    conn->state = PL_CONN_READING;
    pl_conn__drop_request(conn);
    return pl_lws.lws_http_transaction_completed(conn->wsi) || closes ? -1 : 0;
}

int pl_conn__write_reply(pl_conn *conn)
{
    if (conn->state != PL_CONN_ANSWERING || !conn->reply.status)
        return 0;
    if (!conn->head_written && !write_head(conn))
        return -1;
    while (!written(conn)) {
        if (pl_lws.lws_send_pipe_choked(conn->wsi)) {
            pl_lws.lws_set_timeout(conn->wsi, PENDING_TIMEOUT_HTTP_CONTENT, PL_CONN_PROGRESS_S);
            pl_lws.lws_callback_on_writable(conn->wsi);
            return 0;
        }
        if (!write_piece(conn))
            return -1;
    }
    return end_reply(conn);
}

/* Write a short reply with one call; the library keeps the bytes that the kernel does not take. */
static int write_whole_reply(pl_conn *conn)
{
    if (!write_head(conn))
        return -1;
    while (!written(conn))
        if (!write_piece(conn))
            return -1;
    pl_conn__report_reply(conn);
    conn->state = PL_CONN_READING;
    pl_conn__drop_request(conn);
    return 1;
}

static void answer(pl_conn *conn)
{
    conn->state = PL_CONN_ANSWERING;
    conn->request.body = pl_buf_view(&conn->body);
    conn->loop->options.calls->request(conn->loop->options.ctx, conn, &conn->request, &conn->reply);
    pl_lws.lws_set_timeout(conn->wsi, NO_PENDING_TIMEOUT, 0);
    if (conn->reply.status)
        pl_lws.lws_callback_on_writable(conn->wsi);
}

/* Is the request line whole, and is there one host at most? The library decodes "%0a" and "%0d"
 * in a target before it looks for the end of the line. So it takes them for that end, and reads
 * the rest of the line as a header, which anybody may write into a link and which a proxy in front
 * of this server passes on. Then the version is missing, which follows a target that is whole. */
static bool is_whole(pl_conn *conn)
{
    pl_str version = token_text(conn, WSI_TOKEN_HTTP);

    return pl_str_starts(version, PL_S("HTTP/1.")) && version.len == 8 &&
           pl_lws.lws_hdr_fragment_length(conn->wsi, WSI_TOKEN_HOST, 1) <= 0;
}

/* Are there two lengths, or one that is not a number? A proxy in front of this server may have
 * used another length than the library. The connection is closed, so that the rest of the body
 * is never read as a request. */
static bool is_doubtful(pl_conn *conn, pl_str length)
{
    uint64_t n;

    return length.len > 0 &&
           (!pl_str_to_u64(length, &n) ||
            pl_lws.lws_hdr_fragment_length(conn->wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH, 1) > 0);
}

static void refuse(pl_conn *conn, pl_str why)
{
    conn->reply.close = true;
    pl_reply_text(&conn->reply, 400, "text/plain; charset=utf-8", why);
}

/* False: the request was refused. */
static bool check_request(pl_conn *conn, pl_str length)
{
    if (!is_whole(conn)) {
        memset(conn->request.header, 0, sizeof conn->request.header); /* any may be forged */
        refuse(conn, PL_S("bad request line or Host\n"));
    } else if (is_doubtful(conn, length)) {
        refuse(conn, PL_S("bad Content-Length\n"));
    }
    return conn->reply.status == 0;
}

/* Does a body follow that the library reads? It reads the bodies of three methods, and would
 * expect one of 100 MB if the request gives no length. */
int pl_conn__begin_request(pl_conn *conn)
{
    bool told, empty, counted;
    pl_str length;

    read_request(conn);
    length = token_text(conn, WSI_TOKEN_HTTP_CONTENT_LENGTH);
    if (!check_request(conn, length)) {
        conn->state = PL_CONN_ANSWERING;
        pl_lws.lws_callback_on_writable(conn->wsi);
        return 0;
    }
    told = length.len > 0;
    empty = told && pl_str_eq(length, PL_S("0"));
    counted = conn->request.method == PL_METHOD_POST || conn->request.method == PL_METHOD_PUT ||
              conn->request.method == PL_METHOD_PATCH;
    if (pl_lws.lws_hdr_total_length(conn->wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0) {
        conn->closes = true;
    } else if (counted && told && !empty) {
        conn->state = PL_CONN_READING;
        return 0;
    } else {
        conn->closes = counted ? !told : told && !empty;
    }
    answer(conn);
    return 0;
}

int pl_conn__take_body(pl_conn *conn, const void *bytes, size_t n)
{
    if (conn->state != PL_CONN_READING)
        return 0;
    conn->body_seen += n;
    if (conn->body_seen > MAX_BODY)
        return -1;
    if (conn->body.len + n <= MAX_FORM)
        pl_buf_add(&conn->body, bytes, n);
    return 0;
}

int pl_conn__end_body(pl_conn *conn)
{
    if (conn->state == PL_CONN_READING && conn->has_request)
        answer(conn);
    return 0;
}

int pl_conn__confirm_upgrade(pl_conn *conn)
{
    const pl_loop_options *options = &conn->loop->options;

    read_request(conn);
    conn->request.handshake = true;
    conn->state = PL_CONN_ANSWERING;
    if (check_request(conn, token_text(conn, WSI_TOKEN_HTTP_CONTENT_LENGTH)))
        options->calls->upgrade(options->ctx, conn, &conn->request, &conn->reply);
    if (conn->reply.status)
        return write_whole_reply(conn);
    conn->state = PL_CONN_READING;
    return 0;
}
