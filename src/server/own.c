/* own.c - the built-in page, and the routes below /-/ (serving.md 3). */
#include "server/state.h"

#include <stdio.h>

#include "base/hash.h"
#include "base/jsonw.h"
#include "base/str.h"
#include "server/embed.h"

static const char json[] = "application/json";

static bool is_get(const pl_request *request)
{
    return request->method == PL_METHOD_GET || request->method == PL_METHOD_HEAD;
}

/* ---- the built-in page */

static pl_str base_of(const pl_server *server, const pl_request *request)
{
    pl_str told = request->header[PL_HEADER_FORWARDED_PREFIX];

    if (told.len && told.ptr[0] == '/' && pl_access_is_proxied(server->access, request))
        return pl_str_ends(told, PL_S("/")) ? pl_str_sub(told, 0, told.len - 1) : told;
    return server->config.base_path;
}

static void put_gzip(const pl_request *request, pl_str gzip, pl_str text, pl_reply *reply)
{
    bool wants = pl_wants_gzip(request);
    pl_payload *body = pl_payload_copy(wants ? gzip : text);

    pl_payload_release(reply->body);
    reply->body = body;
    reply->length = pl_payload_size(body);
    if (!wants)
        return;
    pl_reply_header(reply, "Content-Encoding", PL_S("gzip"));
    pl_reply_header(reply, "Vary", PL_S("Accept-Encoding"));
}

void pl_server__own_page(pl_server *server, const pl_request *request, const char *mount,
                         pl_reply *reply)
{
    pl_buf has = { 0 };
    if (server->config.exemptions.len)
        pl_buf_cstr(&has, "exemptions ");
    if (server->config.views.len)
        pl_buf_cstr(&has, "views ");
    if (server->shelf.logo.len)
        pl_buf_cstr(&has, "logo ");
    pl_embedded_place place = {
        .base = base_of(server, request),
        .mount = pl_str_cstr(mount),
        .version = server->options.version,
        .branded = server->config.brand.len > 0,
        .has = pl_str_trim(pl_buf_view(&has)),
    };
    pl_buf page = { 0 };
    char tag[32];

    if (pl_str_eq(place.mount, PL_S("/-/embed/")))
        pl_reply_protect_framed(reply, server->config.frames, server->config.n_frames);
    else
        pl_reply_protect(reply);
    pl_reply_header(reply, "Cache-Control", PL_S("no-cache"));
    pl_embedded_index(&place, &page);
    snprintf(tag, sizeof tag, "\"%016llx\"", (unsigned long long)pl_hash_str(pl_buf_view(&page)));
    pl_reply_header(reply, "ETag", pl_str_cstr(tag));
    if (pl_request_has_tag(request, pl_str_cstr(tag)))
        reply->status = 304;
    else
        pl_reply_text(reply, 200, "text/html; charset=utf-8", pl_buf_view(&page));
    pl_buf_done(&has);
    pl_buf_done(&page);
}

static void asset(const pl_request *request, pl_str name, pl_reply *reply)
{
    const pl_embedded *file = pl_embedded_find(name);
    pl_buf plain = { 0 };

    pl_reply_protect(reply);
    if (!file) {
        pl_reply_error(reply, 404, "there is no such file");
        return;
    }
    pl_reply_header(reply, "Cache-Control", PL_S("public, max-age=31536000, immutable"));
    reply->status = 200;
    pl_reply_header(reply, "Content-Type", file->type);
    if (!pl_wants_gzip(request))
        pl_embedded_inflate(file, &plain);
    put_gzip(request, pl_str_make(file->gzip, file->n_gzip), pl_buf_view(&plain), reply);
    pl_buf_done(&plain);
}

static void ui(pl_server *server, const pl_request *request, pl_str path, pl_reply *reply)
{
    pl_str assets = PL_S("/-/ui/assets/");

    if (pl_str_starts(path, assets))
        asset(request, pl_str_sub(path, assets.len, path.len), reply);
    else if (pl_str_starts(path, PL_S("/-/embed/")))
        pl_server__own_page(server, request, "/-/embed/", reply);
    else
        pl_server__own_page(server, request, "/-/ui/", reply);
}

/* ---- lists */

