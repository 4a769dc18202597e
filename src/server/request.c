/* request.c - looks at headers, paths and queries of a request, and builds a reply. */
#include "server/request.h"

#include <assert.h>
#include <stdarg.h>
#include <unistd.h>

#include "base/jsonw.h"
#include "base/str.h"

/* ORDER headers */
static const char *const header_names[PL_HEADER_COUNT] = {
    "host",
    "origin",
    "connection",
    "upgrade",
    "accept",
    "accept-encoding",
    "authorization",
    "cookie",
    "range",
    "if-range",
    "if-none-match",
    "if-modified-since",
    "if-unmodified-since",
    "sec-websocket-key",
    "sec-websocket-version",
    "sec-fetch-site",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-host",
    "x-forwarded-prefix",
    "x-forwarded-user",
    "expect",
    "content-type",
};

bool pl_header_find(pl_str name, pl_header *out)
{
    for (int i = 0; i < PL_HEADER_COUNT; i++) {
        if (!pl_str_same_word(name, pl_str_cstr(header_names[i])))
            continue;
        *out = (pl_header)i;
        return true;
    }
    return false;
}

pl_str pl_method_name(pl_method method)
{
    static const char *const names[] = { "GET",    "HEAD",    "POST",  "PUT",
                                         "DELETE", "OPTIONS", "PATCH", "OTHER" };

    return pl_str_cstr(names[method]);
}

/* ---- reading a request */

bool pl_request_below(pl_str path, pl_str base, pl_str *out)
{
    *out = pl_str_sub(path, base.len, path.len);
    return pl_str_starts(path, base) && (!out->len || out->ptr[0] == '/');
}

bool pl_request_arg(const pl_request *request, const char *name, pl_str *out)
{
    pl_str want = pl_str_cstr(name);

    for (uint32_t i = 0; i < request->n_args; i++) {
        pl_str value = request->args[i];
        pl_str key = pl_str_split(&value, '=');

        if (!pl_str_eq(key, want))
            continue;
        *out = value;
        return true;
    }
    return false;
}

static bool plain_in_query(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("-._~/:@!$'()*,;", c));
}

void pl_request_escape(pl_buf *out, pl_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (plain_in_query(text.ptr[i]))
            pl_buf_byte(out, text.ptr[i]);
        else
            pl_buf_printf(out, "%%%02X", (unsigned char)text.ptr[i]);
    }
}

void pl_request_query(const pl_request *request, const char *but, pl_buf *out)
{
    char before = '?';

    for (uint32_t i = 0; i < request->n_args; i++) {
        pl_str value = request->args[i];
        pl_str key = pl_str_split(&value, '=');

        if (but && pl_str_eq(key, pl_str_cstr(but)))
            continue;
        pl_buf_byte(out, before);
        before = '&';
        pl_request_escape(out, key);
        if (key.len < request->args[i].len)
            pl_buf_byte(out, '=');
        pl_request_escape(out, value);
    }
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool pl_str_same_word(pl_str a, pl_str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    return true;
}

/* Does the parameter refuse the encoding, as "q=0", "q=0.0" and "q=0.000" do? */
static bool is_refused(pl_str parameters)
{
    while (parameters.len) {
        pl_str p = pl_str_trim(pl_str_split(&parameters, ';'));

        if (p.len < 3 || lower(p.ptr[0]) != 'q' || p.ptr[1] != '=')
            continue;
        p = pl_str_sub(p, 2, p.len);
        for (size_t i = 0; i < p.len; i++)
            if (p.ptr[i] != '0' && p.ptr[i] != '.')
                return false;
        return true;
    }
    return false;
}

bool pl_header_lists(pl_str list, const char *token)
{
    while (list.len) {
        pl_str parameters = pl_str_split(&list, ',');
        pl_str item = pl_str_trim(pl_str_split(&parameters, ';'));

        if (pl_str_same_word(item, pl_str_cstr(token)))
            return !is_refused(parameters);
    }
    return false;
}

/* ---- making a reply */

void pl_reply_init(pl_reply *reply)
{
    *reply = (pl_reply){ .file = -1 };
}

void pl_reply_done(pl_reply *reply)
{
    pl_buf_done(&reply->head);
    pl_payload_release(reply->body);
    if (reply->file >= 0)
        close(reply->file);
    pl_reply_init(reply);
}

/* Some headers repeat text of the client, and a line break in it would begin another header. */
void pl_reply_header(pl_reply *reply, const char *name, pl_str value)
{
    pl_buf_cstr(&reply->head, name);
    pl_buf_cstr(&reply->head, ": ");
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.ptr[i] >= ' ' && value.ptr[i] != 127)
            pl_buf_byte(&reply->head, value.ptr[i]);
    pl_buf_cstr(&reply->head, "\r\n");
}

