/* fn_string.c - text in, text out (hcl.md 7.3 "String"). */
#include "base/utf8.h"
#include "base/assert.h"
#include "base/vec.h"
#include "hcl/fn_text.h"
#include <stdlib.h>
#include <utf8proc.h>

static const unsigned char *bytes_of(pl_str s)
{
    return (const unsigned char *)s.ptr;
}

/* The length of the character at `i`; a byte that is not valid UTF-8 counts as one. */
static size_t rune_at(pl_str s, size_t i, uint32_t *cp)
{
    pl_assert(i < s.len);
    unsigned len = pl_utf8_len(bytes_of(s) + i, bytes_of(s) + s.len);
    *cp = len ? pl_utf8_decode(bytes_of(s) + i, len) : 0xfffd;
    return len ? len : 1;
}

/* The start of the last character before `i`. */
static size_t rune_before(pl_str s, size_t i)
{
    pl_assert(i > 0 && i <= s.len);
    size_t from = i - 1;
    while (from > 0 && i - from < 4 && (bytes_of(s)[from] & 0xc0) == 0x80)
        from--;
    unsigned len = pl_utf8_len(bytes_of(s) + from, bytes_of(s) + s.len);
    return len == i - from ? from : i - 1;
}

/* ---- tests */

bool pl_fn__startswith(pl_call *call, pl_value *out)
{
    *out = pl_value_bool(pl_str_starts(pl_text__arg(call, 0), pl_text__arg(call, 1)));
    return true;
}

bool pl_fn__endswith(pl_call *call, pl_value *out)
{
    *out = pl_value_bool(pl_str_ends(pl_text__arg(call, 0), pl_text__arg(call, 1)));
    return true;
}

/* The offset of the first `what` in `s` at or after byte `at`; s.len if there is none. */
static size_t find_text(pl_str s, size_t at, pl_str what)
{
    pl_assert(at <= s.len);
    const char *p = memmem(s.ptr + at, s.len - at, what.ptr, what.len);
    return p ? (size_t)(p - s.ptr) : s.len;
}

bool pl_fn__strcontains(pl_call *call, pl_value *out)
{
    pl_str s = pl_text__arg(call, 0), what = pl_text__arg(call, 1);
    *out = pl_value_bool(what.len == 0 || find_text(s, 0, what) < s.len);
    return true;
}

/* ---- cutting */

bool pl_fn__chomp(pl_call *call, pl_value *out)
{
    pl_str s = pl_text__arg(call, 0);
    while (s.len && (s.ptr[s.len - 1] == '\n' || s.ptr[s.len - 1] == '\r'))
        s.len--;
    return pl_text__slice(s, out);
}

bool pl_fn__trimprefix(pl_call *call, pl_value *out)
{
    pl_str s = pl_text__arg(call, 0), prefix = pl_text__arg(call, 1);
    return pl_text__slice(pl_str_starts(s, prefix) ? pl_str_sub(s, prefix.len, s.len) : s, out);
}

bool pl_fn__trimsuffix(pl_call *call, pl_value *out)
{
    pl_str s = pl_text__arg(call, 0), suffix = pl_text__arg(call, 1);
    return pl_text__slice(pl_str_ends(s, suffix) ? pl_str_sub(s, 0, s.len - suffix.len) : s, out);
}

/* The characters to remove: ASCII in a table, the rest in a sorted list. */
typedef struct cutset {
    bool ascii[128], spaces;
    uint32_t *others; /* ascending */
    size_t n;
} cutset;

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static cutset read_cutset(pl_call *call, pl_str set)
{
    cutset c = { .others = pl_arena_alloc(call->arena, set.len * sizeof *c.others) };
    for (size_t i = 0; i < set.len;) {
        uint32_t cp;
        size_t len = rune_at(set, i, &cp);
        if (len == 1 && cp < 0x80)
            c.ascii[cp] = true;
        else
            c.others[c.n++] = cp;
        i += len;
    }
    if (c.n)
        qsort(c.others, c.n, sizeof *c.others, by_number);
    return c;
}

/* Does trim remove the character `cp`? */
static bool is_in_cutset(const cutset *c, uint32_t cp)
{
    if (c->spaces)
        return pl_utf8_is_space(cp);
    if (cp < 0x80)
        return c->ascii[cp];
    return c->n && bsearch(&cp, c->others, c->n, sizeof *c->others, by_number);
}