static void put_cached(pl_server *server, const pl_request *request, pl_reply *reply)
{
    pl_cached_message item = pl_wants_gzip(request) ? PL_CACHED_COMPACT_GZIP : PL_CACHED_COMPACT;
    pl_payload *there = pl_message_cache_get(server, item);
    char tag[64];

    if (!there) {
        reply->later = true;
        return;
    }
    pl_reply_protect(reply);
    pl_message_cache_tag(server, tag);
    pl_reply_header(reply, "ETag", pl_str_cstr(tag));
    pl_reply_header(reply, "Cache-Control", PL_S("no-cache"));
    if (pl_request_has_tag(request, pl_str_cstr(tag))) {
        reply->status = 304;
        return;
    }
    pl_reply_body(reply, 200, json, there);
    if (item == PL_CACHED_COMPACT_GZIP) {
        pl_reply_header(reply, "Content-Encoding", PL_S("gzip"));
        pl_reply_header(reply, "Vary", PL_S("Accept-Encoding"));
    }
}

/* Reply with an item of the message cache, later if it has to be made first. */
static void cached_route(pl_server *server, pl_conn *conn, const pl_request *request,
                         pl_reply *reply)
{
    put_cached(server, request, reply);
    if (reply->later)
        pl_vec_push(&server->waiting, ((pl_waiting_reply){ .conn = conn, .request = request }));
}

void pl_server__own_arrived(pl_server *server)
{
    size_t kept = 0;

    for (size_t i = 0; i < server->waiting.n; i++) {
        pl_waiting_reply w = server->waiting.at[i];
        pl_reply reply;

        pl_reply_init(&reply);
        reply.route = PL_ROUTE_LIST;
        put_cached(server, w.request, &reply);
        if (reply.later)
            server->waiting.at[kept++] = w;
        else
            pl_conn_reply(w.conn, &reply);
    }
    server->waiting.n = kept;
}

void pl_server__own_gone(pl_server *server, const pl_conn *conn)
{
    for (size_t i = server->waiting.n; i-- > 0;)
        if (server->waiting.at[i].conn == conn)
            server->waiting.at[i] = server->waiting.at[--server->waiting.n];
}

static void problems(pl_server *server, const pl_request *request, pl_reply *reply)
{
    pl_buf text = { 0 };

    pl_problems_write(&server->problems, request->reach != PL_REACH_NETWORK, &text);
    pl_reply_protect(reply);
    pl_reply_header(reply, "Cache-Control", PL_S("no-cache"));
    pl_reply_text(reply, 200, json, pl_buf_view(&text));
    pl_buf_done(&text);
    if (pl_wants_gzip(request))
        pl_reply_compress(reply);
}

/* ---- probes and documents about the server */

static void probe(pl_server *server, pl_str path, pl_reply *reply)
{
    static const char plain[] = "text/plain; charset=utf-8";

    pl_reply_header(reply, "Cache-Control", PL_S("no-store"));
    if (!pl_str_eq(path, PL_S("/-/readyz")))
        pl_reply_text(reply, 200, plain, PL_S("ok\n"));
    else if (server->state == PL_SERVER_SERVING)
        pl_reply_text(reply, 200, plain, PL_S("ready\n"));
    else
        pl_reply_text(reply, 503, plain, PL_S("not ready\n"));
}

static void version(const pl_server *server, pl_reply *reply)
{
    pl_buf text = { 0 };
    pl_jsonw w;

    pl_jsonw_init(&w, &text, 0, false);
    pl_jsonw_open(&w, '{');
    pl_jsonw_key(&w, PL_S("name"));
    pl_jsonw_str(&w, PL_S("pipelite"));
    pl_jsonw_key(&w, PL_S("version"));
    pl_jsonw_str(&w, server->options.version);
    pl_jsonw_key(&w, PL_S("commit"));
    pl_jsonw_str(&w, server->options.commit);
    pl_jsonw_key(&w, PL_S("compatible_with"));
    pl_jsonw_str(&w, PL_S("1.5.2"));
    pl_jsonw_close(&w, '}');
    pl_reply_text(reply, 200, json, pl_buf_view(&text));
    pl_buf_done(&text);
}

