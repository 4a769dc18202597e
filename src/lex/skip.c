#include "lex/skip.h"
#include "base/utf8.h"
#include "lex/lex.h"
#include "lex/skip_core.h"
#include "lex/skip_wide.h"

/* ---- finding bytes one by one */

enum { CODE = 1, QUOTED = 2, LINE = 4 };

static const uint8_t class_of[256] = {
    ['\n'] = CODE | QUOTED, ['"'] = CODE | QUOTED, ['#'] = CODE,  ['/'] = CODE,
    ['('] = CODE,           [')'] = CODE,          ['['] = CODE,  [']'] = CODE,
    ['{'] = CODE,           ['}'] = CODE,          ['<'] = CODE,  ['\\'] = QUOTED,
    ['$'] = QUOTED | LINE,  ['%'] = QUOTED | LINE, ['\r'] = LINE,
};

static const unsigned char *find_code(const unsigned char *p, const unsigned char *end)
{
    while (p < end && !(class_of[*p] & CODE))
        p++;
    return p;
}

static const unsigned char *find_deep(const unsigned char *p, const unsigned char *end,
                                      uint32_t *lines)
{
    for (; (p = find_code(p, end)) < end && *p == '\n'; p++)
        ++*lines;
    return p;
}

static const unsigned char *find_quoted(const unsigned char *p, const unsigned char *end)
{
    while (p < end && !(class_of[*p] & QUOTED))
        p++;
    return p;
}

static const unsigned char *find_line(const unsigned char *p, const unsigned char *end,
                                      unsigned char last, uint32_t *lines)
{
    for (; p < end && !(class_of[*p] & LINE); p++)
        if (*p == '\n') {
            if (p[-1] == last || p[-1] <= ' ' || p[-1] >= 0x80)
                break;
            ++*lines;
        }
    return p;
}

static void skip_bytes(pl_skipper *sk, const unsigned char *from, uint32_t lines, bool body,
                       pl_skip *out)
{
    if (body || !pl_skip_easy(sk, from, lines, out, find_code, find_quoted))
        pl_skip_core(sk, from, lines, body, out, find_code, find_deep, find_quoted, find_line);
}

/* ---- pieces of the state machine */

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

static bool is_blank(unsigned char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Length of the white space character at `p`, or 0. */
static unsigned space_at(const unsigned char *p, const unsigned char *end)
{
    if (*p < 0x80)
        return is_blank(*p);
    unsigned len = pl_utf8_len(p, end);
    return len && pl_utf8_is_space(pl_utf8_decode(p, len)) ? len : 0;
}

/* The same for the one that ends at `p`. */
static unsigned space_before(const unsigned char *p, const unsigned char *start)
{
    if (p[-1] < 0x80)
        return is_blank(p[-1]);
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

/* ---- entry points */

bool pl_skip_wide(void)
{
    return pl_skip__wide_here();
}

void pl_skip_begin(pl_skipper *sk, pl_str text, bool wide)
{
    sk->text = (const unsigned char *)text.ptr;
    sk->end = sk->text + text.len;
    sk->holes.n = 0;
    sk->no_close = UINT32_MAX;
    sk->wide = wide;
}

void pl_skip_done(pl_skipper *sk)
{
    pl_vec_done(&sk->holes);
}

static void run(pl_skipper *sk, const unsigned char *from, uint32_t lines, bool body, pl_skip *out)
{
    sk->holes.n = 0;
    if (sk->wide)
        pl_skip__wide(sk, from, lines, body, out);
    else
        skip_bytes(sk, from, lines, body, out);
}

void pl_skip_value(pl_skipper *sk, uint32_t from, pl_skip *out)
{
    const unsigned char *p = sk->text + from;
    uint32_t lines = 0;
    for (;;) {
        while (p < sk->end && (*p == ' ' || *p == '\t'))
            p++;
        if (p >= sk->end || *p != '/' || sk->end - p < 2 || p[1] != '*')
            break;
        const unsigned char *behind = pl_skip__comment(sk, p, &lines);
        if (!behind)
            break;
        p = behind;
    }
    run(sk, p, lines, false, out);
}

void pl_skip_body(pl_skipper *sk, uint32_t from, pl_skip *out)
{
    run(sk, sk->text + from, 0, true, out);
}
