/* test_jsonw.c - JSON as Go writes it (cli.md 7.8). */
#include "base/jsonw.h"
#include "base/alloc.h"
#include "base/log.h"
#include "base/str.h"
#include "unit/test.h"
#include <math.h>
#include <string.h>

static const struct {
    const char *what;
    double value;
    const char *want;
} double_rows[] = {
    { "a whole number has no point", 1, "1" },
    { "zero", 0, "0" },
    { "negative zero keeps its sign", -0.0, "-0" },
    { "shortest digits", 0.1, "0.1" },
    { "seventeen digits when needed", 0.1 + 0.2, "0.30000000000000004" },
    { "plain down to 1e-6", 0.000001, "0.000001" },
    { "below: an exponent without padding", 1.5e-7, "1.5e-7" },
    { "plain below 1e21", 100000000000000000000.0, "100000000000000000000" },
    { "from 1e21 an exponent with its sign", 1e21, "1e+21" },
    { "integers beyond 2^53", 12345678901234567890.0, "12345678901234567000" },
    { "not a number is null", NAN, "null" },
    { "nor is infinity", INFINITY, "null" },
    { "the largest", 1.7976931348623157e308, "1.7976931348623157e+308" },
};

TEST(jsonw_writes_shortest_doubles)
{
    for (size_t i = 0; i < PL_COUNT(double_rows); i++) {
        pl_buf out = { 0 };
        pl_jsonw w;
        pl_jsonw_init(&w, &out, 0, false);
        pl_jsonw_double(&w, double_rows[i].value);
        pl_buf_byte(&out, 0);
        CHECK_STR(out.ptr, double_rows[i].want, double_rows[i].what);
        pl_buf_done(&out);
    }
}

static const struct {
    const char *what, *text, *want;
    bool html;
} quote_rows[] = {
    { "quotes and backslashes", "a\"b\\", "\"a\\\"b\\\\\"", false },
    { "short escapes", "\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"", false },
    { "other controls", "\x01\x1f", "\"\\u0001\\u001f\"", false },
    { "DEL stays", "\x7f", "\"\x7f\"", false },
    { "line separators", "\xe2\x80\xa8\xe2\x80\xa9", "\"\\u2028\\u2029\"", false },
    { "broken bytes", "a\xff z", "\"a\\ufffd z\"", false },
    { "other UTF-8 stays", "\xc3\xa9", "\"\xc3\xa9\"", false },
    { "angle brackets stay", "<&>", "\"<&>\"", false },
    { "unless asked", "<&>", "\"\\u003c\\u0026\\u003e\"", true },
};

TEST(jsonw_quotes_like_go)
{
    for (size_t i = 0; i < PL_COUNT(quote_rows); i++) {
        pl_buf out = { 0 };
        pl_json_quote(&out, pl_str_cstr(quote_rows[i].text), quote_rows[i].html);
        pl_buf_byte(&out, 0);
        CHECK_STR(out.ptr, quote_rows[i].want, quote_rows[i].what);
        pl_buf_done(&out);
    }
}

/* Written byte by byte: only plain ASCII and what has a short escape or is an angle bracket. */
static void quote_slowly(pl_buf *out, const char *text, size_t n)
{
    pl_buf_byte(out, '"');
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '"' || text[i] == '\\')
            pl_buf_byte(out, '\\');
        if (text[i] == '\n')
            pl_buf_cstr(out, "\\n");
        else if (text[i] == '<')
            pl_buf_cstr(out, "\\u003c");
        else
            pl_buf_byte(out, text[i]);
    }
    pl_buf_byte(out, '"');
}

/* Texts are looked at in steps of 16, 8 and 4 bytes that overlap: each length, and in each a byte
 * at each place that needs an escape. */
TEST(jsonw_finds_what_needs_an_escape_at_each_place)
{
    static const char special[] = { '"', '\\', '\n', '<', 'x' };
    for (size_t n = 0; n <= 40; n++)
        for (size_t at = 0; at < n || at == 0; at++)
            for (size_t k = 0; k < sizeof special; k++) {
                pl_buf got = { 0 }, want = { 0 };
                char *text = pl_mem_alloc(n); /* of that size, so that no byte behind it is read */
                memset(text, 'a', n);
                if (n)
                    text[at] = special[k];
                pl_json_quote(&got, (pl_str){ text, n }, true);
                quote_slowly(&want, text, n);
                pl_buf_byte(&got, 0);
                pl_buf_byte(&want, 0);
                CHECK_STR(got.ptr, want.ptr, "quoted");
                pl_buf_done(&got);
                pl_buf_done(&want);
                pl_mem_free(text);
            }
}

static void write_all(pl_jsonw *w)
{
    pl_jsonw_open(w, '{');
    pl_jsonw_key(w, PL_S("a"));
    pl_jsonw_open(w, '[');
    pl_jsonw_int(w, -1);
    pl_jsonw_bool(w, true);
    pl_jsonw_null(w);
    pl_jsonw_close(w, ']');
    pl_jsonw_key(w, PL_S("e"));
    pl_jsonw_open(w, '{');
    pl_jsonw_close(w, '}');
    pl_jsonw_key(w, PL_S("r"));
    pl_jsonw_raw(w, PL_S("[1]"));
    pl_jsonw_close(w, '}');
}

TEST(jsonw_lays_out_nested_values)
{
    pl_buf out = { 0 };
    pl_jsonw w;
    pl_jsonw_init(&w, &out, 0, false);
    write_all(&w);
    pl_buf_byte(&out, 0);
    CHECK_STR(out.ptr, "{\"a\":[-1,true,null],\"e\":{},\"r\":[1]}", "one line");
    out.len = 0;
    pl_jsonw_init(&w, &out, 2, false);
    write_all(&w);
    pl_buf_byte(&out, 0);
    CHECK_STR(out.ptr,
              "{\n  \"a\": [\n    -1,\n    true,\n    null\n  ],\n  \"e\": {},\n  \"r\": [1]\n}",
              "indented");
    pl_buf_done(&out);
}

static void keep_line(void *ctx, pl_str line)
{
    pl_buf_str(ctx, line);
}

TEST(log_writes_json_lines_up_to_its_level)
{
    pl_buf out = { 0 };
    pl_log log = { .level = PL_LOG_WARN, .sink = keep_line, .ctx = &out };
    pl_log_line(&log, PL_LOG_INFO, "too quiet", 0);
    pl_log_line(NULL, PL_LOG_ERROR, "no log", 0);
    CHECK_INT(out.len, 0, "nothing yet");
    pl_log_line(&log, PL_LOG_WARN, "skipping", 1, "path", "a\"b");
    pl_buf_byte(&out, 0);
    CHECK(strstr(out.ptr, "\"level\":\"WARN\",\"msg\":\"skipping\",\"path\":\"a\\\"b\"}\n"),
          out.ptr);
    pl_buf_done(&out);
}
