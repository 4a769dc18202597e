#include "config/decimal.h"
#include "base/str.h"

/* A number as it is written: digits around a point, and one exponent. */
typedef struct written {
    bool negative, infinite, binary; /* binary: the exponent is of two (`1p3`) */
    pl_str whole, fraction;          /* digits */
    int64_t exponent;                /* clamped to +-EXPONENT_MAX */
} written;

enum { EXPONENT_MAX = 1000000 };

static pl_str take_digits(pl_str *rest)
{
    size_t n = 0;
    while (n < rest->len && rest->ptr[n] >= '0' && rest->ptr[n] <= '9')
        n++;
    pl_str digits = pl_str_sub(*rest, 0, n);
    *rest = pl_str_sub(*rest, n, rest->len);
    return digits;
}

static bool take_byte(pl_str *rest, const char *any, char *out)
{
    if (!rest->len || !rest->ptr[0] || !strchr(any, rest->ptr[0]))
        return false;
    *out = rest->ptr[0];
    *rest = pl_str_sub(*rest, 1, rest->len);
    return true;
}

static bool take_exponent(pl_str *rest, written *out)
{
    char mark, sign = '+';
    if (!take_byte(rest, "eEp", &mark))
        return true;
    take_byte(rest, "+-", &sign);
    pl_str digits = take_digits(rest);
    for (size_t i = 0; i < digits.len && out->exponent < EXPONENT_MAX; i++)
        out->exponent = out->exponent * 10 + (digits.ptr[i] - '0');
    if (out->exponent > EXPONENT_MAX)
        out->exponent = EXPONENT_MAX;
    if (sign == '-')
        out->exponent = -out->exponent;
    out->binary = mark == 'p';
    return digits.len > 0;
}

static bool read_number(pl_str text, written *out)
{
    char c = '+';
    *out = (written){ 0 };
    take_byte(&text, "+-", &c);
    out->negative = c == '-';
    if (pl_str_eq(text, PL_S("Inf")) || pl_str_eq(text, PL_S("inf")))
        return out->infinite = true;
    out->whole = take_digits(&text);
    if (take_byte(&text, ".", &c))
        out->fraction = take_digits(&text);
    if (!out->whole.len && !out->fraction.len)
        return false;
    return take_exponent(&text, out) && !text.len;
}

bool pl_decimal__is(pl_str text)
{
    written w;
    return read_number(text, &w);
}

/* n * by, unless that leaves 126 bits. */
static bool times(unsigned __int128 *n, unsigned by)
{
    if (*n > ((unsigned __int128)1 << 126) / by)
        return false;
    *n *= by;
    return true;
}

/* All digits as one integer, and the power of ten that it is to be scaled by.
 * Zeros at the end go into the power, so only real digits can be too many. */
static bool gather(const written *w, unsigned __int128 *n, int64_t *scale)
{
    size_t len = w->whole.len + w->fraction.len, used = 0, i;
    for (i = 0; i < len; i++) {
        char c = i < w->whole.len ? w->whole.ptr[i] : w->fraction.ptr[i - w->whole.len];
        if (c != '0')
            used = i + 1;
    }
    *n = 0;
    for (i = 0; i < used; i++) {
        char c = i < w->whole.len ? w->whole.ptr[i] : w->fraction.ptr[i - w->whole.len];
        if (!times(n, 10))
            return false;
        *n += (unsigned)(c - '0');
    }
    *scale = (int64_t)w->whole.len - (int64_t)used + (w->binary ? 0 : w->exponent);
    return true;
}

/* Apply 2^power: up by doubling, down as 5^k / 10^k. */
static bool scale_binary(unsigned __int128 *n, int64_t *scale, int64_t power)
{
    for (; power > 0; power--)
        if (!times(n, 2))
            return false;
    for (; power < 0; power++, --*scale)
        if (*n % 2 == 0)
            *n /= 2, ++*scale;
        else if (!times(n, 5))
            return false;
    return true;
}

bool pl_decimal__to_int(pl_str text, int64_t *out)
{
    written w;
    unsigned __int128 n;
    int64_t scale;
    if (!read_number(text, &w) || w.infinite || !gather(&w, &n, &scale))
        return false;
    if (n && w.binary && !scale_binary(&n, &scale, w.exponent))
        return false;
    for (; n && scale > 0; scale--)
        if (!times(&n, 10))
            return false;
    for (; n && scale < 0; scale++) {
        if (n % 10)
            return false;
        n /= 10;
    }
    unsigned __int128 limit = (unsigned __int128)INT64_MAX + w.negative;
    if (n > limit)
        return false;
    *out = w.negative ? (int64_t)(0 - (uint64_t)n) : (int64_t)n;
    return true;
}

/* Digits of the number as one run; digit i stands left of the point when
 * i < `point`. */
static char digit_at(const written *w, int64_t i)
{
    if (i < 0 || i >= (int64_t)(w->whole.len + w->fraction.len))
        return '0';
    size_t at = (size_t)i;
    return at < w->whole.len ? w->whole.ptr[at] : w->fraction.ptr[at - w->whole.len];
}

bool pl_decimal__to_text(pl_str text, pl_arena *arena, pl_str *out)
{
    written w;
    if (!read_number(text, &w) || w.infinite || w.binary)
        return false;
    int64_t len = (int64_t)(w.whole.len + w.fraction.len);
    int64_t point = (int64_t)w.whole.len + w.exponent, from = 0, to = len;
    while (from < len && from < point && digit_at(&w, from) == '0')
        from++;
    while (to > 0 && to > point && digit_at(&w, to - 1) == '0')
        to--;
    if (to <= from) /* zero */
        from = to = point = 0;
    if (point < from)
        from = point; /* 0.00x: zeros behind the point */
    if (to < point)
        to = point;
    if (to - from > PL_DECIMAL_MAX)
        return false;
    char *p = pl_arena_alloc(arena, (size_t)(to - from) + 4), *at = p;
    if (w.negative)
        *at++ = '-';
    if (from >= point)
        *at++ = '0';
    for (int64_t i = from; i < to; i++) {
        if (i == point)
            *at++ = '.';
        *at++ = digit_at(&w, i);
    }
    *at = 0;
    *out = pl_str_make(p, (size_t)(at - p));
    return true;
}