static void licenses(pl_reply *reply)
{
    const pl_embedded *file = pl_embedded_find(PL_S("licenses.txt"));
    pl_buf text = { 0 };

    if (file)
        pl_embedded_inflate(file, &text);
    pl_reply_text(reply, 200, "text/plain; charset=utf-8", pl_buf_view(&text));
    pl_buf_done(&text);
}

/* ---- routes */

typedef enum route {
    ROUTE_NONE,
    ROUTE_PROBE,
    ROUTE_METRICS,
    ROUTE_UI,
    ROUTE_LIST,
    ROUTE_PROBLEMS,
    ROUTE_RUN,
    ROUTE_HISTORY,
    ROUTE_VERSION,
    ROUTE_LICENSES,
} route;

static route route_of(pl_str path)
{
    static const struct {
        const char *path;
        route route;
    } exact[] = {
        { "/healthz", ROUTE_PROBE },
        { "/-/healthz", ROUTE_PROBE },
        { "/-/readyz", ROUTE_PROBE },
        { "/metrics", ROUTE_METRICS },
        { "/-/metrics", ROUTE_METRICS },
        { "/-/list.json", ROUTE_LIST },
        { "/-/problems.json", ROUTE_PROBLEMS },
        { "/-/version", ROUTE_VERSION },
        { "/-/licenses", ROUTE_LICENSES },
    };

    for (size_t i = 0; i < PL_COUNT(exact); i++)
        if (pl_str_eq(path, pl_str_cstr(exact[i].path)))
            return exact[i].route;
    if (pl_str_starts(path, PL_S("/-/run/")))
        return ROUTE_RUN;
    if (pl_recorded_is(path))
        return ROUTE_HISTORY;
    if (pl_str_starts(path, PL_S("/-/ui/")) || pl_str_starts(path, PL_S("/-/embed/")))
        return ROUTE_UI;
    return ROUTE_NONE;
}

void pl_server__own(pl_server *server, pl_conn *conn, const pl_request *request, pl_str path,
                    pl_reply *reply)
{
    route to = route_of(path);

    static const pl_route counted[] = {
        [ROUTE_PROBE] = PL_ROUTE_PROBE,
        [ROUTE_METRICS] = PL_ROUTE_METRICS,
        [ROUTE_UI] = PL_ROUTE_UI,
        [ROUTE_LIST] = PL_ROUTE_LIST,
        [ROUTE_PROBLEMS] = PL_ROUTE_PROBLEMS,
        [ROUTE_RUN] = PL_ROUTE_RUN,
        [ROUTE_HISTORY] = PL_ROUTE_LIST,
        [ROUTE_LICENSES] = PL_ROUTE_OTHER,
    };

    reply->route = PL_ROUTE_LOGIN;
    if (pl_login_route(server, request, path, reply))
        return;
    if (pl_exempting_is(&server->exempting, path)) {
        pl_exempting_reply(&server->exempting, server->access, request, reply);
        return;
    }
    if (is_get(request) && pl_shelf_reply(&server->shelf, path, reply))
        return;
    reply->route = (uint8_t)counted[to];
    if (to == ROUTE_NONE) {
        pl_reply_protect(reply);
        pl_reply_error(reply, 404, "there is nothing at this path");
        return;
    }
    if (!is_get(request) || (to == ROUTE_RUN && request->method == PL_METHOD_HEAD)) {
        pl_reply_protect(reply);
        pl_reply_header(reply, "Allow", to == ROUTE_RUN ? PL_S("GET") : PL_S("GET, HEAD"));
        pl_reply_error(reply, 405, "this method is not known here");
        return;
    }
    switch (to) {
    case ROUTE_PROBE: probe(server, path, reply); break;
    case ROUTE_UI: ui(server, request, path, reply); break;
    case ROUTE_LIST: cached_route(server, conn, request, reply); break;
    case ROUTE_RUN:
        pl_fetch_start(server, conn, request, pl_str_sub(path, 7, path.len), reply);
        break;
    case ROUTE_HISTORY: pl_recorded_reply(server, conn, request, path, reply); break;
    case ROUTE_PROBLEMS: problems(server, request, reply); break;
    case ROUTE_VERSION: version(server, reply); break;
    case ROUTE_LICENSES: licenses(reply); break;
    case ROUTE_METRICS: pl_metrics_reply(server, reply); break;
    case ROUTE_NONE: break;
    }
}
