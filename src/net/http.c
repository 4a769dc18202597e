/* http.c - makes requests with libcurl. */
#include "net/http.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "base/environment.h"
#include "base/shared.h"
#include "base/str.h"
#include "net/libcurl.h"
#include <string.h>

static const char NO_MEMORY[] = "libcurl has no memory";
enum { CONNECT_MS = 10000, WAKE_MS = 50, MAX_ANSWER = 8 << 20 };

/* ---- the library */

struct pl_http {
    const char *const *environment;
    pl_libcurl curl;
};

static bool load(pl_libcurl *curl, const char *dirs, pl_buf *why)
{
    static const char *const files[] = { "libcurl.so.4", "libcurl-gnutls.so.4", NULL };
#define NAME(name, result, arguments) #name "\0"
    static const char names[] = PL_LIBCURL(NAME);
#undef NAME
    if (!pl_shared_possible()) {
        pl_buf_cstr(why, "this is the static program, which sends nothing: use the dynamic one");
        return false;
    }
    pl_buf reason = { 0 };
    void *object = pl_shared_open(files, dirs, &reason);
    bool ok = object &&
              pl_shared_find(object, names, sizeof *curl / sizeof(void *), (void **)curl, &reason);
    if (!ok) {
        pl_buf_printf(why, "cannot load '%s', which requests need: install the package libcurl4",
                      files[0]);
        if (reason.len)
            pl_buf_printf(why, " (%.*s)", PL_FMT(pl_buf_view(&reason)));
    } else if (curl->curl_global_init(PL_CURL_GLOBAL_DEFAULT) != PL_CURL_OK) {
        pl_buf_cstr(why, "libcurl cannot start");
        ok = false;
    }
    pl_buf_done(&reason);
    return ok;
}

pl_http *pl_http_open(const char *const *environment, pl_buf *why)
{
    pl_http *http = pl_mem_zalloc(sizeof *http);
    http->environment = environment;
    if (load(&http->curl, pl_environment_get(environment, "PIPELITE_DRIVERS"), why))
        return http;
    pl_mem_free(http);
    return NULL;
}

void pl_http_close(pl_http *http)
{
    if (!http)
        return;
    http->curl.curl_global_cleanup();
    pl_mem_free(http);
}

/* ---- one request */

typedef struct exchange {
    const pl_http *http;
    const pl_libcurl *curl; /* http->curl */
    const pl_http_request *request;
    pl_http_answer *answer;
    pl_curl *handle;
    pl_curl_list *headers;
    bool too_large, stopped; /* stopped: by the source of the body */
    char error[PL_CURL_ERROR_SIZE];
} exchange;

static size_t take_piece(char *at, size_t size, size_t n, void *ctx)
{
    exchange *x = ctx;
    size_t bytes = size * n, most = x->request->max_answer ? x->request->max_answer : MAX_ANSWER;
    if (bytes > most - x->answer->body.len) {
        x->too_large = true;
        return 0; /* ends the transfer */
    }
    pl_buf_add(&x->answer->body, at, bytes);
    return bytes;
}

static size_t give_piece(char *at, size_t size, size_t n, void *ctx)
{
    exchange *x = ctx;
    size_t written = 0;
    if (x->request->source->read(x->request->source->ctx, at, size * n, &written))
        return written;
    x->stopped = true;
    return PL_CURL_READ_ABORT;
}

static bool refuse(exchange *x, const char *why)
{
    x->answer->error = pl_arena_str(&x->answer->arena, pl_str_cstr(why));
    return false;
}

static bool is_one_line(pl_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < ' ' || text.ptr[i] == 0x7f)
            return false;
    return true;
}

static bool is_loopback(const char *host)
{
    pl_str name = pl_str_cstr(host);
    return pl_str_eq(name, PL_S("localhost")) || pl_str_eq(name, PL_S("[::1]")) ||
           (pl_str_starts(name, PL_S("127.")) &&
            strspn(host, "0123456789.") == name.len); /* not 127.example.org */
}

/* A variable in capitals or small letters. */
static const char *look_up(const exchange *x, const char *capitals, const char *small)
{
    const char *value = pl_environment_get(x->http->environment, capitals);
    return value && *value ? value : pl_environment_get(x->http->environment, small);
}

/* An empty proxy keeps libcurl from reading the environment of the process. */
static void set_proxy(exchange *x, bool tls, bool loopback)
{
    const char *proxy = loopback ? NULL
                        : tls    ? look_up(x, "HTTPS_PROXY", "https_proxy")
                                 : look_up(x, "HTTP_PROXY", "http_proxy");
    const char *direct = look_up(x, "NO_PROXY", "no_proxy");
    x->curl->curl_easy_setopt(x->handle, PL_CURL_PROXY, proxy ? proxy : "");
    x->curl->curl_easy_setopt(x->handle, PL_CURL_NOPROXY, direct ? direct : "");
}

