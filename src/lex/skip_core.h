/* skip_core.h - the skipper's state machine, independent of how it finds bytes.
 *
 * It is inlined once for each way of finding (skip.c, skip_avx2.c), with the functions that find
 * the next byte of interest as constants.
 *
 *   code      " # / ( ) [ ] { } < newline
 *   deep      the same without newline, where a newline ends nothing
 *   quoted    " \ $ % newline
 *   heredoc   $ % CR, and newlines after what may be the end marker
 *
 * Frames alternate: code, template, code inside an interpolation of it, and so on; level 0 is the
 * code of the value itself:
 *
 *     f("a ${g("b")} c")
 *     001112222333221110
 *
 * Brackets count only at level 0 (they decide whether a newline ends the value); braces alone
 * decide where an interpolation ends. Threads: pure. */
#ifndef PL_LEX_SKIP_CORE_H
#define PL_LEX_SKIP_CORE_H
#include "lex/skip.h"
#include <string.h>

/* Find the first byte of interest in [p, end); returns any address from `end` on if there is none.
 */
typedef const unsigned char *pl_skip_find(const unsigned char *p, const unsigned char *end);
/* Also adds the newlines that it passes to *lines. */
typedef const unsigned char *pl_skip_find_deep(const unsigned char *p, const unsigned char *end,
                                               uint32_t *lines);
/* Also counts newlines; `last` is the last byte of the end marker. */
typedef const unsigned char *pl_skip_find_line(const unsigned char *p, const unsigned char *end,
                                               unsigned char last, uint32_t *lines);

/* Functions that need not be inlined twice (skip_parts.c). */

/* Skip the block comment at `p`; returns one past it, NULL if it never ends. */
const unsigned char *pl_skip__comment(pl_skipper *sk, const unsigned char *p, uint32_t *lines);
/* Is the < at `p` the opener of a heredoc? Then its text starts at *body. */
bool pl_skip__opener(const unsigned char *p, const unsigned char *end, pl_str *marker,
                     const unsigned char **body);
/* Does the line that ends at `newline` end the heredoc? `since`: where its text began or continued
 * after an interpolation; with `fresh` that is the start of a line. */
bool pl_skip__marker(const unsigned char *newline, const unsigned char *since, bool fresh,
                     pl_str marker);

typedef struct pl_skip_frame {
    const unsigned char *at; /* code: where it began; template: its end marker */
    uint32_t n;              /* code: open brackets; template: length of the marker, 0: quoted */
} pl_skip_frame;

typedef struct pl_skip_tail {
    const unsigned char *gap;  /* end of the last comment or heredoc */
    const unsigned char *last; /* end of the last token */
    uint32_t lines;            /* newlines before `last` */
} pl_skip_tail;

/* Note the end of the tokens of level 0 before `p`: after the last byte that is not blank. */
static inline void pl_skip_mark(pl_skip_tail *tail, const unsigned char *p, uint32_t lines)
{
    while (p > tail->gap && (p[-1] == ' ' || p[-1] == '\t' || p[-1] == '\r'))
        p--;
    if (p > tail->gap) {
        tail->last = p;
        tail->lines = lines;
    }
}

/* Skip a value that needs no state, as most do: one string, or text without bytes of interest up to
 * the newline. False for all others, with *out left alone. */
static inline __attribute__((always_inline)) bool
pl_skip_easy(const pl_skipper *sk, const unsigned char *from, uint32_t lines, pl_skip *out,
             pl_skip_find *find_code, pl_skip_find *find_quoted)
{
    const unsigned char *const end = sk->end;
    bool string = from < end && *from == '"';
    const unsigned char *p = string ? find_quoted(from + 1, end) : find_code(from, end);
    if (p >= end || *p != (string ? '"' : '\n'))
        return false;
    if (string && (++p >= end || *p != '\n'))
        return false;
    pl_skip_tail tail = { from, from, lines };
    pl_skip_mark(&tail, p, lines);
    uint32_t last = (uint32_t)(tail.last - sk->text);
    *out = (pl_skip){ .stop = PL_SKIP_NEWLINE,
                      .start = (uint32_t)(from - sk->text),
                      .end = last,
                      .first = string ? last : 0,
                      .at = (uint32_t)(p - sk->text),
                      .lines = lines,
                      .end_lines = lines };
    return true;
}

/* Skip a value or, with `body`, the rest of a block from `from` on, and fill in *out. The caller
 * has already passed `lines` newlines. The find_ functions are constants, so that the compiler
 * inlines them. */
