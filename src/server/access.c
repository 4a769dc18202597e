/* access.c - the rules by which hosts, origins and tokens are let in, and the list of peers that
 * sent wrong tokens. */
#include "server/access.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/str.h"
#include "base/vec.h"

/* A peer that sent wrong tokens. */
typedef struct wrongs {
    char peer[48];
    unsigned n;
    uint64_t last_ns;
} wrongs;

enum { WRONGS_MAX = 4096, WRONG_FREE = 5, WRONG_SECONDS = 60 };

struct pl_access {
    const pl_server_config *config;
    pl_keys tokens;
    pl_stamp stamp;        /* of the token file, when it was last read */
    PL_VEC(wrongs) wrongs; /* at most WRONGS_MAX; a new peer replaces the oldest */
};

/* ---- hosts and origins, as text */

/* Remove the port: "name:80", "[::1]:80". */
static pl_str without_port(pl_str host)
{
    size_t end;

    if (host.len && host.ptr[0] == '[') {
        end = pl_str_find(host, ']');
        return end < host.len ? pl_str_sub(host, 0, end + 1) : host;
    }
    return pl_str_sub(host, 0, pl_str_find(host, ':'));
}

static bool ends_with_word(pl_str text, pl_str end)
{
    return text.len >= end.len &&
           pl_str_same_word(pl_str_sub(text, text.len - end.len, text.len), end);
}

bool pl_host_is_local(pl_str host)
{
    pl_str name = without_port(host);

    return pl_str_same_word(name, PL_S("localhost")) || ends_with_word(name, PL_S(".localhost")) ||
           pl_str_eq(name, PL_S("127.0.0.1")) || pl_str_eq(name, PL_S("[::1]"));
}

bool pl_host_is_listed(pl_str host, const pl_str *names, size_t n)
{
    pl_str name = without_port(host);

    for (size_t i = 0; i < n; i++)
        if (pl_str_same_word(name, names[i]) || pl_str_same_word(host, names[i]))
            return true;
    return false;
}

/* The host and port of an origin; empty if the text is not an origin. `*port`: the port that its
 * scheme implies. */
static pl_str host_of(pl_str origin, pl_str *port)
{
    if (pl_str_starts(origin, PL_S("http://"))) {
        *port = PL_S(":80");
        return pl_str_sub(origin, 7, origin.len);
    }
    if (pl_str_starts(origin, PL_S("https://"))) {
        *port = PL_S(":443");
        return pl_str_sub(origin, 8, origin.len);
    }
    return (pl_str){ 0 };
}

bool pl_origin_is_local(pl_str origin)
{
    pl_str port, host = host_of(origin, &port);

    return host.len && pl_str_find(host, '/') == host.len && pl_host_is_local(host);
}

bool pl_origin_is_host(pl_str origin, pl_str host)
{
    pl_str port, from = host_of(origin, &port);

    if (!from.len || !host.len)
        return false;
    if (pl_str_same_word(from, host))
        return true;
    /* One of the two may omit the port that the scheme implies. */
    if (from.len == host.len + port.len)
        return pl_str_same_word(pl_str_sub(from, 0, host.len), host) && ends_with_word(from, port);
    return host.len == from.len + port.len &&
           pl_str_same_word(pl_str_sub(host, 0, from.len), from) && ends_with_word(host, port);
}

/* ORDER refusals */
pl_str pl_refusal_name(pl_refusal refusal)
{
    static const char *const names[PL_REFUSALS] = { "",      "host",    "origin",
                                                    "token", "clients", "header" };

    return pl_str_cstr(names[refusal]);
}

/* ---- the rules */

