/* lws.c - libwebsockets, its functions found at run time.
 *
 * A connection is one `struct lws` of the library, which has ours as its opaque pointer. All
 * listeners are our own descriptors: the library's could not be Unix sockets, `::1` beside
 * 127.0.0.1, or passed in by a service manager. What a listener accepts is given to the library.
 *
 *     READING --request--> ANSWERING --reply written--> READING        keep-alive
 *        |                     |
 *        +--upgrade--> SOCKET  +--> GONE    from every state
 */
#include "server/lws.h"

#include <stdio.h>
#include <assert.h>
#include <dlfcn.h>
#include <errno.h>
#include <libwebsockets.h>
#include <netdb.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/vec.h"

/* ---- the library */

#define FUNCTIONS(X)                                                                               \
    X(lws_adopt_descriptor_vhost_via_info)                                                         \
    X(lws_callback_on_writable)                                                                    \
    X(lws_cancel_service)                                                                          \
    X(lws_close_reason)                                                                            \
    X(lws_context_destroy)                                                                         \
    X(lws_context_user)                                                                            \
    X(lws_create_context)                                                                          \
    X(lws_create_vhost)                                                                            \
    X(lws_frame_is_binary)                                                                         \
    X(lws_get_context)                                                                             \
    X(lws_get_opaque_user_data)                                                                    \
    X(lws_hdr_copy)                                                                                \
    X(lws_hdr_copy_fragment)                                                                       \
    X(lws_hdr_custom_copy)                                                                         \
    X(lws_hdr_custom_length)                                                                       \
    X(lws_hdr_fragment_length)                                                                     \
    X(lws_hdr_total_length)                                                                        \
    X(lws_http_get_uri_and_method)                                                                 \
    X(lws_http_transaction_completed)                                                              \
    X(lws_is_final_fragment)                                                                       \
    X(lws_is_first_fragment)                                                                       \
    X(lws_is_ssl)                                                                                  \
    X(lws_get_library_version)                                                                     \
    X(lws_rx_flow_control)                                                                         \
    X(lws_send_pipe_choked)                                                                        \
    X(lws_service)                                                                                 \
    X(lws_set_log_level)                                                                           \
    X(lws_set_timeout)                                                                             \
    X(lws_sul_cancel)                                                                              \
    X(lws_sul_schedule)                                                                            \
    X(lws_tls_peer_cert_info)                                                                      \
    X(lws_write)

#define MEMBER(name) __typeof__(&name) name;
#define SYMBOL(name) #name,
#define LIBRARY(major) "libwebsockets.so." #major

/* Filled in once, before the first loop is opened; read-only afterwards. Callbacks of the
 * library come with nothing from which its functions could be found. */
static struct {
    FUNCTIONS(MEMBER)
} lws;
static char load_error[256];
static pthread_once_t loaded = PTHREAD_ONCE_INIT;

/* Structures are those of the headers, so it has to be the release they belong to. */
static void load_library(void)
{
    static const char *const names[] = { FUNCTIONS(SYMBOL) };
    static const char wanted[] = "4.1.";
    void *library = dlopen(LIBRARY(17), RTLD_NOW | RTLD_LOCAL);
    void **slots = (void **)&lws;

    _Static_assert(LWS_LIBRARY_VERSION_MAJOR == 4 && LWS_LIBRARY_VERSION_MINOR == 1,
                   "another release has another number behind .so");
    if (!library) {
        snprintf(load_error, sizeof load_error,
                 "cannot load libwebsockets, install the package libwebsockets17: %s", dlerror());
        return;
    }
    for (size_t i = 0; i < PL_COUNT(names); i++) {
        slots[i] = dlsym(library, names[i]);
        if (!slots[i]) {
            snprintf(load_error, sizeof load_error, "libwebsockets has no function '%s'", names[i]);
            return;
        }
    }
    if (strncmp(lws.lws_get_library_version(), wanted, sizeof wanted - 1) != 0)
        snprintf(load_error, sizeof load_error, "libwebsockets is %s, release 4.1 is needed",
                 lws.lws_get_library_version());
    lws.lws_set_log_level(0, NULL);
}

