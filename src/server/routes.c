/* routes.c - which function answers a path (serving.md 3.1).
 *
 * Recorded routes come first: no route of pipelite may answer a path that Powerpipe
 * answers with the page. */
#include "server/state.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/oom.h"
#include "base/str.h"
#include "server/note.h"

static const char html[] = "text/html; charset=utf-8";
static const char plain[] = "text/plain; charset=utf-8";

/* ---- recorded routes */

/* Redirect to the path `to`, below the base path, with the query of the request. What comes from
 * the client is escaped, for the header as for the text. */
static void redirect(const pl_server *server, const pl_request *request, pl_str to, pl_reply *reply)
{
    pl_buf where = { 0 }, body = { 0 };

    pl_buf_str(&where, server->config.base_path);
    pl_request_escape(&where, to);
    pl_request_query(request, NULL, &where);
    pl_buf_cstr(&body, "<a href=\"");
    for (size_t i = 0; i < where.len; i++) /* of what HTML escapes, only this is left */
        pl_buf_str(&body, where.ptr[i] == '&' ? PL_S("&amp;") : pl_str_make(where.ptr + i, 1));
    pl_buf_cstr(&body, "\">Moved Permanently</a>.\n\n");
    pl_reply_redirect(reply, 301, pl_buf_view(&where));
    pl_reply_text(reply, 301, html, pl_buf_view(&body));
    pl_buf_done(&where);
    pl_buf_done(&body);
}

static void bad_version(pl_reply *reply)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    unsigned char random[20] = { 0 };
    pl_buf body = { 0 };

    if (getrandom(random, sizeof random, 0) < 0)
        random[0] = 1;
    pl_buf_cstr(&body, "{\"instance\":\"fperr_");
    for (size_t i = 0; i < sizeof random; i++)
        pl_buf_byte(&body, letters[random[i] % (sizeof letters - 1)]);
    pl_buf_cstr(&body,
                "\",\"type\":\"error_invalid_data\",\"title\":\"Bad Request\",\"status\":400,"
                "\"detail\":\"Validation Errors\",\"validation_errors\":[{\"message\":"
                "\"Key: 'APIVersionRequestURI.APIVersion' Error:Field validation for "
                "'APIVersion' failed on the 'flowpipe_api_version' tag\","
                "\"location\":\"APIVersionRequestURI.APIVersion\"}]}");
    pl_reply_text(reply, 400, "application/json", pl_buf_view(&body));
    pl_buf_done(&body);
}

/* Answer "/api/<version>/service", also with a slash at its end; false: the path is another one. */
static bool api(const pl_server *server, const pl_request *request, pl_str path, pl_reply *reply)
{
    pl_str rest = path, version;

    pl_str_split(&rest, '/');
    if (!pl_str_eq(pl_str_split(&rest, '/'), PL_S("api")))
        return false;
    version = pl_str_split(&rest, '/');
    if (!version.len || request->method != PL_METHOD_GET)
        return false;
    if (pl_str_eq(rest, PL_S("service/"))) {
        redirect(server, request, pl_str_sub(path, 0, path.len - 1), reply);
        return true;
    }
    if (!pl_str_eq(rest, PL_S("service")))
        return false;
    if (pl_str_eq(version, PL_S("v0")) || pl_str_eq(version, PL_S("v1")) ||
        pl_str_eq(version, PL_S("latest")))
        pl_reply_text(reply, 200, "application/json; charset=utf-8", PL_S("{\"status\":\"UP\"}"));
    else
        bad_version(reply);
    if (pl_wants_gzip(request))
        pl_reply_compress(reply);
    return true;
}

/* Answer "/ws" without a handshake; false: the path is another one. */
static bool socket_path(const pl_server *server, const pl_request *request, pl_str path,
                        pl_reply *reply)
{
    if (request->method != PL_METHOD_GET)
        return false;
    if (pl_str_eq(path, PL_S("/ws/"))) {
        redirect(server, request, PL_S("/ws"), reply);
        return true;
    }
    if (!pl_str_eq(path, PL_S("/ws")))
        return false;
    pl_reply_header(reply, "Sec-Websocket-Version", PL_S("13"));
    pl_reply_text(reply, 400, plain, PL_S("Bad Request\n"));
    return true;
}

static void page(pl_server *server, const pl_request *request, pl_str path, pl_reply *reply)
{
    switch (server->config.page) {
    case PL_PAGE_FOLDER:
        if (pl_assets_file(server->assets, request, path, reply))
            reply->route = PL_ROUTE_FILE;
        else
            pl_assets_page(server->assets, request, path, reply);
        break;
    case PL_PAGE_OWN: pl_server__own_page(server, request, "/", reply); break;
    case PL_PAGE_OFF:
        pl_reply_text(reply, 404, plain, PL_S("there is no page here (--ui off)\n"));
        break;
    }
}

