#include "base/quote.h"
#include "base/str.h"
#include "unit/test.h"

static const struct {
    const char *what, *text, *doubled, *html;
} rows[] = {
    { "an empty text", "", "\"\"", "" },
    { "a plain text", "name", "\"name\"", "name" },
    { "a double quote", "a\"b", "\"a\"\"b\"", "a&quot;b" },
    { "only double quotes", "\"\"", "\"\"\"\"\"\"", "&quot;&quot;" },
    { "marks of HTML", "<a & b>", "\"<a & b>\"", "&lt;a &amp; b&gt;" },
    { "other bytes", "it's \xc3\xa9\n", "\"it's \xc3\xa9\n\"", "it's \xc3\xa9\n" },
};

TEST(quote_marks_what_would_end_a_text)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_buf doubled = { 0 }, html = { 0 };
        pl_quote_doubled(&doubled, pl_str_cstr(rows[i].text));
        pl_quote_html(&html, pl_str_cstr(rows[i].text));
        CHECK(pl_str_eq(pl_buf_view(&doubled), pl_str_cstr(rows[i].doubled)), rows[i].what);
        CHECK(pl_str_eq(pl_buf_view(&html), pl_str_cstr(rows[i].html)), rows[i].what);
        pl_buf_done(&doubled);
        pl_buf_done(&html);
    }
}
