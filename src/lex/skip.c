/* skip.c - the skipper for processors without AVX2: finds bytes one by one, and holds the entry
 * points of skip.h. */
#include "lex/skip.h"
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

static void run_skipper(pl_skipper *sk, const unsigned char *from, uint32_t lines, bool body,
                        pl_skip *out)
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
        const unsigned char *after = pl_skip__comment(sk, p, &lines);
        if (!after)
            break;
        p = after;
    }
    run_skipper(sk, p, lines, false, out);
}

void pl_skip_body(pl_skipper *sk, uint32_t from, pl_skip *out)
{
    run_skipper(sk, sk->text + from, 0, true, out);
}