void pl_reply_body(pl_reply *reply, unsigned status, const char *type, pl_payload *body)
{
    assert(!reply->body && reply->file < 0);
    reply->status = status;
    pl_reply_header(reply, "Content-Type", pl_str_cstr(type));
    reply->body = pl_payload_hold(body);
    reply->from = 0;
    reply->length = pl_payload_size(body);
}

void pl_reply_text(pl_reply *reply, unsigned status, const char *type, pl_str text)
{
    pl_payload *body = pl_payload_copy(text);

    pl_reply_body(reply, status, type, body);
    pl_payload_release(body);
}

void pl_reply_error(pl_reply *reply, unsigned status, const char *format, ...)
{
    pl_buf message = { 0 }, json = { 0 };
    va_list args;
    pl_jsonw w;

    va_start(args, format);
    pl_buf_vprintf(&message, format, args);
    va_end(args);
    pl_jsonw_init(&w, &json, 0, false);
    pl_jsonw_open(&w, '{');
    pl_jsonw_key(&w, PL_S("error"));
    pl_jsonw_str(&w, pl_buf_view(&message));
    pl_jsonw_close(&w, '}');
    pl_buf_byte(&json, '\n');
    pl_reply_text(reply, status, "application/json", pl_buf_view(&json));
    pl_buf_done(&json);
    pl_buf_done(&message);
}

static void protect(pl_reply *reply, const pl_str *frames, size_t n)
{
    pl_buf policy = { 0 };

    pl_buf_cstr(&policy, "default-src 'self'; script-src 'self'; style-src 'self'; "
                         "img-src 'self' https: data:; object-src 'none'; base-uri 'none'; "
                         "form-action 'self'; frame-ancestors 'self'");
    for (size_t i = 0; i < n; i++)
        pl_buf_printf(&policy, " %.*s", PL_FMT(frames[i]));
    pl_reply_header(reply, "Content-Security-Policy", pl_buf_view(&policy));
    pl_reply_header(reply, "X-Content-Type-Options", PL_S("nosniff"));
    pl_reply_header(reply, "Referrer-Policy", PL_S("no-referrer"));
    pl_reply_header(reply, "Cross-Origin-Opener-Policy", PL_S("same-origin"));
    pl_buf_done(&policy);
}

void pl_reply_protect(pl_reply *reply)
{
    protect(reply, NULL, 0);
}

void pl_reply_protect_framed(pl_reply *reply, const pl_str *origins, size_t n)
{
    protect(reply, origins, n);
}

void pl_reply_redirect(pl_reply *reply, unsigned status, pl_str to)
{
    reply->status = status;
    pl_reply_header(reply, "Location", to);
}

const char *pl_status_reason(unsigned status)
{
    static const struct {
        unsigned status;
        const char *reason;
    } reasons[] = {
        { 200, "OK" },
        { 206, "Partial Content" },
        { 301, "Moved Permanently" },
        { 302, "Found" },
        { 303, "See Other" },
        { 304, "Not Modified" },
        { 400, "Bad Request" },
        { 401, "Unauthorized" },
        { 403, "Forbidden" },
        { 404, "Not Found" },
        { 405, "Method Not Allowed" },
        { 411, "Length Required" },
        { 412, "Precondition Failed" },
        { 413, "Content Too Large" },
        { 416, "Range Not Satisfiable" },
        { 417, "Expectation Failed" },
        { 422, "Unprocessable Content" },
        { 429, "Too Many Requests" },
        { 431, "Request Header Fields Too Large" },
        { 500, "Internal Server Error" },
        { 501, "Not Implemented" },
        { 503, "Service Unavailable" },
        { 504, "Gateway Timeout" },
        { 505, "HTTP Version Not Supported" },
    };

    for (size_t i = 0; i < PL_COUNT(reasons); i++)
        if (reasons[i].status == status)
            return reasons[i].reason;
    return "Unknown";
}

void pl_reply_write_head(const pl_reply *reply, pl_buf *out)
{
    pl_buf_printf(out, "HTTP/1.1 %u %s\r\n", reply->status, pl_status_reason(reply->status));
    pl_buf_add(out, reply->head.ptr, reply->head.len);
    if (reply->stream && !reply->raw)
        pl_buf_cstr(out, "Transfer-Encoding: chunked\r\n");
    else if (!reply->stream && reply->status != 304)
        pl_buf_printf(out, "Content-Length: %llu\r\n", (unsigned long long)reply->length);
    if (reply->close)
        pl_buf_cstr(out, "Connection: close\r\n");
    pl_buf_cstr(out, "\r\n");
}

bool pl_request_has_tag(const pl_request *request, pl_str tag)
{
    pl_str list = request->header[PL_HEADER_IF_NONE_MATCH];

    if (pl_str_eq(pl_str_trim(list), PL_S("*")))
        return true;
    while (list.len) {
        pl_str one = pl_str_trim(pl_str_split(&list, ','));

        if (pl_str_starts(one, PL_S("W/")))
            one = pl_str_sub(one, 2, one.len);
        if (pl_str_eq(one, tag))
            return true;
    }
    return false;
}