static bool trim_both(pl_call *call, pl_str s, const cutset *c, pl_value *out)
{
    size_t from = 0, to = s.len;
    uint32_t cp;
    if (!pl_fn_charge(call, s.len))
        return false;
    for (size_t n; from < to; from += n) {
        n = rune_at(s, from, &cp);
        if (!is_in_cutset(c, cp))
            break;
    }
    for (size_t last; to > from; to = last) {
        last = rune_before(s, to);
        rune_at(s, last, &cp);
        if (!is_in_cutset(c, cp))
            break;
    }
    return pl_text__slice(pl_str_sub(s, from, to), out);
}

bool pl_fn__trim(pl_call *call, pl_value *out)
{
    pl_str set = pl_text__arg(call, 1);
    if (!pl_fn_charge(call, 8 * set.len)) /* the set is sorted */
        return false;
    cutset c = read_cutset(call, set);
    return trim_both(call, pl_text__arg(call, 0), &c, out);
}

bool pl_fn__trimspace(pl_call *call, pl_value *out)
{
    cutset c = { .spaces = true };
    return trim_both(call, pl_text__arg(call, 0), &c, out);
}

/* The byte where cluster `n` starts; s.len: there are fewer clusters. */
static size_t cluster_start(pl_str s, int64_t n)
{
    size_t at = 0;
    for (; n > 0 && at < s.len; n--)
        at += pl_utf8_cluster(pl_str_sub(s, at, s.len));
    return at;
}

bool pl_fn__substr(pl_call *call, pl_value *out)
{
    pl_str s = pl_text__arg(call, 0);
    int64_t offset, length;
    if (!pl_text__int(call, 1, &offset) || !pl_text__int(call, 2, &length) ||
        !pl_fn_charge(call, s.len))
        return false;
    bool from_end = offset < 0;
    if (from_end) {
        int64_t all = (int64_t)pl_utf8_clusters(s);
        offset = offset < -all ? 0 : offset + all;
    }
    size_t from = cluster_start(s, offset);
    s = pl_str_sub(s, from, s.len);
    if (length > 0 || (length == 0 && !from_end)) /* else all up to the end (hcl.md 7.3) */
        s = pl_str_sub(s, 0, cluster_start(s, length));
    return pl_text__slice(s, out);
}

/* ---- rewriting */

static bool map_runes(pl_call *call, utf8proc_int32_t (*map)(utf8proc_int32_t), pl_value *out)
{
    pl_str s = pl_text__arg(call, 0);
    pl_buf text = { 0 };
    char bytes[4];
    uint32_t cp;
    if (!pl_fn_charge(call, s.len))
        return false;
    pl_buf_reserve(&text, s.len);
    for (size_t i = 0; i < s.len;) {
        size_t n = rune_at(s, i, &cp);
        pl_buf_add(&text, bytes, pl_utf8_encode((uint32_t)map((utf8proc_int32_t)cp), bytes));
        i += n;
    }
    return pl_text__give_buf(call, &text, out);
}

/* utf8proc turns U+00DF into U+1E9E, but the Unicode data has no capital letter for it. */
static utf8proc_int32_t to_upper(utf8proc_int32_t cp)
{
    return cp == 0xdf ? cp : utf8proc_toupper(cp);
}

static utf8proc_int32_t to_title(utf8proc_int32_t cp)
{
    return cp == 0xdf ? cp : utf8proc_totitle(cp);
}

bool pl_fn__lower(pl_call *call, pl_value *out)
{
    return map_runes(call, utf8proc_tolower, out);
}

bool pl_fn__upper(pl_call *call, pl_value *out)
{
    return map_runes(call, to_upper, out);
}

/* Does the character separate words (hcl.md 7.3 "title")? Apostrophes do, an em dash does not. */
static bool is_separator(uint32_t cp)
{
    if (cp < 0x80)
        return !((cp >= '0' && cp <= '9') || ((cp | 0x20) >= 'a' && (cp | 0x20) <= 'z') ||
                 cp == '_');
    return pl_utf8_is_space(cp);
}

bool pl_fn__title(pl_call *call, pl_value *out)
{
    pl_str s = pl_text__arg(call, 0);
    pl_buf text = { 0 };
    char bytes[4];
    uint32_t cp, before = ' ';
    if (!pl_fn_charge(call, s.len))
        return false;
    for (size_t i = 0; i < s.len; before = cp) {
        i += rune_at(s, i, &cp);
        uint32_t mapped = is_separator(before) ? (uint32_t)to_title((utf8proc_int32_t)cp) : cp;
        pl_buf_add(&text, bytes, pl_utf8_encode(mapped, bytes));
    }
    return pl_text__give_buf(call, &text, out);
}