/* Find out where the address leads; false: it may not be asked. */
static bool set_address(exchange *x)
{
    const pl_libcurl *curl = x->curl;
    pl_curl_url *url = curl->curl_url();
    char *scheme = NULL, *host = NULL;
    const char *text = pl_arena_str(&x->answer->arena, x->request->url).ptr, *why = NULL;
    bool parsed = url && is_one_line(x->request->url) &&
                  curl->curl_url_set(url, PL_CURL_WHOLE_URL, text, 0) == PL_CURL_OK &&
                  curl->curl_url_get(url, PL_CURL_SCHEME, &scheme, 0) == PL_CURL_OK &&
                  curl->curl_url_get(url, PL_CURL_HOST, &host, 0) == PL_CURL_OK;
    bool tls = parsed && strcmp(scheme, "https") == 0, loopback = parsed && is_loopback(host);
    if (!parsed || (!tls && strcmp(scheme, "http") != 0))
        why = "the address is not one of http:// or https://";
    else if (!tls && !loopback && !x->request->plain_http)
        why = "the address is one of http://, which anybody on the way can read: use https://";
    if (!why) {
        curl->curl_easy_setopt(x->handle, PL_CURL_URL, text);
        set_proxy(x, tls, loopback);
    }
    curl->curl_free(scheme);
    curl->curl_free(host);
    curl->curl_url_cleanup(url);
    return !why || refuse(x, why);
}

static bool set_headers(exchange *x)
{
    pl_arena *arena = &x->answer->arena;
    /* libcurl would ask first whether a large body is welcome, and would name a type of its own. */
    static const char *const without[] = { "Expect:", "Content-Type:" };
    bool typed = false;
    for (uint32_t i = 0; i < x->request->n_headers; i++) {
        pl_str header = x->request->headers[i];
        if (!is_one_line(header))
            return refuse(x, "a header has a control character");
        typed |= pl_str_starts(header, PL_S("Content-Type:"));
        x->headers = x->curl->curl_slist_append(x->headers, pl_arena_str(arena, header).ptr);
    }
    for (size_t i = 0; i < PL_COUNT(without) - typed; i++)
        x->headers = x->curl->curl_slist_append(x->headers, without[i]);
    x->curl->curl_easy_setopt(x->handle, PL_CURL_HEADEROPT, (long)PL_CURL_HEADERS_SEPARATE);
    x->curl->curl_easy_setopt(x->handle, PL_CURL_HTTPHEADER, x->headers);
    return true;
}

static void set_body(exchange *x)
{
    const pl_http_request *r = x->request;
    const pl_libcurl *curl = x->curl;
    curl->curl_easy_setopt(x->handle, PL_CURL_WRITEFUNCTION, take_piece);
    curl->curl_easy_setopt(x->handle, PL_CURL_WRITEDATA, x);
    if (strcmp(r->method, "GET") == 0)
        return;
    curl->curl_easy_setopt(x->handle, PL_CURL_POST, 1L);
    curl->curl_easy_setopt(x->handle, PL_CURL_CUSTOMREQUEST, r->method);
    curl->curl_easy_setopt(x->handle, PL_CURL_POSTFIELDSIZE,
                           (int64_t)(r->source ? r->source->bytes : r->body.len));
    if (r->source) {
        curl->curl_easy_setopt(x->handle, PL_CURL_READFUNCTION, give_piece);
        curl->curl_easy_setopt(x->handle, PL_CURL_READDATA, x);
    } else {
        curl->curl_easy_setopt(x->handle, PL_CURL_POSTFIELDS, r->body.len ? r->body.ptr : "");
    }
}

static void set_limits(exchange *x)
{
    const pl_http_request *r = x->request;
    const struct {
        int option;
        long value;
    } numbers[] = {
        { PL_CURL_NOSIGNAL, 1 },
        { PL_CURL_PROTOCOLS, PL_CURL_HTTP | PL_CURL_HTTPS },
        { PL_CURL_HTTP_VERSION, PL_CURL_HTTP_1_1 },
        { PL_CURL_SSLVERSION, PL_CURL_TLS_1_2 },
        { PL_CURL_CONNECTTIMEOUT_MS, r->connect_ms ? r->connect_ms : CONNECT_MS },
        { PL_CURL_TIMEOUT_MS, r->total_ms },
        { PL_CURL_LOW_SPEED_LIMIT, r->idle_s ? 1 : 0 },
        { PL_CURL_LOW_SPEED_TIME, r->idle_s },
    };
    for (size_t i = 0; i < PL_COUNT(numbers); i++)
        x->curl->curl_easy_setopt(x->handle, numbers[i].option, numbers[i].value);
}