static inline __attribute__((always_inline)) void
pl_skip_core(pl_skipper *sk, const unsigned char *from, uint32_t lines, bool body, pl_skip *out,
             pl_skip_find *find_code, pl_skip_find_deep *find_deep, pl_skip_find *find_quoted,
             pl_skip_find_line *find_line)
{
    pl_skip_frame stack[PL_SKIP_DEPTH];
    const unsigned char *const end = sk->end;
    const unsigned char *p = from, *hole = from;
    const unsigned char *since = from, *after;
    pl_str marker = { 0 };
    uint32_t level = 0, depth = 0;
    bool fresh = false, opens = false; /* the template at level 1 is the first token */
    pl_skip_tail tail = { from, from, lines };
    *out = (pl_skip){ 0 };

code:
    p = level || depth || body ? find_deep(p, end, &lines) : find_code(p, end);
    if (p >= end) {
        out->stop = level ? PL_SKIP_LOST : PL_SKIP_END;
        goto stopped;
    }
    switch (*p) {
    case '\n': out->stop = PL_SKIP_NEWLINE; goto stopped;
    case '(':
    case '[':
        depth += !level;
        p++;
        goto code;
    case ')':
    case ']':
        if (!level) {
            out->bad |= !depth;
            depth -= depth > 0;
        }
        p++;
        goto code;
    case '{':
        depth++;
        p++;
        goto code;
    case '}':
        if (depth) {
            depth--;
            p++;
            goto code;
        }
        if (!level) {
            out->stop = PL_SKIP_BRACE;
            goto stopped;
        }
        if (level == 2) {
            after = p - (p > hole && p[-1] == '~');
            pl_vec_push(&sk->holes,
                        ((pl_range){ (uint32_t)(hole - sk->text), (uint32_t)(after - sk->text) }));
        }
        level--;
        marker = (pl_str){ (const char *)stack[level].at, stack[level].n };
        since = ++p;
        fresh = false;
        goto template;
    case '"':
        marker = (pl_str){ 0 };
        opens |= !level && p == from;
        p++;
        goto enter;
    case '<':
        if (!pl_skip__opener(p, end, &marker, &since)) {
            p++;
            goto code;
        }
        opens |= !level && p == from;
        p = since;
        fresh = true;
        lines++;
        goto enter;
    case '/':
        if (end - p > 1 && p[1] == '*') {
            uint32_t before = lines;
            after = pl_skip__comment(sk, p, &lines);
            if (after && !level) {
                pl_skip_mark(&tail, p, before);
                tail.gap = after;
            }
            p = after ? after : p + 1;
            goto code;
        }
        if (end - p < 2 || p[1] != '/') {
            p++;
            goto code;
        }
        /* fall through */
    default: /* # */
        if (!level && !depth && !body) {
            out->stop = PL_SKIP_NEWLINE;
            goto stopped;
        }
        p = memchr(p, '\n', (size_t)(end - p));
        if (!p)
            p = end;
        goto code;
    }

enter: /* a template begins at `p` */
    if (level + 1 >= PL_SKIP_DEPTH)
        goto lost;
    stack[level++] = (pl_skip_frame){ hole, depth };
    template : if (marker.len) goto heredoc;
quoted:
    p = find_quoted(p, end);
    if (p >= end)
        goto lost;
    switch (*p) {
    case '"': p++; goto leave;
    case '\\':
        out->escapes |= level == 1;
        p += p + 1 < end && p[1] == '\n' ? 1 : 2;
        goto quoted;
    case '\n':
        out->bad = true;
        lines++;
        p++;
        goto quoted;
    default: goto dollar;
    }

heredoc:
    p = find_line(p, end, (unsigned char)marker.ptr[marker.len - 1], &lines);
    if (p >= end)
        goto lost;
    switch (*p) {
    case '\n':
        if (!pl_skip__marker(p, since, fresh, marker)) {
            lines++;
            p++;
            goto heredoc;
        }
        p -= p > since && p[-1] == '\r';
        if (level == 1)
            tail = (pl_skip_tail){ p, p, lines };
        goto leave;
    case '\r':
        if (end - p < 2 || p[1] != '\n')
            goto lost;
        p++;
        goto heredoc;
    default: goto dollar;
    }

dollar: /* $ or %: ${ opens, $${ is text, anything else is text too */
    if (end - p > 1 && p[1] == '{') {
        out->open = true;
        out->control |= *p == '%' && level == 1;
        if (level + 1 >= PL_SKIP_DEPTH)
            goto lost;
        stack[level++] = (pl_skip_frame){ (const unsigned char *)marker.ptr, (uint32_t)marker.len };
        p += 2;
        p += p < end && *p == '~';
        hole = p;
        depth = 0;
        goto code;
    }
    if (end - p > 2 && p[1] == *p && p[2] == '{') {
        out->escapes |= level == 1;
        p += 2;
    }
    p++;
    goto template;

leave: /* the template ended before `p` */
    level--;
    hole = stack[level].at;
    depth = stack[level].n;
    if (!level && opens && !out->first)
        out->first = (uint32_t)(p - sk->text);
    goto code;

lost:
    out->stop = PL_SKIP_LOST;
stopped:
    p = p > end || out->stop == PL_SKIP_LOST ? end : p;
    pl_skip_mark(&tail, p, lines);
    out->bad |= out->stop == PL_SKIP_LOST || depth > 0;
    out->start = (uint32_t)(from - sk->text);
    out->end = (uint32_t)(tail.last - sk->text);
    out->at = (uint32_t)(p - sk->text);
    out->lines = lines;
    out->end_lines = tail.lines;
}

#endif
