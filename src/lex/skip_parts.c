/* skip_parts.c - skips comments and recognises heredocs, for both variants of skip_core.h. */
#include "base/ascii.h"
#include "base/utf8.h"
#include "lex/lex.h"
#include "lex/skip_core.h"

const unsigned char *pl_skip__comment(pl_skipper *sk, const unsigned char *p, uint32_t *lines)
{
    const unsigned char *text = p + 2, *end = sk->end;
    if (text >= end || (uint32_t)(text - sk->text) >= sk->no_close)
        return NULL;
    const unsigned char *close = memmem(text, (size_t)(end - text), "*/", 2);
    if (!close) {
        sk->no_close = (uint32_t)(text - sk->text);
        return NULL;
    }
    while ((text = memchr(text, '\n', (size_t)(close - text))) != NULL) {
        text++;
        ++*lines;
    }
    return close + 2;
}

bool pl_skip__opener(const unsigned char *p, const unsigned char *end, pl_str *marker,
                     const unsigned char **body)
{
    if (end - p < 4 || p[1] != '<')
        return false;
    const unsigned char *name = p + 2 + (p[2] == '-'), *q = name;
    bool high = false;
    for (; q < end; q++) {
        unsigned char c = *q;
        if (c >= 0x80)
            high = true;
        else if ((unsigned)((c | 0x20) - 'a') >= 26 && c != '_' &&
                 (q == name || ((unsigned)(c - '0') > 9 && c != '-')))
            break;
    }
    pl_str s = { (const char *)name, (size_t)(q - name) };
    if (q < end && *q == '\r')
        q++;
    if (!s.len || q >= end || *q != '\n' || (high && !pl_is_ident(s)))
        return false;
    *marker = s;
    *body = q + 1;
    return true;
}

/* The length of the white space character at `p`, or 0. */
static unsigned space_at(const unsigned char *p, const unsigned char *end)
{
    if (*p < 0x80)
        return pl_is_space(*p);
    unsigned len = pl_utf8_len(p, end);
    return len && pl_utf8_is_space(pl_utf8_decode(p, len)) ? len : 0;
}

/* The length of the white space character that ends at `p`, or 0. */
static unsigned space_before(const unsigned char *p, const unsigned char *start)
{
    if (p[-1] < 0x80)
        return pl_is_space(p[-1]);
    for (unsigned len = 2; len <= 3 && len <= (size_t)(p - start); len++)
        if (pl_utf8_len(p - len, p) == len)
            return space_at(p - len, p);
    return 0;
}

bool pl_skip__marker(const unsigned char *newline, const unsigned char *since, bool fresh,
                     pl_str marker)
{
    const unsigned char *line = memrchr(since, '\n', (size_t)(newline - since));
    if (!line && !fresh)
        return false;
    const unsigned char *s = line ? line + 1 : since, *e = newline;
    for (unsigned n; e > s && (n = space_before(e, s)) != 0;)
        e -= n;
    for (unsigned n; s < e && (n = space_at(s, e)) != 0;)
        s += n;
    return (size_t)(e - s) == marker.len && memcmp(s, marker.ptr, marker.len) == 0;
}