/* ---- what a loop holds */

/* First in whatever a `struct lws` points to: one that ends may tell so through either protocol. */
typedef enum role {
    CONN = 1,
    LISTENER,
} role;

typedef struct listener {
    role role;
    pl_loop *loop;
    struct lws *wsi; /* NULL: closed */
    int fd;
    pl_reach reach;
    bool tls;
    pl_timer pause; /* set after there were no descriptors left */
} listener;

struct pl_loop {
    pl_loop_options options;
    struct lws_context *context;
    struct lws_protocols protocols[3];
    struct lws_vhost *plain, *tls; /* tls: NULL until pl_loop_set_tls() */
    unsigned n_tls;                /* made so far: each has a name of its own */
    PL_VEC(listener *) listeners;
    pl_conn *conns; /* all, linked by `next` and `before` */
    unsigned n_conns;
    pl_conn *adopting; /* the library has not taken it yet */
    char *chunk;       /* LWS_PRE bytes of the library, then PL_CONN_CHUNK */
};

typedef enum state {
    READING,   /* HTTP, between requests or inside one */
    ANSWERING, /* the request was handed on */
    SOCKET,
    GONE,
} state;

struct pl_conn {
    role role;
    pl_loop *loop;
    struct lws *wsi;
    pl_conn *next, *before;
    void *user;
    state state;
    char peer[64];
    pl_reach reach;
    bool tls;
    pl_request request; /* of HTTP, from `arena` of it */
    bool has_request;
    pl_reply reply;
    uint64_t began_ns, sent, body_seen;
    bool head_written, closes; /* `closes`: the library cannot tell where a next request begins */
    pl_buf body;               /* the first bytes, for forms */
    pl_buf message;            /* the client's, in the making */
    unsigned close_code;
};

enum {
    MAX_FORM = 4096,
    MAX_BODY = 16 << 20,
    MAX_HEADERS = 64 << 10,
    KEEP_ALIVE_S = 75,
    PROGRESS_S = 60,
    CLOSE_S = 5,
    PING_S = 54,
    PONG_S = 60,
    RETRY_ACCEPT_MS = 100,
};

/* ---- connections come and go */

static pl_conn *conn_new(pl_loop *loop, int fd, pl_reach reach, bool tls)
{
    pl_conn *conn = pl_mem_zalloc(sizeof *conn);
    struct sockaddr_storage address;
    socklen_t size = sizeof address;

    conn->role = CONN;
    conn->loop = loop;
    conn->reach = reach;
    conn->tls = tls;
    pl_reply_init(&conn->reply);
    if (getpeername(fd, (struct sockaddr *)&address, &size) == 0 && address.ss_family != AF_UNIX &&
        getnameinfo((struct sockaddr *)&address, size, conn->peer, sizeof conn->peer, NULL, 0,
                    NI_NUMERICHOST) != 0)
        conn->peer[0] = 0;
    conn->next = loop->conns;
    if (conn->next)
        conn->next->before = conn;
    loop->conns = conn;
    loop->n_conns++;
    return conn;
}

static void drop_request(pl_conn *conn)
{
    pl_reply_done(&conn->reply);
    if (conn->has_request)
        pl_arena_done(&conn->request.arena);
    conn->has_request = false;
    pl_buf_done(&conn->body);
}

static void report_reply(pl_conn *conn)
{
    const pl_loop_calls *calls = conn->loop->options.calls;

    if (conn->has_request && conn->reply.status && calls->replied)
        calls->replied(conn->loop->options.ctx, &conn->request, &conn->reply, conn->sent,
                       conn->began_ns);
}

static void leave(pl_conn *conn)
{
    if (conn->state == GONE)
        return;
    if (conn->state == ANSWERING)
        report_reply(conn);
    conn->state = GONE;
    conn->loop->options.calls->closed(conn->loop->options.ctx, conn);
}

static void conn_free(pl_conn *conn)
{
    pl_loop *loop = conn->loop;

    leave(conn);
    drop_request(conn);
    pl_buf_done(&conn->message);
    if (conn->before)
        conn->before->next = conn->next;
    else
        loop->conns = conn->next;
    if (conn->next)
        conn->next->before = conn->before;
    loop->n_conns--;
    if (loop->adopting == conn)
        loop->adopting = NULL;
    pl_mem_free(conn);
}

