#include "value/quote.h"
#include "base/buf.h"
#include "base/str.h"
#include "unit/test.h"

static const struct {
    const char *what;
    pl_str text;
    const char *want;
} rows[] = {
    { "nothing", PL_S(""), "\"\"" },
    { "plain", PL_S("a b~"), "\"a b~\"" },
    { "quotes and backslashes", PL_S("a\"b\\c"), "\"a\\\"b\\\\c\"" },
    { "controls with letters", PL_S("\a\b\t\n\v\f\r"), "\"\\a\\b\\t\\n\\v\\f\\r\"" },
    { "controls without", PL_S("\0\x06\x0e\x1f\x7f"), "\"\\x00\\x06\\x0e\\x1f\\x7f\"" },
    { "what prints stays", PL_S("\u00e9\u4e16\U0001f600"), "\"\u00e9\u4e16\U0001f600\"" },
    { "what does not print", PL_S("\u200b\u00a0\ufeff\U000e0001"),
      "\"\\u200b\\u00a0\\ufeff\\U000e0001\"" },
    { "bytes that are no UTF-8", PL_S("a\xff\xc3(\xe2\x82"), "\"a\\xff\\xc3(\\xe2\\x82\"" },
};

TEST(quote_writes_what_go_reads)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_buf out = { 0 };
        pl_quote_go(&out, rows[i].text);
        pl_buf_byte(&out, 0);
        CHECK_STR(out.ptr, rows[i].want, rows[i].what);
        pl_buf_done(&out);
    }
}
