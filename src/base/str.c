/* str.c - comparing, searching, cutting and parsing slices of text. */
#include "base/str.h"

int pl_str_cmp(pl_str a, pl_str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static unsigned char small(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

bool pl_str_same(pl_str a, pl_str b)
{
    size_t i = 0;
    while (a.len == b.len && i < a.len && small(a.ptr[i]) == small(b.ptr[i]))
        i++;
    return a.len == b.len && i == a.len;
}

bool pl_str_ends(pl_str s, pl_str suffix)
{
    return s.len >= suffix.len && pl_str_eq(pl_str_sub(s, s.len - suffix.len, s.len), suffix);
}

size_t pl_str_find(pl_str s, char c)
{
    const char *hit = s.len ? memchr(s.ptr, c, s.len) : NULL;
    return hit ? (size_t)(hit - s.ptr) : s.len;
}

size_t pl_str_rfind(pl_str s, char c)
{
    const char *hit = s.len ? memrchr(s.ptr, c, s.len) : NULL;
    return hit ? (size_t)(hit - s.ptr) : s.len;
}

pl_str pl_str_sub(pl_str s, size_t from, size_t to)
{
    if (to > s.len)
        to = s.len;
    if (from >= to)
        return (pl_str){ s.ptr, 0 };
    return (pl_str){ s.ptr + from, to - from };
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

pl_str pl_str_trim(pl_str s)
{
    while (s.len && is_blank(s.ptr[0]))
        s.ptr++, s.len--;
    while (s.len && is_blank(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

bool pl_str_to_u64(pl_str s, uint64_t *out)
{
    uint64_t n = 0;
    if (!s.len)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        unsigned digit = (unsigned char)s.ptr[i] - '0';
        if (digit > 9 || __builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, digit, &n))
            return false;
    }
    *out = n;
    return true;
}

pl_str pl_str_split(pl_str *rest, char sep)
{
    size_t at = pl_str_find(*rest, sep);
    pl_str head = pl_str_sub(*rest, 0, at);
    if (at == rest->len)
        *rest = (pl_str){ 0 };
    else
        *rest = (pl_str){ rest->ptr + at + 1, rest->len - at - 1 };
    return head;
}

unsigned pl_str_distance(pl_str a, pl_str b)
{
    enum { MAX = 64 };
    unsigned row[MAX + 1];
    if (a.len > MAX || b.len > MAX)
        return MAX;
    for (size_t j = 0; j <= b.len; j++)
        row[j] = (unsigned)j;
    for (size_t i = 1; i <= a.len; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b.len; j++) {
            unsigned change = diagonal + (a.ptr[i - 1] != b.ptr[j - 1]);
            unsigned edit = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            diagonal = row[j];
            row[j] = change < edit ? change : edit;
        }
    }
    return row[b.len];
}