static void set_authorities(exchange *x)
{
    const char *file = pl_environment_get(x->http->environment, "SSL_CERT_FILE");
    const char *dir = pl_environment_get(x->http->environment, "SSL_CERT_DIR");
    if (file && *file)
        x->curl->curl_easy_setopt(x->handle, PL_CURL_CAINFO, file);
    if (dir && *dir)
        x->curl->curl_easy_setopt(x->handle, PL_CURL_CAPATH, dir);
}

static bool is_fired(const exchange *x)
{
    return x->request->fired && atomic_load(x->request->fired);
}

/* Carry the request out. The result is libcurl's; -1: it was cancelled. */
static int transfer(exchange *x, pl_curl_multi *multi)
{
    int running = 1, left, result = -1;
    while (running && !is_fired(x)) {
        x->curl->curl_multi_perform(multi, &running);
        if (running)
            x->curl->curl_multi_poll(multi, NULL, 0, WAKE_MS, NULL);
    }
    const pl_curl_message *message = running ? NULL : x->curl->curl_multi_info_read(multi, &left);
    if (message && message->what == PL_CURL_DONE)
        result = message->of.result;
    return result;
}

static void keep_answer(exchange *x)
{
    pl_http_answer *a = x->answer;
    const char *type = NULL, *redirect = NULL;
    long status = 0;
    x->curl->curl_easy_getinfo(x->handle, PL_CURL_RESPONSE_CODE, &status);
    x->curl->curl_easy_getinfo(x->handle, PL_CURL_RETRY_AFTER, &a->retry_after);
    x->curl->curl_easy_getinfo(x->handle, PL_CURL_CONTENT_TYPE, &type);
    x->curl->curl_easy_getinfo(x->handle, PL_CURL_REDIRECT_URL, &redirect);
    a->status = (int)status;
    a->content_type = pl_arena_str(&a->arena, pl_str_cstr(type));
    a->redirect = pl_arena_str(&a->arena, pl_str_cstr(redirect));
}

/* What became of a transfer that libcurl calls a failure. */
static pl_http_end judge_failure(exchange *x, int result)
{
    long sent = 0;
    if (x->too_large) {
        refuse(x, "the answer is too large");
        return PL_HTTP_TOO_LARGE;
    }
    if (x->stopped) {
        refuse(x, "what was to be sent cannot be read");
        return PL_HTTP_LOST;
    }
    x->curl->curl_easy_getinfo(x->handle, PL_CURL_REQUEST_SIZE, &sent);
    refuse(x, *x->error ? x->error : x->curl->curl_easy_strerror(result));
    return sent ? PL_HTTP_LOST : PL_HTTP_NOT_SENT;
}

static pl_http_end perform(exchange *x)
{
    pl_curl_multi *multi = x->curl->curl_multi_init();
    if (!multi || x->curl->curl_multi_add_handle(multi, x->handle) != PL_CURL_OK) {
        refuse(x, NO_MEMORY);
        x->curl->curl_multi_cleanup(multi);
        return PL_HTTP_REFUSED;
    }
    int result = transfer(x, multi);
    pl_http_end end = PL_HTTP_ANSWERED;
    if (result == PL_CURL_OK) {
        keep_answer(x);
    } else if (result < 0) {
        refuse(x, "cancelled");
        end = PL_HTTP_CANCELLED;
    } else {
        end = judge_failure(x, result);
    }
    x->curl->curl_multi_remove_handle(multi, x->handle);
    x->curl->curl_multi_cleanup(multi);
    return end;
}

pl_http_end pl_http_ask(const pl_http *http, const pl_http_request *request, pl_http_answer *answer)
{
    pl_assert(request->method && request->url.len);
    *answer = (pl_http_answer){ 0 };
    exchange x = { .http = http, .curl = &http->curl, .request = request, .answer = answer };
    pl_http_end end = PL_HTTP_REFUSED;
    x.handle = x.curl->curl_easy_init();
    if (!x.handle) {
        refuse(&x, NO_MEMORY);
        return end;
    }
    x.curl->curl_easy_setopt(x.handle, PL_CURL_ERRORBUFFER, x.error);
    set_limits(&x);
    set_authorities(&x);
    set_body(&x);
    if (set_address(&x) && set_headers(&x))
        end = perform(&x);
    x.curl->curl_easy_cleanup(x.handle);
    x.curl->curl_slist_free_all(x.headers);
    return end;
}

void pl_http_answer_done(pl_http_answer *answer)
{
    pl_buf_done(&answer->body);
    pl_arena_done(&answer->arena);
}
