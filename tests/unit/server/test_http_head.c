/* Heads of requests: what is taken, with what meaning, and what is refused. */
#include "unit/test.h"
#include "base/str.h"
#include "server/http_head.h"

#define H "Host: h\r\n"

/* What a head means, as one line: "GET /a [x=1] host=h keep", or the status and the reason. */
static void dump(const pl_http_head *head, const char *bytes, pl_buf *out)
{
    pl_request request = { .method = PL_METHOD_OTHER };
    const char *why;
    unsigned status = pl_http_head_judge(head, &why);

    if (status != 200) {
        pl_buf_printf(out, "%u %s", status, why);
        return;
    }
    if (!pl_http_head_read(head, bytes, &request)) {
        pl_buf_cstr(out, "400 bad target");
        pl_arena_done(&request.arena);
        return;
    }
    pl_buf_printf(out, "%.*s %.*s", PL_FMT(pl_method_name(request.method)), PL_FMT(request.path));
    for (uint32_t i = 0; i < request.n_args; i++)
        pl_buf_printf(out, " [%.*s]", PL_FMT(request.args[i]));
    pl_buf_printf(out, " host=%.*s", PL_FMT(request.header[PL_HEADER_HOST]));
    if (request.header[PL_HEADER_COOKIE].len)
        pl_buf_printf(out, " cookie=%.*s", PL_FMT(request.header[PL_HEADER_COOKIE]));
    if (request.header[PL_HEADER_ORIGIN].len)
        pl_buf_printf(out, " origin=%.*s", PL_FMT(request.header[PL_HEADER_ORIGIN]));
    if (head->lengths)
        pl_buf_printf(out, " length=%llu", (unsigned long long)head->length);
    if (head->coded)
        pl_buf_cstr(out, " chunked");
    if (!pl_http_head_keeps(&request, head))
        pl_buf_cstr(out, " last");
    pl_arena_done(&request.arena);
}

/* Feed the head in pieces of `step` bytes, from a copy whose end is the end of its memory. */
static void read_head(const char *src, size_t n, size_t step, pl_buf *out)
{
    char *copy = malloc(n);
    pl_http_progress progress = PL_HTTP_MORE;
    pl_http_head head;

    memcpy(copy, src, n);
    pl_http_head_init(&head);
    for (size_t have = 0; have < n && progress == PL_HTTP_MORE;) {
        have = have + step < n ? have + step : n;
        progress = pl_http_head_feed(&head, copy, have);
    }
    out->len = 0;
    if (progress == PL_HTTP_DONE)
        dump(&head, copy, out);
    else
        pl_buf_cstr(out, progress == PL_HTTP_BAD ? "bad" : "more");
    pl_buf_byte(out, 0);
    free(copy);
}