bool pl_fn__strrev(pl_call *call, pl_value *out)
{
    pl_str s = pl_text__arg(call, 0);
    if (!pl_fn_charge(call, s.len))
        return false;
    char *text = pl_arena_take(call->arena, s.len + 1, 1), *to = text + s.len;
    for (size_t i = 0; i < s.len;) {
        size_t n = pl_utf8_cluster(pl_str_sub(s, i, s.len));
        to -= n;
        memcpy(to, s.ptr + i, n);
        i += n;
    }
    *out = pl_value_text(call->arena, pl_str_make(text, s.len), false);
    return true;
}

bool pl_fn__indent(pl_call *call, pl_value *out)
{
    int64_t spaces;
    pl_str s = pl_text__arg(call, 1);
    pl_buf text = { 0 };
    if (!pl_text__int(call, 0, &spaces))
        return false;
    if (spaces < 0)
        return pl_fn_fail(call, "panic in function implementation: strings: negative Repeat count");
    bool ok = pl_fn_charge(call, s.len);
    for (size_t i = 0; i < s.len && ok; i++) {
        pl_buf_byte(&text, s.ptr[i]);
        if (s.ptr[i] == '\n')
            ok = pl_text__fill(call, &text, ' ', (uint64_t)spaces);
    }
    if (ok)
        return pl_text__give_buf(call, &text, out);
    pl_buf_done(&text);
    return false;
}

/* ---- lists */

/* Check the lists, which are arguments 1 to n - 1. */
static bool check_joinable(pl_call *call)
{
    for (uint32_t i = 1; i < call->n; i++) {
        const pl_value *list = &call->args[i];
        for (uint32_t j = 0; j < list->len; j++) {
            if (list->seq->at[j].tag != PL_V_NULL)
                continue;
            return call->n == 2
                       ? pl_fn_fail_arg(call, i,
                                        "element %u is null; cannot concatenate null values", j)
                       : pl_fn_fail_arg(call, i,
                                        "element %u of list %u is null; cannot concatenate null "
                                        "values",
                                        j, i);
        }
    }
    return true;
}

bool pl_fn__join(pl_call *call, pl_value *out)
{
    pl_str separator = pl_text__arg(call, 0);
    pl_buf text = { 0 };
    bool first = true, ok = true;
    if (call->n < 2)
        return pl_fn_fail(call, "at least one list is required");
    if (!check_joinable(call))
        return false;
    for (uint32_t i = 1; i < call->n; i++) {
        const pl_value *list = &call->args[i];
        for (uint32_t j = 0; j < list->len && ok; j++, first = false)
            ok = (first || pl_text__add(call, &text, separator)) &&
                 pl_text__add(call, &text, pl_value_get_str(list->seq->at[j]));
    }
    if (ok)
        return pl_text__give_buf(call, &text, out);
    pl_buf_done(&text);
    return false;
}

typedef PL_VEC(pl_value) values;

static bool push_part(pl_call *call, values *parts, pl_str part)
{
    pl_vec_push(parts, pl_value_str(part));
    return pl_fn_charge(call, 2 * sizeof(pl_value));
}

static bool split_runes(pl_call *call, pl_str s, values *parts)
{
    uint32_t cp;
    bool ok = true;
    for (size_t i = 0; i < s.len && ok;) {
        size_t n = rune_at(s, i, &cp);
        ok = push_part(call, parts, pl_str_sub(s, i, i + n));
        i += n;
    }
    return ok;
}

static bool split_at(pl_call *call, pl_str s, pl_str separator, values *parts)
{
    for (size_t from = 0;;) {
        size_t to = find_text(s, from, separator);
        if (!push_part(call, parts, pl_str_sub(s, from, to)))
            return false;
        if (to >= s.len)
            return true;
        from = to + separator.len;
    }
}

bool pl_fn__split(pl_call *call, pl_value *out)
{
    pl_str separator = pl_text__arg(call, 0), s = pl_text__arg(call, 1);
    values parts = { 0 };
    bool ok = separator.len ? split_at(call, s, separator, &parts) : split_runes(call, s, &parts);
    if (ok)
        pl_text__give_strings(call, parts.at, parts.n, out);
    pl_vec_done(&parts);
    return ok;
}
