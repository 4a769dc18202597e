/* utf8.c - decoding, encoding and validating UTF-8, and counting grapheme clusters (utf8proc). */
#include "base/utf8.h"
#include <string.h>
#include <utf8proc.h>

unsigned pl_utf8_len(const unsigned char *p, const unsigned char *end)
{
    if (p >= end)
        return 0;
    unsigned len = *p < 0x80   ? 1
                   : *p < 0xc0 ? 0
                   : *p < 0xe0 ? 2
                   : *p < 0xf0 ? 3
                   : *p < 0xf8 ? 4
                               : 0;
    if (!len || (size_t)(end - p) < len)
        return 0;
    for (unsigned i = 1; i < len; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    return len;
}

uint32_t pl_utf8_decode(const unsigned char *p, unsigned len)
{
    switch (len) {
    case 1: return p[0];
    case 2: return (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu);
    case 3: return (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
    default:
        return (p[0] & 0x07u) << 18 | (p[1] & 0x3fu) << 12 | (p[2] & 0x3fu) << 6 | (p[3] & 0x3fu);
    }
}

unsigned pl_utf8_encode(uint32_t cp, char out[4])
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    unsigned len = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    if (cp > 0x10ffff)
        return 0;
    for (unsigned i = len - 1; i; i--, cp >>= 6)
        out[i] = (char)(0x80 | (cp & 0x3f));
    out[0] = (char)((0xf00u >> len & 0xff) | cp);
    return len;
}

/* Skip the ASCII at the beginning, except for the last few bytes. Most texts are nothing else. */
static const unsigned char *skip_ascii(const unsigned char *p, const unsigned char *end)
{
    uint64_t eight[2];
    for (; (size_t)(end - p) >= sizeof eight; p += sizeof eight) {
        memcpy(eight, p, sizeof eight);
        if ((eight[0] | eight[1]) & 0x8080808080808080u)
            break;
    }
    return p;
}

bool pl_utf8_valid(pl_str s)
{
    if (!s.len) /* an empty text may have no pointer */
        return true;
    const unsigned char *p = (const unsigned char *)s.ptr, *end = p + s.len;
    while ((p = skip_ascii(p, end)) < end) {
        unsigned len = pl_utf8_len(p, end);
        uint32_t cp = len ? pl_utf8_decode(p, len) : 0;
        static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
        if (!len || cp < least[len] || cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000))
            return false;
        p += len;
    }
    return true;
}

bool pl_utf8_is_space(uint32_t cp)
{
    return (cp >= 9 && cp <= 13) || cp == ' ' || cp == 0x85 || cp == 0xa0 || cp == 0x1680 ||
           (cp >= 0x2000 && cp <= 0x200a) || cp == 0x2028 || cp == 0x2029 || cp == 0x202f ||
           cp == 0x205f || cp == 0x3000;
}

/* Decode a character. An invalid byte counts as one U+FFFD. */
static uint32_t decode_any(const unsigned char *p, const unsigned char *end, unsigned *len)
{
    *len = pl_utf8_len(p, end);
    if (*len) {
        uint32_t cp = pl_utf8_decode(p, *len);
        return cp <= 0x10ffff ? cp : 0xfffd;
    }
    *len = 1;
    return 0xfffd;
}

size_t pl_utf8_cluster(pl_str s)
{
    if (!s.len)
        return 0;
    const unsigned char *start = (const unsigned char *)s.ptr, *p = start, *end = p + s.len;
    if (*p == '\r')
        return p + 1 < end && p[1] == '\n' ? 2 : 1;
    if (*p < 0x80 && (p + 1 == end || p[1] < 0x80))
        return 1;
    unsigned len;
    utf8proc_int32_t state = 0;
    uint32_t cp = decode_any(p, end, &len);
    for (p += len; p < end; p += len) {
        uint32_t next = decode_any(p, end, &len);
        if (utf8proc_grapheme_break_stateful((utf8proc_int32_t)cp, (utf8proc_int32_t)next, &state))
            break;
        cp = next;
    }
    return (size_t)(p - start);
}

size_t pl_utf8_clusters(pl_str s)
{
    size_t n = 0;
    for (size_t len; (len = pl_utf8_cluster(s)) != 0; n++)
        s.ptr += len, s.len -= len;
    return n;
}

size_t pl_utf8_runes(pl_str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += (s.ptr[i] & 0xc0) != 0x80;
    return n;
}

void pl_pos_advance(pl_pos *pos, pl_str s)
{
    for (size_t len; (len = pl_utf8_cluster(s)) != 0;) {
        if (s.ptr[len - 1] == '\n') {
            pos->line++;
            pos->column = 1;
        } else {
            pos->column++;
        }
        pos->byte += (uint32_t)len;
        s.ptr += len;
        s.len -= len;
    }
}