static bool read_tokens(pl_access *access, pl_buf *why)
{
    const char *path = access->config->token_file.ptr, *wrong = NULL;
    pl_arena arena = { 0 };
    pl_keys tokens;
    pl_str text;
    int error = pl_file_slurp(path, 1 << 20, &arena, &text);
    bool ok = !error && pl_keys_parse(text, &tokens, &wrong);

    if (ok) {
        pl_keys_done(&access->tokens);
        access->tokens = tokens;
    } else {
        pl_buf_printf(why, "cannot use the token file '%s': %s", path,
                      error ? pl_file_reason(error) : wrong);
    }
    pl_arena_done(&arena);
    return ok;
}

bool pl_access_refresh(pl_access *access, bool force, pl_buf *why)
{
    pl_stamp stamp = { 0 };

    if (!access->config->token_file.len)
        return true;
    pl_file_stat(access->config->token_file.ptr, &stamp, NULL);
    if (!force && memcmp(&stamp, &access->stamp, sizeof stamp) == 0)
        return true;
    access->stamp = stamp;
    return read_tokens(access, why);
}

pl_access *pl_access_new(const pl_server_config *config, pl_diags *diags)
{
    pl_access *access = pl_mem_zalloc(sizeof *access);
    pl_buf why = { 0 };

    access->config = config;
    if (!pl_access_refresh(access, true, &why)) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_SETTING, "%.*s", PL_FMT(pl_buf_view(&why)));
        pl_access_free(access);
        access = NULL;
    }
    pl_buf_done(&why);
    return access;
}

void pl_access_free(pl_access *access)
{
    if (!access)
        return;
    pl_keys_done(&access->tokens);
    pl_vec_done(&access->wrongs);
    pl_mem_free(access);
}

/* ---- tokens */

bool pl_access_asks(const pl_access *access)
{
    return access->tokens.n > 0;
}

bool pl_access_token(pl_access *access, pl_str token)
{
    return pl_keys_find(&access->tokens, token) != NULL;
}

/* The token that the request brings, by itself or as a cookie; NULL: none of ours. */
static const pl_key *key_of(const pl_access *access, const pl_request *request)
{
    pl_str bearer = pl_bearer(request->header[PL_HEADER_AUTHORIZATION]);
    pl_str cookie = pl_cookie_find(request->header[PL_HEADER_COOKIE], "pipelite");
    const pl_key *key = bearer.len ? pl_keys_find(&access->tokens, bearer) : NULL;

    return key || !cookie.len ? key : pl_keys_find_cookie(&access->tokens, cookie);
}

pl_proof pl_access_prove(pl_access *access, const pl_request *request)
{
    if (!pl_access_asks(access) || (request->certified && access->config->tls_client_ca.len))
        return PL_PROOF_GIVEN;
    if (key_of(access, request))
        return PL_PROOF_GIVEN;
    return pl_bearer(request->header[PL_HEADER_AUTHORIZATION]).len ? PL_PROOF_WRONG : PL_PROOF_NONE;
}

bool pl_access_writer(const pl_access *access, const pl_request *request, pl_str *name)
{
    const pl_key *key = key_of(access, request);
    pl_str user = pl_access_user(access, request);

    *name = user.len ? user : key ? key->name : (pl_str){ 0 };
    return user.len || (key && key->writes);
}

static wrongs *wrongs_of(pl_access *access, pl_str peer)
{
    size_t oldest = 0;
    wrongs *found;

    for (size_t i = 0; i < access->wrongs.n; i++) {
        wrongs *w = &access->wrongs.at[i];

        if (pl_str_eq(pl_str_cstr(w->peer), peer))
            return w;
        if (w->last_ns < access->wrongs.at[oldest].last_ns)
            oldest = i;
    }
    found =
        access->wrongs.n < WRONGS_MAX ? pl_vec_add(&access->wrongs) : &access->wrongs.at[oldest];
    *found = (wrongs){ 0 };
    if (peer.len < sizeof found->peer && peer.len)
        memcpy(found->peer, peer.ptr, peer.len);
    return found;
}