/* ---- requests */

/* ORDER headers; 0: the library keeps it under its name. */
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
    int n = lws.lws_hdr_total_length(conn->wsi, (enum lws_token_indexes)token), got;
    char *text;

    if (n <= 0)
        return (pl_str){ 0 };
    text = pl_arena_alloc(&conn->request.arena, (size_t)n + 64);
    got = lws.lws_hdr_copy(conn->wsi, text, n + 64, (enum lws_token_indexes)token);
    return got < 0 ? (pl_str){ 0 } : (pl_str){ text, (size_t)got };
}

static pl_str custom_text(pl_conn *conn, pl_str name)
{
    int n = lws.lws_hdr_custom_length(conn->wsi, name.ptr, (int)name.len), got;
    char *text;

    if (n <= 0)
        return (pl_str){ 0 };
    text = pl_arena_alloc(&conn->request.arena, (size_t)n + 1);
    got = lws.lws_hdr_custom_copy(conn->wsi, text, n + 1, name.ptr, (int)name.len);
    return got < 0 ? (pl_str){ 0 } : pl_str_trim((pl_str){ text, (size_t)got });
}

static void read_args(pl_conn *conn)
{
    pl_request *request = &conn->request;
    PL_VEC(pl_str) args = { 0 };
    int n;

    for (int i = 0; (n = lws.lws_hdr_fragment_length(conn->wsi, WSI_TOKEN_HTTP_URI_ARGS, i)) > 0;
         i++) {
        char *text = pl_arena_alloc(&request->arena, (size_t)n + 1);

        n = lws.lws_hdr_copy_fragment(conn->wsi, text, n + 1, WSI_TOKEN_HTTP_URI_ARGS, i);
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
    request->tls = lws.lws_is_ssl(conn->wsi) != 0;
    request->plain_on_tls = conn->tls && !request->tls;
    request->certified =
        request->tls &&
        lws.lws_tls_peer_cert_info(conn->wsi, LWS_TLS_CERT_INFO_VERIFIED, &certificate, 0) == 0 &&
        certificate.verified;
}

static void read_request(pl_conn *conn)
{
    pl_request *request = &conn->request;
    char *path = NULL;
    int n = 0;

    drop_request(conn);
    *request = (pl_request){ 0 };
    conn->has_request = true;
    conn->head_written = conn->closes = false;
    conn->sent = conn->body_seen = 0;
    conn->began_ns = pl_clock_ns();
    request->method = method_of(lws.lws_http_get_uri_and_method(conn->wsi, &path, &n));
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
    n -= lws.lws_write(conn->wsi, (unsigned char *)head.ptr + LWS_PRE, (size_t)n,
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

/* One piece. False: the connection cannot go on, or the body has become shorter than promised. */
static bool write_piece(pl_conn *conn)
{
    char *chunk = conn->loop->chunk + LWS_PRE;
    size_t n = read_body(conn, chunk, PL_CONN_CHUNK);

    if (!n)
        return false;
    conn->sent += n;
    return lws.lws_write(conn->wsi, (unsigned char *)chunk, n,
                         conn->sent < to_send(conn) ? LWS_WRITE_HTTP : LWS_WRITE_HTTP_FINAL) >=
           (int)n;
}

static bool written(const pl_conn *conn)
{
    return conn->head_written && conn->sent == to_send(conn);
}

/* The reply is out: what the callback of the library returns. */
static int end_reply(pl_conn *conn)
{
    bool closes = conn->reply.close || conn->closes;

    report_reply(conn);
    conn->state = READING;
    drop_request(conn);
    return lws.lws_http_transaction_completed(conn->wsi) || closes ? -1 : 0;
}

static int write_reply(pl_conn *conn)
{
    if (conn->state != ANSWERING || !conn->reply.status)
        return 0;
    if (!conn->head_written && !write_head(conn))
        return -1;
    while (!written(conn)) {
        if (lws.lws_send_pipe_choked(conn->wsi)) {
            lws.lws_set_timeout(conn->wsi, PENDING_TIMEOUT_HTTP_CONTENT, PROGRESS_S);
            lws.lws_callback_on_writable(conn->wsi);
            return 0;
        }
        if (!write_piece(conn))
            return -1;
    }
    return end_reply(conn);
}

/* Everything at once: the library keeps what the kernel does not take. */
static int write_whole_reply(pl_conn *conn)
{
    if (!write_head(conn))
        return -1;
    while (!written(conn))
        if (!write_piece(conn))
            return -1;
    report_reply(conn);
    conn->state = READING;
    drop_request(conn);
    return 1;
}

static void answer(pl_conn *conn)
{
    conn->state = ANSWERING;
    conn->request.body = pl_buf_view(&conn->body);
    conn->loop->options.calls->request(conn->loop->options.ctx, conn, &conn->request, &conn->reply);
    lws.lws_set_timeout(conn->wsi, NO_PENDING_TIMEOUT, 0);
    if (conn->reply.status)
        lws.lws_callback_on_writable(conn->wsi);
}

/* Whether a body comes, and whether the library will read it: it does for three methods, and
 * believes that one of 100 MB comes when nothing is said. */
static int begin_request(pl_conn *conn)
{
    bool told, empty, counted;
    pl_str length;

    read_request(conn);
    length = token_text(conn, WSI_TOKEN_HTTP_CONTENT_LENGTH);
    told = length.len > 0;
    empty = told && pl_str_eq(length, PL_S("0"));
    counted = conn->request.method == PL_METHOD_POST || conn->request.method == PL_METHOD_PUT ||
              conn->request.method == PL_METHOD_PATCH;
    if (lws.lws_hdr_total_length(conn->wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0) {
        conn->closes = true;
    } else if (counted && told && !empty) {
        conn->state = READING;
        return 0;
    } else {
        conn->closes = counted ? !told : told && !empty;
    }
    answer(conn);
    return 0;
}

static int take_body(pl_conn *conn, const void *bytes, size_t n)
{
    conn->body_seen += n;
    if (conn->body_seen > MAX_BODY)
        return -1;
    if (conn->body.len + n <= MAX_FORM)
        pl_buf_add(&conn->body, bytes, n);
    return 0;
}

static int confirm_upgrade(pl_conn *conn)
{
    const pl_loop_options *options = &conn->loop->options;

    read_request(conn);
    conn->request.handshake = true;
    conn->state = ANSWERING;
    options->calls->upgrade(options->ctx, conn, &conn->request, &conn->reply);
    if (conn->reply.status)
        return write_whole_reply(conn);
    conn->state = READING;
    return 0;
}

/* ---- WebSocket */

static int take_message(pl_conn *conn, const void *bytes, size_t n)
{
    const pl_loop_options *options = &conn->loop->options;
    bool binary = lws.lws_frame_is_binary(conn->wsi) != 0;

    if (lws.lws_is_first_fragment(conn->wsi))
        conn->message.len = 0;
    if (conn->message.len + n > options->max_message) {
        lws.lws_close_reason(conn->wsi, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, NULL, 0);
        return -1;
    }
    if (!binary)
        pl_buf_add(&conn->message, bytes, n);
    if (lws.lws_is_final_fragment(conn->wsi) && !binary) {
        options->calls->message(options->ctx, conn, pl_buf_view(&conn->message));
        if (conn->message.cap > PL_CONN_CHUNK)
            pl_buf_done(&conn->message);
        conn->message.len = 0;
    }
    return 0;
}

static int write_socket(pl_conn *conn)
{
    if (conn->close_code) {
        lws.lws_close_reason(conn->wsi, (enum lws_close_status)conn->close_code, NULL, 0);
        return -1;
    }
    conn->loop->options.calls->writable(conn->loop->options.ctx, conn);
    return 0;
}

static int serve_conn(pl_conn *conn, enum lws_callback_reasons reason, void *in, size_t n)
{
    switch (reason) {
    case LWS_CALLBACK_HTTP: return begin_request(conn);
    case LWS_CALLBACK_HTTP_BODY: return conn->state == READING ? take_body(conn, in, n) : 0;
    case LWS_CALLBACK_HTTP_BODY_COMPLETION:
        if (conn->state == READING && conn->has_request)
            answer(conn);
        return 0;
    case LWS_CALLBACK_HTTP_WRITEABLE: return write_reply(conn);
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE: return confirm_upgrade(conn);
    case LWS_CALLBACK_ESTABLISHED:
        conn->state = SOCKET;
        drop_request(conn);
        conn->loop->options.calls->opened(conn->loop->options.ctx, conn);
        return 0;
    case LWS_CALLBACK_RECEIVE: return take_message(conn, in, n);
    case LWS_CALLBACK_SERVER_WRITEABLE: return write_socket(conn);
    case LWS_CALLBACK_CLOSED_HTTP:
    case LWS_CALLBACK_CLOSED: leave(conn); return 0;
    case LWS_CALLBACK_WSI_DESTROY: conn_free(conn); return 0;
    default: return 0;
    }
}

static int on_event(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                    size_t n)
{
    pl_conn *conn;

    (void)user;
    if (reason == LWS_CALLBACK_EVENT_WAIT_CANCELLED) {
        pl_loop *loop = lws.lws_context_user(lws.lws_get_context(wsi));

        loop->options.calls->woken(loop->options.ctx);
        return 0;
    }
    conn = wsi ? lws.lws_get_opaque_user_data(wsi) : NULL;
    if (!conn || conn->role != CONN)
        return 0;
    conn->wsi = wsi;
    return serve_conn(conn, reason, in, n);
}

/* ---- listeners */

static void retry_accept(pl_timer *timer)
{
    listener *l = timer->ctx;

    if (l->wsi)
        lws.lws_rx_flow_control(l->wsi, 1);
}

static void accept_all(listener *l)
{
    int fd;

    while ((fd = accept4(l->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0)
        pl_loop_adopt(l->loop, fd, l->reach, l->tls);
    if (errno != EMFILE && errno != ENFILE && errno != ENOMEM && errno != ENOBUFS)
        return;
    l->pause.fire = retry_accept;
    l->pause.ctx = l;
    lws.lws_rx_flow_control(l->wsi, 0);
    pl_timer_set(l->loop, &l->pause, RETRY_ACCEPT_MS * UINT64_C(1000000));
}

static int on_listener(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                       size_t n)
{
    listener *l;

    (void)user, (void)in, (void)n;
    if (reason != LWS_CALLBACK_RAW_RX_FILE && reason != LWS_CALLBACK_RAW_CLOSE_FILE)
        return 0;
    l = lws.lws_get_opaque_user_data(wsi);
    if (!l || l->role != LISTENER)
        return 0;
    if (reason == LWS_CALLBACK_RAW_CLOSE_FILE)
        l->wsi = NULL;
    else
        accept_all(l);
    return 0;
}

bool pl_loop_listen(pl_loop *loop, int fd, pl_reach reach, bool tls)
{
    listener *l = pl_mem_zalloc(sizeof *l);
    lws_adopt_desc_t adopt = {
        .vh = loop->plain,
        .type = LWS_ADOPT_RAW_FILE_DESC,
        .fd.filefd = fd,
        .vh_prot_name = "listener",
        .opaque = l,
    };

    *l = (listener){ .role = LISTENER, .loop = loop, .fd = fd, .reach = reach, .tls = tls };
    pl_vec_push(&loop->listeners, l);
    l->wsi = lws.lws_adopt_descriptor_vhost_via_info(&adopt);
    return l->wsi != NULL;
}

void pl_loop_stop_listening(pl_loop *loop)
{
    for (size_t i = 0; i < loop->listeners.n; i++)
        if (loop->listeners.at[i]->wsi)
            lws.lws_set_timeout(loop->listeners.at[i]->wsi, PENDING_TIMEOUT_USER_REASON_BASE,
                                LWS_TO_KILL_ASYNC);
    for (pl_conn *conn = loop->conns; conn; conn = conn->next)
        if (conn->state == READING)
            pl_conn_cut(conn);
}

bool pl_loop_adopt(pl_loop *loop, int fd, pl_reach reach, bool tls)
{
    lws_adopt_desc_t adopt = {
        .vh = tls ? loop->tls : loop->plain,
        .type = LWS_ADOPT_SOCKET | LWS_ADOPT_HTTP | (tls ? LWS_ADOPT_ALLOW_SSL : 0),
        .fd.sockfd = fd,
    };
    pl_conn *conn;

    if (loop->n_conns >= loop->options.max_connections || !adopt.vh) {
        close(fd);
        return false;
    }
    adopt.opaque = conn = loop->adopting = conn_new(loop, fd, reach, tls);
    conn->wsi = lws.lws_adopt_descriptor_vhost_via_info(&adopt);
    if (!conn->wsi && loop->adopting)
        conn_free(conn);
    else
        conn = loop->adopting;
    loop->adopting = NULL;
    return conn != NULL;
}

/* ---- the loop */

static const lws_retry_bo_t idle_policy = {
    .secs_since_valid_ping = PING_S,
    .secs_since_valid_hangup = PING_S + PONG_S,
};

static void fill_vhost(pl_loop *loop, struct lws_context_creation_info *info, const char *name)
{
    info->port = CONTEXT_PORT_NO_LISTEN_SERVER;
    info->protocols = loop->protocols;
    info->vhost_name = name;
    info->keepalive_timeout = KEEP_ALIVE_S;
    info->timeout_secs = PROGRESS_S;
    info->timeout_secs_ah_idle = 10;
    info->retry_and_idle_policy = &idle_policy;
    info->user = loop;
}

static bool create(pl_loop *loop)
{
    struct lws_context_creation_info info = {
        .options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS,
        .port = CONTEXT_PORT_NO_LISTEN_SERVER,
        .user = loop,
        .count_threads = 1,
        .fd_limit_per_thread = loop->options.max_connections + 32,
        .max_http_header_data2 = MAX_HEADERS,
        .pt_serv_buf_size = 16 << 10,
        .timeout_secs = PROGRESS_S,
        .timeout_secs_ah_idle = 10,
        .gid = -1,
        .uid = -1,
    };

    loop->protocols[0] = (struct lws_protocols){
        .name = "http",
        .callback = on_event,
        .rx_buffer_size = 4096,
        .tx_packet_size = PL_CONN_CHUNK,
    };
    loop->protocols[1] = (struct lws_protocols){ .name = "listener", .callback = on_listener };
    loop->context = lws.lws_create_context(&info);
    if (!loop->context)
        return false;
    info.options = 0;
    fill_vhost(loop, &info, "plain");
    loop->plain = lws.lws_create_vhost(loop->context, &info);
    return loop->plain != NULL;
}

pl_loop *pl_loop_open(const pl_loop_options *options, pl_buf *error)
{
    pl_loop *loop;

    pthread_once(&loaded, load_library);
    if (load_error[0]) {
        pl_buf_cstr(error, load_error);
        return NULL;
    }
    loop = pl_mem_zalloc(sizeof *loop);
    loop->options = *options;
    loop->chunk = pl_mem_alloc(LWS_PRE + PL_CONN_CHUNK);
    if (create(loop))
        return loop;
    pl_buf_cstr(error, "libwebsockets cannot start");
    pl_loop_close(loop);
    return NULL;
}

void pl_loop_close(pl_loop *loop)
{
    if (!loop)
        return;
    if (loop->context)
        lws.lws_context_destroy(loop->context);
    while (loop->conns)
        conn_free(loop->conns);
    for (size_t i = 0; i < loop->listeners.n; i++)
        pl_mem_free(loop->listeners.at[i]);
    pl_vec_done(&loop->listeners);
    pl_mem_free(loop->chunk);
    pl_mem_free(loop);
}

bool pl_loop_set_tls(pl_loop *loop, const pl_tls_files *files, pl_buf *error)
{
    struct lws_context_creation_info info = {
        .options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
                   LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT |
                   LWS_SERVER_OPTION_ALLOW_HTTP_ON_HTTPS_LISTENER,
        .ssl_cert_filepath = files->cert,
        .ssl_private_key_filepath = files->key,
        .ssl_ca_filepath = files->client_ca,
        .alpn = "http/1.1",
    };
    struct lws_vhost *vhost;
    char name[32];

    if (files->client_ca)
        info.options |= LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT |
                        (files->must_certify ? 0 : LWS_SERVER_OPTION_PEER_CERT_NOT_REQUIRED);
    snprintf(name, sizeof name, "tls-%u", ++loop->n_tls);
    fill_vhost(loop, &info, name);
    vhost = lws.lws_create_vhost(loop->context, &info);
    if (vhost)
        loop->tls = vhost;
    else
        pl_buf_printf(error, "cannot use the certificate '%s' with the key '%s'", files->cert,
                      files->key);
    return vhost != NULL;
}

bool pl_loop_turn(pl_loop *loop)
{
    return lws.lws_service(loop->context, 0) >= 0;
}

void pl_loop_wake(pl_loop *loop)
{
    lws.lws_cancel_service(loop->context);
}

unsigned pl_loop_connections(const pl_loop *loop)
{
    return loop->n_conns;
}

/* ---- timers */

_Static_assert(sizeof(lws_sorted_usec_list_t) <= sizeof(((pl_timer *)0)->slot),
               "the library's timer fits");

static void on_timer(lws_sorted_usec_list_t *slot)
{
    pl_timer *timer = (pl_timer *)(void *)slot;

    timer->set = false;
    timer->fire(timer);
}

void pl_timer_set(pl_loop *loop, pl_timer *timer, uint64_t after_ns)
{
    lws_usec_t us = (lws_usec_t)(after_ns / 1000);

    timer->set = true;
    lws.lws_sul_schedule(loop->context, 0, (lws_sorted_usec_list_t *)(void *)timer->slot, on_timer,
                         us > 0 ? us : 1);
}

void pl_timer_clear(pl_loop *loop, pl_timer *timer)
{
    (void)loop;
    if (timer->set)
        lws.lws_sul_cancel((lws_sorted_usec_list_t *)(void *)timer->slot);
    timer->set = false;
}

/* ---- connections, for the caller */

void pl_conn_set_user(pl_conn *conn, void *user)
{
    conn->user = user;
}

void *pl_conn_user(const pl_conn *conn)
{
    return conn->user;
}

pl_str pl_conn_peer(const pl_conn *conn)
{
    return pl_str_cstr(conn->peer);
}

void pl_conn_reply(pl_conn *conn, pl_reply *reply)
{
    assert(conn->state == ANSWERING && !conn->reply.status);
    pl_reply_done(&conn->reply);
    conn->reply = *reply;
    pl_reply_init(reply);
    lws.lws_callback_on_writable(conn->wsi);
}

void pl_conn_want_write(pl_conn *conn)
{
    lws.lws_callback_on_writable(conn->wsi);
}

void *pl_conn_chunk(pl_conn *conn)
{
    return conn->loop->chunk + LWS_PRE;
}

bool pl_conn_send(pl_conn *conn, size_t n, bool first, bool last)
{
    int how = first ? LWS_WRITE_TEXT : LWS_WRITE_CONTINUATION;

    if (!last)
        how |= LWS_WRITE_NO_FIN;
    return lws.lws_write(conn->wsi, (unsigned char *)pl_conn_chunk(conn), n,
                         (enum lws_write_protocol)how) >= (int)n;
}

bool pl_conn_is_full(pl_conn *conn)
{
    return lws.lws_send_pipe_choked(conn->wsi) != 0;
}

void pl_conn_read(pl_conn *conn, bool reads)
{
    lws.lws_rx_flow_control(conn->wsi, reads);
}

void pl_conn_close(pl_conn *conn, unsigned code)
{
    conn->close_code = code;
    lws.lws_set_timeout(conn->wsi, PENDING_TIMEOUT_USER_REASON_BASE, CLOSE_S);
    lws.lws_callback_on_writable(conn->wsi);
}

void pl_conn_cut(pl_conn *conn)
{
    lws.lws_set_timeout(conn->wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
}