static const struct {
    const char *what, *src, *want;
} heads[] = {
    { "a request", "GET /a HTTP/1.1\r\n" H "\r\n", "GET /a host=h" },
    { "an empty line in front", "\r\nGET /a HTTP/1.1\r\n" H "\r\n", "GET /a host=h" },
    { "two empty lines in front", "\r\n\r\nGET /a HTTP/1.1\r\n" H "\r\n", "bad" },
    { "half a head", "GET /a HTTP/1.1\r\n" H "\r", "more" },
    { "a method of no standard", "PUR-GE /a HTTP/1.1\r\n" H "\r\n", "OTHER /a host=h" },
    { "a method in small letters", "get /a HTTP/1.1\r\n" H "\r\n", "OTHER /a host=h" },
    { "no method", " /a HTTP/1.1\r\n" H "\r\n", "bad" },
    { "a method with a colon", "G:T /a HTTP/1.1\r\n" H "\r\n", "bad" },
    { "two blanks before the target", "GET  /a HTTP/1.1\r\n" H "\r\n", "bad" },
    { "two blanks before the version", "GET /a  HTTP/1.1\r\n" H "\r\n", "bad" },
    { "a tab before the target", "GET\t/a HTTP/1.1\r\n" H "\r\n", "bad" },
    { "a blank behind the version", "GET /a HTTP/1.1 \r\n" H "\r\n", "bad" },
    { "HTTP/0.9", "GET /a\r\n", "bad" },
    { "HTTP/1.0 needs no host", "GET /a HTTP/1.0\r\n\r\n", "GET /a host= last" },
    { "HTTP/1.0 may stay", "GET /a HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", "GET /a host=" },
    { "HTTP/1.9 is HTTP/1.1", "GET /a HTTP/1.9\r\n" H "\r\n", "GET /a host=h" },
    { "HTTP/2.0", "GET /a HTTP/2.0\r\n" H "\r\n", "505 this server speaks HTTP/1.1\n" },
    { "a version in small letters", "GET /a http/1.1\r\n" H "\r\n", "bad" },
    { "a version of two digits", "GET /a HTTP/1.10\r\n" H "\r\n", "bad" },
    { "a version of one number", "GET /a HTTP/1\r\n" H "\r\n", "bad" },
    { "a connection that ends", "GET /a HTTP/1.1\r\n" H "Connection: x, Close\r\n\r\n",
      "GET /a host=h last" },
    { "one that ends, by a second line",
      "GET /a HTTP/1.1\r\n" H "Connection: x\r\nConnection: close\r\n\r\n", "GET /a host=h last" },

    { "a query", "GET /a?x=1&y=%20b&&z HTTP/1.1\r\n" H "\r\n", "GET /a [x=1] [y= b] [z] host=h" },
    { "an empty query", "GET /a? HTTP/1.1\r\n" H "\r\n", "GET /a host=h" },
    { "question marks in a query", "GET /a?b?c=/d HTTP/1.1\r\n" H "\r\n",
      "GET /a [b?c=/d] host=h" },
    { "a plus is a blank", "GET /a+b?c+d%2b HTTP/1.1\r\n" H "\r\n", "GET /a+b [c d+] host=h" },
    { "lines in a query", "GET /a?b=c%0d%0ad HTTP/1.1\r\n" H "\r\n", "GET /a [b=c\r\nd] host=h" },
    { "a NUL in a query", "GET /a?b=%00 HTTP/1.1\r\n" H "\r\n", "400 bad target" },
    { "a line break in a path", "GET /a%0ab HTTP/1.1\r\n" H "\r\n", "400 bad target" },
    { "what browsers do not escape", "GET /{a}|b^[c]`?\"<d> HTTP/1.1\r\n" H "\r\n",
      "GET /{a}|b^[c]` [\"<d>] host=h" },
    { "UTF-8 as it is", "GET /\xe2\x82\xac HTTP/1.1\r\n" H "\r\n", "GET /\xe2\x82\xac host=h" },
    { "a fragment", "GET /a#b HTTP/1.1\r\n" H "\r\n", "bad" },
    { "half an escape", "GET /%4 HTTP/1.1\r\n" H "\r\n", "bad" },
    { "an escape of no digits", "GET /%g1 HTTP/1.1\r\n" H "\r\n", "bad" },
    { "a NUL in a path", "GET /a%00b HTTP/1.1\r\n" H "\r\n", "400 bad target" },
    { "a path that climbs", "GET /a/../../../b HTTP/1.1\r\n" H "\r\n", "GET /b host=h" },
    { "escaped dots climb no further", "GET /%2e%2E/%2e/b HTTP/1.1\r\n" H "\r\n", "GET /b host=h" },
    { "dots at the end are a folder", "GET /a/b/.. HTTP/1.1\r\n" H "\r\n", "GET /a/ host=h" },
    { "three dots are a name", "GET /.../.a/..b HTTP/1.1\r\n" H "\r\n", "GET /.../.a/..b host=h" },
    { "slashes count once", "GET //a///b// HTTP/1.1\r\n" H "\r\n", "GET /a/b/ host=h" },
    { "an escaped slash is a slash", "GET /a%2fb HTTP/1.1\r\n" H "\r\n", "GET /a/b host=h" },
    { "a target without a slash", "GET a HTTP/1.1\r\n" H "\r\n", "bad" },
    { "an absolute target", "GET http://x.y:80/a?b HTTP/1.1\r\n" H "\r\n",
      "GET /a [b] host=x.y:80" },
    { "an absolute target without a path", "GET HTTPS://x.y?b HTTP/1.1\r\n" H "\r\n",
      "GET / [b] host=x.y" },
    { "an absolute target still needs a Host", "GET http://x.y/a HTTP/1.1\r\n\r\n",
      "400 one Host is needed\n" },
    { "an absolute target without a host", "GET http:///a HTTP/1.1\r\n" H "\r\n", "bad" },
    { "an absolute target with a user", "GET http://u@x.y/a HTTP/1.1\r\n" H "\r\n", "bad" },
    { "another scheme", "GET ftp://x.y/a HTTP/1.1\r\n" H "\r\n", "bad" },
    { "CONNECT", "CONNECT x.y:443 HTTP/1.1\r\n" H "\r\n", "bad" },
    { "OPTIONS of all", "OPTIONS * HTTP/1.1\r\n" H "\r\n", "OPTIONS / host=h" },
    { "GET of all", "GET * HTTP/1.1\r\n" H "\r\n", "400 bad target" },

    { "no host", "GET /a HTTP/1.1\r\n\r\n", "400 one Host is needed\n" },
    { "two hosts", "GET /a HTTP/1.1\r\n" H H "\r\n", "400 one Host is needed\n" },
    { "two hosts of HTTP/1.0", "GET /a HTTP/1.0\r\n" H H "\r\n", "400 one Host is needed\n" },
    { "an empty host", "GET /a HTTP/1.1\r\nHost:\r\n\r\n", "GET /a host=" },
    { "a host with a port", "GET /a HTTP/1.1\r\nhOST: \t h.i:8080 \t\r\n\r\n",
      "GET /a host=h.i:8080" },
    { "a host of IPv6", "GET /a HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "GET /a host=[::1]:80" },
    { "a host of a future version", "GET /a HTTP/1.1\r\nHost: [v9.a:b]\r\n\r\n",
      "GET /a host=[v9.a:b]" },
    { "half an address", "GET /a HTTP/1.1\r\nHost: [::1\r\n\r\n", "bad" },
    { "a host with a blank", "GET /a HTTP/1.1\r\nHost: a b\r\n\r\n", "bad" },
    { "a host with a user", "GET /a HTTP/1.1\r\nHost: u@h\r\n\r\n", "bad" },
    { "a host with a path", "GET /a HTTP/1.1\r\nHost: h/a\r\n\r\n", "bad" },
    { "a port that is no number", "GET /a HTTP/1.1\r\nHost: h:x\r\n\r\n", "bad" },
    { "a port of six digits", "GET /a HTTP/1.1\r\nHost: h:123456\r\n\r\n", "bad" },
    { "a host behind another field", "GET /a HTTP/1.1\r\nX: y\r\n" H "\r\n", "GET /a host=h" },

    { "a name that begins like a known one", "GET /a HTTP/1.1\r\nIf: x\r\nHos: y\r\n" H "\r\n",
      "GET /a host=h" },
    { "a name that goes on like a known one",
      "GET /a HTTP/1.1\r\nHostx: y\r\nContent-Lengths: z\r\n" H "\r\n", "GET /a host=h" },
    { "a blank before the colon", "GET /a HTTP/1.1\r\n" H "X : y\r\n\r\n", "bad" },
    { "a blank before the colon of a length", "GET /a HTTP/1.1\r\n" H "Content-Length : 1\r\n\r\n",
      "bad" },
    { "a blank before a name", "GET /a HTTP/1.1\r\n" H " X: y\r\n\r\n", "bad" },
    { "a name of no character", "GET /a HTTP/1.1\r\n" H ": y\r\n\r\n", "bad" },
    { "a line without a colon", "GET /a HTTP/1.1\r\n" H "X\r\n\r\n", "bad" },
    { "a name with a bracket", "GET /a HTTP/1.1\r\n" H "X(y): z\r\n\r\n", "bad" },
    { "a name of Latin-1", "GET /a HTTP/1.1\r\n" H "\xe4: z\r\n\r\n", "bad" },
    { "a folded line", "GET /a HTTP/1.1\r\n" H "X: y\r\n z\r\n\r\n", "bad" },
    { "an empty value", "GET /a HTTP/1.1\r\n" H "Cookie:\r\nOrigin: \t\r\n\r\n", "GET /a host=h" },
    { "a value of Latin-1", "GET /a HTTP/1.1\r\n" H "Cookie: \xe4\r\n\r\n",
      "GET /a host=h cookie=\xe4" },
    { "blanks around and in a value", "GET /a HTTP/1.1\r\n" H "Cookie: \t a  b \t \r\n\r\n",
      "GET /a host=h cookie=a  b" },
    { "a control character in a value", "GET /a HTTP/1.1\r\n" H "X: a\x01\r\n\r\n", "bad" },
    { "DEL in a value", "GET /a HTTP/1.1\r\n" H "X: a\x7f\r\n\r\n", "bad" },
    { "LF alone", "GET /a HTTP/1.1\n" H "\r\n", "bad" },
    { "LF alone behind a field", "GET /a HTTP/1.1\r\nHost: h\n\r\n", "bad" },
    { "LF alone at the end", "GET /a HTTP/1.1\r\n" H "\n", "bad" },
    { "CR alone", "GET /a HTTP/1.1\r\nHost: h\r\r\n\r\n", "bad" },
    { "CR within a value", "GET /a HTTP/1.1\r\n" H "X: a\rb\r\n\r\n", "bad" },
    { "cookies are one", "GET /a HTTP/1.1\r\n" H "Cookie: a=1\r\nCookie: b=2\r\n\r\n",
      "GET /a host=h cookie=a=1; b=2" },
    { "other fields are a list",
      "GET /a HTTP/1.1\r\nOrigin: x\r\n" H "Origin:\r\nOrigin: y\r\n\r\n",
      "GET /a host=h origin=x, , y" },

    { "a length", "POST /a HTTP/1.1\r\n" H "Content-Length: 0012\r\n\r\n",
      "POST /a host=h length=12" },
    { "no length", "POST /a HTTP/1.1\r\n" H "Content-Length:\r\n\r\n", "bad" },
    { "a length with a sign", "POST /a HTTP/1.1\r\n" H "Content-Length: +1\r\n\r\n", "bad" },
    { "a negative length", "POST /a HTTP/1.1\r\n" H "Content-Length: -1\r\n\r\n", "bad" },
    { "a length in hex", "POST /a HTTP/1.1\r\n" H "Content-Length: 0x1\r\n\r\n", "bad" },
    { "a length with a blank", "POST /a HTTP/1.1\r\n" H "Content-Length: 1 2\r\n\r\n", "bad" },
    { "two lengths in one", "POST /a HTTP/1.1\r\n" H "Content-Length: 1, 1\r\n\r\n", "bad" },
    { "the largest length", "POST /a HTTP/1.1\r\n" H "Content-Length: 18446744073709551614\r\n\r\n",
      "POST /a host=h length=18446744073709551614" },
    { "a larger one", "POST /a HTTP/1.1\r\n" H "Content-Length: 18446744073709551616\r\n\r\n",
      "400 bad Content-Length\n" },
    { "a length that wraps twice",
      "POST /a HTTP/1.1\r\n" H "Content-Length: 36893488147419103232000000000000000000001\r\n\r\n",
      "400 bad Content-Length\n" },
    { "two lengths", "POST /a HTTP/1.1\r\n" H "Content-Length: 1\r\nContent-Length: 1\r\n\r\n",
      "400 bad Content-Length\n" },
    { "chunks", "POST /a HTTP/1.1\r\n" H "Transfer-Encoding: \tChunked \r\n\r\n",
      "POST /a host=h chunked" },
    { "chunks and a length",
      "POST /a HTTP/1.1\r\n" H "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
      "400 Transfer-Encoding beside Content-Length, or before HTTP/1.1\n" },
    { "chunks and a length of nothing",
      "POST /a HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n",
      "400 Transfer-Encoding beside Content-Length, or before HTTP/1.1\n" },
    { "chunks of HTTP/1.0", "POST /a HTTP/1.0\r\n" H "Transfer-Encoding: chunked\r\n\r\n",
      "400 Transfer-Encoding beside Content-Length, or before HTTP/1.1\n" },
    { "no coding", "POST /a HTTP/1.1\r\n" H "Transfer-Encoding:\r\n\r\n", "bad" },
    { "an unknown coding", "POST /a HTTP/1.1\r\n" H "Transfer-Encoding: gzip, chunked\r\n\r\n",
      "501 this Transfer-Encoding is not known here\n" },
    { "identity", "POST /a HTTP/1.1\r\n" H "Transfer-Encoding: identity\r\n\r\n",
      "501 this Transfer-Encoding is not known here\n" },
    { "a coding with parameters",
      "POST /a HTTP/1.1\r\n" H "Transfer-Encoding: x ; a = \"b\\\",\" , chunked\r\n\r\n",
      "501 this Transfer-Encoding is not known here\n" },
    { "chunks with parameters", "POST /a HTTP/1.1\r\n" H "Transfer-Encoding: chunked;a=b\r\n\r\n",
      "bad" },
    { "chunks of chunks", "POST /a HTTP/1.1\r\n" H "Transfer-Encoding: chunked, chunked\r\n\r\n",
      "400 bad Transfer-Encoding\n" },
    { "chunks twice",
      "POST /a HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
      "400 bad Transfer-Encoding\n" },
    { "a coding that begins like chunks",
      "POST /a HTTP/1.1\r\n" H "Transfer-Encoding: chunke\r\n\r\n",
      "501 this Transfer-Encoding is not known here\n" },
    { "a coding with a control character",
      "POST /a HTTP/1.1\r\n" H "Transfer-Encoding: \x0b"
      "chunked\r\n\r\n",
      "bad" },
    { "an empty coding in the list", "POST /a HTTP/1.1\r\n" H "Transfer-Encoding: ,chunked\r\n\r\n",
      "bad" },
    { "HTTP/2 by prior knowledge", "PRI * HTTP/2.0\r\n\r\n", "505 this server speaks HTTP/1.1\n" },
    { "TLS", "\x16\x03\x01", "bad" },
};

TEST(heads_are_taken_or_refused)
{
    for (size_t i = 0; i < PL_COUNT(heads); i++) {
        pl_buf whole = { 0 }, pieces = { 0 };
        size_t n = strlen(heads[i].src);

        read_head(heads[i].src, n, n, &whole);
        CHECK_STR(whole.ptr, heads[i].want, heads[i].what);
        for (size_t step = 1; step < n; step++) {
            read_head(heads[i].src, n, step, &pieces);
            CHECK_STR(pieces.ptr, whole.ptr, heads[i].what);
        }
        pl_buf_done(&whole);
        pl_buf_done(&pieces);
    }
}

/* A NUL stands in no row, so it is put in everywhere. */
TEST(a_nul_is_refused_wherever_it_stands)
{
    static const char src[] = "\r\nGET /a?b HTTP/1.1\r\n" H "Content-Length: 1\r\nX: y\r\n\r\n";
    pl_buf out = { 0 };

    for (size_t i = 0; i < sizeof src - 1; i++) {
        char copy[sizeof src];

        memcpy(copy, src, sizeof src);
        copy[i] = 0;
        read_head(copy, sizeof src - 1, sizeof src - 1, &out);
        CHECK_STR(out.ptr, "bad", src + i);
    }
    pl_buf_done(&out);
}

/* What follows a head is not looked at. */
TEST(a_head_ends_at_its_empty_line)
{
    static const char src[] = "GET /a HTTP/1.1\r\n" H "\r\nGET /b HTTP/1.1\r\n";
    pl_http_head head;

    pl_http_head_init(&head);
    CHECK_INT(pl_http_head_feed(&head, src, sizeof src - 1), PL_HTTP_DONE, "it is whole");
    CHECK_STR(src + head.read, "GET /b HTTP/1.1\r\n", "and ends there");
}
