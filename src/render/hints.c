/* hints.c - finding places in a text where a secret may begin, by three bytes in a row.
 *
 * Eight groups of such beginnings have a bit each. A byte at the first place is in the groups
 * that its two halves share in `first`, and so on: two look-ups in 16 rows per byte, which AVX2
 * does for 32 bytes at once. The rows may accept more than was intended; what they accept is
 * then examined byte by byte. */
#include "render/hints.h"
#include "base/assert.h"
#include "base/str.h"
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Bits of the groups, and what they begin with. */
enum {
    S = 1,  /* SG. SK? */
    A = 2,  /* AKI ABI ACC ... AC? AIz Acc */
    E = 4,  /* ey- eyJ */
    G = 8,  /* gh[oprsu] */
    U = 16, /* :// */
    M = 32, /* EAA -us */
    X = 64, /* xox k_l */
    T = 128 /* twi nke, in any letters */
};

typedef struct rows {
    uint8_t low[16], high[16];
} rows;

static const rows first = {
    .low = { [1] = A,
             [3] = S,
             [4] = T,
             [5] = E | M,
             [7] = G,
             [8] = X,
             [10] = U,
             [11] = X,
             [13] = M,
             [14] = T },
    .high = { [2] = M, [3] = U, [4] = A | M | T, [5] = S | T, [6] = E | G | X | T, [7] = X | T },
};
static const rows second = {
    .low = { [0] = A,
             [1] = M,
             [2] = A,
             [3] = A,
             [5] = M,
             [7] = S | A | T,
             [8] = G,
             [9] = A | E,
             [11] = S | A | T,
             [14] = A,
             [15] = U | X },
    .high = { [2] = U, [4] = S | A | M | T, [5] = A | X | T, [6] = A | G | X | T, [7] = M | E | T },
};
/* After AC and SK there may be any lower-case letter or digit, so all low halves of these are
 * set. */
#define ANY (S | A)
static const rows third = {
    .low = { ANY | G, ANY | M, ANY | G, ANY | G | M, ANY, ANY | G | T, ANY, ANY, ANY | X, ANY | T,
             ANY | E, ANY, ANY | X, ANY | E, ANY, ANY | U | G },
    .high = { [2] = S | E | U,
              [3] = ANY,
              [4] = A | E | M | T,
              [5] = A,
              [6] = ANY | G | X | T,
              [7] = ANY | G | M | X },
};
#undef ANY

/* ---- examining one place */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_small(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z');
}

static bool is_capital(char c)
{
    return is_digit(c) || (c >= 'A' && c <= 'Z');
}

static bool is_letter(char c)
{
    return is_small(c) || is_capital(c) || c == '_' || c == '-' || c == '=';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f');
}

/* The length of the run of bytes of a class from `at` on. */
static size_t run(pl_str s, size_t at, bool (*is)(char c))
{
    pl_assert(at <= s.len);
    size_t end = at;
    while (end < s.len && is(s.ptr[end]))
        end++;
    return end - at;
}

static bool has_word_at(pl_str s, size_t at, pl_str word)
{
    pl_assert(at <= s.len);
    return s.len - at >= word.len && memcmp(s.ptr + at, word.ptr, word.len) == 0;
}

/* Is `word` there in any case, beginning `before` bytes before `at`? */
static bool has_word_folded(pl_str s, size_t at, size_t before, const char *word)
{
    size_t len = strlen(word);
    return at >= before && s.len - (at - before) >= len &&
           pl_str_same(pl_str_make(s.ptr + at - before, len), pl_str_cstr(word));
}

static bool in_user(char c)
{
    static const char not [] = ":/?#[]@!$&\\'()*+,;= \t\n\f\r";
    return !memchr(not, c, sizeof not -1);
}

/* Does "://" begin a name, a colon, a password and an "@"? */
static bool has_password(pl_str s, size_t at)
{
    size_t name = run(s, at, in_user), colon = at + name;
    if (!name || colon >= s.len || s.ptr[colon] != ':')
        return false;
    size_t password = run(s, colon + 1, in_user), end = colon + 1 + password;
    return password && end < s.len && s.ptr[end] == '@';
}

