/* jsonw.c - writes JSON. Most of the work is copying strings, so plain bytes are found and copied
 * 16 at a time (SSE2). */
#include "base/jsonw.h"
#include "base/assert.h"
#include "base/str.h"
#include "base/double.h"
#include "base/utf8.h"
#include <math.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

void pl_jsonw_init(pl_jsonw *w, pl_buf *out, unsigned indent, bool html)
{
    *w = (pl_jsonw){ .out = out, .indent = indent, .html = html, .first = true };
}

static void new_line(pl_jsonw *w)
{
    if (!w->indent)
        return;
    pl_buf_byte(w->out, '\n');
    pl_buf_fill(w->out, ' ', (size_t)w->depth * w->indent);
}

/* Write what comes before an element: nothing after its key, otherwise a comma and a new line. */
static void lead(pl_jsonw *w)
{
    if (w->after_key) {
        w->after_key = false;
        return;
    }
    if (w->depth) {
        size_t blanks = (size_t)w->depth * w->indent;
        char *at = pl_buf_reserve(w->out, blanks + 2), *start = at;
        if (!w->first)
            *at++ = ',';
        if (w->indent) {
            *at++ = '\n';
            memset(at, ' ', blanks);
            at += blanks;
        }
        w->out->len += (size_t)(at - start);
    }
    w->first = false;
}

void pl_jsonw_open(pl_jsonw *w, char bracket)
{
    lead(w);
    pl_buf_byte(w->out, bracket);
    w->depth++;
    w->first = true;
}

void pl_jsonw_close(pl_jsonw *w, char bracket)
{
    pl_assert(w->depth > 0 && !w->after_key);
    w->depth--;
    if (!w->first)
        new_line(w);
    pl_buf_byte(w->out, bracket);
    w->first = false;
}

void pl_jsonw_key(pl_jsonw *w, pl_str key)
{
    pl_assert(w->depth > 0 && !w->after_key);
    lead(w);
    pl_json_quote(w->out, key, w->html);
    pl_buf_byte(w->out, ':');
    if (w->indent)
        pl_buf_byte(w->out, ' ');
    w->after_key = true;
}

void pl_jsonw_str(pl_jsonw *w, pl_str s)
{
    lead(w);
    pl_json_quote(w->out, s, w->html);
}

void pl_jsonw_int(pl_jsonw *w, int64_t n)
{
    lead(w);
    if (n < 0)
        pl_buf_byte(w->out, '-');
    pl_buf_u64(w->out, n < 0 ? -(uint64_t)n : (uint64_t)n);
}

void pl_jsonw_double(pl_jsonw *w, double d)
{
    lead(w);
    if (isfinite(d))
        pl_double_json(w->out, d, 64);
    else
        pl_buf_cstr(w->out, "null");
}

void pl_jsonw_bool(pl_jsonw *w, bool b)
{
    lead(w);
    pl_buf_cstr(w->out, b ? "true" : "false");
}

void pl_jsonw_null(pl_jsonw *w)
{
    lead(w);
    pl_buf_cstr(w->out, "null");
}

void pl_jsonw_begin(pl_jsonw *w, const char *key, char bracket)
{
    pl_jsonw_key(w, pl_str_cstr(key));
    pl_jsonw_open(w, bracket);
}

void pl_jsonw_end(pl_jsonw *w, const char *brackets)
{
    for (; *brackets; brackets++)
        pl_jsonw_close(w, *brackets);
}

void pl_jsonw_member_bool(pl_jsonw *w, const char *key, bool b)
{
    pl_jsonw_key(w, pl_str_cstr(key));
    pl_jsonw_bool(w, b);
}

void pl_jsonw_member(pl_jsonw *w, const char *key, pl_str value)
{
    pl_jsonw_key(w, pl_str_cstr(key));
    pl_jsonw_str(w, value);
}

void pl_jsonw_member_int(pl_jsonw *w, const char *key, int64_t n)
{
    pl_jsonw_key(w, pl_str_cstr(key));
    pl_jsonw_int(w, n);
}

void pl_jsonw_member_or_null(pl_jsonw *w, const char *key, pl_str value)
{
    if (value.len) {
        pl_jsonw_member(w, key, value);
        return;
    }
    pl_jsonw_key(w, pl_str_cstr(key));
    pl_jsonw_null(w);
}

void pl_jsonw_raw(pl_jsonw *w, pl_str json)
{
    lead(w);
    pl_buf_str(w->out, json);
}

/* What follows the backslash; 0: there is no short escape. */
static char short_escape(unsigned char c)
{
    switch (c) {
    case '"': return '"';
    case '\\': return '\\';
    case '\b': return 'b';
    case '\f': return 'f';
    case '\n': return 'n';
    case '\r': return 'r';
    case '\t': return 't';
    default: return 0;
    }
}

static bool is_plain(unsigned char c, bool html)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\' &&
           !(html && (c == '<' || c == '>' || c == '&'));
}

