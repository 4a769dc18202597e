/* Bodies in chunks: the data of each, and what is no body. */
#include "unit/test.h"
#include "base/buf.h"
#include "base/str.h"
#include "server/http_chunk.h"

#define ZEROS31 "0000000000000000000000000000000"

static const struct {
    const char *what, *src, *want; /* "data|rest" when it ended; "bad", or "more" with the data */
} bodies[] = {
    { "no chunk", "0\r\n\r\n", "|" },
    { "one chunk", "3\r\nabc\r\n0\r\n\r\n", "abc|" },
    { "two chunks", "3\r\nabc\r\n0A\r\n0123456789\r\n0\r\n\r\n", "abc0123456789|" },
    { "digits in any case", "a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n",
      "01234567890123456789|" },
    { "line ends in the data", "4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n|" },
    { "what follows is not read", "1\r\na\r\n0\r\n\r\nGET", "a|GET" },
    { "many zeros are the last chunk", "000\r\n\r\n", "|" },
    { "zeros in front", ZEROS31 "1\r\na\r\n0\r\n\r\n", "a|" },
    { "too many zeros", ZEROS31 "01\r\na\r\n0\r\n\r\n", "bad" },
    { "an extension", "1;a\r\nx\r\n0 ; b = c\r\n\r\n", "x|" },
    { "an extension in quotes", "1;a=\"\\\";\t\"\r\nx\r\n0\r\n\r\n", "x|" },
    { "an extension without a name", "1;\r\nx\r\n0\r\n\r\n", "bad" },
    { "an extension with a LF", "1;a=\"\n\"\r\nx\r\n0\r\n\r\n", "bad" },
    { "blanks behind a size", "1 \r\nx\r\n0\r\n\r\n", "bad" },
    { "trailers", "1\r\nx\r\n0\r\nA: b\r\nC:\r\n\r\n", "x|" },
    { "a trailer without a colon", "0\r\nA\r\n\r\n", "bad" },
    { "a folded trailer", "0\r\nA: b\r\n c\r\n\r\n", "bad" },
    { "no size", "\r\nabc\r\n", "bad" },
    { "a size that is none", "g\r\n", "bad" },
    { "a negative size", "-1\r\n", "bad" },
    { "a size with 0x", "0x1\r\na\r\n0\r\n\r\n", "bad" },
    { "a large size", "fffffffffffffff\r\nabc", "more abc" },
    { "a size that is too large", "10000000000000000\r\nabc", "bad" },
    { "LF alone behind a size", "1\na\r\n0\r\n\r\n", "bad" },
    { "LF alone behind the data", "1\r\na\n0\r\n\r\n", "bad" },
    { "CR alone behind a size", "1\ra\r\n0\r\n\r\n", "bad" },
    { "more data than the size says", "1\r\nab\r\n0\r\n\r\n", "bad" },
    { "less data than the size says", "3\r\nab\r\n0\r\n\r\n", "bad" },
    { "no end yet", "1\r\na\r\n0\r\n", "more a" },
};

/* Feed in pieces of `step` bytes, from a copy whose end is the end of its memory. */
static void read_body(pl_str src, size_t step, pl_buf *out)
{
    char *copy = malloc(src.len);
    pl_http_chunk_event event = PL_HTTP_CHUNK_MORE;
    pl_http_chunks chunks;
    size_t at = 0, used, n;
    pl_str data;

    memcpy(copy, src.ptr, src.len);
    pl_http_chunks_init(&chunks);
    out->len = 0;
    while (at < src.len && event <= PL_HTTP_CHUNK_DATA) {
        n = step < src.len - at ? step : src.len - at;
        event = pl_http_chunks_next(&chunks, copy + at, n, &used, &data);
        CHECK(used <= n && (event != PL_HTTP_CHUNK_MORE || used == n), "all is used");
        pl_buf_str(out, data);
        at += used;
    }
    if (event == PL_HTTP_CHUNK_BAD) {
        out->len = 0;
        pl_buf_cstr(out, "bad");
    } else if (event == PL_HTTP_CHUNK_END) {
        pl_buf_byte(out, '|');
        pl_buf_add(out, copy + at, src.len - at);
    } else {
        pl_buf all = { 0 };

        pl_buf_printf(&all, "more %.*s", PL_FMT(pl_buf_view(out)));
        pl_buf_done(out);
        *out = all;
    }
    pl_buf_byte(out, 0);
    free(copy);
}

TEST(chunks_are_bodies)
{
    for (size_t i = 0; i < PL_COUNT(bodies); i++) {
        pl_str src = pl_str_cstr(bodies[i].src);
        pl_buf out = { 0 };

        for (size_t step = src.len; step > 0; step--) {
            read_body(src, step, &out);
            CHECK_STR(out.ptr, bodies[i].want, bodies[i].what);
        }
        pl_buf_done(&out);
    }
}

/* Extensions and trailers are bounded in all, not each. */
TEST(what_is_thrown_away_is_bounded)
{
    pl_buf body = { 0 }, out = { 0 };

    for (int i = 0; i < 3 * PL_HTTP_CHUNK_EXTRA / 4; i++)
        pl_buf_cstr(&body, "1;a\r\nx\r\n");
    read_body(pl_buf_view(&body), body.len, &out);
    CHECK_STR(out.ptr, "bad", "extensions of many chunks");
    body.len = 0;
    pl_buf_cstr(&body, "0\r\nA: ");
    pl_buf_fill(&body, 'x', PL_HTTP_CHUNK_EXTRA);
    read_body(pl_buf_view(&body), body.len, &out);
    CHECK_STR(out.ptr, "bad", "a trailer");
    pl_buf_done(&body);
    pl_buf_done(&out);
}
