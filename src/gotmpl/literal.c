/* literal.c - texts, characters and numbers as they are written in a template. */
#include "gotmpl/inner.h"

#include "base/ascii.h"
#include "base/double.h"
#include "base/str.h"
#include "base/utf8.h"
#include <errno.h>
#include <math.h>

/* ---- strings */

/* The value of exactly `n` digits of base 8 or 16 at `p`; -1 if there are fewer. */
static int64_t read_digits(const char *p, const char *end, unsigned n, int base)
{
    int64_t value = 0;
    if ((size_t)(end - p) < n)
        return -1;
    for (unsigned i = 0; i < n; i++) {
        int d = pl_hex_digit((unsigned char)p[i]);
        if (d < 0 || d >= base)
            return -1;
        value = value * base + d;
    }
    return value;
}

static int letter_escape(char c)
{
    static const char from[] = "abfnrtv\\'\"", to[] = "\a\b\f\n\r\t\v\\'\"";
    const char *at = c ? strchr(from, c) : NULL;
    return at ? to[at - from] : -1;
}

/* Decode the escape at *p (after its backslash) and append it; false if it is not a valid one. */
static bool unescape(const char **p, const char *end, pl_buf *out, uint32_t *rune)
{
    char c = *(*p)++;
    int plain = letter_escape(c);
    unsigned n = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : c >= '0' && c <= '7' ? 3 : 0;
    if (plain >= 0) {
        *rune = (uint32_t)plain;
        pl_buf_byte(out, (char)plain);
        return true;
    }
    if (!n)
        return false;
    const char *from = n == 3 ? *p - 1 : *p;
    int64_t value = read_digits(from, end, n, n == 3 ? 8 : 16);
    if (value < 0 || value > 0x10ffff || (n <= 3 && value > 255))
        return false;
    *p = from + n;
    *rune = (uint32_t)value;
    char utf8[4] = { (char)value };
    pl_buf_add(out, utf8, n <= 3 ? 1 : pl_utf8_encode((uint32_t)value, utf8));
    return true;
}

static bool unquote_into(pl_str quoted, pl_buf *out, uint32_t *rune)
{
    const char *p = quoted.ptr + 1, *end = quoted.ptr + quoted.len - 1;
    while (p < end) {
        if (*p != '\\') {
            const unsigned char *u = (const unsigned char *)p;
            unsigned len = pl_utf8_len(u, (const unsigned char *)end);
            *rune = len ? pl_utf8_decode(u, len) : 0xfffd;
            pl_buf_add(out, p, len ? len : 1);
            p += len ? len : 1;
        } else if (p++, p >= end || !unescape(&p, end, out, rune)) {
            return false;
        }
    }
    return true;
}

bool pl_tmpl__unquote(pl_arena *arena, pl_str quoted, pl_str *out)
{
    if (quoted.len < 2)
        return false;
    if (quoted.ptr[0] == '`') {
        *out = pl_str_sub(quoted, 1, quoted.len - 1);
        return true;
    }
    pl_buf text = { 0 };
    uint32_t rune;
    bool ok = unquote_into(quoted, &text, &rune);
    *out = pl_arena_str(arena, pl_buf_view(&text));
    pl_buf_done(&text);
    return ok;
}

/* ---- numbers */

static bool character(pl_str text, pl_tmpl_operand *out)
{
    pl_buf bytes = { 0 };
    uint32_t rune = 0;
    bool ok = text.len > 2 && text.ptr[text.len - 1] == '\'' && unquote_into(text, &bytes, &rune);
    pl_str made = pl_buf_view(&bytes);
    /* '\xff' is one byte that is no UTF-8. */
    bool one = made.len == 1 || (made.len && pl_utf8_runes(made) == 1);
    pl_buf_done(&bytes);
    out->i = rune;
    out->d = rune;
    out->is_int = out->is_float = true;
    return ok && one;
}

/* Read digits of base `base` from `p` up to `end`; false if there is any other character, or the
 * number does not fit. */
static bool whole(const char *p, int base, bool negative, int64_t *out)
{
    uint64_t value = 0;
    if (!*p)
        return false;
    for (; *p; p++) {
        int d = pl_hex_digit((unsigned char)*p);
        if (d < 0 || d >= base || __builtin_mul_overflow(value, (uint64_t)base, &value) ||
            __builtin_add_overflow(value, (uint64_t)d, &value))
            return false;
    }
    if (value > (uint64_t)INT64_MAX + negative)
        return false;
    *out = (int64_t)(negative ? -value : value);
    return true;
}

static int base_of(const char **p)
{
    const char *s = *p;
    int c = s[0] == '0' ? pl_to_lower(s[1]) : 0;
    int base = c == 'x' ? 16 : c == 'b' ? 2 : c == 'o' ? 8 : 0;
    if (base)
        *p += 2;
    else if (s[0] == '0' && pl_is_digit(s[1]))
        base = 8;
    return base ? base : 10;
}

/* Is each underscore between two digits, or after a prefix such as 0x? */
static bool underscores_fit(pl_str s)
{
    size_t sign = s.len && (s.ptr[0] == '+' || s.ptr[0] == '-');
    int mark = s.len > sign + 1 && s.ptr[sign] == '0' ? s.ptr[sign + 1] | 32 : 0;
    int most = mark == 'x' ? 16 : 10;
    bool prefix = mark == 'x' || mark == 'o' || mark == 'b';
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] != '_')
            continue;
        int before = i ? pl_hex_digit((unsigned char)s.ptr[i - 1]) : -1;
        int after = i + 1 < s.len ? pl_hex_digit((unsigned char)s.ptr[i + 1]) : -1;
        bool starts = prefix && i == sign + 2;
        if ((!starts && (before < 0 || before >= most)) || after < 0 || after >= most)
            return false;
    }
    return true;
}

bool pl_tmpl__number(pl_str text, pl_tmpl_operand *out)
{
    if (text.len && text.ptr[0] == '\'')
        return character(text, out);
    if (!underscores_fit(text))
        return false;
    char plain[128], *to = plain;
    if (!text.len || text.len >= sizeof(plain))
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != '_')
            *to++ = text.ptr[i];
    *to = 0;
    const char *p = plain + (*plain == '+' || *plain == '-');
    const char *unsigned_part = p;
    int base = base_of(&p);
    out->is_int = whole(p, base, *plain == '-', &out->i);
    if (out->is_int) {
        out->d = (double)out->i;
        out->is_float = true;
        return true;
    }
    bool hex = base == 16;
    if (strspn(unsigned_part, hex ? "0123456789abcdefABCDEFxXpP+-." : "0123456789eE+-.") !=
            strlen(unsigned_part) ||
        (hex && !strpbrk(p, "pP")))
        return false;
    if (!pl_double_parse(pl_str_cstr(plain), 64, &out->d) || !isfinite(out->d) ||
        (!hex && !strpbrk(plain, ".eE")))
        return false;
    out->is_float = true;
    if (out->d == trunc(out->d) && fabs(out->d) < 9.2e18) {
        out->i = (int64_t)out->d;
        out->is_int = true;
    }
    return true;
}