/* ---- delayed answers */

struct pl_slow_reply {
    struct pl_slow_reply *next;
    pl_server *server;
    pl_conn *conn;
    pl_reply reply;
    pl_timer timer;
};

static void unlink_slow(struct pl_slow_reply *slow)
{
    struct pl_slow_reply **at = &slow->server->slow;

    while (*at != slow)
        at = &(*at)->next;
    *at = slow->next;
}

static void end_slow(pl_timer *timer)
{
    struct pl_slow_reply *slow = timer->ctx;

    unlink_slow(slow);
    pl_conn_reply(slow->conn, &slow->reply);
    pl_mem_free(slow);
}

/* Delay the answer by a second, as is done for a client that guesses tokens. */
static void hold_back(pl_server *server, pl_conn *conn, pl_reply *reply)
{
    struct pl_slow_reply *slow = pl_mem_zalloc(sizeof *slow);

    slow->server = server;
    slow->conn = conn;
    slow->reply = *reply;
    pl_reply_init(reply);
    reply->later = true;
    slow->next = server->slow;
    server->slow = slow;
    slow->timer.fire = end_slow;
    slow->timer.ctx = slow;
    pl_timer_set(server->loop, &slow->timer, UINT64_C(1000000000));
}

void pl_server__request_gone(pl_server *server, const pl_conn *conn)
{
    struct pl_slow_reply *next;

    for (struct pl_slow_reply *slow = server->slow; slow; slow = next) {
        next = slow->next;
        if (slow->conn != conn)
            continue;
        unlink_slow(slow);
        pl_timer_clear(server->loop, &slow->timer);
        pl_reply_done(&slow->reply);
        pl_mem_free(slow);
    }
    pl_server__own_gone(server, conn);
    pl_recorded_gone(server, conn);
    pl_fetch_gone(server, conn);
}

void pl_server__replied(void *ctx, const pl_request *request, const pl_reply *reply, uint64_t sent,
                        uint64_t began_ns)
{
    pl_server *server = ctx;
    pl_journal_entry entry = {
        .request = request,
        .peer = pl_access_peer(server->access, request),
        .user = pl_access_user(server->access, request),
        .status = reply->status,
        .bytes = sent,
        .ns = pl_clock_ns() - began_ns,
    };

    if (!request->path.len)
        pl_note_refused(server, request, PL_REFUSED_HEADER); /* it could not be read */
    pl_metrics_request(&server->metrics, (pl_route)reply->route, reply->status);
    pl_journal_write(&server->journal, &entry);
}

/* ---- dispatching a request */

static bool is_probe(pl_str path)
{
    return pl_str_eq(path, PL_S("/healthz")) || pl_str_eq(path, PL_S("/-/healthz")) ||
           pl_str_eq(path, PL_S("/-/readyz"));
}

static bool is_metrics(pl_str path)
{
    return pl_str_eq(path, PL_S("/metrics")) || pl_str_eq(path, PL_S("/-/metrics"));
}

static bool is_own(pl_str path)
{
    return is_probe(path) || is_metrics(path) || pl_str_starts(path, PL_S("/-/")) ||
           pl_str_eq(path, PL_S("/-"));
}

static void route(pl_server *server, pl_conn *conn, const pl_request *request, pl_str path,
                  pl_reply *reply)
{
    if (is_own(path)) {
        pl_server__own(server, conn, request, path, reply);
    } else if (api(server, request, path, reply)) {
        reply->route = PL_ROUTE_SERVICE;
    } else if (socket_path(server, request, path, reply)) {
        reply->route = PL_ROUTE_WS;
    } else {
        reply->route = PL_ROUTE_PAGE;
        page(server, request, path, reply);
    }
}

static bool refuse_host(pl_server *server, const pl_request *request, pl_reply *reply)
{
    if (pl_access_host(server->access, request))
        return false;
    pl_note_refused(server, request, PL_REFUSED_HOST);
    pl_reply_text(reply, 403, plain,
                  PL_S("this name of the server is not known to it (--allow-host NAME)\n"));
    return true;
}

static bool refuse_plain(const pl_request *request, pl_reply *reply)
{
    if (!request->plain_on_tls)
        return false;
    pl_reply_text(reply, 400, plain, PL_S("this port speaks HTTPS only\n"));
    reply->close = true;
    return true;
}

static bool find_path(pl_server *server, const pl_request *request, pl_str *path, pl_reply *reply)
{
    if (pl_request_below(request->path, server->config.base_path, path)) {
        if (path->len)
            return true;
        redirect(server, request, PL_S("/"), reply);
        return false;
    }
    *path = request->path;
    if (is_probe(*path) || is_metrics(*path))
        return true;
    pl_reply_text(reply, 404, plain, PL_S("404 page not found\n"));
    return false;
}

