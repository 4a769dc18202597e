/* skip_avx2.c - the skipper of skip_core.h with AVX2, used on processors that have it. */
#include "lex/skip_wide.h"
#include "lex/skip_core.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi,popcnt")))

bool pl_skip__wide_here(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("popcnt");
}

/* A byte is in the class when the rows of its low and its high half share a bit.
 * One bit per high half that occurs: every low half may be in any row. */
#define ROWS(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)

/* bit 0: 0x0_ newline   1: 0x2_ " # ( ) /   2: 0x3_ <   3: 0x5_ [ ]   4: 0x7_ { } */
AVX2 static inline uint32_t code_mask(__m256i v)
{
    const __m256i low = ROWS(0, 0, 2, 2, 0, 0, 0, 0, 2, 2, 1, 24, 4, 24, 0, 2);
    const __m256i high = ROWS(1, 0, 2, 4, 0, 8, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0);
    __m256i half = _mm256_and_si256(_mm256_srli_epi16(v, 4), _mm256_set1_epi8(15));
    __m256i both = _mm256_and_si256(_mm256_shuffle_epi8(low, v), _mm256_shuffle_epi8(high, half));
    return ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(both, _mm256_setzero_si256()));
}

AVX2 static inline __m256i is(__m256i v, char c)
{
    return _mm256_cmpeq_epi8(v, _mm256_set1_epi8(c));
}

AVX2 static inline __m256i either(__m256i a, __m256i b)
{
    return _mm256_or_si256(a, b);
}

AVX2 static inline __m256i load(const unsigned char *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

AVX2 static inline const unsigned char *find_code(const unsigned char *p, const unsigned char *end)
{
    for (; p < end; p += 32) {
        uint32_t mask = code_mask(load(p));
        if (mask)
            return p + __builtin_ctz(mask);
    }
    return end;
}

/* A mask of those bytes of the block at `p` that lie before `end`. */
AVX2 static inline uint32_t inside(const unsigned char *p, const unsigned char *end)
{
    return __builtin_expect(end - p < 32, 0) ? (1u << (end - p)) - 1 : ~0u;
}

AVX2 static inline const unsigned char *find_deep(const unsigned char *p, const unsigned char *end,
                                                  uint32_t *lines)
{
    for (; p < end; p += 32) {
        __m256i v = load(p);
        uint32_t newlines = (uint32_t)_mm256_movemask_epi8(is(v, '\n'));
        uint32_t mask = code_mask(v) & ~newlines;
        /* Newlines below the first bit of the mask; all when it has none. */
        newlines &= (mask ^ (mask - 1)) & inside(p, end);
        *lines += (uint32_t)__builtin_popcount(newlines);
        if (mask)
            return p + __builtin_ctz(mask);
    }
    return end;
}

AVX2 static inline const unsigned char *find_quoted(const unsigned char *p,
                                                    const unsigned char *end)
{
    for (; p < end; p += 32) {
        __m256i v = load(p);
        __m256i hit = either(either(is(v, '"'), is(v, '\\')), either(is(v, '$'), is(v, '%')));
        uint32_t mask = (uint32_t)_mm256_movemask_epi8(either(hit, is(v, '\n')));
        if (mask)
            return p + __builtin_ctz(mask);
    }
    return end;
}

/* Newlines that cannot end the heredoc, because the byte before them is neither the
 * end of the marker nor perhaps white space, are counted without a stop. */
AVX2 static inline const unsigned char *find_line(const unsigned char *p, const unsigned char *end,
                                                  unsigned char last, uint32_t *lines)
{
    const __m256i ender = _mm256_set1_epi8((char)last), graph = _mm256_set1_epi8(' ' + 1);
    for (; p < end; p += 32) {
        __m256i v = load(p), before = load(p - 1);
        __m256i newline = is(v, '\n');
        __m256i maybe = either(_mm256_cmpeq_epi8(before, ender), _mm256_cmpgt_epi8(graph, before));
        __m256i hit = either(either(is(v, '$'), is(v, '%')), is(v, '\r'));
        hit = either(hit, _mm256_and_si256(newline, maybe));
        uint32_t stops = (uint32_t)_mm256_movemask_epi8(hit);
        uint32_t newlines = (uint32_t)_mm256_movemask_epi8(newline);
        stops &= inside(p, end);
        newlines &= ((stops ^ (stops - 1)) >> (stops != 0)) & inside(p, end);
        *lines += (uint32_t)__builtin_popcount(newlines);
        if (stops)
            return p + __builtin_ctz(stops);
    }
    return end;
}

AVX2 static __attribute__((noinline)) void skip_hard(pl_skipper *sk, const unsigned char *from,
                                                     uint32_t lines, bool body, pl_skip *out)
{
    pl_skip_core(sk, from, lines, body, out, find_code, find_deep, find_quoted, find_line);
}

AVX2 void pl_skip__wide(pl_skipper *sk, const unsigned char *from, uint32_t lines, bool body,
                        pl_skip *out)
{
    if (body || !pl_skip_easy(sk, from, lines, out, find_code, find_quoted))
        skip_hard(sk, from, lines, body, out);
}

#else

bool pl_skip__wide_here(void)
{
    return false;
}

void pl_skip__wide(pl_skipper *sk, const unsigned char *from, uint32_t lines, bool body,
                   pl_skip *out)
{
    (void)sk, (void)from, (void)lines, (void)body, (void)out;
    __builtin_unreachable();
}

#endif
