#include "value/quote.h"
#include "base/utf8.h"
#include <utf8proc.h>

bool pl_quote_is_printable(uint32_t cp)
{
    switch (utf8proc_category((utf8proc_int32_t)cp)) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP: return cp == ' ';
    default: return true;
    }
}

static void quote_rune(pl_buf *out, const unsigned char *p, unsigned len)
{
    static const char letters[] = "abtnvfr"; /* 7 ... 13 */
    uint32_t cp = pl_utf8_decode(p, len);
    if (cp == '"' || cp == '\\')
        pl_buf_printf(out, "\\%c", (int)cp);
    else if (cp >= 7 && cp <= 13)
        pl_buf_printf(out, "\\%c", letters[cp - 7]);
    else if (cp < 0x20 || cp == 0x7f)
        pl_buf_printf(out, "\\x%02x", (unsigned)cp);
    else if (pl_quote_is_printable(cp))
        pl_buf_add(out, p, len);
    else
        pl_buf_printf(out, cp < 0x10000 ? "\\u%04x" : "\\U%08x", (unsigned)cp);
}

/* The number of bytes from `p` on that certainly stay as they are. */
static size_t plain_run(const unsigned char *p, const unsigned char *end)
{
    const unsigned char *at = p;
    while (at < end && *at >= 0x20 && *at < 0x7f && *at != '"' && *at != '\\')
        at++;
    return (size_t)(at - p);
}

void pl_quote_go(pl_buf *out, pl_str s)
{
    const unsigned char *p = (const unsigned char *)s.ptr, *end = p + s.len;
    pl_buf_byte(out, '"');
    while (p < end) {
        size_t plain = plain_run(p, end);
        pl_buf_add(out, p, plain);
        p += plain;
        if (p == end)
            break;
        unsigned len = pl_utf8_len(p, end);
        if (len)
            quote_rune(out, p, len);
        else
            pl_buf_printf(out, "\\x%02x", *p);
        p += len ? len : 1;
    }
    pl_buf_byte(out, '"');
}