/* Certificates are the only proof that is asked for: OpenSSL has ended the handshake of a client
 * without a sound one, and this is the lock behind that. */
static bool refuse_uncertified(pl_server *server, const pl_request *request, pl_reply *reply)
{
    if (!request->tls || request->certified || !server->config.tls_client_ca.len ||
        server->config.token_file.len)
        return false;
    pl_note_refused(server, request, PL_REFUSED_TOKEN);
    pl_reply_text(reply, 401, plain, PL_S("a certificate is needed\n"));
    reply->close = true;
    return true;
}

/* False: the reply is an error or a redirect. */
static bool admit(pl_server *server, const pl_request *request, pl_str *path, pl_reply *reply)
{
    return !refuse_plain(request, reply) && !refuse_uncertified(server, request, reply) &&
           !refuse_host(server, request, reply) && find_path(server, request, path, reply) &&
           pl_login_admit(server, request, *path, reply);
}

static void answer(void *ctx, pl_conn *conn, const pl_request *request, pl_reply *reply)
{
    pl_server *server = ctx;
    pl_str path;

    if (!admit(server, request, &path, reply))
        return;
    if (request->reach == PL_REACH_METRICS && !is_probe(path) && !is_metrics(path))
        pl_reply_text(reply, 404, plain, PL_S("404 page not found\n"));
    else
        route(server, conn, request, path, reply);
}

/* End a request for which memory was lacking, with an error. Not called if its answer comes
 * later anyway. */
static void refuse_without_memory(pl_reply *reply)
{
    uint8_t route = reply->route;
    pl_reply_done(reply);
    pl_reply_init(reply);
    reply->route = route;
    reply->close = true;
    pl_reply_text(reply, 503, plain, PL_S("out of memory\n"));
    pl_reply_protect(reply);
}

/* Two routes take a body: the login page, whose form is short, and exemptions. */
void pl_server__body(void *ctx, pl_conn *conn, const pl_request *request, pl_body_plan *plan)
{
    enum { FORM_MOST = 4096 };
    pl_server *server = ctx;
    pl_str path;

    (void)conn;
    if (!pl_request_below(request->path, server->config.base_path, &path))
        return;
    if (pl_str_eq(path, PL_S("/-/login")))
        plan->keep = FORM_MOST;
    else if (pl_exempting_is(&server->exempting, path))
        plan->keep = PL_EXEMPTION_BODY;
}

void pl_server__request(void *ctx, pl_conn *conn, const pl_request *request, pl_reply *reply)
{
    pl_oom_scope scope;

    pl_oom_begin(&scope);
    answer(ctx, conn, request, reply);
    if (pl_oom_end(&scope) && !reply->later)
        refuse_without_memory(reply);
    else if (reply->slow)
        hold_back(ctx, conn, reply);
}

/* RFC 6455, 4.2.1: the key is 16 bytes in base64. */
static bool is_key(pl_str key)
{
    enum { DIGITS = 22 };

    for (size_t i = 0; i < key.len && i < DIGITS; i++)
        if (!pl_char_in(key.ptr[i],
                        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
            return false;
    return key.len == DIGITS + 2 && pl_str_ends(key, PL_S("=="));
}

static bool is_handshake(const pl_request *request)
{
    const pl_str *header = request->header;

    return pl_str_same_word(header[PL_HEADER_UPGRADE], PL_S("websocket")) &&
           pl_header_lists(header[PL_HEADER_CONNECTION], "upgrade") &&
           pl_str_eq(header[PL_HEADER_WS_VERSION], PL_S("13")) && is_key(header[PL_HEADER_WS_KEY]);
}

void pl_server__upgrade(void *ctx, pl_conn *conn, const pl_request *request, pl_reply *reply)
{
    pl_server *server = ctx;
    pl_str path;

    if (!admit(server, request, &path, reply))
        return;
    if (!pl_str_eq(path, PL_S("/ws")) || request->method != PL_METHOD_GET ||
        request->reach == PL_REACH_METRICS) {
        route(server, conn, request, path, reply);
        if (reply->later) /* the answer would come later, but an upgrade needs it now */
            pl_reply_error(reply, 400, "no WebSocket is here");
        return;
    }
    if (!is_handshake(request)) {
        socket_path(server, request, path, reply);
    } else if (!pl_access_origin(server->access, request)) {
        pl_note_refused(server, request, PL_REFUSED_ORIGIN);
        pl_reply_text(reply, 403, plain,
                      PL_S("pages of this origin may not connect (--allow-origin ORIGIN)\n"));
    } else if (server->n_clients >= server->config.max_clients) {
        pl_note_refused(server, request, PL_REFUSED_CLIENTS);
        pl_reply_header(reply, "Retry-After", PL_S("5"));
        pl_reply_text(reply, 503, plain, PL_S("too many clients (--max-clients)\n"));
    }
}