static bool is_aws(pl_str s, size_t at)
{
    static const char names[] = "AKIA ABIA ACCA AGPA AIDA AIPA ANPA ANVA APKA AROA ASCA ASIA";
    if (run(s, at, is_capital) < 20)
        return false;
    for (size_t i = 0; i < sizeof names; i += 5)
        if (memcmp(s.ptr + at, names + i, 4) == 0)
            return true;
    return false;
}

static uint32_t hint_a(pl_str s, size_t at)
{
    uint32_t hints = is_aws(s, at) ? 1u << PL_HINT_AWS : 0;
    if (s.ptr[at + 1] == 'C' && run(s, at + 2, is_small) >= 32)
        hints |= 1u << PL_HINT_TWILIO;
    if (has_word_at(s, at, PL_S("AIza")))
        hints |= 1u << PL_HINT_GOOGLE;
    if (has_word_at(s, at, PL_S("AccountKey=")))
        hints |= 1u << PL_HINT_AZURE;
    return hints;
}

static bool is_github(pl_str s, size_t at)
{
    return s.len - at >= 40 && memchr("oprsu", s.ptr[at + 2], 5) && s.ptr[at + 3] == '_' &&
           run(s, at + 4, is_letter) >= 36;
}

static bool is_mailchimp(pl_str s, size_t at)
{
    size_t before = 0;
    if (!has_word_at(s, at, PL_S("-us")) || at + 3 >= s.len || !is_digit(s.ptr[at + 3]))
        return false;
    while (before < 32 && before < at && is_small(s.ptr[at - before - 1]))
        before++;
    return before == 32;
}

/* The hints at `at`, where at least three bytes are left. */
static uint32_t hints_at(pl_str s, size_t at)
{
    pl_assert(s.len >= 3 && at <= s.len - 3);
    switch (s.ptr[at]) {
    case 'S':
        if (s.ptr[at + 1] == 'K' && run(s, at + 2, is_small) >= 32)
            return 1u << PL_HINT_TWILIO;
        return has_word_at(s, at, PL_S("SG.")) && run(s, at + 3, is_letter) >= 22
                   ? 1u << PL_HINT_SENDGRID
                   : 0;
    case 'A': return hint_a(s, at);
    case 'e':
        if (has_word_at(s, at, PL_S("eyJ")))
            return 1u << PL_HINT_JWT;
        return at && has_word_at(s, at - 1, PL_S("key-")) && run(s, at + 3, is_letter) >= 32
                   ? 1u << PL_HINT_MAILGUN
                   : 0;
    case 'g': return s.ptr[at + 1] == 'h' && is_github(s, at) ? 1u << PL_HINT_GITHUB : 0;
    case ':':
        return has_word_at(s, at, PL_S("://")) && has_password(s, at + 3) ? 1u << PL_HINT_URL : 0;
    case 'E': return has_word_at(s, at, PL_S("EAACEdEose0cBA")) ? 1u << PL_HINT_FACEBOOK : 0;
    case '-': return is_mailchimp(s, at) ? 1u << PL_HINT_MAILCHIMP : 0;
    case 'x': return has_word_at(s, at, PL_S("xox")) ? 1u << PL_HINT_SLACK : 0;
    case 'k':
        if (has_word_at(s, at, PL_S("k_live_")))
            return 1u << PL_HINT_STRIPE;
        return 0;
    case 't':
    case 'T': return has_word_folded(s, at, 0, "twitter") ? 1u << PL_HINT_TWITTER : 0;
    case 'n':
    case 'N': return has_word_folded(s, at, 2, "linkedin") ? 1u << PL_HINT_LINKEDIN : 0;
    default: return 0;
    }
}

/* ---- byte by byte */

static uint8_t groups_of(const rows *r, char c)
{
    unsigned char u = (unsigned char)c;
    return r->low[u & 15] & r->high[u >> 4];
}

static uint32_t hints_from(pl_str s, size_t at)
{
    uint32_t hints = 0;
    for (; at + 2 < s.len; at++)
        if (groups_of(&first, s.ptr[at]) & groups_of(&second, s.ptr[at + 1]) &
            groups_of(&third, s.ptr[at + 2]))
            hints |= hints_at(s, at);
    return hints;
}