#ifdef __SSE2__
/* A bit for each of the 16 bytes of `v` that is not plain. */
static unsigned special(__m128i v, bool html)
{
    __m128i m = _mm_cmplt_epi8(v, _mm_set1_epi8(0x20)); /* from 0x80 on they are negative */
    m = _mm_or_si128(m, _mm_cmpeq_epi8(v, _mm_set1_epi8('"')));
    m = _mm_or_si128(m, _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
    if (html) {
        m = _mm_or_si128(m, _mm_cmpeq_epi8(v, _mm_set1_epi8('<')));
        m = _mm_or_si128(m, _mm_cmpeq_epi8(v, _mm_set1_epi8('>')));
        m = _mm_or_si128(m, _mm_cmpeq_epi8(v, _mm_set1_epi8('&')));
    }
    return (unsigned)_mm_movemask_epi8(m);
}

/* Copy `n` bytes, which are 32 at most, and return whether all of them are plain. What overlaps is
 * copied and examined twice, which takes less time than a loop or a call. */
static bool copy_plain(char *to, const unsigned char *p, size_t n, bool html)
{
    __m128i head, tail;
    if (n >= 16) {
        head = _mm_loadu_si128((const __m128i *)(const void *)p);
        tail = _mm_loadu_si128((const __m128i *)(const void *)(p + n - 16));
        _mm_storeu_si128((__m128i *)(void *)to, head);
        _mm_storeu_si128((__m128i *)(void *)(to + n - 16), tail);
        return !(special(head, html) | special(tail, html));
    }
    if (n >= 8) {
        head = _mm_loadl_epi64((const __m128i *)(const void *)p);
        tail = _mm_loadl_epi64((const __m128i *)(const void *)(p + n - 8));
        _mm_storel_epi64((__m128i *)(void *)to, head);
        _mm_storel_epi64((__m128i *)(void *)(to + n - 8), tail);
        return !special(_mm_unpacklo_epi64(head, tail), html);
    }
    if (n >= 4) {
        uint32_t a, b;
        memcpy(&a, p, 4);
        memcpy(&b, p + n - 4, 4);
        memcpy(to, &a, 4);
        memcpy(to + n - 4, &b, 4);
        return !special(_mm_set_epi32((int)a, (int)a, (int)b, (int)b), html);
    }
    for (size_t i = 0; i < n; i++) {
        to[i] = (char)p[i];
        if (!is_plain(p[i], html))
            return false;
    }
    return true;
}

static const unsigned char *skip_plain(const unsigned char *p, const unsigned char *end, bool html)
{
    const unsigned char *begin = p;
    for (; end - p >= 16; p += 16) {
        unsigned mask = special(_mm_loadu_si128((const __m128i *)(const void *)p), html);
        if (mask)
            return p + __builtin_ctz(mask);
    }
    if (end - p >= 8) {
        unsigned mask = special(_mm_loadl_epi64((const __m128i *)(const void *)p), html) & 0xff;
        if (mask)
            return p + __builtin_ctz(mask);
        p += 8;
    }
    if (p < end && end - begin >= 8) { /* the last eight, some of them once more */
        unsigned mask = special(_mm_loadl_epi64((const __m128i *)(const void *)(end - 8)), html);
        mask = (mask & 0xff) >> (8 - (end - p));
        return mask ? p + __builtin_ctz(mask) : end;
    }
    while (p < end && is_plain(*p, html))
        p++;
    return p;
}
#else
static bool copy_plain(char *to, const unsigned char *p, size_t n, bool html)
{
    for (size_t i = 0; i < n; i++) {
        to[i] = (char)p[i];
        if (!is_plain(p[i], html))
            return false;
    }
    return true;
}

static const unsigned char *skip_plain(const unsigned char *p, const unsigned char *end, bool html)
{
    while (p < end && is_plain(*p, html))
        p++;
    return p;
}
#endif

/* Quote one character that is not plain ASCII. Returns its length. */
static size_t quote_one(pl_buf *out, const unsigned char *p, const unsigned char *end)
{
    char escape = short_escape(*p);
    if (escape) {
        char *at = pl_buf_reserve(out, 2);
        at[0] = '\\';
        at[1] = escape;
        out->len += 2;
        return 1;
    }
    if (*p < 0x80) {
        pl_buf_printf(out, "\\u%04x", *p);
        return 1;
    }
    unsigned len = pl_utf8_len(p, end);
    if (!len || !pl_utf8_valid((pl_str){ (const char *)p, len })) {
        pl_buf_cstr(out, "\\ufffd");
        return 1;
    }
    uint32_t cp = pl_utf8_decode(p, len);
    if (cp == 0x2028 || cp == 0x2029)
        pl_buf_printf(out, "\\u%04x", cp);
    else
        pl_buf_add(out, p, len);
    return len;
}

/* A text with bytes that are not plain, or a long one. */
static void quote_any(pl_buf *out, pl_str s, bool html)
{
    const unsigned char *p = (const unsigned char *)s.ptr, *end = p + s.len;
    const unsigned char *run = skip_plain(p, end, html);
    char *at = pl_buf_reserve(out, s.len + 2); /* most texts need no more */
    size_t n = (size_t)(run - p);
    *at++ = '"';
    memcpy(at, p, n);
    out->len += n + 1;
    while (run < end) {
        run += quote_one(out, run, end);
        p = run;
        run = skip_plain(p, end, html);
        pl_buf_add(out, p, (size_t)(run - p));
    }
    pl_buf_byte(out, '"');
}

void pl_json_quote(pl_buf *out, pl_str s, bool html)
{
    enum { SHORT = 32 };
    if (s.len <= SHORT) {
        char *at = pl_buf_reserve(out, SHORT + 2);
        if (copy_plain(at + 1, (const unsigned char *)s.ptr, s.len, html)) {
            at[0] = at[s.len + 1] = '"';
            out->len += s.len + 2;
            return;
        }
    }
    quote_any(out, s, html);
}
