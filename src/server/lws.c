/* lws.c - the event loop, its hosts and listeners, and timers.
 *
 * Listening sockets are opened here and not by the library, whose own could not be Unix sockets,
 * `::1` beside 127.0.0.1, or passed in by a service manager. Accepted connections are given to
 * the library. */
#include "server/lws.h"

#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "server/lws_state.h"

enum {
    MAX_HEADERS = (64 << 10) - 1, /* libwebsockets 4.3 keeps only 16 bits */
    KEEP_ALIVE_S = 75,
    PING_S = 54,
    PONG_S = 60,
    RETRY_ACCEPT_MS = 100,
};

/* ---- listeners */

static void retry_accept(pl_timer *timer)
{
    pl_listener *l = timer->ctx;

    if (l->wsi)
        pl_lws.lws_rx_flow_control(l->wsi, 1);
}

static void accept_all(pl_listener *l)
{
    int fd;

    while ((fd = accept4(l->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0)
        pl_loop_adopt(l->loop, fd, l->reach, l->tls);
    if (errno != EMFILE && errno != ENFILE && errno != ENOMEM && errno != ENOBUFS)
        return;
    l->pause.fire = retry_accept;
    l->pause.ctx = l;
    pl_lws.lws_rx_flow_control(l->wsi, 0);
    pl_timer_set(l->loop, &l->pause, RETRY_ACCEPT_MS * UINT64_C(1000000));
}

static int on_listener(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                       size_t n)
{
    pl_listener *l;

    (void)user, (void)in, (void)n;
    if (reason != LWS_CALLBACK_RAW_RX_FILE && reason != LWS_CALLBACK_RAW_CLOSE_FILE)
        return 0;
    l = pl_lws.lws_get_opaque_user_data(wsi);
    if (!l || l->role != PL_LWS_LISTENER)
        return 0;
    if (reason == LWS_CALLBACK_RAW_CLOSE_FILE)
        l->wsi = NULL;
    else
        accept_all(l);
    return 0;
}

bool pl_loop_listen(pl_loop *loop, int fd, pl_reach reach, bool tls)
{
    pl_listener *l = pl_mem_zalloc(sizeof *l);
    lws_adopt_desc_t adopt = {
        .vh = loop->plain->vhost,
        .type = LWS_ADOPT_RAW_FILE_DESC,
        .fd.filefd = fd,
        .vh_prot_name = "listener",
        .opaque = l,
    };

    assert(fd >= 0 && loop->plain);
    *l = (pl_listener){
        .role = PL_LWS_LISTENER, .loop = loop, .fd = fd, .reach = reach, .tls = tls
    };
    pl_vec_push(&loop->listeners, l);
    l->wsi = pl_lws.lws_adopt_descriptor_vhost_via_info(&adopt);
    return l->wsi != NULL;
}

void pl_loop_stop_listening(pl_loop *loop)
{
    for (size_t i = 0; i < loop->listeners.n; i++)
        if (loop->listeners.at[i]->wsi)
            pl_lws.lws_set_timeout(loop->listeners.at[i]->wsi, PENDING_TIMEOUT_USER_REASON_BASE,
                                   LWS_TO_KILL_ASYNC);
    for (pl_conn *conn = loop->conns; conn; conn = conn->next)
        if (conn->state == PL_CONN_READING)
            pl_conn_cut(conn);
}

/* Send each message at once, whether or not the one before it was acknowledged: otherwise a
 * client that delays its acknowledgements waits 40 ms for the second message. Unix sockets need
 * no such option. */
static void send_at_once(int fd, pl_reach reach)
{
    int yes = 1;

    if (reach != PL_REACH_SOCKET)
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

bool pl_loop_adopt(pl_loop *loop, int fd, pl_reach reach, bool tls)
{
    pl_host *host = tls ? loop->tls : loop->plain;
    lws_adopt_desc_t adopt = {
        .type = LWS_ADOPT_SOCKET | LWS_ADOPT_HTTP | (tls ? LWS_ADOPT_ALLOW_SSL : 0),
        .fd.sockfd = fd,
    };
    pl_conn *conn;

    if (loop->n_conns >= loop->options.max_connections || !host) {
        close(fd);
        return false;
    }
    send_at_once(fd, reach);
    adopt.vh = host->vhost;
    adopt.opaque = conn = loop->adopting = pl_conn__new(loop, fd, reach, tls);
    conn->wsi = pl_lws.lws_adopt_descriptor_vhost_via_info(&adopt);
    if (!conn->wsi && loop->adopting)
        pl_conn__free(conn);
    else
        conn = loop->adopting;
    loop->adopting = NULL;
    return conn != NULL;
}

/* ---- the library */

static void *load(void *ctx)
{
    (void)ctx;
    (void)pl_lws_load(); /* an error is reported when a loop is opened */
    return NULL;
}

void pl_loop_prepare(pl_loop_preparation *preparation)
{
    assert(!preparation->begun);
    preparation->begun = pthread_create(&preparation->thread, NULL, load, NULL) == 0;
}

void pl_loop_prepare_end(pl_loop_preparation *preparation)
{
    if (preparation->begun)
        pthread_join(preparation->thread, NULL);
    preparation->begun = false;
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
    info->timeout_secs = PL_CONN_PROGRESS_S;
    info->timeout_secs_ah_idle = 10;
    info->retry_and_idle_policy = &idle_policy;
    info->user = loop;
}

static pl_host *host_new(pl_loop *loop, struct lws_context_creation_info *info, const char *name)
{
    struct lws_vhost *vhost;
    pl_host *host;

    fill_vhost(loop, info, name);
    vhost = pl_lws.lws_create_vhost(loop->context, info);
    if (!vhost)
        return NULL;
    host = pl_mem_zalloc(sizeof *host);
    host->vhost = vhost;
    return host;
}

/* Free the hosts of earlier certificates that have no connection left. Must not be called from a
 * callback: the library still uses the connection that ends. */
static void drop_retired(pl_loop *loop)
{
    pl_host **at = &loop->retired;

    while (*at) {
        pl_host *host = *at;

        if (host->n_conns) {
            at = &host->next;
            continue;
        }
        *at = host->next;
        pl_lws.lws_vhost_destroy(host->vhost);
        pl_mem_free(host);
    }
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
        .timeout_secs = PL_CONN_PROGRESS_S,
        .timeout_secs_ah_idle = 10,
        .gid = -1,
        .uid = -1,
    };

    loop->protocols[0] = (struct lws_protocols){
        .name = "http",
        .callback = pl_conn__event,
        .rx_buffer_size = 4096,
        .tx_packet_size = PL_CONN_CHUNK,
    };
    loop->protocols[1] = (struct lws_protocols){ .name = "listener", .callback = on_listener };
    loop->context = pl_lws.lws_create_context(&info);
    if (!loop->context)
        return false;
    info.options = 0;
    loop->plain = host_new(loop, &info, "plain");
    return loop->plain != NULL;
}

pl_loop *pl_loop_open(const pl_loop_options *options, pl_buf *error)
{
    const char *why = pl_lws_load();
    pl_loop *loop;

    if (why) {
        pl_buf_cstr(error, why);
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

/* Free the hosts. The library has freed its part of them with the context. */
static void free_hosts(pl_loop *loop)
{
    while (loop->retired) {
        pl_host *next = loop->retired->next;

        pl_mem_free(loop->retired);
        loop->retired = next;
    }
    pl_mem_free(loop->tls);
    pl_mem_free(loop->plain);
}

void pl_loop_close(pl_loop *loop)
{
    if (!loop)
        return;
    if (loop->context)
        pl_lws.lws_context_destroy(loop->context);
    while (loop->conns)
        pl_conn__free(loop->conns);
    for (size_t i = 0; i < loop->listeners.n; i++)
        pl_mem_free(loop->listeners.at[i]);
    pl_vec_done(&loop->listeners);
    free_hosts(loop);
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
    pl_host *host;
    char name[32];

    if (files->client_ca)
        info.options |= LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT |
                        (files->must_certify ? 0 : LWS_SERVER_OPTION_PEER_CERT_NOT_REQUIRED);
    snprintf(name, sizeof name, "tls-%u", ++loop->n_tls);
    host = host_new(loop, &info, name);
    if (!host) {
        pl_buf_printf(error, "cannot use the certificate '%s' with the key '%s'", files->cert,
                      files->key);
        return false;
    }
    if (loop->tls) {
        loop->tls->next = loop->retired;
        loop->retired = loop->tls;
    }
    loop->tls = host;
    return true;
}

/* Do one turn of the loop. Waiting fails while the kernel lacks memory for it, which passes; a
 * failure that lasts for five seconds does not. */
bool pl_loop_turn(pl_loop *loop)
{
    enum { FAILURES_MAX = 500, PAUSE_NS = 10000000 };
    bool ok = pl_lws.lws_service(loop->context, 0) >= 0;

    drop_retired(loop);
    loop->failures = ok ? 0 : loop->failures + 1;
    if (!ok)
        nanosleep(&(struct timespec){ .tv_nsec = PAUSE_NS }, NULL);
    return loop->failures < FAILURES_MAX;
}

void pl_loop_wake(pl_loop *loop)
{
    pl_lws.lws_cancel_service(loop->context);
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

    assert(timer->fire);
    timer->set = true;
    pl_lws.lws_sul_schedule(loop->context, 0, (lws_sorted_usec_list_t *)(void *)timer->slot,
                            on_timer, us > 0 ? us : 1);
}

void pl_timer_clear(pl_loop *loop, pl_timer *timer)
{
    (void)loop;
    if (timer->set)
        pl_lws.lws_sul_cancel((lws_sorted_usec_list_t *)(void *)timer->slot);
    timer->set = false;
}