uint32_t pl_hints_bytes(pl_str s)
{
    uint32_t hints = hints_from(s, 0);
    for (size_t at = 0; at + 32 <= s.len && !(hints >> PL_HINT_HEX & 1);) {
        size_t n = run(s, at, is_hex);
        if (n >= 32)
            hints |= 1u << PL_HINT_HEX;
        at += n + 1;
    }
    return hints;
}

/* ---- 32 at once */

#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2,bmi")))

/* Are there 32 hexadecimal digits around `at`? */
static bool is_hex_run(pl_str s, size_t at)
{
    size_t start = at;
    while (start && at - start < 32 && is_hex(s.ptr[start - 1]))
        start--;
    return run(s, start, is_hex) >= 32;
}

bool pl_hints_wide_here(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi");
}

typedef struct wide_rows {
    __m256i low, high;
} wide_rows;

AVX2 static inline wide_rows widen(const rows *r)
{
    return (wide_rows){
        _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)r->low)),
        _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)r->high)),
    };
}

AVX2 static inline __m256i load(const char *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

AVX2 static inline __m256i groups(const wide_rows *r, __m256i v)
{
    __m256i half = _mm256_and_si256(_mm256_srli_epi16(v, 4), _mm256_set1_epi8(15));
    /* A byte from 128 on gives no low row: it is in no group. */
    return _mm256_and_si256(_mm256_shuffle_epi8(r->low, v), _mm256_shuffle_epi8(r->high, half));
}

AVX2 static inline uint32_t hex_mask(__m256i v)
{
    __m256i digit = _mm256_sub_epi8(v, _mm256_set1_epi8('0'));
    __m256i letter = _mm256_sub_epi8(v, _mm256_set1_epi8('a'));
    digit = _mm256_cmpeq_epi8(_mm256_min_epu8(digit, _mm256_set1_epi8(9)), digit);
    letter = _mm256_cmpeq_epi8(_mm256_min_epu8(letter, _mm256_set1_epi8(5)), letter);
    return (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(digit, letter));
}

/* Examine the 32 places from p on, which is `at` of `s` or a copy of it; 34 bytes are read. */
AVX2 static inline uint32_t hints_in_block(pl_str s, size_t at, const char *p, const wide_rows *r)
{
    __m256i v = load(p);
    __m256i both = _mm256_and_si256(groups(&r[0], v), groups(&r[1], load(p + 1)));
    __m256i all = _mm256_and_si256(both, groups(&r[2], load(p + 2)));
    __m256i none = _mm256_cmpeq_epi8(all, _mm256_setzero_si256());
    uint32_t places = ~(uint32_t)_mm256_movemask_epi8(none), hex = hex_mask(v), hints = 0;
    for (; places; places &= places - 1) {
        size_t place = at + (unsigned)__builtin_ctz(places);
        if (place + 2 < s.len)
            hints |= hints_at(s, place);
    }
    /* 32 digits in a row fill one half of some block. */
    for (size_t half = 0; half < 32; half += 16)
        if ((hex >> half & 0xffff) == 0xffff && is_hex_run(s, at + half))
            hints |= 1u << PL_HINT_HEX;
    return hints;
}

AVX2 uint32_t pl_hints_wide(pl_str s)
{
    enum { BLOCK = 32, AFTER = 2 };
    wide_rows r[3] = { widen(&first), widen(&second), widen(&third) };
    char rest[3 * BLOCK] = { 0 };
    uint32_t hints = 0;
    size_t at = 0;
    for (; at + BLOCK + AFTER <= s.len; at += BLOCK)
        hints |= hints_in_block(s, at, s.ptr + at, r);
    size_t left = s.len - at;
    if (left)
        memcpy(rest, s.ptr + at, left);
    for (size_t done = 0; done < left; done += BLOCK)
        hints |= hints_in_block(s, at + done, rest + done, r);
    return hints;
}

#else

bool pl_hints_wide_here(void)
{
    return false;
}

uint32_t pl_hints_wide(pl_str s)
{
    return pl_hints_bytes(s);
}

#endif

uint32_t pl_find_hints(pl_str text)
{
    return pl_hints_wide_here() ? pl_hints_wide(text) : pl_hints_bytes(text);
}
