/* judge_head.c - our reader of request heads held against Boost.Beast's: judge_head <n> [<seed>]
 *
 * Makes n heads out of pieces, breaks most of them, and asks both. What we serve, Beast must read
 * as the same request: as many bytes, the same method, target, version, length, coding and fields,
 * and none that it refuses. What we refuse and Beast takes is counted: we are stricter on purpose.
 * Both get each head in one piece, ours also byte by byte, with one verdict. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "judge_beast.h"
#include "server/http_head.h"

static uint64_t state;
static unsigned roll(unsigned n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)((state >> 20) % n);
}
#define PICK(list) (list)[roll(PL_COUNT(list))]

static const char *const methods[] = { "GET", "POST", "HEAD", "get", "G", "M!#$%&'*+-.^_`|~9", "" };
static const char *const targets[] = { "/", "/a?b=c",    "*",   "http://localhost/x", "/a%20b",
                                       "x", "/\xc3\xa9", "/a?", "http://h:1" };
static const char *const versions[] = { "HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0",
                                        "HTTP/2.0", "http/1.1", "HTTP/1.10" };
static const char *const ends[] = { "\r\n", "\r\n", "\r\n", "\r\n",  "\r\n",
                                    "\r\n", "\n",   "\r",   "\r\r\n" };
static const char *const names[] = { "Content-Length",  "Transfer-Encoding",
                                     "Connection",      "Host",
                                     "Upgrade",         "X",
                                     "X-Forwarded-For", "If",
                                     "Accept",          "Origin",
                                     "Content-Lengt",   "Content-Length-",
                                     "Cookie",          "Range" };
static const char *const values[] = { "",
                                      "5",
                                      "0",
                                      "5, 5",
                                      "+5",
                                      "chunked",
                                      "gzip, chunked",
                                      "close",
                                      "keep-alive",
                                      "localhost",
                                      "h:80",
                                      " a ",
                                      "\ta",
                                      "a\tb",
                                      "\xe9",
                                      "18446744073709551615",
                                      "18446744073709551616",
                                      "chunked, chunked",
                                      "Upgrade, close",
                                      "a,b" };
static const char *const colons[] = { ":\t", " : ", ":  ", ":\r\n ", "" };
static const char odd[] = { '\0', '\r', '\n',       ' ', '\t', ':', ',',
                            1,    127,  (char)0x80, '"', '(',  '%', '#' };

static bool broken; /* the head that is being made may have what no head has */

static const char *an_end(void)
{
    return broken && roll(6) == 0 ? PICK(ends) : "\r\n";
}

static const char *a_colon(void)
{
    return broken && roll(6) == 0 ? PICK(colons) : roll(3) ? ": " : ":";
}

static void make_head(pl_buf *out)
{
    out->len = 0;
    broken = roll(2);
    if (roll(30) == 0)
        pl_buf_cstr(out, an_end());
    pl_buf_printf(out, "%s %s %s%s", PICK(methods), PICK(targets), PICK(versions), an_end());
    if (!broken || roll(8))
        pl_buf_printf(out, "Host: localhost%s", an_end());
    for (unsigned i = roll(5); i > 0; i--)
        pl_buf_printf(out, "%s%s%s%s", PICK(names), a_colon(), PICK(values), an_end());
    pl_buf_cstr(out, an_end());
    for (unsigned i = broken ? roll(3) : 0; i > 0; i--)
        out->ptr[roll((unsigned)out->len)] = roll(2) ? PICK(odd) : (char)roll(256);
    pl_buf_cstr(out, "body of it");
}

static void fail(pl_str head, const char *what, const beast_head *theirs)
{
    fprintf(stderr, "%s (Beast: %d, %zu bytes, '%s' '%s' %s)\n", what, theirs->verdict,
            theirs->read, theirs->method, theirs->target, theirs->why);
    for (size_t i = 0; i < head.len; i++)
        fprintf(stderr, head.ptr[i] >= 32 && head.ptr[i] < 127 ? "%c" : "\\x%02x",
                (unsigned char)head.ptr[i]);
    fputc('\n', stderr);
    exit(1);
}

static pl_http_progress in_pieces(pl_str s, pl_http_head *head)
{
    pl_http_progress progress = PL_HTTP_MORE;

    pl_http_head_init(head);
    for (size_t n = 1; n <= s.len && progress == PL_HTTP_MORE; n++)
        progress = pl_http_head_feed(head, s.ptr, n);
    return progress;
}

