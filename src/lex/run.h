/* run.h - skips plain text up to the next byte that may have a meaning.
 *
 * Most of a mod is literal text, so these loops skip it instead of the machine: 16 bytes a step
 * with SSE2, 8 with plain integers. They may read up to 16 bytes after `pe`, which PL_VIEW_SLACK
 * allows, but never return more than `pe`. Threads: pure functions. */
#ifndef PL_LEX_RUN_H
#define PL_LEX_RUN_H
#include "base/utf8.h"
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#ifdef __SSE2__
/* A bit for each byte that is no ASCII or one of $ % CR LF and, in a quoted string, " \. */
static inline unsigned pl_run_stops(const unsigned char *p, bool quoted)
{
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i m =
        _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('$')), _mm_cmpeq_epi8(v, _mm_set1_epi8('%')));
    m = _mm_or_si128(m, _mm_cmpeq_epi8(v, _mm_set1_epi8('\n')));
    m = _mm_or_si128(m, _mm_cmpeq_epi8(v, _mm_set1_epi8('\r')));
    if (quoted) {
        m = _mm_or_si128(m, _mm_cmpeq_epi8(v, _mm_set1_epi8('"')));
        m = _mm_or_si128(m, _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
    }
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(m, v));
}

/* For each byte of x: is x - low <= span? */
static inline __m128i pl_run_between(__m128i x, char low, char span)
{
    x = _mm_sub_epi8(x, _mm_set1_epi8(low));
    return _mm_cmpeq_epi8(_mm_min_epu8(x, _mm_set1_epi8(span)), x);
}

/* A bit for each byte that is not one of [A-Za-z0-9_-]. */
static inline unsigned pl_run_ends(const unsigned char *p)
{
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i m = pl_run_between(_mm_or_si128(v, _mm_set1_epi8(0x20)), 'a', 25);
    m = _mm_or_si128(m, pl_run_between(v, '0', 9));
    m = _mm_or_si128(m, _mm_cmpeq_epi8(v, _mm_set1_epi8('_')));
    m = _mm_or_si128(m, _mm_cmpeq_epi8(v, _mm_set1_epi8('-')));
    return ~(unsigned)_mm_movemask_epi8(m) & 0xffff;
}

enum { PL_RUN_STEP = 16 };
#else
static inline uint64_t pl_run_has(uint64_t v, unsigned char c)
{
    uint64_t x = v ^ 0x0101010101010101u * c;
    /* Exact for every byte, not only the lowest one. */
    return ~(((x & 0x7f7f7f7f7f7f7f7fu) + 0x7f7f7f7f7f7f7f7fu) | x | 0x7f7f7f7f7f7f7f7fu);
}

static inline unsigned pl_run_stops(const unsigned char *p, bool quoted)
{
    uint64_t v, m;
    memcpy(&v, p, 8);
    m = pl_run_has(v, '$') | pl_run_has(v, '%') | pl_run_has(v, '\n') | pl_run_has(v, '\r');
    if (quoted)
        m |= pl_run_has(v, '"') | pl_run_has(v, '\\');
    m |= v & 0x8080808080808080u;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    m = __builtin_bswap64(m);
#endif
    return m ? 1u << __builtin_ctzll(m) / 8 : 0;
}

static inline unsigned pl_run_ends(const unsigned char *p)
{
    unsigned ends = 0;
    for (unsigned i = 0; i < 8; i++) {
        unsigned char low = p[i] | 0x20;
        bool name = (low >= 'a' && low <= 'z') || (p[i] >= '0' && p[i] <= '9') || p[i] == '_' ||
                    p[i] == '-';
        ends |= (unsigned)!name << i;
    }
    return ends;
}

enum { PL_RUN_STEP = 8 };
#endif

/* The end of the ASCII identifier characters from `p` on, at most `pe`. */
static inline const unsigned char *pl_run_name(const unsigned char *p, const unsigned char *pe)
{
    while (p < pe) {
        unsigned ends = pl_run_ends(p);
        if (ends) {
            p += __builtin_ctz(ends);
            break;
        }
        p += PL_RUN_STEP;
    }
    return p < pe ? p : pe;
}

/* The first byte from `p` on that may end literal text, at most `pe`. */
static inline const unsigned char *pl_run_ascii(const unsigned char *p, const unsigned char *pe,
                                                bool quoted)
{
    while (p < pe) {
        unsigned stops = pl_run_stops(p, quoted);
        if (stops) {
            p += __builtin_ctz(stops);
            break;
        }
        p += PL_RUN_STEP;
    }
    return p < pe ? p : pe;
}

/* The end of the literal text of a heredoc or bare template: at $ % CR LF, a byte that is no UTF-8,
 * or `pe`. */
static inline const unsigned char *pl_run_text(const unsigned char *p, const unsigned char *pe)
{
    for (;;) {
        p = pl_run_ascii(p, pe, false);
        unsigned len = p < pe && *p >= 0x80 ? pl_utf8_len(p, pe) : 0;
        if (!len)
            return p;
        p += len;
    }
}

/* The end of the literal text of a quoted string: also at " and at a backslash that no character
 * follows on its line. */
static inline const unsigned char *pl_run_quoted(const unsigned char *p, const unsigned char *pe)
{
    for (;;) {
        p = pl_run_ascii(p, pe, true);
        if (p == pe || (*p < 0x80 && *p != '\\'))
            return p;
        unsigned slash = *p == '\\', len = pl_utf8_len(p + slash, pe);
        if (!len || (slash && (p[1] == '\n' || p[1] == '\r')))
            return p;
        p += slash + len;
    }
}

#endif
