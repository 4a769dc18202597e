#include "base/harmless.h"
#include "base/assert.h"
#include "base/str.h"
#include "base/utf8.h"

bool pl_is_harmful(uint32_t cp)
{
    return (cp < 0x20 && cp != '\n' && cp != '\t') || (cp >= 0x7f && cp < 0xa0) ||
           (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);
}

size_t pl_harmless_run(pl_str text)
{
    size_t n = 0;
    while (n < text.len && ((text.ptr[n] >= ' ' && text.ptr[n] < 0x7f) || text.ptr[n] == '\n' ||
                            text.ptr[n] == '\t'))
        n++;
    return n;
}

/* Is `text` the beginning of a UTF-8 character that further bytes could complete? */
static bool is_beginning(pl_str text)
{
    pl_assert(text.len > 0);
    unsigned char lead = (unsigned char)text.ptr[0];
    size_t whole = lead >= 0xf0 && lead < 0xf8 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead >= 0xf8 || text.len >= whole)
        return false;
    for (size_t i = 1; i < text.len; i++)
        if (((unsigned char)text.ptr[i] & 0xc0) != 0x80)
            return false;
    return true;
}

size_t pl_harmless_next(pl_str text, pl_str *shown)
{
    pl_str ignored;
    shown = shown ? shown : &ignored;
    *shown = (pl_str){ 0 };
    if (!text.len)
        return 0;
    const unsigned char *p = (const unsigned char *)text.ptr;
    unsigned len = pl_utf8_len(p, p + text.len);
    if (!len && is_beginning(text))
        return 0;
    if (!len || !pl_utf8_valid(pl_str_sub(text, 0, len))) {
        *shown = PL_S("\xef\xbf\xbd");
        return 1;
    }
    if (!pl_is_harmful(pl_utf8_decode(p, len)))
        *shown = pl_str_sub(text, 0, len);
    return len;
}

void pl_harmless_add(pl_buf *out, pl_str text)
{
    while (text.len) {
        pl_str shown;
        size_t n = pl_harmless_run(text);
        pl_buf_str(out, pl_str_sub(text, 0, n));
        text = pl_str_sub(text, n, text.len);
        if (!text.len)
            break;
        n = pl_harmless_next(text, &shown);
        pl_buf_str(out, n ? shown : PL_S("\xef\xbf\xbd"));
        text = pl_str_sub(text, n ? n : text.len, text.len);
    }
}
