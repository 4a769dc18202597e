/* where.c - evaluates `--where` for one control and matches the patterns of `like`. where_parse.c
 * parses it. */
#include "run/where.h"
#include "base/str.h"
#include "base/utf8.h"
#include <utf8proc.h>

static bool is_among(const pl_where *where, pl_str value)
{
    for (uint32_t i = 0; i < where->n_values; i++)
        if (pl_str_eq(where->values[i], value))
            return true;
    return false;
}

static bool is(const pl_where *where, const pl_where_cell *cell)
{
    return where->with_null ? cell->null : cell->set && is_among(where, cell->text);
}

static bool holds(const pl_where *where, pl_str value)
{
    switch ((pl_where_op)where->op) {
    case PL_WHERE_EQUAL:
    case PL_WHERE_IN: return is_among(where, value);
    case PL_WHERE_NOT_EQUAL:
    case PL_WHERE_NOT_IN: return !is_among(where, value);
    case PL_WHERE_LIKE: return pl_where_like(where->values[0], value, false);
    case PL_WHERE_NOT_LIKE: return !pl_where_like(where->values[0], value, false);
    case PL_WHERE_ILIKE: return pl_where_like(where->values[0], value, true);
    case PL_WHERE_NOT_ILIKE: return !pl_where_like(where->values[0], value, true);
    default: return false;
    }
}

static pl_truth truth_of(bool holds)
{
    return holds ? PL_TRUTH_TRUE : PL_TRUTH_FALSE;
}

static pl_truth comparison(const pl_where *where, pl_where_reader *reader, void *ctx)
{
    if (!where->column.len || where->op == PL_WHERE_ORDER)
        return PL_TRUTH_UNKNOWN;
    pl_where_cell cell = reader(ctx, where);
    if (where->op == PL_WHERE_IS || where->op == PL_WHERE_IS_NOT)
        return truth_of(is(where, &cell) == (where->op == PL_WHERE_IS));
    return cell.set ? truth_of(holds(where, cell.text)) : PL_TRUTH_UNKNOWN;
}

/* The truth of `and` is the least of its parts, of `or` the greatest. Parts after the one that
 * decides it are not read. */
static pl_truth chain(const pl_where *where, pl_where_reader *reader, void *ctx)
{
    bool any = where->op == PL_WHERE_OR;
    pl_truth ends = truth_of(any), all = truth_of(!any);
    for (const pl_where *part = where->parts; part && all != ends; part = part->next) {
        pl_truth one = pl_where_truth(part, reader, ctx);
        if (any ? one > all : one < all)
            all = one;
    }
    return all;
}

pl_truth pl_where_truth(const pl_where *where, pl_where_reader *reader, void *ctx)
{
    switch ((pl_where_op)where->op) {
    case PL_WHERE_AND:
    case PL_WHERE_OR: return chain(where, reader, ctx);
    case PL_WHERE_NOT: return (pl_truth)(PL_TRUTH_TRUE - pl_where_truth(where->parts, reader, ctx));
    default: return comparison(where, reader, ctx);
    }
}

/* ---- patterns of `like` (check-and-outputs.md 3.2) */

/* Decode the character at `at` and set its length. A byte that is not valid UTF-8 counts as a
 * character. */
static uint32_t char_at(pl_str s, size_t at, bool fold, size_t *len)
{
    const unsigned char *p = (const unsigned char *)s.ptr + at;
    unsigned n = pl_utf8_len(p, (const unsigned char *)s.ptr + s.len);
    *len = n ? n : 1;
    uint32_t c = n ? pl_utf8_decode(p, n) : 0x110000u + *p;
    if (!fold)
        return c;
    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
    return c <= 0x10ffff ? (uint32_t)utf8proc_tolower((utf8proc_int32_t)c) : c;
}

/* Decode a character of the pattern: % and _ act as * and ?, even after a backslash. */
static uint32_t pattern_char(pl_str pattern, size_t at, bool fold, size_t *len)
{
    uint32_t c = char_at(pattern, at, fold, len);
    return c == '%' ? '*' : c == '_' ? '?' : c;
}

/* Is `c` in the set that begins after the bracket at `at`? Sets *end to the byte after its
 * closing bracket, 0 if there is none. */
static bool in_set(pl_str pattern, size_t at, uint32_t c, bool fold, size_t *end)
{
    bool negated = false, found = false, first = true;
    size_t len;
    *end = 0;
    at++;
    if (at < pattern.len && (pattern.ptr[at] == '!' || pattern.ptr[at] == '^')) {
        negated = true;
        at++;
    }
    for (; at < pattern.len; first = false) {
        if (pattern.ptr[at] == ']' && !first) {
            *end = at + 1;
            return found != negated;
        }
        if (pattern.ptr[at] == '\\' && at + 1 < pattern.len)
            at++;
        uint32_t low = pattern_char(pattern, at, fold, &len), high = low;
        at += len;
        if (at + 1 < pattern.len && pattern.ptr[at] == '-' && pattern.ptr[at + 1] != ']') {
            at++;
            if (pattern.ptr[at] == '\\' && at + 1 < pattern.len)
                at++;
            high = pattern_char(pattern, at, fold, &len);
            at += len;
        }
        found |= c >= low && c <= high;
    }
    return false;
}

/* Match one character of the text against one element of the pattern, whose length goes to
 * *used. */
static bool match_one(pl_str pattern, size_t at, uint32_t c, bool fold, size_t *used)
{
    size_t len, end;
    uint32_t want = pattern_char(pattern, at, fold, &len);
    *used = len;
    if (want == '?')
        return true;
    if (want == '[') {
        bool in = in_set(pattern, at, c, fold, &end);
        *used = end - at;
        return end && in;
    }
    if (want == '\\') {
        if (at + 1 >= pattern.len)
            return false;
        want = pattern_char(pattern, at + 1, fold, &len);
        *used = 1 + len;
    }
    return want == c;
}

/* Only the last star is retried, never two at a time: O(text * pattern). */
bool pl_where_like(pl_str pattern, pl_str text, bool fold)
{
    size_t p = 0, t = 0, star = SIZE_MAX, resume = 0, len, used;
    while (t < text.len) {
        uint32_t c = char_at(text, t, fold, &len);
        if (p < pattern.len && (pattern.ptr[p] == '*' || pattern.ptr[p] == '%')) {
            star = p++;
            resume = t;
        } else if (p < pattern.len && match_one(pattern, p, c, fold, &used)) {
            p += used;
            t += len;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            char_at(text, resume, fold, &len);
            t = resume += len;
        } else {
            return false;
        }
    }
    while (p < pattern.len && (pattern.ptr[p] == '*' || pattern.ptr[p] == '%'))
        p++;
    return p == pattern.len;
}