static bool same(const char *text, pl_str bytes)
{
    return strlen(text) == bytes.len && memcmp(text, bytes.ptr, bytes.len) == 0;
}

/* The target as it stood there: the second word of the first line. */
static pl_str target_of(pl_str s, const pl_http_head *head)
{
    pl_str rest = pl_str_sub(s, head->method.at + head->method.n + 1, s.len);

    return pl_str_split(&rest, ' ');
}

static void compare(pl_str s, const pl_http_head *head, const beast_head *theirs)
{
    static const struct {
        pl_header header;
        const char *name;
    } looked_at[] = {
        { PL_HEADER_HOST, "Host" },
        { PL_HEADER_ORIGIN, "Origin" },
        { PL_HEADER_UPGRADE, "Upgrade" },
        { PL_HEADER_ACCEPT, "Accept" },
        { PL_HEADER_COOKIE, "Cookie" },
        { PL_HEADER_RANGE, "Range" },
        { PL_HEADER_FORWARDED_FOR, "X-Forwarded-For" },
    };

    if (theirs->verdict != 1 || theirs->read != head->read)
        fail(s, "we serve it, Beast does not or reads another number of bytes", theirs);
    if (!same(theirs->method, pl_str_sub(s, head->method.at, head->method.at + head->method.n)) ||
        !same(theirs->target, target_of(s, head)))
        fail(s, "another method or target", theirs);
    if (theirs->version != head->major * 10 + head->minor)
        fail(s, "another version", theirs);
    if (theirs->chunked != (head->chunked == 1) || theirs->has_length != (head->lengths > 0) ||
        (theirs->has_length && theirs->length != head->length))
        fail(s, "another end of its body", theirs);
    for (size_t i = 0; i < PL_COUNT(looked_at); i++) {
        size_t n = 0;
        const char *value = beast_field(looked_at[i].name, &n);
        pl_http_span ours = head->field[looked_at[i].header];
        if (value && (n != ours.n || memcmp(value, s.ptr + ours.at, n) != 0))
            fail(s, looked_at[i].name, theirs);
    }
}

/* What is no token in Connection is nothing to us, and a higher minor version is 1.1 (RFC
 * 9110 2.5). */
static bool is_laxer(pl_str s, const pl_http_head *head, const beast_head *theirs)
{
    if (!strcmp(theirs->why, "bad version"))
        return head->major == 1;
    return !strcmp(theirs->why, "bad value") && memmem(s.ptr, head->read, "Connection", 10);
}

int main(int argc, char **argv)
{
    unsigned long n = argc > 1 ? strtoul(argv[1], NULL, 10) : 100000, served = 0, refused = 0,
                  stricter = 0, laxer = 0, waits = 0;
    pl_buf text = { 0 };

    state = (argc > 2 ? strtoul(argv[2], NULL, 10) : 1) * UINT64_C(0x9e3779b97f4a7c15) + 1;
    for (unsigned long i = 0; i < n; i++) {
        pl_http_head head, again;
        beast_head theirs;
        const char *why = "";

        make_head(&text);
        pl_str s = pl_buf_view(&text);
        pl_http_head_init(&head);
        pl_http_progress progress = pl_http_head_feed(&head, s.ptr, s.len);
        /* Beast takes no empty line before a request, which RFC 9112 2.2 wants. */
        size_t skip = s.len > 1 && s.ptr[0] == '\r' && s.ptr[1] == '\n' ? 2 : 0;
        beast_read(s.ptr + skip, s.len - skip, &theirs);
        theirs.read += skip;
        if (in_pieces(s, &again) != progress || again.read != head.read)
            fail(s, "another verdict byte by byte", &theirs);
        if (progress == PL_HTTP_MORE) {
            waits++;
        } else if (progress == PL_HTTP_BAD || pl_http_head_judge(&head, &why) != 200) {
            refused++;
            stricter += theirs.verdict == 1;
        } else if (theirs.verdict < 0 && is_laxer(s, &head, &theirs)) {
            laxer++;
        } else {
            served++;
            compare(s, &head, &theirs);
        }
    }
    printf("%lu heads: %lu served, as Beast reads them; %lu refused, %lu of which Beast takes; %lu "
           "not whole\n",
           n, served, refused, stricter, waits);
    pl_buf_done(&text);
    return 0;
}