bool pl_access_note_wrong(pl_access *access, pl_str peer)
{
    wrongs *w = wrongs_of(access, peer);
    uint64_t now = pl_clock_ns();

    if (now - w->last_ns > WRONG_SECONDS * UINT64_C(1000000000))
        w->n = 0;
    w->last_ns = now;
    return ++w->n > WRONG_FREE;
}

static bool is_secure(const pl_access *access, const pl_request *request)
{
    return request->tls ||
           (pl_access_is_proxied(access, request) &&
            pl_str_same_word(request->header[PL_HEADER_FORWARDED_PROTO], PL_S("https")));
}

void pl_access_set_cookie(const pl_access *access, const pl_request *request, pl_str token,
                          pl_reply *reply)
{
    pl_str base = access->config->base_path;
    char cookie[PL_COOKIE_SIZE];
    pl_buf value = { 0 };

    pl_buf_cstr(&value, "pipelite=");
    if (token.len) {
        pl_key_cookie(token, cookie);
        pl_buf_add(&value, cookie, sizeof cookie);
    } else {
        pl_buf_cstr(&value, "; Max-Age=0");
    }
    pl_buf_cstr(&value, "; HttpOnly; SameSite=Strict; Path=");
    pl_buf_str(&value, base.len ? base : PL_S("/"));
    if (is_secure(access, request))
        pl_buf_cstr(&value, "; Secure");
    pl_reply_header(reply, "Set-Cookie", pl_buf_view(&value));
    pl_buf_done(&value);
}

/* ---- hosts and origins */

bool pl_access_is_proxied(const pl_access *access, const pl_request *request)
{
    const pl_server_config *config = access->config;

    for (size_t i = 0; i < config->n_proxies; i++)
        if (pl_cidr_holds(&config->proxies[i], request->peer))
            return true;
    return false;
}

pl_str pl_access_user(const pl_access *access, const pl_request *request)
{
    return pl_access_is_proxied(access, request) ? request->header[PL_HEADER_FORWARDED_USER]
                                                 : (pl_str){ 0 };
}

/* Take the last address of the list: only that one was written by our own proxy, from what it
 * saw itself. */
pl_str pl_access_peer(const pl_access *access, const pl_request *request)
{
    pl_str list = request->header[PL_HEADER_FORWARDED_FOR];
    size_t comma = pl_str_rfind(list, ',');

    if (!list.len || !pl_access_is_proxied(access, request))
        return request->peer;
    return pl_str_trim(comma < list.len ? pl_str_sub(list, comma + 1, list.len) : list);
}

bool pl_access_host(const pl_access *access, const pl_request *request)
{
    const pl_server_config *config = access->config;
    pl_str host = request->header[PL_HEADER_HOST];

    if (request->reach == PL_REACH_SOCKET || request->reach == PL_REACH_METRICS)
        return true;
    if (pl_host_is_listed(host, config->hosts, config->n_hosts))
        return true;
    if (request->reach == PL_REACH_LOCAL)
        return pl_host_is_local(host);
    return config->n_hosts == 0;
}

bool pl_access_same_origin(const pl_access *access, const pl_request *request)
{
    pl_str origin = request->header[PL_HEADER_ORIGIN];

    return pl_origin_is_host(origin, request->header[PL_HEADER_HOST]) ||
           (pl_access_is_proxied(access, request) &&
            pl_origin_is_host(origin, request->header[PL_HEADER_FORWARDED_HOST]));
}

bool pl_access_origin(const pl_access *access, const pl_request *request)
{
    const pl_server_config *config = access->config;
    pl_str origin = request->header[PL_HEADER_ORIGIN];

    if (!origin.len || request->reach == PL_REACH_SOCKET)
        return true;
    for (size_t i = 0; i < config->n_origins; i++)
        if (pl_str_eq(config->origins[i], PL_S("*")) ||
            pl_str_same_word(config->origins[i], origin))
            return true;
    if (request->reach == PL_REACH_LOCAL && pl_origin_is_local(origin))
        return true;
    return pl_access_same_origin(access, request);
}
